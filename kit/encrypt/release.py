"""The signed release: the list of a published site's files, and the note by which the root key vouches for it."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from ..errors import NotARelease, ReleaseAltered, ReleaseAnotherRoot, ReleaseUnsigned
from . import note, primitives, strict_json
from .keyfiles import RootKey

# Whoever only asks what a release is to the office need not load the site.
if TYPE_CHECKING:
    from lado_site.release import FileFacts

NOTE_VERSION = 1
# The name that the root key signs releases under. A roster is signed under another, and neither reads as the other.
KEY_NAME = "lado-root/release"
MAX_LIST_SIZE = 4 * 1024 * 1024
KIT_PREFIX = "lado-"
"""What the release begins with that ``lado seal`` writes into a submission: it has no page."""

_MAX_TEXT_LENGTH = 200
_MAX_NUMBER = 2**31 - 1
_MAX_FILE_SIZE = 150_000_000
_RELEASE = re.compile(r"[0-9a-z][0-9a-z.-]{0,63}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class Standing(StrEnum):
    """What a release is to the office today."""

    CURRENT = "release-current"
    SUPERSEDED = "release-superseded"
    WITHDRAWN = "release-withdrawn"
    UNKNOWN = "release-unknown"
    OF_KIT = "release-of-kit"


PAGE_MARKS: Mapping[str, str] = {
    Standing.UNKNOWN: "its page is of a release that this office has not signed: ask the sender which page it was",
    Standing.SUPERSEDED: "its page is of a release that a newer one has superseded",
    Standing.WITHDRAWN: "its page is of a release that has been withdrawn: telephone the sender before you rely on it",
    Standing.OF_KIT: "it says that it was sealed with lado seal, not on a page",
}
"""What is said of a submission whose page is not of the release in force."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReleaseNote:
    """What the root key signs about a release. ``list_sha256`` is of the list of its files, to the byte.

    Notes are numbered in the order in which they were signed: the highest number is the release in force.
    """

    authority: str
    number: int
    release: str
    list_sha256: str
    roster: int
    valid_until: date
    superseded: tuple[str, ...]
    withdrawn: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ReleaseList:
    """What ``release.json`` says: the files of a release, and what it was made of."""

    release: str
    authority: str
    roster: int
    words: tuple[str, ...]
    valid_until: date
    forms: Mapping[str, str]
    files: Mapping[str, FileFacts]


def sign_release(release: ReleaseNote, root_key: RootKey) -> bytes:
    """Write and sign the note of a release."""
    text = note_text(release)
    _parse(text)
    return note.sign_note(text, name=KEY_NAME, seed=root_key.seed)


def read_note(content: bytes, *, trusted_root: bytes) -> ReleaseNote:
    """Verify and read the note of a release. Raises a ReleaseError."""
    try:
        signed = note.read_note(content)
    except ValueError:
        raise _not_a_release("the note of the release is not a signed text") from None
    if not signed.signatures:
        raise ReleaseUnsigned("the release is not signed", hint="have it signed with lado release sign")
    if not note.has_signature_by(signed, name=KEY_NAME, public_key=trusted_root):
        raise ReleaseAnotherRoot(
            "the release is not signed by the root key of this service",
            hint="do not trust the pages; tell the LADO team, who keep the root key",
        )
    if not note.is_signed_by(signed, name=KEY_NAME, public_key=trusted_root):
        raise ReleaseAltered(
            "the note of the release has been changed since it was signed",
            hint="do not trust the pages; tell the LADO team",
        )
    return _parse(signed.text)


