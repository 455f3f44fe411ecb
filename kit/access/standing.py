"""What stood when: every entry about what happened, until which moment it stood, and what took its place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ..casework.clocks import Event, EventKind


class Stands(StrEnum):
    """What became of an entry."""

    STANDS = "stands"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True, slots=True)
class Stood:
    """An entry. ``first`` is the entry that it goes back to, ``after`` the one that took its place, if any has."""

    event: Event
    first: str
    state: Stands
    after: Event | None


def what_stood(events: Sequence[Event]) -> tuple[Stood, ...]:
    """Say of each entry, in the order in which it was recorded, what became of it.

    An entry that says that something never happened is none itself: it stands after what it withdraws.
    """
    by_id = {each.id: each for each in events}
    chains: dict[str, list[Event]] = {}
    for each in sorted(events, key=lambda event: event.recorded_at):
        chains.setdefault(_first(each, by_id), []).append(each)
    found = [stood for first, chain in chains.items() for stood in _in_turn(first, chain)]
    return tuple(sorted(found, key=lambda each: each.event.recorded_at))


def _in_turn(first: str, chain: Sequence[Event]) -> Iterable[Stood]:
    for event, after in zip(chain, [*chain[1:], None], strict=True):
        state = Stands.STANDS
        if after:
            state = Stands.WITHDRAWN if after.kind is EventKind.WITHDRAWN else Stands.CORRECTED
        yield Stood(event=event, first=first, state=state, after=after)


def _first(event: Event, events: dict[str, Event]) -> str:
    """Return the id of what was recorded first."""
    seen = {event.id}
    while (earlier := events.get(event.corrects or "")) and earlier.id not in seen:
        event = earlier
        seen.add(event.id)
    return event.id
