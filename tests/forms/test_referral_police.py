"""What the police are told, and what children's social care is told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

import pytest

from lado_site.forms import form_for
from lado_site.forms.answers import counted_answers, shown_advice

from .referrals import BEDFORDSHIRE, PROFILES, TODAY, a_child, advice, asks, others, profile, question, words

ALWAYS_TOLD = [
    pytest.param({"injury": "yes"}, {"police-injury"}, marks=pytest.mark.req("BED-70")),
    pytest.param({"sexual_interest": "yes"}, {"police-sexual"}, marks=pytest.mark.req("BED-71")),
    pytest.param({"categories": ["sexual"]}, {"police-sexual"}, marks=pytest.mark.req("BED-71")),
    pytest.param(
        {"criterion_risk": "yes", "personal_life": ["sexual-interest"]},
        {"police-sexual"},
        marks=pytest.mark.req("BED-50", "BED-71"),
    ),
    pytest.param(
        {"criterion_risk": "yes", "personal_life": ["historic-sexual-abuse"]},
        {"police-sexual"},
        marks=pytest.mark.req("BED-52"),
    ),
    pytest.param(
        {"categories": ["physical"], "injury": "no", "aggravating": ["pattern"]},
        {"police-aggravated"},
        marks=pytest.mark.req("BED-72"),
    ),
    pytest.param(
        {"categories": ["physical"], "injury": "no", "aggravating": ["violence", "intent"]},
        {"police-aggravated"},
        marks=pytest.mark.req("BED-72"),
    ),
    pytest.param({"wants_police": "yes"}, {"police-wishes"}, marks=pytest.mark.req("BED-73")),
    pytest.param(a_child(child_vulnerability="yes"), {"police-vulnerable-child"}, marks=pytest.mark.req("BED-74")),
]

NOT_ALWAYS_TOLD = [
    pytest.param({"categories": ["physical"], "injury": "no"}, id="battery with nothing else"),
    pytest.param(
        {"categories": ["physical"], "injury": "no", "aggravating": ["position-of-trust"]},
        id="a position of trust alone",
    ),
    pytest.param({"categories": ["conduct"], "aggravating": ["pattern"]}, id="a pattern without force"),
    pytest.param(a_child(child_birth_date="2023-05-01", child_vulnerability="no"), id="a small child: age alone"),
    pytest.param({"injury": "not-known", "sexual_interest": "not-known", "wants_police": "not-known"}, id="not known"),
]


def told(name: str, answers: dict[str, Any]) -> set[str]:
    return {each for each in advice(name, **answers) if each.startswith("police-")}


@pytest.mark.parametrize(("answers", "named"), ALWAYS_TOLD)
def test_bedfordshire_names_each_condition_that_is_met_with_its_words_and_its_reason(
    answers: dict[str, Any], named: set[str]
) -> None:
    conditions = {f"police-{rule.key}": rule for rule in profile(BEDFORDSHIRE).police_conditions}

    shown = advice(BEDFORDSHIRE, **answers)

    assert told(BEDFORDSHIRE, answers) == named
    for name in named:
        assert conditions[name].text in words(shown[name])
        assert "The police decide" in words(shown[name])
        assert shown[name].requirements == (conditions[name].requirement.id,)
    assert "101" in words(shown["possible-crime"])


@pytest.mark.req("BED-72", "BED-74")
@pytest.mark.parametrize("answers", NOT_ALWAYS_TOLD)
def test_bedfordshire_names_no_condition_that_is_not_met(answers: dict[str, Any]) -> None:
    assert told(BEDFORDSHIRE, answers) == set()


def test_a_condition_that_no_question_tells_is_asked_in_the_authoritys_words() -> None:
    bedfordshire = profile(BEDFORDSHIRE)
    rule = replace(bedfordshire.police_conditions[0], key="weapon", text="A weapon was used.")

    form = form_for("referral", replace(bedfordshire, police_conditions=(*bedfordshire.police_conditions, rule)))
    counted = counted_answers(form, {"police_conditions": ["weapon"]}, today=TODAY)

    assert "A weapon was used." in words({each.name: each for each in shown_advice(form, counted)}["police-weapon"])
    assert "police_conditions" not in asks(BEDFORDSHIRE)


def test_every_condition_of_the_profile_can_be_met() -> None:
    rules = {f"police-{rule.key}" for rule in profile(BEDFORDSHIRE).police_conditions}

    assert {name for each in ALWAYS_TOLD for name in cast("set[str]", each.values[1])} == rules


@pytest.mark.parametrize("name", others(BEDFORDSHIRE))
@pytest.mark.parametrize(("answers", "_named"), ALWAYS_TOLD)
def test_no_other_authority_says_that_the_police_are_always_told(
    name: str, answers: dict[str, Any], _named: set[str]
) -> None:
    assert told(name, answers) == set()


@pytest.mark.req("BED-68", "BED-69")
@pytest.mark.parametrize("name", PROFILES)
def test_what_may_be_a_crime_brings_the_numbers_and_leaves_it_to_the_police_also_without_an_injury(name: str) -> None:
    shown = advice(name, criterion_offence="yes", injury="no")["possible-crime"]

    assert "101" in words(shown) and "999" in words(shown)
    assert "the police decide" in words(shown)


@pytest.mark.req("BED-57")
@pytest.mark.parametrize("name", PROFILES)
def test_serious_harm_brings_childrens_social_care_with_both_telephone_numbers(name: str) -> None:
    contact = profile(name).contact

    shown = words(advice(name, significant_harm="yes")["serious-harm"])

    assert contact.childrens_services in shown and contact.out_of_hours in shown
    assert "serious-harm" not in advice(name, significant_harm="not-known")


@pytest.mark.req("BED-67")
@pytest.mark.parametrize("name", PROFILES)
def test_a_smack_as_a_punishment_brings_what_the_law_says(name: str) -> None:
    assert "law" in words(advice(name, aggravating=["punishment"])["punishment"])


@pytest.mark.req("BED-65")
@pytest.mark.parametrize("name", PROFILES)
def test_restraint_is_told_apart_from_assault_and_its_purpose_is_asked(name: str) -> None:
    restrained: dict[str, Any] = {"categories": ["physical"], "restraint": "yes"}

    assert "restraint_purpose" in asks(name, **restrained)
    assert "restraint" not in asks(name, categories=["conduct"])
    assert {"self", "others", "property"} <= {each.value for each in question(name, "restraint_purpose").choices}  # type: ignore[union-attr]
    assert "restraint" in advice(name, **restrained)
    assert "restraint" not in advice(name, categories=["physical"], restraint="no")
