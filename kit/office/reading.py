"""Answers as a person reads them: in the words of their form, or under the names of its questions where it is not here.

What breaks a rule of the form is shown all the same, as it was given: nothing that somebody wrote is left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from lado_site.forms.questions import Form
from lado_site.forms.rules import examine
from lado_site.forms.summary import Row, Section, summarise

from ..intake.judging import without_refused

BY_NAME = "The answers, under the names of the questions: the form that was filled in is not kept here"
REFUSED = "Answers that break a rule of the form, as they were given"


def in_words(form: Form | None, answers: Mapping[str, Any], *, today: date) -> tuple[Section, ...]:
    """Return every answer; ``today`` is the day on which they were given."""
    if form is None:
        return (Section(step="", title=BY_NAME, rows=tuple(_by_name(answers))),)
    examined = examine(form, answers, today=today)
    paths = list(dict.fromkeys(problem.path for problem in examined.problems if problem.blocks))
    sections = summarise(form, without_refused(examined.counted, paths))
    refused = tuple(_refused(paths, answers))
    return (*sections, Section(step="", title=REFUSED, rows=refused)) if refused else tuple(sections)


def _by_name(answers: Mapping[str, Any]) -> Iterator[Row]:
    for name, value in answers.items():
        yield Row(path=name, label=name, lines=_lines(value))


def _refused(paths: list[str], answers: Mapping[str, Any]) -> Iterator[Row]:
    for path in paths:
        value: Any = answers
        for part in path.split("."):
            value = _inside(value, part)
        if value is not None:
            yield Row(path=path, label=path, lines=_lines(value))


def _inside(value: Any, part: str) -> Any:
    match value:
        case dict():
            return value.get(part)
        case list() if part.isdecimal() and int(part) < len(value):
            return value[int(part)]
    return None


def _lines(value: Any) -> tuple[str, ...]:
    match value:
        case str():
            return tuple(value.splitlines()) or ("",)
        case list() if all(isinstance(each, str) for each in value):
            return tuple(value)
        case list():
            return tuple(line for each in value for line in _lines(each))
        case dict():
            return tuple(f"{name}: {' / '.join(_lines(each))}" for name, each in value.items())
    return (json.dumps(value),)
