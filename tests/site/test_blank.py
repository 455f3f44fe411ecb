"""The form on paper: every question under its number, and tagged so that a screen reader can read it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from reportlab.pdfbase.pdfmetrics import getFont

from lado_site.blank import Blank, build_blank
from lado_site.forms import FORMS, form_for
from lado_site.forms.afterwards import afterwards
from lado_site.forms.branches import branches_of
from lado_site.forms.compiled import compile_form, read_definition
from lado_site.forms.conditions import And, AnyOf, Condition, Is, Known, Not, Or, Some
from lado_site.forms.numbering import number_questions
from lado_site.forms.questions import AnyOf as TickedQuestion
from lado_site.forms.questions import Choice, Deadline, Form, Group, Notice, OneOf, ShortText, Step, YesNo
from lado_site.freeze import Published
from lado_site.profiles import built_in_profiles, load_profile
from lado_site.tagged import BOLD, REGULAR, register_fonts

from .builders import a_profile

WORDS = ("harbour", "window", "apple", "lantern", "river", "paper")
LAST_DAY = date(2027, 11, 21)
VECTORS = Path(__file__).resolve().parents[1] / "vectors"


def a_blank(form: Form, profile: str = "sandwell") -> Blank:
    settings = load_profile(profile)
    contact, service = settings.contact, settings.service
    return Blank(form=form, service=service, contact=contact, words=WORDS, release="abc123", valid_until=LAST_DAY)


@cache
def built(name: str, profile: str = "sandwell") -> bytes:
    return build_blank(a_blank(form_for(name, load_profile(profile)), profile))


def opened(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(content))


def elements(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Yield every element of the structure tree in reading order."""
    waiting = [pdf.Root.StructTreeRoot.K]
    while waiting:
        element = waiting.pop(0)
        if "/S" in element:
            yield element
            waiting = [*element.K, *waiting]


def text_of(pdf: pikepdf.Pdf) -> list[tuple[str, str]]:
    """Return the kind and the text of every element that has text, in reading order."""
    said = [marked_text(page) for page in pdf.pages]
    places = {page.objgen: number for number, page in enumerate(pdf.pages)}
    found = []
    for element in elements(pdf):
        marks = [piece for piece in element.K if "/MCID" in piece]
        text = "".join(said[places[mark.Pg.objgen]][int(mark.MCID)] for mark in marks)
        if marks:
            found.append((str(element.S).removeprefix("/"), " ".join(text.split())))
    return found


def pages_of(pdf: pikepdf.Pdf, *kinds: str) -> list[tuple[str, int]]:
    """Return the kind of every element of some kinds, and the number of the page it begins on, in reading order."""
    places = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
    named = [(str(element.S).removeprefix("/"), element) for element in elements(pdf)]
    return [
        (kind, places[next(piece.Pg.objgen for piece in element.K if "/MCID" in piece)])
        for kind, element in named
        if kind in kinds
    ]


def marked_text(page: pikepdf.Page) -> dict[int, str]:
    """Return the text of each marked piece of a page. Text that is neither marked nor decoration fails the test."""
    fonts = {name: reader_of(font) for name, font in page.Resources.Font.items()}
    pieces: dict[int, str] = {}
    within: list[int | None] = []
    font = ""
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BDC":
                within.append(int(operands[1].MCID))
                pieces[int(operands[1].MCID)] = ""
            case "BMC":
                assert operands[0] == "/Artifact"
                within.append(None)
            case "EMC":
                within.pop()
            case "Tf":
                font = str(operands[0])
            case "Tj":
                assert within, "there is text that no screen reader knows what to do with"
                mark = within[-1]
                if mark is not None:
                    pieces[mark] += "".join(fonts[font].get(code, "?") for code in bytes(operands[0]))
    return pieces


def reader_of(font: pikepdf.Object) -> dict[int, str]:
    """Return what the codes of an embedded font stand for."""
    table = font.ToUnicode.read_bytes().decode("ascii")
    pairs = re.findall(r"^<(\w\w)> <(\w{4})>$", table, re.MULTILINE)
    return {int(code, 16): bytes.fromhex(letter).decode("utf-16-be") for code, letter in pairs}


@pytest.mark.parametrize("name", sorted(FORMS))
def test_every_question_is_there_in_order_under_its_number_as_a_heading(name: str) -> None:
    form = form_for(name, a_profile())
    numbers = number_questions(form)

    said = text_of(opened(built(name)))

    headings = [text for kind, text in said if kind in ("H3", "H4")]
    labels = [f"{numbers.get(question.name, '')} {question.label}".strip() for question in form.every_question()]
    assert headings == [" ".join(label.split()) for label in labels]
    assert [text for kind, text in said if kind == "H2"][1:-1] == [
        f"Part {number}: {step.title}" for number, step in enumerate(form.steps, 1)
    ]
    assert [text for kind, text in said if kind == "H1"] == [form.title]


