"""A case as a row of a tracker tells it: what was sent, and what has been decided, done and found since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lado_site.forms.earlier_record import CLOSED, CONCLUDED, EMPLOYER, OPEN, POLICE, SECTION_47

from ..casework.clocks import Event, EventKind, in_force
from ..casework.clocks.earlier import day_said
from ..casework.record import CaseView
from .targets import REFERENCE


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What a row says: answers by the names of an earlier record, its children, and whom it was referred to when."""

    answers: Mapping[str, Any] = field(repr=False)
    children: tuple[Mapping[str, Any], ...] = field(repr=False)
    referred: Mapping[str, str]
    pathways: tuple[str, ...]
    category: str
    system_reference: str = field(repr=False)


def own_reference(authority: str, reference: str) -> str:
    """Return what a case that began here is called in a spreadsheet: nothing else is called so."""
    return f"{authority}/{reference}"


def tell(events: Sequence[Event], seen: CaseView, answers: Mapping[str, Any], reference: str, authority: str) -> Told:
    """Return what a row says of a case: of its events where they tell it, else of what was sent."""
    standing = in_force(events)
    of = {kind: [each for each in standing if each.kind is kind] for kind in {each.kind for each in standing}}
    current = seen.allegations[0].allegation.detail.get("category", "") if seen.allegations else ""
    said = {
        **answers,
        REFERENCE: answers.get(REFERENCE) or own_reference(authority, reference),
        **dict(_contact(of)),
        **dict(_about(seen, answers, current)),
        **dict(_decided(seen, of)),
        **dict(_investigated(of, answers)),
        **dict(_ended(seen, of)),
    }
    children = answers.get("children")
    return Told(
        answers=said,
        children=tuple(each for each in children if isinstance(each, dict)) if isinstance(children, list) else (),
        referred={
            each.detail.get("body", ""): each.detail.get("on") or day_said(each) for each in reversed(seen.referred_on)
        },
        pathways=tuple(_pathways(of)),
        category=current,
        system_reference=_system_reference(of, answers),
    )


_Events = Mapping[EventKind, Sequence[Event]]
Said = Iterator[tuple[str, Any]]


def _contact(of: _Events) -> Said:
    for kind in (EventKind.CONTACT, EventKind.REFERRAL_RECEIVED, EventKind.ADVICE_ASKED):
        if kind in of:
            yield "received_on", day_said(of[kind][0])
            break
    if EventKind.SOURCE_SET in of:
        yield "source", of[EventKind.SOURCE_SET][-1].detail.get("agency", "")


def _about(seen: CaseView, answers: Mapping[str, Any], current: str) -> Said:
    listed = answers.get("categories")
    categories = [seen.category, *(listed if isinstance(listed, list) else ()), current]
    yield "categories", [each for each in dict.fromkeys(categories) if each]
    if seen.allegations:
        detail = seen.allegations[0].allegation.detail
        if life := detail.get("life"):
            yield "concern_setting", "personal-life" if life == "personal" else life
        if historic := detail.get("historic"):
            yield "historic", historic


def _decided(seen: CaseView, of: _Events) -> Said:
    if seen.decision:
        detail = seen.decision.detail
        for name, entry in (
            ("threshold_met", "met"), ("pathway", "pathway"), ("overseen", "overseen"), ("decision_reason", "reason"),
        ):  # fmt: skip
            yield name, detail.get(entry, "")
        yield "decided_on", day_said(seen.decision)
    if EventKind.INTERIM_SET in of:
        interim = of[EventKind.INTERIM_SET][-1]
        yield "interim", interim.detail.get("what", "")
        yield "interim_on", day_said(interim)


_INVESTIGATIONS = (
    (POLICE, EventKind.POLICE_INVESTIGATION_STARTED, EventKind.POLICE_INVESTIGATION_ENDED),
    (SECTION_47, EventKind.S47_STARTED, EventKind.S47_ENDED),
    (EMPLOYER, EventKind.INTERNAL_INVESTIGATION_STARTED, EventKind.INTERNAL_INVESTIGATION_ENDED),
)


def _investigated(of: _Events, answers: Mapping[str, Any]) -> Said:
    if REFERENCE not in answers:  # an earlier record says itself who, or has a day for it
        yield "investigated_by", [who for who, started, _ in _INVESTIGATIONS if started in of]
    for who, started, ended in _INVESTIGATIONS:
        if started in of:
            yield f"{who}_started_on", day_said(of[started][0])
        if ended in of:
            yield f"{who}_ended_on", day_said(of[ended][-1])
    if EventKind.HELD in of:
        yield "held_by", of[EventKind.HELD][-1].detail.get("agency", "")
        yield "held_on", day_said(of[EventKind.HELD][-1])
    if EventKind.HOLD_ENDED in of:
        yield "hold_ended_on", day_said(of[EventKind.HOLD_ENDED][-1])


def _ended(seen: CaseView, of: _Events) -> Said:
    if seen.headline:
        yield "outcome", seen.headline.detail.get("outcome", "")
        yield "outcome_on", day_said(seen.headline)
    by = {each.detail.get("by", "") for each in seen.referred_on}
    if len(by) == 1:
        yield "referred_by", by.pop()
    if EventKind.CONCLUDED in of:
        yield "concluded_on", day_said(of[EventKind.CONCLUDED][0])
    if seen.closed:
        yield "closed_on", day_said(seen.closed)
        yield "closing_result", seen.closed.detail.get("result", "")
    yield "stage", CLOSED if seen.closed else CONCLUDED if EventKind.CONCLUDED in of else OPEN


def _pathways(of: _Events) -> Iterator[str]:
    """Yield where a case led, with the day of each change (BED-91)."""
    last = ""
    for each in of.get(EventKind.THRESHOLD_DECIDED, ()):
        pathway = each.detail.get("pathway", "")
        if pathway and pathway != last:
            yield f"{day_said(each)} {pathway}".strip()
            last = pathway


def _system_reference(of: _Events, answers: Mapping[str, Any]) -> str:
    """Return the number of a case in the council's own system; an earlier record's own reference is no other one."""
    noted = of.get(EventKind.EXTERNAL_REFERENCE_SET, ())
    found = noted[-1].detail.get("reference", "") if noted else ""
    return "" if found == answers.get(REFERENCE) else found
