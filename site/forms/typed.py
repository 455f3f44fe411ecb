"""What people type for dates and times, as it is kept: "2026-11-03", "2026-11", "2026", "2026-11-03T14:30".

What cannot be read is kept as it was typed, in a shape that no rule accepts, so that the rules say what is wrong. The
browser reads the same (``site/browser/dates.js``); both run ``tests/vectors/dates.json``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from unicodedata import normalize

from .answers import BLANK

_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_FULL_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DAY_OF_MONTH = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?", re.IGNORECASE)
_TIME = re.compile(r"([0-9]{1,2})(?:[:.h ]?([0-9]{2}))? ?(?:(am|pm|a\.m\.?|p\.m\.?)|(?:hrs?|hours)\.?)?", re.IGNORECASE)
_NOON = re.compile(r"midday|noon|12 ?noon", re.IGNORECASE)
_LATEST_THIS_CENTURY = "50"


def read_date(day: str, month: str, year: str) -> str:
    """Read three boxes. Day, or day and month, may be empty; whether that is enough is for the rules to say."""
    typed = _taken_apart(*(_tidy(text) for text in (day, month, year)))
    if not any(typed):
        return ""
    parts = _parts(typed)
    if None in parts:
        return "/".join(typed)
    known = [part or "" for part in parts]
    has_gap = not known[2] or (not known[1] and known[0])
    return "/".join(known) if has_gap else "-".join(part for part in reversed(known) if part)


def _taken_apart(day: str, month: str, year: str) -> Sequence[str]:
    """Take a whole date apart that was put into the first box ("1/2/1980"); else the boxes are as they are."""
    parts = re.split(r"[\s/.,-]+", day)
    if len(parts) != 3 or month or year:
        return day, month, year
    if re.fullmatch("[0-9]{4}", parts[0]):
        parts.reverse()
    return parts if all(_parts(parts)) else (day, month, year)


def _parts(typed: Sequence[str]) -> tuple[str | None, ...]:
    return _day(typed[0]), _month(typed[1]), _year(typed[2])


def read_time(text: str) -> str:
    """Read a time of day: "14:30" from "2:30pm", "14.30", "1430" or "1430 hrs"; else the text itself."""
    typed = _tidy(text)
    if _NOON.fullmatch(typed):
        return "12:00"
    parts = _TIME.fullmatch(typed)
    if parts is None:
        return typed
    hour_text, minute, half = parts.groups()
    # "2" or "14" alone could as well be a slip, so that a bare hour needs "am" or "pm".
    if (minute is None and half is None) or int(minute or 0) > 59:
        return typed
    hour = _to_24_hours(int(hour_text), half[0].lower() if half else "")
    return typed if hour is None else f"{hour:02}:{minute or '00'}"


def read_date_time(day: str, month: str, year: str, time: str) -> str:
    """Read four boxes."""
    date, clock = read_date(day, month, year), read_time(time)
    if not date and not clock:
        return ""
    return f"{date if _FULL_DAY.fullmatch(date) or '/' in date else _with_gaps(date)}T{clock}"


def _with_gaps(date: str) -> str:
    """Write a date without its day so that it does not look like one whose time alone is wrong."""
    year, _, month = date.partition("-")
    return f"/{month}/{year}"


def split_date(text: str) -> tuple[str, str, str]:
    """Take a date that was typed on one line apart: "3 November 2026", "3/11/26", "2026-11-03", "11 2026", "2026"."""
    parts = [part for part in re.split(r"[\s/,.-]+", _tidy(text)) if part and part.lower() != "of"]
    if len(parts) == 3 and re.fullmatch("[0-9]{4}", parts[0]):
        parts.reverse()
    if len(parts) > 3:
        return text, "", ""
    day, month, year = ["", "", "", *parts][-3:]
    return day, month, year


def _day(text: str) -> str | None:
    found = _DAY_OF_MONTH.fullmatch(text)
    return (found.group(1).zfill(2) if found else None) if text else ""


def _month(text: str) -> str | None:
    if not text:
        return ""
    if re.fullmatch("[0-9]{1,2}", text):
        return text.zfill(2)
    letters = text.removesuffix(".").lower()
    numbers = (number for number, name in enumerate(_MONTHS, 1) if name.startswith(letters))
    number = next(numbers, None) if len(letters) >= 3 else None
    return f"{number:02}" if number else None


def _year(text: str) -> str | None:
    """Up to 49 is this century and from 50 the last: a birth before 1950 is then in the future, which is refused."""
    if re.fullmatch("[0-9]{2}", text):
        return f"{'20' if text < _LATEST_THIS_CENTURY else '19'}{text}"
    return text if not text or re.fullmatch("[0-9]{4}", text) else None


def _to_24_hours(hour: int, half: str) -> int | None:
    if hour > 23 or (half == "p" and hour == 0) or (half == "a" and hour > 12):
        return None
    return hour if not half or hour > 12 else hour % 12 + (12 if half == "p" else 0)


def _tidy(text: str) -> str:
    return normalize("NFKC", text).strip(BLANK)
