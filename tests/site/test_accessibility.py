"""For everybody: axe finds nothing on any page in any state, nothing scrolls sideways, and it reads unscripted.

Here each state is looked at in one of several ways, in turn; `make quality` looks at each in every way, on every form
of every authority.
"""

from __future__ import annotations

from itertools import cycle
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from lado_site.forms import form_for
from lado_site.forms.catalogue import FORMS
from lado_site.forms.sample import sample_answers
from lado_site.freeze import Published
from tests.browser.referrer import fill_in_by_script
from tests.quality.axe import LOOKS, Look, faults, looked_at, too_wide
from tests.quality.states import every_state, first_states

from .builders import a_profile
from .serving import serve
from .test_freeze import PAGES

PROFILE = a_profile()
FORM = form_for("referral", PROFILE)
ANSWERS = sample_answers(FORM, PROFILE, seed=3)
LONG_ADDRESS = f"https://lado.{'councilwithalongname.' * 2}example.org/"


@pytest.mark.parametrize("name", sorted(PAGES - {"404"}))
def test_a_page_has_no_faults(same_page: Page, address: str, name: str) -> None:
    same_page.set_viewport_size({"width": 320, "height": 800})
    same_page.goto(f"{address}/{name}.html")

    assert faults(same_page) == []


def test_the_address_of_a_council_with_a_long_name_fits_a_phone(same_page: Page, address: str) -> None:
    same_page.set_viewport_size({"width": 320, "height": 800})
    same_page.goto(f"{address}/accessibility.html")

    same_page.get_by_text(PROFILE.contact.web).evaluate(
        "(said, [ours, longer]) => { said.textContent = said.textContent.replace(ours, longer); }",
        [PROFILE.contact.web, LONG_ADDRESS],
    )

    expect(same_page.get_by_text(LONG_ADDRESS)).to_be_visible()
    assert too_wide(same_page) == []


def test_a_form_with_letters_twice_as_big_fits_a_phone(same_page: Page, address: str) -> None:
    same_page.set_viewport_size({"width": 320, "height": 800})
    same_page.goto(f"{address}/referral.html")

    same_page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")

    expect(same_page.get_by_text("Handed over", exact=True)).to_be_visible()
    assert same_page.evaluate("() => document.documentElement.scrollWidth") == 320


def test_the_page_for_an_address_that_is_not_there_has_no_faults(page: Page, published: Published) -> None:
    """It names its files from the root of the host, because it is shown for any address."""
    server = serve(published.out)
    page.goto(f"{next(server)}/404.html")

    assert faults(page) == []
    next(server, None)


@pytest.mark.parametrize("look", [look for name, look in LOOKS.items() if name != "desk"], ids=list(LOOKS)[1:])
def test_the_first_page_has_no_faults_however_it_is_looked_at(page: Page, address: str, look: Look) -> None:
    page.goto(f"{address}/index.html")

    with looked_at(page, look):
        assert faults(page) == []


def test_no_state_of_the_referral_has_faults(page: Page, address: str, tmp_path: Path) -> None:
    found = {}
    page.goto(f"{address}/referral.html")

    looks = cycle(LOOKS.items())
    for state in every_state(page, FORM, ANSWERS, tmp_path):
        if not state.endswith(", empty"):  # what an empty step shows, it shows in error and filled in too
            name, look = next(looks)
            with looked_at(page, look):
                found[f"{state}, {name}"] = faults(page)

    assert {"sealed", "expired, refused to seal"} <= {state.rpartition(", ")[0] for state in found}
    assert {place: each for place, each in found.items() if each} == {}


@pytest.mark.parametrize("name", [name for name in FORMS if name != "referral"])
def test_no_other_form_has_faults_when_it_is_opened_or_in_error(same_page: Page, address: str, name: str) -> None:
    found = {}
    same_page.goto(f"{address}/{name}.html")

    for state in first_states(same_page, form_for(name, PROFILE)):
        with looked_at(same_page, LOOKS["phone"]):
            found[state] = faults(same_page)

    assert len(found) == 2
    assert {place: each for place, each in found.items() if each} == {}


def test_without_script_the_form_can_be_read_and_says_what_to_do(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 800})
    page = context.new_page()

    page.goto(f"{address}/referral.html")

    expect(page.get_by_text("This page cannot seal without JavaScript")).to_be_visible()
    expect(page.get_by_text(PROFILE.contact.telephone).first).to_be_visible()
    for criterion in PROFILE.criteria:
        expect(page.get_by_text(criterion.heading).first).to_be_visible()
    for question in FORM.every_question():
        expect(page.locator(f"[data-question={question.name}]")).to_be_visible()
    assert page.locator("button:visible").count() == 0
    context.close()


def test_a_page_whose_script_never_starts_shows_itself_after_a_while(page: Page, address: str) -> None:
    page.route("**/main-*.js", lambda route: route.abort())

    page.goto(f"{address}/referral.html")

    expect(page.get_by_text("This page cannot seal without JavaScript")).to_be_visible(timeout=30_000)
    expect(page.locator("[data-question=referrer_name]")).to_be_visible()


def test_the_focus_is_never_hidden_below_the_bar_at_the_foot_of_a_phone(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{address}/referral.html")
    fill_in_by_script(page, FORM, ANSWERS)

    page.locator("[data-seal]").focus()

    hidden = page.evaluate(
        """() => {
          const bar = document.querySelector("[data-leave]").getBoundingClientRect();
          const button = document.activeElement.getBoundingClientRect();
          return button.bottom > bar.top;
        }"""
    )
    assert hidden is False
