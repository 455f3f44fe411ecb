"""A referrer who fills a published form in a real browser, one question at a time, as a person would."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page

from lado_site.forms.conditions import NOT_KNOWN
from lado_site.forms.questions import AnyOf, Date, DateTime, Deadline, Files, Form, Group, Kind, Notice, OneOf, YesNo

OnStep = Any
Attached = Sequence[Path] | Mapping[str, Sequence[Path]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Sealed:
    """What the referrer is left with: the downloaded file and the receipt code on the page."""

    file: Path
    receipt: str


def fill_in(page: Page, form: Form, answers: Mapping[str, Any], files: Attached = (), look: OnStep = None) -> None:
    """Answer every step until the answers can be checked. ``look`` is called with the name of each step when filled.

    ``files`` go to the form's question for files, or by the name of the question where a form has several.
    """
    for step in form.steps:
        section = page.locator(f'[data-step="{step.name}"]')
        if not section.is_visible():
            continue
        for question in step.questions:
            _answer(section, question, answers.get(question.name), files, question.name)
        if look:
            look(step.name)
        section.locator("[data-continue]").click()
    page.locator("[data-seal]").wait_for(state="visible")


def seal(page: Page, folder: Path) -> Sealed:
    """Seal the answers and keep the file that the page hands over."""
    with page.expect_download(timeout=60_000) as handed_over:
        page.locator("[data-seal]").click()
    download = handed_over.value
    file = folder / download.suggested_filename
    download.save_as(file)
    return Sealed(file=file, receipt=page.locator("[data-receipt]").inner_text().strip())


def _answer(place: Locator, question: Kind, value: Any, files: Attached, name: str) -> None:
    if isinstance(question, Files):
        if chosen := files.get(name, ()) if isinstance(files, Mapping) else files:
            place.locator(f'input[type="file"][name="{name}"]').set_input_files([str(file) for file in chosen])
        return
    if value is None or isinstance(question, Notice | Deadline):
        return
    match question:
        case OneOf() | YesNo():
            place.locator(f'input[name="{name}"][value="{value}"]').check()
        case AnyOf():
            for each in [value] if isinstance(value, str) else value:
                place.locator(f'input[name="{name}"][value="{each}"]').check()
        case Group():
            _entries(place, question, value)
        case _ if value == NOT_KNOWN:
            place.locator(f'input[name="{name}--not-known"]').check()
        case Date():
            _date(place, name, value)
        case DateTime():
            _date(place, name, value.split("T")[0])
            place.locator(f'input[name="{name}--time"]').fill(value.split("T")[1])
        case _:
            place.locator(f'[name="{name}"]').fill(str(value))


def _date(place: Locator, name: str, value: str) -> None:
    parts = dict(zip(("year", "month", "day"), value.split("-"), strict=False))
    for part, typed in parts.items():
        place.locator(f'input[name="{name}--{part}"]').fill(typed.lstrip("0"))


def _entries(place: Locator, group: Group, entries: Sequence[Mapping[str, Any]]) -> None:
    box = place.locator(f'[data-question="{group.name}"]')
    for index, entry in enumerate(entries):
        if box.locator("[data-entry]").count() <= index:
            box.locator("[data-add-entry]").click()
        for question in group.questions:
            _answer(box, question, entry.get(question.name), (), f"{group.name}.{index}.{question.name}")
