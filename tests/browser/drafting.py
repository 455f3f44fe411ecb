"""A referrer who saves what is in the form under a passphrase, and opens it again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

AT_MOST = 30_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Saved:
    """A file in the Downloads folder, and what the referrer wrote down."""

    file: Path
    passphrase: str


def beside(page: Page) -> Locator:
    """The page beside the steps."""
    return page.locator("[data-step=aside]")


def open_beside(page: Page, kind: str) -> None:
    """Press the button that leads beside the steps."""
    page.locator(f"[data-open-aside={kind}]:visible").click()
    expect(beside(page).get_by_role("button").first).to_be_visible()


def drawn_words(page: Page) -> list[str]:
    """Return the six words of the page beside the steps, once they are drawn."""
    words = beside(page).locator(".words span")
    expect(words).to_have_count(6)
    return words.all_inner_texts()


def save_draft(page: Page, folder: Path, *, kind: str = "save", own: str = "") -> Saved:
    """Save the answers, under six drawn words unless a passphrase is given."""
    open_beside(page, kind)
    words = drawn_words(page)
    if own:
        beside(page).get_by_label("A passphrase of my own").check()
        beside(page).get_by_label("Your own passphrase").fill(own)
    with page.expect_download(timeout=AT_MOST) as handed_over:
        beside(page).locator(".govuk-button").first.click()
    file = folder / handed_over.value.suggested_filename
    handed_over.value.save_as(file)
    return Saved(file=file, passphrase=own or " ".join(words))


def open_file(page: Page, saved: Saved) -> None:
    """Give the form a saved file and its passphrase."""
    open_beside(page, "open")
    try_to_open(page, saved)


def try_to_open(page: Page, saved: Saved) -> None:
    """Fill in the boxes and press the button; wait until the page has answered."""
    beside(page).get_by_label("The file you saved").set_input_files(str(saved.file))
    beside(page).get_by_label("Its passphrase").fill(saved.passphrase)
    button = beside(page).get_by_role("button", name="Open the file")
    button.click()
    page.wait_for_function(
        "() => { const open = [...document.querySelectorAll('[data-aside] button')]"
        ".find((each) => each.textContent === 'Open the file'); return !open || !open.disabled; }",
        timeout=AT_MOST,
    )
