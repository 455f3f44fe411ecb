"""Which questions a set of answers leads to, and the answers that count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .conditions import Answers, holds
from .questions import Advice, Form, Group, Kind, Notice, Question, Step

BLANK = (
    "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008"
    "\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
)
"""The characters JavaScript's trim() removes, which are not quite those of Python's strip()."""


def is_answered(value: object) -> bool:
    """Tell whether a value counts as an answer: blank text and an empty list do not."""
    if isinstance(value, str):
        return bool(value.strip(BLANK))
    return value is not None and value != []


def asked_steps(form: Form, answers: Answers) -> Iterator[Step]:
    """Yield the steps that these answers lead to."""
    counted = counted_answers(form, answers)
    return (step for step in form.steps if step.when is None or holds(step.when, counted))


def asked(questions: tuple[Kind, ...], answers: Answers) -> Iterator[Kind]:
    """Yield those of the questions that are asked, given answers that all count."""
    return (each for each in questions if each.when is None or holds(each.when, answers))


def counted_answers(form: Form, answers: Answers) -> dict[str, Any]:
    """Keep the answers to questions that are asked, in the form's order; drop blanks and answers to hidden questions.

    A hidden question counts as unanswered for every condition after it, which is why this is one pass in order.
    """
    counted: dict[str, Any] = {}
    for step in form.steps:
        if step.when is not None and not holds(step.when, counted):
            continue
        for question in step.questions:
            if question.when is None or holds(question.when, counted):
                count(question, answers, counted)
    return counted


def count(question: Kind, answers: Answers, counted: dict[str, Any]) -> None:
    """Add the answer to a question that is asked to those that count, if there is one."""
    value = answers.get(question.name)
    if isinstance(question, Notice) or not is_answered(value):
        return
    if isinstance(question, Group) and isinstance(value, list):
        value = [_counted_entry(question, entry, counted) if isinstance(entry, dict) else entry for entry in value]
    counted[question.name] = value


def shown_advice(form: Form, answers: Answers) -> list[Advice]:
    """List the advice that these answers call for."""
    counted = counted_answers(form, answers)
    return [advice for advice in form.advice if holds(advice.when, counted)]


def is_asked_in(entry: Mapping[str, Any], question: Question, outer: Answers) -> bool:
    """Tell whether a question inside a group is asked for this entry."""
    return question.when is None or holds(question.when, {**outer, **entry})


def _counted_entry(group: Group, entry: Mapping[str, Any], outer: Answers) -> dict[str, Any]:
    counted: dict[str, Any] = {}
    for question in group.questions:
        if is_asked_in(counted, question, outer):
            count(question, entry, counted)
    return counted
