"""Who must not open a case: noting it, taking it back, and the one guard that every reading of a case passes.

Every connection of an office carries the name of who is working (``READER``); ``find_case`` asks the guard here. What
is refused is noted by the store itself, after the transaction in which it was tried.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CTE, Connection, Select, bindparam, case, insert, or_, select, update

from ..errors import Excluded
from .audit import AuditEntry, Happening, append
from .tables import LinkState, case_duplicate, case_exclusion, case_record, envelope, submission

READER = "reader"
"""The execution option of a connection that says who is working."""

HIDDEN = "you are excluded"
"""What a list says in the place of everything about such a case but its reference."""

REFUSED, EXCLUDED, ADMITTED = "refused-excluded", "excluded", "exclusion-ended"
"""What the audit chain calls a try that was refused, an exclusion, and its end."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Exclusion:
    """Somebody who must not open a case, and why; once it has ended, when."""

    officer: str
    reason: str = field(repr=False)
    excluded_at: datetime
    excluded_by: str
    ended_at: datetime | None
    ended_by: str | None


def check_may_open(connection: Connection, case_id: UUID | None, subject: str, *, authority: str) -> None:
    """Refuse whoever is excluded from a case. Raises Excluded."""
    if case_id and case_id in hidden_cases(connection):
        raise Excluded(subject, authority=authority)


def hidden_cases(connection: Connection) -> frozenset[UUID]:
    """List the cases that whoever is working must not open, by any of the numbers that a referral was given."""
    reader = reader_of(connection)
    return frozenset(connection.scalars(_asked_hidden(), {"of_reader": reader})) if reader else frozenset()


def reader_of(connection: Connection) -> str:
    """Return who is working; "" for nobody in particular."""
    return connection.get_execution_options().get(READER) or ""


@cache
def _asked_hidden() -> Select[Any]:
    return select(hidden_from().c.case_id)


def hidden_from() -> CTE:
    """Ask, inside another question, for the cases that whom it names as ``of_reader`` must not open."""
    is_theirs = case_exclusion.c.officer == bindparam("of_reader")
    return _with_same_referral(select(case_exclusion.c.case_id).where(is_theirs, _in_force))


def excluded_from(connection: Connection, case_id: UUID) -> tuple[str, ...]:
    """List who must not open a case."""
    every = same_referral(connection, frozenset([case_id]))
    asked = select(case_exclusion.c.officer).where(case_exclusion.c.case_id.in_(every), _in_force)
    return tuple(dict.fromkeys(connection.scalars(asked)))


def same_referral(connection: Connection, cases: frozenset[UUID]) -> frozenset[UUID]:
    """Add the cases that are, or may be, the same referral sealed twice: they say the same of the same people.

    Only a person's word that they are two referrals keeps them apart.
    """
    return cases | frozenset(connection.scalars(_asked_same_referral(), {"case_ids": list(cases)}))


@cache
def _asked_same_referral() -> Select[Any]:
    these = select(case_record.c.id.label("case_id")).where(case_record.c.id.in_(bindparam("case_ids", expanding=True)))
    return select(_with_same_referral(these).c.case_id)


def _with_same_referral(these: Select[Any]) -> CTE:
    every = these.cte("same_referral", recursive=True)
    one, other = case_duplicate.c.case_id, case_duplicate.c.of_case_id
    beyond = (
        select(case((one == every.c.case_id, other), else_=one))
        .join_from(every, case_duplicate, or_(one == every.c.case_id, other == every.c.case_id))
        .where(case_duplicate.c.state != LinkState.DISMISSED.value)
    )
    return every.union(beyond)


def hidden_names(connection: Connection) -> frozenset[str]:
    """List the references and receipt codes of the cases that whoever is working must not open."""
    hidden = hidden_cases(connection)
    if not hidden:
        return frozenset()
    asked = (
        select(case_record.c.reference, envelope.c.receipt)
        .join(submission, submission.c.case_id == case_record.c.id)
        .join(envelope, envelope.c.id == submission.c.envelope_id)
        .where(case_record.c.id.in_(hidden))
    )
    return frozenset(name for row in connection.execute(asked) for name in row)


def hidden_submissions(connection: Connection) -> frozenset[UUID]:
    """List what was sent in the cases that whoever is working must not open."""
    hidden = hidden_cases(connection)
    asked = select(submission.c.submission_id).where(submission.c.case_id.in_(hidden))
    return frozenset(connection.scalars(asked)) if hidden else frozenset()


def without_hidden(connection: Connection, entries: Iterable[AuditEntry]) -> tuple[AuditEntry, ...]:
    """Leave out of audit entries what they tell of cases that whoever is working must not open, save that they are."""
    names = hidden_names(connection)
    return tuple(_told_to_anybody(each, names) for each in entries)


def exclusions_of(connection: Connection, case_id: UUID) -> tuple[Exclusion, ...]:
    """List every exclusion from a case, also those that have ended."""
    asked = (
        select(*case_exclusion.c["officer", "reason", "excluded_at", "excluded_by", "ended_at", "ended_by"])
        .where(case_exclusion.c.case_id == case_id)
        .order_by(case_exclusion.c.excluded_at)
    )
    return tuple(Exclusion(**row) for row in connection.execute(asked).mappings())


def exclude(
    connection: Connection, case_id: UUID, officer: str, *, authority: str, reason: str, actor: str, now: datetime
) -> None:
    """Note that somebody must not open a case, inside a writing transaction."""
    connection.execute(
        insert(case_exclusion).values(
            id=uuid4(),
            authority=authority,
            case_id=case_id,
            officer=officer,
            reason=reason,
            excluded_at=now,
            excluded_by=actor,
        )
    )


def admit_again(connection: Connection, case_id: UUID, officers: Collection[str], *, actor: str, now: datetime) -> None:
    """End exclusions from a case, inside a writing transaction."""
    of_them = (case_exclusion.c.case_id == case_id, case_exclusion.c.officer.in_(officers), _in_force)
    connection.execute(update(case_exclusion).where(*of_them).values(ended_at=now, ended_by=actor))


def note_refusal(connection: Connection, error: Excluded) -> None:
    """Note that whoever is working tried to open a case that they are excluded from."""
    append(
        connection,
        [Happening(action=REFUSED, subject=error.subject)],
        authority=error.authority,
        actor=connection.get_execution_options()[READER],
        now=datetime.now(UTC),  # nothing that asks knows that it will be refused
    )


def _told_to_anybody(entry: AuditEntry, names: Collection[str]) -> AuditEntry:
    if entry.subject in names or any(value in names for value in entry.detail.values()):
        return replace(entry, detail={"not-shown": HIDDEN})
    return entry


_in_force = case_exclusion.c.ended_at.is_(None)
