"""Writing many rows at once: what SQLAlchemy would do again for every row is done once for a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Dialect, Table, insert

_REMEMBERED = 128
"""Statements that are kept: one for each table, and for each store that is open."""


_TOGETHER = 50
"""Rows in one statement of SQLite: after each statement its driver lets the other threads have their turn."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Prepared:
    """An insert in the words of one database, and what makes each column's values ready for its driver."""

    statement: str
    several: str
    columns: tuple[tuple[str, Callable[[Any], Any] | None], ...]
    by_name: bool


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add rows to a table. All must have the same columns."""
    if not rows:
        return
    prepared = _prepare(table, connection.dialect, tuple(rows[0]))
    values = list(zip(*(_column(rows, name, ready) for name, ready in prepared.columns), strict=True))
    if prepared.by_name:
        names = [name for name, _ in prepared.columns]
        connection.exec_driver_sql(prepared.statement, [dict(zip(names, row, strict=True)) for row in values])
        return
    whole = len(values) - len(values) % _TOGETHER
    several = [tuple(chain.from_iterable(values[start : start + _TOGETHER])) for start in range(0, whole, _TOGETHER)]
    for statement, sets in ((prepared.several, several), (prepared.statement, values[whole:])):
        if sets:
            connection.exec_driver_sql(statement, sets)


def _column(rows: Sequence[Mapping[str, Any]], name: str, ready: Callable[[Any], Any] | None) -> list[Any]:
    values = [row[name] for row in rows]
    if ready is None:
        return values
    # What many rows share is made ready once: a record has thirty keys it is found by.
    distinct = {id(value): value for value in values}
    made = {place: ready(value) for place, value in distinct.items()}
    return [made[id(value)] for value in values]


@lru_cache(maxsize=_REMEMBERED)
def _prepare(table: Table, dialect: Dialect, columns: tuple[str, ...]) -> _Prepared:
    compiled = insert(table).compile(dialect=dialect, column_keys=list(columns))
    names = compiled.positiontup or columns
    statement = str(compiled)
    _, values, row = statement.rpartition(" VALUES ")
    return _Prepared(
        statement=statement,
        several=statement + f", {row}" * (_TOGETHER - 1) if values else statement,
        columns=tuple((name, table.c[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in names),
        by_name=not compiled.positional,
    )
