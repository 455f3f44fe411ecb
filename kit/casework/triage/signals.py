"""What triage looks for in the answers, one signal each: when it is raised, and what it means for the LADO.

The conditions are those by which the form itself asks and advises, so that both see the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lado_site.forms.conditions import And, AnyOf, Condition, Is, Known, Not, Or, Some
from lado_site.forms.referral.advice import long_ago
from lado_site.forms.referral.areas import CHILD_IN_OUR_CARE, THEIR_CHILD, WORKS_ELSEWHERE
from lado_site.forms.referral.police import always_told, may_be_a_crime
from lado_site.forms.referral.risk import VULNERABLE
from lado_site.forms.referral.start import criterion_question
from lado_site.forms.referral.work import HAS_EMPLOYER
from lado_site.profiles import Profile, SignalKey

PATTERN_FROM = 2
"""Earlier records of the same adult from which a pattern is to be looked at (BED-43)."""

ABUSE = ("physical", "sexual", "emotional", "neglect")


@dataclass(frozen=True, kw_only=True, slots=True)
class Signal:
    """Something in the answers that the LADO should see. ``when`` is None where no single answer tells it."""

    key: SignalKey
    title: str
    text: str = ""
    when: Callable[[Profile], Condition | None] | None = None
    requirements: tuple[str, ...] = ()


def _always(condition: Condition) -> Callable[[Profile], Condition]:
    return lambda _: condition


def _criteria(*values: str, every: bool = False) -> Callable[[Profile], Condition | None]:
    """Look at all the authority's criteria: whether any, or every one, has one of these answers."""

    def condition(profile: Profile) -> Condition | None:
        each = tuple(AnyOf(criterion_question(criterion.key), values) for criterion in profile.criteria)
        return None if not each else And(each) if every else Or(each)

    return condition


def _police(profile: Profile) -> Condition | None:
    conditions = tuple(met for _, met in always_told(profile))
    return Or(conditions) if conditions else None


