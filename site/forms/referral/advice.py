"""The referral's advice rules: what to tell the referrer when their answers call for it. The LADO decides, never these."""

from __future__ import annotations

from ...profiles import Profile
from ..conditions import And, AnyOf, Condition, Is, Not, Or, Some
from ..questions import Advice
from .areas import area_advice
from .deadline import deadline_advice
from .meanwhile import meanwhile_advice
from .police import police_advice
from .risk import HISTORIC, prompts_known, risk_advice
from .roles import role_advice
from .said import said
from .start import criterion_question


def advice(profile: Profile) -> tuple[Advice, ...]:
    """List all advice in the order of the steps it is shown on."""
    return (
        *_danger(profile),
        *_scope(profile),
        *_criteria(profile),
        *risk_advice(profile),
        *_people(profile),
        *role_advice(profile),
        *area_advice(profile),
        *_happened(profile),
        *deadline_advice(profile),
        *police_advice(profile),
        *_harm(profile),
        *meanwhile_advice(profile),
    )


def _danger(profile: Profile) -> tuple[Advice, ...]:
    contact = profile.contact
    return (
        Advice(
            name="call-999",
            when=Is("immediate_danger", "yes"),
            step="urgent",
            tone="urgent",
            title="Call 999 now",
            text=(
                "Do this before you fill in anything. Stay with the child if you can.",
                f"Then tell children’s social care: {contact.childrens_services}, or {contact.out_of_hours} outside office hours.",
                "Come back to this form when everyone is safe. The LADO team does not answer emergencies.",
            ),
        ),
        Advice(
            name="danger-not-known",
            when=Is("immediate_danger", "not-known"),
            step="urgent",
            tone="important",
            title="If you think a child may be in danger, do not wait",
            text=(
                f"Call 999, or talk to children’s social care on {contact.childrens_services} "
                f"({contact.out_of_hours} outside office hours).",
            ),
        ),
    )


def _scope(profile: Profile) -> tuple[Advice, ...]:
    contact = profile.contact
    return (
        Advice(
            name="not-with-children",
            when=Is("works_with_children", "no"),
            step="scope",
            tone="important",
            title="The LADO team may not be the right place",
            text=(
                "The LADO team deals with adults who work or volunteer with children. If you are worried about a child, "
                f"tell children’s social care on {contact.childrens_services}.",
                f"You can still go on. If you are not sure, ask first: {contact.telephone}.",
            ),
            requirements=("LEI-42",),
        ),
        Advice(
            name="complaint",
            when=AnyOf("report_kind", ("complaint", "quality-of-care")),
            step="scope",
            tone="note",
            title="Complaints and worries about how a place is run",
            text=(
                "These usually go to the place itself, or to whoever inspects it, such as Ofsted. Go on if an adult may "
                "have harmed a child, or may be a risk to children.",
            ),
            requirements=("BRO-32",),
        ),
        Advice(
            name="private-life",
            when=AnyOf("concern_setting", ("personal-life", "both")),
            step="scope",
            tone="note",
            title="Private life counts too",
            text=(
                "What happens at home can show a risk to the children someone works with. This is called transferable "
                "risk. You are right to tell us.",
            ),
            requirements=("SAN-45", "BRO-29"),
        ),
    )


def _criteria(profile: Profile) -> tuple[Advice, ...]:
    criteria = [criterion_question(criterion.key) for criterion in profile.criteria]
    met = Or(tuple(Is(question, "yes") for question in criteria))
    call_lado = f"Telephone the {profile.service} on {profile.contact.telephone}"
    return (
        Advice(
            name="no-criterion",
            when=And(tuple(Is(question, "no") for question in criteria)),
            step="criteria",
            tone="important",
            title="Talk to the LADO team before you go on",
            text=(
                f"You answered no to each one, so you may need {profile.advice_label or 'advice'} and not a referral. "
                f"{call_lado}.",
                "If you would rather write, you can still go on with this form.",
            ),
            requirements=("SAN-10", "BRO-123"),
        ),
        Advice(
            name="not-sure",
            when=And((Or(tuple(Is(question, "not-sure") for question in criteria)), Not(met))),
            step="criteria",
            tone="note",
            title="Not being sure is fine",
            text=(f"{call_lado} if you want to talk it through, or go on. The LADO team will decide.",),
            requirements=("SAN-75", "BRO-123"),
        ),
        *_what_may_follow(profile, met),
    )


