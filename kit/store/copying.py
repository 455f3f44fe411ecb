"""All records of an authority: counted and hashed, and copied from one store into another."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, LargeBinary, Select, Table, func, insert, select, union

from .canonical import canonical
from .tables import IN_ORDER, audit_entry

_AT_ONCE, _LARGE_AT_ONCE = 1000, 16
"""Rows read or written at once; a row with the bytes of a file may be 1 MiB."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Contents:
    """How many rows of an authority a table has, and one hash of them all, in whatever order they are."""

    rows: int
    sha256: str


_NOTHING = Contents(rows=0, sha256=hashlib.sha256().hexdigest())


def contents(connection: Connection, authority: str, *, entries: int | None = None) -> Mapping[str, Contents]:
    """Count and hash what each table has of an authority; of the audit chain its first ``entries`` only, if given."""
    counted = count_rows(connection, authority)
    return {each.name: _contents(connection, each, authority, entries, counted[each.name]) for each in IN_ORDER}


def count_rows(connection: Connection, authority: str) -> Mapping[str, int]:
    """Count what each table has of an authority, in one question."""
    counts = [
        select(func.count()).select_from(each).where(each.c.authority == authority).scalar_subquery().label(each.name)
        for each in IN_ORDER
    ]
    return dict(connection.execute(select(*counts)).mappings().one())


def other_authorities(connection: Connection, authority: str) -> tuple[str, ...]:
    """List the other authorities that this connection sees records of."""
    asked = union(*(select(each.c.authority).where(each.c.authority != authority) for each in IN_ORDER))
    return tuple(sorted(connection.scalars(asked)))


def copy_rows(source: Connection, target: Connection, authority: str) -> None:
    """Add every row of an authority to another store, inside the transactions of both."""
    counted = count_rows(source, authority)
    for each in IN_ORDER:
        if counted[each.name]:
            for some in _rows(source, each, select(each).where(each.c.authority == authority)):
                target.execute(insert(each), some)


def count_entries(connection: Connection, authority: str) -> int:
    """Return how many entries the audit chain of an authority has."""
    asked = select(func.count()).select_from(audit_entry).where(audit_entry.c.authority == authority)
    return connection.scalar(asked) or 0


def _contents(connection: Connection, each: Table, authority: str, entries: int | None, counted: int) -> Contents:
    if not counted:
        return _NOTHING
    asked = select(each).where(each.c.authority == authority)
    if each is audit_entry and entries is not None:
        asked = asked.where(audit_entry.c.sequence <= entries)
    hashes = [_hash(row) for some in _rows(connection, each, asked) for row in some]
    # Sorted: databases order text differently.
    return Contents(rows=len(hashes), sha256=hashlib.sha256(b"".join(sorted(hashes))).hexdigest())


def _rows(connection: Connection, each: Table, asked: Select[Any]) -> Iterator[list[dict[str, Any]]]:
    is_large = any(isinstance(column.type, LargeBinary) for column in each.c)
    options = {"yield_per": _LARGE_AT_ONCE if is_large else _AT_ONCE}
    for some in connection.execute(asked, execution_options=options).mappings().partitions():
        yield [dict(row) for row in some]


def _hash(row: Mapping[str, Any]) -> bytes:
    return hashlib.sha256(canonical({name: _plain(value) for name, value in row.items()}).encode()).digest()


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.isoformat(timespec="microseconds")
        case UUID():
            return value.hex
        case bytes():
            return hashlib.sha256(value).hexdigest()
    return value
