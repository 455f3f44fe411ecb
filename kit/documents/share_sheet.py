"""The share sheet: one of three sheets of paper, any two of which open everything. To be printed and then deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer, Table, TableStyle

from ..encrypt.recipients import IDENTITY_PREFIX
from . import style


@dataclass(frozen=True, kw_only=True, slots=True)
class ShareSheet:
    """What one sheet says. Only the words are secret."""

    service: str
    authority: str
    number: int
    of: int
    needed: int
    set_number: int
    words: tuple[str, ...] = field(repr=False)
    key: str
    key_words: tuple[str, ...]
    made_on: date
    contact: tuple[tuple[str, str], ...]


_WORD = ParagraphStyle("share word", parent=style.BODY, fontName="Courier-Bold", fontSize=15, leading=19)
_PLACE = ParagraphStyle("share place", parent=style.SMALL, alignment=2, leading=19)
_CELL = ParagraphStyle("share cell", parent=style.BODY, fontSize=10, leading=14)
_LABEL = ParagraphStyle("share label", parent=_CELL, textColor=style.QUIET)
_COLUMNS = 3

PURPOSE = (
    "When no key holder can open the sealed referrals any more, two of the three sheets of this set open them again. "
    "One sheet alone opens nothing and says nothing."
)


def steps(sheet: ShareSheet) -> tuple[str, ...]:
    """Say what to do with a sheet, the same on paper and in the text file."""
    return (
        "Check that every word can be read. Put the sheet into an envelope, seal it, sign across the flap and date it.",
        f"Keep it locked away, in another place and with another person than the other {sheet.of - 1} sheets.",
        "Write into the log of sealed envelopes who has it and where. Look once a year that it is still sealed.",
        "Never photograph, scan, copy or e-mail it. Type the words, with their numbers, into a computer only to "
        "recover or to drill: lado keys recover, lado keys drill. The office’s backup is needed too.",
        "If it is lost, opened or seen by somebody else, say so at once: new sheets are made with lado keys shares.",
    )


def facts(sheet: ShareSheet) -> tuple[tuple[str, str], ...]:
    """Say what a sheet is of, the same on paper and in the text file."""
    return (
        ("Authority", sheet.authority),
        ("Share", f"{sheet.number} of {sheet.of}; any {sheet.needed} are enough"),
        ("Set", str(sheet.set_number)),
        ("Of the key", f"{sheet.key}: {' '.join(sheet.key_words)}"),
        ("Made on", f"{sheet.made_on.day} {sheet.made_on:%B %Y}"),
        ("Kind", f"SLIP-39 words without a passphrase; together they are the 32 bytes of an {IDENTITY_PREFIX}1"),
        *sheet.contact,
    )


def build_share_sheet(sheet: ShareSheet) -> bytes:
    """Return one share sheet as a PDF of one page."""
    story: list[Flowable] = [
        style.text(f"Recovery share {sheet.number} of {sheet.of} · secret", style.EYEBROW),
        style.text(sheet.service, style.TITLE),
        style.text(PURPOSE, style.BODY),
        Spacer(0, 4 * mm),
        _facts(facts(sheet)),
        Spacer(0, 4 * mm),
        _words(sheet.words),
        style.text("What to do with this sheet", style.HEADING),
        *style.numbered(steps(sheet)),
    ]
    title = f"Recovery share {sheet.number} of {sheet.of}"
    return style.build(story, title=title, author=sheet.service)


def share_sheet_text(sheet: ShareSheet) -> str:
    """Return one share sheet as text that ``lado keys recover`` reads as it is: all but the words are comments."""
    lines = [f"{sheet.service}: recovery share {sheet.number} of {sheet.of}, secret", "", PURPOSE, ""]
    lines += [f"{label}: {value}" for label, value in facts(sheet)]
    words = [
        "  ".join(f"{place + 1:2} {sheet.words[place]:<11}" for place in range(start, start + _COLUMNS)).rstrip()
        for start in range(0, len(sheet.words), _COLUMNS)
    ]
    after = ["", *steps(sheet)]
    return "\n".join(
        [*(f"# {line}".rstrip() for line in lines), "", *words, *(f"# {line}".rstrip() for line in after), ""]
    )


def _facts(rows: Sequence[tuple[str, str]]) -> Table:
    cells = [[style.text(label, _LABEL), style.text(value, _CELL)] for label, value in rows]
    table = Table(cells, colWidths=[32 * mm, style.WIDTH - 32 * mm])
    table.setStyle(
        TableStyle(
            [
                ("LEFTPADDING", (0, 0), (0, -1), 0),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("TOPPADDING", (0, 0), (-1, -1), 1),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
            ]
        )
    )
    return table


def _words(words: Sequence[str]) -> Table:
    # Down the columns, as people read a list aloud.
    rows = -(-len(words) // _COLUMNS)
    cells: list[list[Flowable | str]] = []
    for row in range(rows):
        line: list[Flowable | str] = []
        for place in range(row, rows * _COLUMNS, rows):
            known = place < len(words)
            line += [style.text(str(place + 1), _PLACE), style.text(words[place], _WORD)] if known else ["", ""]
        cells.append(line)
    narrow, wide = 11 * mm, style.WIDTH / _COLUMNS - 11 * mm
    table = Table(cells, colWidths=[narrow, wide] * _COLUMNS, rowHeights=[8.4 * mm] * rows)
    table.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, -1), style.PANEL),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("BOX", (0, 0), (-1, -1), 0.8, style.LINE),
                ("LINEBELOW", (0, 0), (-1, -2), 0.4, style.LINE),
                ("LINEBEFORE", (2, 0), (2, -1), 0.8, style.LINE),
                ("LINEBEFORE", (4, 0), (4, -1), 0.8, style.LINE),
            ]
        )
    )
    return table
