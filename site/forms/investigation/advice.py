"""The report's advice rules: above all, whether the investigation may go on. They never decide; the LADO does."""

from __future__ import annotations

from ...profiles import Profile
from ..conditions import And, AnyOf, Condition, Is, Not, Or
from ..questions import Advice
from .start import BEGUN

_TOO_EARLY: Condition = And((BEGUN, Or((Is("police_state", "running"), Is("lado_agreed", "no")))))
_LEFT = ("resigned", "retired", "retired-ill", "no-longer-used")
_TAKEN_OFF = AnyOf("results", (*_LEFT, "dismissed", "redeployed"))


def advice(profile: Profile) -> tuple[Advice, ...]:
    """List all advice in the order of the steps it is shown on."""
    contact = profile.contact
    call = f"Telephone the {profile.service}: {contact.telephone} ({contact.hours})."
    return (
        Advice(
            name="no-receipt",
            when=Is("original_receipt", "not-known"),
            step="case",
            tone="note",
            title="Without the code, somebody has to look for it",
            text=(f"{call} Ask for the receipt code. If you go on without it, the case is looked for by hand.",),
        ),
        Advice(
            name="too-early",
            when=_TOO_EARLY,
            step="stage",
            tone="important",
            title="Please stop, and talk to the LADO team first",
            text=(
                f"An investigation that starts too early can harm the child, and what the police do. {call}",
                "You can still send this report. Do not question anybody until you have been told that you may.",
            ),
            requirements=("BRO-79", "SAN-70"),
        ),
        Advice(
            name="no-statements",
            when=And((AnyOf("lado_agreed", ("no", "not-known")), Not(_TOO_EARLY))),
            step="stage",
            tone="important",
            title=profile.statements_warning or "Please do not take statements yet",
            text=("This holds until the LADO team tells you that your own investigation may start.",),
            requirements=("SAN-70",),
        ),
        Advice(
            name="statements-now",
            when=And((Is("lado_agreed", "yes"), Not(_TOO_EARLY), Not(Is("stage", "none")))),
            step="stage",
            tone="note",
            title="You may speak to people now, as you agreed with the LADO team",
            text=(
                "Ask the LADO team again before you speak to a child. Use open questions, and write the answers down.",
            ),
            requirements=("SAN-70",),
        ),
        Advice(
            name="say-it-now",
            when=Is("adult_heard", "no"),
            step="care",
            tone="note",
            title="The adult has to be able to answer",
            text=(f"Agree with the LADO team what the adult is told and when. {call}",),
            requirements=("BRO-83",),
        ),
        Advice(
            name="leaving-ends-nothing",
            when=AnyOf("results", _LEFT),
            step="results",
            tone="important",
            title="Leaving does not end the matter",
            text=(
                "Finish your investigation as well as you can, also without the adult. Do not agree to keep quiet "
                "about it, or to a reference that leaves it out.",
            ),
        ),
        Advice(
            name="dbs-duty",
            when=And((_TAKEN_OFF, Not(Is("dbs", "made")))),
            step="bodies",
            tone="important",
            title="You may have to tell the DBS by law",
            text=(
                "That is so when somebody is taken off work with children, or would have been, because they harmed a "
                f"child or may harm one. {call}",
            ),
        ),
    )
