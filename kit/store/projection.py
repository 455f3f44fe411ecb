"""How cases stand, a row each: which rows have to be worked out again, writing them, and what is asked of them.

A writer only says that something happened in a case (``mark_stale``), in its own transaction; whoever lists brings the
rows up to date first. What a list asks each time is put together once (``@cache``): that takes longer than the answer.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from .duplicates import is_duplicate
from .tables import (
    case_due,
    case_figures,
    case_record,
    case_stale,
    case_state,
    projection,
    submission,
)
from .writing import insert_rows

ROWS = 500
"""Cases in one transaction: they take about 0.2 s, and others may write in between."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answered:
    """A submission of a case with what it says, whether it opened the case, and its form."""

    case_id: UUID
    form: str
    is_opening: bool
    answers: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class DueLine:
    """A time limit that is still to be met, and the case it runs in."""

    case_id: UUID
    case: str
    clock: str
    due_at: datetime | None
    is_priority: bool
    pathway: str


def mark_stale(connection: Connection, case_ids: Collection[UUID]) -> None:
    """Say that something happened in these cases, in the transaction in which it did."""
    if case_ids:
        known = select(case_record.c.id, case_record.c.authority).where(
            case_record.c.id.in_(case_ids), ~exists().where(case_stale.c.case_id == case_record.c.id)
        )
        connection.execute(insert(case_stale).from_select(["case_id", "authority"], known))


def is_up_to_date(connection: Connection, authority: str, *, basis: str, now: datetime) -> bool:
    """Tell whether every row of an authority holds at this moment, and was worked out on this basis."""
    found = connection.execute(_asked_whether_it_holds(), {"of_authority": authority, "now": now}).first()
    return found is not None and found[0] == basis and not any(found[1:])


@cache
def _asked_whether_it_holds() -> Select[Any]:
    """Ask for the ends of two indexes.

    Asked whether any row is beyond an instant, a server expects a third of them to be, and reads all to find none.
    """
    state = case_state.c
    now: BindParameter[datetime] = bindparam("now")
    first = select(func.min(state.changes_at)).where(state.authority == _OF, state.changes_at.is_not(None))
    last = select(func.max(state.valid_from)).where(state.authority == _OF)
    does_not_hold = (
        exists().where(case_stale.c.authority == _OF),
        first.scalar_subquery() <= now,
        last.scalar_subquery() > now,
    )
    return select(projection.c.basis, *does_not_hold).where(projection.c.authority == _OF)


def begin_again(connection: Connection, authority: str, *, basis: str) -> None:
    """Have every case worked out again where that was done on another basis."""
    known = connection.scalar(select(projection.c.basis).where(projection.c.authority == authority))
    if known == basis:
        return
    if known is None:
        connection.execute(insert(projection).values(authority=authority, basis=basis))
    else:
        connection.execute(update(projection).where(projection.c.authority == authority).values(basis=basis))
    every = select(case_record.c.id, case_record.c.authority).where(
        case_record.c.authority == authority, ~exists().where(case_stale.c.case_id == case_record.c.id)
    )
    connection.execute(insert(case_stale).from_select(["case_id", "authority"], every))


def stale_cases(connection: Connection, authority: str, *, now: datetime, most: int = ROWS) -> tuple[UUID, ...]:
    """List cases whose row does not hold at this moment."""
    found = list(
        connection.scalars(select(case_stale.c.case_id).where(case_stale.c.authority == authority).limit(most))
    )
    for instant, does_not_hold in (
        (case_state.c.changes_at, case_state.c.changes_at <= now),
        (case_state.c.valid_from, case_state.c.valid_from > now),
    ):
        if len(found) < most:
            asked = select(case_state.c.case_id).where(case_state.c.authority == authority, does_not_hold)
            found += connection.scalars(asked.order_by(instant).limit(most - len(found)))
    return tuple(dict.fromkeys(found))


def counting_cases(connection: Connection, case_ids: Collection[UUID]) -> Mapping[UUID, str]:
    """Return the references of those of these cases that no person called a duplicate."""
    asked = select(case_record.c.id, case_record.c.reference).where(
        case_record.c.id.in_(case_ids), ~is_duplicate(case_record.c.id)
    )
    return {row["id"]: row["reference"] for row in connection.execute(asked).mappings()}


