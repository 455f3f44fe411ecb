"""What makes an answer acceptable. ``site/browser/rules.js`` holds the same rules; ``tests/vectors/rules.json`` both.

Problems are values, never exceptions, and all of them are collected.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, assert_never

from ..codes import letters_of, read_code
from .answers import BLANK, count, is_answered, is_asked_in
from .conditions import NOT_KNOWN, Answers, holds
from .deadlines import EARLIEST_YEAR, real_day
from .messages import OPTIONAL, SENTENCES, WARNINGS
from .questions import (
    MAX_ENTRIES,
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
    TextKind,
    YesNo,
)

MAX_FILE_NAME = 200
MAX_FILES = 50
"""Files of one submission, over all its questions."""

_HIDDEN_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_TURNED_AROUND = re.compile("[\u202d\u202e]")
_UNSEEN = "\u200b-\u200f\u202a-\u202e\u2060-\u2069"
_BLANK_CLASS = f"[^@{BLANK}{_UNSEEN}]"
_EMAIL = re.compile(rf"{_BLANK_CLASS}+@{_BLANK_CLASS}+\.{_BLANK_CLASS}+")
_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2}", re.IGNORECASE | re.ASCII)
_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_GAPS = re.compile(r"([0-9]{1,2})?/([0-9]{1,2})?/([0-9]{4})?")
_PARTS = ("a day", "a month", "a year")
_MINUTE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([01][0-9]|2[0-3]):[0-5][0-9]")

Found = Iterator[tuple[str, dict[str, Any]]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One thing wrong with one answer. ``path`` is the question's name, or "children.0.name" inside a group."""

    path: str
    code: str
    label: str
    missing: str = ""
    entry: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        if self.missing and self.code.startswith("required-"):
            return f"{self.entry}{self.missing}"
        label = self.label.removesuffix(OPTIONAL)
        return SENTENCES[self.code].format(label=label, entry=self.entry, **self.values)

    @property
    def blocks(self) -> bool:
        """Tell whether the answer is refused; otherwise it is kept and the reader is asked to look again."""
        return self.code not in WARNINGS


@dataclass(frozen=True, kw_only=True, slots=True)
class Examined:
    """The answers that count, and every problem of the answers given, in the order of the form."""

    counted: Mapping[str, Any]
    problems: tuple[Problem, ...]


def examine(form: Form, answers: Answers, *, today: date) -> Examined:
    """Hold a set of answers against the form in one pass. ``today`` is the day the form was filled in."""
    top = {question.name for step in form.steps for question in step.questions}
    problems = [Problem(path=name, code="unknown-question", label=name) for name in answers if name not in top]
    counted: dict[str, Any] = {}
    files: list[str] = []
    for step in form.steps:
        step_asked = step.when is None or holds(step.when, counted)
        for question in step.questions:
            if step_asked and (question.when is None or holds(question.when, counted)):
                if not question.required and answers.get(question.name) is None and not isinstance(question, Deadline):
                    continue  # most questions of a long form, and nothing is counted or wrong
                count(question, answers, counted, today=today)
                found = check_question(question, answers.get(question.name), counted, today=today)
                problems += found
                if isinstance(question, Files) and not found:
                    problems += _check_all_files(question, counted.get(question.name), files)
            elif question.name in answers:
                problems.append(Problem(path=question.name, code="not-asked", label=question.label))
    return Examined(counted=counted, problems=tuple(problems))


def check(form: Form, answers: Answers, *, today: date) -> list[Problem]:
    """List every problem of a set of answers, in the order of the form."""
    return list(examine(form, answers, today=today).problems)


