"""The signed release: one exact text, one root key, one list of files; and what a release is to the office."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from lado_kit.encrypt import note, release
from lado_kit.encrypt.keyfiles import RootKey
from lado_kit.encrypt.release import ReleaseNote, Standing, check_list, note_text, read_list, read_note, sign_release
from lado_kit.encrypt.roster import KEY_NAME as ROSTER_NAME
from lado_kit.errors import NotARelease, ReleaseAltered, ReleaseAnotherRoot, ReleaseUnsigned
from tests.encrypt.builders import RELEASED_SHA256, a_release_list

ROOT = RootKey.from_seed(bytes(range(32)))
ANOTHER_ROOT = RootKey.from_seed(bytes(range(1, 33)))


def a_note(**changes: Any) -> ReleaseNote:
    made = ReleaseNote(
        authority="sandwell",
        number=3,
        release="0123456789ab",
        list_sha256=hashlib.sha256(a_release_list()).hexdigest(),
        roster=4,
        valid_until=date(2027, 11, 21),
        superseded=("aaaaaaaaaaaa",),
        withdrawn=("bbbbbbbbbbbb",),
    )
    return replace(made, **changes)


def test_a_note_that_was_signed_is_read_back_and_vouches_for_its_list() -> None:
    read = read_note(sign_release(a_note(), ROOT), trusted_root=ROOT.public_key)

    assert read == a_note()
    assert check_list(a_release_list(), read).files["index.html"].size == 3


def test_signing_the_same_twice_gives_the_same_bytes() -> None:
    assert sign_release(a_note(), ROOT) == sign_release(a_note(), ROOT)


def test_no_byte_of_a_signed_note_can_be_changed() -> None:
    signed = sign_release(a_note(), ROOT)

    for at in range(len(signed)):
        altered = signed[:at] + bytes([signed[at] ^ 1]) + signed[at + 1 :]
        with pytest.raises((ReleaseAltered, ReleaseAnotherRoot, ReleaseUnsigned, NotARelease)):
            read_note(altered, trusted_root=ROOT.public_key)


def test_a_note_of_another_root_key_or_of_none_is_refused() -> None:
    with pytest.raises(ReleaseAnotherRoot):
        read_note(sign_release(a_note(), ANOTHER_ROOT), trusted_root=ROOT.public_key)
    with pytest.raises(ReleaseUnsigned):
        read_note(note_text(a_note()).encode(), trusted_root=ROOT.public_key)


def test_a_signature_for_a_roster_is_none_for_a_release() -> None:
    signed = note.sign_note(note_text(a_note()), name=ROSTER_NAME, seed=ROOT.seed)

    with pytest.raises(ReleaseAnotherRoot):
        read_note(signed, trusted_root=ROOT.public_key)


@pytest.mark.parametrize(
    "alter",
    [
        lambda text: text.replace('"number": 3', '"number": true'),
        lambda text: text.replace('"number": 3', '"number": 0'),
        lambda text: text.replace('"release_note": 1', '"release_note": 2'),
        lambda text: text.replace("  ", " "),
        lambda text: text.replace('"roster": 4', '"roster": 4,\n  "more": 1'),
        lambda text: text.replace("bbbbbbbbbbbb", "aaaaaaaaaaaa"),
        lambda text: text.replace("aaaaaaaaaaaa", "0123456789ab"),
        lambda text: text.replace("aaaaaaaaaaaa", "../../etc"),
        lambda text: text.replace("2027-11-21", "2027-13-21"),
    ],
)
def test_a_rightly_signed_text_that_is_not_exactly_a_note_is_refused(alter: Any) -> None:
    altered = alter(note_text(a_note()))
    signed = note.sign_note(altered, name=release.KEY_NAME, seed=ROOT.seed)

    assert altered != note_text(a_note())
    with pytest.raises(NotARelease):
        read_note(signed, trusted_root=ROOT.public_key)


def test_another_list_than_the_one_signed_is_refused() -> None:
    with pytest.raises(ReleaseAltered):
        check_list(a_release_list(tool="0.2.0"), a_note())


@pytest.mark.parametrize("change", [{"authority": "bromley"}, {"release": "ba9876543210"}, {"roster": 5}])
def test_a_list_that_says_something_else_than_its_note_is_refused(change: dict[str, Any]) -> None:
    listed = a_release_list(**change)

    with pytest.raises(NotARelease):
        check_list(listed, a_note(list_sha256=hashlib.sha256(listed).hexdigest()))


@pytest.mark.parametrize(
    "name", ["../secret", "/etc/passwd", "a//b", "a/./b", "..", "", "C:/x", "a\\b", "a\nb", "x/../../y"]
)
def test_a_list_cannot_lead_out_of_its_folder(name: str) -> None:
    with pytest.raises(NotARelease):
        read_list(a_release_list(files={name: {"sha256": RELEASED_SHA256, "size": 1}}))


@pytest.mark.parametrize(
    "facts",
    [
        {"sha256": RELEASED_SHA256, "size": -1},
        {"sha256": RELEASED_SHA256, "size": True},
        {"sha256": "0F" * 32, "size": 1},
        {},
    ],
)
def test_a_list_with_facts_that_cannot_be_is_refused(facts: dict[str, Any]) -> None:
    with pytest.raises(NotARelease):
        read_list(a_release_list(files={"index.html": facts}))


@pytest.mark.parametrize("content", [b"", b"[]", b"null", b"\xff", b"{" * 50, b" " * (release.MAX_LIST_SIZE + 1)])
def test_what_is_no_list_is_refused(content: bytes) -> None:
    with pytest.raises(NotARelease):
        read_list(content)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("newest", Standing.CURRENT),
        ("older", Standing.SUPERSEDED),
        ("gone", Standing.WITHDRAWN),
        ("other", Standing.UNKNOWN),
        ("lado-0.1.0", Standing.OF_KIT),
    ],
)
def test_a_release_is_in_force_superseded_withdrawn_unknown_or_of_the_kit(name: str, expected: Standing) -> None:
    found = release.standing(name, in_order=["older", "gone", "newest"], withdrawn={"gone"})

    assert found is expected


def test_a_release_that_is_published_again_is_in_force_again() -> None:
    assert release.standing("older", in_order=["older", "newer", "older"], withdrawn=()) is Standing.CURRENT
    assert release.standing("newer", in_order=["older", "newer", "older"], withdrawn=()) is Standing.SUPERSEDED
