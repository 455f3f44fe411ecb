"""Sealing and opening from end to end: who can, who cannot, and what is never accepted."""

from __future__ import annotations

import base64
import dataclasses
from collections import Counter
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lado_kit.encrypt import age, armour, container, stream
from lado_kit.encrypt import envelope as door
from lado_kit.encrypt.envelope import Envelope, content_sha256, open_envelope, read_envelope, rewrap, seal
from lado_kit.encrypt.format import Stanza, encode_stanzas, parse_header
from lado_kit.errors import (
    BadContainer,
    Damaged,
    HeaderAltered,
    HeaderDamaged,
    Misuse,
    NoMatchingKey,
    NotAllowed,
    NotSealed,
    PayloadDamaged,
    SealedFileError,
    TooLarge,
    TwoFiles,
)
from tests.encrypt.builders import NOON, a_draft, a_manifest, an_attachment, an_identity

IDENTITY = an_identity(1)
OTHERS = [an_identity(number) for number in range(2, 7)]
CHUNK = stream.CHUNK_SIZE + 16


def a_sealed(draft: door.Draft | None = None) -> Envelope:
    return seal(draft or a_draft(), recipients=[IDENTITY.recipient], sealed_at=NOON)


# Three chunks and a half: enough to move them about.
LONG = age.encrypt(bytes(range(256)) * 900, [IDENTITY.recipient])
SHORT = a_sealed().binary


def test_what_is_sealed_opens() -> None:
    draft = a_draft({"child_name": "Ré 名"}, (an_attachment("a.pdf", b"one"), an_attachment("b.pdf", b"")))

    envelope = a_sealed(draft)
    opened = open_envelope(envelope.armoured(), [IDENTITY])

    assert opened.manifest.answers == draft.answers
    assert opened.manifest.form == draft.form
    assert opened.manifest.roster.version == 7
    assert opened.manifest.roster.recipients == (IDENTITY.fingerprint,)
    assert opened.manifest.sealed_at == NOON
    assert [entry.name for entry in opened.manifest.attachments] == ["a.pdf", "b.pdf"]
    assert [bytes(attachment) for attachment in opened.attachments] == [b"one", b""]
    assert (opened.receipt, opened.sha256, opened.binary_size) == (
        envelope.receipt,
        envelope.sha256,
        len(envelope.binary),
    )


@pytest.mark.parametrize("identity", [IDENTITY, *OTHERS])
def test_each_of_six_recipients_opens_it_alone(identity: age.Identity) -> None:
    everyone = [IDENTITY, *OTHERS]

    envelope = seal(a_draft(), recipients=[one.recipient for one in everyone], sealed_at=NOON)

    assert open_envelope(envelope, [identity]).manifest.authority == "leicester"


def test_the_first_identity_that_fits_opens_it() -> None:
    assert open_envelope(a_sealed(), [*OTHERS, IDENTITY]).manifest.answers == {"child_name": "Robin"}


@pytest.mark.parametrize("identities", [[], OTHERS])
def test_a_stranger_cannot_open_it(identities: list[age.Identity]) -> None:
    with pytest.raises(NoMatchingKey):
        open_envelope(a_sealed(), identities)


@pytest.mark.parametrize("count", [0, 7])
def test_none_and_more_than_six_recipients_are_misuse(count: int) -> None:
    with pytest.raises(Misuse):
        age.encrypt(b"", [IDENTITY.recipient] * count)


def test_sealing_to_nobody_or_to_one_key_twice_is_refused() -> None:
    for recipients in ([], [IDENTITY.recipient] * 2):
        with pytest.raises(Misuse):
            seal(a_draft(), recipients=recipients, sealed_at=NOON)


@pytest.mark.parametrize("count", range(1, 7))
def test_the_number_of_recipients_is_not_visible(count: int) -> None:
    recipients = [identity.recipient for identity in [IDENTITY, *OTHERS][:count]]

    binary = seal(a_draft(), recipients=recipients, sealed_at=NOON).binary

    assert [stanza.type for stanza in parse_header(binary).stanzas] == ["mlkem768x25519"] * 6
    assert len(binary) == len(SHORT)


