"""Backups: an office starts again from one with a passphrase or two shares, and nothing that is damaged is restored."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from sqlalchemy import select, text

from lado_kit.backup import LIST, PROOF, STORE, Made, Restored, make_backup, restore_backup
from lado_kit.cli import cli, run
from lado_kit.custody.unlocking import open_office
from lado_kit.errors import KitError, Misuse, PassphraseWrong, Refused
from lado_kit.home import find_home
from lado_kit.office.cases import import_files, list_cases, read_case
from lado_kit.store import sqlcipher
from lado_kit.store.audit import verify_chain
from lado_kit.store.envelopes import kept_bytes, kept_envelopes
from lado_kit.store.tables import audit_entry
from tests.intake.builders import CANARIES, save
from tests.kit.front_door import PASSPHRASE, ROOT
from tests.kit.offices import NOW, Kept, a_sealed_file, import_some, quick_key_files

FLIPS = 15
CUTS = 6


@dataclass(frozen=True, kw_only=True)
class Saved:
    """An office and a backup of it; do not change either."""

    kept: Kept
    file: Path
    made: Made


@pytest.fixture(scope="module")
def saved(made_kept: Kept, tmp_path_factory: pytest.TempPathFactory) -> Saved:
    folder = tmp_path_factory.mktemp("saved")
    shutil.copytree(made_kept.home, folder / "home")
    kept = replace(made_kept, home=folder / "home")
    with quick_key_files():
        made = make_backup(kept.opened, folder / "backup.zip", passphrase=PASSPHRASE, now=NOW)
    return Saved(kept=kept, file=made.file, made=made)


def restore(file: Path, folder: Path, **changes: Any) -> Restored:
    return restore_backup(file, folder, **{"passphrase": PASSPHRASE, "now": NOW} | changes)


def records(home: Path) -> Mapping[str, bytes]:
    """Every kept file by its receipt code, from a store whose trail holds."""
    with open_office(find_home(home), PASSPHRASE) as office, office.store.reading() as connection:
        assert all(chain.broken_at is None for chain in verify_chain(connection))
        kept = kept_envelopes(connection, authority="sandwell")
        return {each.receipt: kept_bytes(connection, each.id) for each in kept}


def small_files(home: Path) -> dict[str, bytes]:
    found = [path for path in home.rglob("*") if path.is_file() and path.parent.name != "store"]
    return {path.relative_to(home).as_posix(): path.read_bytes() for path in found}


def lado_here(kept: Kept, *arguments: str | Path) -> int:
    """Run a command in this process."""
    shared = ["--home", str(kept.home), "--passphrase-file", str(kept.passphrase("duty"))]
    return run(cli, "lado", [*shared, *map(str, arguments)])


def test_an_office_goes_on_from_a_backup(saved: Saved, tmp_path: Path) -> None:
    restored = restore(saved.file, tmp_path / "new" / "home")

    assert restored.folder == tmp_path / "new" / "home" and restored.since is None
    assert small_files(restored.folder) == small_files(saved.kept.home)
    assert records(restored.folder) == records(saved.kept.home)
    there = replace(saved.kept, home=restored.folder)
    with there.office() as office:
        assert len(list_cases(office)) == 4
        assert (
            read_case(office, list_cases(office)[0].reference, now=NOW).case.answers["adult_family_name"] == CANARIES[0]
        )
    with quick_key_files():
        import_some(there, tmp_path / "more", 1)
    assert len(records(restored.folder)) == 5


def test_both_say_so_in_the_audit_trail(saved: Saved, tmp_path: Path) -> None:
    def last(home: Path) -> tuple[str, Mapping[str, Any], str]:
        with open_office(find_home(home), PASSPHRASE) as office, office.store.reading() as connection:
            row = connection.execute(select(audit_entry).order_by(audit_entry.c.sequence.desc()).limit(1)).one()
            return row.action, row.detail, row.actor

    restored = restore(saved.file, tmp_path / "home")

    entries = saved.made.contents.chain.entries
    files = len(saved.made.contents.parts)
    assert last(saved.kept.home) == ("backed-up", {"entries": entries, "files": files}, "duty-1")
    action, detail, actor = last(restored.folder)
    assert (action, detail["entries"], actor) == ("restored", entries, "duty-1")


def test_two_paper_shares_are_enough_when_everything_burnt_down(saved: Saved, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shares = [part for file in saved.kept.two_shares for part in ("--share-file", str(file))]
    there = replace(saved.kept, home=home)

    with quick_key_files():
        status = run(cli, "lado", ["--home", str(tmp_path / "none"), "restore", str(saved.file), str(home), *shares])
        new = str(saved.kept.passphrase("new"))
        recovered = lado_here(there, "keys", "recover", *shares, "--new-passphrase-file", new)

    assert (status, recovered) == (0, 0)
    with open_office(find_home(home), saved.kept.passphrase("new").read_text()) as office:
        assert len(list_cases(office)) == 4


def test_one_share_or_another_passphrase_opens_nothing_and_leaves_nothing(saved: Saved, tmp_path: Path) -> None:
    with pytest.raises(PassphraseWrong):
        restore(saved.file, tmp_path / "home", passphrase="not this one at all")
    with pytest.raises(KitError):
        restore(saved.file, tmp_path / "home", share_files=[saved.kept.share(1)])

    assert list(tmp_path.iterdir()) == []


def test_nothing_that_anyone_wrote_is_readable_in_a_backup(saved: Saved) -> None:
    content = saved.file.read_bytes()

    for each in (*CANARIES, PASSPHRASE, "SQLite format 3"):
        assert each.encode() not in content and each.encode("utf-16-le") not in content


def test_what_others_import_meanwhile_is_not_in_it_and_it_is_whole(kept: Kept, tmp_path: Path) -> None:
    save(tmp_path / "in", "1.txt", a_sealed_file(kept))
    before, taken_in = records(kept.home), []

    def import_meanwhile(*_: int) -> None:
        if not taken_in:
            with kept.office() as office:
                taken_in.append(import_files(office, [str(tmp_path / "in")], now=NOW))

    with mock.patch.object(sqlcipher, "_PAGES_AT_ONCE", 5):  # so that most pages are copied after the import
        made = make_backup(kept.opened, tmp_path / "backup.zip", passphrase=PASSPHRASE, now=NOW, told=import_meanwhile)
    restored = restore(made.file, tmp_path / "restored", live=kept.opened)

    assert taken_in and taken_in[0].is_clean
    assert records(restored.folder) == before
    assert len(records(kept.home)) == len(before) + 1
    assert restored.since and not restored.since.has_parted
    assert (restored.since.entries, restored.since.rows["submission"], restored.since.rows["audit_entry"]) == (2, 1, 2)


def test_the_live_home_is_compared_and_not_touched(
    kept: Kept, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert lado_here(kept, "backup", tmp_path / "backup.zip") == 0
    with kept.office() as office:
        read_case(office, list_cases(office)[0].reference, now=NOW)
    files = small_files(kept.home)
    capsys.readouterr()

    assert lado_here(kept, "restore", tmp_path / "backup.zip", tmp_path / "restored") == 0
    told = capsys.readouterr().out
    shutil.copytree(tmp_path / "restored", tmp_path / "copy")
    parted = restore(tmp_path / "backup.zip", tmp_path / "again", live=find_home(tmp_path / "copy")).since
    (kept.home / "store" / "records.db").write_bytes(b"burnt" * 1000)
    burnt = restore(tmp_path / "backup.zip", tmp_path / "third", live=kept.opened).since

    assert "2 more entries" in told and small_files(kept.home) == files  # the backup's own, and the reading
    assert parted and (parted.entries, parted.has_parted) == (1, False)
    assert burnt and "cannot be compared" in burnt.problem


def test_a_trail_that_was_rewritten_since_is_said(kept: Kept, tmp_path: Path) -> None:
    made = make_backup(kept.opened, tmp_path / "backup.zip", passphrase=PASSPHRASE, now=NOW)
    with kept.office() as office, office.store.writing() as connection:
        connection.execute(text("DROP TRIGGER audit_entry_refuses_delete"))
        connection.execute(text(f"DELETE FROM audit_entry WHERE sequence >= {made.contents.chain.entries}"))

    since = restore(made.file, tmp_path / "restored", live=kept.opened).since

    assert since and since.has_parted


def test_a_broken_trail_is_kept_and_said(kept: Kept, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever finds tampering needs a copy more than ever."""
    with kept.office() as office, office.store.writing() as connection:
        connection.execute(text("DROP TRIGGER audit_entry_refuses_update"))
        connection.execute(text("UPDATE audit_entry SET actor = 'nobody' WHERE sequence = 2"))

    assert lado_here(kept, "backup", tmp_path / "backup.zip") == 0
    backed_up = capsys.readouterr().err
    assert lado_here(kept, "restore", tmp_path / "backup.zip", tmp_path / "restored") == 0

    assert "the audit trail in it does not hold" in backed_up
    assert "the audit trail in it does not hold" in capsys.readouterr().err


