"""What was believed when: the due dates of a case as they were known after each entry in its record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from lado_site.profiles import Calendar, Profile

from .events import Event
from .states import Clock, State, clocks


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """From ``known_since`` on a clock was known to be due then; ``because`` are the ids of what was recorded.

    Both are None from when it was known not to run, or not to apply.
    """

    clock: str
    started_by: str
    known_since: datetime
    because: tuple[str, ...]
    due_at: datetime | None
    due_on: date | None


def history(events: Iterable[Event], profile: Profile, calendar: Calendar, now: datetime) -> tuple[Change, ...]:
    """List how the due dates of a case changed with what was recorded, in that order. Nothing recorded is lost."""
    every = sorted(events, key=lambda each: each.recorded_at)
    believed: dict[tuple[str, str, int], Clock] = {}
    found: list[Change] = []
    for moment in dict.fromkeys(each.recorded_at for each in every):
        known = [each for each in every if each.recorded_at <= moment]
        because = tuple(each.id for each in known if each.recorded_at == moment)
        believes = _running(clocks(known, profile, calendar, now))
        for key in dict.fromkeys((*believed, *believes)):
            before, after = believed.get(key), believes.get(key)
            if _due(before) != _due(after):
                due_at, due_on = _due(after)
                found.append(
                    Change(
                        clock=key[0],
                        started_by=key[1],
                        known_since=moment,
                        because=because,
                        due_at=due_at,
                        due_on=due_on,
                    )
                )
        believed = believes
    return tuple(found)


def _running(found: Iterable[Clock]) -> dict[tuple[str, str, int], Clock]:
    """Each clock that started, by its key, by what started it, and by which turn it is."""
    started: dict[tuple[str, str, int], Clock] = {}
    for clock in found:
        if clock.state not in (State.NOT_STARTED, State.NOT_APPLICABLE):
            turn = 0
            while (clock.id, clock.started_by, turn) in started:
                turn += 1
            started[clock.id, clock.started_by, turn] = clock
    return started


def _due(clock: Clock | None) -> tuple[datetime | None, date | None]:
    return (clock.due_at, clock.due_on) if clock else (None, None)
