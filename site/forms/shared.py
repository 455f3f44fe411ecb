"""What several forms ask in the same words: taken from the guided referral, where each question is defined once."""

from __future__ import annotations

from dataclasses import replace

from ..codes import RECEIPT_LENGTH
from ..profiles import Profile
from .conditions import Condition
from .questions import Advice, Code, Kind, Step
from .referral.adult import adult_step
from .referral.advice import advice as referral_advice
from .referral.referrer import referrer_step
from .referral.start import urgent_step
from .referral.work import work_step

RECEIPT = "original_receipt"
"""The question for the receipt code of what was sent before; the kit joins the two by it."""

_ABOUT_SENDER = (
    "referrer_kind",
    "referrer_name",
    "referrer_role",
    "referrer_organisation",
    "referrer_phone",
    "referrer_email",
)


def pick(step: Step, *names: str) -> tuple[Kind, ...]:
    """Take questions of a step by name, in the order named."""
    by_name = {question.name: question for question in step.questions}
    return tuple(by_name[name] for name in names)


def asked_when(questions: tuple[Kind, ...], condition: Condition | None) -> tuple[Kind, ...]:
    """Return the same questions, asked when the condition holds."""
    return tuple(replace(question, when=condition) for question in questions)


def receipt_question(label: str) -> Code:
    """Ask for the receipt code of what was sent before. Where nobody knows it, a person has to find the case."""
    return Code(
        name=RECEIPT,
        label=label,
        hint=(
            "It has 17 letters and digits, like 4F7K-2M9Q-X0TB-8RCH-5. The page showed it when the form was sealed. "
            "The LADO team can tell you what it is."
        ),
        length=RECEIPT_LENGTH,
        required=True,
        not_known=True,
        missing="Enter the receipt code, or select “Not known”",
        record="submission.follows",
    )


def adult_questions(when: Condition | None = None) -> tuple[Kind, ...]:
    """Ask who the adult is: names, and the date of birth for those who know it."""
    names = pick(adult_step(), "adult_family_name", "adult_given_names")
    (born,) = pick(adult_step(), "adult_birth_date")
    return asked_when((*names, replace(born, label=f"{born.label} (optional)", required=False, missing="")), when)


def work_questions(profile: Profile, when: Condition | None = None) -> tuple[Kind, ...]:
    """Ask what the adult does, and where."""
    return asked_when(pick(work_step(profile), "work_role", "employer_name"), when)


def sender_step(*more: Kind, intro: str, only_at_work: bool = False) -> Step:
    """Ask who sends the form and how to reach them. ``only_at_work`` is for forms that only an organisation sends."""
    step = referrer_step()
    names = [name for name in _ABOUT_SENDER if not only_at_work or name != "referrer_kind"]
    questions = pick(step, *names)
    if only_at_work:
        questions = asked_when(questions, None)
    return Step(name=step.name, title=step.title, intro=intro, questions=(*questions, *more))


def danger_advice(profile: Profile) -> tuple[Advice, ...]:
    """Say what to do first where anyone may be in danger; for forms that begin with the same step as the referral."""
    return tuple(advice for advice in referral_advice(profile) if advice.step == urgent_step().name)
