"""Asking for advice: short, possible without a name, and in the authority's own words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lado_site.forms import form_for
from lado_site.forms.answers import counted_answers, shown_advice
from lado_site.forms.questions import Form, OneOf
from lado_site.forms.record import record_rows
from lado_site.forms.rules import check
from lado_site.profiles import built_in_profiles, load_profile

from .builders import sandwell

TODAY = date(2026, 11, 22)
REQUEST = {
    "immediate_danger": "no",
    "advice_about": "other",
    "advice_about_other": "Lifts home",
    "advice_situation": "A coach drove a child home.",
    "risk_seen": "no",
    "adult_identified": "cannot-be-identified",
    "works_with_children": "yes",
    "work_role": "not-known",
    "employer_name": "not-known",
    "referrer_kind": "professional",
    "referrer_name": "Tamsin Larkmoss",
    "referrer_role": "Manager",
    "referrer_organisation": "Paper Boat Nursery",
    "referrer_phone": "01632 960 555",
    "referrer_email": "manager@example.org",
    "council_staff": "no",
    "reply_by": "email",
}


def request(*without: str, **changes: Any) -> dict[str, Any]:
    return {name: answer for name, answer in REQUEST.items() if name not in without} | changes


def problems(answers: dict[str, Any], form: Form | None = None) -> list[str]:
    found = check(form or form_for("advice", sandwell()), answers, today=TODAY)
    return [problem.path for problem in found if problem.blocks]


def advice(authority: str = "sandwell", **changes: Any) -> list[str]:
    form = form_for("advice", load_profile(authority))
    return [each.name for each in shown_advice(form, counted_answers(form, request(**changes), today=TODAY))]


@pytest.mark.req("BED-18", "BED-25")
def test_advice_can_be_asked_about_an_adult_nobody_can_identify() -> None:
    assert problems(request()) == []


@pytest.mark.req("BED-25")
def test_a_name_is_asked_of_those_who_say_that_they_give_it() -> None:
    assert problems(request(adult_identified="named")) == ["adult_family_name", "adult_given_names"]
    assert problems(request(adult_identified="withheld", adult_family_name="Larkmoss")) == ["adult_family_name"]


def test_a_question_about_nobody_asks_nothing_about_an_adult() -> None:
    about = ("works_with_children", "work_role", "employer_name")

    assert problems(request(*about, adult_identified="nobody")) == []


@pytest.mark.parametrize(
    ("left_out", "path"),
    [
        pytest.param("referrer_name", "referrer_name", marks=pytest.mark.req("BED-22")),
        pytest.param("referrer_organisation", "referrer_organisation", marks=pytest.mark.req("BED-23")),
        pytest.param("advice_situation", "advice_situation", marks=pytest.mark.req("BED-24")),
    ],
)
def test_a_consultation_without_who_asks_or_what_happened_is_refused(left_out: str, path: str) -> None:
    assert problems(request(left_out)) == [path]


@pytest.mark.req("BED-20")
def test_something_else_can_be_asked_and_is_said_in_words() -> None:
    assert problems(request("advice_about_other")) == ["advice_about_other"]


@pytest.mark.parametrize(
    "authority",
    [
        pytest.param("bromley", marks=pytest.mark.req("BRO-59", "BRO-60")),
        pytest.param("luton-bedford-bedfordshire", marks=pytest.mark.req("BED-16", "BED-17", "BED-19")),
    ],
)
def test_what_an_authority_lists_as_consultations_can_be_selected(authority: str) -> None:
    profile = load_profile(authority)
    form = form_for("advice", profile)
    (about,) = (each for each in form.every_question() if each.name == "advice_about")

    assert isinstance(about, OneOf)
    assert {rule.key for rule in profile.consult_examples} <= {choice.value for choice in about.choices}
    for rule in profile.consult_examples:
        extra = {} if rule.key == "other" else {"advice_about": rule.key}
        assert problems(request(*(["advice_about_other"] if extra else []), **extra), form) == []


@pytest.mark.parametrize("authority", built_in_profiles())
def test_the_authority_s_own_word_for_it_is_used(authority: str) -> None:
    profile = load_profile(authority)

    assert any(profile.advice_label in step.intro for step in form_for("advice", profile).steps)


@pytest.mark.req("WAN-30", "WAN-31")
def test_wandsworth_promises_a_written_answer_within_24_hours_and_asks_who_is_internal() -> None:
    form = form_for("advice", load_profile("wandsworth"))

    assert "confirms the advice in writing. This takes 24 hours at most" in form.steps[-1].intro
    assert problems(request("council_staff"), form) == ["council_staff"]


def test_an_authority_without_a_time_limit_for_advice_promises_none() -> None:
    intro = form_for("advice", sandwell()).steps[-1].intro

    assert not any(character.isdigit() for character in intro)


@pytest.mark.req("SAN-10")
def test_someone_who_sees_a_child_at_risk_is_told_to_telephone() -> None:
    assert advice(risk_seen="yes") == ["may-be-a-referral"]
    assert advice(risk_seen="no") == []


@pytest.mark.req("BRO-123")
def test_a_low_level_concern_is_to_be_talked_over_when_safety_may_come_into_it() -> None:
    assert advice("bromley", advice_about="low-level-concern", risk_seen="not-sure") == ["if-in-doubt-ask", "low-level"]


def test_danger_comes_first_here_as_in_the_referral() -> None:
    first = form_for("advice", sandwell()).steps[0]

    assert first == form_for("referral", sandwell()).steps[0]
    assert advice(immediate_danger="yes") == ["call-999"]


@pytest.mark.req("BED-21")
def test_the_request_lands_as_a_contact_with_who_asked() -> None:
    form = form_for("advice", sandwell())

    rows = record_rows(form, counted_answers(form, request(), today=TODAY))

    assert rows["allegation"][0]["summary"] == "A coach drove a child home."
    assert (rows["referrer"][0]["name"], rows["referrer"][0]["organisation"]) == (
        "Tamsin Larkmoss",
        "Paper Boat Nursery",
    )
    assert set(rows["adult"][0].values()) == {None}


def test_it_is_short() -> None:
    form = form_for("advice", sandwell())

    assert len(form.steps) == 4
    assert sum(1 for each in form.every_question() if each.required) < 20
