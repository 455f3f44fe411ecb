"""Working days in England: Monday to Friday without the bank holidays and any days newly proclaimed.

The browser does the same sum in ``site/browser/working-days.js``; both run ``tests/vectors/working-days.json``.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

import holidays


def bank_holidays(years: range, extra: Collection[date] = ()) -> frozenset[date]:
    """List England's bank holidays in these years, with any days proclaimed since.

    Without the subdivision the library leaves Easter Monday out.
    """
    known = holidays.country_holidays("GB", subdiv="ENG", years=years)
    return frozenset(known) | frozenset(day for day in extra if day.year in years)


def is_working_day(day: date, off: Collection[date]) -> bool:
    return day.weekday() < 5 and day not in off


def add_working_days(start: date, count: int, off: Collection[date]) -> date:
    """Return the working day that is ``count`` working days after the start; the day of the start is day 0.

    With a count of 0 it is the start itself, or the next working day after it.
    """
    day = start
    while not is_working_day(day, off) and count == 0:
        day += timedelta(days=1)
    left = count
    while left:
        day += timedelta(days=1)
        left -= is_working_day(day, off)
    return day
