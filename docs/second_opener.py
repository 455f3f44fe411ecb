"""A second opener, written from kit/encrypt/SPEC.md alone and sharing nothing with the kit.

It is for the day on which the kit no longer runs: Python and the package ``cryptography`` are enough.

    python second_opener.py KEY-FILE SEALED-FILE [FOLDER]

KEY-FILE is an officer's key file; its passphrase is asked for. The manifest with the answers is printed as JSON, and
the attachments are written into FOLDER if one is given. What protects the content is checked: both MACs, every chunk,
the padding and every hash. The rules that keep strangers' files out of an office are the kit's and are not.
"""

from __future__ import annotations

import base64
import getpass
import hashlib
import hmac
import json
import re
import sys
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PrivateKey, Suite

CHUNK = 64 * 1024 + 16
BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)

Stanza = tuple[list[str], bytes]


def dearmour(content: bytes) -> bytes:
    """Section 3, without the normaliser: one block, exactly as it was sent."""
    if content.startswith(b"age-encryption.org/"):
        return content
    found = re.findall(r"-----BEGIN AGE ENCRYPTED FILE-----(.*?)-----END", content.decode("utf-8"), re.DOTALL)
    if len(found) != 1:
        raise SystemExit("there is not exactly one sealed file in this text")
    return base64.b64decode("".join(found[0].split()), validate=True)


def raw_base64(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)


def hkdf(key: bytes, salt: bytes, info: bytes) -> bytes:
    extracted = hmac.digest(salt or bytes(32), key, "sha256")
    return hmac.digest(extracted, info + b"\x01", "sha256")


def read_header(binary: bytes) -> tuple[list[Stanza], bytes, bytes, bytes]:
    """Return the stanzas, what the MAC covers, the MAC and the payload."""
    end = binary.index(b"\n---") + 4
    newline = binary.index(b"\n", end)
    lines = binary[:end].decode("ascii").split("\n")
    if lines[0] != "age-encryption.org/v1":
        raise SystemExit("this is not an age file of version 1")
    stanzas: list[Stanza] = []
    for line in lines[1:-1]:
        if line.startswith("-> "):
            stanzas.append((line.split(" ")[1:], b""))
        else:
            words, body = stanzas[-1]
            stanzas[-1] = (words, body + raw_base64(line))
    return stanzas, binary[:end], raw_base64(binary[end + 1 : newline].decode("ascii")), binary[newline + 1 :]


def open_payload(file_key: bytes, signed: bytes, mac: bytes, payload: bytes) -> bytes:
    """Check the header's MAC and decrypt every chunk."""
    if not hmac.compare_digest(hmac.digest(hkdf(file_key, b"", b"header"), signed, "sha256"), mac):
        raise SystemExit("the header has been changed")
    cipher = ChaCha20Poly1305(hkdf(file_key, payload[:16], b"payload"))
    sealed = payload[16:]
    plaintext = b""
    for number, start in enumerate(range(0, max(1, len(sealed)), CHUNK)):
        flag = b"\x01" if start + CHUNK >= len(sealed) else b"\x00"
        plaintext += cipher.decrypt(number.to_bytes(11, "big") + flag, sealed[start : start + CHUNK], None)
    return plaintext


def open_key_file(content: bytes, passphrase: str) -> bytes:
    """Section 6: return the 32-byte seed in a key file."""
    stanzas, signed, mac, payload = read_header(dearmour(content))
    (_, salt, work_factor), body = stanzas[0]
    key = hashlib.scrypt(
        passphrase.encode("utf-8"),
        salt=b"age-encryption.org/v1/scrypt" + raw_base64(salt),
        n=1 << int(work_factor),
        r=8,
        p=1,
        maxmem=2_000_000_000,
        dklen=32,
    )
    file_key = ChaCha20Poly1305(key).decrypt(bytes(12), body, None)
    lines = open_payload(file_key, signed, mac, payload).decode("utf-8").split("\n")
    secret = next(line for line in lines if line.startswith("AGE-SECRET-KEY-PQ-1"))
    number = 0
    for letter in secret.lower().rpartition("1")[2][:-6]:
        number = number << 5 | BECH32.index(letter)
    return (number >> 4).to_bytes(32, "big")  # 52 letters are 260 bits, the last four of them zero


def open_sealed(content: bytes, seed: bytes) -> bytes:
    """Section 1: return the plaintext of a submission."""
    stanzas, signed, mac, payload = read_header(dearmour(content))
    expanded = hashlib.shake_256(seed).digest(96)
    private_key = MLKEM768X25519PrivateKey(
        MLKEM768PrivateKey.from_seed_bytes(expanded[:64]), X25519PrivateKey.from_private_bytes(expanded[64:])
    )
    for (_, encapsulation), body in stanzas:
        try:
            file_key = SUITE.decrypt(
                raw_base64(encapsulation) + body, private_key, b"age-encryption.org/mlkem768x25519"
            )
        except InvalidTag:
            continue
        return open_payload(file_key, signed, mac, payload)
    raise SystemExit("this key does not open the file")


def read_container(plaintext: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """Section 2: return the manifest and the attachments."""
    if plaintext[:5] != b"LRK1\0":
        raise SystemExit("the content is of another layout")
    position = 9 + int.from_bytes(plaintext[5:9], "big")
    manifest = json.loads(plaintext[9:position])
    if manifest["container"] != 1:
        raise SystemExit("the manifest is of another version")
    attachments = []
    for entry in manifest["attachments"]:
        attachments.append(plaintext[position : position + entry["size"]])
        position += entry["size"]
        if hashlib.sha256(attachments[-1]).hexdigest() != entry["sha256"]:
            raise SystemExit("an attachment is not the one in the manifest")
    if any(plaintext[position:]):
        raise SystemExit("the padding is not empty")
    return manifest, attachments


def main(key_file: str, sealed_file: str, folder: str | None = None) -> None:
    """Open one sealed file."""
    passphrase = getpass.getpass("passphrase: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    try:
        seed = open_key_file(Path(key_file).read_bytes(), passphrase)
        manifest, attachments = read_container(open_sealed(Path(sealed_file).read_bytes(), seed))
    except (InvalidTag, ValueError, LookupError, TypeError):
        raise SystemExit("the passphrase is wrong, or one of the two files is damaged") from None
    sys.stdout.buffer.write(json.dumps(manifest, indent=2, ensure_ascii=False).encode("utf-8") + b"\n")
    if folder:
        for number, content in enumerate(attachments, start=1):
            # Numbered, because a name chosen by a sender is no name for a file on this PC.
            (Path(folder) / f"attachment-{number}.bin").write_bytes(content)


if __name__ == "__main__":
    main(*sys.argv[1:])
