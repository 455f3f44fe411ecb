"""The fields of every kind of entry, in the words of the authorities; a kind that is not here has none."""

from __future__ import annotations

from collections.abc import Mapping

from lado_site.profiles import Choice, Profile

from ..clocks import EventKind, limits
from ..clocks.events import ABOUT, CLOCK, DUE, REASON
from .adults import ADULT, FACTS
from .agreements import AGREEMENTS, DBS, LEADS
from .corrections import FACT, IS, SENT_IN, SOURCE, WAS
from .fields import YES_NO, YES_NO_NOT_KNOWN, Field
from .making import besides, choice, day, entry, fixed, keyed, several, text
from .oversight import OVERSIGHT


def fields_of(kind: EventKind) -> tuple[Field, ...]:
    """List the fields of a kind of entry: its own, then those that any has."""
    own = FIELDS.get(kind, ()) or OVERSIGHT.get(kind, ()) or AGREEMENTS.get(kind, ())
    return (*own, *(each for each in COMMON if each.name not in {field.name for field in own}))


def _pathways(profile: Profile) -> tuple[Choice, ...]:
    return keyed((each.key, each.label) for each in profile.pathways)


def _meetings(profile: Profile) -> tuple[Choice, ...]:
    return keyed((each.key, each.label) for each in profile.meetings)


def _criteria(profile: Profile) -> tuple[Choice, ...]:
    return (*keyed((each.key, each.heading) for each in profile.criteria), *fixed(none="None"))


def _limits(profile: Profile) -> tuple[Choice, ...]:
    return keyed((each.key, each.task) for each in limits(profile))


def _steps(profile: Profile) -> tuple[Choice, ...]:
    return (*_limits(profile), *keyed((each.key, each.task) for each in profile.follow_ups))


def _reasons(profile: Profile) -> tuple[Choice, ...]:
    return tuple(reason for pathway in profile.pathways for reason in pathway.reasons)


def _conditions(profile: Profile) -> tuple[Choice, ...]:
    return keyed((each.key, each.text) for each in profile.police_conditions)


def _bodies(profile: Profile) -> tuple[Choice, ...]:
    return besides(profile.external_bodies, (*DBS, *_OTHER_BODY))


def _examples(profile: Profile) -> tuple[Choice, ...]:
    return keyed((each.key, each.text) for each in profile.consult_examples)


_OTHER_BODY = fixed(regulator="A regulatory body", other="Another body")
_ADDRESSEES = fixed(
    adult="The adult", family="The child and family", employer="The employer or agency", referrer="The referrer",
    other="Somebody else",
)  # fmt: skip

WITH_THE_POLICE = ("police", "cps")
"""What a case waits for while the police, or those who decide whether to charge, have it."""

_WAITS_FOR = fixed(
    police="The police", cps="The Crown Prosecution Service", court="A court", social_care="Children’s social care",
    regulator="A regulatory body", other="Somebody else",
)  # fmt: skip
_LATER_STEPS = fixed(
    disciplinary="The disciplinary procedure", standards_of_care="The Standards of Care assessment",
    referral_to_body="A referral to a governing body", meeting="A meeting", closing="The end of the LADO’s part",
    other="Another step",
)  # fmt: skip
_WHY_LADO = fixed(
    not_by_employer="The organisation had not", high_risk="The risk was high, and the body had to be there",
    other="For another reason",
)  # fmt: skip
_CONSULTATION = (
    choice("topic", "What it is about", _examples, "BRO-42", "BRO-59", needed=False),
    choice(
        "element",
        "Which part of safer employment it is about",
        fixed(
            choosing="Choosing people with care",
            working="Safe ways of working",
            managing="Dealing with allegations or concerns",
        ),
        "BRO-25",
        needed=False,
    ),
    choice(
        "part",
        "Which part of safer recruitment",
        fixed(references="References", positive_dbs="A DBS check that shows entries", other="Something else"),
        "BRO-42",
        when=("topic", ("safer-recruitment",)),
    ),
)
_CONSULTED = choice(
    "step",
    "Whether they were consulted, or the case was referred to them",
    fixed(consulted="Consulted", referred="Referred"),
    "WAN-17",
    needed=False,
)

