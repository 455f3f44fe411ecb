"""The fields of what is agreed on the way: the plan, who takes over, who is told, what is kept and sent."""

from __future__ import annotations

from collections.abc import Mapping

from lado_site.profiles import Choice, Profile

from ..clocks import EventKind
from .fields import YES_NO, Field
from .making import besides, choice, fixed, several, text

LEADS = fixed(lado="The LADO", employer="The employer or agency", other="Somebody else")
_KEPT_FOR = fixed(patterning="To see a pattern", accountability="For accountability", tracking="To track actions")
_SENT = fixed(secure_email="Secure e-mail", post="Post", by_hand="By hand", other="In another way")
DBS = fixed(dbs="Disclosure and Barring Service (DBS)")


def _bodies(profile: Profile) -> tuple[Choice, ...]:
    return besides(profile.external_bodies, DBS)


AGREEMENTS: Mapping[EventKind, tuple[Field, ...]] = {
    EventKind.PLAN_AGREED: (
        text("plan", "What the plan is", "BED-36"),
        choice("lead", "Who leads it", LEADS, "BED-36"),
    ),
    EventKind.TRANSFER_DECIDED: (
        choice("transferred", "Whether the case is handed to the LADO", YES_NO, "BED-60"),
        text("reason", "Why", "BED-60"),
    ),
    EventKind.CONTACT_KEPT: (
        several("why", "What it is kept for: one or more, with commas between", _KEPT_FOR, "LEI-43"),
    ),
    EventKind.TELLING_AGREED: (
        text("what", "What the person is told", "SAN-22"),
        text("how", "How", "SAN-22"),
        text("when", "When", "SAN-22"),
    ),
    EventKind.FAMILY_CONTACT_AGREED: (text("who", "Who is best placed to keep them informed", "SAN-27"),),
    EventKind.FAMILY_UPDATED: (text("by", "Who told them", "SAN-27", needed=False),),
    EventKind.MINUTES_SENT: (
        text("to", "To whom", "SAN-33", needed=False),
        choice("method", "How", _SENT, "SAN-33", needed=False),
    ),
    EventKind.NOT_REFERRED_ON: (
        choice("body", "To which body", _bodies, "BED-95"),
        text("reason", "Why not", "BED-95"),
    ),
}
"""What entries of these kinds say; those of the steps themselves are in ``kinds.py``."""
