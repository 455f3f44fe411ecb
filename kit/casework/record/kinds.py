"""The fields of every kind of entry, in the words of the authorities; a kind that is not here has none."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lado_site.profiles import Choice, Profile

from ..clocks import EventKind, limits
from ..clocks.events import ABOUT, CLOCK, DUE, REASON
from .fields import YES_NO, YES_NO_NOT_KNOWN, Field, FieldKind

EVERY_ALLEGATION = "all"


def fields_of(kind: EventKind) -> tuple[Field, ...]:
    """List the fields of a kind of entry: its own, then those that any has."""
    own = FIELDS.get(kind, ())
    return (*own, *(each for each in COMMON if each.name not in {field.name for field in own}))


def _choice(
    name: str,
    label: str,
    choices: Callable[[Profile], tuple[Choice, ...]] | tuple[Choice, ...],
    *requirements: str,
    needed: bool = True,
    when: tuple[str, tuple[str, ...]] | None = None,
) -> Field:
    fixed = choices
    listed = (lambda _: fixed) if isinstance(fixed, tuple) else fixed
    return Field(
        name=name,
        label=label,
        kind=FieldKind.CHOICE,
        choices=listed,
        needed=needed,
        when=when,
        requirements=requirements,
    )


def _text(
    name: str, label: str, *requirements: str, needed: bool = True, when: tuple[str, tuple[str, ...]] | None = None
) -> Field:
    return Field(name=name, label=label, needed=needed, when=when, requirements=requirements)


def _day(
    name: str, label: str, *requirements: str, needed: bool = True, when: tuple[str, tuple[str, ...]] | None = None
) -> Field:
    return Field(name=name, label=label, kind=FieldKind.DAY, needed=needed, when=when, requirements=requirements)


def _entry(name: str, label: str, kind: EventKind, *requirements: str, needed: bool = True) -> Field:
    return Field(name=name, label=label, kind=FieldKind.ENTRY, entry=kind, needed=needed, requirements=requirements)


def _fixed(**labels: str) -> tuple[Choice, ...]:
    return tuple(Choice(key=key.replace("_", "-"), label=label) for key, label in labels.items())


def _pathways(profile: Profile) -> tuple[Choice, ...]:
    return tuple(Choice(key=each.key, label=each.label) for each in profile.pathways)


def _meetings(profile: Profile) -> tuple[Choice, ...]:
    return tuple(Choice(key=each.key, label=each.label) for each in profile.meetings)


def _criteria(profile: Profile) -> tuple[Choice, ...]:
    return (*(Choice(key=each.key, label=each.text) for each in profile.criteria), Choice(key="none", label="None"))


def _limits(profile: Profile) -> tuple[Choice, ...]:
    return tuple(Choice(key=each.key, label=each.task) for each in limits(profile))


def _bodies(profile: Profile) -> tuple[Choice, ...]:
    own = profile.external_bodies
    return (*own, *(each for each in _OTHER_BODY if each.key not in {body.key for body in own}))


_OTHER_BODY = _fixed(dbs="Disclosure and Barring Service (DBS)", regulator="A regulatory body", other="Another body")
_ADDRESSEES = _fixed(
    adult="The adult", family="The child and family", employer="The employer or agency", referrer="The referrer",
    other="Somebody else",
)  # fmt: skip

_TOLD_OR_NOT = (
    _choice(
        "told",
        "Whether they have to be told",
        _fixed(yes="Told", not_applicable="Not applicable"),
        "LEI-47",
        needed=False,
    ),
    _text("reason", "Why not", "LEI-47", when=("told", ("not-applicable",))),
)

FIELDS: Mapping[EventKind, tuple[Field, ...]] = {
    EventKind.EXTERNAL_REFERENCE_SET: (_text("reference", "Its number in the council’s own system", "LEI-08"),),
    EventKind.CHECKED: (
        _choice(
            "what",
            "What was checked",
            _fixed(adult="The adult", child="The child", organisation="The organisation"),
            "LEI-09",
            "LEI-10",
            "LEI-11",
        ),
        _text("found", "What was found", "LEI-12", needed=False),
    ),
    EventKind.ALLEGATION_SET: (
        _text("adult", "Whom it is about"),
        _text("child", "Which child, if any one child is concerned", needed=False),
        _choice("category", "What kind it is", lambda profile: profile.categories, "BED-88"),
        _choice(
            "life",
            "Where it happened",
            _fixed(work="At work", personal="In private life", both="Both"),
            "BED-47",
            needed=False,
        ),
        _choice("criterion", "Which criterion is met", _criteria, needed=False),
        _choice("historic", "Long ago", YES_NO_NOT_KNOWN, "BED-90", needed=False),
        _text("impact", "What shows a direct impact on a child, or on the role with children", "BRO-41", needed=False),
        _text("summary", "In short", "BED-101", needed=False),
    ),
    EventKind.THRESHOLD_DECIDED: (
        _choice("met", "Whether the criteria are met", YES_NO, "SAN-12", "BED-15"),
        _choice("pathway", "Where it leads", _pathways, "LEI-13", "BED-14"),
        _choice("overseen", "Whether the LADO oversees it", YES_NO, "BRO-35", needed=False),
        _text("reason", "Why", "BED-06"),
        _text("impact", "What shows a direct impact on the adult’s role with children", "BED-56", needed=False),
    ),
    EventKind.SECOND_OPINION_GIVEN: (
        _entry("about", "Which decision", EventKind.THRESHOLD_DECIDED),
        _text("by", "Who gave it"),
        _choice("agrees", "Whether they agree", YES_NO),
        _text("reason", "Why"),
    ),
    EventKind.CHAIR_AGREED: (
        _choice("meeting", "Which kind of meeting", _meetings, needed=False),
        _text("chair", "Who chairs", "LEI-22", "BED-61"),
        _text("agreed-with", "With whom it was agreed", "LEI-22", needed=False),
        _text("reason", "Why", needed=False),
    ),
    EventKind.MEETING_PLANNED: (
        _choice("meeting", "Which kind of meeting", _meetings, "LEI-18"),
        _day("on", "On which day"),
        _text("chair", "Who chairs", needed=False),
    ),
    EventKind.MEETING_NOT_NEEDED: (
        _choice("meeting", "Which kind of meeting", _meetings, "SAN-12", "BRO-64"),
        _text("reason", "Why", "SAN-12", "BRO-64"),
    ),
    EventKind.COMMISSIONING_TOLD: _TOLD_OR_NOT,
    EventKind.IRO_TOLD: _TOLD_OR_NOT,
    EventKind.INVITED: (
        _choice("meeting", "Which kind of meeting", _meetings, "LEI-15"),
        _text("who", "Who"),
        _choice("attended", "Whether they came", YES_NO_NOT_KNOWN, needed=False),
        _choice("left-out", "Whether they were left out", YES_NO, needed=False),
        _text("reason", "Why they were left out", "LEI-16", when=("left-out", ("yes",))),
    ),
    EventKind.MEETING_HELD: (_choice("meeting", "Which kind of meeting", _meetings, needed=False),),
    EventKind.INTERIM_SET: (
        _choice(
            "what",
            "How children are kept safe meanwhile",
            _fixed(
                suspended="The adult is suspended", restricted="Duties are restricted", supervised="Supervised",
                other="In another way", none_needed="Nothing is needed",
            ),
            "LEI-17",
            "BED-92",
        ),
        _day("until", "Until which day", needed=False),
        _text("reason", "Why nothing is needed", "LEI-17", when=("what", ("none-needed",))),
    ),
    EventKind.ACTION_AGREED: (
        _text("action", "What is to be done"),
        _text("owner", "Who does it"),
        _day("by", "By which day", needed=False),
    ),
    EventKind.ACTION_DONE: (_entry("about", "Which action", EventKind.ACTION_AGREED),),
    EventKind.S47_DECIDED: (
        _choice("agreed", "Whether section 47 enquiries are made", YES_NO, "LEI-23"),
        _text("lead", "Who leads", "LEI-23", when=("agreed", ("yes",))),
        _text("outcome", "What was agreed instead", "LEI-32", when=("agreed", ("no",))),
        _text("agreed-with", "With which agencies", "LEI-32", when=("agreed", ("no",))),
        _choice("advice", "Whether there is to be more advice", YES_NO, "LEI-33", when=("agreed", ("no",))),
        _choice(
            "internal-investigation", "Whether the employer investigates", YES_NO, "LEI-33", when=("agreed", ("no",))
        ),
        _choice("risk-assessment", "Whether the risk is to be assessed", YES_NO, "LEI-33", when=("agreed", ("no",))),
    ),
    EventKind.POLICE_TOLD: (
        _choice(
            "why",
            "Why they were told",
            _fixed(investigate="To consider an alleged crime", share="To share information and judge the risk"),
            "BED-62",
            "BED-63",
            needed=False,
        ),
        _text("crime-number", "Crime number", "SAN-55", needed=False),
    ),
    EventKind.POLICE_DECIDED: (
        _choice(
            "decision",
            "What they decided",
            _fixed(
                investigate="To investigate", no_crime="No crime", disproportionate="None: disproportionate",
                no_further_action="No further action",
            ),
            "BED-64",
        ),
        _text("by", "Who decided", "BED-64"),
        _text("reason", "Why", "BED-64", when=("decision", ("disproportionate",))),
    ),
    EventKind.INFORMED: (
        _choice("whom", "Who was told", _ADDRESSEES),
        _text("what", "What", "SAN-22", "SAN-31"),
        _text("why", "Why", "SAN-31"),
        _text("how", "How", "SAN-22", "SAN-31"),
        _text("by", "Who told them", "SAN-31"),
    ),
    EventKind.SIGNPOSTED: (_text("where", "Where they were sent", "LEI-42"),),
    EventKind.CHILD_NEEDS_CHECKED: (_text("found", "How the child’s needs are met", "LEI-50"),),
    EventKind.HELD: (
        _text("agency", "Which agency’s inquiry holds the case up", "SAN-16"),
        _text("reason", "Why it takes so long", "SAN-18"),
    ),
    EventKind.RECOMMENDED: (
        _choice(
            "what",
            "What was considered",
            _fixed(dbs="Referral to the DBS", regulator="Referral to a regulator", risk="Managing a continuing risk"),
            "LEI-27",
            "LEI-28",
            "LEI-29",
        ),
        _choice("recommended", "Whether it is recommended", YES_NO, "LEI-27"),
        _text("reason", "Why", "LEI-27"),
        _text("body", "Which body", "LEI-28", needed=False),
        _text("owner", "Who sees to it", "LEI-29", needed=False),
    ),
    EventKind.REFERRED_ON: (
        _choice("body", "To whom", _bodies, "BED-95", "BED-97"),
        _choice(
            "by",
            "Who referred it",
            _fixed(lado="The LADO", employer="The employer or agency", other="Somebody else"),
            "BRO-107",
        ),
        _text("details", "More about it", "BED-97", when=("body", ("other",))),
    ),
    EventKind.OUTCOME_RECORDED: (
        _entry("allegation", "Which allegation", EventKind.ALLEGATION_SET, "SAN-76", needed=False),
        _choice("outcome", "The outcome", lambda profile: profile.outcomes, "SAN-80", "BRO-86", "BED-98"),
        _text("risk", "The analysis of the risk", "SAN-32", needed=False),
        _day("by", "The time-scale that goes with it", "SAN-32", needed=False),
        _choice("standard", "Whether the standard of proof was applied", YES_NO, "SAN-76", "SAN-78", needed=False),
        _choice("headline", "Whether the case is counted under it", YES_NO, needed=False),
    ),
    EventKind.TRACKING_CONTINUED: (
        _choice(
            "level",
            "How serious the concern is",
            _fixed(low="Low", medium="Medium", high="High"),
            "LEI-35",
            needed=False,
        ),
    ),
    EventKind.QUALITY_ASSURED: (_text("found", "What was found", "BED-33"),),
    EventKind.LETTER_SENT: (_choice("to", "To whom", _ADDRESSEES, "SAN-36", "LEI-30", "LEI-31"),),
    EventKind.LETTER_NOT_SENT: (
        _choice("to", "To whom", _ADDRESSEES),
        _text("reason", "Why none is sent", "LEI-31"),
    ),
    EventKind.THEME_NOTED: (
        _text("theme", "The theme", "BRO-119"),
        _choice("level", "Whose it is", _fixed(local="Local", regional="Regional"), "BRO-119", needed=False),
    ),
    EventKind.DISPUTED: (
        _text("what", "What is disputed"),
        _text("by", "Who disputes it"),
        _text("says", "What they say instead"),
    ),
    EventKind.LEGAL_HOLD_SET: (_text("reason", "Why it must be kept"),),
    EventKind.LEGAL_HOLD_ENDED: (_text("reason", "Why not any longer"),),
    EventKind.CLOSED: (
        _choice(
            "result",
            "How it ends",
            _fixed(
                concluded="Concluded", no_further_action="No further action",
                patterning="No further action, kept for patterning", advice="Advice and guidance",
            ),
            "LEI-34",
            "LEI-51",
            "LEI-52",
        ),
        _text("reason", "Why", "LEI-34"),
    ),
    EventKind.REOPENED: (_text("reason", "Why"),),
    EventKind.COMPLEXITY_SET: (_choice("complex", "Whether the case is complex", YES_NO),),
    EventKind.EMPLOYER_SET: (_choice("employed", "Whether the adult has an employer or agency", YES_NO),),
    EventKind.CHILD_IN_CARE_SET: (_choice("in-care", "Whether a child is in our care", YES_NO),),
    EventKind.DATE_SET: (_choice(CLOCK, "For which step", _limits), _day(DUE, "Which day")),
    EventKind.DELAY_EXPLAINED: (_choice(CLOCK, "Which time limit", _limits), _text(REASON, "Why it is late", "SAN-14")),
    EventKind.STEP_DONE: (_choice(CLOCK, "Which step", _limits),),
    EventKind.STEP_NOT_NEEDED: (_choice(CLOCK, "Which step", _limits), _text(REASON, "Why not")),
}  # fmt: skip
"""What entries of each kind say. The limits of time read some of it (``kit/casework/clocks``)."""

COMMON = (
    _choice(CLOCK, "Which time limit it is about", _limits, needed=False),
    Field(name=ABOUT, label="Which event it is about", kind=FieldKind.ENTRY, needed=False),
    _text(REASON, "Why", needed=False),
)
"""What an entry of any kind may say."""
