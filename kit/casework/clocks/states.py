"""The state of every clock of a case at one moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import overload

from lado_site.profiles import LONDON, Calendar, Profile, Unit, day_in_england, is_working_day, runs_out

from .events import ABOUT, CLOCK, DUE, MET, NO, REASON, Event, EventKind, in_force, is_before
from .facts import WHY_NOT, Facts, facts_of, holds
from .limits import Limit, limits


class State(StrEnum):
    """Where a clock stands."""

    RUNNING = "running"
    DUE_SOON = "due-soon"
    MET = "met"
    LATE = "late"
    LATE_WITH_REASON = "late-with-reason"
    STOPPED = "stopped"
    NOT_APPLICABLE = "not-applicable"
    NOT_STARTED = "not-started"


NO_DAY = "no day is set yet"
CASE_CLOSED = "the case was closed"
AGAIN = "no document says how time runs in a case that was opened again: it is counted from the reopening"

_ENDINGS = {EventKind.CONCLUDED, EventKind.CLOSED}
"""What a reopening undoes: the case has to come to its end again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Clock:
    """One time limit in one case, as things stand.

    ``due_at`` is the instant at which a limit in hours ends, ``due_on`` the last day of any other; ``other_due_on`` is
    the day by what the document may mean as well (R03). ``started_by`` is the id of the event that started it. One that
    is late was either done late (``met_at``), or stopped when it was late already (``stopped_at``), or is still to do.
    """

    id: str
    task: str
    state: State
    started_by: str = ""
    started_at: datetime | None = None
    due_at: datetime | None = None
    due_on: date | None = None
    other_due_on: date | None = None
    met_at: datetime | None = None
    stopped_at: datetime | None = None
    reason: str = ""
    responsible: str = ""
    assumed: str = ""
    wherever_possible: bool = False
    reason_if_late: bool = False
    aim: str = ""
    sources: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Tell whether there is still something to do."""
        is_waiting = self.state in (State.RUNNING, State.DUE_SOON, State.LATE, State.LATE_WITH_REASON)
        return is_waiting and self.met_at is None and self.stopped_at is None

    @property
    def ends(self) -> datetime | None:
        """The last instant in time; for a day that is the end of it in England."""
        return last_instant(self.due_at or self.due_on)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Case:
    """What the clocks of one case are worked out from; ``by_kind`` has the events in the order they happened.

    A case that was opened again is several of these, one after the other: ``reopened`` is what began a later one, and
    ``closed_before`` when the one before it was closed.
    """

    by_kind: Mapping[EventKind, Sequence[Event]]
    facts: Facts
    closed_at: datetime | None
    reopened: Event | None
    closed_before: datetime | None
    calendar: Calendar
    now: datetime

    def of(self, *kinds: EventKind) -> list[Event]:
        """Return the events of these kinds, in the order in which they happened."""
        found = [each for kind in dict.fromkeys(kinds) for each in self.by_kind.get(kind, ())]
        return sorted(found, key=lambda each: each.happened_at) if len(kinds) > 1 else found


def clocks(events: Iterable[Event], profile: Profile, calendar: Calendar, now: datetime) -> tuple[Clock, ...]:
    """Work out every clock of a case at a moment. What is said to happen after it does not count yet."""
    standing = tuple(each for each in in_force(events) if each.happened_at <= now)
    rounds = tuple(_rounds(standing, facts_of(standing, profile), calendar, now))
    return tuple(clock for limit in limits(profile) for clock in _clocks_of(limit, rounds))


def _rounds(standing: Sequence[Event], facts: Facts, calendar: Calendar, now: datetime) -> Iterator[_Case]:
    """Yield the case as it was until it was opened again, each time that was so, and as it is since."""
    rounds: dict[str, int] = {}
    begun: list[tuple[Event | None, datetime | None]] = [(None, None)]
    closed: list[datetime | None] = [None]
    for each in standing:
        if each.kind is EventKind.CLOSED:
            closed[-1] = each.happened_at
        elif each.kind is EventKind.REOPENED and closed[-1]:
            begun.append((each, closed[-1]))
            closed.append(None)
        # What names an earlier event is about the time that this one is of.
        rounds[each.id] = rounds.get(each.detail.get(ABOUT, ""), len(begun) - 1)
    by_kind: list[dict[EventKind, list[Event]]] = [{} for _ in begun]
    for each in standing:
        by_kind[rounds[each.id]].setdefault(each.kind, []).append(each)
    for events, (reopened, closed_before), closed_at in zip(by_kind, begun, closed, strict=True):
        yield _Case(
            by_kind=events,
            facts=facts,
            closed_at=closed_at,
            reopened=reopened,
            closed_before=closed_before,
            calendar=calendar,
            now=now,
        )


def first_instant(day: date) -> datetime:
    """Return when a day begins in England."""
    return datetime.combine(day, time(), tzinfo=LONDON).astimezone(UTC)


@overload
def last_instant(due: date) -> datetime: ...
@overload
def last_instant(due: date | None) -> datetime | None: ...
def last_instant(due: date | None) -> datetime | None:
    """Return the last instant that is in time."""
    if due is None or isinstance(due, datetime):
        return due
    return first_instant(due + timedelta(days=1)) - timedelta(microseconds=1)


def _clocks_of(limit: Limit, rounds: Sequence[_Case]) -> Sequence[Clock]:
    unmet = next((each for each in limit.applies if not holds(each, rounds[-1].facts)), None)
    if unmet is not None:
        return (_blank(limit, State.NOT_APPLICABLE, reason=WHY_NOT[unmet]),)
    found: list[Clock] = []
    for case in rounds:
        found += _of_round(limit, case, found)
    return found or (_blank(limit, State.NOT_STARTED),)


def _of_round(limit: Limit, case: _Case, before: Sequence[Clock]) -> Sequence[Clock]:
    starts = [*_run_again(limit, case, before), *_starts(limit, case)]
    if not starts:
        return ()
    done = [each for each in case.of(*limit.done, EventKind.STEP_DONE) if _does(each, limit)]
    if limit.repeats and limit.from_start:
        return _from_start(limit, starts[0], done, case)
    if limit.repeats:
        return (_anew(limit, starts[-1], done, case),)
    if limit.each:
        return [_judged(limit, start, end, case) for start, end in _paired(starts, done)]
    return (_judged(limit, starts[0], next(iter(done), None), case),)


def _run_again(limit: Limit, case: _Case, before: Sequence[Clock]) -> Sequence[Event]:
    """Return the reopening, where a limit that had begun before it runs again from then.

    That is so for what was still to be done when the case was closed, for what repeats, and for the end of the case;
    not for what belongs to one event among several, nor for what was not needed.
    """
    if case.reopened is None or not before or limit.each:
        return ()
    last = before[-1]
    was_not_needed = last.stopped_at not in (None, case.closed_before)
    is_over = last.met_at and not limit.repeats and _ENDINGS.isdisjoint(limit.done)
    return () if was_not_needed or is_over else (case.reopened,)


def _starts(limit: Limit, case: _Case) -> Sequence[Event]:
    """Return the events that start a limit: of its kinds the first that there is any of."""
    for kind in limit.starts:
        found = [each for each in case.of(kind) if each.detail.get(MET) != NO]
        if found:
            return found
    return ()


def _does(event: Event, limit: Limit) -> bool:
    """Tell whether an event is what a limit asks for. One that names a clock is only about that."""
    named = event.detail.get(CLOCK)
    return named == limit.key or (named is None and event.kind is not EventKind.STEP_DONE)


def _paired(starts: Sequence[Event], done: Sequence[Event]) -> list[tuple[Event, Event | None]]:
    """Give each start what was done about it: what names it, else the first after it that is not used yet."""
    named = {each.detail[ABOUT]: each for each in done if ABOUT in each.detail}
    free = [each for each in done if ABOUT not in each.detail]
    pairs: list[tuple[Event, Event | None]] = []
    for start in starts:
        found = named.get(start.id) or next((each for each in free if not is_before(each, start)), None)
        if found in free:
            free.remove(found)
        pairs.append((start, found))
    return pairs


def _anew(limit: Limit, start: Event, done: Sequence[Event], case: _Case) -> Clock:
    """The turn that runs: from the last time it was met, or from the start."""
    since = [each for each in done if not is_before(each, start)]
    return _judged(limit, since[-1] if since else start, None, case)


def _from_start(limit: Limit, start: Event, done: Sequence[Event], case: _Case) -> list[Clock]:
    """Every turn up to the one that runs, each counted from the start: the 31st stays the 31st."""
    found: list[Clock] = []
    begins, turn = start.happened_at, 1
    until = case.now if case.closed_at is None else min(case.now, case.closed_at)
    while not found or begins <= until:
        end = next((each for each in done if each.happened_at > begins), None)
        found.append(_judged(limit, start, end, case, turn=turn))
        begins, turn = found[-1].ends or until, turn + 1
    return found


def _judged(limit: Limit, start: Event, done: Event | None, case: _Case, *, turn: int = 1) -> Clock:
    """Return one clock with its state."""
    due = _due(limit, start, done, case, turn)
    not_needed = _about(EventKind.STEP_NOT_NEEDED, limit, start, case)
    met_at = done.happened_at if done else None
    stopped_at = None if done else not_needed.happened_at if not_needed else case.closed_at
    reason = _reason(done, _about(EventKind.DELAY_EXPLAINED, limit, start, case), not_needed)
    state, reason = _state(limit, due, met_at, stopped_at, reason, case)
    return Clock(
        id=limit.key,
        task=limit.task,
        state=state,
        started_by=start.id,
        started_at=start.happened_at,
        due_at=due if isinstance(due, datetime) else None,
        due_on=due if not isinstance(due, datetime) else None,
        other_due_on=_other(limit, start.happened_at, case.calendar),
        met_at=met_at,
        stopped_at=stopped_at,
        reason=reason,
        responsible=limit.role,
        assumed="; ".join(filter(None, (limit.assumed, AGAIN if start.kind is EventKind.REOPENED else ""))),
        wherever_possible=limit.wherever_possible,
        reason_if_late=limit.reason_if_late,
        aim=limit.aim,
        sources=limit.sources,
    )


def _state(
    limit: Limit,
    due: date | datetime | None,
    met_at: datetime | None,
    stopped_at: datetime | None,
    reason: str,
    case: _Case,
) -> tuple[State, str]:
    """Return the state, and the reason for it. What was late when it was stopped stays late."""
    ends = last_instant(due)
    if ends and (met_at or stopped_at or case.now) > ends:
        return (State.LATE_WITH_REASON if reason else State.LATE), reason
    if met_at:
        return State.MET, reason
    if stopped_at:
        return State.STOPPED, reason or CASE_CLOSED
    if due is None:  # a day is to be set: that cannot be late, and should not be forgotten
        return State.DUE_SOON, NO_DAY
    is_soon = case.now >= _warned_from(due, limit, case.calendar)
    return (State.DUE_SOON if is_soon else State.RUNNING), reason


def _due(limit: Limit, start: Event, done: Event | None, case: _Case, turn: int) -> date | datetime | None:
    if limit.unit is not None:
        return runs_out(turn * limit.length, limit.unit, start.happened_at, case.calendar)
    set_day = _about(EventKind.DATE_SET, limit, start, case, until=done.happened_at if done else case.now)
    said = (set_day or start).detail.get(DUE)
    return date.fromisoformat(said) if said else None


def _other(limit: Limit, since: datetime, calendar: Calendar) -> date | None:
    if limit.other_unit is None:
        return None
    due = runs_out(limit.length, limit.other_unit, since, calendar)
    return day_in_england(due) if isinstance(due, datetime) else due


def _warned_from(due: date | datetime, limit: Limit, calendar: Calendar) -> datetime:
    """Return from when a clock is due soon; without a warning of its own that is the last day, or the end itself."""
    if isinstance(due, datetime):
        return due - timedelta(hours=limit.warn)
    return datetime.combine(_days_before(due, limit.warn, limit.unit, calendar), time(), tzinfo=LONDON)


def _days_before(day: date, count: int, unit: Unit | None, calendar: Calendar) -> date:
    if unit != "working-days":
        return day - timedelta(days=count)
    while count:
        day -= timedelta(days=1)
        count -= is_working_day(day, calendar.off)
    return day


def _about(kind: EventKind, limit: Limit, start: Event, case: _Case, *, until: datetime | None = None) -> Event | None:
    """Return the last event of a kind that is about this clock, and about this start where it names one.

    Without naming a start it is about all that had begun by that day.
    """
    for event in reversed(case.by_kind.get(kind, ())):
        if event.detail.get(CLOCK) == limit.key and event.happened_at <= (until or case.now):
            about = event.detail.get(ABOUT)
            if about == start.id or (about is None and _is_by_day(start, event)):
                return event
    return None


def _is_by_day(start: Event, event: Event) -> bool:
    return day_in_england(start.happened_at) <= day_in_england(event.happened_at)


def _reason(*events: Event | None) -> str:
    return next((each.detail[REASON] for each in events if each and each.detail.get(REASON)), "")


def _blank(limit: Limit, state: State, *, reason: str = "") -> Clock:
    return Clock(
        id=limit.key,
        task=limit.task,
        state=state,
        reason=reason,
        responsible=limit.role,
        assumed=limit.assumed,
        wherever_possible=limit.wherever_possible,
        reason_if_late=limit.reason_if_late,
        aim=limit.aim,
        sources=limit.sources,
    )
