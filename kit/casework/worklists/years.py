"""Which year a case is counted in, and how long it took by the authority's own targets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from lado_site.profiles import Calendar, Profile, Target, day_in_england, runs_out

from ..clocks import Event, EventKind
from ..clocks.limits import STARTS

OPEN, LONGER = "open", "longer"


def report_year(received: datetime, profile: Profile) -> int:
    """Return the year that a contact is counted in: the one in which the authority's reporting year began."""
    return year_of(day_in_england(received), profile)


def year_of(day: date, profile: Profile) -> int:
    """Return the reporting year that a day is in, by the year in which it began."""
    ends = (profile.annual_report.year_ends if profile.annual_report else "") or "12-31"
    is_calendar_year = ends == "12-31"
    return day.year if is_calendar_year or f"{day:%m-%d}" > ends else day.year - 1


def bands(profile: Profile) -> tuple[str, ...]:
    """List the bands of time of an authority, the shortest first: one for each length of its targets."""
    return (*dict.fromkeys(map(_name, sorted(profile.targets, key=_about_days))), LONGER, OPEN)


def band_of(
    ended: datetime | None,
    received: datetime,
    by_kind: Mapping[EventKind, Sequence[Event]],
    profile: Profile,
    calendar: Calendar,
) -> str:
    """Return the shortest band that a case ended in. A target runs from its own start, where that is on record."""
    if ended is None:
        return OPEN
    for target in sorted(profile.targets, key=_about_days):
        due = runs_out(target.length, target.unit, _start(target, by_kind) or received, calendar)
        if (ended <= due) if isinstance(due, datetime) else (day_in_england(ended) <= due):
            return _name(target)
    return LONGER


def days_between(received: datetime, ended: datetime | None) -> int | None:
    """Return how many days a case took; None while it is open."""
    return None if ended is None else _days(day_in_england(received), day_in_england(ended))


def _days(start: date, end: date) -> int:
    return max(0, (end - start).days)


def _start(target: Target, by_kind: Mapping[EventKind, Sequence[Event]]) -> datetime | None:
    return next((by_kind[kind][0].happened_at for kind in STARTS[target.start] if by_kind.get(kind)), None)


def _name(target: Target) -> str:
    return f"{target.length}-{target.unit}"


def _about_days(target: Target) -> float:
    """Put lengths in order: no two targets of an authority are so near that a month's own length matters."""
    return target.length * _DAYS[target.unit]


_DAYS = {"hours": 1 / 24, "working-hours": 1 / 8, "days": 1, "working-days": 1.4, "weeks": 7, "months": 30.4}
