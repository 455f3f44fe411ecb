"""Mail as it is sent (RFC 5322, MIME), and files of many mails (mbox): taken apart, and nothing in it believed."""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from email import message_from_bytes
from email.errors import MessageError
from email.header import Header, decode_header, make_header
from email.message import Message
from itertools import islice
from secrets import token_hex

import pybase64

from ..steps import MailHeaders
from .parts import CannotUnpack, Mail, Part, Unread, clean_text, part_name

MAX_MAIL = 25_000_000
"""Bytes of one mail: the library takes ten times as much memory to take it apart."""

MAX_MAILS = 10_000
"""Mails in one file; as many as files in a zip."""

MAX_PARTS = 2_000
MAX_WITHIN = 200
"""Parts that hold other parts: the library's reader goes through a mail once for each that is inside another."""

FEW_WITHIN = 20
MAX_READ = 400_000_000
"""Bytes to go through, so counted, in a mail with more than a few such parts."""

LONGEST_HEADER = 500
_LONGEST_WRITTEN = 20_000
"""Letters of a header that are decoded: the library's time grows with the square of their number."""

BODY = "text of the mail"

# In lower case, and beginning with letters: both are then found as fast as a text is read.
_TOO_LONG = re.compile(rb"content-(?<![^\r\n]content-)[a-z-]{1,40}:(?:[^\r\n]|(?:\r\n?|\n)[ \t]){100000}")
_WITHIN = re.compile(rb"content-type:\s*(?:multipart|message)/")
_MAIL_IN_MBOX = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From [^\r\n]{1,200}\r?\n(?=[!-9;-~]+:)")
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_TAG = re.compile(r"<[^<>]*>")
_NUMBER = 8  # digits; a block has a thousand bytes and more
_BLOCK = re.compile(rb"(?<=\n)(?:[A-Za-z0-9+/]{60,100}\r?\n){16,}+")


