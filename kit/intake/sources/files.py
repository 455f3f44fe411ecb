"""Files, folders and standard input: where they are and what bytes they hold. This module reads and never writes."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from ...encrypt.envelope import Envelope, read_envelope_file
from ..reasons import ignored, quarantined
from ..results import Ignored, Quarantined
from ..steps import MailHeaders
from .kinds import SNIFF, Kind, kind_of, may_be_sealed, what_is, what_is_no_file
from .parts import MAX_WHOLE
from .spool import Spool

STANDARD_INPUT = "-"

_PIECE = 1024 * 1024
_OVERLAP = 64

LARGE = 4 * 1024 * 1024
"""From this size on a sealed file is read piece by piece: what is smaller is faster read at once."""


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """A file that was found; ``name`` is how the person knows it."""

    name: str
    path: Path


@dataclass(frozen=True, kw_only=True, slots=True)
class Content:
    """Bytes that came from no file: a mail out of a mailbox, a pasted text, or what is kept in quarantine.

    ``mails`` carried it.
    """

    name: str
    raw: bytes = field(repr=False)
    mails: tuple[MailHeaders, ...] = field(default=(), repr=False)


Source = File | Quarantined | Ignored


def find_sources(paths: Sequence[str]) -> Iterator[Source]:
    """Yield every file of ``paths`` once for each time it is named, folders in sorted order and to their depth.

    A link inside a folder is not followed: it may lead out of what the person meant.
    """
    for path in paths:
        if path != STANDARD_INPUT and os.path.isdir(path):  # noqa: PTH112 - a Path would tidy the name people gave
            yield from _in_folder(path)
        else:
            yield File(name=_shown(path), path=Path(path))


def read_source(file: File) -> bytes | Envelope | Quarantined | Ignored:
    """Read a file whole, unless it is too large for that.

    A large one that is nothing but a sealed file comes as that: it is never in the memory as a whole.
    """
    try:
        if file.name == STANDARD_INPUT:
            raw = sys.stdin.buffer.read(MAX_WHOLE + 1)
            return raw if len(raw) <= MAX_WHOLE else _too_large(file.name)
        found = file.path.stat()
        # A pipe or a device could keep the import waiting for ever.
        if what := what_is_no_file(found.st_mode):
            return ignored(file.name, "not-a-file", what=what)
        with file.path.open("rb") as opened:
            if found.st_size >= LARGE:
                if envelope := read_envelope_file(opened, Spool):
                    return envelope
                opened.seek(0)
            if found.st_size > MAX_WHOLE:
                return _what_is_too_large(file.name, opened)
            raw = opened.read(found.st_size + 1)  # read() sets aside what it is asked for
            return raw if len(raw) <= MAX_WHOLE else _too_large(file.name)
    except (OSError, ValueError):  # ValueError: a name with a NUL
        return quarantined(file.name, "unreadable")


def read_whole(file: File, most: int) -> bytes | None:
    """Read a file that is not larger than this; None for any other, and for one that cannot be read."""
    try:
        found = file.path.stat()
        if file.name == STANDARD_INPUT or not stat.S_ISREG(found.st_mode) or found.st_size > most:
            return None
        with file.path.open("rb") as opened:
            raw = opened.read(most + 1)
            return raw if len(raw) <= most else None
    except (OSError, ValueError):
        return None


def _what_is_too_large(name: str, opened: BinaryIO) -> Quarantined | Ignored:
    """Tell a large file that is none of ours, which is no trouble, from one in which a sealed file may be."""
    start = opened.read(SNIFF)
    if kind_of(start) is not Kind.OTHER:
        return _too_large(name)
    piece = start
    while piece:
        if may_be_sealed(piece):
            return _too_large(name)
        following = opened.read(_PIECE)
        # What says that it is a sealed file may lie across two pieces.
        piece = piece[-_OVERLAP:] + following if following else b""
    return ignored(name, "not-sealed", what=what_is(start))


def _too_large(name: str) -> Quarantined:
    return quarantined(name, "too-large-to-open", problems=(f"it is over {MAX_WHOLE // 1_000_000} MB",))


def _in_folder(folder: str) -> Iterator[Source]:
    # No function calls itself here: folders may lie deeper in each other than that can go.
    open_now = [_listed(folder)]
    while open_now:
        match next(open_now[-1], None):
            case None:
                open_now.pop()
            case Quarantined() as unreadable:
                yield unreadable
            case entry if entry.is_symlink():
                yield ignored(_shown(entry.path), "link", what="a link, which was not followed")
            case entry if entry.is_dir(follow_symlinks=False):
                open_now.append(_listed(entry.path))
            case entry:
                yield File(name=_shown(entry.path), path=Path(entry.path))


def _listed(folder: str) -> Iterator[os.DirEntry[str] | Quarantined]:
    try:
        with os.scandir(folder) as found:
            return iter(sorted(found, key=lambda entry: entry.name))
    except OSError:
        return iter([quarantined(_shown(folder), "unreadable")])


def _shown(path: str) -> str:
    """Return the path as text that can be printed anywhere, also when its name is not valid text."""
    return os.fsencode(path).decode("utf-8", "replace")
