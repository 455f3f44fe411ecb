"""The age header, text to value and back, as strict as the specification and without any cryptography."""

from __future__ import annotations

import binascii
import re
import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from ..errors import HeaderDamaged, NotAllowed, NotSealed, TooLarge, UnknownVersion

VERSION_PREFIX = b"age-encryption.org/"
VERSION_LINE = VERSION_PREFIX + b"v1\n"
STANZA_MARK = b"-> "
MAC_MARK = b"---"

COLUMNS = 64
MAC_SIZE = 32
MAX_HEADER_SIZE = 64 * 1024

_ANOTHER_VERSION = re.compile(re.escape(VERSION_PREFIX) + rb"v(?!1\n)[1-9][0-9]{0,3}\n")

_OF_WORDS = (string.digits + string.ascii_letters + string.punctuation + " ").encode("ascii")

_OF_BASE64 = (string.ascii_uppercase + string.ascii_lowercase + string.digits + "+/").encode("ascii")
# What base64 without padding may end in, by the length of its last group: two characters hold one byte and four bits
# that are zero, three hold two bytes and two such bits, and one cannot be.
_LAST_CHARACTERS = (_OF_BASE64, b"", _OF_BASE64[::16], _OF_BASE64[::4])


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

    Raises NotSealed when it is no age file, UnknownVersion, TooLarge or HeaderDamaged when the header cannot be taken.
    """
    if not binary.startswith(VERSION_PREFIX):
        raise NotSealed("this is not a sealed file")
    if _ANOTHER_VERSION.match(binary):
        raise UnknownVersion("the sealed file is of a later version of the age format")
    if not binary.startswith(VERSION_LINE):
        raise HeaderDamaged("the first line of the header is not exact")
    lines, last, end = _header_lines(binary)
    signed = binary[: last + len(MAC_MARK)]
    return Header(
        stanzas=_parse_stanzas(lines),
        mac=_parse_mac(binary[len(signed) : end]),
        signed=signed,
        size=end + 1,
    )


def encode_raw(content: bytes) -> bytes:
    """Write base64 without padding."""
    return binascii.b2a_base64(content, newline=False).rstrip(b"=")


def decode_raw(text: bytes) -> bytes:
    """Read base64 without padding. Raises HeaderDamaged unless ``text`` is the one way to write its bytes."""
    try:
        content = binascii.a2b_base64(text + b"=" * (-len(text) % 4), strict_mode=True)
    except binascii.Error:
        raise HeaderDamaged("the header holds text that is not base64") from None
    # Strict mode lets stray bits and padding pass, and both show in the last character.
    if text[-1:] not in _LAST_CHARACTERS[len(text) % 4]:
        raise HeaderDamaged("the header holds base64 that is not canonical")
    return content


def _body_lines(body: bytes) -> bytes:
    text = encode_raw(body)
    # A last line shorter than 64 characters ends the body, so a full one is followed by an empty one.
    return b"".join(text[start : start + COLUMNS] + b"\n" for start in range(0, len(text) + 1, COLUMNS))


def _header_lines(binary: bytes) -> tuple[list[bytes], int, int]:
    """Return the lines between the first and the last of a header, and where the last one begins and ends."""
    lines: list[bytes] = []
    begin = len(VERSION_LINE)
    while (end := binary.find(b"\n", begin, MAX_HEADER_SIZE)) >= 0:
        line = binary[begin:end]
        if line.startswith(MAC_MARK):
            return lines, begin, end
        lines.append(line)
        begin = end + 1
    if len(binary) > MAX_HEADER_SIZE:
        raise TooLarge(f"the header is over {MAX_HEADER_SIZE} bytes", hint=NotAllowed.advice)
    raise HeaderDamaged("the header has no end")


def _parse_stanzas(lines: Sequence[bytes]) -> tuple[Stanza, ...]:
    following = iter(lines)
    stanzas = tuple(_parse_stanza(line, following) for line in following)
    if not stanzas:
        raise HeaderDamaged("the header names no recipient")
    return stanzas


def _parse_stanza(first: bytes, following: Iterator[bytes]) -> Stanza:
    """Read a stanza from its first line and as many as it has of those that follow."""
    type_, *arguments = _words(first)
    body = []
    for line in following:
        if len(line) > COLUMNS:
            raise HeaderDamaged("a line of the header is too long")
        body.append(line)
        if len(line) < COLUMNS:
            return Stanza(type=type_, arguments=tuple(arguments), body=decode_raw(b"".join(body)))
    raise HeaderDamaged("a recipient in the header has no end")


def _words(line: bytes) -> list[str]:
    if line.startswith(STANZA_MARK) and not line.translate(None, _OF_WORDS):
        words = line[len(STANZA_MARK) :].decode("ascii").split(" ")
        if all(words):
            return words
    raise HeaderDamaged("a line of the header does not begin a recipient")


def _parse_mac(text: bytes) -> bytes:
    if not text.startswith(b" "):
        raise HeaderDamaged("the last line of the header is not exact")
    mac = decode_raw(text[1:])
    if len(mac) != MAC_SIZE:
        raise HeaderDamaged("the last line of the header has the wrong length")
    return mac
