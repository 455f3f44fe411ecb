"""Every state of every form of every authority, and every page, in each way that a screen may be set up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from lado_site.forms import form_for
from lado_site.forms.catalogue import FORMS
from lado_site.forms.sample import sample_answers
from lado_site.profiles import built_in_profiles, load_profile
from tests.site.serving import serve

from .authorities import published_for
from .sightings import Sightings
from .states import every_state

AUTHORITIES = list(built_in_profiles())


@pytest.fixture(scope="module")
def sightings(request: pytest.FixtureRequest) -> Iterator[Sightings]:
    """What was looked at so far; at the end it is said how much that was. `--cache-clear` forgets it."""
    assert request.config.cache
    sightings = Sightings(file=request.config.cache.mkdir("axe") / "clean")
    yield sightings
    print(f"\naxe: {sightings.states} states reached, {sightings.known} built like one known, {sightings.looks} looks")


@pytest.fixture(scope="module")
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path, str]]:
    """Where an authority's site is served, the folder it lies in, and the authority's name."""
    folder = published_for(request.param, tmp_path_factory)
    for address in serve(folder.parent, "/site"):
        yield address, folder, request.param


@pytest.mark.parametrize("site", AUTHORITIES, indirect=True)
@pytest.mark.parametrize("name", list(FORMS))
def test_no_state_of_a_form_has_faults(
    page: Page, site: tuple[str, Path, str], name: str, sightings: Sightings, tmp_path: Path
) -> None:
    address, _, authority = site
    profile = load_profile(authority)
    form = form_for(name, profile)
    states, found = [], []
    page.goto(f"{address}/{name}.html")

    for state in every_state(page, form, sample_answers(form, profile, seed=3), tmp_path):
        states.append(state)
        found += sightings.faults_of(page, state)

    assert {"sealed", "handed over", "expired, refused to seal"} <= set(states)
    assert len(states) == len(set(states)) > 20
    assert found == []


@pytest.mark.parametrize("site", AUTHORITIES, indirect=True)
def test_no_page_has_faults(page: Page, site: tuple[str, Path, str], sightings: Sightings) -> None:
    address, folder, _ = site
    # The page for what is not there names its files from the root of the host; tests/site looks at it from there.
    found, pages = [], sorted(set(folder.glob("*.html")) - {folder / "404.html"})

    for file in pages:
        page.goto(f"{address}/{file.name}")
        found += sightings.faults_of(page, file.stem)

    assert len(pages) > 20
    assert found == []
