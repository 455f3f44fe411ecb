"""The sealed files that are kept: which there are, their bytes, and putting a rewrapped one in place of the last."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import Connection, Table, delete, func, insert, select

from ..errors import Refused
from .tables import (
    PART_SIZE,
    case_record,
    envelope,
    envelope_part,
    quarantine_part,
    quarantine_rewrapping,
    rewrapping,
    submission,
)
from .writing import insert_rows


class Bytes(Protocol):
    """The bytes of a sealed file, wherever they are."""

    def __len__(self) -> int: ...

    def __getitem__(self, part: slice, /) -> bytes | memoryview: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Shelf:
    """Where the bytes of sealed files are kept, by ``key``, and where it says that they have been sealed again."""

    parts: Table
    rewrappings: Table
    key: str


OF_SUBMISSIONS = Shelf(parts=envelope_part, rewrappings=rewrapping, key="envelope_id")
OF_QUARANTINE = Shelf(parts=quarantine_part, rewrappings=quarantine_rewrapping, key="quarantine_id")


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptEnvelope:
    """A sealed file that is kept. ``sha256`` and ``roster_version`` are of the bytes as they are kept now.

    ``reference`` is that of its case, or its own receipt code while it has none. To which roster something in
    quarantine is sealed is not known before it has been sealed again: whoever sent it could say what they liked.
    """

    id: UUID
    reference: str
    receipt: str
    sha256: str
    roster_version: int | None
    shelf: Shelf = OF_SUBMISSIONS


@dataclass(frozen=True, kw_only=True, slots=True)
class Rewrapping:
    """That a file has been sealed again: what its bytes are since then, and to the keys of which roster."""

    sha256: str
    size: int
    roster_version: int
    rewrapped_at: datetime


def kept_envelopes(connection: Connection, *, authority: str) -> tuple[KeptEnvelope, ...]:
    """List every sealed file of an authority, the oldest first."""
    asked = (
        select(
            envelope.c.id,
            func.coalesce(case_record.c.reference, envelope.c.receipt).label("reference"),
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
    return tuple(KeptEnvelope(**row) for row in connection.execute(asked).mappings())


def kept_bytes(connection: Connection, id_: UUID, shelf: Shelf = OF_SUBMISSIONS) -> bytes:
    """Return the sealed file as it is kept now, in its binary form; empty where none is kept."""
    parts = shelf.parts.c
    asked = select(parts.content).where(parts[shelf.key] == id_).order_by(parts.position)
    return b"".join(connection.scalars(asked))


def replace_bytes(
    connection: Connection, kept: KeptEnvelope, binary: bytes, *, authority: str, roster_version: int, now: datetime
) -> None:
    """Keep other bytes for a sealed file from now on, inside a writing transaction. Raises Refused where it is gone."""
    shelf, sha256 = kept.shelf, hashlib.sha256(binary).hexdigest()
    facts = Rewrapping(sha256=sha256, size=len(binary), roster_version=roster_version, rewrapped_at=now)
    connection.execute(delete(shelf.rewrappings).where(shelf.rewrappings.c[shelf.key] == kept.id))
    connection.execute(insert(shelf.rewrappings), {shelf.key: kept.id, "authority": authority, **asdict(facts)})
    if not connection.execute(delete(shelf.parts).where(shelf.parts.c[shelf.key] == kept.id)).rowcount:
        raise gone(kept)
    write_parts(connection, part_rows(binary, kept.id, authority, shelf), shelf.parts)


def gone(kept: KeptEnvelope) -> Refused:
    """Say that a file is no longer where it was: somebody has taken it in, or disposed of it, in the meantime."""
    return Refused(f"{kept.reference} was moved by somebody else just now", hint="run the same command again")


def part_rows(sealed: Bytes, id_: UUID, authority: str, shelf: Shelf = OF_SUBMISSIONS) -> Iterator[dict[str, Any]]:
    """Yield the rows that hold a sealed file. Of one that is not in the memory they say only where the content is."""
    for position, content in enumerate(contents_of_parts(sealed)):
        yield {shelf.key: id_, "position": position, "authority": authority, "content": content}


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
