"""Signing, superseding and withdrawing releases; the same bytes anywhere and on any day; and an old site that stays."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from lado_kit.custody.keys import read_current_roster, renew_roster
from lado_kit.custody.unlocking import open_office
from lado_kit.encrypt import seal
from lado_kit.errors import ReleaseWithdrawn
from lado_kit.home import current_roster, find_home
from lado_kit.publish import publish
from lado_kit.releases import read_register
from lado_kit.store.audit import entries_about, verify_chain
from lado_site.release import MARKER, NOTE
from tests.intake.builders import a_draft, save
from tests.kit.conftest import Place
from tests.kit.front_door import LADO, PASSPHRASE, a_file, lado
from tests.kit.signing import NOW, TODAY, Signed, check, root_key

ON_WINDOWS = sys.platform == "win32"


@pytest.fixture
def office(signed: Signed, tmp_path: Path) -> Signed:
    """An office of the test's own, with its signed site."""
    shutil.copytree(signed.home, tmp_path / "home")
    shutil.copytree(signed.site, tmp_path / "public")
    return Signed(
        home=tmp_path / "home", site=tmp_path / "public", roster=signed.roster, passphrase_file=signed.passphrase_file
    )


def publish_next(office: Signed) -> str:
    """Sign a new roster and publish with it: the release before is superseded. Return the new one."""
    renew_roster(office.opened, passphrase=PASSPHRASE, now=NOW)
    done = publish(
        "sandwell", current_roster(office.opened), office.site, today=TODAY, home=office.opened, root_key=root_key
    )
    assert done.is_signed
    return done.published.release


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_same_profile_and_roster_give_the_same_bytes_in_any_folder_on_any_day(
    made: Place, signed: Signed, tmp_path: Path
) -> None:
    """Two copies of the office before it had published, two folders, a month apart: the note is the same too."""
    shutil.copytree(made.home, tmp_path / "home")

    publish(
        "sandwell", signed.roster.read_bytes(), tmp_path / "elsewhere" / "www", today=TODAY + timedelta(days=40),
        home=find_home(tmp_path / "home"), root_key=root_key,
    )  # fmt: skip

    assert contents(tmp_path / "elsewhere" / "www") == contents(signed.site)
    assert {MARKER, NOTE} <= contents(signed.site).keys()


def test_a_release_says_what_it_was_made_of(signed: Signed) -> None:
    facts = json.loads((signed.site / MARKER).read_text("utf-8"))

    made_of = {"forms", "profile", "release", "released", "roster", "tool", "valid_until", "words"}
    assert {"authority", "files", *made_of} <= facts.keys()
    assert facts["files"].keys() == {
        name.replace(os.sep, "/") for name in contents(signed.site) if name not in (MARKER, NOTE)
    }


def test_a_release_that_is_published_again_needs_no_passphrase_and_keeps_its_note(office: Signed) -> None:
    before = contents(office.site)

    answer = lado("publish", "sandwell", office.site, "--roster", office.roster, home=office.home)

    assert answer.status == 0, answer.err
    assert contents(office.site) == before
    assert len(read_register(office.opened).releases) == 1


def test_a_new_release_is_not_signed_without_the_passphrase_and_the_old_site_stays(office: Signed) -> None:
    before = contents(office.site)
    renew_roster(office.opened, passphrase=PASSPHRASE, now=NOW)
    roster = a_file(office.home.parent / "roster-2.txt", current_roster(office.opened))
    wrong = a_file(office.home.parent / "wrong.txt", "not the passphrase at all")
    words = ("publish", "sandwell", office.site, "--roster", roster)

    nothing = lado(*words, home=office.home)
    mistyped = lado(*words, "--root-passphrase-file", wrong, home=office.home)

    assert (nothing.status, mistyped.status) == (2, 1)
    assert "--unsigned" in nothing.err and "does not open the root key" in mistyped.err
    assert contents(office.site) == before
    assert read_register(office.opened).releases == read_register(office.opened).releases[:1]


def test_a_new_release_lists_what_it_supersedes_and_the_old_one_is_told_so_everywhere(office: Signed) -> None:
    old, old_site = office.release, office.home.parent / "old"
    shutil.copytree(office.site, old_site)

    new = publish_next(office)
    rolled_back, current = lado("verify", old_site, home=office.home), lado("verify", office.site, home=office.home)
    without_home = lado("verify", old_site, "--roster", office.roster, "--release", office.site)
    listed = lado("release", "list", "--json", home=office.home)

    found = read_register(office.opened).in_force
    assert found and (found.note.number, found.note.superseded) == (2, (old,))
    assert (rolled_back.status, current.status, without_home.status) == (1, 0, 1)
    assert f"release {old} has been superseded by {new}" in rolled_back.out
    assert f"release {old} has been superseded by {new}" in without_home.out
    assert [(each["release"], each["standing"], each["superseded by"]) for each in listed.json] == [
        (new, "current", ""),
        (old, "superseded", new),
    ]


