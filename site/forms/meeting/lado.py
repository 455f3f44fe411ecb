"""What another authority's LADO brings to the meeting: whose case it is, what is known there, and who was told."""

from __future__ import annotations

from ..conditions import Is
from ..questions import AnyOf, Choice, Date, LongText, OneOf, ShortText
from .items import Item, some_day, told, yes_or_no

_CASE = "Your case"
_KNOWN = "What is known in your area"
_CHILD = "A child in your council’s care"

TOLD = (
    Choice("social-worker", "The child’s social worker"),
    Choice("reviewing-officer", "The Independent Reviewing Officer"),
    Choice("commissioning", "Commissioning, who arranged the placement"),
)


def _told_on(choice: Choice) -> Date:
    return Date(
        name=f"told_there_{choice.value.replace('-', '_')}_on",
        label=f"{choice.label}: told on which date?",
        hint="For example, 27 3 2026",
        required=True,
        not_known=True,
        when=Is("told_there_whom", choice.value),
    )


LADO = (
    Item(
        key="interest",
        label="Why your area is concerned",
        section=_CASE,
        questions=(
            AnyOf(
                name="interest_reason",
                label="What is in your area?",
                hint="Select all that apply.",
                choices=(
                    Choice("works", "The adult works or volunteers there"),
                    Choice("lives", "The adult lives there"),
                    Choice("child-lives", "The child lives there"),
                    Choice("child-in-care", "The council looks after the child, who is placed elsewhere"),
                    Choice("happened", "It happened there"),
                ),
                required=True,
            ),
            OneOf(
                name="interest_lead",
                label="Which LADO should lead, in your view?",
                choices=(
                    Choice("you", "The LADO who holds this meeting"),
                    Choice("us", "Our LADO"),
                    Choice("agree", "It should be agreed at the meeting"),
                ),
                required=True,
            ),
        ),
        requirements=("LEI-46", "WAN-56"),
    ),
    Item(
        key="case-state",
        label="Where your own case stands",
        section=_CASE,
        questions=(
            OneOf(
                name="case_state_is",
                label="Do you have a case on this concern?",
                choices=(
                    Choice("open", "Yes, it is open"),
                    Choice("closed", "Yes, it is closed"),
                    Choice("none", "No"),
                ),
                required=True,
            ),
            ShortText(
                name="case_state_reference",
                label="Your reference (optional)",
                hint="A number, not a name",
                max_length=60,
            ),
            told("case_state_decided", "What has been decided so far, and when does your LADO meet next?", rows=3),
        ),
        requirements=("WAN-57",),
    ),
    Item(
        key="history",
        label="Earlier concerns about the adult in your area",
        section=_KNOWN,
        questions=(
            yes_or_no("history_any", "Are there any on record?"),
            LongText(
                name="history_what",
                label="When, what about, and how did each end?",
                required=True,
                when=Is("history_any", "yes"),
            ),
        ),
    ),
    Item(
        key="workplaces-there",
        label="The adult’s work with children in your area",
        section=_KNOWN,
        questions=(
            told("workplaces_there_known", "Where do they work or volunteer, and what has each place been told?"),
            told("workplaces_there_safe", "What has been done to keep children there safe?", rows=3),
        ),
    ),
    Item(
        key="agencies-there",
        label="What other agencies in your area know",
        hint="For example the police, children’s services, Ofsted",
        section=_KNOWN,
        questions=(told("agencies_there_known", "What do they know, and whom should the meeting invite?", rows=3),),
    ),
    Item(
        key="child-in-care",
        label="The child’s needs",
        section=_CHILD,
        questions=(
            told("child_in_care_needs", "Are the child’s needs met where the child is placed? How do you know?"),
            some_day("child_in_care_seen", "When was the child last seen by a social worker?"),
        ),
        requirements=("LEI-50",),
    ),
    Item(
        key="told-there",
        label="Who has been told on your side",
        section=_CHILD,
        questions=(
            AnyOf(
                name="told_there_whom",
                label="Who has been told?",
                hint="Select all that apply.",
                choices=(*TOLD, Choice("none", "None of these")),
                required=True,
                not_known=True,
            ),
            *(_told_on(choice) for choice in TOLD),
        ),
        requirements=("LEI-47", "LEI-48"),
    ),
)
