"""One spelling for what people write in many ways: names, organisations, telephone numbers, addresses."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_REMEMBERED = 4096
"""Names recur, above all those of the records that one is compared with."""

_NOT_DECOMPOSED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
"""Letters that have no base letter in Unicode. "ß" becomes "ss" by folding the case."""

_INSIDE_A_NAME = re.compile(r"['\u2018\u2019\u02bc\u02b9`\u00b4.]")
_INITIAL = re.compile(r"\b([^\W\d_])\.\s*")
_BETWEEN_NAMES = re.compile(r"[^\w]+|_+")
_NO_DIGITS = re.compile(r"\D+")
_EXTENSION = re.compile(r"(?:ext|extension|x)\.?\s*\d+\s*$", re.IGNORECASE)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TITLES = _words(
    "mr mrs ms miss mx master dr prof professor rev revd reverend fr father sir dame lady lord canon imam rabbi"
)
_BESIDE_NAMES = _words("nee formerly previously aka also known as or now maiden name called alias was and")

_ORGANISATION_WORDS = _words(
    "the of and at for a school schools primary secondary infant infants junior juniors nursery preschool pre"
    " academy academies college sixth form high community voluntary aided controlled foundation church england ce"
    " cofe c e rc catholic trust multi mat ltd limited llp plc cic uk day care childcare centre center club group"
    " service services playgroup kindergarten"
)
"""Words that many organisations share: they tell none apart, and are left out or added at will."""

_SHORTENED = {"saint": "st", "street": "st", "road": "rd", "mount": "mt"}


@lru_cache(maxsize=_REMEMBERED)
def fold(text: str) -> tuple[str, ...]:
    """Return the words of a text without case, accents, apostrophes and full stops."""
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(_NOT_DECOMPOSED)
    letters = "".join(each for each in plain if not unicodedata.combining(each))
    return tuple(_BETWEEN_NAMES.sub(" ", _INSIDE_A_NAME.sub("", letters)).split())


@lru_cache(maxsize=_REMEMBERED)
def fold_name(text: str | None) -> tuple[str, ...]:
    """Return the words of a person's name, without titles."""
    words = fold(_apart(text or ""))
    return tuple(word for word in words if word not in TITLES) or words


def fold_other_names(text: str | None) -> tuple[str, ...]:
    """Return every word that is a name in "also known as Jo, formerly Smith"."""
    return tuple(word for word in fold_name(text) if word not in _BESIDE_NAMES) if text else ()


@lru_cache(maxsize=_REMEMBERED)
def fold_organisation(text: str | None) -> tuple[str, ...]:
    """Return the words that tell an organisation from others, in the order of the alphabet."""
    words = [_SHORTENED.get(word, word) for word in fold(text or "")]
    telling = [word for word in words if word not in _ORGANISATION_WORDS]
    return tuple(sorted(dict.fromkeys(telling or words)))


def fold_phone(text: str | None) -> str:
    """Return the digits of a British number from the first 0 on; "" when there are too few to tell."""
    if not text:
        return ""
    digits = _NO_DIGITS.sub("", _EXTENSION.sub("", text.replace("(0)", "")))
    for code in ("0044", "44"):
        if digits.startswith(code):
            digits = "0" + digits.removeprefix(code).removeprefix("0")
            break
    return digits if len(digits) >= 7 else ""


def fold_email(text: str | None) -> str:
    """Return an address in lower case, without a tag after a plus; "" when it is none."""
    if not text:
        return ""
    name, at, domain = text.strip().casefold().rpartition("@")
    return f"{name.partition('+')[0]}@{domain}" if at and name and domain else ""


def fold_postcode(text: str | None) -> str:
    """Return a postcode without spaces; "" when it is too short to be a whole one."""
    if not text:
        return ""
    letters = "".join(fold(text)).upper()
    return letters if len(letters) >= 5 else ""


def _apart(text: str) -> str:
    """Put a stop after each letter of "J.P." so that they do not become one word."""
    return _INITIAL.sub(r"\1 ", text)
