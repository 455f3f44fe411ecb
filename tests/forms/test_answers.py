"""What is asked, what counts, what is accepted, what lands in the record, and how it reads."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from marshmallow import ValidationError

from lado_site.forms import form_for
from lado_site.forms.answers import counted_answers, shown_advice
from lado_site.forms.conditions import Is
from lado_site.forms.questions import Choice, Date, Form, Group, OneOf, ShortText, YesNo
from lado_site.forms.record import record_rows
from lado_site.forms.rules import check
from lado_site.forms.sample import sample_answers
from lado_site.forms.schema import build_schema, load_answers
from lado_site.forms.summary import summarise

from .builders import a_form, sandwell

TODAY = date(2026, 11, 22)

INJURY = a_form(
    YesNo(name="injured", label="Was anyone injured?", required=True, not_known=True),
    ShortText(name="injury", label="How?", required=True, when=Is("injured", "yes")),
    YesNo(name="doctor", label="Was a doctor called?", when=Is("injury", "a broken arm")),
)


def referral() -> Form:
    return form_for("referral", sandwell())


def test_an_answer_to_a_question_that_is_no_longer_asked_does_not_count_and_hides_what_hung_on_it() -> None:
    answers = {"injured": "no", "injury": "a broken arm", "doctor": "yes"}

    assert counted_answers(INJURY, answers, today=TODAY) == {"injured": "no"}


def test_a_submission_that_answers_a_hidden_question_is_refused() -> None:
    with pytest.raises(ValidationError) as refused:
        load_answers(build_schema(INJURY), {"injured": "no", "injury": "a broken arm"}, sealed_on=TODAY)

    assert refused.value.messages == {"injury": ["“How?” was answered although it was not asked"]}


def test_every_problem_of_a_submission_is_listed_together_in_the_words_of_the_form() -> None:
    form = a_form(
        ShortText(name="name", label="Your name", required=True, missing="Enter your name"),
        OneOf(name="colour", label="Colour", choices=(Choice("red", "Red"),)),
        Date(name="day", label="Day", required=True),
    )

    with pytest.raises(ValidationError) as refused:
        load_answers(build_schema(form), {"name": " ", "colour": "blue", "day": "2026-02-30", "x": 1}, sealed_on=TODAY)

    assert refused.value.messages == {
        "x": ["There is an answer to a question that this form does not have"],
        "name": ["Enter your name"],
        "colour": ["Select one of the answers offered for “Colour”"],
        "day": ["“Day” must be a real date, like 27 3 2026"],
    }


def test_a_problem_inside_a_repeating_group_names_the_entry() -> None:
    form = a_form(
        Group(
            name="children",
            label="The children",
            entry="child",
            questions=(ShortText(name="name", label="Name", required=True),),
        )
    )

    problems = check(form, {"children": [{"name": "Jory"}, {}]}, today=TODAY)

    assert [(each.path, each.sentence) for each in problems] == [
        ("children.1.name", "Child 2: Enter an answer to “Name”")
    ]


@pytest.mark.parametrize("value", [7, True, {"a": 1}, ["red", 3], [["red"]], [{"a": None}], "\x00"])
def test_a_value_of_the_wrong_kind_is_refused_with_a_sentence_and_never_an_exception(value: Any) -> None:
    for question in (each for step in referral().steps for each in step.questions if each.when is None):
        problems = check(a_form(question), {question.name: value}, today=TODAY)

        assert problems
        assert all(problem.sentence for problem in problems)


@pytest.mark.parametrize("seed", range(40))
def test_a_sample_is_valid_for_its_form_and_another_seed_gives_another_case(seed: int) -> None:
    form, profile = referral(), sandwell()

    answers = sample_answers(form, profile, seed)

    assert check(form, answers, today=TODAY) == []
    assert sample_answers(form, profile, seed) == answers != sample_answers(form, profile, seed + 1)


@pytest.mark.req("BED-79", "BED-81", "BED-85")
def test_answers_land_in_the_record_by_table_with_one_row_for_each_child() -> None:
    form = referral()
    answers = {
        **sample_answers(form, sandwell(), seed=3),
        "employer_name": "Paper Boat Nursery",
        "work_basis": "permanent",
        "adult_birth_date": "1985-03",
        "child_identified": "yes",
        "children": [
            {"child_family_name": "Larkmoss", "child_birth_date": "2021-06-14"},
            {"child_family_name": "not-known", "child_birth_date": "not-known"},
        ],
    }

    rows = record_rows(form, counted_answers(form, answers, today=TODAY))

    assert [(child["family_name"], child["birth_date"]) for child in rows["child"]] == [
        ("Larkmoss", "2021-06-14"),
        (None, None),
    ]
    assert rows["adult"][0]["birth_date"] == "1985-03"
    assert rows["organisation"][0]["name"] == "Paper Boat Nursery"


def advice_for(**answers: Any) -> set[str]:
    return {advice.name for advice in shown_advice(referral(), answers)}


def test_advice_follows_the_answers() -> None:
    assert "call-999" in advice_for(immediate_danger="yes")
    assert "call-999" not in advice_for(immediate_danger="no")


@pytest.mark.req("LEI-44")
def test_a_person_who_also_works_with_adults_brings_the_advice_about_positions_of_trust() -> None:
    assert "works-with-adults" in advice_for(works_with_adults="yes")


@pytest.mark.req("SAN-23")
@pytest.mark.parametrize("risk", ["child", "adult", "others", "police"])
def test_any_of_the_four_risks_brings_the_advice_to_agree_first_what_the_adult_is_told(risk: str) -> None:
    assert "agree-what-to-say" in advice_for(telling_risks=[risk])


def test_no_advice_stands_in_the_way_of_a_valid_referral() -> None:
    form = referral()
    answers = {
        **sample_answers(form, sandwell()),
        "immediate_danger": "yes",
        "works_with_children": "no",
        "works_with_adults": "yes",
    }

    assert advice_for(**answers) >= {"call-999", "not-with-children", "works-with-adults"}
    assert check(form, answers, today=TODAY) == []


def test_a_summary_says_choices_in_words_and_dates_in_full() -> None:
    form = a_form(
        Date(name="day", label="When?", approximate=True),
        OneOf(name="colour", label="Colour", choices=(Choice("red", "Bright red"),), not_known=True),
        ShortText(name="name", label="Name"),
    )

    [section] = summarise(form, {"day": "2024-05", "colour": "red"})

    assert [(row.label, row.lines) for row in section.rows] == [
        ("When?", ("May 2024",)),
        ("Colour", ("Bright red",)),
        ("Name", ("Not answered",)),
    ]
