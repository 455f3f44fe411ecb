"""A spreadsheet as rows of plain text, read in a process that has nothing to steal."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..apart import Answered, Apart, Failed
from ..errors import Misuse

MOST_BYTES = 60_000_000
_SECONDS = 60.0
_MOST_MADE = 200_000_000
_TASK = f"{__package__}.sheets:read"

_SAVE_AGAIN = "save it from your spreadsheet program as .xlsx, or as CSV UTF-8, and try again"
_FAULTS = {
    "TooMuch": (
        "the spreadsheet holds more than can be taken in at once",
        "remove empty rows and columns, or split it, for example by year",
    ),
    "OldWorkbook": ("the spreadsheet is of an old Excel (.xls) or under a password", _SAVE_AGAIN),
    "NotReadable": ("the file is no spreadsheet that can be read", _SAVE_AGAIN),
    "NothingIn": (
        "there is nothing in the spreadsheet",
        "check that it is the right file; if its rows are in another sheet, name that with --sheet, or in the map",
    ),
    "NoSuchSheet": ("the workbook has no such sheet", "name one of its sheets with --sheet, or in the map"),
}
_LOST = ("the spreadsheet cannot be read", _SAVE_AGAIN)


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A row with something in it: its number in the spreadsheet, and the text of its cells without those at its end."""

    number: int
    cells: tuple[str, ...] = field(repr=False)
    faults: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """A sheet. ``from_1904`` tells how an Apple Excel counted its days."""

    sheet: str
    sheets: tuple[str, ...]
    from_1904: bool
    sha256: str
    lines: tuple[Line, ...] = field(repr=False)

    def headings(self, row: int) -> tuple[str, ...]:
        """Return the headings in a row, each once: a second "Name" is "Name (2)", a column without one "Column F"."""
        line = next((each for each in self.lines if each.number == row), None)
        width = max((len(each.cells) for each in self.lines if each.number >= row), default=0)
        cells = [*(line.cells if line else ()), *[""] * width][:width]
        seen: dict[str, int] = {}
        found = []
        for place, text in enumerate(cells):
            name = " ".join(text.split()) or f"Column {_letters(place)}"
            seen[name] = seen.get(name, 0) + 1
            found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
        return tuple(found)

    def below(self, row: int) -> tuple[Line, ...]:
        """Return the rows under the headings."""
        return tuple(each for each in self.lines if each.number > row)


def read_table(content: bytes, *, sheet: str = "") -> Table:
    """Read a spreadsheet: .xlsx, or text with columns in any of the usual shapes. Raises Misuse."""
    if len(content) > MOST_BYTES:
        raise Misuse(*_FAULTS["TooMuch"][:1], hint=_FAULTS["TooMuch"][1])
    with Apart(_TASK, seconds=_SECONDS, most_made=_MOST_MADE) as apart:
        answer = apart.ask(content, sheet=sheet)
    match answer:
        case Answered(made=made) if made:
            return _table(made, hashlib.sha256(content).hexdigest())
        case Failed(fault=fault):
            message, hint = _FAULTS.get(fault, _LOST)
            raise Misuse(message, hint=hint)
    raise Misuse(_LOST[0], hint=_LOST[1])


def _table(made: bytes, sha256: str) -> Table:
    """Take what the process apart says, and believe none of it that is not in its form."""
    try:
        said = json.loads(made)
        faults: dict[int, dict[int, str]] = {}
        for number, column, code in said["faults"]:
            faults.setdefault(int(number), {})[int(column)] = str(code)
        return Table(
            sheet=str(said["sheet"]),
            sheets=tuple(map(str, said["sheets"])),
            from_1904=bool(said["from_1904"]),
            sha256=sha256,
            lines=tuple(_line(number, cells, faults) for number, cells in said["rows"]),
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Misuse(_LOST[0], hint=_LOST[1]) from None


def _line(number: Any, cells: Sequence[Any], faults: Mapping[int, Mapping[int, str]]) -> Line:
    return Line(number=int(number), cells=tuple(map(_text, cells)), faults=faults.get(int(number), {}))


def _text(cell: Any) -> str:
    whole = str(cell).encode("utf-8", "replace").decode("utf-8")  # half a letter can be written nowhere
    return whole.replace("\r\n", "\n").replace("\r", "\n")


def _letters(place: int) -> str:
    """Return what a spreadsheet calls a column: A, B, … Z, AA."""
    name = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, 26)
        name = chr(ord("A") + letter) + name
    return name
