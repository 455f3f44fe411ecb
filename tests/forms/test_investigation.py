"""The employer's report on its own investigation: when it may go on, how it is run, and everything that came of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lado_site.forms import form_for
from lado_site.forms.answers import counted_answers, shown_advice
from lado_site.forms.questions import AnyOf, Form, OneOf
from lado_site.forms.rules import check
from lado_site.forms.sample import sample_answers
from lado_site.profiles import Profile, load_profile

from .builders import sandwell

TODAY = date(2026, 11, 22)


def a_report(profile: Profile | None = None, *without: str, **changes: Any) -> dict[str, Any]:
    """A finished investigation, and these answers changed."""
    profile = profile or sandwell()
    form = form_for("investigation", profile)
    samples = (sample_answers(form, profile, seed) for seed in range(50))
    finished = next(each for each in samples if each["stage"] == "finished")
    return {name: answer for name, answer in finished.items() if name not in without} | changes


def problems(answers: dict[str, Any], form: Form | None = None) -> list[str]:
    found = check(form or form_for("investigation", sandwell()), answers, today=TODAY)
    return [problem.path for problem in found if problem.blocks]


def advice(**changes: Any) -> list[str]:
    form = form_for("investigation", sandwell())
    counted = counted_answers(form, a_report(**changes), today=TODAY)
    return [each.name for each in shown_advice(form, counted)]


@pytest.mark.req("BRO-79")
@pytest.mark.parametrize("state", ["running", "not-criminal", "ended"])
def test_an_investigation_that_runs_beside_that_of_the_police_is_to_stop(state: str) -> None:
    assert ("too-early" in advice(police_state=state)) is (state == "running")


@pytest.mark.req("SAN-70", "BRO-79")
def test_the_warning_about_statements_holds_until_the_lado_says_that_it_may_start() -> None:
    """R40: then its wording changes."""
    waiting = ("started_on", "ended_on", "planned_end")
    form = form_for("investigation", sandwell())

    def shown(agreed: str) -> dict[str, str]:
        answers = a_report(None, *waiting, stage="not-started", planned_end="not-known", lado_agreed=agreed)
        counted = counted_answers(form, answers, today=TODAY)
        return {each.name: each.title for each in shown_advice(form, counted) if each.step == "stage"}

    assert shown("no") == shown("not-known") == {"no-statements": sandwell().statements_warning}
    assert list(shown("yes")) == ["statements-now"]


@pytest.mark.req("BRO-84")
def test_when_it_is_to_end_may_lie_ahead_and_when_it_ended_may_not() -> None:
    running = a_report(None, "ended_on", "closed_on", stage="running", planned_end="2027-02-01")
    finding = {"finding", "finding_why", "learning", "adult_told_result", "adult_told_result_on"}

    assert problems({name: answer for name, answer in running.items() if name not in finding}) == []
    assert problems(a_report(ended_on="2027-02-01")) == ["ended_on"]


TRUE_AT_ONCE = {
    "results": ["final-warning", "on-file", "resigned"],
    "result_final_warning_on": "2026-04-01",
    "result_on_file_on": "2026-04",
    "result_resigned_on": "not-known",
}
OTHERS = ("result_returned_on", "result_training_on", "result_first_warning_on")


def test_several_results_can_be_true_at_once_each_with_its_date() -> None:
    assert problems(a_report(None, *OTHERS, **TRUE_AT_ONCE)) == []
    assert problems(a_report(None, *OTHERS, **TRUE_AT_ONCE | {"result_on_file_on": None})) == ["result_on_file_on"]
    assert problems(a_report(None, *OTHERS, results=[])) == ["results"]


def test_leaving_is_a_result_and_does_not_end_the_matter() -> None:
    results = next(each for each in form_for("investigation", sandwell()).every_question() if each.name == "results")
    assert isinstance(results, AnyOf)

    kinds = {choice.value for choice in results.choices}

    assert {"resigned", "retired", "retired-ill", "dismissed", "no-longer-used"} <= kinds
    assert {"leaving-ends-nothing", "dbs-duty"} <= set(advice(**TRUE_AT_ONCE))
    assert "dbs-duty" not in advice(**TRUE_AT_ONCE, dbs="made", dbs_on="2026-04-01")
    assert not {"leaving-ends-nothing", "dbs-duty"} & set(advice())


def test_the_disclosure_and_barring_service_is_asked_about_once() -> None:
    labels = [each.label for each in form_for("investigation", sandwell()).every_question()]

    assert sum("Disclosure and Barring Service" in label for label in labels) == 1


@pytest.mark.req("SAN-80", "SAN-81", "SAN-82", "SAN-83", "SAN-84", "SAN-85")
def test_sandwell_s_outcomes_stand_in_its_order_with_its_definitions() -> None:
    finding = next(each for each in form_for("investigation", sandwell()).every_question() if each.name == "finding")
    assert isinstance(finding, OneOf)

    offered = [(choice.label, choice.hint) for choice in finding.choices]

    assert offered[:-1] == [(outcome.label, outcome.definition) for outcome in sandwell().outcomes]


@pytest.mark.parametrize("authority", ["leicester", "wandsworth", "luton-bedford-bedfordshire"])
def test_an_authority_that_defines_no_outcomes_is_told_the_finding_in_words(authority: str) -> None:
    """R34: nothing is taken from a neighbour."""
    profile = load_profile(authority)
    form = form_for("investigation", profile)

    assert profile.outcomes == ()
    assert "finding" not in {each.name for each in form.every_question()}
    assert problems(a_report(profile), form) == []
    assert problems(a_report(profile, "finding_why"), form) == ["finding_why"]


TRAINED = {"restraint": "yes", "restraint_trained": "yes", "restraint_trained_on": "2025-03"}
ASKED = [
    pytest.param(TRAINED, "restraint_trained_on", marks=pytest.mark.req("BRO-76")),
    pytest.param({"risk_assessed": "yes"}, "risk_led_to", marks=pytest.mark.req("BRO-78")),
    pytest.param({}, "support", marks=pytest.mark.req("BRO-82")),
    pytest.param({}, "adult_heard", marks=pytest.mark.req("BRO-83")),
]


@pytest.mark.parametrize(("changes", "name"), ASKED)
def test_what_a_good_investigation_has_to_show_is_asked(changes: dict[str, Any], name: str) -> None:
    assert problems(a_report(**changes)) == []
    assert problems(a_report(**{**changes, name: None})) == [name]


@pytest.mark.req("BRO-80")
def test_who_was_told_what_and_when_can_be_said_for_each() -> None:
    told = {
        "disclosure_whom": "The parents",
        "disclosure_what": "That it is looked into",
        "disclosure_on": "2026-03-17",
    }

    assert problems(a_report(disclosure_plan=[told, told])) == []
    assert problems(a_report(disclosure_plan=[{**told, "disclosure_what": ""}])) == [
        "disclosure_plan.0.disclosure_what"
    ]


def test_the_authority_s_own_name_for_it_is_used_where_it_has_one() -> None:
    def intro(authority: str) -> str:
        return form_for("investigation", load_profile(authority)).steps[0].intro

    assert "Internal Management Investigation (IMI)" in intro("bromley")
    assert "Sandwell calls" not in intro("sandwell")
