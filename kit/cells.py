"""Cells that leave the office: a spreadsheet program takes none of them for a formula, and reading them undoes that."""

from __future__ import annotations

import csv
import datetime
import re
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO
from typing import Any
from unicodedata import normalize

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a cell begins with that a spreadsheet program would work out; also as the wide signs of East Asian fonts."""

MARK = "'"
"""Put before such a cell, as people write a text in a spreadsheet themselves."""

MOST_LETTERS = 20_000
_CUT = "… (cut off here)"
_NOT_ALLOWED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

Cell = str | datetime.date | int


def as_text(cell: Cell) -> str:
    """Return a cell as it stands in a text file."""
    return _safe(cell) if isinstance(cell, str) else str(cell)


def without_mark(text: str) -> str:
    """Return a cell that was read as it was before it was made safe."""
    return text[1:] if text.startswith(MARK) and _needs_mark(text[1:]) else text


def as_csv(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return rows as CSV that Excel and every other program reads: UTF-8 with its mark."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(map(as_text, headings))
    writer.writerows([as_text(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(title: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return rows as a workbook with one sheet: days are days, texts are texts whatever they begin with."""
    from openpyxl.cell.cell import WriteOnlyCell
    from openpyxl.workbook.workbook import Workbook

    book: Any = Workbook(write_only=True)  # type: ignore[no-untyped-call]
    sheet: Any = book.create_sheet(title)
    sheet.freeze_panes = "B2"

    def made(cell: Cell) -> Any:
        one: Any = WriteOnlyCell(sheet, value=_plain(cell) if isinstance(cell, str) else cell)  # type: ignore[no-untyped-call]
        if isinstance(cell, str):
            one.data_type = "s"  # else openpyxl writes what begins with "=" as a formula
        elif isinstance(cell, datetime.date):
            one.number_format = "yyyy-mm-dd"
        return one

    sheet.append([made(each) for each in headings])
    for row in rows:
        sheet.append([made(each) if each != "" else None for each in row])
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


def _safe(text: str) -> str:
    plain = _plain(text)
    return MARK + plain if _needs_mark(plain) else plain


def _needs_mark(text: str) -> bool:
    return normalize("NFKC", text[:1]).startswith((*FORMULA, MARK))


def _plain(text: str) -> str:
    """Return a text without what no file of this kind can hold."""
    kept = _NOT_ALLOWED.sub("", text)
    return kept if len(kept) <= MOST_LETTERS else kept[: MOST_LETTERS - len(_CUT)] + _CUT
