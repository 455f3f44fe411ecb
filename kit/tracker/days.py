"""Days as spreadsheets have them: written in any of the usual ways, counted by Excel, or only a month."""

from __future__ import annotations

import re
from datetime import date, timedelta

from lado_site.forms.typed import read_date, split_date

_KEPT = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
_COUNTED = re.compile(r"[1-7][0-9]{4}(\.[0-9]+)?")
_TIME = re.compile(r"(?:T|,? +(?:at )?)[0-9]{1,2}[:.][0-9]{2}.*$")
_NUMBERS = re.compile(r"([0-9]{1,2})([/.\-\s]+)([0-9]{1,2})([/.\-\s]+)([0-9]{2,4})")
_WEEKDAY = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[,.]?\s+", re.IGNORECASE)
_WHOLE_YEAR = re.compile(r"[0-9]{4}")

_FIRST_DAY = date(1899, 12, 30)
_FIRST_DAY_1904 = date(1904, 1, 1)


def read_day(text: str, *, month_first: bool = False, from_1904: bool = False) -> str:
    """Return "2023-03-05", "2023-03" or "2023"; empty where it is none of these."""
    typed = _WEEKDAY.sub("", _TIME.sub("", text.strip()))
    if _KEPT.fullmatch(typed):
        return typed if _is_day(typed) else ""
    if _COUNTED.fullmatch(typed):
        first = _FIRST_DAY_1904 if from_1904 else _FIRST_DAY
        return (first + timedelta(days=int(float(typed)))).isoformat()
    numbers = _NUMBERS.fullmatch(typed)
    if numbers and month_first:
        month, one, day, other, year = numbers.groups()
        typed = f"{day}{one}{month}{other}{year}"
    read = read_date(*split_date(typed))
    return read if _KEPT.fullmatch(read) and _is_day(read) else ""


def as_birth(day: str, *, written: str, today: date) -> str:
    """Return a birth that the two figures of its year would put into the future a hundred years before."""
    is_short = not _WHOLE_YEAR.search(written)
    return f"{int(day[:4]) - 100}{day[4:]}" if is_short and int(day[:4]) > today.year else day


def writes_month_first(texts: list[str]) -> bool:
    """Tell whether these dates can only be read, or more of them can be read, with the month before the day."""
    pairs = [(int(found[1]), int(found[3])) for text in texts if (found := _NUMBERS.match(_TIME.sub("", text.strip())))]
    return sum(second > 12 for _, second in pairs) > sum(first > 12 for first, _ in pairs)


def _is_day(text: str) -> bool:
    try:
        date(*[*map(int, text.split("-")), 1, 1][:3])
    except ValueError:
        return False
    return True
