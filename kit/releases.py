"""The office's register of releases: what was signed, in order, and what has been withdrawn since.

releases/N.json             the N-th signed release: its note, its list of files, when and from which folder
releases/withdrawn-ID.json  when, by whom and why a release was withdrawn
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .encrypt.release import (
    ReleaseList,
    ReleaseNote,
    Standing,
    check_list,
    list_digest,
    read_list,
    read_note,
    sign_release,
    standing,
)
from .errors import Misuse, NotARelease, Refused, ReleaseAnotherRoot, ReleaseError, ReleaseWithdrawn
from .files import add_file
from .home import Home

if TYPE_CHECKING:
    from datetime import datetime

    from .custody.unlocking import Office
    from .encrypt.keyfiles import RootKey

_FOLDER = "releases"


@dataclass(frozen=True, kw_only=True, slots=True)
class SignedRelease:
    """A release that the root key has signed. ``folder`` is where it was published, if that is still there."""

    note: ReleaseNote
    list: ReleaseList
    note_bytes: bytes
    list_bytes: bytes
    signed_on: date | None = None
    folder: Path | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Withdrawal:
    """Why a release must not be used any more."""

    release: str
    on: date
    by: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Register:
    """Every release that is known here, the one in force last."""

    releases: tuple[SignedRelease, ...]
    withdrawals: Mapping[str, Withdrawal]

    @property
    def in_force(self) -> SignedRelease | None:
        """The release that was signed last, which may have been withdrawn since."""
        return self.releases[-1] if self.releases else None

    @property
    def withdrawn(self) -> frozenset[str]:
        """Those withdrawn here, and those that a signed note says are."""
        return _withdrawn(self.withdrawals, [each.note for each in self.releases])

    def standing(self, release: str) -> Standing:
        """Say what a release is to the office today."""
        return _standing(release, [each.note for each in self.releases], self.withdrawn)

    def find(self, release: str) -> SignedRelease | None:
        """Return what is known of a release."""
        return next((each for each in reversed(self.releases) if each.note.release == release), None)

    def follower(self, release: str) -> SignedRelease | None:
        """Return the release that took the place of another."""
        names = [each.note.release for each in self.releases]
        last = len(names) - names[::-1].index(release) if release in names else 0
        return next(iter(self.releases[last:]), None)


def read_register(home: Home) -> Register:
    """Read the register of a home. A file in it that is not whole, or not signed by the root key, does not count."""
    kept = [_kept(home, number) for number in _numbers(home)]
    return Register(releases=tuple(each for each in kept if each), withdrawals=_withdrawals(home))


def read_signed(note_bytes: bytes, list_bytes: bytes, *, root: bytes) -> SignedRelease:
    """Verify a note and the list that it is about. Raises a ReleaseError."""
    note = read_note(note_bytes, trusted_root=root)
    return SignedRelease(note=note, list=check_list(list_bytes, note), note_bytes=note_bytes, list_bytes=list_bytes)


def sign_and_keep(
    list_bytes: bytes, *, home: Home, root_key: Callable[[], RootKey], folder: Path, today: date
) -> bytes:
    """Sign the list of a release's files, keep both in the register, and return the note.

    It is now the release in force, and those before it are superseded. The root key is asked for only when there is
    something new to say: the release in force is given the note that it has. Raises a KitError.
    """
    listed, register = read_list(list_bytes), read_register(home)
    if withdrawal := register.withdrawals.get(listed.release):
        raise ReleaseWithdrawn(
            f"release {listed.release} was withdrawn on {withdrawal.on}: {withdrawal.reason}",
            hint="change what was wrong, or sign a new roster with lado keys roster --renew: that makes a new release",
        )
    note = _following(listed, list_bytes, register, number=max([0, *_numbers(home)]) + 1)
    in_force = register.in_force
    if in_force and _says_the_same(in_force.note, note):
        return in_force.note_bytes
    signed = sign_release(note, root_key())
    kept = {
        "signed_on": today.isoformat(),
        "folder": str(folder.absolute()),
        "note": signed.decode("utf-8"),
        "list": list_bytes.decode("utf-8"),
    }
    (home.folder / _FOLDER).mkdir(mode=0o700, exist_ok=True)
    add_file(home.folder / _FOLDER / f"{note.number}.json", _json(kept))
    return signed


def withdraw(office: Office, release: str, *, reason: str, now: datetime) -> Withdrawal:
    """Withdraw a release: from now on its pages and what was sealed on them are said to be. Raises Misuse, Refused.

    The audit trail says who did it and why.
    """
    from .store.audit import Happening, append

    register = read_register(office.home)
    if not register.find(release):
        known = ", ".join(dict.fromkeys(each.note.release for each in register.releases)) or "none has been signed yet"
        raise Misuse(f"this office has signed no release {release}", hint=f"lado release list shows them: {known}")
    if not reason.strip():
        raise Misuse("no reason is given", hint="say why in a few words: --reason “keys lost”")
    if earlier := register.withdrawals.get(release):
        raise Refused(
            f"release {release} was withdrawn on {earlier.on} already",
            hint="nothing is left to do here; publish a new release if that has not been done",
        )
    done = Withdrawal(release=release, on=now.date(), by=office.officer, reason=" ".join(reason.split()))
    happening = Happening(action="withdrew-release", subject=release, detail={"reason": done.reason})
    content = _json({"release": release, "on": done.on.isoformat(), "by": done.by, "reason": done.reason})
    with office.store.writing() as connection:
        append(connection, [happening], authority=office.home.authority, actor=office.officer, now=now)
        add_file(_withdrawal_file(office.home, release), content)
    return done


def standing_for(home: Home) -> Callable[[str], Standing]:
    """Return what says of a release what it is to this office today."""
    notes = [note for number in _numbers(home) if (note := _kept_note(home, number))]
    return partial(_standing, notes=notes, withdrawn=_withdrawn(_withdrawals(home), notes))


def _standing(release: str, notes: Sequence[ReleaseNote], withdrawn: Collection[str]) -> Standing:
    # What a note says it takes the place of is known even where only that note is.
    in_order = [known for note in notes for known in (*note.superseded, note.release)]
    return standing(release, in_order=in_order, withdrawn=withdrawn)


def _withdrawn(withdrawals: Collection[str], notes: Sequence[ReleaseNote]) -> frozenset[str]:
    return frozenset(withdrawals).union(*(note.withdrawn for note in notes[-1:]))


def _following(listed: ReleaseList, list_bytes: bytes, register: Register, *, number: int) -> ReleaseNote:
    withdrawn = register.withdrawn - {listed.release}
    before = dict.fromkeys(each.note.release for each in register.releases)
    return ReleaseNote(
        authority=listed.authority,
        number=number,
        release=listed.release,
        list_sha256=list_digest(list_bytes),
        roster=listed.roster,
        valid_until=listed.valid_until,
        superseded=tuple(each for each in before if each != listed.release and each not in withdrawn),
        withdrawn=tuple(sorted(withdrawn)),
    )


def _says_the_same(one: ReleaseNote, other: ReleaseNote) -> bool:
    said = [(each.authority, each.release, each.list_sha256, each.superseded, each.withdrawn) for each in (one, other)]
    return said[0] == said[1]


def _numbers(home: Home) -> list[int]:
    return sorted(int(path.stem) for path in (home.folder / _FOLDER).glob("*.json") if path.stem.isdecimal())


def _kept(home: Home, number: int) -> SignedRelease | None:
    """Read a release that is kept; None when it is not whole."""
    try:
        kept, note = _read(home, number)
        return SignedRelease(
            note=note,
            list=check_list(kept["list"].encode(), note),
            note_bytes=kept["note"].encode(),
            list_bytes=kept["list"].encode(),
            signed_on=date.fromisoformat(kept["signed_on"]),
            folder=Path(kept["folder"]),
        )
    except _NOT_WHOLE:
        return None


def _kept_note(home: Home, number: int) -> ReleaseNote | None:
    try:
        return _read(home, number)[1]
    except _NOT_WHOLE:
        return None


def _read(home: Home, number: int) -> tuple[dict[str, Any], ReleaseNote]:
    kept = json.loads((home.folder / _FOLDER / f"{number}.json").read_bytes())
    note = _read_note(home, kept["note"].encode())
    if (note.authority, note.number) != (home.authority, number):
        raise NotARelease("the register has it in another place")
    return kept, note


def _read_note(home: Home, content: bytes) -> ReleaseNote:
    """Read a note that the root key has signed, or one that it has replaced, about a roster of that one's time."""
    for each in home.earlier_roots:
        with suppress(ReleaseAnotherRoot):
            note = read_note(content, trusted_root=each.public_key)
            if note.roster <= each.last_roster:
                return note
    return read_note(content, trusted_root=home.root)


_NOT_WHOLE = (OSError, ValueError, KeyError, TypeError, AttributeError, ReleaseError)


def _withdrawals(home: Home) -> dict[str, Withdrawal]:
    found = [_withdrawal(path) for path in sorted((home.folder / _FOLDER).glob("withdrawn-*.json"))]
    return {each.release: each for each in found}


def _withdrawal_file(home: Home, release: str) -> Path:
    return home.folder / _FOLDER / f"withdrawn-{release}.json"


def _withdrawal(path: Path) -> Withdrawal:
    """Read why a release was withdrawn. That it was is in the name: a file that is not whole says that much."""
    release = path.stem.removeprefix("withdrawn-")
    try:
        said = json.loads(path.read_bytes())
        return Withdrawal(release=release, on=date.fromisoformat(said["on"]), by=said["by"], reason=said["reason"])
    except (OSError, ValueError, KeyError, TypeError):
        return Withdrawal(release=release, on=date.min, by="", reason="the reason cannot be read")


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n"
