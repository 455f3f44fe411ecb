"""The referral's first steps: what cannot wait, whether this is for the LADO, and the criteria one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ...profiles import Criterion, Profile
from ..conditions import AnyOf as OneOfThese
from ..conditions import Condition
from ..questions import Choice, Kind, LongText, Notice, OneOf, Step, YesNo

DETAILS: Mapping[str, str] = {
    "own-child-procedures": "Which council is looking into it, and about which child?",
    "association": "Who is the other person to them, and how could that person meet the children at work?",
}
"""What is asked beside a criterion that may be met and for which the authority has no question about direct impact."""


def urgent_step() -> Step:
    return Step(
        name="urgent",
        title="Is anyone in danger now?",
        questions=(
            YesNo(
                name="immediate_danger",
                label="Is a child, or anyone else, in immediate danger?",
                hint="For example, the person is with children now and could hurt them, or someone needs an ambulance.",
                required=True,
                not_known=True,
                missing="Select yes if anyone is in immediate danger",
            ),
        ),
    )


def scope_step() -> Step:
    return Step(
        name="scope",
        title="Does the person work with children?",
        questions=(
            YesNo(
                name="works_with_children",
                label="Does the person you are worried about work or volunteer with children?",
                hint="Paid or unpaid, now or in the past, in any place. Children are people under 18.",
                required=True,
                not_known=True,
                missing="Select yes if the person works or volunteers with children",
                record="allegation.works_with_children",
                requirements=("LEI-03", "BED-09", "BRO-20"),
            ),
            OneOf(
                name="concern_setting",
                label="Where did the thing you are worried about happen?",
                choices=(
                    Choice("work", "In their work or volunteering with children"),
                    Choice("personal-life", "In their private or family life"),
                    Choice("both", "Both"),
                ),
                required=True,
                not_known=True,
                missing="Select where the thing you are worried about happened",
                record="allegation.setting",
                requirements=("BED-47", "BRO-29"),
            ),
            OneOf(
                name="report_kind",
                label="What best describes what you are reporting?",
                hint="If you are not sure, choose the first. The LADO team will decide.",
                choices=(
                    Choice(
                        "allegation",
                        "An allegation or concern about an adult",
                        "Something the adult did, or may have done",
                    ),
                    Choice("quality-of-care", "A concern about the quality of care or practice", "How a place is run"),
                    Choice("complaint", "A complaint", "Someone is unhappy with a service"),
                ),
                required=True,
                missing="Select what best describes what you are reporting",
                requirements=("BRO-32",),
            ),
        ),
    )


def criteria_step(profile: Profile) -> Step:
    national = [criterion for criterion in profile.criteria if not criterion.additional]
    additional = [criterion for criterion in profile.criteria if criterion.additional]
    return Step(
        name="criteria",
        title="Which of these may be true?",
        intro=(
            "The LADO team deals with concerns that meet one or more of these. You do not have to be sure, and you do "
            "not have to prove anything. Answer each one as far as you can."
        ),
        questions=(
            *_asked(national, profile),
            *([_heading(profile)] if additional else []),
            *_asked(additional, profile),
            LongText(
                name="criteria_reason",
                label="Why do you think so? (optional)",
                hint="A sentence or two. You can tell us what happened later.",
                max_length=4000,
                rows=3,
            ),
        ),
    )


def criterion_question(key: str) -> str:
    """Return the name of the question that asks one criterion."""
    return f"criterion_{_as_name(key)}"


def impact_question(key: str) -> str:
    """Return the name of the question about direct impact, or more, that goes with one criterion."""
    return f"impact_{_as_name(key)}"


def may_be_met(key: str) -> Condition:
    """Hold where a criterion is answered with yes, or with not sure."""
    return OneOfThese(criterion_question(key), ("yes", "not-sure"))


def impact_is_asked_of_all(profile: Profile) -> bool:
    """Tell whether a direct impact is asked for with its criterion, and not only where the adult is vulnerable (R17)."""
    return not profile.said("vulnerable-adult")


def impact(criterion: Criterion, *, when: Condition) -> Kind:
    """Ask the authority's own question about the direct impact."""
    return _more(criterion, criterion.direct_impact, when, criterion.direct_impact_requirement)


def _as_name(key: str) -> str:
    return key.replace("-", "_")


def _heading(profile: Profile) -> Notice:
    return Notice(
        name="additional_criteria",
        label=f"{profile.area} also looks at the person’s private life",
        hint="These come on top of the national criteria above.",
    )


def _asked(criteria: Iterable[Criterion], profile: Profile) -> Iterator[Kind]:
    for criterion in criteria:
        yield _criterion(criterion)
        if criterion.direct_impact and impact_is_asked_of_all(profile):
            yield impact(criterion, when=may_be_met(criterion.key))
        elif criterion.key in DETAILS:
            yield _more(criterion, DETAILS[criterion.key], may_be_met(criterion.key), criterion.requirement)


def _criterion(criterion: Criterion) -> Kind:
    return OneOf(
        name=criterion_question(criterion.key),
        label=criterion.heading,
        hint=criterion.plain,
        choices=(Choice("yes", "Yes"), Choice("no", "No"), Choice("not-sure", "I am not sure")),
        required=True,
        missing=f"Select yes, no or not sure: {criterion.text}",
        requirements=(criterion.requirement,),
    )


def _more(criterion: Criterion, label: str, when: Condition, requirement: str) -> Kind:
    return LongText(
        name=impact_question(criterion.key),
        label=label,
        required=True,
        not_known=True,
        max_length=4000,
        rows=3,
        when=when,
        missing="Say more, or select “Not known”",
        requirements=(requirement,) if requirement else (),
    )
