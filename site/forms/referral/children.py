"""The child or children: who they are, who looks after them, and what they have said."""

from __future__ import annotations

from ...profiles import Profile
from ..conditions import Is, Known, Not
from ..questions import (
    Address,
    Choice,
    Date,
    Group,
    Kind,
    LongText,
    OneOf,
    Postcode,
    ShortText,
    Step,
    YesNo,
)
from .adult import ETHNIC_GROUPS, GENDERS
from .areas import responsible_council


def children_step(profile: Profile) -> Step:
    identified = Is("child_identified", "yes")
    return Step(
        name="children",
        title="The child or children",
        intro=(
            "Give full names where you know them, not initials, so that the LADO team and the police can find the right "
            "child. You can send this without a child’s name."
        ),
        questions=(
            OneOf(
                name="child_identified",
                label="Is there a particular child who was, or may have been, harmed?",
                choices=(
                    Choice("yes", "Yes, one or more children"),
                    Choice("no", "No, the concern is not about a particular child"),
                ),
                required=True,
                not_known=True,
                missing="Select yes if there is a particular child",
            ),
            Group(
                name="children",
                label="The children",
                entry="child",
                required=True,
                when=identified,
                missing="Add at least one child. If you do not know the name, select “Not known”",
                record="child",
                questions=_child_questions(profile),
            ),
            LongText(
                name="child_views",
                label="What has the child said, and what do they want to happen?",
                hint=(
                    "Use the child’s own words if you have them. Do not question the child to fill this in. If you do not "
                    "know, select “Not known”."
                ),
                required=True,
                not_known=True,
                when=identified,
                missing="Enter what the child has said, or select “Not known”",
                record="allegation.child_views",
                requirements=("SAN-24",),
                rows=4,
            ),
            LongText(
                name="other_children_at_risk",
                label="Could other children be at risk? Say who and why (optional)",
                max_length=4000,
                rows=3,
                requirements=("SAN-25",),
            ),
        ),
    )


def _child_questions(profile: Profile) -> tuple[Kind, ...]:
    return (
        ShortText(
            name="child_family_name",
            label="Family name",
            required=True,
            not_known=True,
            missing="Enter the child’s family name, or select “Not known”",
            record="child.family_name",
            requirements=("BED-79",),
        ),
        ShortText(
            name="child_given_names",
            label="First and middle names",
            required=True,
            not_known=True,
            missing="Enter the child’s first name, or select “Not known”",
            record="child.given_names",
            requirements=("BED-79",),
        ),
        Date(
            name="child_birth_date",
            label="Date of birth",
            hint="For example, 14 6 2021. If you only know the year, leave the day and month empty.",
            approximate=True,
            not_known=True,
            required=True,
            missing="Enter the child’s date of birth, or select “Not known”",
            record="child.birth_date",
            requirements=("BED-81",),
        ),
        YesNo(
            name="child_now_adult",
            label="Are they 18 or over now?",
            required=True,
            not_known=True,
            when=Not(Known("child_birth_date")),
            missing="Select yes if they are 18 or over now",
            requirements=("BED-52",),
        ),
        OneOf(
            name="child_gender",
            label="Gender (optional)",
            choices=GENDERS,
            not_known=True,
            record="child.gender",
            requirements=("BED-82",),
        ),
        OneOf(
            name="child_ethnicity",
            label="Ethnic group (optional)",
            choices=ETHNIC_GROUPS,
            not_known=True,
            record="child.ethnicity",
            requirements=("BED-83",),
        ),
        Address(
            name="child_address",
            label="Home address (optional)",
            not_known=True,
            record="child.address",
            requirements=("BED-80",),
        ),
        Postcode(
            name="child_postcode", label="Home postcode (optional)", record="child.postcode", requirements=("BED-80",)
        ),
        ShortText(
            name="child_relationship",
            label="How does the child know the adult? (optional)",
            hint="For example: pupil in their class, child in their care, their own child",
            record="child.relationship_to_adult",
        ),
        YesNo(
            name="child_in_care",
            label="Is a council responsible for the child’s care (a looked-after child)?",
            not_known=True,
            required=True,
            missing="Select yes if a council is responsible for the child’s care",
            record="child.in_care",
        ),
        *responsible_council(profile),
        ShortText(
            name="child_social_worker",
            label="Social worker or other professional already involved (optional)",
            hint="Name, and telephone number or e-mail address if you have them",
            record="child.social_worker",
        ),
        YesNo(
            name="child_vulnerability",
            label="Does the child have a disability, special educational need or any other extra vulnerability?",
            hint="Being young is not counted here.",
            not_known=True,
            required=True,
            missing="Select yes if the child has a disability, special educational need or any other extra vulnerability",
            record="child.additional_vulnerability",
            requirements=("BED-74",),
        ),
        ShortText(
            name="child_vulnerability_details",
            label="What should we know about it?",
            when=Is("child_vulnerability", "yes"),
            record="child.vulnerability_details",
        ),
        YesNo(
            name="child_parents_told",
            label="Have the child’s parents or carers been told?",
            not_known=True,
            required=True,
            missing="Select yes if the child’s parents or carers have been told",
            record="child.parents_told",
        ),
    )
