"""The questions that matching asks of the store: who shares a key, what their records say, which links there are."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    Table,
    Text,
    and_,
    any_,
    bindparam,
    case,
    cast,
    func,
    or_,
    select,
    type_coerce,
)

from .tables import (
    LinkKind,
    LinkState,
    adult,
    case_duplicate,
    case_record,
    child,
    envelope,
    is_confirmed,
    link,
    organisation,
    search_key,
    submission,
)

BLOCK = 200
"""Records read under one key at most. What more share says little: others of their keys tell them apart."""

_T = TypeVar("_T")

TABLES: Mapping[LinkKind, Table] = {
    LinkKind.ADULT: adult,
    LinkKind.CHILD: child,
    LinkKind.ORGANISATION: organisation,
}

DESCRIBED_BY: Mapping[LinkKind, tuple[str, ...]] = {
    LinkKind.ADULT: ("given_names", "family_name", "birth_date"),
    LinkKind.CHILD: ("given_names", "family_name", "birth_date"),
    LinkKind.ORGANISATION: ("name", "postcode"),
}
"""The columns that say in short who or what a record is of."""

_COMPARED: Mapping[LinkKind, tuple[str, ...]] = {
    LinkKind.ADULT: (
        *("id", "submission_id", "position", "family_name", "given_names", "other_names"),
        *("birth_date", "postcode", "telephone", "email"),
    ),
    LinkKind.CHILD: ("id", "submission_id", "position", "family_name", "given_names", "birth_date", "postcode"),
    LinkKind.ORGANISATION: ("id", "submission_id", "position", "name", "postcode"),
}
"""The columns that ``casework.matching`` compares, and where the record is."""

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

    @property
    def position(self) -> int:
        """Which it is of several: of an adult and an organisation, 0 for what was sent and not added by the office."""
        return self.row.get("position") or 0


class Held(NamedTuple):
    """A record as it is held against another; ``record_of`` makes the whole of it, which few of many are needed for.

    Numbers are those of the ids: a row is read in half the time that it takes with a UUID for each.
    """

    kind: LinkKind
    number: int
    whole: int
    is_in_case: bool
    row: dict[str, Any]
    employer: Mapping[str, Any] | None
    case_id: UUID | str | None
    named: str


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
    held = held_by_number(connection, authority, kind, [each.int for each in ids])
    return {record.id: record for record in map(record_of, held.values())}


def held_by_number(connection: Connection, authority: str, kind: LinkKind, numbers: Collection[int]) -> dict[int, Held]:
    """Return these records as they are held against others, by the numbers of their ids."""
    if not numbers:
        return {}
    is_file = connection.dialect.name == "sqlite"
    of = {"ids": _in_one([f"{each:032x}" for each in sorted(numbers)], is_file=is_file), "of_authority": authority}
    return {each.number: each for each in _held(connection, kind, _by_id(kind, is_file), of, columns=_COMPARED[kind])}


def record_of(held: Held) -> Record:
    """Make the whole record of one that was held against another."""
    row = {**held.row, "id": UUID(int=held.number), "submission_id": _uuid(held.row["submission_id"])}
    return Record(
        kind=held.kind,
        id=row["id"],
        submission_id=row["submission_id"],
        case_id=_uuid(held.case_id) if held.case_id else None,
        named=held.named,
        row=row,
        employer=held.employer,
    )


@cache
def _by_id(kind: LinkKind, is_file: bool) -> Select[Any]:
    is_asked_for = _is_among(TABLES[kind].c.id, "ids", is_file=is_file)
    return _question(kind, _COMPARED[kind]).where(is_asked_for, submission.c.authority == bindparam("of_authority"))


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
        for record in map(
            record_of,
            _held(
                connection,
                kind,
                _question(kind, tuple(table.c.keys()))
                .where(table.c.submission_id.in_(some))
                .order_by(submission.c.sealed_at, *_positions(table)),
                columns=tuple(table.c.keys()),
            ),
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


def count_known() -> Any:
    """Count, for a question about submissions, the other records of their adult and children that are not dismissed.

    A case and what a person said is a duplicate of it are one referral: neither is another record to the other.
    """
    beyond = case(
        (link.c.one_submission_id == submission.c.submission_id, link.c.other_submission_id),
        else_=link.c.one_submission_id,
    )
    return (
        select(func.count(beyond.distinct()))
        .select_from(link)
        .join(_BEYOND, _BEYOND.c.submission_id == beyond)
        .where(
            or_(
                link.c.one_submission_id == submission.c.submission_id,
                link.c.other_submission_id == submission.c.submission_id,
            ),
            link.c.state != LinkState.DISMISSED.value,
            link.c.kind != LinkKind.ORGANISATION.value,
            _referral_of(_BEYOND) != _referral_of(submission),
        )
        .correlate(submission)
        .scalar_subquery()
    )


_BEYOND = submission.alias("beyond")


def _referral_of(of: Any) -> Any:
    """Ask for the case that counts for a submission: what waits for one stands for itself."""
    counts = select(case_duplicate.c.of_case_id).where(
        case_duplicate.c.case_id == of.c.case_id, is_confirmed(case_duplicate)
    )
    return func.coalesce(counts.correlate(of).scalar_subquery(), of.c.case_id, of.c.submission_id)


_LINK_COLUMNS = (
    *link.c["id", "kind", "one_id", "other_id", "one_submission_id", "other_submission_id"],
    *link.c["state", "score", "decided_at", "decided_by", "reason"],
)

_EMPLOYER = organisation.alias("employer")


@cache
def _question(kind: LinkKind, names: tuple[str, ...]) -> Select[Any]:
    table = TABLES[kind]
    joined = table.join(submission, submission.c.submission_id == table.c.submission_id).outerjoin(
        case_record, case_record.c.id == submission.c.case_id
    )
    # As the driver gives them: to make UUIDs of them takes longer than to read the rest.
    ids = {name: type_coerce(table.c[name], Text()).label(name) for name in ("id", "submission_id")}
    columns = [ids.get(name, table.c[name]) for name in names]
    asked = select(*columns, type_coerce(submission.c.case_id, Text()), name_of_record())
    if kind is not LinkKind.ADULT:
        return asked.select_from(joined)
    work = and_(_EMPLOYER.c.submission_id == table.c.submission_id, _EMPLOYER.c.position == table.c.position)
    return asked.add_columns(*_EMPLOYER.c["name", "postcode"]).select_from(joined.outerjoin(_EMPLOYER, work))


def name_of_record() -> ColumnElement[str]:
    """Ask for the reference of its case; the receipt code is looked up only where there is no case that names it."""
    receipt = select(envelope.c.receipt).where(envelope.c.id == submission.c.envelope_id).scalar_subquery()
    return func.coalesce(case_record.c.reference, receipt)


def _held(
    connection: Connection,
    kind: LinkKind,
    asked: Select[Any],
    asked_of: Mapping[str, Any] | None = None,
    *,
    columns: Sequence[str],
) -> Iterator[Held]:
    for values in connection.execute(asked, asked_of).all():
        row = dict(zip(columns, values, strict=False))
        case_id, named, *work = values[len(columns) :]
        yield Held(
            kind=kind,
            number=_number(row["id"]),
            whole=_number(case_id or row["submission_id"]),
            is_in_case=case_id is not None,
            row=row,
            employer={"name": work[0], "postcode": work[1]} if work and work[0] else None,
            case_id=case_id,
            named=named,
        )


def _number(id_: UUID | str) -> int:
    """Read an id as the driver gives it: a file as text, a server as it is."""
    return int(id_, 16) if isinstance(id_, str) else id_.int


def _uuid(id_: UUID | str) -> UUID:
    return UUID(id_) if isinstance(id_, str) else id_


def _positions(table: Table) -> list[Any]:
    return [table.c.position] if "position" in table.c else []


def _some(values: list[_T]) -> Iterator[list[_T]]:
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]
