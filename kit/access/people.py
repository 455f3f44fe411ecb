"""Whom an export is about, and which records of a case are of that person."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from ..casework.matching.spelling import fold_name, fold_other_names
from ..errors import Misuse, Refused
from ..store.matching import Record
from ..store.queries import Case, Joined
from ..store.tables import LinkKind

_PERSON = re.compile(r"(adult|child|referrer)(?:-([1-9][0-9]?))?")


class PersonKind(StrEnum):
    """What somebody is in a case."""

    ADULT = "adult"
    CHILD = "child"
    REFERRER = "referrer"


LINKED = {PersonKind.ADULT: LinkKind.ADULT, PersonKind.CHILD: LinkKind.CHILD}
"""As what records of a person can be linked. Those who sent something never are."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Somebody in a case: of several adults, children or senders the one of this number, as the case shows them."""

    kind: PersonKind
    number: int = 1

    def __str__(self) -> str:
        return self.kind if self.kind is PersonKind.ADULT and self.number == 1 else f"{self.kind}-{self.number}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Seat:
    """Where in a case the person stands: a submission, and of its children the one at this position.

    ``record`` is the number of the record there; a sender has none.
    """

    submission_id: str
    position: int = 0
    record: UUID | None = None
    name: str = field(default="", repr=False)
    born: str = field(default="", repr=False)
    other_names: str = field(default="", repr=False)

    def fact_of(self, kind: PersonKind) -> str:
        """Return what the facts of somebody who stands here as this are called by: "adult", "child-2"."""
        return f"{kind}-{self.position + 1}" if self.position or kind is PersonKind.CHILD else str(kind)


def read_person(text: str) -> Person:
    """Read "adult", "adult-2", "child", "child-2" or "referrer". Raises Misuse."""
    found = _PERSON.fullmatch(text.strip().lower())
    if found is None:
        raise Misuse(f"{text} is nobody in a case", hint="use adult, adult-2, child, child-2, referrer or referrer-2")
    return Person(kind=PersonKind(found[1]), number=int(found[2] or 1))


def seats_of(case: Case, records: Sequence[Record], person: Person) -> tuple[Seat, ...]:
    """Return where somebody stands in a case. Raises Refused where there is no such person in it."""
    match person.kind:
        case PersonKind.ADULT:
            adults = _in_order(case, records, LinkKind.ADULT)
            own = [each for each in adults if each.position == person.number - 1]
            if not own:
                raise Refused(_how_many(case, person, len({each.position for each in adults})), hint=_who_is_in(case))
            return tuple(map(_seat, own))
        case PersonKind.CHILD:
            found = [[_seat(each)] for each in _in_order(case, records, LinkKind.CHILD)]
        case PersonKind.REFERRER:
            found = _senders(case)
    there = [each for each in found if each]
    if len(there) < person.number:
        raise Refused(_how_many(case, person, len(there)), hint=_who_is_in(case))
    return tuple(there[person.number - 1])


def seats_at(records: Sequence[Record], kind: LinkKind, ids: Set[UUID]) -> tuple[Seat, ...]:
    """Return where these records stand. What is sent is about one adult, however many submissions describe them."""
    own = [each for each in records if each.kind is kind]
    is_the_adult = kind is LinkKind.ADULT and any(each.id in ids and not each.position for each in own)
    return tuple(_seat(each) for each in own if each.id in ids or (is_the_adult and not each.position))


def seats_of_same(records: Sequence[Record], kind: LinkKind, seats: Sequence[Seat]) -> tuple[Seat, ...]:
    """Return where somebody stands in the same referral sealed twice: whom it was sent about, or by the name."""
    names = {words_of(each.name) for each in seats}
    is_the_adult = kind is LinkKind.ADULT and any(not each.position for each in seats)
    there = [_seat(each) for each in records if each.kind is kind]
    return tuple(each for each in there if (is_the_adult and not each.position) or words_of(each.name) in names)


def words_of(name: str) -> frozenset[str]:
    """Return the words of a name, by which it is told whether two are the same."""
    return frozenset(fold_name(name))


def own_words(seats: Sequence[Seat]) -> frozenset[str]:
    """Return every word that is one of the person's own names."""
    return frozenset(word for seat in seats for word in (*fold_name(seat.name), *fold_other_names(seat.other_names)))


def _in_order(case: Case, records: Sequence[Record], kind: LinkKind) -> list[Record]:
    """List the records of a kind as the case shows them: those of what opened it first."""
    places = {
        name: place for place, name in enumerate([case.submission_id, *(each.submission_id for each in case.joined)])
    }
    own = [each for each in records if each.kind is kind]
    return sorted(own, key=lambda each: (places[each.submission_id.hex], each.row.get("position") or 0))


def _seat(record: Record) -> Seat:
    row = record.row
    return Seat(
        submission_id=record.submission_id.hex,
        position=record.position,
        record=record.id,
        name=" ".join(part for part in (row["given_names"], row["family_name"]) if part),
        born=row["birth_date"] or "",
        other_names=row.get("other_names") or "",
    )


def _senders(case: Case) -> list[list[Seat]]:
    """Return each sender with everything they sent. Whoever gives no name is taken for somebody else each time."""
    found: dict[frozenset[str] | str, list[Seat]] = {}
    submissions: tuple[Case | Joined, ...] = (case, *case.joined)
    for submission in submissions:
        name = sender_name(submission)
        if name is not None:
            key = words_of(name) or submission.submission_id
            found.setdefault(key, []).append(Seat(submission_id=submission.submission_id, name=name))
    return list(found.values())


def sender_name(submission: Case | Joined) -> str | None:
    """Return the name of whoever sent something, "" where they give none; None where nobody is asked."""
    row: Any = submission.referrer if isinstance(submission, Case) else submission.sender
    said = submission.answers.get("respondent_name")
    if row is None and said is None:
        return None
    name = (row or {}).get("name") or said
    return name if isinstance(name, str) else ""


def _who_is_in(case: Case) -> str:
    return f"lado case show {case.subject} shows who is in it"


def _how_many(case: Case, person: Person, count: int) -> str:
    one, several = _HOW_CALLED[person.kind]
    what = f"is 1 {one}" if count == 1 else f"are {count or 'no'} {several}"
    return f"there {what} on record in {case.subject}"


_HOW_CALLED = {
    PersonKind.ADULT: ("adult", "adults"),
    PersonKind.CHILD: ("child", "children"),
    PersonKind.REFERRER: ("sender", "senders"),
}
