"""The office's work lists: bringing the rows of its cases up to date, and asking them what is to be done."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, assert_never
from uuid import UUID

from lado_site.profiles import LONDON, Calendar, Duty, Profile, add_months, day_in_england, load_profile

from ..casework.clocks import limits
from ..casework.worklists import (
    BASIS,
    LISTS,
    ByCase,
    ByClock,
    Told,
    Turn,
    WorkList,
    clock_keys,
    project,
    turn_of,
)
from ..casework.worklists.lists import EDUCATION
from ..errors import Misuse
from ..store import projection
from ..store.acknowledging import receipts_to_acknowledge
from ..store.audit import Happening, append, times_since
from ..store.exclusions import HIDDEN, hidden_cases
from ..store.projection import Count, DueLine
from .events import files_by_case

if TYPE_CHECKING:
    from sqlalchemy import Connection, RowMapping

    from ..custody.unlocking import Office

PAGE = 50
"""Entries of a list that are shown unless all are asked for."""

RECENT_DAYS = 7
"""Days for which what came in counts as not acknowledged yet; after that somebody has answered in another way."""

DUTY_DONE = "duty-done"
"""What the audit chain calls something that the service did."""

_HERE = "here"


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One entry of a list: about a case, or about a duty of the service, which has none.

    ``ends`` is the last instant in time, and ``is_day`` tells that it stands for a whole day.
    """

    case: str
    what: str = field(repr=False)
    clock: str = ""
    ends: datetime | None = None
    is_day: bool = True
    is_late: bool = False
    is_priority: bool = False
    monitored_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """A list with its first entries, and how many it has."""

    list: WorkList
    entries: tuple[Entry, ...]
    count: int


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


def note_duty(office: Office, key: str, *, now: datetime) -> Entry:
    """Note that something was done that the service does regularly. Raises Misuse for a duty that there is not."""
    desk = _Desk.of(office, now)
    duty = next((each for each in desk.profile.duties if each.key == key), None)
    if duty is None:
        known = ", ".join(each.key for each in desk.profile.duties) or "the profile names none"
        raise Misuse(f"the profile has no duty {key}", hint=f"it has: {known}")
    with office.store.writing() as connection:
        happening = Happening(action=DUTY_DONE, subject=_subject(duty))
        append(connection, [happening], authority=desk.authority, actor=office.officer, now=now)
        return _duty_entry(connection, desk, duty)


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
            states, dues = _project(connection, authority, cases, profile, calendar, now)
            projection.write_rows(connection, cases, states, dues)
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
            states, dues = _project(connection, authority, some, profile, calendar, now)
            differing = _differences(connection, some, states, dues)
            if differing:
                projection.write_rows(connection, some, states, dues)
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

    authority: str
    profile: Profile
    now: datetime

    @classmethod
    def of(cls, office: Office, now: datetime) -> _Desk:
        return cls(authority=office.home.authority, profile=_profile(office), now=now)

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
        case None:
            entries = _duties(connection, desk)
        case ByCase():
            entries = _by_case(connection, desk, wanted.by)
        case _:
            assert_never(wanted.by)
    return Listed(list=wanted, entries=tuple(entries[:most]), count=len(entries))


def _by_clock(connection: Connection, desk: _Desk, wanted: WorkList, by: ByClock, most: int | None) -> Listed:
    is_today = by.days == 0
    asked: dict[str, Any] = {"clocks": clock_keys(by, desk.profile), "undated": is_today}
    until = desk.now - timedelta(microseconds=1) if by.days is None else desk.end_of_day(by.days)
    lines = (
        ()
        if most == 0
        else projection.due_until(connection, desk.authority, until, priority_first=is_today, most=most, **asked)
    )
    hidden = hidden_cases(connection)
    return Listed(
        list=wanted,
        entries=tuple(_clock_entry(each, desk, is_hidden=each.case_id in hidden) for each in lines),
        count=projection.count_due(connection, desk.authority, until, **asked),
    )


def _clock_entry(line: DueLine, desk: _Desk, *, is_hidden: bool) -> Entry:
    if is_hidden:
        return Entry(case=line.case, what=HIDDEN)
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
        case _:
            assert_never(by)


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
    return [_duty_entry(connection, desk, each) for each in desk.profile.duties]


def _duty_entry(connection: Connection, desk: _Desk, duty: Duty) -> Entry:
    turn: Turn = turn_of(duty, desk.profile, desk.today)
    done = times_since(
        connection, desk.authority, DUTY_DONE, _subject(duty), since=_midnight(turn.first), until=desk.now
    )
    return Entry(
        case="",
        clock=duty.key,
        what=f"{duty.role or 'the service'} {duty.label}: {done} of at least {duty.times} this {duty.period}",
        ends=None if done >= duty.times else _midnight(turn.last + timedelta(days=1)) - timedelta(microseconds=1),
    )


def _subject(duty: Duty) -> str:
    return f"duty {duty.key}"


def _project(
    connection: Connection,
    authority: str,
    cases: Collection[UUID],
    profile: Profile,
    calendar: Calendar,
    now: datetime,
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Work out the rows of cases as they are to be written. A known duplicate of another case has none."""
    counting = projection.counting_cases(connection, cases)
    events = files_by_case(connection, authority, list(counting))
    told = _told_in(connection, counting)
    states: list[dict[str, Any]] = []
    dues: list[dict[str, Any]] = []
    for case_id, reference in counting.items():
        state, due = project(events[case_id], told[case_id], profile, calendar, now)
        key = {"case_id": case_id, "authority": authority}
        states.append({**key, "reference": reference, **asdict(state)})
        dues += [
            {**key, "position": position, **asdict(each), "is_priority": state.is_priority}
            for position, each in enumerate(due, 1)
        ]
    return states, dues


def _told_in(connection: Connection, cases: Collection[UUID]) -> Mapping[UUID, Told]:
    return {
        case_id: Told(
            form=submissions[0].form,
            answers=submissions[0].answers,
            joined=tuple((each.form, each.answers) for each in submissions if not each.is_opening),
        )
        for case_id, submissions in projection.answers_of(connection, cases).items()
    }


def _differences(
    connection: Connection,
    cases: Collection[UUID],
    states: Sequence[Mapping[str, Any]],
    dues: Sequence[Mapping[str, Any]],
) -> list[Difference]:
    """Compare rows with those that are kept."""
    kept, kept_dues = projection.rows_of(connection, cases)
    found = []
    worked_out = {row["case_id"]: row for row in states}
    for case_id in kept.keys() | worked_out.keys():
        row, old = worked_out.get(case_id), kept.get(case_id)
        if row is None or old is None:
            found.append(Difference(case=(row or old or {})["reference"], columns=("row",)))
            continue
        columns = [name for name, value in row.items() if old[name] != value]
        mine = [dict(each) for each in dues if each["case_id"] == case_id]
        if mine != [dict(each) for each in kept_dues.get(case_id, [])]:
            columns.append("due")
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
