"""The figures of a period, counted by hand beside them; nobody in these cases exists."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest

from lado_kit.casework.clocks import Event, EventKind, clocks
from lado_kit.casework.figures import (
    HIDDEN_NUMBER,
    NOT_HELD,
    CaseFacts,
    Counted,
    Figures,
    Kind,
    Outline,
    Period,
    Table,
    count_figures,
    count_years,
    counted_kind,
    facts_of_case,
    reporting_year,
    suppress,
    suppress_years,
    with_comments,
)
from lado_kit.casework.figures.agencies import agency_of
from lado_kit.casework.figures.cases import common_of
from lado_kit.casework.record import allowed, fields_of
from lado_kit.casework.worklists import Told
from lado_kit.commands.figures import show_figures, show_years
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


Printed = Callable[..., list[list[str]]]


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str]) -> Printed:
    """Return what people see of a table, line by line, each split where two spaces are."""

    def show(found: Figures, table: str) -> list[list[str]]:
        show_figures(found, [found.table(table)])
        lines = capsys.readouterr().out.split("\n\n")[1].splitlines()[1:]
        return [re.split(r" {2,}", each) for each in lines]

    return show


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


@pytest.mark.req("BRO-14", "BRO-15", "BRO-16", "BRO-31")
def test_a_year_of_500_contacts_prints_its_number_nature_investigation_and_outcome(printed: Printed) -> None:
    outcomes = {"substantiated": 55, "unsubstantiated": 19, "unfounded": 47, "false": 1, "": 90}
    referrals = [
        a_case(outcome=outcome, ended=MARCH if outcome else None, investigations=("employer",))
        for outcome, number in outcomes.items()
        for _ in range(number)
    ]
    consultations = [a_case(pathway="category-3", met="no") for _ in range(288)]
    before = [a_case(date(2021, 6, 1), ended=date(2021, 7, 1)) for _ in range(100)]

    found = figures([*referrals, *consultations, *before])

    assert printed(found, "contacts") == [
        ["cases", "2022-23", "2021-22"],
        ["Referrals", "212", "42%", "100", "100%"], ["Consultations", "288", "58%", "0", "0%"],
        ["Out of area", "0", "0%", "0", "0%"], ["Contacts not decided yet", "0", "0%", "0", "0%"],
        ["Total", "500", "100"],
    ]  # fmt: skip
    assert [line[:2] for line in printed(found, "outcome")[1:-1]] == [
        ["Substantiated", "55"], ["Unsubstantiated", "19"], ["Unfounded", "47"], ["False", "1"], ["Malicious", "0"],
        ["No outcome on record yet", "90"], ["Total", "212"],
    ]  # fmt: skip
    assert printed(found, "ongoing")[-1][:2] == ["Total", "90"]
    assert printed(found, "concluded")[-1][:2] == ["Total", "122"]
    assert ["Physical", "212", "100%"] in [line[:3] for line in printed(found, "category")]
    assert ["Employer or agency", "212"] in [line[:2] for line in printed(found, "investigation")]


@pytest.mark.req("BRO-13")
def test_contacts_are_told_by_where_they_came_from_and_each_is_in_one_line(printed: Printed) -> None:
    came = {"early-years": 9, "secondary-school": 5, "health": 3, "fostering": 2, "Somebody’s own words": 1, "": 4}
    cases = [
        a_case(source=source, pathway=("category-1", "category-4")[number % 2])
        for source, times in came.items()
        for number in range(times)
    ]

    assert [line[:2] for line in printed(figures(cases), "contacts-source")[1:]] == [
        ["Secondary school or college", "5"], ["Nursery or other early years setting", "9"],
        ["Health: hospital, GP, community", "3"], ["Foster care", "2"], ["Somebody’s own words", "1"],
        ["Not on record", "4"], ["Total", "24"],
    ]  # fmt: skip


@pytest.mark.req("BRO-17")
def test_a_year_before_the_first_contact_on_record_is_not_held_and_not_nought(printed: Printed) -> None:
    cases = [a_case(date(2022, 4, 2)), a_case()]
    last = a_case(date(2022, 3, 31))

    assert ["Yes", "2", "100%", "not held"] in printed(figures(cases), "met")
    assert figures(cases).table("outcome").total == figures(cases).table("sector").total
    assert {each.before for each in figures(cases).table("sector").lines} == {NOT_HELD}
    assert ["Yes", "2", "100%", "1", "100%"] in printed(figures([*cases, last]), "met")
    held_long = count_figures(cases, BROMLEY, YEAR, held_from=date(2019, 1, 1))
    assert ["Yes", "2", "100%", "0"] in printed(held_long, "met")
    assert {each.now for each in figures(cases, period=YEAR.before).table("met").lines} == {NOT_HELD}
    assert {each.before for each in suppress(figures(cases), 5).table("met").lines} == {NOT_HELD}


@pytest.mark.req("BRO-68")
def test_meetings_are_told_for_every_100_referrals_beside_the_year_before(printed: Printed) -> None:
    now, before = date(2022, 6, 1), date(2021, 6, 1)
    cases = [a_case(now, meetings=(("lado-led", now),) * (number < 37)) for number in range(212)]
    cases += [a_case(before, meetings=(("lado-led", before),) * (number < 90)) for number in range(150)]
    cases += [a_case(now, pathway="category-3", met="no")]

    table = printed(figures(cases), "meetings-per-100")

    # 37 of 212 are 17.5 in every hundred, 90 of 150 are 60.
    assert table[0] == ["for every 100", "2022-23", "2021-22"]
    assert ["Allegations against Staff and Volunteers (ASV) meeting", "17", "60"] in table
    assert "meetings-per-100" not in {each.key for each in suppress(figures(cases), 5).tables}


@pytest.mark.req("BRO-71", "BRO-85")
def test_what_the_service_says_about_its_numbers_stands_below_the_table(printed: Printed) -> None:
    held = {date(2022, 6, 1): (3, 2), date(2021, 6, 1): (9, 5)}
    cases = [
        a_case(day, meetings=(("evaluation", day),) * evaluations + (("lado-led", day),) * led)
        for day, (evaluations, led) in held.items()
    ]
    why, sector = "More referrals, and the BSO was away for months", "Schools are with children all day"

    found = with_comments(figures(cases), [("meetings", why), ("sector", sector)])

    table = [line[:4] for line in printed(found, "meetings")]
    assert table[1] == ["Initial Evaluation Meeting (IEM)", "3", "60%", "9"]
    assert ["Allegations against Staff and Volunteers (ASV) meeting", "2", "40%", "5"] in table
    assert (table[-1], printed(found, "sector")[-1]) == ([why], [sector])
    assert not any(each.said for each in suppress(found, 2).tables)


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


@pytest.mark.req("BRO-98")
def test_a_percentage_stands_beside_that_of_the_year_before_with_what_both_are_of(printed: Printed) -> None:
    cases = [
        a_case(received, ended=received + timedelta(days=days))
        for received, soon, later in ((date(2022, 5, 3), 60, 62), (date(2021, 5, 3), 72, 28))
        for days, number in ((60, soon), (200, later))
        for _ in range(number)
    ]

    table = {line[0]: line[1:] for line in printed(figures(cases), "concluded")}

    # 60 of 122 are 49.2%.
    assert table["Over 1 and up to 3 months"] == ["60", "49%", "60 49%", "72", "72%", "72 72%"]
    assert table["Total"] == ["122", "100"]


@pytest.mark.req("BRO-105")
def test_of_500_contacts_352_were_resolved_by_three_months(printed: Printed) -> None:
    received = date(2022, 5, 3)
    bands = {date(2022, 6, 3): 280, date(2022, 8, 3): 72, date(2023, 5, 3): 60, date(2023, 5, 4): 8, None: 80}
    cases = [
        a_case(received, ended=ended, pathway=("category-1", "category-3")[number % 2])
        for ended, times in bands.items()
        for number in range(times)
    ]

    assert [line[:4] for line in printed(figures(cases), "contacts-resolved")] == [
        ["cases", "2022-23", "up to here", "2021-22"],
        ["Up to 1 month", "280", "56%", "280 56%"], ["Over 1 and up to 3 months", "72", "14%", "352 70%"],
        ["Over 3 and up to 12 months", "60", "12%", "412 82%"], ["Over 12 months", "8", "2%", "420 84%"],
        ["Not yet", "80", "16%", "500 100%"], ["Total", "500", "not held"],
    ]  # fmt: skip
    few = suppress(figures(cases[:285]), 6)
    assert [line[:4] for line in printed(few, "contacts-resolved")][1:3] == [
        ["Up to 1 month", "held back", "held back", "not held"],
        ["Over 1 and up to 3 months", "held back", "held back", "not held"],
    ]


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


@pytest.mark.req("BRO-50", "BRO-100")
def test_years_are_told_one_after_another_with_bars(capsys: pytest.CaptureFixture[str]) -> None:
    came = {2020: (300, 40), 2021: (400, 60), 2022: (500, 80)}
    cases = [
        Outline(
            kind=(Kind.REFERRAL, Kind.CONSULTATION)[number % 2], received=date(year, 5, 3),
            ended=date(year, 5, 3) + timedelta(days=days + number % 4 - 1) if number % 3 else None,
        )
        for year, (times, days) in came.items()
        for number in range(times)
    ]  # fmt: skip
    cases.append(Outline(kind=Kind.REFERRAL, received=date(2020, 3, 31), ended=date(2022, 4, 1)))

    years = count_years(cases, BROMLEY, 2022, 5, held_from=date(2020, 3, 31))
    show_years(years)

    lines = [re.split(r" {2,}", each) for each in capsys.readouterr().out.splitlines()]
    assert lines[1] == ["2018-19", "not held", *["not held"] * 5]
    assert lines[2] == ["2019-20", "1", "1", "0", "0", "0", "0"]
    assert lines[3][:3] == ["2020-21", "300", "=" * 18]
    assert lines[4][:3] == ["2021-22", "400", "=" * 24]
    # 166 of the 250 are concluded, after 79 or 81 days; one more came years before and took 731 days.
    assert lines[5] == ["2022-23", "500", "=" * 30, "250", "250", "0", "0", "167", "84", "=" * 30]
    assert [each.days for each in years] == [None, None, 40, 60, 84]


def test_small_numbers_of_a_year_are_held_back_as_in_its_own_figures() -> None:
    kinds = {"category-1": 4, "category-3": 20, "": 9}
    cases = [
        a_case(pathway=pathway, met="", ended=MARCH if pathway else None)
        for pathway in kinds
        for _ in range(kinds[pathway])
    ]
    outlines = [Outline(kind=each.kind, received=each.received, ended=each.ended) for each in cases]

    (year,) = suppress_years(count_years(outlines, BROMLEY, 2022, 1, held_from=YEAR.first), 5)
    (few,) = suppress_years(count_years(outlines[:4], BROMLEY, 2022, 1, held_from=YEAR.first), 5)

    assert year.kinds == tuple(each.now for each in suppress(figures(cases), 5).table("contacts").lines)
    assert year.kinds == (HIDDEN_NUMBER, 20, 0, HIDDEN_NUMBER)
    assert (year.contacts, year.concluded, year.days) == (33, HIDDEN_NUMBER, None)
    assert (few.contacts, *few.kinds) == (HIDDEN_NUMBER,) * 5


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


def test_a_hold_ends_with_what_it_waits_for_and_by_the_end_that_names_it() -> None:
    def police(*happened: tuple[str, str, dict[str, str]]) -> tuple[tuple[date, date | None], ...]:
        return read(BROMLEY, [("2022-05-01", "referral-received", {}), *happened]).police

    held = ("2022-05-10", "held-by-another-agency", {"agency": "Police", "reason": "Interviews"})
    over = ("2022-06-01", "police-investigation-ended", {})
    # Nobody ended the hold, but what it waited for is over.
    assert police(held, over) == ((date(2022, 5, 10), date(2022, 6, 1)),)
    # The prosecutors decide after the police: their hold goes on.
    prosecutors = ("2022-05-20", "held-by-another-agency", {"waits-for": "cps", "agency": "CPS", "reason": "Charge"})
    assert police(held, prosecutors, over) == ((date(2022, 5, 10), None),)
    assert police(held, over, ("2022-06-05", *prosecutors[1:])) == (
        (date(2022, 5, 10), date(2022, 6, 1)), (date(2022, 6, 5), None),
    )  # fmt: skip
    # The end of another agency's hold, by its number, ends no hold of the police; that which names none ends all.
    other = ("2022-05-12", "held-by-another-agency", {"agency": "Social care", "reason": "Section 47"})
    assert police(held, other, ("2022-05-30", "hold-ended", {"about": "3"})) == ((date(2022, 5, 10), None),)
    assert police(held, other, ("2022-05-30", "hold-ended", {})) == ((date(2022, 5, 10), date(2022, 5, 30)),)


def test_a_matter_that_was_opened_again_is_at_its_end_when_it_is_concluded_once_more() -> None:
    before = [
        ("2022-05-01", "referral-received", {}), ("2022-06-01", "concluded", {}), ("2022-06-02", "closed", {}),
        ("2022-08-01", "reopened", {}),
    ]  # fmt: skip

    assert read(BROMLEY, before).ended is None
    assert read(BROMLEY, [*before, ("2022-09-01", "concluded", {})]).ended is None
    again = [*before, ("2022-09-01", "concluded", {}), ("2022-09-05", "closed", {})]
    assert read(BROMLEY, again).ended == date(2022, 9, 1)
    assert read(BROMLEY, [*before, ("2022-09-05", "closed", {})]).ended == date(2022, 9, 5)


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("DC Oddstone, Met Police", "police"), ("the CPS", "cps"), ("Head teacher", "employer"), ("LADO", "lado"),
        ("Social worker", "social-care"), ("", "not-said"), ("Jo Larkmoss", "other"), ("Thrush", "other"),
        ("The family court", "social-care"), ("Crown Court", "cps"),
    ],
)  # fmt: skip
def test_a_free_text_is_counted_under_a_kind_of_agency(text: str, agency: str) -> None:
    assert agency_of(text) == agency


@pytest.mark.req("BRO-13")
@pytest.mark.parametrize(
    ("typed", "agency"),
    [
        ("Police", "police"), ("Other LADO", "other-lado"), ("PC Oddstone of the Met Police", "police"),
        ("School (Mrs Larkmoss)", "other"), ("Jo Larkmoss", "other"),
    ],
)  # fmt: skip
def test_who_an_earlier_record_came_from_is_counted_under_an_agency_and_never_by_name(typed: str, agency: str) -> None:
    assert read(BROMLEY, [("2022-05-03", "referral-received", {})], source=typed).source == agency


def test_every_key_that_is_counted_has_words() -> None:
    result = next(each for each in fields_of(EventKind.CLOSED) if each.name == "result")
    keys = [each.key for each in allowed(result, BROMLEY)]
    cases = [a_case(ended=MARCH, result=key, historic="not-known") for key in keys]

    found = figures(cases)

    for table in ("closed", "historic"):
        assert all(each.label != each.key for each in found.table(table).lines), table
    assert numbers(found.table("closed")) == dict.fromkeys(keys, 1)


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


@pytest.mark.req("BRO-106")
@pytest.mark.parametrize("seed", range(12))
def test_no_difference_of_two_tables_tells_a_number_that_is_held_back(seed: int) -> None:
    """What the lines of one table add up to, or leave, in another: as whoever has the whole report reckons it."""
    chance, below = Random(100 + seed), 5
    cases = [
        a_case(
            pathway=chance.choice(("category-1", "category-1", "category-1", "category-3", "consultation-other")),
            sector=chance.choice(("health", "police", "faith")), source=chance.choice(("health", "police", "public")),
            basis=chance.choice(("permanent", "permanent", "volunteer", "agency", "")),
            investigations=chance.choice((("employer",), ("employer",), ("employer", "police"), ())),
            closed=chance.choice((None, date(2022, 9, 1))),
            result=chance.choice(("no-further-action", "patterning", "concluded", "advice")),
        )
        for _ in range(chance.randrange(20, 120))
    ]  # fmt: skip
    whole, held = figures(cases), suppress(figures(cases), below)

    def shown(table: str, key: str) -> int | None:
        """Return a number that can be read off; None where it is held back or not there."""
        found = next((each.now for each in held.table(table).lines if each.key == key), HIDDEN_NUMBER)
        return None if found == HIDDEN_NUMBER else found

    for outer, inner in (("contacts-sector", "sector"), ("contacts-source", "source"), ("contacts-pathway", "pathway")):
        for line in held.table(inner).lines:
            of_all, of_some = shown(outer, line.key), shown(inner, line.key)
            if of_all is not None and of_some:
                assert not 0 < of_all - of_some < below, (outer, line.key)
    every, alone = shown("investigation", "employer"), shown("investigation", "employer-only")
    assert every is None or not alone or not 0 < every - alone < below
    # Paid and voluntary are sums of how the adults work: with both tables a line held back in one is in the other.
    if any(each.now == HIDDEN_NUMBER for each in held.table("basis").lines):
        assert {each.now for each in held.table("paid").lines} == {HIDDEN_NUMBER}
    ended = held.table("no-further-action").total
    assert ended
    if any(each.now == HIDDEN_NUMBER for each in held.table("closed").lines):
        assert ended.now == HIDDEN_NUMBER
    for table in held.tables:
        places = [n for n, each in enumerate(table.lines) if each.now == HIDDEN_NUMBER]
        if table.total and table.total.now != HIDDEN_NUMBER and places:
            assert len(places) > 1, table.key
            assert sum(whole.table(table.key).lines[n].now for n in places) >= below, table.key


def test_a_line_whose_rest_in_a_larger_table_is_few_is_held_back_with_another() -> None:
    """20 contacts of health are 18 referrals and 2 others: 20 less 18 would tell."""
    cases = [
        *(a_case(pathway="category-1", sector="health") for _ in range(18)),
        *(a_case(pathway="category-1", sector=each) for each in ("police", "faith") for _ in range(9)),
        *(a_case(pathway="consultation-other", sector="health") for _ in range(2)),
        *(a_case(pathway="consultation-other", sector="police") for _ in range(6)),
    ]

    held = suppress(figures(cases), 5)

    assert held.table("contacts-sector").number("health") == 20
    assert held.table("sector").number("health") == HIDDEN_NUMBER
    assert [each.key for each in held.table("sector").lines if each.now == HIDDEN_NUMBER] == ["health", "faith"]
    assert held.table("sector").number("police") == 9  # of 15 contacts: 6 others are not few


def test_a_record_that_was_disposed_of_stays_in_the_counts() -> None:
    gone = a_case(is_removed=True, outcome="false", ended=date(2022, 8, 1))

    found = figures([gone, a_case(source="police")])

    assert found.removed == 1
    assert numbers(found.table("contacts")) == {"referral": 2}
    assert numbers(found.table("outcome")) == {"false": 1, "not-said": 1}
    assert numbers(found.table("source")) == {"police": 1, "removed": 1}
    assert Kind.REFERRAL is gone.kind
