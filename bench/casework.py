"""Work lists and patterns at 10,000 and 100,000 cases, beside the same questions on bare SQLite.

Run it with ``python -m bench.casework [CASES] [--light]``: at a tenth of the cases, and at all. Each case has the rows
that a referral leaves (case, envelope, submission with a short text of answers, adult, employer, engagement) and one
that says how it stands, written straight into the tables; a tenth are open, with four time limits each. Light, for a
million, only one case in a hundred has its referral, and nobody is looked for.

What is measured is the function that the command calls, by itself, on SQLCipher, and on PostgreSQL where there is a
server (the tests' own, with 32 MB of shared memory). Beside it stands a statement written by hand that reads the same
rows out of an unencrypted file with the same indexes, through Python's own ``sqlite3``, and makes the same answer of
them, as whoever writes it by hand has to; of both the processor's time is taken, of the server the clock's. What takes
more than twice as long as by hand says how much more that is. Neither file has statistics (``ANALYZE``), because no
store of an office has: a statement must find its indexes without. Whoever asks is excluded from two cases. Nobody in it
exists (``bench/matching.py``).

How long it takes to work out one row is measured apart, from the events of a case.
"""

from __future__ import annotations

import json
import random
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from heapq import nlargest
from operator import itemgetter
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any
from uuid import UUID

from rapidfuzz import fuzz
from sqlalchemy import Connection, delete, insert

from bench.matching import BATCH, Corpus, as_record, fill
from lado_kit.casework.clocks import Event, EventKind
from lado_kit.casework.worklists import Told, project
from lado_kit.casework.worklists.years import BANDS, NOT_YET
from lado_kit.intake.knowing import COMPARED, SUGGESTED, find_earlier, key_rows, subject_of
from lado_kit.office.figures import count_crossed
from lado_kit.office.patterns import time_line
from lado_kit.store import Store, create_store, open_server_store
from lado_kit.store.matching import Record, records_by_id
from lado_kit.store.projection import count_due, due_until, is_up_to_date
from lado_kit.store.server import Server
from lado_kit.store.tables import (
    LinkKind,
    case_due,
    case_exclusion,
    case_record,
    case_state,
    link,
    metadata,
    projection,
    search_key,
)
from lado_site.profiles import Calendar, load_profile
from tests.postgres import NO_POSTGRES, PostgresServer, running
from tools.setup import find_postgres

CASES = 100_000
AUTHORITY, OFFICER = "sandwell", "duty-1"
NOW = datetime(2027, 1, 4, 14, 5, tzinfo=UTC)
ROUNDS = 30
LIMIT, PAGE_MS = 2.0, 100.0
"""Times as long as the bare question at most; and milliseconds for a first page."""

ASKING_MS = 0.2
"""Milliseconds that a question may take beyond the bare one, however little that takes: what it takes to ask at all.

A statement that finds nothing takes SQLAlchemy 0.03 to 0.05 ms and ``sqlite3`` 0.002, and a question has up to four.
"""

LINEAR, LOGARITHMIC = 13.0, 3.0
"""Times as long at most with ten times the cases: where rows are counted, and where they are looked up."""

PEOPLE_IN_LIGHT = 100

FILLING_KIB = 1024 * 1024
"""Memory that a file is filled with."""

KNOWN_AS = 5
"""Records in the pattern that is followed, each linked to the one before."""

