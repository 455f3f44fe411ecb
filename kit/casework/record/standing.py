"""What the entries in force come to: where a case is, whether it is closed, and what goes on in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..clocks import Event, EventKind


def of_kind(standing: Iterable[Event], *kinds: EventKind) -> list[Event]:
    """List the entries of these kinds."""
    return [each for each in standing if each.kind in kinds]


def pathway_of(standing: Sequence[Event]) -> str:
    """Return the key of the pathway that a case is on, "" while nobody has decided."""
    decided = of_kind(standing, EventKind.THRESHOLD_DECIDED)
    return decided[-1].detail.get("pathway", "") if decided else ""


def going_on(standing: Iterable[Event], begins: EventKind, ends: EventKind) -> Event | None:
    """Return the entry that began what has not ended since."""
    last = of_kind(standing, begins, ends)[-1:]
    return next((each for each in last if each.kind is begins), None)


def closing_of(standing: Iterable[Event]) -> Event | None:
    """Return the entry that closed a case, None while it is open."""
    return going_on(standing, EventKind.CLOSED, EventKind.REOPENED)
