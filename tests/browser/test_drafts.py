"""Drafts and copies in a real browser: saved under a passphrase, opened elsewhere, and never sent or kept anywhere."""

from __future__ import annotations

import io
import json
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from lado_kit.encrypt import open_envelope
from lado_kit.encrypt.age import open_with_passphrase
from lado_site.app import Site, _asked_form, build_site, create_app
from lado_site.forms.answers import counted_answers
from lado_site.forms.questions import Form, Kind, OneOf
from tests.browser.drafting import Saved, beside, open_beside, open_file, save_draft, try_to_open
from tests.browser.referrer import fill_in_by_script, seal
from tests.encrypt.builders import an_identity
from tests.site.builders import TODAY, a_profile, answer_step, some_keys
from tests.site.test_accessibility import faults
from tests.site.test_form_page import ANSWERS, FORM, PROFILE

OWN = "a passphrase of my own 1"
READ = """() => [...document.querySelectorAll("form input, form textarea")]
  .map((box) => [box.name, /radio|checkbox/.test(box.type) ? box.checked : box.type === "file" ? "" : box.value])"""


@pytest.fixture
def form(page: Page, address: str) -> Page:
    """The published referral, opened."""
    page.goto(f"{address}/referral.html")
    return page


@pytest.fixture
def elsewhere(browser: Browser, address: str) -> Iterator[Page]:
    """The same form on another device."""
    context = browser.new_context(locale="en-GB", timezone_id="Europe/London")
    page = context.new_page()
    page.goto(f"{address}/referral.html")
    yield page
    context.close()


@pytest.fixture
def filled(form: Page, draft: Saved) -> Page:
    """The referral with every answer of the draft in it, ready to be checked."""
    open_file(form, draft)
    expect(form.locator("[data-step=check]")).to_be_visible()
    return form


def a_note(folder: Path, name: str = "note.txt", text: str = "a dated note") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_draft_goes_on_elsewhere_offline_with_every_answer_and_file(
    form: Page, elsewhere: Page, tmp_path: Path
) -> None:
    fill_in_by_script(form, FORM, ANSWERS, [a_note(tmp_path)])
    before = form.evaluate(READ)
    saved = save_draft(form, tmp_path)
    open_beside(elsewhere, "open")
    elsewhere.context.set_offline(True)

    try_to_open(elsewhere, saved)

    expect(elsewhere.locator("[data-step=check]")).to_be_visible()
    assert elsewhere.evaluate(READ) == before
    expect(elsewhere.locator("[data-summary]")).to_contain_text("note.txt")
    expect(elsewhere.locator("[data-announce]")).to_have_text("Your draft is back in the form")
    sealed = seal(elsewhere, tmp_path)
    opened = open_envelope(sealed.file.read_bytes(), [an_identity(1)])
    assert opened.manifest.answers == {**ANSWERS, "attachments": ["note.txt"]}
    assert [bytes(content) for content in opened.attachments] == [b"a dated note"]


def test_a_half_filled_form_goes_on_where_it_was_left_with_what_was_typed_wrongly(
    form: Page, elsewhere: Page, tmp_path: Path
) -> None:
    for step in FORM.steps[:3]:
        answer_step(form, step, ANSWERS)
        form.locator("[data-continue]:visible").click()
    form.locator("[name=adult_birth_date--day]").fill("31")
    form.locator("[name=adult_birth_date--month]").fill("Febtember")
    form.locator("#adult_family_name--not-known").check()
    before = form.evaluate(READ)

    open_file(elsewhere, save_draft(form, tmp_path))

    expect(elsewhere.locator("[data-step=adult]")).to_be_visible()
    assert elsewhere.evaluate(READ) == before
    expect(elsewhere.locator("#adult_family_name")).to_be_disabled()
    elsewhere.locator("[data-step=adult] [data-back]").click()
    expect(elsewhere.locator("[data-step=criteria]")).to_be_visible()


def test_the_file_is_an_age_file_that_the_six_words_open_and_its_name_says_nothing(draft: Saved) -> None:
    plaintext = open_with_passphrase(draft.file.read_bytes(), draft.passphrase)
    length = int.from_bytes(plaintext[5:9], "big")
    content = json.loads(plaintext[9 : 9 + length])

    assert len(draft.passphrase.split()) == 6
    assert counted_answers(FORM, content["answers"], today=TODAY) == ANSWERS
    assert (content["form"]["name"], content["authority"], content["kind"]) == ("referral", "sandwell", "draft")
    assert draft.file.stem.startswith("draft-") and len(draft.file.name) == len("draft-7K2M.txt")
    assert ANSWERS["adult_family_name"] not in draft.file.read_text("ascii")


