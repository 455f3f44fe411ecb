"""The key card: one page to hang up, with the six words that tell the right form from a false one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import segno
from reportlab.lib.colors import black, white
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, HRFlowable, Spacer, Table, TableStyle

from . import style


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyCard:
    """What the card says. Nothing in it is secret."""

    service: str
    words: tuple[str, ...]
    sha256: str
    roster_version: int
    issued: date
    valid_until: date
    contact: tuple[tuple[str, str], ...]
    is_sample: bool = False


_WORD = ParagraphStyle("word", parent=style.BODY, fontName=style.BOLD, fontSize=29, leading=35)
_NUMBER = ParagraphStyle("number", parent=style.SMALL, fontSize=11, alignment=2, leading=22)
_MONO = ParagraphStyle("mono", parent=style.SMALL, fontName="Courier", fontSize=9.5, leading=13, textColor=style.INK)
_CELL = ParagraphStyle("cell", parent=style.BODY, fontSize=10, leading=14)
_LABEL = ParagraphStyle("label", parent=_CELL, textColor=style.QUIET)

_STEPS = (
    "Open the form on the council’s own page. At the foot of every page there are six words.",
    "Hold them against the six words above. All six must be the same, in the same order.",
    "If one differs, or there are none: do not fill in the form. Telephone the service on the number on this card, "
    "which you have on paper, and not on a number that the page shows.",
)
_QR_SIDE = 46 * mm


class QrCode(Flowable):  # type: ignore[misc]  # ReportLab has no types
    """A QR code, drawn as squares that stay sharp at any size."""

    def __init__(self, content: str, side: float) -> None:
        super().__init__()
        self.width = self.height = side
        self._rows = [bytes(row) for row in segno.make_qr(content, error="m").matrix]

    def draw(self) -> None:
        """Draw it, as ReportLab wants it."""
        canvas: Any = self.canv
        module = self.width / (len(self._rows) + 8)  # four modules of quiet zone on each side
        canvas.setFillColor(white)
        canvas.rect(0, 0, self.width, self.height, stroke=0, fill=1)
        canvas.setFillColor(black)
        path = canvas.beginPath()
        for row, modules in enumerate(self._rows):
            for column, is_dark in enumerate(modules):
                if is_dark:
                    path.rect((column + 4) * module, self.height - (row + 5) * module, module, module)
        canvas.drawPath(path, stroke=0, fill=1)


def build_key_card(card: KeyCard) -> bytes:
    """Return the key card as a PDF of one page."""
    story: list[Flowable] = [
        style.text("Key card · demonstration, not a real service" if card.is_sample else "Key card", style.EYEBROW),
        style.text(card.service, style.TITLE),
        style.text("Is this form really ours? Six words tell you.", style.LEAD),
        Spacer(0, 7 * mm),
        _words(card.words),
        style.text("How to compare", style.HEADING),
        *style.numbered(_STEPS),
        Spacer(0, 5 * mm),
        HRFlowable(width="100%", thickness=0.8, color=style.LINE),
        Spacer(0, 4 * mm),
        _foot(card),
        Spacer(0, 3 * mm),
        style.text(
            "The code and the groups beside it are the whole fingerprint (SHA-256 of the signed roster), for those who "
            "compare by machine. This card is no secret: hang it up, print it in your procedures, give it away.",
            style.SMALL,
        ),
    ]
    return style.build(story, title=f"Key card of {card.service}", author=card.service)


def _words(words: Sequence[str]) -> Table:
    cells = []
    for row in range(0, len(words), 2):
        line: list[Flowable] = []
        for place in (row, row + 1):
            line += [style.text(str(place + 1), _NUMBER), style.text(words[place], _WORD)]
        cells.append(line)
    narrow, wide = 10 * mm, style.WIDTH / 2 - 10 * mm
    table = Table(cells, colWidths=[narrow, wide, narrow, wide], rowHeights=[21 * mm] * len(cells))
    table.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, -1), style.PANEL),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("LINEBEFORE", (0, 0), (0, -1), 4, style.ACCENT),
                ("LINEBELOW", (0, 0), (-1, -2), 0.8, style.LINE),
            ]
        )
    )
    return table


def _foot(card: KeyCard) -> Table:
    groups = [card.sha256[start : start + 8] for start in range(0, len(card.sha256), 8)]
    facts = [
        ("Roster", f"number {card.roster_version}"),
        ("Valid", f"{_day(card.issued)} to {_day(card.valid_until)}"),
        *card.contact,
    ]
    rows: list[list[Flowable]] = [[style.text(label, _LABEL), style.text(value, _CELL)] for label, value in facts]
    fingerprint = [style.text("  ".join(groups[start : start + 4]), _MONO) for start in (0, 4)]
    rows.append([style.text("Fingerprint", _LABEL), fingerprint[0]])
    rows.append([style.text("", _LABEL), fingerprint[1]])
    left = Table(rows, colWidths=[30 * mm, style.WIDTH - _QR_SIDE - 34 * mm])
    left.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 1.5),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
            ]
        )
    )
    table = Table([[left, QrCode(card.sha256, _QR_SIDE)]], colWidths=[style.WIDTH - _QR_SIDE, _QR_SIDE])
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("RIGHTPADDING", (0, 0), (-1, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 0),
            ]
        )
    )
    return table


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
