"""What only a record store on a server has: authorities held apart, several writers, encryption, and what can fail."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, func, insert, select, text, update

from lado_kit.errors import (
    Misuse,
    StoreBusy,
    StoreError,
    StoreFull,
    StoreKeyWrong,
    StoreMissing,
    StoreReadOnly,
    StoreRuleBroken,
    StoreTooNew,
    StoreUnprotected,
    StoreUnreachable,
)
from lado_kit.store import Store, migrations, open_server_store, prepare_server_store
from lado_kit.store.audit import Happening, append, verify_chain
from lado_kit.store.postgres import build_engine
from lado_kit.store.queries import find_case
from lado_kit.store.server import Server, read_address, server_as_bytes, server_from_bytes
from lado_kit.store.tables import audit_entry, case_record, metadata, search_key
from tests.postgres import AUTHORITY, OWNER, PASSWORD, USER, PostgresServer

NOW = datetime(2026, 5, 3, 14, 5, tzinfo=UTC)
ELSEWHERE = "luton"


@pytest.fixture
def server(postgres: PostgresServer) -> Iterator[Server]:
    """How an empty store on the server is reached."""
    server = postgres.new_store()
    yield server
    postgres.take_back(server)


def a_case(number: int = 1, **changes: Any) -> dict[str, Any]:
    fields = {
        "id": UUID(int=number),
        "authority": AUTHORITY,
        "reference": f"2026-{number:04}",
        "state": "new",
        "opened_at": NOW,
    }
    return fields | changes


def references(store: Store) -> list[str]:
    with store.reading() as connection:
        return list(connection.scalars(select(case_record.c.reference).order_by(case_record.c.reference)))


def note(connection: Connection, *, authority: str = AUTHORITY) -> None:
    append(connection, [Happening(action="x", subject="y")], authority=authority, actor="duty-1", now=NOW)


def test_another_authoritys_rows_are_neither_seen_nor_changed_nor_added(
    postgres: PostgresServer, server: Server
) -> None:
    postgres.admit(server, ELSEWHERE)
    with open_server_store(server, ELSEWHERE) as there, there.writing() as connection:
        connection.execute(insert(case_record), a_case(2, authority=ELSEWHERE, reference="2026-0009"))

    with open_server_store(server, AUTHORITY) as here:
        with here.writing() as connection:
            connection.execute(insert(case_record), a_case())
            changed = connection.execute(update(case_record).values(opened_at=NOW))
            removed = connection.execute(case_record.delete().where(case_record.c.reference == "2026-0009"))
        with pytest.raises(StoreRuleBroken), here.writing() as connection:
            connection.execute(insert(case_record), a_case(3, authority=ELSEWHERE))
        with pytest.raises(StoreRuleBroken), here.writing() as connection:
            connection.execute(update(case_record).values(authority=ELSEWHERE))
        assert references(here) == ["2026-0001"]

    assert (changed.rowcount, removed.rowcount) == (1, 0)
    with open_server_store(server, ELSEWHERE) as there:
        assert references(there) == ["2026-0009"]


def test_every_table_is_held_apart_for_its_owner_too(postgres: PostgresServer, server: Server) -> None:
    held = postgres.sql(
        "SELECT relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid"
        " WHERE relrowsecurity AND relforcerowsecurity",
        database=server.database,
    )
    with open_server_store(server, AUTHORITY) as store, store.writing() as connection:
        connection.execute(insert(case_record), a_case())
    asked = "SELECT count(*) FROM case_record"

    assert {name for (name,) in held} == set(metadata.tables)
    for user in (OWNER, USER):
        assert postgres.sql(asked, database=server.database, user=user) == [(0,)], "without the name of an authority"
        own = [f"SET lado.authority = '{AUTHORITY}'", asked]
        assert postgres.sql(*own, database=server.database, user=user) == [(1 if user == USER else 0,)]


def test_a_user_who_is_not_admitted_to_an_authority_sees_nothing_of_it(
    postgres: PostgresServer, server: Server
) -> None:
    with pytest.raises(StoreMissing, match="may not work with records of luton"):
        open_server_store(server, ELSEWHERE)

    with pytest.raises(StoreReadOnly), open_server_store(server, AUTHORITY) as store, store.writing() as connection:
        connection.execute(text("INSERT INTO lado_user VALUES (current_user, 'luton')"))
    assert postgres.sql("SELECT * FROM lado_user", database=server.database) == [(USER, AUTHORITY)]


def test_somebody_above_the_rules_and_rules_that_are_off_are_refused(postgres: PostgresServer) -> None:
    server = postgres.new_store()
    postgres.sql("DROP ROLE IF EXISTS above", f"CREATE ROLE above LOGIN BYPASSRLS PASSWORD '{PASSWORD}'")
    postgres.sql("GRANT SELECT ON alembic_version TO above", database=server.database)

    with pytest.raises(StoreUnprotected, match="every authority"):
        open_server_store(replace(server, user="above"), AUTHORITY)
    postgres.sql("ALTER TABLE child NO FORCE ROW LEVEL SECURITY", database=server.database)
    with pytest.raises(StoreUnprotected, match="any more"):
        open_server_store(server, AUTHORITY)


def test_the_chain_holds_when_eight_write_at_once_and_no_one_is_refused(server: Server) -> None:
    with open_server_store(server, AUTHORITY) as store, ThreadPoolExecutor(max_workers=8) as workers:

        def work(_: int) -> None:
            for _ in range(5):
                with store.writing() as connection:
                    note(connection)

        list(workers.map(work, range(8)))
        with store.reading() as connection:
            (chain,) = verify_chain(connection)

    assert (chain.entries, chain.broken_at) == (40, None)


def test_who_waits_reads_what_was_written_meanwhile_and_readers_do_not_wait(server: Server) -> None:
    """What a plan was made of stays true until it is written."""
    seen: list[int] = []
    with open_server_store(server, AUTHORITY) as one, open_server_store(server, AUTHORITY) as other:

        def count_then_write() -> None:
            with other.writing() as connection:
                seen.append(connection.scalar(select(func.count()).select_from(case_record)) or 0)

        with one.writing() as connection:
            waiting = threading.Thread(target=count_then_write)
            waiting.start()
            connection.execute(insert(case_record), a_case())
            assert references(other) == []
            waiting.join(0.2)
            assert waiting.is_alive()
        waiting.join(10)

    assert seen == [1]


def test_authorities_do_not_wait_for_each_other(postgres: PostgresServer, server: Server) -> None:
    postgres.admit(server, ELSEWHERE)
    with open_server_store(server, AUTHORITY) as one, open_server_store(server, ELSEWHERE) as other:
        other.engine.update_execution_options(wait=1)
        with one.writing() as connection, other.writing() as elsewhere:
            note(connection)
            note(elsewhere, authority=ELSEWHERE)
        for store, authority in ((one, AUTHORITY), (other, ELSEWHERE)):
            with store.reading() as connection:
                assert list(connection.scalars(select(audit_entry.c.authority))) == [authority]


def test_a_store_that_is_in_use_for_too_long_says_so(server: Server) -> None:
    with open_server_store(server, AUTHORITY) as one, open_server_store(server, AUTHORITY) as other, one.writing():
        other.engine.update_execution_options(wait=1)
        with pytest.raises(StoreBusy, match="another program"), other.writing():
            pass


def test_a_reading_transaction_sees_one_moment_and_cannot_write(server: Server) -> None:
    with open_server_store(server, AUTHORITY) as one, open_server_store(server, AUTHORITY) as other:
        with one.reading() as connection:
            before = connection.scalar(select(func.count()).select_from(case_record))
            with other.writing() as elsewhere:
                elsewhere.execute(insert(case_record), a_case())
            assert connection.scalar(select(func.count()).select_from(case_record)) == before == 0
        with pytest.raises(StoreReadOnly), one.reading() as connection:
            connection.execute(insert(case_record), a_case(2))


def test_on_the_network_the_server_has_to_prove_itself_with_this_name(postgres: PostgresServer, server: Server) -> None:
    proved = replace(server, root_certificate=str(postgres.certificate))
    with open_server_store(proved, AUTHORITY) as store, store.reading() as connection:
        asked = text("SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
        is_encrypted, version = connection.execute(asked).one()
    with pytest.raises(StoreUnreachable, match="cannot prove"):
        open_server_store(replace(proved, host="localhost"), AUTHORITY)
    with pytest.raises(StoreUnreachable, match="cannot prove"):
        open_server_store(replace(proved, root_certificate=__file__), AUTHORITY)

    assert is_encrypted and version in ("TLSv1.2", "TLSv1.3")


@pytest.mark.parametrize(
    ("changes", "error", "sentence"),
    [
        ({"password": "wrong-canary"}, StoreKeyWrong, "user or the password"),
        ({"user": "nobody_canary"}, StoreKeyWrong, "user or the password"),
        ({"database": "canary"}, StoreMissing, "no such database"),
        ({"database": "postgres"}, StoreMissing, "no record store in this database"),
        ({"port": 1}, StoreUnreachable, "cannot be reached"),
    ],
)
def test_a_server_that_cannot_be_used_is_said_in_words(
    server: Server, changes: dict[str, Any], error: type[StoreError], sentence: str
) -> None:
    with pytest.raises(error, match=sentence) as refused:
        open_server_store(replace(server, **changes), AUTHORITY)

    said = f"{refused.value.message} {refused.value.hint}"
    assert refused.value.hint
    assert not re.search(f"canary|127|{server.port}|{USER}|{PASSWORD}", said)


def test_a_server_that_sends_everybody_away_is_said_in_words(postgres: PostgresServer, server: Server) -> None:
    with open_server_store(server, AUTHORITY) as store:
        with pytest.raises(StoreUnreachable, match="ended the connection"), store.writing() as connection:
            note(connection)
            postgres.sql(
                f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{server.database}'"
                " AND pid <> pg_backend_pid()"
            )
            connection.execute(select(case_record))
        with store.reading() as connection:
            assert verify_chain(connection) == ()


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("53100", StoreFull),
        ("25006", StoreReadOnly),
        ("40001", StoreBusy),
        ("53300", StoreBusy),
        ("23505", StoreRuleBroken),
    ],
)
def test_what_the_server_reports_is_said_in_words(server: Server, code: str, error: type[StoreError]) -> None:
    with open_server_store(server, AUTHORITY) as store, pytest.raises(error) as refused, store.reading() as connection:
        connection.execute(text(f"DO $$ BEGIN RAISE EXCEPTION 'canary' USING ERRCODE = '{code}'; END $$"))

    assert "canary" not in str(refused.value)


def test_a_letter_that_the_server_has_no_room_for_breaks_a_rule_and_nothing_more(server: Server) -> None:
    with open_server_store(server, AUTHORITY) as store:
        with pytest.raises(StoreRuleBroken), store.writing() as connection:
            connection.execute(insert(case_record), a_case(reference="2026\x00"))
        assert references(store) == []


def test_the_password_shows_nowhere(server: Server) -> None:
    with open_server_store(server, AUTHORITY) as store, store.reading() as connection:
        engine = store.engine
        shown = "".join(map(repr, (store, server, engine.url, engine, engine.pool, connection))) + str(engine.url)
        environment = connection.scalar(text("SELECT string_agg(query || application_name, '') FROM pg_stat_activity"))

    assert PASSWORD not in shown
    assert PASSWORD not in (environment or "")


def test_a_migrated_store_has_exactly_the_tables_of_the_code(postgres: PostgresServer) -> None:
    server = postgres.new_store()
    postgres.sql("CREATE SCHEMA made AUTHORIZATION postgres", database=server.database)
    engine = build_engine(replace(server, user=OWNER), authority=AUTHORITY)
    with engine.connect() as connection:
        differences = [
            each
            for each in compare_metadata(MigrationContext.configure(connection), metadata)
            if not (each[0] == "remove_table" and each[1].name == "lado_user")
        ]
        rules = rules_of(connection)
    engine.dispose()
    fresh = postgres.server(postgres.new_database(), user=OWNER)
    made_at_once = build_engine(fresh, authority=AUTHORITY)
    with made_at_once.connect().execution_options(writes=True) as connection:
        metadata.create_all(connection)
        expected = rules_of(connection)
    made_at_once.dispose()

    assert differences == []
    assert rules == expected


def rules_of(connection: Connection) -> set[tuple[Any, ...]]:
    """Every rule that a table holds, and every index."""
    asked = (
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE connamespace = 'public'::regnamespace UNION"
        " SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
    )
    return {tuple(row) for row in connection.execute(text(asked)) if row[0] not in ("alembic_version", "lado_user")}


def test_a_store_of_a_newer_release_is_refused(postgres: PostgresServer) -> None:
    server = postgres.new_store()
    postgres.sql("UPDATE alembic_version SET version_num = '9999'", database=server.database)

    with pytest.raises(StoreTooNew, match="newer release"):
        open_server_store(server, AUTHORITY)


def test_records_of_an_earlier_release_are_all_there_after_the_migration(postgres: PostgresServer) -> None:
    """A migration sees the rows of every authority, although the rules that hold them apart bind the owner too."""
    server = postgres.server(postgres.new_database())
    engine = build_engine(replace(server, user=OWNER), authority="")
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(migrations.FOLDER))
        command.upgrade(config, "0003")
        for number, authority in ((7, AUTHORITY), (8, ELSEWHERE)):
            for statement in OF_AN_EARLIER_RELEASE:
                values = {"id": UUID(int=number), "authority": authority, "sha256": "a" * 64, "now": NOW}
                connection.execute(text(statement), values)
        for name in ("case_record", "envelope", "submission", "adult"):
            connection.execute(text(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"))
            connection.execute(text(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY"))
    engine.dispose()

    for authority in (AUTHORITY, ELSEWHERE):
        postgres.admit(server, authority)

    for authority in (AUTHORITY, ELSEWHERE):
        with open_server_store(server, authority) as store, store.reading() as connection:
            case = find_case(connection, "2026-0001")
            keys = connection.scalar(select(func.count()).select_from(search_key))
        assert case.authority == authority
        assert case.adult and case.adult["family_name"] == "Larkmoss"
        assert keys


OF_AN_EARLIER_RELEASE = (
    "INSERT INTO case_record VALUES (:id, :authority, '2026-0001', 'new', :now)",
    "INSERT INTO envelope VALUES (:id, :authority, :sha256, 'the receipt', 9)",
    "INSERT INTO submission (submission_id, authority, case_id, envelope_id, form_name, form_version, form_digest,"
    " release, roster_version, sealed_at, imported_at, imported_by, answers, content_sha256)"
    " VALUES (:id, :authority, :id, :id, 'referral', 1, :sha256, '2026.1', 1, :now, :now, 'duty-1', '{}', :sha256)",
    "INSERT INTO adult (id, authority, submission_id, family_name, given_names)"
    " VALUES (:id, :authority, :id, 'Larkmoss', 'Joanna')",
)


def test_who_does_not_own_the_tables_is_told_who_brings_them_up_to_date(postgres: PostgresServer) -> None:
    server = postgres.new_store()
    postgres.sql("UPDATE alembic_version SET version_num = '0001'", database=server.database)

    with pytest.raises(StoreReadOnly) as refused:
        open_server_store(server, AUTHORITY)

    assert "lado store prepare" in refused.value.hint


def test_preparing_again_changes_nothing_and_a_migration_that_fails_leaves_nothing(postgres: PostgresServer) -> None:
    server = postgres.new_store()
    with open_server_store(server, AUTHORITY) as store, store.writing() as connection:
        note(connection)
    postgres.admit(server, AUTHORITY)
    with open_server_store(server, AUTHORITY) as store, store.reading() as connection:
        assert verify_chain(connection)[0].entries == 1

    blocked = postgres.server(postgres.new_database(), user=OWNER)
    postgres.sql("CREATE TABLE submission (in_the_way int)", database=blocked.database)
    with pytest.raises(StoreError):
        prepare_server_store(blocked, user=USER, authority=AUTHORITY)
    assert postgres.sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'", database=blocked.database) == [
        ("submission",)
    ]


def test_an_audit_entry_can_be_neither_changed_nor_removed_by_user_or_owner(
    postgres: PostgresServer, server: Server
) -> None:
    with open_server_store(server, AUTHORITY) as store:
        with store.writing() as connection:
            note(connection)
        for change in (audit_entry.update().values(actor="nobody"), audit_entry.delete(), text("TRUNCATE audit_entry")):
            with pytest.raises(StoreError), store.writing() as connection:
                connection.execute(change)
    for statement in ("UPDATE audit_entry SET actor = 'x'", "DELETE FROM audit_entry", "TRUNCATE audit_entry"):
        with pytest.raises(Exception, match="only added"):
            postgres.sql(statement, database=server.database, user=OWNER)


GOOD_ADDRESSES = [
    ("postgresql://lado@db.example.org/records", ("db.example.org", 5432, "records", "lado", "verify-full")),
    ("postgres://lado@DB.example.org:6432/records", ("DB.example.org", 6432, "records", "lado", "verify-full")),
    ("postgresql://lado@127.0.0.1/records", ("127.0.0.1", 5432, "records", "lado", "prefer")),
    ("postgresql://lado@[::1]:5433/records", ("::1", 5433, "records", "lado", "prefer")),
    ("postgresql://lado@%2Fvar%2Frun%2Fpostgresql/records", ("/var/run/postgresql", 5432, "records", "lado", "prefer")),
    ("postgresql://lado@127.0.0.1.example/records", ("127.0.0.1.example", 5432, "records", "lado", "verify-full")),
]  # fmt: skip

BAD_ADDRESSES = [
    "mysql://lado@db.example.org/records",
    "postgresql://db.example.org/records",
    "postgresql://lado@/records",
    "postgresql://lado@db.example.org",
    "postgresql://lado@db.example.org/records?sslmode=disable",
    "postgresql://lado@db.example.org:records/x",
    "postgresql://lado:canary@db.example.org/records",
    "records.db",
]


@pytest.mark.parametrize(("address", "expected"), GOOD_ADDRESSES)
def test_an_address_is_read_and_asks_for_encryption_outside_this_pc(
    address: str, expected: tuple[str, int, str, str, str]
) -> None:
    server = read_address(address)

    assert (server.host, server.port, server.database, server.user, server.tls) == expected
    assert server_from_bytes(server_as_bytes(server)) == server


@pytest.mark.parametrize("address", BAD_ADDRESSES)
def test_an_address_that_is_none_is_refused_without_being_repeated(address: str) -> None:
    with pytest.raises(Misuse) as refused:
        read_address(address)

    assert "canary" not in f"{refused.value.message} {refused.value.hint}"


def test_only_somebodys_word_takes_the_encryption_away() -> None:
    address = "postgresql://lado@db.example.org/records"

    assert read_address(address, in_clear=True).tls == "disable"
    assert read_address(address, in_clear=True, root_certificate="ca.pem").tls == "verify-full"
