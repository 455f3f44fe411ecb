"""Entries that cross, like letters in the post: two people say something of the same fact, neither having seen it.

Which entries are of the same fact is here; who has seen what is for the office to know (``kit/office/crossing.py``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..clocks import Event, EventKind
from ..clocks.events import ABOUT, CLOCK, first_recorded, last_recorded
from .corrections import FACT, SENT_IN

FACTS: Mapping[EventKind, tuple[str, tuple[str, ...]]] = {
    EventKind.THRESHOLD_DECIDED: ("threshold", ()),
    EventKind.OUTCOME_RECORDED: ("outcome", ("allegation",)),
    EventKind.INTERIM_SET: ("interim", ()),
    EventKind.RECOMMENDED: ("recommendation", ("what",)),
    EventKind.S47_DECIDED: ("s47", ()),
    EventKind.POLICE_DECIDED: ("police", ()),
    EventKind.CHAIR_AGREED: ("chair", ("meeting",)),
    EventKind.MEETING_NOT_NEEDED: ("meeting", ("meeting",)),
    EventKind.DATE_SET: ("date", (CLOCK, ABOUT)),
    EventKind.STEP_DONE: ("step", (CLOCK, ABOUT)),
    EventKind.STEP_NOT_NEEDED: ("step", (CLOCK, ABOUT)),
    EventKind.ACTION_DONE: ("action", (ABOUT,)),
    EventKind.LETTER_SENT: ("letter", ("to",)),
    EventKind.LETTER_NOT_SENT: ("letter", ("to",)),
    EventKind.EXTERNAL_REFERENCE_SET: ("external-reference", ()),
    EventKind.COMPLEXITY_SET: ("complexity", ()),
    EventKind.EMPLOYER_SET: ("employer", ()),
    EventKind.CHILD_IN_CARE_SET: ("child-in-care", ()),
    EventKind.OUTCOME_KNOWN: ("outcome-known", ()),
    EventKind.CONCLUDED: ("concluded", ()),
    EventKind.CLOSED: ("closed", ()),
    EventKind.REOPENED: ("closed", ()),
    EventKind.FACT_CORRECTED: ("fact", (FACT, SENT_IN)),
}
"""What a case has one of, so that the later entry counts: the fact, and the fields that say which of several it is."""


def on_the_same_fact(entry: Event, before: Sequence[Event]) -> tuple[Event, ...]:
    """List what was last recorded about the fact that a new entry is about, but for what it corrects itself."""
    first = first_recorded(entry, before)
    return tuple(
        last
        for root, last in last_recorded(before).items()
        if last.id != entry.corrects and (root == first or is_same_fact(last, entry))
    )


def is_same_fact(one: Event, other: Event) -> bool:
    """Tell whether two entries say something of the same fact, of which a case has one."""
    fact, names = FACTS.get(one.kind, ("", ()))
    if not fact or fact != FACTS.get(other.kind, ("", ()))[0]:
        return False
    return all(_may_be_same(one.detail.get(name), other.detail.get(name)) for name in names)


def _may_be_same(one: str | None, other: str | None) -> bool:
    """Tell whether two entries may be about one of several: what does not say which is about all of them."""
    return one is None or other is None or one == other
