"""Zip files, read in memory: nothing is written to the disk, and every limit is held before the work it limits."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

from .parts import MAX_WHOLE, CannotUnpack, Part, Unread, part_name

MAX_ENTRIES = 10_000
MAX_UNPACKED = 1_000_000_000
MAX_RATIO = 100
"""A sealed file hardly shrinks when it is packed; what grows a hundredfold is none, and may be meant to fill the PC."""

_LEAST_DENSE = 1_000_000
_ENTRY_MARK = b"PK\x01\x02"
_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass(kw_only=True, slots=True)
class Allowance:
    """How much may still be unpacked of one file, with all that is packed inside it."""

    entries: int = MAX_ENTRIES
    size: int = MAX_UNPACKED
    is_used_up: bool = field(default=False, init=False)

    def take(self, *, entries: int, size: int) -> None:
        """Use some of it up. Raises CannotUnpack when there is not so much left."""
        self.is_used_up |= entries > self.entries or size > self.size
        if entries > self.entries:
            raise CannotUnpack("too-much-inside", f"it holds more than {MAX_ENTRIES:,} files")
        if size > self.size:
            raise CannotUnpack("too-much-inside", f"it unpacks to more than {MAX_UNPACKED // 1_000_000:,} MB")
        self.entries -= entries
        self.size -= size


def read_zip(raw: bytes, allowance: Allowance) -> Iterator[Part | Unread]:
    """Yield the files in a zip, each unpacked when it is asked for. Raises CannotUnpack."""
    # Every entry has this mark in the list that is about to be read, however long the zip says the list is.
    if raw.count(_ENTRY_MARK) > MAX_ENTRIES:
        raise CannotUnpack("too-much-inside", f"it holds more than {MAX_ENTRIES:,} files")
    try:
        with zipfile.ZipFile(BytesIO(raw)) as packed:
            entries = [entry for entry in packed.infolist() if not entry.is_dir()]
            allowance.take(entries=len(entries), size=sum(entry.file_size for entry in entries))
            for number, entry in enumerate(entries, start=1):
                yield _read_entry(packed, entry, part_name(entry.filename, f"file {number}"))
    except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, OSError, NotImplementedError):
        raise CannotUnpack("cannot-be-read", "the zip is damaged or not a whole one") from None


def _read_entry(packed: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> Part | Unread:
    if entry.flag_bits & _ENCRYPTED:
        return Unread(name=name, reason="zip-locked", problem="it is under a password")
    if entry.compress_type not in _METHODS:
        return Unread(name=name, reason="cannot-be-read", problem="it is packed in a way that is not opened")
    if entry.file_size > max(_LEAST_DENSE, MAX_RATIO * entry.compress_size):
        return Unread(name=name, reason="too-much-inside", problem=f"it unpacks to over {MAX_RATIO} times its size")
    if entry.file_size > MAX_WHOLE:
        return Unread(name=name, reason="too-large-to-open", problem=f"it is over {MAX_WHOLE // 1_000_000} MB")
    try:
        with packed.open(entry) as opened:
            # It never gives more than the size that was counted; asked for one more it checks its sum.
            return Part(name=name, raw=opened.read(entry.file_size + 1))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
        return Unread(name=name, reason="cannot-be-read", problem="it is damaged inside the zip")
