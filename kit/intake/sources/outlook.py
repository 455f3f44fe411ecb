"""Mail that Outlook has saved as a .msg file, taken apart like any other mail."""

from __future__ import annotations

import struct
from io import BytesIO

from olefile import OleFileIO
from oxmsg import Message
from oxmsg.domain import constants
from oxmsg.properties import Properties
from oxmsg.storage import Storage

from ..steps import MailHeaders
from .mail import BODY, LONGEST_HEADER, MAX_PARTS
from .parts import CannotUnpack, Mail, Part, Unread, clean_text, part_name

_ATTACHMENT = "__attach_version1.0_#"
_INNER_MAIL = "__substg1.0_3701000D"
_ATTACHMENT_HEADER_SIZE = 8
_INNER_HEADER_SIZE = 24  # that of an inner mail's properties; the outermost one's has 32


def read_outlook(name: str, raw: bytes) -> Mail:
    """Take a mail apart that Outlook has saved. Raises CannotUnpack."""
    try:
        with OleFileIO(BytesIO(raw)) as compound:  # type: ignore[no-untyped-call]
            # Several entries may claim the same bytes: all of them together would fill the memory.
            if sum(entry.size for entry in compound.direntries if entry) > 2 * len(raw):
                raise CannotUnpack("cannot-be-read", "the Outlook mail says it is larger than it is")
            storage = Storage.from_ole(compound)
        return _taken_apart(name, storage, Message(storage))
    except (
        OSError, ValueError, LookupError, TypeError, AttributeError, AssertionError, NotImplementedError,
        RecursionError, OverflowError, struct.error,
    ):  # fmt: skip
        raise CannotUnpack("cannot-be-read", "the Outlook mail is damaged or not a whole one") from None


def _taken_apart(name: str, storage: Storage, message: Message) -> Mail:
    attachments = [each for each in storage.storages if each.name.startswith(_ATTACHMENT)]
    if len(attachments) > MAX_PARTS:
        raise CannotUnpack("too-much-inside", f"the mail has more than {MAX_PARTS:,} parts")
    attached = [_read_attachment(each, number) for number, each in enumerate(attachments, start=1)]
    return Mail(name=name, headers=_headers(message), parts=(*_bodies(message), *attached))


def _bodies(message: Message) -> list[Part]:
    bodies = []
    if message.body:
        bodies.append(Part(name=BODY, raw=message.body.encode("utf-8", "replace"), is_attachment=False))
    if message.html_body:
        web = message.html_body.encode("utf-8", "replace")
        bodies.append(Part(name=BODY, raw=web, is_attachment=False, is_web_text=True))
    return bodies


def _read_attachment(storage: Storage, number: int) -> Part | Unread | Mail:
    properties = Properties(storage, properties_header_offset=_ATTACHMENT_HEADER_SIZE)
    said = properties.str_prop_value(constants.PID_ATTACH_LONG_FILENAME)
    said = said or properties.str_prop_value(constants.PID_ATTACH_FILENAME)
    inner = next((each for each in storage.storages if each.name == _INNER_MAIL), None)
    if inner is not None:
        message = Message(inner)
        message.__dict__["_properties"] = Properties(inner, properties_header_offset=_INNER_HEADER_SIZE)
        return _taken_apart(part_name(said, f"mail {number}"), inner, message)
    raw = properties.binary_prop_value(constants.PID_ATTACH_DATA_BINARY)
    name = part_name(said, f"part {number}")
    if raw is None:
        return Unread(name=name, reason="cannot-be-read", problem="Outlook has kept only a link to this attachment")
    return Part(name=name, raw=raw)


def _headers(message: Message) -> MailHeaders:
    headers = {name.lower(): value for name, value in message.message_headers.items()}
    sent = message.sent_date
    id_ = headers.get("message-id") or message.properties.str_prop_value(constants.PID_INTERNET_MESSAGE_ID) or ""
    return MailHeaders(
        date=clean_text(str(headers.get("date") or (sent.isoformat() if sent else "")), LONGEST_HEADER),
        sender=clean_text(str(message.sender or ""), LONGEST_HEADER),
        message_id=clean_text(str(id_), LONGEST_HEADER),
    )
