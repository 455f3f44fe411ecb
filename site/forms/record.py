"""Where answers land in the record store: rows by table, as each question's ``record`` says.

"adult.family_name" is a column of the one adult of the submission. A repeating group whose ``record`` is "child" gives
one row of that table for each entry. "Not known" lands as nothing; the answers themselves are kept whole beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .conditions import NOT_KNOWN
from .questions import Form, Group, Question

Rows = dict[str, list[dict[str, Any]]]


def record_rows(form: Form, counted: Mapping[str, Any]) -> Rows:
    """Return the rows that answers lead to, by table; ``counted`` are the answers that count."""
    rows: Rows = {}
    for question in (question for step in form.steps for question in step.questions):
        if isinstance(question, Group):
            if question.record:
                rows[question.record] = [_entry(question, entry) for entry in counted.get(question.name, [])]
        elif question.record:
            table, column = question.record.split(".")
            rows.setdefault(table, [{}])[0][column] = _landed(counted.get(question.name))
    return rows


def record_places(form: Form) -> set[tuple[str, str]]:
    """List every (table, column) the form writes to; a test holds the store's tables against it."""
    return {place for question in form.every_question() if (place := _place(question)) is not None}


def _entry(group: Group, entry: Mapping[str, Any]) -> dict[str, Any]:
    places = [(place[1], question.name) for question in group.questions if (place := _place(question)) is not None]
    return {column: _landed(entry.get(name)) for column, name in places}


def _place(question: Question) -> tuple[str, str] | None:
    table, dot, column = question.record.partition(".")
    return (table, column) if dot else None


def _landed(value: Any) -> Any:
    return None if value == NOT_KNOWN else value