def test_the_place_of_a_recipient_is_not_visible() -> None:
    """Each of six places is taken by the one recipient; a place missed in 120 files is a chance of 2 in 10⁹."""

    def place(binary: bytes) -> int:
        stanzas = parse_header(binary).stanzas
        return next(number for number, stanza in enumerate(stanzas) if IDENTITY.unwrap([stanza]))

    places = Counter(place(age.encrypt(b"", [IDENTITY.recipient])) for _ in range(120))

    assert set(places) == set(range(6))


def test_sealing_twice_shares_nothing() -> None:
    first, second = a_sealed(), a_sealed()

    assert first.sha256 != second.sha256
    assert first.receipt != second.receipt
    assert open_envelope(first, [IDENTITY]).manifest.submission_id != (
        open_envelope(second, [IDENTITY]).manifest.submission_id
    )


def test_text_only_referrals_all_have_one_size() -> None:
    assert len({len(a_sealed(a_draft({"text": "x" * size})).binary) for size in (0, 10, 1000, 50_000)}) == 1


def test_the_time_is_written_in_utc() -> None:
    summer = timezone(timedelta(hours=1))

    envelope = seal(a_draft(), recipients=[IDENTITY.recipient], sealed_at=datetime(2026, 5, 3, 13, tzinfo=summer))

    assert open_envelope(envelope, [IDENTITY]).manifest.sealed_at == NOON


@pytest.mark.parametrize("size", [0, 1, 65535, 65536, 65537, 131072, 1_000_001])
def test_every_size_comes_back(size: int) -> None:
    content = bytes(place % 251 for place in range(size))
    binary = age.encrypt(content, [IDENTITY.recipient])

    assert bytes(age.decrypt(binary, [IDENTITY])) == content
    assert b"".join(age.decrypt_chunks(binary, [IDENTITY.unwrap])) == content


@pytest.mark.parametrize("size", [0, 1, 65535, 65536, 65537, 1_000_001])
def test_attachments_of_every_size_come_back(size: int) -> None:
    content = bytes(place % 253 for place in range(size))

    opened = open_envelope(a_sealed(a_draft(attachments=(an_attachment(content=content),))), [IDENTITY])

    assert bytes(opened.attachments[0]) == content


def test_chunks_come_one_by_one_in_bounded_pieces() -> None:
    assert [len(chunk) for chunk in age.decrypt_chunks(LONG, [IDENTITY.unwrap])] == [65536, 65536, 65536, 33792]


def test_the_content_of_a_file_is_not_read_before_its_last_chunk_has_verified() -> None:
    """A container that is bad in its first chunk and damaged in its last is reported as damaged."""
    binary = age.encrypt(b"LRK1\0" + b"\xff" * 200_000, [IDENTITY.recipient])

    with pytest.raises(BadContainer):
        open_envelope(binary, [IDENTITY])
    with pytest.raises(PayloadDamaged):
        open_envelope(binary[:-1] + bytes([binary[-1] ^ 1]), [IDENTITY])


def moved(places: list[int]) -> bytes:
    """LONG with its chunks in another order."""
    start = parse_header(LONG).size + stream.NONCE_SIZE
    chunks = [LONG[start + number * CHUNK :][:CHUNK] for number in range(4)]
    return LONG[:start] + b"".join(chunks[place] for place in places)


@pytest.mark.parametrize("places", [[1, 0, 2, 3], [0, 1, 3], [0, 1, 2], [0, 1, 2, 3, 3], [0, 0, 1, 2, 3], [3], []])
def test_moved_missing_and_repeated_chunks_are_refused(places: list[int]) -> None:
    assert moved([0, 1, 2, 3]) == LONG
    with pytest.raises(PayloadDamaged):
        age.decrypt(moved(places), [IDENTITY])


