"""The text form of a sealed file: strict PEM, and a normaliser for what mail programs do to it."""

from __future__ import annotations

import binascii
import codecs
import re
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain, islice
from typing import BinaryIO

import pybase64

from ..errors import ArmourDamaged, NotSealed, TooLarge, TwoFiles
from .format import VERSION_PREFIX

BEGIN = b"-----BEGIN AGE ENCRYPTED FILE-----"
END = b"-----END AGE ENCRYPTED FILE-----"
COLUMNS = 64
# Mail carries no larger ones in its text; what is saved as a file and exact is read whatever its size.
MAX_SEARCHED = 24 * 1024 * 1024
MAX_MARKERS = 10_000
MAX_IN_ONE_TEXT = 100

_PIECE = 1024 * 1024

# Every age file starts with the same 19 bytes, so its text form starts with these characters.
_FIRST_CHARACTERS = binascii.b2a_base64(VERSION_PREFIX[:18], newline=False).decode("ascii")

# Two dashes before the words are enough: mail programs shorten the row of dashes or draw it as longer ones.
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_GAP = r"[\s\u00a0>]{1,8}"
_MARKER = re.compile(rf"(?<=[{_DASHES}]{{2}})(BEGIN|END){_GAP}AGE{_GAP}ENCRYPTED{_GAP}FILE")

# Quoted-printable leaves "=" at the end of a line and writes "=" as "=3D". Neither can be part of base64.
_SOFT_BREAK = re.compile(r"=[ \t]*\r?\n(?=[>\s]*[A-Za-z0-9+/])")
_ENCODED_EQUALS = re.compile(r"=3D")
_QUOTE_AND_SPACE = re.compile(r"[\s>\u00a0\u00ad\u200b-\u200f\u2028\u2029\u2060\ufeff]+")
_UNKNOWN = re.compile(rf"[^{_DASHES}\x00-\u00ff\s\u200b-\u200f\u2060\ufeff]")
_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")


def encode(binary: bytes) -> bytes:
    """Write a binary age file as text that survives mail."""
    text = binascii.b2a_base64(binary, newline=False)
    return _wrap(text)


def decode(armoured: bytes) -> bytes:
    """Read the one exact text form. Raises ArmourDamaged for any other; white space around it and CRLF may be."""
    if b"\r" in armoured:
        armoured = armoured.replace(b"\r\n", b"\n")
    text = armoured.lstrip()
    if not text.startswith(BEGIN + b"\n"):
        raise ArmourDamaged("the first line of the sealed file is not exact")
    start, end = len(BEGIN) + 1, text.rfind(b"\n" + END) + 1
    if end < start or text[end + len(END) :].strip():
        raise ArmourDamaged("the last line of the sealed file is missing or not exact")
    # Line lengths without a loop: a line end after every 64th character, and the last character is one. Another one
    # would leave fewer characters to decode than there must be.
    full, rest = divmod(end - start, COLUMNS + 1)
    if rest == 1 or text[start + COLUMNS : end : COLUMNS + 1] != b"\n" * full:
        raise ArmourDamaged("the lines of the sealed file have changed")
    return _decode_base64(memoryview(text)[start:end], full * COLUMNS + max(0, rest - 1))


def binary_pieces(opened: BinaryIO) -> Iterator[bytes]:
    """Read a file that is a binary age file, or its exact text and nothing else, and yield the binary in pieces.

    Raises NotSealed or ArmourDamaged; ``to_binary`` takes more, and needs everything at once.
    """
    start = opened.read(_PIECE)
    if start.startswith(VERSION_PREFIX):
        yield start
        yield from iter(partial(opened.read, _PIECE), b"")
    elif start.startswith((BEGIN + b"\n", BEGIN + b"\r\n")):
        yield from _decode_pieces(chain([start], iter(partial(opened.read, _PIECE), b"")))
    else:
        raise NotSealed("this is not a sealed file alone")


