"""When a question is asked, in words for people who read the form without a script: "if you answered “Yes” to 4.2"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from .conditions import NOT_KNOWN, And, AnyOf, Condition, Is, Known, Not, Or, Some
from .deadlines import LATE
from .numbering import number_questions
from .questions import AnyOf as TickedQuestion
from .questions import Deadline, Form, Group, Kind, OneOf, YesNo


@dataclass(frozen=True, kw_only=True, slots=True)
class Branches:
    """A form's questions and their numbers: what a condition is put into words with."""

    questions: Mapping[str, Kind]
    numbers: Mapping[str, str]

    def say(self, condition: Condition) -> str:
        """Return the condition as the end of a sentence that begins "Answer this only if"."""
        return self._clause(condition, True)

    def _clause(self, condition: Condition, holds: bool) -> str:
        match condition:
            case Is(name, value):
                return self._answered(name, (value,), holds)
            case AnyOf(name, values):
                return self._answered(name, values, holds)
            case Known(name):
                return self._known(name, holds)
            case Not(inner):
                return self._clause(inner, not holds)
            case And(inner) if holds:
                return self._all(inner, True)
            case Or(inner) if not holds:
                return self._all(inner, False)
            case And(inner) | Or(inner):
                return self._some(inner, holds)
            case Some(group, inner):
                return self._in_an_entry(group, inner, holds)
        assert_never(condition)

    def _all(self, conditions: tuple[Condition, ...], holds: bool) -> str:
        return ", and ".join(_bracketed(self._clause(each, holds)) for each in conditions)

    def _some(self, conditions: tuple[Condition, ...], holds: bool) -> str:
        return " or ".join(_bracketed(self._clause(each, holds)) for each in conditions)

    def _answered(self, name: str, values: tuple[str, ...], holds: bool) -> str:
        question = self.questions[name]
        if isinstance(question, Deadline):
            return f"the day under “{question.label}” has {'' if holds is (LATE in values) else 'not '}passed"
        words = _listed([f"“{_label(question, value)}”" for value in values], "or")
        if isinstance(question, TickedQuestion):
            return f"you {'ticked' if holds else 'did not tick'} {words} in {self.numbers[name]}"
        return f"you {'answered' if holds else 'did not answer'} {words} to {self.numbers[name]}"

    def _known(self, name: str, holds: bool) -> str:
        question, number = self.questions[name], self.numbers[name]
        or_not_known = " or answered “Not known”" if question.not_known else ""
        if holds:
            return f"you answered {number}{', and not with “Not known”' if question.not_known else ''}"
        return f"you left {number} empty{or_not_known}"

    def _in_an_entry(self, name: str, condition: Condition, holds: bool) -> str:
        group = self.questions[name]
        entry = group.entry if isinstance(group, Group) else "entry"
        return (
            f"for {'at least one' if holds else 'no'} {entry} in {self.numbers[name]} {self._clause(condition, True)}"
        )


def branches_of(form: Form) -> Branches:
    """Gather what a form's conditions are put into words with."""
    return Branches(questions={each.name: each for each in form.every_question()}, numbers=number_questions(form))


def _label(question: Kind, value: str) -> str:
    if value == NOT_KNOWN:
        return "Not known"
    if isinstance(question, YesNo):
        return value.capitalize()
    choices = question.choices if isinstance(question, OneOf | TickedQuestion) else ()
    return next((choice.label for choice in choices if choice.value == value), value)


def _listed(words: list[str], before_last: str) -> str:
    return f"{', '.join(words[:-1])} {before_last} {words[-1]}" if len(words) > 1 else "".join(words)


def _bracketed(clause: str) -> str:
    return f"({clause})" if " or you " in clause or ", and you " in clause else clause
