"""Sealed files changed as somebody who knows the format would change them: none is ever taken for another.

Short here; ``make soak`` runs many more (LADO_SOAK_EXAMPLES), each run from a seed of its own.
"""

from __future__ import annotations

import os
import string
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lado_kit.encrypt import age, container, stream
from lado_kit.encrypt.envelope import open_envelope, seal
from lado_kit.encrypt.format import Header, Stanza, encode_mac, encode_stanzas, parse_header
from lado_kit.errors import SealedFileError
from tests.encrypt.builders import NOON, a_draft, a_manifest, an_attachment, an_identity

IDENTITY = an_identity(1)
CHUNK = stream.CHUNK_SIZE + 16

SOAK = int(os.environ.get("LADO_SOAK_EXAMPLES", "0"))
few = settings(
    derandomize=not SOAK,
    max_examples=SOAK or 300,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def a_sealed(content: bytes) -> bytes:
    draft = a_draft({"child_name": "Robin"}, (an_attachment(content=content),))
    return seal(draft, recipients=[IDENTITY.recipient, an_identity(2).recipient], sealed_at=NOON).binary


# Two files of two chunks: parts of one are put into the other.
FILES = [a_sealed(bytes(range(256)) * 300), a_sealed(bytes(range(255, -1, -1)) * 300)]
HEADERS: list[Header] = [parse_header(file) for file in FILES]
ENTRIES = st.integers(0, 1)


def parts(file: bytes) -> tuple[list[Stanza], bytes, bytes, list[bytes]]:
    """Stanzas, MAC, nonce and chunks."""
    header = parse_header(file)
    nonce, chunks = file[header.size : header.size + 16], file[header.size + 16 :]
    return (
        list(header.stanzas),
        header.mac,
        nonce,
        [chunks[start : start + CHUNK] for start in range(0, len(chunks), CHUNK)],
    )


def flipped(content: bytes, place: int, bit: int) -> bytes:
    if not content:
        return b"x"
    place %= len(content)
    return content[:place] + bytes([content[place] ^ 1 << bit]) + content[place + 1 :]


Step = Callable[[list[Stanza], list[bytes], list[bytes]], None]


@st.composite
def steps(draw: st.DrawFn) -> Step:
    """One change to the stanzas, the small fields (MAC, nonce) or the chunks."""
    which, place, other, bit, donor = (
        draw(st.integers(0, 9)),
        draw(st.integers(0, 2000)),
        draw(st.integers(0, 2000)),
        draw(st.integers(0, 7)),
        draw(ENTRIES),
    )
    donated = parts(FILES[donor])

    def change(stanzas: list[Stanza], fields: list[bytes], chunks: list[bytes]) -> None:
        target: list[Any] = (stanzas, chunks)[bit % 2]
        source: list[Any] = (donated[0], donated[3])[bit % 2]
        match which:
            case 0 if target:
                target[place % len(target)], target[other % len(target)] = (
                    target[other % len(target)],
                    target[place % len(target)],
                )
            case 1 if target:
                del target[place % len(target)]
            case 2:
                target.insert(place % (len(target) + 1), source[other % len(source)])
            case 3 if target:
                target[place % len(target)] = source[other % len(source)]
            case 4:
                fields[place % 2] = donated[1 + place % 2]
            case 5:
                fields[place % 2] = flipped(fields[place % 2], other, bit)
            case 6 if chunks:
                chunks[place % len(chunks)] = flipped(chunks[place % len(chunks)], other, bit)
            case 7 if chunks:
                chunks[-1] = chunks[-1][: other % (len(chunks[-1]) + 1)]
            case 8 if stanzas:
                one = stanzas[place % len(stanzas)]
                body = flipped(one.body, other, bit)
                stanzas[place % len(stanzas)] = Stanza(type=one.type, arguments=one.arguments, body=body)
            case 9 if stanzas:
                one = stanzas[place % len(stanzas)]
                words = (*one.arguments, "x") if bit % 2 else one.arguments[1:]
                stanzas[place % len(stanzas)] = Stanza(type=one.type, arguments=words, body=one.body)

    return change


@few
@given(changes=st.lists(steps(), min_size=1, max_size=4), start=ENTRIES)
def test_a_file_put_together_from_changed_parts_is_never_another_file(changes: list[Step], start: int) -> None:
    """Accepted is one of the two originals, whole, or nothing."""
    stanzas, mac, nonce, chunks = parts(FILES[start])
    fields = [mac, nonce]
    for change in changes:
        change(stanzas, fields, chunks)
    mutated = encode_stanzas(tuple(stanzas)) + encode_mac(fields[0]) + fields[1] + b"".join(chunks)

    try:
        open_envelope(mutated, [IDENTITY])
    except SealedFileError:
        return
    assert mutated in FILES


@few
@given(
    start=ENTRIES,
    cuts=st.lists(
        st.tuples(st.integers(0, 10**6), st.integers(0, 300), st.binary(max_size=40)), min_size=1, max_size=5
    ),
)
def test_a_file_with_parts_overwritten_is_never_another_file(start: int, cuts: list[tuple[int, int, bytes]]) -> None:
    mutated = FILES[start]
    for place, length, junk in cuts:
        place %= len(mutated) + 1
        mutated = mutated[:place] + junk + mutated[place + length :]

    try:
        open_envelope(mutated, [IDENTITY])
    except SealedFileError:
        return
    assert mutated in FILES


PLAINTEXTS = [bytes(age.decrypt(file, [IDENTITY])) for file in FILES]
SMALL = container.pack(a_manifest((b"first", b"", b"third")), (b"first", b"", b"third"))
USED = len(SMALL.rstrip(b"\0"))
# What JSON is made of.
LETTERS = [*string.digits.encode(), *b'"{}[],:\\eE.-ntfu\0 /']


@few
@given(
    cuts=st.lists(
        st.tuples(st.integers(0, USED), st.integers(0, 8), st.sampled_from(LETTERS)),
        min_size=1,
        max_size=3,
    )
)
def test_a_changed_container_reads_back_as_exactly_what_it_says(cuts: list[tuple[int, int, int]]) -> None:
    """Whoever holds the public keys can seal any content: what is taken must mean one thing, or be refused."""
    mutated = SMALL
    for place, length, letter in cuts:
        mutated = mutated[:place] + bytes([letter]) + mutated[place + length :]
    mutated = mutated[: container.FLOOR].ljust(container.FLOOR, b"\0")

    try:
        contents = container.unpack(mutated)
    except SealedFileError:
        return
    again = container.unpack(container.pack(contents.manifest, contents.attachments))
    assert again.manifest == contents.manifest
    assert [bytes(each) for each in again.attachments] == [bytes(each) for each in contents.attachments]
