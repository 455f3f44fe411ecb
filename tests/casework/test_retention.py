"""How long the record of a case is kept, against days worked out by hand, and rules that can never count."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from lado_kit.casework.clocks import Event, EventKind
from lado_kit.casework.retention import Facts, Retention, RetentionState, retention
from lado_site.profiles import (
    Profile,
    Requirement,
    RetentionRule,
    built_in_profiles,
    check_settings,
    load_profile,
    read_settings,
)

SANDWELL = load_profile("sandwell")
TODAY = date(2030, 6, 1)
CLOSED_ON = date(2026, 5, 12)

A_RULE: dict[str, Any] = {
    "key": "proven",
    "label": "Substantiated",
    "months": 1200,
    "start": "closed",
    "source": "Schedule 2026, line 4",
    "requirement": {"id": "OWN-01", "assumed": True},
}


def a_rule(**changes: Any) -> RetentionRule:
    return RetentionRule(**{**A_RULE, "requirement": Requirement(id="OWN-01", assumed=True), **changes})


def a_profile(*rules: RetentionRule, months: int | None = None) -> Profile:
    return replace(SANDWELL, retention=rules, retention_months=months)


def an_event(kind: EventKind, day: date, number: int, **detail: str) -> Event:
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return Event(id=str(number), kind=kind, happened_at=at, recorded_at=at, recorded_by="duty-1", detail=detail)


def a_case(*more: tuple[EventKind, date, dict[str, str]], closed: date | None = CLOSED_ON) -> tuple[Event, ...]:
    events = [(EventKind.REFERRAL_RECEIVED, date(2026, 2, 28), {}), *more]
    events += [(EventKind.CLOSED, closed, {"reason": "done"})] if closed else []
    return tuple(an_event(kind, day, number, **detail) for number, (kind, day, detail) in enumerate(events, 1))


def an_allegation(number: int, category: str, outcome: str) -> tuple[tuple[EventKind, date, dict[str, str]], ...]:
    """An allegation and its outcome; ``number`` is the entry that it will be."""
    on = date(2026, 4, 1)
    return (
        (EventKind.ALLEGATION_SET, on, {"adult": "A", "category": category}),
        (EventKind.OUTCOME_RECORDED, on, {"allegation": str(number), "outcome": outcome}),
    )


def found(profile: Profile, *events: Event, today: date = TODAY, **facts: Any) -> Retention:
    return retention(Facts(events=events, **facts), profile, today)


@pytest.mark.req("SAN-35", "BRO-21")
@pytest.mark.parametrize("name", built_in_profiles())
def test_no_authority_names_a_period_so_nothing_is_ever_due(name: str) -> None:
    profile = load_profile(name)

    assert profile.retention_rules == ()
    assert found(profile, *a_case(), today=date(9000, 1, 1)) == Retention(state=RetentionState.NO_PERIOD)


PERIODS: list[tuple[str, int, tuple[tuple[EventKind, date, dict[str, str]], ...], list[str | None], date, int]] = [
    ("closed", 12, (), [], date(2027, 5, 12), 0),
    ("closed", 300, (), [], date(2051, 5, 12), 0),
    # 28 February and 1 month; the last days of months.
    ("referral-received", 1, (), [], date(2026, 3, 28), 0),
    ("concluded", 1, ((EventKind.CONCLUDED, date(2026, 3, 31), {}),), [], date(2026, 4, 30), 0),
    ("concluded", 1, (), [], date(2026, 6, 12), 1),
    ("adult-born", 1200, (), ["1984-02-29"], date(2084, 2, 29), 0),
    # Only a month, only a year: the last day that it may have been.
    ("adult-born", 1200, (), ["1984-02"], date(2084, 2, 29), 1),
    ("adult-born", 1200, (), ["1984"], date(2084, 12, 31), 1),
    # The youngest of two; one of whom nothing is known.
    ("adult-born", 1200, (), ["1984-02-29", "1990-07-03"], date(2090, 7, 3), 0),
    ("adult-born", 1200, (), ["1984-02-29", None], date(2126, 5, 12), 1),
    ("adult-born", 1200, (), ["not-known"], date(2126, 5, 12), 1),
    ("adult-born", 1200, (), ["1984-02-30"], date(2126, 5, 12), 1),
    ("adult-born", 1200, (), [], date(2126, 5, 12), 1),
]  # fmt: skip


@pytest.mark.parametrize(("start", "months", "more", "born", "review_on", "doubts"), PERIODS)
def test_the_day_of_review_is_counted_from_what_the_rule_names(
    start: Any, months: int, more: Any, born: list[str | None], review_on: date, doubts: int
) -> None:
    rule = a_rule(start=start, months=months)

    kept = found(a_profile(rule), *a_case(*more), birth_dates=born, today=date(2026, 6, 30))

    assert (kept.review_on, len(kept.doubts), kept.rule) == (review_on, doubts, rule)
    assert kept.state is (RetentionState.REVIEW_DUE if review_on <= date(2026, 6, 30) else RetentionState.RUNNING)


def test_a_review_is_due_from_its_day_on_and_not_the_day_before() -> None:
    profile = a_profile(months=12)

    before, on = (found(profile, *a_case(), today=date(2027, 5, day)).state for day in (11, 12))

    assert (before, on) == (RetentionState.RUNNING, RetentionState.REVIEW_DUE)


def test_a_case_that_is_open_or_was_opened_again_has_no_day() -> None:
    profile = a_profile(months=1)
    again = (*a_case(), an_event(EventKind.REOPENED, date(2027, 1, 1), 9))

    assert found(profile, *a_case(closed=None)).state is RetentionState.OPEN
    assert found(profile, *again) == Retention(state=RetentionState.OPEN)
    closed_again = found(profile, *again, an_event(EventKind.CLOSED, date(2029, 3, 1), 10))
    assert closed_again.review_on == date(2029, 4, 1)


def test_nothing_is_due_while_a_hold_stands_over_the_case_or_over_all() -> None:
    profile, held = a_profile(months=1), an_event(EventKind.LEGAL_HOLD_SET, date(2028, 1, 1), 8, reason="inquiry")
    ended = an_event(EventKind.LEGAL_HOLD_ENDED, date(2029, 1, 1), 9, reason="over")

    assert found(profile, *a_case(), held).state is RetentionState.ON_HOLD
    assert found(profile, *a_case(), held, ended).state is RetentionState.REVIEW_DUE
    assert found(profile, *a_case(), is_held_for_all=True).state is RetentionState.ON_HOLD
    assert found(a_profile(), *a_case(), held).state is RetentionState.ON_HOLD


def test_a_person_can_keep_a_case_longer_and_not_shorter() -> None:
    profile = a_profile(months=300)

    longer = found(profile, *a_case(), kept_until=date(2060, 1, 1))
    shorter = found(profile, *a_case(), kept_until=date(2031, 1, 1))

    assert (longer.state, longer.review_on) == (RetentionState.KEPT_ON, date(2060, 1, 1))
    assert (shorter.state, shorter.review_on) == (RetentionState.RUNNING, date(2051, 5, 12))
    over = found(profile, *a_case(), kept_until=date(2060, 1, 1), today=date(2060, 1, 1))
    assert over.state is RetentionState.REVIEW_DUE


def test_of_several_allegations_the_one_that_is_kept_longest_counts() -> None:
    proven, other = a_rule(outcomes=("substantiated",)), a_rule(key="other", outcomes=("unfounded",), months=120)
    events = a_case(*an_allegation(2, "physical", "unfounded"), *an_allegation(4, "emotional", "substantiated"))

    assert found(a_profile(other, proven), *events).rule == proven
    assert found(a_profile(other), *events).state is RetentionState.NO_PERIOD
    assert found(a_profile(other, months=60), *events).rule == other


def test_the_first_rule_of_the_file_that_fits_counts() -> None:
    events = a_case(
        (EventKind.THRESHOLD_DECIDED, date(2026, 3, 2), {"met": "yes", "pathway": "pot"}),
        *an_allegation(3, "physical", "malicious"),
    )
    pathway = next(each for each in SANDWELL.pathways if each.common == "lado-led")
    events = tuple(
        replace(each, detail={**each.detail, "pathway": pathway.key}) if "pathway" in each.detail else each
        for each in events
    )
    by_category = a_rule(key="category", categories=("physical",), months=12)
    by_pathway = a_rule(key="pathway", pathways=("lado-led",), months=24)
    by_key = a_rule(key="key", pathways=(pathway.key,), outcomes=("malicious",), months=36)

    for rules in ((by_category, by_pathway, by_key), (by_pathway, by_key), (by_key, by_category)):
        assert found(a_profile(*rules), *events).rule == rules[0]
    assert found(a_profile(a_rule(pathways=("advice-only",))), *events).state is RetentionState.NO_PERIOD


def test_a_changed_rule_changes_the_day_at_once() -> None:
    events = a_case()

    days = [found(a_profile(months=months), *events).review_on for months in (12, 120, None)]

    assert days == [date(2027, 5, 12), date(2036, 5, 12), None]


def wrong_with(*rules: dict[str, Any], **changes: Any) -> list[str]:
    settings = {**read_settings("sandwell"), "retention": [{**A_RULE, **rule} for rule in rules], **changes}
    return [str(each) for each in check_settings(settings)]


FINE: list[tuple[dict[str, Any], ...]] = [
    ({},),
    ({"outcomes": ["substantiated"]}, {"key": "rest"}),
    ({"categories": ["physical"]}, {"key": "two", "outcomes": ["malicious"]}),
    ({"pathways": ["lado-led"]}, {"key": "two", "pathways": ["advice-only"], "start": "adult-born"}),
]


@pytest.mark.parametrize("rules", FINE)
def test_rules_that_each_have_their_cases_are_fine(rules: tuple[dict[str, Any], ...]) -> None:
    assert wrong_with(*rules) == []


NEVER: list[tuple[list[dict[str, Any]], dict[str, Any], str]] = [
    ([{}, {"key": "two"}], {}, "retention 2 (two) never counts"),
    ([{}, {"key": "two", "outcomes": ["malicious"]}], {}, "retention 2 (two) never counts"),
    ([{}], {"retention_months": 300}, "retention_months never counts"),
    (
        [{"outcomes": ["malicious"]}, {"key": "b", "outcomes": ["malicious"], "categories": ["physical"]}],
        {},
        "(b) never",
    ),
    # No pathway of the authority's has in common what the rule names.
    ([{"pathways": ["employer-led"]}], {"pathways": []}, ""),
]


@pytest.mark.parametrize(("rules", "changes", "said"), NEVER)
def test_a_rule_that_can_never_count_is_named(rules: list[dict[str, Any]], changes: dict[str, Any], said: str) -> None:
    problems = wrong_with(*rules, **changes)

    assert [said in each for each in problems] == ([True] if said else [])


def test_a_rule_that_several_others_leave_nothing_for_is_named() -> None:
    one = SANDWELL.outcomes[0].key
    rest = [each.key for each in SANDWELL.outcomes]
    rules = [
        {"categories": ["physical"], "outcomes": [one]},
        {"key": "b", "categories": ["physical"], "outcomes": rest[1:]},
    ]

    (problem,) = wrong_with(*rules, {"key": "c", "categories": ["physical"], "outcomes": rest})

    assert problem.startswith("retention 3 (c) never counts")


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"outcomes": ["sustained"]}, "must be of the outcomes of this profile"),
    ({"pathways": ["tier-9"]}, "must be of the pathways of this profile"),
    ({"then": "delete"}, "nothing is removed by itself"),
    ({"months": 0}, "must be from 1 to 1200"),
    ({"start": "retirement"}, "must be one of closed, concluded, referral-received, adult-born"),
    ({"source": ""}, "must not be empty"),
]


@pytest.mark.parametrize(("changes", "said"), REFUSED)
def test_a_rule_that_cannot_be_used_is_refused(changes: dict[str, Any], said: str) -> None:
    (problem,) = wrong_with(changes)

    assert said in problem
