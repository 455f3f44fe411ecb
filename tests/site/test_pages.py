"""Pages of guidance: what their front matter must say, what is refused, and the authority's own words in them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lado_site.errors import ContentError
from lado_site.freeze import Published
from lado_site.pages import load_pages, read_page

from .builders import a_profile

FRONT = """---
title: A page
lead: What it is about.
order: 1
audience: everyone
reviewed: 2026-11-22
sources: [SAN-05]
---
"""


def text_of(published: Published, name: str) -> str:
    return (published.out / f"{name}.html").read_text("utf-8")


def test_html_in_a_page_is_shown_as_text() -> None:
    page = read_page("a", FRONT + "<script>alert(1)</script>\n\n[x](javascript:alert(1))", a_profile(), {"a"})

    assert "<script" not in page.html
    assert "href" not in page.html


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (FRONT.replace("reviewed: 2026-11-22\n", ""), "reviewed is missing"),
        (FRONT.replace("reviewed: 2026-11-22", "reviewed: soon"), "not a date"),
        (FRONT.replace("order: 1", "order: 1\ncolour: red"), "colour is unknown"),
        (FRONT + "[elsewhere](nowhere.html)", "links to nowhere.html"),
        (FRONT + "{{ profile.colour }}", "colour"),
        (FRONT + "{{ profile.statements_warning }}", "no value for profile.statements_warning"),
        (FRONT + "{% if %}", "page a"),
    ],
)
def test_a_page_that_cannot_be_used_is_refused_with_its_name(text: str, wrong: str) -> None:
    profile = replace(a_profile(), statements_warning="")

    with pytest.raises(ContentError, match=wrong) as refused:
        read_page("a", text, profile, {"a"})

    assert "page a" in refused.value.message
    assert refused.value.hint


def test_every_page_names_the_requirements_it_covers_and_the_menu_is_in_order() -> None:
    pages = load_pages(a_profile(), also=("referral",))

    assert all(page.sources for page in pages)
    assert [page.name for page in pages if page.menu == "top"] == ["index", "criteria", "what-happens-next", "contact"]


@pytest.mark.req("SAN-42", "SAN-43", "SAN-44", "SAN-45", "SAN-46")
def test_the_criteria_are_on_their_page_word_for_word_with_their_source(published: Published) -> None:
    text = text_of(published, "criteria")

    positions = [text.index(criterion.text) for criterion in a_profile().criteria]
    assert positions == sorted(positions)
    assert "Working Together 2018, updated December 2020" in text


@pytest.mark.req("SAN-01")
def test_the_guidance_names_its_three_sources_with_their_years(published: Published) -> None:
    text = text_of(published, "criteria")

    assert all(source in text for source in a_profile().guidance_sources)


@pytest.mark.req("SAN-02", "SAN-03", "SAN-04", "SAN-77", "SAN-78")
def test_what_happens_next_states_the_principles_and_the_standard_of_proof(published: Published) -> None:
    text = text_of(published, "what-happens-next")

    assert "The child comes first." in text
    assert "The adult is treated fairly." in text
    assert "Keeping children safe is the task of every adult." in text
    assert "the balance of probability" in text
    assert "even when nobody is charged or found guilty" in text


@pytest.mark.req("SAN-06", "SAN-07", "SAN-13", "SAN-34", "SAN-15")
def test_what_happens_next_says_by_when(published: Published) -> None:
    text = text_of(published, "what-happens-next")

    assert "The LADO telephones you within 1 working day of hearing from you." in text
    assert "The LADO telephones you the same working day, wherever possible." in text
    assert "holds the Position of Trust (POT) meeting within 5 working days" in text
    assert "sends the minutes of the meeting by secure e-mail within 10 working days of the meeting" in text
    assert "to a conclusion within 12 weeks of hearing from you, wherever possible" in text


@pytest.mark.req("SAN-80", "SAN-81", "SAN-82", "SAN-83", "SAN-84", "SAN-85")
def test_the_outcomes_are_in_the_authoritys_order_with_their_definitions(published: Published) -> None:
    text = text_of(published, "what-happens-next")

    positions = [
        text.index(f"<strong>{outcome.label}.</strong> {outcome.definition}") for outcome in a_profile().outcomes
    ]
    assert positions == sorted(positions)


@pytest.mark.req("SAN-28", "SAN-29", "SAN-30")
def test_the_privacy_page_names_the_laws_and_says_that_sharing_is_allowed(published: Published) -> None:
    text = text_of(published, "privacy")

    assert all(source in text for source in a_profile().privacy_sources)
    assert "Data protection law does not stop you from telling us about a risk to a child." in text
    assert "Sharing it can decide whether a child lives or dies." in text


@pytest.mark.req("SAN-05", "SAN-08", "SAN-09")
def test_the_contact_page_gives_one_mailbox_and_says_who_covers(published: Published) -> None:
    text = text_of(published, "contact")

    assert "lado@sandwell.example.org" in text
    assert "another officer covers" in text
    assert "Principal Independent Reviewing Officer" in text
