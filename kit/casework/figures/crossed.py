"""Contacts by four things at once: sector, category, outcome, and how soon they were resolved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lado_site.profiles import Profile

from . import labels
from .cases import Counted
from .periods import Period
from .tables import NO_OUTCOME, NOT_HELD, NOT_ON_RECORD, NOT_SAID

CROSSED = ("sector", "category", "outcome", "resolved")
"""What contacts are counted by at once, as the tables of one thing are called."""

Keys = tuple[str, str, str, str]
"""The key of each of these; "" where nothing is on record."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Combination:
    """How many contacts have the same sector, category, outcome and band of time: keys, and what these are called."""

    keys: tuple[str, ...]
    labels: tuple[str, ...]
    number: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Crossed:
    """The contacts of a period by every combination that there is any of. ``total`` is NOT_HELD before the first."""

    period: Period
    combinations: tuple[Combination, ...]
    total: int


def keys_of(case: Counted) -> Keys:
    """Return what a case is counted by."""
    return case.sector, case.category, case.outcome, case.band


def cross(counts: Mapping[Keys, int], profile: Profile, period: Period, *, held_from: date | None) -> Crossed:
    """Put counts in the authority's own order and words. ``held_from`` is the day of the first contact on record."""
    named = _named(profile)
    places = [{key: place for place, key in enumerate(each)} for each in named]

    def order(keys: Keys) -> list[tuple[bool, int, str]]:
        return [(not key, of.get(key, len(of)), key) for key, of in zip(keys, places, strict=True)]

    return Crossed(
        period=period,
        combinations=tuple(
            Combination(
                keys=tuple(key or NOT_SAID for key in keys),
                labels=tuple(known.get(key, key) for key, known in zip(keys, named, strict=True)),
                number=counts[keys],
            )
            for keys in sorted(counts, key=order)
        ),
        total=sum(counts.values()) if period.is_held(held_from) else NOT_HELD,
    )


def _named(profile: Profile) -> tuple[Mapping[str, str], ...]:
    return (
        {**labels.sectors(profile), "": NOT_ON_RECORD},
        {**labels.categories(profile), "": NOT_ON_RECORD},
        {**labels.outcomes(profile), "": NO_OUTCOME},
        labels.RESOLVED,
    )
