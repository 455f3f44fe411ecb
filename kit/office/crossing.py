"""Who had seen what: whether an entry crosses one that somebody else has recorded meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..casework.clocks import Event
from ..casework.record.crossing import is_same_fact, on_the_same_fact
from ..custody.people import person_of
from ..errors import Misuse, Refused
from ..store.audit import events_shown
from ..store.events import last_number

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ..custody.unlocking import Office
    from ..store.queries import Case

AGAINST = "against"
"""Under this name an entry says which of somebody else's it stands against, knowingly."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Crossing:
    """What others have recorded of the same fact: unseen by whoever records, and what they say they have seen now."""

    unseen: tuple[Event, ...]
    known: tuple[Event, ...]

    @property
    def noted(self) -> dict[str, str]:
        """What the new entry says of it."""
        return {AGAINST: ", ".join(each.id for each in self.known)} if self.known else {}


class Crossed(Refused):
    """Somebody has recorded something of the same fact meanwhile. ``own`` was not recorded, ``others`` were."""

    def __init__(self, case: str, own: Event, others: Sequence[Event]) -> None:
        numbers, last = ", ".join(each.id for each in others), max(int(each.id) for each in others)
        super().__init__(
            f"not recorded: {_named(others)} has said something of the same in {case} that you have not seen"
            f" (event {numbers})",
            hint=f"see lado case events {case}; say it again with --seen {last} if yours is to stand:"
            " both stay on record, and the later counts",
        )
        self.case = case
        self.own = own
        self.others = tuple(others)


def crossing(
    connection: Connection, office: Office, case: Case, entry: Event, before: Sequence[Event], *, seen: int | None
) -> Crossing:
    """Return what a new entry crosses. ``seen`` is the last event that its author says they have seen. Raises Misuse.

    Without it they have seen what the case showed them when they last read it, and what they recorded themselves.
    """
    last = last_number(connection, case.case_id) if case.case_id else 0
    if seen is not None and not 0 <= seen <= last:
        raise Misuse(f"there is no event {seen} in this case", hint=f"the last is {last}: see lado case events")
    same = [each for each in on_the_same_fact(entry, before) if each.id.isdigit()]
    me = person_of(office.home, office.officer)
    own = [each for each in same if person_of(office.home, each.recorded_by) == me]
    others = [each for each in same if each not in own]
    shown = _shown(connection, office, case, me) if others else 0
    news = [each for each in others if int(each.id) > shown and not _is_answered(each, own)]
    if seen is None:
        return Crossing(unseen=tuple(news), known=())
    return Crossing(
        unseen=tuple(each for each in same if int(each.id) > seen),
        known=tuple(each for each in news if int(each.id) <= seen),
    )


def _is_answered(entry: Event, own: Iterable[Event]) -> bool:
    """Tell whether somebody has said the same anew since: then they were shown it, or knew it."""
    return any(int(each.id) > int(entry.id) and is_same_fact(each, entry) for each in own)


def _shown(connection: Connection, office: Office, case: Case, me: str) -> int:
    readings = events_shown(connection, authority=case.authority, reference=case.reference)
    return max((number for actor, number in readings if person_of(office.home, actor) == me), default=0)


def _named(events: Iterable[Event]) -> str:
    return " and ".join(dict.fromkeys(each.recorded_by for each in events))