def test_saving_keeps_the_answers_in_the_page_and_says_that_nothing_was_sent(form: Page, tmp_path: Path) -> None:
    answer_step(form, FORM.steps[0], ANSWERS)

    saved = save_draft(form, tmp_path, own=OWN)

    expect(beside(form).locator("h2")).to_have_text("Draft saved")
    expect(beside(form)).to_contain_text(saved.file.name)
    expect(beside(form)).to_contain_text("A draft is not sent to anyone")
    expect(form).to_have_title(re.compile("^Draft saved – "))
    expect(form.locator("[data-state=draft]")).to_have_attribute("aria-current", "step")
    beside(form).get_by_role("button", name="Go on with the form").click()
    expect(form.locator("[data-step=urgent]")).to_be_visible()
    expect(form.locator("#immediate_danger-2")).to_be_checked()


def test_a_short_passphrase_is_refused_and_nothing_is_saved(form: Page) -> None:
    downloads: list[Any] = []
    form.on("download", lambda download: downloads.append(download))
    open_beside(form, "save")
    beside(form).get_by_label("A passphrase of my own").check()
    box = beside(form).get_by_label("Your own passphrase")
    box.fill("elevenchars")

    beside(form).get_by_role("button", name="Save the draft").click()

    expect(beside(form).locator(".govuk-error-message")).to_have_text("Error: Enter at least 12 characters")
    expect(box).to_be_focused()
    assert downloads == []
    assert box.get_attribute("type") == "text" and box.get_attribute("autocomplete") == "off"


def test_clearing_after_saving_leaves_an_empty_form_without_a_question(form: Page, tmp_path: Path) -> None:
    asked: list[str] = []
    form.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    answer_step(form, FORM.steps[0], ANSWERS)
    save_draft(form, tmp_path, own=OWN)

    beside(form).get_by_role("button", name="Clear the form and stop").click()

    expect(form.locator("[data-step=urgent]")).to_be_visible()
    expect(form.locator("#immediate_danger-2")).not_to_be_checked()
    assert asked == []


def damaged(text: str) -> str:
    return text[:5000] + ("A" if text[5000] != "A" else "B") + text[5001:]


def cut(text: str) -> str:
    return text[:-400]


def not_ours(_: str) -> str:
    return "Dear Sir or Madam"


REFUSED: dict[str, tuple[Callable[[str], str], str]] = {
    "damaged": (damaged, "This file is damaged"),
    "cut off": (cut, "This file is damaged"),
    "another text": (not_ours, "This is not a file that this form saved"),
}


