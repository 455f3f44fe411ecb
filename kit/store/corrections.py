"""Putting a fact right in the row that lists, matching and reports read; what was sent stays as it was."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Connection, Table, Text, insert, select, update

from .matching import TABLES
from .tables import LinkKind, engagement, search_key

_NOT_ANSWERED = ("authority",)
"""Columns of text that no answer lands in."""

_SAID_OTHERWISE = ("in_care",)
"""Columns that nothing but the answers and an entry of its own speak for: ``child-in-care-set``."""


def correctable(kind: LinkKind) -> tuple[str, ...]:
    """List the columns of an adult, a child or an organisation that can be put right."""
    return tuple(
        column.name
        for column in TABLES[kind].c
        if isinstance(column.type, Text) and column.name not in (*_NOT_ANSWERED, *_SAID_OTHERWISE)
    )


def put_right(connection: Connection, kind: LinkKind, record_id: UUID, column: str, value: str | None) -> None:
    """Write the right value of a fact into its row."""
    table = TABLES[kind]
    connection.execute(update(table).where(table.c.id == record_id).values({column: value}))


def add_record(connection: Connection, authority: str, kind: LinkKind, submission_id: UUID) -> UUID:
    """Add the adult or the organisation that nobody knew anything of, as the import would have, and return its id."""
    record_id = uuid5(submission_id, kind.value)
    of_submission = {"authority": authority, "submission_id": submission_id}
    connection.execute(insert(TABLES[kind]).values(id=record_id, **of_submission))
    works = engagement.c.submission_id == submission_id
    connection.execute(update(engagement).where(works).values({f"{kind.value}_id": record_id}))
    return record_id


def add_keys(connection: Connection, rows: Collection[Mapping[str, Any]]) -> None:
    """Add keys under which a record is found from now on; those that it has stay, so that it is found under both."""
    known = {
        (kind, key, record_id)
        for authority, kind, record_id in {(row["authority"], row["kind"], row["record_id"]) for row in rows}
        for key in connection.scalars(_keys_of(authority, kind, record_id, [row["key"] for row in rows]))
    }
    fresh = [row for row in rows if (row["kind"], row["key"], row["record_id"]) not in known]
    if fresh:
        connection.execute(insert(search_key), fresh)


def _keys_of(authority: str, kind: str, record_id: UUID, among: Collection[str]) -> Any:
    own: Table = search_key
    return select(own.c.key).where(
        own.c.authority == authority, own.c.kind == kind, own.c.key.in_(among), own.c.record_id == record_id
    )
