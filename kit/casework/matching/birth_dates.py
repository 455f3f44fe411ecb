"""Comparing dates of birth that may be whole, a month, a year, approximate or not known."""

from __future__ import annotations

from rapidfuzz.distance import OSA

from .findings import Finding


def compare_birth_dates(one: str, other: str) -> Finding | None:
    """Say how two dates ("1984-05-12", "1984-05", "1984") agree; None when one is not known."""
    if not one or not other:
        return None
    if len(one) == len(other) == 10:
        return _compare_whole(one, other)
    known = min(len(one), len(other))
    if one[:known] == other[:known]:
        return Finding.BIRTH_MONTH if known >= 7 else Finding.BIRTH_YEAR
    return _compare_years(one, other)


def _compare_whole(one: str, other: str) -> Finding:
    if one == other:
        return Finding.BIRTH_SAME
    if one[:4] == other[:4] and one[5:7] == other[8:] and one[8:] == other[5:7]:
        return Finding.BIRTH_SWAPPED
    # A substitution, or two neighbours exchanged; never an insertion, because both are of one length.
    digits = one.replace("-", ""), other.replace("-", "")
    return Finding.BIRTH_DIGIT if OSA.distance(*digits) == 1 else Finding.BIRTH_DIFFERS


def _compare_years(one: str, other: str) -> Finding:
    """One of them is a guess, and a guess may be a year out."""
    years = one[:4], other[:4]
    if not all(year.isdigit() for year in years) or abs(int(years[0]) - int(years[1])) > 1:
        return Finding.BIRTH_DIFFERS
    return Finding.BIRTH_NEAR
