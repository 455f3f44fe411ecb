"""What children's services bring to the meeting: the child, the plans for the child, and the risk."""

from __future__ import annotations

from ..conditions import Is
from ..questions import Date, Group, LongText
from .items import RISK, Item, some_day, told, yes_or_no

_CHILD = "The child, and the plans for the child"
_NEEDS = "What the child needs, and other children"

CHILDRENS_SERVICES = (
    Item(
        key="assessment",
        label="Assessment update",
        section=_CHILD,
        questions=(
            told("assessment_update", "What does the latest assessment say?"),
            some_day("assessment_on", "Date of the assessment (optional)", optional=True),
        ),
        requirements=("SAN-47",),
    ),
    Item(
        key="chronology",
        label="Chronology or timeline",
        hint="If you have a long one, add it as a file. Enter only the most important events here.",
        section=_CHILD,
        questions=(
            Group(
                name="chronology_events",
                label="What happened, and when?",
                hint="In any order: they are put in order of date for the meeting.",
                entry="event",
                required=True,
                questions=(
                    some_day("chronology_on", "When?"),
                    LongText(name="chronology_what", label="What happened?", required=True, rows=2, max_length=2000),
                ),
            ),
        ),
        requirements=("SAN-48",),
    ),
    Item(
        key="conference-plan",
        label="Child protection conference and plan",
        section=_CHILD,
        questions=(
            told("conference_plan_update", "What did the conference decide, and what does the plan say now?"),
            told("conference_plan_progress", "How far has the case got since then?"),
            some_day("conference_plan_on", "Date of the last conference (optional)", optional=True),
        ),
        requirements=("SAN-49",),
    ),
    Item(
        key="contact",
        label="Contact issues",
        hint="Who may see or speak to whom, and any limits on it",
        section=_CHILD,
        questions=(told("contact_issues", "What are the issues about contact?"),),
        requirements=("SAN-50",),
    ),
    Item(
        key="child-needs",
        label="What the child needs now",
        section=_NEEDS,
        questions=(
            told("child_needs_now", "What does the child need to be safe and well?"),
            told("child_needs_support", "Who is supporting the child, and how?"),
        ),
        requirements=("BRO-66",),
    ),
    Item(
        key="section-47",
        label="Child protection enquiries (section 47)",
        section=_NEEDS,
        questions=(
            yes_or_no("section_47_started", "Have child protection enquiries been started?"),
            Date(
                name="section_47_on",
                label="When was the strategy discussion? (optional)",
                when=Is("section_47_started", "yes"),
            ),
            told("section_47_outcome", "What was decided, and why?"),
        ),
    ),
    Item(
        key="children-at-home",
        label="Children the person lives with or cares for",
        section=_NEEDS,
        questions=(told("children_at_home_known", "What do you know about these children, and are they safe?"),),
    ),
    Item(
        key="risk-analysis",
        label="Risk analysis",
        hint="The risk to this child and to other children. Keep facts and opinions apart.",
        section=RISK,
        questions=(told("risk_analysis_words", "What is the risk, and what makes you think so?"),),
        requirements=("SAN-51",),
    ),
    Item(
        key="workplace-risk",
        label="Risk that may carry over to the workplace",
        hint="This is called transferable risk: something in private life that may put children at work at risk.",
        section=RISK,
        questions=(told("workplace_risk_words", "Could the risk carry over to the person’s work, and why?"),),
        requirements=("SAN-52",),
    ),
    Item(
        key="occupation-words",
        label="What the person has said to you about their work",
        section=RISK,
        questions=(
            told("occupation_words_said", "What did they say?", "In their own words, as far as you can."),
            some_day("occupation_words_on", "When did they say it? (optional)", optional=True),
        ),
        requirements=("SAN-53",),
    ),
)
