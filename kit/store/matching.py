"""The questions that matching asks of the store: who shares a key, what their records say, which links there are."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    Table,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    case,
    cast,
    func,
    or_,
    select,
)

from .tables import LinkKind, LinkState, adult, case_record, child, envelope, link, organisation, search_key, submission

BLOCK = 200
"""Records read under one key at most. What more share says little: others of their keys tell them apart."""

_T = TypeVar("_T")

TABLES: Mapping[LinkKind, Table] = {
    LinkKind.ADULT: adult,
    LinkKind.CHILD: child,
    LinkKind.ORGANISATION: organisation,
}

_AT_ONCE = 5000
"""Values in one question at most; SQLite allows 32,766."""

_LONGEST_ID = 37
"""Characters of a number with its comma, where the store writes it with hyphens."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """An adult, a child or an organisation as one submission described it, and where that is."""

    kind: LinkKind
    id: UUID
    submission_id: UUID
    case_id: UUID | None
    named: str
    row: Mapping[str, Any] = field(repr=False)
    employer: Mapping[str, Any] | None = field(default=None, repr=False)

    @property
    def whole(self) -> UUID:
        """What the record is part of: its case, or while that waits for one, its submission."""
        return self.case_id or self.submission_id


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """Two records that may be of the same, and what a person said of it."""

    id: UUID
    kind: LinkKind
    one_id: UUID
    other_id: UUID
    one_submission_id: UUID
    other_submission_id: UUID
    state: LinkState
    score: int
    decided_at: datetime | None
    decided_by: str | None
    reason: str | None = field(repr=False)


def sharing_keys(
    connection: Connection, authority: str, kind: LinkKind, keys: Collection[str]
) -> Mapping[str, list[int]]:
    """List the records under each of these keys, at most ``BLOCK`` of each, by their ids as numbers.

    A batch of the import looks some hundred thousand of them up, and to make a UUID of each takes longer than that.
    """
    if not keys:
        return {}
    is_file = connection.dialect.name == "sqlite"
    of = {"of_authority": authority, "of_kind": kind.value, "keys": _in_one(sorted(keys), is_file=is_file)}
    return {
        key: [int(each, 16) for each in joined.replace("-", "").split(",")[:BLOCK]]
        for key, joined in connection.execute(_holders(is_file), of).all()
    }


@cache
def _holders(is_file: bool) -> Select[Any]:
    # As one text for each key: a row for each record takes four times as long.
    joined = func.substr(func.aggregate_strings(cast(search_key.c.record_id, Text), ","), 1, BLOCK * _LONGEST_ID)
    return (
        select(search_key.c.key, joined)
        .where(
            search_key.c.authority == bindparam("of_authority"),
            search_key.c.kind == bindparam("of_kind"),
            _is_among(search_key.c.key, "keys", is_file=is_file),
        )
        .group_by(search_key.c.key)
    )


def records_by_id(
    connection: Connection, authority: str, kind: LinkKind, ids: Collection[UUID]
) -> Mapping[UUID, Record]:
    """Return these records."""
    if not ids:
        return {}
    is_file = connection.dialect.name == "sqlite"
    of = {"ids": _in_one(sorted(each.hex for each in ids), is_file=is_file), "of_authority": authority}
    return {record.id: record for record in _records(connection, kind, _by_id(kind, is_file), of)}


@cache
def _by_id(kind: LinkKind, is_file: bool) -> Select[Any]:
    is_asked_for = _is_among(TABLES[kind].c.id, "ids", is_file=is_file)
    return _question(kind).where(is_asked_for, submission.c.authority == bindparam("of_authority"))


def _is_among(column: ColumnElement[Any], name: str, *, is_file: bool) -> ColumnElement[bool]:
    """Hold a column against many values in one parameter: a statement with a mark for each is made anew every time."""
    if is_file:
        values = bindparam(name, type_=Text())
        return column.in_(select(func.json_each(values).table_valued("value").c.value))
    return column == any_(cast(bindparam(name, type_=ARRAY(Text)), ARRAY(column.type)))


def _in_one(values: list[str], *, is_file: bool) -> str | list[str]:
    """Write many values as one parameter."""
    return json.dumps(values) if is_file else values


def records_of_submissions(connection: Connection, submission_ids: Collection[UUID]) -> tuple[Record, ...]:
    """List the adults, children and organisations that these submissions are about, in their order."""
    return tuple(
        record
        for kind, table in TABLES.items()
        for some in _some(sorted(submission_ids))
        for record in _records(
            connection,
            kind,
            _question(kind).where(table.c.submission_id.in_(some)).order_by(submission.c.sealed_at, *_positions(table)),
        )
    )


def links_of(connection: Connection, submission_ids: Collection[UUID]) -> tuple[Link, ...]:
    """List the links that records of these submissions have."""
    found = connection.execute(_links_of_submissions(), {"submission_ids": list(submission_ids)})
    return tuple(
        Link(**{**row, "kind": LinkKind(row["kind"]), "state": LinkState(row["state"])}) for row in found.mappings()
    )


@cache
def _links_of_submissions() -> Select[Any]:
    these: BindParameter[list[UUID]] = bindparam("submission_ids", expanding=True)
    return select(*_LINK_COLUMNS).where(or_(link.c.one_submission_id.in_(these), link.c.other_submission_id.in_(these)))


def linked_records(connection: Connection, record: Record) -> tuple[frozenset[UUID], frozenset[UUID]]:
    """Return the other records that persons linked to one, over any number of links, and those suggested for these."""
    of = {"of_id": record.id, "of_submission_id": record.submission_id, "of_kind": record.kind.value}
    ends: dict[str, set[UUID]] = {state.value: set() for state in LinkState}
    for state, one, other in connection.execute(_links_around(), of):
        ends[state] |= {one, other}
    sure = frozenset(ends[LinkState.CONFIRMED]) - {record.id}
    return sure, frozenset(ends[LinkState.SUGGESTED]) - sure - {record.id}


@cache
def _links_around() -> Select[Any]:
    named = (
        bindparam("of_id", type_=Uuid()).label("id"),
        bindparam("of_submission_id", type_=Uuid()).label("submission_id"),
    )
    same = select(*named).cte("same", recursive=True)
    is_one = and_(link.c.one_submission_id == same.c.submission_id, link.c.one_id == same.c.id)
    is_other = and_(link.c.other_submission_id == same.c.submission_id, link.c.other_id == same.c.id)
    is_of_kind, touches = link.c.kind == bindparam("of_kind"), or_(is_one, is_other)
    beyond = (
        select(
            case((link.c.one_id == same.c.id, link.c.other_id), else_=link.c.one_id),
            case((link.c.one_id == same.c.id, link.c.other_submission_id), else_=link.c.one_submission_id),
        )
        .join_from(same, link, touches)
        .where(is_of_kind, link.c.state == LinkState.CONFIRMED.value)
    )
    every = same.union(beyond)
    at_one = and_(link.c.one_submission_id == every.c.submission_id, link.c.one_id == every.c.id)
    at_other = and_(link.c.other_submission_id == every.c.submission_id, link.c.other_id == every.c.id)
    return (
        select(*link.c["state", "one_id", "other_id"]).join_from(every, link, or_(at_one, at_other)).where(is_of_kind)
    )


def count_known() -> Any:
    """Count, for a question about submissions, the other records of their adult and children that are not dismissed."""
    beyond = case(
        (link.c.one_submission_id == submission.c.submission_id, link.c.other_submission_id),
        else_=link.c.one_submission_id,
    )
    return (
        select(func.count(beyond.distinct()))
        .select_from(link)
        .where(
            or_(
                link.c.one_submission_id == submission.c.submission_id,
                link.c.other_submission_id == submission.c.submission_id,
            ),
            link.c.state != LinkState.DISMISSED.value,
            link.c.kind != LinkKind.ORGANISATION.value,
        )
        .correlate(submission)
        .scalar_subquery()
    )


_LINK_COLUMNS = (
    *link.c["id", "kind", "one_id", "other_id", "one_submission_id", "other_submission_id"],
    *link.c["state", "score", "decided_at", "decided_by", "reason"],
)

_EMPLOYER = organisation.alias("employer")


@cache
def _question(kind: LinkKind) -> Select[Any]:
    table = TABLES[kind]
    joined = table.join(submission, submission.c.submission_id == table.c.submission_id).outerjoin(
        case_record, case_record.c.id == submission.c.case_id
    )
    named = func.coalesce(case_record.c.reference, _receipt())
    asked = select(table, submission.c.case_id, named)
    if kind is not LinkKind.ADULT:
        return asked.select_from(joined)
    work = _EMPLOYER.c.submission_id == table.c.submission_id
    return asked.add_columns(*_EMPLOYER.c["name", "postcode"]).select_from(joined.outerjoin(_EMPLOYER, work))


def _receipt() -> Any:
    """Ask for the receipt code, which is looked up only where there is no case that names the record."""
    return select(envelope.c.receipt).where(envelope.c.id == submission.c.envelope_id).scalar_subquery()


def _records(
    connection: Connection, kind: LinkKind, asked: Select[Any], asked_of: Mapping[str, Any] | None = None
) -> Iterator[Record]:
    names = [column.name for column in TABLES[kind].c]
    for values in connection.execute(asked, asked_of).all():
        row = dict(zip(names, values, strict=False))
        case_id, named, *work = values[len(names) :]
        yield Record(
            kind=kind,
            id=row["id"],
            submission_id=row["submission_id"],
            case_id=case_id,
            named=named,
            row=row,
            employer={"name": work[0], "postcode": work[1]} if work and work[0] else None,
        )


def _positions(table: Table) -> list[Any]:
    return [table.c.position] if "position" in table.c else []


def _some(values: list[_T]) -> Iterator[list[_T]]:
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]
