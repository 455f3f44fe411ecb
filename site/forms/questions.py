"""The kinds of question a form is made of, as frozen values; everything else about a form is derived from these.

A new kind is one dataclass here and one ``case`` in each of ``rules``, ``widgets`` and ``summary``; mypy lists them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .conditions import Condition, questions_in

MAX_ENTRIES = 30
"""Entries one repeating group takes; a referral with more children than this needs a telephone call."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """What every question has.

    ``not_known`` offers "Not known" as an answer, so that nobody has to invent one. ``record`` is the place in the
    record store, as "table.column". ``requirements`` are the catalogue's IDs that the question covers. ``missing`` is
    the sentence shown when a required answer is not given, where the general one would be clumsy.
    """

    name: str
    label: str
    hint: str = ""
    required: bool = False
    not_known: bool = False
    when: Condition | None = None
    missing: str = ""
    record: str = ""
    requirements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    hint: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ShortText(Question):
    max_length: int = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class LongText(Question):
    max_length: int = 10_000
    rows: int = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Email(Question):
    max_length: int = 254


@dataclass(frozen=True, kw_only=True, slots=True)
class Phone(Question):
    max_length: int = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Address(Question):
    max_length: int = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Postcode(Question):
    max_length: int = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class OneOf(Question):
    choices: tuple[Choice, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class AnyOf(Question):
    choices: tuple[Choice, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class YesNo(Question):
    """Yes or no; with ``not_known`` also "not known"."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Date(Question):
    """A day. With ``approximate`` the day, or the day and the month, may be left out: "2024-05", "2024"."""

    approximate: bool = False
    future: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class DateTime(Question):
    """A day and a time of day, as the clock on the wall showed them: "2026-11-03T14:30"."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Number(Question):
    least: int = 0
    most: int = 9999


@dataclass(frozen=True, kw_only=True, slots=True)
class Files(Question):
    """Attachments; the answer is the list of their names."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice(Question):
    """Words to read; there is nothing to answer. ``label`` is the heading and ``hint`` the text."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Group(Question):
    """Questions asked again for each child, workplace or earlier concern. ``entry`` names one of them ("child")."""

    entry: str
    questions: tuple[Kind, ...]


Kind = (
    ShortText
    | LongText
    | Email
    | Phone
    | Address
    | Postcode
    | OneOf
    | AnyOf
    | YesNo
    | Date
    | DateTime
    | Number
    | Files
    | Notice
    | Group
)

TextKind = ShortText | LongText | Email | Phone | Address | Postcode


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One page of a form: a group of questions that belong together."""

    name: str
    title: str
    questions: tuple[Kind, ...]
    intro: str = ""
    when: Condition | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Advice:
    """What to tell the person filling in the form when their answers call for it.

    It never blocks sending and never decides. ``tone`` is "urgent", "important" or "note"; ``step`` is where it is
    shown.
    """

    name: str
    when: Condition
    step: str
    tone: str
    title: str
    text: tuple[str, ...]
    requirements: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """A form for one authority. Building one checks it, so that a bad definition fails a test and not a visitor.

    ``prefix`` begins the name of the sealed file ("referral-7KQ2-M9TX.txt").
    """

    name: str
    version: int
    authority: str
    title: str
    prefix: str
    steps: tuple[Step, ...]
    advice: tuple[Advice, ...] = ()

    def __post_init__(self) -> None:
        _check_unique("step", [step.name for step in self.steps])
        _check_unique("question", [question.name for question in self.every_question()])
        _check_unique("advice", [advice.name for advice in self.advice])
        _check_references(self)

    def every_question(self) -> Iterator[Kind]:
        """Yield each question in the order asked, those inside a group after their group."""
        for step in self.steps:
            for question in step.questions:
                yield question
                if isinstance(question, Group):
                    yield from question.questions


def _check_unique(what: str, names: list[str]) -> None:
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ValueError(f"{what} names must be unique: {', '.join(sorted(twice))}")


def _check_references(form: Form) -> None:
    """A condition may only look back: at questions asked before it."""
    asked: set[str] = set()
    for step in form.steps:
        _check_condition(step.name, step.when, asked)
        for question in step.questions:
            _check_condition(question.name, question.when, asked)
            if isinstance(question, Group):
                in_entry = set(asked)
                for inner in question.questions:
                    if isinstance(inner, Group):
                        raise ValueError(f"{question.name}: a group cannot hold a group")
                    _check_condition(inner.name, inner.when, in_entry)
                    in_entry.add(inner.name)
            asked.add(question.name)
    every = {question.name for question in form.every_question()}
    steps = {step.name for step in form.steps}
    for advice in form.advice:
        _check_condition(advice.name, advice.when, every)
        if advice.step not in steps:
            raise ValueError(f"advice {advice.name} names no step: {advice.step}")


def _check_condition(name: str, condition: Condition | None, asked: set[str]) -> None:
    missing = set(questions_in(condition)) - asked if condition else set()
    if missing:
        raise ValueError(f"{name} depends on what is not asked before it: {', '.join(sorted(missing))}")
