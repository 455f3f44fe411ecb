"""Without the internet: the form in one file, and the form that a browser keeps because somebody asked it to."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from lado_site.forms import FORMS
from lado_site.forms.sample import sample_answers
from lado_site.freeze import Published, freeze
from tests.browser.drafting import open_file, save_draft
from tests.browser.referrer import fill_in, fill_in_by_script, seal
from tests.browser.test_end_to_end import ATTACHMENTS, FORM, PROFILE, in_office
from tests.site.builders import TODAY, a_profile, some_keys
from tests.site.serving import serve

LISTEN = """document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`refused by the policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
});"""
AT_MOST = 30.0
"""Seconds for which the browser may go on with the form that it kept first."""

KEPT = """async () => ({
  workers: (await navigator.serviceWorker.getRegistrations()).length,
  caches: await caches.keys(),
})"""


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser of its own, as a person's: what it keeps is gone afterwards."""
    context = browser.new_context(locale="en-GB", timezone_id="Europe/London")
    context.add_init_script(LISTEN)
    yield context
    context.close()


@pytest.fixture
def said(context: BrowserContext) -> list[str]:
    """What the pages complained of."""
    said: list[str] = []
    context.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    context.on("weberror", lambda error: said.append(str(error.error)))
    return said


@pytest.fixture
def cut_off(context: BrowserContext, said: list[str]) -> Page:
    """A page that can open files and ask for nothing else, and fails the test when it tries."""

    def refuse(route: Route) -> None:
        if route.request.url.startswith(("file:", "blob:", "data:")):
            route.fallback()
        else:
            said.append(f"asked for {route.request.url}")
            route.abort()

    context.route("**/*", refuse)
    context.set_offline(True)
    return context.new_page()


def test_a_form_from_a_memory_stick_is_filled_and_sealed_without_a_network_and_the_office_reads_it(
    cut_off: Page, said: list[str], office: Path, tmp_path: Path
) -> None:
    stick = tmp_path / "memory stick"
    stick.mkdir()
    shutil.copy(office / "site" / "copies" / "sandwell-referral.html", stick)
    answers = sample_answers(FORM, PROFILE, 11)
    cut_off.goto((stick / "sandwell-referral.html").as_uri())

    fill_in(cut_off, FORM, answers, ATTACHMENTS)
    sealed = seal(cut_off, tmp_path)
    books = in_office(office, "import", sealed.file, "--json").json
    case = in_office(office, "case", "show", sealed.receipt, "--json").json

    assert (books["found"], books["imported"]) == (1, 1)
    assert case["answers"] == {**answers, "attachments": [file.name for file in ATTACHMENTS]}
    assert said == []


@pytest.mark.parametrize("name", sorted(FORMS))
def test_every_form_opens_from_a_file_and_is_refused_nothing(
    cut_off: Page, said: list[str], published: Published, name: str
) -> None:
    cut_off.goto((published.out / "copies" / f"sandwell-{name}.html").as_uri())

    expect(cut_off.locator("[data-step]:visible")).to_have_count(1)
    expect(cut_off.get_by_text("Is this copy genuine?")).to_be_visible()
    expect(cut_off.locator("[data-plain]")).to_be_hidden()
    assert said == []


def test_a_file_that_somebody_altered_does_not_run(
    cut_off: Page, said: list[str], published: Published, tmp_path: Path
) -> None:
    text = (published.out / "copies" / "sandwell-referral.html").read_text("utf-8")
    altered = tmp_path / "altered.html"
    altered.write_text(text.replace("<script>", "<script>/* one comment more */", 1), encoding="utf-8")

    cut_off.goto(altered.as_uri())

    expect(cut_off.get_by_text("This page cannot seal without JavaScript")).to_be_visible(timeout=30_000)
    assert [each for each in said if "script-src" in each]


def test_a_draft_is_saved_and_opened_again_without_a_network(
    cut_off: Page, said: list[str], published: Published, tmp_path: Path
) -> None:
    form = (published.out / "copies" / "sandwell-referral.html").as_uri()
    cut_off.goto(form)
    fill_in_by_script(cut_off, FORM, sample_answers(FORM, PROFILE, 11))
    shown = cut_off.locator("[data-summary]").text_content()
    draft = save_draft(cut_off, tmp_path)
    cut_off.on("dialog", lambda dialog: dialog.accept())

    cut_off.goto("about:blank")
    cut_off.goto(form)
    open_file(cut_off, draft)

    expect(cut_off.locator("[data-step=check]")).to_be_visible(timeout=30_000)
    assert cut_off.locator("[data-summary]").text_content() == shown
    assert said == []


def test_a_form_from_a_file_can_be_printed(cut_off: Page, said: list[str], published: Published) -> None:
    cut_off.goto((published.out / "copies" / "sandwell-referral.html").as_uri())

    printed = cut_off.pdf()

    assert printed.startswith(b"%PDF")
    assert said == []


@pytest.fixture
def site(published: Published, tmp_path: Path) -> Path:
    """A copy of the published site in a sub-folder, whose files a test may change."""
    folder = tmp_path / "www" / "council" / "lado"
    shutil.copytree(published.out, folder)
    return folder


@pytest.fixture
def address(site: Path) -> Iterator[str]:
    yield from serve(site.parents[1], "/council/lado")


def keep(page: Page) -> None:
    page.get_by_role("button", name="Keep this form on this device").click()
    expect(page.get_by_text("The empty form is now kept on this device.")).to_be_visible(timeout=30_000)


def test_nothing_is_kept_before_somebody_asks(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    page.goto(f"{address}/referral.html")

    expect(page.get_by_role("button", name="Keep this form on this device")).to_be_visible()

    assert page.evaluate(KEPT) == {"workers": 0, "caches": []}


def test_a_form_that_is_kept_opens_and_seals_without_the_network(
    context: BrowserContext, said: list[str], site: Path, address: str, tmp_path: Path
) -> None:
    page = context.new_page()
    page.goto(f"{address}/referral.html")
    keep(page)
    page.close()
    shutil.rmtree(site)
    context.set_offline(True)
    page = context.new_page()

    page.goto(f"{address}/referral.html")
    expect(page.get_by_role("button", name="Stop keeping it")).to_be_visible()
    fill_in_by_script(page, FORM, sample_answers(FORM, PROFILE, 7))
    sealed = seal(page, tmp_path)

    assert sealed.file.read_text("ascii").startswith("-----BEGIN AGE ENCRYPTED FILE-----")
    page.goto(f"{address}/criteria.html")
    expect(page.locator("h1")).to_be_visible()
    page.goto(f"{address}/")
    expect(page.locator("h1")).to_be_visible()
    assert said == []


def test_what_is_kept_is_the_site_as_it_was_published_and_no_answer(
    context: BrowserContext, published: Published, address: str
) -> None:
    page = context.new_page()
    page.goto(f"{address}/referral.html")
    page.locator("[data-question=immediate_danger] input[value=no]").check()
    keep(page)

    kept = page.evaluate(
        """async () => {
            const found = {};
            for (const name of await caches.keys()) {
                const cache = await caches.open(name);
                for (const request of await cache.keys()) {
                    found[request.url] = await (await cache.match(request)).text();
                }
            }
            return found;
        }"""
    )

    worker = (published.out / "worker.js").read_text("utf-8")
    listed = json.loads(worker.removeprefix("const KEPT=").partition(";\n")[0])["files"]
    assert kept == {f"{address}/{name}": (published.out / name).read_text("utf-8-sig") for name in listed}


def test_the_worker_asks_for_the_files_of_the_site_and_for_nothing_else(context: BrowserContext, address: str) -> None:
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.goto(f"{address}/referral.html")

    keep(page)

    assert [url for url in asked if not url.startswith(f"{address}/")] == []
    assert f"{address}/worker.js" in asked


def test_to_stop_keeping_it_leaves_nothing(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    page.goto(f"{address}/referral.html")
    keep(page)
    assert page.evaluate(KEPT)["workers"] == 1

    page.get_by_role("button", name="Stop keeping it").click()

    expect(page.get_by_text("This device no longer keeps the form.")).to_be_visible()
    assert page.evaluate(KEPT) == {"workers": 0, "caches": []}


def test_a_file_that_is_not_the_published_one_is_not_kept(context: BrowserContext, site: Path, address: str) -> None:
    page = context.new_page()
    page.goto(f"{address}/referral.html")
    (site / "criteria.html").write_text("another page", encoding="utf-8")

    page.get_by_role("button", name="Keep this form on this device").click()

    expect(page.get_by_text("The form could not be kept on this device.")).to_be_visible(timeout=30_000)
    assert page.evaluate(KEPT) == {"workers": 0, "caches": []}


def a_newer_site(site: Path) -> Published:
    profile = a_profile()
    other = replace(profile, contact=replace(profile.contact, hours="Monday to Thursday, 8am to 4pm"))
    return freeze(other, some_keys(valid_until=date(2028, 2, 1)), site, now=TODAY)


def test_a_newer_form_waits_until_the_reader_wants_it(context: BrowserContext, site: Path, address: str) -> None:
    page = context.new_page()
    page.goto(f"{address}/referral.html")
    older = setting_of(page)["release"]
    keep(page)
    newer = a_newer_site(site).release

    page.reload()
    expect(page.get_by_role("heading", name="A newer form is ready")).to_be_visible(timeout=30_000)
    page.locator("[data-question=immediate_danger] input[value=no]").check()
    while_typing = setting_of(page)["release"], page.evaluate(KEPT)["caches"]
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Use the newer form").click()
    expect(page.get_by_role("heading", name="A newer form is ready")).to_be_hidden(timeout=30_000)

    assert while_typing[0] == older
    assert setting_of(page)["release"] == newer
    assert [name.split(" ")[-1] for name in page.evaluate(KEPT)["caches"]] == [newer]


def test_a_newer_form_is_there_when_every_page_was_closed(context: BrowserContext, site: Path, address: str) -> None:
    page = context.new_page()
    page.goto(f"{address}/referral.html")
    keep(page)
    newer = a_newer_site(site).release
    page.reload()
    expect(page.get_by_role("heading", name="A newer form is ready")).to_be_visible(timeout=30_000)
    page.close()

    assert newer in released_soon(context, f"{address}/referral.html", newer)


def released_soon(context: BrowserContext, form: str, release: str) -> list[str]:
    """Open a form until it is of the release, for the change comes a moment after the last page is closed."""
    found: list[str] = []
    until = time.monotonic() + AT_MOST
    while release not in found and time.monotonic() < until:
        page = context.new_page()
        page.goto(form)
        found.append(setting_of(page)["release"])
        page.close()
    return found


def setting_of(page: Page) -> Any:
    return json.loads(page.locator("#setting").text_content() or "")
