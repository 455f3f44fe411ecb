"""Looking for earlier records of the same adult, child or organisation, and suggesting links to them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Connection

from ..casework.matching import (
    POSSIBLE,
    Match,
    Organisation,
    Person,
    adults_may_reach,
    children_may_reach,
    compare_adults,
    compare_children,
    compare_organisations,
    organisation_keys,
    organisations_may_reach,
    person_keys,
)
from ..store.matching import TABLES, Held, Record, held_by_number, record_of, sharing_keys
from ..store.tables import LinkKind, LinkState

COMPARED = 60
"""Records that one is compared with at most: those that share the rarest keys."""

REMEMBERED = 5_000
"""Records of the store that a run keeps at hand, about 10 MB."""

SUGGESTED = 10
"""Records that are suggested for one at most: those with the highest score."""

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """Two records that may be of the same, and how alike they are."""

    record: Record
    earlier: Record
    match: Match


@dataclass(frozen=True, kw_only=True, slots=True)
class _Way:
    """How records of one kind are read, looked up and compared; ``may_reach`` saves comparing what is too far off."""

    read: Callable[[Record | Held], Any]
    keys: Callable[[Any], frozenset[str]]
    may_reach: Callable[[Any, Any, int], bool]
    compare: Callable[[Any, Any], Match]


def _read_person(record: Record | Held) -> Person:
    return Person.of(record.row, employer=Organisation.of(record.employer) if record.employer else None)


_WAYS: Mapping[LinkKind, _Way] = {
    LinkKind.ADULT: _Way(read=_read_person, keys=person_keys, may_reach=adults_may_reach, compare=compare_adults),
    LinkKind.CHILD: _Way(read=_read_person, keys=person_keys, may_reach=children_may_reach, compare=compare_children),
    LinkKind.ORGANISATION: _Way(
        read=lambda record: Organisation.of(record.row),
        keys=organisation_keys,
        may_reach=organisations_may_reach,
        compare=compare_organisations,
    ),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """A record as it is compared: what it says, and the keys under which it is found, in their order."""

    record: Record
    said: Any
    keys: tuple[str, ...]


def each_once(records: Iterable[Record]) -> tuple[Record, ...]:
    """Leave out the employer of an added adult that the same case has already: it is one organisation."""
    kept: list[Record] = []
    known: set[tuple[str, ...]] = set()
    for each in sorted(records, key=lambda record: record.kind is LinkKind.ORGANISATION and record.position):
        words = Organisation.of(each.row).words if each.kind is LinkKind.ORGANISATION else ()
        if not (each.position and words in known):
            kept.append(each)
        if words:
            known.add(words)
    return tuple(kept)


def subject_of(record: Record) -> Subject:
    """Read a record once, for looking for it and for keeping it."""
    way = _WAYS[record.kind]
    said = way.read(record)
    return Subject(record=record, said=said, keys=tuple(sorted(way.keys(said))))


class Met:
    """Records of the store that a run has read before: a batch meets many of those that the last one met.

    What a submission says never changes, nor does the case that it is in; one that waits for its case is not kept here.
    """

    def __init__(self) -> None:
        self._records: dict[int, Held] = {}
        self._subjects: dict[int, Any] = {}

    def read(
        self, connection: Connection, authority: str, kind: LinkKind, numbers: Collection[int]
    ) -> tuple[dict[int, Held], dict[int, Any]]:
        """Return these records by their numbers, and what they say."""
        if len(self._records) > REMEMBERED:
            self._records.clear()
            self._subjects.clear()
        missing = [each for each in numbers if each not in self._records]
        fresh = held_by_number(connection, authority, kind, missing)
        read = {number: _WAYS[kind].read(record) for number, record in fresh.items()}
        kept = [number for number in numbers if number in self._records]
        records = fresh | {number: self._records[number] for number in kept}
        subjects = read | {number: self._subjects[number] for number in kept}
        for number, record in fresh.items():
            if record.is_in_case:
                self._records[number], self._subjects[number] = record, read[number]
        return records, subjects


def find_earlier(
    connection: Connection,
    authority: str,
    subjects: Sequence[Subject],
    *,
    coming: bool = False,
    met: Met | None = None,
) -> tuple[Pair, ...]:
    """Find the records in the store that each of these may be of the same as, the most alike first.

    With ``coming`` they are not in the store yet, and each is held against those before it in the list too. ``met`` is
    for a run that asks often.
    """
    return tuple(
        pair
        for kind in TABLES
        if (those := [each for each in subjects if each.record.kind is kind])
        for pair in _find(connection, authority, kind, those, coming=coming, met=met or Met())
    )


def _find(
    connection: Connection, authority: str, kind: LinkKind, subjects: Sequence[Subject], *, coming: bool, met: Met
) -> Iterable[Pair]:
    way = _WAYS[kind]
    holders = {**sharing_keys(connection, authority, kind, {key for each in subjects for key in each.keys})}
    nearest: dict[int, list[int]] = {}
    for each in subjects:
        number = each.record.id.int
        nearest[number] = _nearest(number, each.keys, holders)
        if coming:
            for key in each.keys:
                holders.setdefault(key, []).append(number)
    known = {each.record.id.int: each.record for each in subjects} if coming else {}
    missing = {number for numbers in nearest.values() for number in numbers} - known.keys()
    stored, said = met.read(connection, authority, kind, missing)
    wholes = {number: each.whole for number, each in stored.items()}
    wholes |= {number: each.whole.int for number, each in known.items()}
    said |= {each.record.id.int: each.said for each in subjects}
    for each in subjects:
        whole = each.record.whole.int
        others = [number for number in nearest[each.record.id.int] if wholes.get(number, whole) != whole]
        matches = [
            (number, way.compare(each.said, said[number]))
            for number in others
            if way.may_reach(each.said, said[number], POSSIBLE)
        ]
        yield from _best(
            Pair(record=each.record, earlier=known.get(number) or record_of(stored[number]), match=match)
            for number, match in matches
            if match.score >= POSSIBLE
        )


def _nearest(own: int, keys: Iterable[str], holders: Mapping[str, Sequence[int]]) -> list[int]:
    """Return who shares a key; of many those that share the most and the rarest."""
    weights: dict[int, float] = {}
    for key in keys:
        if sharing := holders.get(key):
            weight = 1 / len(sharing)
            for each in sharing:
                weights[each] = weights.get(each, 0.0) + weight
    weights.pop(own, None)
    if len(weights) <= COMPARED:
        return list(weights)
    return sorted(weights, key=lambda each: (-weights[each], each))[:COMPARED]


def _best(pairs: Iterable[Pair]) -> list[Pair]:
    return sorted(pairs, key=lambda pair: (-pair.match.score, pair.earlier.named, pair.earlier.id))[:SUGGESTED]


def compare(one: Record, other: Record) -> Match:
    """Say how alike two records of one kind are."""
    way = _WAYS[one.kind]
    return way.compare(way.read(one), way.read(other))


def planned_subjects(rows: Rows) -> list[Subject]:
    """Read the records that rows which are about to be written will be."""
    cases = {row["submission_id"]: row["case_id"] for row in rows["submission"]}
    employers = {row["submission_id"]: row for row in rows[LinkKind.ORGANISATION]}
    return [
        subject_of(
            Record(
                kind=kind,
                id=row["id"],
                submission_id=row["submission_id"],
                case_id=cases[row["submission_id"]],
                named="",
                row=row,
                employer=employers.get(row["submission_id"]) if kind is LinkKind.ADULT else None,
            )
        )
        for kind, table in TABLES.items()
        for row in rows[table.name]
    ]


def key_rows(authority: str, subjects: Iterable[Subject]) -> list[dict[str, Any]]:
    """Return the rows under which records will be found, in the order in which the store keeps them."""
    named = ((each.record.kind.value, each) for each in subjects)
    keyed = sorted(((kind, key, each.record.id) for kind, each in named for key in each.keys), key=itemgetter(0, 1))
    return [{"authority": authority, "kind": kind, "key": key, "record_id": id} for kind, key, id in keyed]  # noqa: A001


def link_row(authority: str, pair: Pair, *, now: datetime) -> dict[str, Any]:
    """Return the row of a suggested link. Whichever of the two is looked at, it is the same row."""
    one, other = sorted((pair.record, pair.earlier), key=lambda record: record.id)
    return {
        "id": uuid5(one.id, f"link/{other.id.hex}"),
        "authority": authority,
        "kind": pair.record.kind.value,
        "one_id": one.id,
        "other_id": other.id,
        "one_submission_id": one.submission_id,
        "other_submission_id": other.submission_id,
        "state": LinkState.SUGGESTED.value,
        "score": pair.match.score,
        "reasons": [[reason.finding.value, reason.points] for reason in pair.match.reasons],
        "suggested_at": now,
        "decided_at": None,
        "decided_by": None,
        "reason": None,
    }


def count_people(pairs: Iterable[Pair]) -> dict[str, int]:
    """Count by submission how many earlier records may be of its adult or one of its children."""
    found: dict[str, set[UUID]] = {}
    for pair in pairs:
        if pair.record.kind is not LinkKind.ORGANISATION:
            found.setdefault(pair.record.submission_id.hex, set()).add(pair.earlier.whole)
    return {submission_id: len(earlier) for submission_id, earlier in found.items()}
