"""How a matter was investigated: each investigation with when it began, when it ended and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..clocks import Event, EventKind
from ..clocks.events import ABOUT, is_before
from .standing import of_kind

KINDS: Mapping[str, tuple[EventKind, EventKind]] = {
    "by the police": (EventKind.POLICE_INVESTIGATION_STARTED, EventKind.POLICE_INVESTIGATION_ENDED),
    "in section 47 enquiries": (EventKind.S47_STARTED, EventKind.S47_ENDED),
    "by the employer": (EventKind.INTERNAL_INVESTIGATION_STARTED, EventKind.INTERNAL_INVESTIGATION_ENDED),
}
"""Every kind of investigation (BED-93), with the entries that begin and end one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Investigation:
    """One investigation. Either entry may be lacking: somebody put on record only the end, or it still goes on."""

    kind: str
    started: Event | None
    ended: Event | None

    @property
    def outcome(self) -> str:
        """What came of it, "" while nobody has said."""
        return self.ended.detail.get("outcome", "") if self.ended else ""


def investigations(standing: Sequence[Event]) -> tuple[Investigation, ...]:
    """List every investigation of a case with its own outcome, kind by kind."""
    return tuple(each for kind, (begins, ends) in KINDS.items() for each in _of_kind(kind, begins, ends, standing))


def _of_kind(kind: str, begins: EventKind, ends: EventKind, standing: Sequence[Event]) -> list[Investigation]:
    """Give each investigation its end: what names it, else the first after it that none has yet."""
    free = of_kind(standing, ends)
    found: list[Investigation] = []
    for start in of_kind(standing, begins):
        end = _end_of(start, free)
        if end:
            free.remove(end)
        found.append(Investigation(kind=kind, started=start, ended=end))
    return [*found, *(Investigation(kind=kind, started=None, ended=each) for each in free)]


def _end_of(start: Event, free: Sequence[Event]) -> Event | None:
    named = next((each for each in free if each.detail.get(ABOUT) == start.id), None)
    return named or next((each for each in free if ABOUT not in each.detail and not is_before(each, start)), None)
