"""The roster: what a signature protects, each way it can be wrong, and whom files are sealed to."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from lado_kit.encrypt import note
from lado_kit.encrypt.age import decrypt, encrypt
from lado_kit.encrypt.roster import KEY_NAME, Officer, Role, Roster, Status, read_roster, sign_roster
from lado_kit.errors import (
    NoMatchingKey,
    NotARoster,
    RosterAltered,
    RosterAnotherRoot,
    RosterError,
    RosterExpired,
    RosterNoActiveOfficer,
    RosterNotYetValid,
    RosterTooManyOfficers,
    RosterUnsigned,
)
from tests.encrypt.builders import TODAY, a_root_key, a_roster, an_identity, an_officer

ROOT = a_root_key()
SIGNED = sign_roster(a_roster(), ROOT)
TEXT = SIGNED.rpartition(b"\n\n")[0] + b"\n"

# The example of c2sp.org/signed-note: format and key id are not ours to choose.
PUBLISHED_NOTE = (
    "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n"
    "— quasimodo.example/salvatore "
    "NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n"
)


def signed_text(text: str) -> bytes:
    """Any text, signed by the right root: what only the form of a roster can refuse."""
    return note.sign_note(text, name=KEY_NAME, seed=ROOT.seed)


def test_a_signed_roster_is_read() -> None:
    signed = read_roster(SIGNED, today=TODAY, trusted_root=ROOT.public_key)

    assert signed.roster == a_roster()
    assert signed.sha256 == hashlib.sha256(TEXT).hexdigest()
    assert len(signed.words) == 6
    assert signed == read_roster(SIGNED, today=TODAY)


def test_signing_is_the_same_bytes_every_time() -> None:
    assert sign_roster(a_roster(), ROOT) == SIGNED


def test_the_text_is_for_people() -> None:
    body = json.loads(TEXT)

    assert TEXT.decode() == json.dumps(body, indent=2, ensure_ascii=False) + "\n"
    assert list(body) == ["roster", "authority", "version", "issued", "valid_until", "root", "officers"]
    assert "Leicester – safeguarding" in TEXT.decode()


def test_the_signature_line_follows_the_specification() -> None:
    dash, name, encoded = SIGNED.rpartition(b"\n\n")[2].decode().rstrip("\n").split(" ")
    content = base64.b64decode(encoded)

    assert (dash, name) == ("—", KEY_NAME)
    assert content[:4] == hashlib.sha256(name.encode() + b"\n\x01" + ROOT.public_key).digest()[:4]
    Ed25519PublicKey.from_public_bytes(ROOT.public_key).verify(content[4:], TEXT)


def test_the_published_note_is_read() -> None:
    read = note.read_note(PUBLISHED_NOTE.encode())

    assert read.text.endswith("ed è subito sera.\n")
    assert [signature.name for signature in read.signatures] == ["quasimodo.example/salvatore"]
    assert len(read.signatures[0].signature) == 64


def replaced(what: str, by: str) -> bytes:
    assert what.encode() in SIGNED
    return SIGNED.replace(what.encode(), by.encode(), 1)


ALTERED: dict[str, bytes] = {
    "another last day": replaced("2026-12-31", "2036-12-31"),
    "another status": replaced('"active"', '"retired"'),
    "another key": replaced(str(an_identity(1).recipient), str(an_identity(9).recipient)),
    "another authority": replaced("Leicester", "Sandwell"),
    "another version": replaced('"version": 7', '"version": 8'),
    "another signature": sign_roster(a_roster(version=8), ROOT).replace(b'"version": 8', b'"version": 7'),
}


@pytest.mark.parametrize("what", ALTERED)
@pytest.mark.parametrize("trusted_root", [None, ROOT.public_key], ids=["first time", "known root"])
def test_an_altered_roster_is_refused(what: str, trusted_root: bytes | None) -> None:
    with pytest.raises(RosterAltered):
        read_roster(ALTERED[what], today=TODAY, trusted_root=trusted_root)


def test_a_flipped_bit_anywhere_is_refused() -> None:
    for place in range(0, len(SIGNED), 3):
        changed = SIGNED[:place] + bytes([SIGNED[place] ^ 1]) + SIGNED[place + 1 :]
        with pytest.raises(RosterError):
            read_roster(changed, today=TODAY, trusted_root=ROOT.public_key)


def test_an_unsigned_roster_is_refused() -> None:
    for content in (TEXT, TEXT + b"\n"):
        with pytest.raises((RosterUnsigned, NotARoster)):
            read_roster(content, today=TODAY)
    with pytest.raises(RosterUnsigned):
        read_roster(TEXT, today=TODAY, trusted_root=ROOT.public_key)


def test_a_roster_of_another_root_is_refused() -> None:
    """It is perfectly signed, by the wrong person; only a reader that knows the root can tell."""
    other = a_root_key(1)
    swapped = sign_roster(a_roster(root=other.public_key), other)

    assert read_roster(swapped, today=TODAY).roster.root == other.public_key
    with pytest.raises(RosterAnotherRoot):
        read_roster(swapped, today=TODAY, trusted_root=ROOT.public_key)


def test_a_roster_that_names_another_root_than_its_signer_is_refused() -> None:
    text = TEXT.decode().replace(
        base64.b64encode(ROOT.public_key).decode(), base64.b64encode(a_root_key(1).public_key).decode()
    )

    with pytest.raises(RosterAnotherRoot):
        read_roster(signed_text(text), today=TODAY, trusted_root=ROOT.public_key)
    with pytest.raises(RosterAltered):
        read_roster(signed_text(text), today=TODAY)
    with pytest.raises(RosterAnotherRoot):
        sign_roster(a_roster(), a_root_key(1))


def test_one_wrong_line_by_the_root_spoils_the_right_one() -> None:
    wrong = sign_roster(a_roster(version=8), ROOT).rpartition(b"\n\n")[2]

    with pytest.raises(RosterAltered):
        read_roster(SIGNED + wrong, today=TODAY, trusted_root=ROOT.public_key)


def test_signatures_by_others_beside_the_root_are_passed_over() -> None:
    other = note.sign_note(TEXT.decode(), name="witness.example", seed=bytes(32)).rpartition(b"\n\n")[2]

    assert read_roster(SIGNED + other, today=TODAY, trusted_root=ROOT.public_key).roster == a_roster()


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2026, 12, 31)])
def test_the_first_and_the_last_day_are_valid(day: date) -> None:
    assert read_roster(SIGNED, today=day)


def test_a_roster_is_refused_before_and_after_its_days() -> None:
    with pytest.raises(RosterNotYetValid):
        read_roster(SIGNED, today=date(2025, 12, 31))
    with pytest.raises(RosterExpired):
        read_roster(SIGNED, today=date(2027, 1, 1))


def test_an_expired_roster_can_be_read_for_old_submissions() -> None:
    assert read_roster(SIGNED, today=date(2060, 1, 1), allow_expired=True).roster.version == 7
    with pytest.raises(RosterAltered):
        read_roster(ALTERED["another status"], today=date(2060, 1, 1), allow_expired=True)


def test_files_are_not_sealed_to_retired_officers() -> None:
    roster = a_roster(officers=(an_officer(1), an_officer(2, status=Status.RETIRED)))

    recipients = read_roster(sign_roster(roster, ROOT), today=TODAY).active_recipients
    binary = encrypt(b"", recipients)

    assert [recipient.fingerprint for recipient in recipients] == [an_identity(1).fingerprint]
    with pytest.raises(NoMatchingKey):
        decrypt(binary, [an_identity(2)])


def officers(active: int, retired: int = 0) -> tuple[Officer, ...]:
    states = [Status.ACTIVE] * active + [Status.RETIRED] * retired
    return tuple(an_officer(number, status=status) for number, status in enumerate(states))


@pytest.mark.parametrize(
    ("roster", "refusal"),
    [
        (a_roster(officers=()), RosterNoActiveOfficer),
        (a_roster(officers=officers(0, 2)), RosterNoActiveOfficer),
        (a_roster(officers=officers(7)), RosterTooManyOfficers),
    ],
)
def test_too_few_and_too_many_active_officers_are_refused(roster: Roster, refusal: type[RosterError]) -> None:
    with pytest.raises(refusal):
        sign_roster(roster, ROOT)


def test_the_reader_counts_the_active_officers_itself() -> None:
    text = TEXT.decode().replace('"active"', '"retired"')

    with pytest.raises(RosterNoActiveOfficer):
        read_roster(signed_text(text), today=TODAY)


def test_six_active_officers_beside_many_retired_ones_are_fine() -> None:
    signed = sign_roster(a_roster(officers=officers(6, 5)), ROOT)

    assert len(read_roster(signed, today=TODAY).active_recipients) == 6


# Changes to the text that a root could sign by mistake: the form of a roster refuses them.
NOT_ROSTERS: dict[str, Callable[[str], str]] = {
    "empty": lambda _: "\n",
    "another JSON": lambda _: "[]\n",
    "a number": lambda _: "1\n",
    "another version": lambda text: text.replace('"roster": 1', '"roster": 2'),
    "true for one": lambda text: text.replace('"roster": 1', '"roster": true'),
    "tighter spacing": lambda text: json.dumps(json.loads(text), ensure_ascii=False) + "\n",
    "escaped letters": lambda text: json.dumps(json.loads(text), indent=2) + "\n",
    "another order": lambda text: json.dumps(json.loads(text), indent=2, ensure_ascii=False, sort_keys=True) + "\n",
    "one key more": lambda text: text.replace('"roster": 1', '"roster": 1,\n  "more": 1'),
    "one key twice": lambda text: text.replace('"version": 7', '"version": 7,\n  "version": 7'),
    "version nought": lambda text: text.replace('"version": 7', '"version": 0'),
    "version as text": lambda text: text.replace('"version": 7', '"version": "7"'),
    "a day that is none": lambda text: text.replace("2026-12-31", "2026-12-32"),
    "a day in short": lambda text: text.replace("2026-12-31", "20261231"),
    "days in the wrong order": lambda text: text.replace("2026-12-31", "2025-12-31"),
    "another role": lambda text: text.replace('"duty"', '"boss"'),
    "another status": lambda text: text.replace('"active"', '"sleeping"'),
    "a name with a space": lambda text: text.replace('"duty-1"', '"duty 1"'),
    "one name twice": lambda text: text.replace('"recovery",\n      "role"', '"duty-1",\n      "role"'),
    "one key for two": lambda text: text.replace(str(an_identity(2).recipient), str(an_identity(1).recipient)),
    "a mistyped key": lambda text: text.replace(str(an_identity(2).recipient)[-9:], "qqqqqqqqq"),
    "a short root": lambda text: text.replace(base64.b64encode(ROOT.public_key).decode(), "AAAA"),
    "no authority": lambda text: text.replace("Leicester – safeguarding", ""),
    "a key as a number": lambda text: text.replace(f'"{an_identity(2).recipient}"', "5"),
    "a root as a number": lambda text: text.replace(f'"{base64.b64encode(ROOT.public_key).decode()}"', "5"),
    "an officer as a list": lambda text: text[: text.index('"officers"')] + '"officers": [[]]\n}\n',
    "officers as a number": lambda text: text[: text.index('"officers"')] + '"officers": 5\n}\n',
    "officers as text": lambda text: text[: text.index('"officers"')] + '"officers": "none"\n}\n',
}


@pytest.mark.parametrize("what", NOT_ROSTERS)
def test_a_text_that_is_not_exactly_a_roster_is_refused_though_signed(what: str) -> None:
    text = NOT_ROSTERS[what](TEXT.decode())
    assert text != TEXT.decode()

    with pytest.raises(NotARoster):
        read_roster(signed_text(text), today=TODAY, trusted_root=ROOT.public_key)


NOT_NOTES = [
    b"",
    b"\xff\xfe",
    b"no newline",
    b"tab\there\n",
    SIGNED.replace(b"\n", b"\r\n"),
    SIGNED[:-1],
    SIGNED[:-6] + b"\n",
    SIGNED.replace("— ".encode(), b"-- "),
    SIGNED + b"\n",
    SIGNED + b"trailing\n",
    b" " * (1024 * 1024 + 1),
]


@pytest.mark.parametrize("content", NOT_NOTES, ids=range(len(NOT_NOTES)))
def test_what_is_no_signed_note_is_no_roster(content: bytes) -> None:
    with pytest.raises((NotARoster, RosterUnsigned)):
        read_roster(content, today=TODAY)


def test_every_refusal_says_what_to_do() -> None:
    for refused, today in [(TEXT, TODAY), (ALTERED["another status"], TODAY), (SIGNED, date(2030, 1, 1)), (b"", TODAY)]:
        with pytest.raises(RosterError) as caught:
            read_roster(refused, today=today)
        assert caught.value.hint


def test_a_roster_is_a_value() -> None:
    assert dataclasses.replace(a_roster(), version=8) != a_roster()
    assert an_officer(1, role=Role.COVER) != an_officer(1)


BOUNDS = [
    {"authority": "x"},
    {"authority": "x" * 200},
    {"version": 1},
    {"version": 2**31 - 1},
    {"issued": TODAY, "valid_until": TODAY},
]


@pytest.mark.parametrize("changes", BOUNDS, ids=str)
def test_what_is_just_within_the_bounds_is_a_roster(changes: dict[str, Any]) -> None:
    roster = a_roster(**changes)

    assert read_roster(sign_roster(roster, ROOT), today=TODAY, trusted_root=ROOT.public_key).roster == roster


OUTSIDE = [
    ('"roster": 1', '"roster": true'),
    ('"roster": 1', '"roster": 1.0'),
    ('"roster": 1', '"roster": 2'),
    ('"version": 7', '"version": 7.0'),
    ('"version": 7', '"version": 0'),
    ('"version": 7', '"version": 2147483648'),
    ('"authority": "Leicester – safeguarding"', '"authority": ""'),
    ('"authority": "Leicester – safeguarding"', f'"authority": "{"x" * 201}"'),
    ('"root": "', '"root": "*'),
]


@pytest.mark.parametrize(("old", "new"), OUTSIDE)
def test_what_is_just_outside_is_no_roster_though_it_is_signed(old: str, new: str) -> None:
    text = TEXT.decode()
    assert old in text

    with pytest.raises(NotARoster):
        read_roster(signed_text(text.replace(old, new)), today=TODAY, trusted_root=ROOT.public_key)