def test_the_header_of_one_file_does_not_open_the_payload_of_another() -> None:
    other = age.encrypt(bytes(1000), [IDENTITY.recipient])
    head, other_head = parse_header(LONG).size, parse_header(other).size

    for spliced in (LONG[:head] + other[other_head:], other[:other_head] + LONG[head:]):
        with pytest.raises(PayloadDamaged):
            age.decrypt(spliced, [IDENTITY])


def test_a_stanza_taken_from_another_file_is_refused() -> None:
    """The MAC covers all stanzas, so nobody can add a reader to a file or take one away."""
    header, other = parse_header(SHORT), parse_header(LONG)
    ours = next(stanza for stanza in header.stanzas if IDENTITY.unwrap([stanza]))
    tail = SHORT[len(header.signed) :]

    for stanzas in ((ours,), (ours, *other.stanzas), (*header.stanzas, other.stanzas[0]), header.stanzas[::-1]):
        with pytest.raises(HeaderAltered):
            open_envelope(encode_stanzas(stanzas) + tail, [IDENTITY])


@settings(derandomize=True, max_examples=500, deadline=None)
@given(place=st.integers(0, len(SHORT) - 1), bit=st.integers(0, 7))
def test_a_flipped_bit_is_never_accepted(place: int, bit: int) -> None:
    changed = bytearray(SHORT)
    changed[place] ^= 1 << bit

    with pytest.raises((Damaged, NoMatchingKey, NotSealed, NotAllowed)):
        open_envelope(bytes(changed), [IDENTITY])


@pytest.mark.parametrize("bit", range(8))
def test_a_flipped_bit_anywhere_in_the_header_is_never_accepted(bit: int) -> None:
    for place in range(0, parse_header(SHORT).size + stream.NONCE_SIZE, 7):
        changed = bytearray(SHORT)
        changed[place] ^= 1 << bit
        with pytest.raises(SealedFileError):
            open_envelope(bytes(changed), [IDENTITY])


@settings(derandomize=True, max_examples=300, deadline=None)
@given(size=st.integers(0, len(SHORT) - 1))
def test_a_file_cut_short_is_never_accepted(size: int) -> None:
    with pytest.raises((Damaged, NotSealed)):
        open_envelope(SHORT[:size], [IDENTITY])


@settings(derandomize=True, max_examples=100, deadline=None)
@given(extra=st.binary(min_size=1, max_size=100))
def test_a_file_with_something_after_it_is_never_accepted(extra: bytes) -> None:
    with pytest.raises(PayloadDamaged):
        open_envelope(SHORT + extra, [IDENTITY])


@settings(derandomize=True, max_examples=200, deadline=None)
@given(start=st.integers(0, len(SHORT)), length=st.integers(1, 2000), junk=st.binary(max_size=40))
def test_a_file_with_a_part_replaced_is_never_accepted(start: int, length: int, junk: bytes) -> None:
    changed = SHORT[:start] + junk + SHORT[start + length :]

    if changed != SHORT:
        with pytest.raises(SealedFileError):
            open_envelope(changed, [IDENTITY])


def test_one_file_has_one_hash_however_it_arrives() -> None:
    envelope = a_sealed()
    text = envelope.armoured()

    arrivals = [envelope.binary, text, text.replace(b"\n", b"\r\n"), b"> " + text.replace(b"\n", b"\n> ")]

    assert {read_envelope(arrived) for arrived in arrivals} == {envelope}


def test_two_files_in_one_text_are_refused() -> None:
    with pytest.raises(TwoFiles):
        read_envelope(a_sealed().armoured() + a_sealed().armoured())


OTHER_TYPES = [
    Stanza(type="X25519", arguments=("a" * 43,), body=bytes(32)),
    Stanza(type="scrypt", arguments=("a" * 22, "10"), body=bytes(32)),
    Stanza(type="grease-x", arguments=(), body=b""),
    Stanza(type="MLKEM768X25519", arguments=(), body=bytes(32)),
]


