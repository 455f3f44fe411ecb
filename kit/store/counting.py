"""What figures and the lists of watching over a service ask of how cases stand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, and_, bindparam, func, or_, select

from .tables import case_due, case_event, case_figures, case_state, disposed_case


def cases_to_count(connection: Connection, authority: str, *, since: datetime, before: datetime) -> Iterable[Any]:
    """Give how the cases stand that were open at some time between two instants, with what is kept to be counted.

    One after another: kept all together, as they are read, they take half as long again.
    """
    asked = (
        select(
            *case_state.c["received_at", "pathway", "common", "met", "overseen", "sector", "category", "outcome"],
            *case_state.c["closed_at", "result"],
            case_figures.c.facts,
        )
        .join(case_figures, case_figures.c.case_id == case_state.c.case_id)
        .where(*_open_between(authority, since, before))
    )
    return connection.execute(asked)


def cases_in_outline(connection: Connection, authority: str, *, since: datetime, before: datetime) -> Sequence[Any]:
    """List when the cases came that were open at some time between two instants, and how long they took."""
    asked = select(*case_state.c["received_at", "pathway", "met", "days"]).where(
        *_open_between(authority, since, before)
    )
    return connection.execute(asked).all()


def counts_of_year(connection: Connection, authority: str, year: int) -> Sequence[Any]:
    """Count the contacts of a reporting year by sector, category, outcome and band of time; the number comes last."""
    return connection.execute(_asked_counts(), {"of_authority": authority, "of_year": year}).all()


@cache
def _asked_counts() -> Select[Any]:
    by = case_state.c["sector", "category", "outcome", "band"]
    return (
        select(*by, func.count())
        .where(case_state.c.authority == bindparam("of_authority"), case_state.c.year == bindparam("of_year"))
        .group_by(*by)
    )


def first_received(connection: Connection, authority: str) -> datetime | None:
    """Return when the first contact came that is here."""
    asked = select(func.min(case_state.c.received_at)).where(case_state.c.authority == authority)
    found: datetime | None = connection.scalar(asked)
    return found


def _open_between(authority: str, since: datetime, before: datetime) -> tuple[ColumnElement[bool], ...]:
    was_open = or_(case_state.c.is_open, case_state.c.closed_at >= since, case_state.c.received_at >= since)
    return (case_state.c.authority == authority, case_state.c.received_at < before, was_open)


def disposed_to_count(
    connection: Connection, authority: str, *, first: date | None = None, last: date | None = None
) -> Sequence[RowMapping]:
    """List what is left of the cases that counted and have been disposed of: with days those that came in between.

    Where it is not known when a case came, it is listed whatever the days are.
    """
    came = disposed_case.c.received_on
    # Asked at once for days and for none, SQLite reads all there are.
    in_turn = ((came.between(first.isoformat(), last.isoformat()),), (came == "",)) if first and last else ((),)
    asked = select(
        *disposed_case.c["received_on", "concluded_on", "closed_on", "disposed_at"],
        *disposed_case.c["pathway", "met", "overseen", "sector", "category", "outcome", "result"],
    ).where(disposed_case.c.authority == authority, disposed_case.c.duplicate_of.is_(None))
    return [row for days in in_turn for row in connection.execute(asked.where(*days)).mappings()]


def first_disposed(connection: Connection, authority: str) -> tuple[str, datetime | None]:
    """Return the day on which the first of these came, and when the first was disposed of whose day is not known."""
    came = disposed_case.c.received_on
    counts = (disposed_case.c.authority == authority, disposed_case.c.duplicate_of.is_(None))
    day = connection.scalar(select(func.min(came)).where(*counts, came > ""))
    return day or "", connection.scalar(select(func.min(disposed_case.c.disposed_at)).where(*counts, came == ""))


def open_with_facts(connection: Connection, authority: str) -> Sequence[RowMapping]:
    """List how the open cases stand with what is kept of them to be counted, those with something due first."""
    asked = (
        select(case_state, case_figures.c.facts)
        .join(case_figures, case_figures.c.case_id == case_state.c.case_id)
        .where(case_state.c.authority == authority, case_state.c.is_open)
        .order_by(case_state.c.next_due_at)
    )
    return connection.execute(asked).mappings().all()


def cases_with_events(connection: Connection, authority: str, kinds: Collection[str]) -> Sequence[tuple[UUID, str]]:
    """List the open cases in which anything of these kinds was ever recorded, with their references."""
    recorded = select(case_event.c.case_id).where(case_event.c.authority == authority, case_event.c.kind.in_(kinds))
    asked = (
        select(case_state.c.case_id, case_state.c.reference)
        .where(case_state.c.authority == authority, case_state.c.is_open, case_state.c.case_id.in_(recorded))
        .order_by(case_state.c.reference)
    )
    return [(row["case_id"], row["reference"]) for row in connection.execute(asked).mappings()]


def count_due_in(
    connection: Connection,
    cases: Collection[UUID],
    until: datetime,
    *,
    clocks: Collection[str] | None = None,
    undated: bool = False,
) -> int:
    """Count the time limits of these cases that end by an instant; with ``undated`` those without a day as well."""
    is_due = [case_due.c.due_at <= until, *([case_due.c.due_at.is_(None)] if undated else [])]
    of_clocks = [] if clocks is None else [case_due.c.clock.in_(clocks)]
    asked = select(func.count()).where(and_(case_due.c.case_id.in_(cases), or_(*is_due), *of_clocks))
    return connection.scalar(asked) or 0
