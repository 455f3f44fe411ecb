"""What every test may use: the requirement marks, and a real browser that cannot reach outside this machine."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect, sync_playwright

from tests.postgres import postgres as postgres  # a session has one server, whichever test asks for it first
from tools.browser import find_browser, launch_arguments
from tools.requirements import named_by, unknown

NO_BROWSER = "no Chromium, Chrome or Edge here: run tools/setup.py, or set LADO_CHROMIUM to the browser's program"
NO_NGINX = "no nginx here: run tools/setup.py where apt is allowed, or install it"
INSIDE_HOSTS = {"127.0.0.1", "localhost"}
INSIDE_SCHEMES = {"about", "blob", "data", "file"}
PATIENCE = 20_000
"""Milliseconds for which a page may be slow where the machine is busy; what is there earlier is not waited for."""

LONGEST = {
    "test_accessibility.py",
    "test_drafts.py",
    "test_five_authorities.py",
    "test_freeze.py",
    "test_offline.py",
    "test_wheel.py",
}
"""The files that are begun first: one that takes long and came last would leave all workers but its own idle."""

NO_OTHER_HOST = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"


@pytest.hookimpl(optionalhook=True, wrapper=True)
def pytest_xdist_auto_num_workers() -> Generator[None, int, int]:
    """Let one worker more than there are processors work: a test waits for a browser or a server much of its time."""
    return (yield) + 1


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what uses the browser, begin with what takes long, and refuse a requirement that is not in the catalogue."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
    items.sort(key=lambda item: item.path.name not in LONGEST)
    wrong = [f"{item.nodeid}: {name}" for item in items for name in unknown(named_by(item))]
    if wrong:
        raise pytest.UsageError("no such requirement in tools/requirements.toml:\n" + "\n".join(wrong))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real browser; without one the test is skipped, or fails where CI is true."""
    program = find_browser()
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail(NO_BROWSER, pytrace=False)
        pytest.skip(NO_BROWSER)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=[*launch_arguments(), NO_OTHER_HOST, "--no-proxy-server"]
        )
        expect.set_options(timeout=PATIENCE)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def nginx() -> Path:
    """The program of a real web server; without one the test is skipped, or fails where CI is true."""
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}{os.pathsep}/usr/sbin")
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail(NO_NGINX, pytrace=False)
        pytest.skip(NO_NGINX)
    return Path(program)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in a clean British browser; the test fails if anything asks for an address outside this machine."""
    with clean_page(browser) as (page, asked):
        yield page
    assert not asked, f"the page asked for addresses outside this machine: {asked}"


@pytest.fixture(scope="module")
def _lasting(browser: Browser) -> Iterator[tuple[Page, list[str]]]:
    with clean_page(browser) as lasting:
        yield lasting


@pytest.fixture
def same_page(_lasting: tuple[Page, list[str]]) -> Iterator[Page]:
    """A page in which a module's tests open one address after another, where nothing is kept from one to the next.

    A browser that is clean for each test takes longer than what these tests do in it.
    """
    page, asked = _lasting
    yield page
    assert not asked, f"the page asked for addresses outside this machine: {asked}"


@contextmanager
def clean_page(browser: Browser) -> Iterator[tuple[Page, list[str]]]:
    """Open a page in a clean British browser, with a list of the addresses outside this machine that are asked for."""
    asked: list[str] = []

    def note(request: Request) -> None:
        if not is_inside(request.url):
            asked.append(request.url)

    def hold(route: Route) -> None:
        if is_inside(route.request.url):
            route.fallback()
        else:
            route.abort()

    context = browser.new_context(locale="en-GB", timezone_id="Europe/London")
    context.on("request", note)
    context.route("**/*", hold)

    yield context.new_page(), asked

    context.close()


def is_inside(url: str) -> bool:
    """Tell whether a request stays on this machine."""
    address = urlsplit(url)
    return address.scheme in INSIDE_SCHEMES or address.hostname in INSIDE_HOSTS
