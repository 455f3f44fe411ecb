"""Creating, opening and migrating a record store, and its transactions."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, column, inspect, select, table
from sqlalchemy.exc import DBAPIError

from ..errors import Excluded, Misuse, StoreDamaged, StoreError, StoreExists, StoreMissing, StoreReadOnly, StoreTooNew
from . import migrations
from .sqlcipher import KEY_SIZE, as_store_error, build_engine, check_references

if TYPE_CHECKING:
    from .server import Server

_version = table("alembic_version", column("version_num"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Store:
    """An open record store: the file at ``path``, or a database on a server. Close it, or use it in a ``with``.

    ``reader`` is who works with it, "" for nobody in particular: cases that they are excluded from stay shut to them.
    """

    path: Path | None = None
    engine: Engine = field(repr=False)
    reader: str = ""

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees the store as it is now, whatever others write. Raises StoreError."""
        with (
            self._noting_refusals(),
            _errors_in_words(self.engine),
            self.engine.connect().execution_options(reader=self.reader) as connection,
            connection.begin(),
        ):
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection whose changes are kept together when the block ends well. Raises StoreError.

        It holds the one write lock, on a server that of its authority, from its first moment: what it reads stays true
        until it ends.
        """
        with (
            self._noting_refusals(),
            _errors_in_words(self.engine),
            self.engine.connect().execution_options(writes=True, reader=self.reader) as connection,
            connection.begin(),
        ):
            yield connection

    @contextmanager
    def _noting_refusals(self) -> Iterator[None]:
        """Note, once the transaction is over, that its reader tried to open a case that they are excluded from."""
        try:
            yield
        except Excluded as error:
            from .exclusions import note_refusal

            with self.writing() as connection:
                note_refusal(connection, error)
            raise

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
            f"there is no record store at {path}",
            hint="restore it from its backup with lado restore, or give the home folder with --home",
        )
    if path.stat().st_size == 0:
        # Any key would "open" an empty file, and make a new store of it.
        raise StoreDamaged(
            f"{path} is empty", hint="restore the store from its backup; if it was never used, remove the file"
        )
    return _up_to_date(Store(path=path, engine=build_engine(path, key)))


def open_server_store(server: Server, authority: str) -> Store:
    """Open an authority's part of a record store on a server. Raises StoreMissing, StoreTooNew, or another StoreError.

    One of an older release is brought up to date where the user owns its tables.
    """
    from . import postgres

    store = Store(engine=postgres.build_engine(server, authority=authority))
    try:
        with store.reading() as connection:
            if not _revision(connection):
                raise StoreMissing(
                    "there is no record store in this database yet",
                    hint="let the owner of the database run lado store prepare",
                )
        _up_to_date(store)
        with store.reading() as connection:
            postgres.check_is_held_apart(connection, authority=authority)
    except BaseException:
        store.close()
        raise
    return store


def prepare_server_store(owner: Server, *, user: str, authority: str) -> None:
    """Make the record store in a database, or bring it up to date, and let a user work with an authority's records.

    ``owner`` is how the owner of the database reaches it. Raises a StoreError.
    """
    from . import postgres

    with Store(engine=postgres.build_engine(owner, authority=authority)) as store:
        with store.reading() as connection:
            postgres.check_is_unicode(connection)
        _up_to_date(store)
        with _migrating(store) as connection:
            postgres.hold_apart(connection)
            postgres.admit(connection, user=user, authority=authority)


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
    with _migrating(store) as connection:
        # Another program may have been faster.
        if _revision(connection) < migrations.HEAD:
            with _in_the_open(store.engine, connection):
                migrations.upgrade(connection)
                _check_references(store.engine, connection)
    store.engine.dispose()  # the connection that did it holds no references any more


@contextmanager
def _migrating(store: Store) -> Iterator[Connection]:
    with (
        _errors_in_words(store.engine),
        store.engine.connect().execution_options(writes=True, migrates=True) as connection,
        connection.begin(),
    ):
        yield connection


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


def _in_the_open(engine: Engine, connection: Connection) -> AbstractContextManager[None]:
    """Let a migration see every authority's rows, where the database holds them apart."""
    if not _is_on_server(engine):
        return nullcontext()
    from .postgres import migrating

    return migrating(connection)


def _check_references(engine: Engine, connection: Connection) -> None:
    if not _is_on_server(engine):  # which never stops checking them
        check_references(connection)


@contextmanager
def _errors_in_words(engine: Engine) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise _in_words(engine, error) from None


def _in_words(engine: Engine, error: DBAPIError) -> StoreError:
    if _is_on_server(engine):
        from . import postgres

        return postgres.as_store_error(error)
    return as_store_error(error)


def _is_on_server(engine: Engine) -> bool:
    return engine.dialect.name == "postgresql"
