"""The age header, text to value and back, as strict as the specification and without any cryptography."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Protocol

from ..errors import HeaderDamaged, NotSealed, TooLarge

VERSION_PREFIX = b"age-encryption.org/"
VERSION_LINE = VERSION_PREFIX + b"v1\n"
STANZA_MARK = b"-> "
MAC_MARK = b"---"

COLUMNS = 64
MAC_SIZE = 32
MAX_HEADER_SIZE = 64 * 1024

_ARGUMENTS = re.compile(rb"[\x21-\x7e]+(?: [\x21-\x7e]+)*")


class Sealed(Protocol):
    """The bytes of a sealed file, wherever they are: in the memory, or read from elsewhere when they are asked for."""

    def __len__(self) -> int: ...

    def __getitem__(self, part: slice, /) -> bytes | memoryview: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Stanza:
    """One recipient's copy of the file key: a type, its arguments and a body."""

    type: str
    arguments: tuple[str, ...]
    body: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Header:
    """A parsed header. ``signed`` is what its MAC covers, ``size`` the offset at which the payload starts."""

    stanzas: tuple[Stanza, ...]
    mac: bytes
    signed: bytes
    size: int


def encode_stanzas(stanzas: tuple[Stanza, ...]) -> bytes:
    """Write the part of a header that its MAC covers."""
    parts = [VERSION_LINE]
    for stanza in stanzas:
        words = " ".join((stanza.type, *stanza.arguments))
        parts.append(STANZA_MARK + words.encode("ascii") + b"\n" + _body_lines(stanza.body))
    return b"".join(parts) + MAC_MARK


def encode_mac(mac: bytes) -> bytes:
    """Write the rest of a header: what follows the part that the MAC covers."""
    return b" " + encode_raw(mac) + b"\n"


def parse_header(binary: bytes) -> Header:
    """Read the header at the start of a binary age file.

    Raises NotSealed when it is no age file, TooLarge or HeaderDamaged when the header cannot be taken.
    """
    if not binary.startswith(VERSION_PREFIX):
        raise NotSealed("this is not a sealed file")
    if not binary.startswith(VERSION_LINE):
        raise HeaderDamaged("the sealed file is of another version of the age format")
    mark = binary.find(b"\n" + MAC_MARK, 0, MAX_HEADER_SIZE)
    end = binary.find(b"\n", mark + 1, MAX_HEADER_SIZE)
    if mark < 0 or end < 0:
        if len(binary) > MAX_HEADER_SIZE:
            raise TooLarge(f"the header is over {MAX_HEADER_SIZE} bytes")
        raise HeaderDamaged("the header has no end")
    signed = binary[: mark + 1 + len(MAC_MARK)]
    return Header(
        stanzas=_parse_stanzas(binary[len(VERSION_LINE) : mark + 1]),
        mac=_parse_mac(binary[len(signed) : end]),
        signed=signed,
        size=end + 1,
    )


def encode_raw(content: bytes) -> bytes:
    """Write base64 without padding."""
    return base64.b64encode(content).rstrip(b"=")


def decode_raw(text: bytes) -> bytes:
    """Read base64 without padding. Raises HeaderDamaged unless ``text`` is the one way to write its bytes."""
    try:
        content = binascii.a2b_base64(text + b"=" * (-len(text) % 4), strict_mode=True)
    except binascii.Error:
        raise HeaderDamaged("the header holds text that is not base64") from None
    # Strict mode lets stray bits and padding pass, which can only be in the last group of four characters.
    last = len(content) - (len(content) % 3 or 3)
    if encode_raw(content[max(0, last) :]) != text[(len(text) - 1) // 4 * 4 :]:
        raise HeaderDamaged("the header holds base64 that is not canonical")
    return content


def _body_lines(body: bytes) -> bytes:
    text = encode_raw(body)
    # A last line shorter than 64 characters ends the body, so a full one is followed by an empty one.
    return b"".join(text[start : start + COLUMNS] + b"\n" for start in range(0, len(text) + 1, COLUMNS))


def _parse_stanzas(text: bytes) -> tuple[Stanza, ...]:
    lines = text.split(b"\n")
    lines.pop()
    stanzas = []
    position = 0
    while position < len(lines):
        stanza, position = _parse_stanza(lines, position)
        stanzas.append(stanza)
    if not stanzas:
        raise HeaderDamaged("the header names no recipient")
    return tuple(stanzas)


def _parse_stanza(lines: list[bytes], position: int) -> tuple[Stanza, int]:
    mark, words = lines[position][: len(STANZA_MARK)], lines[position][len(STANZA_MARK) :]
    if mark != STANZA_MARK or not _ARGUMENTS.fullmatch(words):
        raise HeaderDamaged("a line of the header does not begin a recipient")
    type_, *arguments = words.decode("ascii").split(" ")
    body = []
    for line in lines[position + 1 :]:
        if len(line) > COLUMNS:
            raise HeaderDamaged("a line of the header is too long")
        body.append(line)
        if len(line) < COLUMNS:
            stanza = Stanza(type=type_, arguments=tuple(arguments), body=decode_raw(b"".join(body)))
            return stanza, position + 1 + len(body)
    raise HeaderDamaged("a recipient in the header has no end")


def _parse_mac(text: bytes) -> bytes:
    if not text.startswith(b" "):
        raise HeaderDamaged("the last line of the header is not exact")
    mac = decode_raw(text[1:])
    if len(mac) != MAC_SIZE:
        raise HeaderDamaged("the last line of the header has the wrong length")
    return mac
