"""The text form: what mail does to it and how it comes back, and that the strict reader stays strict."""

from __future__ import annotations

import base64
import quopri
import textwrap
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lado_kit.encrypt import armour
from lado_kit.errors import ArmourDamaged, NotSealed, SealedFileError, TwoFiles

# Three lengths, so that the base64 ends in no, one and two signs of padding.
FILES = [b"age-encryption.org/v1\n" + bytes(range(256)) * 4 + bytes(rest) for rest in range(3)]
FILE = FILES[1]
TEXT = armour.encode(FILE).decode("ascii")
BANNER = "CAUTION: this message came from outside the council – do not open links\n\n"
FOOTER = "\n-- \nThis e-mail and any files with it are confidential.\n"


def quoted(text: str, mark: str = "> ") -> str:
    return "".join(mark + line + "\n" for line in text.splitlines())


def rewrapped(text: str, columns: int) -> str:
    begin, *lines, end = text.splitlines()
    return "\n".join([begin, *textwrap.wrap("".join(lines), columns), end]) + "\n"


# What people and mail programs do, as bytes that reach the office.
MANGLED: dict[str, Callable[[str], bytes]] = {
    "quoted once": lambda text: quoted(text).encode(),
    "quoted three times": lambda text: quoted(quoted(quoted(text, ">"), "> "), "> ").encode(),
    "wrapped at 60": lambda text: rewrapped(text, 60).encode(),
    "wrapped at 998": lambda text: rewrapped(text, 998).encode(),
    "quoted, then wrapped": lambda text: quoted(rewrapped(text, 40)).encode(),
    "no-break spaces": lambda text: text.replace("\n", "\u00a0\n\u00a0").encode(),
    "no-break spaces of Windows": lambda text: text.replace("\n", "\u00a0\n").encode("cp1252"),
    "UTF-8 with byte order mark": lambda text: text.encode("utf-8-sig"),
    "UTF-16 with byte order mark": lambda text: text.encode("utf-16"),
    "UTF-16 little end first": lambda text: text.encode("utf-16-le"),
    "UTF-16 big end first, after a dash": lambda text: ("–" + text).encode("utf-16-be"),
    "banner before": lambda text: (BANNER + text).encode(),
    "footer after": lambda text: (text + FOOTER).encode(),
    "banner, quoting, footer and CRLF": lambda text: (
        (BANNER + quoted(text) + FOOTER).replace("\n", "\r\n").encode("utf-8-sig")
    ),
    "pasted on one line": lambda text: text.replace("\n", " ").encode(),
    "pasted without any space": lambda text: text.replace("\n", "").encode(),
    "smart quotes around": lambda text: ("“" + text.strip() + "”").encode(),
    "dashes drawn long": lambda text: text.replace("-----", "—–-").encode(),
    "double spaced": lambda text: text.replace("\n", "\n\n").encode(),
    "indented": lambda text: textwrap.indent(text, "    ").encode(),
    "zero-width spaces": lambda text: text.replace("\n", "\u200b\n\ufeff").encode(),
    "quoted-printable": lambda text: quopri.encodestring(rewrapped(text, 998).encode()),
    "marker broken in two": lambda text: text.replace("BEGIN AGE", "BEGIN\n> AGE").encode(),
    "the same file twice": lambda text: (text + "\nwrote:\n" + quoted(text)).encode(),
    "instructions that quote the markers": lambda text: (
        (
            "Copy from -----BEGIN AGE ENCRYPTED FILE----- to -----END AGE ENCRYPTED FILE-----\n"
            "The file starts with -----BEGIN AGE ENCRYPTED FILE-----\n\n"
        )
        + text
    ).encode(),
}

