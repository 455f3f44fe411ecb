"""``lado verify``: every difference between what is online and what was signed is found, named and explained."""

from __future__ import annotations

import json
import shutil
import socket
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from lado_kit.encrypt.keyfiles import RootKey
from lado_kit.encrypt.release import Standing, read_note, sign_release
from lado_kit.errors import Misuse, ReleaseAltered, ReleaseAnotherRoot, ReleaseUnsigned
from lado_site.release import MARKER, NOTE
from tests.kit.front_door import a_file, lado
from tests.kit.signing import TODAY, Signed, a_certificate, altered, check, found, give, hosted

SCRIPT = b'<script src="https://www.googletagmanager.com/gtag/js?id=1"></script></head>'
PAGE = "criteria.html"


@pytest.fixture
def site(signed: Signed, tmp_path: Path) -> Path:
    """A copy of the signed site, to be altered."""
    shutil.copytree(signed.site, tmp_path / "site")
    return tmp_path / "site"


def one_byte(content: bytes) -> bytes:
    at = content.index(b"LADO team")
    return content[:at] + b"LAD0" + content[at + 4 :]


def minified(content: bytes) -> bytes:
    return b" ".join(content.split())


REWRITTEN: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "a script": (lambda content: content.replace(b"</head>", SCRIPT, 1), "a script was added: https://www.googletag"),
    "a script in the page": (lambda content: content + b"<script>steal()</script>", "a script was added: steal()"),
    "a handler": (lambda content: content.replace(b"<body>", b'<body onload="steal()">', 1), "onload=steal()"),
    "a byte order mark": (lambda content: b"\xef\xbb\xbf" + content, "byte order mark"),
    "line ends": (lambda content: content.replace(b"\n", b"\r\n"), "LF to CRLF"),
    "both": (lambda content: b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n"), "line ends were changed"),
    "UTF-16": (lambda content: content.decode().encode("utf-16"), "UTF-16"),
    "a minifier": (minified, "minifier"),
    "a comment": (lambda content: content + b"<!-- cached by the host -->", "spaces, line ends or comments"),
    "hidden addresses": (
        lambda content: content.replace(b"</p>", b'<a href="/cdn-cgi/l/email-protection"></a></p>', 1),
        "hide e-mail addresses",
    ),
    "a cut": (lambda content: content[:500], "perhaps an upload was interrupted"),
    "nothing left": (lambda _: b"", "the file is empty"),
}


def test_an_untouched_site_is_said_to_be_so_in_one_line_for_the_daily_run(signed: Signed) -> None:
    with hosted(signed.site) as address:
        answer = lado("verify", address, home=signed.home)

    assert (answer.status, answer.err) == (0, "")
    assert answer.out.count("\n") == 1
    assert answer.out.startswith(f"ok: {address} is release {signed.release} of sandwell, ")


def test_an_untouched_folder_is_as_signed_wherever_it_lies(signed: Signed, site: Path) -> None:
    report = check(site, signed)

    assert report.is_same
    assert report.standing is Standing.CURRENT
    assert report.compared == len(json.loads((site / MARKER).read_text("utf-8"))["files"])


def test_one_changed_byte_is_found_and_shown_from_both_sides(signed: Signed, site: Path) -> None:
    altered(site, PAGE, one_byte)
    before = (signed.site / PAGE).read_bytes()
    at = before.index(b"LADO team") + 3

    with hosted(site) as address:
        online, program = check(address, signed), lado("verify", address, "--json", home=signed.home)
    for report in (online, check(site, signed)):
        assert found(report) == {("changed", PAGE)}
        spot = report.findings[0].spot
        assert spot and (spot.byte, spot.line) == (at, before.count(b"\n", 0, at) + 1)
        assert "LADO team" in spot.signed and "LAD0 team" in spot.found
    assert program.status == 1
    assert program.json["same"] is False
    assert [each["name"] for each in program.json["findings"]] == [PAGE]


@pytest.mark.parametrize("how", REWRITTEN)
def test_a_host_that_rewrites_a_page_is_told_what_usually_does_that(how: str, signed: Signed, site: Path) -> None:
    rewrite, said = REWRITTEN[how]
    altered(site, PAGE, rewrite)

    with hosted(site) as address:
        report = check(address, signed)

    assert found(report) == {("changed", PAGE)}
    assert said in report.findings[0].detail


