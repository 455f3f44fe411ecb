"""The drill: does each key, and do the paper shares, open what they must? Tried on real kept files, and noted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from ..encrypt import Identity, age, open_envelope
from ..encrypt.keyfiles import open_identity
from ..encrypt.roster import Role, Roster, Status, active_recipients
from ..encrypt.store_key import unwrap_store_key
from ..errors import KitError, Misuse, StoreError
from ..store.audit import Happening, append
from ..store.envelopes import KeptEnvelope, kept_bytes, kept_envelopes
from .archive import read_kept
from .keys import read_current_roster, read_kept_roster
from .recovery import read_recovery_identity
from .unlocking import Office

SHARES = "paper shares"
OPENED, FAILED, NOT_TRIED = "opened", "failed", "not tried"
TRIAL = "trial file"


@dataclass(frozen=True, kw_only=True, slots=True)
class Drilled:
    """How it went with one key. ``file`` is the case whose file was opened, or says that it was made for the trial."""

    name: str
    result: str
    file: str
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
    now: datetime,
) -> tuple[Drilled, ...]:
    """Try every key whose passphrase is given, and two shares, and note each result. Raises a StoreError only."""
    roster = read_current_roster(office.home, today=now.date()).roster
    with office.store.reading() as connection:
        kept = kept_envelopes(connection, authority=office.home.authority)
    results = []
    for name in dict.fromkeys([*required, *passphrases, *([SHARES] if share_files else [])]):
        if name == SHARES and share_files:
            results.append(_try(office, name, roster, kept, share_files=share_files, now=now))
        elif passphrases.get(name):
            results.append(_try(office, name, roster, kept, passphrase=passphrases[name], now=now))
        else:
            results.append(Drilled(name=name, result=NOT_TRIED, file="", seconds=0, problem=""))
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
    now: datetime,
) -> Drilled:
    begun, file, problem = perf_counter(), "", ""
    try:
        identity = read_recovery_identity(office.home, share_files) if share_files else _key(office, name, passphrase)
        file = _open_something(office, identity, roster, kept, today=now.date())
    except StoreError:
        raise
    except KitError as error:
        problem = error.message
    seconds = round(perf_counter() - begun, 3)
    return Drilled(name=name, result=FAILED if problem else OPENED, file=file, seconds=seconds, problem=problem)


def _key(office: Office, name: str, passphrase: str) -> Identity:
    try:
        return open_identity(office.home.key_file(name).read_bytes(), passphrase).identity
    except FileNotFoundError:
        raise Misuse(f"there is no key of {name} here") from None


def _open_something(
    office: Office, identity: Identity, roster: Roster, kept: Sequence[KeptEnvelope], *, today: date
) -> str:
    """Open the newest kept file that is sealed to this key, and what an active key opens besides: the store's key."""
    if identity.fingerprint in {each.fingerprint for each in active_recipients(roster)}:
        unwrap_store_key(office.home.store_key_file.read_bytes(), [identity])
    for each in reversed(kept):
        sealed_to = read_kept_roster(office.home, each.roster_version, today=today)
        if sealed_to and identity.fingerprint in {key.fingerprint for key in active_recipients(sealed_to)}:
            with office.store.reading() as connection:
                envelope = read_kept(each, kept_bytes(connection, each.id))
            open_envelope(envelope, [identity])
            return each.reference
    age.decrypt(age.encrypt(b"trial", active_recipients(roster)), [identity])
    return TRIAL


def _note(office: Office, results: Sequence[Drilled], *, now: datetime) -> None:
    happenings = [
        Happening(
            action="drill",
            subject=each.name,
            detail={"result": each.result, "file": each.file, "milliseconds": round(each.seconds * 1000)},
        )
        for each in results
    ]
    with office.store.writing() as connection:
        append(connection, happenings, authority=office.home.authority, actor=office.officer, now=now)
