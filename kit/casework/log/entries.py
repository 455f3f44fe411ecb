"""Entries of the office's own log, as values: how they stand after all corrections, and which follow from which."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from lado_site.profiles import day_in_england

from ..clocks.events import ABOUT, NOT_KNOWN, TIME
from ..record.fields import SEPARATOR, Field, FieldKind
from .kinds import CASE, LogKind, fields_of


@dataclass(frozen=True, kw_only=True, slots=True)
class LogEntry:
    """Something that the service did, when it was recorded and by whom.

    ``number`` is its own; ``corrects`` is that of what was recorded first, where it stands in the place of that.
    """

    number: int
    kind: LogKind
    happened_at: datetime
    recorded_at: datetime
    recorded_by: str
    corrects: int | None = None
    detail: Mapping[str, str] = field(default_factory=dict, repr=False)
    note: str = field(default="", repr=False)

    @property
    def id(self) -> str:
        """What it is called, however often it was corrected: the number of what was recorded first."""
        return str(self.corrects or self.number)

    @property
    def is_day(self) -> bool:
        """Tell whether only the day is known."""
        return self.detail.get(TIME) == NOT_KNOWN

    @property
    def case(self) -> str:
        """The case that it names, "" for none."""
        return self.detail.get(CASE, "")

    @property
    def about(self) -> str:
        """The entry that this one follows from, "" for none."""
        return self.detail.get(ABOUT, "")


def standing(entries: Iterable[LogEntry]) -> tuple[LogEntry, ...]:
    """Return the entries as they stand after all corrections, by day and then in the order of what was recorded first.

    What was withdrawn is left out.
    """
    latest = {each.id: each for each in sorted(entries, key=lambda each: each.number)}
    left = [each for each in latest.values() if each.kind is not LogKind.WITHDRAWN]
    return tuple(sorted(left, key=lambda each: (day_in_england(each.happened_at), int(each.id))))


def shut_by(entries: Iterable[LogEntry], cases: Collection[str]) -> Mapping[str, str]:
    """Return what each entry is called that says something of one of these cases, with the case.

    That is every entry that ever named one, and whatever follows from such an entry.
    """
    every = tuple(entries)
    found = {each.id: each.case for each in every if each.case in cases}
    while more := {each.id: found[each.about] for each in every if each.about in found and each.id not in found}:
        found |= more
    return found


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """How many entries there are of a kind, and by each field how many say what."""

    kind: LogKind
    entries: int
    by: Mapping[str, Mapping[str, int]]


def count(entries: Iterable[LogEntry]) -> tuple[Counts, ...]:
    """Count entries by kind, and by everything that is chosen from a list. Who is of several is counted under each."""
    found: dict[LogKind, list[LogEntry]] = {}
    for each in entries:
        found.setdefault(each.kind, []).append(each)
    return tuple(
        Counts(
            kind=kind,
            entries=len(found[kind]),
            by={
                field.name: counted
                for field in fields_of(kind)
                if field.kind in (FieldKind.CHOICE, FieldKind.SEVERAL)
                if (counted := _count_values(field, found[kind]))
            },
        )
        for kind in LogKind
        if kind in found
    )


def _count_values(field: Field, entries: Iterable[LogEntry]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for entry in entries:
        for value in filter(None, entry.detail.get(field.name, "").split(SEPARATOR)):
            counted[value] = counted.get(value, 0) + 1
    return counted
