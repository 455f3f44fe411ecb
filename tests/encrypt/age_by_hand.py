"""Age files made by hand with fixed keys and no randomness, from the specification and without the kit.

The encapsulations come from noble in Node, because Python's library draws its own random numbers. A file key and a
nonce are used again and again here, which nobody may do outside of test vectors.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from tests.encrypt.builders import base64_text, run_node

VERSION = b"age-encryption.org/v1\n"
CHUNK = 64 * 1024

ENCAPSULATE = """
import { createRequire } from "node:module"
import { readFileSync } from "node:fs"
const age = createRequire(process.cwd() + "/package.json").resolve("age-encryption")
const { MLKEM768X25519 } = await import(createRequire(age).resolve("@noble/post-quantum/hybrid.js"))
const bytes = (text) => new Uint8Array(Buffer.from(text, "base64"))
const text = (content) => Buffer.from(content).toString("base64")
const made = JSON.parse(readFileSync(0, "utf8")).map(([seed, randomness]) => {
  const { publicKey } = MLKEM768X25519.keygen(bytes(seed))
  const { cipherText, sharedSecret } = MLKEM768X25519.encapsulate(publicKey, bytes(randomness))
  return [text(publicKey), text(cipherText), text(sharedSecret)]
})
console.log(JSON.stringify(made))
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Encapsulation:
    """What X-Wing gives for one key and fixed randomness."""

    public_key: bytes
    encapsulation: bytes
    secret: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """The fixed values that a file is made with."""

    file_key: bytes
    nonce: bytes


def fixed(label: str, size: int = 32) -> bytes:
    """Bytes that are the same in every run and belong to one label."""
    return hashlib.shake_256(b"lado sealed vector: " + label.encode()).digest(size)


@cache
def encapsulations(labels: tuple[tuple[str, str], ...]) -> tuple[Encapsulation, ...]:
    """One encapsulation for each pair of a key's label and a label of the randomness."""
    request = [[base64_text(fixed(key)), base64_text(fixed(randomness, 64))] for key, randomness in labels]
    made: list[Any] = run_node(ENCAPSULATE, request)
    return tuple(
        Encapsulation(public_key=public_key, encapsulation=encapsulation, secret=secret)
        for public_key, encapsulation, secret in ([base64.b64decode(part) for part in parts] for parts in made)
    )


def unpadded(content: bytes) -> bytes:
    return base64.b64encode(content).rstrip(b"=")


def stanza(kind: str, arguments: Sequence[bytes], body: bytes) -> bytes:
    text = unpadded(body)
    lines = b"".join(text[start : start + 64] + b"\n" for start in range(0, len(text) + 1, 64))
    return b" ".join((b"->", kind.encode(), *arguments)) + b"\n" + lines


def hybrid_stanza(made: Encapsulation, file_key: bytes) -> bytes:
    key, nonce = hpke_context(made.secret, b"age-encryption.org/mlkem768x25519")
    body = ChaCha20Poly1305(key).encrypt(nonce, file_key, None)
    return stanza("mlkem768x25519", [unpadded(made.encapsulation)], body)


def hpke_context(shared_secret: bytes, info: bytes) -> tuple[bytes, bytes]:
    """Key and first nonce as RFC 9180, section 5.1, has them: base mode, written out for this one suite."""
    suite = b"HPKE" + bytes.fromhex("647a00010003")

    def extract(salt: bytes, label: bytes, key: bytes) -> bytes:
        return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + key, "sha256")

    def expand(key: bytes, label: bytes, context: bytes, size: int) -> bytes:
        labelled = size.to_bytes(2, "big") + b"HPKE-v1" + suite + label + context
        return hmac.digest(key, labelled + b"\x01", "sha256")[:size]

    context = b"\0" + extract(b"", b"psk_id_hash", b"") + extract(b"", b"info_hash", info)
    secret = extract(shared_secret, b"secret", b"")
    return expand(secret, b"key", context, 32), expand(secret, b"base_nonce", context, 12)


def classical_stanza(file_key: bytes) -> bytes:
    """A valid stanza of age's X25519 type."""
    reader = X25519PrivateKey.from_private_bytes(fixed("classical reader")).public_key()
    sender = X25519PrivateKey.from_private_bytes(fixed("classical sender"))
    share = sender.public_key().public_bytes_raw()
    key = hkdf(sender.exchange(reader), share + reader.public_bytes_raw(), b"age-encryption.org/v1/X25519")
    return stanza("X25519", [unpadded(share)], ChaCha20Poly1305(key).encrypt(bytes(12), file_key, None))


def passphrase_stanza(file_key: bytes, passphrase: bytes) -> bytes:
    """A valid stanza of age's scrypt type."""
    salt = fixed("salt", 16)
    key = hashlib.scrypt(passphrase, salt=b"age-encryption.org/v1/scrypt" + salt, n=1024, r=8, p=1, dklen=32)
    return stanza("scrypt", [unpadded(salt), b"10"], ChaCha20Poly1305(key).encrypt(bytes(12), file_key, None))


def hkdf(key: bytes, salt: bytes, info: bytes) -> bytes:
    return hmac.digest(hmac.digest(salt or bytes(32), key, "sha256"), info + b"\x01", "sha256")


def header(stanzas: Sequence[bytes], file_key: bytes) -> bytes:
    """A header whose MAC is right, whatever its stanzas are."""
    signed = VERSION + b"".join(stanzas) + b"---"
    return signed + b" " + unpadded(hmac.digest(hkdf(file_key, b"", b"header"), signed, "sha256")) + b"\n"


def chunk(file: File, number: int, content: bytes, *, is_last: bool) -> bytes:
    nonce = number.to_bytes(11, "big") + bytes([is_last])
    return ChaCha20Poly1305(hkdf(file.file_key, file.nonce, b"payload")).encrypt(nonce, content, None)


def chunks(file: File, plaintext: bytes) -> list[bytes]:
    starts = range(0, max(1, len(plaintext)), CHUNK)
    return [
        chunk(file, number, plaintext[start : start + CHUNK], is_last=start + CHUNK >= len(plaintext))
        for number, start in enumerate(starts)
    ]


def armour(binary: bytes) -> str:
    text = base64.b64encode(binary).decode("ascii")
    lines = [text[start : start + 64] for start in range(0, len(text), 64)]
    return "\n".join(["-----BEGIN AGE ENCRYPTED FILE-----", *lines, "-----END AGE ENCRYPTED FILE-----", ""])
