"""The kinds of entry in the office's own log, and the fields of each, in the words of the authorities."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum

from lado_site.profiles import Choice, Profile

from ..clocks.events import ABOUT
from ..figures import table_titles
from ..record.fields import YES_NO, Field
from ..record.making import besides, case, choice, day, entry, fixed, keyed, number, several, text, year
from ..record.oversight import roles


class LogKind(StrEnum):
    """What the service does, or is told, that belongs to no single case."""

    AUDIT = "audit"
    PRACTICE_REVIEW = "practice-review"
    ACTION_AGREED = "action-agreed"
    ACTION_DONE = "action-done"
    COMPLAINT_RECEIVED = "complaint-received"
    COMPLAINT_ANSWERED = "complaint-answered"
    FEEDBACK_RECEIVED = "feedback-received"
    LEARNING_EVENT = "learning-event"
    TRAINING_GIVEN = "training-given"
    ROLE_PROMOTED = "role-promoted"
    MEETING_ATTENDED = "meeting-attended"
    MAPPA_ATTENDED = "mappa-attended"
    POLICY_ANSWERED = "policy-answered"
    BENCHMARKED = "benchmarked"
    REGULATOR_LIAISON = "regulator-liaison"
    RISK_FLAGGED = "risk-flagged"
    RISK_ENDED = "risk-ended"
    THEME_NOTED = "theme-noted"
    LESSON_NOTED = "lesson-noted"
    PLAN_ACTION = "plan-action"
    PLAN_UPDATED = "plan-updated"
    FIGURE_EXPLAINED = "figure-explained"
    REPORT_SHARED = "report-shared"
    TRACKER_CHECKED = "tracker-checked"
    DUTY_DONE = "duty-done"
    WITHDRAWN = "withdrawn"


WORDS: Mapping[LogKind, str] = {
    LogKind.AUDIT: "practice was audited",
    LogKind.PRACTICE_REVIEW: "a Practice Learning Review was held",
    LogKind.ACTION_AGREED: "an improvement was agreed",
    LogKind.ACTION_DONE: "an improvement was made",
    LogKind.COMPLAINT_RECEIVED: "a complaint about the service arrived",
    LogKind.COMPLAINT_ANSWERED: "a complaint was answered",
    LogKind.FEEDBACK_RECEIVED: "a partner said what they think of the service",
    LogKind.LEARNING_EVENT: "a learning event was held",
    LogKind.TRAINING_GIVEN: "training was given",
    LogKind.ROLE_PROMOTED: "the LADO role was promoted",
    LogKind.MEETING_ATTENDED: "a meeting or event was attended",
    LogKind.MAPPA_ATTENDED: "MAPPA was attended",
    LogKind.POLICY_ANSWERED: "the service answered a new policy, procedure or guidance",
    LogKind.BENCHMARKED: "the service was compared with others",
    LogKind.REGULATOR_LIAISON: "Ofsted or another body was in touch about a setting, without an allegation",
    LogKind.RISK_FLAGGED: "a risk to an organisation was flagged",
    LogKind.RISK_ENDED: "a risk to an organisation is over",
    LogKind.THEME_NOTED: "a theme was noted",
    LogKind.LESSON_NOTED: "a lesson was noted",
    LogKind.PLAN_ACTION: "an action for a year was planned",
    LogKind.PLAN_UPDATED: "it was said how a planned action stands",
    LogKind.FIGURE_EXPLAINED: "it was said why figures are as they are",
    LogKind.REPORT_SHARED: "the annual report was shared",
    LogKind.TRACKER_CHECKED: "the tracker and all other records were checked",
    LogKind.DUTY_DONE: "a regular duty was done",
    LogKind.WITHDRAWN: "it never happened: recorded in error",
}


def fields_of(kind: LogKind) -> tuple[Field, ...]:
    """List the fields of a kind of entry."""
    return FIELDS.get(kind, ())


def _roles(profile: Profile) -> tuple[Choice, ...]:
    return besides(roles(profile), _OTHER)


def _sectors(profile: Profile) -> tuple[Choice, ...]:
    return besides(profile.sectors, _OTHER)


def _bodies(profile: Profile) -> tuple[Choice, ...]:
    return besides((*fixed(ofsted="Ofsted"), *profile.external_bodies), _OTHER)


def _audiences(profile: Profile) -> tuple[Choice, ...]:
    return besides(_AUDIENCES, profile.sectors)


def _duties(profile: Profile) -> tuple[Choice, ...]:
    return keyed((each.key, each.label) for each in profile.duties)


def _tables(profile: Profile) -> tuple[Choice, ...]:
    return keyed(table_titles(profile).items())


_OTHER = fixed(other="Somebody else")
_AUDIENCES = fixed(
    everybody="Everybody who works with children", employers="Employers", leads="Designated safeguarding leads",
    partners="Partner agencies", students="Students", volunteers="Volunteers",
)  # fmt: skip
_SCORES = keyed(
    (str(score), f"{score}: {meant}")
    for score, meant in enumerate(
        ("not as it should be", "partly as it should be", "mostly as it should be", "all as it should be"), start=1
    )
)
STATUSES = {"in-progress": "In progress", "achieved": "Achieved", "not-achieved": "Not achieved"}
"""How an action, or a part of one, may stand."""

_STATUSES = keyed(STATUSES.items())
_SHOWING = keyed((each.value, words) for each, words in WORDS.items() if each is not LogKind.WITHDRAWN)


CASE = "case"
PART, STATUS, TABLE, YEAR = "part", "status", "table", "year"
TARGETS = (("target", "target-of", "actual"), ("second-target", "second-target-of", "second-actual"))
"""The numbers that a planned action may be to reach, what each counts, and what an update says was reached."""


def _targets() -> Iterator[Field]:
    for (target, counts, _), which in zip(TARGETS, ("The number", "The second number"), strict=True):
        yield number(target, f"{which} to reach", "BRO-131", "BRO-138", needed=False)
        yield text(counts, f"{which}: what it counts", "BRO-131", "BRO-138", needed=False)


FIELDS: Mapping[LogKind, tuple[Field, ...]] = {
    LogKind.AUDIT: (
        choice("thresholds", "How thresholds were applied", _SCORES, "SAN-87"),
        choice("outcomes", "The outcomes of contacts", _SCORES, "SAN-87"),
        choice("recording", "How cases were recorded", _SCORES, "SAN-87"),
        choice("time-scales", "Time-scales", _SCORES, "SAN-87"),
        choice("by", "Whose audit it was", _roles, "SAN-86", needed=False),
        number("sample", "How many cases were looked at", needed=False),
        text("found", "What was found, and talked about", "SAN-89", needed=False),
    ),
    LogKind.PRACTICE_REVIEW: (
        case(CASE, "Which case", "WAN-64"),
        several("reviewer", "Whose review it was", _roles, "WAN-64"),
        text("findings", "What was found", "WAN-64"),
        text("actions", "What follows from it", "WAN-64"),
    ),
    LogKind.ACTION_AGREED: (
        entry(ABOUT, "Which audit, review, complaint or other entry it follows from", None, "SAN-89", needed=False),
        text("action", "What is to be done", "SAN-89"),
        text("owner", "Who does it, by their role", "SAN-89"),
        day("by", "By which day", "SAN-89"),
    ),
    LogKind.ACTION_DONE: (
        entry(ABOUT, "Which action", LogKind.ACTION_AGREED, "SAN-89"),
        text("says", "How", needed=False),
    ),
    LogKind.COMPLAINT_RECEIVED: (
        choice(
            "from",
            "Who complains",
            fixed(
                adult="An adult who is or was alleged against", family="A child’s family", employer="An employer",
                professional="A professional", other="Somebody else",
            ),
        ),
        text("what", "What about, in short and without names", "SAN-92"),
        choice("responder", "Who answers", _roles, "SAN-92"),
    ),
    LogKind.COMPLAINT_ANSWERED: (
        entry(ABOUT, "Which complaint", LogKind.COMPLAINT_RECEIVED, "SAN-92"),
        choice(
            "result",
            "The result",
            fixed(
                upheld="Upheld", partly_upheld="Partly upheld", not_upheld="Not upheld",
                taken_back="Taken back by who complained",
            ),
            "SAN-92",
        ),
        text("lessons", "What was learnt", "SAN-92"),
        text("shared", "With whom that was shared", "SAN-92", needed=False),
    ),
    LogKind.FEEDBACK_RECEIVED: (
        choice("sector", "From which sector", _sectors, "BRO-125", "WAN-48"),
        text("said", "What they said", "BRO-125"),
    ),
    LogKind.LEARNING_EVENT: (
        several("audience", "For whom", _audiences, "SAN-93"),
        text("lessons", "Which lessons were used", "SAN-93"),
        text("with", "Which partnership or group held it", needed=False),
    ),
    LogKind.TRAINING_GIVEN: (
        several("audience", "For whom", _audiences, "BRO-112"),
        text("who", "For whom, in the service’s own words", "BRO-113", needed=False),
        choice(
            "session", "What kind of session", fixed(day="By day", evening="In the evening", targeted="Targeted"),
            "BRO-113", needed=False,
        ),
        number("attended", "How many came", needed=False),
    ),
    LogKind.ROLE_PROMOTED: (
        choice(
            "channel",
            "How",
            fixed(
                dsl="A session for designated safeguarding leads", iro="An IRO/CPC session",
                website="The council’s website", other="In another way",
            ),
            "WAN-45",
        ),
    ),
    LogKind.MEETING_ATTENDED: (
        choice(
            "level",
            "Whose it was",
            fixed(regional="Regional", national="National", partnership="The partnership’s own", other="Another"),
            "SAN-94",
            "BRO-114",
        ),
        text("name", "What it is called", "SAN-94"),
        text("subject", "What it was about", "BRO-115", needed=False),
    ),
    LogKind.MAPPA_ATTENDED: (
        text("plans", "What was settled with social care about safety plans, without names", "BRO-117", needed=False),
    ),
    LogKind.POLICY_ANSWERED: (
        text("subject", "Which policy, procedure or guidance", "BRO-116"),
        text("said", "What the service said to it", "BRO-116", needed=False),
    ),
    LogKind.BENCHMARKED: (
        text("with", "With whom", "BRO-141"),
        text("subject", "What was compared", "BRO-141"),
        text("found", "What was found", needed=False),
    ),
    LogKind.REGULATOR_LIAISON: (
        choice("body", "Which body", _bodies, "BRO-109"),
        text("setting", "About which setting", "BRO-109"),
        choice(
            "why",
            "Why",
            fixed(
                emergency="To ask for the LADO’s view of an emergency inspection",
                timing="To ask for the LADO’s view of when to inspect", referral="They referred something",
                other="For another reason",
            ),
            "BRO-109",
        ),
        choice("below-threshold", "Whether it is below the threshold", YES_NO, "BRO-110"),
        choice("assigned-to", "Who sees to it", _roles, "BRO-110"),
        text("said", "What was said, without names", needed=False),
    ),
    LogKind.RISK_FLAGGED: (
        several(
            "affects",
            "Whom it affects",
            fixed(setting="The school or setting", partnership="The partnership", council="The council",
                   other="Another body"),
            "BRO-61"),
        text("body", "Which body that is", "BRO-61"),
        text("risk", "What the risk is", "BRO-61"),
        case(CASE, "Which case it came from, if one", needed=False),
    ),
    LogKind.RISK_ENDED: (
        entry(ABOUT, "Which risk", LogKind.RISK_FLAGGED),
        text("says", "Why it is over", needed=False),
    ),
    LogKind.THEME_NOTED: (
        text("theme", "The theme", "BRO-118", "BRO-119"),
        choice("level", "Whose it is", fixed(local="Local", regional="Regional"), "BRO-118", "BRO-119"),
        text("body", "Which body it is about, if one", "BRO-121", needed=False),
    ),
    LogKind.LESSON_NOTED: (
        text("lesson", "What a case teaches, so that nobody can be known by it", "BRO-45"),
        text("with", "With whom it is shared", "BRO-45", needed=False),
    ),
    LogKind.PLAN_ACTION: (
        year(YEAR, "For which reporting year, by when it begins", "BRO-128", "BRO-138"),
        text("action", "What is to be done", "BRO-128", "BRO-138"),
        *_targets(),
        choice("shown-by", "Which entries of this log show it", _SHOWING, "BRO-133", needed=False),
    ),
    LogKind.PLAN_UPDATED: (
        entry(ABOUT, "Which action", LogKind.PLAN_ACTION, "BRO-128"),
        text(PART, "Which part of it, if not the whole", "BRO-129", needed=False),
        choice(STATUS, "How it stands", _STATUSES, "BRO-128", "BRO-130", "BRO-131"),
        *(number(actual, "The number that was reached", "BRO-131", needed=False) for _, _, actual in TARGETS),
        text("says", "What was done, or what could be", "BRO-131", needed=False),
    ),
    LogKind.FIGURE_EXPLAINED: (
        year(YEAR, "Of which reporting year, by when it begins", "BRO-85"),
        choice(TABLE, "Which table of the figures", _tables, "BRO-85", "BRO-71"),
        text("says", "Why, or what else there is to say about it, without names", "BRO-85", "BRO-71"),
    ),
    LogKind.REPORT_SHARED: (
        year(YEAR, "The report of which year, by when it begins", "SAN-91"),
        text("forum", "With which forum", "SAN-91"),
    ),
    LogKind.TRACKER_CHECKED: (text("found", "What was put right", "WAN-44", needed=False),),
    LogKind.DUTY_DONE: (choice("duty", "Which duty", _duties),),
}  # fmt: skip
"""What entries of each kind say; who is meant is said by their role, and nobody by their name."""
