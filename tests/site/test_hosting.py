"""What is written for hosts: one table of headers in four languages, and the addresses for search engines."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, expect

from lado_site import policies
from lado_site.errors import SiteError
from lado_site.forms import FORMS
from lado_site.freeze import Overrides, Published, freeze
from lado_site.hosting import (
    HEADERS,
    HOST_SETTINGS,
    TYPES,
    Hosting,
    base_path_of,
    headers_of,
    host_files,
    rooted,
)
from lado_site.release import list_files

from .builders import TODAY, a_profile, contents, parsed, some_keys

BASE = "/services/lado/"
HOSTING = Hosting(
    origin="https://www.example.org",
    base_path=BASE,
    pages={"index": date(2026, 11, 22), "contact": date(2026, 11, 20), "404": date(2026, 11, 22)},
    forms=("referral", "advice"),
    email="lado@example.org",
    valid_until=date(2027, 11, 21),
    is_sample=False,
)
EVERY_KIND = (
    "index.html",
    "contact.html",
    "referral.html",
    "copies/sandwell-referral.html",
    "print/referral.pdf",
    "static/main-ABCD1234.js",
    "brand/logo-12345678.svg",
    "worker.js",
    "release.json",
    "release.note",
)


def differing(name: str) -> dict[str, str]:
    return {key: value for key, value in headers_of(name, HOSTING.forms).items() if key != "Content-Type"}


@pytest.mark.parametrize("name", EVERY_KIND)
def test_apache_gives_each_file_the_headers_of_the_table(name: str) -> None:
    assert apache_headers(host_files(HOSTING)[".htaccess"], BASE + name) == differing(name)


@pytest.mark.parametrize("name", EVERY_KIND)
def test_iis_gives_each_file_the_headers_of_the_table(name: str) -> None:
    assert iis_headers(host_files(HOSTING)["web.config"], name) == differing(name)


@pytest.mark.parametrize("name", EVERY_KIND)
def test_a_static_host_gives_each_file_each_header_once(name: str) -> None:
    found = list(static_host_headers(host_files(HOSTING)["_headers"], BASE + name))

    assert len({key for key, _ in found}) == len(found)
    assert dict(found) == differing(name)


def apache_headers(text: str, path: str) -> dict[str, str]:
    """Read the settings as Apache does: top to bottom, with what is in a matching block said last."""
    found: dict[str, str] = {}
    applies = True
    for line in text.splitlines():
        if condition := re.fullmatch(r'<If "%\{REQUEST_URI\} =~ m#(.+)#">', line):
            applies = bool(re.search(condition[1], path))
        elif line == "</If>":
            applies = True
        elif applies and line.strip().startswith("Header always set "):
            name, value = shlex.split(line.strip().removeprefix("Header always set "))
            found[name] = value
    return found


def iis_headers(text: str, name: str) -> dict[str, str]:
    root = ElementTree.fromstring(text)
    places = [
        each
        for each in root.findall("location")
        if name == each.attrib["path"] or name.startswith(f"{each.attrib['path']}/")
    ]
    parts = [root.find("system.webServer"), *(each.find("system.webServer") for each in places)]
    found: dict[str, str] = {}
    for part in parts:
        assert part is not None
        for change in part.findall("httpProtocol/customHeaders/*"):
            if change.tag == "remove":
                found.pop(change.attrib["name"], None)
            else:
                assert change.attrib["name"] not in found, "IIS answers 500 to a header that is added twice"
                found[change.attrib["name"]] = change.attrib["value"]
    return found


def static_host_headers(text: str, path: str) -> Iterator[tuple[str, str]]:
    applies = False
    for line in text.splitlines():
        if line.startswith("/"):
            applies = path == line or (line.endswith("*") and path.startswith(line[:-1]))
        elif applies and line.startswith("  "):
            name, _, value = line.strip().partition(": ")
            yield name, value


def test_every_published_file_has_a_type(published: Published) -> None:
    names = [name for name in list_files(published.out) if name not in HOST_SETTINGS]

    assert [name for name in names if name.rpartition(".")[2] not in TYPES] == []


def test_a_page_and_its_header_say_the_same_and_the_header_says_who_may_frame_it(published: Published) -> None:
    for path in published.out.glob("*.html"):
        meta = next(found["content"] for _, found in parsed(path).elements if "http-equiv" in found)
        assert headers_of(path.name, FORMS)["Content-Security-Policy"] == f"{meta}; frame-ancestors 'none'", path.name


def test_the_header_of_a_copy_takes_nothing_from_what_its_own_policy_allows() -> None:
    """Both hold at once: a script-src in the header would need the hash that changes with each release."""
    header = dict(part.strip().split(" ", 1) for part in policies.COPY_HEADER.split(";"))
    own = dict(part.strip().split(" ", 1) for part in policies.COPY.split(";"))

    assert header.items() - own.items() == {("frame-ancestors", "'none'")}
    assert "script-src" not in header and "default-src" not in header


def test_no_policy_allows_a_script_in_a_page_or_another_place() -> None:
    said = [value for name, value in vars(policies).items() if name.isupper() and isinstance(value, str)]

    assert len(said) >= 9
    assert not [each for each in said if "unsafe" in each or "http" in each or "*" in each]


def test_only_what_has_a_hash_in_its_name_is_kept_for_ever() -> None:
    kept = [name for name in EVERY_KIND if "immutable" in headers_of(name, FORMS)["Cache-Control"]]

    assert kept == ["static/main-ABCD1234.js", "brand/logo-12345678.svg"]
    for name in ("worker.js", "release.json", "release.note"):
        assert headers_of(name, FORMS)["Cache-Control"] == "no-cache"


def test_the_site_is_not_to_be_framed_sniffed_or_named_to_others() -> None:
    assert {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
    }.items() <= HEADERS.items()


def test_the_files_for_hosts_are_published_and_the_worker_does_not_ask_for_them(published: Published) -> None:
    written = {*HOST_SETTINGS, "sitemap.xml", "robots.txt", ".well-known/security.txt"}

    assert written <= contents(published.out).keys()
    worker = (published.out / "worker.js").read_text("utf-8")
    assert not [name for name in written if f'"{name}"' in worker]


def test_the_sitemap_names_every_page_by_its_whole_address(published: Published) -> None:
    text = (published.out / "sitemap.xml").read_text("utf-8")
    named = [each.text or "" for each in ElementTree.fromstring(text).iter() if each.tag.endswith("}loc")]

    pages = {"" if path.stem == "index" else path.name for path in published.out.glob("*.html")} - {"404.html"}
    assert {each.removeprefix("https://lado.sandwell.example.org/") for each in named} == pages


def test_search_engines_keep_out_of_copies_and_of_all_that_is_made_up() -> None:
    real, made_up = (host_files(replace(HOSTING, is_sample=each))["robots.txt"] for each in (False, True))

    assert f"Disallow: {BASE}copies/\n" in real and f"Disallow: {BASE}\n" in made_up
    assert f"Sitemap: https://www.example.org{BASE}sitemap.xml\n" in real


def test_security_txt_has_the_fields_of_rfc_9116() -> None:
    text = host_files(HOSTING)[".well-known/security.txt"]
    fields = dict(re.findall(r"^([A-Z][A-Za-z-]+): (.+)$", text, re.MULTILINE))

    assert fields["Canonical"] == "https://www.example.org/.well-known/security.txt"
    assert datetime.fromisoformat(fields["Expires"]).date() == HOSTING.valid_until
    assert re.findall(r"^Contact: (.+)$", text, re.MULTILINE) == [
        "mailto:lado@example.org",
        f"https://www.example.org{BASE}contact.html",
    ]


BASE_PATHS = [
    ("", "https://www.example.org", "/"),
    ("", "https://www.example.org/lado", "/lado/"),
    ("", "https://www.example.org/lado/index.html", "/lado/"),
    ("/services/lado", "https://www.example.org/", "/services/lado/"),
    ("/services/lado/", "https://www.example.org/", "/services/lado/"),
    ("/", "https://www.example.org/lado/", "/"),
]


@pytest.mark.parametrize(("given", "web", "path"), BASE_PATHS)
def test_the_folder_on_the_host_is_as_given_or_as_the_web_address_says(given: str, web: str, path: str) -> None:
    assert base_path_of(given, web) == path


@pytest.mark.parametrize(
    "given", ["lado", "//evil", "/a/../b", "/a b", "/a;b", "/a\nb", '/a"b', "https://a/b", "/$uri"]
)
def test_a_path_that_cannot_be_a_folder_on_a_host_is_refused(given: str) -> None:
    with pytest.raises(SiteError, match="cannot be the path of a folder") as error:
        base_path_of(given, "https://www.example.org/")

    assert "--base-path /services/lado" in error.value.hint


def test_the_page_for_what_is_not_there_leads_from_the_root(tmp_path: Path) -> None:
    out = freeze(a_profile(), some_keys(), tmp_path / "site", now=TODAY, own=Overrides(base_path=BASE)).out

    page = parsed(out / "404.html")
    targets = [urlsplit(each) for each in [*page.values("href"), *page.values("src")]]
    inside = [each.path for each in targets if not each.scheme and each.path]

    assert inside and all(each.startswith(BASE) for each in inside)
    assert all((out / each.removeprefix(BASE)).is_file() for each in inside)


def test_addresses_that_are_whole_stay_as_they_are() -> None:
    links = '<a href="#a"><a href="tel:999"><a href="https://a/"><link href="data:,"><a href="a.html#b">'

    assert rooted(links, "/x/") == links.replace('"a.html', '"/x/a.html')


def test_from_a_plain_file_share_the_guidance_reads_and_the_form_says_what_to_do(
    page: Page, published: Published
) -> None:
    """Browsers run no module from a file: the form then offers its copy in one file, which does work from there."""
    page.goto((published.out / "index.html").as_uri())
    colour = page.locator(".header").evaluate("each => getComputedStyle(each).backgroundColor")
    page.get_by_role("link", name="Start now").click()

    expect(page.get_by_role("heading", name="This page cannot seal without JavaScript")).to_be_visible()
    copy = page.locator("[data-plain]").get_by_role("link", name="the form as one file", exact=True)
    expect(copy).to_be_visible()
    page.goto((published.out / str(copy.get_attribute("href"))).as_uri())
    expect(page.locator("[data-step]:visible")).to_have_count(1)
    expect(page.locator("[data-plain]")).to_be_hidden()
    assert colour == "rgb(18, 63, 77)"