def every_case(connection: Connection, authority: str) -> tuple[UUID, ...]:
    """List all cases of an authority."""
    return tuple(connection.scalars(select(case_record.c.id).where(case_record.c.authority == authority)))


def answers_of(connection: Connection, case_ids: Collection[UUID]) -> Mapping[UUID, list[Answered]]:
    """Return what the submissions of these cases say, what opened each first."""
    asked = (
        select(submission.c.case_id, submission.c.form_name, submission.c.joined_at, submission.c.answers)
        .where(submission.c.case_id.in_(case_ids))
        .order_by(submission.c.joined_at.is_not(None), submission.c.sealed_at, submission.c.submission_id)
    )
    found: dict[UUID, list[Answered]] = {}
    for case_id, form, joined_at, answers in connection.execute(asked):
        read = json.loads(answers)
        found.setdefault(case_id, []).append(
            Answered(case_id=case_id, form=form, is_opening=joined_at is None, answers=read)
        )
    return found


def write_rows(
    connection: Connection,
    case_ids: Collection[UUID],
    states: Sequence[Mapping[str, Any]],
    dues: Sequence[Mapping[str, Any]],
    figures: Sequence[Mapping[str, Any]],
) -> None:
    """Put rows in the place of those that these cases have; one that has none is a case that does not count."""
    for table in (case_due, case_state, case_figures, case_stale):
        connection.execute(delete(table).where(table.c.case_id.in_(case_ids)))
    insert_rows(connection, case_state, states)
    insert_rows(connection, case_due, dues)
    insert_rows(connection, case_figures, figures)


def rows_of(connection: Connection, case_ids: Collection[UUID]) -> tuple[dict[UUID, RowMapping], dict[UUID, list[Any]]]:
    """Return the rows that these cases have, and what is due in each."""
    states = connection.execute(select(case_state).where(case_state.c.case_id.in_(case_ids))).mappings()
    asked = select(case_due).where(case_due.c.case_id.in_(case_ids)).order_by(case_due.c.position)
    dues: dict[UUID, list[Any]] = {}
    for each in connection.execute(asked).mappings():
        dues.setdefault(each["case_id"], []).append(each)
    return {each["case_id"]: each for each in states}, dues


def facts_of_cases(connection: Connection, case_ids: Collection[UUID]) -> Mapping[UUID, Mapping[str, Any]]:
    """Return what is kept of these cases to be counted."""
    asked = select(case_figures.c.case_id, case_figures.c.facts).where(case_figures.c.case_id.in_(case_ids))
    return {row["case_id"]: row["facts"] for row in connection.execute(asked).mappings()}


def due_until(
    connection: Connection,
    authority: str,
    until: datetime,
    *,
    clocks: Collection[str] | None = None,
    priority_first: bool = False,
    undated: bool = False,
    most: int | None = None,
) -> tuple[DueLine, ...]:
    """List the time limits that end by an instant, the earliest first; with ``undated`` those without a day as well.

    With ``priority_first`` those come first in which the adult is in contact with children now.
    """
    found: list[DueLine] = []
    asked_of = _due_values(authority, until, clocks)
    for rank in (True, False) if priority_first else (None,):
        for dated in (False, True) if undated else (True,):
            left = None if most is None else most - len(found)
            if left is None or left > 0:
                asked = _asked_due(clocks is not None, rank, dated, left is not None)
                lines = connection.execute(asked, asked_of if left is None else {**asked_of, "most": left})
                found += [
                    DueLine(case_id=case_id, case=case, clock=clock, due_at=due, is_priority=first, pathway=pathway)
                    for case_id, case, clock, due, first, pathway in lines.all()
                ]
    return tuple(found)


def count_due(
    connection: Connection,
    authority: str,
    until: datetime,
    *,
    clocks: Collection[str] | None = None,
    undated: bool = False,
) -> int:
    """Count the same."""
    asked_of = _due_values(authority, until, clocks)
    return sum(
        connection.scalar(_asked_how_many_due(clocks is not None, dated), asked_of) or 0
        for dated in ((True, False) if undated else (True,))
    )


def open_cases(connection: Connection, authority: str) -> tuple[UUID, ...]:
    """List the cases that are open, those in which something is due earliest first."""
    asked = select(case_state.c.case_id).where(_is_open(authority)).order_by(case_state.c.next_due_at)
    return tuple(connection.scalars(asked))


