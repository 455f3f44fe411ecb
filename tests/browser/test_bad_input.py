"""What people do to a form by mistake, in a real browser: each gets a sentence, and no answer is lost."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.sync_api import FilePayload, Page, expect

from lado_site.forms import form_for
from lado_site.forms.questions import Files
from tests.site.builders import a_profile

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
JPG = b"\xff\xd8\xff\xe1\x00\x18Exif"
PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00"

REFUSED = [
    ("letter.pdf", b"", "“letter.pdf” is empty. Choose another file"),
    ("setup.exe", PROGRAM, "“setup.exe” is a program, and programs cannot be added"),
    ("invoice.pdf", PROGRAM, "“invoice.pdf” was not added. Its name says that it is something else, but inside it is"),
    ("letter.pdf.js", b"alert(1)", "is a program, and programs cannot be added"),
    (
        "evidence.zip",
        b"PK\x03\x04\x14\x00",
        "is several files packed into one. Unpack it, and add the files one by one",
    ),
    ("page.html", b"<!doctype html>", "is a web page or a drawing for one. Save it as a PDF"),
    ("form.docm", b"PK\x03\x04\x14\x00", "can hold small programs (macros). Save it as an ordinary document"),
    ("notes.pages", b"PK\x03\x04\x14\x00", "is of a kind that cannot be added. Save it as a PDF, a Word document"),
]
KEPT_WITH_A_WARNING = [
    ("scan.pdf", JPG, "“scan.pdf” was added, but inside it is a picture"),
    ("old.pdf", b"\x01\x02\x03\x04", "“old.pdf” was added, but it may be damaged"),
]
NAMES = [
    "O",
    "O’Wrenley",
    "D'Arc-Quillfeather",
    "Zélie Ångström",
    "علي بن سينا",
    "שָׁרָה",
    "名無し",
    "Robin 👩\u200d👩\u200d👧",
    "نیلوفر می\u200cخواهم",
]
DATES = [
    (("1", "1", "1899"), "must be in 1900 or later"),
    (("1", "1", "2030"), "must be today or in the past"),
    (("31", "2", "2026"), "must be a real date"),
    (("31", "", "2026"), "must include a month"),
    (("yesterday", "", ""), "must be a real date"),
]

LIST = """(input) => [...input.closest("[data-question]").querySelectorAll(".files__name")]
  .map((each) => each.textContent)"""
ADD_BIG = """(input, sizes) => {
  const files = new DataTransfer();
  for (const [index, size] of sizes.entries()) {
    const start = new Uint8Array([0xff, 0xd8, 0xff]);
    files.items.add(new File([start, new Uint8Array(size - 3)], `film ${index + 1}.jpg`));
  }
  input.files = files.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}"""
# Beside a box that nothing listens to: drawing so long a line is the browser's own work.
PASTE = """async (box, text) => {
  const plain = document.body.appendChild(document.createElement("input"));
  const times = [];
  for (const each of [plain, box]) {
    const begun = performance.now();
    each.value = text.repeat(5_000_000 / text.length);
    each.dispatchEvent(new InputEvent("input", { bubbles: true }));
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    times.push(performance.now() - begun);
  }
  plain.remove();
  return times;
}"""


@pytest.fixture
def adding(same_page: Page, address: str) -> Page:
    """The form that adds to an earlier one, at the names of the adult."""
    page = same_page
    page.goto(f"{address}/supplement.html")
    page.check("input[name=immediate_danger][value=no]")
    go_on(page)
    page.check("input[name=original_receipt--not-known]")
    page.fill("[name=original_sent]", "Last Tuesday, a referral")
    page.check("input[name=adult_birth_date--not-known]")
    return page


@pytest.fixture
def documents(adding: Page) -> Page:
    """The same form at the question for documents; a name was typed before."""
    type_names(adding, "Larkmoss")
    go_on(adding)
    adding.check("input[name=supplement_kinds][value=documents]")
    go_on(adding)
    expect(adding.locator("input[name=documents]")).to_be_visible()
    return adding


def type_names(page: Page, name: str) -> None:
    page.fill("[name=adult_family_name]", name)
    page.fill("[name=adult_given_names]", name)


def go_on(page: Page) -> None:
    page.locator("[data-continue]:visible").click()


def add(page: Page, *files: tuple[str, bytes]) -> None:
    payloads = [FilePayload(name=name, mimeType="", buffer=content) for name, content in files]
    page.set_input_files("input[name=documents]", payloads)


def added(page: Page, question: str = "documents") -> list[str]:
    names: list[str] = page.locator(f"input[name={question}]").evaluate(LIST)
    return names


@pytest.mark.parametrize(("name", "content", "sentence"), REFUSED)
def test_a_file_that_cannot_be_added_is_said_and_the_others_stay(
    documents: Page, name: str, content: bytes, sentence: str
) -> None:
    add(documents, ("first.pdf", PDF), (name, content), ("last.jpg", JPG))

    expect(documents.locator("[data-errors]")).to_contain_text(sentence)
    assert added(documents) == ["first.pdf", "last.jpg"]
    assert documents.input_value("[name=adult_family_name]") == "Larkmoss"


def test_what_is_said_of_a_refused_file_goes_when_the_next_one_is_added(documents: Page) -> None:
    add(documents, ("form.docm", b"PK\x03\x04\x14\x00"))
    expect(documents.locator("[data-errors]")).to_contain_text("“form.docm”")

    add(documents, ("notes.txt", b"Notes"))

    expect(documents.locator("[data-errors]")).to_be_hidden()
    assert added(documents) == ["notes.txt"]
    assert documents.locator(".govuk-error-message, .govuk-form-group--error").count() == 0
    assert not documents.title().startswith("Error: ")


@pytest.mark.parametrize(("name", "content", "sentence"), KEPT_WITH_A_WARNING)
def test_a_file_that_only_looks_odd_is_kept_with_a_warning(
    documents: Page, name: str, content: bytes, sentence: str
) -> None:
    add(documents, (name, content))

    expect(documents.locator("[data-files]:visible .warning")).to_contain_text(sentence)
    assert added(documents) == [name]
    assert documents.locator("[data-errors]").is_hidden()


def test_of_two_hundred_files_fifty_are_added_and_one_sentence_says_so(documents: Page) -> None:
    add(documents, *((f"page {number}.pdf", PDF) for number in range(200)))

    expect(documents.locator("[data-errors] li")).to_have_text(
        "150 more files were not added: you can add 50 at most. Send the others later"
    )
    assert added(documents) == [f"page {number}.pdf" for number in range(50)]


def test_files_that_are_too_big_together_are_left_out_one_by_one(documents: Page) -> None:
    documents.locator("input[name=documents]").evaluate(ADD_BIG, [60_000_000, 60_000_000, 30_000_000])

    expect(documents.locator("[data-errors] li")).to_have_text(
        "“film 2.jpg” is too big: all files together can be 100 MB at most"
    )
    assert added(documents) == ["film 1.jpg", "film 3.jpg"]


def test_two_files_of_one_name_get_names_of_their_own_over_the_whole_form(page: Page, address: str) -> None:
    form = form_for("meeting-general", a_profile())
    one, other = [each.name for each in form.every_question() if isinstance(each, Files)][:2]
    page.goto(f"{address}/meeting-general.html")

    for question in (one, one, other):
        files = page.locator(f"input[name={question}]")
        files.set_input_files([FilePayload(name="image.jpg", mimeType="image/jpeg", buffer=JPG)])
        expect(page.locator("[data-announce]")).to_contain_text("added")

    expect(page.locator(f"[data-question={other}] .files__name")).to_have_count(1)
    assert added(page, one) + added(page, other) == ["image.jpg", "image (2).jpg", "image (3).jpg"]


@pytest.mark.parametrize("name", NAMES)
def test_real_names_pass_without_a_word(adding: Page, name: str) -> None:
    type_names(adding, name)
    go_on(adding)

    expect(adding.locator("[data-step=kinds]")).to_be_visible()
    assert adding.locator("[data-question] .warning").count() == 0
    assert adding.input_value("[name=adult_family_name]") == name


def test_a_name_that_a_hidden_mark_turns_around_is_kept_with_a_warning(adding: Page) -> None:
    type_names(adding, "Lark\u202essom")
    adding.locator("[name=adult_given_names]").blur()

    expect(adding.locator("[data-question=adult_given_names] .warning")).to_contain_text("a hidden mark that turns")
    go_on(adding)
    expect(adding.locator("[data-step=kinds]")).to_be_visible()


def test_what_comes_along_from_a_document_is_left_behind(adding: Page) -> None:
    adding.locator("[name=original_sent]").evaluate("(box) => { box.value = 'Last Tuesday\\v\\x07by post' }")
    type_names(adding, "Larkmoss")
    go_on(adding)

    expect(adding.locator("[data-step=kinds]")).to_be_visible()


@pytest.mark.parametrize(("typed", "sentence"), DATES)
def test_a_date_that_cannot_be_is_said_and_stays_as_it_was_typed(
    adding: Page, typed: tuple[str, str, str], sentence: str
) -> None:
    type_names(adding, "Larkmoss")
    adding.uncheck("input[name=adult_birth_date--not-known]")
    boxes = [f"[name=adult_birth_date--{part}]" for part in ("day", "month", "year")]
    for box, text in zip(boxes, typed, strict=True):
        adding.fill(box, text)
    go_on(adding)

    expect(adding.locator("[data-errors]")).to_contain_text(sentence)
    assert tuple(adding.input_value(box) for box in boxes) == typed


def test_a_whole_date_in_the_first_box_is_taken_apart_into_the_three(adding: Page) -> None:
    type_names(adding, "Larkmoss")
    adding.uncheck("input[name=adult_birth_date--not-known]")
    adding.fill("[name=adult_birth_date--day]", "1/2/1980")
    adding.locator("[name=adult_birth_date--day]").blur()

    boxes = [f"[name=adult_birth_date--{part}]" for part in ("day", "month", "year")]
    assert [adding.input_value(box) for box in boxes] == ["1", "2", "1980"]
    go_on(adding)
    expect(adding.locator("[data-step=kinds]")).to_be_visible()


def test_pasted_megabytes_stay_whole_and_the_page_says_how_far_over_they_are(adding: Page) -> None:
    type_names(adding, "Larkmoss")
    box = adding.locator("[name=original_sent]")

    bare, waited = box.evaluate(PASTE, "ten words ")
    go_on(adding)

    expect(adding.locator("[data-errors]")).to_contain_text("must be 1000 characters or fewer. You have 5000000")
    assert box.evaluate("(box) => box.value.length") == 5_000_000
    assert waited < 2 * bare + 500


def test_a_code_is_shown_as_it_counts_and_a_slip_in_it_is_said(adding: Page) -> None:
    adding.uncheck("input[name=original_receipt--not-known]")
    code = adding.locator("[name=original_receipt]")

    code.fill("4f7k 2m9q xotb 8rch q")
    code.blur()
    go_on(adding)
    expect(adding.locator("[data-errors]")).to_contain_text("is mistyped. Compare each letter and digit")
    code.fill("4f7k 2m9q xotb 8rch r")
    code.blur()
    expect(code).to_have_value("4F7K-2M9Q-X0TB-8RCH-R")
    go_on(adding)

    expect(adding.locator("[data-step=kinds]")).to_be_visible()


def test_a_clock_that_is_years_behind_refuses_no_true_date(page: Page, address: str) -> None:
    page.clock.install(time=datetime(2016, 1, 1, 9, 0, tzinfo=UTC))
    page.goto(f"{address}/supplement.html")
    page.check("input[name=immediate_danger][value=no]")
    go_on(page)
    page.check("input[name=original_receipt--not-known]")
    page.fill("[name=original_sent]", "Last Tuesday")
    type_names(page, "Larkmoss")
    for part, text in (("day", "3"), ("month", "11"), ("year", "2020")):
        page.fill(f"[name=adult_birth_date--{part}]", text)
    go_on(page)

    expect(page.locator("[data-step=kinds]")).to_be_visible()
