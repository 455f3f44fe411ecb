"""Every state that a form can be in, one after the other, each reached as a person reaches it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from lado_site.forms.questions import Form
from tests.browser.drafting import Saved, beside, open_beside, save_draft, try_to_open
from tests.browser.referrer import seal
from tests.site.builders import answer_step, some_keys

LONG_AGO = "2019-03-03T09:00:00Z"
AFTER_THE_LAST_DAY = f"{some_keys().valid_until + timedelta(days=10)}T09:00:00Z"


def first_states(page: Page, form: Form) -> Iterator[str]:
    """Open the form, then press Continue with nothing filled in; yield the name of each state while it lasts."""
    page.locator(f"[data-step={form.steps[0].name}]").wait_for()
    yield "first"
    page.locator("[data-continue]:visible").click()
    expect(page.locator("[data-errors]")).to_be_visible()
    yield "first, with errors"


def every_state(page: Page, form: Form, answers: Mapping[str, Any], folder: Path) -> Iterator[str]:
    """Walk through the opened form from the first step to the file that was handed over, and then on wrong days."""
    address = page.url.split("#")[0]
    yield from first_states(page, form)
    answer_step(page, form.steps[0], answers)
    yield "first, filled"
    yield from _draft_states(page, folder)
    for step in form.steps[1:]:
        if page.locator(f"[data-step={step.name}]").is_visible():
            yield from _step_states(page, step, answers)
    expect(page.locator("[data-step=check]")).to_be_visible()
    yield "check"
    whole = save_draft(page, folder)
    beside(page).get_by_role("button", name="Go on with the form").click()
    for kind in ("copy", "print"):
        open_beside(page, kind)
        yield f"beside: {kind}"
        beside(page).get_by_role("button", name="Back", exact=True).click()
    seal(page, folder)
    expect(page.locator("[data-step=sealed]")).to_be_visible()
    yield "sealed"
    page.locator("[data-handed-over]").click()
    yield "handed over"
    yield from _states_by_the_clock(page, address, whole)


def _states_by_the_clock(page: Page, address: str, whole: Saved) -> Iterator[str]:
    """Open the form on a device whose date is long ago, then after its last day, and put a whole draft into it."""
    page.clock.set_fixed_time(LONG_AGO)
    page.goto(address)
    expect(page.locator("[data-wrong-clock]")).to_be_visible()
    yield "wrong clock"
    page.clock.set_fixed_time(AFTER_THE_LAST_DAY)
    page.goto(address)
    expect(page.locator("[data-expired]").first).to_be_visible()
    yield "expired"
    open_beside(page, "open")
    try_to_open(page, whole)
    expect(page.locator("[data-step=check]")).to_be_visible()
    yield "expired, draft resumed, check"
    page.locator("[data-seal]").click()
    yield "expired, refused to seal"


def _step_states(page: Page, step: Any, answers: Mapping[str, Any]) -> Iterator[str]:
    yield f"{step.name}, empty"
    page.locator("[data-continue]:visible").click()
    if page.locator("[data-errors]").is_visible():
        yield f"{step.name}, with errors"
    else:  # nothing here has to be answered
        page.locator("[data-back]:visible").click()
    answer_step(page, step, answers)
    yield f"{step.name}, filled"
    page.locator("[data-continue]:visible").click()


def _draft_states(page: Page, folder: Path) -> Iterator[str]:
    open_beside(page, "save")
    yield "beside: save"
    beside(page).get_by_label("A passphrase of my own").check()
    beside(page).get_by_label("Your own passphrase").fill("short")
    beside(page).locator(".govuk-button").first.click()
    yield "beside: save, with errors"
    beside(page).get_by_role("button", name="Back", exact=True).click()
    saved = save_draft(page, folder)
    expect(beside(page)).to_contain_text(saved.file.name)
    yield "beside: draft saved"
    beside(page).get_by_role("button", name="Go on with the form").click()
    open_beside(page, "open")
    yield "beside: open"
    try_to_open(page, Saved(file=saved.file, passphrase="these are not the six words"))
    yield "beside: wrong passphrase"
    try_to_open(page, saved)
    expect(beside(page)).to_be_hidden()
    yield "draft resumed"
