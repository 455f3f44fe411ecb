"""Why the adult may be a risk: the authority's own prompts, and care where the adult may be a victim too."""

from __future__ import annotations

from ...profiles import Profile
from ..conditions import AnyOf as OneOfThese
from ..conditions import Is, Known, Or
from ..questions import Advice, AnyOf, Choice, Kind, LongText, ShortText, Step
from .said import said
from .start import impact, impact_is_asked_of_all, may_be_met

SEXUAL_INTEREST, HISTORIC, CRIME = "sexual-interest", "historic-sexual-abuse", "crime"
"""The prompts that other parts of the form look at; an authority may have others."""

VULNERABLE = Known("adult_vulnerability")


def risk_step(profile: Profile) -> tuple[Step, ...]:
    """Return the step, where the authority's document has prompts for it."""
    questions = (*_examples(profile), *_vulnerable_adult(profile))
    if not questions:
        return ()
    criteria = [may_be_met(each.key) for each in profile.criteria if each.key in ("risk", "suitability")]
    return (
        Step(
            name="risk",
            title="Why there may be a risk",
            when=Or((*criteria, OneOfThese("concern_setting", ("personal-life", "both")))),
            questions=questions,
        ),
    )


def risk_advice(profile: Profile) -> tuple[Advice, ...]:
    text, sources = said(profile, "vulnerable-adult")
    if not text:
        return ()
    return (
        Advice(
            name="adult-may-be-a-victim",
            when=VULNERABLE,
            step="risk",
            tone="note",
            title="Think of the adult as well",
            text=text,
            requirements=sources,
        ),
    )


def prompts_known(profile: Profile, *keys: str) -> tuple[str, ...]:
    """Return those of the keys that are among the authority's prompts."""
    return tuple(prompt.key for prompt in profile.personal_life if prompt.key in keys)


def _examples(profile: Profile) -> tuple[Kind, ...]:
    if not profile.personal_life:
        return ()
    return (
        AnyOf(
            name="personal_life",
            label="Do you know of any of these? (optional)",
            hint="Select all that apply, at work or in private life.",
            choices=tuple(Choice(prompt.key, prompt.text) for prompt in profile.personal_life),
            not_known=True,
            requirements=tuple(dict.fromkeys(prompt.requirement.id for prompt in profile.personal_life)),
        ),
        *(
            ShortText(
                name="crime_kind",
                label="What kind of crime? (optional)",
                when=Is("personal_life", key),
                requirements=("BED-53",),
            )
            for key in prompts_known(profile, CRIME)
        ),
        LongText(
            name="risk_impact",
            label="What could it mean for the children they meet at work?",
            hint="Think of what they do there, where it is, and how close they are to children.",
            required=True,
            not_known=True,
            max_length=4000,
            rows=3,
            missing="Describe what it could mean for children, or select “Not known”",
            requirements=("BED-48", "BED-49"),
        ),
    )


def _vulnerable_adult(profile: Profile) -> tuple[Kind, ...]:
    """Ask whether the adult is vulnerable, and only then for a direct impact on the role (R17)."""
    if impact_is_asked_of_all(profile):
        return ()
    return (
        AnyOf(
            name="adult_vulnerability",
            label="Could the adult be a victim, or vulnerable? (optional)",
            hint="Select all that apply.",
            choices=(
                Choice("domestic-abuse", "A victim of domestic abuse"),
                Choice("mental-health", "Mental health problems"),
                Choice("substances", "Problems with alcohol or drugs"),
                Choice("injured", "The adult was the one who was hurt"),
                Choice("other", "Vulnerable in another way"),
            ),
            not_known=True,
            requirements=("BED-54", "BED-55"),
        ),
        LongText(
            name="adult_balance",
            label="How can children be kept safe without making things worse for the adult?",
            required=True,
            not_known=True,
            max_length=4000,
            rows=3,
            when=VULNERABLE,
            missing="Describe how children can be kept safe, or select “Not known”",
            requirements=("BED-54",),
        ),
        *(impact(criterion, when=VULNERABLE) for criterion in profile.criteria if criterion.direct_impact),
    )
