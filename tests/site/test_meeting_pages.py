"""The preparation forms as pages: drawn for every authority, and usable by everybody in a browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from lado_site.app import build_site, create_app
from lado_site.forms import form_for
from lado_site.forms.answers import counted_answers
from lado_site.forms.meeting import AGENCIES, form_name
from lado_site.forms.sample import sample_answers
from lado_site.profiles import built_in_profiles, load_profile
from tests.browser.referrer import fill_in_by_script

from .builders import TODAY, a_profile, answer_step, some_keys
from .serving import MANIFEST
from .test_accessibility import faults

PROFILE = a_profile()
EMPLOYER = form_for("meeting-employer", PROFILE)
ANSWERS = sample_answers(EMPLOYER, PROFILE, seed=1)

needs_browser_files = pytest.mark.skipif(not MANIFEST.exists(), reason="the browser files have not been built")


@needs_browser_files
@pytest.mark.parametrize("authority", list(built_in_profiles()))
def test_every_form_is_drawn_with_each_of_its_questions(authority: str) -> None:
    profile = load_profile(authority)
    client = create_app(build_site(profile, some_keys(), today=TODAY)).test_client()

    for name in [form_name(agency) for agency in AGENCIES]:
        answer = client.get(f"/{name}.html")

        assert answer.status_code == 200
        drawn = set(re.findall(r'data-question="([a-z0-9_]+)"', answer.text))
        assert {question.name for question in form_for(name, profile).every_question()} <= drawn
        assert not re.search(r">\s*None\b(?! of these)", answer.text)


@pytest.mark.parametrize("width", [320, 1280])
def test_the_employers_form_has_no_faults_empty_with_errors_or_filled(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{address}/meeting-employer.html")
    found = {}

    for step in EMPLOYER.steps[:4]:
        expect(page.locator(f"[data-step={step.name}]")).to_be_visible()
        found[f"{step.name}, empty"] = faults(page)
        page.locator("[data-continue]:visible").click()
        found[f"{step.name}, with errors"] = faults(page)
        answer_step(page, step, ANSWERS)
        found[f"{step.name}, filled"] = faults(page)
        page.locator("[data-continue]:visible").click()

    assert {place: each for place, each in found.items() if each} == {}


def test_the_form_asks_for_the_tick_under_the_warning_and_for_the_day_that_something_follows(
    page: Page, address: str
) -> None:
    page.goto(f"{address}/meeting-employer.html")
    answer_step(page, EMPLOYER.steps[0], ANSWERS)
    page.locator("[data-continue]:visible").click()

    expect(page.get_by_text(PROFILE.statements_warning)).to_be_visible()
    page.locator("[data-continue]:visible").click()
    expect(page.get_by_role("link", name="Tick the box to say that you have read the warning")).to_be_visible()

    for step in EMPLOYER.steps[1:3]:
        answer_step(page, step, ANSWERS)
        page.locator("[data-continue]:visible").click()
    page.locator('input[name="conduct"][value="to-follow"]').check()
    expect(page.locator("[data-question=conduct_is]")).to_be_hidden()
    page.locator("[data-continue]:visible").click()

    expect(page.get_by_role("link", name="Enter the date by which you will send this: Conduct")).to_be_visible()


def test_a_filled_form_can_be_checked_and_says_what_follows_when(page: Page, address: str) -> None:
    form = form_for("meeting-police", PROFILE)
    follows = {"witnesses": "to-follow", "witnesses_follows_by": "2026-12-01"}
    answers = counted_answers(form, {**sample_answers(form, PROFILE, seed=1), **follows}, today=TODAY)
    page.goto(f"{address}/meeting-police.html")

    fill_in_by_script(page, form, answers)

    summary = page.locator("[data-summary]")
    expect(summary).to_contain_text("I will send it later")
    expect(summary).to_contain_text("1 December 2026")
