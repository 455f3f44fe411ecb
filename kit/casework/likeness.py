"""What somebody may mean who typed a name that there is not."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import TypeVar

_Name = TypeVar("_Name", bound=str)
_MOST_ALIKE = 5


def names_like(text: str, words: Mapping[_Name, str]) -> tuple[_Name, ...]:
    """List the names that may be meant: those that have these letters, or whose words have, or else that look alike."""
    sought = text.strip().casefold()
    found = [name for name, said in words.items() if sought and (sought in name or sought in said.casefold())]
    alike = get_close_matches(sought, [str(name) for name in words], n=_MOST_ALIKE)
    return tuple(found or (name for name in words if name in alike))
