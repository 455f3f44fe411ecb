"""What a check relies on: the root key, and the releases that are known. Never on the place that is checked."""

from __future__ import annotations

import binascii
from base64 import b64decode
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from lado_site.release import MARKER, NOTE

from ..custody.keys import read_current_roster
from ..encrypt.release import MAX_LIST_SIZE
from ..encrypt.roster import read_roster
from ..errors import Misuse
from ..home import Home
from ..releases import Register, SignedRelease, read_register, read_signed

_KEY_SIZE = 32


@dataclass(frozen=True, kw_only=True, slots=True)
class Anchor:
    """The root key that a release must be signed with, and the releases that are known here.

    ``words`` are those of the roster that was given, or is in force in the home.
    """

    root: bytes
    authority: str = ""
    register: Register
    words: tuple[str, ...] = ()


def find_anchor(
    home: Home | None, *, roster: Path | None = None, root_key: str = "", release: Path | None = None, today: date
) -> Anchor:
    """Gather what is trusted: a roster or a root key that was given, else the home's. Raises Misuse or a KitError."""
    if roster:
        signed = read_roster(roster.read_bytes(), today=today, allow_expired=True)
        root, authority, words = signed.roster.root, signed.roster.authority, signed.words
        if home and home.authority == authority and home.root != root:
            raise Misuse(
                f"{roster} is signed by another root key than this office's",
                hint="do not use it; write the roster with lado keys roster",
            )
    elif root_key:
        root, authority, words = _read_root_key(root_key), "", ()
    elif home:
        root, authority, words = home.root, home.authority, read_current_roster(home, today=today).words
    else:
        raise Misuse(
            "nothing is given that a release can be trusted by",
            hint="give the authority's roster with --roster roster.txt, or the office's home with --home",
        )
    kept = read_register(home) if home and home.root == root else Register(releases=(), withdrawals={})
    given = (_read_given(release, root),) if release else ()
    return Anchor(
        root=root,
        authority=authority,
        register=Register(releases=_in_order((*kept.releases, *given)), withdrawals=kept.withdrawals),
        words=words,
    )


def _in_order(releases: tuple[SignedRelease, ...]) -> tuple[SignedRelease, ...]:
    return tuple(sorted(releases, key=lambda each: each.note.number))


def _read_root_key(text: str) -> bytes:
    try:
        root = b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        root = b""
    if len(root) != _KEY_SIZE:
        raise Misuse(
            "this is not a root key", hint="copy the 44 characters after “root” in a roster that you have compared"
        )
    return root


def _read_given(place: Path, root: bytes) -> SignedRelease:
    """Read a signed release that somebody keeps: a folder with its note and its list, or one of these two files."""
    folder = place if place.is_dir() else place.parent
    try:
        note, listed = (folder / NOTE).read_bytes(), (folder / MARKER).read_bytes()[: MAX_LIST_SIZE + 1]
    except FileNotFoundError:
        raise Misuse(
            f"{folder} does not hold {NOTE} and {MARKER}", hint="name the folder that the office has signed"
        ) from None
    read = read_signed(note, listed, root=root)
    return SignedRelease(note=read.note, list=read.list, note_bytes=note, list_bytes=listed, folder=folder.absolute())
