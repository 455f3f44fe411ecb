"""What the police bring to the meeting: possible criminal matters."""

from __future__ import annotations

from ..conditions import Is
from ..questions import AnyOf, Choice, Date, Email, Group, LongText, OneOf, Phone, ShortText
from .items import Item, some_day, told, yes_or_no

_CASE = "Possible criminal matters: the case"
_DONE = "Possible criminal matters: what has been done"
_PEOPLE = "Possible criminal matters: interviews and witnesses"
_NEXT = "Possible criminal matters: risk and outcome"

CAPACITIES = (
    Choice("suspect", "As a suspect or offender"),
    Choice("witness", "As a witness"),
    Choice("victim", "As a victim"),
    Choice("other", "In another way"),
)

POLICE = (
    Item(
        key="pnc",
        label="Police National Computer (PNC) check",
        section=_CASE,
        questions=(
            yes_or_no("pnc_known", "Do the police know the person?"),
            AnyOf(
                name="pnc_capacity",
                label="In which capacity do the police know the person?",
                hint="Select all that apply.",
                choices=CAPACITIES,
                required=True,
                missing="Select in which capacity the police know the person",
                when=Is("pnc_known", "yes"),
            ),
            LongText(
                name="pnc_details",
                label="What may the meeting know about it? (optional)",
                rows=3,
                when=Is("pnc_known", "yes"),
            ),
        ),
        requirements=("SAN-54",),
    ),
    Item(
        key="crime-number",
        label="Crime number",
        section=_CASE,
        questions=(ShortText(name="crime_number_is", label="What is the crime number?", required=True, max_length=60),),
        requirements=("SAN-55",),
    ),
    Item(
        key="officer",
        label="Officer in charge",
        section=_CASE,
        questions=(
            ShortText(name="officer_name", label="Name of the officer in charge", required=True),
            Phone(name="officer_phone", label="Officer’s telephone number (optional)"),
            Email(name="officer_email", label="Officer’s e-mail address (optional)"),
        ),
        requirements=("SAN-56",),
    ),
    Item(
        key="police-decision",
        label="Decision to investigate",
        section=_CASE,
        questions=(
            OneOf(
                name="police_decision_is",
                label="Does this need a police investigation?",
                choices=(
                    Choice("yes", "Yes"),
                    Choice("no", "No"),
                    Choice("undecided", "It is not decided yet"),
                ),
                required=True,
            ),
            told("police_decision_why", "Why?", rows=3),
        ),
        requirements=("BRO-65",),
    ),
    Item(
        key="police-actions",
        label="Actions taken",
        section=_DONE,
        questions=(
            Group(
                name="police_actions_seen",
                label="Who has been seen, and when?",
                entry="person seen",
                required=True,
                questions=(
                    ShortText(name="police_actions_who", label="Who was seen?", required=True),
                    Date(
                        name="police_actions_on", label="On which date?", hint="For example, 27 3 2026", required=True
                    ),
                    ShortText(name="police_actions_what", label="What was done? (optional)"),
                ),
            ),
            told("police_actions_other", "What else have the police done? (optional)", rows=3, optional=True),
        ),
        requirements=("SAN-57",),
    ),
    Item(
        key="police-evidence",
        label="Evidence held",
        hint="For example CCTV, phones and other devices, pictures, clothes",
        section=_DONE,
        questions=(told("police_evidence_held", "What do the police hold, and what are they waiting for?"),),
    ),
    Item(
        key="bail",
        label="Bail conditions",
        section=_DONE,
        questions=(
            yes_or_no("bail_set", "Are there any bail conditions?"),
            LongText(
                name="bail_conditions",
                label="What are the conditions?",
                hint="Write each one on a line of its own.",
                required=True,
                rows=4,
                when=Is("bail_set", "yes"),
            ),
            Date(
                name="bail_until",
                label="Until when? (optional)",
                hint="For example, 27 3 2026",
                future=True,
                when=Is("bail_set", "yes"),
            ),
        ),
        requirements=("SAN-58",),
    ),
    Item(
        key="interviews",
        label="Interviews",
        section=_PEOPLE,
        questions=(
            Group(
                name="interviews_held",
                label="Who was interviewed, and when?",
                entry="interview",
                required=True,
                questions=(
                    ShortText(name="interviews_who", label="Who was interviewed?", required=True),
                    Date(
                        name="interviews_on",
                        label="Date of the interview",
                        hint="For example, 27 3 2026. It may lie ahead.",
                        required=True,
                        future=True,
                    ),
                    LongText(
                        name="interviews_said",
                        label="What may the meeting know about it? (optional)",
                        rows=2,
                        max_length=4000,
                    ),
                ),
            ),
        ),
        requirements=("SAN-59",),
    ),
    Item(
        key="witnesses",
        label="Witnesses",
        section=_PEOPLE,
        questions=(told("witnesses_known", "Who are the witnesses, and what may the meeting know?"),),
        requirements=("SAN-60",),
    ),
    Item(
        key="police-risk",
        label="Risk analysis by the police",
        hint="The risk to this child and to other children",
        section=_NEXT,
        questions=(told("police_risk_words", "What is the risk as the police see it, and why?"),),
        requirements=("SAN-61",),
    ),
    Item(
        key="police-outcomes",
        label="Outcomes",
        hint="For example: no further action, a caution, a charge, waiting for a decision",
        section=_NEXT,
        questions=(
            told("police_outcomes_are", "What are the outcomes so far?", rows=3),
            some_day("police_outcomes_on", "Date of the decision (optional)", optional=True),
        ),
        requirements=("SAN-62",),
    ),
    Item(
        key="police-sharing",
        label="What may be shared, and what may start",
        section=_NEXT,
        questions=(
            told("police_sharing_what", "What may the employer, the person and the family be told now?", rows=3),
            OneOf(
                name="police_sharing_employer",
                label="May the employer’s own investigation start?",
                choices=(
                    Choice("yes", "Yes"),
                    Choice("not-yet", "Not yet: it could harm the police investigation"),
                    Choice("discuss", "We want to talk about it at the meeting"),
                ),
                required=True,
            ),
        ),
    ),
)