def _decode_pieces(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Decode the lines of many pieces at a time, and the last ones with the last line, as ``decode`` does."""
    rest = b""
    is_first = True
    for piece in pieces:
        rest = (rest + piece).replace(b"\r\n", b"\n")
        if is_first:
            rest, is_first = rest.removeprefix(BEGIN + b"\n"), False
        # No dash is base64: where one comes, the last line has begun.
        if b"-" not in rest:
            half_a_line_end = rest.endswith(b"\r")
            whole = (len(rest) - half_a_line_end) // (COLUMNS + 1) * (COLUMNS + 1)
            yield _decode_full_lines(rest[:whole])
            rest = rest[whole:]
        elif len(rest) > 2 * _PIECE:
            raise ArmourDamaged("much follows the last line of the sealed file")
    yield decode(BEGIN + b"\n" + rest)


def _decode_full_lines(lines: bytes) -> bytes:
    full = len(lines) // (COLUMNS + 1)
    binary = _decode_base64(memoryview(lines), full * COLUMNS)
    if lines[COLUMNS :: COLUMNS + 1] != b"\n" * full or len(binary) != full * (COLUMNS // 4 * 3):
        raise ArmourDamaged("the lines of the sealed file have changed")
    return binary


def normalise(raw: bytes) -> bytes:
    """Find the one sealed file in a text and write it exactly; a binary age file comes back unchanged.

    Undoes quoting, re-wrapping, other spaces, byte order marks, UTF-16, quoted-printable, and text around it.
    Raises NotSealed when there is none, TwoFiles for two different ones, ArmourDamaged when one is not whole, and
    TooLarge for a text in which it would take too long to find it.
    """
    if raw.startswith(VERSION_PREFIX):
        return raw
    if len(raw) > MAX_SEARCHED:
        raise TooLarge(
            "so large a sealed file must be as it was saved, without other text around it",
            hint="save the attachment itself and import that file",
        )
    text = _to_text(raw)
    # Instructions and banners quote the markers too: only what starts as a sealed file does is one.
    found = [(body, is_whole) for body, is_whole in _bodies(text) if body.startswith(_FIRST_CHARACTERS)]
    if not all(is_whole for _, is_whole in found):
        raise ArmourDamaged("the end of the sealed file is missing")
    bodies = {body for body, _ in found}
    if len(bodies) > 1:
        raise TwoFiles("the text holds more than one sealed file")
    for body in bodies:
        if not _BASE64.fullmatch(body):
            raise ArmourDamaged("the sealed file has other text inside it")
        return _wrap(body.encode("ascii"))
    if _MARKER.search(text) or _FIRST_CHARACTERS in text:
        raise ArmourDamaged("the sealed file in this text is not whole")
    raise NotSealed("there is no sealed file in this")


def split(raw: bytes) -> tuple[list[bytes], bool]:
    """Find each different whole sealed file in a text, written exactly; tell whether there is one that is not whole.

    For a text that ``normalise`` refuses because there is more in it than one. What is cut short and is the beginning
    of a whole one is that one, quoted. None are given of a text with very many.
    """
    try:
        found = [(body, is_whole) for body, is_whole in _bodies(_to_text(raw)) if body.startswith(_FIRST_CHARACTERS)]
    except ArmourDamaged:
        return [], True
    if len(found) > MAX_IN_ONE_TEXT:
        return [], True
    whole = list(dict.fromkeys(body for body, is_whole in found if is_whole and _BASE64.fullmatch(body)))
    is_any_cut = any(not any(each.startswith(body) for each in whole) for body, _ in found)
    return [_wrap(body.encode("ascii")) for body in whole], is_any_cut


def to_binary(raw: bytes) -> bytes:
    """Take a sealed file in any form that may reach the office and return the binary age file."""
    if raw.startswith(VERSION_PREFIX):
        return raw
    # The untouched text, by far the commonest case, needs no search.
    if raw.startswith(BEGIN):
        try:
            binary = decode(raw)
        except ArmourDamaged:
            binary = b""
        if binary.startswith(VERSION_PREFIX):
            return binary
    return decode(normalise(raw))


def _wrap(text: bytes) -> bytes:
    lines = [text[start : start + COLUMNS] for start in range(0, len(text), COLUMNS)]
    return b"\n".join([BEGIN, *lines, END, b""])


def _decode_base64(lines: memoryview, length: int) -> bytes:
    """Decode lines that hold ``length`` characters besides their line ends."""
    try:
        binary = pybase64.b64decode(lines)
    except binascii.Error:
        raise ArmourDamaged("the sealed file holds text that is not base64") from None
    # The reader passes over line ends, and over what is not base64 too: then fewer bytes come out than these
    # characters must give. Stray bits can only be in the last group, so that one is written again.
    last = len(binary) - (len(binary) % 3 or 3)
    group = binascii.b2a_base64(binary[max(0, last) :], newline=False)
    if length != -(-len(binary) // 3) * 4 or not bytes(lines[-8:]).replace(b"\n", b"").endswith(group):
        raise ArmourDamaged("the sealed file holds base64 that is not canonical")
    return binary


def _to_text(raw: bytes) -> str:
    """Decode a text, with an "?" for each character that no part of a sealed file can be."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decoded(raw, "utf-16", "replace")
    for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        every_other = raw[start:512:2]
        if every_other.count(0) * 2 > len(every_other):
            return _decoded(raw, encoding, "replace")
    try:
        return _decoded(raw, "utf-8", "strict")
    except UnicodeDecodeError:
        return _decoded(raw, "cp1252", "replace")


def _decoded(raw: bytes, encoding: str, errors: str) -> str:
    """Decode piece by piece: one character outside the alphabets of Europe makes all of a text four times as large."""
    if raw.isascii() and encoding == "utf-8":
        return raw.decode("ascii")
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    starts = range(0, len(raw), _PIECE)
    texts = (decoder.decode(raw[start : start + _PIECE], start + _PIECE >= len(raw)) for start in starts)
    return "".join(_UNKNOWN.sub("?", text) for text in texts)


def _bodies(text: str) -> list[tuple[str, bool]]:
    """Return what follows each BEGIN, cleaned, and whether its END follows before anything else begins."""
    markers = list(islice(_MARKER.finditer(text), MAX_MARKERS + 1))
    if len(markers) > MAX_MARKERS:
        raise ArmourDamaged("the text holds the first or last line of a sealed file too often")
    found = []
    for place, marker in enumerate(markers):
        if marker[1] == "BEGIN":
            following = markers[place + 1] if place + 1 < len(markers) else None
            body = text[marker.end() : following.start() if following else len(text)]
            found.append((_clean(body), following is not None and following[1] == "END"))
    return found


def _clean(body: str) -> str:
    body = _ENCODED_EQUALS.sub("=", _SOFT_BREAK.sub("", body))
    return _QUOTE_AND_SPACE.sub("", body).strip(_DASHES)
