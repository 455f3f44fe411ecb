"""The years one after another: how many came, as what, and how long they took."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import mean

from lado_site.profiles import Profile

from .cases import Kind
from .periods import Period, reporting_year
from .suppressing import places_to_hide
from .tables import HIDDEN_NUMBER, NOT_HELD

KINDS = (Kind.REFERRAL, Kind.CONSULTATION, Kind.OUT_OF_AREA, Kind.UNDECIDED)
"""What contacts are counted as, in the order of the table of contacts."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outline:
    """As much of a case as the years one after another ask for."""

    kind: Kind
    received: date
    ended: date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class YearFigures:
    """The numbers of one year. ``kinds`` are those of ``KINDS``, and add up to ``contacts``.

    ``concluded`` are the referrals concluded in the year, whenever they came, and ``days`` how many days these took on
    average; None where there are none, or too few to be told.
    """

    period: Period
    contacts: int
    kinds: tuple[int, ...]
    concluded: int
    days: int | None


def count_years(
    cases: Sequence[Outline], profile: Profile, last: int, years: int, *, held_from: date | None
) -> tuple[YearFigures, ...]:
    """Count the years up to the one that begins in ``last``. Before the first contact on record nothing is held."""
    periods = (reporting_year(profile, year) for year in range(last - years + 1, last + 1))
    return tuple(_year(cases, each) if each.is_held(held_from) else _not_held(each) for each in periods)


def _year(cases: Iterable[Outline], period: Period) -> YearFigures:
    kinds = dict.fromkeys(KINDS, 0)
    days: list[int] = []
    for each in cases:
        if each.received in period:
            kinds[each.kind] += 1
        if each.kind is Kind.REFERRAL and each.ended is not None and each.ended in period:
            days.append(max(0, (each.ended - each.received).days))
    return YearFigures(
        period=period,
        contacts=sum(kinds.values()),
        kinds=tuple(kinds.values()),
        concluded=len(days),
        days=round(mean(days)) if days else None,
    )


def _not_held(period: Period) -> YearFigures:
    return YearFigures(
        period=period, contacts=NOT_HELD, kinds=(NOT_HELD,) * len(KINDS), concluded=NOT_HELD, days=None
    )  # fmt: skip


def suppress_years(years: Iterable[YearFigures], below: int) -> tuple[YearFigures, ...]:
    """Hold back small numbers of each year as its own figures do, and the average of few cases."""
    return tuple(_suppressed(each, below) for each in years)


def _suppressed(year: YearFigures, below: int) -> YearFigures:
    is_small = 0 < year.contacts < below
    hidden = set(range(len(KINDS))) if is_small else places_to_hide(list(year.kinds), below, adds_up=True)
    are_few = 0 < year.concluded < below or KINDS.index(Kind.REFERRAL) in hidden
    return replace(
        year,
        contacts=HIDDEN_NUMBER if is_small else year.contacts,
        kinds=tuple(HIDDEN_NUMBER if place in hidden else number for place, number in enumerate(year.kinds)),
        concluded=HIDDEN_NUMBER if are_few else year.concluded,
        days=None if are_few else year.days,
    )
