"""An authority's settings as one frozen value. Where its document is silent a setting stays empty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Unit = Literal["hours", "working-hours", "days", "working-days", "weeks", "months"]
StartEvent = Literal["contact", "referral-received", "threshold-decided", "meeting-held", "employer-aware"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Requirement:
    """Where a setting comes from: the catalogue's ID, and whether the value is assumed until the authority confirms."""

    id: str
    assumed: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact:
    """How people reach the service. ``sample`` marks made-up details, which every published page then says."""

    email: str
    telephone: str
    hours: str
    childrens_services: str
    out_of_hours: str
    web: str
    postal: str = ""
    sample: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Criterion:
    """One of the authority's own criteria, word for word, under a key that is common to all authorities."""

    key: str
    text: str
    plain: str
    requirement: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Clock:
    """A time limit. ``length`` 0 with working days means the same working day."""

    key: str
    label: str
    length: int
    unit: Unit
    start: StartEvent
    role: str = ""
    wherever_possible: bool = False
    requirement: Requirement


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """An entry of one of the authority's lists: category, sector, outcome."""

    key: str
    label: str
    hint: str = ""
    definition: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Profile:
    """One authority.

    ``area`` is the place people know ("Sandwell"), ``service`` what it calls the LADO service, ``cover`` who stands in
    for the LADO, in order.
    """

    name: str
    area: str
    service: str
    host: str
    partnership: str
    contact: Contact
    meeting: str
    advice_label: str
    criteria: tuple[Criterion, ...]
    criteria_source: str
    criteria_requirement: str
    clocks: tuple[Clock, ...]
    categories: tuple[Choice, ...]
    sectors: tuple[Choice, ...]
    outcomes: tuple[Choice, ...]
    standard_of_proof: str
    guidance_sources: tuple[str, ...]
    privacy_sources: tuple[str, ...]
    statements_warning: str
    cover: tuple[str, ...] = ()
    extra_bank_holidays: tuple[date, ...] = ()

    def clock(self, key: str) -> Clock | None:
        """Return the clock with this key, or None where the authority's document sets none."""
        return next((clock for clock in self.clocks if clock.key == key), None)
