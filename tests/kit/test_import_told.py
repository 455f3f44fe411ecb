"""What ``lado import`` tells a person of what it found: marks, possible duplicates, and what is no file."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from lado_kit.cli import cli, run
from lado_kit.encrypt import seal
from lado_kit.encrypt.envelope import new_submission_id
from lado_kit.encrypt.sealed_at import AHEAD, CLOCK_MARKS
from tests.intake.builders import a_draft, save, without
from tests.intake.mails import a_mail, forwarded_by_thunderbird
from tests.kit.offices import KEPT, NOW, Kept, a_sealed_file

At = Callable[..., str]
MINUTES = timedelta(minutes=30)


@pytest.fixture
def at_work(kept: Kept, capsys: pytest.CaptureFixture[str]) -> At:
    """Call a command that ends well, as a person at the office's PC does, and return what it prints."""

    def call(*arguments: str | Path) -> str:
        given = ("--home", kept.home, "--passphrase-file", kept.passphrase("duty"), *arguments)
        status = run(cli, "lado", [str(each) for each in given])
        said = capsys.readouterr()
        assert status == 0, said.err + said.out
        return " ".join(said.out.split()) if "--json" not in arguments else said.out

    return call


def test_what_was_sealed_after_it_came_is_marked_wherever_marks_are_shown(
    kept: Kept, at_work: At, tmp_path: Path
) -> None:
    """One of two clocks is wrong, and nobody knows which: by hours that changes nothing, by a day it does."""
    late = a_sealed_file(kept, sealed_at=NOW + AHEAD + MINUTES)
    by_hours = a_sealed_file(kept, sealed_at=NOW + AHEAD - MINUTES)
    mark = CLOCK_MARKS["sealed-ahead"]

    rehearsed = at_work("import", save(tmp_path, "late.txt", late), "--dry-run")
    imported = at_work("import", tmp_path / "late.txt")
    unmarked = at_work("import", save(tmp_path, "hours.txt", by_hours))
    listed = {each["receipt"]: each["marked"] for each in json.loads(at_work("inbox", "--json"))}
    shown = json.loads(at_work("case", "show", late.receipt, "--json"))

    assert mark in rehearsed and mark in imported and mark not in unmarked
    assert mark in listed[late.receipt] and mark not in listed[by_hours.receipt]
    assert mark in at_work("inbox") and mark in at_work("case", "list")
    assert at_work("case", "show", late.receipt).count(mark) == 1
    assert mark in shown["marked"] and [each["detail"].get("clock") for each in shown["audit"]][:1] == [mark]
    assert mark not in at_work("case", "show", by_hours.receipt)


def test_a_dry_run_names_the_file_that_another_repeats_as_the_import_names_its_case(
    kept: Kept, at_work: At, tmp_path: Path
) -> None:
    signed = kept.roster()
    draft = a_draft(roster_version=signed.roster.version, answers=without(adult_family_name="Featherstonehaugh"))
    for name in ("one.txt", "two.txt"):
        again = replace(draft, submission_id=new_submission_id())
        save(tmp_path / "in", name, seal(again, recipients=signed.active_recipients, sealed_at=NOW))

    told = at_work("import", tmp_path / "in", "--dry-run")
    one, two = json.loads(at_work("import", tmp_path / "in", "--dry-run", "--json"))["items"]
    first, second = json.loads(at_work("import", tmp_path / "in", "--json"))["items"]

    assert f"{tmp_path / 'in' / 'two.txt'}: would open a new case" in told
    assert f"possible duplicate of {tmp_path / 'in' / 'one.txt'}" in told
    assert (one["possible_duplicate"], two["possible_duplicate"]) == (None, one["receipt"])
    assert (first["possible_duplicate"], second["possible_duplicate"]) == (None, first["case"])


@pytest.mark.skipif(os.name != "posix", reason="a folder holds only files there")
def test_a_pipe_is_left_alone_and_a_mail_forwarded_three_times_is_opened(
    kept: Kept, at_work: At, tmp_path: Path
) -> None:
    mail = a_mail(("r.txt", a_sealed_file(kept).armoured()))
    for _ in range(3):
        mail = forwarded_by_thunderbird(mail)
    save(tmp_path / "in", "mail.eml", mail.as_bytes())
    os.mkfifo(tmp_path / "in" / "pipe")

    told = at_work("import", tmp_path / "in")

    assert "imported 1" in told and "ignored 1" in told and "quarantined 0" in told
    assert "1 a pipe, not a file" in told
    assert f"case {NOW.year}-{KEPT + 2:04}" in told
