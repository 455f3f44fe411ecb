"""The office's own log: entries of what the service did that belongs to no single case."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, func, insert, select

from .audit import Happening, append
from .tables import case_record, office_event

RECORDED = "recorded-in-log"
"""What the audit chain calls a new entry of the log."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OfficeEventRow:
    """One entry, as it was recorded."""

    number: int
    kind: str
    happened_at: datetime
    recorded_at: datetime
    recorded_by: str
    corrects: int | None
    detail: Mapping[str, str] = field(repr=False)
    note: str = field(repr=False)


def record_office_event(
    connection: Connection,
    *,
    authority: str,
    kind: str,
    happened_at: datetime,
    detail: Mapping[str, str],
    note: str,
    corrects: int | None,
    actor: str,
    now: datetime,
) -> int:
    """Add an entry to the log of an authority, note that, and return its number."""
    last = connection.scalar(select(func.max(office_event.c.number)).where(office_event.c.authority == authority))
    number = (last or 0) + 1
    connection.execute(
        insert(office_event).values(
            authority=authority,
            number=number,
            kind=kind,
            happened_at=happened_at,
            recorded_at=now,
            recorded_by=actor,
            corrects=corrects,
            detail=dict(detail),
            note=note,
        )
    )
    noted: dict[str, str | int] = {"kind": kind} | ({"corrects": corrects} if corrects else {})
    append(
        connection,
        [Happening(action=RECORDED, subject=f"log {number}", detail=noted)],
        authority=authority,
        actor=actor,
        now=now,
    )
    return number


def office_events(connection: Connection, authority: str) -> tuple[OfficeEventRow, ...]:
    """List the entries of an authority's log, in the order in which they were recorded."""
    asked = (
        select(*(office_event.c[name] for name in OfficeEventRow.__dataclass_fields__))
        .where(office_event.c.authority == authority)
        .order_by(office_event.c.number)
    )
    return tuple(OfficeEventRow(**row) for row in connection.execute(asked).mappings())


def references_of(connection: Connection, case_ids: Collection[UUID]) -> frozenset[str]:
    """Return what these cases are called, as an entry of the log names them."""
    if not case_ids:
        return frozenset()
    return frozenset(connection.scalars(select(case_record.c.reference).where(case_record.c.id.in_(case_ids))))
