"""A real web server with the settings that publishing writes, and a referral completed there in a real browser."""

from __future__ import annotations

import http.client
import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from lado_site.forms import FORMS, form_for
from lado_site.forms.sample import sample_answers
from lado_site.freeze import Overrides, Published, freeze
from lado_site.hosting import HOST_SETTINGS, headers_of
from tests.browser.referrer import fill_in_by_script, seal

from .builders import TODAY, a_profile, some_keys
from .test_brand import a_brand

BASE = "/services/lado/"
SERVER = """
daemon off; master_process off; error_log {place}/error.log; pid {place}/pid;
events {{ worker_connections 64; }}
http {{
  access_log off;
  client_body_temp_path {place}/body; proxy_temp_path {place}/proxy; fastcgi_temp_path {place}/fastcgi;
  uwsgi_temp_path {place}/uwsgi; scgi_temp_path {place}/scgi;
  server {{ listen 127.0.0.1:{port}; absolute_redirect off; root {place}/www; include {settings}; }}
}}
"""
LISTEN = """document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`refused by the policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
});"""


@dataclass(frozen=True, kw_only=True)
class Host:
    """A running nginx and the site on it."""

    port: int
    site: Path

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}{BASE}"

    def get(self, path: str) -> tuple[int, dict[str, str], bytes]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        line.request("GET", path)
        answer = line.getresponse()
        got = answer.status, dict(answer.getheaders()), answer.read()
        line.close()
        return got


@pytest.fixture(scope="module")
def host(nginx: Path, published: Published, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    """Debian's nginx, which includes the settings as they were written and has no header of its own."""
    place = tmp_path_factory.mktemp("nginx")
    own = Overrides(brand=a_brand(tmp_path_factory.mktemp("brand")), base_path=BASE)
    site = freeze(a_profile(), some_keys(), place / "www" / "services" / "lado", now=TODAY, own=own).out
    assert published.release != json.loads((site / "release.json").read_text("utf-8"))["release"]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = place / "nginx.conf"
    settings.write_text(SERVER.format(place=place, port=port, settings=site / "nginx.conf"), encoding="utf-8")
    running = subprocess.Popen([nginx, "-p", place, "-c", settings, "-e", place / "error.log"])
    try:
        _wait_for(port, running, place / "error.log")
        yield Host(port=port, site=site)
    finally:
        running.terminate()
        running.wait(timeout=10)


def _wait_for(port: int, running: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(100):
        with socket.socket() as line:
            if line.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert running.poll() is None, log.read_text("utf-8")
        time.sleep(0.05)
    raise AssertionError("nginx does not answer")


def test_every_file_comes_with_the_headers_of_the_table_and_as_it_was_published(host: Host) -> None:
    names = [*json.loads((host.site / "release.json").read_text("utf-8"))["files"], "release.json"]

    for name in names:
        status, headers, content = host.get(BASE + name)
        if name in HOST_SETTINGS:
            assert status == 404, name
        else:
            assert (status, content) == (200, (host.site / name).read_bytes()), name
            assert headers_of(name, FORMS).items() <= headers.items(), name


def test_the_folder_is_its_start_page_with_and_without_the_slash(host: Host) -> None:
    with_slash, without = host.get(BASE), host.get(BASE.rstrip("/"))

    assert with_slash[2] == (host.site / "index.html").read_bytes()
    assert with_slash[1]["Content-Security-Policy"] == headers_of("index.html", FORMS)["Content-Security-Policy"]
    assert (without[0], without[1]["Location"]) == (301, BASE)


@pytest.mark.parametrize("path", ["gone.html", "a/b/gone.html", "static/gone.css", "copies/", "static/", ".git/config"])
def test_what_is_not_there_is_said_in_our_words_and_not_kept_by_anybody(host: Host, path: str) -> None:
    status, headers, content = host.get(BASE + path)

    assert (status, content) == (404, (host.site / "404.html").read_bytes())
    assert (
        "immutable" not in headers["Cache-Control"] and "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    )


def test_a_referral_is_completed_under_that_policy_and_nothing_is_refused(
    host: Host, browser: Browser, tmp_path: Path
) -> None:
    profile = a_profile()
    form = form_for("referral", profile)
    context = browser.new_context(locale="en-GB", timezone_id="Europe/London")
    context.add_init_script(LISTEN)
    said: list[str] = []
    context.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    context.on("weberror", lambda error: said.append(str(error.error)))
    page = context.new_page()

    page.goto(host.address)
    page.get_by_role("link", name="Start now").click()
    page.get_by_role("button", name="Keep this form on this device").click()
    expect(page.get_by_text("The empty form is now kept on this device.")).to_be_visible(timeout=30_000)
    fill_in_by_script(page, form, sample_answers(form, profile, 7))
    sealed = seal(page, tmp_path)
    page.goto(f"{host.address}copies/sandwell-referral.html")
    expect(page.locator("[data-step]:visible")).to_have_count(1)
    context.close()

    assert sealed.file.read_text("ascii").startswith("-----BEGIN AGE ENCRYPTED FILE-----")
    assert sealed.receipt
    assert said == []


def test_the_page_for_what_is_not_there_looks_like_the_others_at_any_depth(host: Host, browser: Browser) -> None:
    context = browser.new_context(locale="en-GB")
    page = context.new_page()

    page.goto(f"{host.address}a/b/gone.html")
    colour = page.locator(".header").evaluate("each => getComputedStyle(each).backgroundColor")
    logo = page.locator(".header__logo").evaluate("each => each.naturalWidth")
    page.get_by_role("link", name="Go to the first page").click()

    expect(page).to_have_url(f"{host.address}index.html")
    assert colour == "rgb(122, 31, 61)" and logo > 0
    context.close()


def test_a_page_that_frames_ours_stays_empty(host: Host, browser: Browser) -> None:
    frame = host.site.parent / "frame.html"
    frame.write_text('<!DOCTYPE html><iframe src="lado/referral.html"></iframe>', encoding="utf-8")
    context = browser.new_context()
    page = context.new_page()

    page.goto(f"http://127.0.0.1:{host.port}/services/frame.html", wait_until="load")
    words = page.frames[1].locator("body").inner_text()
    context.close()
    shutil.rmtree(frame, ignore_errors=True)

    assert "Tell us" not in words and "LADO" not in words
