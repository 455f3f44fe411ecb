"""The one way in which a case leaves the store: what is left of it is written first, then every row of it is removed.

The tables are found by what they refer to, so that one which is added later is not forgotten. The database refuses to
remove a row of a case without this (migration 0009), and refuses to leave one behind that refers to it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Table, delete, func, insert, or_, select

from .runs import take_off_books
from .sqlcipher import compact, overwrite_what_is_removed
from .store import Store
from .tables import (
    IN_ORDER,
    HeldState,
    adult,
    answer_digest,
    attachment,
    case_duplicate,
    case_record,
    child,
    disposed_case,
    disposed_submission,
    envelope,
    is_confirmed,
    organisation,
    quarantine,
    search_key,
    submission,
)

COMPACTED = 256 * 1024 * 1024
"""A larger file is not written anew after a disposal, which takes its size in memory. Its pages are overwritten all the
same."""

_KEYED = (adult, child, organisation)
"""What is looked up by search keys."""

_REFERRED_TO = (
    (case_record, "id"),
    (submission, "submission_id"),
    (envelope, "id"),
    (quarantine, "id"),
    *((each, "id") for each in (*_KEYED, attachment)),
)
"""What others refer to, by the column that they name."""

Ids = Mapping[ColumnElement[Any], Collection[UUID]]


@dataclass(frozen=True, kw_only=True, slots=True)
class DisposedCase:
    """What is left of a case. Its days are those in England; what is not known is empty.

    ``duplicate_of`` is the case that counts in its place, None for one that counts itself.
    """

    id: UUID
    authority: str
    duplicate_of: UUID | None
    reference: str
    form: str
    sector: str
    category: str
    outcome: str
    pathway: str
    met: str
    overseen: str
    result: str
    received_on: str
    concluded_on: str
    closed_on: str
    children: int
    proposed_by: str
    disposed_by: str
    proposed_at: datetime
    disposed_at: datetime
    certificate: str
    certificate_sha256: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DisposedSubmission:
    """A submission that was in a case which has been disposed of."""

    submission_id: str
    sha256: str
    receipt: str
    reference: str
    disposed_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted:
    """What figures count of a case: ``form`` is what opened it."""

    id: UUID
    reference: str
    form: str
    children: int


def duplicates_of(connection: Connection, case_id: UUID) -> tuple[UUID, ...]:
    """List the cases that people called duplicates of a case, or of one of those: they go when it goes."""
    found: dict[UUID, None] = {}
    sought = {case_id}
    while sought:
        asked = select(case_duplicate.c.case_id).where(
            case_duplicate.c.of_case_id.in_(sought), is_confirmed(case_duplicate)
        )
        sought = set(connection.scalars(asked)) - found.keys() - {case_id}
        found |= dict.fromkeys(sorted(sought))
    return tuple(found)


def counted(connection: Connection, case_ids: Collection[UUID]) -> tuple[Counted, ...]:
    """Return what figures count of these cases, in the order of their ids."""
    children = (
        select(func.count())
        .select_from(child)
        .where(child.c.submission_id == submission.c.submission_id)
        .scalar_subquery()
    )
    asked = (
        select(case_record.c.id, case_record.c.reference, submission.c.form_name, children)
        .join(submission, submission.c.case_id == case_record.c.id)
        .where(case_record.c.id.in_(case_ids), submission.c.joined_at.is_(None))
        .order_by(case_record.c.id)
    )
    return tuple(
        Counted(id=id_, reference=reference, form=form, children=number)
        for id_, reference, form, number in connection.execute(asked)
    )


def held_back(connection: Connection, case_ids: Collection[UUID]) -> tuple[str, ...]:
    """List the codes of what is in quarantine under the number of a submission of these cases, and undecided."""
    ids = _ids(connection, case_ids)
    asked = select(quarantine.c.code).where(
        quarantine.c.id.in_(ids[quarantine.c.id]), quarantine.c.state == HeldState.HELD.value
    )
    return tuple(connection.scalars(asked.order_by(quarantine.c.code)))


def count_rows_of(connection: Connection, case_ids: Collection[UUID]) -> Mapping[str, int]:
    """Count the rows of these cases by table, without the tables that have none."""
    counts = {
        table.name: connection.scalar(select(func.count()).select_from(table).where(condition)) or 0
        for table, condition in _conditions(_ids(connection, case_ids)).items()
    }
    return {name: count for name, count in sorted(counts.items()) if count}


def dispose(connection: Connection, cases: Sequence[DisposedCase]) -> None:
    """Write what is left of these cases and remove every row of them, inside a writing transaction."""
    case_ids = [each.id for each in cases]
    ids = _ids(connection, case_ids)
    left = _submissions_left(connection, case_ids)
    take_off_books(connection, ids[quarantine.c.id])
    overwrite_what_is_removed(connection)
    connection.execute(insert(disposed_case), [asdict(each) for each in cases])
    connection.execute(insert(disposed_submission), left)
    conditions = _conditions(ids)
    for table in reversed(IN_ORDER):
        if table in conditions:
            connection.execute(delete(table).where(conditions[table]))


def finish_removal(store: Store) -> bool:
    """Give the room of what was removed back to the disk, and leave nothing of it in the log beside the file.

    False where others are using the store, where the file is too large, and on a server, which does that itself.
    """
    if store.path is None:
        return False
    is_small = store.path.stat().st_size <= COMPACTED
    return compact(store.engine, anew=is_small) and is_small


def disposed_cases(connection: Connection, authority: str) -> tuple[DisposedCase, ...]:
    """List what is left of the cases of an authority that have been disposed of, the last first."""
    table = disposed_case
    asked = (
        select(table)
        .where(table.c.authority == authority)
        .order_by(table.c.disposed_at.desc(), func.length(table.c.reference).desc(), table.c.reference.desc())
    )
    return tuple(DisposedCase(**row) for row in connection.execute(asked).mappings())


def disposed_submissions(
    connection: Connection, authority: str, *, envelopes: Collection[str] = (), submission_ids: Collection[str] = ()
) -> tuple[DisposedSubmission, ...]:
    """List those of these envelopes (by SHA-256) and submissions that were in a case which has been disposed of."""
    table = disposed_submission
    is_named = [
        *([table.c.sha256.in_(envelopes)] if envelopes else []),
        *([table.c.submission_id.in_([UUID(each) for each in submission_ids])] if submission_ids else []),
    ]
    if not is_named:
        return ()
    asked = (
        select(*table.c["submission_id", "sha256", "receipt"], *disposed_case.c["reference", "disposed_at"])
        .join(disposed_case, disposed_case.c.id == table.c.case_id)
        .where(table.c.authority == authority, or_(*is_named))
    )
    return tuple(
        DisposedSubmission(**{**row, "submission_id": row["submission_id"].hex})
        for row in connection.execute(asked).mappings()
    )


def tables_of_a_case() -> frozenset[str]:
    """Name every table that a row of a case may be in."""
    return frozenset(table.name for table in _conditions({each.c[key]: () for each, key in _REFERRED_TO}))


def _submissions_left(connection: Connection, case_ids: Collection[UUID]) -> list[dict[str, Any]]:
    is_released = (
        select(func.count())
        .select_from(quarantine)
        .where(quarantine.c.submission_id == submission.c.submission_id, quarantine.c.state == HeldState.RELEASED.value)
        .scalar_subquery()
    )
    asked = (
        select(
            *submission.c["submission_id", "authority", "case_id"],
            *envelope.c["sha256", "receipt"],
            is_released.label("released"),
        )
        .join(envelope, envelope.c.id == submission.c.envelope_id)
        .where(submission.c.case_id.in_(case_ids))
    )
    return [{**row, "released": bool(row["released"])} for row in connection.execute(asked).mappings()]


def _ids(connection: Connection, case_ids: Collection[UUID]) -> dict[ColumnElement[Any], Collection[UUID]]:
    """Return by column the rows that others refer to, and what only the same bytes or the same number tie to them."""
    submissions, envelopes, hashes = _transposed(
        connection.execute(
            select(submission.c.submission_id, envelope.c.id, envelope.c.sha256)
            .join(envelope, envelope.c.id == submission.c.envelope_id)
            .where(submission.c.case_id.in_(case_ids))
        ).all()
    )
    copies = select(quarantine.c.id).where(
        or_(quarantine.c.submission_id.in_(submissions), quarantine.c.sha256.in_(hashes))
    )
    found: dict[ColumnElement[Any], Collection[UUID]] = {
        case_record.c.id: list(case_ids),
        submission.c.submission_id: submissions,
        envelope.c.id: envelopes,
        quarantine.c.id: list(connection.scalars(copies)),
    }
    for table in (*_KEYED, attachment):
        owned = select(table.c.id).where(table.c.submission_id.in_(submissions))
        found[table.c.id] = list(connection.scalars(owned))
    return found


def _transposed(rows: Sequence[Any]) -> tuple[list[Any], list[Any], list[Any]]:
    return [row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows]


def _conditions(ids: Ids) -> dict[Table, ColumnElement[bool]]:
    """Say by table which rows are of the case: those that are meant, and those that refer to one of them."""
    found: dict[Table, ColumnElement[bool]] = {}
    for table in IN_ORDER:
        own = [column.in_(ids[column]) for column in table.primary_key.columns if column in ids]
        referring = [
            key.parent.in_(ids[key.column])
            for key in sorted(table.foreign_keys, key=lambda each: each.parent.name)
            if key.column in ids
        ]
        if own or referring:
            found[table] = or_(*(own or referring))
    # These refer to them without a promise that they are there.
    found[search_key] = search_key.c.record_id.in_([each for table in _KEYED for each in ids[table.c.id]])
    found[answer_digest] = answer_digest.c.case_id.in_(ids[case_record.c.id])
    return found
