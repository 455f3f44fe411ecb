"""Putting right, and adding, what lists, matching and reports read of people; what was sent stays as it was."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Connection, Table, Text, and_, delete, insert, or_, select, update

from .matching import TABLES
from .tables import LinkKind, adult, engagement, link, organisation, search_key

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


def add_record(connection: Connection, authority: str, kind: LinkKind, submission_id: UUID, position: int = 0) -> UUID:
    """Add the adult or the organisation that nobody knew anything of, as the import would have, and return its id."""
    record_id = _own_id(submission_id, kind.value, position)
    of_submission = {"authority": authority, "submission_id": submission_id, "position": position}
    connection.execute(insert(TABLES[kind]).values(id=record_id, **of_submission))
    works = and_(engagement.c.submission_id == submission_id, engagement.c.position == position)
    connection.execute(update(engagement).where(works).values({f"{kind.value}_id": record_id}))
    return record_id


def add_adult(
    connection: Connection,
    authority: str,
    submission_id: UUID,
    position: int,
    said: Mapping[str, Mapping[str, str]],
) -> None:
    """Add another adult to a case, with what is ``said`` by table: of the work, only what anything is said of."""
    ids = {name: _own_id(submission_id, name, position) for name in (adult.name, *said)}
    tied = {f"{name}_id": ids.get(name) for name in (adult.name, organisation.name)}
    for table in _WITH_WORK:
        if table.name in ids:
            row = {"id": ids[table.name], "authority": authority, "submission_id": submission_id, "position": position}
            row |= {name: id_ for name, id_ in tied.items() if name in table.c}
            connection.execute(insert(table).values(**row, **said.get(table.name, {})))


def take_adult_off(connection: Connection, submission_id: UUID, position: int) -> None:
    """Remove an adult whom the office added, what they are found by, and what was said of their being somebody else.

    Inside a writing transaction, in which an entry of the case has to say it first.
    """
    ids = [_own_id(submission_id, each.name, position) for each in _WITH_WORK]
    connection.execute(delete(link).where(or_(link.c.one_id.in_(ids), link.c.other_id.in_(ids))))
    connection.execute(delete(search_key).where(search_key.c.record_id.in_(ids)))
    for table in reversed(_WITH_WORK):
        connection.execute(delete(table).where(table.c.submission_id == submission_id, table.c.position == position))


_WITH_WORK = (adult, organisation, engagement)
"""What is kept of an adult, each table after those it refers to."""


def _own_id(submission_id: UUID, name: str, position: int) -> UUID:
    return uuid5(submission_id, f"{name}/{position}" if position else name)


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
