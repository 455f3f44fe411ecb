"""An authority's settings as one frozen value. Where its document is silent a setting stays empty."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Requirement:
    """Where a setting comes from: the catalogue's ID, and whether the value is assumed until the authority confirms."""

    id: str
    assumed: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact:
    """How people reach the service. ``upload`` is the council's own page that takes sealed files, where it has one.

    ``sample`` marks made-up details, which every published page then says.
    """

    email: str
    telephone: str
    hours: str
    childrens_services: str
    out_of_hours: str
    web: str
    upload: str = ""
    postal: str = ""
    sample: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Criterion:
    """One of the authority's own criteria, word for word, under a key that is common to all authorities.

    ``additional`` marks a criterion beyond the national ones (Bromley's three London additions). ``direct_impact`` is
    the authority's own question about a direct impact on a child or on the role, and is empty where it asks none (R17).
    """

    key: str
    text: str
    plain: str
    requirement: str
    additional: bool = False
    direct_impact: str = ""
    direct_impact_requirement: str = ""

    @property
    def heading(self) -> str:
        """The same words where they stand alone, with a capital letter: some documents quote the end of a sentence."""
        return self.text[:1].upper() + self.text[1:]


@dataclass(frozen=True, kw_only=True, slots=True)
class Clock:
    """A time limit. ``length`` 0 with working days means the same working day.

    One that ``repeats`` begins anew each time it is met, for as long as the case goes on; with ``from_start`` its dates
    are counted from the start, whenever it was met. ``reason_if_late``: what is late is not recorded without a reason.

    ``label`` is for pages and goes on after the role; ``task`` tells the office what to do. Any of ``done`` meets it,
    and it applies only where all of ``applies`` is so. ``each``: every start has its own limit, not only the first.
    ``warn`` is how long before the end it is due soon: hours for a limit in hours, else days, which are working days
    where the limit is. ``other_unit`` is what the document may mean as well (R03).
    """

    key: str
    label: str
    task: str = ""
    length: int
    unit: Unit
    start: StartEvent
    done: tuple[DoneEvent, ...] = ()
    applies: tuple[Condition, ...] = ()
    each: bool = False
    role: str = ""
    wherever_possible: bool = False
    repeats: bool = False
    from_start: bool = False
    reason_if_late: bool = False
    warn: int = 0
    other_unit: Unit | Literal[""] = ""
    assumed_because: str = ""
    requirement: Requirement


@dataclass(frozen=True, kw_only=True, slots=True)
class AgreedDate:
    """A day that the LADO sets in each case, because the document asks for one and gives no length of time.

    From ``start`` on there is to be a day. It is kept by any of ``done``, and applies where all of ``applies`` is so.
    One that ``repeats`` asks for the next day each time it is kept.
    """

    key: str
    task: str
    start: StartEvent
    done: tuple[DoneEvent, ...] = ()
    applies: tuple[Condition, ...] = ()
    each: bool = False
    repeats: bool = False
    role: str = ""
    requirement: Requirement


@dataclass(frozen=True, kw_only=True, slots=True)
class OfficeHours:
    """When the office works on a working day, for limits in working hours: "09:00"."""

    opens: str
    closes: str
    requirement: Requirement


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """An entry of one of the authority's lists: category, sector, outcome."""

    key: str
    label: str
    hint: str = ""
    definition: str = ""
    requirement: Requirement | None = None


