"""The manifest of a container: what was sent, by which form, to which roster, with which attachments."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ..errors import BadContainer, UnknownContainer
from . import strict_json

CONTAINER_VERSION = 1
MAX_MANIFEST_SIZE = 16 * 1024 * 1024
MAX_TEXT_LENGTH = 200
MAX_VERSION = 2**31 - 1
MAX_ATTACHMENT_SIZE = 150_000_000
MAX_RECIPIENTS = 6

_COVER = frozenset(["submission_id", "authority", "form", "release", "roster", "sealed_at", "attachments"])
_MANIFEST = _COVER | {"container", "answers", "attachments_size"}
_FORM = frozenset(["name", "version", "digest"])
_ROSTER = frozenset(["version", "recipients"])
_ATTACHMENT = frozenset(["name", "media_type", "size", "sha256"])
_HEX_32 = re.compile(r"[0-9a-f]{32}")
_HEX_64 = re.compile(r"[0-9a-f]{64}")
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_PATH = re.compile(r"[/\\]")


@dataclass(frozen=True, kw_only=True, slots=True)
class FormReference:
    """The exact form definition that was filled in."""

    name: str
    version: int
    digest: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RosterReference:
    """The roster that was sealed to, and the fingerprints of its active recipients."""

    version: int
    recipients: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class AttachmentEntry:
    """What the manifest says about one attachment."""

    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Cover:
    """Everything in a manifest but the answers."""

    submission_id: str
    authority: str
    form: FormReference
    release: str
    roster: RosterReference
    sealed_at: datetime
    attachments: tuple[AttachmentEntry, ...] = ()

    @property
    def attachments_size(self) -> int:
        """The sum of the attachments' sizes."""
        return sum(entry.size for entry in self.attachments)


@dataclass(frozen=True, kw_only=True, slots=True)
class Manifest(Cover):
    """Everything in a container but the attachments' bytes."""

    answers: dict[str, Any]

    def __repr__(self) -> str:
        # The answers stay out of logs and tracebacks.
        return f"Manifest(submission_id={self.submission_id!r}, form={self.form.name!r})"


def write_manifest(manifest: Manifest) -> bytes:
    """Write the manifest as JSON. Raises BadContainer when a reader would refuse it."""
    if manifest.sealed_at.tzinfo is None:
        raise BadContainer("sealed_at has no time zone")
    cover = cover_value(manifest)
    attachments = cover.pop("attachments")
    value = {
        "container": CONTAINER_VERSION,
        **cover,
        "answers": manifest.answers,
        "attachments": attachments,
        "attachments_size": manifest.attachments_size,
    }
    _manifest(value)
    try:
        written = strict_json.dumps(value).encode("utf-8")
    except ValueError as error:
        raise BadContainer(f"the manifest cannot be written: {error}") from None
    if len(written) > MAX_MANIFEST_SIZE:
        raise BadContainer("the manifest is too long")
    return written


def read_manifest(written: bytes) -> Manifest:
    """Read and check a manifest. Raises UnknownContainer or BadContainer."""
    try:
        value = strict_json.loads(written.decode("utf-8"))
    except UnicodeDecodeError:
        raise BadContainer("the manifest is not UTF-8") from None
    except ValueError as error:
        raise BadContainer(f"the manifest cannot be read: {error}") from None
    return _manifest(value)


def cover_value(cover: Cover) -> dict[str, Any]:
    """Return the cover as plain JSON values, under the names that they have in a manifest."""
    return {
        "submission_id": cover.submission_id,
        "authority": cover.authority,
        "form": {"name": cover.form.name, "version": cover.form.version, "digest": cover.form.digest},
        "release": cover.release,
        "roster": {"version": cover.roster.version, "recipients": list(cover.roster.recipients)},
        "sealed_at": cover.sealed_at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z",
        "attachments": [
            {"name": entry.name, "media_type": entry.media_type, "size": entry.size, "sha256": entry.sha256}
            for entry in cover.attachments
        ],
    }


def read_cover(value: Any) -> Cover:
    """Read a cover from plain JSON values, and check it as one in a manifest is checked. Raises BadContainer."""
    return Cover(**_covered(_fields(value, "the cover", _COVER)))


