"""When a question is asked or advice is shown: a small closed set of conditions, evaluated the same way in the browser.

The JSON of each condition is read by ``site/browser/conditions.js``; ``tests/vectors/conditions.json`` holds both to
the same verdict.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, assert_never

NOT_KNOWN = "not-known"

Answers = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Is:
    """The answer is this value, or this value is among the answers ticked."""

    question: str
    value: str


@dataclass(frozen=True, slots=True)
class AnyOf:
    """The answer is one of these values, or one of these values is among the answers ticked."""

    question: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """The question has an answer, and the answer is not "not known"."""

    question: str


@dataclass(frozen=True, slots=True)
class And:
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Or:
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    condition: Condition


@dataclass(frozen=True, slots=True)
class Some:
    """At least one entry of a repeating group meets the condition."""

    group: str
    condition: Condition


Condition = Is | AnyOf | Known | And | Or | Not | Some


def holds(condition: Condition, answers: Answers) -> bool:
    """Tell whether the condition is met by these answers."""
    match condition:
        case Is(question, value):
            return _has(answers.get(question), value)
        case AnyOf(question, values):
            return any(_has(answers.get(question), value) for value in values)
        case Known(question):
            return answers.get(question) not in (None, "", [], NOT_KNOWN)
        case And(conditions):
            return all(holds(each, answers) for each in conditions)
        case Or(conditions):
            return any(holds(each, answers) for each in conditions)
        case Not(inner):
            return not holds(inner, answers)
        case Some(group, inner):
            return any(holds(inner, {**answers, **entry}) for entry in _entries(answers.get(group)))
    assert_never(condition)


def questions_in(condition: Condition) -> Iterator[str]:
    """Yield the name of each question and group that the condition looks at."""
    match condition:
        case Is(question) | AnyOf(question) | Known(question):
            yield question
        case And(conditions) | Or(conditions):
            for each in conditions:
                yield from questions_in(each)
        case Not(inner):
            yield from questions_in(inner)
        case Some(group, inner):
            yield group
            yield from questions_in(inner)


def to_json(condition: Condition) -> dict[str, Any]:
    match condition:
        case Is(question, value):
            return {"is": [question, value]}
        case AnyOf(question, values):
            return {"any_of": [question, list(values)]}
        case Known(question):
            return {"known": question}
        case And(conditions):
            return {"and": [to_json(each) for each in conditions]}
        case Or(conditions):
            return {"or": [to_json(each) for each in conditions]}
        case Not(inner):
            return {"not": to_json(inner)}
        case Some(group, inner):
            return {"some": [group, to_json(inner)]}
    assert_never(condition)


def from_json(value: Mapping[str, Any]) -> Condition:
    """Read a condition back. Raises ValueError for anything outside the closed set."""
    match dict(value):
        case {"is": [str(question), str(wanted)]}:
            return Is(question, wanted)
        case {"any_of": [str(question), [*wanted]]}:
            return AnyOf(question, tuple(wanted))
        case {"known": str(question)}:
            return Known(question)
        case {"and": [*conditions]}:
            return And(tuple(from_json(each) for each in conditions))
        case {"or": [*conditions]}:
            return Or(tuple(from_json(each) for each in conditions))
        case {"not": inner}:
            return Not(from_json(inner))
        case {"some": [str(group), inner]}:
            return Some(group, from_json(inner))
    raise ValueError("not a condition")


def _has(answer: object, value: str) -> bool:
    return value in answer if isinstance(answer, list) else answer == value


def _entries(answer: object) -> list[Answers]:
    return [entry for entry in answer if isinstance(entry, dict)] if isinstance(answer, list) else []
