"""Bech32 text (BIP 173) without its length limit, as age uses it for keys."""

from __future__ import annotations

import base64
import binascii

ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
CHECKSUM_LENGTH = 6

# Bech32 regroups bits exactly as base32 (RFC 4648) does, so only the alphabet has to be exchanged.
_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_TO_BECH32 = str.maketrans(_BASE32, ALPHABET)
_TO_BASE32 = str.maketrans(ALPHABET, _BASE32)
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def _feedback(top: int) -> int:
    mask = 0
    for bit, generator in enumerate(_GENERATORS):
        if top >> bit & 1:
            mask ^= generator
    return mask


# One look-up per character in place of five tests: a recipient is 1,959 characters long.
_FEEDBACK = tuple(_feedback(top) for top in range(32))


def encode(prefix: str, content: bytes) -> str:
    """Write ``content`` in lower-case Bech32 under ``prefix``."""
    words = base64.b32encode(content).decode("ascii").rstrip("=").translate(_TO_BECH32)
    return f"{prefix}1{words}{_checksum(prefix, words)}"


def decode(prefix: str, text: str) -> bytes:
    """Read the bytes behind ``prefix``.

    Raises ValueError for another prefix, mixed case, a wrong character, a wrong checksum or stray bits.
    """
    lower = text.lower()
    if text not in (lower, text.upper()):
        raise ValueError("mixed case")
    head, separator, rest = lower.rpartition("1")
    words, checksum = rest[:-CHECKSUM_LENGTH], rest[-CHECKSUM_LENGTH:]
    if not separator or head != prefix.lower() or not words or not set(rest) <= _VALUES.keys():
        raise ValueError("not this kind of key")
    if _checksum(head, words) != checksum:
        raise ValueError("wrong checksum")
    try:
        content = base64.b32decode(words.translate(_TO_BASE32) + "=" * (-len(words) % 8))
    except binascii.Error:
        raise ValueError("wrong length") from None
    if base64.b32encode(content).decode("ascii").rstrip("=").translate(_TO_BECH32) != words:
        raise ValueError("stray bits after the last byte")
    return content


def _checksum(prefix: str, words: str) -> str:
    values = [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]
    values += [_VALUES[letter] for letter in words] + [0] * CHECKSUM_LENGTH
    remainder = 1
    for value in values:
        remainder = (remainder & 0x1FFFFFF) << 5 ^ value ^ _FEEDBACK[remainder >> 25]
    remainder ^= 1
    return "".join(ALPHABET[remainder >> 5 * (5 - place) & 31] for place in range(CHECKSUM_LENGTH))