_TOLD_OR_NOT = (
    choice(
        "told",
        "Whether they have to be told",
        fixed(yes="Told", not_applicable="Not applicable"),
        "LEI-47",
        needed=False,
    ),
    text(REASON, "Why not", "LEI-47", when=("told", ("not-applicable",))),
)

FIELDS: Mapping[EventKind, tuple[Field, ...]] = {
    EventKind.EXTERNAL_REFERENCE_SET: (text("reference", "Its number in the council’s own system", "LEI-08"),),
    EventKind.CHECKED: (
        choice(
            "what",
            "What was checked",
            fixed(adult="The adult", child="The child", organisation="The organisation"),
            "LEI-09",
            "LEI-10",
            "LEI-11",
        ),
        text("found", "What was found", "LEI-12", needed=False),
    ),
    EventKind.ALLEGATION_SET: (
        text(ADULT, "Whom it is about: adult, adult-2 … or a name"),
        text("child", "Which child, if any one child is concerned", needed=False),
        choice("category", "What kind it is", lambda profile: profile.categories, "BED-88"),
        choice(
            "life",
            "Where it happened",
            fixed(work="At work", personal="In private life", both="Both"),
            "BED-47",
            needed=False,
        ),
        choice("criterion", "Which criterion is met", _criteria, needed=False),
        choice("historic", "Long ago", YES_NO_NOT_KNOWN, "BED-90", needed=False),
        choice(
            "risk-concern",
            "How serious the concern is that they may be a risk to children",
            fixed(serious="Serious", not_serious="Not serious", not_known="Not known"),
            "BED-38",
            needed=False,
        ),
        text("impact", "What shows a direct impact on a child, or on the role with children", "BRO-41", needed=False),
        text("summary", "In short", "BED-101", needed=False),
    ),
    EventKind.THRESHOLD_DECIDED: (
        choice("met", "Whether the criteria are met", YES_NO, "SAN-12", "BED-15"),
        choice("pathway", "Where it leads", _pathways, "LEI-13", "BED-14"),
        choice("overseen", "Whether the LADO oversees it", YES_NO, "BRO-35", needed=False),
        text(REASON, "Why", "BED-06"),
        choice("because", "Which of the authority’s own reasons it is", _reasons, "BED-39", "BED-45", needed=False),
        choice("lead", "Who takes it forward", LEADS, "BED-31", "BED-36", needed=False),
        choice(
            "outside", "Whether whoever decided is outside the adult’s own organisation", YES_NO, "BED-06", needed=False
        ),
        text("impact", "What shows a direct impact on the adult’s role with children", "BED-56", needed=False),
    ),
    EventKind.SECOND_OPINION_GIVEN: (
        entry(ABOUT, "Which decision", EventKind.THRESHOLD_DECIDED),
        text("by", "Who gave it"),
        choice("agrees", "Whether they agree", YES_NO),
        text(REASON, "Why"),
    ),
    EventKind.CHAIR_AGREED: (
        choice("meeting", "Which kind of meeting", _meetings, needed=False),
        text("chair", "Who chairs", "LEI-22", "BED-61"),
        text("agreed-with", "With whom it was agreed", "LEI-22", needed=False),
        text(REASON, "Why", needed=False),
    ),
    EventKind.MEETING_PLANNED: (
        choice("meeting", "Which kind of meeting", _meetings, "LEI-18"),
        day("on", "On which day"),
        text("chair", "Who chairs", needed=False),
    ),
    EventKind.MEETING_NOT_NEEDED: (
        choice("meeting", "Which kind of meeting", _meetings, "SAN-12", "BRO-64"),
        text(REASON, "Why", "SAN-12", "BRO-64"),
    ),
    EventKind.COMMISSIONING_TOLD: _TOLD_OR_NOT,
    EventKind.IRO_TOLD: _TOLD_OR_NOT,
    EventKind.INVITED: (
        choice("meeting", "Which kind of meeting", _meetings, "LEI-15"),
        text("who", "Who"),
        choice("attended", "Whether they came", YES_NO_NOT_KNOWN, needed=False),
        choice("left-out", "Whether they were left out", YES_NO, needed=False),
        text(REASON, "Why they were left out", "LEI-16", when=("left-out", ("yes",))),
    ),
    EventKind.MEETING_HELD: (
        choice("meeting", "Which kind of meeting", _meetings, needed=False),
        choice("goes-on", "Whether the investigation goes on", YES_NO, "WAN-37", needed=False),
        day(DUE, "The day of the next review", "WAN-37", needed=False),
        text("chair-role", "In which role the chair was there", "BRO-38", needed=False),
        text("format", "How it was agreed to investigate", "BRO-38", needed=False),
        text("issues", "What there was to settle between agencies", "BRO-38", needed=False),
    ),
    EventKind.INTERNAL_INVESTIGATION_STARTED: (
        choice(
            "what",
            "What kind it is",
            fixed(disciplinary="Disciplinary", fact_finding="To find out what happened", other="Another kind"),
            "BED-93",
            needed=False,
        ),
        text("run-by", "Who runs it", "LEI-40", needed=False),
    ),
    EventKind.INTERNAL_INVESTIGATION_ENDED: (text("outcome", "What it found", "LEI-41", "BED-94", needed=False),),
    EventKind.POLICE_INVESTIGATION_ENDED: (text("outcome", "How it ended", "BED-94", needed=False),),
    EventKind.S47_ENDED: (text("outcome", "What they found", "LEI-25", "BED-94", needed=False),),
    EventKind.ADVICE_ASKED: _CONSULTATION,
    EventKind.ADVICE_GIVEN: (
        *_CONSULTATION,
        text("advice", "What was advised", "LEI-39", needed=False),
        choice(
            "to",
            "To whom",
            fixed(employer="The employer or agency", referrer="The referrer", other="Somebody else"),
            "LEI-39",
            needed=False,
        ),
        choice("internal-investigation", "Whether the employer is to investigate", YES_NO, "LEI-40", needed=False),
        text("run-by", "Who will run it", "LEI-40", when=("internal-investigation", ("yes",))),
    ),
    EventKind.INTERIM_SET: (
        choice(
            "what",
            "How children are kept safe meanwhile",
            fixed(
                suspended="The adult is suspended", restricted="Duties are restricted", supervised="Supervised",
                other="In another way", none_needed="Nothing is needed",
            ),
            "LEI-17",
            "BED-92",
        ),
        day("until", "Until which day", needed=False),
        text("details", "In which way", "BED-92", when=("what", ("other",))),
        text(REASON, "Why nothing is needed", "LEI-17", when=("what", ("none-needed",))),
    ),
    EventKind.ACTION_AGREED: (
        text("action", "What is to be done"),
        text("owner", "Who does it"),
        day("by", "By which day", needed=False),
    ),
    EventKind.ACTION_DONE: (entry(ABOUT, "Which action", EventKind.ACTION_AGREED),),
    EventKind.S47_DECIDED: (
        choice("agreed", "Whether section 47 enquiries are made", YES_NO, "LEI-23"),
        text("lead", "Who leads", "LEI-23", when=("agreed", ("yes",))),
        text("outcome", "What was agreed instead", "LEI-32", when=("agreed", ("no",))),
        text("agreed-with", "With which agencies", "LEI-32", when=("agreed", ("no",))),
        choice("advice", "Whether there is to be more advice", YES_NO, "LEI-33", when=("agreed", ("no",))),
        choice(
            "internal-investigation", "Whether the employer investigates", YES_NO, "LEI-33", when=("agreed", ("no",))
        ),
        choice("risk-assessment", "Whether the risk is to be assessed", YES_NO, "LEI-33", when=("agreed", ("no",))),
    ),
    EventKind.POLICE_TOLD: (
        choice(
            "why",
            "Why they were told",
            fixed(investigate="To consider an alleged crime", share="To share information and judge the risk"),
            "BED-62",
            "BED-63",
            needed=False,
        ),
        choice("condition", "Which condition always sends it to them", _conditions, "BED-75", needed=False),
        text("crime-number", "Crime number", "SAN-55", needed=False),
        _CONSULTED,
    ),
    EventKind.SOCIAL_CARE_TOLD: (_CONSULTED, text("team", "Which team", "BED-57", needed=False)),
    EventKind.POLICE_DISCUSSION_HELD: (
        text("shared", "What was shared with the police", "WAN-19", needed=False),
        text("more", "What more the police can find out", "WAN-19", needed=False),
        choice(
            "threshold-indicated",
            "Whether the threshold of a police investigation looks to be reached",
            YES_NO_NOT_KNOWN,
            "WAN-19",
            needed=False,
        ),
        text("officer", "Which officer comes to the meeting", "WAN-20", needed=False),
    ),
    EventKind.STRATEGY_DISCUSSION_HELD: (
        choice("another", "Whether there is to be another", YES_NO, "BED-60", needed=False),
        choice(
            "concerns",
            "Whose safety it was about",
            fixed(child="The child whom the allegation is about", own_child="The adult’s own child"),
            "BRO-46",
            needed=False,
        ),
        choice("lado-attended", "Whether the LADO was there", YES_NO, "WAN-26", "BRO-46", needed=False),
        text(REASON, "Why the LADO was not there", "WAN-26", when=("lado-attended", ("no",))),
    ),
    EventKind.POLICE_DECIDED: (
        choice(
            "decision",
            "What they decided",
            fixed(
                investigate="To investigate", no_crime="No crime", disproportionate="None: disproportionate",
                no_further_action="No further action",
            ),
            "BED-64",
        ),
        text("by", "Who decided", "BED-64"),
        text(REASON, "Why", "BED-64", when=("decision", ("disproportionate",))),
    ),
    EventKind.INFORMED: (
        choice("whom", "Who was told", _ADDRESSEES),
        text("who", "Their name, or that of the agency", "WAN-43", needed=False),
        text("what", "What", "SAN-22", "SAN-31"),
        text("why", "Why", "SAN-31"),
        text("how", "How", "SAN-22", "SAN-31"),
        text("by", "Who told them", "SAN-31"),
    ),
    EventKind.SIGNPOSTED: (text("where", "Where they were sent", "LEI-42"),),
    EventKind.CHILD_NEEDS_CHECKED: (text("found", "How the child’s needs are met", "LEI-50"),),
    EventKind.HELD: (
        text("agency", "Which agency’s inquiry holds the case up", "SAN-16"),
        text(REASON, "Why it takes so long", "SAN-18"),
        choice("waits-for", "Whom the case waits for", _WAITS_FOR, "BRO-101", "BRO-104", needed=False),
        several(
            "holds-up", "Which later steps have to wait", _LATER_STEPS, "BRO-104", when=("waits-for", WITH_THE_POLICE)
        ),
    ),
    EventKind.RECOMMENDED: (
        choice(
            "what",
            "What was considered",
            fixed(dbs="Referral to the DBS", regulator="Referral to a regulator", risk="Managing a continuing risk"),
            "LEI-27",
            "LEI-28",
            "LEI-29",
        ),
        choice("recommended", "Whether it is recommended", YES_NO, "LEI-27"),
        text(REASON, "Why", "LEI-27"),
        text("body", "Which body", "LEI-28", needed=False),
        text("owner", "Who sees to it", "LEI-29", needed=False),
        text("hr-contact", "Who was consulted in human resources", "WAN-41", needed=False),
        day("hr-on", "On which day they were consulted", "WAN-41", needed=False),
    ),
    EventKind.REFERRED_ON: (
        choice("body", "To whom", _bodies, "BED-95", "BED-97"),
        choice("by", "Who referred it", LEADS, "BRO-107"),
        choice("why", "Why the LADO did", _WHY_LADO, "BRO-108", when=("by", ("lado",))),
        text("details", "More about it", "BED-97", when=("body", ("other",))),
        day("on", "On which day", "BED-96", when=("body", ("dbs",))),
    ),
    EventKind.OUTCOME_RECORDED: (
        entry("allegation", "Which allegation", EventKind.ALLEGATION_SET, "SAN-76", needed=False),
        choice("outcome", "The outcome", lambda profile: profile.outcomes, "SAN-80", "BRO-86", "BED-98"),
        text("risk", "The analysis of the risk", "SAN-32", needed=False),
        day("by", "The time-scale that goes with it", "SAN-32", needed=False),
        choice("standard", "Whether the standard of proof was applied", YES_NO, "SAN-76", "SAN-78", needed=False),
        choice("headline", "Whether the case is counted under it", YES_NO, needed=False),
    ),
    EventKind.TRACKING_CONTINUED: (
        choice(
            "level",
            "How serious the concern is",
            fixed(low="Low", medium="Medium", high="High"),
            "LEI-35",
            needed=False,
        ),
        day(DUE, "On which day it is looked at again", "LEI-35", needed=False),
    ),
    EventKind.QUALITY_ASSURED: (text("found", "What was found", "BED-33"),),
    EventKind.LETTER_SENT: (choice("to", "To whom", _ADDRESSEES, "SAN-36", "LEI-30", "LEI-31"),),
    EventKind.LETTER_NOT_SENT: (
        choice("to", "To whom", _ADDRESSEES),
        text(REASON, "Why none is sent", "LEI-31"),
    ),
    EventKind.THEME_NOTED: (
        text("theme", "The theme", "BRO-119"),
        choice("level", "Whose it is", fixed(local="Local", regional="Regional"), "BRO-119", needed=False),
        text("body", "A body that it has to do with", "BRO-121", needed=False),
    ),
    EventKind.DISPUTED: (
        text("what", "What is disputed"),
        text("by", "Who disputes it"),
        text("says", "What they say instead"),
    ),
    EventKind.FACT_CORRECTED: (
        text(FACT, "Which fact"),
        text(SENT_IN, "The receipt code of what it was sent in"),
        text(WAS, "What was on record before", needed=False),
        text(IS, "What is on record now", needed=False),
        text(SOURCE, "Where that is known from"),
        text(REASON, "Why it was put right"),
    ),
    EventKind.ADULT_ADDED: (
        text(ADULT, "Which adult of the case it is"),
        *(text(name, label, needed=False) for name, (_, label) in FACTS.items()),
        text(SOURCE, "Where that is known from"),
        text(REASON, "Why they were put on record"),
    ),
    EventKind.JOINING_UNDONE: (
        text(SENT_IN, "The receipt code of what was taken out"),
        text(WAS, "The event of its arrival, which is gone with it"),
        text(REASON, "Why"),
    ),
    EventKind.LEGAL_HOLD_SET: (text(REASON, "Why it must be kept"),),
    EventKind.LEGAL_HOLD_ENDED: (text(REASON, "Why not any longer"),),
    EventKind.CLOSED: (
        choice(
            "result",
            "How it ends",
            fixed(
                concluded="Concluded", no_further_action="No further action",
                patterning="No further action, kept for patterning", advice="Advice and guidance",
                no_risk="No risk identified",
            ),
            "BED-28",
            "LEI-34",
            "LEI-51",
            "LEI-52",
        ),
        text(REASON, "Why", "LEI-34"),
    ),
    EventKind.REOPENED: (text(REASON, "Why"),),
    EventKind.COMPLEXITY_SET: (choice("complex", "Whether the case is complex", YES_NO),),
    EventKind.EMPLOYER_SET: (choice("employed", "Whether the adult has an employer or agency", YES_NO),),
    EventKind.CHILD_IN_CARE_SET: (choice("in-care", "Whether a child is in our care", YES_NO),),
    EventKind.DATE_SET: (choice(CLOCK, "For which step", _limits), day(DUE, "Which day")),
    EventKind.DELAY_EXPLAINED: (choice(CLOCK, "Which time limit", _limits), text(REASON, "Why it is late", "SAN-14")),
    EventKind.STEP_DONE: (choice(CLOCK, "Which step", _steps),),
    EventKind.STEP_NOT_NEEDED: (choice(CLOCK, "Which step", _steps), text(REASON, "Why not")),
}  # fmt: skip
"""What entries of each kind say. The limits of time read some of it (``kit/casework/clocks``)."""

COMMON = (
    choice(CLOCK, "Which time limit it is about", _limits, needed=False),
    entry(ABOUT, "Which event it is about", None, needed=False),
    text(REASON, "Why", needed=False),
)
"""What an entry of any kind may say."""
