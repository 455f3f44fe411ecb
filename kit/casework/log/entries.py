"""Entries of the office's own log, as values: how they stand after all corrections, and which follow from which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from lado_site.profiles import Profile, day_in_england

from ..clocks.events import NOT_KNOWN, TIME
from ..record.fields import SEPARATOR, Field, FieldKind, allowed
from .kinds import ABOUT, CASE, LogKind, fields_of


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


def fulfils(entry: LogEntry, done_by: str) -> bool:
    """Tell whether an entry is one that an authority's settings name, like "role-promoted:channel=dsl"."""
    kind, conditions = read_done_by(done_by)
    return entry.kind == kind and all(
        value in entry.detail.get(name, "").split(SEPARATOR) for name, value in conditions.items()
    )


def read_done_by(text: str) -> tuple[str, dict[str, str]]:
    """Return the kind of entry that a setting names, and what it has to say."""
    kind, _, conditions = text.partition(":")
    said = (each.partition("=") for each in conditions.split(",") if each)
    return kind, {name: value for name, _, value in said}


def in_words(field: Field, value: str, profile: Profile) -> str:
    """Return what a field of an entry says, with the labels of what was chosen."""
    labels = {each.key: each.label for each in allowed(field, profile)}
    values = value.split(SEPARATOR) if field.kind is FieldKind.SEVERAL else [value]
    return ", ".join(labels.get(each, each) for each in values)


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
