"""What has been done since: actions, safeguards, and what was known before."""

from __future__ import annotations

from ...profiles import Profile
from ..conditions import AnyOf as OneOfThese
from ..conditions import Is
from ..questions import (
    AnyOf,
    Choice,
    Date,
    Group,
    LongText,
    OneOf,
    ShortText,
    Step,
    YesNo,
)
from .areas import other_lado_questions


def actions_step(profile: Profile) -> Step:
    return Step(
        name="actions",
        title="What has been done so far",
        questions=(
            LongText(
                name="actions_taken",
                label="What have you, or others, done so far?",
                hint="With dates where you can. If nothing has been done yet, say so.",
                required=True,
                missing="Enter what has been done so far. If nothing has been done yet, say so",
                rows=4,
                record="allegation.actions_taken",
            ),
            Group(
                name="told",
                label="Who has been told already? (optional)",
                hint="Add one entry for each: the police, children’s social care, Ofsted, parents, another LADO.",
                entry="contact",
                requirements=("BRO-111", "LEI-46"),
                questions=(
                    OneOf(
                        name="told_whom",
                        label="Who was told?",
                        choices=(
                            Choice("police", "Police"),
                            Choice("childrens-social-care", "Children’s social care"),
                            Choice("parents", "Parents or carers"),
                            Choice("employer", "The employer or human resources"),
                            Choice("agency", "The agency that sent the adult"),
                            Choice("ofsted", "Ofsted"),
                            Choice("regulator", "Another regulatory body"),
                            Choice("other-lado", "Another authority’s LADO"),
                            Choice("health", "Health services"),
                            Choice("other", "Someone else"),
                        ),
                        required=True,
                        missing="Select who was told",
                    ),
                    Date(
                        name="told_on",
                        label="When? (optional)",
                        hint="For example, 27 3 2026",
                        approximate=True,
                        not_known=True,
                    ),
                    ShortText(name="told_name", label="Name or team (optional)"),
                    ShortText(
                        name="told_reference",
                        label="Reference (optional)",
                        hint="For example a police crime or log number",
                        max_length=100,
                    ),
                ),
            ),
            *other_lado_questions(),
            YesNo(
                name="statements_taken",
                label="Has anyone been interviewed or asked for a statement about it?",
                hint=profile.statements_warning,
                required=True,
                not_known=True,
                missing="Select yes if anyone has been interviewed or asked for a statement",
                record="allegation.statements_taken",
                requirements=("SAN-70",),
            ),
            LongText(
                name="statements_details",
                label="Who was spoken to, by whom and when?",
                max_length=4000,
                rows=3,
                when=Is("statements_taken", "yes"),
                required=True,
                missing="Enter who was spoken to, by whom and when",
                requirements=("SAN-70",),
            ),
            OneOf(
                name="recordings",
                label="Is there CCTV, or are there messages, pictures or recordings?",
                choices=(
                    Choice("kept", "Yes, and they are being kept safe"),
                    Choice("not-secured", "Yes, but they have not been made safe yet"),
                    Choice("no", "No"),
                ),
                required=True,
                not_known=True,
                missing="Select whether there is CCTV, or messages, pictures or recordings",
                record="allegation.recordings",
                requirements=("SAN-67",),
            ),
        ),
    )


