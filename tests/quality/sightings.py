"""Looks at a state in every way a screen may be set up, unless one built alike was looked at before without a fault.

Two authorities ask most questions in the same way and in other words. Axe reads elements and styles, and of words only
whether there are any; so where these are the same it finds the same. Whether words are too wide for a telephone is
looked at every time.

What was clean is written down at once: two processes know it of each other, and a run that was broken off goes on where
it stopped. It counts only for the same axe, rules, looks, browser and style file.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from .axe import LOOKS, OPTIONS, RUN, faults, looked_at, too_wide

# Hidden elements are left out, for another step may well be another authority's; so are, of a row of elements of one
# kind, all but the first.
BUILD = """() => {
  const NOT_SEEN = "[hidden], script, style, template, .js-enabled .plain";
  const WORDS = /^(href|value|download|data-.*)$/;
  const build = (node) => {
    if (node.nodeType !== Node.ELEMENT_NODE) {
      return node.nodeType === Node.TEXT_NODE && node.data.trim() ? "words" : "";
    }
    const has = [...node.attributes].map(({ name, value }) => (WORDS.test(name) ? name : `${name}=${value}`));
    const seen = [...node.childNodes].filter((child) => !child.matches?.(NOT_SEEN)).map(build).filter(Boolean);
    const once = seen.filter((part, at) => part !== seen[at - 1]);
    return `<${[node.tagName, ...has, node.checked, node === document.activeElement].join(" ")}>${once.join("")}</>`;
  };
  const styles = [...document.querySelectorAll("link[rel=stylesheet]")].map((each) => each.href.split("/").pop());
  return styles.join(" ") + build(document.body);
}"""


@dataclass(kw_only=True, slots=True)
class Sightings:
    """What was looked at in this run, and the file of what was clean, in this run or an earlier one."""

    file: Path
    states: int = 0
    known: int = 0
    looks: int = 0

    def faults_of(self, page: Page, state: str) -> list[str]:
        """Return what is wrong with the page as it stands, in any look."""
        self.states += 1
        clean, found = self._clean(), []
        build, browser = page.evaluate(BUILD), page.context.browser
        assert browser
        sights = {look: _digest(build, look, _means(browser)) for look in LOOKS}
        self.known += clean >= set(sights.values())
        for look, sight in sights.items():
            if sight not in clean:
                found += self._look(page, state, look, sight)
            elif look == "phone":
                with looked_at(page, LOOKS[look]):
                    found += [f"{state}, {look}: {each}" for each in too_wide(page)]
        return found

    def _look(self, page: Page, state: str, look: str, sight: str) -> list[str]:
        self.looks += 1
        with looked_at(page, LOOKS[look]):
            found = faults(page)
        if not found:
            with self.file.open("a") as file:
                file.write(f"{sight}\n")
        return [f"{state}, {look}: {each}" for each in found]

    def _clean(self) -> set[str]:
        return set(self.file.read_text().split()) if self.file.exists() else set()


def _digest(*parts: str) -> str:
    return sha256("\n".join(parts).encode()).hexdigest()


@cache
def _means(browser: Browser) -> str:
    """Return what else a finding hangs on."""
    return _digest(Axe().axe_script, RUN, str(OPTIONS), str(LOOKS), browser.version)
