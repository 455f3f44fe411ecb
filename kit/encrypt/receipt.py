"""The receipt code: what sender and office read to each other on the telephone to know it is the same file."""

from __future__ import annotations

import re

from ..errors import Misuse

# Crockford's base32: no I, L, O and U, so that nothing is misread or misheard as something else.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BITS = 80
LENGTH = 16

_BASE = len(ALPHABET)
_GROUP = 4
_MISREADINGS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SEPARATORS = re.compile(r"[\s\u00a0\u2010-\u2015\u2212._-]+")


def receipt_code(sha256_digest: bytes) -> str:
    """Return the code of a binary sealed file from its SHA-256 digest: XXXX-XXXX-XXXX-XXXX-C."""
    number = int.from_bytes(sha256_digest[: BITS // 8], "big")
    letters = "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(LENGTH)))
    return _show(letters)


def parse_receipt(text: str) -> str:
    """Read a code as people type it and return it as it is shown. Raises Misuse when it is mistyped."""
    letters = _SEPARATORS.sub("", text).upper().translate(_MISREADINGS)
    if len(letters) != LENGTH + 1 or not set(letters) <= set(ALPHABET):
        raise Misuse(
            "this is not a receipt code", hint="a receipt code has 17 letters and digits, as in 4F7K-2M9Q-X0TB-8RCH-5"
        )
    shown = _show(letters[:LENGTH])
    if shown[-1] != letters[-1]:
        raise Misuse("the receipt code is mistyped", hint="ask for the code again, one letter or digit at a time")
    return shown


def file_name(prefix: str, receipt: str) -> str:
    """Return the name of a sealed file: the prefix and the first eight characters of its receipt code."""
    return f"{prefix}-{receipt[: 2 * _GROUP + 1]}.txt"


def _show(letters: str) -> str:
    groups = [letters[start : start + _GROUP] for start in range(0, LENGTH, _GROUP)]
    return "-".join([*groups, _check_character(letters)])


def _check_character(letters: str) -> str:
    """Luhn modulo 32: catches every single wrong character and every swap of neighbours except 0 with Z.

    Crockford's own check has five more symbols (``*~$=U``), which cannot be said on a telephone.
    """
    total = 0
    for place, letter in enumerate(reversed(letters)):
        value = ALPHABET.index(letter)
        if place % 2 == 0:
            value *= 2
        total += value // _BASE + value % _BASE
    return ALPHABET[-total % _BASE]
