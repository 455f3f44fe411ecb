"""When a length of time runs out: the vectors that the browser runs too, and what only the kit works out."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from lado_site.profiles import LONDON, Calendar, OfficeHours, Requirement, add_months, runs_out
from lado_site.profiles.calendar import DaysOff

from .make_reply_by import FILE, write

VECTORS = json.loads(FILE.read_text(encoding="utf-8"))
OFFICE = OfficeHours(**VECTORS["office_hours"], requirement=Requirement(id="OWN-01"))
CALENDAR = Calendar(off=DaysOff(), office_hours=OFFICE)


def on_the_wall(end: date | datetime) -> str:
    if isinstance(end, datetime):
        return end.astimezone(LONDON).replace(tzinfo=None).isoformat(timespec="minutes")
    return end.isoformat()


def test_the_kit_says_the_same_of_every_vector() -> None:
    """The days off are those of the library here, and of a written list in the vectors."""
    wrong = [
        (case, found)
        for case in VECTORS["cases"]
        if (found := on_the_wall(
            runs_out(case["length"], case["unit"], datetime.fromisoformat(case["sent_at"]), CALENDAR)
        )) != case["kit"]
    ]  # fmt: skip

    assert wrong == []
    assert len(VECTORS["cases"]) >= 200


def test_the_vectors_are_what_counting_one_by_one_gives() -> None:
    assert FILE.read_text(encoding="utf-8") == write()


@pytest.mark.parametrize(
    ("about", "length", "unit", "kit"),
    [
        # Good Friday 29 March and Easter Monday 1 April 2024 are off: Tue 2 April.
        ("Maundy Thursday", 1, "working-days", "2024-04-02"),
        # Christmas Day Friday, Boxing Day's substitute Monday 28 December 2026: Tue 29 December.
        ("Christmas Eve", 1, "working-days", "2026-12-29"),
        ("Friday at 17:30", 1, "working-days", "2026-11-09"),
        ("Saturday morning", 0, "working-days", "2026-11-09"),
        # 12:00 GMT and 24 elapsed hours, of which one is not on the clock: 13:00 BST.
        ("the day before summer time", 24, "hours", "2026-03-29T13:00"),
        # 13:00 BST and 24 elapsed hours, with one twice on the clock: 12:00 GMT.
        ("the day before winter time", 24, "hours", "2026-10-25T12:00"),
        ("31 January", 1, "months", "2026-02-28"),
        ("31 January of a leap year", 1, "months", "2028-02-29"),
        ("leap day", 12, "months", "2029-02-28"),
        # Closed at 17:00 on Friday, so 4 hours from 9:00 on Monday.
        ("Friday at 17:30", 4, "working-hours", "2026-11-09T13:00"),
        # 14:30 on Tuesday: 2½ hours that day, 8 on each of the two after, 5½ on Friday: 14:30.
        ("an ordinary Tuesday", 24, "working-hours", "2026-11-06T14:30"),
    ],
)
def test_a_vector_is_what_a_person_counts(about: str, length: int, unit: str, kit: str) -> None:
    (case,) = [
        each for each in VECTORS["cases"] if (each["about"], each["length"], each["unit"]) == (about, length, unit)
    ]

    assert case["kit"] == kit


def test_a_proclaimed_day_off_is_no_working_day() -> None:
    extra = Calendar(off=DaysOff(extra=frozenset({date(2026, 11, 4)})))

    assert runs_out(1, "working-days", datetime(2026, 11, 3, 9, tzinfo=UTC), extra) == date(2026, 11, 5)


def test_working_hours_need_office_hours() -> None:
    with pytest.raises(ValueError, match="office hours"):
        runs_out(4, "working-hours", datetime(2026, 11, 3, 9, tzinfo=UTC), Calendar(off=DaysOff()))


@pytest.mark.parametrize("count", [0, 1, 2, 11, 12, 13, 25])
def test_months_keep_the_last_day_of_a_month(count: int) -> None:
    end = add_months(date(2027, 12, 31), count)

    assert (end.year - 2027) * 12 + end.month - 12 == count
    assert (end.month, end.day) in {(1, 31), (2, 29), (2, 28), (3, 31), (11, 30), (12, 31)}
