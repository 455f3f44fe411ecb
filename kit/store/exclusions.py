"""Who must not open a case: noting it, taking it back, and the one guard that every reading of a case passes.

Every connection of an office carries the name of who is working (``READER``); ``find_case`` asks the guard here. What
is refused is noted by the store itself, after the transaction in which it was tried.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID, uuid4

from sqlalchemy import Connection, insert, select, update

from ..errors import Excluded
from .audit import Happening, append
from .tables import case_exclusion

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
    reader = connection.get_execution_options().get(READER)
    if reader and case_id and reader in excluded_from(connection, case_id):
        raise Excluded(subject, authority=authority)


def hidden_cases(connection: Connection) -> frozenset[UUID]:
    """List the cases that whoever is working must not open."""
    reader = connection.get_execution_options().get(READER)
    if not reader:
        return frozenset()
    asked = select(case_exclusion.c.case_id).where(case_exclusion.c.officer == reader, _in_force)
    return frozenset(connection.scalars(asked))


def excluded_from(connection: Connection, case_id: UUID) -> tuple[str, ...]:
    """List who must not open a case."""
    return tuple(
        connection.scalars(select(case_exclusion.c.officer).where(case_exclusion.c.case_id == case_id, _in_force))
    )


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


_in_force = case_exclusion.c.ended_at.is_(None)
