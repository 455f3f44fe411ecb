"""Signed notes (c2sp.org/signed-note): a text people can read, with Ed25519 signatures under it."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

from . import primitives

MAX_NOTE_SIZE = 1024 * 1024
MAX_SIGNATURES = 16

_ED25519 = b"\x01"
_KEY_ID_SIZE = 4
_SIGNATURE_LINE = re.compile("— ([^\\s+]+) ([A-Za-z0-9+/]+={0,2})")
_FORBIDDEN = re.compile(r"[\x00-\x09\x0b-\x1f]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Signature:
    """One signature line: who says to have signed, with which key, and the signature."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """A text, which ends in a newline, and the signatures under it, none of them verified."""

    text: str
    signatures: tuple[Signature, ...]


def sign_note(text: str, *, name: str, seed: bytes) -> bytes:
    """Sign ``text``, which must end in a newline, under the key name ``name``."""
    if not text.endswith("\n") or _FORBIDDEN.search(text):
        raise ValueError("a note ends in a newline and has no other control character")
    key_id = _key_id(name, primitives.ed25519_public_bytes(seed))
    encoded = base64.b64encode(key_id + primitives.sign(seed, text.encode("utf-8"))).decode("ascii")
    return f"{text}\n— {name} {encoded}\n".encode()


def read_note(content: bytes) -> Note:
    """Take a note apart. Raises ValueError when it is not one; a text without signatures is one with none."""
    if len(content) > MAX_NOTE_SIZE:
        raise ValueError("too long")
    text = content.decode("utf-8")
    if _FORBIDDEN.search(text) or not text.endswith("\n"):
        raise ValueError("control characters or no last newline")
    body, separator, lines = text.rpartition("\n\n")
    if not separator or not lines.startswith("— "):
        return Note(text=text, signatures=())
    signatures = tuple(_signature(line) for line in lines.removesuffix("\n").split("\n"))
    if len(signatures) > MAX_SIGNATURES:
        raise ValueError("too many signatures")
    return Note(text=body + "\n", signatures=signatures)


def has_signature_by(note: Note, *, name: str, public_key: bytes) -> bool:
    """Tell whether a signature line names this key, valid or not."""
    return bool(_lines_by(note, name, public_key))


def is_signed_by(note: Note, *, name: str, public_key: bytes) -> bool:
    """Tell whether this key has signed the text; a line that names the key and does not verify says no."""
    lines = _lines_by(note, name, public_key)
    text = note.text.encode("utf-8")
    return bool(lines) and all(primitives.is_signed_by(public_key, line.signature, text) for line in lines)


def _lines_by(note: Note, name: str, public_key: bytes) -> list[Signature]:
    key_id = _key_id(name, public_key)
    return [line for line in note.signatures if line.name == name and line.key_id == key_id]


def _signature(line: str) -> Signature:
    match = _SIGNATURE_LINE.fullmatch(line)
    if not match:
        raise ValueError("a signature line is not exact")
    try:
        content = base64.b64decode(match[2], validate=True)
    except binascii.Error:
        raise ValueError("a signature line is not base64") from None
    if base64.b64encode(content).decode("ascii") != match[2] or len(content) <= _KEY_ID_SIZE:
        raise ValueError("a signature line is not exact")
    return Signature(name=match[1], key_id=content[:_KEY_ID_SIZE], signature=content[_KEY_ID_SIZE:])


def _key_id(name: str, public_key: bytes) -> bytes:
    return primitives.sha256(name.encode("utf-8") + b"\n" + _ED25519 + public_key)[:_KEY_ID_SIZE]
