"""What happened in a case: entries beside its submissions, and what the submissions themselves tell of it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, case, exists, func, insert, or_, select

from .audit import Happening, append
from .duplicates import is_duplicate
from .earlier import EARLIER_RECORD
from .projection import mark_stale
from .tables import case_event, case_record, child, engagement, referrer, submission, was_sent

YES = "yes"


@dataclass(frozen=True, kw_only=True, slots=True)
class EventRow:
    """One entry, as it was recorded."""

    case_id: UUID
    number: int
    kind: str
    happened_at: datetime
    recorded_at: datetime
    recorded_by: str
    corrects: str | None
    detail: Mapping[str, str]
    note: str = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrival:
    """A submission of a case: the one that opened it, or one that joined it.

    ``answers`` are read only where a child in it is in care, and of an earlier record, which tells more; else empty.
    """

    case_id: UUID
    reference: str
    is_opening: bool
    form_name: str
    sealed_at: datetime
    imported_at: datetime
    imported_by: str
    became_aware: str | None
    basis: str | None
    answers: Mapping[str, Any] = field(repr=False)


def record_event(
    connection: Connection,
    *,
    authority: str,
    case_id: UUID,
    reference: str,
    kind: str,
    happened_at: datetime,
    detail: Mapping[str, str],
    note: str,
    corrects: str | None,
    actor: str,
    now: datetime,
    recorded_at: datetime | None = None,
) -> int:
    """Add an entry to what happened in a case, note that, and return its number."""
    number = last_number(connection, case_id) + 1
    connection.execute(
        insert(case_event).values(
            case_id=case_id,
            number=number,
            authority=authority,
            kind=kind,
            happened_at=happened_at,
            recorded_at=recorded_at or now,
            recorded_by=actor,
            corrects=corrects,
            detail=dict(detail),
            note=note,
        )
    )
    mark_stale(connection, [case_id])
    noted: dict[str, str | int] = {"kind": kind, "number": number, **({"corrects": corrects} if corrects else {})}
    append(
        connection,
        [Happening(action="recorded-event", subject=reference, detail=noted)],
        authority=authority,
        actor=actor,
        now=now,
    )
    return number


def last_number(connection: Connection, case_id: UUID) -> int:
    """Return the number of the last entry of a case, 0 where there is none."""
    return connection.scalar(select(func.max(case_event.c.number)).where(case_event.c.case_id == case_id)) or 0


def cases_with_entries(connection: Connection, authority: str, kind: str) -> tuple[UUID, ...]:
    """List the cases of an authority with an entry of a kind, whether or not it was corrected since."""
    asked = select(case_event.c.case_id).where(case_event.c.authority == authority, case_event.c.kind == kind)
    return tuple(connection.scalars(asked.distinct()))


def events_of(
    connection: Connection, authority: str, case_id: UUID | Collection[UUID] | None = None
) -> Mapping[UUID, Sequence[EventRow]]:
    """List the entries of one case, of several, or of all of an authority, by case and in order."""
    asked = (
        select(case_event)
        .where(case_event.c.authority == authority, *_only(case_event.c.case_id, case_id))
        .order_by(case_event.c.case_id, case_event.c.number)
    )
    found: dict[UUID, list[EventRow]] = defaultdict(list)
    for row in connection.execute(asked).mappings():
        found[row["case_id"]].append(EventRow(**{name: row[name] for name in _COLUMNS}))
    return found


def arrivals(
    connection: Connection, authority: str, case_id: UUID | Collection[UUID] | None = None
) -> tuple[Arrival, ...]:
    """List the submissions of one case, of several, or of every case of an authority that is no known duplicate."""
    asked = _arrivals().where(submission.c.authority == authority, *_only(case_record.c.id, case_id))
    if case_id is None:
        asked = asked.where(~is_duplicate(case_record.c.id))
    return tuple(
        Arrival(**{**row, "is_opening": row["is_opening"] is None, "answers": json.loads(row["answers"] or "{}")})
        for row in connection.execute(asked).mappings()
    )


def _arrivals() -> Select[Any]:
    in_care = exists().where(child.c.submission_id == submission.c.submission_id, child.c.in_care == YES)
    return (
        select(
            case_record.c.id.label("case_id"),
            case_record.c.reference,
            submission.c.joined_at.label("is_opening"),
            *submission.c["form_name", "sealed_at", "imported_at", "imported_by"],
            referrer.c.became_aware,
            engagement.c.basis,
            case((or_(in_care, submission.c.form_name == EARLIER_RECORD), submission.c.answers)).label("answers"),
        )
        .join(case_record, case_record.c.id == submission.c.case_id)
        .outerjoin(referrer, referrer.c.submission_id == submission.c.submission_id)
        .outerjoin(engagement, was_sent(engagement))
        .order_by(*case_record.c["opened_at", "reference"], *submission.c["joined_at", "imported_at", "submission_id"])
    )


def _only(column: Any, case_id: UUID | Collection[UUID] | None) -> list[ColumnElement[bool]]:
    if case_id is None:
        return []
    return [column == case_id] if isinstance(case_id, UUID) else [column.in_(case_id)]


_COLUMNS = tuple(EventRow.__dataclass_fields__)
