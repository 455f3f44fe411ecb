"""A form definition is checked when it is built, travels as JSON with a digest, and comes back the same."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from lado_site.forms import FORMS, form_for
from lado_site.forms.answers import asked
from lado_site.forms.compiled import canonical, compile_form, digest, read_definition
from lado_site.forms.conditions import Condition, Is, Some
from lado_site.forms.questions import Advice, DateTime, Deadline, Files, Group, ShortText, YesNo
from lado_site.profiles import built_in_profiles, load_profile

from .builders import a_form, sandwell

BUILT_IN = [(form, profile) for form in FORMS for profile in built_in_profiles()]


@pytest.mark.parametrize(("name", "profile"), BUILT_IN)
def test_a_compiled_form_comes_back_as_the_same_form(name: str, profile: str) -> None:
    form = form_for(name, load_profile(profile))

    definition = json.loads(canonical(compile_form(form)))

    assert read_definition(definition) == form


def test_the_digest_changes_when_a_single_word_of_a_question_changes() -> None:
    form = form_for("referral", sandwell())
    step = form.steps[0]
    reworded = replace(step, questions=(replace(step.questions[0], label="Is anybody in danger?"), *step.questions[1:]))

    other = replace(form, steps=(reworded, *form.steps[1:]))

    assert digest(compile_form(other)) != digest(compile_form(form))


def test_a_definition_of_another_format_is_refused() -> None:
    definition = {**compile_form(a_form(YesNo(name="sure", label="Sure?"))), "format": 99}

    with pytest.raises(ValueError, match="unknown definition format"):
        read_definition(definition)


def test_two_questions_of_one_name_are_refused_even_inside_a_group() -> None:
    inner = Group(name="people", label="People", entry="person", questions=(ShortText(name="name", label="Name"),))

    with pytest.raises(ValueError, match="question names must be unique: name"):
        a_form(ShortText(name="name", label="Name"), inner)


def test_a_condition_on_a_later_question_is_refused() -> None:
    early = ShortText(name="why", label="Why?", when=Is("sure", "yes"))

    with pytest.raises(ValueError, match="why depends on what is not asked before it: sure"):
        a_form(early, YesNo(name="sure", label="Sure?"))


HURT = Group(name="people", label="People", entry="person", questions=(YesNo(name="hurt", label="Hurt?"),))
DAYS_OFF = ("2026-12-25",)


def a_deadline(**changes: Any) -> Deadline:
    settings = {"since": "aware", "working_days": 1, "off_days": DAYS_OFF, **changes}
    return Deadline(name="tell_by", label="Tell the team by", **settings)


def test_a_question_may_depend_on_some_entry_of_a_group_before_it() -> None:
    how = ShortText(name="how", label="How?", when=Some("people", Is("hurt", "yes")))

    form = a_form(HURT, how)

    assert [each.name for each in asked(form.steps[0].questions, {"people": [{"hurt": "yes"}]})] == ["people", "how"]


@pytest.mark.parametrize(
    "when", [Is("hurt", "yes"), Some("people", Is("nobody", "yes")), Some("sure", Is("hurt", "yes"))]
)
def test_what_is_inside_a_group_is_seen_through_some_alone(when: Condition) -> None:
    with pytest.raises(ValueError, match="how depends on what is not asked before it"):
        a_form(YesNo(name="sure", label="Sure?"), HURT, ShortText(name="how", label="How?", when=when))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"since": "sure"}, "tell_by counts from what is not a date asked before it: sure"),
        ({"since": "later"}, "tell_by counts from what is not a date asked before it: later"),
        ({"required": True}, "tell_by is worked out"),
        ({"off_days": ()}, "tell_by needs days off"),
        ({"working_days": -1}, "tell_by needs days off, and 0 to 260 working days"),
        ({"off_days": ("20261225",)}, "write the day off 20261225 as 2026-12-25"),
    ],
)
def test_a_deadline_that_cannot_be_worked_out_is_refused(changes: dict[str, Any], said: str) -> None:
    questions = (YesNo(name="sure", label="Sure?"), DateTime(name="aware", label="When?"), a_deadline(**changes))

    with pytest.raises(ValueError, match=said):
        a_form(*questions, DateTime(name="later", label="Later?"))


def test_a_group_holds_no_files_and_no_deadlines() -> None:
    for inner in (Files(name="files", label="Files"), a_deadline()):
        with pytest.raises(ValueError, match="a group cannot hold"):
            a_form(Group(name="group", label="Group", entry="entry", questions=(inner,)))


def test_advice_on_an_unknown_step_is_refused() -> None:
    advice = Advice(name="stop", when=Is("sure", "yes"), step="nowhere", tone="note", title="Stop", text=())

    with pytest.raises(ValueError, match="advice stop names no step"):
        a_form(YesNo(name="sure", label="Sure?"), advice=(advice,))


@pytest.mark.req("SAN-42", "SAN-43", "SAN-44", "SAN-45")
def test_the_sandwell_referral_asks_each_criterion_word_for_word_as_a_question_of_its_own() -> None:
    criteria = [
        "Behaved in a way that has harmed a child or may have harmed a child.",
        "Possibly committed a criminal offence against or related to a child.",
        "Behaved towards a child or children in a way that indicates they may pose a risk of harm to children.",
        "Behaved or may have behaved in a way that indicates they may not be suitable to work with children "
        "(transferable risk)",
    ]

    asked = [question.label for question in form_for("referral", sandwell()).every_question()]

    assert [label for label in asked if label in criteria] == criteria
