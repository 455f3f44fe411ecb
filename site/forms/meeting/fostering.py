"""What a fostering service brings to the meeting: approval, the children placed, support and standards of care."""

from __future__ import annotations

from ..conditions import Is, Not
from ..questions import Choice, Date, Group, LongText, Number, OneOf, ShortText
from .items import Item, some_day, told, yes_or_no

_APPROVAL = "Approval, and earlier concerns"
_HOME = "The children placed, and the household"
_CARE = "Care, visits and support"

STANDARDS_OF_CARE = "standards-of-care"

FOSTERING = (
    Item(
        key="approval",
        label="Approval as a foster carer",
        section=_APPROVAL,
        questions=(
            told(
                "approval_terms",
                "What is the approval for?",
                "For example: how many children, ages, short term",
                rows=2,
            ),
            some_day("approval_since", "Since when?"),
            some_day("approval_reviewed", "When was the last yearly review?"),
            told("approval_review_said", "What did the last review say?", rows=3),
        ),
    ),
    Item(
        key="earlier-care-concerns",
        label="Earlier allegations and concerns",
        section=_APPROVAL,
        questions=(
            Group(
                name="earlier_care_concerns_known",
                label="What came up before?",
                entry="concern",
                required=True,
                questions=(
                    some_day("earlier_care_concerns_on", "When?"),
                    LongText(
                        name="earlier_care_concerns_what",
                        label="What was it about, and how did it end?",
                        required=True,
                        rows=2,
                        max_length=4000,
                    ),
                ),
            ),
        ),
    ),
    Item(
        key="placements",
        label="Children placed now",
        hint="Do not name the children. The council that placed each child knows who they are.",
        section=_HOME,
        questions=(
            Group(
                name="placements_now",
                label="Which children are placed there now?",
                entry="placement",
                required=True,
                questions=(
                    Number(name="placements_age", label="Age in years", required=True, most=25),
                    ShortText(name="placements_council", label="Which council placed the child?", required=True),
                    OneOf(
                        name="placements_told",
                        label="Has the child’s social worker been told?",
                        choices=(Choice("yes", "Yes"), Choice("no", "No")),
                        required=True,
                        not_known=True,
                    ),
                ),
            ),
            OneOf(
                name="placements_plan",
                label="What happens with these children meanwhile?",
                choices=(
                    Choice("stay", "They stay"),
                    Choice("stay-with-changes", "They stay, with changes or more support"),
                    Choice("moved", "One or more were moved"),
                    Choice("undecided", "It is not decided yet"),
                ),
                required=True,
            ),
            told("placements_why", "Who decided this, and why?", rows=3),
        ),
    ),
    Item(
        key="household",
        label="The household",
        hint="Others who live there or often come: adults, and the carer’s own children",
        section=_HOME,
        questions=(told("household_known", "Who are they, and what should the meeting know?", rows=3),),
    ),
    Item(
        key="carer-other-contact",
        label="Other contact with children",
        hint="For example another job, volunteering, or children they look after for friends",
        section=_HOME,
        questions=(
            yes_or_no("carer_other_contact_known", "Do you know of any other way in which the carer meets children?"),
            LongText(
                name="carer_other_contact_what",
                label="What is it, and where?",
                required=True,
                rows=3,
                when=Is("carer_other_contact_known", "yes"),
            ),
        ),
        requirements=("SAN-72",),
    ),
    Item(
        key="supervision",
        label="Visits and supervision",
        section=_CARE,
        questions=(
            some_day("supervision_on", "When did the supervising social worker last visit?"),
            some_day("supervision_unannounced", "When was the last visit without notice?"),
            told("supervision_said", "What do the notes of these visits say?", rows=3),
        ),
    ),
    Item(
        key="safer-caring",
        label="Safer caring plan",
        section=_CARE,
        questions=(told("safer_caring_says", "What does the plan say about this, and was it followed?", rows=3),),
    ),
    Item(
        key="carer-support",
        label="Support for the carer",
        section=_CARE,
        questions=(
            told(
                "carer_support_given",
                "What support does the carer have?",
                "From your service, and from someone independent",
                rows=3,
            ),
        ),
    ),
    Item(
        key="carer-training",
        label="Training of the carer",
        section=_CARE,
        questions=(
            Group(
                name="carer_training_had",
                label="Which training has the carer had?",
                hint="For example safeguarding, safer caring, holding a child safely",
                entry="course",
                required=True,
                questions=(
                    ShortText(name="carer_training_topic", label="What was it about?", required=True),
                    some_day("carer_training_on", "When was it?"),
                ),
            ),
        ),
    ),
    Item(
        key=STANDARDS_OF_CARE,
        label="Standards of care investigation",
        section=_APPROVAL,
        questions=(
            OneOf(
                name="standards_of_care_state",
                label="Is there a standards of care investigation?",
                choices=(
                    Choice("planned", "It is planned"),
                    Choice("open", "It has started"),
                    Choice("ended", "It has ended"),
                    Choice("none", "No"),
                ),
                required=True,
            ),
            Date(
                name="standards_of_care_from",
                label="When did it start, or when will it?",
                hint="For example, 27 3 2026",
                required=True,
                not_known=True,
                future=True,
                when=Not(Is("standards_of_care_state", "none")),
            ),
            LongText(
                name="standards_of_care_found",
                label="What has it found so far, and what advice do you need from the LADO team?",
                required=True,
                rows=3,
                when=Not(Is("standards_of_care_state", "none")),
            ),
            OneOf(
                name="standards_of_care_filed",
                label="Is the LADO team’s advice on the carer’s file?",
                choices=(
                    Choice("yes", "Yes"),
                    Choice("no", "No"),
                    Choice("no-advice", "No advice has been given yet"),
                ),
                required=True,
                when=Not(Is("standards_of_care_state", "none")),
            ),
        ),
        requirements=("WAN-49", "WAN-50"),
    ),
)