def test_a_withdrawn_release_is_told_so_by_verify_and_never_published_again(office: Signed) -> None:
    words = ("release", "withdraw", office.release, "--reason", "a laptop with a key was stolen")

    done = lado(*words, home=office.home, passphrase_file=office.passphrase_file)
    again = lado(*words, home=office.home, passphrase_file=office.passphrase_file)
    checked = lado("verify", office.site, home=office.home)

    assert (done.status, again.status, checked.status) == (0, 1, 1)
    assert "has been withdrawn" in checked.out and "a laptop with a key was stolen" in checked.out
    with pytest.raises(ReleaseWithdrawn):
        publish("sandwell", office.roster.read_bytes(), office.site, today=TODAY, home=office.opened, root_key=root_key)
    withdrawn = office.release
    new = publish_next(office)
    note = read_register(office.opened).in_force
    assert note and (note.note.release, note.note.withdrawn, note.note.superseded) == (new, (withdrawn,), ())


def test_withdrawing_is_noted_in_the_audit_trail_with_the_reason(office: Signed) -> None:

    release = office.release
    lado(
        "release",
        "withdraw",
        release,
        "--reason",
        "keys lost",
        home=office.home,
        passphrase_file=office.passphrase_file,
    )

    with open_office(office.opened, PASSPHRASE) as work, work.store.reading() as connection:
        noted = entries_about(connection, authority="sandwell", reference=release)
        chains = verify_chain(connection)
    assert [(each.action, each.detail) for each in noted] == [("withdrew-release", {"reason": "keys lost"})]
    assert [chain.broken_at for chain in chains] == [None]


def test_only_a_release_of_this_office_can_be_withdrawn_and_only_with_a_reason(office: Signed) -> None:
    unknown = lado(
        "release", "withdraw", "ffffffffffff", "--reason", "why not", home=office.home,
        passphrase_file=office.passphrase_file,
    )  # fmt: skip
    silent = lado(
        "release", "withdraw", office.release, "--reason", " ", home=office.home, passphrase_file=office.passphrase_file
    )

    assert (unknown.status, silent.status) == (2, 2)
    assert read_register(office.opened).withdrawals == {}


def test_what_a_web_team_has_built_the_office_signs(office: Signed, tmp_path: Path) -> None:
    built = lado("publish", "sandwell", tmp_path / "www", "--roster", office.roster, "--home", tmp_path / "none",
                 "--unsigned")  # fmt: skip
    assert built.status == 2  # there is no home where one was named
    built = lado("publish", "sandwell", tmp_path / "www", "--roster", office.roster)
    before = lado("verify", tmp_path / "www", "--roster", office.roster)

    signed = lado("release", "sign", tmp_path / "www", home=office.home, passphrase_file=office.passphrase_file)
    after = lado("verify", tmp_path / "www", "--roster", office.roster)

    assert (built.status, before.status, signed.status, after.status) == (0, 1, 0, 0), signed.err
    assert "not signed" in built.err and "release.note is missing" in before.err
    assert contents(tmp_path / "www") == contents(office.site)


def test_the_office_does_not_sign_what_is_not_whole_or_not_its_own(office: Signed, tmp_path: Path) -> None:
    shutil.copytree(office.site, tmp_path / "www")
    (tmp_path / "www" / "more.js").write_text("steal()", encoding="utf-8")
    more = lado("release", "sign", tmp_path / "www", home=office.home, passphrase_file=office.passphrase_file)
    (tmp_path / "www" / "more.js").unlink()
    renew_roster(office.opened, passphrase=PASSPHRASE, now=NOW)
    old = lado("release", "sign", tmp_path / "www", home=office.home, passphrase_file=office.passphrase_file)

    assert (more.status, old.status) == (1, 1)
    assert "does not hold what its release.json lists" in more.err
    assert "does not seal to roster 3" in old.err


