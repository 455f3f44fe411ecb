"""Putting submissions that wait into the case they belong to: by themselves when it is known, or by a person's hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, update

from ..errors import Refused
from ..store import audit, queries
from ..store.audit import Happening
from ..store.projection import mark_stale
from ..store.tables import submission


@dataclass(frozen=True, kw_only=True, slots=True)
class Joining:
    """A submission that waited, and the case it is in from now on."""

    submission_id: str
    receipt: str
    case_id: UUID
    reference: str


def write_joinings(connection: Connection, joinings: Sequence[Joining], *, now: datetime) -> None:
    """Put submissions into their cases, inside a writing transaction."""
    if joinings:
        connection.execute(_JOIN, [_row(each, now) for each in joinings])
        mark_stale(connection, {each.case_id for each in joinings})


def take_out(connection: Connection, joinings: Sequence[Joining]) -> None:
    """Let submissions that were put into a case wait again, inside a writing transaction."""
    ids = [UUID(each.submission_id) for each in joinings]
    had_joined = (submission.c.submission_id.in_(ids), submission.c.joined_at.is_not(None))
    connection.execute(update(submission).where(*had_joined).values(case_id=None, joined_at=None))
    mark_stale(connection, {each.case_id for each in joinings})


def noted(joining: Joining) -> Happening:
    """Return what the audit chain says of it."""
    detail = {"receipt": joining.receipt, "submission_id": joining.submission_id}
    return Happening(action="joined", subject=joining.reference, detail=detail)


def join_by_hand(
    connection: Connection, name: str, case_name: str, *, authority: str, actor: str, now: datetime
) -> tuple[Joining, ...]:
    """Put what waits under a name into a case, with all that waits for it, inside a writing transaction.

    Raises Refused when it is in a case already, or when what should be its case is none.
    """
    waiting = queries.find_case(connection, name, authority=authority)
    case = queries.find_case(connection, case_name, authority=authority)
    if waiting.case_id is not None:
        raise Refused(
            f"what is to be put there is in case {waiting.reference} already",
            hint="only what waits can be put into a case; lado inbox lists it",
        )
    if case.case_id is None:
        raise Refused(
            f"{case.receipt} is not in a case itself", hint="name the case by its reference, as lado case list shows it"
        )
    those = [(waiting.submission_id, waiting.receipt)]
    those += [
        (each.submission_id, each.receipt)
        for each in queries.waiting_for(connection, authority, [waiting.receipt])
        if each.receipt != waiting.receipt
    ]
    joinings = tuple(
        Joining(submission_id=id, receipt=receipt, case_id=case.case_id, reference=case.reference)
        for id, receipt in those  # noqa: A001 - not used as the built-in here
    )
    write_joinings(connection, joinings, now=now)
    audit.append(connection, [noted(each) for each in joinings], authority=authority, actor=actor, now=now)
    return joinings


def _row(joining: Joining, now: datetime) -> dict[str, Any]:
    return {"joins": UUID(joining.submission_id), "case_id": joining.case_id, "joined_at": now}


_JOIN = (
    update(submission)
    .where(submission.c.submission_id == bindparam("joins"), submission.c.case_id.is_(None))
    .values(case_id=bindparam("case_id"), joined_at=bindparam("joined_at"))
)
