"""How long sealing takes in a real browser, beside a bare AES-GCM of the same bytes in the same page, in turns.

Run it with ``python -m bench.browser_sealing``. The sealing code is the one that is published. The longest time for
which the page neither drew nor ticked is measured with it: people notice from about half a second.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page, Route, sync_playwright

from lado_kit.encrypt.recipients import Identity
from tools.browser import find_browser, launch_arguments

BUILT = Path(__file__).resolve().parents[1] / "site" / "static" / "dist"
ADDRESS = "http://localhost/"
ROUNDS = 5
SIZES = {"text only": 0, "10 MB": 10_000_000, "100 MB": 100_000_000}
LONGEST_BLOCK = 500
RECIPIENTS = 6

# One attachment made of one small piece, so that making it costs nothing; AES-GCM has no stream and takes it whole.
MEASURE = """async ({ module, setting, answers, size, rounds }) => {
  const { seal } = await import(module);
  const piece = crypto.getRandomValues(new Uint8Array(50_000));
  const files = size ? [new File(Array(size / piece.length).fill(piece), "film.mp4", { type: "video/mp4" })] : [];
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const times = { seal: [], bare: [], block: [], reports: [] };
  for (let round = 0; round <= rounds; round += 1) {
    const seen = { frame: performance.now(), timer: performance.now(), longest: 0, reports: 0, isDone: false };
    const note = (kind) => {
      const now = performance.now();
      seen.longest = Math.max(seen.longest, now - seen[kind]);
      seen[kind] = now;
    };
    const frame = () => { note("frame"); if (!seen.isDone) requestAnimationFrame(frame); };
    requestAnimationFrame(frame);
    const timer = setInterval(() => note("timer"), 50);
    let begun = performance.now();
    const onProgress = () => { seen.reports += 1; };
    const { size: sealed } = await seal({ setting, answers, attachments: files, now: new Date(), onProgress });
    const took = performance.now() - begun;
    note("frame");
    note("timer");
    seen.isDone = true;
    clearInterval(timer);
    begun = performance.now();
    const content = files.length ? new Uint8Array(await files[0].arrayBuffer()) : new Uint8Array(65_536);
    const iv = crypto.getRandomValues(new Uint8Array(12));
    await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, content);
    if (round) {
      times.seal.push(took);
      times.bare.push(performance.now() - begun);
      times.block.push(seen.longest);
      times.reports.push(seen.reports);
    }
  }
  return times;
}"""


def main() -> int:
    """Measure, print, and return 1 when the page was ever busy for too long."""
    program = find_browser()
    if program is None:
        print("there is no browser here, so nothing is measured")
        return 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=launch_arguments())
        page = open_page(browser.new_page())
        print(f"Chromium {browser.version}, {RECIPIENTS} recipients; {ROUNDS} turns, medians")
        longest = max([measure(page, name, size) for name, size in SIZES.items()])
        browser.close()
    print(f"the page was never busy for longer than {longest:.0f} ms   limit {LONGEST_BLOCK} ms")
    return 0 if longest <= LONGEST_BLOCK else 1


def open_page(page: Page) -> Page:
    """Open an empty page that can load what is published."""

    def answer(route: Route) -> None:
        file = BUILT / urlsplit(route.request.url).path.removeprefix("/")
        if file.is_file():
            route.fulfill(path=file, content_type="text/javascript")
        else:
            route.fulfill(body="<!doctype html><title>A page</title>", content_type="text/html")

    page.route("**/*", answer)
    page.goto(ADDRESS)
    return page


def measure(page: Page, name: str, size: int) -> float:
    """Print one line, and return the longest time for which the page was busy."""
    recipients = [str(Identity.generate().recipient) for _ in range(RECIPIENTS)]
    request = {
        "module": f"/{json.loads((BUILT / 'manifest.json').read_text(encoding='utf-8'))['later.js']}",
        "setting": {
            "authority": "sandwell",
            "prefix": "referral",
            "release": "bench",
            "form": {"name": "referral", "version": 1, "digest": "ab" * 32},
            "roster": {"version": 1, "recipients": recipients},
        },
        "answers": {f"question_{number}": f"An answer, number {number}" for number in range(120)},
        "size": size,
        "rounds": ROUNDS,
    }
    times: dict[str, Any] = page.evaluate(MEASURE, request)
    seal, bare = median(times["seal"]), median(times["bare"])
    speed = f"{size / seal / 1000:5.0f} MB/s" if size else ""
    print(
        f"{name:10} seal {seal:7.0f} ms {speed:10}   bare AES-GCM {bare:6.1f} ms   {seal / bare:5.0f} x"
        f"   longest block {max(times['block']):4.0f} ms   {median(times['reports']):.0f} reports"
    )
    return float(max(times["block"]))


if __name__ == "__main__":
    sys.exit(main())
