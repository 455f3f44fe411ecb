"""What the pages say about time limits and cover comes from the profile alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lado_site.pages import load_pages
from lado_site.profiles import Profile

from .builders import a_profile


def page_text(profile: Profile, name: str) -> str:
    return next(str(page.html) for page in load_pages(profile, also=("referral",)) if page.name == name)


@pytest.mark.req("SAN-08", "SAN-09")
def test_the_contact_page_names_who_covers_and_in_which_order() -> None:
    text = page_text(a_profile(), "contact")

    assert "another officer covers. If that person is away as well, a Principal Independent Reviewing Officer" in text


def test_a_profile_that_names_no_cover_publishes_nothing_about_it() -> None:
    assert "When the LADO is away" not in page_text(replace(a_profile(), cover=()), "contact")


def test_a_limit_whose_start_is_only_assumed_is_shown_without_it() -> None:
    profile = a_profile()

    text = page_text(profile, "what-happens-next")

    assert "telephones you within 1 working day of hearing from you." in text
    assert "meeting within 5 working days." in text
