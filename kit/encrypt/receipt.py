"""The receipt code: what sender and office read to each other on the telephone to know it is the same file."""

from __future__ import annotations

from lado_site.codes import ALPHABET, letters_of, read_code, show_code

from ..errors import Misuse

BITS = 80
LENGTH = 16

_GROUP = 4


def receipt_code(sha256_digest: bytes) -> str:
    """Return the code of a binary sealed file from its SHA-256 digest: XXXX-XXXX-XXXX-XXXX-C."""
    number = int.from_bytes(sha256_digest[: BITS // 8], "big")
    return show_code("".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(LENGTH))))


def parse_receipt(text: str) -> str:
    """Read a code as people type it and return it as it is shown. Raises Misuse when it is mistyped."""
    shown = read_code(text, LENGTH)
    if shown is not None:
        return shown
    letters = letters_of(text)
    if len(letters) != LENGTH + 1 or not set(letters) <= set(ALPHABET):
        raise Misuse(
            "this is not a receipt code", hint="a receipt code has 17 letters and digits, as in 4F7K-2M9Q-X0TB-8RCH-R"
        )
    raise Misuse("the receipt code is mistyped", hint="ask for the code again, one letter or digit at a time")


def file_name(prefix: str, receipt: str) -> str:
    """Return the name of a sealed file: the prefix and the first eight characters of its receipt code."""
    return f"{prefix}-{receipt[: 2 * _GROUP + 1]}.txt"
