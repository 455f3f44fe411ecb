"""A form in one file: how big it is, what it may do, what it may not lead to, and what can be filled in beforehand."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from lado_site.app import EXIT_ADDRESS, Site, build_site
from lado_site.errors import SiteError
from lado_site.forms import FORMS
from lado_site.freeze import Published
from lado_site.inline import used_rules
from lado_site.profiles import built_in_profiles, load_profile
from lado_site.single_file import single_file

from .builders import TODAY, a_profile, parsed, some_keys

MOST_BYTES = 450_000
POLICY = {
    "default-src": "'none'",
    "img-src": "data:",
    "connect-src": "'none'",
    "form-action": "'none'",
    "base-uri": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "'none'",
}


@cache
def a_site(profile: str = "sandwell") -> Site:
    return build_site(load_profile(profile), some_keys(), today=TODAY)


def policy_of(html: str) -> dict[str, str]:
    found = re.search(r'http-equiv=Content-Security-Policy content="([^"]+)"', html)
    assert found
    return dict(part.strip().split(" ", 1) for part in found[1].split(";"))


def hash_of(element: str, html: str) -> str:
    (content,) = re.findall(rf"<{element}>(.*?)</{element}>", html, re.DOTALL)
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


@pytest.mark.parametrize("profile", sorted(built_in_profiles()))
def test_every_form_of_every_authority_fits_a_file_that_can_be_mailed(profile: str) -> None:
    site = a_site(profile)

    sizes = {name: len(single_file(site, name)) for name in site.forms}

    assert {name: size for name, size in sizes.items() if size > MOST_BYTES} == {}


@pytest.mark.parametrize("name", sorted(FORMS))
def test_its_policy_lets_its_own_script_and_style_run_and_nothing_else(name: str) -> None:
    html = single_file(a_site(), name).decode()

    policy = policy_of(html)

    assert policy == POLICY | {"script-src": hash_of("script", html), "style-src": hash_of("style", html)}


@pytest.mark.parametrize("name", sorted(FORMS))
def test_it_leads_to_no_other_file(published: Published, name: str) -> None:
    page = parsed(published.out / "copies" / f"sandwell-{name}.html")

    addresses = [each for key in ("href", "src", "action", "data") for each in page.values(key)]

    outside = {each for each in addresses if not each.startswith(("#", "tel:", "mailto:", "data:"))}
    assert outside <= {EXIT_ADDRESS, *filter(None, [a_profile().contact.web, a_profile().contact.upload])}
    assert all(urlsplit(each).scheme == "https" for each in outside)


def test_it_says_which_release_it_is_until_when_it_is_valid_and_how_to_check_it(published: Published) -> None:
    text = (published.out / "copies" / "sandwell-referral.html").read_text("utf-8")

    assert f"release <span class=code>{published.release}</span>, valid until 21 November 2027" in text
    assert "Is this copy genuine?" in text
    assert a_profile().contact.web in text
    assert all(f"<span>{word}</span>" in text for word in some_keys().words)


@pytest.mark.parametrize("name", sorted(FORMS))
def test_the_form_page_offers_it_with_its_size(published: Published, name: str) -> None:
    size = (published.out / "copies" / f"sandwell-{name}.html").stat().st_size

    text = (published.out / f"{name}.html").read_text("utf-8")

    assert f'href="copies/sandwell-{name}.html" download>' in text
    assert f"({round(size / 1000)} KB)" in text
    assert f'href="print/{name}.pdf"' in text


def test_the_file_that_the_office_issues_is_the_file_that_is_published(published: Published) -> None:
    assert single_file(a_site(), "referral") == (published.out / "copies/sandwell-referral.html").read_bytes()


def test_the_same_form_gives_the_same_bytes_also_when_something_is_filled_in() -> None:
    first, second = (single_file(a_site(), "referral", {"referrer_name": "Jory Example"}) for _ in range(2))

    assert first == second != single_file(a_site(), "referral")


REFUSED = [
    ("no-such-form", {}, "there is no form named no-such-form"),
    ("referral", {"no_such_box": "x"}, "no box named no_such_box"),
    ("referral", {"child_family_name": "x"}, "no box named child_family_name"),
    ("referral", {"happened_on": "2026-11-03"}, "no box named happened_on"),
    ("referral", {"immediate_danger": "perhaps"}, "'perhaps' is no answer to immediate_danger"),
    ("meeting-police", {"meeting_reference": "4F7K-2M9Q-E"}, "'4F7K-2M9Q-E' is no code for meeting_reference"),
]


@pytest.mark.parametrize(("name", "prefill", "said"), REFUSED)
def test_what_cannot_be_filled_in_beforehand_is_refused(name: str, prefill: dict[str, str], said: str) -> None:
    with pytest.raises(SiteError, match=said):
        single_file(a_site(), name, prefill)


def test_what_is_filled_in_cannot_break_out_of_its_place() -> None:
    html = single_file(a_site(), "referral", {"referrer_name": "</script><script>alert(1)</script>"}).decode()

    assert "alert(1)</script>" not in html
    assert html.count("<script>") == 1


IN_MEDIA = "@media print{.b{top:0}.a{left:0}}@media (a){.b{x:y}}"
STYLE = f".a{{color:red}}.b,.c .a,p{{margin:0}}{IN_MEDIA}@page{{size:A4}}:is(.b,.z) i{{k:l}}"


def test_only_rules_that_the_page_can_use_are_in_the_file() -> None:
    assert used_rules(STYLE, {"a", "c"}) == ".a{color:red}.c .a,p{margin:0}@media print{.a{left:0}}@page{size:A4}"
    assert used_rules(STYLE, {"a", "b", "c", "z"}) == STYLE


@pytest.fixture
def prefilled(page: Page, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The referral from a file, with a name and a choice filled in."""
    file = tmp_path_factory.mktemp("issued") / "form.html"
    file.write_bytes(single_file(a_site(), "referral", {"immediate_danger": "no", "works_with_children": "yes"}))
    page.goto(file.as_uri())
    yield page


def test_what_is_filled_in_is_locked(prefilled: Page) -> None:
    boxes = prefilled.locator("[data-question=immediate_danger] input[type=radio]")

    expect(prefilled.locator("[data-question=immediate_danger] input[value=no]")).to_be_checked()
    assert [boxes.nth(place).is_disabled() for place in range(boxes.count())] == [True, False, True]


def test_a_text_that_is_filled_in_cannot_be_typed_over_and_stays_when_the_form_is_emptied(
    page: Page, tmp_path: Path
) -> None:
    file = tmp_path / "form.html"
    file.write_bytes(single_file(a_site(), "referral", {"referrer_name": "Jory Example"}))
    page.goto(file.as_uri())
    box = page.locator("[name=referrer_name]")

    page.evaluate("document.querySelector('[data-form]').reset()")

    expect(box).to_have_value("Jory Example")
    expect(box).not_to_be_editable()
