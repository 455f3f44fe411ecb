"""The vectors shared with the browser are what the kit does today, and what was worked out without it."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

import pytest

from lado_kit.encrypt import container, words
from lado_kit.encrypt.receipt import receipt_code
from lado_kit.encrypt.words import english_words, fingerprint_words
from tests.encrypt.builders import VECTORS
from tests.encrypt.make_vectors import FILES

# Padmé from its paper: with E = ⌊log₂ L⌋ and S = ⌊log₂ E⌋ + 1, the last E - S bits are zero.
PADME = [(1, 65536), (65536, 65536), (65537, 67584), (67584, 67584), (67585, 69632), (1_000_000, 1_015_808)]

# Words 0, 1 and 2047 of BIP 39 at their places.
WORDS = [
    ("00" * 32, ["abandon"] * 6),
    ("ff" * 32, ["zoo"] * 6),
    (f"{int('00000000001' * 5 + '1' * 11 + '0' * 190, 2):064x}", ["ability"] * 5 + ["zoo"]),
]


def vectors(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((VECTORS / name).read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("name", FILES)
def test_the_committed_vectors_are_what_the_kit_makes(name: str) -> None:
    assert vectors(name) == FILES[name]()


@pytest.mark.parametrize(("size", "padded"), PADME)
def test_padding_follows_the_paper(size: int, padded: int) -> None:
    assert container.padded_size(size) == padded


def test_padding_adds_little_and_never_takes_away() -> None:
    for size in range(65536, 200_000_000, 99_991):
        padded = container.padded_size(size)
        assert size <= padded <= size * 1.12
        assert container.padded_size(padded) == padded


def test_few_lengths_are_possible() -> None:
    """The fewer, the less a length says: the classes up to 100 MB, counted by stepping from each to the next."""
    classes, size = 1, container.padded_size(0)
    while size < 100_000_000:
        size = container.padded_size(size + 1)
        classes += 1

    assert classes < 400


@pytest.mark.parametrize(("digest", "words"), WORDS)
def test_words_come_from_the_first_66_bits(digest: str, words: list[str]) -> None:
    assert list(fingerprint_words(bytes.fromhex(digest))) == words


def test_the_word_list_is_the_whole_of_bip_39() -> None:
    assert (len(english_words()), english_words()[0], english_words()[-1]) == (2048, "abandon", "zoo")
    assert len({word[:4] for word in english_words()}) == 2048


@pytest.mark.parametrize("vector", vectors("receipt.json"), ids=lambda vector: vector["receipt"])
def test_the_vectors_of_receipts(vector: dict[str, Any]) -> None:
    assert receipt_code(bytes.fromhex(vector["sha256"])) == vector["receipt"]


@pytest.mark.parametrize("vector", vectors("container.json"), ids=lambda vector: vector["name"])
def test_a_container_can_be_made_from_the_specification_alone(vector: dict[str, Any]) -> None:
    """Nothing of the kit is used here: bytes are put together as SPEC.md says, and the kit reads them."""
    manifest = json.dumps(vector["manifest"], ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    contents = [base64.b64decode(content) for content in vector["attachments"]]
    body = b"LRK1\0" + len(manifest).to_bytes(4, "big") + manifest + b"".join(contents)
    plaintext = body.ljust(vector["plaintext_size"], b"\0")

    assert hashlib.sha256(plaintext).hexdigest() == vector["plaintext_sha256"]
    assert plaintext[:32].hex() == vector["plaintext_head"]
    assert [bytes(content) for content in container.unpack(plaintext).attachments] == contents


def test_another_list_of_words_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Page and office must say the same words, whatever is installed."""
    monkeypatch.setattr(words, "_LIST_SHA256", "00" * 32)

    with pytest.raises(RuntimeError, match="not the list of BIP 39"):
        words.english_words.__wrapped__()
