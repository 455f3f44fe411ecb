"""The stretch of days that figures are of: a reporting year of the authority, or any other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from lado_site.profiles import Profile, add_months

from ..worklists.years import year_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """Days from the first to the last; both count. ``year`` is the reporting year that it is, None for any other."""

    first: date
    last: date
    year: int | None = None

    def __contains__(self, day: date | None) -> bool:
        return day is not None and self.first <= day <= self.last

    @property
    def before(self) -> Period:
        """The same days of the year before."""
        first, after = add_months(self.first, -12), add_months(self.last + timedelta(days=1), -12)
        return Period(first=first, last=after - timedelta(days=1), year=self.year - 1 if self.year else None)

    @property
    def name(self) -> str:
        """What people call it: "2025-26", "2025", or its days."""
        if self.year is None:
            return f"{self.first.isoformat()} to {self.last.isoformat()}"
        is_calendar_year = self.first.year == self.last.year
        return str(self.year) if is_calendar_year else f"{self.year}-{self.last.year % 100:02}"

    def is_held(self, held_from: date | None) -> bool:
        """Tell whether anything of it is known: the first contact on record came before it was over."""
        return held_from is not None and held_from <= self.last

    def quarters(self) -> Iterator[Period]:
        """Yield its quarters: three months each, counted from its first day; the last may be shorter."""
        first = self.first
        while first <= self.last:
            after = add_months(first, 3)
            yield Period(first=first, last=min(self.last, after - timedelta(days=1)))
            first = after


def reporting_year(profile: Profile, year: int) -> Period:
    """Return the reporting year that begins in a year."""
    ends = (profile.annual_report.year_ends if profile.annual_report else "") or "12-31"
    month, day = map(int, ends.split("-"))
    if (month, day) == (12, 31):
        return Period(first=date(year, 1, 1), last=date(year, 12, 31), year=year)
    return Period(first=date(year, month, day) + timedelta(days=1), last=date(year + 1, month, day), year=year)


def year_now(profile: Profile, today: date) -> Period:
    """Return the reporting year that a day is in."""
    return reporting_year(profile, year_of(today, profile))


def period_of(first: date, last: date) -> Period:
    """Return a period from one day to another. Raises ValueError where it ends before it begins."""
    if last < first:
        raise ValueError("the period ends before it begins")
    return Period(first=first, last=last)
