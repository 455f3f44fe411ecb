"""Reading a spreadsheet into plain text, cell by cell. Runs in the process apart: the file may be from anybody.

Values only: no formula is worked out, no link followed, nothing in the file is run. What cannot be read as a value is
told as a fault at its place.
"""

from __future__ import annotations

import codecs
import csv
import datetime
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO, StringIO
from typing import Any

from openpyxl.reader.excel import load_workbook as _load
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet import _read_only, _reader  # noqa: F401  # loaded now: nothing can be once a file is there

from ..cells import without_mark

MOST_ROWS = 20_000
MOST_COLUMNS = 250
MOST_LETTERS = 20_000
MOST_UNPACKED = 400_000_000
MOST_PARTS = 2_000
DELIMITERS = ",;\t|"

_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SEPARATOR = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_NOT_IN_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd]")
"""Signs that no text has, save that people paste one into a cell unseen."""
_IN_QUOTES = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')

# The letters of the files and of names in packed ones.
for _letters in ("cp437", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "latin-1"):
    codecs.lookup(_letters)


class TooMuch(Exception):
    """There is more in the file than a spreadsheet of this kind holds."""


class OldWorkbook(Exception):
    """It is a workbook of Excel 97, or one under a password."""


class NotReadable(Exception):
    """It is neither a workbook nor a text with columns."""


class NothingIn(Exception):
    """No cell of it has anything in it."""


class NoSuchSheet(Exception):
    """The workbook has no sheet of that name."""


def read(content: bytes, options: dict[str, Any]) -> bytes:
    """Return the rows of a sheet as JSON: [number, cells] each, with the faults as [number, column, code]."""
    if content.startswith(_OLD_WORKBOOK):
        raise OldWorkbook
    said = _workbook(content, str(options.get("sheet") or "")) if content.startswith(b"PK") else _text(content)
    if not said["rows"]:
        raise NothingIn
    return json.dumps(said).encode("ascii")


def _workbook(content: bytes, wanted: str) -> dict[str, Any]:
    _check_size(content)
    try:
        values = _open(content, read_only=True, data_only=True, keep_links=False)
        formulas = _open(content, read_only=True, data_only=False, keep_links=False)
    except (KeyError, ValueError, zipfile.BadZipFile, OSError):
        raise NotReadable from None
    names = [sheet.title for sheet in values.worksheets]
    if not names or (wanted and wanted not in names):
        raise NoSuchSheet
    chosen = wanted or next((each.title for each in values.worksheets if _is_filled(each)), names[0])
    rows, faults = _sheet(values[chosen], formulas[chosen])
    return {
        "kind": "xlsx",
        "sheets": names,
        "sheet": chosen,
        "from_1904": values.epoch == CALENDAR_MAC_1904,
        "rows": rows,
        "faults": faults,
    }


def _open(content: bytes, **settings: bool) -> Any:
    return _load(BytesIO(content), **settings)  # type: ignore[no-untyped-call]


def _check_size(content: bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise NotReadable from None
    # Python reads no more of a part than it is said to hold.
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise TooMuch


def _is_filled(sheet: Any) -> bool:
    """Tell whether a sheet has two rows or more with something in them: one of headings, and one more."""
    found = 0
    for row in sheet.iter_rows(max_row=100, max_col=MOST_COLUMNS, values_only=True):
        found += sum(value is not None for value in row) > 1
        if found > 1:
            return True
    return False


def _sheet(values: Any, formulas: Any) -> tuple[list[Any], list[Any]]:
    rows: list[Any] = []
    faults: list[Any] = []
    pairs = zip(_cells(values), _cells(formulas), strict=False)
    for number, (shown, written) in enumerate(pairs, 1):
        texts = [_as_text(cell) for cell in shown]
        for column, (text, cell, source) in enumerate(zip(texts, shown, written, strict=False)):
            if code := _fault(text, cell, source):
                faults.append([number, column, code])
        _add(rows, number, texts)
    return rows, faults


def _cells(sheet: Any) -> Iterator[Sequence[Any]]:
    sheet.reset_dimensions()  # some programs write a smaller size than the sheet has, and rows would be lost
    for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1)):
        if number >= MOST_ROWS:
            raise TooMuch
        yield row


def _fault(text: str, cell: Any, source: Any) -> str:
    if cell.data_type == "e":
        return "error"
    if not text and getattr(source, "data_type", "") == "f":
        return "formula"
    return "long" if len(text) > MOST_LETTERS else ""


def _as_text(cell: Any) -> str:
    value = cell.value
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case datetime.datetime() | datetime.date():
            return _day(value, str(getattr(cell, "number_format", "") or ""))
        case datetime.time():
            return value.isoformat("minutes")
        case float() if value.is_integer():
            return str(int(value))
    return str(value).strip()


def _day(value: datetime.date, shown_as: str) -> str:
    """Return a date as far as the sheet shows it: "Mar-23" is a month."""
    code = _IN_QUOTES.sub("", shown_as).lower()
    if "y" in code and "d" not in code:
        return f"{value:%Y-%m}"
    if isinstance(value, datetime.datetime) and (value.hour or value.minute):
        return value.isoformat(timespec="minutes")
    return f"{value:%Y-%m-%d}"


def _text(content: bytes) -> dict[str, Any]:
    text = _decoded(content)
    if "\0" in text or len(_NOT_IN_TEXT.findall(text)) > 1 + len(text) // 100:
        raise NotReadable
    separator = _SEPARATOR.match(text)
    text = text[separator.end() :] if separator else text
    delimiter = separator[1] if separator else _delimiter(text)
    rows: list[Any] = []
    faults: list[Any] = []
    try:
        for number, cells in enumerate(_records(text, delimiter), 1 + bool(separator)):
            texts = [without_mark(each.strip()) for each in cells]
            faults += [[number, column, "long"] for column, each in enumerate(texts) if len(each) > MOST_LETTERS]
            _add(rows, number, texts)
    except csv.Error:
        raise NotReadable from None
    return {"kind": "csv", "sheets": [], "sheet": "", "from_1904": False, "rows": rows, "faults": faults}


def _decoded(content: bytes) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")  # what Excel writes as "CSV" on Windows


def _delimiter(text: str) -> str:
    """Return the delimiter that gives the most columns in the most rows."""
    start = text[:100_000]
    widths = {each: _widths(start, each) for each in DELIMITERS}
    return max(DELIMITERS, key=lambda each: sum(width > 1 for width in widths[each]) * sum(widths[each]))


def _widths(text: str, delimiter: str) -> list[int]:
    try:
        return [len(cells) for _, cells in zip(range(50), _records(text, delimiter), strict=False)]
    except csv.Error:
        return []


def _records(text: str, delimiter: str) -> Iterable[list[str]]:
    csv.field_size_limit(10 * MOST_LETTERS)
    return csv.reader(StringIO(text, newline=""), delimiter=delimiter)


def _add(rows: list[Any], number: int, texts: list[str]) -> None:
    """Add a row without the empty cells at its end; one with nothing in it is none."""
    while texts and not texts[-1]:
        texts.pop()
    if len(texts) > MOST_COLUMNS or number > MOST_ROWS:
        raise TooMuch
    if texts:
        rows.append([number, [each[:MOST_LETTERS] for each in texts]])
