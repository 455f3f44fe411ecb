"""The books of every run of the import, over the life of the store, and whether they balance."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from .tables import COUNTS, HeldState, RunKind, disposed_submission, import_run, quarantine, submission

RESULTS = COUNTS[1:]


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """The books of one run: what is settled of it. One that was stopped half way is not ``finished``.

    ``kept`` is how many are in quarantine because of it; None for a run before that was counted.
    """

    id: UUID
    kind: RunKind
    actor: str
    started_at: datetime
    finished: bool
    counts: Mapping[str, int]
    kept: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """One thing that must hold between the books and the store: what, and the two numbers."""

    says: str
    books: int
    store: int
    holds: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Ledger:
    """The books of all runs, the last first, their totals, and what they were held against."""

    runs: tuple[Run, ...]
    totals: Mapping[str, int]
    checks: tuple[Check, ...]

    @property
    def balances(self) -> bool:
        """Tell whether everything holds."""
        return all(check.holds for check in self.checks)


def add_to_run(
    connection: Connection,
    run_id: UUID,
    results: Mapping[str, int],
    *,
    kept: int,
    authority: str,
    kind: RunKind,
    actor: str,
    now: datetime,
    finished: bool,
) -> None:
    """Count what is settled into the books of a run, inside the transaction that settles it.

    ``kept`` are new in quarantine: what was there already, and what could not be kept, is not among them. ``now`` is
    the same for all of a run: by that is known what it kept.
    """
    counts = {name: results.get(name, 0) for name in RESULTS}
    counts = {"found": sum(counts.values()), **counts, "kept": kept}
    grown: dict[str, Any] = {name: import_run.c[name] + count for name, count in counts.items()}
    grown |= {"finished": True} if finished else {}
    if connection.execute(update(import_run).where(import_run.c.id == run_id).values(grown)).rowcount == 0:
        facts = {"id": run_id, "authority": authority, "kind": kind.value, "actor": actor, "started_at": now}
        connection.execute(insert(import_run), {**facts, "finished": finished, **counts})


def finish_run(connection: Connection, run_id: UUID) -> None:
    """Say that a run came to its end, of which every part is counted. One that found nothing is not in the books."""
    connection.execute(update(import_run).where(import_run.c.id == run_id).values(finished=True))


def take_off_books(connection: Connection, removed: Collection[UUID]) -> None:
    """Count no longer as kept what is about to be removed from quarantine, inside the transaction that removes it."""
    asked = select(quarantine.c.authority, quarantine.c.first_seen).where(quarantine.c.id.in_(removed))
    for authority, first_seen in connection.execute(asked).all():
        of_it = (import_run.c.authority == authority, import_run.c.started_at == first_seen, import_run.c.kept > 0)
        its_run = select(import_run.c.id).where(*of_it).limit(1).scalar_subquery()
        connection.execute(update(import_run).where(import_run.c.id == its_run).values(kept=import_run.c.kept - 1))


def read_ledger(connection: Connection, authority: str) -> Ledger:
    """Return the books of an authority over the life of the store, held against what is in it."""
    asked = (
        select(import_run).where(import_run.c.authority == authority).order_by(import_run.c.started_at, import_run.c.id)
    )
    runs = tuple(_run(row) for row in connection.execute(asked).mappings())
    totals = {name: sum(run.counts[name] for run in runs) for name in COUNTS}
    checks = (*_checks(connection, authority, totals), *_checks_of_quarantine(connection, authority, runs))
    return Ledger(runs=runs[::-1], totals=totals, checks=checks)


def _checks(connection: Connection, authority: str, totals: Mapping[str, int]) -> tuple[Check, ...]:
    disposed = disposed_submission.c
    submissions = _count(connection, select(func.count()).where(submission.c.authority == authority))
    gone = _count(connection, select(func.count()).where(disposed.authority == authority))
    submissions, left = submissions + gone, ", or was disposed of" if gone else ""
    released = _count(
        connection,
        select(func.count()).where(quarantine.c.authority == authority, quarantine.c.state == HeldState.RELEASED.value),
    )
    released += _count(connection, select(func.count()).where(disposed.authority == authority, disposed.released))
    by_release = _count(
        connection,
        select(func.sum(import_run.c.imported)).where(
            import_run.c.authority == authority, import_run.c.kind == RunKind.RELEASE.value
        ),
    )
    results = sum(totals[name] for name in RESULTS)
    return (
        Check(
            says="everything found has one result",
            books=totals["found"],
            store=results,
            holds=totals["found"] == results,
        ),
        Check(
            says=f"every submission imported is in the store{left}",
            books=totals["imported"],
            store=submissions,
            holds=totals["imported"] == submissions,
        ),
        Check(
            says=f"every submission released is in the store{left}",
            books=by_release,
            store=released,
            holds=by_release == released,
        ),
    )


def _checks_of_quarantine(connection: Connection, authority: str, runs: Sequence[Run]) -> Iterator[Check]:
    """Hold quarantine against what was kept there; of runs before that was counted only the most it can be is known."""
    counted = select(import_run.c.started_at).where(import_run.c.authority == authority, import_run.c.kept.is_not(None))
    is_counted = quarantine.c.first_seen.in_(counted)
    of_authority = select(func.count()).where(quarantine.c.authority == authority)
    there = _count(connection, of_authority.where(is_counted))
    kept = sum(run.kept or 0 for run in runs)
    yield Check(says="everything kept in quarantine is there", books=kept, store=there, holds=kept == there)
    before = _count(connection, of_authority.where(~is_counted))
    if before or any(run.kept is None for run in runs):
        most = sum(run.counts["quarantined"] for run in runs if run.kept is None)
        yield Check(
            says="an earlier version of lado did not count what it kept in quarantine: it is no more than was stopped",
            books=most,
            store=before,
            holds=before <= most,
        )


def _count(connection: Connection, question: Any) -> int:
    return int(connection.scalar(question) or 0)


def _run(row: RowMapping) -> Run:
    return Run(
        id=row["id"],
        kind=RunKind(row["kind"]),
        actor=row["actor"],
        started_at=row["started_at"],
        finished=row["finished"],
        counts={name: row[name] for name in COUNTS},
        kept=row["kept"],
    )
