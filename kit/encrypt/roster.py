"""The roster: whose public keys a form seals to, in a text signed by the service's root key."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from ..errors import (
    KitError,
    NotARoster,
    RosterAltered,
    RosterAnotherRoot,
    RosterExpired,
    RosterNoActiveOfficer,
    RosterNotYetValid,
    RosterTooManyOfficers,
    RosterUnsigned,
)
from . import note, primitives, strict_json
from .age import PLACES
from .keyfiles import RootKey
from .recipients import Recipient
from .words import fingerprint_words

ROSTER_VERSION = 1
# The name that the root key signs rosters under, as signed notes want one.
KEY_NAME = "lado-root/roster"

_MAX_TEXT_LENGTH = 200
_MAX_VERSION = 2**31 - 1
_OFFICER_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class Role(StrEnum):
    """Why somebody holds a key."""

    DUTY = "duty"
    COVER = "cover"
    MANAGER = "manager"
    RECOVERY = "recovery"


class Status(StrEnum):
    """Whether new files are sealed to a key. A retired key still opens the files of its time."""

    ACTIVE = "active"
    RETIRED = "retired"


@dataclass(frozen=True, kw_only=True, slots=True)
class Officer:
    """One key in the roster."""

    name: str
    role: Role
    recipient: Recipient
    status: Status
    added: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Roster:
    """The keys of one authority for one span of days, first and last included."""

    authority: str
    version: int
    issued: date
    valid_until: date
    root: bytes
    officers: tuple[Officer, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class SignedRoster:
    """A roster whose signature has been verified. ``sha256`` is of its text, without the signature."""

    roster: Roster
    sha256: str

    @property
    def words(self) -> tuple[str, ...]:
        """The fingerprint that people compare."""
        return fingerprint_words(bytes.fromhex(self.sha256))

    @property
    def active_recipients(self) -> tuple[Recipient, ...]:
        """The keys to seal to."""
        return active_recipients(self.roster)


def active_recipients(roster: Roster) -> tuple[Recipient, ...]:
    """Return the keys of the active officers, in the order of the roster."""
    return tuple(officer.recipient for officer in roster.officers if officer.status is Status.ACTIVE)


def sign_roster(roster: Roster, root_key: RootKey) -> bytes:
    """Write and sign a roster. Raises a RosterError when a reader would refuse it on its days."""
    if roster.root != root_key.public_key:
        raise RosterAnotherRoot(
            "the roster names another root key than the one that signs it", hint="sign with the root key it names"
        )
    text = roster_text(roster)
    _parse(text)
    _check_officers(roster)
    return note.sign_note(text, name=KEY_NAME, seed=root_key.seed)


def read_roster(
    content: bytes, *, today: date, trusted_root: bytes | None = None, allow_expired: bool = False
) -> SignedRoster:
    """Verify and read a signed roster.

    Without ``trusted_root`` the root key it names itself is believed: only for the very first time, with the
    words compared by people. ``allow_expired`` is for old submissions. Raises a RosterError.
    """
    try:
        signed = note.read_note(content)
    except ValueError:
        raise _not_a_roster("the file is not a signed text") from None
    if not signed.signatures:
        _parse(signed.text)
        raise RosterUnsigned("the roster is not signed", hint="sign it with the root key: lado keys roster")
    roster = _verified(signed, trusted_root)
    _check_days(roster, today, allow_expired=allow_expired)
    _check_officers(roster)
    return SignedRoster(roster=roster, sha256=primitives.sha256(signed.text.encode("utf-8")).hex())


def _verified(signed: note.Note, trusted_root: bytes | None) -> Roster:
    if trusted_root is None:
        roster = _parse(signed.text)
        _check_signature(signed, roster.root)
        return roster
    if not note.has_signature_by(signed, name=KEY_NAME, public_key=trusted_root):
        raise RosterAnotherRoot(
            "the roster is not signed by the root key of this service",
            hint="do not use it; ask the person who keeps the root key which roster is right",
        )
    _check_signature(signed, trusted_root)
    roster = _parse(signed.text)
    if roster.root != trusted_root:
        raise RosterAnotherRoot("the roster names another root key than the one that signed it")
    return roster


def _check_signature(signed: note.Note, root: bytes) -> None:
    if not note.is_signed_by(signed, name=KEY_NAME, public_key=root):
        raise RosterAltered(
            "the roster has been changed since it was signed",
            hint="do not use it; take the roster file again from the person who keeps the root key",
        )


def _check_days(roster: Roster, today: date, *, allow_expired: bool) -> None:
    if today < roster.issued:
        raise RosterNotYetValid(
            f"the roster is valid from {roster.issued.isoformat()}",
            hint="check the date of this PC, or wait for the day",
        )
    if today > roster.valid_until and not allow_expired:
        raise RosterExpired(
            f"the roster was valid until {roster.valid_until.isoformat()}",
            hint="sign and publish a new roster: lado keys roster",
        )


def _check_officers(roster: Roster) -> None:
    active = len(active_recipients(roster))
    if not active:
        raise RosterNoActiveOfficer("the roster has no active officer", hint="add a key: lado keys new")
    if active > PLACES:
        raise RosterTooManyOfficers(
            f"the roster has {active} active officers and a file has room for {PLACES}",
            hint="retire the keys that are no longer used",
        )


def roster_text(roster: Roster) -> str:
    """Return the one text of a roster: what is signed, and what its fingerprint is computed from."""
    value = {
        "roster": ROSTER_VERSION,
        "authority": roster.authority,
        "version": roster.version,
        "issued": roster.issued.isoformat(),
        "valid_until": roster.valid_until.isoformat(),
        "root": base64.b64encode(roster.root).decode("ascii"),
        "officers": [
            {
                "name": officer.name,
                "role": officer.role.value,
                "recipient": str(officer.recipient),
                "status": officer.status.value,
                "added": officer.added.isoformat(),
            }
            for officer in roster.officers
        ],
    }
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _parse(text: str) -> Roster:
    try:
        value = strict_json.loads(text)
        roster = _roster(value)
        # One roster has one text: this also refuses unknown keys and another order or spacing.
        is_exact = roster_text(roster) == text
    except (KeyError, TypeError, ValueError, KitError):
        raise _not_a_roster("the text is not a roster") from None
    if not is_exact:
        raise _not_a_roster("the text is not exactly as a roster is written")
    return roster


def _roster(value: dict[str, Any]) -> Roster:
    _expect(value["roster"] is not True and value["roster"] == ROSTER_VERSION)
    officers = tuple(_officer(entry) for entry in value["officers"])
    _expect_distinct([officer.name for officer in officers])
    _expect_distinct([officer.recipient.fingerprint for officer in officers])
    roster = Roster(
        authority=value["authority"],
        version=value["version"],
        issued=_date(value["issued"]),
        valid_until=_date(value["valid_until"]),
        root=base64.b64decode(value["root"], validate=True),
        officers=officers,
    )
    _expect(isinstance(roster.authority, str) and 1 <= len(roster.authority) <= _MAX_TEXT_LENGTH)
    _expect(not _CONTROL.search(roster.authority))
    _expect(type(roster.version) is int and 1 <= roster.version <= _MAX_VERSION)
    _expect(roster.issued <= roster.valid_until and len(roster.root) == primitives.KEY_SIZE)
    return roster


def _officer(entry: dict[str, Any]) -> Officer:
    _expect(bool(_OFFICER_NAME.fullmatch(entry["name"])) and isinstance(entry["recipient"], str))
    return Officer(
        name=entry["name"],
        role=Role(entry["role"]),
        recipient=Recipient.parse(entry["recipient"]),
        status=Status(entry["status"]),
        added=_date(entry["added"]),
    )


def _date(text: str) -> date:
    _expect(bool(_DATE.fullmatch(text)))
    return date.fromisoformat(text)


def _expect_distinct(names: Sequence[str]) -> None:
    _expect(len(set(names)) == len(names))


def _expect(condition: bool) -> None:
    if not condition:
        raise ValueError("not as a roster is written")


def _not_a_roster(message: str) -> NotARoster:
    return NotARoster(message, hint="choose the roster file that lado keys roster wrote")
