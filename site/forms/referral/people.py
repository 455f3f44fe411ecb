"""The people in a referral: the adult, their work, their other work, the children, and the person referring."""

from __future__ import annotations

from ...profiles import Profile
from ..conditions import And, Is, Known, Not, Or
from ..conditions import AnyOf as OneOfThese
from ..questions import (
    Address,
    Choice,
    Date,
    DateTime,
    Email,
    Group,
    Kind,
    LongText,
    OneOf,
    Phone,
    Postcode,
    ShortText,
    Step,
    YesNo,
)

GENDERS = (
    Choice("female", "Female"),
    Choice("male", "Male"),
    Choice("other", "Described in another way"),
)
ETHNIC_GROUPS = (
    Choice("asian", "Asian or Asian British"),
    Choice("black", "Black, Black British, Caribbean or African"),
    Choice("mixed", "Mixed or multiple ethnic groups"),
    Choice("white", "White"),
    Choice("other", "Another ethnic group"),
)
WITHOUT_EMPLOYER = ("self-employed", "none")
HAS_EMPLOYER = Not(OneOfThese("work_basis", WITHOUT_EMPLOYER))


def adult_step() -> Step:
    return Step(
        name="adult",
        title="The adult you are worried about",
        intro="Tell us what you know. If you do not know something, say so: please never make up a name or a date.",
        questions=(
            YesNo(
                name="more_adults",
                label="Is the concern about more than one adult?",
                required=True,
                missing="Select yes if the concern is about more than one adult",
                requirements=("BED-42",),
            ),
            ShortText(
                name="adult_family_name",
                label="Family name",
                required=True,
                not_known=True,
                missing="Enter the adult’s family name, or select “Not known”",
                record="adult.family_name",
                requirements=("BED-79",),
            ),
            ShortText(
                name="adult_given_names",
                label="First and middle names",
                required=True,
                not_known=True,
                missing="Enter the adult’s first name, or select “Not known”",
                record="adult.given_names",
                requirements=("BED-79",),
            ),
            ShortText(
                name="adult_other_names",
                label="Other names they are known by (optional)",
                hint="Nicknames, earlier surnames, name used at work or online",
                record="adult.other_names",
            ),
            Date(
                name="adult_birth_date",
                label="Date of birth",
                hint="For example, 27 3 1985. If you only know the year, leave the day and month empty.",
                required=True,
                not_known=True,
                approximate=True,
                missing="Enter the adult’s date of birth, or select “Not known”",
                record="adult.birth_date",
                requirements=("BED-81",),
            ),
            OneOf(
                name="adult_gender",
                label="Gender (optional)",
                choices=GENDERS,
                not_known=True,
                record="adult.gender",
                requirements=("BED-82",),
            ),
            OneOf(
                name="adult_ethnicity",
                label="Ethnic group (optional)",
                choices=ETHNIC_GROUPS,
                not_known=True,
                record="adult.ethnicity",
                requirements=("BED-83",),
            ),
            Address(
                name="adult_address",
                label="Home address (optional)",
                not_known=True,
                record="adult.address",
                requirements=("BED-80",),
            ),
            Postcode(
                name="adult_postcode",
                label="Home postcode (optional)",
                record="adult.postcode",
                requirements=("BED-80",),
            ),
            Phone(name="adult_phone", label="Telephone number (optional)", record="adult.telephone"),
            Email(name="adult_email", label="E-mail address (optional)", record="adult.email"),
        ),
    )


