"""The kinds of entry in the office's own log, and the fields of each, in the words of the authorities."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum

from lado_site.profiles import Choice, Profile

from ..record.fields import YES_NO, Field, FieldKind


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
    LogKind.REPORT_SHARED: "the annual report was shared",
    LogKind.TRACKER_CHECKED: "the tracker and all other records were checked",
    LogKind.DUTY_DONE: "a regular duty was done",
    LogKind.WITHDRAWN: "it never happened: recorded in error",
}


def fields_of(kind: LogKind) -> tuple[Field, ...]:
    """List the fields of a kind of entry."""
    return FIELDS.get(kind, ())


def _fixed(**labels: str) -> tuple[Choice, ...]:
    return tuple(Choice(key=key.replace("_", "-"), label=label) for key, label in labels.items())


def _with(own: tuple[Choice, ...], *more: Choice) -> tuple[Choice, ...]:
    """Put fixed choices after the authority's own, which count where both have one."""
    return (*own, *(each for each in more if each.key not in {known.key for known in own}))


def _roles(profile: Profile) -> tuple[Choice, ...]:
    return _with((Choice(key="lado", label="LADO"), *profile.roles), *_OTHER)


def _sectors(profile: Profile) -> tuple[Choice, ...]:
    return _with(profile.sectors, *_OTHER)


def _bodies(profile: Profile) -> tuple[Choice, ...]:
    return _with((Choice(key="ofsted", label="Ofsted"), *profile.external_bodies), *_OTHER)


def _audiences(profile: Profile) -> tuple[Choice, ...]:
    return _with(_AUDIENCES, *profile.sectors)


def _duties(profile: Profile) -> tuple[Choice, ...]:
    return tuple(Choice(key=each.key, label=each.label) for each in profile.duties)


_OTHER = _fixed(other="Somebody else")
_AUDIENCES = _fixed(
    everybody="Everybody who works with children", employers="Employers", leads="Designated safeguarding leads",
    partners="Partner agencies", students="Students", volunteers="Volunteers",
)  # fmt: skip
_SCORES = tuple(
    Choice(key=str(score), label=label)
    for score, label in enumerate(
        ("1: not as it should be", "2: partly as it should be", "3: mostly as it should be", "4: all as it should be"),
        start=1,
    )
)
STATUSES = {"in-progress": "In progress", "achieved": "Achieved", "not-achieved": "Not achieved"}
"""How an action, or a part of one, may stand."""

_STATUSES = tuple(Choice(key=key, label=label) for key, label in STATUSES.items())
_SHOWING = tuple(Choice(key=each.value, label=words) for each, words in WORDS.items() if each is not LogKind.WITHDRAWN)


def _field(kind: FieldKind, name: str, label: str, *requirements: str, needed: bool = True) -> Field:
    return Field(name=name, label=label, kind=kind, needed=needed, requirements=requirements)


def _text(name: str, label: str, *requirements: str, needed: bool = True) -> Field:
    return _field(FieldKind.TEXT, name, label, *requirements, needed=needed)


def _number(name: str, label: str, *requirements: str) -> Field:
    return _field(FieldKind.NUMBER, name, label, *requirements, needed=False)


def _case(label: str, *requirements: str, needed: bool = True) -> Field:
    return _field(FieldKind.CASE, CASE, label, *requirements, needed=needed)


def _entry(label: str, kind: LogKind | None, *requirements: str, needed: bool = True) -> Field:
    return Field(name=ABOUT, label=label, kind=FieldKind.ENTRY, entry=kind, needed=needed, requirements=requirements)


def _choice(
    name: str,
    label: str,
    choices: Callable[[Profile], tuple[Choice, ...]] | tuple[Choice, ...],
    *requirements: str,
    needed: bool = True,
    several: bool = False,
) -> Field:
    fixed = choices
    return Field(
        name=name,
        label=label,
        kind=FieldKind.SEVERAL if several else FieldKind.CHOICE,
        choices=(lambda _: fixed) if isinstance(fixed, tuple) else fixed,
        needed=needed,
        requirements=requirements,
    )


