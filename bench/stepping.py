"""How long a press of Continue takes to show the next step, on a processor slowed down four times, beside a bare page.

Run it with ``python -m bench.stepping``. The bare page holds the same questions in the same frame and only hides one
step and shows the next, which is what no form can do faster. The two are pressed in turn, by a mouse, so that a busy
machine slows down both. A press lasts from letting go of the button until the next picture has been drawn.
"""

from __future__ import annotations

import re
import sys
import tempfile
import threading
from dataclasses import dataclass
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

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
document.querySelector(".form-page").classList.add("form-page--mapped");
document.querySelectorAll("[data-map], [data-map] [hidden]").forEach((each) => { each.hidden = false; });
const show = () => steps.forEach((step, place) => { step.hidden = place !== now; });
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-continue]")) {
    event.preventDefault();
    now = (now + 1) % steps.length;
    show();
  }
});
show();
</script>"""

# A press is over when the picture after it is drawn: the message comes after the frame that follows. The browser's own
# "event timing" says the same in steps of 8 ms.
WATCH = """() => addEventListener("pointerup", ({ timeStamp }) => {
  window.drawn = new Promise((resolve) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve(performance.now() - timeStamp);
    port2.postMessage(0);
  }));
}, { capture: true })"""
# Before somebody goes on, they have answered something: what was kept from the step before is of no use.
AIM = """() => {
  const button = [...document.querySelectorAll("[data-continue]")].find((each) => each.checkVisibility());
  const box = button?.closest("[data-step]").querySelector("input, textarea");
  box?.dispatchEvent(new InputEvent("input", { bubbles: true }));
  button?.scrollIntoView({ block: "center" });
  const place = button?.getBoundingClientRect();
  return button ? [button.closest("[data-step]").dataset.step, place.x + 20, place.y + 10] : null;
}"""
# What was put off until after the picture is work too.
SETTLED = """async () => {
  const drawn = await window.drawn;
  await new Promise((done) => setTimeout(done, 100));
  return drawn;
}"""
TYPE = """async (box) => {
  const begun = performance.now();
  box.value += "a";
  box.dispatchEvent(new InputEvent("input", { bubbles: true }));
  return performance.now() - begun;
}"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Press:
    """The step that was left, and how long it took until the next was drawn and until all was done, in milliseconds."""

    step: str
    drawn: float
    worked: float


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
        address = f"http://127.0.0.1:{server.server_port}"
        ours, other = (opened(browser, f"{address}/{name}.html") for name in ("referral", "bare"))
        fill_in(ours, form, sample_answers(form, profile, 3))
        pages = [(each, slow_down(each)) for each in (ours, other)]
        pairs, keys = [], []
        for _ in range(ROUNDS):
            ours.evaluate("document.querySelector('[data-map-step] a').click()")
            pairs += walk(pages)
            ours.evaluate("location.hash = '#happened'")
            keys += [ours.locator("[name=what_happened]").evaluate(TYPE) for _ in range(5)]
        server.shutdown()
        browser.close()
    return tell(pairs, keys)


def opened(browser: Browser, address: str) -> Page:
    """Return a page that notes how long each press takes."""
    page = browser.new_page()
    page.goto(address)
    page.evaluate(WATCH)
    return page


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


def walk(pages: list[tuple[Page, CDPSession]]) -> list[list[Press]]:
    """Press Continue in both pages in turn until the answers are checked in the first, and return what each took."""
    pairs = []
    while pages[0][0].locator("[data-continue]:visible").count():
        pairs.append([press(*each) for each in pages])
    return pairs


def press(page: Page, session: CDPSession) -> Press:
    """Press Continue as a hand does."""
    step, x, y = page.evaluate(AIM)
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate("new Promise((done) => setTimeout(done, 100))")
    before = worked(session)
    page.mouse.up()
    drawn = page.evaluate(SETTLED)
    taken = Press(step=step, drawn=drawn, worked=worked(session) - before)
    assert page.locator(f"[data-step={step}]").is_hidden(), f"the form stayed at {step}"
    return taken


def tell(pairs: list[list[Press]], keys: list[float]) -> str | None:
    """Print the medians, the ratio and the slowest step; return what is over the limit.

    Of each step the quickest of all rounds is what the page needs; the rest is what else the machine was doing.
    """
    form, plain = (median(pair[which].drawn for pair in pairs) for which in (0, 1))
    print(f"next step drawn: {form:6.1f} ms   bare page {plain:6.1f} ms   {form / plain:5.2f} x")
    steps = list(dict.fromkeys(ours.step for ours, _ in pairs))
    best = {
        step: [min(pair[which].drawn for pair in pairs if pair[0].step == step) for which in (0, 1)] for step in steps
    }
    form_best, plain_best = (median(each[which] for each in best.values()) for which in (0, 1))
    print(f"  undisturbed:   {form_best:6.1f} ms   bare page {plain_best:6.1f} ms   {form_best / plain_best:5.2f} x")
    work, bare_work = (median(pair[which].worked for pair in pairs) for which in (0, 1))
    ratio = median(ours.worked / other.worked for ours, other in pairs)
    print(f"  work in all:   {work:6.1f} ms   bare page {bare_work:6.1f} ms   {ratio:5.2f} x")
    slowest = max(steps, key=lambda step: best[step][0])
    print(f"  slowest: from “{slowest}”, {best[slowest][0]:.1f} ms at best")
    print(f"  limit: {LIMIT} ms undisturbed")
    print(f"a key typed:     {median(keys):6.1f} ms until the page is free again")
    return f"stepping: {form_best:.0f} ms is over the limit of {LIMIT} ms" if form_best > LIMIT else None


if __name__ == "__main__":
    sys.exit(main())
