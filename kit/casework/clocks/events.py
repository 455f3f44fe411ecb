"""What happens in a case, as values. An event is only ever added: a correction is an event about an earlier one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from lado_site.profiles import day_in_england


class EventKind(StrEnum):
    """What can happen in a case, in the field's own words."""

    CONTACT = "contact"
    REFERRAL_RECEIVED = "referral-received"
    EMPLOYER_AWARE = "employer-aware"
    INFORMATION_RECEIVED = "information-received"
    CASE_OPENED = "case-opened"
    CALLER_TELEPHONED = "caller-telephoned"
    ADVICE_ASKED = "advice-asked"
    ADVICE_GIVEN = "advice-given"
    ADVICE_CONFIRMED = "advice-confirmed"
    COVER_CONTACTED = "cover-contacted"
    COVER_ANSWERED = "cover-answered"
    THRESHOLD_DECIDED = "threshold-decided"
    HIGH_RISK_FOUND = "high-risk-found"
    POLICE_TOLD = "police-told"
    SOCIAL_CARE_TOLD = "social-care-told"
    STRATEGY_MEETING_ADVISED = "strategy-meeting-advised"
    EMPLOYER_TOLD = "employer-told"
    COMMISSIONING_TOLD = "commissioning-told"
    IRO_TOLD = "iro-told"
    OTHER_LADO_TOLD = "other-lado-told"
    ADULT_TOLD = "adult-told"
    ADULT_UPDATED = "adult-updated"
    FAMILY_UPDATED = "family-updated"
    POLICE_DISCUSSION_HELD = "police-discussion-held"
    STRATEGY_DISCUSSION_HELD = "strategy-discussion-held"
    PROFESSIONALS_DISCUSSION_HELD = "professionals-discussion-held"
    MEETING_HELD = "meeting-held"
    OUTCOME_MEETING_HELD = "outcome-meeting-held"
    EVALUATION_MEETING_HELD = "evaluation-meeting-held"
    REVIEW_HELD = "review-held"
    ACTIONS_SENT = "actions-sent"
    MINUTES_SENT = "minutes-sent"
    DATE_SET = "date-set"
    MONITORED = "monitored"
    TRACKING_CONTINUED = "tracking-continued"
    UPDATE_MADE = "update-made"
    SUMMARY_FILED = "summary-filed"
    CHILD_FILE_UPDATED = "child-file-updated"
    CHILD_IN_CARE_CHECKED = "child-in-care-checked"
    HELD = "held-by-another-agency"
    HOLD_ENDED = "hold-ended"
    POLICE_INVESTIGATION_STARTED = "police-investigation-started"
    POLICE_INVESTIGATION_ENDED = "police-investigation-ended"
    S47_STARTED = "s47-started"
    S47_ENDED = "s47-ended"
    INTERNAL_INVESTIGATION_STARTED = "internal-investigation-started"
    INTERNAL_INVESTIGATION_ENDED = "internal-investigation-ended"
    STANDARDS_OF_CARE_STARTED = "standards-of-care-started"
    STANDARDS_OF_CARE_ADVISED = "standards-of-care-advised"
    INVESTIGATION_ENDED = "investigation-ended"
    COMPLEXITY_SET = "complexity-set"
    EMPLOYER_SET = "employer-set"
    CHILD_IN_CARE_SET = "child-in-care-set"
    OUTCOME_KNOWN = "outcome-known"
    LETTER_SENT = "letter-sent"
    CONCLUDED = "concluded"
    CLOSED = "closed"
    REOPENED = "reopened"
    DELAY_EXPLAINED = "delay-explained"
    EXTERNAL_REFERENCE_SET = "external-reference-set"
    CHECKED = "checked"
    ALLEGATION_SET = "allegation-set"
    SECOND_OPINION_GIVEN = "second-opinion-given"
    CHAIR_AGREED = "chair-agreed"
    MEETING_PLANNED = "meeting-planned"
    MEETING_NOT_NEEDED = "meeting-not-needed"
    INVITED = "invited"
    INTERIM_SET = "interim-set"
    ACTION_AGREED = "action-agreed"
    ACTION_DONE = "action-done"
    S47_DECIDED = "s47-decided"
    POLICE_DECIDED = "police-decided"
    INFORMED = "informed"
    SIGNPOSTED = "signposted"
    CHILD_NEEDS_CHECKED = "child-needs-checked"
    RECOMMENDED = "recommended"
    REFERRED_ON = "referred-on"
    OUTCOME_RECORDED = "outcome-recorded"
    QUALITY_ASSURED = "quality-assured"
    LETTER_NOT_SENT = "letter-not-sent"
    THEME_NOTED = "theme-noted"
    DISPUTED = "disputed"
    FACT_CORRECTED = "fact-corrected"
    ADULT_ADDED = "adult-added"
    JOINING_UNDONE = "joining-undone"
    LEGAL_HOLD_SET = "legal-hold-set"
    LEGAL_HOLD_ENDED = "legal-hold-ended"
    LIAISED = "liaised"
    LADO_ACTIVITY = "lado-activity"
    CHALLENGED = "challenged"
    SUPPORT_OFFERED = "support-offered"
    WELFARE_NOTED = "welfare-noted"
    STRATEGY_MEETING_NOT_ADVISED = "strategy-meeting-not-advised"
    ACTION_RAISED = "action-raised"
    ACTION_ESCALATED = "action-escalated"
    PUT_ON_FILE = "put-on-file"
    DELAY_FLAGGED = "delay-flagged"
    MANAGERS_TOLD = "managers-told"
    EXPECTED_LONG_SET = "expected-long-set"
    DRIFT_MARKED = "drift-marked"
    CLOSING_CHECKED = "closing-checked"
    STATEMENT_DRAFTED = "statement-drafted"
    ASSIGNED = "assigned"
    PASSED_BACK = "passed-back"
    FOLLOWED_UP = "followed-up"
    INVESTIGATION_GUIDED = "investigation-guided"
    INTERIM_ENDED = "interim-ended"
    STANDARDS_OF_CARE_REPORTED = "standards-of-care-reported"
    SOURCE_SET = "source-set"
    PLAN_AGREED = "plan-agreed"
    TRANSFER_DECIDED = "transfer-decided"
    CONTACT_KEPT = "contact-kept"
    TELLING_AGREED = "telling-agreed"
    FAMILY_CONTACT_AGREED = "family-contact-agreed"
    NOT_REFERRED_ON = "not-referred-on"
    STEP_DONE = "step-done"
    STEP_NOT_NEEDED = "step-not-needed"
    WITHDRAWN = "withdrawn"


