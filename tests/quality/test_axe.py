"""Every state of every form of every authority, and every page, in each way that a screen may be set up.

All states are seen in all ways for the first authority; for the others each state is seen in one way, a different one
for each authority.
"""

from __future__ import annotations

from itertools import cycle, islice
from pathlib import Path

import pytest
from playwright.sync_api import Page

from lado_site.forms import form_for
from lado_site.forms.catalogue import FORMS
from lado_site.forms.sample import sample_answers
from lado_site.profiles import built_in_profiles, load_profile
from tests.site.serving import serve

from .authorities import published_for
from .axe import LOOKS, faults, looked_at
from .states import every_state

AUTHORITIES = list(built_in_profiles())
THOROUGH = "sandwell"


@pytest.fixture
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """Where an authority's site is served."""
    folder = published_for(request.param, tmp_path_factory)
    server = serve(folder.parent, "/site")
    request.addfinalizer(lambda: next(server, None))
    return next(server), folder


@pytest.mark.parametrize("name", list(FORMS))
@pytest.mark.parametrize(
    ("site", "authority"), [(each, each) for each in AUTHORITIES], ids=AUTHORITIES, indirect=["site"]
)
def test_no_state_of_a_form_has_faults(
    page: Page, site: tuple[str, Path], authority: str, name: str, tmp_path: Path
) -> None:
    profile = load_profile(authority)
    form = form_for(name, profile)
    start = AUTHORITIES.index(authority) % len(LOOKS)
    in_turn = islice(cycle(LOOKS), start, None)
    found = {}
    page.goto(f"{site[0]}/{name}.html")

    for state in every_state(page, form, sample_answers(form, profile, seed=3), tmp_path):
        for look in LOOKS if authority == THOROUGH else [next(in_turn)]:
            with looked_at(page, LOOKS[look]):
                found[f"{state}, {look}"] = faults(page)

    assert len(found) > 20
    assert {place: each for place, each in found.items() if each} == {}


@pytest.mark.parametrize("site", AUTHORITIES, indirect=True)
def test_no_page_has_faults(page: Page, site: tuple[str, Path]) -> None:
    address, folder = site
    found = {}

    for file in sorted(folder.glob("*.html")):
        page.goto(f"{address}/{file.name}")
        for name, look in LOOKS.items():
            with looked_at(page, look):
                found[f"{file.stem}, {name}"] = faults(page)

    assert len(found) > 100
    assert {place: each for place, each in found.items() if each} == {}
