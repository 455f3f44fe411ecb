"""What docs/store.md promises when something is wrong: a killed migration, an older program, and a damaged page."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, event, text

from lado_kit.errors import StoreDamaged, StoreError, StoreTooNew
from lado_kit.store import migrations, open_store
from lado_kit.store.queries import find_case
from lado_kit.store.snapshot import take_snapshot
from lado_kit.store.sqlcipher import build_engine, check_pages
from tests.intake.builders import KEY

OLD = "0002"
PAGE = 4096
KILLED = 7


@dataclass(frozen=True, kw_only=True)
class OldStore:
    """A store of an earlier release with one case, and how many statements bring it up to date."""

    file: Path
    statements: int


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> OldStore:
    file = tmp_path_factory.mktemp("old") / "records.db"
    engine = build_engine(file, KEY)
    with engine.connect() as connection, connection.begin():
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(migrations.FOLDER))
        command.upgrade(config, OLD)
        values = {"id": UUID(int=7).hex, "sha256": "a" * 64, "now": "2026-05-03 14:05:00.000000"}
        for statement in (
            "INSERT INTO case_record VALUES (:id, 'sandwell', '2026-0001', 'new', :now)",
            "INSERT INTO envelope VALUES (:id, 'sandwell', :sha256, 'the receipt', 9)",
            "INSERT INTO submission VALUES (:id, 'sandwell', :id, :id, 'referral', 1, :sha256, '2026.1', 1,"
            " :now, :now, 'duty-1', '{}', :sha256)",
            "INSERT INTO adult (id, authority, submission_id, family_name) VALUES (:id, 'sandwell', :id, 'Larkmoss')",
        ):
            connection.execute(text(statement), values)
    engine.dispose()
    copy = Path(shutil.copy(file, file.with_name("copy.db")))
    with counting() as counted:
        open_store(copy, KEY).close()
    return OldStore(file=file, statements=counted[0])


@contextmanager
def counting(most: int | None = None) -> Iterator[list[int]]:
    """Count every statement of every engine; with ``most`` end this process the hard way before one more."""
    counted = [0]

    def count(*_: object) -> None:
        if counted[0] == most:
            os._exit(KILLED)
        counted[0] += 1

    event.listen(Engine, "before_cursor_execute", count)
    yield counted
    event.remove(Engine, "before_cursor_execute", count)


@pytest.fixture
def store_file(old: OldStore, tmp_path: Path) -> Path:
    """A copy of the old store."""
    return Path(shutil.copy(old.file, tmp_path / "records.db"))


def revision(file: Path) -> str:
    engine = build_engine(file, KEY)
    with engine.connect() as connection:
        found = connection.scalars(text("SELECT version_num FROM alembic_version")).one()
    engine.dispose()
    return str(found)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is forked to be killed")
@pytest.mark.parametrize("part", [0.1, 0.5, 1.0])
def test_a_migration_that_is_killed_has_done_nothing_and_is_done_on_the_next_opening(
    old: OldStore, store_file: Path, part: float
) -> None:
    child = os.fork()
    if not child:
        with counting(most=int(old.statements * part) - 1):
            open_store(store_file, KEY)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == KILLED
    assert revision(store_file) == OLD

    with open_store(store_file, KEY) as store, store.reading() as connection:
        case = find_case(connection, "2026-0001")
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    assert case.adult and case.adult["family_name"] == "Larkmoss"
    assert revision(store_file) == migrations.HEAD


def test_an_older_program_leaves_a_newer_store_as_it_is(store_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_store(store_file, KEY).close()
    before = hashlib.sha256(store_file.read_bytes()).hexdigest()
    with monkeypatch.context() as older:
        older.setattr(migrations, "HEAD", OLD)
        with pytest.raises(StoreTooNew) as refused:
            open_store(store_file, KEY)

    assert refused.value.hint == "install the newest release"
    assert hashlib.sha256(store_file.read_bytes()).hexdigest() == before
    with open_store(store_file, KEY) as store, store.reading() as connection:
        assert find_case(connection, "2026-0001").reference == "2026-0001"


def test_a_backup_checks_every_page_also_one_that_nobody_reads(store_file: Path, tmp_path: Path) -> None:
    open_store(store_file, KEY).close()
    whole = store_file.read_bytes()
    unread = [
        content for page in range(10, len(whole) // PAGE, 10) if reads_on(store_file, content := flipped(whole, page))
    ]
    assert unread, "the store is so small that every page was read"

    store_file.write_bytes(unread[-1])
    with open_store(store_file, KEY) as store, pytest.raises(StoreDamaged) as refused:
        take_snapshot(store, tmp_path / "copy.db", KEY)
    assert "backup" in refused.value.hint


def test_damage_is_told_with_the_file_its_pages_and_the_way_back(store_file: Path, tmp_path: Path) -> None:
    """Whoever looks for the cause, and whoever restores, has to know which file, and whether it is one page or half."""
    open_store(store_file, KEY).close()
    (tmp_path / "store").mkdir()
    file = store_file.rename(tmp_path / "store" / "records.db")
    whole = file.read_bytes()
    unused = [page for page in range(10, len(whole) // PAGE, 10) if reads_on(file, flipped(whole, page))][-1]

    file.write_bytes(flipped(whole, unused))
    with open_store(file, KEY) as store, store.reading() as connection, pytest.raises(StoreDamaged) as checked:
        check_pages(connection)
    with open_store(file, KEY) as store, pytest.raises(StoreDamaged) as copied:
        take_snapshot(store, tmp_path / "copy.db", KEY)
    file.write_bytes(flipped(whole, *range(1, len(whole) // PAGE)))
    with pytest.raises(StoreDamaged) as opened:
        open_store(file, KEY)

    said = f"the record store is damaged: page {unused + 1} of store/records.db"
    assert checked.value.message == copied.value.message == said
    many = f"pages 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and {len(whole) // PAGE - 11} more of store/records.db"
    assert opened.value.message == f"the record store is damaged: {many}"
    for each in (checked, copied, opened):
        assert each.value.hint == (
            "stop working with it, and restore the backup with lado restore; docs/store.md says how"
        )


def flipped(content: bytes, *pages: int) -> bytes:
    """Return a file in which a bit of each of these pages is another one."""
    changed = bytearray(content)
    for page in pages:
        changed[page * PAGE] ^= 4
    return bytes(changed)


def reads_on(file: Path, content: bytes) -> bool:
    """Tell whether a store opens and lists its cases."""
    file.write_bytes(content)
    try:
        with open_store(file, KEY) as store, store.reading() as connection:
            return find_case(connection, "2026-0001").reference == "2026-0001"
    except StoreError:
        return False
