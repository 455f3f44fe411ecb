"""Every preparation form, as every authority asks it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from lado_site.errors import SiteError
from lado_site.forms import FORMS, form_for
from lado_site.forms.compiled import canonical, compile_form, read_definition
from lado_site.forms.meeting import AGENCIES, REFERENCE, form_name
from lado_site.forms.meeting.items import STATES
from lado_site.forms.questions import Code, Form, Notice, OneOf
from lado_site.forms.rules import check
from lado_site.forms.sample import sample_answers
from lado_site.forms.schema import build_schema, load_answers
from lado_site.profiles import Checklist, Profile, Requirement, built_in_profiles, load_profile

from .builders import sandwell

TODAY = date(2026, 11, 22)
NAMES = [form_name(agency) for agency in AGENCIES]
EVERY = [(name, profile) for name in NAMES for profile in built_in_profiles()]
GAPS = re.compile(r"\bNone\b(?! of these)|\{|\}|\(\)|  |^\s|\s$|\s[.,:]")


def states(form: Form) -> list[str]:
    """The name of each item."""
    return [each.name for each in form.every_question() if isinstance(each, OneOf) and each.choices == STATES]


def answered(form: Form, profile: Profile, state: str, **more: Any) -> dict[str, Any]:
    """A sample with nothing but the state of each item."""
    sample = sample_answers(form, profile)
    kept = {name: value for name, value in sample.items() if not name.startswith(tuple(states(form)))}
    return {**kept, **dict.fromkeys(states(form), state), **more}


def blocking(form: Form, answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(each.path, each.code) for each in check(form, answers, today=TODAY) if each.blocks]


def own_list(*items: str, agency: str = "police") -> Profile:
    checklist = Checklist(agency=agency, label="Our own", items=items, requirement=Requirement(id="SAN-54"))
    return replace(sandwell(), checklists=(checklist,))


def test_the_forms_are_those_of_eight_agencies() -> None:
    assert [name for name in FORMS if name.startswith("meeting-")] == [
        "meeting-childrens-services",
        "meeting-police",
        "meeting-employer",
        "meeting-health",
        "meeting-education",
        "meeting-fostering",
        "meeting-lado",
        "meeting-general",
    ]


@pytest.mark.parametrize(("name", "authority"), EVERY)
def test_a_form_that_travelled_as_json_accepts_its_samples(name: str, authority: str) -> None:
    profile = load_profile(authority)
    form = form_for(name, profile)
    schema = build_schema(read_definition(json.loads(canonical(compile_form(form)))))

    for seed in range(5):
        answers = sample_answers(form, profile, seed)

        assert load_answers(schema, answers, sealed_on=TODAY) == answers
        assert "Made up for a demonstration" not in str(answers)


@pytest.mark.parametrize(("name", "authority"), EVERY)
def test_nothing_in_a_form_has_a_gap_where_the_authoritys_document_is_silent(name: str, authority: str) -> None:
    definition = compile_form(form_for(name, load_profile(authority)))

    shown = list(_texts({key: definition[key] for key in ("title", "steps", "advice")}))

    assert len(shown) > 50
    assert [text for text in shown if GAPS.search(text)] == []


def _texts(value: Any) -> Iterator[str]:
    """Every sentence that people read."""
    match value:
        case dict():
            for key, each in value.items():
                if isinstance(each, str) and key in {"title", "label", "hint", "intro", "missing"}:
                    yield each
                elif key == "text":
                    yield from each
                else:
                    yield from _texts(each)
        case list():
            for each in value:
                yield from _texts(each)


@pytest.mark.parametrize("name", NAMES)
def test_a_form_is_tied_to_its_meeting_by_a_reference_and_says_that_nobody_is_named(name: str) -> None:
    form = form_for(name, sandwell())

    first, no_names = form.steps[0].questions[:2]

    assert isinstance(first, Code)
    assert (first.name, first.length, first.required, form.prefix) == (REFERENCE, 8, True, "meeting")
    assert isinstance(no_names, Notice)
    assert no_names.label == "You do not have to name the person or the case"
    asked = [question.label.lower() for question in form.every_question()]
    assert [label for label in asked if "date of birth" in label or "family name" in label] == []


@pytest.mark.parametrize(("name", "authority"), EVERY)
def test_what_is_to_follow_needs_a_date(name: str, authority: str) -> None:
    profile = load_profile(authority)
    form = form_for(name, profile)
    items = states(form)
    dates = {f"{item}_follows_by": "2026-12-01" for item in items}

    assert blocking(form, answered(form, profile, "to-follow")) == [(each, "required-date") for each in dates]
    assert blocking(form, answered(form, profile, "to-follow", **dates)) == []


@pytest.mark.parametrize(("name", "authority"), EVERY)
def test_what_does_not_apply_asks_nothing_more_and_what_is_given_is_never_empty(name: str, authority: str) -> None:
    profile = load_profile(authority)
    form = form_for(name, profile)

    empty = {path for path, _ in blocking(form, answered(form, profile, "provided"))}

    assert blocking(form, answered(form, profile, "not-applicable")) == []
    assert [item for item in states(form) if not any(path.startswith(f"{item}_") for path in empty)] == []


@pytest.mark.parametrize(("name", "authority"), EVERY)
def test_an_item_takes_files_and_no_page_has_more_than_four_items(name: str, authority: str) -> None:
    form = form_for(name, load_profile(authority))
    asked = {question.name: question for question in form.every_question()}
    on_pages = [len([each for each in step.questions if each.name in states(form)]) for step in form.steps]

    assert [item for item in states(form) if f"{item}_files" not in asked] == []
    assert max(on_pages) <= 4


@pytest.mark.parametrize("authority", list(built_in_profiles()))
def test_a_form_says_whose_questions_they_are(authority: str) -> None:
    profile = load_profile(authority)
    published = {checklist.agency for checklist in profile.checklists}

    for agency in AGENCIES:
        form = form_for(form_name(agency), profile)
        said = next(question.hint for question in form.every_question() if question.name == "list_source")

        if agency.key in published:
            assert said == f"They follow {profile.area}’s own list for {agency.who}, in its order."
        else:
            assert f"They are not {profile.area}’s own." in said


@pytest.mark.req("SAN-41")
def test_the_title_uses_the_authoritys_own_name_for_the_meeting() -> None:
    titles = {each: form_for("meeting-police", load_profile(each)).title for each in built_in_profiles()}

    assert titles["sandwell"] == "Position of Trust (POT) meeting: what the police bring"
    assert titles["leicester"] == "LADO meeting: what the police bring"
    assert titles["luton-bedford-bedfordshire"] == "Meeting convened by the LADO: what the police bring"


def test_a_meeting_without_any_name_gets_a_neutral_one() -> None:
    nameless = replace(sandwell(), meeting="", meetings=())

    form = form_for("meeting-police", nameless)

    assert form.title == "Meeting about an allegation: what the police bring"
    assert form.steps[-2].intro == "The meeting looks at what is known, and at whether the criteria may be met."


def test_the_authoritys_list_sets_membership_and_order_and_may_take_another_agencys_item() -> None:
    form = form_for("meeting-police", own_list("bail", "cctv", "pnc"))

    assert states(form) == ["bail", "cctv", "pnc"]


def test_an_item_that_does_not_exist_is_refused_in_plain_words() -> None:
    with pytest.raises(
        SiteError, match="the checklist “Our own” has an item that does not exist: fingerprints"
    ) as told:
        form_for("meeting-police", own_list("pnc", "fingerprints"))

    assert "crime-number" in told.value.hint


def test_an_item_that_stands_twice_is_refused() -> None:
    with pytest.raises(SiteError, match="has the item pnc twice"):
        form_for("meeting-police", own_list("pnc", "bail", "pnc"))


def test_a_list_for_an_agency_that_does_not_exist_is_refused_and_not_left_out_in_silence() -> None:
    with pytest.raises(SiteError, match="is for an agency that does not exist: coastguard") as told:
        form_for("meeting-police", own_list("pnc", agency="coastguard"))

    assert "police" in told.value.hint