@pytest.mark.parametrize("stanza", OTHER_TYPES, ids=lambda stanza: stanza.type)
def test_other_ways_of_sealing_are_not_taken_in(stanza: Stanza) -> None:
    """A classical recipient beside the others would undo the protection against quantum computers."""
    header = parse_header(SHORT)

    binary = encode_stanzas((*header.stanzas, stanza)) + SHORT[len(header.signed) :]

    with pytest.raises(NotAllowed):
        read_envelope(binary)


def test_a_file_under_a_passphrase_is_not_taken_in() -> None:
    with pytest.raises(NotAllowed):
        read_envelope(age.seal_with_passphrase(b"LRK1\0", "passphrase"))


def test_more_than_32_stanzas_are_not_taken_in() -> None:
    stanza = dataclasses.replace(parse_header(SHORT).stanzas[0], body=b"short")
    tail = SHORT[len(parse_header(SHORT).signed) :]

    assert read_envelope(encode_stanzas((stanza,) * 32) + tail)
    with pytest.raises(NotAllowed):
        read_envelope(encode_stanzas((stanza,) * 33) + tail)


def test_a_header_over_the_limit_is_too_large() -> None:
    stanza = Stanza(type="mlkem768x25519", arguments=("a" * 70_000,), body=b"")

    with pytest.raises(TooLarge):
        read_envelope(encode_stanzas((stanza,)) + b" " + b"A" * 43 + b"\n")


def test_a_header_without_an_end_is_damaged() -> None:
    with pytest.raises(HeaderDamaged):
        read_envelope(SHORT[:3000])


def test_a_file_over_the_limit_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit is lowered here: 150 MB would only make the test slow."""
    monkeypatch.setattr(door, "MAX_FILE_SIZE", len(SHORT))
    monkeypatch.setattr(door, "MAX_RAW_SIZE", 3 * len(SHORT))

    assert read_envelope(SHORT)
    with pytest.raises(TooLarge):
        read_envelope(SHORT + b"x")
    with pytest.raises(TooLarge):
        read_envelope(b" " * (3 * len(SHORT) + 1))


def test_an_old_file_can_be_sealed_again_to_other_keys() -> None:
    old = a_sealed(a_draft(attachments=(an_attachment(),)))

    new = rewrap(old, [IDENTITY], [OTHERS[0].recipient])

    assert age.decrypt(new.binary, [OTHERS[0]]) == age.decrypt(old.binary, [IDENTITY])
    assert open_envelope(new, OTHERS).manifest == open_envelope(old, [IDENTITY]).manifest
    assert content_sha256(new, OTHERS) == content_sha256(old, [IDENTITY]) != content_sha256(a_sealed(), [IDENTITY])
    with pytest.raises(NoMatchingKey):
        open_envelope(new, [IDENTITY])
    with pytest.raises(NoMatchingKey):
        content_sha256(new, [IDENTITY])


def test_nothing_shown_of_a_file_tells_what_is_in_it() -> None:
    secret = "Robin-Canary"
    draft = a_draft({"child_name": secret}, (an_attachment("plan.pdf", secret.encode()),))
    envelope = a_sealed(draft)
    opened = open_envelope(envelope, [IDENTITY])

    shown = repr([draft, envelope, opened, opened.manifest, container.unpack(age.decrypt(envelope.binary, [IDENTITY]))])

    assert secret not in shown
    assert base64.b64encode(secret.encode()).decode() not in shown


def test_a_refusal_holds_no_content() -> None:
    canary = "Robin-Canary"
    plaintext = container.pack(a_manifest(answers={"child_name": canary}), ())

    spoiled = [
        plaintext.replace(b'"answers"', b'"Robin-Canary"'),
        plaintext.replace(b'"referral"', b'"Robin-Canary\x01'),
        plaintext[:-1] + b"\x01",
    ]
    for content in spoiled:
        with pytest.raises(SealedFileError) as caught:
            container.unpack(content)
        assert canary not in f"{caught.value.message} {caught.value.hint} {caught.value!r}"
        assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_armour_is_the_text_that_is_sent() -> None:
    envelope = a_sealed()

    assert armour.decode(envelope.armoured()) == envelope.binary