_TABLE = (
    Signal(
        key="immediate-danger",
        title="Somebody may be in danger now",
        text="Check that the police or children’s social care have been told.",
        when=_always(AnyOf("immediate_danger", ("yes", "not-known"))),
    ),
    Signal(
        key="police",
        title="The police are always told of this",
        text="Make sure that the police have it. They decide whether it is a crime.",
        when=_police,
        requirements=("BED-70", "BED-71", "BED-72", "BED-73", "BED-74"),
    ),
    Signal(
        key="possible-crime",
        title="This may be a matter for the police",
        text="Talk to the police before anyone questions the adult.",
        when=may_be_a_crime,
        requirements=("BED-68", "LEI-36", "WAN-17"),
    ),
    Signal(
        key="significant-harm",
        title="A child may have suffered significant harm, or be likely to",
        text="Consider with children’s social care whether a strategy discussion is needed.",
        when=_always(Is("significant_harm", "yes")),
        requirements=("LEI-14", "LEI-19", "WAN-24", "BED-58"),
    ),
    Signal(
        key="harmed",
        title="A child may have been harmed",
        when=_always(Or((Is(criterion_question("harmed"), "yes"), Is("injury", "yes"), Is("significant_harm", "yes")))),
        requirements=("BRO-52",),
    ),
    Signal(
        key="abuse",
        title="Physical, sexual or emotional abuse, or neglect, is alleged",
        when=_always(AnyOf("categories", ABUSE)),
        requirements=("BED-37", "BED-41"),
    ),
    Signal(
        key="criterion",
        title="The referrer says that a criterion is met",
        when=_criteria("yes"),
        requirements=("SAN-12", "WAN-22", "BED-29"),
    ),
    Signal(
        key="criterion-unsure",
        title="The referrer is not sure whether a criterion is met",
        when=_criteria("not-sure"),
        requirements=("SAN-10",),
    ),
    Signal(
        key="no-criterion",
        title="The referrer sees no criterion met",
        when=_criteria("no", every=True),
        requirements=("BED-15", "SAN-11", "WAN-09", "BRO-34"),
    ),
    Signal(
        key="not-with-children",
        title="The adult is said not to work with children",
        text="Say where else this should go.",
        when=_always(Is("works_with_children", "no")),
        requirements=("LEI-33", "LEI-42", "BED-16"),
    ),
    Signal(
        key="not-identified",
        title="Nobody can say who the adult is",
        when=_always(Is("adult_identified", "cannot-be-identified")),
        requirements=("BED-18",),
    ),
    Signal(
        key="contact-now",
        title="The adult is in contact with children now",
        text="This case comes first.",
        when=_always(Or((Is("works_there_now", "yes"), Is("children_at_home", "yes")))),
        requirements=("WAN-12",),
    ),
    Signal(
        key="placed-elsewhere",
        title="A child in our care; the adult works in another council’s area",
        text="Both LADOs need the referral.",
        when=_always(And((WORKS_ELSEWHERE, CHILD_IN_OUR_CARE))),
        requirements=("LEI-45", "WAN-56"),
    ),
    Signal(
        key="works-elsewhere",
        title="The adult works in another council’s area",
        text="Talk to the LADO there.",
        when=_always(WORKS_ELSEWHERE),
        requirements=("BRO-39",),
    ),
    Signal(
        key="other-council",
        title="Another council is responsible for the child",
        text="Agree with that council who leads.",
        when=_always(THEIR_CHILD),
        requirements=("LEI-20",),
    ),
    Signal(
        key="personal-life",
        title="It happened, at least partly, in private life: the risk may be transferable",
        text="Weigh what it could mean for the children the adult meets at work.",
        when=_always(AnyOf("concern_setting", ("personal-life", "both"))),
        requirements=("SAN-45", "BED-47", "BRO-29"),
    ),
    Signal(
        key="vulnerable-adult",
        title="The adult may be a victim, or vulnerable in another way",
        text="Show a direct impact on their role with children, and weigh the harm that this may do to them.",
        when=_always(VULNERABLE),
        requirements=("BED-54", "BED-56"),
    ),
    Signal(
        key="works-with-adults",
        title="The adult also works with adults who need care or support",
        text="Advise a referral to those who deal with people in a position of trust with adults (PIPOT).",
        when=_always(Is("works_with_adults", "yes")),
        requirements=("LEI-44",),
    ),
    Signal(
        key="pattern",
        title="There may be a pattern",
        text="Look at what is known from before.",
        when=_always(
            Or((Is("aggravating", "pattern"), Is("earlier_concerns", "yes"), Is("low_level_concerns", "yes")))
        ),
        requirements=("LEI-37", "BED-43"),
    ),
    Signal(
        key="several",
        title="Several adults, children or roles are involved",
        when=_always(
            Or((Is("more_adults", "yes"), Is("other_work", "yes"), Is("aggravating", "position-of-trust"))),
        ),
        requirements=("BED-42", "LEI-22"),
    ),
    Signal(
        key="other-agency",
        title="The police or children’s social care are involved already",
        when=_always(Some("told", AnyOf("told_whom", ("police", "childrens-social-care")))),
        requirements=("BED-40",),
    ),
    Signal(
        key="media",
        title="The press or others outside take an interest",
        when=_always(Is("interest_from_media", "yes")),
        requirements=("BED-44",),
    ),
    Signal(
        key="restraint",
        title="It happened during restraint",
        text="Tell an assault from a legitimate intervention.",
        when=_always(Is("restraint", "yes")),
    ),
    Signal(key="historic", title="It happened long ago", when=long_ago, requirements=("BED-52",)),
    Signal(
        key="foster-carer",
        title="The adult is a foster carer",
        when=_always(Is("work_basis", "foster-carer")),
        requirements=("WAN-10",),
    ),
    Signal(
        key="care-or-complaint",
        title="The referrer calls it a matter of care, or a complaint",
        when=_always(AnyOf("report_kind", ("quality-of-care", "complaint"))),
        requirements=("BRO-32",),
    ),
    Signal(
        key="no-named-officer",
        title="Nobody is named who leads on allegations there",
        text="Ask who it is: each agency should have one, who speaks to the LADO and makes referrals.",
        when=_always(And((Known("employer_name"), Not(Known("senior_officer")), HAS_EMPLOYER))),
        requirements=("BRO-05", "WAN-15"),
    ),
    Signal(key="advice-asked", title="It asks for advice and is not a referral", requirements=("BRO-58", "WAN-31")),
)

SIGNALS: Mapping[SignalKey, Signal] = {signal.key: signal for signal in _TABLE}
"""Every signal by its key, in the order in which they are told."""
