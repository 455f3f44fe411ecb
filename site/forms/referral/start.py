"""The referral's first steps: what cannot wait, whether this is for the LADO, and the criteria one by one."""

from __future__ import annotations

from ...profiles import Criterion, Profile
from ..questions import Choice, Kind, LongText, OneOf, Step, YesNo


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
    return Step(
        name="criteria",
        title="Which of these may be true?",
        intro=(
            "The LADO team deals with concerns that meet one or more of these. You do not have to be sure, and you do "
            "not have to prove anything. Answer each one as far as you can."
        ),
        questions=(
            *(_criterion(criterion) for criterion in profile.criteria),
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
    return f"criterion_{key.replace('-', '_')}"


def _criterion(criterion: Criterion) -> Kind:
    return OneOf(
        name=criterion_question(criterion.key),
        label=criterion.text,
        hint=criterion.plain,
        choices=(Choice("yes", "Yes"), Choice("no", "No"), Choice("not-sure", "I am not sure")),
        required=True,
        missing=f"Select yes, no or not sure: {criterion.text}",
        requirements=(criterion.requirement,),
    )
