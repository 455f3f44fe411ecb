"""The form in a real browser: one step at a time, what it says when something is wrong, and what it leaves behind."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from lado_kit.encrypt import open_envelope
from lado_site.forms import form_for
from lado_site.forms.answers import counted_answers
from lado_site.forms.sample import sample_answers
from tests.browser.referrer import GO_ON, answer_by_script, fill_in_by_script, seal
from tests.encrypt.builders import an_identity

from .builders import TODAY, a_profile, answer_step

PROFILE = a_profile()
FORM = form_for("referral", PROFILE)
ANSWERS = sample_answers(FORM, PROFILE, seed=3)
FILLED = """[...document.querySelectorAll("input, textarea")].filter((box) =>
  /radio|checkbox/.test(box.type) ? box.checked : box.value)"""


@pytest.fixture
def form(same_page: Page, address: str) -> Page:
    """The published referral, opened."""
    same_page.goto(f"{address}/referral.html")
    expect(step(same_page, "urgent")).to_be_visible()
    return same_page


def step(page: Page, name: str) -> Locator:
    return page.locator(f"[data-step={name}]")


def go_on(page: Page) -> None:
    page.locator("[data-continue]:visible").click()


def choose(page: Page, question: str, value: str) -> None:
    page.locator(f"[data-question={question}] input[value={value}]").check()


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id || document.activeElement.className"))


def up_to(page: Page, name: str) -> None:
    """Answer the steps before this one."""
    for each in FORM.steps[: [step.name for step in FORM.steps].index(name)]:
        answer_by_script(step(page, each.name), each, ANSWERS, GO_ON)
    expect(step(page, name)).to_be_visible()


def test_one_step_is_on_show_and_the_title_says_which(form: Page) -> None:
    assert form.locator("[data-step]:visible").count() == 1
    expect(form).to_have_title(
        "Is anyone in danger now? – Step 1 of 15 – Tell the Sandwell LADO service about a concern"
    )


def test_an_unanswered_question_is_said_above_and_at_the_box_and_the_link_goes_to_it(form: Page) -> None:
    go_on(form)

    assert focused(form) == "govuk-error-summary"
    expect(form).to_have_title(re.compile("^Error: "))
    expect(form.locator("#immediate_danger-error")).to_have_text("Error: Select yes if anyone is in immediate danger")
    described = form.locator("[data-question=immediate_danger] fieldset").get_attribute("aria-describedby") or ""
    assert described.split() == ["immediate_danger-hint", "immediate_danger-error"]

    form.locator(".govuk-error-summary a").click()

    assert focused(form) == "immediate_danger"
    assert form.url.endswith("#urgent")


def test_the_next_step_takes_the_focus_and_the_address_names_it(form: Page) -> None:
    choose(form, "immediate_danger", "no")
    go_on(form)

    assert focused(form) == "step-scope-title"
    expect(form).to_have_url(re.compile("#scope$"))
    expect(form.locator(".govuk-error-summary")).to_have_count(0)


def test_back_keeps_the_answers_by_button_and_by_browser(form: Page) -> None:
    choose(form, "immediate_danger", "no")
    go_on(form)
    step(form, "scope").locator("[data-back]").click()
    expect(form.locator("#immediate_danger-2")).to_be_checked()
    go_on(form)
    expect(form).to_have_url(re.compile("#scope$"))
    form.go_back()

    expect(step(form, "urgent")).to_be_visible()
    expect(form.locator("#immediate_danger-2")).to_be_checked()


def test_a_step_that_was_not_reached_cannot_be_opened_by_its_address(form: Page) -> None:
    form.evaluate("location.hash = '#referrer'")

    expect(step(form, "urgent")).to_be_visible()
    expect(step(form, "referrer")).to_be_hidden()


def test_two_steps_with_the_keyboard_alone(form: Page) -> None:
    form.locator("#immediate_danger").focus()
    form.keyboard.press("ArrowDown")
    form.keyboard.press("Enter")
    expect(step(form, "scope")).to_be_visible()

    for _ in range(3):
        form.keyboard.press("Tab")
        form.keyboard.press("Space")
    form.keyboard.press("Tab")
    assert "govuk-button" in focused(form)
    form.keyboard.press("Enter")

    expect(step(form, "criteria")).to_be_visible()


def test_advice_appears_with_the_answer_is_announced_and_does_not_block(form: Page) -> None:
    advice = form.locator("[data-advice=call-999]")
    expect(advice).to_be_hidden()

    choose(form, "immediate_danger", "yes")

    expect(advice).to_be_visible()
    expect(form.locator("[data-announce]")).to_have_text("Advice: Call 999 now")
    assert form.locator("[data-advice=call-999] a[href='tel:01632960122']").count() == 1
    go_on(form)
    expect(step(form, "scope")).to_be_visible()


@pytest.mark.req("SAN-23")
def test_a_risk_in_telling_the_adult_brings_the_advice_to_agree_first(form: Page) -> None:
    up_to(form, "safeguards")

    choose(form, "telling_risks", "police")

    expect(form.locator("[data-advice=agree-what-to-say]")).to_be_visible()


def test_a_question_appears_only_when_it_is_asked(form: Page) -> None:
    up_to(form, "work")
    agency = step(form, "work").locator("[data-question=agency_name]")
    expect(agency).to_be_hidden()

    choose(form, "work_basis", "agency")
    expect(agency).to_be_visible()

    choose(form, "work_basis", "volunteer")
    expect(agency).to_be_hidden()


def test_not_known_empties_and_closes_its_box(form: Page) -> None:
    up_to(form, "adult")
    name = form.locator("#adult_family_name")
    name.fill("Pebblethwaite")

    form.locator("#adult_family_name--not-known").check()

    expect(name).to_be_disabled()
    expect(name).to_have_value("")
    form.locator("#adult_family_name--not-known").uncheck()
    expect(name).to_be_enabled()


def test_an_odd_answer_is_pointed_out_and_does_not_block(form: Page) -> None:
    up_to(form, "referrer")
    referrer_step = next(each for each in FORM.steps if each.name == "referrer")
    answer_step(form, referrer_step, {**ANSWERS, "referrer_phone": "0121"})

    form.locator("#referrer_email").focus()

    expect(form.locator("[data-question=referrer_phone] .warning")).to_contain_text("at least 10 digits")
    go_on(form)
    expect(step(form, "evidence")).to_be_visible()
    go_on(form)
    expect(form.locator("[data-look-again-list]")).to_contain_text("Your telephone number")


def test_entries_are_added_and_taken_away_and_the_focus_follows(form: Page) -> None:
    up_to(form, "children")
    choose(form, "child_identified", "yes")
    children = step(form, "children").locator("[data-question=children]")
    expect(children.locator("[data-entry]")).to_have_count(1)
    expect(children.locator("[data-remove-entry]")).to_be_hidden()

    children.locator("[data-add-entry]").click()

    expect(children.locator("[data-entry]")).to_have_count(2)
    assert form.evaluate("document.activeElement.textContent") == "Child 2"
    form.locator("[name='children.1.child_family_name']").fill("Thistlewick")
    children.locator("[data-remove-entry]").first.click()
    expect(children.locator("[data-entry]")).to_have_count(1)
    assert form.evaluate("document.activeElement.textContent") == "Child 1"
    expect(children.locator("[name$=child_family_name]")).to_have_value("Thistlewick")


def test_the_characters_left_are_shown_only_near_the_limit(form: Page) -> None:
    up_to(form, "happened")
    count = form.locator("#what_happened-count")
    box = form.locator("#what_happened")

    box.fill("x" * 8_000)
    expect(count).to_be_hidden()
    box.fill("x" * 9_990)
    expect(count).to_have_text("You have 10 characters left")
    box.fill("x" * 10_003)
    expect(count).to_have_text("You have 3 characters too many")


def test_files_are_listed_with_their_sizes_and_an_empty_one_is_refused(form: Page, tmp_path: Path) -> None:
    up_to(form, "evidence")
    files = form.locator("input[type=file]")
    pictures = [tmp_path / folder / "image.jpg" for folder in ("one", "two")]
    for picture in pictures:
        picture.parent.mkdir()
        picture.write_bytes(b"x" * 6_000_000)

    files.set_input_files(pictures)

    listed = form.locator(".files__name")
    expect(listed).to_have_text(["image.jpg", "image (2).jpg"])
    expect(form.locator(".files__total")).to_contain_text("12 MB together, of 100 MB at most")
    expect(form.locator(".files > .warning")).to_contain_text("may be too big for e-mail")
    expect(form.locator(".files li .warning").first).to_contain_text("but inside it is plain text")
    form.locator("[data-remove-file]").first.click()
    expect(listed).to_have_text(["image (2).jpg"])
    files.set_input_files([{"name": "empty.pdf", "mimeType": "application/pdf", "buffer": b""}])
    expect(form.locator(".govuk-error-summary")).to_contain_text("“empty.pdf” is empty")


def test_an_answer_changed_from_the_check_page_leads_back_to_it(form: Page) -> None:
    fill_in_by_script(form, FORM, ANSWERS)

    form.locator("[data-change=adult_given_names]").click()
    assert focused(form) == "adult_given_names"
    form.locator("#adult_given_names").fill("Wilhelmina")
    go_on(form)

    expect(step(form, "check")).to_be_visible()
    expect(form.locator("[data-summary]")).to_contain_text("Wilhelmina")


def test_on_the_check_page_question_answer_and_change_stand_in_one_line(form: Page) -> None:
    form.set_viewport_size({"width": 1280, "height": 800})
    fill_in_by_script(form, FORM, ANSWERS)

    row = form.locator("[data-summary] .govuk-summary-list__row", has=form.locator("[data-change=adult_given_names]"))
    # All at once: what is above is still being laid out, and moves them.
    places = row.evaluate(
        "row => [...row.querySelectorAll('dt, dd')].map((part) => part.getBoundingClientRect().toJSON())"
    )

    assert len(places) == 3
    assert len({round(place["top"]) for place in places}) == 1
    assert (lefts := [place["left"] for place in places]) == sorted(set(lefts))


def test_a_change_that_makes_another_question_necessary_leads_to_it_before_sealing(form: Page) -> None:
    fill_in_by_script(form, FORM, counted_answers(FORM, {**ANSWERS, "referrer_kind": "public"}, today=TODAY))
    form.locator("[data-change=referrer_kind]").click()
    choose(form, "referrer_kind", "professional")

    form.evaluate("location.hash = '#check'")

    expect(step(form, "referrer")).to_be_visible()
    expect(form.locator(".govuk-error-summary")).to_contain_text("Enter your job title or role")


@pytest.mark.req("SAN-06", "SAN-07")
def test_the_sealed_file_opens_with_the_answers_and_the_page_says_what_happens_next(
    page: Page, address: str, tmp_path: Path
) -> None:
    page.clock.set_fixed_time("2026-11-23T18:05:00Z")
    page.goto(f"{address}/referral.html")
    note = tmp_path / "note.txt"
    note.write_text("a dated note", encoding="utf-8")
    fill_in_by_script(page, FORM, ANSWERS, [note])

    sealed = seal(page, tmp_path)
    opened = open_envelope(sealed.file.read_bytes(), [an_identity(2)])

    assert opened.manifest.answers == {**ANSWERS, "attachments": ["note.txt"]}
    assert [bytes(content) for content in opened.attachments] == [b"a dated note"]
    assert sealed.file.name == f"referral-{sealed.receipt[:9]}.txt"
    last = step(page, "sealed")
    expect(last).to_contain_text("Sealed. Not sent yet.")
    expect(last.locator("[data-replies] li")).to_have_text(
        [
            "The LADO telephones you the same working day (Monday 23 November 2026), wherever possible.",
            "The LADO telephones you by the end of Tuesday 24 November 2026.",
            "The LADO team brings the matter to a conclusion by the end of Monday 15 February 2027, wherever possible.",
        ]
    )
    mail = last.locator("[data-mail]").first.get_attribute("href") or ""
    assert mail.startswith(f"mailto:lado@sandwell.example.org?subject={sealed.receipt}&body=")


def test_after_sealing_no_answer_is_left_in_the_page_or_the_browser(page: Page, address: str, tmp_path: Path) -> None:
    page.goto(f"{address}/referral.html")
    fill_in_by_script(page, FORM, ANSWERS)

    seal(page, tmp_path)

    expect(step(page, "sealed")).to_be_visible()
    assert page.evaluate(f"{FILLED}.length") == 0
    left = page.content()
    texts = [value for value in ANSWERS.values() if isinstance(value, str) and len(value) > 12 and " " in value]
    assert texts and not [value for value in texts if value in left]
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert page.evaluate("indexedDB.databases().then((found) => found.length)") == 0
    page.go_back()
    assert page.evaluate(f"{FILLED}.length") == 0


def test_leaving_quickly_empties_the_form_and_puts_another_page_in_its_place(form: Page, address: str) -> None:
    up_to(form, "adult")
    leave = form.locator("[data-leave]")
    assert leave.get_attribute("href") == "https://www.bbc.co.uk/weather"
    leave.evaluate("(link, address) => { link.href = address }", f"{address}/contact.html")

    leave.click()

    form.wait_for_url("**/contact.html")
    form.go_back()
    expect(step(form, "urgent")).to_be_visible()
    assert form.evaluate(f"{FILLED}.length") == 0


def test_closing_the_page_with_answers_is_asked_about(page: Page, address: str) -> None:
    page.goto(f"{address}/referral.html")
    choose(page, "immediate_danger", "no")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))

    page.goto(f"{address}/contact.html")

    assert asked == ["beforeunload"]


def test_an_error_of_sealing_is_said_and_the_answers_are_kept(page: Page, address: str) -> None:
    page.route("**/later-*.js", lambda route: route.abort())
    page.goto(f"{address}/referral.html")
    fill_in_by_script(page, FORM, ANSWERS)

    page.locator("[data-seal]").click()

    expect(page.locator("[data-seal-problem]")).to_contain_text("could not be sealed. They are still here.")
    expect(page.locator("[data-seal]")).to_be_visible()
    expect(page.locator("[data-summary]")).to_contain_text(ANSWERS["adult_family_name"])
