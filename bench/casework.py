"""Work lists, patterns and year counts at 10,000 and 100,000 cases, beside the same questions on bare SQLite.

Run it with ``python -m bench.casework [CASES]``. The cases are light: each has the rows that a referral leaves (case,
envelope, submission with a short text of answers, adult, employer, engagement) and one that says how it stands, written
straight into the tables; a tenth are open, with four time limits each. What is measured is the function that the
command calls, by itself, on SQLCipher. Beside it stands a statement written by hand that reads the same rows out of an
unencrypted file with the same indexes, through Python's own ``sqlite3``. Nobody in it exists (``bench/matching.py``).

How long it takes to work out one row is measured apart, from the events of a case.
"""

from __future__ import annotations

import random
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, text

from bench.matching import BATCH, Corpus, as_record, fill
from lado_kit.casework.clocks import Event, EventKind
from lado_kit.casework.worklists import Told, project
from lado_kit.intake.knowing import find_earlier
from lado_kit.office.patterns import time_line
from lado_kit.store import Store, create_store
from lado_kit.store.matching import Record, records_by_id
from lado_kit.store.projection import count_due, due_until, is_up_to_date, year_counts
from lado_kit.store.tables import LinkKind, case_due, case_state, link, metadata, projection
from lado_site.profiles import Calendar, load_profile

CASES = 100_000
AUTHORITY = "sandwell"
NOW = datetime(2027, 1, 4, 14, 5, tzinfo=UTC)
ROUNDS = 30
YEAR = 2025
LIMIT, PAGE_MS = 2.0, 100.0
"""Times as long as the bare question at most; and milliseconds for a first page."""

KNOWN_AS = 5
"""Records in the pattern that is followed, each linked to the one before."""

_SECTORS = (
    "primary-school",
    "secondary-school",
    "early-years",
    "fostering",
    "health",
    "faith",
    "sport-leisure",
    "other",
)
_CATEGORIES = ("physical", "sexual", "emotional", "neglect", "conduct", "personal-life")
_OUTCOMES = ("", "substantiated", "unsubstantiated", "unfounded", "false", "malicious")
_CLOCKS = ("meeting", "end-12-weeks", "monitoring", "call-back")

Row = dict[str, Any]
Question = Callable[[], object]


