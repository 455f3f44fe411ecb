"""What every test in a browser may use: a published site, an office that has one, and a draft of a whole referral."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from lado_kit.home import create_home, current_roster
from lado_kit.publish import publish
from tests.browser.drafting import Saved, save_draft
from tests.browser.referrer import fill_in_by_script
from tests.kit.front_door import PASSPHRASE, a_file
from tests.kit.offices import quick_key_files
from tests.site.serving import address as address
from tests.site.serving import published as published
from tests.site.test_form_page import ANSWERS, FORM


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an office's home, its passphrase and its published site."""
    folder, now = tmp_path_factory.mktemp("office"), datetime.now(UTC)
    a_file(folder / "passphrase.txt", PASSPHRASE)
    with quick_key_files():
        home = create_home(folder / "home", profile="sandwell", passphrase=PASSPHRASE, now=now)
    a_file(folder / "roster.txt", current_roster(home))
    publish("sandwell", current_roster(home), folder / "site", today=now.date(), home=home)
    return folder


@pytest.fixture(scope="session")
def draft(browser: Browser, address: str, tmp_path_factory: pytest.TempPathFactory) -> Saved:
    """A draft of the whole referral, without files."""
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    page.goto(f"{address}/referral.html")
    fill_in_by_script(page, FORM, ANSWERS)
    saved = save_draft(page, tmp_path_factory.mktemp("draft"))
    context.close()
    return saved
