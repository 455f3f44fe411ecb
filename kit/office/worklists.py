"""The office's work lists: bringing the rows of its cases up to date, and asking them what is to be done."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, assert_never
from uuid import UUID

from lado_site.profiles import LONDON, Calendar, FollowUp, Profile, add_months, day_in_england, load_profile

from ..casework.clocks import clocks, limits
from ..casework.figures.facts import facts_of_case
from ..casework.worklists import (
    BASIS,
    LISTS,
    ByCase,
    ByClock,
    ByNextStep,
    Told,
    WorkList,
    clock_keys,
    project,
)
from ..casework.worklists.lists import EDUCATION
from ..errors import Misuse
from ..home import Home
from ..store import projection
from ..store.acknowledging import receipts_to_acknowledge
from ..store.counting import count_due_in
from ..store.exclusions import HIDDEN, hidden_cases
from ..store.projection import Count, DueLine
from . import tracking
from .duties import DRILL, Done, Drilled, DutyStanding, drills, duties_standing
from .events import files_by_case

if TYPE_CHECKING:
    from sqlalchemy import Connection, RowMapping

    from ..custody.unlocking import Office

PAGE = 50
"""Entries of a list that are shown unless all are asked for."""

RECENT_DAYS = 7
"""Days for which what came in counts as not acknowledged yet; after that somebody has answered in another way."""

MOST_MISSED = 6
"""Turns of a duty that were missed and are named; of more there is the number."""

_HERE = "here"


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One entry of a list: about a case, or about a duty of the service, which has none.

    ``ends`` is the last instant in time, and ``is_day`` tells that it stands for a whole day. ``duty`` says more of a
    duty.
    """

    case: str
    what: str = field(repr=False)
    clock: str = ""
    ends: datetime | None = None
    is_day: bool = True
    is_late: bool = False
    is_priority: bool = False
    monitored_at: datetime | None = None
    duty: DutyStanding | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """A list with its first entries, and how many it has; ``hidden`` more are of cases shut to the reader."""

    list: WorkList
    entries: tuple[Entry, ...]
    count: int
    hidden: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """A case whose row was not what its record says."""

    case: str
    columns: tuple[str, ...]


def show_list(office: Office, name: str, *, now: datetime, most: int | None = PAGE) -> Listed:
    """Return one list as it stands at a moment. Raises Misuse for a name that there is not."""
    if name not in LISTS:
        raise Misuse(f"there is no list {name}", hint=f"use one of {', '.join(LISTS)}")
    desk = _Desk.of(office, now)
    bring_up_to_date(office, now=now, profile=desk.profile)
    with office.store.reading() as connection:
        return _listed(connection, desk, LISTS[name], most)


def show_all_lists(office: Office, *, now: datetime, most: int = 10) -> tuple[Listed, ...]:
    """Return every list with how many entries it has, and the first of those for today."""
    desk = _Desk.of(office, now)
    bring_up_to_date(office, now=now, profile=desk.profile)
    with office.store.reading() as connection:
        return tuple(_listed(connection, desk, each, most if each.name == "today" else 0) for each in LISTS.values())


def count_year(office: Office, year: int, *, now: datetime) -> tuple[Count, ...]:
    """Count the cases of a reporting year by sector, category, outcome and how long they took, each once (R43)."""
    bring_up_to_date(office, now=now)
    with office.store.reading() as connection:
        return projection.year_counts(connection, office.home.authority, year)


def bring_up_to_date(office: Office, *, now: datetime, profile: Profile | None = None) -> int:
    """Work out again every row that does not hold at this moment, and return how many those were.

    Whoever has read the office's profile already gives it.
    """
    authority, profile = office.home.authority, profile or _profile(office)
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
    authority, profile = office.home.authority, _profile(office)
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
class _Desk:
    """What every list is made with."""

    home: Home
    profile: Profile
    now: datetime

    @classmethod
    def of(cls, office: Office, now: datetime) -> _Desk:
        return cls(home=office.home, profile=_profile(office), now=now)

    @property
    def authority(self) -> str:
        return self.home.authority

    @property
    def today(self) -> date:
        return day_in_england(self.now)

    def end_of_day(self, days: int) -> datetime:
        """Return the last instant of the day that is so many days after today."""
        return _midnight(self.today + timedelta(days=days + 1)) - timedelta(microseconds=1)


