"""The criteria and what hangs on them: as many as each authority has, in its words, with its prompts and no other's."""

from __future__ import annotations

from typing import Any

import pytest

from lado_site.forms.questions import AnyOf, Notice

from .referrals import BEDFORDSHIRE, PROFILES, advice, asks, others, profile, question, referral, words

SETS = [
    pytest.param("leicester", 3, marks=pytest.mark.req("LEI-07")),
    pytest.param("sandwell", 4, marks=pytest.mark.req("SAN-45")),
    pytest.param("wandsworth", 4, marks=pytest.mark.req("WAN-08")),
    pytest.param("bromley", 7, marks=pytest.mark.req("BRO-09", "BRO-10", "BRO-11", "BRO-12")),
    pytest.param(BEDFORDSHIRE, 3, marks=pytest.mark.req("BED-13")),
]


@pytest.mark.parametrize(("name", "number"), SETS)
def test_each_criterion_is_a_question_of_its_own_word_for_word_and_there_is_no_other(name: str, number: int) -> None:
    asked = [each.label for each in referral(name).every_question() if each.name.startswith("criterion_")]

    assert asked == [criterion.heading for criterion in profile(name).criteria]
    assert all(label[0].isupper() for label in asked)
    assert len(asked) == number


@pytest.mark.req("BRO-10")
def test_the_london_additions_stand_together_under_a_heading_after_the_national_criteria() -> None:
    step = next(step for step in referral("bromley").steps if step.name == "criteria")
    names = [each.name for each in step.questions if not each.name.startswith("impact_")]

    assert isinstance(question("bromley", "additional_criteria"), Notice)
    assert names[3:8] == [
        "criterion_suitability",
        "additional_criteria",
        "criterion_personal_life",
        "criterion_own_child_procedures",
        "criterion_association",
    ]
    assert all("additional_criteria" not in asks(name) for name in others("bromley"))


@pytest.mark.req("BRO-41")
@pytest.mark.parametrize("answer", ["yes", "not-sure"])
def test_bromleys_fourth_criterion_asks_for_the_direct_impact_on_a_child(answer: str) -> None:
    assert "impact_suitability" in asks("bromley", criterion_suitability=answer)
    assert "impact_suitability" not in asks("bromley", criterion_suitability="no")
    assert question("bromley", "impact_suitability").not_known
    assert "impact_suitability" not in asks("sandwell", criterion_suitability=answer)


@pytest.mark.req("BRO-10", "BRO-11", "BRO-12")
def test_the_london_additions_ask_for_what_has_to_be_stored_with_them_and_the_first_for_no_impact() -> None:
    asked = asks(
        "bromley",
        criterion_personal_life="yes",
        criterion_own_child_procedures="yes",
        criterion_association="not-sure",
    )

    assert {name for name in asked if name.startswith("impact_")} == {
        "impact_own_child_procedures",
        "impact_association",
    }


@pytest.mark.req("BED-48", "BED-49", "BED-50", "BED-51", "BED-52", "BED-53")
def test_bedfordshires_third_criterion_asks_for_its_examples_and_for_the_impact() -> None:
    asked = asks(BEDFORDSHIRE, criterion_risk="yes")
    examples = question(BEDFORDSHIRE, "personal_life")

    assert {"personal_life", "risk_impact", "adult_vulnerability"} <= asked
    assert isinstance(examples, AnyOf)
    assert [choice.value for choice in examples.choices] == [
        "sexual-interest",
        "own-child",
        "historic-sexual-abuse",
        "crime",
    ]
    assert "crime_kind" in asks(BEDFORDSHIRE, criterion_risk="yes", personal_life=["crime"])
    assert "crime_kind" not in asked


@pytest.mark.req("BED-47")
@pytest.mark.parametrize("setting", ["personal-life", "both"])
def test_the_prompts_are_asked_too_when_it_was_in_private_life(setting: str) -> None:
    assert "personal_life" in asks(BEDFORDSHIRE, concern_setting=setting, criterion_risk="no")
    assert "personal_life" not in asks(BEDFORDSHIRE, concern_setting="work", criterion_risk="no")


