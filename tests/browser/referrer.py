"""A referrer who fills a published form in a real browser, one question at a time, as a person would.

Where a test is about what comes after, the same answers are put in by a script, a step in one go: it takes a tenth of
the time. The script may do no more than a hand: each box has to be in sight, uncovered and free to be changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Locator, Page

from lado_site.forms.conditions import NOT_KNOWN
from lado_site.forms.questions import (
    AnyOf,
    Date,
    DateTime,
    Deadline,
    Files,
    Form,
    Group,
    Kind,
    Notice,
    OneOf,
    Step,
    YesNo,
)

OnStep = Any
Attached = Sequence[Path] | Mapping[str, Sequence[Path]]

BY_SCRIPT = """async (section, acts) => {
  const SOON = 3_000;
  const inSight = (box) => box && box.checkVisibility() && !box.disabled && !box.readOnly;
  const uncovered = (box) => {
    box.scrollIntoView({ block: "center" });
    const { left, top, width, height } = box.getBoundingClientRect();
    const there = document.elementFromPoint(left + width / 2, top + height / 2);
    return there === box || [...(box.labels ?? [])].some((label) => label.contains(there));
  };
  for (const { kind, where, text } of acts) {
    if (kind === "entry") {
      const [name, place] = text.split(" ");
      const group = section.querySelector(`[data-question="${name}"]`);
      if (group.querySelectorAll("[data-entry]").length <= Number(place)) {
        group.querySelector("[data-add-entry]").click();
      }
      continue;
    }
    const until = Date.now() + SOON;
    while (!inSight(section.querySelector(where)) && Date.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const box = section.querySelector(where);
    if (!inSight(box) || !uncovered(box)) {
      throw new Error(`nobody can reach ${where}`);
    }
    if (kind === "press") {
      box.click();
      continue;
    }
    box.focus();
    if (kind === "tick") {
      if (!box.checked) {
        box.click();
      }
    } else {
      box.value = text;
      box.dispatchEvent(new InputEvent("input", { bubbles: true }));
      box.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }
}"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sealed:
    """What the referrer is left with: the downloaded file and the receipt code on the page."""

    file: Path
    receipt: str


@dataclass(frozen=True, slots=True)
class Act:
    """One thing to do in a step: tick a box, type a text, ask for one more entry of a group, or press a button."""

    kind: Literal["tick", "type", "entry", "press"]
    where: str
    text: str = ""


GO_ON = Act("press", "[data-continue]")


def fill_in(page: Page, form: Form, answers: Mapping[str, Any], files: Attached = (), look: OnStep = None) -> None:
    """Answer every step until the answers can be checked. ``look`` is called with the name of each step when filled.

    ``files`` go to the form's question for files, or by the name of the question where a form has several.
    """
    for step in form.steps:
        section = page.locator(f'[data-step="{step.name}"]')
        if not section.is_visible():
            continue
        for act in _acts(step.questions, answers):
            _do(section, act)
        _attach(section, step, files)
        if look:
            look(step.name)
        section.locator("[data-continue]").click()
    page.locator("[data-seal]").wait_for(state="visible")


def fill_in_by_script(page: Page, form: Form, answers: Mapping[str, Any], files: Attached = ()) -> None:
    """Answer every step as ``fill_in`` does, where the test is about something else."""
    for step in form.steps:
        section = page.locator(f'[data-step="{step.name}"]')
        if not section.is_visible():
            continue
        if _chosen(step, files):
            answer_by_script(section, step, answers)
            _attach(section, step, files)
            section.locator("[data-continue]").click()
        else:
            answer_by_script(section, step, answers, GO_ON)
    page.locator("[data-seal]").wait_for(state="visible")


def answer_by_script(section: Locator, step: Step, answers: Mapping[str, Any], *then: Act) -> None:
    """Answer the questions of the step that is on show, and do what is to be done then."""
    section.evaluate(BY_SCRIPT, [asdict(act) for act in (*_acts(step.questions, answers), *then)])


def seal(page: Page, folder: Path) -> Sealed:
    """Seal the answers and keep the file that the page hands over."""
    with page.expect_download(timeout=60_000) as handed_over:
        page.locator("[data-seal]").click()
    download = handed_over.value
    file = folder / download.suggested_filename
    download.save_as(file)
    return Sealed(file=file, receipt=page.locator("[data-receipt]").inner_text().strip())


def _acts(questions: Sequence[Kind], answers: Mapping[str, Any], before: str = "") -> Iterator[Act]:
    """Yield what is done to answer questions; ``before`` is what stands before the names of an entry's boxes."""
    for question in questions:
        value, name = answers.get(question.name), before + question.name
        match question:
            case Files() | Notice() | Deadline():
                pass
            case _ if value is None:
                pass
            case OneOf() | YesNo():
                yield Act("tick", f'input[name="{name}"][value="{value}"]')
            case AnyOf():
                for each in [value] if isinstance(value, str) else value:
                    yield Act("tick", f'input[name="{name}"][value="{each}"]')
            case Group():
                for index, entry in enumerate(value):
                    yield Act("entry", "", f"{name} {index}")
                    yield from _acts(question.questions, entry, f"{name}.{index}.")
            case _ if value == NOT_KNOWN:
                yield Act("tick", f'input[name="{name}--not-known"]')
            case Date():
                yield from _date(name, value)
            case DateTime():
                yield from _date(name, value.split("T")[0])
                yield Act("type", f'input[name="{name}--time"]', value.split("T")[1])
            case _:
                yield Act("type", f'[name="{name}"]', str(value))


def _date(name: str, value: str) -> Iterator[Act]:
    for part, typed in zip(("year", "month", "day"), value.split("-"), strict=False):
        yield Act("type", f'input[name="{name}--{part}"]', typed.lstrip("0"))


def _do(section: Locator, act: Act) -> None:
    match act.kind:
        case "tick":
            section.locator(act.where).check()
        case "type":
            section.locator(act.where).fill(act.text)
        case "entry":
            name, index = act.text.split()
            group = section.locator(f'[data-question="{name}"]')
            if group.locator("[data-entry]").count() <= int(index):
                group.locator("[data-add-entry]").click()
        case "press":
            section.locator(act.where).click()


def _attach(section: Locator, step: Step, files: Attached) -> None:
    for name, chosen in _chosen(step, files).items():
        section.locator(f'input[type="file"][name="{name}"]').set_input_files([str(file) for file in chosen])


def _chosen(step: Step, files: Attached) -> dict[str, Sequence[Path]]:
    """Return the files for each question of the step that gets some."""
    asked = [question.name for question in step.questions if isinstance(question, Files)]
    chosen = {name: files.get(name, ()) if isinstance(files, Mapping) else files for name in asked}
    return {name: some for name, some in chosen.items() if some}
