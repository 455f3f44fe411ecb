"""A form past its last day, a device whose clock is wrong, a browser that lacks something: all said early."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from lado_kit.encrypt import open_envelope
from tests.browser.drafting import Saved, open_file
from tests.browser.referrer import seal
from tests.encrypt.builders import an_identity
from tests.site.builders import TODAY, answer_step, some_keys
from tests.site.test_accessibility import faults
from tests.site.test_form_page import ANSWERS, FORM

LAST_DAY = some_keys().valid_until
AFTER = "2027-12-01T09:00:00Z"
WRONG = {"years behind": "2019-03-03T09:00:00Z", "absurdly late": "2051-03-03T09:00:00Z"}
REMOVALS = {
    "random numbers": ("Crypto.prototype.getRandomValues = undefined", "draw random numbers"),
    "files": ("Blob.prototype.stream = undefined", "make files"),
    "downloads": ("URL.createObjectURL = undefined", "download files"),
}


def opened(page: Page, address: str, now: str) -> Page:
    page.clock.set_fixed_time(now)
    page.goto(f"{address}/referral.html")
    return page


@pytest.mark.parametrize("width", [320, 1280])
def test_past_its_last_day_a_form_says_since_when_whom_to_call_and_where_the_new_one_is(
    page: Page, address: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    opened(page, address, AFTER)

    notice = page.get_by_role("heading", name="This form is out of date").locator("..")
    expect(notice).to_contain_text("Its last day was 21 November 2027")
    expect(notice.get_by_role("link", name="01632 960 121")).to_be_visible()
    expect(notice.get_by_role("link", name="https://lado.sandwell.example.org/")).to_be_visible()
    expect(page.locator("[data-wrong-clock]")).to_be_hidden()
    assert faults(page) == []


def test_on_its_last_day_a_form_is_in_date(page: Page, address: str) -> None:
    opened(page, address, f"{LAST_DAY}T22:00:00Z")

    expect(page.locator("[data-step=urgent]")).to_be_visible()
    expect(page.locator("[data-expired]").first).to_be_hidden()


def test_an_out_of_date_form_seals_only_after_a_choice(page: Page, address: str, draft: Saved, tmp_path: Path) -> None:
    opened(page, address, AFTER)
    open_file(page, draft)
    page.locator("[data-seal]").click()
    expect(page.locator("[data-seal-problem]")).to_contain_text(
        "This form is out of date. Telephone the LADO team first"
    )

    page.get_by_label("Seal with this form anyway").check()
    sealed = seal(page, tmp_path)

    assert open_envelope(sealed.file.read_bytes(), [an_identity(1)]).manifest.answers == ANSWERS


@pytest.mark.parametrize("now", WRONG.values(), ids=WRONG)
def test_a_wrong_clock_is_named_and_the_form_is_not_blamed(page: Page, address: str, now: str) -> None:
    opened(page, address, now)

    notice = page.get_by_role("heading", name="The date on this device looks wrong").locator("..")
    expect(notice).to_contain_text(f"today is 3 March {now[:4]}")
    expect(notice).to_contain_text("This form is from 22 November 2026, for use until 21 November 2027.")
    assert page.get_by_role("heading", name="This form is out of date").count() == 0
    assert faults(page) == []


def test_with_a_clock_years_behind_everything_works_and_no_reply_day_is_promised(
    page: Page, address: str, draft: Saved, tmp_path: Path
) -> None:
    """To that clock every true date lies in the future."""
    opened(page, address, WRONG["years behind"])
    open_file(page, draft)
    expect(page.locator("[data-step=check]")).to_be_visible()

    sealed = seal(page, tmp_path)

    assert open_envelope(sealed.file.read_bytes(), [an_identity(1)]).manifest.answers == ANSWERS
    expect(page.locator("[data-replies] li")).to_have_text(
        [
            "The LADO telephones you within 1 working day.",
            "The LADO telephones you the same working day, wherever possible.",
            "The LADO team brings the matter to a conclusion within 12 weeks, wherever possible.",
        ]
    )


@pytest.mark.parametrize(("removal", "what"), REMOVALS.values(), ids=REMOVALS)
def test_what_a_browser_lacks_is_said_before_anybody_types(page: Page, address: str, removal: str, what: str) -> None:
    page.add_init_script(removal)

    page.goto(f"{address}/referral.html")

    notice = page.get_by_role("heading", name="This browser cannot seal your answers").locator("..")
    expect(notice).to_contain_text(f"It cannot {what}. Open this page in another browser")
    expect(notice).to_contain_text("01632 960 121")
    answer_step(page, FORM.steps[0], ANSWERS)
    page.locator("[data-continue]:visible").click()
    expect(page.locator("[data-step=scope]")).to_be_visible()


def test_a_browser_without_storage_lacks_nothing(page: Page, address: str, draft: Saved, tmp_path: Path) -> None:
    page.add_init_script(
        """for (const name of ["localStorage", "sessionStorage", "indexedDB", "caches"]) {
          Object.defineProperty(window, name, { get() { throw new DOMException("denied", "SecurityError"); } });
        }"""
    )
    page.goto(f"{address}/referral.html")
    open_file(page, draft)

    sealed = seal(page, tmp_path)

    assert open_envelope(sealed.file.read_bytes(), [an_identity(3)]).manifest.answers == ANSWERS
    expect(page.locator("[data-missing]")).to_be_hidden()


def test_the_day_of_the_release_is_in_the_page(address: str, page: Page) -> None:
    page.goto(f"{address}/referral.html")

    assert page.evaluate("JSON.parse(document.getElementById('setting').textContent).released") == TODAY.isoformat()
