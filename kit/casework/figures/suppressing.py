"""Holding small numbers back, so that no total and no other table gives them away (BRO-106)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from .facts import EMPLOYER
from .labels import ONLY_EMPLOYER
from .report import CONTACTS, Figures
from .tables import HIDDEN_NUMBER, PER_100, WHOLE, Line, Table


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


_NESTED = (
    ("contacts-source", "source"),
    ("contacts-sector", "sector"),
    ("contacts-pathway", "pathway"),
    ("overseen", "consultations-overseen"),
)
"""Tables of the same lines, the second of some of the cases of the first: the difference is of the others."""

_ADDED_UP = {"basis": "paid", "closed": "no-further-action", "contacts-pathway": "contacts-pathway"}
"""A table in which something is held back, and the one that is then held back whole, because lines of the two add up to
one another. Of where contacts led it is the longer one: “contacts-common” is what authorities compare.
"""

_Cell = tuple[str, int]
"""The key of a table, and the place of a line in it."""


def suppress(figures: Figures, below: int) -> Figures:
    """Hold back every number from 1 to below ``below``, and as many others as it takes that none can be worked out.

    A group that is held back itself shows no line in any of its tables; tables of days and of rates are left
    out, and so is what the service wrote about its numbers.
    """
    tables = [replace(each, said=()) for each in figures.tables if each.unit not in _LEFT_OUT]
    for side in _SIDES:
        places, whole = _to_hold_back(tables, below, side)
        tables = [_held_back(each, places[each.key], side, below, is_whole=each.key in whole) for each in tables]
    return replace(figures, tables=tuple(tables))


def _to_hold_back(tables: Sequence[Table], below: int, side: _Side) -> tuple[Mapping[str, set[int]], set[str]]:
    """Return the places in each table to hold back, and the tables that are held back whole: till nothing is told."""
    groups = _hidden_groups(tables, below, side)
    whole = {each.key for each in tables if each.of in groups}
    places: dict[str, set[int]] = {each.key: set() for each in tables}
    while True:
        for each in tables:
            numbers = [side.number(line) for line in each.lines]
            also = set(range(len(numbers))) if each.key in whole else places[each.key]
            places[each.key] = places_to_hide(numbers, below, adds_up=each.total is not None, also=also)
        more = [cell for pair in _pairs(tables) if (cell := _given_away(pair, places, below, side))]
        wholes = {to for of, to in _ADDED_UP.items() if places.get(of) and to in places} - whole
        if not more and not wholes:
            return places, whole
        whole |= wholes
        for key, place in more:
            places[key].add(place)


def _held_back(table: Table, places: Collection[int], side: _Side, below: int, *, is_whole: bool) -> Table:
    total = table.total
    if total and (is_whole or 0 < side.number(total) < below):
        total = side.held_back(total)
    lines = tuple(side.held_back(each) if n in places else each for n, each in enumerate(table.lines))
    return replace(table, lines=lines, total=total)


def _pairs(tables: Sequence[Table]) -> Iterator[tuple[tuple[_Cell, Line], tuple[_Cell, Line]]]:
    """Yield two lines wherever the second counts some of what the first does."""
    by_key = {each.key: {line.key: ((each.key, n), line) for n, line in enumerate(each.lines)} for each in tables}
    for outer, inner in _NESTED:
        for key, cell in by_key.get(inner, {}).items():
            if key in by_key.get(outer, {}):
                yield by_key[outer][key], cell
    for cells in by_key.values():
        for key, cell in cells.items():
            if f"{key}{WHOLE}" in cells:
                yield cells[f"{key}{WHOLE}"], cell
    investigated = by_key.get("investigation", {})
    if ONLY_EMPLOYER in investigated:
        yield investigated[EMPLOYER], investigated[ONLY_EMPLOYER]


def _given_away(
    pair: tuple[tuple[_Cell, Line], tuple[_Cell, Line]], places: Mapping[str, set[int]], below: int, side: _Side
) -> _Cell | None:
    """Return the place of the smaller of two numbers that are both shown, and whose difference is small."""
    (outer, whole), (inner, part) = pair
    is_shown = all(place not in places[key] for key, place in (outer, inner))
    return inner if is_shown and side.number(part) > 0 and 0 < side.number(whole) - side.number(part) < below else None


def _hidden_groups(tables: Sequence[Table], below: int, side: _Side) -> frozenset[str]:
    """Return the groups whose own number is held back: every table of theirs would tell it."""
    found = {each.of for each in tables if each.of and each.total and 0 < side.number(each.total) < below}
    for table in tables:
        if table.key == CONTACTS:
            places = places_to_hide([side.number(each) for each in table.lines], below, adds_up=True)
            found |= {each.key for n, each in enumerate(table.lines) if n in places}
    return frozenset(found)


def places_to_hide(numbers: list[int], below: int, *, adds_up: bool, also: Collection[int] = ()) -> set[int]:
    """Return the places to hold back. Where a total stands below, those hidden together are several and not few.

    ``also`` are places that are held back for another reason.
    """
    found = {n for n, each in enumerate(numbers) if 0 < each < below}.union(also)
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
