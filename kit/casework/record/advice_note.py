"""The note for the employer where the criteria are not met: what was advised, and what to do next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lado_site.forms.summary import show_date
from lado_site.profiles import Profile, Topic, day_in_england

from ..clocks import Event, EventKind
from ..clocks.events import NO
from .beside import in_words
from .standing import of_kind

_TOPICS: tuple[Topic, ...] = ("internal-investigation", "low-level-concerns", "adult-support")
"""What the authority's document says to employers that helps with the next steps."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AdviceNote:
    """The note, paragraph by paragraph. It holds what was put on record as advice, and no word on why."""

    reference: str
    paragraphs: tuple[str, ...] = field(repr=False)


def advice_note(reference: str, standing: Sequence[Event], profile: Profile) -> AdviceNote | None:
    """Write the note; None unless the decision that stands is that the criteria are not met."""
    decided = of_kind(standing, EventKind.THRESHOLD_DECIDED)
    if not decided or decided[-1].detail.get("met") != NO:
        return None
    return AdviceNote(reference=reference, paragraphs=tuple(_paragraphs(reference, decided[-1], standing, profile)))


def _paragraphs(reference: str, decision: Event, standing: Sequence[Event], profile: Profile) -> Iterator[str]:
    day = show_date(day_in_england(decision.happened_at).isoformat())
    yield f"Our reference: {reference}"
    yield f"On {day} the LADO decided that this does not meet our criteria. It still has to be put right."
    yield from _listed(
        "What we advised", (each.detail.get("advice", "") for each in of_kind(standing, EventKind.ADVICE_GIVEN))
    )
    yield from _listed(
        "What is now yours to deal with",
        (
            f"{each.detail['issue']} ({in_words(each, 'route', profile).lower()}): {each.detail['to']}"
            for each in of_kind(standing, EventKind.PASSED_BACK)
        ),
    )
    yield from filter(None, (profile.said(topic) for topic in _TOPICS))
    yield (
        "Write down what you do. If you learn anything more, or you are not sure, call us before you go on: "
        f"{profile.contact.telephone} ({profile.contact.hours})."
    )
    yield profile.service


def _listed(heading: str, lines: Iterator[str]) -> Iterator[str]:
    said = [f"- {each}" for each in lines if each]
    if said:
        yield "\n".join([f"{heading}:", *said])
