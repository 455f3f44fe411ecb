"""A set of answers as a person reads them: questions in order, choices in words, dates in full.

The browser's check-answers page says the same (``site/browser/summary.js``); both run ``tests/vectors/summary.json``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, assert_never

from .answers import BLANK, asked, asked_steps, is_asked_in
from .conditions import NOT_KNOWN, Answers
from .deadlines import LATE, last_day
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

NOT_ANSWERED = "Not answered"
PASSED = "This day has passed"
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = {
    "01": "January",
    "02": "February",
    "03": "March",
    "04": "April",
    "05": "May",
    "06": "June",
    "07": "July",
    "08": "August",
    "09": "September",
    "10": "October",
    "11": "November",
    "12": "December",
}
_DAY = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])(?:-([0-9]{2}))?")
_MINUTE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([01][0-9]|2[0-3]):([0-5][0-9])")
_YES_NO = {"yes": "Yes", "no": "No", NOT_KNOWN: "Not known"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One question and its answer, as lines of text. ``entry`` names the place in a group ("Child 2")."""

    path: str
    label: str
    lines: tuple[str, ...]
    entry: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """The questions of one step that were asked."""

    step: str
    title: str
    rows: tuple[Row, ...]


def summarise(form: Form, counted: Answers) -> list[Section]:
    """List what was asked and what was answered, step by step; ``counted`` are the answers that count."""
    return [
        Section(step=step.name, title=step.title, rows=rows)
        for step in asked_steps(form, counted)
        if (rows := tuple(_rows(asked(step.questions, counted), counted)))
    ]


def without_unanswered(sections: Sequence[Section]) -> list[Section]:
    """Leave out the questions that nobody answered, and steps in which nothing was."""
    return [
        replace(section, rows=rows)
        for section in sections
        if (rows := tuple(row for row in section.rows if row.lines != (NOT_ANSWERED,)))
    ]


def show(question: Kind, value: Any) -> tuple[str, ...]:
    """Return one answer as lines of text. What is not of the question's kind is shown as not answered."""
    if value == NOT_KNOWN:
        return ("Not known",)
    if not _is_showable(question, value):
        return (NOT_ANSWERED,)
    match question:
        case ShortText() | LongText() | Email() | Phone() | Address() | Postcode() | Code():
            return tuple(line.rstrip(BLANK) for line in value.strip(BLANK).split("\n"))
        case YesNo():
            return (_YES_NO.get(value, value),)
        case OneOf():
            return (_label(question, value),)
        case AnyOf():
            return tuple(_label(question, each) for each in value)
        case Date():
            return (show_date(value),)
        case DateTime():
            return (show_date_time(value),)
        case Number():
            return (str(int(value)),)
        case Files():
            return tuple(value)
        case Notice() | Group() | Deadline():
            return (NOT_ANSWERED,)
    assert_never(question)


def show_deadline(deadline: Deadline, counted: Answers) -> tuple[str, ...]:
    """Return "Tuesday 3 November 2026", and that it has passed when it has; nothing when there is no last day."""
    day = last_day(deadline, counted)
    if day is None:
        return ()
    shown = f"{_WEEKDAYS[day.weekday()]} {show_date(day.isoformat())}"
    return (shown, PASSED) if counted.get(deadline.name) == LATE else (shown,)


def show_date(value: str) -> str:
    """Return "3 November 2026", "November 2026" or "2026"; what is no date as it stands."""
    parts = _DAY.fullmatch(value)
    if not parts:
        return value
    year, month, day = parts.groups()
    return f"{int(day)} {_MONTHS[month]} {year}" if day else f"{_MONTHS[month]} {year}"


def show_date_time(value: str) -> str:
    """Return "3 November 2026 at 2:30pm"; what is no date and time as it stands."""
    parts = _MINUTE.fullmatch(value)
    if not parts:
        return value
    day, hour, minute = parts.groups()
    return f"{show_date(day)} at {int(hour) % 12 or 12}:{minute}{'am' if int(hour) < 12 else 'pm'}"


def _rows(questions: Iterator[Kind], counted: Answers) -> Iterator[Row]:
    for question in questions:
        value: Any = counted.get(question.name)
        match question:
            case Notice():
                pass
            case Deadline():
                if lines := show_deadline(question, counted):
                    yield Row(path=question.name, label=question.label, lines=lines)
            case Group() if _is_showable(question, value):
                yield from _entries(question, value, counted)
            case _:
                yield Row(path=question.name, label=question.label, lines=show(question, value))


def _is_showable(question: Kind, value: Any) -> bool:
    match question:
        case Group():
            return isinstance(value, list) and all(isinstance(entry, dict) for entry in value)
        case AnyOf() | Files():
            return isinstance(value, list) and all(isinstance(each, str) for each in value)
        case Number():
            return isinstance(value, int | float) and not isinstance(value, bool)
        case _:
            return isinstance(value, str)


def _entries(group: Group, entries: list[dict[str, Any]], outer: Answers) -> Iterator[Row]:
    for index, entry in enumerate(entries):
        for question in group.questions:
            if is_asked_in(entry, question, outer) and not isinstance(question, Notice):
                yield Row(
                    path=f"{group.name}.{index}.{question.name}",
                    label=question.label,
                    lines=show(question, entry.get(question.name)),
                    entry=f"{group.entry.capitalize()} {index + 1}",
                )


def _label(question: OneOf | AnyOf, value: str) -> str:
    return next((choice.label for choice in question.choices if choice.value == value), value)
