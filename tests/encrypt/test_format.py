"""The age header as text: one way to write it, everything else refused."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lado_kit.encrypt.format import (
    MAX_HEADER_SIZE,
    Header,
    Stanza,
    decode_raw,
    encode_mac,
    encode_raw,
    encode_stanzas,
    parse_header,
)
from lado_kit.errors import HeaderDamaged, NotSealed, SealedFileError, TooLarge, UnknownVersion

MAC = bytes(range(32))
STANZAS = (
    Stanza(type="mlkem768x25519", arguments=("abc", "d~!"), body=bytes(32)),
    Stanza(type="x", arguments=(), body=b""),
    Stanza(type="full", arguments=("line",), body=bytes(48)),
    Stanza(type="two", arguments=(), body=bytes(96)),
)
TEXT = encode_stanzas(STANZAS) + encode_mac(MAC)

# (what to replace, by what): each breaks the grammar in one place.
BREAKS = [
    (b"age-encryption.org/v1\n", b"age-encryption.org/v01\n"),
    (b"age-encryption.org/v1\n", b"age-encryption.org/v12345\n"),
    (b"age-encryption.org/v1\n", b"age-encryption.org/v2"),
    (b"age-encryption.org/v1\n", b"age-encryption.org/v1\r\n"),
    (b"-> x\n", b"->x\n"),
    (b"-> x\n", b"-> \n"),
    (b"-> x\n", b"-> x \n"),
    (b"-> x\n", b"->  x\n"),
    (b"-> x\n", b"-> x\ty\n"),
    (b"-> x\n", b"-> \xc3\xa9\n"),
    (b"-> x\n\n", b"-> x\n"),
    (b"-> x\n\n", b"-> x\n\n\n"),
    (b"-> x\n\n", b"-> x\nAA==\n"),
    (b"-> x\n\n", b"-> x\nAB\n"),
    (b"-> x\n\n", b"-> x\nA\n"),
    (b"-> x\n\n", b"-> x\nA A\n"),
    (b"-> x\n\n", b"-> x\n" + b"A" * 65 + b"\n"),
    (b"A" * 64 + b"\n\n", b"A" * 64 + b"\n"),
    (b"\n\n--- ", b"\n--- "),
    (b"--- ", b"---"),
    (b"--- ", b"---  "),
    (b"--- ", b"---- "),
    (b"Hh8\n", b"Hh8=\n"),
    (b"Hh8\n", b"Hh9\n"),
    (b"Hh8\n", b"Hh8 \n"),
    (b"Hh8\n", b"\n"),
    (b"Hh8\n", b"Hh8"),
]


def test_what_is_written_is_read_and_written_again() -> None:
    header = parse_header(TEXT + b"payload")

    assert header == Header(stanzas=STANZAS, mac=MAC, signed=encode_stanzas(STANZAS), size=len(TEXT))


@pytest.mark.parametrize(("what", "by"), BREAKS)
def test_a_header_that_is_not_exact_is_refused(what: bytes, by: bytes) -> None:
    assert what in TEXT
    with pytest.raises(HeaderDamaged):
        parse_header(TEXT.replace(what, by, 1))


def test_a_header_without_recipients_is_refused() -> None:
    with pytest.raises(HeaderDamaged):
        parse_header(encode_stanzas(()) + encode_mac(MAC))


@pytest.mark.parametrize("content", [b"", b"age", b"%PDF", b"AGE-ENCRYPTION.ORG/v1\n"])
def test_what_is_no_age_file_is_not_called_damaged(content: bytes) -> None:
    with pytest.raises(NotSealed):
        parse_header(content)


def test_the_limit_of_the_header_is_exact() -> None:
    def of_size(size: int) -> bytes:
        empty = encode_stanzas((Stanza(type="t", arguments=("",), body=b""),)) + encode_mac(MAC)
        return empty.replace(b"-> t \n", b"-> t " + b"a" * (size - len(empty)) + b"\n")

    assert parse_header(of_size(MAX_HEADER_SIZE) + b"payload").size == MAX_HEADER_SIZE
    with pytest.raises(TooLarge) as raised:
        parse_header(of_size(MAX_HEADER_SIZE + 1) + b"payload")
    assert "attachments" not in raised.value.hint  # they are not in the header


def test_a_header_without_an_end_is_too_large_only_when_the_file_is() -> None:
    endless = TEXT[: TEXT.index(b"---")].ljust(MAX_HEADER_SIZE, b"a")

    with pytest.raises(HeaderDamaged):
        parse_header(endless)
    with pytest.raises(TooLarge):
        parse_header(endless + b"a")


def test_the_version_is_named_when_it_is_another() -> None:
    for version in (b"v2", b"v10", b"v9999"):
        with pytest.raises(UnknownVersion, match="later version") as raised:
            parse_header(TEXT.replace(b"v1", version, 1))
        assert "update lado" in raised.value.hint


@pytest.mark.parametrize("byte", sorted({*range(256)} - {0x0A}))
def test_a_word_has_every_visible_character_of_ascii_and_no_other(byte: int) -> None:
    header = TEXT.replace(b"-> x\n", b"-> x a" + bytes([byte]) + b"b\n")

    if 0x20 <= byte <= 0x7E:
        assert parse_header(header).stanzas[1].arguments == tuple(f"a{chr(byte)}b".split(" "))
    else:
        with pytest.raises(HeaderDamaged):
            parse_header(header)


def test_a_mac_of_another_length_is_refused() -> None:
    for mac in (bytes(31), bytes(33), b""):
        with pytest.raises(HeaderDamaged):
            parse_header(encode_stanzas(STANZAS) + encode_mac(mac))


@settings(derandomize=True, max_examples=500, deadline=None)
@given(place=st.integers(0, len(TEXT) - 1), byte=st.integers(0, 255))
def test_no_two_headers_read_alike(place: int, byte: int) -> None:
    changed = TEXT[:place] + bytes([byte]) + TEXT[place + 1 :]

    try:
        header = parse_header(changed)
    except SealedFileError:
        return

    assert encode_stanzas(header.stanzas) + encode_mac(header.mac) == changed[: header.size]


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.binary(max_size=60))
def test_raw_base64_has_one_form(content: bytes) -> None:
    assert decode_raw(encode_raw(content)) == content
    for text in (encode_raw(content) + b"=", encode_raw(content) + b"\n", b" " + encode_raw(content)):
        with pytest.raises(HeaderDamaged):
            decode_raw(text)


@pytest.mark.parametrize("text", [b"QUJD!!!!QUJD", b"QUJD\n\n\n\nQUJD", b"QUI=QUJD", b"QUJDQ"])
def test_what_is_not_base64_is_refused_also_in_whole_groups(text: bytes) -> None:
    with pytest.raises(HeaderDamaged):
        decode_raw(text)


@pytest.mark.parametrize("size", range(100))
def test_a_body_of_any_length_is_written_as_it_is_read(size: int) -> None:
    """A line shorter than 64 characters ends it: 47 bytes make one of 63, and 48 a full line and an empty one."""
    stanza = Stanza(type="grease", arguments=(), body=bytes(range(size)))
    header = encode_stanzas((stanza, stanza)) + encode_mac(bytes(32))

    parsed = parse_header(header)

    assert parsed.stanzas == (stanza, stanza)
    assert parsed.size == len(header)
