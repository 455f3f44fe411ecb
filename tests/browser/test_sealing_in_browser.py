"""The sealing code as it is served, in a real browser: what it writes opens with the kit, and the page stays alive.

The page opens nothing with a key, so what its library would read is shown by a second build with an opener;
``build-opener.js`` says why that is the same code.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route

from lado_kit.encrypt.envelope import Opened, open_envelope
from lado_kit.encrypt.recipients import Identity
from tests.encrypt.builders import ROOT, an_identity, cctv_vectors
from tests.encrypt.test_cctv import read_case
from tests.encrypt.test_second_opener import open_with_script
from tests.site.serving import serve

BUILT = ROOT / "site" / "static" / "dist"
ADDRESS = "http://localhost"
EMPTY_PAGE = "<!doctype html><meta charset=utf-8><title>A page</title>"

IDENTITIES = [an_identity(number) for number in range(1, 7)]
SETTING = {
    "authority": "sandwell",
    "prefix": "referral",
    "release": "2026-11-01",
    "form": {"name": "referral", "version": 3, "digest": "ab" * 32},
    "roster": {"version": 7, "recipients": [str(identity.recipient) for identity in IDENTITIES]},
}
ANSWERS = {"adult_name": "Jory Example 名 😀", "children": [{"age": 7}]}

MEGABYTE = 1_000_000
# Strings and buffers together, with what waits to be collected; held as one string the same file took 375 MB.
MOST_MEMORY = 200 * MEGABYTE
# So often at least the page draws, ticks and answers while it seals 100 MB: bench/browser_sealing.py has the times.
LEAST_TURNS = 20

SEAL = """async ({ module, setting, answers, files }) => {
  const { seal } = await import(module);
  const attachments = files.map(([name, size, step]) => {
    const content = new Uint8Array(size).map((_, place) => (place * step) % 251);
    return new File([content], name, { type: "application/pdf" });
  });
  const { file, receipt } = await seal({ setting, answers, attachments, now: new Date() });
  return { text: await file.text(), receipt };
}"""

READ = """async ({ module, cases }) => {
  const { armor, Decrypter } = await import(module);
  const hex = (content) => [...new Uint8Array(content)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const read = {};
  for (const { name, isArmoured, identities, passphrases } of cases) {
    const content = new Uint8Array(await (await fetch(`/vectors/${name}`)).arrayBuffer());
    try {
      const decrypter = new Decrypter();
      identities.forEach((identity) => decrypter.addIdentity(identity));
      passphrases.forEach((passphrase) => decrypter.addPassphrase(passphrase));
      const plaintext = await decrypter.decrypt(isArmoured ? armor.decode(new TextDecoder().decode(content)) : content);
      read[name] = hex(await crypto.subtle.digest("SHA-256", plaintext));
    } catch (error) {
      read[name] = "refused";
    }
  }
  return read;
}"""

# Attachments are one small piece, many times over, so that what is measured is the sealing's memory and not the test's.
WATCH = """async ({ module, setting, answers, size }) => {
  document.title = "sealing";
  const { seal } = await import(module);
  const piece = new Uint8Array(1_000_000).map((_, place) => (place * 7) % 251);
  const attachments = [new File(Array(size / piece.length).fill(piece), "film.mp4", { type: "video/mp4" })];
  const seen = { frames: 0, ticks: 0, reports: [] };
  const draw = () => {
    seen.frames += 1;
    requestAnimationFrame(draw);
  };
  requestAnimationFrame(draw);
  setInterval(() => { seen.ticks += 1; }, 10);
  const onProgress = (part) => seen.reports.push(part);
  const { file } = await seal({ setting, answers, attachments, now: new Date(), onProgress });
  window.seen = { ...seen, size: file.size, start: await file.slice(0, 35).text() };
  document.title = "sealed";
}"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Builds:
    """What was built for these tests, and what of it would be published."""

    folder: Path
    hashes: dict[str, str]
    later: dict[str, list[str]]
    opener: dict[str, list[str]]


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> Builds:
    folder = tmp_path_factory.mktemp("opener")
    done = subprocess.run(
        ["node", "tests/browser/build-opener.js", str(folder)],
        cwd=ROOT, capture_output=True, check=False, encoding="utf-8", timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return Builds(folder=folder, **json.loads(done.stdout))


def open_page(page: Page, folder: Path) -> Page:
    """A page that can load the scripts in ``folder``, and nothing else."""

    def answer(route: Route) -> None:
        name = urlsplit(route.request.url).path.removeprefix("/")
        if name and (folder / name).is_file():
            route.fulfill(path=folder / name, content_type="text/javascript")
        else:
            route.fulfill(body=EMPTY_PAGE, content_type="text/html")

    page.route(f"{ADDRESS}/**", answer)
    page.goto(f"{ADDRESS}/")
    return page


def published(name: str) -> str:
    """The address of a script that the site publishes."""
    return f"/{read_manifest()[name]}"


def read_manifest() -> dict[str, str]:
    manifest: dict[str, str] = json.loads((BUILT / "manifest.json").read_text(encoding="utf-8"))
    return manifest


def opened(sealed: dict[str, Any], identity: Identity) -> Opened:
    return open_envelope(sealed["text"].encode("ascii"), [identity])


def test_the_tested_code_is_the_published_code(builds: Builds) -> None:
    """The same build makes the published files byte for byte, and adds nothing but the opener when asked to."""
    assert published("later.js") == f"/{builds.later['files'][0]}"
    for name in builds.later["files"]:
        assert hashlib.sha256((BUILT / name).read_bytes()).hexdigest() == builds.hashes[name], "run tools/setup.py"

    added = set(builds.opener["modules"]) - set(builds.later["modules"])
    assert set(builds.later["modules"]) <= set(builds.opener["modules"])
    assert {Path(name).name for name in added} == {"opener.js", "armor.js"}


def test_what_opens_drafts_is_not_loaded_before_somebody_wants_it() -> None:
    first = [BUILT / name for key, name in read_manifest().items() if key.startswith("main.js")]

    assert len(first) > 1
    assert not any("no identity matched" in file.read_text(encoding="utf-8") for file in first)
    assert "no identity matched" in (BUILT / read_manifest()["later.js"]).read_text(encoding="utf-8")


def test_the_bundled_library_reads_the_age_test_files_as_published(page: Page, builds: Builds) -> None:
    """143 of 143: what is to open opens to the named content, and everything else is refused."""
    cases = {name: read_case(vector) for name, vector in cctv_vectors().items()}
    lines = {name: read_lines(vector) for name, vector in cctv_vectors().items()}
    request = [
        {
            "name": name,
            "isArmoured": case.is_armoured,
            "identities": [value for key, value in lines[name] if key == "identity"],
            "passphrases": [value for key, value in lines[name] if key == "passphrase"],
        }
        for name, case in cases.items()
    ]

    vectors = builds.folder / "vectors"
    vectors.mkdir()
    for name, case in cases.items():
        (vectors / name).write_bytes(case.file)

    for address in serve(builds.folder):  # some files have 16 MB, which a route carries for seconds
        page.goto(f"{address}/vectors/")
        read = page.evaluate(READ, {"module": f"/{builds.opener['files'][0]}", "cases": request})

    assert len(read) == 143
    assert read == {name: case.payload if case.expect == "success" else "refused" for name, case in cases.items()}


def read_lines(vector: bytes) -> list[tuple[str, ...]]:
    head = vector.partition(b"\n\n")[0].decode("utf-8")
    return [tuple(line.split(": ", 1)) for line in head.split("\n")]


FILES: dict[str, list[tuple[str, int, int]]] = {
    "none": [],
    "one": [("statement.pdf", 1000, 3)],
    "one over the floor": [("photograph.jpg", 300_001, 5)],
    "several, one of them empty": [("a.pdf", 65_536, 1), ("é 名.pdf", 0, 1), ("c.pdf", 131_073, 7), ("d", 1, 1)],
}


@pytest.mark.parametrize("files", FILES.values(), ids=FILES)
def test_what_the_published_page_seals_opens_with_each_key_of_the_kit(
    page: Page, files: list[tuple[str, int, int]]
) -> None:
    request = {"module": published("later.js"), "setting": SETTING, "answers": ANSWERS, "files": files}

    sealed = open_page(page, BUILT).evaluate(SEAL, request)

    strangers_manifest, strangers_contents = open_with_script(sealed["text"].encode("ascii"), IDENTITIES[-1])
    assert strangers_manifest["answers"] == ANSWERS
    assert strangers_contents == [pattern(*file) for file in files]
    for identity in IDENTITIES:
        submission = opened(sealed, identity)
        assert submission.manifest.answers == ANSWERS
        assert submission.manifest.roster.recipients == tuple(each.fingerprint for each in IDENTITIES)
        assert submission.receipt == sealed["receipt"]
        assert [entry.name for entry in submission.manifest.attachments] == [name for name, _, _ in files]
        assert [bytes(content) for content in submission.attachments] == [pattern(*file) for file in files]


def pattern(_name: str, size: int, step: int) -> bytes:
    cycle = bytes(place * step % 251 for place in range(251))
    return (cycle * (size // 251 + 1))[:size]


def test_sealing_100_mb_leaves_the_page_alive(page: Page) -> None:
    """Frames and a timer go on, progress is told, and the page's memory stays far below the size of the file."""
    request = {"module": published("later.js"), "setting": SETTING, "answers": ANSWERS, "size": 100 * MEGABYTE}
    session = open_page(page, BUILT).context.new_cdp_session(page)
    page.evaluate(f"(request) => {{ ({WATCH})(request); }}", request)

    used = []
    while page.title() != "sealed":
        heap = session.send("Runtime.getHeapUsage")
        used.append(heap["usedSize"] + heap["backingStorageSize"])
        page.wait_for_timeout(50)
    seen = page.evaluate("seen")

    assert seen["frames"] > LEAST_TURNS and seen["ticks"] > LEAST_TURNS and len(used) > LEAST_TURNS
    assert len(seen["reports"]) > 10
    assert seen["reports"] == sorted(seen["reports"]) and seen["reports"][-1] == 1
    assert max(used) < MOST_MEMORY
    assert seen["size"] > 135 * MEGABYTE and seen["start"].startswith("-----BEGIN AGE ENCRYPTED FILE-----")
