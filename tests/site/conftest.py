"""What every test of the site may use."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.conftest import clean_page

from .serving import address as address
from .serving import published as published


@pytest.fixture(scope="module")
def _lasting(browser: Browser) -> Iterator[tuple[Page, list[str]]]:
    with clean_page(browser) as lasting:
        yield lasting


@pytest.fixture
def same_page(_lasting: tuple[Page, list[str]]) -> Iterator[Page]:
    """A page in which a module's tests open one address after another, where nothing is kept from one to the next.

    A browser that is clean for each test takes longer than what these tests do in it.
    """
    page, asked = _lasting
    yield page
    assert not asked, f"the page asked for addresses outside this machine: {asked}"
