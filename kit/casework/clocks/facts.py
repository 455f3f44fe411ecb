"""What is so in a case, as its events say, and which conditions of a time limit that fulfils."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from lado_site.profiles import Condition, Profile

from .events import NO, YES, Event, EventKind


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """What decides which time limits apply; None while nobody has said.

    ``pathway`` is what the authority's own pathway has in common with others'.
    """

    met: bool | None = None
    overseen: bool | None = None
    pathway: str = ""
    is_held: bool = False
    with_police: bool = False
    is_employed: bool | None = None
    in_care: bool | None = None
    is_complex: bool | None = None
    standards_of_care: bool = False
    goes_on: bool = True
    expected_long: bool = False


_ENDS = (EventKind.INVESTIGATION_ENDED, EventKind.OUTCOME_KNOWN, EventKind.CONCLUDED)


def facts_of(standing: Sequence[Event], profile: Profile) -> Facts:
    """Read the facts from the events in force. Of several that say a thing, the latest counts."""
    last = {event.kind: event for event in standing}
    pathway = _said(last, EventKind.THRESHOLD_DECIDED, "pathway")
    return Facts(
        met=_claim(last, EventKind.THRESHOLD_DECIDED, "met"),
        overseen=_claim(last, EventKind.THRESHOLD_DECIDED, "overseen"),
        pathway=next((each.common for each in profile.pathways if each.key == pathway), ""),
        is_held=_lasts(last, EventKind.HELD, EventKind.HOLD_ENDED),
        # A case that the police did investigate stays one, when they are done too (R07).
        with_police=EventKind.POLICE_INVESTIGATION_STARTED in last,
        is_employed=_claim(last, EventKind.EMPLOYER_SET, "employed"),
        in_care=_claim(last, EventKind.CHILD_IN_CARE_SET, "in-care"),
        is_complex=_claim(last, EventKind.COMPLEXITY_SET, "complex"),
        standards_of_care=EventKind.STANDARDS_OF_CARE_STARTED in last,
        goes_on=not any(_since_reopening(last, kind) for kind in _ENDS),
        expected_long=_said(last, EventKind.EXPECTED_LONG_SET, "why") not in ("", NO),
    )


def holds(condition: Condition, facts: Facts) -> bool:
    """Tell whether a condition is fulfilled. Until that is decided a case counts as overseen: no limit is lost."""
    match condition:
        case "threshold-met":
            return facts.met is not False
        case "overseen":
            return (facts.met is not False) if facts.overseen is None else facts.overseen
        case "employer-led":
            return facts.pathway == "employer-led"
        case "not-held":
            return not facts.is_held
        case "no-police-investigation":
            return not facts.with_police
        case "no-employer":
            return facts.is_employed is False
        case "child-in-care":
            return facts.in_care is True
        case "complex":
            return facts.is_complex is True
        case "not-complex":
            return facts.is_complex is not True
        case "standards-of-care":
            return facts.standards_of_care
        case "investigation-goes-on":
            return facts.goes_on
        case "not-expected-long":
            return not facts.expected_long
        case _:
            assert_never(condition)


WHY_NOT: dict[Condition, str] = {
    "threshold-met": "the criteria are not met",
    "overseen": "the LADO does not oversee this case",
    "employer-led": "the employer does not lead in this case",
    "not-held": "another agency’s inquiry holds the case up",
    "no-police-investigation": "the police investigate this case",
    "no-employer": "nothing says that the person has no employer or agency",
    "child-in-care": "nothing says that a child is in our care",
    "complex": "the case is not set to complex",
    "not-complex": "the case is set to complex",
    "standards-of-care": "there is no Standards of Care investigation",
    "investigation-goes-on": "no investigation goes on",
    "not-expected-long": "it was said that this case will take long",
}
"""Why a limit does not apply where its condition is not fulfilled."""


def _said(last: dict[EventKind, Event], kind: EventKind, name: str) -> str:
    return last[kind].detail.get(name, "") if kind in last else ""


def _claim(last: dict[EventKind, Event], kind: EventKind, name: str) -> bool | None:
    return {YES: True, NO: False}.get(_said(last, kind, name))


def _since_reopening(last: dict[EventKind, Event], kind: EventKind) -> bool:
    """Tell whether an event stands that the case was not opened again after."""
    return kind in last and not _lasts(last, EventKind.REOPENED, kind)


def _lasts(last: dict[EventKind, Event], begins: EventKind, ends: EventKind) -> bool:
    return begins in last and (ends not in last or last[ends].happened_at < last[begins].happened_at)
