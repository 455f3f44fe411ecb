"""What all documents share: the page, its colours and type, and how text gets onto it without being obeyed."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from io import BytesIO
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate

INK = HexColor("#0b0c0c")
QUIET = HexColor("#505a5f")
LINE = HexColor("#b1b4b6")
PANEL = HexColor("#f3f2f1")
ACCENT = HexColor("#1d70b8")

MARGIN = 20 * mm
WIDTH = A4[0] - 2 * MARGIN - 2 * 6  # ReportLab's frames keep 6 points free on each side

REGULAR, BOLD = "Helvetica", "Helvetica-Bold"  # every PDF reader has them

BODY = ParagraphStyle("body", fontName=REGULAR, fontSize=10.5, leading=15, textColor=INK)
SMALL = ParagraphStyle("small", parent=BODY, fontSize=9, leading=12.5, textColor=QUIET)
TITLE = ParagraphStyle("title", parent=BODY, fontName=BOLD, fontSize=24, leading=29, spaceAfter=4)
LEAD = ParagraphStyle("lead", parent=BODY, fontSize=13, leading=18, textColor=QUIET)
HEADING = ParagraphStyle("heading", parent=BODY, fontName=BOLD, fontSize=12.5, leading=17, spaceBefore=10, spaceAfter=3)
EYEBROW = ParagraphStyle("eyebrow", parent=BODY, fontName=BOLD, fontSize=9.5, leading=13, textColor=ACCENT)


def build(story: Sequence[Flowable], *, title: str, author: str) -> bytes:
    """Lay a story out on A4. The same story gives the same bytes."""
    target = BytesIO()
    document = SimpleDocTemplate(
        target,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=18 * mm,
        bottomMargin=16 * mm,
        title=drawable(title),
        author=drawable(author),
        lang="en-GB",
        invariant=1,
    )
    document.build(list(story))
    return target.getvalue()


def text(content: str, style: ParagraphStyle = BODY) -> Paragraph:
    """Return a paragraph of plain text: nothing in it is markup."""
    return Paragraph(escape(drawable(content)), style)


def numbered(steps: Sequence[str], style: ParagraphStyle = BODY) -> list[Paragraph]:
    """Return a numbered list of plain text."""
    hanging = ParagraphStyle("step", parent=style, leftIndent=14, bulletIndent=0, spaceAfter=2)
    return [Paragraph(escape(drawable(step)), hanging, bulletText=f"{number}.") for number, step in enumerate(steps, 1)]


def drawable(content: str) -> str:
    """Return text that the fonts can draw: a letter that they lack loses its accent, or becomes a question mark."""
    return "".join(_drawable(character) for character in content)


def _drawable(character: str) -> str:
    if _is_drawn(character):
        return character
    plain = "".join(each for each in unicodedata.normalize("NFKD", character) if _is_drawn(each))
    return plain or "?"


def _is_drawn(character: str) -> bool:
    try:
        character.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return character.isprintable() or character.isspace()
