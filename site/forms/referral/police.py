"""What the police are told: what may be a crime and, where the authority says so, what they are always told."""

from __future__ import annotations

from collections.abc import Mapping

from ...profiles import Profile, Rule
from ..conditions import And, AnyOf, Condition, Is, Not, Or, Some
from ..questions import Advice, Choice, Kind
from ..questions import AnyOf as Choices
from .risk import HISTORIC, SEXUAL_INTEREST, prompts_known
from .start import criterion_question

FORCE_WITHOUT_INJURY = And((Is("categories", "physical"), Not(Is("injury", "yes"))))
AGGRAVATING = AnyOf("aggravating", ("pattern", "violence", "intent"))


def police_questions(profile: Profile) -> tuple[Kind, ...]:
    """Ask those of the authority's conditions that no other question tells."""
    rules = [rule for rule in profile.police_conditions if rule.key not in _facts(profile)]
    if not rules:
        return ()
    return (
        Choices(
            name="police_conditions",
            label="Is any of these so? (optional)",
            choices=tuple(Choice(rule.key, rule.text) for rule in rules),
            not_known=True,
            requirements=tuple(rule.requirement.id for rule in rules),
        ),
    )


def police_advice(profile: Profile) -> tuple[Advice, ...]:
    return (*(_always(rule, met) for rule, met in always_told(profile)), _possible_crime(profile))


def always_told(profile: Profile) -> tuple[tuple[Rule, Condition], ...]:
    """Return the authority's conditions of which the police are always told, and what meets each."""
    facts = _facts(profile)
    return tuple((rule, facts.get(rule.key, Is("police_conditions", rule.key))) for rule in profile.police_conditions)


def may_be_a_crime(profile: Profile) -> Condition:
    """Hold where the answers speak of what may be a crime."""
    return Or(
        (
            *(Is(criterion_question(each.key), "yes") for each in profile.criteria if each.key == "offence"),
            Is("injury", "yes"),
            _sexual(profile),
            AnyOf("aggravating", ("violence", "intent")),
            Is("wants_police", "yes"),
            *(met for _, met in always_told(profile)),
        )
    )


def _facts(profile: Profile) -> Mapping[str, Condition]:
    """Return what meets each condition. Age is not asked: alone it makes nobody more vulnerable (R22)."""
    return {
        "injury": Is("injury", "yes"),
        "sexual": _sexual(profile),
        "aggravated": And((FORCE_WITHOUT_INJURY, AGGRAVATING)),
        "wishes": Is("wants_police", "yes"),
        "vulnerable-child": Some("children", Is("child_vulnerability", "yes")),
    }


def _sexual(profile: Profile) -> Condition:
    prompts = prompts_known(profile, SEXUAL_INTEREST, HISTORIC)
    return Or(
        (
            Is("sexual_interest", "yes"),
            Is("categories", "sexual"),
            *([AnyOf("personal_life", prompts)] if prompts else []),
        )
    )


def _always(rule: Rule, met: Condition) -> Advice:
    return Advice(
        name=f"police-{rule.key}",
        when=met,
        step="category",
        tone="important",
        title="The police are always told of this",
        text=(f"{rule.text} The police decide if it is a crime, and may know more than others do.",),
        requirements=(rule.requirement.id,),
    )


def _possible_crime(profile: Profile) -> Advice:
    return Advice(
        name="possible-crime",
        when=may_be_a_crime(profile),
        step="category",
        tone="important",
        title="This may be a matter for the police",
        text=(
            "If you have not told the police, call 101, or 999 if anyone is in danger. You do not have to be sure that "
            "it is a crime: the police decide that.",
            "Keep clothes, messages, pictures and CCTV as they are. Do not look through anyone’s phone.",
        ),
        requirements=("BED-68", "BED-69"),
    )
