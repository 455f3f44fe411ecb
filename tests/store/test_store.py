"""Opening, creating and migrating a store, its transactions, and what it says when something is wrong."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, event, func, insert, select, text

from lado_kit.casework.matching import row_keys
from lado_kit.casework.sameness import digest_of
from lado_kit.errors import (
    Misuse,
    StoreBusy,
    StoreDamaged,
    StoreError,
    StoreExists,
    StoreFull,
    StoreKeyWrong,
    StoreMissing,
    StoreReadOnly,
    StoreRuleBroken,
    StoreTooNew,
)
from lado_kit.store import Store, create_store, migrations, open_store
from lado_kit.store.duplicates import cases_with_digest
from lado_kit.store.queries import find_case
from lado_kit.store.runs import read_ledger
from lado_kit.store.sqlcipher import build_engine
from lado_kit.store.tables import audit_entry, case_record, metadata
from tests.intake.builders import AUTHORITY, STRANGER, a_submission, run_import, save

from .conftest import Place

KEY = bytes(range(32))
ANOTHER_KEY = bytes(32)
NOW = datetime(2026, 5, 3, 14, 5, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    create_store(tmp_path / "records.db", KEY).close()
    return tmp_path / "records.db"


def a_case(number: int = 1, **changes: Any) -> dict[str, Any]:
    fields = {
        "id": UUID(int=number),
        "authority": "sandwell",
        "reference": f"2026-{number:04}",
        "state": "new",
        "opened_at": NOW,
    }
    return fields | changes


def count_cases(store: Store) -> int:
    with store.reading() as connection:
        return connection.scalar(select(func.count()).select_from(case_record)) or 0


def test_what_is_written_is_there_when_the_store_is_opened_again(place: Place) -> None:
    with place.open() as store, store.writing() as connection:
        connection.execute(insert(case_record), a_case())

    with place.open() as store, store.reading() as connection:
        (row,) = connection.execute(select(case_record)).mappings()

    assert dict(row) == a_case()


def test_the_file_is_encrypted_and_its_owners_alone(file: Path) -> None:
    assert not file.read_bytes().startswith(b"SQLite format 3")
    assert file.stat().st_mode & 0o077 == 0


def test_an_instant_comes_back_in_utc_and_one_without_zone_is_refused(place: Place) -> None:
    summer = datetime(2026, 7, 1, 9, 30, tzinfo=timezone(timedelta(hours=1)))
    with place.open() as store:
        with store.writing() as connection:
            connection.execute(insert(case_record), a_case(opened_at=summer))
        with store.reading() as connection:
            stored = connection.scalar(select(case_record.c.opened_at))
        with pytest.raises(Exception, match="time zone"), store.writing() as connection:
            connection.execute(insert(case_record), a_case(2, opened_at=datetime(2026, 1, 1)))  # noqa: DTZ001

    assert stored == summer
    assert stored is not None and stored.utcoffset() == timedelta(0)


def test_a_connection_is_set_up_as_promised(file: Path) -> None:
    promised = {
        "journal_mode": "wal",
        "synchronous": "2",
        "foreign_keys": "1",
        "recursive_triggers": "1",
        "trusted_schema": "0",
        "cell_size_check": "1",
        "temp_store": "2",
        "cipher_page_size": "4096",
    }

    with open_store(file, KEY) as store, store.reading() as connection:
        found = {name: str(connection.execute(text(f"PRAGMA {name}")).scalar()) for name in promised}

    assert found == promised


def test_another_key_is_refused_in_one_sentence(file: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(StoreKeyWrong, match="the key does not open the record store"):
        open_store(file, ANOTHER_KEY)

    assert capfd.readouterr() == ("", "")


def test_the_key_shows_nowhere(file: Path) -> None:
    with open_store(file, KEY) as store, store.reading() as connection:
        shown = "".join(
            (repr(store), str(store.engine.url), repr(store.engine), repr(store.engine.pool), repr(connection))
        )

    assert KEY.hex() not in shown
    assert repr(KEY) not in shown


@pytest.mark.parametrize("key", [b"", bytes(31), bytes(33)])
def test_a_key_of_another_length_is_refused(tmp_path: Path, key: bytes) -> None:
    with pytest.raises(Misuse, match="32 bytes"):
        create_store(tmp_path / "records.db", key)

    assert not (tmp_path / "records.db").exists()


def test_a_store_that_is_not_there_is_not_made_by_opening(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing):
        open_store(tmp_path / "records.db", KEY)

    assert list(tmp_path.iterdir()) == []


def test_creating_never_touches_what_is_there(file: Path) -> None:
    before = file.read_bytes()

    with pytest.raises(StoreExists):
        create_store(file, KEY)

    assert file.read_bytes() == before


def test_a_store_cannot_be_made_in_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreReadOnly, match="cannot be made"):
        create_store(tmp_path / "nowhere" / "records.db", KEY)


def test_an_empty_file_is_no_store(tmp_path: Path) -> None:
    """SQLCipher would take any key for it."""
    (tmp_path / "records.db").touch()

    with pytest.raises(StoreDamaged, match="is empty"):
        open_store(tmp_path / "records.db", KEY)


def test_a_damaged_page_is_noticed(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[3 * 4096 + 100] ^= 1
    file.write_bytes(content)

    with pytest.raises(StoreError), open_store(file, KEY) as store, store.reading() as connection:
        for table in metadata.sorted_tables:
            connection.execute(select(table)).all()
        connection.execute(text("PRAGMA integrity_check")).all()


def test_a_block_that_fails_leaves_nothing(place: Place) -> None:
    with place.open() as store:
        with pytest.raises(ZeroDivisionError), store.writing() as connection:
            connection.execute(insert(case_record), a_case())
            raise ZeroDivisionError

        assert count_cases(store) == 0


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"state": "sleeping"}, id="an unknown state"),
        pytest.param({"authority": None}, id="no authority"),
        pytest.param({"reference": "2026-0001"}, id="a reference given away"),
    ],
)
def test_the_tables_hold_their_own_rules(place: Place, changes: dict[str, Any]) -> None:
    with place.open() as store:
        with store.writing() as connection:
            connection.execute(insert(case_record), a_case())
        with pytest.raises(StoreRuleBroken) as refused, store.writing() as connection:
            connection.execute(insert(case_record), a_case(2, **changes))

        assert count_cases(store) == 1
        assert "sleeping" not in str(refused.value)


def test_an_audit_entry_can_be_neither_changed_nor_removed_nor_replaced(file: Path) -> None:
    entry = {
        "authority": "sandwell", "sequence": 1, "at": NOW, "actor": "duty-1", "action": "read", "subject": "2026-0001",
        "detail": {}, "previous_hash": "0" * 64, "hash": "1" * 64,
    }  # fmt: skip
    with open_store(file, KEY) as store:
        with store.writing() as connection:
            connection.execute(insert(audit_entry), entry)
        for change in (
            audit_entry.update().values(actor="nobody"),
            audit_entry.delete(),
            insert(audit_entry).prefix_with("OR REPLACE").values(**entry | {"actor": "nobody"}),
        ):
            with pytest.raises(StoreError), store.writing() as connection:
                connection.execute(change)
        with store.reading() as connection:
            assert connection.scalars(select(audit_entry.c.actor)).all() == ["duty-1"]


def on_every_connection(store: Store, statement: str) -> None:
    store.engine.dispose()
    event.listen(store.engine, "connect", lambda connection, _record: connection.execute(statement))


@pytest.mark.parametrize(
    ("statement", "error", "sentence"),
    [
        ("PRAGMA query_only = ON", StoreReadOnly, "cannot be written to"),
        ("PRAGMA max_page_count = 1", StoreFull, "the disk is full"),
    ],
)
def test_a_store_that_cannot_be_written_says_so_and_is_unchanged(
    file: Path, statement: str, error: type[StoreError], sentence: str
) -> None:
    with open_store(file, KEY) as store:
        on_every_connection(store, statement)
        with pytest.raises(error, match=sentence) as refused, store.writing() as connection:
            connection.execute(insert(case_record), [a_case(number) for number in range(1, 400)])

        assert refused.value.hint
        assert count_cases(store) == 0


def test_a_store_held_by_another_program_says_so(file: Path) -> None:
    with open_store(file, KEY) as one, open_store(file, KEY) as other, one.writing():
        on_every_connection(other, "PRAGMA busy_timeout = 10")
        with pytest.raises(StoreBusy, match="another program"), other.writing():
            pass


def test_reading_goes_on_while_another_writes(place: Place) -> None:
    with place.open() as one, place.open() as other, one.writing() as connection:
        connection.execute(insert(case_record), a_case())
        assert count_cases(other) == 0


def test_the_newest_revision_is_the_one_alembic_finds() -> None:
    assert ScriptDirectory(str(migrations.FOLDER)).get_heads() == [migrations.HEAD]


def schema_of(connection: Connection) -> dict[str, list[str]]:
    """Every table and index with the parts of its definition, in an order and with quotes of no meaning."""
    made = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")).all()
    return {
        name: sorted(re.sub(r"\s+", " ", line).replace('"', "").strip().rstrip(",") for line in sql.splitlines())
        for name, sql in made
        if name != "alembic_version" and "TRIGGER" not in sql
    }


def test_a_migrated_store_has_exactly_the_tables_of_the_code(file: Path) -> None:
    made_at_once = create_engine("sqlite://")
    with made_at_once.connect() as connection:
        metadata.create_all(connection)
        expected = schema_of(connection)
    made_at_once.dispose()

    with open_store(file, KEY) as store, store.reading() as connection:
        assert schema_of(connection) == expected
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_records_of_an_earlier_release_are_all_there_after_the_migration(tmp_path: Path) -> None:
    file = tmp_path / "records.db"
    number, sha256 = UUID(int=7), "a" * 64
    engine = build_engine(file, KEY)
    with engine.connect() as connection, connection.begin():
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(migrations.FOLDER))
        command.upgrade(config, "0002")
        values = {"id": number, "sha256": sha256, "now": NOW.replace(tzinfo=None)}
        for statement in (
            "INSERT INTO case_record VALUES (:id, 'sandwell', '2026-0001', 'new', :now)",
            "INSERT INTO envelope VALUES (:id, 'sandwell', :sha256, 'the receipt', 9)",
            "INSERT INTO submission VALUES (:id, 'sandwell', :id, :id, 'referral', 1, :sha256, '2026.1', 1,"
            " :now, :now, 'duty-1', '{}', :sha256)",
            "INSERT INTO adult (id, authority, submission_id, family_name) VALUES (:id, 'sandwell', :id, 'Larkmoss')",
            "INSERT INTO engagement (id, authority, adult_id, role) VALUES (:id, 'sandwell', :id, 'Coach')",
            "INSERT INTO allegation (id, authority, submission_id, summary) VALUES (:id, 'sandwell', :id, 'A push')",
        ):
            connection.execute(text(statement), {**values, "id": number.hex})
    engine.dispose()

    with open_store(file, KEY) as store, store.reading() as connection:
        case = find_case(connection, "2026-0001")
        held = connection.scalars(text("PRAGMA foreign_keys")).one()
        ledger = read_ledger(connection, "sandwell")
        landed = {"adult": [{"family_name": "Larkmoss"}], "allegation": [{"summary": "a push."}]}
        twins = cases_with_digest(connection, "sandwell", [digest_of(landed) or ""])

    assert [(run.kind, run.counts["imported"]) for run in ledger.runs] == [("earlier", 1)]
    assert ledger.balances
    assert [twin.reference for twin in twins.values()] == ["2026-0001"]
    assert case.adult and case.adult["family_name"] == "Larkmoss"
    assert case.engagement and case.engagement["role"] == "Coach"
    assert held == 1


def test_the_books_of_a_release_that_did_not_count_what_it_kept_say_so_and_hold_what_they_can(tmp_path: Path) -> None:
    engine = build_engine(tmp_path / "records.db", KEY)
    before = (NOW - timedelta(days=1)).replace(tzinfo=None).isoformat(" ")
    with engine.connect() as connection, connection.begin():
        config = Config(attributes={"connection": connection, "digest_of": digest_of, "keys_of": row_keys})
        config.set_main_option("script_location", str(migrations.FOLDER))
        command.upgrade(config, "0014")
        run = f"INSERT INTO import_run VALUES (:id, :of, 'import', 'duty-1', '{before}', 1, 5, 0, 0, 0, 5, 0)"
        held = (
            "INSERT INTO quarantine VALUES (:id, :of, :sha256, :id, NULL, 1, 'a', 'file', 'damaged', '[]', '[]', NULL,"
            f" NULL, '{before}', '{before}', 3, 'held', NULL, NULL, NULL)"
        )
        connection.execute(text(run), {"id": UUID(int=1).hex, "of": AUTHORITY})
        for number in range(2):
            values = {"id": UUID(int=number).hex, "sha256": f"{number:064}", "of": AUTHORITY}
            connection.execute(text(held), values)
    engine.dispose()

    with open_store(tmp_path / "records.db", KEY) as store:
        run_import(store, save(tmp_path, "1.txt", a_submission(to=STRANGER)))
        with store.reading() as connection:
            ledger = read_ledger(connection, AUTHORITY)

    assert ledger.balances and [run.kept for run in ledger.runs] == [1, None]
    assert [(each.says[:40], each.books, each.store) for each in ledger.checks][2:] == [
        ("every submission released is in the stor", 0, 0),
        ("everything kept in quarantine is there", 1, 1),
        ("an earlier version of lado did not count", 5, 2),
    ]


def test_a_store_of_a_newer_release_is_refused(file: Path) -> None:
    with open_store(file, KEY) as store, store.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(StoreTooNew, match="newer release"):
        open_store(file, KEY)


def a_store_without_tables(file: Path) -> None:
    engine = build_engine(file, KEY)
    with engine.connect() as connection, connection.begin():
        connection.execute(text("CREATE TABLE scratch (a)"))
        connection.execute(text("DROP TABLE scratch"))
    engine.dispose()


def test_a_store_whose_creation_was_interrupted_is_completed_on_opening(tmp_path: Path) -> None:
    a_store_without_tables(tmp_path / "records.db")

    with open_store(tmp_path / "records.db", KEY) as store:
        assert count_cases(store) == 0


def test_a_migration_that_fails_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "records.db"
    a_store_without_tables(file)
    engine = build_engine(file, KEY)
    with engine.connect() as connection, connection.begin():
        connection.execute(text("CREATE TABLE submission (in_the_way)"))

    with pytest.raises(StoreError):
        open_store(file, KEY)

    with engine.connect() as connection, connection.begin():
        assert connection.scalars(text("SELECT name FROM sqlite_master")).all() == ["submission"]
    engine.dispose()


def test_reading_the_inbox_loads_neither_alembic_nor_the_orm_nor_the_forms(file: Path) -> None:
    """Each would cost every command more than the question does."""
    program = (
        "import sys; from pathlib import Path; from lado_kit.store import open_store, queries\n"
        f"with open_store(Path({str(file)!r}), bytes(range(32))) as store, store.reading() as connection:\n"
        "    assert queries.inbox(connection) == ()\n"
        "heavy = {'alembic', 'sqlalchemy.orm', 'marshmallow', 'lado_site.forms', 'cryptography', 'flask'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )

    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=os.environ)

    assert ran.stdout == "[]\n"
