"""The sealed files that are kept: who can open them, and moving them all to the keys that are active now."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ..encrypt import Identity, read_envelope
from ..encrypt.envelope import Envelope, content_sha256
from ..encrypt.envelope import rewrap as seal_again
from ..encrypt.roster import SignedRoster, active_recipients
from ..errors import Refused, SealedFileError, StoreDamaged
from ..home import Home, roster_versions
from ..store.audit import Happening, append
from ..store.envelopes import KeptEnvelope, gone, kept_bytes, kept_envelopes, replace_bytes
from ..store.quarantine import Held, held_with_bytes
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
    """What a rewrap did: the books of one run. ``left`` is what could not be opened when it came, and cannot now."""

    roster_version: int
    found: int
    already: int
    moved: int
    unmoved: tuple[Unmoved, ...]
    left: int


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

    Those in quarantine too, as far as a key at hand opens them: they stay known by what they were as they arrived. Each
    file is its own transaction: it is opened again and compared before the old bytes go, and an interrupted run goes on
    where it stopped when it is called again. ``step`` is told how many are done, and of how many.
    """
    signed = read_current_roster(office.home, today=now.date())
    if not _can_prove(office, signed):
        raise Refused(
            f"the key of {office.officer} is retired, so it could not open what it moves",
            hint="use the passphrase of an active officer",
        )
    with office.store.reading() as connection:
        kept = kept_envelopes(connection, authority=office.home.authority)
        held = held_with_bytes(connection, office.home.authority)
    sealed = {each.as_kept: _stopped_by(each) for each in held if each.receipt}
    files = [*kept, *sealed]
    waiting = _still_to_move(office.home, files, signed, today=now.date())
    shut = _move_all(office, waiting, signed, now=now, step=step)
    unmoved = tuple(
        Unmoved(reference=each.reference, receipt=each.receipt, reason=error.reason, message=error.message)
        for each, error in shut.items()
        if error.reason != sealed.get(each)
    )
    moved = Moved(
        roster_version=signed.roster.version,
        found=len(kept) + len(held),
        already=len(files) - len(waiting),
        moved=len(waiting) - len(shut),
        unmoved=unmoved,
        left=len(held) - len(sealed) + len(shut) - len(unmoved),
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
            files=sum(officer.recipient.fingerprint in active.get(each.roster_version or 0, ()) for each in kept),
        )
        for officer in signed.roster.officers
    )


def _stopped_by(held: Held) -> str | None:
    """Say why something in quarantine could never be opened; None where it could be, once."""
    return None if held.submission_id or held.rewrapping else held.reason


def _move_all(
    office: Office,
    waiting: Sequence[KeptEnvelope],
    signed: SignedRoster,
    *,
    now: datetime,
    step: Callable[[int, int], None] | None,
) -> dict[KeptEnvelope, SealedFileError]:
    """Move each, and return those that no key at hand opens, with why."""
    shut = {}
    for place, each in enumerate(waiting, start=1):
        try:
            _move(office, each, signed, now=now)
        except SealedFileError as error:
            shut[each] = error
        if step:
            step(place, len(waiting))
    return shut


def _move(office: Office, kept: KeptEnvelope, signed: SignedRoster, *, now: datetime) -> None:
    with office.store.reading() as connection:
        old = read_kept(kept, kept_bytes(connection, kept.id, kept.shelf))
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
    """Read a kept file and check that it is the one the store says. Raises a KitError."""
    if not binary:
        raise gone(kept)
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
    before, again = content_sha256(old, list(identities)), read_envelope(new.binary)
    for identity in identities:
        if identity.fingerprint in targets and content_sha256(again, [identity]) != before:
            raise StoreDamaged(
                "a file did not come out of its new seal as it went in", hint="try again; nothing was lost"
            )


def _can_prove(office: Office, signed: SignedRoster) -> bool:
    targets = {recipient.fingerprint for recipient in signed.active_recipients}
    return any(identity.fingerprint in targets for identity in office.identities)


def _still_to_move(
    home: Home, kept: Collection[KeptEnvelope], signed: SignedRoster, *, today: date
) -> list[KeptEnvelope]:
    """Leave out what is sealed to these very keys already, whatever the number of its roster."""
    wanted = {recipient.fingerprint for recipient in signed.active_recipients}
    versions = {each.roster_version for each in kept}
    done = {each for each in versions if each is not None and _active_in(home, each, today=today) == wanted}
    return [each for each in kept if each.roster_version not in done]


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
        "left": moved.left,
    }
    with office.store.writing() as connection:
        happening = Happening(action="rewrap", subject="archive", detail=detail)
        append(connection, [happening], authority=office.home.authority, actor=office.officer, now=now)
