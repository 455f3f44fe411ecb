"""Every call into a cryptographic library, with the reason for each choice; nothing else imports one."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, MutableSequence
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

FILE_KEY_SIZE = 16
KEY_SIZE = 32
TAG_SIZE = 16
SEED_SIZE = 32
ENCAPSULATION_SIZE = 1120
PUBLIC_KEY_SIZE = 1216

_MLKEM_SEED_SIZE = 64
_MLKEM_PUBLIC_KEY_SIZE = 1184
_MLKEM_CIPHERTEXT_SIZE = 1088

XWingPrivateKey = MLKEM768X25519PrivateKey
XWingPublicKey = MLKEM768X25519PublicKey
ChunkCipher = ChaCha20Poly1305

# X-Wing: a file sealed today has to stay shut for a hundred years, so a quantum computer alone, or a broken
# ML-KEM alone, must not be enough to open it. The suite and the label are fixed by the age specification.
_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_LABEL = b"age-encryption.org/mlkem768x25519"

# The u-coordinates on Curve25519 whose product with any private key is zero; X25519 ignores the top bit. The library
# reports them as a wrong key; the age specification wants a damaged header, so they are looked up first.
_FIELD = 2**255 - 19
_TOP_BIT = 2**255
_LOW_ORDER = frozenset(
    (point | top_bit).to_bytes(32, "little")
    for top_bit in (0, _TOP_BIT)
    for point in (
        0,
        1,
        325606250916557431795983626356110631294008115727848805560023387167927233504,
        39382357235489614581723060781553021112529911719440698176882885853963445705823,
        _FIELD - 1,
        _FIELD,
        _FIELD + 1,
    )
)

# The wrapping nonce is fixed because each key below encrypts one message: it comes fresh from HKDF or scrypt.
_ZERO_NONCE = bytes(12)

_SCRYPT_BLOCK_SIZE = 8
_SCRYPT_SPARE_MEMORY = 1024 * 1024


def random_bytes(size: int) -> bytes:
    """Draw ``size`` bytes from the operating system."""
    return secrets.token_bytes(size)


def shuffle(items: MutableSequence[Any]) -> None:
    """Put ``items`` in an order nobody can foretell."""
    secrets.SystemRandom().shuffle(items)


def sha256(content: bytes | bytearray | memoryview) -> bytes:
    """Return the SHA-256 digest."""
    return hashlib.sha256(content).digest()


def sha256_of(pieces: Iterable[bytes | memoryview]) -> bytes:
    """Return the SHA-256 digest of what comes in pieces."""
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.digest()


def hmac_sha256(key: bytes, content: bytes) -> bytes:
    """Return the HMAC-SHA-256 of ``content``."""
    return hmac.digest(key, content, "sha256")


def is_equal(left: bytes, right: bytes) -> bool:
    """Compare two secrets in a time that does not depend on where they differ."""
    return hmac.compare_digest(left, right)


def hkdf_sha256(key: bytes, *, salt: bytes, info: bytes) -> bytes:
    """Derive one 32-byte key (RFC 5869).

    A key as long as the hash is one block of HKDF, which is two calls of HMAC; loading a class for them would
    cost every command more than the whole derivation.
    """
    return hmac_sha256(hmac_sha256(salt or bytes(KEY_SIZE), key), info + b"\x01")


def scrypt(passphrase: bytes, *, salt: bytes, work_factor: int) -> bytes:
    """Stretch a passphrase (RFC 7914, r = 8, p = 1) to a 32-byte key with 2^``work_factor`` rounds.

    hashlib's scrypt releases the interpreter while it works, so a command can load its modules meanwhile.
    Its own memory limit of 32 MiB is below what the smallest work factor of ours needs, so it is set here.
    """
    rounds = 1 << work_factor
    memory = 128 * _SCRYPT_BLOCK_SIZE * rounds + _SCRYPT_SPARE_MEMORY
    return hashlib.scrypt(passphrase, salt=salt, n=rounds, r=_SCRYPT_BLOCK_SIZE, p=1, maxmem=memory, dklen=KEY_SIZE)


def wrap_with_key(file_key: bytes, key: bytes) -> bytes:
    """Encrypt a file key under a key that is used for nothing else."""
    return ChaCha20Poly1305(key).encrypt(_ZERO_NONCE, file_key, None)


def unwrap_with_key(body: bytes, key: bytes) -> bytes | None:
    """Decrypt a file key; None when the key does not fit."""
    try:
        return ChaCha20Poly1305(key).decrypt(_ZERO_NONCE, body, None)
    except InvalidTag:
        return None


def chunk_cipher(key: bytes) -> ChunkCipher:
    """Load a payload key once for all chunks of a file."""
    return ChaCha20Poly1305(key)


def open_chunk(cipher: ChunkCipher, nonce: bytes, chunk: bytes | memoryview) -> bytes | None:
    """Decrypt one chunk; None when it is not authentic under this nonce."""
    try:
        return cipher.decrypt(nonce, chunk, None)
    except InvalidTag:
        return None


def load_xwing_private(seed: bytes) -> tuple[XWingPrivateKey, bytes]:
    """Expand a 32-byte seed into the private key of X-Wing, and the 1216 bytes of its public key.

    Slow enough (0.1 ms) to be done once a key: the library has no other form of it to load.
    """
    expanded = hashlib.shake_256(seed).digest(_MLKEM_SEED_SIZE + KEY_SIZE)
    mlkem = MLKEM768PrivateKey.from_seed_bytes(expanded[:_MLKEM_SEED_SIZE])
    x25519 = X25519PrivateKey.from_private_bytes(expanded[_MLKEM_SEED_SIZE:])
    public_key = mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()
    return MLKEM768X25519PrivateKey(mlkem, x25519), public_key


def load_xwing_public(public_key: bytes) -> XWingPublicKey:
    """Load a 1216-byte public key. Raises ValueError when its ML-KEM half is not valid."""
    return MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(public_key[:_MLKEM_PUBLIC_KEY_SIZE]),
        X25519PublicKey.from_public_bytes(public_key[_MLKEM_PUBLIC_KEY_SIZE:]),
    )


def is_low_order(point: bytes) -> bool:
    """Tell whether an X25519 public value would give every private key the same, known secret."""
    return point in _LOW_ORDER


def encapsulated_x25519(encapsulation: bytes) -> bytes:
    """Return the X25519 half of an X-Wing encapsulation."""
    return encapsulation[_MLKEM_CIPHERTEXT_SIZE:]


def wrap_for(file_key: bytes, public_key: XWingPublicKey) -> tuple[bytes, bytes]:
    """Encrypt a file key to a public key: the encapsulation, and the encrypted key."""
    wrapped = _SUITE.encrypt(file_key, public_key, _LABEL)
    return wrapped[:ENCAPSULATION_SIZE], wrapped[ENCAPSULATION_SIZE:]


def unwrap_from(encapsulation: bytes, body: bytes, private_key: XWingPrivateKey) -> bytes | None:
    """Decrypt a file key; None when it was encrypted to another key."""
    try:
        return _SUITE.decrypt(encapsulation + body, private_key, _LABEL)
    except InvalidTag:
        return None


def ed25519_public_bytes(seed: bytes) -> bytes:
    """Return the 32-byte public key of a signing seed."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def sign(seed: bytes, content: bytes) -> bytes:
    """Sign ``content``: Ed25519, because a signature by one key over one text is always the same bytes."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(content)


def is_signed_by(public_key: bytes, signature: bytes, content: bytes) -> bool:
    """Tell whether the signature fits."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, content)
    except (InvalidSignature, ValueError):
        return False
    return True
