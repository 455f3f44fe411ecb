"""``lado attachment`` and what ``lado import`` and ``lado case show`` say of attachments, as a person types them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from lado_kit.cli import cli, run
from lado_kit.custody.keys import read_current_roster
from lado_kit.encrypt.envelope import Attachment, seal
from lado_kit.home import create_home
from tests.attachments import samples
from tests.attachments.test_scanning import clamd
from tests.intake.builders import a_draft, save
from tests.kit.front_door import PASSPHRASE, a_file
from tests.kit.offices import quick_key_files

NOW = datetime.now(UTC)
FILES = (
    Attachment(name="arm.jpg", media_type="image/jpeg", content=samples.photo()),
    Attachment(name="virus.txt", media_type="text/plain", content=samples.EICAR),
)


@dataclass(frozen=True, kw_only=True)
class Said:
    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True, kw_only=True)
class Lado:
    """The command line with a home of its own."""

    home: Path
    passphrase_file: Path
    capture: pytest.CaptureFixture[str]

    def __call__(self, *arguments: str | Path) -> Said:
        given = ["--home", self.home, "--passphrase-file", self.passphrase_file, *arguments]
        status = run(cli, "lado", [str(each) for each in given])
        out, err = self.capture.readouterr()
        return Said(status=status, out=out, err=err)


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A home that opens in a moment, with one case: two files came with what opened it."""
    folder = tmp_path_factory.mktemp("attachment-command")
    with quick_key_files():
        home = create_home(folder / "home", profile="sandwell", passphrase=PASSPHRASE, now=NOW)
    roster = read_current_roster(home, today=NOW.date())
    draft = a_draft(roster_version=roster.roster.version, attachments=FILES)
    save(folder / "incoming", "one.txt", seal(draft, recipients=roster.active_recipients, sealed_at=NOW))
    passphrase_file = a_file(folder / "passphrase.txt", PASSPHRASE)
    given = ["--home", str(folder / "home"), "--passphrase-file", str(passphrase_file)]
    assert run(cli, "lado", [*given, "import", str(folder / "incoming")]) == 0
    return folder / "home", passphrase_file


@pytest.fixture
def lado(places: tuple[Path, Path], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Lado:
    monkeypatch.delenv("LADO_CLAMD", raising=False)
    capsys.readouterr()
    return Lado(home=places[0], passphrase_file=places[1], capture=capsys)


@pytest.fixture
def case(lado: Lado) -> str:
    (case,) = lado("case", "list", "--json").json
    return str(case["reference"])


def test_the_import_has_looked_and_the_case_shows_what_it_found(lado: Lado, case: str) -> None:
    shown = lado("case", "show", case)
    as_json = lado("case", "show", case, "--json").json

    assert "attachment 1: arm.jpg (image/jpeg" in shown.out
    assert "where it was taken (latitude, longitude): 52.52000, -1.96000" in shown.out
    assert "! it holds the EICAR text" in shown.out
    assert [each["findings"] for each in as_json["attachments"]] == [[], ["test-virus"]]
    assert as_json["attachments"][0]["facts"]["camera"] == "Fictional Phone 7"


def test_the_attachments_are_listed(lado: Lado, case: str) -> None:
    listed = lado("attachment", "list", case)
    as_json = lado("attachment", "list", case, "--json").json

    assert listed.status == 0
    assert "by its bytes a picture" in listed.out
    assert as_json["case"] == case
    assert [(each["number"], each["kind"], each["dangerous"]) for each in as_json["attachments"]] == [
        (1, "picture", False), (2, "text", True),
    ]  # fmt: skip


def test_one_is_saved_with_a_reason_and_a_cleaned_copy(lado: Lado, case: str, tmp_path: Path) -> None:
    saved = lado("attachment", "save", case, "1", tmp_path / "out", "--reason", "For the strategy meeting", "--cleaned")

    assert saved.status == 0, saved.err
    assert saved.out.splitlines() == [str(tmp_path / "out" / name) for name in ("arm.jpg", "arm (cleaned).jpg")]
    assert (tmp_path / "out" / "arm.jpg").read_bytes() == FILES[0].content
    assert "saved" in lado("attachment", "list", case).out
    assert "For the strategy meeting" in lado("attachment", "list", case).out


def test_a_dangerous_one_and_one_without_a_reason_are_refused(lado: Lado, case: str, tmp_path: Path) -> None:
    refused = lado("attachment", "save", case, "2", tmp_path / "out", "--reason", "For the police")
    unexplained = lado("attachment", "save", case, "1", tmp_path / "out")

    assert (refused.status, unexplained.status) == (1, 2)
    assert "--even-if-dangerous" in refused.err
    assert not (tmp_path / "out").exists()


def test_without_a_virus_scanner_that_is_said(lado: Lado, case: str) -> None:
    scanned = lado("attachment", "scan", case)

    assert scanned.status == 1
    assert "no virus scanner is set" in scanned.err
    assert "LADO_CLAMD" in scanned.err


def test_with_one_every_attachment_is_scanned(lado: Lado, case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with clamd(files=2) as place:
        monkeypatch.setenv("LADO_CLAMD", place)
        scanned = lado("attachment", "scan", case)

    assert scanned.status == 1
    assert scanned.out.splitlines() == ["1  arm.jpg: nothing found", "2  virus.txt: found Eicar-Signature"]
