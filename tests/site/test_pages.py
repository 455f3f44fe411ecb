"""Pages of guidance: what their front matter must say, what is refused with page and line, and what they show."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from lado_site.errors import ContentError
from lado_site.freeze import Published
from lado_site.pages import SECTIONS, Page, load_pages, read_page

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
FIRST_LINE = FRONT.count("\n") + 1

WRONG = [
    (FRONT.replace("reviewed: 2026-11-22\n", ""), 1, "reviewed is missing"),
    (FRONT.replace("title: A page\n", ""), 1, "title is missing"),
    (FRONT.replace("title: A page", "title: "), 2, "title is empty"),
    (FRONT.replace("reviewed: 2026-11-22", "reviewed: soon"), 6, "not a date"),
    (FRONT.replace("order: 1", "order: first"), 4, "not a whole number"),
    (FRONT.replace("[SAN-05]", "SAN-05"), 7, "sources is not a list"),
    (FRONT.replace("order: 1", "order: 1\ncolour: red"), 5, "colour is unknown"),
    (FRONT.replace("order: 1", "order: 1\nmenu: side"), 5, "menu is side"),
    (FRONT.replace("order: 1", "order: 1\nnext: [nowhere]"), 5, "next names nowhere"),
    (FRONT.replace("order: 1", "order: 1: 2"), 4, "cannot be read"),
    (FRONT + "One.\n\n[elsewhere](nowhere.html)", FIRST_LINE + 2, "links to nowhere.html, which is no page"),
    (FRONT + "One.\n\n[elsewhere](http://example.org)", FIRST_LINE + 2, "which is not secure"),
    (FRONT + "One.\n\n<http://example.org>", FIRST_LINE + 2, "which is not secure"),
    (FRONT + "[x](javascript:alert(1))", FIRST_LINE, "which may not be linked to"),
    (FRONT + "[x][y]\n\n[y]: data:text/html,x", FIRST_LINE + 2, "which may not be linked to"),
    (FRONT + "[x](/elsewhere)", FIRST_LINE, "which may not be linked to"),
    (FRONT + "One.\n\n<script>alert(1)</script>", FIRST_LINE + 2, "has HTML in it: <script>"),
    (FRONT + "One.\nTwo <b>bold</b>.", FIRST_LINE + 1, "has HTML in it: <b>"),
    (FRONT + "![a picture](a.png)", FIRST_LINE, "has a picture"),
    (FRONT + "One.\n\n{{ profile.colour }}", FIRST_LINE + 2, "colour"),
    (FRONT + "One.\n\n{{ profile.statements_warning }}", FIRST_LINE + 2, "no value for profile.statements_warning"),
    (FRONT + "One.\n\n{% if %}", FIRST_LINE + 2, "Expected an expression"),
]


def text_of(published: Published, name: str) -> str:
    return (published.out / f"{name}.html").read_text("utf-8")


def a_page(text: str) -> Page:
    return read_page("a", FRONT + text, a_profile(), {"a"})


@pytest.mark.parametrize(("text", "line", "wrong"), WRONG)
def test_a_page_that_cannot_be_used_is_refused_with_its_name_and_line(text: str, line: int, wrong: str) -> None:
    profile = replace(a_profile(), statements_warning="")

    with pytest.raises(ContentError) as refused:
        read_page("a", text, profile, {"a"})

    assert refused.value.message.startswith(f"page a, line {line}: ")
    assert wrong in refused.value.message
    assert refused.value.hint


def test_what_a_setting_of_the_profile_brings_in_is_checked_too() -> None:
    with pytest.raises(ContentError, match="page a: has HTML in it: <i>"):
        read_page("a", FRONT + "{{ profile.area }}", replace(a_profile(), area="<i>Here</i>"), {"a"})


def test_safe_links_and_signs_are_left_as_they_are() -> None:
    page = a_page("2 < 3 and `<b>`, [call](tel:999), [write](mailto:a@example.org), [read](https://example.org)")

    assert "2 &lt; 3" in page.html and "<code>&lt;b&gt;</code>" in page.html
    assert '<a href="https://example.org" rel="noreferrer">' in page.html


def test_headings_can_be_linked_to_and_have_different_names() -> None:
    page = a_page("## What’s next?\n\n### Then\n\n## What’s next?")

    assert [heading.identifier for heading in page.headings] == ["whats-next", "whats-next-2"]
    assert page.identifiers == {"whats-next", "then", "whats-next-2"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A council's folder with a page of its own, and one in the place of ours."""
    own = FRONT.replace("order: 1", "order: 70\nsection: service")
    (tmp_path / "drop-in.md").write_text(own + "Come and see us. [Ours](contact.html#by-post)", encoding="utf-8")
    (tmp_path / "contact.md").write_text(
        FRONT.replace("order: 1", "order: 6\nmenu: top") + "## By post\n\nHere.", encoding="utf-8"
    )
    (tmp_path / "notes.txt").write_text("not a page", encoding="utf-8")
    return tmp_path


