"""Facts of a person or an organisation that the office has put right: what was sent stays beside them, as it was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..clocks import Event, EventKind
from ..clocks.events import REASON

FACT, SENT_IN, WAS, IS, SOURCE = "fact", "sent-in", "was", "is", "source"

NOTHING = "not known"
"""What is said of a value that is not there."""


def corrections(events: Iterable[Event]) -> list[Event]:
    """List what put facts right, in the order in which it was recorded."""
    return sorted((each for each in events if each.kind is EventKind.FACT_CORRECTED), key=lambda each: int(each.id))


def last_corrections(events: Iterable[Event]) -> Mapping[tuple[str, str], Event]:
    """Return what put each fact right last, by the receipt code of what it was sent in and the name of the fact."""
    return {(each.detail[SENT_IN], each.detail[FACT]): each for each in corrections(events)}


def value_in_words(event: Event, name: str) -> str:
    """Return the value before a correction or after it, a date as people write it."""
    # Every command loads the kinds of entry, and few show one of this kind.
    from lado_site.forms.summary import show_date

    return show_date(event.detail[name]) if name in event.detail else NOTHING


def correction_in_words(event: Event) -> str:
    """Say in one line what was put right, and why."""
    said = event.detail
    now, before = (value_in_words(event, each).replace("\n", ", ") for each in (IS, WAS))
    return f"{said[FACT]}: {now}, in place of {before}; known from: {said[SOURCE]}; {said[REASON]}"
