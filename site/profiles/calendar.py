"""Working days in England, and when a length of time runs out.

Working days are Monday to Friday without the bank holidays and any days newly proclaimed. The browser does the same
sums in ``site/browser/working-days.js``; both run ``tests/vectors/working-days.json`` and ``reply-by.json``.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Container
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import assert_never
from zoneinfo import ZoneInfo

import holidays

from .entries import OfficeHours
from .kinds import Unit
from .profile import Profile

LONDON = ZoneInfo("Europe/London")
_ONE_DAY = timedelta(days=1)


def bank_holidays(years: range, extra: Collection[date] = ()) -> frozenset[date]:
    """List England's bank holidays in these years, with any days proclaimed since.

    Without the subdivision the library leaves Easter Monday out.
    """
    known = holidays.country_holidays("GB", subdiv="ENG", years=years)
    return frozenset(known) | frozenset(day for day in extra if day.year in years)


@dataclass(frozen=True, kw_only=True, slots=True)
class DaysOff:
    """England's bank holidays of every year, each worked out when it is asked for, and any days proclaimed since."""

    extra: frozenset[date] = frozenset()

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and (day in self.extra or day in _bank_holidays_of(day.year))


@dataclass(frozen=True, kw_only=True, slots=True)
class Calendar:
    """What time is counted by: the days off, and the office hours where the authority has set any."""

    off: Container[date]
    office_hours: OfficeHours | None = None

    @classmethod
    def of(cls, profile: Profile) -> Calendar:
        """Return the calendar of an authority."""
        return cls(off=DaysOff(extra=frozenset(profile.extra_bank_holidays)), office_hours=profile.office_hours)


def is_working_day(day: date, off: Container[date]) -> bool:
    return day.weekday() < 5 and day not in off


def add_working_days(start: date, count: int, off: Container[date]) -> date:
    """Return the working day that is ``count`` working days after the start; the day of the start is day 0.

    With a count of 0 it is the start itself, or the next working day after it.
    """
    day = start
    while not is_working_day(day, off) and count == 0:
        day += _ONE_DAY
    left = count
    while left:
        day += _ONE_DAY
        left -= is_working_day(day, off)
    return day


def add_months(start: date, count: int) -> date:
    """Return the same day so many months later, or the last of that month: 31 January and 1 month is 28 February."""
    months = start.year * 12 + start.month - 1 + count
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def day_in_england(moment: datetime) -> date:
    """Return the day that the calendar on the wall shows."""
    return moment.astimezone(LONDON).date()


def runs_out(length: int, unit: Unit, start: datetime, calendar: Calendar) -> date | datetime:
    """Return when a length of time ends: an instant in UTC for hours, else the last day.

    Hours are elapsed hours, also when the clocks change. Raises ValueError for working hours without office hours.
    """
    day = day_in_england(start)
    match unit:
        case "hours":
            return start.astimezone(UTC) + timedelta(hours=length)
        case "working-hours":
            return _after_working_hours(start, length, calendar)
        case "days":
            return day + timedelta(days=length)
        case "weeks":
            return day + timedelta(weeks=length)
        case "months":
            return add_months(day, length)
        case "working-days":
            return add_working_days(day, length, calendar.off)
        case _:
            assert_never(unit)


def _after_working_hours(start: datetime, length: int, calendar: Calendar) -> datetime:
    """Count hours on the wall between opening and closing; the office is never open when the clocks change."""
    if calendar.office_hours is None:
        raise ValueError("working hours are counted in office hours, and there are none")
    opens, closes = map(time.fromisoformat, (calendar.office_hours.opens, calendar.office_hours.closes))
    at = start.astimezone(LONDON).replace(tzinfo=None)
    left = timedelta(hours=length)
    while True:
        day = at.date()
        at, end = max(at, datetime.combine(day, opens)), datetime.combine(day, closes)
        if is_working_day(day, calendar.off) and at < end:
            if left <= end - at:
                return (at + left).replace(tzinfo=LONDON).astimezone(UTC)
            left -= end - at
        at = datetime.combine(day + timedelta(days=1), opens)


@lru_cache(maxsize=256)
def _bank_holidays_of(year: int) -> frozenset[date]:
    return bank_holidays(range(year, year + 1))
