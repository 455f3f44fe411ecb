"""The rows that lists of work and figures are made of: worked out of what is on record, and of nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from lado_site.profiles import Calendar, Profile

from ..casework.clocks import clocks
from ..casework.figures.facts import facts_of_case
from ..casework.worklists import BASIS, Told, project
from ..store import projection
from ..store.exclusions import hidden_cases
from .events import files_by_case

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ..custody.unlocking import Office


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """A case whose row was not what its record says."""

    case: str
    columns: tuple[str, ...]


def bring_up_to_date(office: Office, *, now: datetime, profile: Profile | None = None) -> int:
    """Work out again every row that does not hold at this moment, and return how many those were.

    Whoever has read the office's profile already gives it.
    """
    authority, profile = office.home.authority, profile or office.home.read_profile()
    basis = _basis(profile)
    with office.store.reading() as connection:
        if projection.is_up_to_date(connection, authority, basis=basis, now=now):
            return 0
    with office.store.writing() as connection:
        projection.begin_again(connection, authority, basis=basis)
    calendar, done = Calendar.of(profile), 0
    while True:
        with office.store.writing() as connection:
            cases = projection.stale_cases(connection, authority, now=now)
            if not cases:
                return done
            rows = _project(connection, authority, cases, profile, calendar, now)
            projection.write_rows(connection, cases, rows.states, rows.dues, rows.figures)
        done += len(cases)


def check_rows(office: Office, *, now: datetime) -> tuple[Difference, ...]:
    """Work out every case's row again, put right what was not so, and say where that was."""
    authority, profile = office.home.authority, office.home.read_profile()
    bring_up_to_date(office, now=now, profile=profile)
    calendar = Calendar.of(profile)
    found: list[Difference] = []
    with office.store.reading() as connection:
        every = projection.every_case(connection, authority)
    for start in range(0, len(every), projection.ROWS):
        some = every[start : start + projection.ROWS]
        with office.store.writing() as connection:
            rows = _project(connection, authority, some, profile, calendar, now)
            differing = _differences(connection, some, rows)
            if differing:
                projection.write_rows(connection, some, rows.states, rows.dues, rows.figures)
            found += differing
    return tuple(found)


def open_cases(office: Office, *, now: datetime, profile: Profile) -> tuple[UUID, ...]:
    """List the cases that are open at a moment."""
    bring_up_to_date(office, now=now, profile=profile)
    with office.store.reading() as connection:
        hidden = hidden_cases(connection)
        return tuple(each for each in projection.open_cases(connection, office.home.authority) if each not in hidden)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Rows:
    """The rows of some cases, by table."""

    states: list[dict[str, Any]]
    dues: list[dict[str, Any]]
    figures: list[dict[str, Any]]


def _project(
    connection: Connection,
    authority: str,
    cases: Collection[UUID],
    profile: Profile,
    calendar: Calendar,
    now: datetime,
) -> _Rows:
    """Work out the rows of cases as they are to be written. A known duplicate of another case has none."""
    counting = projection.counting_cases(connection, cases)
    events = files_by_case(connection, authority, list(counting))
    told = _told_in(connection, counting)
    rows = _Rows(states=[], dues=[], figures=[])
    for case_id, reference in counting.items():
        running = clocks(events[case_id], profile, calendar, now)
        state, due = project(events[case_id], told[case_id], profile, calendar, now, running=running)
        facts = facts_of_case(events[case_id], told[case_id], profile, running, now)
        key = {"case_id": case_id, "authority": authority}
        rows.states.append({**key, "reference": reference, **asdict(state)})
        rows.figures.append({**key, "facts": facts.as_json()})
        rows.dues.extend(
            {**key, "position": position, **asdict(each), "is_priority": state.is_priority}
            for position, each in enumerate(due, 1)
        )
    return rows


def _told_in(connection: Connection, cases: Collection[UUID]) -> Mapping[UUID, Told]:
    return {
        case_id: Told(
            form=submissions[0].form,
            answers=submissions[0].answers,
            joined=tuple((each.form, each.answers) for each in submissions if not each.is_opening),
        )
        for case_id, submissions in projection.answers_of(connection, cases).items()
    }


def _differences(connection: Connection, cases: Collection[UUID], rows: _Rows) -> list[Difference]:
    """Compare rows with those that are kept."""
    kept, kept_dues = projection.rows_of(connection, cases)
    kept_facts = projection.facts_of_cases(connection, cases)
    facts = {row["case_id"]: row["facts"] for row in rows.figures}
    found = []
    worked_out = {row["case_id"]: row for row in rows.states}
    for case_id in kept.keys() | worked_out.keys():
        row, old = worked_out.get(case_id), kept.get(case_id)
        if row is None or old is None:
            found.append(Difference(case=(row or old or {})["reference"], columns=("row",)))
            continue
        columns = [name for name, value in row.items() if old[name] != value]
        mine = [dict(each) for each in rows.dues if each["case_id"] == case_id]
        if mine != [dict(each) for each in kept_dues.get(case_id, [])]:
            columns.append("due")
        if facts[case_id] != kept_facts.get(case_id):
            columns.append("figures")
        if columns:
            found.append(Difference(case=row["reference"], columns=tuple(columns)))
    return found


def _basis(profile: Profile) -> str:
    """Return what rows are worked out by: the authority's settings, and this release's way."""
    return hashlib.sha256(f"{BASIS} {profile!r}".encode()).hexdigest()
