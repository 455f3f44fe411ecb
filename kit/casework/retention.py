"""How long the record of a case is kept: worked out anew from its events, the rules and the day; nothing is stored.

The end of a period is a day on which a person looks. Nothing here, and nothing else, removes a record by itself.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from lado_site.profiles import RETENTION_STARTS, Profile, RetentionRule, RetentionStart, add_months, day_in_england

from .clocks import Event, EventKind, in_force
from .record import CaseView, view


class RetentionState(StrEnum):
    """Where a record stands.

    "open" is a case that is not closed; "no-period" one for which the authority has set none, so that it is kept;
    "running" and "kept-on" are before the day of review, the second because a person said so.
    """

    OPEN = "open"
    ON_HOLD = "on-hold"
    NO_PERIOD = "no-period"
    REVIEW_DUE = "review-due"
    KEPT_ON = "kept-on"
    RUNNING = "running"


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """What a period is worked out from. ``birth_dates`` are of the adults, as they were answered.

    ``kept_until`` is what a person said at a review, ``is_held_for_all`` an inquiry under which nothing is removed.
    """

    events: Sequence[Event]
    birth_dates: Collection[str | None] = field(default=(), repr=False)
    kept_until: date | None = None
    is_held_for_all: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Retention:
    """Until when a record is kept, by which rule, and where that stands.

    ``review_on`` is the first day on which it may be looked at for disposal; None while there is no such day.
    ``doubts`` say what was not known, and what was taken in its place: always the later day.
    """

    state: RetentionState
    rule: RetentionRule | None = None
    counted_from: date | None = None
    review_on: date | None = None
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Period:
    rule: RetentionRule
    counted_from: date
    ends: date
    doubts: tuple[str, ...]


def retention(facts: Facts, profile: Profile, today: date) -> Retention:
    """Work out how long the record of a case is kept.

    Of several allegations the one that is kept longest counts, and one that is kept without end keeps the case.
    """
    case = view(facts.events, profile)
    if case.closed is None:
        return Retention(state=RetentionState.OPEN)
    closed_on = day_in_england(case.closed.happened_at)
    found = [_period(rule, facts, closed_on) if rule else None for rule in _rules(case, profile)]
    periods = [each for each in found if each]
    is_held = case.on_legal_hold or facts.is_held_for_all
    if len(periods) < len(found):
        return Retention(state=RetentionState.ON_HOLD if is_held else RetentionState.NO_PERIOD)
    longest = max(periods, key=lambda each: each.ends)
    review_on = max(longest.ends, facts.kept_until or longest.ends)
    return Retention(
        state=RetentionState.ON_HOLD if is_held else _state(longest.ends, review_on, today),
        rule=longest.rule,
        counted_from=longest.counted_from,
        review_on=review_on,
        doubts=longest.doubts,
    )


def kinds(case: CaseView) -> tuple[tuple[str, str], ...]:
    """Return the category and the outcome of each allegation; of a case without any, its own outcome alone."""
    each = tuple(
        (standing.allegation.detail.get("category", ""), _said(standing.outcome)) for standing in case.allegations
    )
    return tuple(dict.fromkeys(each)) or (("", _said(case.headline)),)


def pathway_of(case: CaseView) -> str:
    """Return the key of the pathway that was decided on, "" where nobody has decided."""
    return case.decision.detail.get("pathway", "") if case.decision else ""


def _said(outcome: Event | None) -> str:
    return outcome.detail.get("outcome", "") if outcome else ""


def _rules(case: CaseView, profile: Profile) -> list[RetentionRule | None]:
    pathway = pathway_of(case)
    return [
        profile.retention_rule(outcome=outcome, category=category, pathway=pathway) for category, outcome in kinds(case)
    ]


def _state(ends: date, review_on: date, today: date) -> RetentionState:
    if today >= review_on:
        return RetentionState.REVIEW_DUE
    return RetentionState.KEPT_ON if review_on > ends else RetentionState.RUNNING


def _period(rule: RetentionRule, facts: Facts, closed_on: date) -> _Period:
    start, doubts = _start(rule.start, facts, closed_on)
    return _Period(rule=rule, counted_from=start, ends=_months_after(start, rule.months), doubts=doubts)


def _months_after(start: date, months: int) -> date:
    # A day far ahead may be a slip of the pen; the calendar ends there.
    return add_months(start, months) if start.year + months // 12 < date.max.year else date.max


def _start(start: RetentionStart, facts: Facts, closed_on: date) -> tuple[date, tuple[str, ...]]:
    """Return the day from which is counted, and what was not known of it. What stands in its place is never earlier."""
    match start:
        case "closed":
            return closed_on, ()
        case "concluded":
            return _last(facts.events, (EventKind.CONCLUDED,), closed_on, "when it was concluded is not on record")
        case "referral-received":
            arrivals = (EventKind.REFERRAL_RECEIVED, EventKind.CONTACT)
            return _last(facts.events, arrivals, closed_on, "when the referral arrived is not on record")
        case "adult-born":
            return _born(facts.birth_dates, closed_on)


def _last(
    events: Sequence[Event], wanted: Collection[EventKind], closed_on: date, doubt: str
) -> tuple[date, tuple[str, ...]]:
    days = [day_in_england(each.happened_at) for each in in_force(events) if each.kind in wanted]
    return (max(days), ()) if days else (closed_on, (f"{doubt}: counted from {RETENTION_STARTS['closed']}",))


def _born(birth_dates: Collection[str | None], closed_on: date) -> tuple[date, tuple[str, ...]]:
    """Return the last day on which the youngest of the adults may have been born."""
    days = [day for each in birth_dates if (day := _latest_day(each or ""))]
    if not days or len(days) < len(birth_dates):
        return closed_on, (f"the adult’s date of birth is not known: counted from {RETENTION_STARTS['closed']}",)
    youngest = max(days)
    exact = youngest.isoformat() in birth_dates
    return youngest, () if exact else ("only the year or the month of birth is known: counted from its last day",)


def _latest_day(answered: str) -> date | None:
    """Return the last day that an answer like "1984-05-12", "1984-05" or "1984" may mean; None where it means none."""
    try:
        match answered.split("-"):
            case [year]:
                return date(int(year), 12, 31)
            case [year, month]:
                return add_months(date(int(year), int(month), 1), 1) - timedelta(days=1)
            case [year, month, day]:
                return date(int(year), int(month), int(day))
    except ValueError:
        pass
    return None
