"""The part of the chain that costs the most work: decoding sealed files and finding their keys, in a process apart.

``ahead`` is its other side. It has the keys of the office while a run of the import lasts, and nothing else: no file,
no network, no store. What is not exactly a sealed file, or does not open, it leaves to who asks, who says why.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from typing import Any

from ..encrypt import age, armour
from ..encrypt.envelope import read_envelope
from ..encrypt.format import VERSION_PREFIX
from ..encrypt.recipients import Identity
from ..errors import SealedFileError

SEED_SIZE, KEY_SIZE = 32, 32
DECODED = struct.Struct(">?32sIQ")
"""Of each file: whether it is a sealed one, its SHA-256, how long its head is, and how many bytes follow of it."""

FOUND = struct.Struct(f">?{KEY_SIZE}s")
"""Of each head: whether a key was found, and the key."""

_identities: list[Identity] = []


def _load_all() -> None:
    """Do once all that is done here: libraries load parts of themselves then, and later nothing can be loaded."""
    identity = Identity.generate()
    envelope = read_envelope(armour.encode(age.encrypt(b"", [identity.recipient])))
    age.find_payload_key(envelope.head, [Identity.from_seed(identity.secret_seed())])


_load_all()


def work(content: bytes, options: dict[str, Any]) -> bytes:
    """Take the keys (``seeds``), or decode files (``files``), or find the keys of their heads (``heads``)."""
    match options:
        case {"seeds": True}:
            _identities[:] = [
                Identity.from_seed(each) for each in cut(content, [SEED_SIZE] * (len(content) // SEED_SIZE))
            ]
            return b""
        case {"files": list(sizes)}:
            return _all_decoded(cut(content, sizes))
        case {"heads": list(sizes)}:
            return b"".join(_found(each) for each in cut(content, sizes))
    raise ValueError("nothing that is done here")


def cut(content: bytes, sizes: Iterable[int]) -> Iterator[bytes]:
    """Yield what lies one after the other."""
    start = 0
    for size in sizes:
        yield content[start : start + size]
        start += size


def _all_decoded(files: Iterable[bytes]) -> bytes:
    """Answer with what is known of each, and then with the bytes of those that came as text."""
    said, binaries = [], []
    for raw in files:
        try:
            envelope = read_envelope(raw)
        except SealedFileError:
            said.append(DECODED.pack(False, b"", 0, 0))
            continue
        binary = b"" if raw.startswith(VERSION_PREFIX) else envelope.binary
        said.append(DECODED.pack(True, bytes.fromhex(envelope.sha256), len(envelope.head), len(binary)))
        binaries.append(binary)
    return b"".join((*said, *binaries))


def _found(head: bytes) -> bytes:
    try:
        return FOUND.pack(True, age.find_payload_key(head, _identities))
    except SealedFileError:
        return FOUND.pack(False, b"")