def main() -> int:
    """Measure, print, and return 1 when a limit is missed."""
    most = int(sys.argv[1]) if len(sys.argv) == 2 and sys.argv[1].isdigit() else CASES
    missed = False
    before: dict[str, float] = {}
    for cases in (most // 10, most):
        with tempfile.TemporaryDirectory() as place, create_store(Path(place) / "records.db", bytes(32)) as store:
            people = make(store, cases)
            bare = copy_bare(store, Path(place) / "bare.db")
            print(f"\n{cases:,} cases   ours ms   bare ms   times   growth")
            with store.reading() as connection:
                for name, (ours, by_hand) in questions(connection, bare, people, cases).items():
                    took, beside = best_of(ours, by_hand)
                    growth = f"{took / before[name]:8.1f}" if name in before else ""
                    print(f"  {name:38}{took:8.2f}{beside:9.2f}{took / beside:8.1f}{growth}")
                    before[name] = took
                    missed |= took > PAGE_MS or (name != SEARCH and took > LIMIT * beside and took - beside > 1)
            bare.close()
    missed |= tell_projecting()
    return 1 if missed else 0


SEARCH = "adult by mistyped name and birth date"


def questions(
    connection: Connection, bare: sqlite3.Connection, people: Sequence[Row], cases: int
) -> Mapping[str, tuple[Question, Question]]:
    """Return each question as the office asks it, and as it is written by hand."""
    now = NOW.strftime("%Y-%m-%d %H:%M:%S.%f")
    someone = as_record(10**9, {**people[cases // 2], "family_name": _mistyped(people[cases // 2]["family_name"])})
    of_pattern = UUID(int=cases // 3)
    profile = load_profile(AUTHORITY)
    return {
        "overdue, first 50": (
            lambda: due_until(connection, AUTHORITY, NOW, most=50),
            lambda: bare.execute(
                "SELECT s.reference, d.clock, d.due_at, d.is_priority, s.pathway, d.case_id FROM case_due d JOIN"
                " case_state s ON s.case_id = d.case_id WHERE d.authority = ? AND d.is_priority IN (0, 1)"
                " AND d.due_at <= ? ORDER BY d.due_at LIMIT 50",
                (AUTHORITY, now),
            ).fetchall(),
        ),
        "today, adults with children first, 50": (
            lambda: due_until(connection, AUTHORITY, NOW, most=50, priority_first=True, undated=True),
            lambda: bare.execute(
                "SELECT s.reference, d.clock, d.due_at, d.is_priority, s.pathway, d.case_id FROM case_due d JOIN"
                " case_state s ON s.case_id = d.case_id WHERE d.authority = ? AND d.is_priority = 1"
                " AND d.due_at <= ? ORDER BY d.due_at LIMIT 50",
                (AUTHORITY, now),
            ).fetchall(),
        ),
        "overdue, how many": (
            lambda: count_due(connection, AUTHORITY, NOW),
            lambda: bare.execute(
                "SELECT count(*) FROM case_due WHERE authority = ? AND is_priority IN (0, 1) AND due_at <= ?",
                (AUTHORITY, now),
            ).fetchall(),
        ),
        "that every row holds": (
            lambda: is_up_to_date(connection, AUTHORITY, basis="0" * 64, now=NOW),
            lambda: bare.execute(
                "SELECT (SELECT count(*) FROM case_stale), EXISTS (SELECT 1 FROM case_state WHERE authority = ?1 AND"
                " changes_at <= ?2), EXISTS (SELECT 1 FROM case_state WHERE authority = ?1 AND valid_from > ?2)",
                (AUTHORITY, now),
            ).fetchall(),
        ),
        "counts of a year": (
            lambda: year_counts(connection, AUTHORITY, YEAR),
            lambda: bare.execute(
                "SELECT sector, category, outcome, band, count(*) FROM case_state WHERE authority = ? AND year = ?"
                " GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4",
                (AUTHORITY, YEAR),
            ).fetchall(),
        ),
        "one adult's pattern": (
            lambda: time_line(connection, AUTHORITY, _record(connection, of_pattern), profile),
            lambda: _pattern_by_hand(bare, of_pattern),
        ),
        SEARCH: (
            lambda: find_earlier(connection, AUTHORITY, [someone], coming=True),
            lambda: bare.execute(
                "SELECT record_id FROM search_key WHERE authority = ? AND kind = 'adult' AND key = ?",
                (AUTHORITY, "d:" + str(someone.row["birth_date"] or "")[:4] + "0101"),
            ).fetchall(),
        ),
    }


def _record(connection: Connection, id_: UUID) -> Record:
    return records_by_id(connection, AUTHORITY, LinkKind.ADULT, [id_])[id_]


def _pattern_by_hand(bare: sqlite3.Connection, record: UUID) -> list[Any]:
    """Follow confirmed links, then read the cases at their ends."""
    linked = bare.execute(
        "WITH RECURSIVE same(id) AS (SELECT ?1 UNION SELECT CASE l.one_id WHEN s.id THEN l.other_id ELSE l.one_id END"
        " FROM same s JOIN link l ON l.one_submission_id = s.id OR l.other_submission_id = s.id"
        " WHERE l.state = 'confirmed') SELECT id FROM same",
        (record.hex,),
    ).fetchall()
    return [
        bare.execute(
            "SELECT a.*, c.*, e.role, o.name, s.form_name FROM adult a JOIN submission s USING (submission_id)"
            " JOIN case_state c ON c.case_id = s.case_id LEFT JOIN engagement e USING (submission_id)"
            " LEFT JOIN organisation o USING (submission_id) WHERE a.id = ?",
            each,
        ).fetchall()
        for each in linked
    ]


def best_of(ours: Question, by_hand: Question) -> tuple[float, float]:
    """Return the median milliseconds of both, asked by turns."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for ask, times in zip((ours, by_hand), taken, strict=True):
            begun = perf_counter()
            ask()
            times.append((perf_counter() - begun) * 1000)
    return median(taken[0]), median(taken[1])


def make(store: Store, cases: int) -> list[Row]:
    """Fill a store and return the adults."""
    chance = random.Random(20270104)
    corpus = Corpus(chance)
    people = [corpus.someone() for _ in range(cases)]
    with store.writing() as connection:
        fill(connection, people)
        for start in range(0, cases, BATCH):
            rows = [_state(number, chance) for number in range(start + 1, min(cases, start + BATCH) + 1)]
            connection.execute(insert(case_state), rows)
            dues = [due for row in rows if row["is_open"] for due in _dues(row, chance)]
            if dues:
                connection.execute(insert(case_due), dues)
        first = cases // 3
        connection.execute(insert(link), [_link(first + step) for step in range(KNOWN_AS - 1)])
        connection.execute(insert(projection), [{"authority": AUTHORITY, "basis": "0" * 64}])
        connection.execute(text("ANALYZE"))
    return people


def _state(number: int, chance: random.Random) -> Row:
    received = NOW - timedelta(minutes=chance.randrange(10 * 365 * 24 * 60))
    is_open = number % 10 == 0
    return {
        "case_id": UUID(int=number), "authority": AUTHORITY, "reference": f"2026-{number:04}", "form": "referral",
        "received_at": received, "year": received.year, "pathway": "position-of-trust", "common": "lado-led",
        "met": True, "counted": None, "overseen": None, "category": chance.choice(_CATEGORIES),
        "sector": chance.choice(_SECTORS), "area": "here", "outcome": chance.choice(_OUTCOMES), "is_open": is_open,
        "closed_at": None if is_open else received + timedelta(days=chance.randrange(200)), "result": "",
        "held_by": "", "is_held": False, "with_police": False, "police_now": False, "no_employer": False,
        "is_complex": False, "is_priority": is_open and chance.random() < 0.2, "next_due_at": NOW if is_open else None,
        "next_clock": "", "open_actions": 0, "waits_for": "", "monitored_at": None, "letters": "", "problems": "",
        "days": None, "band": "open" if is_open else chance.choice(("12-weeks", "longer")), "valid_from": received,
        "changes_at": None,
    }  # fmt: skip


def _dues(row: Row, chance: random.Random) -> list[Row]:
    return [
        {
            "case_id": row["case_id"], "position": position, "authority": AUTHORITY, "clock": clock,
            "due_at": NOW + timedelta(hours=chance.randrange(-800, 1600)), "is_priority": row["is_priority"],
        }
        for position, clock in enumerate(_CLOCKS, 1)
    ]  # fmt: skip


def _link(number: int) -> Row:
    one, other = UUID(int=number), UUID(int=number + 1)
    return {
        "id": UUID(int=10**12 + number), "authority": AUTHORITY, "kind": "adult", "one_id": one, "other_id": other,
        "one_submission_id": one, "other_submission_id": other, "state": "confirmed", "score": 90, "reasons": [],
        "suggested_at": NOW, "decided_at": NOW, "decided_by": "duty-1",
    }  # fmt: skip


def copy_bare(store: Store, file: Path) -> sqlite3.Connection:
    """Put the same rows, tables and indexes into a file that is not encrypted."""
    bare = sqlite3.connect(file)
    wanted = ("case_state", "case_due", "case_stale", "link", "adult", "engagement", "organisation", "submission",
              "search_key")  # fmt: skip
    with store.reading() as connection:
        schema = connection.execute(
            text(
                "SELECT tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL AND type <> 'trigger' ORDER BY type DESC"
            )
        )
        for name, statement in schema.all():
            if name in wanted:
                bare.execute(statement)
        for name in wanted:
            rows = connection.exec_driver_sql(f'SELECT * FROM "{name}"')
            places = ", ".join("?" for _ in metadata.tables[name].c)
            bare.executemany(f'INSERT INTO "{name}" VALUES ({places})', (tuple(row) for row in rows))
    bare.commit()
    bare.execute("ANALYZE")
    bare.execute("PRAGMA cache_size = -16384")
    return bare


def _mistyped(name: str) -> str:
    return name[:2] + name[3:] if len(name) > 4 else name + "e"


def tell_projecting() -> bool:
    """Print how long one row takes to be worked out, and tell whether that is too long."""
    profile = load_profile("wandsworth")
    calendar = Calendar.of(profile)
    told = Told(form="referral", answers={"work_sector": "primary-school"})
    start = NOW - timedelta(days=90)
    kinds = ("contact", "referral-received", "meeting-held", "monitored", "monitored", "action-agreed")
    events = [
        Event(id=str(number), kind=EventKind(kind), happened_at=start + timedelta(days=number), recorded_by="duty-1",
              recorded_at=start + timedelta(days=number), detail={"owner": "Head"} if kind == "action-agreed" else {})
        for number, kind in enumerate(kinds, 1)
    ]  # fmt: skip
    end = Event(id="9", kind=EventKind.CLOSED, happened_at=NOW, recorded_at=NOW, recorded_by="duty-1")
    late = False
    for name, those in (("an open case", events), ("a closed case", [*events, end])):
        project(those, told, profile, calendar, NOW)
        begun = perf_counter()
        for _ in range(200):
            project(those, told, profile, calendar, NOW)
        each = (perf_counter() - begun) / 200 * 1000
        late |= each > 2
        print(f"working out the row of {name}: {each:.2f} ms")
    return late


if __name__ == "__main__":
    sys.exit(main())
