"""Creating, opening and migrating a record store, and its transactions."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from sqlalchemy import Connection, Engine, column, inspect, select, table
from sqlalchemy.exc import DBAPIError

from ..errors import Misuse, StoreDamaged, StoreExists, StoreMissing, StoreReadOnly, StoreTooNew
from . import migrations
from .sqlcipher import KEY_SIZE, as_store_error, build_engine, check_references

_version = table("alembic_version", column("version_num"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Store:
    """An open record store. Close it, or use it in a ``with``."""

    path: Path
    engine: Engine = field(repr=False)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees the store as it is now, whatever others write. Raises StoreError."""
        with _errors_in_words(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection whose changes are kept together when the block ends well. Raises StoreError.

        It holds the one write lock from its first moment: what it reads stays true until it ends.
        """
        with (
            _errors_in_words(),
            self.engine.connect().execution_options(writes=True) as connection,
            connection.begin(),
        ):
            yield connection

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def create_store(path: Path, key: bytes) -> Store:
    """Make a new record store, encrypted with a random key of 32 bytes, readable by its owner only.

    Raises StoreExists, or another StoreError.
    """
    _check_key(key)
    try:
        # SQLite gives its -wal and -shm files the permissions of this one.
        os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        raise StoreExists(
            f"{path} exists already", hint="open the store that is there, or choose another place"
        ) from None
    except OSError as error:
        raise StoreReadOnly(
            f"{path} cannot be made: {error.strerror}", hint="check that the folder exists and that you may write in it"
        ) from None
    return _up_to_date(Store(path=path, engine=build_engine(path, key)))


def open_store(path: Path, key: bytes) -> Store:
    """Open a record store, and bring one of an older release up to date.

    Raises StoreMissing, StoreKeyWrong, StoreTooNew, or another StoreError.
    """
    _check_key(key)
    if not path.is_file():
        raise StoreMissing(
            f"there is no record store at {path}", hint="run lado init, or give the home folder with --home"
        )
    if path.stat().st_size == 0:
        # Any key would "open" an empty file, and make a new store of it.
        raise StoreDamaged(
            f"{path} is empty", hint="restore the store from its backup; if it was never used, remove the file"
        )
    return _up_to_date(Store(path=path, engine=build_engine(path, key)))


def _up_to_date(store: Store) -> Store:
    try:
        with store.reading() as connection:
            revision = _revision(connection)
        if revision > migrations.HEAD:
            raise StoreTooNew(
                "the record store was written by a newer release of the kit", hint="install the newest release"
            )
        if revision < migrations.HEAD:
            _migrate(store)
    except BaseException:
        store.close()
        raise
    return store


def _migrate(store: Store) -> None:
    with (
        _errors_in_words(),
        store.engine.connect().execution_options(writes=True, migrates=True) as connection,
        connection.begin(),
    ):
        # Another program may have been faster.
        if _revision(connection) < migrations.HEAD:
            migrations.upgrade(connection)
            check_references(connection)
    store.engine.dispose()  # the connection that did it holds no references any more


def _revision(connection: Connection) -> str:
    """Return the revision the store is at, "" for none. They are numbered, so their order is that of their text."""
    if not inspect(connection).has_table(_version.name):
        return ""
    return connection.scalar(select(_version.c.version_num)) or ""


def _check_key(key: bytes) -> None:
    if len(key) != KEY_SIZE:
        raise Misuse(
            f"the key of a record store has {KEY_SIZE} bytes, not {len(key)}", hint="use the store's own key file"
        )


@contextmanager
def _errors_in_words() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise as_store_error(error) from None
