"""Everything that is SQLite's or SQLCipher's own: how a connection is opened, and what its errors mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2
from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from ..errors import StoreBusy, StoreDamaged, StoreError, StoreFull, StoreKeyWrong, StoreReadOnly, StoreRuleBroken
from .canonical import canonical

_driver: Any = sqlcipher3.dbapi2  # it has no types

KEY_SIZE = 32
BUSY_SECONDS = 30
"""How long to wait for another program's transaction, which takes about 0.2 s for 100 submissions."""

_CACHE_KIB = 20 * 1024
"""What a batch of the import writes, at most 16 MB, and beside it the pages that it looks things up in: those would
otherwise be read and decrypted anew for every batch.
"""

# After the key, and in this order: the layout must be known before the first page is read.
SETTINGS = (
    "PRAGMA cipher_compatibility = 4",  # a later SQLCipher with other defaults still finds its way
    "PRAGMA journal_mode = WAL",  # the first to read a page, so a wrong key shows here
    "PRAGMA synchronous = FULL",  # with WAL: what was acknowledged survives a power cut
    "PRAGMA foreign_keys = ON",
    "PRAGMA recursive_triggers = ON",  # else INSERT OR REPLACE would remove an audit entry unseen by the trigger
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA temp_store = MEMORY",  # nothing readable in the folder for temporary files
    f"PRAGMA cache_size = -{_CACHE_KIB}",
)

_PAGES_AT_ONCE = 1000

_CHECK_PAGES = "PRAGMA cipher_integrity_check"
_PAGE = re.compile(r"page (\d+)")
_MOST_PAGES_NAMED = 10

_COMPACTING_WAITS = 2
"""Seconds to wait for others before the file is left as large as it is."""

# To encrypt everything again: not in WAL, whose file would keep pages of the old key.
ALONE = (
    "PRAGMA cipher_compatibility = 4",
    "PRAGMA locking_mode = EXCLUSIVE",
    "PRAGMA journal_mode = DELETE",
    "PRAGMA synchronous = FULL",
    "PRAGMA temp_store = MEMORY",
)

# https://sqlite.org/rescode.html
_BUSY, _LOCKED, _READONLY, _IO_ERROR, _CORRUPT, _FULL, _CANNOT_OPEN, _CONSTRAINT, _NOT_A_DATABASE = (
    5, 6, 8, 10, 11, 13, 14, 19, 26,
)  # fmt: skip


def build_engine(path: Path, key: bytes) -> Engine:
    """Return the engine of a SQLCipher file. The key stays inside: it is in no URL, statement or ``repr``."""
    engine = create_engine(
        "sqlite://",
        creator=lambda: _connect(path, key, SETTINGS),
        module=_driver,
        poolclass=QueuePool,
        pool_use_lifo=True,  # what was written last is still in the pages that this connection keeps, and in no other's
        hide_parameters=True,  # answers stay out of every error
        json_serializer=canonical,
    )
    event.listen(engine, "begin", _begin)
    event.listen(engine, "handle_error", _telling_damage(path, key))
    return engine


def rekey_file(path: Path, key: bytes, following: bytes, *, when_alone: Callable[[], None]) -> None:
    """Encrypt a SQLCipher file again under another key, in one transaction. Raises a StoreError; it is then as before.

    Nobody else may use the file meanwhile; ``when_alone`` is called once that is so, before anything is changed.
    """
    try:
        connection = _connect(path, key, ALONE)
        try:
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")  # the lock stays
            when_alone()
            connection.reset_key(_password(following))
        finally:
            connection.close()
    except _driver.DatabaseError as error:
        raise _of_file(error, path, key) from None


def copy_file(
    connection: Connection, target: Path, key: bytes, *, told: Callable[[int, int], None] | None = None
) -> None:
    """Copy the store that a connection sees, page by page, into a new file under the same key. Raises a StoreError.

    What others write meanwhile is not in it. ``told`` is called with how many pages are copied, and of how many.
    """

    def tell(_: int, left: int, total: int) -> None:
        if told:
            told(total - left, total)

    source: Any = connection.connection.driver_connection
    try:
        copy = _connect(target, key, ALONE)
        try:
            source.backup(copy, pages=_PAGES_AT_ONCE, progress=tell)
        finally:
            copy.close()
    except _driver.DatabaseError as error:
        raise _of_file(error, _path_of(source), key) from None


def check_pages(connection: Connection) -> None:
    """Check that every page of the file is as it was written, and in order. Raises StoreDamaged."""
    altered = connection.exec_driver_sql(_CHECK_PAGES).scalars().all()
    in_order = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    if altered or in_order != "ok":
        raise _damaged(_path_of(connection.connection.driver_connection), altered)


