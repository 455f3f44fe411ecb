"""In each of five authorities a referral and a checklist are filled in, on-line and from one file without a network.

The office of each imports all four at once. What the commands of ``lado`` do is called here as functions, and the key
files open in a moment, because this is about forms and not about passphrases.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from lado_kit.custody.keys import read_current_roster
from lado_kit.custody.unlocking import open_office
from lado_kit.home import Home, create_home, current_roster
from lado_kit.intake.results import books_as_json
from lado_kit.issue import IssuedForm, issue_forms
from lado_kit.office.cases import import_files, list_cases, list_inbox, read_case
from lado_kit.publish import publish
from lado_site.forms import form_for
from lado_site.forms.meeting import REFERENCE
from lado_site.forms.questions import Form
from lado_site.forms.sample import sample_answers
from lado_site.profiles import Profile, load_profile
from tests.browser.referrer import Sealed, fill_in_by_script, seal
from tests.kit.front_door import PASSPHRASE
from tests.kit.offices import quick_key_files
from tests.site.serving import serve

NOW = datetime.now(UTC)

CHECKLISTS = {
    "bromley": "meeting-employer",
    "leicester": "meeting-health",
    "luton-bedford-bedfordshire": "meeting-police",
    "sandwell": "meeting-childrens-services",
    "wandsworth": "meeting-fostering",
}


@dataclass(frozen=True, kw_only=True)
class Office:
    """An authority with its home, its published site, and its checklist issued for one meeting."""

    profile: Profile
    home: Home
    site: Path
    issued: IssuedForm


@pytest.fixture(scope="module", params=CHECKLISTS)
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The office of an authority, its site published once."""
    name, folder = request.param, tmp_path_factory.mktemp(request.param)
    with quick_key_files():
        home = create_home(folder / "home", profile=name, passphrase=PASSPHRASE, now=NOW)
    publish(name, current_roster(home), folder / "site", today=NOW.date(), home=home)
    profile = load_profile(name)
    (issued,) = issue_forms(
        [CHECKLISTS[name]],
        profile=profile,
        roster=read_current_roster(home, today=NOW.date()),
        out=folder / "issued",
        home=home,
    )
    return Office(profile=profile, home=home, site=folder / "site", issued=issued)


@pytest.fixture
def address(office: Office) -> Iterator[str]:
    """Where the site is served on this machine."""
    yield from serve(office.site)


@pytest.fixture
def cut_off(browser: Browser) -> Iterator[Page]:
    """A page that can open files and nothing else; the test fails when it asks for more."""
    context = browser.new_context(locale="en-GB", timezone_id="Europe/London")
    asked: list[str] = []

    def refuse(route: Route) -> None:
        if route.request.url.startswith(("file:", "blob:", "data:")):
            route.fallback()
        else:
            asked.append(route.request.url)
            route.abort()

    context.route("**/*", refuse)
    context.set_offline(True)
    yield context.new_page()
    context.close()
    assert asked == []


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What somebody filled in, and what they were left with."""

    answers: Mapping[str, Any]
    sealed: Sealed


def send(page: Page, where: str, form: Form, answers: Mapping[str, Any], folder: Path, filled: str = "") -> Sent:
    """Open the form, fill it in but for what is filled in already, and seal it."""
    page.goto(where)
    if filled:
        expect(page.locator(f"[name={filled}]")).to_have_value(answers[filled])
        expect(page.locator(f"[name={filled}]")).not_to_be_editable()
    fill_in_by_script(page, form, {name: answer for name, answer in answers.items() if name != filled})
    return Sent(answers=answers, sealed=seal(page, folder))


def test_a_referral_and_a_checklist_from_the_page_and_from_a_file_reach_the_office(
    page: Page, cut_off: Page, office: Office, address: str, tmp_path: Path
) -> None:
    profile, copies = office.profile, office.site / "copies"
    referral, checklist = form_for("referral", profile), form_for(office.issued.form, profile)
    first, second = (sample_answers(referral, profile, seed) for seed in (11, 12))
    here, there = (
        {**sample_answers(checklist, profile, seed), REFERENCE: office.issued.reference} for seed in (1, 2)
    )  # fmt: skip

    sent = [
        send(page, f"{address}/referral.html", referral, first, tmp_path),
        send(page, f"{address}/{office.issued.form}.html", checklist, here, tmp_path),
        send(cut_off, (copies / f"{profile.name}-referral.html").as_uri(), referral, second, tmp_path),
        send(cut_off, office.issued.file.as_uri(), checklist, there, tmp_path, filled=REFERENCE),
    ]

    with open_office(office.home, PASSPHRASE) as opened:
        books = import_files(opened, [str(tmp_path)], now=NOW)
        read = {each.sealed.receipt: read_case(opened, each.sealed.receipt, now=NOW) for each in sent}
        cases, waiting = list_cases(opened), list_inbox(opened)
    assert books_as_json(books) | {"items": None} == {
        "found": 4, "imported": 4, "duplicate": 0, "superseded": 0, "quarantined": 0, "ignored": 0, "items": None,
    }  # fmt: skip
    assert {receipt: file.case.answers for receipt, file in read.items()} == {
        each.sealed.receipt: each.answers for each in sent
    }
    referrals, returns = ({each.sealed.receipt for each in kind} for kind in (sent[::2], sent[1::2]))
    assert {case.receipt for case in cases} == referrals
    assert {case.receipt for case in waiting if case.state == "waiting"} == returns
    assert {read[receipt].case.meeting_reference for receipt in returns} == {office.issued.reference}
