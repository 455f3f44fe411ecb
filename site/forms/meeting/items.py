"""One item of a preparation list: given now, not applicable, or to follow; and the questions it consists of."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..conditions import And, Is
from ..questions import Advice, Choice, Date, Files, Kind, LongText, OneOf, ShortText, YesNo

PROVIDED = "provided"
NOT_APPLICABLE = "not-applicable"
TO_FOLLOW = "to-follow"

RISK = "The risk"
"""The page that the risk as different agencies see it is asked on."""

STATES = (
    Choice(PROVIDED, "I can give this now"),
    Choice(NOT_APPLICABLE, "It does not apply"),
    Choice(TO_FOLLOW, "I will send it later"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """What an agency is asked to bring. Items that follow each other and have the same ``section`` share a page.

    ``questions`` are asked when the item can be given now; each is named after the item. The step of ``advice`` is set
    when the form is built.
    """

    key: str
    label: str
    section: str
    questions: tuple[Kind, ...]
    hint: str = ""
    advice: tuple[Advice, ...] = ()
    requirements: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        strange = [each.name for each in self.questions if not each.name.startswith(f"{self.name}_")]
        if strange:
            raise ValueError(f"questions of {self.key} must be named after it: {', '.join(strange)}")

    @property
    def name(self) -> str:
        return self.key.replace("-", "_")


def item_questions(item: Item) -> tuple[Kind, ...]:
    """Return what is asked for an item: its state, then what that state calls for."""
    return (
        OneOf(
            name=item.name,
            label=item.label,
            hint=item.hint,
            choices=STATES,
            heads=True,
            required=True,
            missing=f"Select whether you can give this now: {item.label}",
            requirements=item.requirements,
        ),
        *(_when_provided(question, item) for question in item.questions),
        Files(
            name=f"{item.name}_files",
            label=f"{item.label}: files (optional)",
            when=Is(item.name, PROVIDED),
            requirements=item.requirements,
        ),
        ShortText(
            name=f"{item.name}_does_not_apply",
            label=f"{item.label}: why does it not apply? (optional)",
            when=Is(item.name, NOT_APPLICABLE),
            requirements=item.requirements,
        ),
        Date(
            name=f"{item.name}_follows_by",
            label=f"{item.label}: by when will you send it?",
            hint="If you can, choose a day before the meeting.",
            required=True,
            future=True,
            when=Is(item.name, TO_FOLLOW),
            missing=f"Enter the date by which you will send this: {item.label}",
            requirements=item.requirements,
        ),
    )


def told(name: str, label: str, hint: str = "", *, rows: int = 5, optional: bool = False) -> LongText:
    """Return a question that is answered in the person's own words."""
    return LongText(name=name, label=label, hint=hint, rows=rows, required=not optional)


def yes_or_no(name: str, label: str, hint: str = "") -> YesNo:
    """Return a yes-or-no question that has to be answered, if only with "not known"."""
    return YesNo(name=name, label=label, hint=hint, required=True, not_known=True)


def some_day(name: str, label: str, *, optional: bool = False) -> Date:
    """Return the question for a day in the past of which perhaps only the month or the year is known."""
    return Date(
        name=name,
        label=label,
        hint="For example, 27 3 2026. Leave out the day or the month if you do not know it.",
        required=not optional,
        not_known=not optional,
        approximate=True,
    )


def _when_provided(question: Kind, item: Item) -> Kind:
    provided = Is(item.name, PROVIDED)
    when = And((provided, question.when)) if question.when else provided
    return replace(question, when=when, requirements=question.requirements or item.requirements)
