"""Looks at a state in every way a screen may be set up, unless one built alike was looked at before without a fault.

Two authorities ask most questions in the same way and in other words. Axe reads elements and styles, and of words only
whether there are any; so where these are the same it finds the same. Whether words are too wide for a telephone is
looked at every time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256

from playwright.sync_api import Page

from .axe import LOOKS, faults, looked_at, too_wide

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
    """What was looked at in this run."""

    states: int = 0
    looks: int = 0
    _clean: set[str] = field(default_factory=set)

    def faults_of(self, page: Page, state: str) -> list[str]:
        """Return what is wrong with the page as it stands, in any look."""
        self.states += 1
        build = sha256(page.evaluate(BUILD).encode()).hexdigest()
        is_known = build in self._clean
        looks = ["phone"] if is_known else list(LOOKS)
        found = []
        for name in looks:
            with looked_at(page, LOOKS[name]):
                found += [f"{state}, {name}: {each}" for each in (too_wide(page) if is_known else faults(page))]
        self.looks += 0 if is_known else len(looks)
        if not found:
            self._clean.add(build)
        return found
