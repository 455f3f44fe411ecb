"""The audit chain: entries are added, never changed, and each holds the hash of the one before it.

An entry says who did what to which record and when. It holds references, codes and hashes, and no answer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from ..errors import StoreDamaged, StoreMissing
from .tables import audit_entry
from .tampering import START, Fault, FaultKind, Found, entry_hash, find_faults, is_as_written
from .writing import insert_rows

READ = "read"
"""The action of an entry that says that somebody read a case."""

MOVED_AWAY = "moved-away"
"""The action of the last entry of a store whose records are somewhere else now."""

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
    """What checking one authority's chain found. ``broken_at`` is the first place where it does not hold, if any.

    ``faults`` says what is wrong, and where.
    """

    authority: str
    entries: int
    head: str
    broken_at: int | None
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """The end of a chain as it was noted outside the store: the hash of its last entry, or how that begins.

    What the note does not say is empty: the authority, how many entries there were, and when.
    """

    authority: str = ""
    entries: int = 0
    hash: str
    noted_at: datetime | None = None

    @classmethod
    def of(cls, noted: str | Head) -> Head:
        """Return a head that is given as its hash alone."""
        return noted if isinstance(noted, Head) else cls(hash=noted)

    def is_of(self, authority: str, found: Found) -> bool:
        """Tell whether this is the end of the chain as it was after this entry."""
        is_there = self.authority in ("", authority) and self.entries in (0, found.number)
        return is_there and found.hash.startswith(self.hash)


def append(
    connection: Connection, happenings: Sequence[Happening], *, authority: str, actor: str, now: datetime
) -> None:
    """Add entries to the authority's chain, inside a writing transaction.

    Raises StoreMissing where its records have moved away: they would be changed in a store that nobody opens again.
    """
    if not happenings:
        return
    at = now.astimezone(UTC)
    last, previous = _end(connection, authority)
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
        previous = entry_hash(row)
        rows.append({**row, "hash": previous})
    insert_rows(connection, audit_entry, rows)


def note_reading(
    connection: Connection, *, authority: str, reference: str, actor: str, now: datetime, events: int = 0
) -> None:
    """Note that someone read a case, and the number of the last of its events that they were shown, 0 for none."""
    detail = {"events": events} if events else {}
    read = Happening(action=READ, subject=reference, detail=detail)
    append(connection, [read], authority=authority, actor=actor, now=now)


def events_shown(connection: Connection, *, authority: str, reference: str) -> tuple[tuple[str, int], ...]:
    """List who was shown the events of a case, and up to which number."""
    asked = select(audit_entry.c.actor, audit_entry.c.detail).where(
        audit_entry.c.authority == authority, audit_entry.c.subject == reference, audit_entry.c.action == READ
    )
    return tuple((actor, int(detail.get("events", 0))) for actor, detail in connection.execute(asked).all())


def entries_about(connection: Connection, *, authority: str, reference: str) -> tuple[AuditEntry, ...]:
    """List what was noted about one case, in order."""
    asked = (
        select(audit_entry)
        .where(audit_entry.c.authority == authority, audit_entry.c.subject == reference)
        .order_by(audit_entry.c.sequence)
    )
    return tuple(AuditEntry(**row) for row in connection.execute(asked).mappings())


def entries_of(connection: Connection, *, authority: str, since: datetime | None = None) -> Iterator[AuditEntry]:
    """Go through what an authority noted, in order, from an instant on. Raises StoreDamaged."""
    asked = select(audit_entry).where(audit_entry.c.authority == authority).order_by(audit_entry.c.sequence)
    rows = connection.execute(asked if since is None else asked.where(audit_entry.c.at >= since)).mappings()
    try:
        yield from (AuditEntry(**row) for row in rows)
    except (TypeError, ValueError):
        raise StoreDamaged("an audit entry cannot be read", hint="run lado audit verify to see which") from None


def entries_on(
    connection: Connection, authority: str, action: str, subjects: Collection[str], *, until: datetime
) -> tuple[AuditEntry, ...]:
    """List how often something was noted of any of these subjects until an instant, in order."""
    asked = (
        select(audit_entry)
        .where(
            audit_entry.c.authority == authority,
            audit_entry.c.subject.in_(subjects),
            audit_entry.c.action == action,
            audit_entry.c.at <= until,
        )
        .order_by(audit_entry.c.sequence)
    )
    return tuple(AuditEntry(**row) for row in connection.execute(asked).mappings())


def begun_at(connection: Connection, authority: str) -> datetime | None:
    """Return when the first thing was noted of an authority, None while nothing was."""
    asked = select(audit_entry.c.at).where(audit_entry.c.authority == authority, audit_entry.c.sequence == 1)
    return connection.scalar(asked)


def head_of(connection: Connection, *, authority: str, now: datetime) -> Head:
    """Return the end of an authority's chain, to be kept outside the store."""
    latest = _latest(connection, authority)
    number, hash_ = (latest.sequence, latest.hash) if latest else (0, START)
    return Head(authority=authority, entries=number, hash=hash_, noted_at=now)