MeetingKey = Literal["lado-police", "child-protection", "professionals", "lado-led", "outcome", "evaluation"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Meeting:
    """A kind of meeting: ``key`` is common to all authorities (R23, R24), ``label`` the authority's own name for it."""

    key: MeetingKey
    label: str
    purpose: str = ""
    chair: str = ""
    held: Compulsory = ""
    invite: tuple[str, ...] = ()
    requirement: Requirement


@dataclass(frozen=True, kw_only=True, slots=True)
class Pathway:
    """Where a contact may lead: the authority's own tier, category or branch, and what it has in common (R20).

    ``counted`` tells whether it counts as an allegation in the figures (R14); None where the document does not say.
    ``suggested_by`` are the signals in the answers that point to it, unless one of ``ruled_out_by`` is there; the LADO
    decides. ``reasons`` are those that a decision for it may name.
    """

    key: str
    label: str
    common: Common
    text: str
    suggested_by: tuple[SignalKey, ...] = ()
    ruled_out_by: tuple[SignalKey, ...] = ()
    examples: tuple[str, ...] = ()
    reasons: tuple[Choice, ...] = ()
    counted: bool | None = None
    overseen: bool | None = None
    requirement: Requirement


@dataclass(frozen=True, kw_only=True, slots=True)
class Need:
    """Something that must be on record before a step ends: one of ``any``, each like "letter-sent:to=adult".

    A part in front of the colon names the kind of entry, those behind it what it says; "=name" asks the entry that ends
    the step itself. ``each`` makes it hold of each allegation, or, with the key of a meeting, of each of those who are
    always invited; "{}" stands for it in ``any`` and ``what``.
    """

    what: str
    any: tuple[str, ...]
    each: str = ""
    requirement: Requirement


@dataclass(frozen=True, kw_only=True, slots=True)
class Stage:
    """What is needed before an entry of the kind ``ends`` may stand; with a reason it may stand all the same.

    It holds only in these ``pathways``, unless there are none, and ``where`` the entry says this: "name=value".
    """

    ends: str
    needs: tuple[Need, ...]
    pathways: tuple[str, ...] = ()
    where: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class FollowUp:
    """What an entry of the record brings about, where the document sets no time for it: ``task`` is then to be done.

    It begins with any of ``after``, each like "s47-decided:agreed=yes", and is done by any of ``done`` that is said to
    have happened no earlier. Any of ``unless`` on record makes it needless. It holds in these ``pathways``, unless
    there are none, and where all of ``applies`` is so.
    """

    key: str
    task: str
    after: tuple[str, ...]
    done: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    pathways: tuple[str, ...] = ()
    applies: tuple[Condition, ...] = ()
    role: str = ""
    requirement: Requirement


@dataclass(frozen=True, kw_only=True, slots=True)
class Default:
    """What an entry of the kind ``entry`` ``says`` in ``field`` unless somebody says otherwise; the person is shown it.

    It holds in these ``pathways``, unless there are none; once any of ``after`` is on record, where there is any; and
    where the entry says all of ``where``, each "name=value".
    """

    entry: str
    field: str
    says: str
    after: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    pathways: tuple[str, ...] = ()
    requirement: Requirement


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """How soon cases should end: ``percent`` of them (100 with ``exceptions`` is "all but exceptional ones").

    ``ambition`` marks the authority's own aim beyond the expectation that it quotes (R08).
    """

    percent: int
    length: int
    unit: Unit
    start: StartEvent
    exceptions: str = ""
    without_police_cases: bool = False
    ambition: bool = False
    requirement: Requirement


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """One statement of the authority's document with a key of its own: a condition, an example, a rule of chairing."""

    key: str
    text: str
    requirement: Requirement


@dataclass(frozen=True, kw_only=True, slots=True)
class Checklist:
    """The preparation list that the authority published for one agency; ``items`` are keys of ``forms.meeting``."""

    agency: str
    label: str
    items: tuple[str, ...]
    requirement: Requirement


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """What the authority says about a topic, in plain words, for pages and forms."""

    topic: Topic
    text: str
    requirement: Requirement


@dataclass(frozen=True, kw_only=True, slots=True)
class Duty:
    """What the service itself does regularly: at least ``times`` in every month, quarter or other ``period``.

    ``done_by`` is what an entry of the office's log says that counts as done, like "role-promoted:channel=dsl"; without
    it, somebody says so.
    """

    key: str
    label: str
    times: int
    period: Period
    role: str = ""
    done_by: str = ""
    requirement: Requirement


@dataclass(frozen=True, kw_only=True, slots=True)
class AnnualReport:
    """The yearly report. ``year_ends`` is the last day of its year, like "03-31"."""

    year_ends: str = ""
    recipients: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    requirement: Requirement


@dataclass(frozen=True, kw_only=True, slots=True)
class RetentionRule:
    """How long the record of a closed case is kept at least; then a person looks whether it is still needed.

    It is for cases with any of these outcomes, categories and pathways, where an empty list is for all; a pathway is
    named by its own key or by what it has in common. ``then`` says that nothing is removed by itself. ``source`` is
    where the period stands in the authority's own schedule.
    """

    key: str
    label: str
    outcomes: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    pathways: tuple[str, ...] = ()
    months: int
    start: RetentionStart
    then: Literal["review"] = "review"
    source: str
    assumed_because: str = ""
    requirement: Requirement | None = None

    @property
    def counted_from(self) -> str:
        """From what day on it is counted, in words."""
        return RETENTION_STARTS[self.start]

    def fits(self, *, outcome: str, category: str, pathways: Collection[str]) -> bool:
        """Tell whether it is for a case with these; ``pathways`` is all that its pathway is called by."""
        return (
            (not self.outcomes or outcome in self.outcomes)
            and (not self.categories or category in self.categories)
            and (not self.pathways or any(each in self.pathways for each in pathways))
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """A page of the authority's own that our pages and letters point to."""

    key: LinkKey
    label: str
    address: str
    requirement: Requirement


@dataclass(frozen=True, kw_only=True, slots=True)
class LetterParagraph:
    """A paragraph of the authority's own that its closing letter has; "{link}" stands for its page on the matter."""

    key: LetterPart
    text: str
    requirement: Requirement


@dataclass(frozen=True, kw_only=True, slots=True)
class Profile:
    """One authority.

    ``area`` is the place people know ("Sandwell"), ``service`` what it calls the LADO service, ``cover`` who stands in
    for the LADO, in order. ``police_conditions`` are the conditions under which the police are always told;
    ``personal_life`` the prompts about behaviour outside work; ``out_of_area`` and ``chairing`` the rules about other
    authorities and about who chairs. ``historic_months`` is how long ago makes a concern historic (R45), and
    ``retention_months`` how long records are kept that no entry of ``retention`` is for: while there is neither,
    nothing is ever due to be removed (R64).
    ``employer_investigation`` and ``external_system`` are what the authority calls those two.
    """

    name: str
    area: str
    service: str
    host: str
    partnership: str
    contact: Contact
    meeting: str
    advice_label: str
    criteria: tuple[Criterion, ...]
    criteria_source: str
    criteria_requirement: str
    clocks: tuple[Clock, ...]
    categories: tuple[Choice, ...]
    sectors: tuple[Choice, ...]
    outcomes: tuple[Choice, ...]
    standard_of_proof: str
    guidance_sources: tuple[str, ...]
    privacy_sources: tuple[str, ...]
    statements_warning: str
    cover: tuple[str, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    pathways: tuple[Pathway, ...] = ()
    stages: tuple[Stage, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    defaults: tuple[Default, ...] = ()
    targets: tuple[Target, ...] = ()
    police_conditions: tuple[Rule, ...] = ()
    personal_life: tuple[Rule, ...] = ()
    consult_examples: tuple[Rule, ...] = ()
    out_of_area: tuple[Rule, ...] = ()
    chairing: tuple[Rule, ...] = ()
    checklists: tuple[Checklist, ...] = ()
    external_bodies: tuple[Choice, ...] = ()
    roles: tuple[Choice, ...] = ()
    statements: tuple[Statement, ...] = ()
    duties: tuple[Duty, ...] = ()
    annual_report: AnnualReport | None = None
    links: tuple[Link, ...] = ()
    letter_paragraphs: tuple[LetterParagraph, ...] = ()
    employer_investigation: str = ""
    external_system: str = ""
    historic_months: int | None = None
    retention_months: int | None = None
    retention: tuple[RetentionRule, ...] = ()
    extra_bank_holidays: tuple[date, ...] = ()
    agreed_dates: tuple[AgreedDate, ...] = ()
    office_hours: OfficeHours | None = None

    def __hash__(self) -> int:
        # What is worked out of a profile once is kept by it and looked up for every case: to hash every field is slow.
        return hash(self.name)

    def clock(self, key: str) -> Clock | None:
        """Return the clock with this key, or None where the authority's document sets none."""
        return next((clock for clock in self.clocks if clock.key == key), None)

    @property
    def retention_rules(self) -> tuple[RetentionRule, ...]:
        """All rules of retention, in the order of the file: the first that fits a case counts.

        What ``retention_months`` says is the last of them, and fits every case.
        """
        if self.retention_months is None:
            return self.retention
        return (
            *self.retention,
            RetentionRule(
                key="retention_months",
                label="Every other record" if self.retention else "Every record",
                months=self.retention_months,
                start="closed",
                source="the setting retention_months",
            ),
        )

    def retention_rule(self, *, outcome: str, category: str, pathway: str) -> RetentionRule | None:
        """Return the rule of retention that counts for a case, or None where there is none: then it is kept."""
        names = (pathway, *(each.common for each in self.pathways if each.key == pathway))
        return next(
            (each for each in self.retention_rules if each.fits(outcome=outcome, category=category, pathways=names)),
            None,
        )

    def said(self, topic: Topic) -> str:
        """Return what the authority says about a topic, or "" where its document is silent."""
        return "\n\n".join(statement.text for statement in self.statements if statement.topic == topic)
