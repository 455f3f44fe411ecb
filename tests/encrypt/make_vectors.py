"""The vectors that the browser's tests read too. ``python -m tests.encrypt.make_vectors`` writes them again."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from lado_kit.encrypt import container
from lado_kit.encrypt.manifest import write_manifest
from lado_kit.encrypt.receipt import receipt_code
from lado_kit.encrypt.words import fingerprint_words
from tests.encrypt.builders import VECTORS, a_manifest

SIZES = [0, 1, 9, 65535, 65536, 65537, 66000, 67584, 67585, 100_000, 131_072, 131_073, 1_000_000, 1_048_576]
LARGE_SIZES = [1_048_577, 9_999_999, 10_000_000, 33_554_431, 33_554_433, 100_000_000, 149_999_999]
DIGESTS = [
    "00" * 32,
    "ff" * 32,
    "08" + "00" * 31,
    *(hashlib.sha256(f"vector {number}".encode()).hexdigest() for number in range(12)),
]
HEAD_SIZE = 32

CONTAINERS: dict[str, tuple[dict[str, Any], tuple[bytes, ...]]] = {
    "no attachments": ({}, ()),
    "two attachments, one of them empty": ({}, (b"first", b"")),
    "letters of many kinds": (
        {"authority": "Ynys Môn", "answers": {"name": "Ré 名 🙂\u2028", "lines": "one\ntwo\t\"\\/\u0001\u007f"}},
        (),
    ),
    "every kind of answer": (
        {"answers": {"none": None, "yes": True, "number": 9007199254740991, "half": 0.5, "list": [[], {}, [-1]]}},
        (bytes(range(256)),),
    ),
    "exactly the floor": ({"answers": {"text": "x" * 65_103}}, ()),
    "one byte over the floor": ({"answers": {"text": "x" * 65_104}}, ()),
    "an attachment over the floor": ({}, (bytes(place % 251 for place in range(70_000)),)),
}  # fmt: skip


def padme_vectors() -> list[dict[str, Any]]:
    """Length before and after padding."""
    return [{"size": size, "padded": container.padded_size(size)} for size in [*SIZES, *LARGE_SIZES]]


def receipt_vectors() -> list[dict[str, Any]]:
    """File hash and receipt code."""
    return [{"sha256": digest, "receipt": receipt_code(bytes.fromhex(digest))} for digest in DIGESTS]


def words_vectors() -> list[dict[str, Any]]:
    """Roster hash and words."""
    return [{"sha256": digest, "words": list(fingerprint_words(bytes.fromhex(digest)))} for digest in DIGESTS]


def container_vectors() -> list[dict[str, Any]]:
    """Manifest, its keys in the order they are written, and attachments, and the plaintext they make."""
    return [container_vector(name, changes, contents) for name, (changes, contents) in CONTAINERS.items()]


def container_vector(name: str, changes: dict[str, Any], contents: tuple[bytes, ...]) -> dict[str, Any]:
    manifest = a_manifest(contents, **changes)
    plaintext = container.pack(manifest, contents)
    return {
        "name": name,
        "manifest": json.loads(write_manifest(manifest)),
        "attachments": [base64.b64encode(content).decode("ascii") for content in contents],
        "plaintext_size": len(plaintext),
        "plaintext_sha256": hashlib.sha256(plaintext).hexdigest(),
        "plaintext_head": plaintext[:HEAD_SIZE].hex(),
    }


FILES = {
    "padme.json": padme_vectors,
    "receipt.json": receipt_vectors,
    "words.json": words_vectors,
    "container.json": container_vectors,
}


def main() -> None:
    """Write all vector files."""
    VECTORS.mkdir(parents=True, exist_ok=True)
    for name, make in FILES.items():
        text = json.dumps(make(), indent=2, ensure_ascii=False) + "\n"
        (VECTORS / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
