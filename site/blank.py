"""A form on paper: the same questions under the same numbers, with room to write, for people without a computer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, assert_never
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Paragraph, Spacer

from .forms.afterwards import afterwards
from .forms.branches import Branches, branches_of
from .forms.questions import (
    Address,
    AnyOf,
    Code,
    Date,
    DateTime,
    Deadline,
    Email,
    Files,
    Form,
    Group,
    Kind,
    LongText,
    Notice,
    Number,
    OneOf,
    Phone,
    Postcode,
    ShortText,
    Step,
    YesNo,
)
from .forms.summary import show_date
from .profiles import Contact
from .tagged import BOLD, REGULAR, Element, Tagged, TaggedCanvas, build_tagged, register_fonts

MARGIN = 18 * mm

KEPT_IN_MEMORY = 64
"""Forms whose drawing is kept, on paper and on the page: those of five authorities. Most of publishing is drawing."""
WIDTH = A4[0] - 2 * MARGIN - 12  # ReportLab's frames keep 6 points free on each side
LINE = 8.5 * mm
MOST_LINES = 7
MOST_COLUMNS = 3

INK, QUIET, EDGE, RED, PAPER = (HexColor(each) for each in ("#14201f", "#4b5558", "#4f5b5e", "#b3261e", "#f5f4f0"))

BODY = ParagraphStyle("body", fontName=REGULAR, fontSize=11.5, leading=15, textColor=INK, spaceAfter=4)
STRONG = ParagraphStyle("strong", parent=BODY, fontName=BOLD)
SMALL = ParagraphStyle("small", parent=BODY, fontSize=10.5, leading=13.5, textColor=QUIET, spaceAfter=3)
BRANCH = ParagraphStyle("branch", parent=SMALL, fontName=BOLD)
TITLE = ParagraphStyle("title", parent=BODY, fontName=BOLD, fontSize=24, leading=28, spaceAfter=6)
PART = ParagraphStyle(
    "part", parent=BODY, fontName=BOLD, fontSize=17, leading=21, spaceBefore=16, spaceAfter=6, keepWithNext=1
)
LABEL = ParagraphStyle(
    "label", parent=BODY, fontName=BOLD, leftIndent=15 * mm, bulletIndent=0, spaceBefore=6, spaceAfter=2
)
LABEL.bulletFontName, LABEL.bulletFontSize, LABEL.bulletColor = BOLD, LABEL.fontSize, INK
URGENT = ParagraphStyle("urgent", parent=BODY, fontName=BOLD, fontSize=13, leading=17, textColor=RED)
CHOICE = ParagraphStyle("choice", parent=BODY, leftIndent=8 * mm, spaceAfter=3.2)
CAPTION = ParagraphStyle("caption", parent=SMALL, spaceAfter=1)

_YES_NO = ("Yes", "No")
_NOT_KNOWN = "Not known"


@dataclass(frozen=True, kw_only=True, slots=True)
class Blank:
    """What is printed: the form, whom to call, and what shows that the paper is genuine and current."""

    form: Form
    service: str
    contact: Contact
    words: tuple[str, ...]
    release: str
    valid_until: date


@lru_cache(maxsize=KEPT_IN_MEMORY)
def build_blank(blank: Blank) -> bytes:
    """Return the blank form as a tagged PDF; the same form gives the same bytes."""
    register_fonts()
    root = Element("Document")
    story = list(_opening(root, blank))
    branches = branches_of(blank.form)
    for number, step in enumerate(blank.form.steps, 1):
        story += _part(root.add("Sect"), number, step, branches)
    story += _ending(root.add("Sect"), blank)
    return build_tagged(
        story,
        root,
        title=f"{blank.form.title}: blank form",
        author=blank.service,
        margin=MARGIN,
        foot=f"{blank.service} · release {blank.release} · valid until {_day(blank.valid_until)}",
    )


def _opening(root: Element, blank: Blank) -> Iterator[Flowable]:
    contact = blank.contact
    yield _text(root.add("H1"), blank.form.title, TITLE)
    yield _text(root.add("P"), "Blank form to print", SMALL)
    if contact.sample:
        yield _text(root.add("P"), "Demonstration copy. Do not write real information.", URGENT)
    yield Spacer(0, 2 * mm)
    yield _text(root.add("P"), "If a child is in danger now, call 999.", URGENT)
    told = (
        f"Then tell children’s social care: {contact.childrens_services}. Outside office hours: {contact.out_of_hours}."
    )
    yield _text(root.add("P"), told)
    yield _text(root.add("P"), f"Not sure? Call {blank.service}: {contact.telephone}. {contact.hours}", STRONG)
    yield Spacer(0, 2 * mm)
    yield _text(root.add("H2"), "Before you write on this paper", PART)
    yield from _bullets(root, _advice(contact))
    yield _text(
        root.add("P"),
        "These six words show that the paper is genuine. They are the same as on the council’s website:",
        SMALL,
    )
    yield _text(root.add("P"), "   ".join(blank.words), STRONG)
    if contact.web:
        link = root.add("P").add("Link")
        yield Tagged(link, _paragraph(contact.web, SMALL), link=contact.web)


def _advice(contact: Contact) -> Sequence[str]:
    return (
        "This paper is not sealed. Do not e-mail it, photograph it or post it when it is filled in.",
        f"To hand it over, call {contact.telephone} and read it out, or type your answers into the form on a computer. "
        "The page there on which you check your answers has the same numbers.",
        "Keep it locked away until then. Agree with the LADO team what to do with it afterwards.",
        "Write only what you know. Leave a question empty, or tick “Not known”, if you do not know the answer.",
        "Is there too little room? Go on with another sheet, and write the number of the question on it.",
    )


def _part(section: Element, number: int, step: Step, branches: Branches) -> Iterator[Flowable]:
    above: list[Flowable] = [_text(section.add("H2"), f"Part {number}: {step.title}", PART)]
    if step.when:
        above.append(_text(section.add("P"), f"Answer this part only if {branches.say(step.when)}.", BRANCH))
    if step.intro:
        above.append(_text(section.add("P"), step.intro))
    for question in step.questions:
        yield from _question(section, question, branches, above)
        above = []


def _question(
    section: Element, question: Kind, branches: Branches, above: Sequence[Flowable], heading: Any = "H3"
) -> Iterator[Flowable]:
    """A question stays on one page with its box and with the headings ``above`` it; a group only with its first."""
    number = branches.numbers.get(question.name, "")
    head: list[Flowable] = [*above, _label(section.add(heading), number, question.label)]
    if question.when:
        say = f"Answer {number or 'this'}" if number else "Read this"
        head.append(_text(section.add("P"), f"{say} only if {branches.say(question.when)}.", BRANCH))
    if hint := _hint(question):
        head.append(_text(section.add("P"), hint, SMALL))
    if not isinstance(question, Group):
        yield KeepTogether([*head, *_room(section, question), Spacer(0, 3 * mm)])
        return
    more = f"There is room for one {question.entry} here. For another, write on more paper under the same numbers."
    head.append(_text(section.add("P"), more, SMALL))
    for inner in question.questions:
        yield from _question(section, inner, branches, head, "H4")
        head = []


def _hint(question: Kind) -> str:
    """Return the hint of a question without what stands above the squares anyway."""
    return question.hint.removeprefix("Select all that apply.").lstrip()


def _room(section: Element, question: Kind) -> Iterator[Flowable]:
    match question:
        case ShortText() | Email():
            yield Boxes(WIDTH)
        case LongText():
            yield Boxes(WIDTH, lines=min(question.rows, MOST_LINES))
        case Address():
            yield Boxes(WIDTH, lines=3)
        case Phone() | Code():
            yield Boxes(WIDTH / 2)
        case Postcode() | Number():
            yield Boxes(WIDTH / 4)
        case Date():
            yield from _dated(section, ("Day", "Month", "Year"))
        case DateTime():
            yield from _dated(section, ("Day", "Month", "Year", "Time"))
        case OneOf():
            yield from _choices(
                section, "Tick one", [_worded(each.label, each.hint) for each in question.choices], question
            )
        case AnyOf():
            yield from _choices(
                section, "Tick all that apply", [_worded(each.label, each.hint) for each in question.choices], question
            )
        case YesNo():
            yield from _choices(section, "Tick one", list(_YES_NO), question)
        case Files():
            yield _text(
                section.add("P"), "List what you have. Keep it safe, and do not send it by ordinary e-mail.", SMALL
            )
            yield Boxes(WIDTH, lines=2)
        case Deadline():
            days = f"{question.working_days} working day{'' if question.working_days == 1 else 's'}"
            yield _text(section.add("P"), f"This day is {days} after the date above.", SMALL)
        case Notice() | Group():
            return
        case _:
            assert_never(question)
    if question.not_known and not isinstance(question, OneOf | AnyOf | YesNo):
        yield from _ticks(section, [_NOT_KNOWN])


def _dated(section: Element, parts: tuple[str, ...]) -> Iterator[Flowable]:
    widths = (18 * mm if part in ("Day", "Month") else 28 * mm for part in parts)
    yield Boxes(*widths, captions=parts, element=section.add("P"))


def _choices(section: Element, how: str, labels: list[str], question: OneOf | AnyOf | YesNo) -> Iterator[Flowable]:
    yield _text(section.add("P"), f"{how}:", CAPTION)
    yield from _ticks(section, [*labels, _NOT_KNOWN] if question.not_known else labels)


def _ticks(section: Element, labels: Sequence[str]) -> Iterator[Flowable]:
    listed = section.add("L")
    ticks = [Tick(_text(listed.add("LI").add("LBody"), label, CHOICE)) for label in labels]
    longest = max(stringWidth(label, CHOICE.fontName, CHOICE.fontSize) for label in labels)
    yield Grid(ticks, columns=max(1, min(MOST_COLUMNS, int(WIDTH / (CHOICE.leftIndent + longest + 5 * mm)))))


def _bullets(section: Element, texts: Sequence[str]) -> Iterator[Flowable]:
    listed = section.add("L")
    style = ParagraphStyle("bullet", parent=BODY, leftIndent=5 * mm)
    for each in texts:
        yield Bullet(_text(listed.add("LI").add("LBody"), each, style))


def _ending(section: Element, blank: Blank) -> Iterator[Flowable]:
    yield CondPageBreak(60 * mm)
    yield _text(section.add("H2"), "When you have filled this in", PART)
    yield from _bullets(
        section,
        (
            f"Call {blank.service} on {blank.contact.telephone} ({blank.contact.hours}).",
            "Or type your answers into the form on a computer. It locks them for the LADO team alone.",
            afterwards(blank.form).then,
        ),
    )


class Boxes(Flowable):  # type: ignore[misc]  # ReportLab has no types
    """Boxes to write in, beside each other. They are decoration to a screen reader; their captions are read."""

    def __init__(
        self, *widths: float, lines: int = 1, captions: tuple[str, ...] = (), element: Element | None = None
    ) -> None:
        super().__init__()
        self.widths, self.lines, self.captions, self.element = widths, lines, captions, element

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Measure."""
        return WIDTH, self.lines * LINE + (12 if self.captions else 0) + 2 * mm

    def draw(self) -> None:
        """Draw the frames, and the lines to write on."""
        canvas: TaggedCanvas = self.canv
        height, bottom, left = self.lines * LINE, 2 * mm, 0.0
        for place, width in enumerate(self.widths):
            with canvas.as_artifact():
                canvas.setStrokeColor(EDGE)
                canvas.setLineWidth(0.9)
                canvas.roundRect(left, bottom, width, height, 2)
                canvas.setLineWidth(0.3)
                for line in range(1, self.lines):
                    canvas.line(left + 3 * mm, bottom + line * LINE, left + width - 3 * mm, bottom + line * LINE)
            if self.captions and self.element:
                with canvas.content_of(self.element):
                    canvas.setFont(REGULAR, SMALL.fontSize)
                    canvas.setFillColor(QUIET)
                    canvas.drawString(left, bottom + height + 3, self.captions[place] + " ")
            left += width + 5 * mm


