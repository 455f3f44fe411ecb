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


def test_a_profile_that_names_no_cover_says_what_to_ask_instead() -> None:
    text = page_text(replace(a_profile(), cover=(), statements=()), "contact")

    assert "Call the same number and ask who stands in." in text
    assert "covers" not in text


def test_a_limit_whose_start_is_only_assumed_is_shown_without_it() -> None:
    profile = a_profile()

    text = page_text(profile, "what-happens-next")

    assert "<strong>Within 1 working day</strong> of hearing from you, the LADO telephones you." in text
    assert "<strong>Within 5 working days</strong>, the LADO holds the Position of Trust (POT) meeting." in text
