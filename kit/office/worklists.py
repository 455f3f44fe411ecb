"""The office's work lists: what is to be done, as the rows of its cases say once they are up to date."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, assert_never

from lado_site.profiles import FollowUp, Profile, add_months, day_in_england

from ..casework.clocks import limits
from ..casework.clocks.states import first_instant, last_instant
from ..casework.worklists import AGREED_ACTION, LISTS, ByCase, ByClock, ByNextStep, WorkList, clock_keys
from ..casework.worklists.lists import EDUCATION
from ..errors import Misuse
from ..home import Home
from ..store import projection
from ..store.acknowledging import receipts_to_acknowledge
from ..store.counting import count_due_in
from ..store.exclusions import HIDDEN, hidden_cases
from ..store.projection import DueLine
from . import tracking
from .duties import DRILL, Done, Drilled, DutyStanding, drills, duties_standing
from .rows import bring_up_to_date

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


@dataclass(frozen=True, kw_only=True, slots=True)
class _Desk:
    """What every list is made with."""

    home: Home
    profile: Profile
    now: datetime

    @classmethod
    def of(cls, office: Office, now: datetime) -> _Desk:
        return cls(home=office.home, profile=office.home.read_profile(), now=now)

    @property
    def authority(self) -> str:
        return self.home.authority

    @property
    def today(self) -> date:
        return day_in_england(self.now)

    def end_of_day(self, days: int) -> datetime:
        """Return the last instant of the day that is so many days after today."""
        return last_instant(self.today + timedelta(days=days))


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
    if line.clock == AGREED_ACTION:
        return _action_entry(line, desk)
    limit = next(each for each in limits(desk.profile) if each.key == line.clock)
    task = f"{limit.task} ({limit.aim})" if limit.aim else limit.task
    return Entry(
        case=line.case,
        what=task if line.due_at else f"{task}: set the day",
        clock=line.clock,
        ends=line.due_at,
        is_day=limit.unit not in ("hours", "working-hours"),
        is_late=line.due_at is not None and line.due_at < desk.now,
        is_priority=line.is_priority,
    )


def _action_entry(line: DueLine, desk: _Desk) -> Entry:
    return Entry(
        case=line.case,
        what="An agreed action is to be done: lado worklist meeting-actions",
        clock=line.clock,
        ends=line.due_at,
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
            span = {"since": first_instant(monday), "before": first_instant(monday + timedelta(weeks=1))}
            rows = projection.cases_received(connection, authority, sectors=EDUCATION, **span)
            return _entries(connection, rows, _described(desk.profile))
        case ByCase.SCHOOLS_MONTH:
            first = desk.today.replace(day=1)
            span = {"since": first_instant(add_months(first, -1)), "before": first_instant(first)}
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
    since = first_instant(desk.today - timedelta(days=RECENT_DAYS))
    receipts, _ = receipts_to_acknowledge(connection, desk.authority, since=since, but=hidden_cases(connection))
    return [Entry(case=each, what="acknowledge it: lado acknowledge") for each in receipts]


def _duties(connection: Connection, desk: _Desk) -> list[Entry]:
    entries = [
        *map(_duty_entry, duties_standing(connection, desk.authority, desk.profile, now=desk.now)),
        _drill_entry(drills(connection, desk.home, now=desk.now), desk),
    ]
    return sorted(entries, key=lambda each: (each.ends is None, each.ends or desk.now))


def _duty_entry(standing: DutyStanding) -> Entry:
    duty, turn = standing.duty, standing.now.turn
    return Entry(
        case="",
        clock=duty.key,
        what=f"{duty.role or 'the service'} {duty.label}: {standing.now.times} of at least {duty.times} "
        f"this {duty.period}{_missed(standing)}",
        ends=last_instant(turn.last) if standing.is_short else None,
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
    ends = last_instant(first.due)
    what = f"the key holders try every key once a year (lado keys drill): {first.name} was {last}"
    return Entry(case="", clock=DRILL, what=what, ends=ends, is_late=ends < desk.now)
