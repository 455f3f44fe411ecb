"""Every requirement whose place is a page of guidance is named by a page, and no page names one that is not there."""

from __future__ import annotations

import pytest

from lado_site.forms import FORMS
from lado_site.pages import load_pages
from tools.guidance import main, required, uncovered
from tools.requirements import REQUIREMENTS

from .builders import a_profile

EXCEPTIONS: dict[str, str] = {}
"""Requirements that guidance deliberately leaves out, with the reason."""

PAGES = load_pages(a_profile(), also=tuple(FORMS))


def test_no_requirement_of_guidance_is_left_out() -> None:
    assert set(uncovered(PAGES)) == set(EXCEPTIONS)


def test_what_guidance_has_to_show_and_what_pages_name_is_in_the_catalogue() -> None:
    assert len(required()) == 132
    assert set(required()) <= set(REQUIREMENTS)
    assert {source for page in PAGES for source in page.sources} <= set(REQUIREMENTS)


def test_a_page_that_is_taken_away_leaves_its_requirements_uncovered() -> None:
    left = [page for page in PAGES if page.name != "complaints"]

    assert uncovered(left) == ("WAN-71", "WAN-72", "WAN-73")


def test_the_command_counts_what_is_covered(capsys: pytest.CaptureFixture[str]) -> None:
    assert main() == 0

    assert "132 of 132 requirements are covered" in capsys.readouterr().out
