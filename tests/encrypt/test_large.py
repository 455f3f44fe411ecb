"""Large sealed files, read and opened piece by piece: as strict as all at once, and nothing of them is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from io import BytesIO

import pytest

from lado_kit.encrypt import age, armour, container, stream
from lado_kit.encrypt import envelope as door
from lado_kit.encrypt.envelope import (
    Envelope,
    envelope_of,
    open_envelope,
    open_parts,
    read_envelope,
    read_envelope_file,
    seal,
)
from lado_kit.encrypt.format import MAX_HEADER_SIZE, Stanza, encode_mac, encode_stanzas, parse_header
from lado_kit.encrypt.recipients import STANZA_TYPE
from lado_kit.errors import ArmourDamaged, BadContainer, NoMatchingKey, NotSealed, PayloadDamaged, TooLarge
from tests.encrypt.builders import NOON, a_draft, a_manifest, an_attachment, an_identity

IDENTITY = an_identity(1)
FILM = hashlib.shake_256(b"film").digest(2_500_000)
LARGE = seal(
    a_draft(attachments=(an_attachment("a.pdf", b"one"), an_attachment("film.mp4", FILM), an_attachment("b.pdf", b""))),
    recipients=[IDENTITY.recipient],
    sealed_at=NOON,
)
TEXT = LARGE.armoured()
SHORT = seal(a_draft(), recipients=[IDENTITY.recipient], sealed_at=NOON)


def taken(raw: bytes) -> Envelope | None:
    return read_envelope_file(BytesIO(raw), b"".join)


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(LARGE.binary, id="binary"),
        pytest.param(TEXT, id="text"),
        pytest.param(TEXT.replace(b"\n", b"\r\n"), id="text with the line ends of Windows"),
        pytest.param(TEXT + b" \r\n\n", id="text with white space after it"),
    ],
)
def test_a_large_file_read_in_pieces_is_the_one_read_at_once(raw: bytes) -> None:
    envelope = taken(raw)

    assert envelope == read_envelope(raw)
    assert envelope is not None
    assert (envelope.binary, envelope.size) == (LARGE.binary, len(LARGE.binary))
    assert open_parts(envelope, [IDENTITY]).manifest == open_envelope(LARGE, [IDENTITY]).manifest


@pytest.mark.parametrize("size", [0, 1, 47, 48, 49, 786_431, 786_432, 800_000])
def test_every_length_of_the_last_line_is_read_in_pieces(size: int) -> None:
    binary = b"age-encryption.org/v1\n" + bytes(size)

    assert b"".join(armour.binary_pieces(BytesIO(armour.encode(binary)))) == binary


def changed(place: int, line: bytes) -> bytes:
    lines = TEXT.split(b"\n")
    lines[place] = line
    return b"\n".join(lines)


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"> " + TEXT.replace(b"\n", b"\n> "), id="quoted"),
        pytest.param(changed(9, b"A" * 63), id="a short line"),
        pytest.param(changed(9, b"A" * 63 + b"!"), id="a character that is not base64"),
        pytest.param(changed(9, b"A" * 32 + b"\n" + b"A" * 31), id="a line end inside a line"),
        pytest.param(changed(9, b"A" * 62 + b"=="), id="an end inside"),
        pytest.param(changed(20_000, b"A" * 63), id="a short line further on"),
        pytest.param(TEXT[:-20], id="the end is missing"),
        pytest.param(TEXT + bytes(5_000_000), id="much after the end"),
        pytest.param(b"A PDF", id="not sealed"),
        pytest.param(b"", id="empty"),
        pytest.param(LARGE.binary[:300], id="the header is cut"),
    ],
)
def test_what_is_not_exact_is_left_to_the_reader_that_says_what_is_wrong(raw: bytes) -> None:
    assert taken(raw) is None


def test_a_file_over_the_limit_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "MAX_FILE_SIZE", len(LARGE.binary) - 1)
    kept: list[bytes] = []

    def keep(pieces: Iterable[bytes]) -> bytes:
        kept.extend(pieces)
        raise AssertionError("it was all kept")

    assert read_envelope_file(BytesIO(TEXT), keep) is None
    assert sum(map(len, kept)) < len(LARGE.binary)


def test_a_file_of_exactly_the_limit_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "MAX_FILE_SIZE", len(LARGE.binary))
    monkeypatch.setattr(door, "MAX_RAW_SIZE", len(TEXT))

    assert taken(TEXT) == read_envelope(TEXT) == LARGE


def test_where_there_is_no_room_the_file_is_left_to_the_other_reader() -> None:
    def keep(_pieces: Iterable[bytes]) -> bytes:
        raise OSError("no room")

    assert read_envelope_file(BytesIO(TEXT), keep) is None


def test_attachments_come_in_pieces_and_are_what_was_sealed() -> None:
    opened = open_parts(LARGE, [an_identity(2), IDENTITY])

    assert opened.manifest == open_envelope(LARGE, [IDENTITY]).manifest
    pieces = [[bytes(piece) for piece in opened.pieces(position)] for position in range(3)]
    assert [b"".join(each) for each in pieces] == [b"one", FILM, b""]
    assert max(map(len, pieces[1])) == stream.CHUNK_SIZE


def test_a_short_file_opens_in_parts_too() -> None:
    assert open_parts(SHORT, [IDENTITY]).manifest == open_envelope(SHORT, [IDENTITY]).manifest
    with pytest.raises(NoMatchingKey):
        open_parts(SHORT, [an_identity(3)])


@pytest.mark.parametrize("place", [-1, -70_000, -len(FILM)])
def test_nothing_is_given_of_a_file_that_is_damaged_anywhere(place: int) -> None:
    binary = bytearray(LARGE.binary)
    binary[place] ^= 1
    envelope = read_envelope(bytes(binary))
    payload = age.unlock(envelope.sealed, parse_header(envelope.binary), [IDENTITY])

    with pytest.raises(PayloadDamaged):
        next(payload.chunks())
    with pytest.raises(PayloadDamaged):
        open_parts(envelope, [IDENTITY])


def test_a_part_that_changes_after_it_was_checked_is_not_given() -> None:
    binary = bytearray(LARGE.binary)
    envelope = Envelope(sealed=binary, sha256="", receipt="", _header=parse_header(LARGE.binary))
    opened = open_parts(envelope, [IDENTITY])
    binary[-100_000] ^= 1

    with pytest.raises(PayloadDamaged):
        list(opened.pieces(1))


def test_an_attachment_that_is_not_the_one_of_the_manifest_is_found_in_pieces_too() -> None:
    plaintext = bytearray(container.pack(a_manifest((FILM,)), (FILM,)))
    plaintext[1_000_000] ^= 1

    with pytest.raises(BadContainer, match="not the one in the manifest"):
        container.check(
            (plaintext[start : start + 70_000] for start in range(0, len(plaintext), 70_000)), len(plaintext)
        )


def test_a_text_too_long_to_be_searched_is_taken_only_exactly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(armour, "MAX_SEARCHED", len(TEXT) - 1)

    assert read_envelope(TEXT).sha256 == LARGE.sha256
    with pytest.raises(TooLarge, match="as it was saved"):
        read_envelope(b"Dear office,\n" + TEXT)


def test_a_text_full_of_first_lines_is_refused_without_looking_at_each() -> None:
    with pytest.raises(ArmourDamaged, match="too often"):
        read_envelope((armour.BEGIN + b"\n") * (armour.MAX_MARKERS + 1))
    with pytest.raises(NotSealed):
        read_envelope(b"ENCRYPTED " * armour.MAX_MARKERS)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_long_text_with_every_kind_of_letter_around_it_is_read(encoding: str) -> None:
    around = "Grüße, 名前, \U0001f600\n" * 60_000

    raw = (around + SHORT.armoured().decode("ascii") + around).encode(encoding)

    assert read_envelope(raw).sha256 == SHORT.sha256


def test_sealed_bytes_from_elsewhere_are_checked_like_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    assert envelope_of(LARGE.binary) == LARGE
    assert open_parts(envelope_of(LARGE.binary), [IDENTITY]).manifest == open_envelope(LARGE, [IDENTITY]).manifest
    with pytest.raises(NotSealed):
        envelope_of(b"A PDF")
    monkeypatch.setattr(door, "MAX_FILE_SIZE", LARGE.size)
    assert envelope_of(LARGE.binary) == LARGE
    monkeypatch.setattr(door, "MAX_FILE_SIZE", LARGE.size - 1)
    with pytest.raises(TooLarge):
        envelope_of(LARGE.binary)


def with_header_of(size: int) -> bytes:
    empty = encode_stanzas((Stanza(type=STANZA_TYPE, arguments=("",), body=b""),)) + encode_mac(bytes(32))
    return empty.replace(b" \n", b" " + b"a" * (size - len(empty)) + b"\n", 1) + bytes(100)


def test_the_limit_of_the_header_is_the_same_for_every_reader() -> None:
    longest, too_long = with_header_of(MAX_HEADER_SIZE), with_header_of(MAX_HEADER_SIZE + 1)

    assert envelope_of(longest) == taken(longest) == read_envelope(longest)
    assert taken(too_long) is None
    for read in (envelope_of, read_envelope):
        with pytest.raises(TooLarge):
            read(too_long)


def test_a_container_is_not_written_with_another_attachment() -> None:
    with pytest.raises(BadContainer, match="not the one in the manifest"):
        container.pack(a_manifest((b"one",)), (b"two",))