def test_nothing_is_written_over(saved: Saved, tmp_path: Path) -> None:
    taken = tmp_path / "backup.zip"
    taken.write_bytes(b"mine")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_bytes(b"mine")

    with pytest.raises(Refused, match="there already"):
        make_backup(saved.kept.opened, taken, passphrase=PASSPHRASE, now=NOW)
    for folder in (saved.kept.home, tmp_path / "full", taken):
        with pytest.raises(Refused, match="there already"):
            restore(saved.file, folder)
    with pytest.raises(Misuse, match="no folder"):
        make_backup(saved.kept.opened, tmp_path / "nowhere" / "backup.zip", passphrase=PASSPHRASE, now=NOW)

    assert taken.read_bytes() == b"mine" and sorted(path.name for path in tmp_path.iterdir()) == ["backup.zip", "full"]


def test_a_backup_cut_short_anywhere_is_refused(saved: Saved, tmp_path: Path) -> None:
    whole, chance = saved.file.read_bytes(), random.Random(3)
    for length in [0, 1, len(whole) - 1, *(chance.randrange(len(whole)) for _ in range(CUTS))]:
        (tmp_path / "cut.zip").write_bytes(whole[:length])

        with pytest.raises(Refused, match="not a backup, or no longer a whole one"):
            restore(tmp_path / "cut.zip", tmp_path / "home")

    assert [path.name for path in tmp_path.iterdir()] == ["cut.zip"]


