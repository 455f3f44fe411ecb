"""The audit chain: entries are added, never changed, and each holds the hash of the one before it.

An entry says who did what to which record and when. It holds references, codes and hashes, and no answer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby

from sqlalchemy import Connection, RowMapping, insert, select

from .canonical import canonical
from .tables import audit_entry

START = "0" * 64
"""What stands for the hash before the first entry."""

Detail = Mapping[str, str | int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Happening:
    """Something to be noted: an action, and the reference of the case it was done to."""

    action: str
    subject: str
    detail: Detail = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class AuditEntry:
    """A noted happening, with its place in the chain."""

    authority: str
    sequence: int
    at: datetime
    actor: str
    action: str
    subject: str
    detail: Detail
    previous_hash: str
    hash: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Chain:
    """What checking one authority's chain found. ``broken_at`` is the first place where it does not hold, if any."""

    authority: str
    entries: int
    head: str
    broken_at: int | None


def append(
    connection: Connection, happenings: Sequence[Happening], *, authority: str, actor: str, now: datetime
) -> None:
    """Add entries to the authority's chain, inside a writing transaction."""
    if not happenings:
        return
    at = now.astimezone(UTC)
    last, previous = _head(connection, authority)
    rows = []
    for sequence, happening in enumerate(happenings, start=last + 1):
        row = {
            "authority": authority,
            "sequence": sequence,
            "at": at,
            "actor": actor,
            "action": happening.action,
            "subject": happening.subject,
            "detail": dict(happening.detail),
            "previous_hash": previous,
        }
        previous = _hash(row)
        rows.append({**row, "hash": previous})
    connection.execute(insert(audit_entry), rows)


def note_reading(connection: Connection, *, authority: str, reference: str, actor: str, now: datetime) -> None:
    """Note that someone read a case."""
    append(connection, [Happening(action="read", subject=reference)], authority=authority, actor=actor, now=now)


def entries_about(connection: Connection, *, authority: str, reference: str) -> tuple[AuditEntry, ...]:
    """List what was noted about one case, in order."""
    asked = (
        select(audit_entry)
        .where(audit_entry.c.authority == authority, audit_entry.c.subject == reference)
        .order_by(audit_entry.c.sequence)
    )
    return tuple(AuditEntry(**row) for row in connection.execute(asked).mappings())


def verify_chain(connection: Connection, *, known_heads: Iterable[str] = ()) -> tuple[Chain, ...]:
    """Check the chain of every authority in the store, one result each.

    Entries cut off at the end leave a chain that holds. To see that, give ``known_heads``: heads noted earlier, for
    example those printed on documents. One that is in no chain any more breaks every chain at its end.
    """
    entries = connection.execute(
        select(audit_entry).order_by(audit_entry.c.authority, audit_entry.c.sequence),
    ).mappings()
    missing = set(known_heads)
    chains = []
    for authority, rows in groupby(entries, key=lambda row: str(row["authority"])):
        chains.append(_verify(authority, rows, missing))
    if missing:
        return tuple(_cut_off(chain) for chain in chains) or (_cut_off(_EMPTY),)
    return tuple(chains)


def _verify(authority: str, rows: Iterable[RowMapping], missing: set[str]) -> Chain:
    sequence, head, broken_at = 0, START, None
    for sequence, row in enumerate(rows, start=1):
        content = {name: value for name, value in row.items() if name != "hash"}
        holds = row["sequence"] == sequence and row["previous_hash"] == head and row["hash"] == _hash(content)
        if not holds and broken_at is None:
            broken_at = sequence
        head = str(row["hash"])
        missing.discard(head)
    return Chain(authority=authority, entries=sequence, head=head, broken_at=broken_at)


_EMPTY = Chain(authority="", entries=0, head=START, broken_at=None)


def _cut_off(chain: Chain) -> Chain:
    broken_at = chain.entries + 1 if chain.broken_at is None else chain.broken_at
    return Chain(authority=chain.authority, entries=chain.entries, head=chain.head, broken_at=broken_at)


def _head(connection: Connection, authority: str) -> tuple[int, str]:
    latest = connection.execute(
        select(audit_entry.c.sequence, audit_entry.c.hash)
        .where(audit_entry.c.authority == authority)
        .order_by(audit_entry.c.sequence.desc())
        .limit(1)
    ).one_or_none()
    return (latest.sequence, latest.hash) if latest else (0, START)


def _hash(row: Mapping[str, object]) -> str:
    at = row["at"]
    assert isinstance(at, datetime)
    return hashlib.sha256(canonical({**row, "at": at.isoformat(timespec="microseconds")}).encode()).hexdigest()
