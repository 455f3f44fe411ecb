"""The closed sets that settings choose from: what starts and meets a time limit, signals, topics, units."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Unit = Literal["hours", "working-hours", "days", "working-days", "weeks", "months"]
StartEvent = Literal[
    "contact",
    "referral-received",
    "advice-asked",
    "advice-given",
    "threshold-decided",
    "meeting-held",
    "first-meeting-held",
    "employer-aware",
    "update-made",
    "outcome-known",
    "open-since",
    "held-since",
    "cover-contacted",
    "high-risk-found",
    "strategy-meeting-advised",
    "strategy-discussion-held",
    "tracking-continued",
]
"""``held-since`` is when another agency's inquiry began to hold the case up; ``update-made`` is news put on record."""
DoneEvent = Literal[
    "contact",
    "caller-telephoned",
    "threshold-decided",
    "advice-given",
    "cover-answered",
    "police-told",
    "police-discussion-held",
    "meeting-held",
    "actions-sent",
    "minutes-sent",
    "adult-updated",
    "child-file-updated",
    "monitored",
    "review-held",
    "summary-filed",
    "standards-of-care-advised",
    "child-in-care-checked",
    "concluded",
    "closed",
]
"""What meets a time limit. A step that none of these names is said to be done by its clock's key."""
Condition = Literal[
    "threshold-met",
    "overseen",
    "employer-led",
    "not-held",
    "no-police-investigation",
    "no-employer",
    "child-in-care",
    "complex",
    "not-complex",
    "standards-of-care",
    "investigation-goes-on",
    "not-expected-long",
]
"""What must be so in a case for a time limit to apply."""
MeetingKey = Literal["lado-police", "child-protection", "professionals", "lado-led", "outcome", "evaluation"]
Period = Literal["week", "month", "quarter", "year"]
LetterPart = Literal["privacy", "retention", "subject-access"]
LinkKey = Literal["privacy", "retention", "subject-access", "procedures", "escalation-policy", "training"]
Compulsory = Literal["", "compulsory", "conditional", "discretionary"]
RetentionStart = Literal["closed", "concluded", "referral-received", "adult-born"]
RETENTION_STARTS: Mapping[RetentionStart, str] = {
    "closed": "the day it was closed",
    "concluded": "the day the matter was concluded",
    "referral-received": "the day the referral arrived",
    "adult-born": "the day the adult was born",
}
"""From what day on a retention period is counted."""
Common = Literal["advice-only", "employer-led", "lado-led", "out-of-area"]
"""What each authority's own pathways have in common, for export across authorities only (R20)."""

SignalKey = Literal[
    "immediate-danger",
    "police",
    "possible-crime",
    "significant-harm",
    "harmed",
    "abuse",
    "criterion",
    "criterion-unsure",
    "no-criterion",
    "not-with-children",
    "not-identified",
    "contact-now",
    "placed-elsewhere",
    "works-elsewhere",
    "other-council",
    "personal-life",
    "vulnerable-adult",
    "works-with-adults",
    "pattern",
    "several",
    "other-agency",
    "media",
    "restraint",
    "historic",
    "foster-carer",
    "care-or-complaint",
    "no-named-officer",
    "advice-asked",
]
"""What triage looks for in the answers; a pathway names those that point to it."""

Topic = Literal[
    "adult-informed",
    "adult-support",
    "adult-works-with-adults",
    "child-voice",
    "complaints",
    "concern-or-complaint",
    "cover",
    "cross-border",
    "dbs-records",
    "designated-officer",
    "escalation",
    "family-informed",
    "foster-carers",
    "information-sharing",
    "interim-risk",
    "internal-investigation",
    "long-cases",
    "low-level-concerns",
    "media",
    "out-of-work",
    "outcome-figures",
    "police-held-cases",
    "police-referral",
    "principles",
    "priority",
    "referrals-to-bodies",
    "restraint",
    "retention",
    "social-care-referral",
    "training",
    "vulnerable-adult",
]
"""What an authority's document may say something of its own about; pages and forms ask for it by topic."""
