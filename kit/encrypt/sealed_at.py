"""When a submission says that it was sealed, held against when it came: one of two clocks may be wrong."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

AHEAD = timedelta(days=1)
"""How much later than it came a file may say that it was sealed. A wrong time zone or summer time moves a clock by
hours, which changes nothing; from a day on its date is wrong, and a person reads a wrong one.
"""

CLOCK_MARKS: Mapping[str, str] = {
    "sealed-ahead": (
        "it says that it was sealed after it came here: check the date on this PC, and ask the sender on which day "
        "they filled it in"
    ),
}
"""What is said of a submission that cannot have been sealed when it says."""


def mark_clock(sealed_at: datetime, *, came_at: datetime) -> str:
    """Return the code of what is to be said of when a file was sealed; empty where that may be."""
    return "sealed-ahead" if sealed_at > came_at + AHEAD else ""