ABOUT, CASE = "about", "case"
PART, STATUS, YEAR = "part", "status", "year"
TARGETS = (("target", "target-of", "actual"), ("second-target", "second-target-of", "second-actual"))
"""The numbers that a planned action may be to reach, what each counts, and what an update says was reached."""


def _targets() -> Iterator[Field]:
    for (target, counts, _), which in zip(TARGETS, ("The number", "The second number"), strict=True):
        yield _number(target, f"{which} to reach", "BRO-131", "BRO-138")
        yield _text(counts, f"{which}: what it counts", "BRO-131", "BRO-138", needed=False)


FIELDS: Mapping[LogKind, tuple[Field, ...]] = {
    LogKind.AUDIT: (
        _choice("thresholds", "How thresholds were applied", _SCORES, "SAN-87"),
        _choice("outcomes", "The outcomes of contacts", _SCORES, "SAN-87"),
        _choice("recording", "How cases were recorded", _SCORES, "SAN-87"),
        _choice("time-scales", "Time-scales", _SCORES, "SAN-87"),
        _choice("by", "Whose audit it was", _roles, "SAN-86", needed=False),
        _number("sample", "How many cases were looked at"),
        _text("found", "What was found, and talked about", "SAN-89", needed=False),
    ),
    LogKind.PRACTICE_REVIEW: (
        _case("Which case", "WAN-64"),
        _choice("reviewer", "Whose review it was", _roles, "WAN-64", several=True),
        _text("findings", "What was found", "WAN-64"),
        _text("actions", "What follows from it", "WAN-64"),
    ),
    LogKind.ACTION_AGREED: (
        _entry("Which audit, review, complaint or other entry it follows from", None, "SAN-89", needed=False),
        _text("action", "What is to be done", "SAN-89"),
        _text("owner", "Who does it, by their role", "SAN-89"),
        _field(FieldKind.DAY, "by", "By which day", "SAN-89"),
    ),
    LogKind.ACTION_DONE: (
        _entry("Which action", LogKind.ACTION_AGREED, "SAN-89"),
        _text("says", "How", needed=False),
    ),
    LogKind.COMPLAINT_RECEIVED: (
        _choice(
            "from",
            "Who complains",
            _fixed(
                adult="An adult who is or was alleged against", family="A child’s family", employer="An employer",
                professional="A professional", other="Somebody else",
            ),
        ),
        _text("what", "What about, in short and without names", "SAN-92"),
        _choice("responder", "Who answers", _roles, "SAN-92"),
    ),
    LogKind.COMPLAINT_ANSWERED: (
        _entry("Which complaint", LogKind.COMPLAINT_RECEIVED, "SAN-92"),
        _choice(
            "result",
            "The result",
            _fixed(
                upheld="Upheld", partly_upheld="Partly upheld", not_upheld="Not upheld",
                taken_back="Taken back by who complained",
            ),
            "SAN-92",
        ),
        _text("lessons", "What was learnt", "SAN-92"),
        _text("shared", "With whom that was shared", "SAN-92", needed=False),
    ),
    LogKind.FEEDBACK_RECEIVED: (
        _choice("sector", "From which sector", _sectors, "BRO-125", "WAN-48"),
        _text("said", "What they said", "BRO-125"),
    ),
    LogKind.LEARNING_EVENT: (
        _choice("audience", "For whom", _audiences, "SAN-93", several=True),
        _text("lessons", "Which lessons were used", "SAN-93"),
        _text("with", "Which partnership or group held it", needed=False),
    ),
    LogKind.TRAINING_GIVEN: (
        _choice("audience", "For whom", _audiences, "BRO-112", several=True),
        _text("who", "For whom, in the service’s own words", "BRO-113", needed=False),
        _choice(
            "session", "What kind of session", _fixed(day="By day", evening="In the evening", targeted="Targeted"),
            "BRO-113", needed=False,
        ),
        _number("attended", "How many came"),
    ),
    LogKind.ROLE_PROMOTED: (
        _choice(
            "channel",
            "How",
            _fixed(
                dsl="A session for designated safeguarding leads", iro="An IRO/CPC session",
                website="The council’s website", other="In another way",
            ),
            "WAN-45",
        ),
    ),
    LogKind.MEETING_ATTENDED: (
        _choice(
            "level",
            "Whose it was",
            _fixed(regional="Regional", national="National", partnership="The partnership’s own", other="Another"),
            "SAN-94",
            "BRO-114",
        ),
        _text("name", "What it is called", "SAN-94"),
        _text("subject", "What it was about", "BRO-115", needed=False),
    ),
    LogKind.MAPPA_ATTENDED: (
        _text("plans", "What was settled with social care about safety plans, without names", "BRO-117", needed=False),
    ),
    LogKind.POLICY_ANSWERED: (
        _text("subject", "Which policy, procedure or guidance", "BRO-116"),
        _text("said", "What the service said to it", "BRO-116", needed=False),
    ),
    LogKind.BENCHMARKED: (
        _text("with", "With whom", "BRO-141"),
        _text("subject", "What was compared", "BRO-141"),
        _text("found", "What was found", needed=False),
    ),
    LogKind.REGULATOR_LIAISON: (
        _choice("body", "Which body", _bodies, "BRO-109"),
        _text("setting", "About which setting", "BRO-109"),
        _choice(
            "why",
            "Why",
            _fixed(
                emergency="To ask for the LADO’s view of an emergency inspection",
                timing="To ask for the LADO’s view of when to inspect", referral="They referred something",
                other="For another reason",
            ),
            "BRO-109",
        ),
        _choice("below-threshold", "Whether it is below the threshold", YES_NO, "BRO-110"),
        _choice("assigned-to", "Who sees to it", _roles, "BRO-110"),
        _text("said", "What was said, without names", needed=False),
    ),
    LogKind.RISK_FLAGGED: (
        _choice(
            "affects",
            "Whom it affects",
            _fixed(setting="The school or setting", partnership="The partnership", council="The council",
                   other="Another body"),
            "BRO-61",
            several=True,
        ),
        _text("body", "Which body that is", "BRO-61"),
        _text("risk", "What the risk is", "BRO-61"),
        _case("Which case it came from, if one", needed=False),
    ),
    LogKind.RISK_ENDED: (
        _entry("Which risk", LogKind.RISK_FLAGGED),
        _text("says", "Why it is over", needed=False),
    ),
    LogKind.THEME_NOTED: (
        _text("theme", "The theme", "BRO-118", "BRO-119"),
        _choice("level", "Whose it is", _fixed(local="Local", regional="Regional"), "BRO-118", "BRO-119"),
        _text("body", "Which body it is about, if one", "BRO-121", needed=False),
    ),
    LogKind.LESSON_NOTED: (
        _text("lesson", "What a case teaches, so that nobody can be known by it", "BRO-45"),
        _text("with", "With whom it is shared", "BRO-45", needed=False),
    ),
    LogKind.PLAN_ACTION: (
        _field(FieldKind.YEAR, YEAR, "For which reporting year, by when it begins", "BRO-128", "BRO-138"),
        _text("action", "What is to be done", "BRO-128", "BRO-138"),
        *_targets(),
        _choice("shown-by", "Which entries of this log show it", _SHOWING, "BRO-133", needed=False),
    ),
    LogKind.PLAN_UPDATED: (
        _entry("Which action", LogKind.PLAN_ACTION, "BRO-128"),
        _text(PART, "Which part of it, if not the whole", "BRO-129", needed=False),
        _choice(STATUS, "How it stands", _STATUSES, "BRO-128", "BRO-130", "BRO-131"),
        *(_number(actual, "The number that was reached", "BRO-131") for _, _, actual in TARGETS),
        _text("says", "What was done, or what could be", "BRO-131", needed=False),
    ),
    LogKind.REPORT_SHARED: (
        _field(FieldKind.YEAR, YEAR, "The report of which year, by when it begins", "SAN-91"),
        _text("forum", "With which forum", "SAN-91"),
    ),
    LogKind.TRACKER_CHECKED: (_text("found", "What was put right", "WAN-44", needed=False),),
    LogKind.DUTY_DONE: (_choice("duty", "Which duty", _duties),),
}  # fmt: skip
"""What entries of each kind say; who is meant is said by their role, and nobody by their name."""
