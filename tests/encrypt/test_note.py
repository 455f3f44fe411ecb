"""Signed notes: what is one, what is not, and which signature lines count."""

from __future__ import annotations

import base64

import pytest

from lado_kit.encrypt import note

SEED = bytes(range(32))
TEXT = "first\n\nsecond\n"
SIGNED = note.sign_note(TEXT, name="one", seed=SEED)
LINE = SIGNED.decode().rpartition("\n\n")[2]
WRONG = {
    "no last newline": SIGNED[:-1],
    "a control character": SIGNED.replace(b"first", b"fi\trst"),
    "not UTF-8": SIGNED.replace(b"first", b"fi\xffrst"),
    "a plus in the name": SIGNED.replace(b" one ", b" o+ne "),
    "no name": SIGNED.replace(b" one ", b"  "),
    "two spaces": SIGNED.replace(b"\n\n\xe2\x80\x94 ", b"\n\n\xe2\x80\x94  "),
    "a letter missing": SIGNED[:-2] + b"\n",
    "padding that is not whole": SIGNED[:-3] + b"\n",
    "a key id without a signature": f"{TEXT}\n— one {base64.b64encode(b'1234').decode()}\n".encode(),
    "stray bits": f"{TEXT}\n— one AAAAAAB=\n".encode(),
    "too many lines": f"{TEXT}\n{LINE * 17}".encode(),
    "another line among them": f"{TEXT}\n{LINE}not a line\n".encode(),
    "too long": b"x" * 1_048_576 + b"\n",
}


@pytest.mark.parametrize("content", WRONG.values(), ids=WRONG)
def test_what_is_not_exactly_a_note_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError):
        note.read_note(content)


@pytest.mark.parametrize("text", ["no newline", "", "tab\there\n", "return\r\n", "null\0\n"])
def test_what_could_not_be_read_again_is_not_signed(text: str) -> None:
    with pytest.raises(ValueError, match="ends in a newline"):
        note.sign_note(text, name="one", seed=SEED)


def test_the_longest_note_and_the_most_lines_are_read() -> None:
    assert note.read_note(b"x" * 1_048_575 + b"\n").signatures == ()
    assert len(note.read_note(f"{TEXT}\n{LINE * 16}".encode()).signatures) == 16


def test_a_note_keeps_its_text_and_its_lines() -> None:
    read = note.read_note(SIGNED)

    assert read.text == TEXT
    assert [(line.name, len(line.key_id), len(line.signature)) for line in read.signatures] == [("one", 4, 64)]


def test_a_text_without_signature_lines_is_one_with_none() -> None:
    for text in ("one\n", TEXT, "one\n\n", "one\n\n- two\n"):
        assert note.read_note(text.encode()) == note.Note(text=text, signatures=())


def test_a_line_that_names_the_key_and_does_not_verify_spoils_the_note() -> None:
    public_key = note.primitives.ed25519_public_bytes(SEED)
    false = LINE.replace(" one ", " one ").split(" ")
    content = bytearray(base64.b64decode(false[2]))
    content[-1] ^= 1
    both = note.read_note(f"{TEXT}\n{LINE}— one {base64.b64encode(content).decode()}\n".encode())
    right = note.read_note(SIGNED)

    assert note.is_signed_by(right, name="one", public_key=public_key)
    assert note.has_signature_by(both, name="one", public_key=public_key)
    assert not note.is_signed_by(both, name="one", public_key=public_key)
    assert not note.has_signature_by(right, name="two", public_key=public_key)
    assert not note.is_signed_by(right, name="two", public_key=public_key)
