"""What a look at one file gives: codes of findings, and what the file tells of itself."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

MOST_LETTERS = 200
MOST_READ = 1_000_000
"""Bytes read of anything inside a file: enough for what a document tells of itself."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """Findings and facts, by their codes in ``sentences``."""

    findings: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict, repr=False)


def facts(**found: object) -> dict[str, str]:
    """Keep what there is, as short texts of one line; an underscore in a name stands for a hyphen."""
    texts = {name.replace("_", "-"): _one_line(value) for name, value in found.items()}
    return {name: text for name, text in texts.items() if text}


def _one_line(value: object) -> str:
    if value is None:
        return ""
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    shown = "".join(" " if unicodedata.category(each) in ("Cc", "Zl", "Zp") else each for each in text)
    return " ".join(shown.encode("utf-8", "replace").decode().split())[:MOST_LETTERS]
