"""How long things take: what was concluded and how soon, what goes on and for whom it waits, and who was late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time
from statistics import mean, median

from lado_site.profiles import LONDON, Calendar, Profile, Target, day_in_england, runs_out

from ..worklists.years import BANDS
from . import labels
from .agencies import AGENCIES
from .cases import Counted, Kind, covers, days_within, is_long
from .periods import Period
from .tables import WHOLE, Cases, Numbers, Table, listed, tallied

ONGOING, CONCLUDED = "ongoing", "concluded"
Count = Callable[[Period], int]


def time_tables(cases: Cases, profile: Profile, period: Period) -> Iterator[Table]:
    """Yield the tables about time, all of them of referrals but the last, which is of whatever had to be done."""
    referrals = [each for each in cases if each.kind is Kind.REFERRAL]
    now, before = _concluded(referrals, period), _concluded(referrals, period.before)
    yield tallied(
        "concluded", "Referrals concluded in the period: how long they took", now, before, _band,
        BANDS, "BRO-96", "BRO-98", of=CONCLUDED, in_order=True,
    )  # fmt: skip
    yield tallied(
        "concluded-outcome", "Referrals concluded in the period: outcome", now, before, lambda case: case.outcome,
        labels.outcomes(profile), "WAN-47", of=CONCLUDED, empty="No outcome on record",
    )  # fmt: skip
    yield _targets(now, before, profile)
    yield listed(
        "days", "Referrals concluded in the period: days from contact to conclusion",
        (
            ("average", "On average", average_days(now), average_days(before)),
            ("median", "Half took no longer than", _median(now), _median(before)),
            ("longest", "The longest", _longest(now), _longest(before)),
        ),
        "BED-100", "BRO-100", of=CONCLUDED, unit="days",
    )  # fmt: skip
    yield from _ongoing(referrals, period)
    yield _waiting(referrals, period)
    yield from _suspended(cases, period)
    yield _late(cases, period)


def how_soon(now: Cases, before: Cases, of: str) -> Table:
    """Count how soon the contacts of a period were resolved, whatever they led to, and how many are not yet."""
    return tallied(
        "contacts-resolved", "Contacts: how soon they were fully resolved", now, before, _band, labels.RESOLVED,
        "BRO-105", of=of, in_order=True,
    )  # fmt: skip


def average_days(cases: Cases) -> int:
    """Return how many days cases took on average, of those that are concluded; 0 where there is none."""
    days = [each.days for each in cases if each.days is not None]
    return round(mean(days)) if days else 0


def _band(case: Counted) -> str:
    return case.band


def _concluded(cases: Cases, period: Period) -> list[Counted]:
    return [each for each in cases if each.ended in period]


def _targets(now: Cases, before: Cases, profile: Profile) -> Table:
    """Count what was concluded within the lengths of the authority's own targets, each beside what it counts of."""
    calendar = Calendar.of(profile)

    def lines() -> Iterator[Numbers]:
        for target in profile.targets:
            aim = "own aim" if target.ambition else "expected"
            apart = ", police cases apart" if target.without_police_cases else ""
            name = f"{target.percent}-in-{target.length}-{target.unit}{'-own' if target.ambition else ''}"
            label = f"Within {target.length} {_unit(target)} ({aim}: {target.percent}%{apart})"
            yield name, label, _within(now, target, calendar), _within(before, target, calendar)
            yield f"{name}{WHOLE}", "  of", len(_asked(now, target)), len(_asked(before, target))

    return listed(
        "targets", "Referrals concluded in the period: the authority’s own targets", lines(), "BRO-95", "BRO-131",
        "BRO-138", of=CONCLUDED, note="Counted from the first contact.",
    )  # fmt: skip


def _unit(target: Target) -> str:
    return target.unit.removesuffix("s").replace("-", " ") + ("" if target.length == 1 else "s")


def _asked(cases: Cases, target: Target) -> list[Counted]:
    return [each for each in cases if not (target.without_police_cases and "police" in each.facts.investigations)]


def _within(cases: Cases, target: Target, calendar: Calendar) -> int:
    return sum(_is_within(each, target, calendar) for each in _asked(cases, target))


def _is_within(case: Counted, target: Target, calendar: Calendar) -> bool:
    begun = datetime.combine(case.received, time(), tzinfo=LONDON)
    due = runs_out(target.length, target.unit, begun, calendar)
    return case.ended is not None and case.ended <= (day_in_england(due) if isinstance(due, datetime) else due)


def _median(cases: Cases) -> int:
    days = [each.days for each in cases if each.days is not None]
    return round(median(days)) if days else 0


def _longest(cases: Cases) -> int:
    return max((each.days for each in cases if each.days is not None), default=0)