def waiting_cases(connection: Connection, authority: str) -> Sequence[RowMapping]:
    """List the open cases that wait for somebody else."""
    return _states(connection, _is_open(authority), case_state.c.waits_for != "", order=case_state.c.next_due_at)


def police_cases(connection: Connection, authority: str) -> Sequence[RowMapping]:
    """List the open cases that the police investigate now."""
    return _states(connection, _is_open(authority), case_state.c.police_now, order=case_state.c.next_due_at)


def cases_with(connection: Connection, authority: str, column: str) -> Sequence[RowMapping]:
    """List the cases in which ``letters`` or ``problems`` say something."""
    return _states(
        connection, case_state.c.authority == authority, case_state.c[column] != "", order=case_state.c.received_at
    )


def cases_received(
    connection: Connection, authority: str, *, since: datetime, before: datetime, sectors: Collection[str]
) -> Sequence[RowMapping]:
    """List the cases of these sectors that came in from one instant on and before another."""
    return _states(
        connection,
        case_state.c.authority == authority,
        case_state.c.received_at >= since,
        case_state.c.received_at < before,
        case_state.c.sector.in_(sectors),
        order=case_state.c.received_at,
    )


def cases_open_between(
    connection: Connection, authority: str, *, since: datetime, before: datetime, sectors: Collection[str], area: str
) -> Sequence[RowMapping]:
    """List the cases of these sectors in an area that were open at some time between two instants."""
    return _states(
        connection,
        case_state.c.authority == authority,
        case_state.c.received_at < before,
        or_(case_state.c.is_open, case_state.c.closed_at >= since),
        case_state.c.sector.in_(sectors),
        case_state.c.area == area,
        order=case_state.c.received_at,
    )


def states_of(connection: Connection, case_ids: Collection[UUID]) -> Mapping[UUID, RowMapping]:
    """Return how these cases stand."""
    found = connection.execute(_asked_states(), {"case_ids": list(case_ids)})
    return {row["case_id"]: row for row in found.mappings()}


@cache
def _asked_states() -> Select[Any]:
    return select(case_state).where(case_state.c.case_id.in_(bindparam("case_ids", expanding=True)))


def _is_open(authority: str) -> ColumnElement[bool]:
    return and_(case_state.c.authority == authority, case_state.c.is_open)


def _states(
    connection: Connection, *conditions: ColumnElement[bool], order: ColumnElement[Any]
) -> Sequence[RowMapping]:
    return connection.execute(select(case_state).where(*conditions).order_by(order)).mappings().all()


_OF: BindParameter[str] = bindparam("of_authority")


def _due_values(authority: str, until: datetime, clocks: Collection[str] | None) -> dict[str, Any]:
    return {"of_authority": authority, "until": until, **({} if clocks is None else {"of_clocks": list(clocks)})}


def _due_conditions(*, of_clocks: bool, dated: bool) -> tuple[ColumnElement[bool], ...]:
    day = case_due.c.due_at <= bindparam("until") if dated else case_due.c.due_at.is_(None)
    clocks = [case_due.c.clock.in_(bindparam("of_clocks", expanding=True))] if of_clocks else []
    return (case_due.c.authority == _OF, *clocks, day)


@cache
def _asked_how_many_due(of_clocks: bool, dated: bool) -> Select[Any]:
    return select(func.count()).select_from(case_due).where(*_due_conditions(of_clocks=of_clocks, dated=dated))


@cache
def _asked_due(of_clocks: bool, rank: bool | None, dated: bool, is_limited: bool) -> Select[Any]:
    asked = (
        select(
            case_due.c.case_id,
            case_state.c.reference.label("case"),
            case_due.c.clock,
            case_due.c.due_at,
            case_due.c.is_priority,
            case_state.c.pathway,
        )
        .join(case_state, case_state.c.case_id == case_due.c.case_id)
        .where(*_due_conditions(of_clocks=of_clocks, dated=dated))
        .order_by(case_due.c.due_at, case_due.c.case_id, case_due.c.position)
    )
    if rank is not None:
        asked = asked.where(case_due.c.is_priority.is_(rank))
    return asked.limit(bindparam("most")) if is_limited else asked
