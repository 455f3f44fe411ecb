"""The adult: who they are, as far as the referrer knows."""

from __future__ import annotations

from ..conditions import Is
from ..questions import (
    Address,
    Choice,
    Date,
    Email,
    Number,
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
            Number(
                name="adults_count",
                label="How many adults, with this one?",
                least=2,
                most=100,
                required=True,
                not_known=True,
                when=Is("more_adults", "yes"),
                missing="Enter how many adults, or select “Not known”",
                requirements=("BED-42",),
            ),
            ShortText(
                name="other_adults",
                label="Who are the others? (optional)",
                hint="Names and roles, as far as you know",
                max_length=1000,
                when=Is("more_adults", "yes"),
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
