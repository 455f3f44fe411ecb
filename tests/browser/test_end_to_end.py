"""A referral travels from a published page in a real browser into the record store."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from lado_site.forms import form_for
from lado_site.forms.sample import sample_answers
from lado_site.profiles import load_profile
from tests.browser.referrer import fill_in, seal
from tests.kit.front_door import ROOT, lado
from tests.site.serving import serve
from tools.browser_files import find_node

PROFILE = load_profile("sandwell")
FORM = form_for("referral", PROFILE)
ATTACHMENTS = [ROOT / "tests/samples/mark-on-arm.png", ROOT / "tests/samples/dated-note.pdf"]


def in_office(folder: Path, *words: str | Path) -> Any:
    return lado(*words, home=folder / "home", passphrase_file=folder / "passphrase.txt")


@pytest.fixture(scope="module")
def address(office: Path) -> Iterator[str]:
    """Where the site is served on this machine."""
    yield from serve(office / "site")


@pytest.mark.parametrize("seed", [11, 1, 2])
def test_what_a_referrer_types_is_what_the_office_reads(
    page: Page, office: Path, address: str, tmp_path: Path, seed: int
) -> None:
    answers = sample_answers(FORM, PROFILE, seed)
    page.goto(f"{address}/referral.html")

    fill_in(page, FORM, answers, ATTACHMENTS)
    sealed = seal(page, tmp_path)
    books = in_office(office, "import", sealed.file, "--json").json
    case = in_office(office, "case", "show", sealed.receipt, "--json").json

    assert (books["found"], books["imported"]) == (1, 1)
    assert case["answers"] == {**answers, "attachments": [file.name for file in ATTACHMENTS]}
    assert [each["name"] for each in case["attachments"]] == [file.name for file in ATTACHMENTS]


@pytest.mark.parametrize("shape", ["referral.html", "copies/sandwell-referral.html"])
def test_without_a_browser_the_same_answers_are_sealed_by_the_pages_own_script_under_node(
    office: Path, tmp_path: Path, shape: str
) -> None:
    """The demonstration does this where no browser can be had."""
    answers = sample_answers(FORM, PROFILE, 4)
    order = {"page": str(office / "site" / shape), "answers": answers, "files": [str(f) for f in ATTACHMENTS]}
    node = find_node()
    assert node

    done = subprocess.run(
        [node / "node", ROOT / "tools" / "seal_in_node.js", tmp_path],
        input=json.dumps(order), capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    sealed = json.loads(done.stdout)
    books = in_office(office, "import", tmp_path / sealed["file"], "--json").json

    assert [(item["result"], item["receipt"]) for item in books["items"]] == [("imported", sealed["receipt"])]


def test_nothing_that_was_typed_is_left_in_the_page_or_the_browser_after_sealing(
    page: Page, address: str, tmp_path: Path
) -> None:
    answers = sample_answers(FORM, PROFILE, 3)
    typed = [answers["adult_family_name"], answers["what_happened"], answers["referrer_email"]]
    page.goto(f"{address}/referral.html")

    fill_in(page, FORM, answers)
    sealed = seal(page, tmp_path)
    kept = page.evaluate(
        """async () => JSON.stringify([
            document.documentElement.outerHTML,
            [...document.querySelectorAll("input, textarea, select")].map((each) => [each.value, each.checked]),
            location.href, document.title, document.cookie, history.state,
            Object.keys(localStorage), Object.keys(sessionStorage),
            (await indexedDB.databases()).length, (await caches.keys()).length, name,
        ])"""
    )

    assert [each for each in typed if each in kept] == []
    assert [each for each in typed if each in sealed.file.read_text(encoding="ascii")] == []


def test_a_form_that_is_left_half_filled_asks_before_it_forgets(page: Page, address: str) -> None:
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(f"{address}/referral.html")

    page.locator('input[name="immediate_danger"][value="no"]').check()
    page.goto(f"{address}/index.html")

    assert asked == ["beforeunload"]
