"""The last day for something: working days counted on from a date that was answered.

The browser counts the same (``site/browser/deadlines.js``); both run ``tests/vectors/rules.json``.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from ..profiles import add_working_days
from .conditions import Answers
from .questions import Deadline

IN_TIME = "in-time"
LATE = "late"
EARLIEST_YEAR = 1900
"""A date before it is a slip, and refused."""

_DAY_FIRST = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T(?:[01][0-9]|2[0-3]):[0-5][0-9])?")


def last_day(deadline: Deadline, counted: Answers) -> date | None:
    """Return the last day in time; None while its date is not known to the day, or is beyond the days off covered."""
    since = counted.get(deadline.since)
    parts = _DAY_FIRST.fullmatch(since) if isinstance(since, str) else None
    start = real_day(parts.group(1)) if parts else None
    off = _days(deadline.off_days)
    last_year = max(day.year for day in off)
    if start is None or not EARLIEST_YEAR <= start.year <= last_year:
        return None
    day = add_working_days(start, deadline.working_days, off)
    return day if day.year <= last_year else None


def state_of(deadline: Deadline, counted: Answers, *, today: date) -> str | None:
    """Tell whether the deadline is kept on this day: "in-time" or "late"; None when there is no last day."""
    day = last_day(deadline, counted)
    if day is None:
        return None
    return LATE if today > day else IN_TIME


def real_day(text: str) -> date | None:
    """Return the day that "2026-11-03" names; None when no calendar has it."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@lru_cache
def _days(texts: tuple[str, ...]) -> frozenset[date]:
    return frozenset(date.fromisoformat(text) for text in texts)
