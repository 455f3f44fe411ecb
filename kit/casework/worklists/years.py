"""Which year a case is counted in, and how soon it was resolved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from lado_site.profiles import Profile, add_months, day_in_england

NOT_YET = "not-concluded"
_BANDS = (
    ("up-to-1-month", "Up to 1 month", 1),
    ("over-1-to-3-months", "Over 1 and up to 3 months", 3),
    ("over-3-to-12-months", "Over 3 and up to 12 months", 12),
)
_LONGEST = ("over-12-months", "Over 12 months")
BANDS: Mapping[str, str] = {**{key: label for key, label, _ in _BANDS}, _LONGEST[0]: _LONGEST[1]}
"""The bands of time with what they are called, the shortest first."""


def report_year(received: datetime, profile: Profile) -> int:
    """Return the year that a contact is counted in: the one in which the authority's reporting year began."""
    return year_of(day_in_england(received), profile)


def year_of(day: date, profile: Profile) -> int:
    """Return the reporting year that a day is in, by the year in which it began."""
    ends = (profile.annual_report.year_ends if profile.annual_report else "") or "12-31"
    is_calendar_year = ends == "12-31"
    return day.year if is_calendar_year or f"{day:%m-%d}" > ends else day.year - 1


def band_of(received: date, ended: date | None) -> str:
    """Return the band of time in which a case was resolved, counted from the first contact."""
    if ended is None:
        return NOT_YET
    return next((key for key, _, months in _BANDS if ended <= add_months(received, months)), _LONGEST[0])


def days_between(received: date, ended: date | None) -> int | None:
    """Return how many days a case took; None while it is open."""
    return None if ended is None else max(0, (ended - received).days)
