"""“Leave this page quickly” can be pressed wherever the page is scrolled to, with a script and without."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

SIZES = {"desk": {"width": 1280, "height": 720}, "phone": {"width": 320, "height": 640}}
PARTS = [each / 20 for each in range(21)]
"""How far down the page is scrolled: not at all, and then in steps of a twentieth to its end."""

# Another element lies above the middle of the button, or none does: the button is out of sight.
COVERED = """async (parts) => {
  const button = document.querySelector("[data-leave]");
  const covered = [];
  for (const part of parts) {
    scrollTo(0, part * (document.documentElement.scrollHeight - innerHeight));
    const { left, top, width, height } = button.getBoundingClientRect();
    const there = document.elementFromPoint(left + width / 2, top + height / 2);
    if (!button.contains(there)) covered.push([scrollY, there?.outerHTML.slice(0, 80)]);
  }
  return { covered, range: document.documentElement.scrollHeight - innerHeight };
}"""


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("has_script", [True, False], ids=["with a script", "without"])
def test_the_button_that_leaves_lies_above_all_that_scrolls_under_it(
    browser: Browser, address: str, size: str, has_script: bool
) -> None:
    context = browser.new_context(java_script_enabled=has_script, viewport=SIZES[size])  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{address}/referral.html")
    expect(page.locator("[data-step=adult]")).to_be_visible(visible=not has_script)

    found = page.evaluate(COVERED, PARTS)
    context.close()

    assert found["range"] > SIZES[size]["height"] / 2, "the page is too short to be scrolled"
    assert found["covered"] == []
