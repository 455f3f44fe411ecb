"""More than one adult in a case: those whom the office added, and which allegations are about whom."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from ...errors import Misuse
from ..clocks import Event, EventKind
from .corrections import FACT, IS, corrections
from .standing import of_kind

ADULT = "adult"
"""The field that says which adult an entry is about; and what the adult whom the case was sent about is called."""

FACTS: Mapping[str, tuple[str, str]] = {
    "family_name": ("adult.family_name", "Family name"),
    "given_names": ("adult.given_names", "First and middle names"),
    "other_names": ("adult.other_names", "Other names they are known by"),
    "birth_date": ("adult.birth_date", "Date of birth"),
    "gender": ("adult.gender", "Gender"),
    "ethnicity": ("adult.ethnicity", "Ethnic group"),
    "address": ("adult.address", "Home address"),
    "postcode": ("adult.postcode", "Home postcode"),
    "telephone": ("adult.telephone", "Telephone number"),
    "email": ("adult.email", "E-mail address"),
    "role": ("engagement.role", "Job title or role"),
    "basis": ("engagement.basis", "How they work there"),
    "agency": ("engagement.agency", "Name of the agency"),
    "sector": ("engagement.sector", "What kind of place it is"),
    "started_on": ("engagement.started_on", "When they started there"),
    "contact_now": ("engagement.contact_now", "Whether they work with children there now"),
    "past_work": ("engagement.past_work", "When and where they last worked with children"),
    "regulator": ("engagement.regulator", "Which body they are registered with"),
    "employer": ("organisation.name", "Name of the school, nursery, club or employer"),
    "employer_address": ("organisation.address", "Its address"),
    "employer_postcode": ("organisation.postcode", "Its postcode"),
    "senior_officer": ("organisation.senior_officer", "Who leads on allegations there"),
}
"""What can be said of an added adult: where in the record each lands, and what it is."""

NAMES = ("family_name", "given_names", "other_names")
"""Those of them that say who it is; without one of them nobody is put on record."""

_NUMBERED = re.compile(r"adult(-[0-9]+)?")
_FACT_OF = re.compile(r"(?:adult|organisation)(-[0-9]+)\..+")


Found = tuple[list[str], list[str]]
"""Of what kinds the allegations about somebody are, and what came of them."""


class HasOutcome(Protocol):
    """An allegation with its outcome: None while there is none."""

    @property
    def allegation(self) -> Event: ...
    @property
    def outcome(self) -> Event | None: ...


def called(number: int) -> str:
    """Return what the adults of a case are called: "adult", and those whom the office added "adult-2", "adult-3"."""
    return ADULT if number == 1 else f"{ADULT}-{number}"


def fact_name(name: str, adult: str) -> str:
    """Return what the history of a case calls something said of an added adult: "engagement-2.role"."""
    table, _, column = FACTS[name][0].partition(".")
    return f"{table}{adult.removeprefix(ADULT)}.{column}"


def added_adults(standing: Iterable[Event]) -> list[Event]:
    """List the entries in force that put another adult on record."""
    return of_kind(standing, EventKind.ADULT_ADDED)


def next_number(events: Iterable[Event]) -> int:
    """Return the number of the next adult: that of one who was taken off again is never given to another."""
    return 2 + sum(each.kind is EventKind.ADULT_ADDED for each in events)


def check_adult(said: str, standing: Iterable[Event]) -> None:
    """Refuse "adult-3" where a case has no such adult; whoever is named in words is not looked for. Raises Misuse."""
    here = [ADULT, *(each.detail[ADULT] for each in added_adults(standing))]
    if _NUMBERED.fullmatch(said) and said not in here:
        raise Misuse(f"there is no {said} in this case ({', '.join(here)})", hint="lado case adult adds one")


def is_of_somebody(correction: Event, standing: Iterable[Event]) -> bool:
    """Tell whether a fact that was put right is of somebody in the case, and not of an adult who was taken off."""
    found = _FACT_OF.fullmatch(correction.detail[FACT])
    return found is None or any(each.detail[ADULT] == f"{ADULT}{found[1]}" for each in added_adults(standing))


def whose(allegation: Event, standing: Sequence[Event]) -> str:
    """Return which adult an allegation is about: an added one where it says so, by number or by name; else the first.

    One who is named in other words than on record is taken for the first.
    """
    # Every command loads the kinds of entry, and few ask this.
    from ..matching.spelling import fold_name

    said = allegation.detail.get(ADULT, "")
    words = frozenset(fold_name(said))
    for each in added_adults(standing):
        key = each.detail[ADULT]
        if said == key or (words and any(words == frozenset(fold_name(name)) for name in _names_of(each, standing))):
            return key
    return ADULT


def name_of(said: Mapping[str, str]) -> str:
    """Return the name in what was said of an adult."""
    return " ".join(filter(None, (said.get("given_names"), said.get("family_name"))))


def _names_of(added: Event, standing: Sequence[Event]) -> Iterator[str]:
    """Yield every name that an added adult has had on record."""
    said = dict(added.detail)
    yield name_of(said)
    for each in corrections(standing):
        adult, _, column = each.detail[FACT].partition(".")
        if adult == added.detail[ADULT]:
            said[column] = each.detail.get(IS, "")
            yield name_of(said)


def found_of(adult: str, allegations: Sequence[HasOutcome], standing: Sequence[Event]) -> Found | None:
    """Return the categories and the outcomes of the allegations about one adult, each once.

    None while no allegation is on record: what stands then is of the whole case.
    """
    if not allegations:
        return None
    own = [each for each in allegations if whose(each.allegation, standing) == adult]
    categories = dict.fromkeys(each.allegation.detail.get("category", "") for each in own)
    outcomes = dict.fromkeys(each.outcome.detail["outcome"] for each in own if each.outcome)
    return list(filter(None, categories)), list(outcomes)