def _what_may_follow(profile: Profile, met: Condition) -> tuple[Advice, ...]:
    """Say in the authority's own words what the LADO may decide; say nothing where its document has no such words."""
    ways = [pathway for pathway in profile.pathways if pathway.common in ("lado-led", "employer-led")]
    text = (
        *(["The LADO team decides. It may be one of these:"] if ways else []),
        *(f"{way.label}. {way.text}" for way in ways),
        *([f"You may be asked to take part in the {profile.meeting}."] if profile.meeting else []),
    )
    if not text:
        return ()
    return (
        Advice(
            name="what-may-follow",
            when=met,
            step="criteria",
            tone="note",
            title="What may follow",
            text=text,
            requirements=tuple(dict.fromkeys(way.requirement.id for way in ways)),
        ),
    )


def _people(profile: Profile) -> tuple[Advice, ...]:
    adults, adults_sources = said(
        profile,
        "adult-works-with-adults",
        otherwise="Tell the council’s adult social care service too: it looks into people in a position of trust with "
        "adults (PIPOT).",
    )
    return (
        Advice(
            name="several-adults",
            when=Is("more_adults", "yes"),
            step="adult",
            tone="note",
            title="Send one referral for each adult",
            text=(
                "Fill in this one about the adult you are most worried about, and name the others below. Then start a new "
                "one for each. The LADO team looks at them together.",
            ),
            requirements=("BED-42",),
        ),
        Advice(
            name="works-with-adults",
            when=Is("works_with_adults", "yes"),
            step="other-work",
            tone="note",
            title="Adults who need care or support may be at risk too",
            text=adults,
            requirements=adults_sources or ("LEI-44",),
        ),
    )


def _happened(profile: Profile) -> tuple[Advice, ...]:
    restraint, restraint_sources = said(
        profile, "restraint", otherwise="Holding a child to keep someone safe is not an assault in itself."
    )
    return (
        Advice(
            name="long-ago",
            when=long_ago(profile),
            step="happened",
            tone="note",
            title="What happened long ago still counts",
            text=("The adult may be with other children now. Tell us, even if the child has grown up.",),
            requirements=("BED-52", "BED-90"),
        ),
        Advice(
            name="restraint",
            when=Is("restraint", "yes"),
            step="category",
            tone="note",
            title="Restraint can be right, and can still go wrong",
            text=(*restraint, "The LADO team looks at why and how it was done."),
            requirements=restraint_sources,
        ),
    )


def long_ago(profile: Profile) -> Condition:
    """Hold where what happened counts as long ago."""
    grown_up = Some("children", Is("child_now_adult", "yes"))
    asked = [Is("long_ago", "yes")] if profile.historic_months else []
    prompts = [Is("personal_life", key) for key in prompts_known(profile, HISTORIC)]
    return Or((grown_up, *asked, *prompts))


def _harm(profile: Profile) -> tuple[Advice, ...]:
    contact = profile.contact
    return (
        Advice(
            name="serious-harm",
            when=Is("significant_harm", "yes"),
            step="category",
            tone="important",
            title="Tell children’s social care today",
            text=(
                f"Call {contact.childrens_services}, or {contact.out_of_hours} outside office hours. They keep children "
                "safe; the LADO team looks at the adult.",
            ),
            requirements=("BED-57",),
        ),
        Advice(
            name="punishment",
            when=Is("aggravating", "punishment"),
            step="category",
            tone="note",
            title="People who work with children may not hit them as a punishment",
            text=("In most such work the law does not allow it, even lightly. So tell us.",),
            requirements=("BED-67",),
        ),
    )
