"""Telling from its bytes what something is; the ending of a name says nothing."""

from __future__ import annotations

import re
import stat
from enum import Enum, auto

SNIFF = 256 * 1024  # the headers of a mail that has passed many servers

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OUTLOOK = "__properties_version1.0".encode("utf-16-le")
_OFFICE = (b"[Content_Types].xml", b"mimetype", b"_rels/", b"META-INF/", b"docProps/", b"word/", b"xl/", b"ppt/")

_MBOX = re.compile(rb"From [^\r\n]{1,200}\r?\n(?=[!-9;-~]+:)")
_HEADER = re.compile(rb"^([!-9;-~]+)[ \t]*:", re.MULTILINE)
_END_OF_HEADERS = re.compile(rb"\r?\n\r?\n|\r\r")
_OF_A_SERVER = {b"message-id", b"received", b"return-path", b"mime-version", b"delivered-to"}

_WORDS = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"BM", "a picture"),
    (b"{\\rtf", "a Word document"),
    (b"7z\xbc\xaf\x27\x1c", "a packed file of a kind that is not opened"),
    (b"Rar!", "a packed file of a kind that is not opened"),
    (b"\x1f\x8b", "a packed file of a kind that is not opened"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"\x78\x9f\x3e\x22", "an Outlook winmail.dat without a sealed file"),
    (b"-----BEGIN PGP", "a file that another program has encrypted"),
    (b"SQLite format 3\x00", "a database"),
)


_ONLY_SEALED = (b"ENCRYPTED", b"YWdlLWVuY3J5cHRpb24u", b"age-encryption.org/")


class Kind(Enum):
    """What is looked into in a way of its own; everything else may be a sealed file."""

    ZIP = auto()
    OUTLOOK = auto()
    MBOX = auto()
    MAIL = auto()
    OTHER = auto()


def kind_of(raw: bytes) -> Kind:
    """Tell what to open something as."""
    if raw.startswith(_ZIP):
        return Kind.OTHER if _is_office_document(raw) else Kind.ZIP
    if raw.startswith(_COMPOUND):
        return Kind.OUTLOOK if _OUTLOOK in raw else Kind.OTHER
    if _MBOX.match(raw):
        return Kind.MBOX
    return Kind.MAIL if _is_mail(raw) else Kind.OTHER


def may_be_sealed(raw: bytes) -> bool:
    """Tell whether a closer look is worth it: a sealed file has one of these, in one byte a letter or in two."""
    return any(each in raw or bytes(each.decode().encode("utf-16-le")[:-1]) in raw for each in _ONLY_SEALED)


def what_is(raw: bytes) -> str:
    """Say in plain words what something is that holds no sealed file."""
    if not raw.strip():
        return "an empty file"
    if raw.startswith((*_ZIP, _COMPOUND)):
        return "an Office document"
    for start, words in _WORDS:
        if raw.startswith(start):
            return words
    start_of_text = raw[:SNIFF].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start_of_text[:15].lower().startswith((b"<!doctype html", b"<html")):
        return "a web page without a sealed file"
    return "a text without a sealed file" if _is_text(raw[:4096]) else "a file of another kind"


def what_is_no_file(mode: int) -> str:
    """Say in plain words what something on the disk is that is not a file; empty for a file."""
    if stat.S_ISREG(mode) or stat.S_ISDIR(mode):
        return ""
    if stat.S_ISFIFO(mode):
        return "a pipe, not a file"
    return "a socket, not a file" if stat.S_ISSOCK(mode) else "a device, not a file"


def _is_office_document(raw: bytes) -> bool:
    length = int.from_bytes(raw[26:28], "little")
    return raw.startswith(_ZIP[0]) and raw[30 : 30 + length].startswith(_OFFICE)


def _is_mail(raw: bytes) -> bool:
    """A pasted "From: … Subject: …" is no mail: one has been through a server, or says from whom and when."""
    start = raw[:SNIFF].removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    if not _HEADER.match(start):
        return False
    end = _END_OF_HEADERS.search(start)
    named = {name.lower() for name in _HEADER.findall(start[: end.start()] if end else start)}
    return bool(named & _OF_A_SERVER and len(named) > 1) or {b"from", b"date"} <= named


def _is_text(start: bytes) -> bool:
    try:
        start.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > len(start) - 4
    return b"\x00" not in start
