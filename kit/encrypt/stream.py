"""The age payload: 64 KiB chunks of ChaCha20-Poly1305, each numbered and the last one marked.

Chunks come out one by one, so memory stays bounded. What has come out is proven to be a part of the file, and
only the end of the generator proves that it was the whole: release nothing before.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import PayloadDamaged
from . import primitives
from .format import Sealed
from .primitives import ChunkCipher

CHUNK_SIZE = 64 * 1024
NONCE_SIZE = 16

_SEALED_CHUNK_SIZE = CHUNK_SIZE + primitives.TAG_SIZE
_COUNTER_SIZE = 11
# Plaintext up to this size is kept while the rest is verified.
_KEPT = 16 * _SEALED_CHUNK_SIZE
_INFO = b"payload"


def plaintext_limit(sealed_size: int) -> int:
    """Return the size of what ``sealed_size`` bytes of chunks hold."""
    chunks = -(-sealed_size // _SEALED_CHUNK_SIZE)
    return max(0, sealed_size - chunks * primitives.TAG_SIZE)


def payload_key(file_key: bytes, nonce: bytes) -> bytes:
    """Derive the key of one payload."""
    return primitives.hkdf_sha256(file_key, salt=nonce, info=_INFO)


def seal_chunks(key: bytes, plaintext: memoryview) -> Iterator[bytes]:
    """Encrypt a payload, chunk by chunk."""
    cipher = primitives.chunk_cipher(key)
    # An empty payload still has one chunk, and it is the last.
    starts = range(0, max(1, len(plaintext)), CHUNK_SIZE)
    for number, start in enumerate(starts):
        is_last = start + CHUNK_SIZE >= len(plaintext)
        yield cipher.encrypt(_nonce(number, is_last=is_last), plaintext[start : start + CHUNK_SIZE], None)


def open_chunks(key: bytes, sealed: Sealed, begin: int = 0) -> Iterator[bytes]:
    """Decrypt the payload that starts at ``begin``, chunk by chunk.

    Raises PayloadDamaged at the first chunk that is not authentic.
    """
    cipher = primitives.chunk_cipher(key)
    starts = range(begin, max(begin + 1, len(sealed)), _SEALED_CHUNK_SIZE)
    for number, start in enumerate(starts):
        is_last = start + _SEALED_CHUNK_SIZE >= len(sealed)
        chunk = sealed[start : start + _SEALED_CHUNK_SIZE]
        plaintext = primitives.open_chunk(cipher, _nonce(number, is_last=is_last), chunk)
        if plaintext is None:
            yield from _open_misplaced(cipher, number, chunk, is_last=is_last)
            raise PayloadDamaged("the sealed content has been changed, cut short or added to")
        if not plaintext and number:
            raise PayloadDamaged("the sealed content ends in an empty part")
        yield plaintext


def open_payload(key: bytes, sealed: Sealed, begin: int = 0) -> memoryview:
    """Decrypt a whole payload into one buffer, handed out only after its last chunk has verified."""
    if len(sealed) - begin <= _SEALED_CHUNK_SIZE:
        return memoryview(b"".join(open_chunks(key, sealed, begin)))
    plaintext = bytearray(plaintext_limit(len(sealed) - begin))
    position = 0
    for chunk in open_chunks(key, sealed, begin):
        plaintext[position : position + len(chunk)] = chunk
        position += len(chunk)
    return memoryview(plaintext).toreadonly()


def open_twice(key: bytes, sealed: Sealed, begin: int = 0) -> Iterator[bytes]:
    """Decrypt a payload chunk by chunk, the first one only after its last one has verified.

    What is too long to be kept is decrypted twice, so ``sealed`` must not change meanwhile.
    """
    chunks = open_chunks(key, sealed, begin)
    if len(sealed) - begin <= _KEPT:
        return iter(list(chunks))
    for _ in chunks:
        pass
    return open_chunks(key, sealed, begin)


def open_part(key: bytes, sealed: Sealed, begin: int, part: range) -> Iterator[memoryview]:
    """Decrypt a part of a payload that has been verified: the bytes of the plaintext that ``part`` counts."""
    cipher = primitives.chunk_cipher(key)
    for number in range(part.start // CHUNK_SIZE, -(-part.stop // CHUNK_SIZE)):
        start = begin + number * _SEALED_CHUNK_SIZE
        chunk = sealed[start : start + _SEALED_CHUNK_SIZE]
        nonce = _nonce(number, is_last=start + _SEALED_CHUNK_SIZE >= len(sealed))
        plaintext = primitives.open_chunk(cipher, nonce, chunk)
        if plaintext is None:
            raise PayloadDamaged("the sealed content has been changed since it was checked")
        first = number * CHUNK_SIZE
        yield memoryview(plaintext)[max(0, part.start - first) : part.stop - first]


def _open_misplaced(cipher: ChunkCipher, number: int, chunk: bytes | memoryview, *, is_last: bool) -> Iterator[bytes]:
    """Yield a full chunk that is authentic but is last where more follows, or not last at the end.

    The age test files count it as released before the failure: a reader of a pipe could not know yet.
    """
    if len(chunk) == _SEALED_CHUNK_SIZE:
        plaintext = primitives.open_chunk(cipher, _nonce(number, is_last=not is_last), chunk)
        if plaintext is not None:
            yield plaintext


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(_COUNTER_SIZE, "big") + (b"\x01" if is_last else b"\x00")
