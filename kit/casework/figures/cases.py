"""A case as it is counted, and what it is counted as: by the authority's own rule, once (R14, R43)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from lado_site.profiles import Pathway, Profile, add_months

from ..clocks.events import NO, YES
from ..worklists.years import band_of, days_between
from .facts import CaseFacts, Span


class Kind(StrEnum):
    """What a contact is counted as."""

    REFERRAL = "referral"
    CONSULTATION = "consultation"
    OUT_OF_AREA = "out-of-area"
    UNDECIDED = "undecided"


OUT_OF_AREA, LADO_LED = "out-of-area", "lado-led"
CLAIMED: Mapping[bool | None, str] = {True: YES, False: NO, None: ""}
"""How what a row claims is counted; "" where nobody has said."""

LONG_MONTHS = 12
"""From this age on a case that nobody expected to take long is drifting (WAN-63)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted:
    """One case with all that figures ask of it. Texts are keys, "" where nothing is on record.

    ``is_removed`` marks a case whose record was disposed of: no more is known of it than its row in the store says.
    """

    kind: Kind
    received: date
    ended: date | None
    closed: date | None
    pathway: str
    common: str
    met: str
    overseen: str
    sector: str
    category: str
    outcome: str
    result: str
    facts: CaseFacts = field(repr=False)
    is_removed: bool = False

    def is_ongoing(self, day: date) -> bool:
        """Tell whether it had come in and was not at its end yet at the end of a day."""
        return self.received <= day and (self.ended is None or self.ended > day)

    @property
    def days(self) -> int | None:
        """Days from the first contact to the conclusion; None while there is none."""
        return days_between(self.received, self.ended)

    @property
    def band(self) -> str:
        """The band of time in which it was concluded."""
        return band_of(self.received, self.ended)


def counted_kind(pathway: str, met: str, profile: Profile) -> Kind:
    """Return what a contact is counted as: what the authority says of its pathway, else what that has in common.

    Until somebody decides, it is a contact that is not decided yet (BRO-51).
    """
    led = _pathway(pathway, profile)
    if led is None:
        return {YES: Kind.REFERRAL, NO: Kind.CONSULTATION}.get(met, Kind.UNDECIDED)
    if led.common == OUT_OF_AREA:
        return Kind.OUT_OF_AREA
    is_counted = led.counted if led.counted is not None else led.common == LADO_LED
    return Kind.REFERRAL if is_counted else Kind.CONSULTATION


def common_of(pathway: str, profile: Profile) -> str:
    """Return what an authority's pathway has in common with those of others."""
    led = _pathway(pathway, profile)
    return led.common if led else ""


def rule(profile: Profile) -> str:
    """Say in a sentence what counts as a referral, for under the tables (R14)."""
    by_kind: dict[Kind, list[str]] = {}
    for each in profile.pathways:
        by_kind.setdefault(counted_kind(each.key, "", profile), []).append(each.label)
    said = [
        f"{label}: {'; '.join(by_kind[kind])}."
        for kind, label in (
            (Kind.REFERRAL, "Counted as a referral"),
            (Kind.CONSULTATION, "Counted as a consultation"),
            (Kind.OUT_OF_AREA, "Counted apart, as out of area"),
        )
        if kind in by_kind
    ]
    if any(each.counted is None for each in profile.pathways if each.common != OUT_OF_AREA):
        said.append(
            "Where the authority’s document does not say it, what the LADO leads counts as a referral: to be confirmed."
        )
    return " ".join(said)


def days_within(spans: Iterable[Span], first: date, last: date) -> int:
    """Count the days of some times, which do not overlap, that lie between two days; both count."""
    found = 0
    for begins, ends in spans:
        from_, until = max(begins, first), min(ends or last, last)
        found += max(0, (until - from_).days + 1)
    return found


def is_long(received: date, day: date) -> bool:
    """Tell whether a case that came in on one day is old on another."""
    return add_months(received, LONG_MONTHS) < day


def covers(spans: Iterable[Span], day: date) -> bool:
    """Tell whether a day lies in one of some times."""
    return any(begins <= day and (ends is None or ends > day) for begins, ends in spans)


def _pathway(key: str, profile: Profile) -> Pathway | None:
    return next((each for each in profile.pathways if each.key == key), None)
