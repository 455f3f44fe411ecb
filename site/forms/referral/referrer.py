"""The person who refers: who they are and how the LADO team reaches them."""

from __future__ import annotations

from ..conditions import Is, Or
from ..questions import (
    Choice,
    Email,
    OneOf,
    Phone,
    ShortText,
    Step,
    YesNo,
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
            YesNo(
                name="allegations_procedure",
                label="Does your organisation have a written procedure for allegations against staff and volunteers?",
                required=True,
                not_known=True,
                when=professional,
                missing="Select yes if your organisation has a written procedure for allegations",
                requirements=("BRO-01",),
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
        ),
    )