def _listed(connection: Connection, desk: _Desk, wanted: WorkList, most: int | None) -> Listed:
    match wanted.by:
        case ByClock():
            return _by_clock(connection, desk, wanted, wanted.by, most)
        case ByNextStep():
            return _next_steps(connection, desk, wanted, most)
        case None:
            entries = _duties(connection, desk)
        case ByCase():
            entries = _by_case(connection, desk, wanted.by)
        case _:
            assert_never(wanted.by)
    shown = [each for each in entries if each.what != HIDDEN]
    return Listed(list=wanted, entries=tuple(shown[:most]), count=len(shown), hidden=len(entries) - len(shown))


def _by_clock(connection: Connection, desk: _Desk, wanted: WorkList, by: ByClock, most: int | None) -> Listed:
    is_today = by.days == 0
    asked: dict[str, Any] = {"clocks": clock_keys(by, desk.profile), "undated": is_today}
    until = desk.now - timedelta(microseconds=1) if by.days is None else desk.end_of_day(by.days)
    return _due_listed(
        connection, desk, wanted, until, asked, lambda line: _clock_entry(line, desk), most, priority_first=is_today
    )


def _due_listed(
    connection: Connection,
    desk: _Desk,
    wanted: WorkList,
    until: datetime,
    asked: dict[str, Any],
    entry: Callable[[DueLine], Entry],
    most: int | None,
    *,
    priority_first: bool,
) -> Listed:
    """List what is due until an instant, without the cases that the reader must not open, and count what those have."""
    authority, hidden = desk.authority, hidden_cases(connection)
    not_shown = count_due_in(connection, hidden, until, **asked) if hidden else 0
    lines: Iterable[DueLine] = ()
    if most != 0:
        read = None if most is None else most + not_shown
        lines = projection.due_until(connection, authority, until, priority_first=priority_first, most=read, **asked)
    shown = [each for each in lines if each.case_id not in hidden]
    return Listed(
        list=wanted,
        entries=tuple(map(entry, shown[:most])),
        count=projection.count_due(connection, authority, until, **asked) - not_shown,
        hidden=not_shown,
    )


def _next_steps(connection: Connection, desk: _Desk, wanted: WorkList, most: int | None) -> Listed:
    steps = {each.key: each for each in desk.profile.follow_ups}
    asked: dict[str, Any] = {"clocks": tuple(steps), "undated": True}
    return _due_listed(
        connection, desk, wanted, desk.now, asked, lambda line: _step_entry(line, steps), most, priority_first=True
    )


def _step_entry(line: DueLine, steps: Mapping[str, FollowUp]) -> Entry:
    return Entry(case=line.case, what=steps[line.clock].task, clock=line.clock, is_priority=line.is_priority)


def _clock_entry(line: DueLine, desk: _Desk) -> Entry:
    limit = next(each for each in limits(desk.profile) if each.key == line.clock)
    return Entry(
        case=line.case,
        what=limit.task if line.due_at else f"{limit.task}: set the day",
        clock=line.clock,
        ends=line.due_at,
        is_day=limit.unit not in ("hours", "working-hours"),
        is_late=line.due_at is not None and line.due_at < desk.now,
        is_priority=line.is_priority,
    )


def _by_case(connection: Connection, desk: _Desk, by: ByCase) -> list[Entry]:
    authority = desk.authority
    match by:
        case ByCase.AWAITING:
            rows = projection.waiting_cases(connection, authority)
            return _entries(connection, rows, lambda row: f"waits for {row['waits_for']}")
        case ByCase.POLICE:
            return _entries(connection, projection.police_cases(connection, authority), _of_police)
        case ByCase.LETTERS:
            rows = projection.cases_with(connection, authority, "letters")
            return [*_entries(connection, rows, lambda row: str(row["letters"])), *_to_acknowledge(connection, desk)]
        case ByCase.PROBLEMS:
            rows = projection.cases_with(connection, authority, "problems")
            return _entries(connection, rows, lambda row: str(row["problems"]))
        case ByCase.SCHOOLS_WEEK:
            monday = desk.today - timedelta(days=desk.today.weekday() + 7)
            span = {"since": _midnight(monday), "before": _midnight(monday + timedelta(weeks=1))}
            rows = projection.cases_received(connection, authority, sectors=EDUCATION, **span)
            return _entries(connection, rows, _described(desk.profile))
        case ByCase.SCHOOLS_MONTH:
            first = desk.today.replace(day=1)
            span = {"since": _midnight(add_months(first, -1)), "before": _midnight(first)}
            rows = projection.cases_open_between(connection, authority, sectors=EDUCATION, area=_HERE, **span)
            return _entries(connection, rows, _described(desk.profile))
        case ByCase.EXCEPTIONS:
            return _watched(connection, tracking.exceptions(connection, authority, desk.profile, desk.now))
        case ByCase.MEETING_ACTIONS:
            return _watched(connection, tracking.meeting_actions(connection, authority, desk.profile, desk.now))
        case ByCase.INVESTIGATIONS:
            return _watched(connection, tracking.investigations(connection, authority, desk.profile, desk.now))
        case _:
            assert_never(by)


