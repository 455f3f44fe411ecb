"""The sealed files that are kept: which there are, their bytes, and putting a rewrapped one in place of the last."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import Connection, Table, delete, func, insert, select

from .tables import PART_SIZE, case_record, envelope, envelope_part, rewrapping, submission
from .writing import insert_rows


class Bytes(Protocol):
    """The bytes of a sealed file, wherever they are."""

    def __len__(self) -> int: ...

    def __getitem__(self, part: slice, /) -> bytes | memoryview: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptEnvelope:
    """A sealed file that is kept. ``sha256`` and ``roster_version`` are of the bytes as they are kept now.

    ``reference`` is that of its case, or its own receipt code while it waits for one.
    """

    id: UUID
    reference: str
    submission_id: str
    receipt: str
    sha256: str
    roster_version: int


def kept_envelopes(connection: Connection, *, authority: str) -> tuple[KeptEnvelope, ...]:
    """List every sealed file of an authority, the oldest first."""
    asked = (
        select(
            envelope.c.id,
            func.coalesce(case_record.c.reference, envelope.c.receipt).label("reference"),
            submission.c.submission_id,
            envelope.c.receipt,
            func.coalesce(rewrapping.c.sha256, envelope.c.sha256).label("sha256"),
            func.coalesce(rewrapping.c.roster_version, submission.c.roster_version).label("roster_version"),
        )
        .select_from(
            envelope.join(submission, submission.c.envelope_id == envelope.c.id)
            .outerjoin(case_record, case_record.c.id == submission.c.case_id)
            .outerjoin(rewrapping, rewrapping.c.envelope_id == envelope.c.id)
        )
        .where(envelope.c.authority == authority)
        .order_by(
            submission.c.imported_at,
            func.length(case_record.c.reference).nulls_first(),
            case_record.c.reference.nulls_first(),
        )
    )
    return tuple(
        KeptEnvelope(**{**row, "submission_id": row["submission_id"].hex})
        for row in connection.execute(asked).mappings()
    )


def kept_bytes(connection: Connection, envelope_id: UUID) -> bytes:
    """Return the sealed file as it is kept now, in its binary form."""
    asked = (
        select(envelope_part.c.content)
        .where(envelope_part.c.envelope_id == envelope_id)
        .order_by(envelope_part.c.position)
    )
    return b"".join(connection.scalars(asked))


def replace_bytes(
    connection: Connection, kept: KeptEnvelope, binary: bytes, *, authority: str, roster_version: int, now: datetime
) -> None:
    """Keep other bytes for an envelope from now on, inside a writing transaction."""
    facts = {
        "envelope_id": kept.id,
        "authority": authority,
        "sha256": hashlib.sha256(binary).hexdigest(),
        "size": len(binary),
        "roster_version": roster_version,
        "rewrapped_at": now,
    }
    connection.execute(delete(rewrapping).where(rewrapping.c.envelope_id == kept.id))
    connection.execute(insert(rewrapping), facts)
    connection.execute(delete(envelope_part).where(envelope_part.c.envelope_id == kept.id))
    write_parts(connection, envelope_parts(binary, kept.id, authority))


def envelope_parts(sealed: Bytes, envelope_id: UUID, authority: str) -> Iterator[dict[str, Any]]:
    """Yield the rows that hold a sealed file. Of one that is not in the memory they say only where the content is."""
    for position, content in enumerate(contents_of_parts(sealed)):
        yield {"envelope_id": envelope_id, "position": position, "authority": authority, "content": content}


def contents_of_parts(sealed: Bytes) -> Iterator[memoryview | Elsewhere]:
    """Cut what is kept into parts of ``PART_SIZE``."""
    view = memoryview(sealed) if isinstance(sealed, bytes) else None
    for start in range(0, len(sealed), PART_SIZE):
        part = slice(start, start + PART_SIZE)
        yield Elsewhere(sealed=sealed, part=part) if view is None else view[part]


@dataclass(frozen=True, kw_only=True, slots=True)
class Elsewhere:
    """Where the content of a part is, while it is not in the memory."""

    sealed: Bytes = field(repr=False)
    part: slice


def write_parts(connection: Connection, rows: Iterable[Mapping[str, Any]], table: Table = envelope_part) -> None:
    """Write the rows of sealed files, inside a writing transaction; of a large one, one after the other is read."""
    at_hand: list[Mapping[str, Any]] = []
    for row in rows:
        match row["content"]:
            case Elsewhere(sealed=sealed, part=part):
                insert_rows(connection, table, [{**row, "content": sealed[part]}])
            case _:
                at_hand.append(row)
    insert_rows(connection, table, at_hand)
