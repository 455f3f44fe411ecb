"""What must hold of a record store whatever has happened to the import before."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from lado_kit.store import Store, queries
from lado_kit.store.audit import verify_chain
from lado_kit.store.quarantine import held_bytes, held_with_bytes, list_held
from lado_kit.store.runs import read_ledger
from lado_kit.store.tables import PARTS, case_record, envelope, metadata, quarantine, submission

from .office import SealedOffice

NOT_COMPARED = {"audit_entry", "import_run", "attachment_finding"}
"""Tables in which a second run rightly leaves something else: each run has its books and notes what it saw again, and
an attachment that an import had no time to look at is looked at when somebody asks for it.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """What a store holds, so that two can be compared: each submission with its place, and how many rows of a table.

    The number of a case is left out: it depends on which submission was stored first.
    """

    submissions: dict[str, tuple[Any, ...]]
    rows: dict[str, int]

    @property
    def count(self) -> int:
        """Count the submissions."""
        return len(self.submissions)


def check_office(office: SealedOffice) -> Held:
    """Open an office again after a fault, assert that its store is whole, and return what it holds."""
    with office.opened() as opened:
        return check_whole(opened.store)


def check_whole(store: Store) -> Held:
    """Assert that a store is intact and every submission in it all there, and return what it holds."""
    if store.engine.dialect.name == "sqlite":
        _check_pages(store)
    with store.reading() as connection:
        broken = [chain.authority for chain in verify_chain(connection) if chain.broken_at is not None]
        assert broken == [], "an audit chain is broken"
        held = _check_submissions(connection)
        _check_quarantine(connection)
        for authority in connection.scalars(select(submission.c.authority).distinct()).all():
            ledger = read_ledger(connection, authority)
            assert ledger.balances, [check.says for check in ledger.checks if not check.holds]
        return held


def _check_pages(store: Store) -> None:
    with store.engine.connect() as connection:
        # The check of the pages reads the main file only.
        busy, *_ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
        assert not busy
        assert connection.exec_driver_sql("PRAGMA cipher_integrity_check").all() == []
        assert connection.exec_driver_sql("PRAGMA integrity_check").all() == [("ok",)]
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


def _check_submissions(connection: Connection) -> Held:
    def count(name: str) -> int:
        return connection.scalar(select(func.count()).select_from(metadata.tables[name])) or 0

    rows = connection.execute(
        select(*submission.c, envelope.c.sha256, envelope.c.receipt, envelope.c.size, case_record.c.reference)
        .select_from(submission.join(envelope, envelope.c.id == submission.c.envelope_id))
        .outerjoin(case_record, case_record.c.id == submission.c.case_id)
    ).all()
    parts = {name: _rows_by_submission(connection, name) for name in PARTS}
    opening = {row.case_id: row.receipt for row in rows if row.joined_at is None and row.case_id}
    held = {}
    for row in rows:
        original = queries.original_envelope(connection, row.submission_id.hex)
        assert (len(original), hashlib.sha256(original).hexdigest()) == (row.size, row.sha256)
        held[row.submission_id.hex] = (
            row.receipt, row.sha256, opening.get(row.case_id, "waits"), row.follows, row.joined_at is None,
            row.content_sha256,
            tuple(parts[name].get(row.submission_id, 0) for name in sorted(PARTS)),
        )  # fmt: skip
    assert all(not row.case_id or row.case_id in opening for row in rows)
    assert len(held) == count("submission") == len({row.envelope_id for row in rows})
    opened = sorted(row.reference for row in rows if row.case_id and row.joined_at is None)
    references = sorted(connection.scalars(select(case_record.c.reference)).all())
    assert references == opened, "a case without the submission that opened it, or the other way round"
    assert [int(reference[5:]) for reference in references] == list(range(1, len(references) + 1))
    assert count("audit_entry") >= len(rows)
    return Held(submissions=held, rows={name: count(name) for name in metadata.tables if name not in NOT_COMPARED})


def _check_quarantine(connection: Connection) -> None:
    """Assert that what is kept of each is what is said of it; where nothing is, it came to an end elsewhere."""
    for authority in connection.scalars(select(quarantine.c.authority).distinct()).all():
        for each in held_with_bytes(connection, authority):
            content = held_bytes(connection, each)  # it compares the hash
            assert len(content) == (each.rewrapping.size if each.rewrapping else each.size)
        gone = {each.code for each in list_held(connection, authority) if each.size}
        gone -= {each.code for each in held_with_bytes(connection, authority)}
        assert not gone, "something waits in quarantine without its bytes"


def _rows_by_submission(connection: Connection, name: str) -> dict[Any, int]:
    column = PARTS[name].c.submission_id
    return {id_: number for id_, number in connection.execute(select(column, func.count()).group_by(column))}  # noqa: C416
