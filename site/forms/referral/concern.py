"""What happened and what has been done: the events, their category, the actions, safeguards and earlier concerns."""

from __future__ import annotations

from ...profiles import Profile
from ..conditions import AnyOf as OneOfThese
from ..conditions import Is, Not
from ..questions import (
    AnyOf,
    Choice,
    Date,
    Group,
    LongText,
    Number,
    OneOf,
    ShortText,
    Step,
    YesNo,
)


def happened_step() -> Step:
    return Step(
        name="happened",
        title="What happened",
        questions=(
            LongText(
                name="what_happened",
                label="Describe what happened, or what you are worried about",
                hint=(
                    "Say what was seen, heard or said, in the words used, and by whom. Keep facts and opinions apart. "
                    "Do not paste in e-mails."
                ),
                required=True,
                missing="Describe what happened, or what you are worried about",
                record="allegation.summary",
                requirements=("BED-24", "BED-101"),
                rows=10,
            ),
            Date(
                name="happened_on",
                label="When did it happen, or start?",
                hint="For example, 27 3 2026. If you only know the month or the year, leave the rest empty.",
                required=True,
                not_known=True,
                approximate=True,
                missing="Enter when it happened, or select “Not known”",
                record="allegation.happened_on",
                requirements=("BED-89",),
            ),
            ShortText(
                name="happened_time", label="About what time of day? (optional)", record="allegation.happened_time"
            ),
            ShortText(
                name="happened_where",
                label="Where did it happen?",
                required=True,
                not_known=True,
                missing="Enter where it happened, or select “Not known”",
                record="allegation.happened_where",
            ),
            OneOf(
                name="how_often",
                label="Did it happen once or more often?",
                choices=(Choice("once", "Once"), Choice("more", "More than once")),
                required=True,
                not_known=True,
                missing="Select whether it happened once or more often",
                record="allegation.how_often",
            ),
            Number(
                name="times",
                label="How many times, as far as you know? (optional)",
                least=2,
                most=1000,
                when=Is("how_often", "more"),
                record="allegation.times",
            ),
            LongText(
                name="witnesses",
                label="Who else saw or heard it? (optional)",
                hint="Names and roles. Please do not interview them.",
                max_length=4000,
                rows=3,
                record="allegation.witnesses",
            ),
            OneOf(
                name="raised_by",
                label="Who first raised it?",
                choices=(
                    Choice("child", "The child"),
                    Choice("parent", "A parent or carer"),
                    Choice("other-child", "Another child"),
                    Choice("colleague", "A colleague of the adult"),
                    Choice("adult-concerned", "The adult themselves"),
                    Choice("agency", "Another agency, such as the police"),
                    Choice("anonymous", "Someone who did not give a name"),
                    Choice("other", "Someone else"),
                ),
                required=True,
                not_known=True,
                missing="Select who first raised it",
                record="allegation.raised_by",
                requirements=("BED-87",),
            ),
            ShortText(
                name="raised_by_name",
                label="Their name, and how they know the adult (optional)",
                when=Not(OneOfThese("raised_by", ("anonymous", "child", "adult-concerned"))),
                record="allegation.raised_by_name",
            ),
            LongText(
                name="came_to_light",
                label="How did it come to light?",
                required=True,
                not_known=True,
                missing="Enter how it came to light, or select “Not known”",
                max_length=4000,
                rows=3,
                record="allegation.came_to_light",
                requirements=("BED-87",),
            ),
        ),
    )


def category_step(profile: Profile) -> Step:
    physical = Is("categories", "physical")
    return Step(
        name="category",
        title="What kind of concern it is",
        questions=(
            AnyOf(
                name="categories",
                label="What kind of concern is it?",
                hint="Select all that apply.",
                choices=tuple(Choice(category.key, category.label, category.hint) for category in profile.categories),
                required=True,
                missing="Select at least one kind of concern",
                record="allegation.categories",
                requirements=("BED-88", "BRO-74"),
            ),
            YesNo(
                name="restraint",
                label="Was it during physical restraint, or while moving or holding a child to keep someone safe?",
                required=True,
                not_known=True,
                when=physical,
                missing="Select yes if it was during physical restraint",
                record="allegation.restraint",
                requirements=("BED-65", "BRO-75"),
            ),
            AnyOf(
                name="restraint_purpose",
                label="What was the restraint for?",
                hint="Select all that apply.",
                choices=(
                    Choice("self", "To stop the child hurting themselves"),
                    Choice("others", "To stop the child hurting someone else"),
                    Choice("property", "To stop damage to property"),
                    Choice("other", "Something else"),
                ),
                not_known=True,
                when=Is("restraint", "yes"),
                requirements=("BED-65",),
            ),
            YesNo(
                name="injury",
                label="Was the child injured or marked in any way, even slightly?",
                hint="A red mark counts, and so does an injury that someone told you about.",
                required=True,
                not_known=True,
                missing="Select yes if the child was injured or marked in any way",
                record="allegation.injury",
                requirements=("BED-70",),
            ),
            LongText(
                name="injury_details",
                label="Describe the injury, and any medical help the child has had",
                max_length=4000,
                rows=3,
                when=Is("injury", "yes"),
                required=True,
                missing="Describe the injury, and any medical help the child has had",
                record="allegation.injury_details",
                requirements=("BED-70",),
            ),
            YesNo(
                name="sexual_interest",
                label="Is there anything that may show a sexual interest in children?",
                hint="Words, messages, images, touching, secrecy or gifts, for example",
                required=True,
                not_known=True,
                missing="Select yes if there is anything that may show a sexual interest in children",
                record="allegation.sexual_interest",
                requirements=("BED-50", "BED-71"),
            ),
            AnyOf(
                name="aggravating",
                label="Do any of these apply? (optional)",
                hint="Select all that apply.",
                choices=(
                    Choice("pattern", "The adult has behaved like this before"),
                    Choice("violence", "It was violent, violence was threatened, or it was planned"),
                    Choice("intent", "It looks as if the adult meant to hurt the child"),
                    Choice("position-of-trust", "The adult is in a position of trust over the child"),
                ),
                record="allegation.aggravating",
                requirements=("BED-66", "BED-72"),
            ),
            YesNo(
                name="wants_police",
                label="Does the child, or a parent or carer, want the police to be told?",
                required=True,
                not_known=True,
                missing="Select yes if the child, or a parent or carer, wants the police to be told",
                record="allegation.wants_police",
                requirements=("BED-73",),
            ),
            YesNo(
                name="interest_from_media",
                label="Is the press, social media or anyone else outside taking an interest?",
                not_known=True,
                record="allegation.media_interest",
                requirements=("BED-44",),
            ),
        ),
    )


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
