"""How long ``lado verify`` takes for a site: beside plain downloads of the same files, in turns, over the same host.

Run it with ``python -m bench.verify_speed``. The plain downloads open a connection for each file, four at a time, as a
script with ``urllib`` does; and keep four open, which is the least that a transfer takes. The host answers each request
after a pause, as one that is not in the same room does. It prints medians in milliseconds and their ratios. The limit
is 1.3 times the faster download and a tenth of a second for reading what is trusted.
"""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from time import perf_counter
from urllib.parse import urlsplit

from lado_kit.home import find_home
from lado_kit.verify.anchor import find_anchor
from lado_kit.verify.run import verify_website

ROUNDS = 7
AT_ONCE = 4
PAUSE = 0.02
"""Seconds until the host answers: a short way over the internet."""

LIMIT, START = 1.3, 100
LADO = (sys.executable, "-c", "import sys; from lado_kit.cli import main; sys.exit(main())")


def main() -> int:
    """Measure and print; 1 when the limit is missed."""
    with tempfile.TemporaryDirectory() as folder:
        home, site = a_signed_site(Path(folder))
        names = [*json.loads((site / "release.json").read_bytes())["files"], "release.json", "release.note", ""]
        total = sum(path.stat().st_size for path in site.rglob("*") if path.is_file())
        print(f"{len(names)} files, {total / 1e6:.1f} MB, {PAUSE * 1000:.0f} ms until the host answers")
        with Host(site) as address:
            times = medians(
                {
                    "a connection for each file": lambda: download(address, names),
                    "four connections that are kept": lambda: download_kept(address, names),
                    "verify, as a function": lambda: verify(home, address),
                    "lado verify, as a command": lambda: run_verify(home, address),
                }
            )
    for name, milliseconds in times.items():
        print(f"{name:45}{milliseconds:8.0f} ms")
    fastest = min(times["a connection for each file"], times["four connections that are kept"])
    ratio = times["verify, as a function"] / fastest
    is_in_limit = times["verify, as a function"] <= LIMIT * fastest + START
    print(f"{'verify beside the faster download':45}{ratio:8.2f} x   limit {LIMIT}{'' if is_in_limit else '   OVER'}")
    return 0 if is_in_limit else 1


def a_signed_site(folder: Path) -> tuple[Path, Path]:
    """Publish and sign a site; return the home and the folder."""
    passphrase, roster, home, site = (folder / name for name in ("passphrase", "roster", "home", "public"))
    passphrase.write_text("only for a measurement\n", encoding="utf-8")
    environment = {**os.environ, "LADO_HOME": str(home), "LADO_PASSPHRASE_FILE": str(passphrase)}
    for words in (
        ("init", "--profile", "sandwell"),
        ("keys", "roster", "--out", str(roster)),
        ("publish", "sandwell", str(site), "--roster", str(roster)),
    ):
        subprocess.run((*LADO, *words), env=environment, capture_output=True, check=True)
    return home, site


def medians(measured: Mapping[str, Callable[[], object]]) -> dict[str, float]:
    """Return each median time in milliseconds, taken in turns; the first round only warms up."""
    times: dict[str, list[float]] = {name: [] for name in measured}
    for round_number in range(ROUNDS + 1):
        for name, call in measured.items():
            start = perf_counter()
            call()
            if round_number:
                times[name].append(1000 * (perf_counter() - start))
    return {name: median(each) for name, each in times.items()}


def download(address: str, names: Sequence[str]) -> int:
    """Download every file as a script would."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sum(pool.map(lambda name: len(urllib.request.urlopen(address + name).read()), names))


def download_kept(address: str, names: Sequence[str]) -> int:
    """Download every file over four connections."""
    place = urlsplit(address)

    def some(mine: Sequence[str]) -> int:
        connection = http.client.HTTPConnection(str(place.hostname), place.port)
        size = 0
        for name in mine:
            connection.request("GET", place.path + name)
            size += len(connection.getresponse().read())
        connection.close()
        return size

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sum(pool.map(some, [names[start::AT_ONCE] for start in range(AT_ONCE)]))


def verify(home: Path, address: str) -> None:
    """Compare the site, and make sure that it was compared."""
    today = datetime.now(UTC).date()
    report = verify_website(address, find_anchor(find_home(home), today=today), today=today)
    assert report.is_same, report


def run_verify(home: Path, address: str) -> None:
    """Compare the site as a person does."""
    subprocess.run((*LADO, "--home", str(home), "verify", address), capture_output=True, check=True)


class Host:
    """A host that keeps connections and takes its time to answer."""

    def __init__(self, folder: Path) -> None:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                time.sleep(PAUSE)
                content = (folder / (self.path.lstrip("/") or "index.html")).read_bytes()
                self.send_response(200)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    def __enter__(self) -> str:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self._server.server_port}/"

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


if __name__ == "__main__":
    sys.exit(main())
