"""The recording data set has a place in the referral and lands in the record (BED-79 to BED-101, as far as asked)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lado_site.forms import form_for
from lado_site.forms.record import record_rows
from lado_site.forms.rules import check, examine
from lado_site.forms.sample import sample_answers

from .builders import sandwell

TODAY = date(2026, 11, 22)
CHILD = {
    "child_family_name": "Larkmoss",
    "child_given_names": "Jory",
    "child_birth_date": "2021-06-14",
    "child_gender": "male",
    "child_ethnicity": "not-known",
    "child_address": "2 Fable Lane",
    "child_in_care": "no",
    "child_council": "here",
    "child_vulnerability": "no",
    "child_parents_told": "yes",
}


def answers(**changes: Any) -> dict[str, Any]:
    form = form_for("referral", sandwell())
    return {
        **sample_answers(form, sandwell(), seed=3),
        "children": [CHILD, {**CHILD, "child_given_names": "Oriel"}],
        **changes,
    }


def landed(given: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    form = form_for("referral", sandwell())
    examined = examine(form, given, today=TODAY)
    assert [problem.path for problem in examined.problems if problem.blocks] == []
    return record_rows(form, examined.counted)


HELD = [
    pytest.param("adult", "address", marks=pytest.mark.req("BED-80")),
    pytest.param("adult", "gender", marks=pytest.mark.req("BED-82")),
    pytest.param("adult", "ethnicity", marks=pytest.mark.req("BED-83")),
    pytest.param("referrer", "organisation", marks=pytest.mark.req("BED-84")),
    pytest.param("engagement", "role", marks=pytest.mark.req("BED-86")),
    pytest.param("allegation", "came_to_light", marks=pytest.mark.req("BED-87")),
    pytest.param("allegation", "summary", marks=pytest.mark.req("BED-101")),
]


@pytest.mark.parametrize(("table", "column"), HELD)
def test_what_the_data_set_wants_of_a_referral_is_held(table: str, column: str) -> None:
    rows = landed(answers(adult_ethnicity="white", adult_gender="female", adult_address="1 Fable Lane"))

    assert rows[table][0][column]
    if table == "adult":
        assert [column in child for child in rows["child"]] == [True, True]


@pytest.mark.req("BED-79")
def test_a_case_with_two_victims_holds_both_children_and_the_adult() -> None:
    rows = landed(answers())

    assert [child["given_names"] for child in rows["child"]] == ["Jory", "Oriel"]
    assert rows["adult"][0]["family_name"]


@pytest.mark.req("BED-81")
def test_a_date_of_birth_in_the_future_is_refused() -> None:
    form = form_for("referral", sandwell())

    problems = check(form, answers(adult_birth_date="2027-01-01"), today=TODAY)

    assert [(problem.path, problem.code) for problem in problems] == [("adult_birth_date", "date-future")]


@pytest.mark.req("BED-88")
def test_the_categories_of_the_profile_are_held_and_are_at_least_the_four_named() -> None:
    rows = landed(answers(categories=["physical", "neglect"], restraint="no"))

    assert rows["allegation"][0]["categories"] == ["physical", "neglect"]
    assert {category.key for category in sandwell().categories} >= {"physical", "sexual", "neglect", "conduct"}


@pytest.mark.req("BED-89")
@pytest.mark.parametrize(("given", "held"), [("2026-03-02", "2026-03-02"), ("2026-03", "2026-03"), ("not-known", None)])
def test_the_date_of_the_incident_may_be_exact_approximate_or_not_known(given: str, held: str | None) -> None:
    assert landed(answers(happened_on=given))["allegation"][0]["happened_on"] == held


@pytest.mark.req("SAN-20")
def test_a_referrer_whose_adult_knows_is_asked_who_told_them_and_when() -> None:
    form = form_for("referral", sandwell())
    told = {key: value for key, value in answers(adult_told="yes").items() if key != "adult_told_by"}

    problems = check(form, told, today=TODAY)

    assert [problem.sentence for problem in problems] == ["Enter who told them, when, and what they were told"]


@pytest.mark.req("BRO-30")
def test_a_referral_can_be_sent_with_no_current_employer_and_a_past_role() -> None:
    given = answers(work_basis="none", past_work="Nursery assistant until 2024", work_role="Nursery assistant")
    hidden = {"employer_name", "employer_address", "employer_postcode", "work_started", "works_there_now"}

    rows = landed({key: value for key, value in given.items() if key not in hidden})

    assert rows["engagement"][0]["past_work"] == "Nursery assistant until 2024"
