"""What is wrong with a broken chain of audit entries, and where: altered, missing, renumbered or replaced entries.

Values in, values out: the entries are given as they were read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import chain, islice, pairwise
from typing import Any, TypeVar

from .canonical import canonical

T = TypeVar("T")

START = "0" * 64
"""What stands for the hash before the first entry."""

_TRIES = 50_000
"""Hashes that are worked out at most to find the numbers that entries once had: about a second."""


class FaultKind(StrEnum):
    """How a chain is wrong."""

    ALTERED = "altered"
    MISSING = "missing"
    RENUMBERED = "renumbered"
    REPLACED = "replaced"
    HEAD_UNKNOWN = "head-unknown"


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """One thing that is wrong with the entries ``first`` to ``last``, by the numbers that they have now.

    Those that are renumbered began as ``was``. A ``head`` that was noted and is in the chain no more was that of entry
    ``first``, where the note says so.
    """

    kind: FaultKind
    first: int
    last: int
    was: int | None = None
    head: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """An entry as it was found. ``content`` is what its hash is of; None where that cannot be read any more."""

    number: int
    previous_hash: str
    hash: str
    content: Mapping[str, Any] | None = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Judged:
    """An entry, and the number that it was written with; None for one that is not as it was written."""

    found: Found
    written_as: int | None

    @property
    def number(self) -> int:
        return self.found.number if self.written_as is None else self.written_as


def entry_hash(content: Mapping[str, Any]) -> str:
    """Return the hash of an entry's content. Raises TypeError or ValueError where it is not what was ever written."""
    at = content["at"]
    if not isinstance(at, datetime):
        raise TypeError("an entry has the instant at which it was written")
    return hashlib.sha256(canonical({**content, "at": at.isoformat(timespec="microseconds")}).encode()).hexdigest()


def find_faults(entries: Sequence[Found]) -> tuple[Fault, ...]:
    """Say what is wrong with the entries of one authority, given in the order of their numbers."""
    judged = _judge(entries)
    altered = [each.found.number for each in judged if each.written_as is None]
    return (
        *(Fault(kind=FaultKind.ALTERED, first=first, last=last) for first, last in _runs(altered)),
        *(Fault(kind=FaultKind.MISSING, first=first, last=last) for first, last in _gaps(judged)),
        *_renumbered(judged),
        *(Fault(kind=FaultKind.REPLACED, first=number, last=number) for number in _replaced(judged)),
    )


def is_as_written(found: Found) -> bool:
    """Tell whether an entry's hash is that of its content."""
    return _fits(found, found.number)


def _fits(found: Found, number: int) -> bool:
    if found.content is None:
        return False
    try:
        return entry_hash({**found.content, "sequence": number}) == found.hash
    except (TypeError, ValueError):
        return False


def _judge(entries: Sequence[Found]) -> list[_Judged]:
    unfit = [each for each in entries if not is_as_written(each)]
    search = _NumberSearch(entries, unfit)
    written_as = {id(each): search.find(each) for each in unfit}
    return [_Judged(found=each, written_as=written_as.get(id(each), each.number)) for each in entries]


class _NumberSearch:
    """Finds the number that an entry was written with, by trying: those of others first, then those nearby."""

    def __init__(self, entries: Sequence[Found], unfit: Sequence[Found]) -> None:
        free = (
            number
            for first, last in _gaps_between([each.number for each in entries])
            for number in range(first, last + 1)
        )
        self._likely = [*islice((each.number for each in unfit), 200), *islice(free, 200)]
        self._furthest = (entries[-1].number if entries else 0) + 1
        self._offsets: list[int] = []
        self._left = _TRIES

    def find(self, found: Found) -> int | None:
        for number in self._candidates(found.number):
            if self._left <= 0:
                return None
            self._left -= 1
            if number != found.number and number > 0 and _fits(found, number):
                if (offset := number - found.number) not in self._offsets:
                    self._offsets.append(offset)
                return number
        return None

    def _candidates(self, number: int) -> Iterator[int]:
        by_offset: Iterable[int] = (number + offset for offset in self._offsets)
        nearby = (number + sign * distance for distance in range(1, min(self._furthest, 1000) + 1) for sign in (1, -1))
        return chain(by_offset, self._likely, nearby)


def _renumbered(judged: Sequence[_Judged]) -> Iterator[Fault]:
    moved = [each for each in judged if each.written_as not in (None, each.found.number)]
    for run in _split(
        moved, lambda one, other: (other.found.number, other.number) == (one.found.number + 1, one.number + 1)
    ):
        first, last = run[0].found.number, run[-1].found.number
        yield Fault(kind=FaultKind.RENUMBERED, first=first, last=last, was=run[0].number)


def _replaced(judged: Sequence[_Judged]) -> Iterator[int]:
    """Yield each entry that fits itself, but is not the one that the next was written after."""
    in_order = sorted(judged, key=lambda each: each.number)
    if in_order and in_order[0].number == 1 and in_order[0].written_as and in_order[0].found.previous_hash != START:
        yield in_order[0].found.number
    for one, other in pairwise(in_order):
        follows = one.number + 1 == other.number and one.written_as is not None and other.written_as is not None
        if follows and other.found.previous_hash != one.found.hash:
            yield one.found.number


def _gaps(judged: Sequence[_Judged]) -> list[tuple[int, int]]:
    return _gaps_between([each.number for each in judged])


def _gaps_between(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Return the first and last of the numbers that are left out, from 1 on."""
    present = [0, *sorted({each for each in numbers if each > 0})]
    return [(one + 1, other - 1) for one, other in pairwise(present) if other > one + 1]


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    return [(run[0], run[-1]) for run in _split(numbers, lambda one, other: other == one + 1)]


def _split(items: Sequence[T], belong: Callable[[T, T], bool]) -> list[list[T]]:
    runs: list[list[T]] = []
    for item in items:
        if runs and belong(runs[-1][-1], item):
            runs[-1].append(item)
        else:
            runs.append([item])
    return runs