def _watched(connection: Connection, lines: Iterable[tracking.Watched]) -> list[Entry]:
    hidden = hidden_cases(connection)
    return [
        Entry(
            case=each.case, what=HIDDEN if each.case_id in hidden else each.what, ends=each.ends, is_late=each.is_late
        )
        for each in lines
    ]


def _entries(connection: Connection, rows: Iterable[RowMapping], what: Callable[[RowMapping], str]) -> list[Entry]:
    hidden = hidden_cases(connection)
    return [
        Entry(case=row["reference"], what=HIDDEN)
        if row["case_id"] in hidden
        else Entry(
            case=row["reference"],
            what=what(row),
            clock=row["next_clock"],
            ends=row["next_due_at"],
            is_priority=row["is_priority"],
            monitored_at=row["monitored_at"],
        )
        for row in rows
    ]


def _of_police(row: RowMapping) -> str:
    return f"the police investigate; held by {row['held_by']}" if row["held_by"] else "the police investigate"


def _described(profile: Profile) -> Callable[[RowMapping], str]:
    """Say of a case, without naming anybody, what it is about and how it stands."""
    labels = {
        "sector": {each.key: each.label for each in profile.sectors},
        "category": {each.key: each.label for each in profile.categories},
        "pathway": {each.key: each.label for each in profile.pathways},
        "outcome": {each.key: each.label for each in profile.outcomes},
    }

    def describe(row: RowMapping) -> str:
        named = [known.get(row[column], row[column]) for column, known in labels.items() if row[column]]
        return "; ".join([*named, "open" if row["is_open"] else "closed"])

    return describe


def _to_acknowledge(connection: Connection, desk: _Desk) -> list[Entry]:
    since = _midnight(desk.today - timedelta(days=RECENT_DAYS))
    receipts, _ = receipts_to_acknowledge(connection, desk.authority, since=since, but=hidden_cases(connection))
    return [Entry(case=each, what="acknowledge it: lado acknowledge") for each in receipts]


def _duties(connection: Connection, desk: _Desk) -> list[Entry]:
    return [
        *map(_duty_entry, duties_standing(connection, desk.authority, desk.profile, now=desk.now)),
        _drill_entry(drills(connection, desk.home, now=desk.now), desk),
    ]


def _duty_entry(standing: DutyStanding) -> Entry:
    duty, turn = standing.duty, standing.now.turn
    return Entry(
        case="",
        clock=duty.key,
        what=f"{duty.role or 'the service'} {duty.label}: {standing.now.times} of at least {duty.times} "
        f"this {duty.period}{_missed(standing)}",
        ends=_end_of(turn.last) if standing.is_short else None,
        duty=standing,
    )


def _missed(standing: DutyStanding) -> str:
    """Name the turns of this year that were missed, the last of them where there are many."""
    missed = standing.missed
    named = [_in_words(each, standing) for each in missed[-MOST_MISSED:]]
    earlier = len(missed) - len(named)
    return f"; missed: {', '.join([*([f'{earlier} more before'] if earlier else []), *named])}" if missed else ""


def _in_words(done: Done, standing: DutyStanding) -> str:
    return f"{done.turn.in_words(standing.duty.period)} ({done.times} of {standing.duty.times})"


def _drill_entry(drilled: Sequence[Drilled], desk: _Desk) -> Entry:
    """Say by when every key is to be tried, and which one was tried longest ago."""
    first = min(drilled, key=lambda each: (each.due, each.name))
    last = f"last opened on {first.last.day} {first.last:%B %Y}" if first.last else "not tried yet"
    ends = _end_of(first.due)
    what = f"the key holders try every key once a year (lado keys drill): {first.name} was {last}"
    return Entry(case="", clock=DRILL, what=what, ends=ends, is_late=ends < desk.now)


def _end_of(day: date) -> datetime:
    return _midnight(day + timedelta(days=1)) - timedelta(microseconds=1)


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


def _profile(office: Office) -> Profile:
    return load_profile(str(office.home.profile_file))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=LONDON).astimezone(UTC)
