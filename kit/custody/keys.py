"""Officers and rosters: who can open what is sealed, said in a text that the root key signs.

A key's life: added, rotated, retired; its passphrase can change. A recovery key and paper shares are in ``recovery``.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from ..encrypt import age
from ..encrypt.keyfiles import RootKey, open_identity, open_root_key, seal_identity
from ..encrypt.recipients import Identity
from ..encrypt.roster import Officer, Role, Roster, SignedRoster, Status, active_recipients, read_roster, sign_roster
from ..encrypt.store_key import wrap_store_key
from ..errors import (
    KeyFileDamaged,
    Misuse,
    NotARoster,
    PassphraseWrong,
    Refused,
    RosterAnotherAuthority,
    RosterError,
    RosterRolledBack,
)
from ..files import add_file, replace_file
from ..home import ROSTER_DAYS, Home, current_root, current_roster
from .people import base_name, one_holder_warnings
from .unlocking import unlock

WARN_DAYS = 30
ROOT = "root"
"""What the root key is called where a key is named."""


def read_current_roster(home: Home, *, today: date) -> SignedRoster:
    """Verify and read the roster in force; an expired one still says who the officers are. Raises a RosterError."""
    return read_roster(current_roster(home), today=today, trusted_root=current_root(home), allow_expired=True)


def read_kept_roster(home: Home, version: int, *, today: date) -> Roster | None:
    """Verify and read a roster that was in force here once; None when it is not kept, or not whole."""
    try:
        content = home.roster_file(version).read_bytes()
        return read_roster(content, today=today, trusted_root=home.root_of(version), allow_expired=True).roster
    except (FileNotFoundError, RosterError):
        return None


def read_given_roster(content: bytes, *, authority: str, today: date, home: Home | None = None) -> SignedRoster:
    """Verify and read a roster that somebody gives, to seal to it. Raises a RosterError, or Misuse when it is none.

    Where this PC holds the authority's home the roster must be signed by the home's root key.
    """
    trusted_root = home.root if home and home.authority == authority else None
    try:
        signed = read_roster(content, today=today, trusted_root=trusted_root)
    except NotARoster as error:
        raise Misuse(error.message, hint=error.hint) from None
    if signed.roster.authority != authority:
        raise RosterAnotherAuthority(
            f"the roster is of {signed.roster.authority}, not of {authority}",
            hint=f"take the roster that the office of {authority} wrote with lado keys roster",
        )
    if trusted_root and home:
        check_not_older(signed, read_current_roster(home, today=today))
    return signed


def check_not_older(signed: SignedRoster, seen: SignedRoster) -> None:
    """Refuse a roster that is older than one already seen, or another one of its number. Raises RosterRolledBack."""
    given, latest = signed.roster.version, seen.roster.version
    if given < latest:
        raise RosterRolledBack(
            f"the roster is number {given}, and number {latest} is in force: it may name keys that are retired",
            hint="write the roster in force with lado keys roster, and use that",
        )
    if given == latest and signed.sha256 != seen.sha256:
        raise RosterRolledBack(
            f"the roster is number {given}, and says something else than the number {given} in force here",
            hint="do not use it; write the roster in force with lado keys roster, and find out where this one is from",
        )


def add_officer(
    home: Home,
    *,
    role: Role,
    passphrase: str,
    new_passphrase: str,
    name: str = "",
    officer: str = "",
    root_passphrase: str = "",
    now: datetime,
) -> SignedRoster:
    """Add an officer: a new private key, the store's key sealed to them too, and a roster that names them.

    ``passphrase`` opens a key of an officer who is here; the root key too, unless it has its own. Raises a KitError.
    """
    roster = read_current_roster(home, today=now.date()).roster
    name = free_name(home, roster, role, name)
    identity = Identity.generate()
    key_file = seal_identity(identity, new_passphrase, name=name, created=now)
    root = open_root(home, root_passphrase or passphrase)
    store_key = unlock(home, passphrase, officer).store_key
    added = new_officer(name, role, identity, now)
    following = next_roster(roster, [*roster.officers, added], now)
    return put_in_force(home, following, root, store_key, {home.key_file(name): key_file}, now=now)


@dataclass(frozen=True, kw_only=True, slots=True)
class Rotation:
    """An officer's new key, which takes the place of the old one."""

    old: str
    new: str
    signed: SignedRoster


