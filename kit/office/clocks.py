"""Which clocks run in the office's cases, the most urgent first."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from lado_site.profiles import Calendar, Profile

from ..casework.clocks import Clock, Event, State, clocks
from ..store.exclusions import hidden_cases
from ..store.projection import ROWS, counting_cases, states_of
from .events import a_case, files_by_case, files_of
from .rows import bring_up_to_date, open_cases

if TYPE_CHECKING:
    from ..custody.unlocking import Office


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseClock:
    """A clock, and the case it runs in."""

    case: str
    clock: Clock


def list_clocks(
    office: Office, *, now: datetime, name: str = "", states: Collection[State] = ()
) -> tuple[CaseClock, ...]:
    """List the clocks of one case or of all, the most urgent first: what is still to do, or all in these states.

    Raises Refused.
    """
    profile = office.home.read_profile()
    calendar = Calendar.of(profile)
    files = _named_file(office, name) if name else _files_to_list(office, states, profile, now=now)
    found = [
        CaseClock(case=reference, clock=clock)
        for reference, events in files
        for clock in clocks(events, profile, calendar, now)
        if (clock.state in states if states else clock.is_open)
    ]
    return tuple(sorted(found, key=lambda each: (_urgency(each.clock, now), each.case, each.clock.id)))


def count_hidden(office: Office, *, states: Collection[State] = (), now: datetime) -> int:
    """Count the cases that such a list leaves out because whoever asks is excluded from them."""
    bring_up_to_date(office, now=now)
    with office.store.reading() as connection:
        stood = states_of(connection, hidden_cases(connection)).values()
    return sum(not _only_open(states) or each["is_open"] for each in stood)


def _only_open(states: Collection[State]) -> bool:
    """Tell whether nothing in a closed case can be in these states: nothing is still to be done there."""
    return set(states) <= {State.RUNNING, State.DUE_SOON}


def _named_file(office: Office, name: str) -> list[tuple[str, tuple[Event, ...]]]:
    with office.store.reading() as connection:
        return files_of(connection, office, a_case(connection, office, name).case_id)


def _files_to_list(
    office: Office, states: Collection[State], profile: Profile, *, now: datetime
) -> list[tuple[str, tuple[Event, ...]]]:
    """Return the files of every case that clocks in these states may run in, but those that are shut to the reader."""
    if _only_open(states):
        return _open_files(office, profile, now=now)
    with office.store.reading() as connection:
        hidden = set(counting_cases(connection, hidden_cases(connection)).values())
        return [each for each in files_of(connection, office, None) if each[0] not in hidden]


def _open_files(office: Office, profile: Profile, *, now: datetime) -> list[tuple[str, tuple[Event, ...]]]:
    """Return the reference of every open case, and everything that happened in it."""
    cases = open_cases(office, now=now, profile=profile)
    found: list[tuple[str, tuple[Event, ...]]] = []
    with office.store.reading() as connection:
        for start in range(0, len(cases), ROWS):
            some = cases[start : start + ROWS]
            names = counting_cases(connection, some)
            found += [
                (names[each], events)
                for each, events in files_by_case(connection, office.home.authority, some).items()
                if each in names
            ]
    return found


def _urgency(clock: Clock, now: datetime) -> datetime:
    return clock.ends or now