def overwrite_what_is_removed(connection: Connection) -> None:
    """Have what this connection removes overwritten in its pages. A server has no such setting."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete = ON")


def compact(engine: Engine, *, anew: bool) -> bool:
    """Empty the log beside the file, and with ``anew`` write the file again without the room of what was removed.

    False while others are using it.
    """
    pooled = engine.raw_connection()
    connection: Any = pooled.driver_connection
    try:
        connection.execute(f"PRAGMA busy_timeout = {_COMPACTING_WAITS * 1000}")
        if anew:
            connection.execute("VACUUM")
        ((is_busy, _, _),) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except _driver.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in (_BUSY, _LOCKED):
            return False
        raise (_damaged(_path_of(connection), ()) if _tells_damage(error) else _in_words(error)) from None
    finally:
        connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
        pooled.close()
    return not is_busy


def _connect(path: Path, key: bytes, settings: Sequence[str]) -> Any:
    # No isolation level: the driver begins nothing by itself, ``_begin`` does.
    connection = _driver.connect(str(path), isolation_level=None, check_same_thread=False, timeout=BUSY_SECONDS)
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.set_key(_password(key))
        for setting in settings:
            connection.execute(setting)
    except _driver.DatabaseError as error:
        connection.close()
        if getattr(error, "sqlite_errorcode", 0) == _NOT_A_DATABASE:
            raise _key_wrong() from None
        raise
    return connection


def _password(key: bytes) -> str:
    return f"x'{key.hex()}'"  # this form is the key itself, without 256,000 rounds of stretching


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("migrates", False):
        # https://sqlite.org/lang_altertable.html#otheralter: a table that others refer to is made again without this,
        # which no transaction can switch.
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    # IMMEDIATE takes the write lock at once: a transaction that reads first and writes later could be refused then.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes", False) else "BEGIN")


def check_references(connection: Connection) -> None:
    """Check that every row that is referred to is there. Raises StoreDamaged."""
    if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise StoreDamaged(
            "an entry of the record store refers to one that is not there",
            hint="restore the store from its backup, then open it with this release",
        )


def as_store_error(error: DBAPIError) -> StoreError:
    """Say in a sentence what a database error means for the person. It never holds a value."""
    return _in_words(error.orig)


def _in_words(error: BaseException | None) -> StoreError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    match code:
        case _ if code == _FULL:
            return StoreFull(
                "the record store cannot grow: the disk is full", hint="make room on this disk, then do it again"
            )
        case _ if code in (_BUSY, _LOCKED):
            return StoreBusy(
                "another program is using the record store",
                hint="wait until the other import or backup has ended, then do it again",
            )
        case _ if code in (_READONLY, _CANNOT_OPEN):
            return StoreReadOnly(
                "the record store cannot be written to",
                hint="check that you may change files in its folder and that the disk is not write-protected",
            )
        case _ if code == _IO_ERROR:
            return StoreDamaged(
                "the disk reports an error while the record store is used",
                hint="free some space on the disk; if it happens again, check the disk and restore the backup",
            )
        case _ if code == _CONSTRAINT:
            return StoreRuleBroken(
                "the record store refused an entry that breaks one of its rules",
                hint="report this as a fault of the kit",
            )
    return StoreDamaged(
        f"the record store reports error {getattr(error, 'sqlite_errorname', 'without a number')}",
        hint="report this as a fault of the kit",
    )


def _tells_damage(error: BaseException) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (_CORRUPT, _NOT_A_DATABASE)


def _telling_damage(path: Path, key: bytes) -> Callable[[ExceptionContext], None]:
    """Return what says, in the place of an engine's error, which pages of its file are damaged."""
    find_once = cache(_find_altered)  # of 200 files that cannot be stored, each comes upon it

    def tell(context: ExceptionContext) -> None:
        if _tells_damage(context.original_exception):
            raise _damaged(path, find_once(path, key)) from None

    return tell


def _of_file(error: BaseException, path: Path, key: bytes) -> StoreError:
    return _damaged(path, _find_altered(path, key)) if _tells_damage(error) else _in_words(error)


def _find_altered(path: Path, key: bytes) -> tuple[str, ...]:
    """Look for the pages of a file that are not as they were written; a file may be too damaged to be looked at."""
    try:
        connection = _connect(path, key, SETTINGS[:1])
        try:
            return tuple(said for (said,) in connection.execute(_CHECK_PAGES))
        finally:
            connection.close()
    except _driver.DatabaseError:
        return ()


def _damaged(path: Path, altered: Sequence[str]) -> StoreDamaged:
    name = "/".join(path.parts[-2:])  # in a home: store/records.db
    pages = [found[1] for each in altered if (found := _PAGE.search(each))]
    named = ", ".join(pages[:_MOST_PAGES_NAMED])
    more = f" and {len(pages) - _MOST_PAGES_NAMED} more" if len(pages) > _MOST_PAGES_NAMED else ""
    which = f"page {named} of {name}" if len(pages) == 1 else f"pages {named}{more} of {name}" if pages else name
    return StoreDamaged(
        f"the record store is damaged: {which}",
        hint="stop working with it, and restore the backup with lado restore; docs/store.md says how",
    )


def _path_of(connection: Any) -> Path:
    return next(Path(path) for _, name, path in connection.execute("PRAGMA database_list") if name == "main")


def _key_wrong() -> StoreKeyWrong:
    return StoreKeyWrong(
        "the key does not open the record store",
        hint="use the key file that was made together with this store; if it is, restore the store from its backup",
    )
