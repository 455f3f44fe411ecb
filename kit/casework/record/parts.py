"""The parts of the work that the kinds of entry belong to: for a list that people can find something in."""

from __future__ import annotations

from collections.abc import Iterator

from ..clocks import WORDS, EventKind
from ..likeness import names_like

_PARTS = {
    "Contact, advice and cover": (
        "contact referral-received employer-aware information-received case-opened source-set assigned "
        "caller-telephoned advice-asked advice-given advice-confirmed signposted contact-kept cover-contacted "
        "cover-answered"
    ),
    "The decision, and what it rests on": (
        "threshold-decided second-opinion-given transfer-decided high-risk-found allegation-set checked "
        "adult-added complexity-set employer-set child-in-care-set expected-long-set"
    ),
    "Who was told": (
        "police-told social-care-told employer-told commissioning-told iro-told other-lado-told managers-told "
        "adult-told adult-updated family-updated telling-agreed family-contact-agreed informed liaised"
    ),
    "Discussions and meetings": (
        "strategy-meeting-advised strategy-meeting-not-advised police-discussion-held "
        "strategy-discussion-held professionals-discussion-held evaluation-meeting-held meeting-planned "
        "meeting-not-needed chair-agreed invited meeting-held outcome-meeting-held review-held actions-sent "
        "minutes-sent"
    ),
    "Safety, plans and actions": (
        "interim-set interim-ended plan-agreed action-agreed action-raised action-escalated action-done "
        "child-needs-checked support-offered welfare-noted challenged recommended"
    ),
    "The police, section 47 and the employer’s investigation": (
        "police-decided police-investigation-started police-investigation-ended s47-decided s47-started "
        "s47-ended internal-investigation-started investigation-guided internal-investigation-ended "
        "standards-of-care-started standards-of-care-advised standards-of-care-reported investigation-ended"
    ),
    "While it goes on": (
        "date-set monitored tracking-continued followed-up update-made summary-filed child-file-updated "
        "child-in-care-checked held-by-another-agency hold-ended delay-explained delay-flagged drift-marked "
        "theme-noted lado-activity"
    ),
    "How it ends": (
        "outcome-recorded outcome-known quality-assured referred-on not-referred-on statement-drafted "
        "letter-sent letter-not-sent passed-back closing-checked concluded closed reopened"
    ),
    "The record itself": (
        "external-reference-set put-on-file disputed fact-corrected joining-undone legal-hold-set legal-hold-ended "
        "step-done step-not-needed withdrawn"
    ),
}
_OTHERS = "Others"


def kinds_by_part() -> Iterator[tuple[str, tuple[EventKind, ...]]]:
    """List every kind of entry under its part of the work, in the order of a case."""
    named = {part: tuple(map(EventKind, names.split())) for part, names in _PARTS.items()}
    yield from named.items()
    if others := tuple(kind for kind in EventKind if all(kind not in kinds for kinds in named.values())):
        yield _OTHERS, others


def kinds_like(text: str) -> tuple[EventKind, ...]:
    """List the kinds that somebody may mean: whose name or words have these letters in them, or which look alike."""
    return tuple(map(EventKind, names_like(text, WORDS)))
