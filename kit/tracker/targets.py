"""What a column of a spreadsheet may become: each question of an earlier record, and a few shapes that columns have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from lado_site.forms.questions import AnyOf, Choice, Date, Form, Group, Kind, OneOf, YesNo

MOST_CHILDREN = 10
REFERENCE, OTHER = "own_reference", "other"
REFERRED = "referred_to"


class Shape(StrEnum):
    """How the cells of a column become answers."""

    ANSWER = "answer"
    CHILD = "child"
    FULL_NAME = "full-name"
    CHILD_FULL_NAME = "child-full-name"
    REFERRED_LIST = "referred-list"
    REFERRED = "referred"
    REFERRED_ON = "referred-on"


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """One of them. ``joins`` tells that several columns may become it together; ``body`` is who it was referred to."""

    name: str
    label: str
    shape: Shape
    question: Kind | None = None
    joins: bool = False
    body: str = ""

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What the cells are translated into, where that is a list."""
        return self.question.choices if isinstance(self.question, OneOf | AnyOf) else ()

    @property
    def is_day(self) -> bool:
        """Tell whether the cells are days."""
        return isinstance(self.question, Date)

    @property
    def is_claim(self) -> bool:
        """Tell whether the cells say yes or no."""
        return isinstance(self.question, YesNo) or self.shape is Shape.REFERRED


def targets(form: Form) -> Mapping[str, Target]:
    """List them by name, in the order of the form. A child's may have a number after it: "child_birth_date 2"."""
    found: list[Target] = []
    for step in form.steps:
        for question in step.questions:
            match question:
                case Group(name="children"):
                    found.append(_full_name("child_full_name", "Name of the child", Shape.CHILD_FULL_NAME))
                    found += [_of(each, Shape.CHILD) for each in question.questions]
                case Group():
                    found += _referrals(question)
                case _:
                    if question.name == "adult_family_name":
                        found.append(_full_name("adult_full_name", "Name of the adult", Shape.FULL_NAME))
                    found.append(_of(question, Shape.ANSWER))
    return {each.name: each for each in found}


def split_target(text: str) -> tuple[str, int]:
    """Return the name of a target and which child it is about: "child_birth_date 2" is of the second."""
    name, _, number = text.strip().partition(" ")
    return name, int(number) if number.isascii() and number.isdigit() else (0 if number else 1)


def _of(question: Kind, shape: Shape) -> Target:
    joins = question.name in (REFERENCE, OTHER, "what_happened", "decision_reason")
    return Target(name=question.name, label=question.label, shape=shape, question=question, joins=joins)


def _full_name(name: str, label: str, shape: Shape) -> Target:
    return Target(name=name, label=f"{label}, in one: “Jo Larkmoss” or “Larkmoss, Jo”", shape=shape)


def _referrals(group: Group) -> list[Target]:
    by_name = {each.name: each for each in group.questions}
    body, on = by_name["referred_body"], by_name["referred_on"]
    assert isinstance(body, OneOf)
    return [
        Target(name=REFERRED, label="Whom it was referred to", shape=Shape.REFERRED_LIST, question=body),
        *(
            each
            for choice in body.choices
            for each in (
                Target(
                    name=_name_of(choice),
                    label=f"Referred to: {choice.label} (yes, no, or the day)",
                    shape=Shape.REFERRED,
                    body=choice.value,
                ),
                Target(
                    name=f"{_name_of(choice)}_on",
                    label=f"Day of the referral to: {choice.label}",
                    shape=Shape.REFERRED_ON,
                    question=on,
                    body=choice.value,
                ),
            )
        ),
    ]


def _name_of(choice: Choice) -> str:
    return f"{REFERRED}_{choice.value.replace('-', '_')}"
