"""The adult's work: where they work with children, and where else they meet them."""

from __future__ import annotations

from ...profiles import Profile
from ..conditions import And, Is, Known, Not
from ..conditions import AnyOf as OneOfThese
from ..questions import (
    Address,
    Choice,
    Date,
    Group,
    OneOf,
    Postcode,
    ShortText,
    Step,
    YesNo,
)
from .areas import area_of_work

WITHOUT_EMPLOYER = ("self-employed", "none")
HAS_EMPLOYER = Not(OneOfThese("work_basis", WITHOUT_EMPLOYER))


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
            *area_of_work(profile),
            ShortText(
                name="agency_name",
                label="Name of the agency",
                not_known=True,
                when=Is("work_basis", "agency"),
                record="engagement.agency",
            ),
            OneOf(
                name="meets_children_at",
                label="Where do they meet the children?",
                choices=(
                    Choice("own-home", "In their own home"),
                    Choice("childs-home", "In the child’s home"),
                    Choice("hall", "In a church, community or school hall, or school grounds"),
                    Choice("online", "Online"),
                    Choice("other", "Somewhere else"),
                ),
                required=True,
                not_known=True,
                when=Is("work_basis", "self-employed"),
                missing="Select where they meet the children",
                requirements=("BRO-122",),
            ),
            YesNo(
                name="standards_of_care",
                label="Is the fostering service looking at this as a standards of care matter?",
                hint="That is about how well a carer looks after children, where nobody says that a child was harmed.",
                required=True,
                not_known=True,
                when=Is("work_basis", "foster-carer"),
                missing="Select yes if the fostering service is looking at this as a standards of care matter",
                requirements=("WAN-49",),
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
                hint="For a foster carer, the fostering service. For a volunteer, the group they help.",
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
