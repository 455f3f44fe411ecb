"""The last day to tell the LADO team, worked out in the page from the time that somebody types."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from lado_site.freeze import freeze
from lado_site.profiles import load_profile
from tests.site.builders import TODAY, some_keys
from tests.site.serving import serve

TYPE = """(parts) => {
  for (const [part, text] of Object.entries(parts)) {
    const box = document.querySelector(`[name="became_aware--${part}"]`);
    box.value = text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("published") / "site"
    published = freeze(load_profile("wandsworth"), some_keys(), folder, now=TODAY)
    yield from serve(published.out)


@pytest.mark.req("WAN-16")
def test_the_page_says_the_last_day_and_asks_why_when_it_has_passed(page: Page, address: str) -> None:
    page.clock.install(time=datetime(2026, 11, 24, 12, 0, tzinfo=UTC))
    page.goto(f"{address}/referral.html")
    deadline, reason = (page.locator(f"[data-question={name}]") for name in ("tell_by", "late_reason"))
    assert deadline.get_attribute("hidden") is not None

    page.evaluate(TYPE, {"day": "23", "month": "11", "year": "2026", "time": "2:30pm"})
    expect(deadline).to_have_text("Tell the LADO team by Tuesday 24 November 2026")
    assert deadline.get_attribute("hidden") is None
    assert reason.get_attribute("hidden") is not None

    page.evaluate(TYPE, {"day": "20"})
    expect(deadline).to_contain_text("Monday 23 November 2026")
    expect(deadline).to_contain_text("This day has passed")
    assert reason.get_attribute("hidden") is None

    page.evaluate(TYPE, {"day": ""})
    assert deadline.get_attribute("hidden") is not None
