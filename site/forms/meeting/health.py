"""What health services bring to the meeting: injuries, medical opinion, and the health of the child."""

from __future__ import annotations

from ..conditions import Is
from ..questions import Choice, Group, LongText, OneOf, ShortText
from .items import RISK, Item, some_day, told, yes_or_no

_MEDICAL = "Injury and medical opinion"
_CHILD = "The child’s health"

HEALTH = (
    Item(
        key="injuries",
        label="Injuries and other findings",
        hint="You can add a body map as a file. Never add intimate pictures of a child.",
        section=_MEDICAL,
        questions=(
            told("injuries_seen", "What was seen, where on the body, and how big?"),
            ShortText(name="injuries_by", label="Who saw it? (name and role)", required=True, not_known=True),
            some_day("injuries_on", "When was it seen?"),
        ),
    ),
    Item(
        key="medical-opinion",
        label="Medical opinion",
        section=_MEDICAL,
        questions=(
            OneOf(
                name="medical_opinion_examined",
                label="Has a doctor examined the child for this?",
                choices=(
                    Choice("protection", "Yes, in a child protection medical"),
                    Choice("other", "Yes, in another way"),
                    Choice("no", "No"),
                ),
                required=True,
                not_known=True,
            ),
            told("medical_opinion_words", "Do the findings fit the explanation given, and why?"),
        ),
    ),
    Item(
        key="child-health",
        label="The child’s health and development",
        hint="Only what the meeting needs. For example: a disability, communication, mental health, medicine",
        section=_CHILD,
        questions=(
            told("child_health_known", "What about the child’s health matters for this concern?"),
            told("child_health_effect", "How has what happened affected the child?", rows=3),
        ),
    ),
    Item(
        key="health-support",
        label="Health support for the child",
        section=_CHILD,
        questions=(told("health_support_given", "What help does the child have, or wait for?", rows=3),),
    ),
    Item(
        key="health-contacts",
        label="Earlier visits that may matter",
        section=_CHILD,
        questions=(
            Group(
                name="health_contacts_known",
                label="When was the child seen, and why?",
                hint="In any order: they are put in order of date for the meeting.",
                entry="visit",
                required=True,
                questions=(
                    some_day("health_contacts_on", "When?"),
                    LongText(
                        name="health_contacts_why", label="Where, and why?", required=True, rows=2, max_length=2000
                    ),
                ),
            ),
        ),
    ),
    Item(
        key="adult-health",
        label="Health of the adult, as far as it bears on risk",
        hint="Ask your safeguarding lead first what you may share, and share no more than that.",
        section=RISK,
        questions=(
            yes_or_no("adult_health_agreed", "Has your safeguarding lead agreed that you may share this?"),
            told("adult_health_words", "What does the meeting need to know?", rows=3),
        ),
    ),
    Item(
        key="health-staff",
        label="If the person works for a health service",
        section=RISK,
        questions=(
            told("health_staff_role", "What is their role, and what contact with children does it bring?", rows=3),
            told("health_staff_safe", "What keeps patients who are children safe meanwhile?", rows=3),
            yes_or_no("health_staff_registered", "Are they registered with a professional body?"),
            ShortText(
                name="health_staff_body",
                label="Which professional body?",
                required=True,
                when=Is("health_staff_registered", "yes"),
            ),
        ),
    ),
)
