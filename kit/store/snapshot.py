"""A copy of a record store as it is at one moment, and what a copy is compared by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, func, select

from ..errors import StoreDamaged
from .audit import Chain, Head, verify_chain
from .sqlcipher import check_pages, check_references, copy_file
from .store import Store, open_store
from .tables import IN_ORDER


@dataclass(frozen=True, kw_only=True, slots=True)
class ChainEnd:
    """How long an audit chain is, the hash at its end, and the first place where it does not hold, if any."""

    entries: int
    head: str
    broken_at: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Snapshot:
    """How many rows each table has, and the audit chain of each authority."""

    rows: Mapping[str, int]
    chains: Mapping[str, ChainEnd]


def take_snapshot(
    store: Store, target: Path, key: bytes, *, told: Callable[[int, int], None] | None = None
) -> Snapshot:
    """Copy a store into a new file under the same key, and open and check the copy. Raises a StoreError.

    Others may write meanwhile: the copy is the store at the moment when it was begun.
    """
    with store.reading() as connection:
        there = describe(connection)
        copy_file(connection, target, key, told=told)
    with open_store(target, key) as copy:
        here = check_copy(copy)
    # What was open in WAL mode leaves files beside it; closed, all is in the one file.
    if here != there:
        raise StoreDamaged("the copy of the record store is not like the store", hint="check the disk, then try again")
    return here


def check_copy(copy: Store) -> Snapshot:
    """Check all of a store: its pages, its references and its audit chains. Raises StoreDamaged."""
    with copy.reading() as connection:
        check_pages(connection)
        check_references(connection)
        return describe(connection)


def describe(connection: Connection) -> Snapshot:
    """Count the rows of every table, and check the audit chains. A broken one is one more reason to keep a copy."""
    chains = {
        each.authority: ChainEnd(entries=each.entries, head=each.head, broken_at=each.broken_at)
        for each in verify_chain(connection)
    }
    rows = {each.name: connection.scalar(select(func.count()).select_from(each)) or 0 for each in IN_ORDER}
    return Snapshot(rows=rows, chains=chains)


def chain_since(connection: Connection, authority: str, end: ChainEnd) -> Chain:
    """Check a chain against its end as it was in a copy: how long it has grown, or that it is another one now."""
    known = Head(authority=authority, entries=end.entries, hash=end.head)
    chains = verify_chain(connection, known_heads=[known] if end.entries else [])
    empty = Chain(authority=authority, entries=0, head=end.head, broken_at=None)
    return next((each for each in chains if each.authority == authority), empty)
