"""Comparing two adults, or two children, by what their records say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import fuzz
from rapidfuzz.distance import DamerauLevenshtein

from .birth_dates import compare_birth_dates
from .findings import Finding, Match, Reason, add_up
from .organisations import Organisation, names_finding
from .short_forms import long_forms
from .spelling import fold_email, fold_name, fold_other_names, fold_phone, fold_postcode
from .weights import ADULT, CHILD, SPELT_ALIKE

Words = tuple[str, ...]

FULL, SHORTEST_ALIKE = 100, 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """What a record says of a person, in one spelling; empty where nothing is known."""

    family: Words = field(repr=False)
    given: Words = field(repr=False)
    other: Words = field(default=(), repr=False)
    born: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    postcode: str = field(default="", repr=False)
    employer: Organisation | None = field(default=None, repr=False)

    @classmethod
    def of(cls, row: Mapping[str, Any], *, employer: Organisation | None = None) -> Person:
        """Read a row of the adults or the children."""
        family, given = _in_order(row.get("family_name"), row.get("given_names"))
        return cls(
            family=family,
            given=given,
            other=fold_other_names(row.get("other_names")),
            born=row.get("birth_date") or "",
            phone=fold_phone(row.get("telephone")),
            email=fold_email(row.get("email")),
            postcode=fold_postcode(row.get("postcode")),
            employer=employer,
        )


def compare_adults(one: Person, other: Person) -> Match:
    """Say how alike the records of two adults are."""
    return add_up(_reasons(one, other, ADULT))


def compare_children(one: Person, other: Person) -> Match:
    """Say how alike the records of two children are. Twins are alike in nearly everything."""
    return add_up(_reasons(one, other, CHILD))


def adults_may_reach(one: Person, other: Person, score: int) -> bool:
    """Tell whether two adults could reach a score if their names agreed; it takes a tenth of comparing them."""
    return _most(one, other, ADULT) >= score


def children_may_reach(one: Person, other: Person, score: int) -> bool:
    """Tell whether two children could reach a score if their names agreed."""
    return _most(one, other, CHILD) >= score


Found = tuple[Finding, tuple[str, str] | None]


def _most(one: Person, other: Person, weights: Mapping[str, int]) -> int:
    """Return what names and employer can count at most, with what the rest counts."""
    most = weights["family-same"] + weights["given-same"]
    if one.employer and other.employer:
        most += weights["employer-same"]
    return most + sum(weights[finding] for finding, _ in _beside_names(one, other))


def _reasons(one: Person, other: Person, weights: Mapping[str, int]) -> Iterator[Reason]:
    for finding, spellings in (*_names(one, other, weights), *_rest(one, other)):
        yield Reason(finding=finding, points=weights[finding], spellings=spellings)


def _rest(one: Person, other: Person) -> Iterator[Found]:
    yield from _beside_names(one, other)
    employer = _employers(one.employer, other.employer)
    if employer:
        yield employer, None


def _beside_names(one: Person, other: Person) -> Iterator[Found]:
    born = compare_birth_dates(one.born, other.born)
    if born:
        yield born, None
    for finding, mine, theirs in (
        (Finding.PHONE, one.phone, other.phone),
        (Finding.EMAIL, one.email, other.email),
        (Finding.POSTCODE, one.postcode, other.postcode),
    ):
        if mine and mine == theirs:
            yield finding, None


def _employers(one: Organisation | None, other: Organisation | None) -> Finding | None:
    if one is None or other is None:
        return None
    match names_finding(one, other):
        case Finding.NAME_SAME:
            return Finding.EMPLOYER_SAME
        case Finding.NAME_ALIKE:
            return Finding.EMPLOYER_ALIKE
    return None


def _names(one: Person, other: Person, weights: Mapping[str, int]) -> list[Found]:
    """Return what speaks most for them among the ways in which the names can be read."""
    readings = [_read(one.family, one.given, other.family, other.given)]
    if one.given and other.given and one.family and other.family:
        readings.append([*_read(one.given, one.family, other.family, other.given), (Finding.ORDER_SWAPPED, None)])
        readings.append([*_read(one.family, one.given, other.given, other.family), (Finding.ORDER_SWAPPED, None)])
    if one.other or other.other:
        known_as = _read_known_as(one, other, weights)
        readings.append([*known_as, (Finding.OTHER_NAME, None)])
    return max(readings, key=lambda reading: sum(weights[finding] for finding, _ in reading))


def _read_known_as(one: Person, other: Person, weights: Mapping[str, int]) -> list[Found]:
    """Read a name as one that the other record lists as another name. It replaces only what fits better so."""
    families = [
        found
        for mine, theirs in ((one.family, other.family), (one.other, other.family), (one.family, other.other))
        if (found := _families(mine, theirs))
    ]
    givens = [
        found
        for mine, theirs in ((one.given, other.given), (one.other, other.given), (one.given, other.other))
        if (found := _givens(mine, theirs))
    ]
    best = [max(found, key=lambda each: weights[each[0]]) for found in (families, givens) if found]
    return list(best)


def _read(family: Words, given: Words, other_family: Words, other_given: Words) -> list[Found]:
    found = (_families(family, other_family), _givens(given, other_given))
    return [each for each in found if each]


def _families(one: Words, other: Words) -> Found | None:
    if not one or not other:
        return None
    if "".join(one) == "".join(other):
        return Finding.FAMILY_SAME, None
    if _is_alike("".join(one), "".join(other)):
        return Finding.FAMILY_ALIKE, (_shown(one), _shown(other))
    if any(_is_part(mine, theirs) for mine in one for theirs in other):
        return Finding.FAMILY_PART, (_shown(one), _shown(other))
    return Finding.FAMILY_DIFFERS, (_shown(one), _shown(other))


def _is_part(one: str, other: str) -> bool:
    """A particle ("de", "al") is no part that tells anyone apart."""
    return len(one) > 3 and (one == other or _is_alike(one, other))


def _givens(one: Words, other: Words) -> Found | None:
    """Compare each given name with each: people go by their middle name, or leave it out."""
    if not one or not other:
        return None
    if "".join(one) == "".join(other):
        return Finding.GIVEN_SAME, None
    found = [(rank, mine, theirs) for mine in one for theirs in other if (rank := _given_rank(mine, theirs))]
    if not found:
        return Finding.GIVEN_DIFFERS, (_shown(one), _shown(other))
    rank, mine, theirs = max(found)
    return _GIVEN_RANKS[rank], None if mine == theirs else (_shown((mine,)), _shown((theirs,)))


_GIVEN_RANKS = {
    4: Finding.GIVEN_SAME,
    3: Finding.GIVEN_SHORT,
    2: Finding.GIVEN_ALIKE,
    1: Finding.GIVEN_INITIAL,
}


def _given_rank(one: str, other: str) -> int:
    """Return how well two given names fit, 0 for not at all."""
    if len(one) == 1 or len(other) == 1:
        return 1 if initials(one) & initials(other) else 0
    if one == other:
        return 4
    if long_forms(one) & long_forms(other):
        return 3
    return 2 if _is_alike(one, other) else 0


def initials(given: str) -> set[str]:
    """Return the letters a given name may begin with: Bob may be R."""
    return {given[0], *(name[0] for name in long_forms(given))}


def _is_alike(one: str, other: str) -> bool:
    shorter = min(len(one), len(other))
    if shorter < SHORTEST_ALIKE:
        return shorter == 3 and one[0] == other[0] and DamerauLevenshtein.distance(one, other) == 1
    if fuzz.ratio(one, other, score_cutoff=SPELT_ALIKE):
        return True
    return DamerauLevenshtein.normalized_similarity(one, other) * FULL >= SPELT_ALIKE


def _shown(words: Words) -> str:
    return " ".join(words).title()


def _in_order(family_name: str | None, given_names: str | None) -> tuple[Words, Words]:
    """Take apart what stands in one field as "Smith, Joanna" or "Joanna Smith" while the other is empty."""
    whole = family_name or given_names or ""
    if family_name and given_names:
        return fold_name(family_name), fold_name(given_names)
    before, comma, after = whole.partition(",")
    if comma and after.strip():
        return fold_name(before), fold_name(after)
    words = fold_name(whole)
    if len(words) > 1:
        return words[-1:], words[:-1]
    return (words, ()) if family_name else ((), words)
