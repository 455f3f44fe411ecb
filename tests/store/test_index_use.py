"""What is asked again and again is looked up by an index, in a file and on a server, however many cases there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import astuple, dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event, func, select

from bench.casework import AUTHORITY, COUNTS, KNOWN_AS, NOW, OFFICER, SEARCH, copy_bare, copy_to_server, make, questions
from lado_kit.store import Store, open_server_store
from lado_kit.store.projection import is_up_to_date, stale_cases
from lado_kit.store.tables import case_state
from tests.intake.builders import an_empty_store
from tests.postgres import PostgresServer

CASES = 1000
"""So many that a server finds an index worth its while."""

ASKED = (
    "overdue, first 50",
    "today, adults with children first, 50",
    "that every row holds",
    "what has to be worked out again",
    COUNTS,
    "one adult's pattern",
    SEARCH,
)

OF_FEW = ("one adult's pattern", SEARCH)
"""What reads a few rows of many tables; with so few cases a server rightly reads some of these whole."""

SMALL = {"projection", "lado_user", "case_stale"}
"""Tables of a row or two, or none."""

Ask = Callable[[], Any]


@dataclass(frozen=True, kw_only=True)
class Filled:
    """A filled store in a file and its copy on a server, and what makes a question to either."""

    file: Store
    server: Store
    question: Callable[[Connection, str], Ask]
    by_hand: Callable[[str], Ask]


@pytest.fixture(scope="module")
def filled(postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    place: Path = tmp_path_factory.mktemp("index-use")
    with an_empty_store(place / "records.db") as file:
        people = make(file, CASES)
        with file.reading() as connection:
            there = copy_to_server(connection, postgres)
        with closing(copy_bare(file, place / "bare.db")) as bare, open_server_store(there, AUTHORITY) as server:

            def question(connection: Connection, name: str) -> Ask:
                if name == "what has to be worked out again":
                    return lambda: stale_cases(connection, AUTHORITY, now=NOW)
                return questions(connection, bare, people)[name][0]

            with file.reading() as connection:
                asked = questions(connection, bare, people)
            yield Filled(
                file=replace(file, reader=OFFICER),
                server=replace(server, reader=OFFICER),
                question=question,
                by_hand=lambda name: asked[name][1],
            )
    postgres.take_back(there)


@pytest.mark.parametrize("name", ASKED)
def test_in_a_file_no_table_is_read_from_end_to_end(filled: Filled, name: str) -> None:
    with filled.file.reading() as connection:
        steps = _steps(connection, filled.question(connection, name))

    assert any(each.startswith("SEARCH ") for each in steps)
    tables = [each.split()[1] for each in steps if each.startswith("SCAN ") and "VIRTUAL" not in each]
    assert set(tables) <= {"CONSTANT", "related", "same_referral"}  # what the statement itself makes


def test_a_pattern_is_asked_for_so_that_no_value_decides_which_index_is_right(filled: Filled) -> None:
    # SQLite plans a statement anew whenever a value is handed over that the condition of an index speaks of.
    with filled.file.reading() as connection:
        [(statement, _)] = _statements(connection, filled.question(connection, "one adult's pattern"))

    assert "case_duplicate.state = 'confirmed'" in statement
    assert "case_duplicate.state = ?" not in statement


def test_what_is_left_of_disposed_cases_is_looked_up_by_its_day(filled: Filled) -> None:
    with filled.file.reading() as connection:
        steps = _steps(connection, filled.question(connection, COUNTS))

    looked_up = "SEARCH disposed_case USING INDEX ix_disposed_case_counted (authority=? AND received_on"
    assert [each.startswith(looked_up) for each in steps if "disposed_case" in each] == [True, True]


@pytest.mark.parametrize("name", ASKED)
def test_on_a_server_no_table_is_read_from_end_to_end_whatever_is_asked_for(filled: Filled, name: str) -> None:
    with filled.server.reading() as connection:
        # As a server does with what was asked several times: it plans once, for any value.
        connection.exec_driver_sql("SET LOCAL plan_cache_mode = force_generic_plan")
        connection.exec_driver_sql(f"SET LOCAL enable_seqscan = {'off' if name in OF_FEW else 'on'}")
        connection.exec_driver_sql("DISCARD PLANS")
        driver: Any = connection.connection.driver_connection
        driver.prepare_threshold = 0
        ask = filled.question(connection, name)
        before = _read(connection)
        ask()
        read = _read(connection) - before

    assert any(how == "looked up" for _, how in read)
    assert {table for table, how in read if how == "from end to end" and table not in SMALL} == set()


@pytest.mark.parametrize("place", ["file", "server"])
def test_a_pattern_is_what_the_statement_written_by_hand_finds(filled: Filled, place: str) -> None:
    store: Store = getattr(filled, place)
    with store.reading() as connection:
        moments, hidden = filled.question(connection, "one adult's pattern")()

    by_hand = filled.by_hand("one adult's pattern")()
    assert [astuple(each) for each in moments] == by_hand
    assert hidden == 1
    assert [each[2] for each in by_hand].count("confirmed") == KNOWN_AS - 2


@pytest.mark.parametrize("place", ["file", "server"])
def test_a_search_names_first_whom_the_search_written_by_hand_does(filled: Filled, place: str) -> None:
    store: Store = getattr(filled, place)
    with store.reading() as connection:
        found = filled.question(connection, SEARCH)()

    assert found[0].earlier.named == filled.by_hand(SEARCH)()[0][1]


@pytest.mark.parametrize("place", ["file", "server"])
def test_a_year_is_counted_by_four_things_at_once(filled: Filled, place: str) -> None:
    store: Store = getattr(filled, place)
    by = case_state.c["sector", "category", "outcome", "band"]
    with store.reading() as connection:
        every = connection.execute(select(*by).where(case_state.c.year == NOW.year - 2)).all()
        counted = filled.question(connection, COUNTS)()

    assert 0 < len(every) < CASES
    assert counted == Counter(map(tuple, every)) == filled.by_hand(COUNTS)()


@pytest.mark.parametrize("place", ["file", "server"])
def test_rows_hold_from_the_last_that_begins_until_the_first_that_changes(filled: Filled, place: str) -> None:
    store: Store = getattr(filled, place)
    instant = timedelta(microseconds=1)
    with store.reading() as connection:
        begins, changes = connection.execute(
            select(func.max(case_state.c.valid_from), func.min(case_state.c.changes_at))
        ).one()
        holds = [
            is_up_to_date(connection, AUTHORITY, basis=basis, now=now)
            for basis, now in (
                ("0" * 64, begins - instant), ("0" * 64, begins), ("0" * 64, changes - instant), ("0" * 64, changes),
                ("1" * 64, begins),
            )
        ]  # fmt: skip

    assert holds == [False, True, True, False, False]


def _read(connection: Connection) -> Counter[tuple[str, str]]:
    """Count how many rows this connection has read from end to end, and how often it looked any up."""
    asked = "SELECT relname, seq_tup_read, coalesce(idx_scan, 0) FROM pg_stat_xact_user_tables"
    found: Counter[tuple[str, str]] = Counter()
    for table, rows, looked_up in connection.exec_driver_sql(asked):
        found[table, "from end to end"], found[table, "looked up"] = rows, looked_up
    return found


def _steps(connection: Connection, ask: Ask) -> list[str]:
    """Say how a file answers each statement of a question."""
    asked = _statements(connection, ask)
    return [row[3] for each, of in asked for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {each}", of).all()]


def _statements(connection: Connection, ask: Ask) -> list[tuple[str, Any]]:
    asked: list[tuple[str, Any]] = []

    def note(_c: object, _cursor: object, statement: str, parameters: Any, _context: object, _many: bool) -> None:
        asked.append((statement, parameters))

    event.listen(connection.engine, "before_cursor_execute", note)
    ask()
    event.remove(connection.engine, "before_cursor_execute", note)
    return asked