@pytest.mark.parametrize("how", ["a script", "a byte order mark", "line ends", "UTF-16", "nothing left"])
def test_the_cause_is_told_without_the_published_folder_too(how: str, signed: Signed, site: Path) -> None:
    rewrite, said = REWRITTEN[how]
    altered(site, PAGE, rewrite)

    report = check(site, None, roster=signed.roster)

    assert found(report) == {("changed", PAGE)}
    assert said in report.findings[0].detail
    assert report.findings[0].spot is None


def test_another_charset_in_the_header_is_a_difference(signed: Signed, site: Path) -> None:
    content = (site / PAGE).read_bytes()
    answers = {PAGE: lambda asked: give(asked, content, Content_Type="text/html; charset=ISO-8859-1")}

    with hosted(site, answers) as address:
        report = check(address, signed)

    assert found(report) == {("changed", PAGE)}
    assert "iso-8859-1" in report.findings[0].detail


def test_missing_and_extra_files_of_a_folder_are_named(signed: Signed, site: Path) -> None:
    (site / PAGE).unlink()
    a_file(site / "static" / "more.js", "steal()")
    (site / "contact.html").unlink()
    (site / "contact.html").symlink_to(signed.site / "contact.html")

    report = check(site, signed)

    assert found(report) == {("missing", PAGE), ("extra", "static/more.js"), ("changed", "contact.html")}


def test_missing_files_of_a_site_are_named_and_extra_ones_that_a_changed_page_leads_to(
    signed: Signed, site: Path
) -> None:
    (site / "contact.html").unlink()
    altered(site, PAGE, lambda content: content.replace(b"</head>", b'<script src="static/more.js"></script></head>'))

    with hosted(site) as address:
        report = check(address, signed)

    assert found(report) == {("missing", "contact.html"), ("changed", PAGE), ("extra", "static/more.js")}


def test_what_the_host_shows_at_the_address_alone_is_compared_too(signed: Signed, site: Path) -> None:
    answers = {"": lambda asked: give(asked, b"<h1>Another start page</h1>")}

    with hosted(site, answers) as address:
        report = check(address, signed)

    assert found(report) == {("changed", "index.html")}


def test_a_host_may_keep_its_settings_to_itself_and_give_its_own_status_for_what_is_missing(
    signed: Signed, site: Path
) -> None:
    settings = [name for name in ("nginx.conf", ".htaccess", "web.config", "_headers") if (site / name).exists()]
    refuse = {name: lambda asked: give(asked, b"no", status=403) for name in settings}
    not_found = (site / "404.html").read_bytes()
    answers = {**refuse, "404.html": lambda asked: give(asked, not_found, status=404)}

    with hosted(site, answers) as address:
        report = check(address, signed)

    assert found(report) == set()


def test_a_redirection_within_the_host_is_followed(signed: Signed, site: Path) -> None:
    answers = {PAGE: lambda asked: give(asked, b"", status=301, Location="/lado/criteria")}
    shutil.copyfile(site / PAGE, site / "criteria")

    with hosted(site, answers) as address:
        report = check(address, signed)

    assert report.is_same


def test_a_redirection_to_another_host_is_named_and_not_followed(signed: Signed, site: Path) -> None:
    asked_for: list[str] = []
    elsewhere = {PAGE: lambda asked: (asked_for.append(asked.path), give(asked, b""))[1]}

    with hosted(site, elsewhere) as other:
        answers = {PAGE: lambda asked: give(asked, b"", status=302, Location=f"{other}{PAGE}")}
        with hosted(site, answers) as address:
            report = check(address, signed)

    assert found(report) == {("redirected", PAGE)}
    assert other in report.findings[0].detail
    assert asked_for == []


def test_a_site_that_leads_elsewhere_as_a_whole_cannot_be_compared(signed: Signed, site: Path) -> None:
    answers = {MARKER: lambda asked: give(asked, b"", status=301, Location=f"https://www.example.org/{MARKER}")}

    with hosted(site, answers) as address, pytest.raises(Misuse, match=r"leads to https://www\.example\.org"):
        check(address, signed)


