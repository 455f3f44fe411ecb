"""How lines fit a terminal: text is folded between words, a table gives up what is empty and folds what is long."""

from __future__ import annotations

import os
import shutil
import textwrap
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import TextIO

_GAP = "  "


def width_of(stream: TextIO) -> int | None:
    """Return how many letters a line of a terminal has; None for a file or a pipe, where nothing is folded."""
    if not stream.isatty() or os.environ.get("TERM") == "dumb":
        return None
    return shutil.get_terminal_size().columns


def folded(text: str, width: int | None) -> str:
    """Return text with long lines folded between words, each under its own beginning."""
    return text if width is None else "\n".join(_folded(line, width) for line in text.split("\n"))


def columns(lines: Sequence[Sequence[str]], width: int | None) -> Iterator[str]:
    """Write lines of cells in columns: the first are the headings. A word is never broken."""
    if width is not None and sum(_widest(lines)) + _gaps(lines) > width:
        lines = _without_empty_columns(lines)
    widths = _widest(lines)
    if width is not None:
        widths = _narrowed(widths, _longest_words(lines), width - _gaps(lines))
    for line in lines:
        cells = [_cell(cell, room) for cell, room in zip(line, widths, strict=True)]
        for parts in zip_longest(*cells, fillvalue=""):
            yield _GAP.join(part.ljust(room) for part, room in zip(parts, widths, strict=True)).rstrip()


def _folded(line: str, width: int) -> str:
    if len(line) <= width:
        return line
    margin = line[: len(line) - len(line.lstrip())]
    hanging = margin + ("  " if line.lstrip().startswith(("– ", "! ", "* ")) else "")
    return "\n".join(_wrapped(line.strip(), width, margin, hanging))


def _wrapped(text: str, width: int, margin: str = "", hanging: str = "") -> list[str]:
    return textwrap.wrap(
        text, width, initial_indent=margin, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False
    )


def _cell(text: str, room: int) -> list[str]:
    return [text] if len(text) <= room else _wrapped(text, room)


def _widest(lines: Sequence[Sequence[str]]) -> list[int]:
    return [max(map(len, column)) for column in zip(*lines, strict=True)]


def _longest_words(lines: Sequence[Sequence[str]]) -> list[int]:
    return [
        max((len(word) for cell in column for word in cell.split()), default=0) for column in zip(*lines, strict=True)
    ]


def _gaps(lines: Sequence[Sequence[str]]) -> int:
    return len(_GAP) * (len(lines[0]) - 1)


def _without_empty_columns(lines: Sequence[Sequence[str]]) -> Sequence[Sequence[str]]:
    full = [any(column[1:]) for column in zip(*lines, strict=True)]
    return [[cell for cell, keep in zip(line, full, strict=True) if keep] for line in lines]


def _narrowed(widths: list[int], least: Sequence[int], room: int) -> list[int]:
    """Take from the widest column that can give, one letter at a time, until the row fits or none can."""
    widths = list(widths)
    while sum(widths) > room:
        giving = [place for place, each in enumerate(widths) if each > least[place]]
        if not giving:
            break
        widths[max(giving, key=widths.__getitem__)] -= 1
    return widths