def _manifest(value: Any) -> Manifest:
    if isinstance(value, dict) and _is_integer(value.get("container")) and value["container"] != CONTAINER_VERSION:
        raise UnknownContainer("the content is of a newer layout")
    fields = _fields(value, "the manifest", _MANIFEST)
    _integer(fields["container"], "container", CONTAINER_VERSION, CONTAINER_VERSION)
    if not isinstance(fields["answers"], dict):
        raise BadContainer("answers is not an object")
    manifest = Manifest(**_covered(fields), answers=fields["answers"])
    if not _is_integer(fields["attachments_size"]) or fields["attachments_size"] != manifest.attachments_size:
        raise BadContainer("attachments_size is not the sum of the attachments")
    return manifest


def _covered(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "submission_id": _pattern(fields["submission_id"], "submission_id", _HEX_32),
        "authority": _text(fields["authority"], "authority"),
        "form": _form(fields["form"]),
        "release": _text(fields["release"], "release"),
        "roster": _roster(fields["roster"]),
        "sealed_at": _instant(fields["sealed_at"]),
        "attachments": _attachments(fields["attachments"]),
    }


def _form(value: Any) -> FormReference:
    fields = _fields(value, "form", _FORM)
    return FormReference(
        name=_text(fields["name"], "form name"),
        version=_integer(fields["version"], "form version", 1, MAX_VERSION),
        digest=_pattern(fields["digest"], "form digest", _HEX_64),
    )


def _roster(value: Any) -> RosterReference:
    fields = _fields(value, "roster", _ROSTER)
    recipients = _list(fields["recipients"], "roster recipients")
    if not 1 <= len(recipients) <= MAX_RECIPIENTS:
        raise BadContainer("roster recipients is not one to six fingerprints")
    fingerprints = tuple(_pattern(recipient, "roster recipients", _HEX_64) for recipient in recipients)
    if len(set(fingerprints)) != len(fingerprints):
        raise BadContainer("roster recipients names one key twice")
    return RosterReference(
        version=_integer(fields["version"], "roster version", 1, MAX_VERSION), recipients=fingerprints
    )


def _attachments(value: Any) -> tuple[AttachmentEntry, ...]:
    entries = tuple(_attachment(entry) for entry in _list(value, "attachments"))
    if len({entry.name for entry in entries}) != len(entries):
        raise BadContainer("two attachments have one name")
    return entries


def _attachment(value: Any) -> AttachmentEntry:
    fields = _fields(value, "an attachment", _ATTACHMENT)
    name = _text(fields["name"], "an attachment name")
    if _PATH.search(name) or name in (".", ".."):
        raise BadContainer("an attachment name is a path")
    return AttachmentEntry(
        name=name,
        media_type=_text(fields["media_type"], "an attachment media_type"),
        size=_integer(fields["size"], "an attachment size", 0, MAX_ATTACHMENT_SIZE),
        sha256=_pattern(fields["sha256"], "an attachment sha256", _HEX_64),
    )


def _fields(value: Any, name: str, keys: frozenset[str]) -> dict[str, Any]:
    if not isinstance(value, dict) or value.keys() != keys:
        raise BadContainer(f"{name} does not have exactly its keys")
    return value


def _list(value: Any, name: str) -> Sequence[Any]:
    if not isinstance(value, list):
        raise BadContainer(f"{name} is not a list")
    return value


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str) or not 1 <= len(value) <= MAX_TEXT_LENGTH or _CONTROL.search(value):
        raise BadContainer(f"{name} is not a text of 1 to {MAX_TEXT_LENGTH} characters without control characters")
    return value


def _pattern(value: Any, name: str, pattern: re.Pattern[str]) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise BadContainer(f"{name} is not in its form")
    return value


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _integer(value: Any, name: str, least: int, most: int) -> int:
    if not _is_integer(value) or not least <= value <= most:
        raise BadContainer(f"{name} is not a whole number in its range")
    number: int = value
    return number


def _instant(value: Any) -> datetime:
    text = _pattern(value, "sealed_at", _INSTANT)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise BadContainer("sealed_at is not a date and time") from None