def read_mail(name: str, raw: bytes) -> Mail:
    """Take a mail apart. Raises CannotUnpack."""
    if len(raw) > MAX_MAIL:
        raise CannotUnpack("too-large-to-open", f"the mail is over {MAX_MAIL // 1_000_000} MB")
    mark = token_hex(16)
    shortened, blocks = _without_blocks(raw.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n"), mark)
    _check_bounds(shortened)
    try:
        # The older policy on purpose: the newer one parses headers, and a stranger's headers make it fail.
        message = message_from_bytes(shortened)
        _put_back(message, mark, blocks)
        return _taken_apart(name, message)
    except (MessageError, RecursionError, ValueError, LookupError, TypeError, AttributeError):
        raise CannotUnpack("cannot-be-read", "the mail is not written as a mail must be") from None


def _without_blocks(raw: bytes, mark: str) -> tuple[bytes, list[str]]:
    """Put one line in place of each long block of base64.

    The library goes line by line, which takes as long as all else that is done with a mail, and no line of such a block
    can be a header, a boundary or empty. The mark is drawn anew for each mail: nobody can have written it there.
    """
    blocks: list[str] = []

    def set_aside(found: re.Match[bytes]) -> bytes:
        block = found[0].rstrip(b"\r\n")
        blocks.append(block.decode("ascii"))
        return f"{mark}{len(blocks) - 1:0{_NUMBER}}".encode() + found[0][len(block) :]

    return _BLOCK.sub(set_aside, raw), blocks


def _put_back(message: Message, mark: str, blocks: Sequence[str]) -> None:
    for part in message.walk():
        payload = part._payload  # type: ignore[attr-defined]  # ``get_payload`` replaces what is not ASCII
        if isinstance(payload, str) and mark in payload:
            start, *marked = payload.split(mark)
            rest = (blocks[int(each[:_NUMBER])] + each[_NUMBER:] for each in marked)
            part.set_payload("".join((start, *rest)))


def _check_bounds(raw: bytes) -> None:
    lowered = raw.lower()
    within = sum(1 for _ in _WITHIN.finditer(lowered))
    if within > MAX_WITHIN or (within > FEW_WITHIN and within * len(raw) > MAX_READ):
        raise CannotUnpack("too-much-inside", "the mail has too many parts that hold other parts")
    if _TOO_LONG.search(lowered):  # the library takes such a header apart in the square of its length
        raise CannotUnpack("too-much-inside", "the mail has a header that is too long")


def split_mbox(raw: bytes) -> Iterator[bytes]:
    """Yield the mails of an mbox file, each as it was sent. Raises CannotUnpack, before the first, for too many."""
    if sum(1 for _ in islice(_MAIL_IN_MBOX.finditer(raw), MAX_MAILS + 1)) > MAX_MAILS:
        raise CannotUnpack("too-much-inside", f"it holds more than {MAX_MAILS:,} mails")
    begun = -1
    for found in _MAIL_IN_MBOX.finditer(raw):
        if begun >= 0:
            yield _QUOTED_FROM.sub(rb"\1", raw[begun : found.start()])
        begun = found.end()
    if begun >= 0:
        yield _QUOTED_FROM.sub(rb"\1", raw[begun:])


def web_text(raw: bytes) -> bytes:
    """Return the text of a body that was written as a web page."""
    text = raw.decode("utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8", "replace")
    return html.unescape(_TAG.sub(" ", text)).encode("utf-8", "replace")


def _taken_apart(name: str, message: Message) -> Mail:
    parts = []
    for number, part in enumerate(_parts(message), start=1):
        if number > MAX_PARTS:
            raise CannotUnpack("too-much-inside", f"the mail has more than {MAX_PARTS:,} parts")
        parts.append(_read_part(part, number))
    return Mail(name=name, headers=_headers(message), parts=tuple(parts))


def _parts(message: Message) -> Iterator[Message]:
    """Yield what is not made of parts; an inner mail is not looked into here."""
    if message.get_content_maintype() == "multipart" and message.is_multipart():
        for part in _inner(message):
            yield from _parts(part)
    else:
        yield message


def _read_part(part: Message, number: int) -> Part | Unread | Mail:
    said = _file_name(part)
    if part.get_content_maintype() == "message" and part.is_multipart():
        return _inner_mail(part, part_name(said, f"mail {number}"))
    if part.get_content_maintype() == "multipart":
        # Its parts cannot be told apart, and one may have been a referral.
        return Unread(name=f"part {number}", reason="cannot-be-read", problem="the parts of the mail run together")
    raw = _content(part)
    disposition = part.get_content_disposition()
    is_body = part.get_content_maintype() == "text" and disposition != "attachment" and not said
    is_picture = part.get_content_maintype() == "image" and disposition != "attachment"
    return Part(
        name=BODY if is_body else part_name(said, f"part {number}"),
        raw=raw,
        is_attachment=not (is_body or is_picture),
        is_web_text=is_body and part.get_content_subtype() == "html",
    )


def _content(part: Message) -> bytes:
    """Decode what a part holds, leniently as the library does, which for base64 that is as it must be takes longer."""
    written = part._payload  # type: ignore[attr-defined]  # ``get_payload`` replaces what is not ASCII
    if isinstance(written, str) and _is_in_base64(part):
        with suppress(binascii.Error, ValueError):
            lines = written.encode("ascii")
            return pybase64.b64decode(lines.replace(b"\r", b"").replace(b"\n", b""), validate=True)
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content


def _is_in_base64(part: Message) -> bool:
    return str(part.get("Content-Transfer-Encoding", "")).strip().lower() == "base64"


def _inner_mail(part: Message, name: str) -> Mail | Part:
    inner = _inner(part)
    if len(inner) != 1:  # a delivery report: several blocks of headers
        return Mail(name=name, headers=_headers(part), parts=tuple(_read_part(each, 1) for each in inner))
    payload = inner[0].get_payload()
    if _is_in_base64(part) and isinstance(payload, str):
        # Against the standard, and done by some gateways.
        try:
            return Part(name=name, raw=base64.b64decode(payload))
        except (binascii.Error, ValueError):
            return Part(name=name, raw=payload.encode("utf-8", "replace"))
    return _taken_apart(name, inner[0])


def _inner(message: Message) -> list[Message]:
    payload = message.get_payload()
    return [part for part in payload if isinstance(part, Message)] if isinstance(payload, list) else []


def _headers(message: Message) -> MailHeaders:
    return MailHeaders(
        date=_header(message, "Date"), sender=_header(message, "From"), message_id=_header(message, "Message-ID")
    )


def _header(message: Message, name: str) -> str:
    value = message.get(name, "")
    try:
        text = _decoded(value)
    except (MessageError, LookupError, ValueError):
        text = str(value)
    return clean_text(text, LONGEST_HEADER)


def _file_name(part: Message) -> str | None:
    said = part.get_filename()
    if not said:
        return None
    try:
        return _decoded(said)
    except (MessageError, LookupError, ValueError):
        return said


def _decoded(written: str | Header) -> str:
    return str(make_header(decode_header(written[:_LONGEST_WRITTEN] if isinstance(written, str) else written)))
