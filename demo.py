"""A referral and an agency's checklist, end to end: publish, fill in in a real browser, seal, import, show the books.

Everything is done with the commands a person would type; only the person at the form is played by a browser.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from lado_site.forms import form_for
from lado_site.forms.meeting import REFERENCE
from lado_site.forms.sample import sample_answers
from lado_site.profiles import load_profile
from tests.browser.referrer import Sealed, fill_in, seal
from tools.browser import find_browser, launch_arguments
from tools.browser_files import find_node

ROOT = Path(__file__).resolve().parent
OUT = ROOT / "demo-output"
HOME, SITE, SENT, MEETING, PASSPHRASE, ROSTER = (
    OUT / "home",
    OUT / "site",
    OUT / "sent",
    OUT / "meeting",
    OUT / "passphrase.txt",
    OUT / "roster.txt",
)
SAMPLES = ROOT / "tests" / "samples"
ATTACHMENTS = [SAMPLES / "mark-on-arm.png", SAMPLES / "dated-note.pdf"]
PROFILE = "sandwell"
SEED = 11  # the nursery case
CHECKLIST = "meeting-employer"
PORT = 8000


def main() -> None:
    """Run the demonstration, or with --serve publish the site and serve it until stopped."""
    publish()
    if "--serve" in sys.argv[1:]:
        serve_until_stopped()
        return
    referral, checklist = fill_and_seal(
        Filling(form="referral", page=SITE / "referral.html", files=ATTACHMENTS), issue_checklist()
    )
    heading(f"The referrer holds {referral.file.name} and the receipt code {referral.receipt}")
    lado("import", SENT)
    lado("import", SENT)
    lado("inbox")
    (case,) = (line["reference"] for line in json.loads(lado("case", "list", "--json", quiet=True)))
    lado("case", "join", checklist.receipt, case)
    lado("case", "show", case)
    finish(referral, checklist, case)


@dataclass(frozen=True, kw_only=True, slots=True)
class Filling:
    """A form that somebody fills in: where it is, what is filled in already, and what they attach."""

    form: str
    page: Path
    filled: Mapping[str, str] = field(default_factory=dict)
    files: Sequence[Path] = ()

    @property
    def answers(self) -> dict[str, Any]:
        """Return made-up answers, complete."""
        profile = load_profile(PROFILE)
        return {**sample_answers(form_for(self.form, profile), profile, SEED), **self.filled}


def issue_checklist() -> Filling:
    """Issue the employer's checklist for one meeting, as a single file with the meeting's reference filled in."""
    *_, reference = lado("forms", "issue", CHECKLIST, "--out", MEETING).split()
    (file,) = MEETING.iterdir()
    return Filling(form=CHECKLIST, page=file, filled={REFERENCE: reference})


def publish() -> None:
    """Make an office with two key holders, and its site."""
    if OUT.exists():
        shutil.rmtree(OUT)
    SENT.mkdir(parents=True)
    PASSPHRASE.write_text("only for the demonstration\n", encoding="utf-8")
    lado("init", "--profile", PROFILE)
    lado("keys", "new", "--role", "cover")
    lado("keys", "roster", "--out", ROSTER)
    lado("publish", PROFILE, SITE, "--roster", ROSTER)


def fill_and_seal(*fillings: Filling) -> list[Sealed]:
    """Let somebody fill in each form, in a browser if there is one."""
    program = find_browser()
    if program is None:
        heading("No browser can be had here, so made-up answers are sealed with Node by the page’s own script")
        return [seal_in_node(filling) for filling in fillings]
    from playwright.sync_api import sync_playwright

    server = open_server()
    Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=launch_arguments())
        page = browser.new_context(locale="en-GB", timezone_id="Europe/London").new_page()
        heading("A referrer opens the published page in a real browser and answers every question")
        referral = fill_in_browser(page, f"http://127.0.0.1:{server.server_port}/referral.html", fillings[0])
        say("\n".join(f"  {reply}" for reply in page.locator("[data-replies] li").all_inner_texts()))
        heading("The employer opens the file that was issued for the meeting, and answers what the meeting asks")
        checklist = fill_in_browser(page, fillings[1].page.as_uri(), fillings[1])
        browser.close()
    server.shutdown()
    return [referral, checklist]


def fill_in_browser(page: Any, address: str, filling: Filling) -> Sealed:
    """Fill a form in as a person would, with a picture of each step, and keep the file that the page hands over."""
    page.goto(address)
    to_type = {name: answer for name, answer in filling.answers.items() if name not in filling.filled}
    fill_in(page, form_for(filling.form, load_profile(PROFILE)), to_type, filling.files, look=picture(page))
    picture(page)("check-answers")
    sealed = seal(page, SENT)
    picture(page)("receipt")
    return sealed


def seal_in_node(filling: Filling) -> Sealed:
    """Seal with the browser's own module under Node."""
    node = find_node()
    files = [str(file) for file in filling.files]
    order = {"page": str(filling.page), "answers": filling.answers, "files": files}
    done = subprocess.run(
        [node / "node" if node else "node", ROOT / "tools" / "seal_in_node.js", SENT],
        input=json.dumps(order),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    result = json.loads(done.stdout)
    return Sealed(file=SENT / result["file"], receipt=result["receipt"])


def finish(referral: Sealed, checklist: Sealed, case: str) -> None:
    """Say where things are and what to try next; fail if the record is not what was sealed."""
    record = json.loads(lado("case", "show", case, "--json", quiet=True))
    receipts = [record["receipt"], *(each["receipt"] for each in record["joined"])]
    if receipts != [referral.receipt, checklist.receipt] or len(record["attachments"]) != len(ATTACHMENTS):
        sys.exit("demo: failed: the record is not what was sealed")
    heading("Where things are")
    for what, where in (
        ("the published site", SITE / "index.html"),
        ("pictures of every step", OUT / "pictures"),
        ("the form issued for the meeting", MEETING),
        ("the sealed files", SENT),
        ("the office’s home folder", HOME),
        ("the passphrase of the demonstration", PASSPHRASE),
    ):
        say(f"  {what:<36} {where.relative_to(ROOT)}")
    program = f".venv/bin/lado --home {HOME.relative_to(ROOT)} --passphrase-file {PASSPHRASE.relative_to(ROOT)}"
    heading("What to try next")
    say("  make serve                            fill in the forms yourself")
    say(f"  {program} case list")
    say(f"  {program} seal advice --out {SENT.relative_to(ROOT)}    (type in a telephone call)")
    say(
        f"\ndemo: ok: {referral.receipt} and {checklist.receipt} were sealed, imported once, and recognised the second "
        f"time; they are case {case}"
    )


def lado(*words: object, quiet: bool = False) -> str:
    """Run a command of the kit as a person would, showing it and what it answers."""
    if not quiet:
        heading("lado " + " ".join(str(word).replace(f"{ROOT}/", "") for word in words))
    program = Path(sys.executable).parent / "lado"
    command = [program, "--home", HOME, "--passphrase-file", PASSPHRASE, *words]
    done = subprocess.run(
        [str(word) for word in command], capture_output=True, text=True, encoding="utf-8", check=False
    )
    if not quiet:
        say((done.stdout + done.stderr).rstrip().replace(f"{ROOT}/", ""))
    if done.returncode:
        sys.exit(f"demo: failed: lado {words[0]} ended with {done.returncode}\n{done.stderr if quiet else ''}")
    return done.stdout


def open_server(port: int = 0) -> ThreadingHTTPServer:
    """Return a server of the published site that only this machine reaches; port 0 takes any that is free."""
    return ThreadingHTTPServer(("127.0.0.1", port), partial(QuietHandler, directory=str(SITE)))


def serve_until_stopped() -> None:
    """Serve the site until the person presses Ctrl+C."""
    home, passphrase = HOME.relative_to(ROOT), PASSPHRASE.relative_to(ROOT)
    with open_server(PORT) as server:
        heading(f"Open http://127.0.0.1:{PORT}/ in a browser, fill in the form, and stop this with Ctrl+C")
        say(f"  then: .venv/bin/lado --home {home} --passphrase-file {passphrase} import THE-FILE-YOU-DOWNLOADED")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            say("stopped")


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files without a line for each request."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def picture(page: Any) -> Any:
    """Return a function that takes a picture of the page under a name."""
    folder = OUT / "pictures"
    folder.mkdir(exist_ok=True)

    def take(name: str) -> None:
        number = len(list(folder.iterdir())) + 1
        page.screenshot(path=folder / f"{number:02d}-{name}.png", full_page=True)

    return take


def heading(text: str) -> None:
    say(f"\n── {text}")


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    main()
