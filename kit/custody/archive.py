"""The sealed files that are kept: who can open them, and moving them all to the keys that are active now."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from ..encrypt import Identity, open_envelope, read_envelope
from ..encrypt.envelope import Envelope, Opened
from ..encrypt.envelope import rewrap as seal_again
from ..encrypt.roster import SignedRoster, active_recipients
from ..errors import Refused, SealedFileError, StoreDamaged
from ..home import Home, roster_versions
from ..store.audit import Happening, append
from ..store.envelopes import KeptEnvelope, kept_bytes, kept_envelopes, replace_bytes
from .keys import read_current_roster, read_kept_roster
from .unlocking import Office


@dataclass(frozen=True, kw_only=True, slots=True)
class Unmoved:
    """A sealed file that stayed as it was, and why."""

    reference: str
    receipt: str
    reason: str
    message: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Moved:
    """What a rewrap did: the books of one run."""

    roster_version: int
    found: int
    already: int
    moved: int
    unmoved: tuple[Unmoved, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Holder:
    """A key, the rosters in which it was active, and how many of the kept files it opens."""

    name: str
    role: str
    status: str
    rosters: tuple[int, ...]
    files: int


def rewrap_archive(office: Office, *, now: datetime, step: Callable[[int, int], None] | None = None) -> Moved:
    """Seal every kept file again, byte for byte the same content, to the keys that are active now. Raises a KitError.

    Each file is its own transaction: it is opened again and compared before the old bytes go, and an interrupted run
    goes on where it stopped when it is called again. ``step`` is told how many are done, and of how many.
    """
    signed = read_current_roster(office.home, today=now.date())
    if not _can_prove(office, signed):
        raise Refused(
            f"the key of {office.officer} is retired, so it could not open what it moves",
            hint="use the passphrase of an active officer",
        )
    with office.store.reading() as connection:
        kept = kept_envelopes(connection, authority=office.home.authority)
    waiting = _still_to_move(office.home, kept, signed, today=now.date())
    unmoved = []
    for place, each in enumerate(waiting, start=1):
        try:
            _move(office, each, signed, now=now)
        except SealedFileError as error:
            unmoved.append(
                Unmoved(reference=each.reference, receipt=each.receipt, reason=error.reason, message=error.message)
            )
        if step:
            step(place, len(waiting))
    moved = Moved(
        roster_version=signed.roster.version,
        found=len(kept),
        already=len(kept) - len(waiting),
        moved=len(waiting) - len(unmoved),
        unmoved=tuple(unmoved),
    )
    _note_run(office, moved, now=now)
    return moved


def who_opens(office: Office, *, today: date) -> tuple[Holder, ...]:
    """Tell for each key of the roster in force which kept files it opens: those sealed to a roster it was active in."""
    signed = read_current_roster(office.home, today=today)
    active = {version: _active_in(office.home, version, today=today) for version in roster_versions(office.home)}
    with office.store.reading() as connection:
        kept = kept_envelopes(connection, authority=office.home.authority)
    return tuple(
        Holder(
            name=officer.name,
            role=officer.role.value,
            status=officer.status.value,
            rosters=tuple(version for version, keys in active.items() if officer.recipient.fingerprint in keys),
            files=sum(officer.recipient.fingerprint in active.get(each.roster_version, ()) for each in kept),
        )
        for officer in signed.roster.officers
    )


def _move(office: Office, kept: KeptEnvelope, signed: SignedRoster, *, now: datetime) -> None:
    with office.store.reading() as connection:
        old = read_kept(kept, kept_bytes(connection, kept.id))
    new = seal_again(old, office.identities, signed.active_recipients)
    _prove(old, new, office.identities, signed)
    detail: dict[str, str | int] = {"receipt": kept.receipt, "sha256": new.sha256, "roster": signed.roster.version}
    with office.store.writing() as connection:
        replace_bytes(
            connection,
            kept,
            new.binary,
            authority=office.home.authority,
            roster_version=signed.roster.version,
            now=now,
        )
        happening = Happening(action="rewrapped", subject=kept.reference, detail=detail)
        append(connection, [happening], authority=office.home.authority, actor=office.officer, now=now)


def read_kept(kept: KeptEnvelope, binary: bytes) -> Envelope:
    """Read a kept file and check that it is the one the store says. Raises StoreDamaged or a SealedFileError."""
    envelope = read_envelope(binary)
    if envelope.sha256 != kept.sha256:
        raise StoreDamaged(
            f"the sealed file of {kept.reference} is not the one that was stored",
            hint="stop working with the record store and restore it from its backup",
        )
    return envelope


def _prove(old: Envelope, new: Envelope, identities: Collection[Identity], signed: SignedRoster) -> None:
    """Open the new file with each key at hand that it is sealed to, and find the same content in it.

    What it holds for the others cannot be made a second time to compare, nor opened here: ``lado keys drill --every``
    opens every file with each of their keys.
    """
    targets = {recipient.fingerprint for recipient in signed.active_recipients}
    before, again = _content(open_envelope(old, list(identities))), read_envelope(new.binary)
    for identity in identities:
        if identity.fingerprint in targets and _content(open_envelope(again, [identity])) != before:
            raise StoreDamaged(
                "a file did not come out of its new seal as it went in", hint="try again; nothing was lost"
            )


def _content(opened: Opened) -> tuple[object, ...]:
    return opened.manifest, [bytes(each) for each in opened.attachments]


def _can_prove(office: Office, signed: SignedRoster) -> bool:
    targets = {recipient.fingerprint for recipient in signed.active_recipients}
    return any(identity.fingerprint in targets for identity in office.identities)


def _still_to_move(
    home: Home, kept: Collection[KeptEnvelope], signed: SignedRoster, *, today: date
) -> list[KeptEnvelope]:
    """Leave out what is sealed to these very keys already, whatever the number of its roster."""
    wanted = {recipient.fingerprint for recipient in signed.active_recipients}
    versions: Mapping[int, Collection[str]] = {
        version: _active_in(home, version, today=today) for version in {each.roster_version for each in kept}
    }
    return [each for each in kept if set(versions[each.roster_version]) != wanted]


def _active_in(home: Home, version: int, *, today: date) -> frozenset[str]:
    """Return the fingerprints a roster kept here seals to; none when it is not kept, or not whole."""
    roster = read_kept_roster(home, version, today=today)
    return frozenset(each.fingerprint for each in active_recipients(roster)) if roster else frozenset()


def _note_run(office: Office, moved: Moved, *, now: datetime) -> None:
    detail: dict[str, str | int] = {
        "roster": moved.roster_version,
        "found": moved.found,
        "already": moved.already,
        "moved": moved.moved,
        "unmoved": len(moved.unmoved),
    }
    with office.store.writing() as connection:
        happening = Happening(action="rewrap", subject="archive", detail=detail)
        append(connection, [happening], authority=office.home.authority, actor=office.officer, now=now)
