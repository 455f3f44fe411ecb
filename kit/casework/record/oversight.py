"""The fields of what the LADO does beside the steps of a procedure: liaison, challenge, support, escalation."""

from __future__ import annotations

from collections.abc import Mapping

from lado_site.profiles import Choice, Profile

from ..clocks import EventKind
from ..clocks.events import ABOUT, REASON
from .fields import YES_NO, Field
from .making import besides, choice, day, entry, fixed, keyed, text

LADO = "lado"
HEAD_OF_SERVICE = "head-of-service"


def roles(profile: Profile) -> tuple[Choice, ...]:
    """List who cases and tasks can be given to: the LADO, and whom else the authority names."""
    return (*_LADO, *keyed((each.key, each.label) for each in profile.roles))


def sources(profile: Profile) -> tuple[Choice, ...]:
    """List where a case can come from: the authority's own sectors, and those who work in none of them."""
    return besides(profile.sectors, _SOURCES)


def _head_of_service(profile: Profile) -> str:
    return next((each.label for each in profile.roles if each.key == HEAD_OF_SERVICE), "")


_LADO = fixed(lado="LADO")
_AGENCIES = fixed(
    police="Police", social_care="Children’s social care", employer="Employer or voluntary organisation",
    ofsted="Ofsted", regulator="Professional or regulatory body", health="Health services", other_lado="Another LADO",
    other="Another agency",
)  # fmt: skip
_SOURCES = fixed(
    social_care="Social care", police="Police", health="Health services", ofsted="Ofsted",
    regulator="Professional or regulatory body", other_lado="Another LADO", public="Parent or member of the public",
    anonymous="Nobody gave a name", other="Another agency",
)  # fmt: skip
_HELP = fixed(
    threshold="Advising on the threshold", mediation="Mediating between agencies",
    proportion="Keeping the response in proportion", risk="Guiding on the risk that a person poses",
    analysis="Helping to weigh information and evidence", conclusion="Seeing that risks are dealt with and concluded",
)  # fmt: skip
_WHO = fixed(adult="The adult", child="The child or family", referrer="The referrer", other="Somebody else")
_FILES = fixed(adult="The individual’s own file", foster_carer="The foster carer’s file", child="The child’s file")
_ROUTES = fixed(
    practice="Professional practice", capability="Capability", conduct="Conduct or discipline",
    complaint="The complaints procedure", training="Training or supervision", other="In another way",
)  # fmt: skip
_LONG = fixed(
    prosecution="A criminal prosecution is needed", several_agencies="The police and several agencies investigate",
    no="It is not expected to take long",
)  # fmt: skip
_STATEMENTS = fixed(press="For the press", parents="For parents")

OVERSIGHT: Mapping[EventKind, tuple[Field, ...]] = {
    EventKind.SOURCE_SET: (choice("agency", "Which agency it came from", sources, "BRO-13", "BED-84"),),
    EventKind.LIAISED: (
        choice("agency", "With which agency", _AGENCIES, "WAN-04", "BRO-36"),
        text("what", "What was said or agreed", "BRO-36"),
        text("who", "With whom there", needed=False),
    ),
    EventKind.LADO_ACTIVITY: (
        choice("heading", "What it was", _HELP, "BRO-27"),
        text("what", "What was done", "BRO-27"),
    ),
    EventKind.CHALLENGED: (
        text("to", "Who was challenged", "BRO-97"),
        text("what", "About what", "BRO-97"),
        text("response", "What they answered, once they have", "BRO-97", needed=False),
    ),
    EventKind.SUPPORT_OFFERED: (
        choice("whom", "To whom", _WHO, "WAN-02", "BRO-102"),
        text("what", "What is offered", "WAN-02", "BRO-102"),
        text("by", "Who provides it", "WAN-02"),
    ),
    EventKind.WELFARE_NOTED: (
        choice("whom", "Who it is about", _WHO, "BRO-102"),
        text("found", "How they are", "BRO-102"),
    ),
    EventKind.STRATEGY_MEETING_ADVISED: (text("to", "Who was advised", "WAN-24", needed=False),),
    EventKind.STRATEGY_MEETING_NOT_ADVISED: (text(REASON, "Why not", "WAN-24"),),
    EventKind.ACTION_RAISED: (
        entry(ABOUT, "Which action", EventKind.ACTION_AGREED, "WAN-35"),
        text("to", "With whom it was raised", "WAN-35"),
    ),
    EventKind.ACTION_ESCALATED: (
        entry(ABOUT, "Which action", EventKind.ACTION_AGREED, "WAN-35"),
        text("to", "To whom it was escalated", "WAN-35"),
    ),
    EventKind.PUT_ON_FILE: (
        choice("file", "Which file", _FILES, "WAN-42", "WAN-50"),
        entry(ABOUT, "Which entry of this case", None, "WAN-42", "WAN-50"),
        text("system", "In which system", "WAN-42", default=lambda profile: profile.external_system),
    ),
    EventKind.DELAY_FLAGGED: (text(REASON, "What the challenge or delay is", "WAN-58"),),
    EventKind.MANAGERS_TOLD: (
        text("to", "Which senior managers", "WAN-58"),
        text("what", "What they were told", "WAN-58"),
    ),
    EventKind.EXPECTED_LONG_SET: (choice("why", "Why it will take long", _LONG, "WAN-63"),),
    EventKind.DRIFT_MARKED: (
        text("agency", "Which partner agency", "WAN-70"),
        text(REASON, "What has not moved", "WAN-70"),
        day("escalated-on", "On which day it was escalated", "WAN-70"),
        text("to", "To whom it was escalated", "WAN-70", default=_head_of_service),
    ),
    EventKind.CLOSING_CHECKED: tuple(
        choice(name, label, YES_NO, "BRO-22")
        for name, label in (
            ("fair", "Whether the adult was treated fairly"),
            ("consistent", "Whether the response of employer and regulator was consistent"),
            ("reasonable", "Whether it was reasonable"),
            ("proportionate", "Whether it was proportionate"),
            ("timely", "Whether it was timely"),
        )
    ),
    EventKind.STATEMENT_DRAFTED: (
        choice("for", "For whom it is", _STATEMENTS, "BRO-43"),
        text("words", "The statement", "BRO-43"),
        text("approver", "Who approves it", "BRO-43"),
        day("approved-on", "On which day they approved it, once they have", "BRO-43", needed=False),
    ),
    EventKind.ASSIGNED: (
        choice("role", "To which role", roles, "BRO-47"),
        text("task", "Which task, if it is not the case as a whole", "BRO-47", needed=False),
        text("who", "Who that is", needed=False),
    ),
    EventKind.PASSED_BACK: (
        text("issue", "What goes back", "BRO-58"),
        text("to", "To whom", "BRO-58"),
        choice("route", "How it is managed there", _ROUTES, "BRO-58"),
    ),
    EventKind.FOLLOWED_UP: (text("what", "What was done", "BRO-63"),),
    EventKind.INVESTIGATION_GUIDED: (
        entry(ABOUT, "Which investigation", EventKind.INTERNAL_INVESTIGATION_STARTED, "BRO-81", needed=False),
        text("what", "What the LADO advised", "BRO-81"),
        text("to", "Whom", "BRO-81", needed=False),
    ),
}  # fmt: skip
"""What entries of these kinds say; those of the steps themselves are in ``kinds.py``."""