@pytest.mark.parametrize("name", sorted(FORMS))
def test_no_heading_stands_alone_at_the_foot_of_a_page(name: str) -> None:
    """A part and a group begin on the page that has their first question."""
    headings = pages_of(opened(built(name)), "H2", "H3", "H4")
    begun = [
        (above, below)
        for above, below in pairwise(headings)
        if above[0] < below[0]  # H2 then H3, H3 then H4
    ]

    assert begun
    assert [above for above, below in begun if above[1] != below[1]] == []


@pytest.mark.parametrize("name", sorted(FORMS))
def test_the_paper_ends_with_what_its_own_readers_do_next(name: str) -> None:
    form = form_for(name, a_profile())
    said = [text for _, text in text_of(opened(built(name)))]

    assert said[-1] == afterwards(form).then
    assert ("do not tell the adult yet" in said[-1]) is (name in ("referral", "advice"))


def test_how_many_to_tick_is_said_once() -> None:
    said = " ".join(text for _, text in text_of(opened(built("referral"))))

    assert "Tick all that apply" in said
    assert "Select all that apply. Tick all" not in said


def test_every_choice_is_an_entry_of_a_list(published: Published) -> None:
    form = form_for("referral", a_profile())

    entries = [
        text for kind, text in text_of(opened((published.out / "print/referral.pdf").read_bytes())) if kind == "LBody"
    ]

    for question in form.every_question():
        if isinstance(question, OneOf | TickedQuestion):
            for choice in question.choices:
                assert any(entry.startswith(" ".join(choice.label.split())) for entry in entries), choice.label


def test_a_reader_is_told_whom_to_call_what_not_to_do_and_how_to_check_the_paper() -> None:
    contact = load_profile("sandwell").contact

    said = " ".join(text for _, text in text_of(opened(built("referral"))))

    assert "If a child is in danger now, call 999." in said
    assert contact.telephone in said
    assert "Do not e-mail it" in said
    assert " ".join(WORDS) in said


def test_the_file_is_tagged_and_has_a_title_a_language_and_fonts_of_its_own() -> None:
    pdf = opened(built("referral"))

    assert bool(pdf.Root.MarkInfo.Marked)
    assert str(pdf.Root.Lang) == "en-GB"
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    with pdf.open_metadata() as metadata:
        assert metadata["dc:title"] == str(pdf.docinfo.Title)
    assert "blank form" in str(pdf.docinfo.Title)
    for page in pdf.pages:
        assert page.Tabs == "/S"
        for font in page.Resources.Font.values():
            assert "/FontFile2" in font.FontDescriptor


def test_the_parent_tree_leads_from_each_piece_of_a_page_to_its_element() -> None:
    pdf = opened(built("referral"))
    pairs = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
    parents = {int(key): value for key, value in zip(pairs[::2], pairs[1::2], strict=True)}

    for page in pdf.pages:
        for mark in marked_text(page):
            element = parents[int(page.StructParents)][mark]
            assert any(int(piece.get("/MCID", -1)) == mark and piece.Pg.objgen == page.objgen for piece in element.K)


def test_a_link_can_be_pressed_and_is_known_as_one() -> None:
    pdf = opened(built("referral"))

    links = [element for element in elements(pdf) if element.S == "/Link"]
    targets = [piece.Obj for element in links for piece in element.K if "/Obj" in piece]

    assert [str(target.A.URI) for target in targets] == [load_profile("sandwell").contact.web]
    assert all("/StructParent" in target and "/Contents" in target for target in targets)


def test_each_page_says_which_it_is_and_until_when_the_form_is_valid() -> None:
    pdf = opened(built("referral"))
    page = pdf.pages[1]
    codes = {name: reader_of(font) for name, font in page.Resources.Font.items()}
    font, said = "", ""
    for operands, operator in pikepdf.parse_content_stream(page):
        font = str(operands[0]) if str(operator) == "Tf" else font
        if str(operator) == "Tj":
            said += "".join(codes[font].get(code, "?") for code in bytes(operands[0])) + "\n"

    assert "release abc123 · valid until 21 November 2027" in said
    assert "Page 2 of" in said


