"""For everybody: axe finds nothing on any page in any state, nothing scrolls sideways, and it reads unscripted."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from lado_site.forms import form_for
from lado_site.forms.sample import sample_answers
from tests.browser.referrer import fill_in, seal

from .builders import a_profile, answer_step
from .test_freeze import PAGES

PROFILE = a_profile()
FORM = form_for("referral", PROFILE)
ANSWERS = sample_answers(FORM, PROFILE, seed=3)
WIDTHS = [320, 1280]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def faults(page: Page) -> list[str]:
    """Return what axe finds, and whether the page scrolls sideways."""
    found = Axe().run(page, options=RULES).response["violations"]
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    said = [f"{each['id']}: {[node['html'][:80] for node in each['nodes']]}" for each in found]
    return said + (["scrolls sideways"] if wide else [])


@pytest.fixture(params=WIDTHS)
def sized(page: Page, request: pytest.FixtureRequest) -> Page:
    page.set_viewport_size({"width": request.param, "height": 800})
    return page


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_has_no_faults(sized: Page, address: str, name: str) -> None:
    sized.goto(f"{address}/{name}.html")

    assert faults(sized) == []


def test_no_step_has_faults_empty_with_errors_filled_checked_or_sealed(
    sized: Page, address: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    sized.goto(f"{address}/referral.html")
    found = {}
    for step in FORM.steps[:-1]:
        expect(sized.locator(f"[data-step={step.name}]")).to_be_visible()
        found[f"{step.name}, empty"] = faults(sized)
        sized.locator("[data-continue]:visible").click()
        found[f"{step.name}, with errors"] = faults(sized)
        answer_step(sized, step, ANSWERS)
        found[f"{step.name}, filled"] = faults(sized)
        sized.locator("[data-continue]:visible").click()
    found["evidence"] = faults(sized)
    sized.locator("[data-continue]:visible").click()
    expect(sized.locator("[data-step=check]")).to_be_visible()
    found["check"] = faults(sized)
    seal(sized, tmp_path_factory.mktemp("sealed"))
    expect(sized.locator("[data-step=sealed]")).to_be_visible()
    found["sealed"] = faults(sized)

    assert {place: each for place, each in found.items() if each} == {}


def test_without_script_the_form_can_be_read_and_says_what_to_do(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 800})
    page = context.new_page()

    page.goto(f"{address}/referral.html")

    expect(page.get_by_text("This page cannot seal without JavaScript")).to_be_visible()
    expect(page.get_by_text(PROFILE.contact.telephone).first).to_be_visible()
    for criterion in PROFILE.criteria:
        expect(page.get_by_text(criterion.text).first).to_be_visible()
    for question in FORM.every_question():
        expect(page.locator(f"[data-question={question.name}]")).to_be_visible()
    assert page.locator("button:visible").count() == 0
    context.close()


def test_a_page_whose_script_never_starts_shows_itself_after_a_while(page: Page, address: str) -> None:
    page.route("**/main-*.js", lambda route: route.abort())

    page.goto(f"{address}/referral.html")

    expect(page.get_by_text("This page cannot seal without JavaScript")).to_be_visible(timeout=8_000)
    expect(page.locator("[data-question=referrer_name]")).to_be_visible()


def test_the_focus_is_never_hidden_below_the_bar_at_the_foot_of_a_phone(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{address}/referral.html")
    fill_in(page, FORM, ANSWERS)

    page.locator("[data-seal]").focus()

    hidden = page.evaluate(
        """() => {
          const bar = document.querySelector("[data-leave]").getBoundingClientRect();
          const button = document.activeElement.getBoundingClientRect();
          return button.bottom > bar.top;
        }"""
    )
    assert hidden is False
