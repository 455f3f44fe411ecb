"""Writes .msg files as Outlook saves them, for the tests: Microsoft's compound file with the properties of a mail."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Union

SECTOR, MINI, CUTOFF = 512, 64, 4096
FREE, END, FAT_SECTOR = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
NONE = 0xFFFFFFFF
INTEGER, STRING, BINARY = 0x0003, 0x001F, 0x0102
BODY, HTML, HEADERS, SENDER, MESSAGE_ID = 0x1000, 0x1013, 0x007D, 0x0C1A, 0x1035
DATA, METHOD, LONG_NAME = 0x3701, 0x3705, 0x3707

Tree = Mapping[str, Union[bytes, "Tree"]]


@dataclass(frozen=True, kw_only=True)
class OutlookMail:
    """What is in it; an attachment is bytes or another mail."""

    body: str = ""
    html: str = ""
    headers: str = ""
    attachments: Sequence[tuple[str, bytes | OutlookMail]] = ()


def as_msg(mail: OutlookMail) -> bytes:
    """Write a .msg file."""
    return compound(_mail_tree(mail, header_size=32))


def _mail_tree(mail: OutlookMail, *, header_size: int) -> Tree:
    texts = {BODY: mail.body, HEADERS: mail.headers}
    properties = [(pid, STRING, text.encode("utf-16-le")) for pid, text in texts.items() if text]
    if mail.html:
        properties.append((HTML, BINARY, mail.html.encode()))
    counts = struct.pack("<8x4I", 0, len(mail.attachments), 0, len(mail.attachments)).ljust(header_size, b"\0")
    attached = {
        f"__attach_version1.0_#{number:08X}": _attachment_tree(name, content)
        for number, (name, content) in enumerate(mail.attachments)
    }
    return {**_properties(counts, properties), **attached}


def _attachment_tree(name: str, content: bytes | OutlookMail) -> Tree:
    named = (LONG_NAME, STRING, name.encode("utf-16-le"))
    if isinstance(content, bytes):
        return _properties(bytes(8), [named, (METHOD, INTEGER, struct.pack("<q", 1)), (DATA, BINARY, content)])
    inner = _mail_tree(content, header_size=24)
    return {
        **_properties(bytes(8), [named, (METHOD, INTEGER, struct.pack("<q", 5))]),
        f"__substg1.0_{DATA:04X}000D": inner,
    }


def _properties(header: bytes, properties: Sequence[tuple[int, int, bytes]]) -> dict[str, bytes | Tree]:
    entries, streams = [], {}
    for pid, kind, value in properties:
        if kind == INTEGER:
            entries.append(struct.pack("<HHI8s", kind, pid, 6, value))
        else:
            size = len(value) + (2 if kind == STRING else 0)
            entries.append(struct.pack("<HHIQ", kind, pid, 6, size))
            streams[f"__substg1.0_{pid:04X}{kind:04X}"] = value
    return {"__properties_version1.0": header + b"".join(entries), **streams}


class _Writer:
    def __init__(self) -> None:
        self.sectors: list[bytes] = []
        self.fat: list[int] = []
        self.mini: list[bytes] = []
        self.mini_fat: list[int] = []
        self.entries: list[bytes] = []

    def big(self, content: bytes) -> int:
        return _chain(self.sectors, self.fat, content, SECTOR)

    def stream(self, content: bytes) -> int:
        if len(content) >= CUTOFF:
            return self.big(content)
        return _chain(self.mini, self.mini_fat, content, MINI) if content else END

    def storage(self, name: str, kind: int, tree: Tree) -> int:
        place = self.reserve()
        first = NONE
        for child, content in reversed(tree.items()):
            if isinstance(content, bytes):
                number = self.reserve()
                self.entries[number] = _entry(child, 2, NONE, first, self.stream(content), len(content))
                first = number
            else:
                number = self.storage(child, 1, content)
                self.entries[number] = self.entries[number][:72] + struct.pack("<I", first) + self.entries[number][76:]
                first = number
        self.entries[place] = _entry(name, kind, first, NONE, 0, 0)
        return place

    def reserve(self) -> int:
        self.entries.append(b"")
        return len(self.entries) - 1


def compound(tree: Tree) -> bytes:
    """Write a compound file."""
    writer = _Writer()
    writer.storage("Root Entry", 5, tree)
    mini = b"".join(writer.mini)
    mini_start = writer.big(mini) if mini else END
    root = writer.entries[0]
    writer.entries[0] = root[:116] + struct.pack("<IQ", mini_start, len(mini))
    mini_fat_content = _pad(struct.pack(f"<{len(writer.mini_fat)}I", *writer.mini_fat), SECTOR, b"\xff")
    mini_fat_start = writer.big(mini_fat_content) if mini_fat_content else END
    directory = writer.big(_pad(b"".join(writer.entries), SECTOR, b"\0"))
    count = 1
    while count * (SECTOR // 4) < len(writer.fat) + count:
        count += 1
    places = list(range(len(writer.sectors), len(writer.sectors) + count))
    fat = [*writer.fat, *([FAT_SECTOR] * count)]
    fat_content = _pad(struct.pack(f"<{len(fat)}I", *fat), SECTOR, b"\xff")
    difat = struct.pack("<109I", *(places + [FREE] * (109 - count)))
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
        + struct.pack("<9I", 0, count, directory, 0, CUTOFF, mini_fat_start, len(mini_fat_content) // SECTOR, END, 0)
        + difat
    )  # fmt: skip
    return header + b"".join(writer.sectors) + fat_content


def _chain(sectors: list[bytes], fat: list[int], content: bytes, size: int) -> int:
    start = len(sectors)
    for offset in range(0, len(content), size):
        sectors.append(content[offset : offset + size].ljust(size, b"\0"))
        fat.append(len(sectors))
    fat[-1] = END
    return start


def _entry(name: str, kind: int, child: int, right: int, start: int, size: int) -> bytes:
    written = name.encode("utf-16-le")
    return (
        written.ljust(64, b"\0") + struct.pack("<HBB", len(written) + 2, kind, 1)
        + struct.pack("<3I", NONE, right, child) + bytes(36) + struct.pack("<IQ", start, size)
    )  # fmt: skip


def _pad(content: bytes, size: int, filler: bytes) -> bytes:
    return content + filler * (-len(content) % size)
