"""By when a request for access has to be answered.

UK GDPR article 12(3): within one month of receipt, which may be extended by two further months. How the month is
counted is the guidance of the Information Commissioner's Office ("Right of access", "How long do we have to comply?"):
from the day of receipt, whether that is a working day or not, to the corresponding date of the next month; where that
month is shorter, to its last day; and where that falls on a weekend or a public holiday, to the next working day.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date

from lado_site.profiles.calendar import add_months, add_working_days

MONTHS = 1
MONTHS_MORE = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Deadline:
    """The last day for an answer, and the last day where it has been extended; ``month_ends`` are before days off."""

    received: date
    month_ends: date
    due: date
    extended_month_ends: date
    extended: date


def deadline(received: date, off: Container[date]) -> Deadline:
    """Work out by when a request that was received on a day has to be answered. ``off`` are the public holidays."""
    ends, extended = (add_months(received, months) for months in (MONTHS, MONTHS + MONTHS_MORE))
    return Deadline(
        received=received,
        month_ends=ends,
        due=add_working_days(ends, 0, off),
        extended_month_ends=extended,
        extended=add_working_days(extended, 0, off),
    )
