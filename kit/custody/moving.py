"""Moving a home's records between the file and a server, and telling the home that its server is reached otherwise.

Both stores are locked while everything is copied, counted and hashed on both sides. Then one file, put into its place
in one step, says where the records are from now on; before that nothing has changed for anybody, whatever happens.
The store that is left ends with an entry that refuses any further one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from ..errors import Misuse, Refused, StoreDamaged, StoreError, StoreExists
from ..home import Home
from ..store import Store, create_store, open_server_store
from ..store.audit import MOVED_AWAY, Happening, append, entries_about
from ..store.copying import Contents, contents, copy_rows, count_entries, count_rows, other_authorities
from ..store.server import Server
from .opening import keep_server, open_home_store, read_server
from .unlocking import unlock

MOVED_HERE = "moved-here"
STORE = "store"
"""What the audit chain calls the record store where an entry is about that."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Moved:
    """Where the records are now, what each table has of them, and the file that is left behind, if any.

    ``is_closed`` is whether the store they left knows it, and refuses whoever still has it open.
    """

    place: str
    tables: Mapping[str, Contents]
    is_closed: bool
    left: Path | None


def describe(home: Home, *, passphrase: str, officer: str = "") -> dict[str, Any]:
    """Say where the records are, how they are protected, and how many rows each table has. Raises a KitError."""
    unlocked = unlock(home, passphrase, officer)
    server = read_server(home, unlocked.store_key) if home.is_on_server else None
    with open_home_store(home, unlocked.store_key) as store, store.reading() as connection:
        rows = dict(count_rows(connection, home.authority))
    return {
        "kind": "server" if server else "file",
        "place": server.address if server else str(home.store_file),
        "on_the_way": _ON_THE_WAY[server.tls] if server else _ON_THE_WAY[""],
        "at_rest": "in clear for whoever runs the server" if server else "encrypted with the key in keys/store.age",
        "tables": rows,
    }


_ON_THE_WAY = {
    "": "never outside this PC",
    "prefer": "never outside this PC",
    "verify-full": "encrypted, and the server proves that it is the right one",
    "disable": "in clear: everybody on the network can read them",
}


def move_to_server(home: Home, server: Server, *, passphrase: str, officer: str = "", now: datetime) -> Moved:
    """Copy the records to a server and work with those from now on. The file stays. Raises a KitError."""
    if home.is_on_server:
        raise Refused(
            "the records are on a server already",
            hint="lado store connect says that it has another address or password; else move them to the file first",
        )
    unlocked = unlock(home, passphrase, officer)
    with open_home_store(home, unlocked.store_key) as source, open_server_store(server, home.authority) as target:
        tables, is_closed = _move(
            source,
            target,
            authority=home.authority,
            actor=unlocked.officer,
            now=now,
            switch=lambda: keep_server(home, server, unlocked.store_key),
        )
    return Moved(place=server.address, tables=tables, is_closed=is_closed, left=home.store_file)


def move_to_file(home: Home, *, passphrase: str, officer: str = "", now: datetime) -> Moved:
    """Copy the records into a new file in the home and work with those from now on. Raises a KitError.

    What the server has stays there, until its owner removes it.
    """
    if not home.is_on_server:
        raise Refused("the records are in the file already", hint="lado store show says where they are")
    unlocked = unlock(home, passphrase, officer)
    beside = home.store_file.with_name("records-moving.db")
    _remove(beside)
    try:
        with open_home_store(home, unlocked.store_key) as source:
            target = create_store(beside, unlocked.store_key)

            def switch() -> None:
                target.close()
                _set_aside(home.store_file, now)
                beside.replace(home.store_file)
                home.server_file.unlink()

            with target:
                tables, is_closed = _move(
                    source, target, authority=home.authority, actor=unlocked.officer, now=now, switch=switch
                )
    finally:
        _remove(beside)
    return Moved(place=str(home.store_file), tables=tables, is_closed=is_closed, left=None)


def connect_server(home: Home, server: Server, *, passphrase: str, officer: str = "") -> None:
    """Keep that the server of the records has another address, user or password. Raises a KitError.

    Nothing is copied: what is there must be records of this authority.
    """
    if not home.is_on_server:
        raise Misuse(
            "the records are in the home's own file", hint="move them with lado store migrate --to postgresql://…"
        )
    unlocked = unlock(home, passphrase, officer)
    with open_server_store(server, home.authority) as store, store.reading() as connection:
        if not count_entries(connection, home.authority):
            raise Refused(
                f"there are no records of {home.authority} at this address",
                hint="give the address of the server that the records are on",
            )
    keep_server(home, server, unlocked.store_key)


def _move(
    source: Store, target: Store, *, authority: str, actor: str, now: datetime, switch: Callable[[], None]
) -> tuple[Mapping[str, Contents], bool]:
    tables: Mapping[str, Contents] | None = None
    try:
        with source.writing() as here:
            copied = _copy(here, target, authority=authority, actor=actor, now=now)
            switch()
            tables = copied
            append(here, [Happening(action=MOVED_AWAY, subject=STORE)], authority=authority, actor=actor, now=now)
    except StoreError:
        if tables is None:
            raise
        return tables, False  # they have moved, whatever the old store says to it
    return tables, True


def _copy(here: Connection, target: Store, *, authority: str, actor: str, now: datetime) -> Mapping[str, Contents]:
    """Copy everything and prove it, or find that an interrupted move has done so."""
    others = other_authorities(here, authority)
    if others:
        raise Refused(
            f"the record store has records of {', '.join(others)} too, which would be left behind",
            hint="move only stores that hold one authority",
        )
    before = contents(here, authority)
    entries = before["audit_entry"].rows
    with target.writing() as there:
        if any(count_rows(there, authority).values()):
            if contents(there, authority, entries=entries) != before or not _was_copied(there, authority, entries):
                raise StoreExists(
                    f"there are other records of {authority} already where these should go",
                    hint="take an empty database; docs/store.md says how to remove what an earlier move left",
                )
            return before
        copy_rows(here, there, authority)
        after = contents(there, authority)
        if after != before:
            raise StoreDamaged(
                "the copy is not the same as the records that were copied",
                hint="nothing was changed; try again, and report this as a fault of the kit",
            )
        happening = Happening(action=MOVED_HERE, subject=STORE, detail={"entries": entries})
        append(there, [happening], authority=authority, actor=actor, now=now)
    return after


def _was_copied(connection: Connection, authority: str, entries: int) -> bool:
    """Tell whether a move was interrupted after its copy was whole: nothing but its own entry has been added."""
    if count_entries(connection, authority) != entries + 1:
        return False
    last = entries_about(connection, authority=authority, reference=STORE)[-1]
    return last.action == MOVED_HERE and last.sequence == entries + 1


def _set_aside(file: Path, now: datetime) -> None:
    """Give a file that the records have left another name, with what SQLite keeps beside it."""
    number = 1
    while (aside := file.with_name(f"records-left-{now:%Y-%m-%d}-{number}.db")).exists():
        number += 1
    for ending in ("-wal", "-shm", ""):
        with suppress(FileNotFoundError):
            file.with_name(file.name + ending).replace(aside.with_name(aside.name + ending))


def _remove(file: Path) -> None:
    for ending in ("-wal", "-shm", "-journal", ""):
        file.with_name(file.name + ending).unlink(missing_ok=True)
