"""The drill: does each key, and do the paper shares, open what they must? Tried on real kept files, and noted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from ..encrypt import Identity, age
from ..encrypt.envelope import content_sha256
from ..encrypt.keyfiles import open_identity
from ..encrypt.roster import Role, Roster, Status, active_recipients
from ..encrypt.store_key import unwrap_store_key
from ..errors import KitError, Misuse, SealedFileError, StoreError
from ..store.audit import Happening, append
from ..store.envelopes import KeptEnvelope, kept_bytes, kept_envelopes
from ..store.quarantine import held_with_bytes
from .archive import read_kept
from .keys import read_current_roster, read_kept_roster
from .recovery import read_recovery_identity
from .unlocking import Office

SHARES = "paper shares"
OPENED, FAILED, NOT_TRIED = "opened", "failed", "not tried"
TRIAL = "trial file"
ACTION = "drill"
"""What the audit chain calls it when a key was tried."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Drilled:
    """How it went with one key, and how many kept files it opened.

    ``file`` is the case whose file was tried last, or says that it was made for the trial.
    """

    name: str
    result: str
    file: str
    files: int
    seconds: float
    problem: str

    @property
    def is_good(self) -> bool:
        """Tell whether there is nothing to do about this key."""
        return self.result == OPENED


def list_required(office: Office, *, today: date) -> tuple[str, ...]:
    """List what a whole drill tries: each active officer, and the paper shares where there are any."""
    roster = read_current_roster(office.home, today=today).roster
    active = [each for each in roster.officers if each.status is Status.ACTIVE]
    people = [each.name for each in active if each.role is not Role.RECOVERY]
    return (*people, *([SHARES] if len(people) < len(active) else []))


def run_drill(
    office: Office,
    required: Sequence[str],
    *,
    passphrases: Mapping[str, str],
    share_files: Sequence[Path] = (),
    every: bool = False,
    now: datetime,
) -> tuple[Drilled, ...]:
    """Try every key whose passphrase is given, and two shares, and note each result. Raises a StoreError only.

    Each opens the newest kept file that is sealed to it, or ``every`` one, with those in quarantine.
    """
    roster = read_current_roster(office.home, today=now.date()).roster
    with office.store.reading() as connection:
        held = held_with_bytes(connection, office.home.authority) if every else ()
        kept = [
            *(each.as_kept for each in held if each.receipt),
            *kept_envelopes(connection, authority=office.home.authority),
        ]
    results = []
    for name in dict.fromkeys([*required, *passphrases, *([SHARES] if share_files else [])]):
        if name == SHARES and share_files:
            results.append(_try(office, name, roster, kept, share_files=share_files, every=every, now=now))
        elif passphrases.get(name):
            results.append(_try(office, name, roster, kept, passphrase=passphrases[name], every=every, now=now))
        else:
            results.append(Drilled(name=name, result=NOT_TRIED, file="", files=0, seconds=0, problem=""))
    _note(office, results, now=now)
    return tuple(results)


def drill_as_json(results: Sequence[Drilled]) -> list[dict[str, Any]]:
    """Return the results as plain JSON values."""
    return [asdict(each) for each in results]


def _try(
    office: Office,
    name: str,
    roster: Roster,
    kept: Sequence[KeptEnvelope],
    *,
    passphrase: str = "",
    share_files: Sequence[Path] = (),
    every: bool,
    now: datetime,
) -> Drilled:
    begun, file, files, problem = perf_counter(), "", 0, ""
    try:
        identity = read_recovery_identity(office.home, share_files) if share_files else _key(office, name, passphrase)
        _open_what_active_keys_open(office, identity, roster)
        ours = _sealed_to(office, identity, kept, today=now.date())
        for each in ours if every else ours[-1:]:
            file = each.reference
            _open(office, identity, each)
            files += 1
        files += sum(_opens(office, identity, each) for each in kept if each.roster_version is None)
    except StoreError:
        raise
    except KitError as error:
        problem = error.message
    seconds = round(perf_counter() - begun, 3)
    return Drilled(
        name=name,
        result=FAILED if problem else OPENED,
        file=file or ("" if problem else TRIAL),
        files=files,
        seconds=seconds,
        problem=problem,
    )


def _key(office: Office, name: str, passphrase: str) -> Identity:
    try:
        return open_identity(office.home.key_file(name).read_bytes(), passphrase).identity
    except FileNotFoundError:
        raise Misuse(f"there is no key of {name} here") from None


def _open_what_active_keys_open(office: Office, identity: Identity, roster: Roster) -> None:
    """Open the store's key, and a file made for the trial."""
    if identity.fingerprint in _fingerprints(roster):
        unwrap_store_key(office.home.store_key_file.read_bytes(), [identity])
        age.decrypt(age.encrypt(TRIAL.encode("ascii"), active_recipients(roster)), [identity])


def _sealed_to(
    office: Office, identity: Identity, kept: Sequence[KeptEnvelope], *, today: date
) -> Sequence[KeptEnvelope]:
    """Return the kept files that a key must open, the newest last."""
    versions = {each.roster_version for each in kept if each.roster_version is not None}
    rosters = {version: read_kept_roster(office.home, version, today=today) for version in versions}
    named = {each for each, roster in rosters.items() if roster and identity.fingerprint in _fingerprints(roster)}
    return [each for each in kept if each.roster_version in named]


def _fingerprints(roster: Roster) -> frozenset[str]:
    return frozenset(each.fingerprint for each in active_recipients(roster))


def _open(office: Office, identity: Identity, kept: KeptEnvelope) -> None:
    with office.store.reading() as connection:
        envelope = read_kept(kept, kept_bytes(connection, kept.id, kept.shelf))
    content_sha256(envelope, [identity])


def _opens(office: Office, identity: Identity, kept: KeptEnvelope) -> bool:
    """Try a file of which nobody knows to whom it is sealed."""
    try:
        _open(office, identity, kept)
    except SealedFileError:
        return False
    return True


def _note(office: Office, results: Sequence[Drilled], *, now: datetime) -> None:
    happenings = [
        Happening(
            action=ACTION,
            subject=each.name,
            detail={
                "result": each.result,
                "file": each.file,
                "files": each.files,
                "milliseconds": round(each.seconds * 1000),
            },
        )
        for each in results
    ]
    with office.store.writing() as connection:
        append(connection, happenings, authority=office.home.authority, actor=office.officer, now=now)
