"""What triage says of answers, for each authority: the signals with their reasons, and the pathways they point to."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from lado_kit.casework.triage import SIGNALS, Triage, triage
from lado_site.forms import form_for
from lado_site.forms.answers import counted_answers
from lado_site.forms.conditions import questions_in
from lado_site.profiles import SignalKey
from tests.forms.referrals import BEDFORDSHIRE, PROFILES, TODAY, profile, referral

CRITERIA = ("criterion_harmed", "criterion_offence", "criterion_risk", "criterion_suitability")


def seen(name: str, *, earlier: int = 0, **answers: Any) -> Triage:
    form = referral(name)
    return triage(form, counted_answers(form, answers, today=TODAY), profile(name), earlier=earlier)


def signals(found: Triage) -> set[str]:
    return {each.signal.key for each in found.raised}


def pathways(found: Triage) -> list[str]:
    return [each.pathway.key for each in found.pathways]


def criteria(name: str, answer: str) -> dict[str, str]:
    return {f"criterion_{each.key.replace('-', '_')}": answer for each in profile(name).criteria}


def test_every_signal_a_profile_may_name_is_looked_for() -> None:
    assert set(SIGNALS) == set(get_args(SignalKey))


@pytest.mark.parametrize("name", PROFILES)
def test_every_signal_looks_at_questions_that_are_asked(name: str) -> None:
    # A signal on a question of another name would never be raised, and nobody would notice.
    asked = {each.name for form in ("referral", "advice") for each in _every_question(name, form)}
    everywhere = {each.name for each in SIGNALS_ASKED}
    for signal in SIGNALS.values():
        condition = signal.when(profile(name)) if signal.when else None
        for question in questions_in(condition) if condition else ():
            assert question in asked | everywhere, f"{signal.key} looks at {question}"


@pytest.mark.parametrize("name", PROFILES)
def test_nothing_is_raised_by_no_answers(name: str) -> None:
    found = seen(name)
    assert (signals(found), pathways(found)) == (set(), [])


@pytest.mark.req("LEI-33", "LEI-42", "BED-16")
@pytest.mark.parametrize("name", PROFILES)
def test_who_does_not_work_with_children_never_leads_to_a_meeting(name: str) -> None:
    found = seen(name, works_with_children="no")

    assert "not-with-children" in signals(found)
    assert {each.pathway.common for each in found.pathways} == {"advice-only"}
    (raised,) = (each for each in found.raised if each.signal.key == "not-with-children")
    assert [row.lines for row in raised.because] == [("No",)]


@pytest.mark.req("LEI-14")
def test_significant_harm_points_to_leicesters_strategy_discussion() -> None:
    assert pathways(seen("leicester", significant_harm="yes")) == ["strategy-discussion"]


@pytest.mark.req("LEI-36", "LEI-37")
def test_a_pattern_is_a_point_of_its_own_in_leicester() -> None:
    assert pathways(seen("leicester", earlier_concerns="yes")) == ["investigation-or-pattern"]
    assert pathways(seen("leicester", earlier=2)) == ["investigation-or-pattern"]
    assert pathways(seen("leicester", earlier=1)) == []


@pytest.mark.req("LEI-45")
def test_a_city_child_placed_elsewhere_points_to_the_branch_out_of_area() -> None:
    ours = {"child_in_care": "yes", "child_council": "here"}
    away = {"work_area": "elsewhere", "child_identified": "yes"}

    assert pathways(seen("leicester", **away, children=[ours])) == ["out-of-area"]
    assert "placed-elsewhere" not in signals(seen("leicester", **away, children=[{**ours, "child_in_care": "no"}]))


@pytest.mark.req("LEI-44")
def test_who_works_with_adults_too_brings_pipot() -> None:
    (raised,) = seen("leicester", works_with_adults="yes").raised
    assert "PIPOT" in raised.signal.text


@pytest.mark.req("SAN-11", "SAN-12")
def test_sandwell_has_advice_below_the_threshold_and_a_meeting_above() -> None:
    assert pathways(seen("sandwell", **criteria("sandwell", "no"))) == ["advice"]
    assert pathways(seen("sandwell", **{**criteria("sandwell", "no"), "criterion_risk": "yes"})) == [
        "position-of-trust"
    ]


@pytest.mark.req("WAN-09", "WAN-10")
def test_wandsworth_has_cause_for_concern_and_standards_of_care() -> None:
    assert pathways(seen("wandsworth", **criteria("wandsworth", "no"))) == ["cause-for-concern"]
    assert pathways(seen("wandsworth", work_basis="foster-carer")) == ["standards-of-care"]


@pytest.mark.req("WAN-12")
@pytest.mark.parametrize("question", ["works_there_now", "children_at_home"])
def test_contact_with_children_now_comes_first(question: str) -> None:
    found = seen("wandsworth", **{question: "yes"})
    assert [each.signal.key for each in found.raised] == ["contact-now"]


@pytest.mark.req("BRO-52", "BRO-53", "BRO-54")
def test_bromleys_categories() -> None:
    no = criteria("bromley", "no")
    assert pathways(seen("bromley", **no)) == ["category-3"]
    assert pathways(seen("bromley", **{**no, "criterion_risk": "yes"})) == ["category-2"]
    assert pathways(seen("bromley", **{**no, "criterion_harmed": "yes"})) == ["category-1", "category-2"]


@pytest.mark.req("BED-29", "BED-35")
def test_a_case_as_in_the_protocols_example_is_proposed_as_tier_2() -> None:
    """A nursery worker handled a 3-year-old roughly: no injury, nothing from before, nothing else."""
    facts = {"works_with_children": "yes", "categories": ["conduct"], "injury": "no", "earlier_concerns": "no"}
    found = seen(BEDFORDSHIRE, **facts, **{**criteria(BEDFORDSHIRE, "no"), "criterion_harmed": "yes"})
    assert pathways(found) == ["tier-2"]


@pytest.mark.req("BED-37", "BED-40", "BED-42", "BED-43", "BED-44")
@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ({"categories": ["physical"]}, "abuse"),
        ({"categories": ["neglect", "conduct"]}, "abuse"),
        ({"told": [{"told_whom": "police"}]}, "other-agency"),
        ({"more_adults": "yes"}, "several"),
        ({"child_identified": "yes", "children": [{}, {}]}, "several"),
        ({"aggravating": ["position-of-trust"]}, "several"),
        ({"earlier": 2}, "pattern"),
        ({"interest_from_media": "yes"}, "media"),
    ],
)
def test_what_makes_a_case_tier_1(answers: dict[str, Any], why: str) -> None:
    found = seen(BEDFORDSHIRE, **answers)

    assert pathways(found) == ["tier-1"]
    assert [signal.key for signal in found.pathways[0].because] == [why]


@pytest.mark.req("BED-15", "BED-18")
def test_what_makes_a_consultation() -> None:
    form = form_for("advice", profile(BEDFORDSHIRE))
    counted = counted_answers(form, {"adult_identified": "cannot-be-identified"}, today=TODAY)

    assert pathways(seen(BEDFORDSHIRE, **criteria(BEDFORDSHIRE, "no"))) == ["consultation"]
    found = triage(form, counted, profile(BEDFORDSHIRE))
    assert (signals(found), pathways(found)) == ({"not-identified", "advice-asked"}, ["consultation"])


@pytest.mark.req("BED-70", "BED-71", "BED-74")
@pytest.mark.parametrize(
    "answers", [{"injury": "yes"}, {"sexual_interest": "yes"}, {"wants_police": "yes"}]
)  # fmt: skip
def test_what_the_police_are_always_told_is_raised_with_the_answer(answers: dict[str, str]) -> None:
    found = seen(BEDFORDSHIRE, **answers)

    (raised,) = (each for each in found.raised if each.signal.key == "police")
    assert [row.path for row in raised.because] == list(answers)
    assert "police" not in signals(seen("sandwell", **answers))


@pytest.mark.req("BED-56")
def test_a_vulnerable_adult_asks_for_the_direct_impact() -> None:
    found = seen(BEDFORDSHIRE, concern_setting="personal-life", adult_vulnerability=["injured"])
    (raised,) = (each for each in found.raised if each.signal.key == "vulnerable-adult")
    assert "direct impact" in raised.signal.text


@pytest.mark.req("LEI-03")
def test_who_does_not_work_with_children_is_below_leicesters_threshold_whatever_happened() -> None:
    alarming = {"significant_harm": "yes", "earlier_concerns": "yes", "injury": "yes"}

    assert pathways(seen("leicester", works_with_children="yes", **alarming))[0] == "strategy-discussion"
    assert pathways(seen("leicester", works_with_children="no", **alarming)) == ["not-met"]


@pytest.mark.req("LEI-04", "LEI-05", "LEI-06")
def test_leicesters_criteria_are_asked_word_for_word_and_the_answers_are_there() -> None:
    words = {
        "criterion_harmed": "Behaved in a way that has harmed a child or may have harmed a child.",
        "criterion_offence": "Possibly committed a criminal offence against or related to a child.",
        "criterion_risk": "Behaved towards a child/ren in a way that indicates they may pose a risk of harm to "
        "children.",
    }
    answers = {"criterion_harmed": "yes", "criterion_offence": "not-sure", "criterion_risk": "no"}

    assert {each.name: each.label for each in _every_question("leicester", "referral") if each.name in words} == words
    found = seen("leicester", **answers).criteria
    assert {each.criterion.text: each.answer for each in found} == {words[name]: answers[name] for name in words}


@pytest.mark.req("BED-08")
def test_without_significant_harm_a_case_can_be_of_either_tier() -> None:
    no_harm = {**criteria(BEDFORDSHIRE, "no"), "significant_harm": "no", "injury": "no", "criterion_risk": "yes"}

    assert pathways(seen(BEDFORDSHIRE, **no_harm)) == ["tier-2"]
    assert pathways(seen(BEDFORDSHIRE, **no_harm, interest_from_media="yes")) == ["tier-1", "tier-2"]


@pytest.mark.req("BED-66")
def test_a_position_of_trust_is_asked_for_and_shown_as_aggravating() -> None:
    asked = next(each for each in SIGNALS_ASKED if each.name == "aggravating")
    assert "position-of-trust" in {each.value for each in asked.choices}

    (raised,) = seen(BEDFORDSHIRE, aggravating=["position-of-trust"]).raised
    (row,) = raised.because
    assert (row.path, row.lines) == ("aggravating", ("The adult is in a position of trust over the child",))


def test_the_reason_names_the_child_it_is_about() -> None:
    children = [{"child_council": "here"}, {"child_council": "elsewhere"}]
    found = seen("bromley", child_identified="yes", children=children)

    (raised,) = (each for each in found.raised if each.signal.key == "other-council")
    assert [(row.path, row.entry) for row in raised.because] == [("children.1.child_council", "Child 2")]


def _every_question(name: str, form: str) -> Any:
    return form_for(form, profile(name)).every_question()


SIGNALS_ASKED = tuple(question for name in PROFILES for question in _every_question(name, "referral"))
"""What the referral of any authority asks: some ask more than others."""


@pytest.mark.req("BRO-05", "WAN-15")
def test_an_agency_that_names_nobody_who_leads_on_allegations_is_pointed_out() -> None:
    agency = {"works_with_children": "yes", "work_basis": "permanent", "employer_name": "Tumbledown Academy"}

    assert "no-named-officer" in signals(seen("bromley", **agency))
    assert "no-named-officer" not in signals(seen("bromley", **agency, senior_officer="Peregrine Oddbody"))
    assert "no-named-officer" not in signals(seen("bromley", **{**agency, "work_basis": "self-employed"}))


@pytest.mark.req("BRO-55")
def test_a_matter_of_care_points_to_bromleys_category_4() -> None:
    assert pathways(seen("bromley", report_kind="quality-of-care")) == ["category-4"]
