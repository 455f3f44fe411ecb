"""What the tests of the site build on: a profile, keys, and a published page taken apart."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from lado_kit.encrypt.roster import active_recipients, roster_text
from lado_kit.encrypt.words import fingerprint_words
from lado_site.app import SealingKeys
from lado_site.forms.questions import Step
from lado_site.profiles import Profile, load_profile
from tests.browser.referrer import answer_by_script
from tests.encrypt.builders import a_roster, an_officer

TODAY = date(2026, 11, 22)


def a_profile(**contact: Any) -> Profile:
    profile = load_profile("sandwell")
    return replace(profile, contact=replace(profile.contact, **contact))


def some_keys(valid_until: date = date(2027, 11, 21)) -> SealingKeys:
    officers = tuple(an_officer(number) for number in (1, 2, 3))
    roster = a_roster(authority="sandwell", version=4, valid_until=valid_until, officers=officers)
    recipients = active_recipients(roster)
    return SealingKeys(
        roster=roster_text(roster),
        recipients=tuple(str(each) for each in recipients),
        fingerprints=tuple(each.fingerprint for each in recipients),
        roster_version=4,
        words=fingerprint_words(hashlib.sha256(roster_text(roster).encode()).digest()),
        valid_until=valid_until,
    )


@dataclass
class Parsed(HTMLParser):
    """The elements of a page and the text of its scripts and styles."""

    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    inline: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__()
        self._within = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attributes}
        self.elements.append((tag, found))
        self._within = found.get("id", tag) if tag in ("script", "style") else ""

    def handle_data(self, text: str) -> None:
        if self._within and text.strip():
            self.inline[self._within] = self.inline.get(self._within, "") + text

    def handle_endtag(self, _tag: str) -> None:
        self._within = ""

    def values(self, attribute: str) -> list[str]:
        return [found[attribute] for _, found in self.elements if attribute in found]


def parsed(page: Path) -> Parsed:
    reader = Parsed()
    reader.feed(page.read_text("utf-8"))
    reader.close()
    return reader


def embedded(page: Path, identifier: str) -> Any:
    """Return the JSON in a script element of a page."""
    return json.loads(parsed(page).inline[identifier])


def embedded_definition(page: Path) -> dict[str, Any]:
    """Return the form definition of a page, put together as the browser does it."""
    inline = parsed(page).inline
    rest = json.loads(inline["form-definition"])
    parts = [json.loads(text) for name, text in inline.items() if name.startswith("definition-")]
    advice = {each["name"]: each for part in parts for each in part["advice"]}
    return {**rest, "steps": [part["step"] for part in parts], "advice": [advice[name] for name in rest["advice"]]}


def answer_step(page: Page, step: Step, answers: Mapping[str, Any]) -> None:
    """Answer the questions of the step that is on show, where the test is about what comes after."""
    answer_by_script(page.locator(f"[data-step={step.name}]"), step, answers)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
