"""Writes tests/vectors/reply-by.json: ``python -m tests.profiles.make_reply_by``.

It counts the slow way, with nothing of the code that it is to test: days one after another from a written list of bank
holidays, hours and minutes one after another, and summer time from the law (from the last Sunday of March to the last
of October, both at 01:00 UTC). ``test_reply_by.py`` holds the file against what this makes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

VECTORS = Path(__file__).resolve().parents[1] / "vectors"
FILE = VECTORS / "reply-by.json"
OFF_DAYS: list[str] = json.loads((VECTORS / "working-days.json").read_text(encoding="utf-8"))["off_days"]
OPENS, CLOSES = 9, 17
IN_KIT_ONLY = ("months", "working-hours")

SENT = {
    "an ordinary Tuesday": "2026-11-03T14:30:00Z",
    "Friday at 17:30": "2026-11-06T17:30:00Z",
    "Saturday morning": "2026-11-07T08:15:00Z",
    "Sunday just before midnight": "2026-11-08T23:59:00Z",
    "the first minute of Monday": "2026-11-09T00:00:00Z",
    "Maundy Thursday": "2024-03-28T18:00:00Z",
    "Good Friday": "2024-03-29T10:00:00Z",
    "Easter Saturday, the day before summer time": "2024-03-30T12:00:00Z",
    "Easter Monday": "2024-04-01T09:00:00Z",
    "Christmas Eve": "2026-12-24T16:30:00Z",
    "Boxing Day, on a Saturday": "2026-12-26T11:00:00Z",
    "New Year’s Eve": "2026-12-31T23:30:00Z",
    "Christmas on a Saturday": "2027-12-24T12:00:00Z",
    "the day before summer time": "2026-03-28T12:00:00Z",
    "half an hour before summer time": "2026-03-29T00:30:00Z",
    "summer time, past midnight in England and not in UTC": "2026-07-14T23:30:00Z",
    "the day before winter time": "2026-10-24T12:00:00Z",
    "the hour that is shown twice, first": "2026-10-25T00:30:00Z",
    "the hour that is shown twice, then": "2026-10-25T01:30:00Z",
    "31 January": "2026-01-31T10:00:00Z",
    "31 January of a leap year": "2028-01-31T10:00:00Z",
    "leap day": "2028-02-29T15:00:00Z",
    "30 November": "2026-11-30T15:00:00Z",
    "31 August, a bank holiday": "2026-08-31T15:00:00Z",
}
LIMITS = (
    (0, "working-days"), (1, "working-days"), (2, "working-days"), (5, "working-days"), (10, "working-days"),
    (4, "hours"), (24, "hours"), (48, "hours"), (15, "days"), (4, "weeks"), (12, "weeks"),
    (1, "months"), (3, "months"), (12, "months"), (4, "working-hours"), (24, "working-hours"),
)  # fmt: skip


def vectors() -> dict[str, Any]:
    """Return the whole file."""
    return {
        "about": "When a length of time that begins at an instant runs out in England: a day, or the time there. "
        "In the browser, what it does not work out is null. Read by tests/profiles/test_reply_by.py and "
        "tests/browser/working-days.test.js; written by tests/profiles/make_reply_by.py.",
        "off_days": OFF_DAYS,
        "office_hours": {"opens": f"{OPENS:02}:00", "closes": f"{CLOSES}:00"},
        "cases": list(_cases()),
    }


def write() -> str:
    """Return the text of the file, a case on each line."""
    made = vectors()
    cases = ",\n".join(f"    {json.dumps(each, ensure_ascii=False)}" for each in made.pop("cases"))
    head = json.dumps(made, ensure_ascii=False, indent=None)[1:-1]
    return "{\n  " + head + ',\n  "cases": [\n' + cases + "\n  ]\n}\n"


def _cases() -> Iterator[dict[str, Any]]:
    for about, sent in SENT.items():
        for length, unit in LIMITS:
            end = _end(datetime.fromisoformat(sent.removesuffix("Z")), length, unit)
            browser = None if unit in IN_KIT_ONLY else end
            yield {"about": about, "sent_at": sent, "length": length, "unit": unit, "kit": end, "browser": browser}


def _end(sent: datetime, length: int, unit: str) -> str:
    day = _wall(sent).date()
    match unit:
        case "hours":
            for _ in range(length):
                sent += timedelta(hours=1)
            return _wall(sent).isoformat(timespec="minutes")
        case "working-hours":
            return _wall(_after_open_minutes(sent, length * 60)).isoformat(timespec="minutes")
        case "working-days":
            return _after_working_days(day, length).isoformat()
        case "months":
            return _after_months(day, length).isoformat()
    for _ in range(length * (7 if unit == "weeks" else 1)):
        day += timedelta(days=1)
    return day.isoformat()


def _wall(utc: datetime) -> datetime:
    begins, ends = (_last_sunday(utc.year, month) + timedelta(hours=1) for month in (3, 10))
    return utc + timedelta(hours=1) if begins <= utc < ends else utc


@cache
def _last_sunday(year: int, month: int) -> datetime:
    day = datetime.fromisoformat(f"{year}-{month:02}-31")
    while day.weekday() != 6:
        day -= timedelta(days=1)
    return day


def _works(day: date) -> bool:
    return day.weekday() not in (5, 6) and day.isoformat() not in OFF_DAYS


def _after_working_days(day: date, count: int) -> date:
    if count == 0:
        while not _works(day):
            day += timedelta(days=1)
    seen = 0
    while seen < count:
        day += timedelta(days=1)
        if _works(day):
            seen += 1
    return day


def _after_months(day: date, count: int) -> date:
    """Walk through the days until as many months have begun, then up to the same day or the last one there is."""
    walked, begun = day, 0
    while begun < count:
        walked += timedelta(days=1)
        begun += walked.day == 1
    while walked.day < day.day and (walked + timedelta(days=1)).day != 1:
        walked += timedelta(days=1)
    return walked


def _after_open_minutes(utc: datetime, minutes: int) -> datetime:
    while minutes:
        wall = _wall(utc)
        minutes -= _works(wall.date()) and OPENS <= wall.hour < CLOSES
        utc += timedelta(minutes=1)
    return utc


if __name__ == "__main__":
    FILE.write_text(write(), encoding="utf-8", newline="\n")