ALIKE = 70
"""From this score of 100 on the search that is written by hand names somebody."""

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
    sizes = [int(each) for each in sys.argv[1:] if each.isdigit()]
    most, is_light = sizes[0] if sizes else CASES, "--light" in sys.argv[1:]
    missed = False
    before: dict[str, Took] = {}
    programs = find_postgres()
    if programs is None:
        print(NO_POSTGRES)
    with ExitStack() as running_now:
        postgres = running_now.enter_context(running(programs)) if programs else None
        for cases in (most // 10, most):
            took = measure(cases, before, postgres, is_light=is_light)
            missed |= any(each.is_missed for each in took)
            before = {each.name: each for each in took}
    missed |= tell_projecting()
    return 1 if missed else 0


SEARCH = "adult by mistyped name and birth date"
COUNTS = "one year by sector, category, outcome"
COUNTING = ("overdue, how many", COUNTS)


@dataclass(frozen=True, kw_only=True, slots=True)
class Took:
    """Milliseconds that a question took: here, on a server, by hand; and what it took with a tenth of the cases."""

    name: str
    ours: float
    server: float | None
    bare: float
    before: Took | None

    @property
    def is_missed(self) -> bool:
        """Tell whether it took longer than it may."""
        is_slow = self.is_beyond and self.ours > self.bare + ASKING_MS
        return self.ours > PAGE_MS or is_slow or self.has_grown

    @property
    def has_grown(self) -> bool:
        """Tell whether it grew too much with the cases, and more than the same question on bare SQLite."""
        if self.before is None or self.ours <= self.before.ours + ASKING_MS:
            return False
        most = LINEAR if self.name in COUNTING else LOGARITHMIC
        return self.ours / self.before.ours > max(most, self.bare / self.before.bare)

    @property
    def is_beyond(self) -> bool:
        """Tell whether it took more than so many times as long as the bare question, by however little."""
        return self.ours > LIMIT * self.bare

    def __str__(self) -> str:
        server = "       –" if self.server is None else f"{self.server:8.2f}"
        growth = "" if self.before is None else f"{self.ours / self.before.ours:8.1f}"
        beyond = f"  {self.ours - self.bare:.2f} ms more" if self.is_beyond else ""
        said = f"{growth:8}{'  missed' if self.is_missed else beyond}"
        times = self.ours / self.bare
        return f"  {self.name:38}{self.ours:8.2f}{server}{self.bare:9.2f}{times:8.1f}{said}".rstrip()


def measure(cases: int, before: Mapping[str, Took], postgres: PostgresServer | None, *, is_light: bool) -> list[Took]:
    """Fill a store, and measure and print what each question takes there, on a server and by hand."""
    found = []
    with ExitStack() as open_now:
        place, begun = Path(open_now.enter_context(tempfile.TemporaryDirectory())), perf_counter()
        store = replace(open_now.enter_context(create_store(place / "records.db", bytes(32))), reader=OFFICER)
        people = make(store, cases, is_light=is_light)
        bare = open_now.enter_context(closing(copy_bare(store, place / "bare.db")))
        connection = open_now.enter_context(store.reading())
        asked = questions(connection, bare, people)
        there: Mapping[str, tuple[Question, Question]] = {}
        if postgres:
            server = open_now.enter_context(open_server_store(copy_to_server(connection, postgres), AUTHORITY))
            reader = replace(server, reader=OFFICER)
            there = questions(open_now.enter_context(reader.reading()), bare, people)
        print(f"\n{cases:,} cases written in {perf_counter() - begun:.0f} s", flush=True)
        print(f"{cases:,} cases{'SQLCipher':>{40 - len(f'{cases:,}')}} server  bare ms   times   growth", flush=True)
        for name, (ours, by_hand) in asked.items():
            # The processor's time: on a machine that does other work, the clock measures that too. But what a server
            # works is in no clock of ours.
            own, beside = median_of(ours, by_hand, clock=process_time)
            on_server = median_of(there[name][0], clock=perf_counter)[0] if there else None
            took = Took(name=name, ours=own, server=on_server, bare=beside, before=before.get(name))
            print(took, flush=True)
            found.append(took)
    return found


def questions(
    connection: Connection, bare: sqlite3.Connection, people: Sequence[Row]
) -> Mapping[str, tuple[Question, Question]]:
    """Return each question as the office asks it, and as it is written by hand."""
    now = NOW.strftime("%Y-%m-%d %H:%M:%S.%f")
    known = people[len(people) // 2]
    someone = as_record(10**9, {**known, "family_name": _mistyped(known["family_name"])})
    of_pattern = _record(connection, UUID(int=len(people) // 3))
    profile = load_profile(AUTHORITY)
    words = {each.key: each.label for each in (*profile.categories, *profile.pathways, *profile.outcomes)}
    keys = [row["key"] for row in key_rows(AUTHORITY, [subject_of(someone)])]
    is_searched = bare.execute("SELECT 1 FROM search_key LIMIT 1").fetchone()
    found: dict[str, tuple[Question, Question]] = {
        "overdue, first 50": (
            lambda: due_until(connection, AUTHORITY, NOW, most=50),
            lambda: _lines(
                bare.execute(
                    "SELECT s.reference, d.clock, d.due_at, d.is_priority, s.pathway, d.case_id FROM case_due d JOIN"
                    " case_state s ON s.case_id = d.case_id WHERE d.authority = ? AND d.is_priority IN (0, 1)"
                    " AND d.due_at <= ? ORDER BY d.due_at LIMIT 50",
                    (AUTHORITY, now),
                )
            ),
        ),
        "today, adults with children first, 50": (
            lambda: due_until(connection, AUTHORITY, NOW, most=50, priority_first=True, undated=True),
            lambda: [
                _lines(
                    bare.execute(
                        "SELECT s.reference, d.clock, d.due_at, d.is_priority, s.pathway, d.case_id FROM case_due d"
                        " JOIN case_state s ON s.case_id = d.case_id WHERE d.authority = ?1 AND d.is_priority = 1"
                        f" AND {day} ORDER BY d.due_at, d.case_id, d.position LIMIT 50",
                        asked,
                    )
                )
                for day, asked in (("d.due_at IS NULL", (AUTHORITY,)), ("d.due_at <= ?2", (AUTHORITY, now)))
            ],
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
        COUNTS: (
            lambda: count_crossed(connection, AUTHORITY, NOW.year - 2, profile),
            lambda: Counter(
                {
                    tuple(keys): number
                    for *keys, number in bare.execute(
                        "SELECT sector, category, outcome, band, count(*) FROM case_state WHERE authority = ? AND"
                        " year = ? GROUP BY sector, category, outcome, band",
                        (AUTHORITY, NOW.year - 2),
                    )
                }
            ),
        ),
        "one adult's pattern": (
            lambda: time_line(connection, AUTHORITY, of_pattern, profile),
            lambda: _pattern_by_hand(bare, of_pattern.id, words),
        ),
        SEARCH: (
            lambda: find_earlier(connection, AUTHORITY, [subject_of(someone)], coming=True),
            lambda: _search_by_hand(bare, someone.row, keys),
        ),
    }
    return found if is_searched else {name: each for name, each in found.items() if name != SEARCH}


def _lines(rows: sqlite3.Cursor) -> list[Any]:
    """Make of each line the values that somebody who writes the statement by hand has to make of it too."""
    return [
        (reference, clock, _instant(due_at), bool(is_priority), pathway, UUID(case_id))
        for reference, clock, due_at, is_priority, pathway, case_id in rows.fetchall()
    ]


def _instant(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written).replace(tzinfo=UTC) if written else None


def _search_by_hand(bare: sqlite3.Connection, someone: Row, keys: Sequence[str]) -> list[tuple[Any, ...]]:
    """Read who has one of these keys, score those who have the most by all that is known of them, and name ten at most.

    The keys are given. Ours makes them, folds every spelling, and weighs what speaks against two being one.
    """
    holders = bare.execute(
        f"SELECT record_id FROM search_key WHERE authority = ? AND kind = 'adult' AND key IN ({_marks(keys)})",
        (AUTHORITY, *keys),
    ).fetchall()
    nearest = [record for (record,), _ in Counter(holders).most_common(COMPARED)]
    given, family = someone["given_names"].casefold(), someone["family_name"].casefold()
    contact = _contact_by_hand(someone["telephone"], someone["email"], someone["postcode"])
    found = []
    for id_, submission_id, case_id, reference, *said in bare.execute(
        "SELECT a.id, s.submission_id, s.case_id, n.reference, a.given_names, a.family_name, a.other_names,"
        " a.birth_date, o.name, a.telephone, a.email, a.postcode FROM adult a JOIN submission s USING (submission_id)"
        " JOIN case_record n ON n.id = s.case_id LEFT JOIN organisation o ON o.submission_id = s.submission_id"
        f" WHERE a.id IN ({_marks(nearest)}) AND s.authority = ?",
        (*nearest, AUTHORITY),
    ):
        given_there, family_there, known_as, born, employer, *contact_there = said
        names = [f"{given_there} {family_there}".casefold(), f"{family_there} {given_there}".casefold()]
        names += [f"{known_as} {family_there}".casefold()] if known_as else []
        same = [
            one for one, other in zip(contact, _contact_by_hand(*contact_there), strict=True) if one and one == other
        ]
        works = fuzz.token_sort_ratio(employer or "", someone.get("employer") or "")
        alike = max(fuzz.ratio(each, f"{given} {family}") for each in names)
        score = (alike + fuzz.ratio(born or "", someone["birth_date"] or "")) / 2 + 10 * len(same) + works / 10
        found.append((score, reference, (alike, born, same, works), id_, submission_id, case_id))
    best = nlargest(SUGGESTED, (each for each in found if each[0] >= ALIKE), key=itemgetter(0))
    return [(score, reference, why, *map(UUID, ids)) for score, reference, why, *ids in best]


def _contact_by_hand(telephone: str | None, email: str | None, postcode: str | None) -> tuple[str, ...]:
    digits = "".join(filter(str.isdigit, telephone or ""))
    return digits.removeprefix("44").removeprefix("0"), (email or "").strip().lower(), (postcode or "").replace(" ", "")


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" for _ in values)


def _record(connection: Connection, id_: UUID) -> Record:
    return records_by_id(connection, AUTHORITY, LinkKind.ADULT, [id_])[id_]


_BY_HAND = """
WITH RECURSIVE related(id, submission_id, link) AS (
  SELECT ?1, ?1, ''
  UNION
  SELECT iif(l.one_id = r.id, l.other_id, l.one_id),
         iif(l.one_id = r.id, l.other_submission_id, l.one_submission_id), l.state
  FROM related r JOIN link l ON l.one_submission_id = r.submission_id OR l.other_submission_id = r.submission_id
  WHERE r.link <> 'suggested' AND l.state <> 'dismissed'
)
SELECT r.link, s.case_id, n.reference, coalesce(c.received_at, s.sealed_at), a.given_names, a.family_name, a.birth_date,
       s.form_name, e.role, o.name, c.category, c.pathway, c.outcome, c.result, c.is_open
FROM related r JOIN adult a ON a.id = r.id JOIN submission s ON s.submission_id = r.submission_id
  JOIN case_record n ON n.id = s.case_id LEFT JOIN case_state c ON c.case_id = s.case_id
  LEFT JOIN engagement e ON e.submission_id = s.submission_id
  LEFT JOIN organisation o ON o.submission_id = s.submission_id
WHERE s.authority = ?2 ORDER BY r.link, r.id
"""


def _pattern_by_hand(bare: sqlite3.Connection, record: UUID, words: Mapping[str, str]) -> list[tuple[Any, ...]]:
    """Follow the links from an adult and say of each contact what a person reads, the earliest first; of a case once.

    Left out is what nobody in the bench has: a submission without a case, and a case that was sealed twice.
    """
    shut = {
        case_id
        for (case_id,) in bare.execute(
            "SELECT case_id FROM case_exclusion WHERE officer = ? AND ended_at IS NULL", (OFFICER,)
        )
    }
    seen, found = set(), []
    for why, case_id, name, received_at, given, family, born, form, role, employer, *stands in bare.execute(
        _BY_HAND, (record.hex, AUTHORITY)
    ):
        if case_id not in seen and case_id not in shut:
            category, pathway, outcome, result, is_open = stands
            said = [words.get(each, each) for each in (category, pathway, outcome or result)]
            known_as = " ".join(filter(None, (given, family))) + (f", born {born}" if born else "")
            found.append(
                (name, _instant(received_at), why, known_as, form, role or "", employer or "", *said, bool(is_open))
            )
        seen.add(case_id)
    return sorted(found, key=itemgetter(1, 0))


def median_of(*asked: Question, clock: Callable[[], float]) -> list[float]:
    """Return the median milliseconds of each, asked by turns, once all have been asked before."""
    taken: list[list[float]] = [[] for _ in asked]
    for turn in range(ROUNDS + 1):
        for ask, times in zip(asked, taken, strict=True):
            begun = clock()
            ask()
            times += [(clock() - begun) * 1000] if turn else []
    return [median(times) for times in taken]


def make(store: Store, cases: int, *, is_light: bool = False) -> list[Row]:
    """Fill a store and return the adults."""
    chance = random.Random(20270104)
    corpus = Corpus(chance)
    people = [corpus.someone() for _ in range(cases // PEOPLE_IN_LIGHT if is_light else cases)]
    with store.writing() as connection:
        # Else most pages would be written, encrypted and read again many times; it is as it was for what is measured.
        kept = connection.exec_driver_sql("PRAGMA cache_size").scalar_one()
        connection.exec_driver_sql(f"PRAGMA cache_size = -{FILLING_KIB}")
        fill(connection, people)
        if is_light:
            connection.execute(delete(search_key))
        for start in range(len(people), cases, BATCH):
            connection.execute(insert(case_record), list(map(_case, range(start + 1, min(cases, start + BATCH) + 1))))
        for start in range(0, cases, BATCH):
            rows = [_state(number, chance) for number in range(start + 1, min(cases, start + BATCH) + 1)]
            connection.execute(insert(case_state), rows)
            dues = [due for row in rows if row["is_open"] for due in _dues(row, chance)]
            if dues:
                connection.execute(insert(case_due), dues)
        first = len(people) // 3
        confirmed = range(first, first + KNOWN_AS - 1)
        suggested = (number for number in range(1, len(people), 10) if number not in confirmed)
        connection.execute(insert(link), [_link(each, "confirmed") for each in confirmed])
        connection.execute(insert(link), [_link(each, "suggested") for each in suggested])
        connection.execute(insert(case_exclusion), [_exclusion(each) for each in (confirmed[1], len(people) // 2)])
        connection.execute(insert(projection), [{"authority": AUTHORITY, "basis": "0" * 64}])
    with store.reading() as connection:
        connection.exec_driver_sql(f"PRAGMA cache_size = {kept}")
    return people


def _case(number: int) -> Row:
    return {
        "id": UUID(int=number), "authority": AUTHORITY, "reference": f"2026-{number:04}", "state": "new",
        "opened_at": NOW,
    }  # fmt: skip


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
        "days": None, "band": NOT_YET if is_open else chance.choice(tuple(BANDS)), "valid_from": received,
        "changes_at": NOW + timedelta(minutes=1 + chance.randrange(60 * 24 * 60)) if is_open else None,
    }  # fmt: skip


def _dues(row: Row, chance: random.Random) -> list[Row]:
    return [
        {
            "case_id": row["case_id"], "position": position, "authority": AUTHORITY, "clock": clock,
            "due_at": NOW + timedelta(hours=chance.randrange(-800, 1600)), "is_priority": row["is_priority"],
        }
        for position, clock in enumerate(_CLOCKS, 1)
    ]  # fmt: skip


def _link(number: int, state: str) -> Row:
    one, other = UUID(int=number), UUID(int=number + 1)
    is_decided = state == "confirmed"
    return {
        "id": UUID(int=10**12 + number), "authority": AUTHORITY, "kind": "adult", "one_id": one, "other_id": other,
        "one_submission_id": one, "other_submission_id": other, "state": state, "score": 90, "reasons": [],
        "suggested_at": NOW, "decided_at": NOW if is_decided else None, "decided_by": "duty-1" if is_decided else None,
    }  # fmt: skip


def _exclusion(number: int) -> Row:
    return {
        "id": UUID(int=number), "authority": AUTHORITY, "case_id": UUID(int=number), "officer": OFFICER,
        "reason": "a conflict of interest", "excluded_at": NOW, "excluded_by": "duty-2",
    }  # fmt: skip


def copy_to_server(connection: Connection, postgres: PostgresServer) -> Server:
    """Put the same rows into a new store on the server."""
    import psycopg

    server = postgres.new_store()
    with (
        psycopg.connect(
            host=str(postgres.folder), port=postgres.port, dbname=server.database, user="postgres",
            options="-c timezone=UTC -c session_replication_role=replica", autocommit=True,
        ) as there,
        there.cursor() as cursor,
    ):  # fmt: skip
        for table in metadata.sorted_tables:
            columns = ", ".join(f'"{column.name}"' for column in table.c)
            rows = _driver(connection).execute(f'SELECT {columns} FROM "{table.name}"')
            with cursor.copy(f'COPY "{table.name}" ({columns}) FROM STDIN'.encode()) as copy:
                for row in rows:
                    copy.write_row(row)
        cursor.execute("VACUUM ANALYZE")  # which a server does by itself; the tests' own does not
    return server


def _driver(connection: Connection) -> Any:
    """Return what the rows of a whole table are read with: SQLAlchemy's own take twice as long."""
    return connection.connection.driver_connection


def copy_bare(store: Store, file: Path) -> sqlite3.Connection:
    """Put the same rows, tables and indexes into a file that is not encrypted."""
    bare = sqlite3.connect(file)
    bare.execute("PRAGMA journal_mode = OFF")
    bare.execute("PRAGMA synchronous = OFF")
    bare.execute(f"PRAGMA cache_size = -{FILLING_KIB}")
    wanted = ("case_record", "case_state", "case_due", "case_stale", "case_exclusion", "link", "adult", "engagement",
              "organisation", "submission", "search_key")  # fmt: skip
    with store.reading() as connection:
        asked = (
            "SELECT type, sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name IN (SELECT value FROM json_each(?))"
        )
        schema = connection.exec_driver_sql(asked, (json.dumps(wanted),)).all()
        for statement in (sql for kind, sql in schema if kind == "table"):
            bare.execute(statement)
        for name in wanted:
            places = ", ".join("?" for _ in metadata.tables[name].c)
            rows = _driver(connection).execute(f'SELECT * FROM "{name}"')
            bare.executemany(f'INSERT INTO "{name}" VALUES ({places})', rows)
        for statement in (sql for kind, sql in schema if kind == "index"):
            bare.execute(statement)
    bare.commit()
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