def rotate_officer(
    home: Home,
    *,
    passphrase: str,
    officer: str = "",
    new_passphrase: str = "",
    root_passphrase: str = "",
    retire_old: bool = False,
    now: datetime,
) -> Rotation:
    """Give an officer a new key. The old one stays active beside it until it is retired, at once with ``retire_old``.

    With a new passphrase the old key file is put under it too, so that one passphrase opens both. Raises a KitError.
    """
    roster = read_current_roster(home, today=now.date()).roster
    root = open_root(home, root_passphrase or passphrase)
    unlocked = unlock(home, passphrase, officer)
    old = _find_officer(roster, unlocked.officer)
    if old.status is Status.RETIRED:
        raise Refused(f"the key of {old.name} is retired", hint="name the key that is in use with --officer")
    identity, name = Identity.generate(), _successor(home, roster, old.name)
    key_file = seal_identity(identity, new_passphrase or passphrase, name=name, created=now)
    kept = [_retired(each) if retire_old and each is old else each for each in roster.officers]
    following = next_roster(roster, [*kept, new_officer(name, old.role, identity, now)], now)
    signed = put_in_force(home, following, root, unlocked.store_key, {home.key_file(name): key_file}, now=now)
    if new_passphrase:
        change_passphrase(home, name=old.name, passphrase=passphrase, new_passphrase=new_passphrase)
    return Rotation(old=old.name, new=name, signed=signed)


def retire_officer(
    home: Home, *, name: str, passphrase: str, officer: str = "", root_passphrase: str = "", now: datetime
) -> SignedRoster:
    """Retire a key: from now on nothing is sealed to it, and the store's key neither. It still opens old files.

    Doing it again changes nothing but the store's key, in case an earlier try was interrupted. Raises a KitError.
    """
    roster = read_current_roster(home, today=now.date()).roster
    leaving = _find_officer(roster, name)
    others = [each for each in roster.officers if each.status is Status.ACTIVE and each is not leaving]
    if all(each.role is Role.RECOVERY for each in others):
        raise Refused(
            f"{name} is the last active officer: without them nobody opens what comes in",
            hint="add another officer first: lado keys new --role duty",
        )
    store_key = unlock(home, passphrase, officer).store_key
    if leaving.status is Status.RETIRED:
        replace_file(home.store_key_file, wrap_store_key(store_key, active_recipients(roster)))
        return read_current_roster(home, today=now.date())
    root = open_root(home, root_passphrase or passphrase)
    kept = [_retired(each) if each is leaving else each for each in roster.officers]
    return put_in_force(home, next_roster(roster, kept, now), root, store_key, {}, now=now)


def change_passphrase(home: Home, *, name: str, passphrase: str, new_passphrase: str) -> None:
    """Put a key file, an officer's or that of the root (``ROOT``), under another passphrase. Raises a KitError.

    The new file is opened and found to hold the same key before it takes the place of the old one.
    """
    file = home.root_key_file if name == ROOT else home.key_file(name)
    if not file.is_file():
        raise Misuse(f"there is no key of {name} here", hint=f"lado keys list names the keys; {ROOT} is the root key")
    changed = age.seal_with_passphrase(age.open_with_passphrase(file.read_bytes(), passphrase), new_passphrase)
    if name == ROOT:
        is_same = open_root_key(changed, new_passphrase).public_key == home.root
    else:
        old, new = open_identity(file.read_bytes(), passphrase), open_identity(changed, new_passphrase)
        is_same = (old.name, old.identity.fingerprint) == (new.name, new.identity.fingerprint)
    if not is_same:
        raise KeyFileDamaged(f"the key file of {name} is not right", hint="take the file from the backup")
    replace_file(file, changed)


def renew_roster(home: Home, *, passphrase: str, now: datetime) -> SignedRoster:
    """Sign the same officers for another year; the passphrase is the root key's. Raises a KitError."""
    roster = read_current_roster(home, today=now.date()).roster
    signed = sign_roster(next_roster(roster, roster.officers, now), open_root(home, passphrase))
    add_file(home.roster_file(roster.version + 1), signed)
    return read_current_roster(home, today=now.date())


def roster_as_json(home: Home, signed: SignedRoster) -> dict[str, Any]:
    """Return what a roster says, for a program to read; no private key is in it."""
    roster = signed.roster
    return {
        "authority": roster.authority,
        "version": roster.version,
        "issued": roster.issued.isoformat(),
        "valid_until": roster.valid_until.isoformat(),
        "words": list(signed.words),
        "officers": [
            {
                "name": officer.name,
                "role": officer.role.value,
                "status": officer.status.value,
                "added": officer.added.isoformat(),
                "fingerprint": officer.recipient.fingerprint,
                "is_key_here": home.key_file(officer.name).exists(),
            }
            for officer in roster.officers
        ],
    }