def work_step(profile: Profile) -> Step:
    return Step(
        name="work",
        title="Their work with children",
        questions=(
            ShortText(
                name="work_role",
                label="Job title or role",
                hint="For example: nursery practitioner, football coach, foster carer",
                required=True,
                not_known=True,
                missing="Enter their job title or role, or select “Not known”",
                record="engagement.role",
                requirements=("BED-86",),
            ),
            OneOf(
                name="work_basis",
                label="How do they work there?",
                choices=(
                    Choice("permanent", "Employed, permanent"),
                    Choice("temporary", "Employed, temporary or fixed term"),
                    Choice("agency", "Agency or supply worker"),
                    Choice("volunteer", "Volunteer"),
                    Choice("self-employed", "Self-employed"),
                    Choice("foster-carer", "Foster carer"),
                    Choice("student", "Student or trainee"),
                    Choice(
                        "none",
                        "They do not work with children at the moment",
                        "For example, they left or were dismissed",
                    ),
                ),
                required=True,
                not_known=True,
                missing="Select how they work there",
                record="engagement.basis",
                requirements=("BED-09", "BRO-20", "BRO-30"),
            ),
            ShortText(
                name="agency_name",
                label="Name of the agency",
                not_known=True,
                when=Is("work_basis", "agency"),
                record="engagement.agency",
            ),
            ShortText(
                name="past_work",
                label="When and where did they last work with children?",
                not_known=True,
                when=Is("work_basis", "none"),
                record="engagement.past_work",
                requirements=("BRO-30",),
            ),
            OneOf(
                name="work_sector",
                label="What kind of place is it?",
                choices=tuple(Choice(sector.key, sector.label) for sector in profile.sectors),
                required=True,
                not_known=True,
                missing="Select what kind of place it is",
                record="engagement.sector",
                requirements=("BRO-69", "BRO-70"),
            ),
            ShortText(
                name="employer_name",
                label="Name of the school, nursery, club or employer",
                required=True,
                not_known=True,
                when=HAS_EMPLOYER,
                missing="Enter the name of the school, nursery, club or employer, or select “Not known”",
                record="organisation.name",
                requirements=("BED-85",),
            ),
            Address(
                name="employer_address",
                label="Its address (optional)",
                when=And((HAS_EMPLOYER, Known("employer_name"))),
                record="organisation.address",
            ),
            Postcode(
                name="employer_postcode",
                label="Its postcode (optional)",
                when=And((HAS_EMPLOYER, Known("employer_name"))),
                record="organisation.postcode",
            ),
            ShortText(
                name="senior_officer",
                label="Who leads on allegations there? (optional)",
                hint="The named senior manager or designated safeguarding lead, with a telephone number if you have one",
                when=And((HAS_EMPLOYER, Known("employer_name"))),
                record="organisation.senior_officer",
                requirements=("WAN-15", "BRO-05"),
            ),
            Date(
                name="work_started",
                label="When did they start there? (optional)",
                hint="For example, 9 2021. Leave out what you do not know.",
                approximate=True,
                not_known=True,
                when=Not(Is("work_basis", "none")),
                record="engagement.started_on",
            ),
            YesNo(
                name="works_there_now",
                label="Are they working with children there now?",
                hint="Answer no if they are suspended, on leave or have left.",
                required=True,
                not_known=True,
                when=Not(Is("work_basis", "none")),
                missing="Select yes if they are working with children there now",
                record="engagement.contact_now",
                requirements=("WAN-12",),
            ),
            YesNo(
                name="regulated",
                label="Are they registered with a professional or regulatory body?",
                hint="For example Ofsted, Social Work England, a health regulator, or a sport’s governing body",
                not_known=True,
                required=True,
                missing="Select yes if they are registered with a professional or regulatory body",
                requirements=("SAN-71",),
            ),
            ShortText(
                name="regulator",
                label="Which body, and has it been told?",
                when=Is("regulated", "yes"),
                record="engagement.regulator",
                requirements=("SAN-71", "BRO-111"),
            ),
        ),
    )


