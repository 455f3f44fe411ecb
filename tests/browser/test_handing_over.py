"""After sealing: the ways to hand the file over, the three states, and what the page says of sending."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, expect

from lado_kit.encrypt import open_envelope
from lado_site.app import build_site
from tests.browser.drafting import Saved, drawn_words, open_beside, open_file
from tests.browser.referrer import seal
from tests.browser.test_drafts import serve
from tests.encrypt.builders import an_identity
from tests.site.builders import TODAY, a_profile, answer_step, some_keys
from tests.site.test_accessibility import faults
from tests.site.test_form_page import ANSWERS, FORM

WHEN_SHARED = """async () => {
  while (shared.length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return shared;
}"""
SHARING = """
window.shared = [];
Object.defineProperty(navigator, "canShare", {
  value: ({ files }) => files.every((each) => each.type === "text/plain"),
});
Object.defineProperty(navigator, "share", { value: async (what) => {
  if (window.refusal) {
    throw new DOMException("", window.refusal);
  }
  shared.push([Object.keys(what), what.files[0].name, await what.files[0].text()]);
} });
"""
BIG = 9_000_000


def ready(page: Page, address: str, draft: Saved) -> Page:
    """A form with every answer in it."""
    page.goto(f"{address}/referral.html")
    open_file(page, draft)
    expect(page.locator("[data-step=check]")).to_be_visible()
    return page


def state(page: Page) -> str:
    """The state that is marked as the present one."""
    now = page.locator("[data-state][aria-current=step]")
    assert now.count() == 1 and now.is_visible()
    return now.inner_text()


def test_three_states_are_in_sight_and_the_last_is_what_the_person_says(
    page: Page, address: str, draft: Saved, tmp_path: Path
) -> None:
    ready(page, address, draft)
    assert state(page) == "Draft"

    seal(page, tmp_path)
    assert state(page) == "Sealed"
    expect(page.locator("[data-step=sealed] h2")).to_have_text("Sealed. Not sent yet.")
    expect(page.get_by_text("This page has sent nothing.")).to_be_visible()

    page.get_by_role("button", name="I have sent it", exact=True).click()
    assert state(page) == "Handed over"
    expect(page.get_by_text("cannot know whether the file arrived")).to_be_visible()
    expect(page.locator("[data-mail]").first).to_be_hidden()

    page.get_by_role("button", name="I have not sent it yet").click()
    assert state(page) == "Sealed"
    expect(page.locator("[data-mail]").first).to_be_visible()


def test_leaving_a_sealed_file_unsent_is_asked_about_and_a_sent_one_is_not(
    page: Page, address: str, draft: Saved, tmp_path: Path
) -> None:
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    ready(page, address, draft)
    seal(page, tmp_path)

    page.goto(f"{address}/index.html")
    assert asked == ["beforeunload"]

    ready(page, address, draft)
    asked.clear()
    seal(page, tmp_path)
    page.locator("[data-handed-over]").click()
    page.goto(f"{address}/index.html")
    assert asked == []


def test_a_telephone_shares_the_file_itself_and_nothing_else(
    page: Page, address: str, draft: Saved, tmp_path: Path
) -> None:
    page.add_init_script(SHARING)
    ready(page, address, draft)
    sealed = seal(page, tmp_path)

    page.get_by_role("button", name="Share the file").click()

    [[given, name, text]] = page.evaluate(WHEN_SHARED)
    assert (given, name) == (["files"], sealed.file.name)
    assert open_envelope(text.encode("ascii"), [an_identity(2)]).receipt == sealed.receipt


def test_a_share_that_fails_is_said_and_one_that_is_closed_is_not(
    page: Page, address: str, draft: Saved, tmp_path: Path
) -> None:
    page.add_init_script(SHARING)
    ready(page, address, draft)
    seal(page, tmp_path)
    problem = page.get_by_text("The file could not be shared. Send it as an attachment.")

    page.evaluate("window.refusal = 'AbortError'; 0")
    page.get_by_role("button", name="Share the file").click()
    expect(problem).to_be_hidden()

    page.evaluate("window.refusal = 'NotAllowedError'; 0")
    page.get_by_role("button", name="Share the file").click()
    expect(problem).to_be_visible()


def test_a_browser_that_cannot_share_offers_no_such_button(
    page: Page, address: str, draft: Saved, tmp_path: Path
) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'canShare', { value: undefined })")
    ready(page, address, draft)
    seal(page, tmp_path)

    expect(page.locator("[data-share]")).to_be_hidden()
    expect(page.get_by_text("Open an e-mail")).to_be_visible()


def test_the_mail_has_the_code_as_its_subject_and_says_what_to_attach(
    page: Page, address: str, draft: Saved, tmp_path: Path
) -> None:
    ready(page, address, draft)
    sealed = seal(page, tmp_path)

    written = unquote(page.locator("[data-mail]").last.get_attribute("href") or "")

    assert written.startswith(f"mailto:lado@sandwell.example.org?subject={sealed.receipt}&body=")
    assert f"Please attach the file {sealed.file.name}" in written
    names = [ANSWERS[name] for name in ("adult_family_name", "adult_given_names", "referrer_name")]
    assert not any(name in written for name in names)


def test_a_file_too_big_for_mail_comes_smaller_with_the_reason_and_opens_with_the_same_code(
    page: Page, address: str, draft: Saved, tmp_path: Path
) -> None:
    picture = tmp_path / "photo.jpg"
    picture.write_bytes(b"\xff\xd8\xff\xe0" + b"x" * BIG)
    ready(page, address, draft)
    page.locator("[data-map-step=evidence] a").click()
    page.locator("input[type=file][name=attachments]").set_input_files(str(picture))
    expect(page.locator(".files__total")).to_be_visible()
    page.locator("[data-continue]:visible").click()

    sealed = seal(page, tmp_path)

    assert sealed.file.suffix == ".age" and sealed.file.read_bytes().startswith(b"age-encryption.org/v1\n")
    assert sealed.file.stat().st_size < 1.15 * BIG
    opened = open_envelope(sealed.file.read_bytes(), [an_identity(1)])
    assert opened.receipt == sealed.receipt and len(opened.attachments[0]) == BIG + 4
    expect(page.locator("[data-too-big]")).to_contain_text("many e-mail systems take 10 MB at most")
    expect(page.locator("[data-too-big]")).to_contain_text("agree a way, such as a memory stick")
    expect(page.get_by_text("Open an e-mail")).to_be_hidden()
    assert faults(page) == []


@pytest.fixture(scope="module")
def with_upload_page() -> Iterator[str]:
    """The form of a council that takes files on a page of its own."""
    profile = a_profile(upload="https://upload.sandwell.example.org/lado")
    yield from serve(build_site(profile, some_keys(), today=TODAY))


def test_the_councils_upload_page_is_offered_where_it_has_one(
    page: Page, with_upload_page: str, address: str, draft: Saved, tmp_path: Path
) -> None:
    ready(page, with_upload_page, draft)
    seal(page, tmp_path)
    link = page.get_by_role("link", name="the council’s upload page (opens in a new tab)")
    expect(link).to_have_attribute("href", "https://upload.sandwell.example.org/lado")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    page.locator("[data-handed-over]").click()

    page.goto(f"{address}/referral.html")
    assert "upload page" not in page.content()


def test_what_happens_next_no_longer_waits_for_a_file_that_is_sent(
    page: Page, address: str, draft: Saved, tmp_path: Path
) -> None:
    ready(page, address, draft)
    seal(page, tmp_path)
    last = page.locator("[data-step=sealed]")

    expect(last).to_contain_text("If you send the file today:", use_inner_text=True)
    page.locator("[data-handed-over]").click()

    expect(last).to_contain_text("If you sent the file today:", use_inner_text=True)
    expect(last).not_to_contain_text("If you send the file today:", use_inner_text=True)


def test_keys_other_than_those_whose_words_are_shown_are_not_sealed_to(page: Page, address: str, draft: Saved) -> None:
    """Somebody put a key of their own into the page: the words at its foot are then not those of its roster."""

    def swap(route: Any) -> None:
        response = route.fetch()
        route.fulfill(response=response, body=response.text().replace("duty-1", "duty-9"))

    page.route("**/referral.html", swap)
    ready(page, address, draft)

    page.locator("[data-seal]").click()

    expect(page.locator("[data-seal-problem]")).to_contain_text("Nothing was sealed. The six words at the foot")
    expect(page.locator("[data-step=check]")).to_contain_text(ANSWERS["adult_family_name"])


def test_after_sealing_the_page_says_what_is_left_and_how_to_check(
    page: Page, address: str, draft: Saved, tmp_path: Path
) -> None:
    ready(page, address, draft)
    seal(page, tmp_path)

    left = page.locator("[data-step=sealed]")
    expect(left).to_contain_text("This page has forgotten your answers.")
    expect(left).to_contain_text("go back with your browser. You stay on this page, and none of your answers")
    page.go_back()
    expect(left).to_be_visible()
    assert page.url.endswith("#sealed")
    page.evaluate("location.hash = '#adult'")
    assert not any(
        page.locator("input, textarea").evaluate_all(
            "(boxes) => boxes.map((box) => box.checked || box.value && !/radio|checkbox/.test(box.type))"
        )
    )


def test_leaving_quickly_from_beside_the_form_forgets_words_and_answers(page: Page, address: str) -> None:
    page.goto(f"{address}/referral.html")
    answer_step(page, FORM.steps[0], ANSWERS)
    open_beside(page, "save")
    words = drawn_words(page)
    page.locator("[data-leave]").evaluate("(link, address) => { link.href = address }", f"{address}/contact.html")

    page.locator("[data-leave]").click()
    page.wait_for_url("**/contact.html")
    page.go_back()

    expect(page.locator("[data-step=urgent]")).to_be_visible()
    expect(page.locator("#immediate_danger-2")).not_to_be_checked()
    assert " ".join(words) not in " ".join(page.locator("[data-aside]").all_inner_texts())


@pytest.mark.parametrize("width", [320, 1280])
def test_the_last_page_has_no_faults_in_any_state(
    page: Page, address: str, draft: Saved, tmp_path: Path, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.add_init_script(SHARING)
    ready(page, address, draft)
    seal(page, tmp_path)
    sealed = faults(page)
    page.locator("[data-handed-over]").click()

    assert (sealed, faults(page)) == ([], [])