def test_a_changed_byte_never_changes_what_is_restored(saved: Saved, tmp_path: Path) -> None:
    """A few bytes of a zip say nothing, such as its dates."""
    whole, chance = saved.file.read_bytes(), random.Random(5)
    expected, refused = (small_files(saved.kept.home), records(saved.kept.home)), 0
    for number in range(FLIPS):
        changed = bytearray(whole)
        changed[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        (tmp_path / "changed.zip").write_bytes(changed)
        home = tmp_path / f"home-{number}"
        try:
            restore(tmp_path / "changed.zip", home)
        except KitError:
            refused += 1
            assert not home.exists()
        else:
            assert (small_files(home), records(home)) == expected

    assert refused >= FLIPS - 3


def rewritten(file: Path, target: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """A backup as somebody makes it who has no key: they change members and the list, and cannot make the proof."""
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target


def listing(members: dict[str, bytes], change: Callable[[dict[str, Any]], None]) -> None:
    value = json.loads(members[LIST])
    change(value)
    members[LIST] = json.dumps(value, indent=2, sort_keys=True).encode() + b"\n"


def put_in(members: dict[str, bytes], name: str, content: bytes) -> None:
    members[name] = content
    fact = {"path": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    listing(
        members, lambda value: value.update(files=[each for each in value["files"] if each["path"] != name] + [fact])
    )


OUTSIDE = [
    "../outside.txt", "/outside.txt", "keys/../../outside.txt", "..\\outside.txt", "C:/outside.txt", "keys/..age",
    "outside.txt", ".bashrc", "releases/deep/er.json", "keys/store-next.age", "store/records.db-wal", "keys/server.age",
]  # fmt: skip


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_backup_that_would_write_elsewhere_is_refused(saved: Saved, tmp_path: Path, name: str) -> None:
    bad = rewritten(saved.file, tmp_path / "bad.zip", lambda members: put_in(members, name, b"x"))

    with pytest.raises(Refused, match="would write outside the folder"):
        restore(bad, tmp_path / "in" / "home")

    assert sorted(path.name for path in tmp_path.rglob("*")) == ["bad.zip", "in"]


def _other_telephone(members: dict[str, bytes]) -> None:
    put_in(members, "profile.toml", members["profile.toml"].replace(b"01632 960 121", b"01632 960 999"))


CHANGES: dict[str, tuple[Callable[[dict[str, bytes]], None], str]] = {
    "the profile, with its hash": (_other_telephone, "somebody has changed this backup"),
    "an entry count": (lambda m: listing(m, lambda v: v["rows"].update(submission=9)), "somebody has changed"),
    "the proof": (lambda m: m.update({PROOF: b"00" * 32 + b"\n"}), "somebody has changed"),
    "a file left out": (lambda m: m.pop("rosters/1.txt") and None, "no longer a whole one"),
    "a file more": (lambda m: m.update({"forms/x.json": b"{}"}), "no longer a whole one"),
    "the profile without its hash": (lambda m: m.update({"profile.toml": b"x"}), "no longer a whole one"),
    "no proof": (lambda m: m.pop(PROOF) and None, "no longer a whole one"),
    "no list": (lambda m: m.pop(LIST) and None, "no longer a whole one"),
    "no records": (lambda m: m.pop(STORE) and None, "no longer a whole one"),
    "a list of something else": (lambda m: m.update({LIST: b"[]"}), "no longer a whole one"),
    "a newer release": (lambda m: listing(m, lambda v: v.update(backup=2)), "newer release"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_backup_that_somebody_changed_is_refused(saved: Saved, tmp_path: Path, name: str) -> None:
    change, says = CHANGES[name]
    bad = rewritten(saved.file, tmp_path / "bad.zip", change)

    with pytest.raises(Refused, match=says):
        restore(bad, tmp_path / "home")

    assert not (tmp_path / "home").exists()


def test_what_is_no_part_of_a_home_stays_behind_and_is_said(kept: Kept, tmp_path: Path) -> None:
    (kept.home / "notes about a case.txt").write_text("Quillfeather", encoding="utf-8")

    made = make_backup(kept.opened, tmp_path / "backup.zip", passphrase=PASSPHRASE, now=NOW)

    assert made.left_out == ("notes about a case.txt",)
    assert b"notes about" not in made.file.read_bytes()


def test_records_on_a_server_are_refused_with_what_to_do(kept: Kept, tmp_path: Path) -> None:
    kept.opened.server_file.write_bytes(b"sealed settings")

    with pytest.raises(Refused, match="on a server") as refused:
        make_backup(kept.opened, tmp_path / "backup.zip", passphrase=PASSPHRASE, now=NOW)

    assert "pg_dump" in refused.value.hint and list(tmp_path.glob("*.zip")) == []


DIE = "import os, signal\ndef die(*_): os.kill(os.getpid(), signal.SIGKILL)\n"
KILLED = {
    "while the records are copied": "arguments['told'] = die",
    "before it gets its name": "backup.add_made_file = die",
}


@pytest.mark.skipif(sys.platform == "win32", reason="a process is not killed like this there")
@pytest.mark.parametrize("when", KILLED)
def test_a_killed_backup_leaves_no_file_under_its_name(kept: Kept, tmp_path: Path, when: str) -> None:
    code = (
        f"{DIE}import sys\nfrom datetime import UTC, datetime\nfrom pathlib import Path\n"
        "from lado_kit import backup\nfrom lado_kit.home import find_home\narguments = {}\n"
        f"{KILLED[when]}\nbackup.make_backup(find_home(Path(sys.argv[1])), Path(sys.argv[2]), "
        "passphrase=sys.argv[3], now=datetime.now(UTC), **arguments)\n"
    )
    file = tmp_path / "backup.zip"

    done = subprocess.run([sys.executable, "-c", code, str(kept.home), str(file), PASSPHRASE], cwd=ROOT, timeout=60)

    assert done.returncode == -9
    assert not file.exists()
    assert make_backup(kept.opened, file, passphrase=PASSPHRASE, now=NOW).file.exists()
    assert len(records(restore(file, tmp_path / "restored").folder)) == 4
