"""Who the adult is at work, how many there are, and how long ago it was: each brings its own questions and advice."""

from __future__ import annotations

from typing import Any

import pytest

from .referrals import BEDFORDSHIRE, PROFILES, a_child, advice, asks, others, profile, question, referral, words

EVERYWHERE = pytest.mark.parametrize("name", PROFILES)

BRANCHES = [
    pytest.param({"work_basis": "agency"}, "agency_name", "agency-worker", id="agency worker"),
    pytest.param(
        {"work_basis": "volunteer"}, "employer_name", "volunteer", id="volunteer", marks=pytest.mark.req("BED-09")
    ),
    pytest.param(
        {"work_basis": "foster-carer"},
        "standards_of_care",
        "foster-carer",
        id="foster carer",
        marks=pytest.mark.req("WAN-49"),
    ),
    pytest.param(
        {"work_basis": "self-employed"},
        "meets_children_at",
        "no-employer",
        id="self-employed",
        marks=pytest.mark.req("BRO-122"),
    ),
    pytest.param({"work_basis": "none"}, "past_work", "no-employer", id="out of work", marks=pytest.mark.req("BRO-30")),
    pytest.param(
        {"more_adults": "yes"}, "adults_count", "several-adults", id="several adults", marks=pytest.mark.req("BED-42")
    ),
]


@EVERYWHERE
@pytest.mark.parametrize(("answers", "asked", "advised"), BRANCHES)
def test_a_branch_asks_its_question_and_shows_its_advice_and_neither_without_it(
    name: str, answers: dict[str, Any], asked: str, advised: str
) -> None:
    assert asked in asks(name, **answers)
    assert advised in advice(name, **answers)
    assert question(name, asked).not_known
    assert advised not in advice(name, work_basis="permanent", more_adults="no")
    if asked != "employer_name":
        assert asked not in asks(name, work_basis="permanent", more_adults="no")


@EVERYWHERE
@pytest.mark.req("BRO-30")
@pytest.mark.parametrize("basis", ["none", "self-employed"])
def test_nobody_asks_for_the_employer_of_somebody_who_has_none(name: str, basis: str) -> None:
    assert not asks(name, work_basis=basis, employer_name="X") & {"employer_name", "employer_address", "senior_officer"}
    assert "employer-tells" not in advice(name, work_basis=basis, adult_told="no")
    assert "employer-tells" in advice(name, work_basis="permanent", adult_told="no")


@EVERYWHERE
@pytest.mark.req("WAN-49", "WAN-51")
def test_a_standards_of_care_matter_brings_the_advice_to_talk_to_the_lado_before_and_at_its_end(name: str) -> None:
    shown = advice(name, work_basis="foster-carer", standards_of_care="yes")

    assert profile(name).contact.telephone in words(shown["standards-of-care"])
    assert "before it ends" in words(shown["standards-of-care"])
    assert "standards-of-care" not in advice(name, work_basis="foster-carer", standards_of_care="no")


@pytest.mark.req("WAN-49")
def test_wandsworths_own_words_on_foster_carers_are_shown_in_wandsworth_only() -> None:
    own = profile("wandsworth").said("foster-carers")

    assert own in words(advice("wandsworth", work_basis="foster-carer")["foster-carer"])
    assert all(
        own not in words(advice(name, work_basis="foster-carer")["foster-carer"]) for name in others("wandsworth")
    )


@pytest.mark.req("BRO-23")
@pytest.mark.parametrize("sector", ["early-years", "primary-school", "independent-school"])
def test_an_education_setting_is_pointed_to_the_edition_its_authority_goes_by(sector: str) -> None:
    assert "September 2021" in words(advice("bromley", work_sector=sector)["education"])
    assert "2022" in words(advice("wandsworth", work_sector=sector)["education"])
    assert all("education" not in advice(name, work_sector=sector) for name in others("bromley", "wandsworth"))
    assert "education" not in advice("bromley", work_sector="health")


@EVERYWHERE
@pytest.mark.req("LEI-44")
def test_somebody_who_also_works_with_adults_is_signposted_to_pipot(name: str) -> None:
    assert "PIPOT" in words(advice(name, works_with_adults="yes")["works-with-adults"])
    assert "works-with-adults" not in advice(name, works_with_adults="not-known")


@EVERYWHERE
@pytest.mark.req("BRO-29")
@pytest.mark.parametrize("setting", ["personal-life", "both"])
def test_a_concern_from_private_life_is_welcome_as_a_transferable_risk(name: str, setting: str) -> None:
    assert "transferable risk" in words(advice(name, concern_setting=setting)["private-life"])
    assert "private-life" not in advice(name, concern_setting="work")


@pytest.mark.req("BED-90")
def test_only_bedfordshire_asks_if_it_was_over_its_12_months_ago_and_only_when_the_date_does_not_tell() -> None:
    assert "12 months" in question(BEDFORDSHIRE, "long_ago").label
    assert "long_ago" in asks(BEDFORDSHIRE, happened_on="not-known")
    assert "long_ago" not in asks(BEDFORDSHIRE, happened_on="2019")
    assert all("long_ago" not in asks(name, happened_on="not-known") for name in others(BEDFORDSHIRE))
    assert "long-ago" in advice(BEDFORDSHIRE, happened_on="not-known", long_ago="yes")


@EVERYWHERE
def test_a_child_who_has_grown_up_still_counts_and_is_asked_about_only_when_the_birthday_does_not_tell(
    name: str,
) -> None:
    grown_up = a_child(child_birth_date="not-known", child_now_adult="yes")

    assert "child_now_adult" in asks(name, **grown_up)
    assert "child_now_adult" not in asks(name, **a_child(child_birth_date="1999"))
    assert "long-ago" in advice(name, **grown_up)


@EVERYWHERE
@pytest.mark.req("BRO-01")
def test_a_professional_is_asked_if_the_organisation_has_a_procedure_and_a_parent_is_not(name: str) -> None:
    assert "allegations_procedure" in asks(name, referrer_kind="professional")
    assert "allegations_procedure" not in asks(name, referrer_kind="public")


@EVERYWHERE
def test_whatever_has_to_be_answered_about_others_can_be_answered_with_not_known(name: str) -> None:
    """What the referrer knows of themselves, thinks or has done is theirs to say; the rest may not be known."""
    own = {
        "report_kind",
        "more_adults",
        "categories",
        "what_happened",
        "actions_taken",
        "referrer_kind",
        "referrer_name",
    }
    own |= {"referrer_role", "referrer_organisation", "referrer_phone", "referrer_email", "statements_details"}
    own |= {"adult_told_by", "injury_details", "low_level_details", "told_whom"}
    forced = {
        each.name
        for each in referral(name).every_question()
        if each.required and not each.not_known and not each.name.startswith("criterion_")
    }

    assert forced - own == {"children", "earlier", "other_places"}, "groups, whose own questions can be not known"