def write_roster(content: bytes, out: Path) -> None:
    """Write a signed roster to a file, or to standard output for "-". Everybody may read it."""
    if str(out) == "-":
        sys.stdout.buffer.write(content)
    elif out.exists() and not out.is_file():
        out.write_bytes(content)  # a device or a pipe is written to, never replaced
    else:
        replace_file(out, content)
        out.chmod(0o644)


def roster_warnings(roster: Roster, *, today: date) -> list[str]:
    """Say what is unsafe about a roster though it is valid: one key holder only, or a last day that is near."""
    warnings = one_holder_warnings([(each.name, each.role, each.status is Status.ACTIVE) for each in roster.officers])
    days = (roster.valid_until - today).days
    if days < 0:
        warnings.append(
            f"the roster was valid until {roster.valid_until}: sign a new one with lado keys roster --renew"
        )
    elif days < WARN_DAYS:
        warnings.append(f"the roster ends in {days} days: sign a new one with lado keys roster --renew, and publish it")
    return warnings


def open_root(home: Home, passphrase: str) -> RootKey:
    """Open the root key, which signs rosters. Raises PassphraseWrong, KeyFileDamaged or Refused."""
    try:
        root = open_root_key(home.root_key_file.read_bytes(), passphrase)
    except PassphraseWrong:
        raise PassphraseWrong(
            "the passphrase does not open the root key",
            hint="give the root key's own with --root-passphrase-file; else use the one that lado init was given",
        ) from None
    if root.public_key != home.root:
        raise Refused(
            "keys/root.age is not the root key that this home trusts",
            hint="if its change was interrupted, run lado keys root confirm again; else take the file from the backup",
        )
    return root


def put_in_force(
    home: Home, roster: Roster, root: RootKey, store_key: bytes, files: Mapping[Path, bytes], *, now: datetime
) -> SignedRoster:
    """Sign a roster and keep it, with new files in keys/ and the store's key sealed to its active officers."""
    signed = sign_roster(roster, root)
    wrapped = wrap_store_key(store_key, active_recipients(roster))
    # In this order an interruption leaves at most a key that no roster names yet: nothing is sealed to it.
    for path, content in files.items():
        add_file(path, content)
    replace_file(home.store_key_file, wrapped)
    add_file(home.roster_file(roster.version), signed)
    return read_current_roster(home, today=now.date())


def next_roster(roster: Roster, officers: Sequence[Officer], now: datetime) -> Roster:
    """Return the roster that follows, with these officers, valid from today."""
    return replace(
        roster,
        version=roster.version + 1,
        issued=now.date(),
        valid_until=now.date() + timedelta(days=ROSTER_DAYS),
        officers=tuple(officers),
    )


def new_officer(name: str, role: Role, identity: Identity, now: datetime) -> Officer:
    """Return the roster's line about a new key."""
    return Officer(name=name, role=role, recipient=identity.recipient, status=Status.ACTIVE, added=now.date())


def free_name(home: Home, roster: Roster, role: Role, name: str = "") -> str:
    """Return the name if it is free, or without one the role and the first number that is. Raises Refused."""
    taken = _taken(home, roster)
    if name in (*taken, ROOT):
        raise Refused(f"there is an officer named {name} already", hint="choose another name with --name")
    return name or next(each for number in range(1, len(taken) + 2) if (each := f"{role.value}-{number}") not in taken)


def _successor(home: Home, roster: Roster, name: str) -> str:
    taken = _taken(home, roster)
    base = base_name(name, taken)
    return next(each for number in range(2, len(taken) + 3) if (each := f"{base}-{number}") not in taken)


def _find_officer(roster: Roster, name: str) -> Officer:
    for officer in roster.officers:
        if officer.name == name:
            return officer
    raise Misuse(
        f"the roster names no {name}", hint=f"use one of {', '.join(officer.name for officer in roster.officers)}"
    )


def _retired(officer: Officer) -> Officer:
    return replace(officer, status=Status.RETIRED)


def _taken(home: Home, roster: Roster) -> set[str]:
    files = (home.folder / "keys").glob("officer-*.age")
    return {officer.name for officer in roster.officers} | {path.stem.removeprefix("officer-") for path in files}
