"""The receipt code: what sender and office read to each other on the telephone to know it is the same file.

``lado_site.codes`` reads one that was typed.
"""

from __future__ import annotations

from lado_site.codes import ALPHABET, RECEIPT_LENGTH, show_code

BITS = 80

_GROUP = 4


def receipt_code(sha256_digest: bytes) -> str:
    """Return the code of a binary sealed file from its SHA-256 digest: XXXX-XXXX-XXXX-XXXX-C."""
    number = int.from_bytes(sha256_digest[: BITS // 8], "big")
    return show_code("".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(RECEIPT_LENGTH))))


def file_name(prefix: str, receipt: str) -> str:
    """Return the name of a sealed file: the prefix and the first eight characters of its receipt code."""
    return f"{prefix}-{receipt[: 2 * _GROUP + 1]}.txt"