def check_question(question: Kind, value: object, counted: Answers, *, today: date) -> list[Problem]:
    """List the problems of one answer. ``counted`` are the answers that count, for conditions inside a group."""
    if isinstance(question, Group):
        return _check_group(question, value, counted, today)
    if isinstance(question, Deadline):
        return [] if value is None else [Problem(path=question.name, code="not-asked", label=question.label)]
    if value is None and not question.required:
        return []
    return [
        Problem(path=question.name, code=code, label=question.label, missing=question.missing, values=values)
        for code, values in _found(question, value, today)
    ]


def _check_all_files(question: Files, names: list[str] | str | None, files: list[str]) -> list[Problem]:
    """Hold the files of one question against those of the questions before it, and add them to these."""
    if not isinstance(names, list):
        return []
    is_twice = not set(names).isdisjoint(files)
    files += names
    found: list[tuple[str, dict[str, Any]]] = [("file-twice", {})] if is_twice else []
    if len(files) > MAX_FILES:
        found.append(("too-many-files", {"most": MAX_FILES, "count": len(files)}))
    return [Problem(path=question.name, code=code, label=question.label, values=values) for code, values in found]


def _check_group(group: Group, value: object, outer: Answers, today: date) -> list[Problem]:
    def problem(code: str, **values: Any) -> list[Problem]:
        return [Problem(path=group.name, code=code, label=group.label, missing=group.missing, values=values)]

    if not is_answered(value):
        return problem("required-entries") if group.required else []
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        return problem("wrong-kind")
    if len(value) > MAX_ENTRIES:
        return problem("too-many-entries", most=MAX_ENTRIES)
    counted: list[Mapping[str, Any]] = outer.get(group.name, [])
    return [
        each
        for index, entry in enumerate(value)
        for each in _check_entry(group, index, entry, counted[index], outer, today)
    ]


def _check_entry(
    group: Group, index: int, entry: Mapping[str, Any], counted: Mapping[str, Any], outer: Answers, today: date
) -> list[Problem]:
    place = f"{group.entry.capitalize()} {index + 1}: "
    names = {question.name for question in group.questions}
    problems = [
        Problem(path=f"{group.name}.{index}.{name}", code="unknown-question", label=name)
        for name in entry
        if name not in names
    ]
    for question in group.questions:
        path = f"{group.name}.{index}.{question.name}"
        if not is_asked_in(counted, question, outer):
            found: Found = iter([("not-asked", {})] if question.name in entry else [])
        else:
            found = _found(question, entry.get(question.name), today)
        problems += [
            Problem(path=path, code=code, label=question.label, missing=question.missing, entry=place, values=values)
            for code, values in found
        ]
    return problems


def _found(question: Kind, value: object, today: date) -> Found:
    if isinstance(question, Notice):
        return
    if value is None or (isinstance(value, str) and not is_answered(value)) or value == []:
        if question.required:
            yield _required_code(question), {}
        return
    if question.not_known and value == NOT_KNOWN:
        return
    match question:
        case ShortText() | LongText() | Email() | Phone() | Address() | Postcode():
            yield from _text(question, value)
        case OneOf() | YesNo():
            if not (isinstance(value, str) and value in choice_values(question)):
                yield "not-a-choice", {}
        case AnyOf():
            yield from _several(question, value)
        case Date():
            yield from _day(question, value, today)
        case DateTime():
            yield from _minute(value, today)
        case Number():
            yield from _number(question, value)
        case Code():
            yield from _code(question, value)
        case Files():
            yield from _files(value)
        case Group() | Deadline():
            raise AssertionError("a group is checked entry by entry, and a deadline is not answered")
        case _:
            assert_never(question)


def choice_values(question: OneOf | AnyOf | YesNo) -> tuple[str, ...]:
    """List the values offered, "not-known" left out."""
    return ("yes", "no") if isinstance(question, YesNo) else tuple(choice.value for choice in question.choices)


def _required_code(question: Kind) -> str:
    match question:
        case OneOf() | AnyOf() | YesNo():
            return "required-choice"
        case Date() | DateTime():
            return "required-date"
        case Files() | Group():
            return "required-entries"
        case _:
            return "required-text"


