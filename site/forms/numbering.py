"""The number of each question, "3.2": the same on paper, on the page without a script, and on the check page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .questions import Deadline, Form, Group, Kind, Notice


def number_questions(form: Form) -> Mapping[str, str]:
    """Return the number of every question that is answered: step, place in it, and place in an entry of a group."""
    numbers: dict[str, str] = {}
    for part, step in enumerate(form.steps, 1):
        for number, question in _counted(str(part), step.questions):
            numbers[question.name] = number
            if isinstance(question, Group):
                numbers |= {inner.name: each for each, inner in _counted(number, question.questions)}
    return numbers


def _counted(before: str, questions: tuple[Kind, ...]) -> Iterator[tuple[str, Kind]]:
    answered = (each for each in questions if not isinstance(each, Notice | Deadline))
    return ((f"{before}.{place}", question) for place, question in enumerate(answered, 1))
