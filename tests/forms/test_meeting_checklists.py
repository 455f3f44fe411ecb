"""What the agencies are asked to bring, row by row of the catalogue: above all Sandwell's three lists."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lado_site.forms import form_for
from lado_site.forms.answers import counted_answers, shown_advice
from lado_site.forms.meeting import AGENCIES, form_name
from lado_site.forms.meeting.items import STATES
from lado_site.forms.questions import AnyOf, Choice, Form, Group, LongText, Notice, OneOf
from lado_site.forms.rules import check
from lado_site.forms.sample import sample_answers
from lado_site.forms.summary import summarise
from lado_site.profiles import load_profile

TODAY = date(2026, 11, 22)
NAMES = [form_name(agency) for agency in AGENCIES]
CHILDREN, POLICE, EMPLOYER = "meeting-childrens-services", "meeting-police", "meeting-employer"


def form_of(name: str, authority: str = "sandwell") -> Form:
    return form_for(name, load_profile(authority))


def items(form: Form) -> list[str]:
    return [each.name for each in form.every_question() if isinstance(each, OneOf) and each.choices == STATES]


def answers(form: Form, **changes: Any) -> dict[str, Any]:
    """Every answer but those to items, of which none applies unless it is among the changes."""
    sample = sample_answers(form, load_profile(form.authority))
    dropped = ("child_views_why", *items(form))
    kept = {name: value for name, value in sample.items() if not name.startswith(dropped)}
    words = {"child_views": "She wants it to stop"}
    return {**kept, **words, **dict.fromkeys(items(form), "not-applicable"), **changes}


def wrong(form: Form, **changes: Any) -> list[str]:
    """The paths of the answers that are refused."""
    return [each.path for each in check(form, answers(form, **changes), today=TODAY) if each.blocks]


def advised(form: Form, **changes: Any) -> list[str]:
    counted = counted_answers(form, answers(form, **changes), today=TODAY)
    return [advice.name for advice in shown_advice(form, counted)]


def shown(form: Form, **changes: Any) -> dict[str, tuple[str, ...]]:
    """What the check-answers page says, by the path of the question."""
    counted = counted_answers(form, answers(form, **changes), today=TODAY)
    return {row.path: row.lines for section in summarise(form, counted) for row in section.rows}


def question(form: Form, name: str) -> Any:
    return next(each for each in form.every_question() if each.name == name)


@pytest.mark.req("SAN-47", "SAN-48", "SAN-49", "SAN-50", "SAN-51", "SAN-52", "SAN-53")
def test_childrens_services_are_asked_sandwells_seven_items() -> None:
    assert [question(form_of(CHILDREN), name).label for name in items(form_of(CHILDREN))] == [
        "Assessment update",
        "Chronology or timeline",
        "Child protection conference and plan",
        "Contact issues",
        "Risk analysis",
        "Risk that may carry over to the workplace",
        "What the person has said to you about their work",
    ]


@pytest.mark.req("SAN-54", "SAN-55", "SAN-56", "SAN-57", "SAN-58", "SAN-59", "SAN-60", "SAN-61", "SAN-62")
def test_the_police_are_asked_sandwells_nine_items() -> None:
    assert [question(form_of(POLICE), name).label for name in items(form_of(POLICE))] == [
        "Police National Computer (PNC) check",
        "Crime number",
        "Officer in charge",
        "Actions taken",
        "Bail conditions",
        "Interviews",
        "Witnesses",
        "Risk analysis by the police",
        "Outcomes",
    ]


@pytest.mark.req("SAN-63", "SAN-64", "SAN-65", "SAN-66", "SAN-67", "SAN-68", "SAN-69", "SAN-71", "SAN-72")
def test_employers_are_asked_sandwells_nine_items() -> None:
    assert [question(form_of(EMPLOYER), name).label for name in items(form_of(EMPLOYER))] == [
        "Conduct and capability",
        "Training",
        "Employment history",
        "Other places of work",
        "CCTV evidence",
        "Actions taken",
        "DBS certificate",
        "Regulatory body",
        "Other contact with children",
    ]


PLAIN_ITEMS = [
    pytest.param(CHILDREN, "assessment", {"assessment_update": "Done"}, marks=pytest.mark.req("SAN-47")),
    pytest.param(
        CHILDREN,
        "conference_plan",
        {"conference_plan_update": "A plan", "conference_plan_progress": "Two visits"},
        marks=pytest.mark.req("SAN-49"),
    ),
    pytest.param(CHILDREN, "contact", {"contact_issues": "None in term"}, marks=pytest.mark.req("SAN-50")),
    pytest.param(CHILDREN, "risk_analysis", {"risk_analysis_words": "High"}, marks=pytest.mark.req("SAN-51")),
    pytest.param(CHILDREN, "workplace_risk", {"workplace_risk_words": "Low"}, marks=pytest.mark.req("SAN-52")),
    pytest.param(CHILDREN, "occupation_words", {"occupation_words_said": "“I coach”"}, marks=pytest.mark.req("SAN-53")),
    pytest.param(POLICE, "crime_number", {"crime_number_is": "SAMPLE/1/26"}, marks=pytest.mark.req("SAN-55")),
    pytest.param(POLICE, "officer", {"officer_name": "DC Ashplover"}, marks=pytest.mark.req("SAN-56")),
    pytest.param(POLICE, "witnesses", {"witnesses_known": "Two"}, marks=pytest.mark.req("SAN-60")),
    pytest.param(POLICE, "police_risk", {"police_risk_words": "Medium"}, marks=pytest.mark.req("SAN-61")),
    pytest.param(
        POLICE, "police_outcomes", {"police_outcomes_are": "No further action"}, marks=pytest.mark.req("SAN-62")
    ),
    pytest.param(EMPLOYER, "conduct", {"conduct_is": "Good"}, marks=pytest.mark.req("SAN-63")),
]


@pytest.mark.parametrize(("name", "item", "given"), PLAIN_ITEMS)
def test_an_item_that_is_given_needs_its_text_and_is_shown_with_it(name: str, item: str, given: dict[str, str]) -> None:
    form = form_of(name)

    assert wrong(form, **{item: "provided"}) == list(given)
    assert wrong(form, **{item: "provided", **given}) == []
    assert {path: shown(form, **{item: "provided", **given})[path] for path in given} == {
        path: (text,) for path, text in given.items()
    }


ROWS = [
    pytest.param(
        CHILDREN,
        "chronology",
        "chronology_events",
        {"chronology_on": "2026-03", "chronology_what": "Seen"},
        "chronology_on",
        marks=pytest.mark.req("SAN-48"),
    ),
    pytest.param(
        POLICE,
        "police_actions",
        "police_actions_seen",
        {"police_actions_who": "The manager", "police_actions_on": "2026-03-04"},
        "police_actions_on",
        marks=pytest.mark.req("SAN-57"),
    ),
    pytest.param(
        POLICE,
        "interviews",
        "interviews_held",
        {"interviews_who": "The manager", "interviews_on": "2026-03-04"},
        "interviews_on",
        marks=pytest.mark.req("SAN-59"),
    ),
    pytest.param(
        EMPLOYER,
        "employment_history",
        "employment_history_posts",
        {
            "employment_history_post": "Cook",
            "employment_history_employer": "Paper Boat Nursery",
            "employment_history_started": "2019",
        },
        "employment_history_started",
        marks=pytest.mark.req("SAN-65"),
    ),
    pytest.param(
        EMPLOYER,
        "actions",
        "actions_taken",
        {"actions_what": "Told the LADO team", "actions_on": "2026-03-04"},
        "actions_on",
        marks=pytest.mark.req("SAN-68"),
    ),
]


@pytest.mark.parametrize(("name", "item", "group", "row", "day"), ROWS)
def test_an_item_of_rows_takes_several_and_each_needs_its_date(
    name: str, item: str, group: str, row: dict[str, str], day: str
) -> None:
    form = form_of(name)
    undated = {key: value for key, value in row.items() if key != day}

    assert wrong(form, **{item: "provided"}) == [group]
    assert wrong(form, **{item: "provided", group: [row, undated]}) == [f"{group}.1.{day}"]
    assert wrong(form, **{item: "provided", group: [row, row, row]}) == []


@pytest.mark.req("SAN-54")
def test_a_person_the_police_know_needs_the_capacity() -> None:
    form = form_of(POLICE)

    assert wrong(form, pnc="provided") == ["pnc_known"]
    assert wrong(form, pnc="provided", pnc_known="no") == []
    assert wrong(form, pnc="provided", pnc_known="yes") == ["pnc_capacity"]
    assert wrong(form, pnc="provided", pnc_known="yes", pnc_capacity=["witness", "victim"]) == []


@pytest.mark.req("SAN-58")
def test_bail_conditions_are_asked_only_where_there_are_any() -> None:
    form = form_of(POLICE)

    assert wrong(form, bail="provided", bail_set="no") == []
    assert wrong(form, bail="provided", bail_set="yes") == ["bail_conditions"]


@pytest.mark.req("SAN-64")
def test_each_named_training_has_a_date_of_its_own_and_there_is_room_for_others() -> None:
    form = form_of(EMPLOYER)
    topics = [choice.label for choice in question(form, "training_had").choices]
    other = question(form, "training_other")

    assert topics == ["Safeguarding children", "Restraint and de-escalation", "Safer-worker practices", "None of these"]
    assert wrong(form, training="provided", training_had=["safeguarding", "restraint", "safer-worker"]) == [
        "training_safeguarding_on",
        "training_restraint_on",
        "training_safer_worker_on",
    ]
    assert wrong(form, training="provided", training_had=["none"]) == []
    assert isinstance(other, Group)
    assert [each.name for each in other.questions] == ["training_topic", "training_on"]


@pytest.mark.req("SAN-66")
def test_two_other_workplaces_can_be_entered() -> None:
    form = form_of(EMPLOYER)
    places = [{"other_work_place": place, "other_work_role": "Coach"} for place in ("Fable Club", "Invented Gym")]

    said = shown(form, other_work="provided", other_work_places=places)

    assert wrong(form, other_work="provided", other_work_places=places) == []
    assert said["other_work_places.0.other_work_place"] == ("Fable Club",)
    assert said["other_work_places.1.other_work_place"] == ("Invented Gym",)


@pytest.mark.req("SAN-67")
def test_cctv_is_asked_for_with_whether_it_is_saved_and_who_holds_it() -> None:
    form = form_of(EMPLOYER)
    there = {"cctv": "provided", "cctv_exists": "yes", "cctv_holder": "The manager"}

    assert wrong(form, cctv="provided", cctv_exists="yes") == ["cctv_preserved", "cctv_holder"]
    assert wrong(form, cctv="provided", cctv_exists="no") == []
    assert advised(form, **there, cctv_preserved="no") == ["save-cctv"]
    assert advised(form, **there, cctv_preserved="yes") == []


@pytest.mark.req("SAN-69")
@pytest.mark.parametrize("missing", ["dbs_number", "dbs_type", "dbs_on"])
def test_dbs_details_that_are_not_complete_are_flagged(missing: str) -> None:
    form = form_of(EMPLOYER)
    complete = {"dbs": "provided", "dbs_number": "001234567890", "dbs_type": "enhanced", "dbs_on": "2020-08-14"}

    assert wrong(form, **{key: value for key, value in complete.items() if key != missing}) == [missing]
    assert advised(form, **{**complete, missing: "not-known"}) == ["dbs-incomplete"]
    assert advised(form, **complete) == []


@pytest.mark.req("SAN-70")
def test_that_no_statements_are_taken_is_a_warning_which_the_employer_ticks_as_read() -> None:
    form = form_of(EMPLOYER)
    warning, tick = question(form, "statements_warning"), question(form, "statements_read")

    assert isinstance(warning, Notice)
    assert warning.label == "Do not ask children, employees or agency staff to make a statement."
    assert isinstance(tick, AnyOf)
    assert [choice.value for choice in tick.choices] == ["read"]
    assert wrong(form, statements_read=[]) == ["statements_read"]
    assert items(form)[0] not in [each.name for step in form.steps[:2] for each in step.questions]


@pytest.mark.req("SAN-70", "BRO-79")
@pytest.mark.parametrize("authority", ["sandwell", "bromley"])
def test_the_warning_holds_until_the_lado_team_lets_the_employers_investigation_start(authority: str) -> None:
    form = form_of(EMPLOYER, authority)

    own = question(form, "own_investigation")

    assert own.hint.startswith(load_profile(authority).said("internal-investigation"))
    assert "until the LADO team tells you that it may start" in own.hint
    assert ("Internal Management Investigation (IMI)" in own.label) == (authority == "bromley")


@pytest.mark.parametrize("name", [CHILDREN, POLICE, "meeting-lado"])
def test_those_whose_work_it_is_to_take_statements_are_not_warned(name: str) -> None:
    assert "statements" not in [step.name for step in form_of(name).steps]


@pytest.mark.req("SAN-71")
def test_a_regulatory_body_has_to_be_named() -> None:
    form = form_of(EMPLOYER)
    member = {"regulatory_body": "provided", "regulatory_body_member": "yes"}

    assert wrong(form, **member) == ["regulatory_body_name"]
    assert wrong(form, **member, regulatory_body_name="The Pretend Council") == []


@pytest.mark.req("SAN-72")
def test_other_contact_with_children_is_apart_from_other_work_and_counts_unpaid_roles() -> None:
    form = form_of(EMPLOYER)
    asked = question(form, "other_capacity_known")

    assert asked.label.endswith("paid or unpaid?")
    assert "volunteer" in question(form, "other_capacity").hint
    assert wrong(form, other_capacity="provided", other_capacity_known="yes") == ["other_capacity_what"]


@pytest.mark.req("SAN-73", "SAN-74", "SAN-75")
@pytest.mark.parametrize("name", NAMES)
def test_a_form_ends_with_an_open_question_that_no_list_is_complete_and_whom_to_ask(name: str) -> None:
    form = form_of(name)
    last = form.steps[-1].questions
    contact = load_profile("sandwell").contact

    assert [each.name for each in last] == [
        "not_exhaustive",
        "anything_else",
        "anything_else_files",
        "still_unsure",
        "confirmed",
    ]
    assert isinstance(last[1], LongText)
    assert not last[1].required
    assert "No list can name everything" in last[0].label
    assert contact.telephone in last[3].hint
    assert contact.email in last[3].hint
    assert wrong(form, confirmed=[]) == ["confirmed"]


@pytest.mark.req("SAN-24", "SAN-25", "SAN-26")
@pytest.mark.parametrize("name", NAMES)
def test_a_form_asks_for_the_childs_voice_or_why_it_is_not_known(name: str) -> None:
    form = form_of(name)

    assert wrong(form, child_views="") == ["child_views"]
    assert wrong(form, child_views="not-known") == ["child_views_why"]
    assert wrong(form, child_views="not-known", child_views_why="She cannot speak yet") == []
    asked = [each.name for step in form.steps if step.name == "child" for each in step.questions]
    assert asked[2:] == ["child_life", "child_impact", "child_future_risk"]


@pytest.mark.req("SAN-42", "SAN-43", "SAN-44", "SAN-45")
@pytest.mark.parametrize("name", NAMES)
def test_a_form_shows_the_four_criteria_word_for_word(name: str) -> None:
    choices = [choice.label for choice in question(form_of(name), "criteria").choices]

    assert choices == [
        "Behaved in a way that has harmed a child or may have harmed a child.",
        "Possibly committed a criminal offence against or related to a child.",
        "Behaved towards a child or children in a way that indicates they may pose a risk of harm to children.",
        "Behaved or may have behaved in a way that indicates they may not be suitable to work with children "
        "(transferable risk)",
        "None of these",
    ]


def test_something_urgent_is_told_and_the_lado_team_is_to_be_telephoned_at_once() -> None:
    form = form_of(POLICE)

    assert wrong(form, urgent="yes") == ["urgent_what"]
    urgent = next(advice for advice in form.advice if advice.name == "tell-us-now")
    assert "tell-us-now" in advised(form, urgent="yes")
    assert load_profile("sandwell").contact.telephone in urgent.text[1]


@pytest.mark.req("BRO-65", "BRO-66", "BRO-67")
def test_bromleys_three_strands_are_each_agencys_part() -> None:
    parts = {name: form_of(name, "bromley").steps[0].intro for name in (POLICE, CHILDREN, EMPLOYER)}

    assert "criminal matters" in parts[POLICE]
    assert "what the child needs" in parts[CHILDREN]
    assert "employment and discipline, and support for the person" in parts[EMPLOYER]
    assert form_of(POLICE, "bromley").steps[2].title.startswith("Possible criminal matters")
    assert "child_needs" in items(form_of(CHILDREN, "bromley"))
    assert "support_given" in wrong(form_of(EMPLOYER, "bromley"), support="provided")


@pytest.mark.req("BRO-80", "BRO-82", "BRO-83", "BRO-84", "BED-05")
def test_what_bromley_considers_about_an_internal_management_investigation_is_asked() -> None:
    form = form_of(EMPLOYER, "bromley")

    disclosure = question(form, "disclosure_plan")
    assert [each.label for each in disclosure.questions] == ["Who?", "What are they told?", "When?"]
    assert "support_evidence" in wrong(form, support="provided")
    assert wrong(form, fair_process="provided") == ["fair_process_how"]
    assert "timely_response_end" in wrong(form, timely_response="provided")


def test_an_authority_that_names_no_investigation_of_the_employers_does_not_ask_about_one() -> None:
    asked = items(form_of(EMPLOYER, "luton-bedford-bedfordshire"))

    assert "support" in asked
    assert {"disclosure", "fair_process", "timely_response"}.isdisjoint(asked)


@pytest.mark.req("BRO-28")
def test_suspension_or_other_duties_need_the_reason_and_since_when() -> None:
    form = form_of(EMPLOYER, "bromley")

    assert wrong(form, duties="provided", duties_now="suspended") == ["duties_from", "duties_why"]
    assert wrong(form, duties="provided", duties_now="neither", duties_why="Not needed") == []


@pytest.mark.req("BRO-78")
def test_a_transferable_risk_assessment_is_tied_to_what_was_decided() -> None:
    form = form_of(EMPLOYER, "bromley")

    assert wrong(form, risk_assessment="provided", risk_assessment_done="yes") == [
        "risk_assessment_on",
        "risk_assessment_led_to",
    ]


@pytest.mark.req("BRO-76")
def test_training_in_restraint_is_asked_for_with_its_date() -> None:
    form = form_of(EMPLOYER, "bromley")

    assert wrong(form, training="provided", training_had=["restraint"]) == ["training_restraint_on"]


@pytest.mark.req("BED-48", "BED-49")
def test_the_impact_on_the_role_is_judged_with_role_setting_and_contact() -> None:
    form = form_of(EMPLOYER, "luton-bedford-bedfordshire")

    assert wrong(form, role_impact="provided") == ["role_impact_role", "role_impact_contact", "role_impact_judged"]


@pytest.mark.req("BED-65")
def test_restraint_is_asked_with_its_purpose() -> None:
    form = form_of(EMPLOYER, "luton-bedford-bedfordshire")

    assert wrong(form, restraint="provided", restraint_used="yes") == ["restraint_purpose", "restraint_how"]
    assert question(form, "restraint_purpose").choices[:3] == (
        Choice("self", "To stop the child hurting themselves"),
        Choice("others", "To stop the child hurting someone else"),
        Choice("property", "To stop damage to property"),
    )


@pytest.mark.parametrize("authority", ["wandsworth", "bromley", "sandwell"])
def test_standards_of_care_are_asked_about_only_where_the_authority_has_that_pathway(authority: str) -> None:
    asked = items(form_of("meeting-fostering", authority))

    assert ("standards_of_care" in asked) == (authority == "wandsworth")
