"""Comparing two organisations by name and postcode."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import fuzz

from .findings import Finding, Match, Reason, add_up
from .spelling import fold_organisation, fold_postcode
from .weights import ORGANISATION, ORGANISATION_ALIKE


@dataclass(frozen=True, kw_only=True, slots=True)
class Organisation:
    """What a record says of an organisation, in one spelling: the words that tell it apart, and where it is."""

    words: tuple[str, ...] = field(repr=False)
    postcode: str = field(default="", repr=False)

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Organisation:
        """Read a row of the organisations."""
        return cls(words=fold_organisation(row.get("name")), postcode=fold_postcode(row.get("postcode")))


def compare_organisations(one: Organisation, other: Organisation) -> Match:
    """Say how alike the records of two organisations are."""
    return add_up(
        Reason(finding=finding, points=ORGANISATION[finding], spellings=None) for finding in _findings(one, other)
    )


def organisations_may_reach(one: Organisation, other: Organisation, score: int) -> bool:
    """Tell whether two organisations could reach a score if their names agreed."""
    most = ORGANISATION["name-same"]
    if one.postcode and other.postcode:
        most += ORGANISATION["postcode" if one.postcode == other.postcode else "postcode-differs"]
    return most >= score


def names_finding(one: Organisation, other: Organisation) -> Finding | None:
    """Say how two names agree; None when one is not known."""
    if not one.words or not other.words:
        return None
    if "".join(one.words) == "".join(other.words):
        return Finding.NAME_SAME
    # The words are in the order of the alphabet. Initials and numbers tell apart what is otherwise alike: "St Mark 1"
    # and "St Mark 2".
    alike = fuzz.ratio(" ".join(one.words), " ".join(other.words), score_cutoff=ORGANISATION_ALIKE) > 0
    return Finding.NAME_ALIKE if alike and _numbers(one) == _numbers(other) else Finding.NAME_DIFFERS


def _findings(one: Organisation, other: Organisation) -> Iterator[Finding]:
    named = names_finding(one, other)
    if named:
        yield named
    if one.postcode and other.postcode:
        yield Finding.POSTCODE if one.postcode == other.postcode else Finding.POSTCODE_DIFFERS


def _numbers(organisation: Organisation) -> set[str]:
    return {word for word in organisation.words if word.isdigit()}