# What no reader may accept, with the class of refusal.
REFUSED: dict[str, tuple[bytes, type[SealedFileError]]] = {
    "nothing": (b"", NotSealed),
    "another text": (b"Dear colleague, please find attached", NotSealed),
    "bytes of a picture": (bytes(range(256)) * 8, NotSealed),
    "another PEM": (TEXT.replace("AGE ENCRYPTED FILE", "CERTIFICATE").replace("YWdl", "AAAA").encode(), NotSealed),
    "the end is missing": (TEXT[: len(TEXT) // 2].encode(), ArmourDamaged),
    "the beginning is missing": (TEXT[200:].encode(), ArmourDamaged),
    "the first line is missing": (TEXT.split("\n", 1)[1].encode(), ArmourDamaged),
    "only the markers": ((TEXT[:35] + TEXT[-34:]).encode(), ArmourDamaged),
    "a sentence inside": (TEXT.replace("\n", "\n[Quarantined.]\n", 3).encode(), ArmourDamaged),
    "one cut short, then a whole one": ((TEXT[:300] + "\n" + TEXT).encode(), ArmourDamaged),
    "two files": ((TEXT + armour.encode(FILES[2]).decode()).encode(), TwoFiles),
    "two files, one quoted": ((TEXT + quoted(armour.encode(FILES[2]).decode())).encode(), TwoFiles),
}


@pytest.mark.parametrize("file", FILES, ids=["no padding", "two signs", "one sign"])
@pytest.mark.parametrize("how", MANGLED)
def test_what_mail_has_done_is_undone(how: str, file: bytes) -> None:
    arrived = MANGLED[how](armour.encode(file).decode("ascii"))

    assert armour.normalise(arrived) == armour.encode(file)
    assert armour.to_binary(arrived) == file


@pytest.mark.parametrize("how", MANGLED)
def test_the_strict_reader_refuses_what_the_normaliser_undoes(how: str) -> None:
    with pytest.raises(ArmourDamaged):
        armour.decode(MANGLED[how](TEXT))


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_not_one_whole_file_is_refused_with_its_reason(what: str) -> None:
    arrived, refusal = REFUSED[what]

    with pytest.raises(refusal) as caught:
        armour.to_binary(arrived)

    assert type(caught.value) is refusal


@pytest.mark.parametrize("file", FILES)
def test_an_untouched_text_is_read_strictly(file: bytes) -> None:
    text = armour.encode(file)

    assert armour.decode(text) == file
    assert armour.decode(b"\r\n \t" + text.replace(b"\n", b"\r\n") + b"\n\n") == file
    assert all(len(line) <= 64 for line in text.split(b"\n"))


def test_a_binary_file_comes_back_unchanged() -> None:
    assert armour.normalise(FILE) is FILE
    assert armour.to_binary(FILE) is FILE


@pytest.mark.parametrize("size", [1, 2, 3, 47, 48, 49, 95, 96, 97, 1000])
def test_every_length_has_one_text(size: int) -> None:
    content = bytes(place % 256 for place in range(size))

    text = armour.encode(content)

    body = text.split(b"\n", 1)[1].rsplit(b"\n", 2)[0].replace(b"\n", b"")
    assert armour.decode(text) == content
    assert body == base64.b64encode(content)


@settings(derandomize=True, max_examples=1000, deadline=None)
@given(place=st.integers(0, len(TEXT) - 1), character=st.sampled_from("AZaz09+/=\n\r >-~\x00"))
def test_no_two_texts_are_read_as_one_file(place: int, character: str) -> None:
    """Armour is not malleable: a changed character is refused, or gives other bytes whose own text it is."""
    changed = (TEXT[:place] + character + TEXT[place + 1 :]).encode("ascii")

    try:
        binary = armour.decode(changed)
    except ArmourDamaged:
        return

    assert armour.encode(binary) == changed.strip().replace(b"\r\n", b"\n") + b"\n"


@settings(derandomize=True, max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for arrived in (content, TEXT.encode() + content, content + TEXT.encode()):
        try:
            armour.to_binary(arrived)
        except SealedFileError as error:
            assert error.hint


def test_long_rows_of_dashes_and_markers_are_read_in_linear_time() -> None:
    junk = b"-" * 1_000_000 + b"-----BEGIN AGE" * 50_000 + b" " * 1_000_000 + b"=\n" * 200_000
    begin, end = b"-----BEGIN AGE ENCRYPTED FILE-----\n", b"-----END AGE ENCRYPTED FILE-----\n"

    with pytest.raises(NotSealed):
        armour.to_binary(junk)
    for arrived in (begin + junk + end, begin * 20_000 + junk, (begin + b"=\n \n" + end) * 20_000):
        with pytest.raises(ArmourDamaged):
            armour.to_binary(arrived)


def test_letters_that_are_broken_do_not_break_the_reader() -> None:
    """Half a character, an odd byte and bytes that no code page has may stand around a file, or be all there is."""
    half, odd, unknown = b"\x3d\xd8", b"\x41", b"\x81\xff\n"
    text = TEXT.encode("utf-16-le")

    for arrived in (b"\xff\xfe" + half + text, b"\xff\xfe" + text + odd, text + half + odd, unknown + TEXT.encode()):
        assert armour.to_binary(arrived) == FILE
    for arrived in (b"\xff\xfe" + half, b"\xfe\xff" + odd, b"A\0B\0" + half + odd, unknown):
        with pytest.raises(NotSealed):
            armour.to_binary(arrived)
