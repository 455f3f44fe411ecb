"""How long a press of Continue takes to show the next step, on a processor slowed down four times, beside a bare page.

Run it with ``python -m bench.stepping``. The bare page holds the same questions and only hides one step and shows the
next, which is what no form can do faster. A press lasts until the next picture has been drawn.
"""

from __future__ import annotations

import re
import sys
import tempfile
import threading
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import CDPSession, Page, sync_playwright

from lado_site.forms import form_for
from lado_site.forms.sample import sample_answers
from lado_site.freeze import freeze
from tests.browser.referrer import fill_in
from tests.site.builders import a_profile, some_keys
from tools.browser import find_browser, launch_arguments

SLOWED_DOWN = 4
LIMIT = 50
ROUNDS = 5
TODAY = date(2026, 11, 22)

BARE = """<script>
const steps = [...document.querySelectorAll("form [data-step]")];
let now = 0;
document.body.classList.add("js-enabled");
document.querySelectorAll("[hidden]").forEach((each) => { each.hidden = false; });
const show = () => steps.forEach((step, place) => { step.hidden = place !== now; });
document.addEventListener("submit", (event) => {
  event.preventDefault();
  now = (now + 1) % steps.length;
  show();
});
show();
</script>"""

# A press is over when the picture after it is drawn: the message comes after the frame that follows the press.
PRESS = """async () => {
  const button = [...document.querySelectorAll("[data-continue]")].find((each) => each.checkVisibility());
  const from = button.closest("[data-step]").dataset.step;
  const begun = performance.now();
  button.click();
  const handled = performance.now();
  await new Promise((resolve) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = resolve;
    port2.postMessage(0);
  }));
  const moved = button.closest("[data-step]").hidden;
  return { from, moved, handled: handled - begun, drawn: performance.now() - begun };
}"""
TYPE = """async (box) => {
  const begun = performance.now();
  box.value += "a";
  box.dispatchEvent(new InputEvent("input", { bubbles: true }));
  return performance.now() - begun;
}"""


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def main() -> str | None:
    """Measure and print."""
    profile = a_profile()
    form = form_for("referral", profile)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        published = freeze(profile, some_keys(), Path(folder) / "site", now=TODAY)
        page_with_form = published.out / "referral.html"
        (published.out / "bare.html").write_text(bare(page_with_form.read_text(encoding="utf-8")), encoding="utf-8")
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(published.out)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(executable_path=find_browser(), args=launch_arguments())
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/referral.html")
        fill_in(page, form, sample_answers(form, profile, 3))
        metrics = slow_down(page)
        presses, keys = [], []
        for _ in range(ROUNDS):
            page.evaluate("document.querySelector('[data-map-step] a').click()")
            presses += walk(page, metrics, len(form.steps))
            page.evaluate("location.hash = '#happened'")
            keys += [page.locator("[name=what_happened]").evaluate(TYPE) for _ in range(5)]
        other = browser.new_page()
        other.goto(f"http://127.0.0.1:{server.server_port}/bare.html")
        metrics = slow_down(other)
        bare_presses = [press for _ in range(ROUNDS) for press in walk(other, metrics, len(form.steps))]
        server.shutdown()
        browser.close()
    return tell(presses, bare_presses, keys)


def bare(html: str) -> str:
    """Return the page without its scripts, and with one that only hides and shows."""
    without = re.sub(r"<script.*?</script>|<meta http-equiv[^>]*>", "", html, flags=re.DOTALL)
    return without.replace("</body>", f"{BARE}</body>")


def slow_down(page: Page) -> CDPSession:
    """Slow the page's processor down, as a telephone or an old PC would be, and return where its time can be read."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED_DOWN})
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    return session


def worked(session: CDPSession) -> float:
    """Return how long the page's processor has worked, in milliseconds, whatever else the machine does."""
    read = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
    return float(1000 * read["TaskDuration"])


def walk(page: Page, session: CDPSession, steps: int) -> list[dict[str, Any]]:
    """Press Continue until the answers are checked, and return what each press took."""
    presses = []
    for _ in range(steps):
        if not page.locator("[data-continue]:visible").count():
            break
        before = worked(session)
        press = page.evaluate(PRESS)
        presses.append({**press, "worked": worked(session) - before})
        assert presses[-1]["moved"], f"the form stayed at {presses[-1]['from']}"
    return presses


def tell(presses: list[dict[str, Any]], bare_presses: list[dict[str, Any]], keys: list[float]) -> str | None:
    """Print the medians, the ratio and the slowest step; return what is over the limit."""
    form, plain = (median(press["drawn"] for press in each) for each in (presses, bare_presses))
    print(f"next step drawn: {form:6.1f} ms   bare page {plain:6.1f} ms   {form / plain:5.2f} x   limit {LIMIT} ms")
    handled, bare_handled = (median(press["handled"] for press in each) for each in (presses, bare_presses))
    print(f"  of it script:  {handled:6.1f} ms   bare page {bare_handled:6.1f} ms")
    work, bare_work = (median(press["worked"] for press in each) for each in (presses, bare_presses))
    print(f"  of it work:    {work:6.1f} ms   bare page {bare_work:6.1f} ms   {work / bare_work:5.2f} x")
    by_step: dict[str, list[float]] = {}
    for press in presses:
        by_step.setdefault(press["from"], []).append(press["drawn"])
    slowest = max(by_step, key=lambda name: median(by_step[name]))
    print(f"  slowest: from “{slowest}”, {median(by_step[slowest]):.1f} ms")
    print(f"a key typed:     {median(keys):6.1f} ms until the page is free again")
    return f"stepping: {form:.0f} ms is over the limit of {LIMIT} ms" if form > LIMIT else None


if __name__ == "__main__":
    sys.exit(main())