def test_the_font_has_every_letter_that_is_printed() -> None:
    register_fonts()
    profiles = [load_profile(name) for name in built_in_profiles()]
    definitions = [
        json.dumps(compile_form(form_for(name, each)), ensure_ascii=False) for name in FORMS for each in profiles
    ]
    around = {letter for _, text in text_of(opened(built("referral", "sandwell"))) for letter in text}
    letters = around | set("".join(definitions))

    lacking = {each for each in letters for font in (REGULAR, BOLD) if ord(each) not in getFont(font).face.charToGlyph}

    assert len(letters) > 50
    assert lacking == set()


def test_the_same_form_gives_the_same_bytes() -> None:
    blank = a_blank(form_for("referral", a_profile()))

    assert build_blank.__wrapped__(blank) == build_blank.__wrapped__(blank)  # what is kept in memory proves nothing


@pytest.mark.parametrize("name", sorted(FORMS))
def test_the_page_has_the_numbers_of_the_paper(published: Published, name: str) -> None:
    form = form_for(name, a_profile())
    page = (published.out / f"{name}.html").read_text("utf-8")
    drawn = re.findall(r'data-question="(\w+)">\s*<p class="plain number">([0-9.]+)', page)

    assert dict(drawn) == number_questions(form)


def test_page_and_paper_count_alike() -> None:
    vectors = json.loads((VECTORS / "numbering.json").read_text("utf-8"))

    assert number_questions(read_definition(vectors["definition"])) == vectors["numbers"]


A_FORM = Form(
    name="sample", version=1, authority="sandwell", title="A form", prefix="sample",
    steps=(
        Step(name="one", title="One", questions=(
            Notice(name="words", label="Read this"),
            YesNo(name="sure", label="Are you sure?", not_known=True),
            OneOf(name="colour", label="Which colour?", choices=(Choice("red", "Red"), Choice("blue", "Dark blue"))),
            TickedQuestion(name="days", label="When?", choices=(Choice("mon", "Monday"), Choice("tue", "Tuesday"))),
        )),
        Step(name="two", title="Two", questions=(
            Group(name="places", label="Places", entry="place", questions=(
                ShortText(name="town", label="Town", not_known=True), YesNo(name="far", label="Far?"),
            )),
        )),
    ),
)  # fmt: skip

IN_WORDS: list[tuple[Condition, str]] = [
    (Is("sure", "yes"), "you answered “Yes” to 1.1"),
    (Is("sure", "not-known"), "you answered “Not known” to 1.1"),
    (Is("colour", "blue"), "you answered “Dark blue” to 1.2"),
    (Is("days", "mon"), "you ticked “Monday” in 1.3"),
    (AnyOf("colour", ("red", "blue")), "you answered “Red” or “Dark blue” to 1.2"),
    (Not(AnyOf("days", ("mon", "tue"))), "you did not tick “Monday” or “Tuesday” in 1.3"),
    (Known("colour"), "you answered 1.2"),
    (Known("sure"), "you answered 1.1, and not with “Not known”"),
    (Not(Known("sure")), "you left 1.1 empty or answered “Not known”"),
    (And((Is("sure", "yes"), Is("colour", "red"))), "you answered “Yes” to 1.1, and you answered “Red” to 1.2"),
    (Or((Is("sure", "yes"), Is("colour", "red"))), "you answered “Yes” to 1.1 or you answered “Red” to 1.2"),
    (
        Not(Or((Is("sure", "yes"), Is("colour", "red")))),
        "you did not answer “Yes” to 1.1, and you did not answer “Red” to 1.2",
    ),
    (
        Not(And((Is("sure", "yes"), Is("colour", "red")))),
        "you did not answer “Yes” to 1.1 or you did not answer “Red” to 1.2",
    ),
    (
        And((Is("sure", "yes"), Or((Is("colour", "red"), Is("days", "tue"))))),
        "you answered “Yes” to 1.1, and (you answered “Red” to 1.2 or you ticked “Tuesday” in 1.3)",
    ),
    (Some("places", Is("far", "yes")), "for at least one place in 2.1 you answered “Yes” to 2.1.2"),
    (Not(Some("places", Is("far", "yes"))), "for no place in 2.1 you answered “Yes” to 2.1.2"),
]


@pytest.mark.parametrize(("condition", "words"), IN_WORDS)
def test_a_branch_is_said_in_words_with_the_numbers_of_the_questions(condition: Condition, words: str) -> None:
    assert branches_of(A_FORM).say(condition) == words


def test_what_is_read_or_worked_out_has_no_number() -> None:
    for name in FORMS:
        form = form_for(name, a_profile())
        without = {each.name for each in form.every_question() if isinstance(each, Notice | Deadline)}
        assert number_questions(form).keys() == {each.name for each in form.every_question()} - without
