"""Somebody in the office who types a form in at the terminal: from answers to the lines they type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from lado_site.forms.answers import asked, asked_steps, counted_answers, is_asked_in
from lado_site.forms.conditions import NOT_KNOWN
from lado_site.forms.questions import (
    Address,
    AnyOf,
    Date,
    DateTime,
    Deadline,
    Files,
    Form,
    Group,
    Kind,
    LongText,
    Notice,
    OneOf,
    YesNo,
)


def typed_lines(
    form: Form, answers: Mapping[str, Any], *, today: date, files: Mapping[str, Sequence[Path]] | None = None
) -> list[str]:
    """Return what is typed to answer the form, as far as "Check the answers"."""
    files = files or {}
    named = {question: [path.name for path in paths] for question, paths in files.items()}
    counted = counted_answers(form, {**answers, **named}, today=today)
    return [
        line
        for step in asked_steps(form, counted)
        for question in asked(step.questions, counted)
        for line in (
            _entries(question, counted) if isinstance(question, Group) else _typed(question, counted, files)
        )
    ]  # fmt: skip


def as_input(lines: Sequence[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def _entries(group: Group, counted: Mapping[str, Any]) -> Iterator[str]:
    entries = counted.get(group.name, [])
    for index, entry in enumerate(entries):
        if index or not group.required:
            yield "y"
        for inner in group.questions:
            if is_asked_in(entry, inner, counted):
                yield from _typed(inner, entry, {})
    yield "no"


def _typed(question: Kind, answers: Mapping[str, Any], files: Mapping[str, Sequence[Path]]) -> Iterator[str]:
    value = answers.get(question.name)
    if isinstance(question, Notice | Deadline):
        return
    if isinstance(question, Files):
        yield from (str(path) for path in files.get(question.name, ()))
        yield ""
    elif value is None:
        yield ""
    elif value == NOT_KNOWN:
        yield "?"
    else:
        yield from _worded(question, value)


def _worded(question: Kind, value: Any) -> Iterator[str]:
    match question:
        case YesNo():
            yield value
        case OneOf():
            yield str([choice.value for choice in question.choices].index(value) + 1)
        case AnyOf():
            values = [choice.value for choice in question.choices]
            yield " ".join(str(values.index(each) + 1) for each in value)
        case Date():
            yield "/".join(reversed(value.split("-")))
        case DateTime():
            day, time = value.split("T")
            yield " ".join(reversed(day.split("-")))
            yield time
        case LongText() | Address():
            yield from (*value.split("\n"), "")
        case _:
            yield str(value)
