"""Codes that people read to each other on the telephone: Crockford's base32 in groups of four and a check character.

The browser reads them the same way (``site/browser/codes.js``); both run ``tests/vectors/rules.json``.
"""

from __future__ import annotations

import re

# Crockford's base32: no I, L, O and U, so that nothing is misread or misheard as something else.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

RECEIPT_LENGTH = 16
"""How many letters a receipt code has before its check character."""

_BASE = len(ALPHABET)
_GROUP = 4
_MISREADINGS = str.maketrans("oOiIlL", "001111")
_TO_UPPER = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_SEPARATORS = re.compile(
    "[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200f\u2010-\u2015\u2028\u2029\u202f\u205f\u2060\u2212\u3000\ufeff._-]+"
)
"""What stands between the letters of a code, or came along unseen from where it was copied."""


def show_code(letters: str) -> str:
    """Return letters of the alphabet as a code is shown: in groups of four, then the check character."""
    groups = [letters[start : start + _GROUP] for start in range(0, len(letters), _GROUP)]
    return "-".join([*groups, check_character(letters)])


def letters_of(text: str) -> str:
    """Return what was typed without what stands between: capitals, and 0 and 1 for the letters misread for them."""
    return _SEPARATORS.sub("", text).translate(_MISREADINGS).translate(_TO_UPPER)


def read_code(text: str, length: int) -> str | None:
    """Return a code of ``length`` letters as it is shown, however it was typed; None when it is mistyped."""
    letters = letters_of(text)
    if len(letters) != length + 1 or not set(letters) <= set(ALPHABET):
        return None
    shown = show_code(letters[:length])
    return shown if shown[-1] == letters[-1] else None


def check_character(letters: str) -> str:
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
