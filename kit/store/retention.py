"""What people decided about how long cases are kept, and the holds under which nothing is removed."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Connection, func, insert, select, update

from .canonical import canonical
from .tables import Reviewed, adult, case_event, case_record, retention_decision, retention_hold, submission


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """What a person decided when the record of a case was looked at; ``until`` is the day to which it is kept."""

    case_id: UUID
    number: int
    kind: Reviewed
    until: date | None
    decided_at: datetime
    decided_by: str
    reason: str = field(repr=False)
    record_sha256: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Hold:
    """A hold over every case, and how it ended, if it has."""

    number: int
    set_at: datetime
    set_by: str
    reason: str = field(repr=False)
    ended_at: datetime | None
    ended_by: str | None
    ended_because: str | None = field(repr=False)


def decisions(connection: Connection, authority: str, case_id: UUID | None = None) -> Mapping[UUID, Sequence[Decision]]:
    """List what was decided of one case, or of all of an authority, by case and in order."""
    table = retention_decision
    asked = select(table).where(table.c.authority == authority).order_by(table.c.case_id, table.c.number)
    if case_id is not None:
        asked = asked.where(table.c.case_id == case_id)
    found: dict[UUID, list[Decision]] = defaultdict(list)
    for row in connection.execute(asked).mappings():
        until = date.fromisoformat(row["until"]) if row["until"] else None
        values = {name: row[name] for name in Decision.__dataclass_fields__}
        found[row["case_id"]].append(Decision(**{**values, "kind": Reviewed(row["kind"]), "until": until}))
    return found


def add_decision(
    connection: Connection,
    case_id: UUID,
    kind: Reviewed,
    *,
    authority: str,
    reason: str,
    until: date | None = None,
    actor: str,
    now: datetime,
) -> None:
    """Keep what a person decided about a case as it is on record now, inside a writing transaction."""
    table = retention_decision
    last = connection.scalar(select(func.max(table.c.number)).where(table.c.case_id == case_id)) or 0
    values = {
        "case_id": case_id,
        "number": last + 1,
        "authority": authority,
        "kind": kind.value,
        "until": until.isoformat() if until else None,
        "decided_at": now,
        "decided_by": actor,
        "reason": reason,
        "record_sha256": record_sha256(connection, case_id),
    }
    connection.execute(insert(table), values)


def record_sha256(connection: Connection, case_id: UUID) -> str:
    """Return a hash of what is on record of a case: it changes with every submission and every entry."""
    submissions = connection.scalars(select(submission.c.submission_id).where(submission.c.case_id == case_id))
    entries = connection.scalar(select(func.count()).select_from(case_event).where(case_event.c.case_id == case_id))
    there = [sorted(each.hex for each in submissions), entries]
    return hashlib.sha256(canonical(there).encode()).hexdigest()


def holds(connection: Connection, authority: str, *, every: bool = False) -> tuple[Hold, ...]:
    """List the holds over all cases that are in force; with ``every`` those that have ended too."""
    table = retention_hold
    asked = select(table).where(table.c.authority == authority).order_by(table.c.number)
    if not every:
        asked = asked.where(table.c.ended_at.is_(None))
    return tuple(
        Hold(**{name: row[name] for name in Hold.__dataclass_fields__}) for row in connection.execute(asked).mappings()
    )


def set_hold(connection: Connection, authority: str, *, reason: str, actor: str, now: datetime) -> int:
    """Begin a hold over every case, inside a writing transaction, and return its number."""
    table = retention_hold
    last = connection.scalar(select(func.max(table.c.number)).where(table.c.authority == authority)) or 0
    values = {"authority": authority, "number": last + 1, "set_at": now, "set_by": actor, "reason": reason}
    connection.execute(insert(table), values)
    return last + 1


def end_hold(connection: Connection, authority: str, number: int, *, reason: str, actor: str, now: datetime) -> None:
    """End a hold over every case, inside a writing transaction."""
    table = retention_hold
    connection.execute(
        update(table)
        .where(table.c.authority == authority, table.c.number == number)
        .values(ended_at=now, ended_by=actor, ended_because=reason)
    )


def case_ids(connection: Connection, authority: str) -> Mapping[str, UUID]:
    """Return the case of every reference of an authority."""
    asked = select(case_record.c.reference, case_record.c.id).where(case_record.c.authority == authority)
    return {row.reference: row.id for row in connection.execute(asked)}


def birth_dates(
    connection: Connection, authority: str, case_id: UUID | None = None
) -> Mapping[UUID, Sequence[str | None]]:
    """List the birth dates of the adults of one case, or of every case of an authority, as they were answered."""
    asked = (
        select(submission.c.case_id, adult.c.birth_date)
        .join(submission, submission.c.submission_id == adult.c.submission_id)
        .where(submission.c.authority == authority, submission.c.case_id.is_not(None))
        .order_by(submission.c.joined_at.nulls_first(), submission.c.imported_at)
    )
    if case_id is not None:
        asked = asked.where(submission.c.case_id == case_id)
    found: dict[UUID, list[str | None]] = defaultdict(list)
    for each, answered in connection.execute(asked):
        found[each].append(answered)
    return found
