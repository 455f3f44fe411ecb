"""How the investigation is run: by whom, with what care for people, and what keeps children safe meanwhile."""

from __future__ import annotations

from dataclasses import replace

from ...profiles import Profile
from ..conditions import Is
from ..meeting.investigation import INVESTIGATION
from ..questions import AnyOf, Choice, Date, Group, Kind, LongText, OneOf, ShortText, Step, YesNo
from ..referral.happened import category_step
from ..referral.response import safeguards_step
from ..shared import pick
from .start import BEGUN, RUNNING

_RESTRAINT = "Was a child physically restrained, or moved or held, in what happened?"


def conduct_step() -> Step:
    return Step(
        name="conduct",
        title="How it is run",
        when=BEGUN,
        questions=(
            ShortText(
                name="investigator",
                label="Who investigates?",
                hint="Name and role",
                required=True,
                not_known=True,
                missing="Enter who investigates, or select “Not known”",
            ),
            YesNo(
                name="investigator_apart",
                label="Is this somebody who has nothing to do with the matter?",
                hint="For example, somebody who saw nothing of it and is not the adult’s own manager",
                required=True,
                not_known=True,
                missing="Select yes if the investigator has nothing to do with the matter",
                requirements=("BRO-83",),
            ),
            LongText(
                name="done_so_far",
                label="What has been done so far?",
                hint="With dates where you can",
                rows=4,
                required=True,
                missing="Enter what has been done so far",
                requirements=("BRO-79",),
            ),
            LongText(
                name="held_up",
                label="Does anything hold it up? (optional)",
                rows=2,
                max_length=2000,
                when=RUNNING,
                requirements=("BRO-84",),
            ),
            LongText(
                name="guidance_had",
                label="What advice have you had on the way, from whom and when? (optional)",
                hint="For example from the LADO team, your human resources team or your council’s advisers",
                rows=3,
                max_length=4000,
                requirements=("BRO-81",),
            ),
        ),
    )


def care_step() -> Step:
    return Step(
        name="care",
        title="A fair process",
        intro="A good investigation is fair to the adult and looks after everybody in it.",
        when=BEGUN,
        questions=(
            YesNo(
                name="adult_heard",
                label="Has the adult been told what is alleged, and been able to answer?",
                required=True,
                not_known=True,
                missing="Select yes if the adult has been told what is alleged and been able to answer",
                requirements=("BRO-83",),
            ),
            LongText(
                name="fair_how",
                label="What have you done to keep it fair and open? (optional)",
                rows=3,
                max_length=4000,
                requirements=("BRO-83",),
            ),
            AnyOf(
                name="support",
                label="What support does the adult have?",
                hint="Select all that apply.",
                choices=(
                    Choice("link", "A named person at work who keeps in touch"),
                    Choice("counselling", "Counselling, or occupational health"),
                    Choice("union", "A union or professional body"),
                    Choice("companion", "Somebody who comes along to meetings"),
                    Choice("other", "Something else"),
                    Choice("none", "None so far"),
                ),
                required=True,
                not_known=True,
                missing="Select what support the adult has",
                requirements=("BRO-82", "SAN-03"),
            ),
            ShortText(
                name="support_details",
                label="Who gives the support, and is it taken up? (optional)",
                max_length=1000,
                requirements=("BRO-82",),
            ),
            _disclosure(),
        ),
    )


def safety_step(profile: Profile) -> Step:
    assessed, restrained = Is("risk_assessed", "yes"), Is("restraint", "yes")
    return Step(
        name="safety",
        title="Keeping children safe meanwhile",
        questions=(
            *pick(safeguards_step(), "safeguards", "safeguards_from", "safeguards_reason"),
            YesNo(
                name="risk_assessed",
                label="Has a transferable risk assessment been done?",
                hint="It asks what the concern could mean for the children the adult meets at work.",
                required=True,
                not_known=True,
                missing="Select yes if a transferable risk assessment has been done",
                requirements=("BRO-78", "LEI-40"),
            ),
            Date(
                name="risk_assessed_on",
                label="When?",
                hint="For example, 27 3 2026. Leave out what you do not know.",
                approximate=True,
                not_known=True,
                required=True,
                when=assessed,
                missing="Enter when the assessment was done, or select “Not known”",
                requirements=("BRO-78",),
            ),
            OneOf(
                name="risk_led_to",
                label="What did it lead to?",
                choices=(
                    Choice("suspended", "The adult was suspended"),
                    Choice("changed", "The adult’s duties or place of work were changed"),
                    Choice("back", "The adult went back to the usual work"),
                    Choice("no-change", "Nothing was changed"),
                    Choice("other", "Something else"),
                ),
                required=True,
                when=assessed,
                missing="Select what the assessment led to",
                requirements=("BRO-78",),
            ),
            *(replace(question, label=_RESTRAINT, when=None) for question in pick(category_step(profile), "restraint")),
            YesNo(
                name="restraint_trained",
                label="Had the adult been trained to hold a child safely?",
                required=True,
                not_known=True,
                when=restrained,
                missing="Select yes if the adult had been trained to hold a child safely",
                requirements=("BRO-76",),
            ),
            Date(
                name="restraint_trained_on",
                label="When was the last training?",
                hint="For example, 3 2025. Leave out what you do not know.",
                approximate=True,
                not_known=True,
                required=True,
                when=Is("restraint_trained", "yes"),
                missing="Enter when the last training was, or select “Not known”",
                requirements=("BRO-76",),
            ),
        ),
    )


def _disclosure() -> Kind:
    """Who is told what and when is asked in the words of the list that employers bring to a meeting."""
    (item,) = (item for item in INVESTIGATION if item.key == "disclosure")
    (group,) = (each for each in item.questions if isinstance(each, Group))
    return Group(
        name=group.name,
        label=f"{group.label} (optional)",
        hint=item.hint,
        entry=group.entry,
        questions=group.questions,
        requirements=item.requirements,
    )
