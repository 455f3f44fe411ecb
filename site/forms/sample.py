"""Made-up answers that are valid for a form, for the demonstration, the tests and people who try things out.

Nobody in them exists: surnames are invented, telephone numbers are Ofcom's for drama, addresses end in example.org.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from random import Random
from typing import Any

from ..codes import ALPHABET, show_code
from ..profiles import Profile
from .answers import asked, counted_answers, given_answers, is_asked_in
from .conditions import NOT_KNOWN, Answers, holds
from .later_stories import tell
from .meeting import PREFIX, invent_preparation
from .questions import (
    Address,
    AnyOf,
    Code,
    Date,
    DateTime,
    Deadline,
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

LONG_AFTER = date(2027, 1, 4)
"""A day after everything in the made-up cases has happened, so that their deadlines have passed."""


def sample_answers(form: Form, profile: Profile, seed: int = 0, *, today: date = LONG_AFTER) -> dict[str, Any]:
    """Return one made-up case. The same seed gives the same case; another seed a different one, just as valid.

    ``today`` is the day on which the form is filled in; only deadlines depend on it.
    """
    random = Random(f"{form.name}/{profile.name}/{seed}")  # noqa: S311  # a made-up case needs no secrecy
    answers = invent_preparation(form, random) if form.prefix == PREFIX else invent(random, profile)
    answers |= tell(form.name, random, profile)
    for step in form.steps:
        if step.when is None or holds(step.when, counted_answers(form, answers, today=today)):
            _complete(step.questions, answers, form, random, today)
    return given_answers(form, counted_answers(form, answers, today=today))


def _complete(questions: tuple[Kind, ...], answers: dict[str, Any], form: Form, random: Random, today: date) -> None:
    """Answer what is required and the story does not say; a condition may wait for the answer just given."""
    for question in questions:
        counted = counted_answers(form, answers, today=today)
        if question not in set(asked(questions, counted)):
            continue
        if isinstance(question, Group):
            entries = answers.get(question.name, [{}] if question.required else [])
            answers[question.name] = [_complete_entry(question, entry, counted, random) for entry in entries]
        elif question.required and question.name not in answers:
            answers[question.name] = _any_answer(question, random)


def _complete_entry(group: Group, entry: Mapping[str, Any], outer: Answers, random: Random) -> dict[str, Any]:
    complete = dict(entry)
    for question in group.questions:
        if question.required and question.name not in complete and is_asked_in(complete, question, outer):
            complete[question.name] = _any_answer(question, random)
    return complete


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
        case Code():
            return show_code("".join(random.choice(ALPHABET) for _ in range(question.length)))
        case Deadline() | Files() | Group() | Notice():
            return []