def _text(question: TextKind, value: object) -> Found:
    if not isinstance(value, str):
        yield "wrong-kind", {}
        return
    if _HIDDEN_CHARACTERS.search(value):
        yield "characters", {}
    if _TURNED_AROUND.search(value):
        yield "characters-turned", {}
    if len(value) > question.max_length:
        # Nothing more: matching an e-mail address takes the square of its length, and this text came from outside.
        yield "too-long", {"most": question.max_length, "count": len(value)}
        return
    match question:
        case Email() if not _EMAIL.fullmatch(value.strip(BLANK)):
            yield "email-odd", {}
        case Phone() if len(re.findall("[0-9]", value)) < 10:
            yield "phone-odd", {}
        case Postcode() if not _POSTCODE.fullmatch(value.strip(BLANK)):
            yield "postcode-odd", {}


def _several(question: AnyOf, value: object) -> Found:
    offered = choice_values(question)
    if not isinstance(value, list) or not all(isinstance(each, str) and each in offered for each in value):
        yield "not-a-choice", {}
    elif len(set(value)) != len(value):
        yield "not-a-choice", {}


def _day(question: Date, value: object, today: date) -> Found:
    missing = _missing_parts(value, approximate=question.approximate)
    parts = _DAY.fullmatch(value) if isinstance(value, str) else None
    if missing:
        yield "date-incomplete", {"parts": missing}
        return
    if parts is None:
        yield "date-format", {}
        return
    year, month, day = parts.groups()
    earliest = real_day(f"{year}-{month or '01'}-{day or '01'}")
    if earliest is None:
        yield "date-format", {}
    elif earliest.year < EARLIEST_YEAR:
        yield "date-too-early", {}
    elif earliest > today and not question.future:
        yield "date-future", {}


def _minute(value: object, today: date) -> Found:
    parts = _MINUTE.fullmatch(value) if isinstance(value, str) else None
    if parts is None:
        is_a_day = isinstance(value, str) and _DAY.fullmatch(value.split("T")[0])
        if missing := _missing_parts(value):
            yield "date-incomplete", {"parts": missing}
        else:
            yield ("time-format" if is_a_day else "date-format"), {}
        return
    real = real_day(parts.group(1))
    if real is None:
        yield "date-format", {}
    elif real.year < EARLIEST_YEAR:
        yield "date-too-early", {}
    elif real > today:
        yield "date-future", {}


def _missing_parts(value: object, *, approximate: bool = False) -> str:
    """Return "a day and a month" for what a date, or date and time, goes without; "" when it has all or is no date."""
    date_text = value.split("T")[0] if isinstance(value, str) else ""
    whole, gaps = _DAY.fullmatch(date_text), _GAPS.fullmatch(date_text)
    parts = whole.groups()[::-1] if whole else gaps.groups() if gaps else ()
    given = [index for index, part in enumerate(parts) if part]
    first = given[0] if approximate and given else 0
    missing = [_PARTS[index] for index, part in enumerate(parts) if index >= first and not part]
    return " and ".join(filter(None, [", ".join(missing[:-1]), *missing[-1:]]))


def _number(question: Number, value: object) -> Found:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
        yield "number-format", {}
    elif not question.least <= value <= question.most:
        yield "number-range", {"least": question.least, "most": question.most}


def _code(question: Code, value: object) -> Found:
    if not isinstance(value, str):
        yield "wrong-kind", {}
    elif len(letters_of(value)) != question.length + 1:
        yield "code-length", {"count": question.length + 1}
    elif read_code(value, question.length) is None:
        yield "code-check", {}


def _files(value: object) -> Found:
    if not isinstance(value, list) or not value or not all(isinstance(name, str) for name in value):
        yield "wrong-kind", {}
    elif len(set(value)) != len(value) or any(not name or len(name) > MAX_FILE_NAME for name in value):
        yield "file-names", {}