@pytest.mark.parametrize(("change", "said"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_cannot_be_used_is_refused_in_plain_words_and_no_answer_is_lost(
    form: Page, draft: Saved, tmp_path: Path, change: Callable[[str], str], said: str
) -> None:
    answer_step(form, FORM.steps[0], ANSWERS)
    file = a_note(tmp_path, "draft-ABCD.txt", change(draft.file.read_text("ascii")))

    open_file(form, Saved(file=file, passphrase=draft.passphrase))

    expect(beside(form).locator(".govuk-error-message:visible")).to_contain_text(said)
    expect(beside(form)).to_contain_text("You have answers in this form")
    form.go_back()
    expect(form.locator("#immediate_danger-2")).to_be_checked()


def test_a_wrong_passphrase_is_said_and_the_words_work_however_they_are_typed(form: Page, draft: Saved) -> None:
    open_file(form, replace(draft, passphrase="zoo zoo zoo zoo zoo zoo"))
    expect(beside(form).locator(".govuk-error-message:visible")).to_contain_text(
        "This passphrase does not open the file"
    )
    expect(beside(form).get_by_label("Its passphrase")).to_be_focused()

    try_to_open(form, replace(draft, passphrase=draft.passphrase.upper().replace(" ", "-") + " "))

    expect(form.locator("[data-step=check]")).to_be_visible()


def test_a_sealed_referral_is_not_mistaken_for_a_draft(filled: Page, elsewhere: Page, tmp_path: Path) -> None:
    sealed = seal(filled, tmp_path)

    open_file(elsewhere, Saved(file=sealed.file, passphrase="any words that one may think of"))

    expect(beside(elsewhere).locator(".govuk-error-message:visible")).to_contain_text("sealed for the LADO team")


def test_a_draft_of_another_form_names_that_form(page: Page, address: str, draft: Saved) -> None:
    page.goto(f"{address}/meeting-police.html")

    open_file(page, draft)

    expect(beside(page).locator(".govuk-error-message:visible")).to_contain_text(
        f"belongs to another form: “{FORM.title}”"
    )


def changed_form() -> Form:
    """The referral of another day: a question less, a choice less, one question under a new name."""

    def change(question: Kind) -> Kind:
        match question:
            case OneOf(name="adult_gender"):
                return replace(question, choices=tuple(each for each in question.choices if each.value != "male"))
            case _ if question.name == "adult_given_names":
                return replace(question, name="adult_forenames")
            case _:
                return question

    steps = (
        replace(step, questions=tuple(change(each) for each in step.questions if each.name != "happened_where"))
        for step in FORM.steps
    )
    return replace(FORM, steps=tuple(steps), version=FORM.version + 1)


def serve(site: Site) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, create_app(site), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture(scope="module")
def changed_address() -> Iterator[str]:
    """Where the changed form is."""
    site = build_site(PROFILE, some_keys(), today=TODAY)
    yield from serve(replace(site, forms={**site.forms, "referral": _asked_form(changed_form())}))


@pytest.fixture(scope="module")
def another_authority() -> Iterator[str]:
    """Where the same form of another authority is."""
    profile = replace(a_profile(), name="otherborough", service="Otherborough LADO service")
    yield from serve(build_site(profile, some_keys(), today=TODAY))


def section(page: Page, title: str) -> str:
    """What stands below a heading, up to the next."""
    return str(
        beside(page)
        .get_by_role("heading", name=title, exact=True)
        .evaluate(
            """(heading) => {
              const texts = [];
              let next = heading.nextElementSibling;
              while (next && next.tagName !== "H3") {
                texts.push(next.innerText);
                next = next.nextElementSibling;
              }
              return texts.join("\\n");
            }"""
        )
    )


@pytest.mark.parametrize("width", [320, 1280])
def test_a_changed_form_takes_over_what_it_can_and_lists_the_rest(
    page: Page, changed_address: str, draft: Saved, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{changed_address}/referral.html")

    open_file(page, draft)

    expect(beside(page).locator("h2")).to_have_text("Your draft is back, and the form has changed")
    again, gone, moved = (
        section(page, title) for title in ("Answer these again", "No longer asked", "Moved into the form")
    )
    assert "Male" in again and "Goosegrass" not in again
    assert ANSWERS["adult_given_names"] in gone and ANSWERS["happened_where"] in gone
    assert ANSWERS["adult_family_name"] in moved and ANSWERS["what_happened"][:40] in moved
    assert faults(page) == []
    beside(page).get_by_role("button", name="Go on with the form").click()
    expect(page.locator("#adult_family_name")).to_have_value(ANSWERS["adult_family_name"])
    expect(page.locator("#adult_forenames")).to_have_value("")


def test_a_draft_of_another_authority_moves_and_says_so(page: Page, another_authority: str, draft: Saved) -> None:
    page.goto(f"{another_authority}/referral.html")

    open_file(page, draft)

    expect(beside(page)).to_contain_text(
        "It was saved in the form of Sandwell LADO service; this one is of Otherborough LADO service."
    )
    assert ANSWERS["adult_family_name"] in section(page, "Moved into the form")


def test_a_copy_is_read_again_unchangeable_and_can_become_a_draft(form: Page, elsewhere: Page, tmp_path: Path) -> None:
    fill_in_by_script(form, FORM, ANSWERS, [a_note(tmp_path)])
    saved = save_draft(form, tmp_path, kind="copy")
    assert saved.file.name.startswith("copy-")

    open_file(elsewhere, saved)

    expect(beside(elsewhere).locator("h2")).to_have_text("Your copy")
    expect(beside(elsewhere)).to_contain_text(ANSWERS["what_happened"][:60])
    expect(beside(elsewhere)).to_contain_text("note.txt")
    assert beside(elsewhere).locator("a, input, textarea").count() == 0
    beside(elsewhere).get_by_role("button", name="Put these answers into the form").click()
    expect(elsewhere.locator("[data-step=check]")).to_be_visible()
    expect(elsewhere.locator("[data-summary]")).to_contain_text("note.txt")


def test_printing_is_a_choice_with_a_warning_and_only_the_answers_go_on_paper(filled: Page) -> None:
    filled.evaluate("window.printed = 0; window.print = () => { window.printed += 1; }; 0")

    open_beside(filled, "print")

    expect(beside(filled)).to_contain_text("Anyone who finds it can read it")
    assert filled.evaluate("printed") == 0
    beside(filled).get_by_role("button", name="Print my answers").click()
    assert filled.evaluate("printed") == 1
    filled.emulate_media(media="print")
    expect(beside(filled).get_by_text(ANSWERS["what_happened"][:60])).to_be_visible()
    expect(beside(filled).get_by_text("Confidential. Printed ")).to_be_visible()
    expect(beside(filled).get_by_text("Anyone who finds it can read it")).to_be_hidden()
    expect(filled.locator("[data-leave]")).to_be_hidden()
    assert filled.locator("button:visible").count() == 0


def test_a_sheet_has_no_margin_for_the_browser_to_write_the_address_into(filled: Page) -> None:
    """Asked for address, title and date in the margins, the browser draws the same as when it is not."""
    open_beside(filled, "print")

    plain = drawn(filled.pdf(display_header_footer=False, prefer_css_page_size=True))
    asked = drawn(filled.pdf(display_header_footer=True, prefer_css_page_size=True))

    assert len(plain) > 3 and plain == asked


def drawn(pdf: bytes) -> list[bytes]:
    """What is drawn on each sheet."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [b"".join(part.read_bytes() for part in _parts(sheet)) for sheet in document.pages]


def _parts(sheet: pikepdf.Page) -> list[pikepdf.Stream]:
    sheet.contents_coalesce()
    return [sheet.Contents]


@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_beside_the_form_has_faults(filled: Page, draft: Saved, tmp_path: Path, width: int) -> None:
    form = filled
    form.set_viewport_size({"width": width, "height": 800})
    found = {}
    for kind in ("save", "copy", "print", "open"):
        open_beside(form, kind)
        found[kind] = faults(form)
        form.go_back()
    open_beside(form, "save")
    beside(form).get_by_label("A passphrase of my own").check()
    beside(form).get_by_role("button", name="Save the draft").click()
    found["save, refused"] = faults(form)
    form.go_back()
    save_draft(form, tmp_path)
    found["saved"] = faults(form)
    beside(form).get_by_role("button", name="Go on with the form").click()
    open_file(form, replace(draft, passphrase="wrong"))
    found["open, refused"] = faults(form)

    assert {place: each for place, each in found.items() if each} == {}


def test_a_draft_is_saved_with_the_keyboard_alone(form: Page) -> None:
    form.locator("[data-open-aside=save]:visible").focus()
    form.keyboard.press("Enter")
    expect(beside(form).get_by_role("button", name="Save the draft")).to_be_visible()
    expect(beside(form).locator("h2")).to_be_focused()

    form.keyboard.press("Tab")
    form.keyboard.press("Tab")
    with form.expect_download() as handed_over:
        form.keyboard.press("Enter")

    assert handed_over.value.suggested_filename.startswith("draft-")
    expect(beside(form).locator("h2")).to_be_focused()


def test_drafts_leave_nothing_in_the_browser_and_leaving_forgets_the_words(filled: Page, tmp_path: Path) -> None:
    form = filled
    saved = save_draft(form, tmp_path)
    expect(beside(form)).to_contain_text(saved.passphrase.split()[0])

    beside(form).get_by_role("button", name="Go on with the form").click()
    kept = form.evaluate(
        """async () => JSON.stringify([
            document.querySelector("[data-aside]").outerHTML, location.href, document.title, document.cookie,
            history.state, Object.keys(localStorage), Object.keys(sessionStorage),
            (await indexedDB.databases()).length, (await caches.keys()).length, name])"""
    )

    assert all(word not in kept for word in saved.passphrase.split() if len(word) > 4)
    assert ANSWERS["adult_family_name"] not in kept and '"",null,[],[],0,0,""' in kept


def test_without_a_connection_the_page_says_so_and_keeps_the_answers(page: Page, address: str) -> None:
    page.route("**/later-*.js", lambda route: route.abort())
    page.goto(f"{address}/referral.html")
    answer_step(page, FORM.steps[0], ANSWERS)

    open_beside(page, "save")

    expect(beside(page)).to_contain_text("Check that you are online, then try again. Your answers are still here.")
    beside(page).get_by_role("button", name="Back to the form").click()
    expect(page.locator("#immediate_danger-2")).to_be_checked()


def test_locking_a_draft_does_not_hold_the_page_for_long(form: Page, tmp_path: Path) -> None:
    """The page is busy once, while the passphrase is stretched; before that it has said so."""
    form.evaluate(
        """() => {
          window.longest = 0;
          window.said = "";
          let last = performance.now();
          setInterval(() => {
            longest = Math.max(longest, performance.now() - last);
            last = performance.now();
            said ||= document.querySelector("[data-aside] [role=status]")?.textContent ?? "";
          }, 10);
        }"""
    )

    save_draft(form, tmp_path)

    assert form.evaluate("said") == "Locking the file. This takes a few seconds."
    assert form.evaluate("longest") < 3000
