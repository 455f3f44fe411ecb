"""Officers and rosters: who can open what is sealed, said in a text that the root key signs."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from .encrypt.keyfiles import RootKey, open_root_key, seal_identity
from .encrypt.recipients import Identity
from .encrypt.roster import Officer, Role, Roster, SignedRoster, Status, active_recipients, read_roster, sign_roster
from .encrypt.store_key import wrap_store_key
from .errors import Misuse, NotARoster, PassphraseWrong, Refused, RosterAnotherAuthority
from .files import add_file, replace_file
from .home import ONE_HOLDER, ROSTER_DAYS, Home, current_roster
from .office import unlock

WARN_DAYS = 30


def read_current_roster(home: Home, *, today: date) -> SignedRoster:
    """Verify and read the roster in force; an expired one still says who the officers are. Raises a RosterError."""
    return read_roster(current_roster(home), today=today, trusted_root=home.root, allow_expired=True)


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
    return signed


def add_officer(
    home: Home, *, role: Role, passphrase: str, new_passphrase: str, name: str = "", officer: str = "", now: datetime
) -> SignedRoster:
    """Add an officer: a new private key, the store's key sealed to them too, and a roster that names them.

    ``passphrase`` opens the root key and a key of an officer who is here. Raises a KitError.
    """
    roster = read_current_roster(home, today=now.date()).roster
    name = name or _next_name(home, roster, role)
    if name in _taken(home, roster):
        raise Refused(f"there is an officer named {name} already", hint="choose another name with --name")
    identity = Identity.generate()
    key_file = seal_identity(identity, new_passphrase, name=name, created=now)
    root = _open_root(home, passphrase)
    store_key = unlock(home, passphrase, officer).store_key
    added = Officer(name=name, role=role, recipient=identity.recipient, status=Status.ACTIVE, added=now.date())
    signed = sign_roster(_next_roster(replace(roster, officers=(*roster.officers, added)), now), root)
    recipients = [*active_recipients(roster), identity.recipient]

    # In this order an interruption leaves at most a key that no roster names yet: nothing is sealed to it.
    add_file(home.key_file(name), key_file)
    replace_file(home.store_key_file, wrap_store_key(store_key, recipients))
    add_file(home.roster_file(roster.version + 1), signed)
    return read_current_roster(home, today=now.date())


def renew_roster(home: Home, *, passphrase: str, now: datetime) -> SignedRoster:
    """Sign the same officers for another year. Raises a KitError."""
    roster = read_current_roster(home, today=now.date()).roster
    signed = sign_roster(_next_roster(roster, now), _open_root(home, passphrase))
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
    warnings = []
    if len(active_recipients(roster)) < 2:
        warnings.append(ONE_HOLDER)
    days = (roster.valid_until - today).days
    if days < 0:
        warnings.append(
            f"the roster was valid until {roster.valid_until}: sign a new one with lado keys roster --renew"
        )
    elif days < WARN_DAYS:
        warnings.append(f"the roster ends in {days} days: sign a new one with lado keys roster --renew, and publish it")
    return warnings


def _open_root(home: Home, passphrase: str) -> RootKey:
    try:
        return open_root_key(home.root_key_file.read_bytes(), passphrase)
    except PassphraseWrong:
        raise PassphraseWrong(
            "the passphrase does not open the root key", hint="use the passphrase that lado init was given"
        ) from None


def _next_roster(roster: Roster, now: datetime) -> Roster:
    return replace(
        roster,
        version=roster.version + 1,
        issued=now.date(),
        valid_until=now.date() + timedelta(days=ROSTER_DAYS),
    )


def _next_name(home: Home, roster: Roster, role: Role) -> str:
    taken = _taken(home, roster)
    return next(name for number in range(1, len(taken) + 2) if (name := f"{role.value}-{number}") not in taken)


def _taken(home: Home, roster: Roster) -> set[str]:
    files = (home.folder / "keys").glob("officer-*.age")
    return {officer.name for officer in roster.officers} | {path.stem.removeprefix("officer-") for path in files}
