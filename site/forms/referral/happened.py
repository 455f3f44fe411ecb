"""What happened, and what kind of concern it is."""

from __future__ import annotations

from ...profiles import Profile
from ..conditions import AnyOf as OneOfThese
from ..conditions import Is, Known, Not
from ..questions import (
    AnyOf,
    Choice,
    Date,
    Kind,
    LongText,
    Number,
    OneOf,
    ShortText,
    Step,
    YesNo,
)
from .deadline import aware_questions
from .police import police_questions


def happened_step(profile: Profile) -> Step:
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
            *_long_ago(profile),
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
            *aware_questions(profile),
        ),
    )


def _long_ago(profile: Profile) -> tuple[Kind, ...]:
    """Ask whether it is historic where the authority draws a line and the date, which would tell, is not known (R45)."""
    if profile.historic_months is None:
        return ()
    return (
        YesNo(
            name="long_ago",
            label=f"Was all of it more than {profile.historic_months} months ago?",
            required=True,
            not_known=True,
            when=Not(Known("happened_on")),
            missing=f"Select yes if all of it was more than {profile.historic_months} months ago",
            requirements=("BED-90",),
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
                    Choice("punishment", "It was meant as a punishment, such as a smack"),
                ),
                record="allegation.aggravating",
                requirements=("BED-66", "BED-67", "BED-72"),
            ),
            YesNo(
                name="significant_harm",
                label="Could a child have been seriously harmed, or be at risk of serious harm?",
                required=True,
                not_known=True,
                missing="Select yes if a child could have been, or could be, seriously harmed",
                requirements=("BED-57",),
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
            *police_questions(profile),
            YesNo(
                name="interest_from_media",
                label="Is the press, social media or anyone else outside taking an interest?",
                not_known=True,
                record="allegation.media_interest",
                requirements=("BED-44",),
            ),
        ),
    )
