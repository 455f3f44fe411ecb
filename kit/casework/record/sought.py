"""How a profile names an entry of the record: its kind, and what it says, like "letter-sent:to=adult"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ..clocks import Event, EventKind


@dataclass(frozen=True, kw_only=True, slots=True)
class Sought:
    """A kind of entry, and all that it must say; "" is for what it leaves out."""

    kind: str
    says: tuple[tuple[str, str], ...]


@lru_cache(maxsize=512)
def read_sought(text: str) -> Sought:
    """Read how a profile names an entry."""
    kind, _, said = text.partition(":")
    return Sought(kind=kind, says=_pairs(tuple(each for each in said.split(",") if each)))


def is_there(text: str, standing: Iterable[Event]) -> bool:
    """Tell whether such an entry is on record."""
    return any(is_sought(each, text) for each in standing)


def is_sought(event: Event, text: str) -> bool:
    """Tell whether an entry is such a one."""
    sought = read_sought(text)
    return event.kind == sought.kind and _all_said(event.detail, sought.says)


def says(detail: Mapping[str, str], where: tuple[str, ...]) -> bool:
    """Tell whether an entry says all of this, each "name=value"."""
    return _all_said(detail, _pairs(where))


def pathway_of(standing: Sequence[Event]) -> str:
    """Return the key of the pathway that a case is on, "" while nobody has decided."""
    decided = [event for event in standing if event.kind is EventKind.THRESHOLD_DECIDED]
    return decided[-1].detail.get("pathway", "") if decided else ""


def _all_said(detail: Mapping[str, str], wanted: tuple[tuple[str, str], ...]) -> bool:
    """Compare without regard to capitals: "Police" was invited where the police are to be."""
    return all(detail.get(name, "").casefold() == value.casefold() for name, value in wanted)


def _pairs(said: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, _, value in (each.partition("=") for each in said))
