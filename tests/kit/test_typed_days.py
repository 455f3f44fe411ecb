"""Days and times as a tired person types them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from lado_kit.cli import cli
from lado_kit.commands.entry_fields import Day, read_day
from lado_kit.errors import Misuse
from lado_kit.office.events import read_moment, says_no_time
from tests.kit.conftest import Place


@pytest.mark.parametrize(
    ("typed", "moment", "is_day"),
    [
        ("2026-05-03T14:30", "2026-05-03T14:30:00+01:00", False),
        ("2026-05-03 14:30", "2026-05-03T14:30:00+01:00", False),
        ("2026-05-03T14:30+00:00", "2026-05-03T14:30:00+00:00", False),
        ("3/5/2026 9:05", "2026-05-03T09:05:00+01:00", False),
        ("3 Nov 2026 14:30", "2026-11-03T14:30:00+00:00", False),
        ("2026-05-03", "2026-05-03T00:00:00+01:00", True),
        ("20/11/2026", "2026-11-20T00:00:00+00:00", True),
        ("20 OCTOBER 2026", "2026-10-20T00:00:00+01:00", True),
    ],
)
def test_a_moment_is_read_as_it_is_written_in_england(typed: str, moment: str, is_day: bool) -> None:
    assert read_moment(typed).isoformat() == moment
    assert says_no_time(typed) is is_day


@pytest.mark.parametrize("typed", ["yesterday", "2026-11", "31/11/2026", "2026", "14:30", "3/5/2026 25:00"])
def test_what_is_no_moment_is_refused_with_two_ways_of_writing_one(typed: str) -> None:
    with pytest.raises(Misuse, match="is not a date and time") as refused:
        read_moment(typed)

    assert "2026-05-03T14:30 or 3/5/2026 14:30" in refused.value.hint


def test_a_day_is_read_in_any_usual_way_and_half_a_day_is_refused() -> None:
    assert {read_day(each) for each in ("2026-04-01", "1/4/2026", "1 April 2026")} == {date(2026, 4, 1)}
    with pytest.raises(Misuse, match="April 2026 is not a day"):
        read_day("April 2026")


WITH_A_DATE = {
    "acknowledge": "--new --out NEW --since",
    "audit list": "--since",
    "case event": "2026-0001 monitored --at",
    "clocks": "--now",
    "figures": "--from|--to|--years 2 --from|--crossed --to",
    "log add": "training-given --at",
    "log list": "--from|--to",
    "retention keep": "2026-0001 --reason x --until",
    "retention list": "--due-by",
    "worklist": "--now",
}
"""Every command with an option that is a date, and each way to it; but for one."""

OF_A_FACT = "case dispute"
"""It looks for the fact first: tests/kit/test_access_history.py tries it."""


def with_a_date(group: click.Group, *path: str) -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from with_a_date(command, *path, name)
        elif any(
            isinstance(each, click.Option) and (each.metavar in ("DAY", "ISO") or isinstance(each.type, Day))
            for each in command.params
        ):
            yield " ".join((*path, name))


def test_a_date_that_is_left_empty_never_passes_for_now(made: Place, tmp_path: Path) -> None:
    """As the variable of a script that nobody has set."""
    assert {*with_a_date(cli)} == {*WITH_A_DATE, OF_A_FACT}
    shared = ["--home", str(made.home), "--passphrase-file", str(made.passphrase_file)]
    for command, ways in WITH_A_DATE.items():
        for way in ways.replace("NEW", str(tmp_path / "new")).split("|"):
            for empty in ("", " "):
                done = CliRunner().invoke(cli, [*command.split(), *way.split(), empty, *shared])

                assert isinstance(done.exception, Misuse), (command, way, done.output)
                assert done.exception.message == "the date is empty"
                assert "leave the option out" in done.exception.hint