@pytest.mark.parametrize("name", others(BEDFORDSHIRE))
def test_no_other_authority_asks_bedfordshires_prompts(name: str) -> None:
    asked = asks(name, criterion_risk="yes", concern_setting="both")

    assert not asked & {"personal_life", "risk_impact", "adult_vulnerability", "adult_balance", "impact_risk"}


@pytest.mark.req("BED-54", "BED-55", "BED-56")
@pytest.mark.parametrize("vulnerability", ["injured", "domestic-abuse", "mental-health", "substances", "other"])
def test_a_vulnerable_adult_brings_the_balance_and_only_then_the_direct_impact_on_the_role(vulnerability: str) -> None:
    marked: dict[str, Any] = {"criterion_risk": "yes", "adult_vulnerability": [vulnerability]}

    assert {"adult_balance", "impact_risk"} <= asks(BEDFORDSHIRE, **marked)
    assert "adult-may-be-a-victim" in advice(BEDFORDSHIRE, **marked)
    assert not asks(BEDFORDSHIRE, criterion_risk="yes") & {"adult_balance", "impact_risk"}
    assert not asks(BEDFORDSHIRE, criterion_risk="yes", adult_vulnerability="not-known") & {
        "adult_balance",
        "impact_risk",
    }


@pytest.mark.req("SAN-10")
@pytest.mark.parametrize("name", PROFILES)
def test_no_to_every_criterion_brings_the_telephone_number_and_the_authoritys_word_for_advice(name: str) -> None:
    criteria = [each.name for each in referral(name).every_question() if each.name.startswith("criterion_")]

    no_to_all: dict[str, Any] = dict.fromkeys(criteria, "no")

    shown = advice(name, **no_to_all)

    assert profile(name).contact.telephone in words(shown["no-criterion"])
    assert profile(name).advice_label in words(shown["no-criterion"])
    assert "what-may-follow" not in shown
    assert "no-criterion" not in advice(name, **{**no_to_all, criteria[-1]: "not-sure"})


@pytest.mark.parametrize(
    ("name", "said"),
    [
        pytest.param("sandwell", "Position of Trust (POT) meeting", marks=pytest.mark.req("SAN-41")),
        pytest.param("wandsworth", "Cause for concern", marks=pytest.mark.req("WAN-09")),
        pytest.param("bromley", "Referral, category 1", marks=pytest.mark.req("BRO-52")),
        pytest.param("leicester", "Strategy discussion threshold met", marks=pytest.mark.req("LEI-14")),
        pytest.param(BEDFORDSHIRE, "Tier 1: Active case", marks=pytest.mark.req("BED-102", "BED-103")),
    ],
)
def test_a_criterion_that_may_be_met_brings_the_authoritys_own_words_for_what_may_follow(name: str, said: str) -> None:
    assert said in words(advice(name, criterion_harmed="yes")["what-may-follow"])


def test_each_way_that_a_case_may_go_is_said_with_the_profiles_explanation() -> None:
    shown = words(advice("sandwell", criterion_harmed="yes")["what-may-follow"])

    for way in profile("sandwell").pathways:
        assert (f"{way.label}. {way.text}" in shown) is (way.common == "lado-led")


@pytest.mark.parametrize("name", PROFILES)
def test_a_setting_that_is_silent_leaves_no_gap_in_any_sentence(name: str) -> None:
    form = referral(name)
    texts = [text for each in form.advice for text in (each.title, *each.text)]
    texts += [text for each in form.every_question() for text in (each.label, each.missing, each.hint) if text]

    assert all(text.strip() for text in texts)
    assert [
        text for text in texts if "None" in text or "  " in text or "“”" in text or " ." in text or " ," in text
    ] == []
    assert all(each.text for each in form.advice)
