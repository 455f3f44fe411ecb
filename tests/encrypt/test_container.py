"""The container: what is packed comes back, and every lie about it is found."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lado_kit.encrypt import container, strict_json
from lado_kit.encrypt.manifest import (
    MAX_MANIFEST_SIZE,
    AttachmentEntry,
    FormReference,
    RosterReference,
    cover_value,
    read_cover,
    write_manifest,
)
from lado_kit.errors import BadContainer, UnknownContainer
from tests.encrypt.builders import NOON, a_manifest

CONTENTS = (b"first", b"", bytes(range(256)) * 10)


def packed(contents: tuple[bytes, ...] = CONTENTS) -> bytes:
    return container.pack(a_manifest(contents), contents)


def rebuilt(change: Callable[[dict[str, Any]], object], contents: tuple[bytes, ...] = CONTENTS) -> bytes:
    """A container whose manifest was changed after its making, with all lengths made right again."""
    plaintext = packed(contents)
    length = int.from_bytes(plaintext[5:9], "big")
    manifest = json.loads(plaintext[9 : 9 + length])
    change(manifest)
    return assembled(json.dumps(manifest).encode("utf-8"), contents)


def assembled(manifest: bytes, contents: tuple[bytes, ...] = ()) -> bytes:
    body = b"LRK1\0" + len(manifest).to_bytes(4, "big") + manifest + b"".join(contents)
    return body + bytes(container.padded_size(len(body)) - len(body))


def setting(path: str, value: Any) -> Callable[[dict[str, Any]], object]:
    """A change that writes ``value`` at a path such as ``attachments.0.size``."""

    def change(manifest: dict[str, Any]) -> None:
        *parents, last = path.split(".")
        inner: Any = manifest
        for step in parents:
            inner = inner[int(step)] if isinstance(inner, list) else inner[step]
        inner[last] = value

    return change


# A value that may not stand at each place of the manifest.
LIES: list[tuple[str, Any]] = [
    ("submission_id", "0123456789ABCDEF" * 2),
    ("submission_id", "0" * 31),
    ("submission_id", None),
    ("authority", ""),
    ("authority", "x" * 201),
    ("authority", "line\nbreak"),
    ("form", "referral"),
    ("form.name", "\x9f"),
    ("form.version", 0),
    ("form.version", True),
    ("form.version", 1.0),
    ("form.version", 2**31),
    ("form.digest", "AB" * 32),
    ("form.other", 1),
    ("release", 7),
    ("roster.version", -1),
    ("roster.recipients", []),
    ("roster.recipients", ["cd" * 32] * 2),
    ("roster.recipients", [f"{number:064x}" for number in range(7)]),
    ("roster.recipients", "cd" * 32),
    ("sealed_at", "2026-05-03 12:00:00Z"),
    ("sealed_at", "2026-05-03T12:00:00+00:00"),
    ("sealed_at", "2026-02-30T12:00:00Z"),
    ("sealed_at", "2026-05-03T24:01:00Z"),
    ("sealed_at", "٢٠٢٦-05-03T12:00:00Z"),
    ("answers", []),
    ("answers", None),
    ("attachments", {}),
    ("attachments.0.name", ""),
    ("attachments.0.name", "../up.pdf"),
    ("attachments.0.name", "C:\\up.pdf"),
    ("attachments.0.name", "."),
    ("attachments.0.name", ".."),
    ("attachments.0.name", "two\tparts"),
    ("attachments.0.name", "x" * 201),
    ("attachments.0.name", "file-1.bin"),
    ("attachments.0.media_type", ""),
    ("attachments.0.size", 4),
    ("attachments.0.size", 6),
    ("attachments.0.size", -5),
    ("attachments.0.size", 5.0),
    ("attachments.0.size", 150_000_001),
    ("attachments.0.sha256", "00" * 32),
    ("attachments.0.extra", ""),
    ("attachments_size", 2564),
    ("attachments_size", "2565"),
    ("attachments_size", True),
    ("container", True),
    ("container", "1"),
    ("container", 1.0),
    ("kind", "referral"),
]

# (place, the last value that is allowed there, the first that is not)
LIMITS: list[tuple[str, Any, Any]] = [
    ("authority", "x" * 200, "x" * 201),
    ("release", "x", ""),
    ("form.name", "x" * 200, "x" * 201),
    ("form.version", 1, 0),
    ("form.version", 2**31 - 1, 2**31),
    ("roster.version", 1, 0),
    ("roster.version", 2**31 - 1, 2**31),
    ("roster.recipients", ["cd" * 32], []),
    ("roster.recipients", [f"{key:064x}" for key in range(6)], [f"{key:064x}" for key in range(7)]),
    ("attachments.0.name", "...", ".."),
    ("attachments.0.media_type", "x" * 200, "x" * 201),
    ("attachments.0.size", 0, -1),
    ("attachments.0.size", 150_000_000, 150_000_001),
]

KEYS = [
    "container",
    "submission_id",
    "authority",
    "form",
    "release",
    "roster",
    "sealed_at",
    "answers",
    "attachments",
    "attachments_size",
]

# Values that one answer of a manifest may not have; the manifest is right in everything else.
BAD_ANSWERS = [
    '0, "here": 0',
    '{"a": 1, "a": 1}',
    '{"a": 1, "\\u0061": 1}',
    "NaN",
    "Infinity",
    "-Infinity",
    "1e999",
    "-1e999",
    "9007199254740992",
    "-9007199254740992",
    "12345678901234567",
    "9" * 1_000_000,
    '"\\ud800"',
    '"\\uDFFF"',
    '"\\udc00\\ud800"',
    '{"\\udabc": 1}',
    "[" * 31 + "]" * 31,
    "[" * 100_000 + "]" * 100_000,
    "01",
    "+1",
    "0x1",
    ".5",
    "'x'",
    "[1,]",
    '"\x01"',
    '"\t"',
]

# Manifests that are not the JSON every reader understands alike.
BAD_JSON = [
    b"",
    b"{}",
    b"[]",
    b"null",
    b"{",
    b"\xef\xbb\xbf{}",
    b"\xff\xfe",
    b'{"container": 1, "container": 1}',
    b'{"answers": {"a": 1, "a": 2}}',
    b'{"answers": NaN}',
    b'{"answers": Infinity}',
    b'{"answers": -Infinity}',
    b'{"answers": 1e999}',
    b'{"answers": 9007199254740992}',
    b'{"answers": -9007199254740992}',
    b'{"answers": ' + b"9" * 1_000_000 + b"}",
    b'{"answers": "\\ud800"}',
    b'{"answers": "\\udc00\\ud800"}',
    b'{"\\udfff": 1}',
    b'{"answers": ' + b"[" * 40 + b"]" * 40 + b"}",
    b'{"answers": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    b"{'answers': 1}",
    b'{"answers": 1,}',
    b'{"answers": "\x01"}',
]


def test_what_is_packed_comes_back() -> None:
    contents = container.unpack(packed())

    assert contents.manifest == a_manifest(CONTENTS)
    assert tuple(bytes(attachment) for attachment in contents.attachments) == CONTENTS


def test_attachments_are_views_and_not_copies() -> None:
    plaintext = packed()

    contents = container.unpack(plaintext)

    assert all(attachment.obj is plaintext for attachment in contents.attachments)
    assert all(attachment.readonly for attachment in contents.attachments)


@pytest.mark.parametrize(("path", "value"), LIES)
def test_a_manifest_that_breaks_a_rule_is_refused(path: str, value: Any) -> None:
    with pytest.raises(BadContainer):
        container.unpack(rebuilt(setting(path, value)))


@pytest.mark.parametrize(("path", "allowed", "refused"), LIMITS)
def test_the_limit_of_each_value_is_exact(path: str, allowed: Any, refused: Any) -> None:
    cover = cover_value(a_manifest(CONTENTS))

    setting(path, allowed)(cover)
    assert cover_value(read_cover(cover)) == cover

    setting(path, refused)(cover)
    with pytest.raises(BadContainer):
        read_cover(cover)


@pytest.mark.parametrize("key", KEYS)
def test_a_missing_key_is_refused(key: str) -> None:
    with pytest.raises(BadContainer):
        container.unpack(rebuilt(lambda manifest: manifest.pop(key)))


@pytest.mark.parametrize("written", BAD_JSON, ids=lambda written: repr(written[:30]))
def test_json_that_readers_could_take_differently_is_refused(written: bytes) -> None:
    with pytest.raises(BadContainer):
        container.unpack(assembled(written))


@pytest.mark.parametrize("answer", BAD_ANSWERS, ids=lambda answer: answer[:30])
def test_a_manifest_right_in_all_but_one_answer_is_refused(answer: str) -> None:
    """Nothing else is wrong with it, so only the rule for that value can refuse it."""
    plaintext = rebuilt(setting("answers", {"here": 0}), ())
    manifest = plaintext[9 : 9 + int.from_bytes(plaintext[5:9], "big")]
    assert container.unpack(assembled(manifest)).manifest.answers == {"here": 0}

    changed = manifest.replace(b'"here": 0', b'"here": ' + answer.encode("utf-8"))

    assert changed != manifest
    with pytest.raises(BadContainer):
        container.unpack(assembled(changed))


def test_a_manifest_over_the_limit_is_refused_though_it_is_right() -> None:
    plaintext = rebuilt(lambda _: None, ())
    manifest = plaintext[9 : 9 + int.from_bytes(plaintext[5:9], "big")]

    assert container.unpack(assembled(manifest.ljust(MAX_MANIFEST_SIZE)))
    with pytest.raises(BadContainer):
        container.unpack(assembled(manifest.ljust(MAX_MANIFEST_SIZE + 1)))


@pytest.mark.parametrize("version", [0, 2, -1, 99])
def test_another_version_of_the_manifest_is_unknown_and_not_bad(version: int) -> None:
    with pytest.raises(UnknownContainer):
        container.unpack(rebuilt(setting("container", version)))


@pytest.mark.parametrize("magic", [b"LRK2\0", b"LRK1\1", b"RK1\0\0", b"%PDF-"])
def test_another_magic_is_unknown_and_not_bad(magic: bytes) -> None:
    with pytest.raises(UnknownContainer):
        container.unpack(magic + packed()[5:])


@pytest.mark.parametrize("size", [0, 1, 4])
def test_a_plaintext_without_a_magic_is_unknown(size: int) -> None:
    with pytest.raises(UnknownContainer):
        container.unpack(packed()[:size])


@pytest.mark.parametrize("size", [5, 8, 9, 100, 65535])
def test_a_plaintext_cut_short_is_refused(size: int) -> None:
    with pytest.raises(BadContainer):
        container.unpack(packed()[:size])


@pytest.mark.parametrize("extra", [1, 4096, 65536])
def test_a_plaintext_with_more_padding_than_the_rule_is_refused(extra: int) -> None:
    with pytest.raises(BadContainer):
        container.unpack(packed() + bytes(extra))


@pytest.mark.parametrize("place", [-1, -2, -40_000])
def test_a_padding_byte_that_is_not_zero_is_refused(place: int) -> None:
    plaintext = bytearray(packed())
    plaintext[place] = 1

    with pytest.raises(BadContainer):
        container.unpack(bytes(plaintext))


@pytest.mark.parametrize("length", [0, 1, 16 * 1024 * 1024 + 1, 2**32 - 1])
def test_a_manifest_length_that_lies_is_refused(length: int) -> None:
    plaintext = packed()

    with pytest.raises(BadContainer):
        container.unpack(plaintext[:5] + length.to_bytes(4, "big") + plaintext[9:])


def test_a_changed_attachment_is_refused() -> None:
    plaintext = packed((b"original",))

    with pytest.raises(BadContainer):
        container.unpack(plaintext.replace(b"original", b"0riginal"))


def test_attachments_that_change_places_are_refused() -> None:
    plaintext = packed((b"aaaa", b"bbbb"))

    with pytest.raises(BadContainer):
        container.unpack(plaintext.replace(b"aaaabbbb", b"bbbbaaaa"))


REFUSED_BY_THE_WRITER = [
    {"authority": ""},
    {"submission_id": "x"},
    {"answers": {"age": float("nan")}},
    {"answers": {"age": 2**53}},
    {"answers": {"name": "\ud800"}},
    {"answers": {"name": NotImplemented}},
    {"answers": {1: "one"}},
    {"sealed_at": NOON.replace(tzinfo=None)},
    {"answers": {"name": "x" * (16 * 1024 * 1024)}},
    {"form": FormReference(name="referral", version=0, digest="ab" * 32)},
    {"roster": RosterReference(version=1, recipients=())},
    {"attachments": (AttachmentEntry(name="a", media_type="a/b", size=1, sha256="00" * 32),)},
]


@pytest.mark.parametrize("changes", REFUSED_BY_THE_WRITER, ids=lambda changes: repr(changes)[:50])
def test_the_writer_refuses_what_the_reader_would(changes: dict[str, Any]) -> None:
    with pytest.raises(BadContainer):
        container.pack(a_manifest(**changes), ())


def test_the_writer_goes_to_the_limit_of_the_reader() -> None:
    def of_length(length: int) -> bytes:
        return write_manifest(a_manifest(answers={"name": "x" * length}))

    most = MAX_MANIFEST_SIZE - len(of_length(0))

    assert len(of_length(most)) == MAX_MANIFEST_SIZE
    with pytest.raises(BadContainer):
        of_length(most + 1)


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the time zone of a process cannot be set here")
def test_the_time_is_written_in_utc_wherever_the_pc_is(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("TZ", "JST-9")
        time.tzset()
        written = cover_value(a_manifest())
    time.tzset()

    assert read_cover(written).sealed_at == NOON


def nested(levels: int, innermost: Any) -> dict[str, Any]:
    """Answers with so many arrays inside; the manifest is the first level and its answers the second."""
    for _ in range(levels):
        innermost = [innermost]
    return {"deep": innermost}


@pytest.mark.parametrize("innermost", ["text", [], {}])
def test_nesting_to_the_limit_is_read_and_one_more_is_not(innermost: Any) -> None:
    """An empty array is one too."""
    most = nested(strict_json.MAX_DEPTH - 2 - isinstance(innermost, (list, dict)), innermost)

    assert container.unpack(container.pack(a_manifest(answers=most), ())).manifest.answers == most
    with pytest.raises(BadContainer):
        container.pack(a_manifest(answers={"deep": [most["deep"]]}), ())
    with pytest.raises(BadContainer):
        container.unpack(rebuilt(setting("answers", {"deep": [most["deep"]]}), ()))


TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
NUMBERS = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@settings(derandomize=True, max_examples=200, deadline=None)
@given(answers=st.dictionaries(TEXTS, JSON_VALUES, max_size=5))
def test_any_answers_come_back_as_they_were(answers: dict[str, Any]) -> None:
    assert container.unpack(container.pack(a_manifest(answers=answers), ())).manifest.answers == answers


@settings(derandomize=True, max_examples=500, deadline=None)
@given(place=st.integers(0, 3200), byte=st.integers(0, 255))
def test_a_changed_byte_is_refused_or_changes_what_is_read(place: int, byte: int) -> None:
    plaintext = bytearray(packed())
    was, plaintext[place] = plaintext[place], byte

    try:
        contents = container.unpack(bytes(plaintext))
    except (BadContainer, UnknownContainer):
        return

    assert byte == was or contents.manifest != a_manifest(CONTENTS)


@settings(derandomize=True, max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_refused_in_the_same_words(content: bytes) -> None:
    for plaintext in (content, b"LRK1\0" + content, assembled(content)):
        with pytest.raises((BadContainer, UnknownContainer)):
            container.unpack(plaintext)


def test_every_text_only_referral_has_one_length() -> None:
    assert {len(container.pack(a_manifest(answers={"text": "x" * size}), ())) for size in (0, 1, 60_000)} == {65536}
