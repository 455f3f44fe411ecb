"""The attachments of a case: what was found in each, and who has taken one out. The bytes stay in the sealed file."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Connection, RowMapping, delete, func, insert, select

from ..errors import StoreDamaged
from .store import Store
from .tables import (
    PART_SIZE,
    attachment,
    attachment_finding,
    attachment_saving,
    envelope,
    envelope_part,
    submission,
)

_AT_ONCE = 500
"""Ids in one question: databases take a limited number."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What a file is by its bytes, what is to be said about it, and what it tells of itself."""

    kind: str
    findings: tuple[str, ...]
    facts: tuple[tuple[str, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Saving:
    """That somebody has taken an attachment out of the store, and why."""

    saved_at: datetime
    saved_by: str
    reason: str = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptAttachment:
    """An attachment of a case. ``number`` stays: what joins the case later is counted after it.

    ``found`` is None while nobody has looked, or only an earlier release has.
    """

    id: UUID
    number: int
    submission_id: str
    receipt: str
    envelope_id: UUID
    position: int
    name: str = field(repr=False)
    media_type: str
    size: int
    sha256: str
    found: Found | None
    savings: tuple[Saving, ...]


class KeptBytes:
    """The bytes of a sealed file, left in the store and read part by part when they are asked for."""

    def __init__(self, store: Store, envelope_id: UUID) -> None:
        self._store = store
        self._of = envelope_part.c.envelope_id == envelope_id
        self._last: tuple[int, bytes] = (-1, b"")
        with store.reading() as connection:
            asked = select(func.sum(func.length(envelope_part.c.content))).where(self._of)
            self._size: int = connection.scalar(asked) or 0

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, part: slice, /) -> bytes:
        start, stop, _ = part.indices(self._size)
        wanted = b""
        while start < stop:
            position, skipped = divmod(start, PART_SIZE)
            piece = self._part(position)[skipped : skipped + stop - start]
            if not piece:
                raise StoreDamaged("a part of a sealed file is missing", hint="restore the store from its backup")
            wanted += piece
            start += len(piece)
        return wanted

    def _part(self, position: int) -> bytes:
        if self._last[0] != position:
            asked = select(envelope_part.c.content).where(self._of, envelope_part.c.position == position)
            with self._store.reading() as connection:
                self._last = (position, connection.scalar(asked) or b"")
        return self._last[1]


def case_attachments(
    connection: Connection, *, authority: str, case_id: UUID | None, submission_id: str, release: int
) -> tuple[KeptAttachment, ...]:
    """List the attachments of a case, or of a submission that waits for one: those that opened it first.

    ``release`` is that of what looks now.
    """
    which = submission.c.submission_id == UUID(submission_id) if case_id is None else submission.c.case_id == case_id
    return _attachments(connection, authority, which, release)


def unseen_attachments(
    connection: Connection, *, authority: str, submission_id: str, release: int
) -> tuple[KeptAttachment, ...]:
    """List the attachments of a submission that nobody has looked at."""
    which = submission.c.submission_id == UUID(submission_id)
    return tuple(each for each in _attachments(connection, authority, which, release) if each.found is None)


def with_attachments(connection: Connection, submission_ids: Sequence[str]) -> list[str]:
    """Return which of some submissions have attachments."""
    found: list[str] = []
    for start in range(0, len(submission_ids), _AT_ONCE):
        ids = [UUID(each) for each in submission_ids[start : start + _AT_ONCE]]
        asked = select(attachment.c.submission_id).where(attachment.c.submission_id.in_(ids)).distinct()
        found += [id.hex for id in connection.scalars(asked)]  # noqa: A001  # what the column is called
    return found


def keep_findings(
    connection: Connection, found: Mapping[UUID, Found], *, authority: str, release: int, now: datetime
) -> None:
    """Keep what was found in some attachments, in place of what an earlier release found."""
    if not found:
        return
    connection.execute(delete(attachment_finding).where(attachment_finding.c.attachment_id.in_(list(found))))
    rows = [
        {
            "attachment_id": id,
            "authority": authority,
            "release": release,
            "kind": each.kind,
            "findings": list(each.findings),
            "facts": [list(fact) for fact in each.facts],
            "found_at": now,
        }
        for id, each in found.items()  # noqa: A001  # what the column is called
    ]
    connection.execute(insert(attachment_finding), rows)


def keep_saving(connection: Connection, attachment_id: UUID, *, authority: str, saving: Saving) -> None:
    """Keep that somebody takes an attachment out of the store, and why."""
    row = {"id": uuid4(), "authority": authority, "attachment_id": attachment_id}
    said = {"saved_at": saving.saved_at, "saved_by": saving.saved_by, "reason": saving.reason}
    connection.execute(insert(attachment_saving), {**row, **said})


def _attachments(
    connection: Connection, authority: str, which: ColumnElement[bool], release: int
) -> tuple[KeptAttachment, ...]:
    asked = (
        select(
            *attachment.c["id", "submission_id", "position", "name", "media_type", "size", "sha256"],
            submission.c.envelope_id,
            envelope.c.receipt,
            *attachment_finding.c["release", "kind", "findings", "facts"],
        )
        .select_from(
            attachment.join(submission, submission.c.submission_id == attachment.c.submission_id)
            .join(envelope, envelope.c.id == submission.c.envelope_id)
            .outerjoin(attachment_finding, attachment_finding.c.attachment_id == attachment.c.id)
        )
        .where(attachment.c.authority == authority, which)
        .order_by(
            submission.c.joined_at.is_not(None), submission.c.joined_at, envelope.c.receipt, attachment.c.position
        )
    )
    rows = connection.execute(asked).mappings().all()
    savings = _savings(connection, [row["id"] for row in rows])
    return tuple(
        KeptAttachment(
            **{name: row[name] for name in _AS_KEPT},
            number=number,
            submission_id=row["submission_id"].hex,
            found=_found(row, release),
            savings=tuple(savings.get(row["id"], ())),
        )
        for number, row in enumerate(rows, start=1)
    )


_AS_KEPT = ("id", "receipt", "envelope_id", "position", "name", "media_type", "size", "sha256")


def _found(row: RowMapping, release: int) -> Found | None:
    if row["release"] != release:
        return None
    return Found(
        kind=row["kind"],
        findings=tuple(row["findings"]),
        facts=tuple((name, text) for name, text in row["facts"]),
    )


def _savings(connection: Connection, ids: Collection[UUID]) -> dict[UUID, list[Saving]]:
    found: dict[UUID, list[Saving]] = {}
    asked = (
        select(attachment_saving)
        .where(attachment_saving.c.attachment_id.in_(ids))
        .order_by(attachment_saving.c.saved_at)
    )
    for row in connection.execute(asked).mappings():
        saving = Saving(saved_at=row["saved_at"], saved_by=row["saved_by"], reason=row["reason"])
        found.setdefault(row["attachment_id"], []).append(saving)
    return found
