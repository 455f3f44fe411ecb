"""Holding small numbers back, so that no total and no other table gives them away (BRO-106)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from .report import CONTACTS, Figures
from .tables import HIDDEN_NUMBER, PER_100, Line, Table


@dataclass(frozen=True, kw_only=True, slots=True)
class _Side:
    """The numbers of one period in every line: reading one, and holding it back."""

    number: Callable[[Line], int]
    held_back: Callable[[Line], Line]


_SIDES = (
    _Side(number=lambda line: line.now, held_back=lambda line: replace(line, now=HIDDEN_NUMBER)),
    _Side(number=lambda line: line.before, held_back=lambda line: replace(line, before=HIDDEN_NUMBER)),
)
_LEFT_OUT = ("days", PER_100)
"""What is counted in tables whose numbers are not of cases: one long case, or a few, would show through."""


def suppress(figures: Figures, below: int) -> Figures:
    """Hold back every number from 1 to below ``below``, and as many others as it takes that none can be worked out.

    A group that is held back itself shows no line in any of its tables; tables of days and of rates are left
    out, and so is what the service wrote about its numbers.
    """
    tables = [replace(each, said=()) for each in figures.tables if each.unit not in _LEFT_OUT]
    for side in _SIDES:
        hidden = _hidden_groups(tables, below, side)
        tables = [_held_back(each, below, hidden, side) for each in tables]
    return replace(figures, tables=tuple(tables))


def _held_back(table: Table, below: int, hidden: Collection[str], side: _Side) -> Table:
    numbers = [side.number(each) for each in table.lines]
    is_hidden = table.of in hidden
    places = set(range(len(numbers))) if is_hidden else places_to_hide(numbers, below, adds_up=table.total is not None)
    total = table.total
    if total and (is_hidden or 0 < side.number(total) < below):
        total = side.held_back(total)
    lines = tuple(side.held_back(each) if n in places else each for n, each in enumerate(table.lines))
    return replace(table, lines=lines, total=total)


def _hidden_groups(tables: Sequence[Table], below: int, side: _Side) -> frozenset[str]:
    """Return the groups whose own number is held back: every table of theirs would tell it."""
    found = {each.of for each in tables if each.of and each.total and 0 < side.number(each.total) < below}
    for table in tables:
        if table.key == CONTACTS:
            places = places_to_hide([side.number(each) for each in table.lines], below, adds_up=True)
            found |= {each.key for n, each in enumerate(table.lines) if n in places}
    return frozenset(found)


def places_to_hide(numbers: list[int], below: int, *, adds_up: bool) -> set[int]:
    """Return the places to hold back. Where a total stands below, those hidden together are several and not few."""
    found = {n for n, each in enumerate(numbers) if 0 < each < below}
    if not found or not adds_up:
        return found
    for n in _smallest_first(numbers, found):
        if len(found) > 1 and sum(numbers[each] for each in found) >= below:
            break
        found.add(n)
    return found


def _smallest_first(numbers: list[int], but: Collection[int]) -> list[int]:
    """List the other places, those with something in them first, the smallest of these first."""
    others = [n for n in range(len(numbers)) if n not in but]
    return sorted(others, key=lambda n: (numbers[n] == 0, numbers[n]))