def test_a_councils_own_pages_replace_or_add_to_ours_by_name(folder: Path) -> None:
    ours = {page.name: page for page in load_pages(a_profile(), also=("referral",))}

    pages = {page.name: page for page in load_pages(a_profile(), also=("referral",), content=folder)}

    assert pages.keys() == {*ours, "drop-in"}
    assert "Come and see us." in pages["drop-in"].html
    assert "Here." in pages["contact"].html
    assert pages["criteria"] == ours["criteria"]


def test_a_dead_link_to_a_heading_is_refused_across_pages(folder: Path) -> None:
    (folder / "contact.md").write_text(FRONT.replace("order: 1", "order: 6\nmenu: top") + "Here.", encoding="utf-8")

    with pytest.raises(ContentError, match=r"page drop-in, line 10: links to contact.html#by-post, and no heading"):
        load_pages(a_profile(), also=("referral",), content=folder)


def test_a_page_that_nothing_leads_to_is_refused(folder: Path) -> None:
    (folder / "drop-in.md").write_text(FRONT + "Come and see us.", encoding="utf-8")

    with pytest.raises(ContentError, match="page drop-in, line 1: no page leads to it"):
        load_pages(a_profile(), also=("referral",), content=folder)


def test_a_folder_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"cannot read .*nowhere"):
        load_pages(a_profile(), also=("referral",), content=tmp_path / "nowhere")

    (tmp_path / "contact.md").write_bytes(b"\xff\xfe")
    with pytest.raises(ContentError, match="not UTF-8"):
        load_pages(a_profile(), also=("referral",), content=tmp_path)


def test_the_menu_is_in_order_and_every_part_of_the_guidance_has_pages() -> None:
    pages = load_pages(a_profile(), also=("referral",))

    top = ["index", "guide", "what-happens-next", "guidance", "forms", "contact"]
    assert [page.name for page in pages if page.menu == "top"] == top
    assert {page.section for page in pages} == {*SECTIONS, "none"}


@pytest.mark.req("SAN-42", "SAN-43", "SAN-44", "SAN-45", "SAN-46")
def test_the_criteria_are_on_their_page_word_for_word_with_their_source(published: Published) -> None:
    text = text_of(published, "criteria")

    positions = [text.index(criterion.heading) for criterion in a_profile().criteria]
    assert positions == sorted(positions)
    assert "Working Together 2018, updated December 2020" in text


@pytest.mark.req("SAN-01")
def test_the_guidance_names_its_three_sources_with_their_years(published: Published) -> None:
    text = text_of(published, "criteria")

    assert all(source in text for source in a_profile().guidance_sources)


@pytest.mark.req("SAN-02", "SAN-03", "SAN-04")
def test_what_happens_next_states_the_principles(published: Published) -> None:
    text = text_of(published, "what-happens-next")

    assert "The child comes first." in text
    assert "The adult is treated fairly." in text
    assert "Keeping children safe is the task of every adult." in text


@pytest.mark.req("SAN-06", "SAN-07", "SAN-13", "SAN-34", "SAN-15")
def test_what_happens_next_says_by_when(published: Published) -> None:
    text = text_of(published, "what-happens-next")

    assert "<strong>Within 1 working day</strong> of hearing from you, the LADO telephones you." in text
    assert "The LADO telephones you the same working day, wherever possible." in text
    assert "<strong>Within 5 working days</strong>, the LADO holds the Position of Trust (POT) meeting." in text
    assert "<strong>Within 10 working days</strong> of the meeting, the LADO team sends the minutes" in text
    assert "<strong>Within 12 weeks</strong> of hearing from you, the LADO team brings the matter to" in text
    assert "a conclusion, wherever possible" in text


@pytest.mark.req("SAN-77", "SAN-78", "SAN-80", "SAN-81", "SAN-82", "SAN-83", "SAN-84", "SAN-85")
def test_the_outcomes_are_in_the_authoritys_order_with_their_definitions_and_the_standard(published: Published) -> None:
    text = text_of(published, "outcomes")

    positions = [
        text.index(f"<strong>{outcome.label}.</strong> {outcome.definition}") for outcome in a_profile().outcomes
    ]
    assert positions == sorted(positions)
    assert "the balance of probability" in text
    assert "even when nobody is charged or found guilty" in text


@pytest.mark.req("SAN-28", "SAN-29", "SAN-30")
def test_the_page_on_sharing_names_the_laws_and_says_that_sharing_is_allowed(published: Published) -> None:
    text = text_of(published, "sharing")

    assert all(source in text for source in a_profile().privacy_sources)
    assert "Data protection law does not stop you from telling us about a risk to a child." in text
    assert "Sharing can decide whether a child lives or dies." in text


@pytest.mark.req("SAN-05", "SAN-08", "SAN-09")
def test_the_contact_page_gives_one_mailbox_and_says_who_covers(published: Published) -> None:
    text = text_of(published, "contact")

    assert "lado@sandwell.example.org" in text
    assert "another officer covers" in text
    assert "Principal Independent Reviewing Officer" in text
