"""A person without a mouse: every act is a key, and after each the focus is looked for as they would look for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from playwright.sync_api import Page

from lado_site.forms.conditions import NOT_KNOWN
from lado_site.forms.questions import AnyOf, Date, DateTime, Deadline, Files, Form, Group, Kind, Notice, OneOf, YesNo

MOST_TABS = 250
FOCUS = """() => {
  const LEAST = 24;
  const element = document.activeElement;
  if (!element || element === document.body) return ["the focus is lost"];
  const name = (element.id || element.className || element.tagName) + ": ";
  const said = [];
  const isControl = element.matches("a[href], button, input, textarea, select, summary");
  const [box] = element.getClientRects();
  if (!box) return [name + "has the focus and cannot be seen"];
  const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
  const x = Math.min(Math.max((box.left + box.right) / 2, 0), innerWidth - 1);
  const there = bottom > top && document.elementFromPoint(x, (top + bottom) / 2);
  const label = element.labels?.[0];
  if (!there || ![element, label].some((each) => each && (each.contains(there) || there.contains(each)))) {
    said.push(name + "is out of sight or behind something");
  }
  if (!isControl) return said;
  const style = (each, part) => {
    const { outlineColor, outlineStyle, outlineWidth, boxShadow, backgroundColor, borderColor, borderWidth } =
      getComputedStyle(each, part);
    return [outlineColor, outlineStyle, outlineWidth, boxShadow, backgroundColor, borderColor, borderWidth].join();
  };
  const looks = () => style(element) + (label ? style(label, "::before") : "");
  const focused = looks();
  element.blur();
  const blurred = looks();
  element.focus({ preventScroll: true });
  if (focused === blurred) said.push(name + "does not show that it has the focus");
  const isInText = getComputedStyle(element).display === "inline" &&
    [...element.parentElement.childNodes].some((each) => each.nodeType === Node.TEXT_NODE && each.data.trim());
  if (!isInText && (box.width < LEAST || box.height < LEAST)) {
    said.push(`${name}is a target of ${box.width.toFixed(1)} by ${box.height.toFixed(1)} pixels`);
  }
  return said;
}"""
HAS_FOCUS = "selector => document.activeElement.matches(selector)"
LIES_BEFORE = """selector => document.activeElement.compareDocumentPosition(document.querySelector(selector))
  & Node.DOCUMENT_POSITION_PRECEDING"""
VALUE = "() => document.activeElement.value"


class Typist:
    """Answers a form with keys. ``faults`` gathers what was wrong with the focus on the way."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.faults: set[str] = set()
        self.stops = 0

    def press(self, key: str) -> None:
        """Press a key and look where the focus is."""
        self.page.keyboard.press(key)
        self.look()

    def look(self) -> None:
        """Note whatever is wrong with the focus."""
        self.stops += 1
        self.faults.update(self.page.evaluate(FOCUS))

    def go_to(self, selector: str) -> None:
        """Press Tab until the focus is there, or Shift+Tab where it lies before the focus."""
        key = "Shift+Tab" if self.page.evaluate(LIES_BEFORE, selector) else "Tab"
        for _ in range(MOST_TABS):
            if self.page.evaluate(HAS_FOCUS, selector):
                return
            self.press(key)
        raise AssertionError(f"{MOST_TABS} times {key} do not lead to {selector}")

    def act(self, selector: str, key: str = "Enter") -> None:
        """Go to a button or link and press it."""
        self.go_to(selector)
        self.page.keyboard.press(key)

    def answer(self, form: Form, name: str, answers: Mapping[str, Any]) -> None:
        """Answer the questions of one step that are asked."""
        step = next(step for step in form.steps if step.name == name)
        for question in step.questions:
            if self.page.locator(f'[data-question="{question.name}"]').first.is_visible():
                self._answer(question, answers.get(question.name), question.name)

    def _answer(self, question: Kind, value: Any, name: str) -> None:
        if value is None or isinstance(question, Notice | Deadline | Files):
            return
        match question:
            case OneOf() | YesNo():
                self._choose(name, value)
            case AnyOf():
                for each in [value] if isinstance(value, str) else value:
                    self._tick(f'[name="{name}"][value="{each}"]')
            case Group():
                self._entries(question, value)
            case _ if value == NOT_KNOWN:
                self._tick(f'[name="{name}--not-known"]')
            case Date() | DateTime():
                self._date(name, value)
            case _:
                self._type(name, str(value))

    def _choose(self, name: str, value: str) -> None:
        self.go_to(f'[name="{name}"]')
        self.page.keyboard.press("Space")
        while self.page.evaluate(VALUE) != value:
            self.press("ArrowDown")

    def _tick(self, selector: str) -> None:
        self.go_to(selector)
        self.page.keyboard.press("Space")

    def _type(self, name: str, text: str) -> None:
        self.go_to(f'[name="{name}"]')
        self.page.keyboard.type(text)

    def _date(self, name: str, value: str) -> None:
        day, _, time = value.partition("T")
        for part, typed in zip(("year", "month", "day"), day.split("-"), strict=False):
            self._type(f"{name}--{part}", typed.lstrip("0"))
        if time:
            self._type(f"{name}--time", time)

    def _entries(self, group: Group, entries: Sequence[Mapping[str, Any]]) -> None:
        drawn = self.page.locator(f'[data-question="{group.name}"] [data-entry]')
        for index, entry in enumerate(entries):
            if drawn.count() <= index:
                self.act(f'[data-add-entry="{group.name}"]')
                self.look()
            for question in group.questions:
                name = f"{group.name}.{index}.{question.name}"
                self._answer(question, entry.get(question.name), name)
