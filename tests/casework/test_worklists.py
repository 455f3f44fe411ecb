"""How a case stands in one row, worked out of values; years, bands of time, duties and repeat counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest

from lado_kit.casework.clocks import Event, EventKind, clocks
from lado_kit.casework.worklists import (
    AGREED_ACTION,
    CaseState,
    Contact,
    Due,
    Told,
    project,
    repeats,
    report_year,
    turn_of,
)
from lado_site.profiles import Calendar, load_profile

SANDWELL, WANDSWORTH = load_profile("sandwell"), load_profile("wandsworth")
TIERS = load_profile("luton-bedford-bedfordshire")
START = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
"""A Monday."""

TOLD = Told(form="referral", answers={"work_sector": "primary-school", "work_area": "here", "works_there_now": "no"})


def an_event(number: int, kind: str, days: float = 0, **detail: str) -> Event:
    at = START + timedelta(days=days)
    said = {name.replace("_", "-"): value for name, value in detail.items()}
    return Event(
        id=str(number), kind=EventKind(kind), happened_at=at, recorded_at=at, recorded_by="duty-1", detail=said
    )


CAME = (an_event(1, "contact"), an_event(2, "referral-received"))


def stand(
    *events: Event, days: float = 1, told: Told = TOLD, profile: Any = SANDWELL
) -> tuple[CaseState, tuple[Due, ...]]:
    now = START + timedelta(days=days)
    return project((*CAME, *events), told, profile, Calendar.of(profile), now)


def decided(number: int, pathway: str, days: float = 0, **more: str) -> Event:
    return an_event(number, "threshold-decided", days, met="yes", pathway=pathway, reason="As told", **more)


def test_threshold_pathway_and_overseeing_are_three_facts() -> None:
    new, _ = stand()
    row, due = stand(decided(3, "position-of-trust", 0.5, overseen="no"))

    assert (new.met, new.pathway, new.common, new.overseen, new.is_open) == (None, "", "", None, True)
    assert (row.met, row.pathway, row.common, row.overseen) == (True, "position-of-trust", "lado-led", False)
    assert (row.sector, row.area, row.category, row.band) == ("primary-school", "here", "", "not-concluded")
    # Five working days from Monday are Monday.
    meeting = next(each for each in due if each.clock == "meeting")
    assert meeting.due_at == datetime(2026, 3, 10, tzinfo=UTC) - timedelta(microseconds=1)
    dated = next(each for each in due if each.due_at)
    assert (row.next_due_at, row.next_clock) == (dated.due_at, dated.clock)


@pytest.mark.req("WAN-12")
@pytest.mark.parametrize("question", ["works_there_now", "children_at_home"])
def test_a_case_comes_first_while_the_adult_meets_children_at_work_or_at_home(question: str) -> None:
    told = Told(form="referral", answers={question: "yes"})

    assert not stand()[0].is_priority
    assert stand(told=told)[0].is_priority
    assert not stand(an_event(3, "closed", 0.5, result="advice", reason="As told"), told=told)[0].is_priority


def test_a_case_waits_for_whoever_holds_it_up_or_has_something_to_do() -> None:
    row, _ = stand(
        an_event(3, "held-by-another-agency", agency="West Midlands Police", reason="An inquiry"),
        an_event(4, "police-investigation-started"),
        an_event(5, "action-agreed", action="Send the file", owner="Head teacher"),
        an_event(6, "action-agreed", action="Ring", owner="LADO"),
        an_event(7, "monitored", 0.5),
    )
    ended, _ = stand(
        an_event(3, "held-by-another-agency", agency="Police", reason="An inquiry"),
        an_event(4, "police-investigation-started"),
        an_event(5, "police-investigation-ended", 0.4),
        an_event(6, "hold-ended", 0.5),
    )

    assert row.waits_for == "West Midlands Police; the police; Head teacher"
    assert (row.is_held, row.with_police, row.police_now, row.open_actions) == (True, True, True, 2)
    assert row.monitored_at == START + timedelta(days=0.5)
    assert (ended.waits_for, ended.is_held, ended.police_now) == ("", False, False)
    # A case that the police did investigate stays one (R07).
    assert ended.with_police


@pytest.mark.req("SAN-18")
def test_an_agreed_action_is_due_at_the_end_of_its_day_until_it_is_done() -> None:
    agreed = an_event(5, "action-agreed", action="Send the file", owner="Head teacher", by="2026-03-04")
    undated = an_event(6, "action-agreed", action="Ring", owner="LADO")

    def days(*more: Event) -> list[datetime | None]:
        return [each.due_at for each in stand(agreed, undated, *more, days=4)[1] if each.clock == AGREED_ACTION]

    assert days() == [datetime(2026, 3, 5, tzinfo=UTC) - timedelta(microseconds=1)]
    assert days(an_event(7, "action-done", 1, about="5")) == []
    assert days(an_event(7, "closed", 1, result="advice", reason="As told")) == []


def test_a_held_case_without_a_reason_for_the_delay_is_an_error() -> None:
    held = an_event(4, "held-by-another-agency", 0.2, agency="Police")

    assert stand(decided(3, "separate"))[0].problems == "no reason for the delay (SAN-18)"
    assert stand(held)[0].problems == "no reason for the delay (SAN-18)"
    assert (
        stand(decided(3, "separate"), replace(held, detail={"agency": "Police", "reason": "Court"}))[0].problems == ""
    )
    assert stand(decided(3, "position-of-trust"))[0].problems == ""


@pytest.mark.req("BED-34", "BED-78")
def test_a_tier_1_or_2_record_is_incomplete_until_the_data_set_is_whole() -> None:
    child = {
        "child_family_name": "Larkmoss", "child_address": "2 Fable Lane", "child_birth_date": "2021-06-14",
        "child_gender": "male", "child_ethnicity": "not-known",
    }  # fmt: skip
    answers = {
        "adult_family_name": "Quillfeather", "adult_address": "1 Fable Lane", "adult_birth_date": "1984",
        "adult_gender": "female", "adult_ethnicity": "not-known", "referrer_organisation": "Academy",
        "employer_name": "Academy", "work_role": "Teacher", "came_to_light": "Seen", "happened_on": "2026-02-28",
        "what_happened": "As told", "children": [child],
    }  # fmt: skip
    told = Told(form="referral", answers=answers)
    more = (
        an_event(4, "allegation-set", adult="The adult", category="physical"),
        an_event(5, "interim-set", what="supervised"),
        an_event(6, "s47-started"),
    )

    def problems(pathway: str, *events: Event, told: Told = told) -> str:
        return stand(decided(3, pathway), *events, told=told, profile=TIERS)[0].problems

    assert problems("tier-2", *more) == ""
    assert problems("tier-1", *more[1:]) == "category (BED-88)"
    second = replace(told, answers={**answers, "children": [child, {**child, "child_gender": None}]})
    assert problems("tier-1", *more, told=second) == "gender of the child (BED-82)"
    assert problems("consultation", told=Told(form="referral", answers={})) == ""
    assert len(problems("tier-1", told=Told(form="referral", answers={})).split("; ")) == 19


@pytest.mark.req("WAN-31")
def test_advice_is_to_be_confirmed_in_writing_where_the_authority_asks_for_that() -> None:
    advice = an_event(3, "advice-given", 0.1)

    assert stand(advice, profile=WANDSWORTH)[0].letters == "confirm the advice in writing"
    assert stand(advice, an_event(4, "advice-confirmed", 0.2), profile=WANDSWORTH)[0].letters == ""
    assert stand(advice, profile=SANDWELL)[0].letters == ""


@pytest.mark.req("SAN-36")
def test_the_letter_to_the_adult_is_due_once_there_is_an_outcome() -> None:
    known = (decided(3, "position-of-trust"), an_event(4, "outcome-recorded", 0.1, outcome="unfounded"))

    assert stand(known[0])[0].letters == ""
    assert stand(*known)[0].letters == "the letter to the adult"
    assert stand(*known, an_event(5, "letter-sent", 0.2, to="adult"))[0].letters == ""
    assert stand(*known)[0].outcome == "unfounded"


def test_a_closed_case_has_nothing_due_and_counts_in_the_band_of_how_soon_it_was_resolved() -> None:
    def closed(days: float) -> CaseState:
        return stand(an_event(3, "closed", days, result="concluded", reason="Done"), days=days + 1)[0]

    # Three months from Monday 2 March are Tuesday 2 June.
    assert [closed(each).band for each in (92, 93)] == ["over-1-to-3-months", "over-3-to-12-months"]
    assert (closed(84).days, closed(84).is_open, closed(84).next_due_at) == (84, False, None)
    row, due = stand(an_event(3, "closed", 2, result="concluded", reason="Done"), an_event(4, "reopened", 3), days=5)
    assert (row.is_open, row.band, row.days) == (True, "not-concluded", None)
    assert due


def test_what_is_recorded_as_still_to_come_counts_from_then_on() -> None:
    closing = an_event(3, "closed", 10, result="concluded", reason="Done")
    before, _ = stand(closing, days=5)
    after, _ = stand(closing, days=10)

    assert (before.is_open, before.changes_at) == (True, closing.happened_at)
    assert (after.is_open, after.valid_from) == (False, closing.happened_at)


def test_a_row_is_true_at_every_moment_between_the_two_that_it_names() -> None:
    chance = Random(7)
    kinds = ["monitored", "meeting-held", "closed", "reopened", "summary-filed", "police-investigation-started"]
    calendar = Calendar.of(WANDSWORTH)
    for _ in range(40):
        events = (*CAME, *(an_event(9 + n, chance.choice(kinds), chance.uniform(0, 400)) for n in range(6)))
        now = START + timedelta(days=chance.uniform(1, 400))
        row, due = project(events, TOLD, WANDSWORTH, calendar, now)
        first = row.valid_from or START
        last = row.changes_at or now + timedelta(days=300)
        for _ in range(4):
            at = first + (last - first) * chance.random()
            assert project(events, TOLD, WANDSWORTH, calendar, at) == (row, due)
            open_clocks = [each for each in clocks(events, WANDSWORTH, calendar, at) if each.is_open]
            assert sorted(each.id for each in open_clocks) == sorted(each.clock for each in due)


@pytest.mark.parametrize(
    ("day", "calendar_year", "to_march"),
    [("2026-03-31", 2026, 2025), ("2026-04-01", 2026, 2026), ("2027-01-05", 2027, 2026)],
)
def test_a_contact_is_counted_in_the_year_that_the_authority_reports_by(
    day: str, calendar_year: int, to_march: int
) -> None:
    received = datetime.fromisoformat(f"{day}T12:00+00:00")

    assert report_year(received, SANDWELL) == calendar_year
    assert report_year(received, WANDSWORTH) == to_march


def test_a_duty_has_its_turn_in_the_week_month_quarter_or_year() -> None:
    turns = {each.period: turn_of(each, WANDSWORTH, date(2026, 2, 18)) for each in WANDSWORTH.duties}

    assert (turns["week"].first, turns["week"].last) == (date(2026, 2, 16), date(2026, 2, 22))
    assert (turns["month"].first, turns["month"].last) == (date(2026, 2, 1), date(2026, 2, 28))
    assert (turns["quarter"].first, turns["quarter"].last) == (date(2026, 1, 1), date(2026, 3, 31))
    yearly = replace(WANDSWORTH.duties[0], period="year")
    assert turn_of(yearly, WANDSWORTH, date(2026, 2, 18)).first == date(2025, 4, 1)
    assert turn_of(yearly, SANDWELL, date(2026, 2, 18)).last == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("earlier", "says"),
    [
        ([], "this is the only contact that anybody has confirmed"),
        ([("2024-09-22", True), ("2025-01-05", True)], "this is the 3rd contact in 18 months"),
        ([("2024-09-21", True)], "this is the 2nd contact in 19 months"),
        ([("2026-05-01", True)], "this is the first contact; there are 2 in all"),
        ([("2020-01-01", False)], "this is the only contact that anybody has confirmed; 1 more may be of the same, "
         "which nobody has decided"),
    ],
)  # fmt: skip
def test_repeats_are_counted_over_what_persons_confirmed(earlier: list[tuple[str, bool]], says: str) -> None:
    others = [
        Contact(name=str(number), day=date.fromisoformat(day), is_sure=sure)
        for number, (day, sure) in enumerate(earlier)
    ]

    found = repeats([*others, Contact(name="this", day=date(2026, 3, 22), is_sure=True)], "this")

    assert found.sentence == says


@pytest.mark.req("BED-100")
def test_the_days_from_referral_to_conclusion_are_worked_out() -> None:
    ended = an_event(4, "concluded", 40)

    assert stand(decided(3, "tier-2"), profile=TIERS)[0].days is None
    assert stand(decided(3, "tier-2"), ended, days=60, profile=TIERS)[0].days == 40
    assert (
        stand(decided(3, "tier-2"), replace(ended, happened_at=START + timedelta(days=35)), days=60, profile=TIERS)[
            0
        ].days
        == 35
    )
