"""What a look at an attachment found, as a value; the look itself happens in a process apart."""

from __future__ import annotations

from collections.abc import Iterable
from types import TracebackType
from typing import Any

from ..apart import Answered, Apart, Failed, Why
from ..store.attachments import Found
from .sentences import FACTS, SENTENCES

RELEASE = 1
"""Raised when a look finds more than before: what was found by an earlier release is then found again."""

SECONDS = 30.0


class Inspector:
    """Looks at attachments, all of one sender after another. Use it in a ``with``."""

    def __init__(self, *, seconds: float = SECONDS) -> None:
        self._apart = Apart(f"{__package__}.looking:look", seconds=seconds)

    def inspect(self, pieces: Iterable[bytes | memoryview], *, size: int, name: str, media_type: str) -> Found:
        """Look at one attachment. Whatever is in it, this returns."""
        return _inspection(self._apart.ask_in_pieces(pieces, size=size, name=name, media_type=media_type))

    def next_sender(self) -> None:
        """Forget what was looked at, so that no file can touch what is found about another sender's."""
        self._apart.begin_anew()

    def __enter__(self) -> Inspector:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._apart.close()


def _inspection(answer: Answered | Failed) -> Found:
    match answer:
        case Failed(why=Why.MEMORY):
            return Found(kind="", findings=("not-looked-at", "too-big-inside"))
        case Answered(value={"kind": str(kind), "findings": list(findings), "facts": list(facts)}):
            if _are_known(findings, facts) and len(kind) < 20:
                return Found(kind=kind, findings=tuple(findings), facts=tuple((name, text) for name, text in facts))
    return Found(kind="", findings=("not-looked-at",))


def _are_known(findings: list[Any], facts: list[Any]) -> bool:
    """Check what came from the process apart: a file may have taken it over."""
    pairs = [each for each in facts if isinstance(each, list) and len(each) == 2]
    return (
        all(isinstance(code, str) and code in SENTENCES for code in findings)
        and len(pairs) == len(facts) <= len(FACTS)
        and all(name in FACTS and isinstance(text, str) and len(text) <= 400 for name, text in pairs)
    )
