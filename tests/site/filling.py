"""Fills in a published form in a real browser, as a person would: question by question, step by step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lado_site.forms.conditions import NOT_KNOWN
from lado_site.forms.questions import AnyOf, Date, DateTime, Files, Form, Group, Kind, Notice, OneOf, YesNo
from playwright.sync_api import Locator, Page


def fill_in(page: Page, form: Form, answers: Mapping[str, Any], *, until: str = "check") -> None:
    """Answer each step and continue, up to the step named."""
    for step in form.steps:
        if step.name == until:
            return
        section = page.locator(f"[data-step={step.name}]")
        section.wait_for(state="visible")
        fill_step(section, step.questions, answers)
        section.locator("[data-continue]").click()
    page.locator("[data-step=check]").wait_for(state="visible")


def fill_step(within: Locator, questions: Iterable[Kind], answers: Mapping[str, Any]) -> None:
    """Answer the questions of one step, or of one entry of a group."""
    for question in questions:
        if question.name in answers:
            fill_question(within.locator(f"[data-question={question.name}]"), question, answers[question.name])


def fill_question(element: Locator, question: Kind, value: Any) -> None:
    """Answer one question."""
    if isinstance(question, OneOf | YesNo | AnyOf):
        for each in value if isinstance(value, list) else [value]:
            element.locator(f"input[value='{each}']").check()
    elif value == NOT_KNOWN:
        element.locator("[name$=--not-known]").check()
    elif isinstance(question, Date | DateTime):
        _fill_date(element, value)
    elif isinstance(question, Group):
        _fill_group(element, question, value)
    elif not isinstance(question, Files | Notice):
        element.locator("input:not([type=checkbox]), textarea").fill(str(value))


def _fill_date(element: Locator, value: str) -> None:
    date, _, time = value.partition("T")
    parts = dict(zip(("year", "month", "day"), date.split("-"), strict=False))
    for part, typed in {**parts, **({"time": time} if time else {})}.items():
        element.locator(f"[name$=--{part}]").fill(typed)


def _fill_group(element: Locator, group: Group, entries: list[Mapping[str, Any]]) -> None:
    for index, entry in enumerate(entries):
        if element.locator("[data-entry]").count() <= index:
            element.locator("[data-add-entry]").click()
        fill_step(element.locator("[data-entry]").nth(index), group.questions, entry)