def test_a_circle_of_redirections_ends(signed: Signed, site: Path) -> None:
    answers = {PAGE: lambda asked: give(asked, b"", status=302, Location=PAGE)}

    with hosted(site, answers) as address:
        report = check(address, signed)

    assert found(report) == {("redirected", PAGE)}


def test_a_host_that_cannot_be_reached_is_misuse_with_a_sentence(signed: Signed) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        answer = lado("verify", f"http://127.0.0.1:{nobody.getsockname()[1]}/", home=signed.home)

    assert (answer.status, answer.out) == (2, "")
    assert "cannot be reached" in answer.err


def test_a_secure_site_is_compared_only_under_a_certificate_that_is_trusted(
    signed: Signed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = a_certificate(tmp_path / "certificate.pem")

    with hosted(signed.site, certificate=certificate) as address:
        with pytest.raises(Misuse, match="certificate cannot be relied on"):
            check(address, signed)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        report = check(address, signed)

    assert address.startswith("https://")
    assert report.is_same


@pytest.mark.parametrize(
    "address", ["http://example.org/lado/", "ftp://example.org/", "https://me@example.org/", "x://"]
)
def test_an_address_that_is_not_secure_is_never_asked(address: str, signed: Signed) -> None:
    answer = lado("verify", address, home=signed.home)

    assert (answer.status, answer.out) == (2, "")


def test_a_place_without_a_site_is_said_to_be_one(signed: Signed, tmp_path: Path) -> None:
    with hosted(tmp_path) as address, pytest.raises(Misuse, match="no published site at"):
        check(address, signed)
    with pytest.raises(Misuse, match="no published site in"):
        check(tmp_path, signed)
    assert lado("verify", "www.example.org/lado", home=signed.home).status == 2


def test_a_file_that_the_host_cannot_give_leaves_the_check_unfinished(signed: Signed, site: Path) -> None:
    answers = {PAGE: lambda asked: give(asked, b"busy", status=503)}

    with hosted(site, answers) as address:
        answer = lado("verify", address, home=signed.home)

    assert answer.status == 2
    assert "not compared in full" in answer.out and "503" in answer.out


def test_no_more_is_read_of_a_file_than_it_may_reasonably_have(signed: Signed, site: Path) -> None:
    sent: list[int] = []

    def for_ever(asked: object) -> None:
        assert hasattr(asked, "wfile")
        asked.send_response(200)  # type: ignore[attr-defined]
        asked.end_headers()  # type: ignore[attr-defined]
        try:
            for _ in range(1000):
                asked.wfile.write(b"x" * 1_000_000)
                sent.append(1_000_000)
        except OSError:
            return

    with hosted(site, {PAGE: for_ever}) as address:
        report = check(address, signed)

    assert found(report) == {("changed", PAGE)}
    assert sum(sent) < 50_000_000


def test_a_host_that_hangs_up_in_the_middle_is_not_taken_for_a_changed_page(signed: Signed, site: Path) -> None:
    def half(asked: object) -> None:
        asked.send_response(200)  # type: ignore[attr-defined]
        asked.send_header("Content-Length", "5000")  # type: ignore[attr-defined]
        asked.end_headers()  # type: ignore[attr-defined]
        asked.wfile.write(b"<html>")  # type: ignore[attr-defined]
        asked.close_connection = True  # type: ignore[attr-defined]

    with hosted(site, {PAGE: half}) as address:
        report = check(address, signed)

    assert found(report) == {("unreadable", PAGE)}
    assert report.is_incomplete


def test_an_unsigned_altered_or_foreign_note_is_refused_where_nothing_else_is_known(signed: Signed, site: Path) -> None:
    note = (site / NOTE).read_bytes()
    foreign = sign_release(read_note(note, trusted_root=signed.opened.root), RootKey.generate())

    a_file(site / NOTE, foreign)
    with pytest.raises(ReleaseAnotherRoot):
        check(site, None, roster=signed.roster)
    a_file(site / NOTE, note.replace(b'"number": 1', b'"number": 9'))
    with pytest.raises(ReleaseAltered):
        check(site, None, roster=signed.roster)
    (site / NOTE).unlink()
    with pytest.raises(ReleaseUnsigned):
        check(site, None, roster=signed.roster)


def test_an_altered_list_cannot_hide_an_altered_page(signed: Signed, site: Path) -> None:
    altered(site, PAGE, one_byte)
    altered(site, MARKER, lambda content: content.replace(b'"criteria.html": {', b'"criteria.html": {\n'))

    report = check(site, signed)

    assert found(report) == {("changed", PAGE), ("changed", MARKER)}
    assert "not the one that was signed" in report.problems[0]
    with pytest.raises(ReleaseAltered):
        check(site, None, roster=signed.roster)


def test_a_site_whose_note_is_gone_is_compared_with_the_release_in_force(signed: Signed, site: Path) -> None:
    (site / NOTE).unlink()
    altered(site, PAGE, one_byte)

    report = check(site, signed)

    assert found(report) == {("missing", NOTE), ("changed", PAGE)}


def test_a_pc_without_a_home_needs_the_roster_or_the_root_key(signed: Signed, site: Path) -> None:
    root = json.loads(signed.roster.read_text("utf-8").partition("\n\n")[0])["root"]

    nothing = lado("verify", site, "--home", site)
    roster = lado("verify", site, "--roster", signed.roster)
    key = lado("verify", site, "--root-key", root)
    wrong = lado("verify", site, "--root-key", "A" * 43 + "=")

    assert (nothing.status, roster.status, key.status, wrong.status) == (2, 0, 0, 1)
    assert "whether it is the newest is not known here" in roster.out
    assert "not signed by the root key" in wrong.err


def test_a_site_of_another_authority_is_not_taken_for_this_one(signed: Signed, site: Path, tmp_path: Path) -> None:
    other = lado("init", "--profile", "bromley", home=tmp_path / "home", passphrase_file=signed.passphrase_file)

    answer = lado("verify", site, home=tmp_path / "home")

    assert (other.status, answer.status) == (0, 1)
    assert "not signed by the root key" in answer.err


def test_a_release_that_is_over_is_not_used_and_one_that_ends_soon_is_warned_of(signed: Signed) -> None:
    last = TODAY + timedelta(days=365)

    soon, over = check(signed.site, signed, today=last), check(signed.site, signed, today=last + timedelta(days=1))

    assert soon.is_same and "ends in 0 days" in soon.warnings[0]
    assert not over.is_same and "was valid until" in over.problems[0]


def test_a_form_kept_as_one_file_is_recognised(signed: Signed, tmp_path: Path) -> None:
    copy = tmp_path / "from-a-stick.html"
    shutil.copyfile(signed.site / "copies" / "sandwell-referral.html", copy)

    here = lado("verify", copy, home=signed.home)
    elsewhere = lado("verify", copy, "--roster", signed.roster, "--release", signed.site)
    nothing = lado("verify", copy, "--roster", signed.roster)

    assert (here.status, elsewhere.status, nothing.status) == (0, 0, 2)
    assert f"is copies/sandwell-referral.html of release {signed.release} of sandwell" in here.out


def test_a_form_that_a_browser_has_rewritten_is_said_to_be_so(signed: Signed, tmp_path: Path) -> None:
    content = (signed.site / "copies" / "sandwell-advice.html").read_bytes()
    saved = content.replace(b"<html", b"<!-- saved from url=(0019)https://example.org -->\n<html", 1)
    copy = a_file(tmp_path / "advice.html", saved)

    report = check(copy, signed)

    assert report.name == "copies/sandwell-advice.html"
    assert "a browser saved the page" in report.findings[0].detail
    assert "not a file of any signed release" in report.problems[0]


def test_a_form_with_one_line_of_script_changed_is_found_out(signed: Signed, tmp_path: Path) -> None:
    content = (signed.site / "copies" / "sandwell-referral.html").read_bytes()
    copy = a_file(tmp_path / "referral.html", content.replace(b"age1pq1", b"age1pq2", 1))

    answer = lado("verify", copy, home=signed.home)

    assert answer.status == 1
    assert "age1pq1" in answer.out and "age1pq2" in answer.out
