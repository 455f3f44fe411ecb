"""What a browser leaves on the disk: nothing that was typed, whether the form was sealed or just closed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from lado_site.forms.sample import sample_answers
from tests.browser.referrer import fill_in, seal
from tests.browser.test_end_to_end import FORM, PROFILE, address
from tools.browser import find_browser, launch_arguments

__all__ = ["address"]

TYPED = {
    "adult_family_name": "Quandaryfinch",
    "what_happened": "Canarysentence one two three, plainly made up.",
    "referrer_email": "canaryaddress@example.org",
    "adult_phone": "07700 900987",
}


@pytest.fixture
def profile_folder(browser: Browser, tmp_path: Path) -> Path:
    """Where a browser keeps what it remembers. Asking for the browser first skips the test where there is none."""
    assert browser.is_connected()
    return tmp_path / "profile"


@pytest.mark.parametrize("is_sealed", [True, False], ids=["sealed", "closed half-way"])
def test_a_browser_keeps_nothing_of_what_was_typed(
    browser: Browser, profile_folder: Path, address: str, tmp_path: Path, is_sealed: bool
) -> None:
    answers = {**sample_answers(FORM, PROFILE, 5), **TYPED}
    context = browser.browser_type.launch_persistent_context(
        profile_folder, executable_path=find_browser(), args=launch_arguments(), locale="en-GB"
    )
    page = context.pages[0]
    page.goto(f"{address}/referral.html")

    fill_in(page, FORM, answers)
    typed_is_there = all(typed in everything_in(page) for typed in TYPED.values())
    if is_sealed:
        seal(page, tmp_path)
    context.close()

    assert typed_is_there
    assert any(holds(file, address) for file in kept_files(profile_folder)), "even the address visited was not found"
    kept = [(file.name, typed) for file in kept_files(profile_folder) for typed in TYPED.values() if holds(file, typed)]
    assert kept == []


def test_no_box_lets_the_browser_remember_or_send_its_text_to_a_spelling_service(page: Page, address: str) -> None:
    page.goto(f"{address}/referral.html")

    boxes = page.evaluate(
        """() => [...document.querySelectorAll("form input[type=text], form input[type=email], form textarea")]
             .map((box) => [box.name, box.spellcheck, box.autocomplete || box.form.autocomplete])"""
    )

    assert len(boxes) > 50
    assert {(checked, kept) for _, checked, kept in boxes} == {(False, "off")}


def everything_in(page: Page) -> str:
    return str(page.locator("main").inner_text())


def kept_files(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file() and os.access(file, os.R_OK)]


def holds(file: Path, typed: str) -> bool:
    content = file.read_bytes()
    return typed.encode() in content or typed.encode("utf-16-le") in content