def other_work_step() -> Step:
    return Step(
        name="other-work",
        title="Other contact with children",
        questions=(
            YesNo(
                name="other_work",
                label="Do they work or volunteer with children anywhere else?",
                hint="For example a second job, a sports club, a faith group, tutoring, fostering",
                required=True,
                not_known=True,
                missing="Select yes if they work or volunteer with children anywhere else",
                requirements=("SAN-66", "SAN-72"),
            ),
            Group(
                name="other_places",
                label="Other places where they work or volunteer with children",
                entry="place",
                required=True,
                when=Is("other_work", "yes"),
                requirements=("SAN-66", "SAN-72"),
                questions=(
                    ShortText(
                        name="other_place_name",
                        label="Name of the place or organisation",
                        required=True,
                        not_known=True,
                    ),
                    ShortText(name="other_place_role", label="Their role there (optional)"),
                    OneOf(
                        name="other_place_basis",
                        label="Paid or unpaid?",
                        choices=(Choice("paid", "Paid"), Choice("voluntary", "Unpaid or volunteer")),
                        not_known=True,
                    ),
                ),
            ),
            YesNo(
                name="works_with_adults",
                label="Do they also work or volunteer with adults who need care or support?",
                required=True,
                not_known=True,
                missing="Select yes if they also work or volunteer with adults who need care or support",
                record="allegation.works_with_adults",
                requirements=("LEI-44",),
            ),
            YesNo(
                name="children_at_home",
                label="Do they have children of their own, or live with or often see children?",
                required=True,
                not_known=True,
                missing="Select yes if they have children of their own, or live with or often see children",
                record="allegation.private_contact",
                requirements=("WAN-12",),
            ),
            Group(
                name="home_children",
                label="Those children, as far as you know",
                entry="child at home",
                when=Is("children_at_home", "yes"),
                questions=(
                    ShortText(name="home_child_name", label="Name", required=True, not_known=True),
                    ShortText(name="home_child_age", label="Age or date of birth (optional)", max_length=60),
                    ShortText(
                        name="home_child_relationship", label="Relationship to the adult (optional)", max_length=100
                    ),
                ),
            ),
        ),
    )


def children_step() -> Step:
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
                questions=_child_questions(),
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


def _child_questions() -> tuple[Kind, ...]:
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
        ShortText(
            name="child_authority",
            label="Which council?",
            not_known=True,
            when=Is("child_in_care", "yes"),
            record="child.responsible_authority",
            requirements=("LEI-45",),
        ),
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


def referrer_step() -> Step:
    professional = Is("referrer_kind", "professional")
    return Step(
        name="referrer",
        title="About you",
        intro="The LADO team will telephone you. They need to know who you are and how to reach you.",
        questions=(
            OneOf(
                name="referrer_kind",
                label="Are you contacting us as part of your work or volunteering?",
                choices=(
                    Choice("professional", "Yes"),
                    Choice("public", "No, as a parent, relative or member of the public"),
                ),
                required=True,
                missing="Select yes if you are contacting us as part of your work or volunteering",
                record="referrer.kind",
            ),
            ShortText(
                name="referrer_name",
                label="Your name",
                required=True,
                missing="Enter your name",
                record="referrer.name",
                requirements=("BED-22",),
            ),
            ShortText(
                name="referrer_role",
                label="Your job title or role",
                required=True,
                when=professional,
                missing="Enter your job title or role",
                record="referrer.role",
            ),
            ShortText(
                name="referrer_organisation",
                label="Your organisation",
                required=True,
                when=professional,
                missing="Enter the name of your organisation",
                record="referrer.organisation",
                requirements=("BED-23", "BED-84"),
            ),
            YesNo(
                name="referrer_lead",
                label="Are you the person who leads on allegations in your organisation?",
                hint="The named senior manager or designated safeguarding lead",
                when=professional,
                requirements=("WAN-15", "BRO-05"),
            ),
            Phone(
                name="referrer_phone",
                label="Your telephone number",
                hint="The number to reach you on today and tomorrow",
                required=True,
                missing="Enter your telephone number",
                record="referrer.telephone",
                requirements=("SAN-06",),
            ),
            Email(
                name="referrer_email",
                label="Your e-mail address",
                required=True,
                not_known=False,
                missing="Enter your e-mail address",
                record="referrer.email",
            ),
            ShortText(
                name="referrer_best_time", label="Best times to reach you (optional)", record="referrer.best_time"
            ),
            ShortText(
                name="referrer_relationship",
                label="How do you know the child? (optional)",
                when=Or((Is("child_identified", "yes"), Is("referrer_kind", "public"))),
                record="referrer.relationship_to_child",
            ),
            DateTime(
                name="became_aware",
                label="When did you, or your organisation, first hear of this?",
                hint="The date and about what time. For example, 27 3 2026 at 2:30pm.",
                required=True,
                not_known=True,
                missing="Enter when you first heard of this, or select “Not known”",
                record="referrer.became_aware",
                requirements=("WAN-16",),
            ),
        ),
    )