def verify_chain(connection: Connection, *, known_heads: Iterable[str | Head] = ()) -> tuple[Chain, ...]:
    """Check the chain of every authority in the store, one result each.

    Entries cut off at the end leave a chain that holds. To see that, give ``known_heads``: heads noted earlier, for
    example those printed on documents, or how they begin. One that is in no chain any more breaks every chain at its
    end, or that of its authority where it names one.
    """
    known = [Head.of(each) for each in known_heads]
    asked = select(audit_entry.c.authority).distinct().order_by(audit_entry.c.authority)
    authorities = dict.fromkeys([*connection.scalars(asked), *(each.authority for each in known if each.authority)])
    unknown = set(known)
    chains = [_verify(connection, str(authority), unknown) for authority in authorities]
    return tuple(_cut_off(chain, unknown) for chain in chains) or ((_cut_off(_EMPTY, unknown),) if unknown else ())


def _verify(connection: Connection, authority: str, unknown: set[Head]) -> Chain:
    asked = select(audit_entry).where(audit_entry.c.authority == authority).order_by(audit_entry.c.sequence)
    try:
        return _walk(authority, map(_found, connection.execute(asked).mappings()), unknown)
    except _Broken:
        pass
    except (TypeError, ValueError):
        pass  # a value that its column cannot hold, which ends the reading of all rows
    return _diagnose(connection, authority, unknown)


class _Broken(Exception):
    """The chain does not hold, so that all of it has to be looked at."""


def _walk(authority: str, entries: Iterable[Found], unknown: set[Head]) -> Chain:
    """Go along a chain that holds, an entry at a time."""
    number, head = 0, START
    for number, found in enumerate(entries, start=1):
        if found.number != number or found.previous_hash != head or not is_as_written(found):
            raise _Broken
        head = found.hash
        _discard(unknown, authority, found)
    return Chain(authority=authority, entries=number, head=head, broken_at=None)


def _diagnose(connection: Connection, authority: str, unknown: set[Head]) -> Chain:
    entries = _read_one_by_one(connection, authority)
    head, broken_at = START, None
    for place, found in enumerate(entries, start=1):
        holds = found.number == place and found.previous_hash == head and is_as_written(found)
        if not holds and broken_at is None:
            broken_at = place
        head = found.hash
        _discard(unknown, authority, found)
    faults = find_faults(entries)
    return Chain(authority=authority, entries=len(entries), head=head, broken_at=broken_at, faults=faults)


def _read_one_by_one(connection: Connection, authority: str) -> list[Found]:
    """Read entries of which some cannot be read."""
    place = audit_entry.c["sequence", "previous_hash", "hash"]
    mine = audit_entry.c.authority == authority
    places = connection.execute(select(*place).where(mine).order_by(audit_entry.c.sequence)).all()
    entries = []
    for number, previous_hash, hash_ in places:
        asked = select(audit_entry).where(mine, audit_entry.c.sequence == number)
        try:
            entries.append(_found(connection.execute(asked).mappings().one()))
        except (TypeError, ValueError):
            entries.append(Found(number=_number(number), previous_hash=previous_hash, hash=hash_, content=None))
    return entries


def _found(row: RowMapping) -> Found:
    content = {str(name): value for name, value in row.items() if name != "hash"}
    return Found(
        number=_number(row["sequence"]), previous_hash=str(row["previous_hash"]), hash=str(row["hash"]), content=content
    )


def _number(value: object) -> int:
    """Return the number of an entry; 0 where something else has been put in its place."""
    return value if isinstance(value, int) else 0


def _discard(unknown: set[Head], authority: str, found: Found) -> None:
    if unknown:
        unknown.difference_update([each for each in unknown if each.is_of(authority, found)])


_EMPTY = Chain(authority="", entries=0, head=START, broken_at=None)


def _cut_off(chain: Chain, unknown: Iterable[Head]) -> Chain:
    lost = [each for each in unknown if each.authority in ("", chain.authority)]
    if not lost:
        return chain
    end = chain.entries + 1
    faults = [
        Fault(kind=FaultKind.HEAD_UNKNOWN, first=each.entries or end, last=each.entries or end, head=each.hash)
        for each in sorted(lost, key=lambda each: (each.entries or end, each.hash))
    ]
    broken_at = end if chain.broken_at is None else chain.broken_at
    return replace(chain, broken_at=broken_at, faults=(*chain.faults, *faults))


def _end(connection: Connection, authority: str) -> tuple[int, str]:
    """Return the number and the hash that the next entry follows."""
    latest = _latest(connection, authority)
    if latest and latest.action == MOVED_AWAY:
        raise StoreMissing(
            "the records have been moved to another place, and nothing is added here any more",
            hint="start the command again; if it says the same, this is a copy of the home from before the move",
        )
    return (latest.sequence, latest.hash) if latest else (0, START)


def _latest(connection: Connection, authority: str) -> Any:
    return connection.execute(
        select(audit_entry.c.sequence, audit_entry.c.hash, audit_entry.c.action)
        .where(audit_entry.c.authority == authority)
        .order_by(audit_entry.c.sequence.desc())
        .limit(1)
    ).one_or_none()