@pytest.mark.parametrize("what", ["current", "superseded", "withdrawn", "unknown", "kit"])
def test_import_marks_what_does_not_come_from_the_release_in_force(office: Signed, tmp_path: Path, what: str) -> None:
    release = {"unknown": "ffffffffffff", "kit": "lado-0.1.0"}.get(what, office.release)
    if what == "superseded":
        publish_next(office)
    if what == "withdrawn":
        lado("release", "withdraw", release, "--reason", "lost", home=office.home,
             passphrase_file=office.passphrase_file)  # fmt: skip
    said = {"current": "", "superseded": "superseded", "withdrawn": "withdrawn", "unknown": "has not signed",
            "kit": "with lado seal"}[what]  # fmt: skip

    roster = read_current_roster(office.opened, today=TODAY)
    draft = a_draft(release=release, roster_version=roster.roster.version)
    sealed = seal(draft, recipients=roster.active_recipients, sealed_at=NOW)
    save(tmp_path / "in", "1.txt", sealed)

    def do(*words: str | Path) -> str:
        answer = lado(*words, home=office.home, passphrase_file=office.passphrase_file)
        assert answer.status == 0, answer.err + answer.out
        return answer.out

    shown = [do("import", tmp_path / "in"), do("inbox"), do("case", "list"), do("case", "show", sealed.receipt)]
    programs = [json.loads(do("inbox", "--json"))[0], json.loads(do("case", "show", sealed.receipt, "--json"))]

    assert all(("its page" in each or "lado seal" in each) == bool(said) for each in shown)
    assert all(said in each for each in shown)
    assert all(bool(each["marked"]) == bool(said) and said in each["marked"] for each in programs)


@pytest.mark.skipif(ON_WINDOWS, reason="a program is stopped in another way there")
@pytest.mark.parametrize("seconds", [1.5, 3.0, 4.0])
def test_a_publisher_who_is_killed_leaves_the_old_site_or_the_new_one(office: Signed, seconds: float) -> None:
    renew_roster(office.opened, passphrase=PASSPHRASE, now=NOW)
    roster = a_file(office.home.parent / "roster-2.txt", current_roster(office.opened))
    before = contents(office.site)
    words = ("publish", "sandwell", office.site, "--roster", roster, "--root-passphrase-file", office.passphrase_file)
    command = [*LADO, "--home", str(office.home), *map(str, words)]

    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as publishing:
        time.sleep(seconds)
        publishing.send_signal(signal.SIGKILL)

    after = contents(office.site)
    assert after == before or check(office.site, office).is_same
    assert lado(*words, home=office.home).status == 0
    assert check(office.site, office).is_same


def test_a_publisher_who_was_killed_between_two_names_finds_the_old_site_again(office: Signed, tmp_path: Path) -> None:
    workshop = tmp_path / ".public-abc"
    workshop.mkdir()
    before = contents(office.site)
    office.site.rename(workshop / "old")

    answer = lado("publish", "sandwell", office.site, "--roster", office.roster, home=office.home)

    assert answer.status == 0, answer.err
    assert contents(office.site) == before


@pytest.mark.skipif(ON_WINDOWS or not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can mount")
def test_a_full_disk_leaves_the_old_site_and_says_so(office: Signed, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    size = sum(map(len, contents(office.site).values())) + 1_000_000
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", disk], capture_output=True).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        shutil.copytree(office.site, disk / "public")
        before = contents(disk / "public")
        renew_roster(office.opened, passphrase=PASSPHRASE, now=NOW)
        roster = a_file(tmp_path / "roster-2.txt", current_roster(office.opened))

        answer = lado("publish", "sandwell", disk / "public", "--roster", roster, home=office.home,
                      passphrase_file=office.passphrase_file)  # fmt: skip

        assert answer.status == 1
        assert "no space left" in answer.err and "free some space" in answer.err
        assert contents(disk / "public") == before
        assert [path.name for path in disk.iterdir()] == ["public"]
    finally:
        subprocess.run(["umount", disk], check=True)


def test_a_register_that_is_damaged_or_forged_counts_for_nothing(office: Signed) -> None:
    old = office.release
    new = publish_next(office)
    kept = office.home / "releases" / "2.json"
    a_file(kept, kept.read_bytes().replace(b'\\"number\\": 2', b'\\"number\\": 9'))

    register = read_register(office.opened)
    following = publish(
        "sandwell", current_roster(office.opened), office.site, today=TODAY, home=office.opened, root_key=root_key
    )

    assert [each.note.release for each in register.releases] == [old]
    assert following.published.release == new
    assert [each.note.number for each in read_register(office.opened).releases] == [1, 3]
