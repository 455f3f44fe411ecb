"""What tests/conftest.py promises to every test, shown by running small test files under it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

pytest_plugins = ["pytester"]

ROOT = Path(__file__).resolve().parents[2]
USES_THE_BROWSER = "def test_page(page): page.set_content('<p>Hello</p>')"
GOES_OUTSIDE = """
    def test_outside(page):
        page.set_content("<img src='https://outside.example.org/a.png'>")
        page.wait_for_load_state("networkidle")
"""
NAMES_REQUIREMENTS = """
    import pytest

    @pytest.mark.req({})
    def test_nothing(): pass
"""
LAST_OF_EACH_SOURCE = ["LEI-53", "SAN-95", "WAN-73", "BRO-143", "BED-105"]
NOT_IN_THE_CATALOGUE = ["LEI-54", "LEI-1", "SAN-00", "XYZ-01"]


@pytest.fixture
def inner(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A folder of tests under a copy of our conftest and settings."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.delenv("CI", raising=False)
    pytester.makeconftest((ROOT / "tests" / "conftest.py").read_text(encoding="utf-8"))
    pytester.makeini(
        "[pytest]\naddopts = --strict-markers\nfilterwarnings = error\nmarkers =\n  req(*ids): x\n  browser: x"
    )
    return pytester


def test_a_page_is_british_and_shows_what_it_is_given(page: Page) -> None:
    page.set_content("<p>Hello</p>")

    assert page.inner_text("p") == "Hello"
    language, zone = page.evaluate("[navigator.language, Intl.DateTimeFormat().resolvedOptions().timeZone]")
    assert (language, zone) == ("en-GB", "Europe/London")


@pytest.mark.usefixtures("browser")
def test_a_page_that_asks_for_an_outside_address_fails_its_test(inner: pytest.Pytester) -> None:
    inner.makepyfile(GOES_OUTSIDE)

    result = inner.runpytest_subprocess()

    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*asked for addresses outside this machine*outside.example.org*"])


def test_without_a_browser_a_test_is_skipped_and_says_why(
    inner: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LADO_CHROMIUM", str(inner.path / "nothing-here"))
    inner.makepyfile(USES_THE_BROWSER)

    result = inner.runpytest_subprocess("-rs")

    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines(["*no Chromium, Chrome or Edge here*"])


def test_without_a_browser_a_test_fails_where_ci_is_true(
    inner: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LADO_CHROMIUM", str(inner.path / "nothing-here"))
    monkeypatch.setenv("CI", "true")
    inner.makepyfile(USES_THE_BROWSER)

    result = inner.runpytest_subprocess()

    result.assert_outcomes(errors=1)


def test_browser_tests_can_be_chosen_by_their_mark(inner: pytest.Pytester) -> None:
    inner.makepyfile(USES_THE_BROWSER + "\ndef test_other(): pass")

    result = inner.runpytest_subprocess("-m", "not browser")

    result.assert_outcomes(passed=1, deselected=1)


def test_a_requirement_outside_the_catalogue_stops_the_run(inner: pytest.Pytester) -> None:
    inner.makepyfile(NAMES_REQUIREMENTS.format(", ".join(map(repr, LAST_OF_EACH_SOURCE + NOT_IN_THE_CATALOGUE))))

    result = inner.runpytest_subprocess()

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"*test_nothing: {name}" for name in NOT_IN_THE_CATALOGUE], consecutive=True)


def test_the_last_requirement_of_each_source_is_known(inner: pytest.Pytester) -> None:
    inner.makepyfile(NAMES_REQUIREMENTS.format(", ".join(map(repr, LAST_OF_EACH_SOURCE))))

    inner.runpytest_subprocess().assert_outcomes(passed=1)
