"""What a person presses and types to answer a form, as a list, for browsers that only their own script can drive."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lado_site.forms.answers import counted_answers
from lado_site.forms.questions import AnyOf, Date, Form, Group, Kind, OneOf, YesNo
from tests.site.builders import TODAY

Act = tuple[str, ...]


def acts(form: Form, answers: Mapping[str, Any]) -> Iterator[Act]:
    """Yield each act that answers a form without groups, files or things not known, up to the page to check."""
    assert counted_answers(form, answers, today=TODAY) == dict(answers)
    for step in form.steps:
        for question in step.questions:
            if question.name in answers:
                yield from _answer(question, answers[question.name])
        if any(question.name in answers for question in step.questions):
            yield "press", f"[data-step={step.name}] [data-continue]"


def _answer(question: Kind, value: Any) -> Iterator[Act]:
    match question:
        case OneOf() | YesNo():
            yield "press", f'input[name="{question.name}"][value="{value}"] + label'
        case AnyOf():
            for each in value:
                yield "press", f'input[name="{question.name}"][value="{each}"] + label'
        case Date():
            for part, typed in zip(("year", "month", "day"), value.split("-"), strict=False):
                yield "type", f'[name="{question.name}--{part}"]', typed
        case Group():
            raise AssertionError(f"{question.name} is a group")
        case _:
            yield "type", f'[name="{question.name}"]', str(value)
