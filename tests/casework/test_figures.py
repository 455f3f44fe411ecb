"""The figures of a period, counted by hand beside them; nobody in these cases exists."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest

from lado_kit.casework.clocks import Event, EventKind, clocks
from lado_kit.casework.figures import (
    HIDDEN_NUMBER,
    CaseFacts,
    Counted,
    Figures,
    Kind,
    Period,
    Table,
    count_figures,
    counted_kind,
    facts_of_case,
    reporting_year,
    suppress,
)
from lado_kit.casework.figures.agencies import agency_of
from lado_kit.casework.figures.cases import common_of
from lado_kit.casework.worklists import Told
from lado_site.profiles import Calendar, Profile, built_in_profiles, load_profile

BROMLEY = load_profile("bromley")
LEICESTER = load_profile("leicester")
BEDFORDSHIRE = load_profile("luton-bedford-bedfordshire")
YEAR = reporting_year(BROMLEY, 2022)
MARCH = date(2023, 3, 31)
EVERY = {name: load_profile(name) for name in built_in_profiles() if name != "general"}


def a_case(
    received: date = date(2022, 5, 3), *, pathway: str = "category-1", profile: Profile = BROMLEY, **more: Any
) -> Counted:
    facts = {name: more.pop(name) for name in list(more) if name in CaseFacts.__dataclass_fields__ and name != "ended"}
    ended = more.pop("ended", None)
    told: dict[str, Any] = {
        "met": "yes", "overseen": "yes", "sector": "primary-school", "category": "physical", "outcome": "",
        "result": "", "closed": ended,
    } | more  # fmt: skip
    return Counted(
        kind=counted_kind(pathway, told["met"], profile), received=received, ended=ended, pathway=pathway,
        common=common_of(pathway, profile), facts=CaseFacts(ended=ended, **facts), **told,
    )  # fmt: skip


def figures(cases: Sequence[Counted], profile: Profile = BROMLEY, period: Period = YEAR) -> Figures:
    return count_figures(cases, profile, period)


def numbers(table: Table) -> dict[str, int]:
    return {each.key: each.now for each in table.lines if each.now}


# ── periods ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("WAN-46", "BRO-18")
def test_a_reporting_year_is_from_1_april_to_31_march_and_both_days_count() -> None:
    for name in ("wandsworth", "bromley"):
        profile = EVERY[name]
        led = next(each.key for each in profile.pathways if each.common == "lado-led")
        days = (date(2023, 3, 31), date(2023, 4, 1), date(2024, 3, 31), date(2024, 4, 1))
        cases = [a_case(day, pathway=led, profile=profile) for day in days]
        period = reporting_year(profile, 2023)

        contacts = figures(cases, profile, period).table("contacts")

        assert (period.first, period.last, period.name) == (date(2023, 4, 1), date(2024, 3, 31), "2023-24")
        assert contacts.total and (contacts.total.now, contacts.total.before) == (2, 1)


@pytest.mark.req("BRO-77")
def test_every_figure_has_that_of_the_year_before_beside_it() -> None:
    before = [a_case(date(2021, 6, 1), category="personal-life", life="personal") for _ in range(2)]
    now = [a_case(category="personal-life", life="personal") for _ in range(5)]

    found = figures([*before, *now])

    (line,) = [each for each in found.table("category").lines if each.key == "personal-life"]
    assert (line.label, line.now, line.before) == ("Behaviour in personal life", 5, 2)


def test_a_period_may_begin_on_a_day_that_the_year_before_does_not_have() -> None:
    leap = Period(first=date(2024, 2, 29), last=date(2024, 2, 29))

    assert leap.before == Period(first=date(2023, 2, 28), last=date(2023, 2, 28))


# ── what counts ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("BRO-35", "BRO-56", "BRO-57")
def test_categories_1_and_2_are_referrals_and_the_rest_consultations_overseen_or_not() -> None:
    cases = [
        *(a_case(pathway="category-1") for _ in range(4)), *(a_case(pathway="category-2") for _ in range(3)),
        *(a_case(pathway="category-3", met="no", overseen="no") for _ in range(2)),
        a_case(pathway="category-4", met="no", overseen="no"),
        a_case(pathway="consultation-overseen", met="no", overseen="yes"),
        a_case(pathway="", met="", overseen=""),
    ]  # fmt: skip

    found = figures(cases)

    assert numbers(found.table("contacts")) == {"referral": 7, "consultation": 4, "undecided": 1}
    assert numbers(found.table("consultations-overseen")) == {"yes": 1, "no": 3}
    assert numbers(found.table("met")) == {"yes": 7, "no": 4, "not-said": 1}
    assert "Counted as a referral: Referral, category 1" in found.rule


@pytest.mark.req("LEI-52")
def test_what_is_closed_with_no_further_action_is_split_by_branch_and_out_of_area_counts_apart() -> None:
    nfa = "no-further-action"
    cases = [
        *(a_case(pathway="advice", profile=LEICESTER, ended=MARCH, result=nfa) for _ in range(3)),
        a_case(pathway="not-met", profile=LEICESTER, ended=MARCH, result=nfa),
        *(a_case(pathway="out-of-area", profile=LEICESTER, ended=MARCH, result="patterning") for _ in range(2)),
        a_case(pathway="strategy-discussion", profile=LEICESTER, ended=MARCH, result="concluded"),
    ]

    found = figures(cases, LEICESTER, Period(first=date(2022, 4, 1), last=MARCH))

    assert numbers(found.table("no-further-action")) == {"advice": 3, "not-met": 1, "out-of-area": 2}
    assert numbers(found.table("contacts")) == {"referral": 1, "consultation": 4, "out-of-area": 2}


@pytest.mark.parametrize("profile", EVERY.values(), ids=EVERY)
@pytest.mark.req("WAN-47", "BRO-69")
def test_tables_of_referrals_total_to_the_same_number(profile: Profile) -> None:
    chance = Random(7)
    cases = [
        a_case(
            date(2022, 4, 1) + timedelta(days=chance.randrange(365)), profile=profile,
            pathway=chance.choice([each.key for each in profile.pathways]), met=chance.choice(("yes", "no")),
            sector=chance.choice([*(each.key for each in profile.sectors), ""]),
            category=chance.choice([*(each.key for each in profile.categories), ""]),
            outcome=chance.choice([*(each.key for each in profile.outcomes), "", "In our words"]),
            source=chance.choice(("police", "public", "", "Somebody’s own words")),
            is_removed=chance.random() < 0.1,
        )
        for _ in range(200)
    ]  # fmt: skip
    found = figures(cases, profile, Period(first=date(2022, 4, 1), last=MARCH))
    referrals = found.table("contacts").number("referral")

    of_referrals = [each for each in found.tables if each.of == "referral" and each.total]

    assert referrals > 20
    assert {"source", "sector", "category", "outcome"} <= {each.key for each in of_referrals}
    for table in of_referrals:
        assert table.total and table.total.now == sum(each.now for each in table.lines) == referrals, table.key


@pytest.mark.req("BRO-40")
def test_an_employer_alone_without_the_police_is_a_kind_of_investigation_of_its_own() -> None:
    cases = [
        *(a_case(investigations=("employer",)) for _ in range(3)), a_case(investigations=("police", "employer")),
        a_case(investigations=("police", "s47")), a_case(),
    ]  # fmt: skip

    assert numbers(figures(cases).table("investigation")) == {
        "police": 2, "s47": 1, "employer": 4, "employer-only": 3, "none": 1,
    }  # fmt: skip


@pytest.mark.req("BRO-107", "BRO-108")
def test_referrals_to_other_bodies_are_those_that_the_lado_made() -> None:
    made = {"sporting-body": 3, "ofsted": 20, "dbs": 12, "teaching-regulator": 2, "police": 1}
    day = date(2022, 9, 1)
    cases = [a_case(referred=((body, "lado", day),)) for body, number in made.items() for _ in range(number)]
    cases += [a_case(referred=(("ofsted", "employer", day), ("dbs", "lado", date(2023, 4, 1)))) for _ in range(4)]

    found = figures(cases)

    assert numbers(found.table("referred-on")) == made
    total = found.table("referred-on").total
    assert total and total.now == 38
    assert numbers(found.table("referred-on-by-others")) == {"ofsted": 4}


@pytest.mark.req("BRO-63")
def test_the_work_after_the_first_contact_of_a_consultation_is_counted() -> None:
    days = (date(2022, 6, 1), date(2022, 6, 9), date(2023, 4, 2))
    cases = [
        a_case(pathway="category-3", follow_ups=days), a_case(pathway="category-3"), a_case(follow_ups=days),
    ]  # fmt: skip

    assert numbers(figures(cases).table("follow-ups")) == {"entries": 2, "cases": 1}


def test_meetings_are_counted_by_kind_in_the_year_in_which_they_were_held() -> None:
    cases = [
        a_case(meetings=(("evaluation", date(2022, 6, 1)), ("lado-led", date(2022, 7, 1)))),
        a_case(date(2021, 6, 1), meetings=(("lado-led", date(2022, 4, 1)), ("lado-led", date(2021, 9, 1)))),
    ]

    found = {each.label: (each.now, each.before) for each in figures(cases).table("meetings").lines}

    assert found["Initial Evaluation Meeting (IEM)"] == (1, 0)
    assert found["Allegations against Staff and Volunteers (ASV) meeting"] == (2, 1)


# ── time ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("BRO-96")
def test_the_bands_of_time_total_to_what_was_concluded() -> None:
    received = date(2022, 1, 31)
    # A month from 31 January ends on 28 February, three on 30 April, twelve on 31 January of the next year.
    ends = {
        "up-to-1-month": [date(2022, 2, 28)], "over-1-to-3-months": [date(2022, 3, 1), date(2022, 4, 30)],
        "over-3-to-12-months": [date(2022, 5, 1), date(2023, 1, 31)], "over-12-months": [date(2023, 2, 1)],
    }  # fmt: skip
    cases = [a_case(received, ended=day) for days in ends.values() for day in days] + [a_case(received)]

    table = figures(cases, period=Period(first=date(2022, 2, 1), last=MARCH)).table("concluded")

    assert numbers(table) == {key: len(days) for key, days in ends.items()}
    assert table.total and table.total.now == 6


@pytest.mark.req("BRO-94")
def test_of_90_ongoing_17_are_with_the_police_and_73_are_not_by_quarter() -> None:
    quarters = {date(2021, 12, 1): 6, date(2022, 5, 1): 8, date(2022, 8, 1): 10, date(2022, 11, 1): 16}
    quarters[date(2023, 2, 1)] = 50
    cases = [a_case(day) for day, number in quarters.items() for _ in range(number)]
    with_police = [a_case(each.received, police=((each.received, None),)) for each in cases[-17:]]
    over = [a_case(ended=MARCH), a_case(police=((date(2022, 6, 1), date(2022, 7, 1)),), ended=date(2023, 1, 1))]

    found = figures([*cases[:-17], *with_police, *over, a_case(date(2023, 4, 1))])

    total = found.table("ongoing").total
    assert total and total.now == 90
    assert numbers(found.table("ongoing")) == {"with-police": 17, "without-police": 73}
    assert list(numbers(found.table("ongoing-quarter")).values()) == [6, 8, 10, 16, 50]


@pytest.mark.req("WAN-63")
def test_what_is_expected_to_take_long_is_no_drift_by_itself() -> None:
    old = date(2021, 12, 1)

    found = figures([a_case(old), a_case(old), a_case(old, is_expected_long=True), a_case()])

    assert numbers(found.table("ongoing-age")) == {"under": 1, "expected": 1, "drift": 2}


@pytest.mark.req("BRO-99")
def test_lateness_is_counted_by_who_had_to_do_it() -> None:
    due = date(2022, 6, 1)
    cases = [
        a_case(deadlines=(("police", due, date(2022, 6, 2)), ("police", due, due), ("employer", due, None))),
        a_case(deadlines=(("police", MARCH, None), ("police", date(2023, 4, 1), None))),
    ]

    assert numbers(figures(cases).table("late")) == {
        "police-due": 3, "police-late": 1, "employer-due": 1, "employer-late": 1,
    }  # fmt: skip


@pytest.mark.req("BRO-101")
def test_open_days_are_split_into_waiting_for_the_police_and_the_rest() -> None:
    # Open from 1 to 30 April, with the police from 11 April to 20 April: 10 days of 30.
    case = a_case(date(2022, 4, 1), ended=date(2022, 4, 30), police=((date(2022, 4, 11), date(2022, 4, 20)),))

    assert numbers(figures([case]).table("open-days")) == {"police": 10, "rest": 20}


# ── of events ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def read(profile: Profile, happened: Iterable[tuple[str, str, dict[str, str]]], **answers: Any) -> CaseFacts:
    """Facts of a case with these events, through JSON and back."""
    events = [
        Event(
            id=str(number), kind=EventKind(kind), happened_at=datetime.fromisoformat(f"{day}T12:00+00:00"),
            recorded_at=datetime.fromisoformat(f"{day}T12:00+00:00"), recorded_by="duty-1", detail=detail,
        )
        for number, (day, kind, detail) in enumerate(happened, 1)
    ]  # fmt: skip
    now = datetime(2023, 6, 1, tzinfo=UTC)
    running = clocks(events, profile, Calendar.of(profile), now)
    facts = facts_of_case(events, Told(form="referral", answers=answers), profile, running, now)
    assert CaseFacts.from_json(json.loads(json.dumps(facts.as_json()))) == facts
    return facts


@pytest.mark.req("BRO-103", "BED-100", "BED-93")
def test_what_is_counted_is_worked_out_of_the_events_and_not_typed() -> None:
    facts = read(
        BEDFORDSHIRE,
        [
            ("2022-05-01", "contact", {}), ("2022-05-01", "referral-received", {}),
            ("2022-05-02", "allegation-set", {"adult": "Jo Larkmoss", "category": "physical", "life": "both"}),
            ("2022-05-02", "threshold-decided", {"met": "yes", "pathway": "tier-1"}),
            ("2022-05-03", "interim-set", {"what": "suspended"}),
            ("2022-05-04", "police-investigation-started", {}), ("2022-05-05", "s47-started", {}),
            ("2022-05-20", "held-by-another-agency", {"agency": "CPS", "reason": "Charge"}),
            ("2022-06-01", "police-investigation-ended", {}), ("2022-06-10", "hold-ended", {}),
            ("2022-06-12", "interim-set", {"what": "restricted"}),
            ("2022-06-13", "action-agreed", {"action": "Ring", "owner": "DC Larkmoss, Police", "by": "2022-06-20"}),
            ("2022-06-22", "action-done", {"about": "12"}), ("2022-07-01", "concluded", {}),
        ],
        referrer_organisation="Oak  school", employer_name="Oak School", work_sector="primary-school",
    )  # fmt: skip

    assert facts.suspended == ((date(2022, 5, 3), date(2022, 6, 12)),)
    assert facts.police == ((date(2022, 5, 4), date(2022, 6, 10)),)
    assert facts.investigations == ("police", "s47")
    assert facts.ended == date(2022, 7, 1)
    assert (facts.source, facts.current, facts.life) == ("primary-school", "physical", "both")
    assert ("police", date(2022, 6, 20), date(2022, 6, 22)) in facts.deadlines
    assert "Larkmoss" not in json.dumps(facts.as_json())
    # 1 May to 1 July are 61 days.
    case = a_case(date(2022, 5, 1), ended=facts.ended, pathway="tier-1", profile=BEDFORDSHIRE)
    assert figures([case], BEDFORDSHIRE, Period(first=YEAR.first, last=MARCH)).table("days").number("longest") == 61


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("DC Oddstone, Met Police", "police"), ("the CPS", "cps"), ("Head teacher", "employer"), ("LADO", "lado"),
        ("Social worker", "social-care"), ("", "not-said"), ("Jo Larkmoss", "other"), ("Thrush", "other"),
    ],
)  # fmt: skip
def test_a_free_text_is_counted_under_a_kind_of_agency(text: str, agency: str) -> None:
    assert agency_of(text) == agency


# ── small numbers ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("BRO-106")
@pytest.mark.parametrize("seed", range(16))
def test_no_number_that_is_held_back_can_be_worked_out(seed: int) -> None:
    """In each table whose total is shown, what is hidden is several lines, and not few cases together."""
    chance, below = Random(seed), 5
    pathways = ("category-1", "category-3", "consultation-other")
    cases = [
        a_case(
            pathway=chance.choice(pathways), sector=chance.choice(("health", "police", "faith", "other")),
            category=chance.choice(("physical", "physical", "physical", "sexual", "neglect")),
            outcome=chance.choice(("", "", "false", "unfounded")), ended=chance.choice((None, MARCH)),
        )
        for _ in range(chance.randrange(60))
    ]  # fmt: skip
    whole = figures(cases)

    held = suppress(whole, below)

    hidden_groups = {each.key for each in held.table("contacts").lines if each.now == HIDDEN_NUMBER}
    for table in held.tables:
        true = whole.table(table.key)
        assert not any(0 < each.now < below for each in table.lines)
        places = [n for n, each in enumerate(table.lines) if each.now == HIDDEN_NUMBER]
        if table.of in hidden_groups:
            assert len(places) == len(table.lines), table.key
        if table.total and table.total.now != HIDDEN_NUMBER and places:
            assert len(places) > 1
            assert sum(true.lines[n].now for n in places) >= below, table.key
    assert all(each.unit != "days" for each in held.tables)


def test_a_record_that_was_disposed_of_stays_in_the_counts() -> None:
    gone = a_case(is_removed=True, outcome="false", ended=date(2022, 8, 1))

    found = figures([gone, a_case(source="police")])

    assert found.removed == 1
    assert numbers(found.table("contacts")) == {"referral": 2}
    assert numbers(found.table("outcome")) == {"false": 1, "not-said": 1}
    assert numbers(found.table("source")) == {"police": 1, "removed": 1}
    assert Kind.REFERRAL is gone.kind
