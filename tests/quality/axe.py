"""What axe, and a look at its width, find wrong with a page as it stands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
OPTIONS = {
    "runOnly": TAGS,
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],  # what passes is not described, which takes most of the time
    "preload": False,
}
# The steps of a form that are not on show are looked at when they are: axe would walk through all of them each time.
RUN = """options => axe.run({ exclude: [["[data-step][hidden]"]] }, options).then(({ violations }) =>
  violations.map((rule) =>
  `${rule.id}: ${rule.nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`))"""
# A table that is too wide may scroll within itself; the page may not.
IS_TOO_WIDE = "document.documentElement.scrollWidth > window.innerWidth"


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """How somebody has set up their screen, or that they print."""

    width: int = 1280
    height: int = 1024
    pixels: int = 1
    forced_colors: str = "none"
    reduced_motion: str = "no-preference"
    media: str = "screen"


LOOKS = {
    "desk": Look(),
    "phone": Look(width=320, height=640),
    # 1280 by 1024 at 400 %: each CSS pixel takes four of the screen's
    "400 %": Look(width=320, height=256, pixels=4),
    "forced colours": Look(forced_colors="active"),
    "reduced motion": Look(reduced_motion="reduce"),
    "print": Look(media="print", width=718),
}


def faults(page: Page) -> list[str]:
    """Return what axe finds, and whether the page scrolls sideways."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found: list[str] = page.evaluate(RUN, OPTIONS)
    return [*found, *too_wide(page)]


def too_wide(page: Page) -> list[str]:
    """Return whether the page scrolls sideways."""
    return ["scrolls sideways"] if page.evaluate(IS_TOO_WIDE) else []


@contextmanager
def looked_at(page: Page, look: Look) -> Iterator[None]:
    """Show the page as somebody sees it whose screen is set up like this, and then as before."""
    before = page.viewport_size
    page.emulate_media(media=look.media, forced_colors=look.forced_colors, reduced_motion=look.reduced_motion)  # type: ignore[arg-type]
    page.set_viewport_size({"width": look.width, "height": look.height})
    devtools = page.context.new_cdp_session(page)
    if look.pixels > 1:
        size = {"width": look.width, "height": look.height, "deviceScaleFactor": look.pixels, "mobile": False}
        devtools.send("Emulation.setDeviceMetricsOverride", size)
    assert page.evaluate("[innerWidth, devicePixelRatio]") == [look.width, look.pixels]
    yield
    devtools.detach()
    page.emulate_media(media="null", forced_colors="null", reduced_motion="null")
    if before:
        page.set_viewport_size(
            {"width": before["width"], "height": before["height"] + 1}
        )  # the same again does nothing
        page.set_viewport_size(before)
