"""The books of every run of the import, over the life of the store, and whether they balance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from .tables import COUNTS, HeldState, RunKind, disposed_submission, import_run, quarantine, submission

RESULTS = COUNTS[1:]


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """The books of one run: what is settled of it. One that was stopped half way is not ``finished``."""

    id: UUID
    kind: RunKind
    actor: str
    started_at: datetime
    finished: bool
    counts: Mapping[str, int]


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
    authority: str,
    kind: RunKind,
    actor: str,
    now: datetime,
    finished: bool,
) -> None:
    """Count what is settled into the books of a run, inside the transaction that settles it."""
    counts = {name: results.get(name, 0) for name in RESULTS}
    counts = {"found": sum(counts.values()), **counts}
    grown: dict[str, Any] = {name: import_run.c[name] + count for name, count in counts.items()}
    grown |= {"finished": True} if finished else {}
    if connection.execute(update(import_run).where(import_run.c.id == run_id).values(grown)).rowcount == 0:
        facts = {"id": run_id, "authority": authority, "kind": kind.value, "actor": actor, "started_at": now}
        connection.execute(insert(import_run), {**facts, "finished": finished, **counts})


def read_ledger(connection: Connection, authority: str) -> Ledger:
    """Return the books of an authority over the life of the store, held against what is in it."""
    asked = (
        select(import_run).where(import_run.c.authority == authority).order_by(import_run.c.started_at, import_run.c.id)
    )
    runs = tuple(_run(row) for row in connection.execute(asked).mappings())
    totals = {name: sum(run.counts[name] for run in runs) for name in COUNTS}
    return Ledger(runs=runs[::-1], totals=totals, checks=_checks(connection, authority, totals))


def _checks(connection: Connection, authority: str, totals: Mapping[str, int]) -> tuple[Check, ...]:
    disposed = disposed_submission.c
    submissions = _count(connection, select(func.count()).where(submission.c.authority == authority))
    gone = _count(connection, select(func.count()).where(disposed.authority == authority))
    submissions, left = submissions + gone, ", or was disposed of" if gone else ""
    seen = _count(connection, select(func.sum(quarantine.c.times)).where(quarantine.c.authority == authority))
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
        # What could not even be read, or was not stored, leaves nothing that could be kept.
        Check(
            says="everything kept in quarantine was counted",
            books=totals["quarantined"],
            store=seen,
            holds=totals["quarantined"] >= seen,
        ),
        Check(
            says=f"every submission released is in the store{left}",
            books=by_release,
            store=released,
            holds=by_release == released,
        ),
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
    )
