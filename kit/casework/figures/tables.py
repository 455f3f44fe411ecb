"""A table of figures: lines under a title, this period beside the one before; and counting into one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from .cases import Counted

HIDDEN_NUMBER = -1
"""Stands for a number that is held back because it is small."""

NOT_HELD = -2
"""Stands for a number of days before the first contact on record: nobody knows it, and it is not nought."""

PER_100 = "for every 100"
"""What is counted in a table of how many there are to every hundred of something else."""

WHOLE = "-of"
"""Ends the key of a line that says of how many the line before it is counted."""

NOT_SAID = "not-said"
REMOVED = "removed"
NOT_ON_RECORD = "Not on record"
NO_OUTCOME = "No outcome on record yet"
_REMOVED = "Record disposed of"


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line: ``now`` is of the period, ``before`` of the one before. ``key`` is the same in every authority's."""

    key: str
    label: str
    now: int
    before: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """Lines of one kind. ``of`` is the group whose number ``total`` is; "" where the lines are no part of a group.

    ``total`` is None where the lines do not add up to one, because a case may be in several of them; ``unit`` is what
    is counted. ``in_order`` tells that each line goes on where the one above ends, so that they add up from the first;
    ``said`` is what the service says about the numbers.
    """

    key: str
    title: str
    of: str
    lines: tuple[Line, ...]
    total: Line | None
    unit: str
    note: str
    requirements: tuple[str, ...]
    in_order: bool = False
    said: tuple[str, ...] = ()

    def number(self, key: str) -> int:
        """Return the number of the period in a line; 0 where there is no such line."""
        return next((each.now for each in self.lines if each.key == key), 0)

    def whole_of(self, line: Line) -> Line | None:
        """Return the line that a line is a part of: the one named like it with “-of” behind, else the total."""
        own = next((each for each in self.lines if each.key == f"{line.key}{WHOLE}"), None)
        return own or (None if line is self.total else self.total)

    def up_to(self, line: Line) -> Line | None:
        """Return all lines up to one together, where the lines are in order. What has a number held back is too."""
        if not self.in_order or line not in self.lines:
            return None
        upper = self.lines[: self.lines.index(line) + 1]
        return replace(line, now=_together(each.now for each in upper), before=_together(each.before for each in upper))


def percent(part: int, whole: int) -> int | None:
    """Return what percentage of a whole a part is, to the nearest; None where either is not known, or all is nought."""
    return (200 * part + whole) // (2 * whole) if part >= 0 and whole > 0 else None


def _together(numbers: Iterable[int]) -> int:
    known = tuple(numbers)
    return min(known) if min(known) < 0 else sum(known)


Cases = Sequence[Counted]
Numbers = tuple[str, str, int, int]
"""A line before it is one: key, label, this period, the one before."""


def tallied(
    key: str,
    title: str,
    now: Cases,
    before: Cases,
    by: Callable[[Counted], str],
    labels: Mapping[str, str],
    *requirements: str,
    of: str,
    removed: bool = False,
    empty: str = NOT_ON_RECORD,
    note: str = "",
    in_order: bool = False,
) -> Table:
    """Count cases by one key each; every label has a line, and so has what is counted under no label.

    With ``removed`` the answer is not kept of a case whose record was disposed of.
    """

    def asked(case: Counted) -> str:
        return REMOVED if removed and case.is_removed else by(case) or NOT_SAID

    counts, counts_before = Counter(map(asked, now)), Counter(map(asked, before))
    others = sorted((counts.keys() | counts_before.keys()) - labels.keys() - {NOT_SAID, REMOVED})
    named = {**labels, **{each: each for each in others}, NOT_SAID: empty, REMOVED: _REMOVED}
    return Table(
        key=key,
        title=title,
        of=of,
        lines=tuple(
            Line(key=each, label=label, now=counts[each], before=counts_before[each])
            for each, label in named.items()
            if each not in (NOT_SAID, REMOVED) or counts[each] or counts_before[each]
        ),
        total=Line(key="total", label="Total", now=len(now), before=len(before)),
        unit="cases",
        note=note,
        requirements=requirements,
        in_order=in_order,
    )


def listed(
    key: str,
    title: str,
    lines: Iterable[Numbers],
    *requirements: str,
    of: str = "",
    total: bool = False,
    unit: str = "cases",
    note: str = "",
) -> Table:
    """Return a table of lines that were counted already: key, label, this period, the one before."""
    found = tuple(Line(key=key, label=label, now=now, before=before) for key, label, now, before in lines)
    sums = Line(key="total", label="Total", now=sum(each.now for each in found), before=sum(x.before for x in found))
    return Table(
        key=key, title=title, of=of, lines=found, total=sums if total else None, unit=unit, note=note,
        requirements=requirements,
    )  # fmt: skip


def counted_by(keys: Iterable[str], keys_before: Iterable[str], labels: Mapping[str, str]) -> Iterable[Numbers]:
    """Yield a line for each label and for each key that has none, of what happened in both periods."""
    counts, before = Counter(keys), Counter(keys_before)
    for each in (*labels, *sorted((counts.keys() | before.keys()) - labels.keys())):
        yield each, labels.get(each, each or NOT_ON_RECORD), counts[each], before[each]
