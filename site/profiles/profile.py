"""An authority's settings as one frozen value. Where its document is silent a setting stays empty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .entries import (
    AgreedDate,
    AnnualReport,
    Checklist,
    Choice,
    Clock,
    Contact,
    Criterion,
    Default,
    Duty,
    FollowUp,
    LetterParagraph,
    Link,
    Meeting,
    OfficeHours,
    Pathway,
    RetentionRule,
    Rule,
    Stage,
    Statement,
    Target,
)
from .kinds import Topic


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