WORDS: Mapping[EventKind, str] = {
    EventKind.CONTACT: "somebody got in touch",
    EventKind.REFERRAL_RECEIVED: "the referral arrived",
    EventKind.EMPLOYER_AWARE: "the employer or referrer heard of it",
    EventKind.INFORMATION_RECEIVED: "more information arrived",
    EventKind.CASE_OPENED: "the case was opened",
    EventKind.CALLER_TELEPHONED: "the LADO telephoned the person who got in touch",
    EventKind.ADVICE_ASKED: "somebody asked for advice",
    EventKind.ADVICE_GIVEN: "advice was given",
    EventKind.ADVICE_CONFIRMED: "the advice was confirmed in writing",
    EventKind.COVER_CONTACTED: "somebody got in touch while the LADO was away",
    EventKind.COVER_ANSWERED: "cover answered",
    EventKind.THRESHOLD_DECIDED: "the LADO decided whether the criteria are met",
    EventKind.HIGH_RISK_FOUND: "information showed a high risk",
    EventKind.POLICE_TOLD: "the police were told",
    EventKind.SOCIAL_CARE_TOLD: "children’s social care was told",
    EventKind.STRATEGY_MEETING_ADVISED: "the LADO advised that a strategy meeting is needed",
    EventKind.EMPLOYER_TOLD: "the employer was told",
    EventKind.COMMISSIONING_TOLD: "commissioning was told",
    EventKind.IRO_TOLD: "the independent reviewing officer was told",
    EventKind.OTHER_LADO_TOLD: "the other LADO was told",
    EventKind.ADULT_TOLD: "the person was told",
    EventKind.ADULT_UPDATED: "the person was updated",
    EventKind.FAMILY_UPDATED: "the child and family were updated",
    EventKind.POLICE_DISCUSSION_HELD: "the discussion with the police was held",
    EventKind.STRATEGY_DISCUSSION_HELD: "the strategy discussion was held",
    EventKind.PROFESSIONALS_DISCUSSION_HELD: "the professionals’ discussion was held",
    EventKind.MEETING_HELD: "the meeting was held (POT, ASV or LADO meeting)",
    EventKind.OUTCOME_MEETING_HELD: "the outcome meeting was held",
    EventKind.EVALUATION_MEETING_HELD: "the initial evaluation meeting was held",
    EventKind.REVIEW_HELD: "a review was held",
    EventKind.ACTIONS_SENT: "the actions were sent out",
    EventKind.MINUTES_SENT: "the minutes were sent",
    EventKind.DATE_SET: "a day was set",
    EventKind.MONITORED: "the case was checked",
    EventKind.TRACKING_CONTINUED: "it was decided to go on tracking",
    EventKind.UPDATE_MADE: "news was put on record",
    EventKind.SUMMARY_FILED: "a summary was put on file",
    EventKind.CHILD_FILE_UPDATED: "the child’s file was updated",
    EventKind.CHILD_IN_CARE_CHECKED: "the allegation of a child in care was checked",
    EventKind.HELD: "another agency’s inquiry began to hold the case up",
    EventKind.HOLD_ENDED: "nothing holds the case up any more",
    EventKind.POLICE_INVESTIGATION_STARTED: "a police investigation began",
    EventKind.POLICE_INVESTIGATION_ENDED: "the police investigation ended",
    EventKind.S47_STARTED: "section 47 enquiries began",
    EventKind.S47_ENDED: "section 47 enquiries ended",
    EventKind.INTERNAL_INVESTIGATION_STARTED: "the employer’s investigation began",
    EventKind.INTERNAL_INVESTIGATION_ENDED: "the employer’s investigation ended",
    EventKind.STANDARDS_OF_CARE_STARTED: "a Standards of Care investigation was planned",
    EventKind.STANDARDS_OF_CARE_ADVISED: "the LADO advised on the Standards of Care investigation",
    EventKind.INVESTIGATION_ENDED: "no investigation goes on any more",
    EventKind.COMPLEXITY_SET: "it was said whether the case is complex",
    EventKind.EMPLOYER_SET: "it was said whether the person has an employer or agency",
    EventKind.CHILD_IN_CARE_SET: "it was said whether a child is in our care",
    EventKind.OUTCOME_KNOWN: "the outcome is known",
    EventKind.LETTER_SENT: "the closing letter was sent",
    EventKind.CONCLUDED: "the matter was concluded",
    EventKind.CLOSED: "the case was closed",
    EventKind.REOPENED: "the case was opened again",
    EventKind.DELAY_EXPLAINED: "a delay was explained",
    EventKind.EXTERNAL_REFERENCE_SET: "the number of the case in the council’s own system was noted",
    EventKind.CHECKED: "a check was done",
    EventKind.ALLEGATION_SET: "an allegation was put on record",
    EventKind.SECOND_OPINION_GIVEN: "somebody gave a second opinion",
    EventKind.CHAIR_AGREED: "it was agreed who chairs",
    EventKind.MEETING_PLANNED: "a meeting was planned",
    EventKind.MEETING_NOT_NEEDED: "it was decided to hold no meeting",
    EventKind.INVITED: "somebody was invited, or left out",
    EventKind.INTERIM_SET: "it was settled how children are kept safe meanwhile",
    EventKind.ACTION_AGREED: "an action was agreed",
    EventKind.ACTION_DONE: "an action was done",
    EventKind.S47_DECIDED: "section 47 enquiries were decided on",
    EventKind.POLICE_DECIDED: "the police decided",
    EventKind.INFORMED: "something was shared with somebody",
    EventKind.SIGNPOSTED: "somebody was told where else to go",
    EventKind.CHILD_NEEDS_CHECKED: "it was checked that the child’s needs are met",
    EventKind.RECOMMENDED: "a recommendation was made, or decided against",
    EventKind.REFERRED_ON: "the matter was referred to another body",
    EventKind.OUTCOME_RECORDED: "the outcome of an allegation was recorded",
    EventKind.QUALITY_ASSURED: "the LADO checked the quality of the outcome",
    EventKind.LETTER_NOT_SENT: "it was decided to send no letter",
    EventKind.THEME_NOTED: "a theme was noted",
    EventKind.DISPUTED: "somebody disputed what is on record",
    EventKind.FACT_CORRECTED: "a fact about a person or an organisation was put right",
    EventKind.ADULT_ADDED: "another adult was put on record",
    EventKind.JOINING_UNDONE: "what had been put into this case by mistake was taken out",
    EventKind.LEGAL_HOLD_SET: "the record must be kept until further notice",
    EventKind.LEGAL_HOLD_ENDED: "the record need no longer be kept for that reason",
    EventKind.LIAISED: "the LADO was in touch with another agency",
    EventKind.LADO_ACTIVITY: "the LADO helped in another way",
    EventKind.CHALLENGED: "the LADO challenged somebody",
    EventKind.SUPPORT_OFFERED: "support was offered",
    EventKind.WELFARE_NOTED: "it was noted how the person is",
    EventKind.STRATEGY_MEETING_NOT_ADVISED: "the LADO found that no strategy meeting is needed",
    EventKind.ACTION_RAISED: "an overdue action was raised",
    EventKind.ACTION_ESCALATED: "an overdue action was escalated",
    EventKind.PUT_ON_FILE: "it was put on a file in the council’s own system",
    EventKind.DELAY_FLAGGED: "it was said that the case is delayed",
    EventKind.MANAGERS_TOLD: "senior managers were told",
    EventKind.EXPECTED_LONG_SET: "it was said whether the case will take long",
    EventKind.DRIFT_MARKED: "it was said that a partner agency lets the case drift",
    EventKind.CLOSING_CHECKED: "it was checked how people were treated",
    EventKind.STATEMENT_DRAFTED: "a statement was drafted",
    EventKind.ASSIGNED: "somebody was given the case or a task",
    EventKind.PASSED_BACK: "the matter went back to the employer",
    EventKind.FOLLOWED_UP: "the LADO followed it up",
    EventKind.INVESTIGATION_GUIDED: "the LADO guided the employer’s investigation",
    EventKind.INTERIM_ENDED: "what kept children safe meanwhile came to its end",
    EventKind.STANDARDS_OF_CARE_REPORTED: "the Standards of Care report arrived",
    EventKind.SOURCE_SET: "it was said which agency the case came from",
    EventKind.PLAN_AGREED: "a plan was agreed",
    EventKind.TRANSFER_DECIDED: "it was decided whether the case is handed to the LADO",
    EventKind.CONTACT_KEPT: "it was decided to keep the contact",
    EventKind.TELLING_AGREED: "it was agreed what the person is told, how and when",
    EventKind.FAMILY_CONTACT_AGREED: "it was agreed who keeps the child and family informed",
    EventKind.NOT_REFERRED_ON: "it was decided not to refer the matter to a body",
    EventKind.STEP_DONE: "a step was done",
    EventKind.STEP_NOT_NEEDED: "a step is not needed",
    EventKind.WITHDRAWN: "it never happened: recorded in error",
}

