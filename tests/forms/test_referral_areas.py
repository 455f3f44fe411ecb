"""Other councils: the adult works elsewhere, the child is another council's, or our child is placed elsewhere."""

from __future__ import annotations

from typing import Any

import pytest

from .referrals import BEDFORDSHIRE, PROFILES, a_child, advice, asks, others, profile, question, words

ELSEWHERE = {"work_basis": "permanent", "work_area": "elsewhere"}
HERE = {"work_basis": "permanent", "work_area": "here"}
CITY_CHILD_PLACED_ELSEWHERE = {**ELSEWHERE, **a_child(child_in_care="yes", child_council="here")}
CHILD_OF_ANOTHER_COUNCIL = {**HERE, **a_child(child_in_care="no", child_council="elsewhere")}


def leads(name: str, answers: dict[str, Any]) -> set[str]:
    return {each for each in advice(name, **answers) if each.startswith("leads-")}


@pytest.mark.req("LEI-45", "BRO-39")
@pytest.mark.parametrize("name", PROFILES)
def test_every_form_asks_where_the_adult_works_and_whose_child_it_is_and_then_which_council(name: str) -> None:
    assert {"work_area", "child_council"} <= asks(name, **a_child(child_in_care="no"))
    assert "work_authority" in asks(name, **ELSEWHERE)
    assert "child_authority" in asks(name, **CHILD_OF_ANOTHER_COUNCIL)
    assert not asks(name, **HERE, **a_child(child_council="here")) & {"work_authority", "child_authority"}
    assert all(
        question(name, each).not_known for each in ("work_area", "work_authority", "child_council", "child_authority")
    )


@pytest.mark.req("LEI-46", "BRO-39")
@pytest.mark.parametrize("name", PROFILES)
@pytest.mark.parametrize("answers", [ELSEWHERE, CHILD_OF_ANOTHER_COUNCIL, CITY_CHILD_PLACED_ELSEWHERE])
def test_with_another_council_it_is_asked_whether_and_when_its_lado_was_told(
    name: str, answers: dict[str, Any]
) -> None:
    assert "other_lado_told" in asks(name, **answers)
    assert "other_lado_told_on" in asks(name, **answers, other_lado_told="yes")
    assert "other_lado_told_on" not in asks(name, **answers, other_lado_told="no")
    assert "other_lado_told" not in asks(name, **HERE, **a_child(child_council="here"))


@pytest.mark.parametrize("name", PROFILES)
def test_work_in_another_area_brings_the_advice_to_tell_its_lado_with_a_number_for_help(name: str) -> None:
    shown = words(advice(name, **ELSEWHERE)["works-elsewhere"])

    assert profile(name).contact.telephone in shown
    assert "works-elsewhere" not in advice(name, work_area="not-known")


@pytest.mark.req("LEI-45", "LEI-46")
def test_a_leicester_child_placed_elsewhere_takes_the_out_of_area_branch_in_its_own_words() -> None:
    shown = advice("leicester", **CITY_CHILD_PLACED_ELSEWHERE)["placed-elsewhere"]

    assert shown.requirements == ("LEI-46", "LEI-47", "LEI-48", "LEI-49", "LEI-50", "LEI-51")
    assert all(rule.text in words(shown) for rule in profile("leicester").out_of_area)
    assert "placed-elsewhere" not in advice(
        "leicester", **ELSEWHERE, **a_child(child_in_care="no", child_council="here")
    )
    assert "placed-elsewhere" not in advice("leicester", **HERE, **a_child(child_in_care="yes", child_council="here"))


@pytest.mark.parametrize("name", others("leicester"))
def test_no_other_authority_has_leicesters_branch(name: str) -> None:
    assert "placed-elsewhere" not in advice(name, **CITY_CHILD_PLACED_ELSEWHERE)


@pytest.mark.req("WAN-55", "WAN-56", "WAN-57")
def test_wandsworth_says_that_it_tracks_a_child_in_its_care_and_nobody_else_says_so() -> None:
    in_our_care = a_child(child_in_care="yes", child_council="here")

    assert advice("wandsworth", **in_our_care)["child-in-our-care"].requirements == ("WAN-55", "WAN-56", "WAN-57")
    assert all("child-in-our-care" not in advice(name, **in_our_care) for name in others("wandsworth"))


@pytest.mark.req("BRO-39")
def test_bromley_says_that_the_two_lados_work_together() -> None:
    assert "two-lados" in advice("bromley", **CHILD_OF_ANOTHER_COUNCIL)
    assert all("two-lados" not in advice(name, **CHILD_OF_ANOTHER_COUNCIL) for name in others("bromley"))


LEICESTERS_CHAIRS = [
    pytest.param(
        {"child_identified": "yes", "significant_harm": "yes"}, "leads-specific-child", marks=pytest.mark.req("LEI-19")
    ),
    pytest.param(CHILD_OF_ANOTHER_COUNCIL, "leads-other-authority", marks=pytest.mark.req("LEI-20")),
    pytest.param(
        {"child_identified": "no", "significant_harm": "yes"},
        "leads-wider-implications",
        marks=pytest.mark.req("LEI-21"),
    ),
    pytest.param({**ELSEWHERE, "more_adults": "yes"}, "leads-complex", marks=pytest.mark.req("LEI-22")),
]


@pytest.mark.parametrize(("answers", "named"), LEICESTERS_CHAIRS)
def test_leicester_says_who_may_lead_by_its_rule_and_no_other_does(answers: dict[str, Any], named: str) -> None:
    rule = next(rule for rule in profile("leicester").chairing if named == f"leads-{rule.key}")

    assert leads("leicester", answers) == {named}
    assert rule.text in words(advice("leicester", **answers)[named])
    assert all(named not in advice(name, **answers) for name in others("leicester"))


@pytest.mark.req("BED-59")
def test_bedfordshire_says_who_chairs_where_there_may_be_significant_harm() -> None:
    assert leads(BEDFORDSHIRE, {"significant_harm": "yes"}) == {"leads-significant-harm"}
    assert leads(BEDFORDSHIRE, {"significant_harm": "no"}) == set()