def _ongoing(referrals: Cases, period: Period) -> Iterator[Table]:
    now, before = _going_on(referrals, period), _going_on(referrals, period.before)

    def with_police(cases: Cases, day: date) -> int:
        return sum(covers(each.facts.police, day) for each in cases)

    police, police_before = with_police(now, period.last), with_police(before, period.before.last)
    yield listed(
        ONGOING, "Referrals ongoing on the last day: with the police or not",
        (
            ("with-police", "With the police or the Crown Prosecution Service", police, police_before),
            ("without-police", "Without", len(now) - police, len(before) - police_before),
        ),
        "BRO-94", of=ONGOING, total=True,
    )  # fmt: skip
    yield listed(
        "ongoing-quarter", "Referrals ongoing on the last day: by quarter of the contact",
        _quarters(now, before, period), "BRO-94", of=ONGOING, total=True,
    )  # fmt: skip
    yield listed(
        "ongoing-age", "Referrals ongoing on the last day: those over 12 months old", _ages(now, before, period),
        "WAN-63", of=ONGOING, total=True,
        note="What is expected to take long is no drift by itself.",
    )  # fmt: skip


def _going_on(cases: Cases, period: Period) -> list[Counted]:
    return [each for each in cases if each.is_ongoing(period.last)]


def _quarters(now: Cases, before: Cases, period: Period) -> Iterator[Numbers]:
    def earlier(cases: Cases, first: date) -> int:
        return sum(each.received < first for each in cases)

    yield "earlier", "Before the period", earlier(now, period.first), earlier(before, period.before.first)
    for number, (quarter, last) in enumerate(zip(period.quarters(), period.before.quarters(), strict=False), 1):
        in_now = sum(each.received in quarter for each in now)
        yield f"quarter-{number}", f"Quarter {number}", in_now, sum(each.received in last for each in before)


_AGES = {"under": "Up to 12 months", "expected": "Over 12 months, expected to take long", "drift": "Over 12 months"}


def _ages(now: Cases, before: Cases, period: Period) -> Iterator[Numbers]:
    day, earlier = period.last, period.before.last
    ages, ages_before = Counter(_age(each, day) for each in now), Counter(_age(each, earlier) for each in before)
    for key, label in _AGES.items():
        yield key, label, ages[key], ages_before[key]


def _age(case: Counted, day: date) -> str:
    if not is_long(case.received, day):
        return "under"
    return "expected" if case.facts.is_expected_long else "drift"


def _waiting(referrals: Cases, period: Period) -> Table:
    """Split the days on which referrals were open: those that waited for police or prosecutors, and the rest."""

    def days(part: Callable[[Counted, Period], int], of: Period) -> int:
        return sum(part(each, of) for each in referrals)

    waited, waited_before = days(_days_with_police, period), days(_days_with_police, period.before)
    return listed(
        "open-days", "Days on which referrals were open in the period",
        (
            ("police", "Waiting for the police or the Crown Prosecution Service", waited, waited_before),
            ("rest", "All other days", days(_days_open, period) - waited,
             days(_days_open, period.before) - waited_before),
        ),
        "BRO-101", total=True, unit="days",
    )  # fmt: skip


def _days_open(case: Counted, period: Period) -> int:
    return days_within([(case.received, case.ended)], period.first, period.last)


def _days_with_police(case: Counted, period: Period) -> int:
    first = max(period.first, case.received)
    last = min(period.last, case.ended or period.last)
    return days_within(case.facts.police, first, last)


def _suspended(cases: Cases, period: Period) -> Iterator[Table]:
    def adults(of: Period) -> int:
        return sum(days_within(each.facts.suspended, of.first, of.last) > 0 for each in cases)

    yield listed(
        "suspended", "Adults suspended at some time in the period",
        (("adults", "Adults suspended", adults(period), adults(period.before)),), "BRO-103", unit="adults",
    )  # fmt: skip
    yield listed(
        "days-suspended", "Days of suspension in the period",
        (
            ("days", "Days of all together", sum(_days(cases, period)), sum(_days(cases, period.before))),
            ("longest", "The longest", max(_days(cases, period), default=0),
             max(_days(cases, period.before), default=0)),
        ),
        "BRO-103", unit="days",
    )  # fmt: skip


def _days(cases: Cases, period: Period) -> list[int]:
    return [days_within(each.facts.suspended, period.first, period.last) for each in cases]


def _late(cases: Cases, period: Period) -> Table:
    """Count what had to be done by a day of the period: in time or late, by who had to do it."""

    def lines() -> Iterator[Numbers]:
        now, before = Counter(_due(cases, period)), Counter(_due(cases, period.before))
        for agency, label in AGENCIES.items():
            in_time, late = (agency, False), (agency, True)
            if any(each[how] for each in (now, before) for how in (in_time, late)):
                yield f"{agency}-due", label, now[in_time] + now[late], before[in_time] + before[late]
                yield f"{agency}-late", "  of these late", now[late], before[late]

    return listed("late", "Steps and actions that were due, by who had to do them", lines(), "BRO-99", unit="steps")


def _due(cases: Iterable[Counted], period: Period) -> Iterator[tuple[str, bool]]:
    """Yield who had to do what was due, and whether it was not done in time by the last day."""
    for each in cases:
        for agency, due, done in each.facts.deadlines:
            if due in period:
                yield agency, due < period.last if done is None else done > due