def safeguards_step() -> Step:
    aware = Is("adult_told", "yes")
    return Step(
        name="safeguards",
        title="Keeping children safe meanwhile",
        questions=(
            AnyOf(
                name="safeguards",
                label="What has been changed in the adult’s work since the concern came up?",
                hint="Select all that apply. Suspension is not automatic: the LADO team will talk it through with you.",
                choices=(
                    Choice("none", "Nothing yet"),
                    Choice("supervised", "They are supervised"),
                    Choice("changed-duties", "Their duties or place of work were changed"),
                    Choice("leave", "They are on leave or stay away by agreement"),
                    Choice("suspended", "They are suspended"),
                    Choice("left", "They have left or were told not to come back"),
                    Choice("other", "Something else"),
                ),
                required=True,
                not_known=True,
                missing="Select what has been changed in the adult’s work",
                record="allegation.safeguards",
                requirements=("BRO-28", "BED-92"),
            ),
            Date(
                name="safeguards_from",
                label="Since when? (optional)",
                hint="For example, 27 3 2026",
                approximate=True,
                not_known=True,
                when=OneOfThese("safeguards", ("supervised", "changed-duties", "leave", "suspended", "left", "other")),
                record="allegation.safeguards_from",
                requirements=("BED-92",),
            ),
            LongText(
                name="safeguards_reason",
                label="Why was this decided, and does it keep children safe? (optional)",
                max_length=4000,
                rows=3,
                requirements=("BRO-28",),
            ),
            YesNo(
                name="adult_told",
                label="Does the adult know that a concern has been raised?",
                required=True,
                not_known=True,
                missing="Select yes if the adult knows that a concern has been raised",
                record="allegation.adult_told",
                requirements=("SAN-20",),
            ),
            ShortText(
                name="adult_told_by",
                label="Who told them, when, and what were they told?",
                max_length=1000,
                when=aware,
                required=True,
                missing="Enter who told them, when, and what they were told",
                record="allegation.adult_told_by",
                requirements=("SAN-20",),
            ),
            LongText(
                name="adult_response",
                label="What has the adult said about it? (optional)",
                hint="Only what they have already said. Do not ask them.",
                max_length=4000,
                rows=3,
                when=aware,
            ),
            AnyOf(
                name="telling_risks",
                label="If the adult is told, could any of these happen? (optional)",
                hint="Select all that apply.",
                choices=(
                    Choice("child", "A risk to the child’s safety"),
                    Choice("adult", "A risk to the adult themselves"),
                    Choice("others", "A risk to someone else"),
                    Choice("police", "It could get in the way of a police investigation"),
                ),
                record="allegation.telling_risks",
                requirements=("SAN-23",),
            ),
            ShortText(
                name="adult_support",
                label="What support has the adult been offered? (optional)",
                max_length=1000,
                requirements=("SAN-03", "BED-04"),
            ),
        ),
    )


def history_step() -> Step:
    return Step(
        name="history",
        title="Earlier concerns",
        questions=(
            YesNo(
                name="earlier_concerns",
                label="Have there been earlier concerns or allegations about this adult?",
                required=True,
                not_known=True,
                missing="Select yes if there have been earlier concerns about this adult",
                record="allegation.earlier_concerns",
                requirements=("LEI-37",),
            ),
            Group(
                name="earlier",
                label="The earlier concerns",
                entry="earlier concern",
                required=True,
                when=Is("earlier_concerns", "yes"),
                questions=(
                    Date(
                        name="earlier_on",
                        label="When was it?",
                        hint="For example, 9 2024. Leave out what you do not know.",
                        approximate=True,
                        not_known=True,
                        required=True,
                        missing="Enter when it was, or select “Not known”",
                    ),
                    LongText(
                        name="earlier_what",
                        label="What was it about, and what was done?",
                        max_length=4000,
                        rows=3,
                        required=True,
                        not_known=True,
                        missing="Enter what it was about, or select “Not known”",
                    ),
                ),
            ),
            YesNo(
                name="low_level_concerns",
                label="Are there low-level concerns about this adult that were dealt with inside your organisation?",
                hint="Things that seemed minor at the time, such as being too familiar with a child",
                not_known=True,
                required=True,
                missing="Select yes if there are low-level concerns about this adult",
                record="allegation.low_level_concerns",
                requirements=("BRO-123",),
            ),
            LongText(
                name="low_level_details",
                label="What were they, and what was done?",
                max_length=4000,
                rows=3,
                when=Is("low_level_concerns", "yes"),
                required=True,
                missing="Enter what the low-level concerns were",
            ),
        ),
    )
