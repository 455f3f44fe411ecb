"""What the service does regularly: in which week, month, quarter or year it is now, and what came before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import assert_never

from lado_site.profiles import Duty, Period, Profile, add_months


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """A stretch of time in which something is to be done so many times: its first day and its last."""

    first: date
    last: date

    def has(self, day: date) -> bool:
        """Tell whether a day is in it."""
        return self.first <= day <= self.last

    def in_words(self, period: Period) -> str:
        """Say which it is, like "August 2025" or "July to September 2025"."""
        match period:
            case "week":
                return f"the week from {self.first.day} {self.first:%B %Y}"
            case "month":
                return f"{self.first:%B %Y}"
            case "quarter":
                begins = f"{self.first:%B}" if self.first.year == self.last.year else f"{self.first:%B %Y}"
                return f"{begins} to {self.last:%B %Y}"
            case "year":
                return f"the year to {self.last.day} {self.last:%B %Y}"
            case _:
                assert_never(period)


def turn_of(duty: Duty, profile: Profile, today: date) -> Turn:
    """Return the turn of a duty that a day is in."""
    first = _first(duty.period, profile, today)
    return Turn(first=first, last=_next(duty.period, first) - timedelta(days=1))


def past_turns(duty: Duty, profile: Profile, today: date, *, since: date) -> tuple[Turn, ...]:
    """List the turns of a duty in the reporting year of a day that are over, from the one that ``since`` is in."""
    year = _first("year", profile, today)
    first = _first(duty.period, profile, max(year, since))
    if first < year:
        first = _next(duty.period, first)
    found = []
    while (following := _next(duty.period, first)) <= today:
        found.append(Turn(first=first, last=following - timedelta(days=1)))
        first = following
    return tuple(found)


def _first(period: Period, profile: Profile, today: date) -> date:
    match period:
        case "week":
            return today - timedelta(days=today.weekday())
        case "month":
            return today.replace(day=1)
        case "quarter":
            # Quarters of the year that the authority reports by: those of April to March are the calendar's too.
            return date(today.year, today.month - (today.month - 1) % 3, 1)
        case "year":
            ends = (profile.annual_report.year_ends if profile.annual_report else "") or "12-31"
            month, day = map(int, ends.split("-"))
            began = date(today.year - 1, month, day) + timedelta(days=1)
            return began if f"{today:%m-%d}" <= ends else add_months(began, 12)
        case _:
            assert_never(period)


def _next(period: Period, first: date) -> date:
    match period:
        case "week":
            return first + timedelta(weeks=1)
        case "month":
            return add_months(first, 1)
        case "quarter":
            return add_months(first, 3)
        case "year":
            return add_months(first, 12)
        case _:
            assert_never(period)
