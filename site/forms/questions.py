"""The kinds of question a form is made of, as frozen values; everything else about a form is derived from these.

A new kind is one dataclass here and one ``case`` in each of ``rules``, ``widgets`` and ``summary``; mypy lists them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from .conditions import And, Condition, Not, Or, Some, questions_in

MAX_WORKING_DAYS = 260
"""The longest a deadline may be: a year of working days."""

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
    """One of several choices. With ``heads`` the label stands as a heading over the questions that follow from it."""

    choices: tuple[Choice, ...]
    heads: bool = False


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
class Code(Question):
    """A code with a check character, of ``length`` letters before it: 16 for a receipt, 8 for a meeting.

    What counts is the code as it is shown, "4F7K-2M9Q-X0TB-8RCH-R", however it was typed.
    """

    length: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Deadline(Question):
    """The last day for something, worked out and never answered: "in-time" or "late" on the day the form is filled in.

    It is ``working_days`` after the day that the question ``since`` was answered with. ``off_days`` ("2026-12-25") are
    the days off besides Saturdays and Sundays; beyond the last year they cover nothing is worked out, because no date
    is better than a wrong one. ``label`` is read on to the day: "Tell the LADO team by" Tuesday 3 November 2026.
    """

    since: str
    working_days: int
    off_days: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Files(Question):
    """Attachments; the answer is the list of their names, which no other question of the form may name."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice(Question):
    """Words to read; there is nothing to answer. ``label`` is the heading, ``hint`` the text, ``tone`` as of advice."""

    tone: str = "note"


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
    | Code
    | Deadline
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
    """A condition or deadline may only look back: at questions asked before it."""
    asked: dict[str, Kind] = {}
    for step in form.steps:
        _check_condition(step.name, step.when, asked)
        for question in step.questions:
            _check_condition(question.name, question.when, asked)
            if isinstance(question, Group):
                _check_group(question, asked)
            elif isinstance(question, Deadline):
                _check_deadline(question, asked)
            asked[question.name] = question
    steps = {step.name for step in form.steps}
    for advice in form.advice:
        _check_condition(advice.name, advice.when, asked)
        if advice.step not in steps:
            raise ValueError(f"advice {advice.name} names no step: {advice.step}")


def _check_group(group: Group, asked: Mapping[str, Kind]) -> None:
    in_entry = dict(asked)
    for inner in group.questions:
        if isinstance(inner, Group | Files | Deadline):
            raise ValueError(f"{group.name}: a group cannot hold {inner.name}, a {type(inner).__name__}")
        _check_condition(inner.name, inner.when, in_entry)
        in_entry[inner.name] = inner


def _check_deadline(deadline: Deadline, asked: Mapping[str, Kind]) -> None:
    if not isinstance(asked.get(deadline.since), Date | DateTime):
        raise ValueError(f"{deadline.name} counts from what is not a date asked before it: {deadline.since}")
    if deadline.required or deadline.not_known:
        raise ValueError(f"{deadline.name} is worked out, so nobody can be made to answer it")
    if not deadline.off_days or not 0 <= deadline.working_days <= MAX_WORKING_DAYS:
        raise ValueError(f"{deadline.name} needs days off, and 0 to {MAX_WORKING_DAYS} working days")
    for day in deadline.off_days:
        if date.fromisoformat(day).isoformat() != day:
            raise ValueError(f"{deadline.name}: write the day off {day} as 2026-12-25")


def _check_condition(name: str, condition: Condition | None, asked: Mapping[str, Kind]) -> None:
    missing = _missing(condition, asked) if condition else set()
    if missing:
        raise ValueError(f"{name} depends on what is not asked before it: {', '.join(sorted(missing))}")


def _missing(condition: Condition, asked: Mapping[str, Kind]) -> set[str]:
    """List what a condition looks at in vain; inside ``Some`` it sees the questions of that group's entries too."""
    match condition:
        case And(conditions) | Or(conditions):
            return {name for each in conditions for name in _missing(each, asked)}
        case Not(inner):
            return _missing(inner, asked)
        case Some(name, inner):
            group = asked.get(name)
            if not isinstance(group, Group):
                return {name}
            return _missing(inner, {**asked, **{each.name: each for each in group.questions}})
    return set(questions_in(condition)) - set(asked)
