"""Made-up answers that are valid for a form, for the demonstration, the tests and people who try things out.

Nobody in them exists: surnames are invented, telephone numbers are Ofcom's for drama, addresses end in example.org.
"""

from __future__ import annotations

from random import Random
from typing import Any

from ..profiles import Profile
from .answers import asked, counted_answers
from .conditions import NOT_KNOWN, holds
from .questions import (
    Address,
    AnyOf,
    Date,
    DateTime,
    Email,
    Files,
    Form,
    Group,
    Kind,
    LongText,
    Notice,
    Number,
    OneOf,
    Phone,
    Postcode,
    ShortText,
    YesNo,
)
from .stories import invent


def sample_answers(form: Form, profile: Profile, seed: int = 0) -> dict[str, Any]:
    """Return one made-up case. The same seed gives the same case; another seed a different one, just as valid."""
    random = Random(f"{form.name}/{profile.name}/{seed}")  # noqa: S311  # a made-up case needs no secrecy
    answers = invent(random, profile)
    for step in form.steps:
        if step.when is None or holds(step.when, counted_answers(form, answers)):
            _complete(step.questions, answers, form, random)
    return counted_answers(form, answers)


def _complete(questions: tuple[Kind, ...], answers: dict[str, Any], form: Form, random: Random) -> None:
    """Answer what is required and the story does not say; a condition may wait for the answer just given."""
    for question in questions:
        counted = counted_answers(form, answers)
        if question.required and question.name not in answers and question in set(asked(questions, counted)):
            answers[question.name] = _any_answer(question, random)


def _any_answer(question: Kind, random: Random) -> Any:
    if question.not_known:
        return NOT_KNOWN
    match question:
        case ShortText() | LongText() | Address():
            return "Made up for a demonstration"
        case Email():
            return "someone@example.org"
        case Phone():
            return "01632 960 001"
        case Postcode():
            return "B70 9LD"
        case OneOf() | AnyOf():
            value = random.choice(question.choices).value
            return [value] if isinstance(question, AnyOf) else value
        case YesNo():
            return random.choice(("yes", "no"))
        case Date():
            return "2026-03-02"
        case DateTime():
            return "2026-03-02T10:15"
        case Number():
            return question.least
        case Group():
            inner = [each for each in question.questions if each.required and not each.when]
            return [{each.name: _any_answer(each, random) for each in inner}]
        case Files() | Notice():
            return []
