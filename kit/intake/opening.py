"""The part of the chain that costs the most work: finding the keys of sealed files, in a process apart.

``ahead`` is its other side. It has the keys of the office while a run of the import lasts, and nothing else: no file,
no network, no store. What does not open it leaves to who asks, who says why.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from typing import Any

from ..encrypt import age
from ..encrypt.envelope import envelope_of
from ..encrypt.recipients import Identity
from ..errors import SealedFileError

SEED_SIZE, KEY_SIZE = 32, 32
FOUND = struct.Struct(f">?{KEY_SIZE}s")
"""Of each head: whether a key was found, and the key."""

_identities: list[Identity] = []


def _load_all() -> None:
    """Do once all that is done here: libraries load parts of themselves then, and later nothing can be loaded."""
    identity = Identity.generate()
    envelope = envelope_of(age.encrypt(b"", [identity.recipient]))
    age.find_payload_key(envelope.head, [Identity.from_seed(identity.secret_seed())])


_load_all()


def work(content: bytes, options: dict[str, Any]) -> bytes:
    """Take the keys (``seeds``), or find the keys of their heads (``heads``)."""
    match options:
        case {"seeds": True}:
            _identities[:] = [
                Identity.from_seed(each) for each in cut(content, [SEED_SIZE] * (len(content) // SEED_SIZE))
            ]
            return b""
        case {"heads": list(sizes)}:
            return b"".join(_found(each) for each in cut(content, sizes))
    raise ValueError("nothing that is done here")


def cut(content: bytes, sizes: Iterable[int]) -> Iterator[bytes]:
    """Yield what lies one after the other."""
    start = 0
    for size in sizes:
        yield content[start : start + size]
        start += size


def _found(head: bytes) -> bytes:
    try:
        return FOUND.pack(True, age.find_payload_key(head, _identities))
    except SealedFileError:
        return FOUND.pack(False, b"")