CLOCK, ABOUT, REASON, DUE, TIME, MET = "clock", "about", "reason", "due", "time", "met"
YES, NO, NOT_KNOWN = "yes", "no", "not-known"


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """Something that happened, when it was recorded and by whom.

    ``corrects`` is the event that this one stands in the place of. ``detail`` may hold ``clock``, the key of the limit
    it is about, and ``about``, the event that started that; else it is about the one that has waited longest. With the
    ``time`` "not-known" only the day counts.
    """

    id: str
    kind: EventKind
    happened_at: datetime
    recorded_at: datetime
    recorded_by: str
    corrects: str | None = None
    detail: Mapping[str, str] = field(default_factory=dict)
    note: str = field(default="", repr=False)


def is_before(one: Event, other: Event) -> bool:
    """Tell whether one happened before the other. Where a time of day is not known, days are compared."""
    if NOT_KNOWN in (one.detail.get(TIME), other.detail.get(TIME)):
        return day_in_england(one.happened_at) < day_in_england(other.happened_at)
    return one.happened_at < other.happened_at


def in_force(events: Iterable[Event]) -> tuple[Event, ...]:
    """Return the events as they stand after all corrections, in the order in which they happened.

    Each keeps the id under which it was first recorded. What was withdrawn is left out.
    """
    every = tuple(events)
    latest = last_recorded(every)
    first = {each.id: each for each in every}
    roots = {event.id: _root(event, first) for event in every if event.corrects}
    standing = [
        replace(event, id=root, detail=_about_roots(event.detail, roots)) if _moves(event, root, roots) else event
        for root, event in latest.items()
        if event.kind is not EventKind.WITHDRAWN
    ]
    return tuple(sorted(standing, key=lambda each: each.happened_at))


def last_recorded(events: Iterable[Event]) -> dict[str, Event]:
    """Return the last entry about each thing that happened, by the id under which that was first recorded."""
    every = tuple(events)
    first = {each.id: each for each in every}
    return {_root(event, first): event for event in sorted(every, key=lambda each: each.recorded_at)}


def first_recorded(event: Event, events: Iterable[Event]) -> str:
    """Return the id under which what an entry is about was first recorded."""
    return _root(event, {each.id: each for each in events})


def _root(event: Event, events: Mapping[str, Event]) -> str:
    """Return the id of what was recorded first. A correction of nothing that is here stands for itself."""
    seen = {event.id}
    while (earlier := events.get(event.corrects or "")) and earlier.id not in seen:
        event = earlier
        seen.add(event.id)
    return event.id


def _moves(event: Event, root: str, roots: Mapping[str, str]) -> bool:
    return event.id != root or event.detail.get(ABOUT) in roots


def _about_roots(detail: Mapping[str, str], roots: Mapping[str, str]) -> Mapping[str, str]:
    root = roots.get(detail.get(ABOUT, ""))
    return {**detail, ABOUT: root} if root else detail
