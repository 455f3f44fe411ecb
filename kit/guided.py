"""Where one is in a form that is asked question by question: what comes next, what was before, what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lado_site.forms.answers import asked, asked_steps, counted_answers, is_asked_in, shown_advice
from lado_site.forms.questions import Advice, Deadline, Form, Group, Kind, Notice, Step
from lado_site.forms.rules import Problem, check_question, examine

Answers = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """One question of one step; ``path`` is as in a problem: "happened_on", or "children.0.child_name".

    In an entry of a repeating group, ``group`` and ``index`` say which. The place of a group itself, after its entries,
    is where another entry is offered.
    """

    path: str
    step: Step
    question: Kind
    group: Group | None = None
    index: int = 0

    @property
    def is_answered_here(self) -> bool:
        """Tell whether there is something to answer, rather than only to read."""
        return not isinstance(self.question, Notice | Deadline)

    @property
    def entry(self) -> str:
        """Return the name of the entry, "Child 2"; "" outside a group."""
        return f"{self.group.entry.capitalize()} {self.index + 1}" if self.group else ""


def places(form: Form, answers: Answers, *, today: date) -> list[Place]:
    """List everything that these answers lead to, in the order asked."""
    counted = counted_answers(form, answers, today=today)
    found: list[Place] = []
    for step in asked_steps(form, counted):
        for question in asked(step.questions, counted):
            if isinstance(question, Group):
                found += _entries(step, question, counted)
            found.append(Place(path=question.name, step=step, question=question))
    return found


def answer_at(answers: Answers, place: Place) -> Any:
    """Return what is answered at a place; None when nothing is."""
    if place.group is None:
        return answers.get(place.question.name)
    return answers[place.group.name][place.index].get(place.question.name)


def with_answer(answers: Answers, place: Place, value: Any) -> dict[str, Any]:
    """Return the answers with another one at this place; None takes it away."""
    if place.group is None:
        return _with(answers, place.question.name, value)
    entries = list(answers[place.group.name])
    entries[place.index] = _with(entries[place.index], place.question.name, value)
    return {**answers, place.group.name: entries}


def with_entry(answers: Answers, group: Group) -> dict[str, Any]:
    """Return the answers with one more entry of a group, still empty."""
    return {**answers, group.name: [*answers.get(group.name, []), {}]}


def without_entry(answers: Answers, group: Group, index: int) -> dict[str, Any]:
    """Return the answers without one entry of a group."""
    entries = [entry for place, entry in enumerate(answers[group.name]) if place != index]
    return _with(answers, group.name, entries or None)


def problems_at(form: Form, answers: Answers, place: Place, *, today: date) -> list[Problem]:
    """List what is wrong with the answer at a place."""
    counted = counted_answers(form, answers, today=today)
    question = place.group or place.question
    found = check_question(question, answers.get(question.name), counted, today=today)
    return [problem for problem in found if problem.path == place.path]


def places_in_the_way(form: Form, answers: Answers, *, today: date) -> list[tuple[Place, Problem]]:
    """List each place whose answer keeps the form from being sealed."""
    by_path = {place.path: place for place in places(form, answers, today=today)}
    found = examine(form, answers, today=today).problems
    return [(by_path[each.path], each) for each in found if each.blocks and each.path in by_path]


def advice_on(form: Form, answers: Answers, *, today: date) -> list[Advice]:
    """List the advice that these answers call for."""
    return shown_advice(form, counted_answers(form, answers, today=today))


def _entries(step: Step, group: Group, counted: Answers) -> list[Place]:
    return [
        Place(path=f"{group.name}.{index}.{inner.name}", step=step, question=inner, group=group, index=index)
        for index, entry in enumerate(counted.get(group.name, []))
        for inner in group.questions
        if is_asked_in(entry, inner, counted)
    ]


def _with(answers: Answers, name: str, value: Any) -> dict[str, Any]:
    rest = {key: each for key, each in answers.items() if key != name}
    return rest if value is None else {**rest, name: value}
