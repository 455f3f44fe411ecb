"""Which questions a set of answers leads to, and the answers that count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from ..codes import read_code
from .conditions import Answers, holds
from .deadlines import state_of
from .questions import Advice, Code, Deadline, Form, Group, Kind, Notice, Question, Step

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


def asked_steps(form: Form, counted: Answers) -> Iterator[Step]:
    """Yield the steps that these answers lead to; ``counted`` are the answers that count."""
    return (step for step in form.steps if step.when is None or holds(step.when, counted))


def asked(questions: tuple[Kind, ...], counted: Answers) -> Iterator[Kind]:
    """Yield those of the questions that are asked; ``counted`` are the answers that count."""
    return (each for each in questions if each.when is None or holds(each.when, counted))


def counted_answers(form: Form, answers: Answers, *, today: date) -> dict[str, Any]:
    """Keep the answers to questions that are asked, in the form's order; drop blanks and answers to hidden questions.

    A hidden question counts as unanswered for every condition after it, which is why this is one pass in order.
    Deadlines are worked out for ``today``, the day the form is filled in, and codes are written as they are shown.
    """
    counted: dict[str, Any] = {}
    for step in form.steps:
        if step.when is not None and not holds(step.when, counted):
            continue
        for question in step.questions:
            if question.when is None or holds(question.when, counted):
                count(question, answers, counted, today=today)
    return counted


def count(question: Kind, answers: Answers, counted: dict[str, Any], *, today: date) -> None:
    """Add the answer to a question that is asked to those that count, if there is one."""
    value = state_of(question, counted, today=today) if isinstance(question, Deadline) else answers.get(question.name)
    if isinstance(question, Notice) or not is_answered(value):
        return
    if isinstance(question, Group) and isinstance(value, list):
        value = [
            _counted_entry(question, entry, counted, today) if isinstance(entry, dict) else entry for entry in value
        ]
    elif isinstance(question, Code) and isinstance(value, str):
        value = read_code(value, question.length) or value
    counted[question.name] = value


def given_answers(form: Form, counted: Answers) -> dict[str, Any]:
    """Leave out what was worked out and not answered: it is worked out again wherever the answers are read."""
    worked_out = {each.name for step in form.steps for each in step.questions if isinstance(each, Deadline)}
    return {name: value for name, value in counted.items() if name not in worked_out}


def shown_advice(form: Form, counted: Answers) -> list[Advice]:
    """List the advice that these answers call for; ``counted`` are the answers that count."""
    return [advice for advice in form.advice if holds(advice.when, counted)]


def is_asked_in(entry: Mapping[str, Any], question: Question, outer: Answers) -> bool:
    """Tell whether a question inside a group is asked for this entry."""
    return question.when is None or holds(question.when, {**outer, **entry})


def _counted_entry(group: Group, entry: Mapping[str, Any], outer: Answers, today: date) -> dict[str, Any]:
    counted: dict[str, Any] = {}
    for question in group.questions:
        if is_asked_in(counted, question, outer):
            count(question, entry, counted, today=today)
    return counted
