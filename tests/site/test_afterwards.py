"""The last page of each form says what happens next with this form, and promises only what the authority promises."""

from __future__ import annotations

import html
import re
from functools import cache

import pytest
from flask import Flask

from lado_site.app import build_site, create_app
from lado_site.forms import FORMS, form_for
from lado_site.forms.afterwards import afterwards, promised
from lado_site.profiles import built_in_profiles, load_profile

from .builders import TODAY, a_profile, some_keys
from .serving import MANIFEST

CLOCKS = {
    ("sandwell", "referral"): ["call-back", "call-back-same-day", "conclusion"],
    ("sandwell", "advice"): ["call-back", "call-back-same-day"],
    ("bromley", "referral"): ["threshold"],
    ("wandsworth", "referral"): [],
    ("wandsworth", "advice"): ["advice", "standards-of-care-before"],
    ("leicester", "referral"): [],
    ("sandwell", "investigation"): [],
    ("sandwell", "supplement"): [],
    ("sandwell", "meeting-police"): [],
}


@pytest.mark.parametrize(("authority", "name", "clocks"), [(*key, clocks) for key, clocks in CLOCKS.items()])
def test_only_clocks_that_run_from_handing_over_this_form_are_promised(
    authority: str, name: str, clocks: list[str]
) -> None:
    profile = load_profile(authority)

    assert [clock.key for clock in promised(form_for(name, profile), profile)] == clocks


@cache
def app() -> Flask:
    return create_app(build_site(a_profile(), some_keys(), today=TODAY))


def last_page(name: str) -> str:
    """The words of a form's last page."""
    page = app().test_client().get(f"/{name}.html").text
    section = page[page.index('data-step="sealed"') : page.index("data-announce")]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", section)).split())


@pytest.mark.skipif(not MANIFEST.exists(), reason="the browser files have not been built: run tools/setup.py")
@pytest.mark.parametrize("name", ["referral", "advice", "meeting-police", "investigation", "supplement"])
def test_the_last_page_speaks_of_its_own_form(name: str) -> None:
    said = last_page(name)

    form = form_for(name, a_profile())
    assert afterwards(form).then in said
    assert afterwards(form).again in said
    assert ("another referral" in said) is (name == "referral")
    assert ("Do not ask anyone for a statement" in said) is (name in ("referral", "advice"))
    assert ("heard nothing by then" in said) is bool(promised(form, a_profile()))
    assert ("Not sure that the file arrived?" in said) is not bool(promised(form, a_profile()))


@pytest.mark.parametrize("authority", sorted(built_in_profiles()))
def test_every_form_of_every_authority_has_words_for_its_last_page(authority: str) -> None:
    profile = load_profile(authority)

    assert all(afterwards(form_for(name, profile)).then for name in FORMS)
