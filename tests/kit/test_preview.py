"""``lado preview``: what the web team looks at is what the host will serve, on this PC only."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from lado_kit.errors import Misuse
from lado_kit.preview import address_of, open_server, read_preview
from lado_site.forms import FORMS
from lado_site.hosting import headers_of
from tests.kit.conftest import Place
from tests.kit.front_door import LADO, a_file, lado

BASE = "/services/lado/"
needs_signals = pytest.mark.skipif(os.name == "nt", reason="Windows has no way to press Ctrl+C for another program")


@dataclass(frozen=True, kw_only=True)
class Served:
    """A folder and where it is served."""

    folder: Path
    address: str

    def get(self, path: str, *, host: str = "", method: str = "GET") -> tuple[int, dict[str, str], bytes]:
        line = http.client.HTTPConnection("127.0.0.1", urlsplit(self.address).port or 0, timeout=10)
        line.request(method, path, headers={"Host": host} if host else {})
        answer = line.getresponse()
        got = answer.status, dict(answer.getheaders()), answer.read()
        line.close()
        return got


@pytest.fixture(scope="module")
def folder(made: Place, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("published") / "site"
    answer = lado("publish", "sandwell", out, "--roster", made.roster, "--base-path", BASE)
    assert answer.status == 0, answer.err
    return out


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[Served]:
    preview = read_preview(folder)
    with open_server(preview, port=0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Served(folder=folder, address=address_of(preview, server))
        server.shutdown()


@pytest.mark.parametrize(
    "name",
    ["index.html", "referral.html", "worker.js", "release.json", "print/referral.pdf", ".well-known/security.txt"],
)
def test_a_file_comes_as_it_was_published_and_with_the_headers_of_the_host(served: Served, name: str) -> None:
    status, headers, content = served.get(BASE + name)

    assert (status, content) == (200, (served.folder / name).read_bytes())
    assert headers_of(name, FORMS).items() <= headers.items()


def test_the_path_of_the_host_leads_to_the_start_page(served: Served) -> None:
    assert urlsplit(served.address).path == BASE
    assert served.get(BASE)[2] == (served.folder / "index.html").read_bytes()
    assert served.get("/services/lado")[1]["Location"] == BASE


NOT_SERVED = ["/", "/index.html", f"{BASE}gone.html", f"{BASE}nginx.conf", f"{BASE}.htaccess", f"{BASE}static/",
              f"{BASE}../../secret.txt", f"{BASE}%2e%2e/secret.txt", f"{BASE}more.html"]  # fmt: skip


@pytest.mark.parametrize("path", NOT_SERVED)
def test_nothing_else_in_the_folder_or_outside_is_served(served: Served, path: str) -> None:
    a_file(served.folder.parent / "secret.txt", "secret")
    a_file(served.folder / "more.html", "not ours")

    status, headers, content = served.get(path)

    assert (status, content) == (404, (served.folder / "404.html").read_bytes())
    assert headers["Content-Security-Policy"]


def test_another_name_for_this_pc_is_refused(served: Served) -> None:
    """A page elsewhere could otherwise read the preview through a name that it makes lead here."""
    port = urlsplit(served.address).port

    assert served.get(BASE, host=f"evil.example.org:{port}")[0] == 421
    assert served.get(BASE, host="127.0.0.1")[0] == 421
    assert served.get(BASE, host=f"localhost:{port}")[0] == 200


def test_only_reading_is_possible(served: Served) -> None:
    assert served.get(BASE, method="POST")[0] == 501
    status, headers, content = served.get(BASE, method="HEAD")
    assert (status, content) == (200, b"")
    assert int(headers["Content-Length"]) == (served.folder / "index.html").stat().st_size


def test_a_browser_shows_it_under_these_headers(page: Page, served: Served) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)

    page.goto(f"{served.address}referral.html")

    expect(page.locator("[data-step]:visible")).to_have_count(1)
    assert said == []


def test_a_folder_that_is_not_a_published_site_is_refused(tmp_path: Path) -> None:
    a_file(tmp_path / "index.html", "<p>Hello")

    answers = lado("preview", tmp_path), lado("preview", tmp_path / "nowhere"), lado("preview", tmp_path / "index.html")

    assert [answer.status for answer in answers] == [2, 2, 2]
    assert "there is no published site in" in answers[0].err and "hint: name the folder" in answers[0].err


def test_a_port_or_a_path_that_cannot_be_had_is_said(folder: Path, served: Served) -> None:
    port = str(urlsplit(served.address).port)

    taken = lado("preview", folder, "--port", port)
    crooked = lado("preview", folder, "--base-path", "lado")

    assert (taken.status, crooked.status) == (2, 2)
    assert f"port {port} cannot be had" in taken.err and "--port" in taken.err
    assert "lado cannot be the path of a folder" in crooked.err


@needs_signals
@pytest.mark.parametrize("is_whole", [True, False])
def test_the_command_says_where_to_look_and_ends_cleanly_at_ctrl_c(
    folder: Path, tmp_path: Path, is_whole: bool
) -> None:
    copy = tmp_path / "site"
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("more.html"))
    if not is_whole:
        a_file(copy / "contact.html", "altered")
    command = [*LADO, "preview", str(copy), "--port", "0"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert running.stdout
    address = running.stdout.readline().strip()

    got = Served(folder=copy, address=address).get(BASE)
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=20)

    assert got[0] == 200
    assert running.returncode == 0 and "Traceback" not in err and err.endswith("lado: ended\n")
    assert ("is not as it was published" in err) is not is_whole


def test_a_link_to_a_file_outside_is_not_followed(folder: Path, tmp_path: Path) -> None:
    if os.name == "nt":
        pytest.skip("links need a right that people do not have on Windows")
    copy = tmp_path / "site"
    shutil.copytree(folder, copy)
    a_file(tmp_path / "secret.txt", "secret")
    (copy / "contact.html").unlink()
    (copy / "contact.html").symlink_to(tmp_path / "secret.txt")

    preview = read_preview(copy)

    with open_server(preview, port=0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        got = Served(folder=copy, address=address_of(preview, server)).get(f"{BASE}contact.html")
        server.shutdown()
    assert got[0] == 404 and b"secret" not in got[2]


def test_a_damaged_release_file_is_no_site(tmp_path: Path) -> None:
    a_file(tmp_path / "release.json", '{"release": "1", "authority": "a", "forms": {}, "files": []}')

    with pytest.raises(Misuse, match="no published site"):
        read_preview(tmp_path)