def read_list(content: bytes) -> ReleaseList:
    """Read the list of a release's files, which nobody has vouched for yet. Raises NotARelease."""
    try:
        _expect(len(content) <= MAX_LIST_SIZE)
        value = strict_json.loads(content.decode("utf-8"))
        read = ReleaseList(
            release=_matching(_RELEASE, value["release"]),
            authority=_text(value["authority"]),
            roster=_number(value["roster"]),
            words=tuple(_text(word) for word in value["words"]),
            valid_until=_date(value["valid_until"]),
            forms={_text(name): _matching(_SHA256, digest) for name, digest in value["forms"].items()},
            files={_path(name): _facts(facts) for name, facts in value["files"].items()},
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        raise _not_a_release("this is not the list of files of a published site") from None
    return read


def check_list(content: bytes, signed: ReleaseNote) -> ReleaseList:
    """Read the list that a verified note is about. Raises ReleaseAltered or NotARelease."""
    if primitives.sha256(content).hex() != signed.list_sha256:
        raise ReleaseAltered(
            "the list of files is not the one that was signed", hint="do not trust the pages; tell the LADO team"
        )
    read = read_list(content)
    said = (signed.authority, signed.release, signed.roster, signed.valid_until)
    if (read.authority, read.release, read.roster, read.valid_until) != said:
        raise _not_a_release("the list of files says something else than the note that was signed")
    return read


def list_digest(content: bytes) -> str:
    """Return what a note names a list of files by."""
    return primitives.sha256(content).hex()


def standing(release: str, *, in_order: Sequence[str], withdrawn: Collection[str]) -> Standing:
    """Say what a release is, given those that were signed, the newest last."""
    if release in withdrawn:
        return Standing.WITHDRAWN
    if release.startswith(KIT_PREFIX):
        return Standing.OF_KIT
    if release not in in_order:
        return Standing.UNKNOWN
    return Standing.CURRENT if release == in_order[-1] else Standing.SUPERSEDED


def note_text(release: ReleaseNote) -> str:
    """Return the one text of a note: what is signed."""
    value = {
        "release_note": NOTE_VERSION,
        "authority": release.authority,
        "number": release.number,
        "release": release.release,
        "release_json": release.list_sha256,
        "roster": release.roster,
        "valid_until": release.valid_until.isoformat(),
        "superseded": list(release.superseded),
        "withdrawn": list(release.withdrawn),
    }
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _parse(text: str) -> ReleaseNote:
    try:
        value = strict_json.loads(text)
        _expect(value["release_note"] is not True and value["release_note"] == NOTE_VERSION)
        read = ReleaseNote(
            authority=_text(value["authority"]),
            number=_number(value["number"]),
            release=_matching(_RELEASE, value["release"]),
            list_sha256=_matching(_SHA256, value["release_json"]),
            roster=_number(value["roster"]),
            valid_until=_date(value["valid_until"]),
            superseded=tuple(_matching(_RELEASE, each) for each in value["superseded"]),
            withdrawn=tuple(_matching(_RELEASE, each) for each in value["withdrawn"]),
        )
        others = [*read.superseded, *read.withdrawn]
        _expect(len({*others, read.release}) == len(others) + 1)
        # One note has one text: this also refuses unknown keys and another order or spacing.
        _expect(note_text(read) == text)
    except (KeyError, TypeError, ValueError):
        raise _not_a_release("the note is not exactly as the note of a release is written") from None
    return read


def _path(name: str) -> str:
    """Return the path of a file below the site, which leads nowhere else."""
    parts = _text(name).split("/")
    _expect("\\" not in name and ":" not in parts[0] and not {"", ".", ".."} & set(parts))
    return name


def _facts(value: Any) -> FileFacts:
    from lado_site.release import FileFacts

    _expect(value.keys() == {"sha256", "size"} and type(value["size"]) is int and 0 <= value["size"] <= _MAX_FILE_SIZE)
    return FileFacts(sha256=_matching(_SHA256, value["sha256"]), size=value["size"])


def _text(value: Any) -> str:
    _expect(isinstance(value, str) and 1 <= len(value) <= _MAX_TEXT_LENGTH and not _CONTROL.search(value))
    return str(value)


def _number(value: Any) -> int:
    _expect(type(value) is int and 1 <= value <= _MAX_NUMBER)
    return int(value)


def _date(value: Any) -> date:
    return date.fromisoformat(_matching(_DATE, value))


def _matching(pattern: re.Pattern[str], value: Any) -> str:
    _expect(isinstance(value, str) and pattern.fullmatch(value) is not None)
    return str(value)


def _expect(condition: bool) -> None:
    if not condition:
        raise ValueError("not as a release is written")


def _not_a_release(message: str) -> NotARelease:
    return NotARelease(message, hint="do not trust the pages before somebody has found out why; tell the LADO team")