class Beside(Flowable):  # type: ignore[misc]  # ReportLab has no types
    """A text with a small mark at its left that no screen reader says."""

    def __init__(self, inner: Flowable) -> None:
        super().__init__()
        self.inner = inner

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Measure the text."""
        self.width, self.height = self.inner.wrap(width, height)
        return self.width, self.height

    def getSpaceAfter(self) -> float:  # noqa: N802  # ReportLab's name
        """Return the room that is kept free below."""
        return float(self.inner.getSpaceAfter())

    def draw(self) -> None:
        """Draw the mark and the text."""
        with self.canv.as_artifact():
            self.draw_mark(self.canv)
        self.inner.drawOn(self.canv, 0, 0)

    def draw_mark(self, canvas: TaggedCanvas) -> None:
        """Draw the mark beside the first line."""
        raise NotImplementedError


class Grid(Flowable):  # type: ignore[misc]  # ReportLab has no types
    """Short texts beside each other, read line by line."""

    def __init__(self, cells: Sequence[Flowable], *, columns: int) -> None:
        super().__init__()
        self.rows = [cells[start : start + columns] for start in range(0, len(cells), columns)]
        self.columns = columns

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Measure each row by its highest cell."""
        self.column = width / self.columns
        self.heights = [
            max(cell.wrap(self.column, height)[1] + cell.getSpaceAfter() for cell in row) for row in self.rows
        ]
        return width, sum(self.heights)

    def draw(self) -> None:
        """Draw the rows from the top."""
        bottom = sum(self.heights)
        for row, row_height in zip(self.rows, self.heights, strict=True):
            for place, cell in enumerate(row):
                cell.drawOn(self.canv, place * self.column, bottom - cell.height)
            bottom -= row_height


class Tick(Beside):
    """A choice with a square to tick."""

    def draw_mark(self, canvas: TaggedCanvas) -> None:
        """Draw the square."""
        canvas.setStrokeColor(EDGE)
        canvas.setLineWidth(0.9)
        canvas.rect(0.5, self.height - 13, 11, 11)


class Bullet(Beside):
    """An entry of a list."""

    def draw_mark(self, canvas: TaggedCanvas) -> None:
        """Draw the dot."""
        canvas.setFillColor(INK)
        canvas.circle(2 * mm, self.height - 8, 1.6, stroke=0, fill=1)


def _label(element: Element, number: str, label: str) -> Flowable:
    return _text(element, label, LABEL if number else STRONG, before=number)


def _text(element: Element, content: str, style: ParagraphStyle = BODY, *, before: str = "") -> Tagged:
    return Tagged(element, _paragraph(content, style, before))


def _paragraph(content: str, style: ParagraphStyle, before: str = "") -> Paragraph:
    return Paragraph(escape(content), style, bulletText=f"{before} " if before else None)


def _worded(label: str, hint: str) -> str:
    return f"{label} ({hint})" if hint else label


def _day(day: date) -> str:
    return show_date(day.isoformat())
