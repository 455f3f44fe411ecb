"""Whether two referrals say the same, as one does that was sealed twice. It only suggests; a person decides."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rapidfuzz import fuzz

TOLD_ALIKE = 90
"""From this similarity of 100 on (rapidfuzz ``ratio``) what happened counts as told in nearly the same words."""

_WORD = re.compile(r"\w+")
_ACCENT = re.compile("[\u0300-\u036f]")

_WHO = ("family_name", "given_names", "birth_date")
_WHAT = ("summary", "happened_on")

Landed = Mapping[str, Sequence[Mapping[str, Any]]]


def digest_of(landed: Landed) -> str | None:
    """Return the SHA-256 of the main answers: who, which children, what happened and when.

    Case, accents, spaces and the order of the children make no difference. None where nobody said what happened: then
    what is left would be the same for many.
    """
    what = _read(landed.get("allegation", ()), _WHAT)
    if not any(told for told, _ in what):
        return None
    who = _read(landed.get("adult", ()), _WHO)
    children = sorted(_read(landed.get("child", ()), _WHO))
    return hashlib.sha256(json.dumps([who, children, what], ensure_ascii=False).encode()).hexdigest()


def is_told_alike(one: str | None, other: str | None) -> bool:
    """Tell whether two accounts of what happened are the same but for a few words."""
    mine, theirs = (_plain(text or "") for text in (one, other))
    return bool(mine and theirs) and fuzz.ratio(mine, theirs) >= TOLD_ALIKE


def _read(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> list[tuple[str, ...]]:
    read = [tuple(_plain(str(row.get(column) or "")) for column in columns) for row in rows]
    return [row for row in read if any(row)]


def _plain(text: str) -> str:
    """Return the words without case, accents and marks. Accounts are long: ``matching.spelling`` takes far longer."""
    folded = text.casefold()
    if not folded.isascii():
        folded = _ACCENT.sub("", unicodedata.normalize("NFKD", folded))
    return " ".join(_WORD.findall(folded))
