"""What every command keeps to: exit status, what goes to which stream, shared options on either side of the name."""

from __future__ import annotations

import errno
import json
import os
import re
import sys
from pathlib import Path

import click
import pytest

from lado_kit import __version__
from lado_kit.cli import cli, run
from lado_kit.commands.faults import explain
from lado_kit.commands.menu import Menu
from lado_kit.commands.speech import in_line, printable
from tests.kit.conftest import Place
from tests.kit.front_door import LADO, a_file, lado

COMMANDS = ["case list", "case show", "import", "inbox", "init", "keys list", "keys new", "keys roster", "publish"]
COMMANDS += ["sample", "seal"]
MISUSES = [
    ["nonsense"],
    ["inbox", "--nonsense"],
    ["init"],
    ["keys", "new", "--role", "gardener"],
    ["import"],
    ["import", "no-such-file.txt"],
    ["seal", "referral"],
    ["publish", "sandwell"],
    ["sample", "referral", "--profile", "atlantis"],
    ["sample", "postcard", "--profile", "sandwell"],
]
AS_JSON = [["inbox"], ["case", "list"], ["keys", "list"], ["import", "."]]


def test_the_version_is_told() -> None:
    assert lado("--version").out == f"lado {__version__}\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_help_ends_in_an_example(command: str) -> None:
    answer = lado(*command.split(), "--help")

    assert answer.status == 0
    assert f"Example:\n    lado {command}" in answer.out


@pytest.mark.parametrize(
    ("arguments", "listed"), [([], "\n  init "), (["keys"], "\n  shares "), (["case"], "\n  show ")]
)
def test_without_a_command_the_help_is_told(arguments: list[str], listed: str) -> None:
    answer = lado(*arguments)

    assert (answer.status, answer.out) == (2, "")
    assert answer.err.startswith("Usage: lado") and listed in answer.err


@pytest.mark.parametrize("arguments", [[], ["case"]])
def test_the_help_lists_every_command_once_under_a_heading_and_with_a_whole_sentence(arguments: list[str]) -> None:
    menu = cli.commands["case"] if arguments else cli
    assert isinstance(menu, Menu)
    listed = lado(*arguments, "--help").out.split("\n\n", 3)[-1]

    names = [line.split()[0] for line in listed.splitlines() if re.match(r"  [a-z]", line)]

    assert sorted(names) == sorted(menu.commands)
    assert names[0] == next(iter(menu.sections.values()))[0]
    assert not re.search(r"[a-z]\.\.\.$", listed, re.MULTILINE)
    assert all(f"{heading}:\n" in listed for heading in menu.sections)


@pytest.mark.parametrize("arguments", MISUSES)
def test_misuse_is_told_in_a_sentence_and_nothing_is_printed(arguments: list[str], made: Place) -> None:
    answer = lado(*arguments, home=made.home, passphrase_file=made.passphrase_file)

    assert (answer.status, answer.out) == (2, "")
    assert answer.err.startswith("error: ") and "\nhint: " in answer.err


def test_shared_options_stand_on_either_side_and_the_last_one_counts(made: Place, tmp_path: Path) -> None:
    options = ["--home", made.home, "--passphrase-file", made.passphrase_file, "--json"]

    before = lado(*options, "case", "list")
    between = lado("case", *options, "list")
    after = lado("--home", tmp_path / "nowhere", "case", "list", *options)

    assert before.out == between.out == after.out == "[]\n"


def test_an_option_is_stronger_than_the_environment(made: Place, tmp_path: Path) -> None:
    answer = lado("--home", made.home, "inbox", "--json", home=tmp_path, passphrase_file=made.passphrase_file)

    assert answer.json == []


@pytest.mark.parametrize("arguments", AS_JSON)
def test_with_json_nothing_else_is_on_standard_output(arguments: list[str], place: Place, tmp_path: Path) -> None:
    arguments = [str(tmp_path / "empty") if each == "." else each for each in arguments]
    (tmp_path / "empty").mkdir()

    answer = lado(*arguments, "--json", home=place.home, passphrase_file=place.passphrase_file)

    assert answer.status == 0
    json.loads(answer.out)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="whoever runs this may read everything")
def test_an_unreadable_folder_is_told(place: Place, tmp_path: Path) -> None:
    (tmp_path / "locked").mkdir(mode=0o000)

    answer = lado("import", tmp_path / "locked", home=place.home, passphrase_file=place.passphrase_file)

    assert answer.status == 1
    assert "unreadable" in answer.out


def test_a_folder_that_cannot_be_made_is_told(made: Place, tmp_path: Path) -> None:
    in_the_way = a_file(tmp_path / "file", "")

    answer = lado(
        "seal", "referral", "--profile", "sandwell", "--roster", made.roster, "--answers", made.answers,
        "--out", in_the_way / "folder",
    )  # fmt: skip

    assert answer.status in (1, 2)
    assert answer.err.startswith("error: cannot use ") and answer.err.count("\n") == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_a_full_disk_under_the_output_is_told() -> None:
    shell = ("sh", "-c", '"$@" > /dev/full', "sh", *LADO)

    answer = lado("sample", "referral", "--profile", "sandwell", program=shell)

    assert answer.status == 1
    assert "no space left" in answer.err and "hint: free some space" in answer.err


FAULTS = [
    (OSError(errno.ENOSPC, "No space left on device", "a.txt"), 1, "cannot use a.txt: no space left on device"),
    (PermissionError(errno.EACCES, "Permission denied", "a.txt"), 1, "cannot use a.txt: permission denied"),
    (FileNotFoundError(errno.ENOENT, "No such file", "a.txt"), 2, "cannot use a.txt: no such file"),
    (MemoryError(), 1, "there is not enough memory"),
    (click.Abort(), 1, "stopped"),
    (ValueError("Marlo Thistlewick"), 1, "something went wrong inside lado (ValueError)"),
]


@pytest.mark.parametrize(("error", "status", "message"), FAULTS)
def test_every_fault_has_a_sentence_and_a_status(error: Exception, status: int, message: str) -> None:
    fault = explain(error)

    assert (fault.status, fault.message) == (status, message)
    assert "Thistlewick" not in fault.message + fault.hint


def test_an_unforeseen_fault_shows_its_kind_and_a_traceback_only_when_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    @click.command()
    def broken() -> None:
        raise RuntimeError("Marlo Thistlewick")

    monkeypatch.delenv("LADO_DEBUG", raising=False)
    assert run(broken, "broken", []) == 1
    quiet = capsys.readouterr().err
    monkeypatch.setenv("LADO_DEBUG", "1")
    assert run(broken, "broken", []) == 1

    assert quiet.startswith("error: something went wrong inside lado (RuntimeError)\nhint: set LADO_DEBUG=1")
    assert "Thistlewick" not in quiet and "Traceback" not in quiet
    assert "Traceback" in capsys.readouterr().err


def test_what_a_terminal_would_obey_is_not_printed() -> None:
    assert in_line("a\x1b[2Jb\u202ec\rd\ne £ “ü” \udcff") == "a\\x1b[2Jb\\u202ec\\rd\\ne £ “ü” \\udcff"
    assert printable("a\x1b[2Jb\u202ec\rd\ne £ “ü” \u00a0") == "a\ufffd[2Jb\ufffdc\ufffdd\ne £ “ü” \u00a0"


HEAVY = {
    "sqlalchemy", "sqlcipher3", "marshmallow", "flask", "holidays", "alembic", "cryptography", "tomllib", "reportlab",
    "lado_site.forms", "lado_site.profiles", "lado_kit.intake", "lado_kit.casework", "sqlalchemy.orm",
    "sqlalchemy.dialects.sqlite", "sqlalchemy.dialects.postgresql",
}  # fmt: skip


def test_the_command_itself_loads_no_library_but_click() -> None:
    code = "import sys, lado_kit.cli; print(*sys.modules)"

    loaded = set(lado(program=(sys.executable, "-c", code)).out.split())

    assert loaded & HEAVY == set()


def test_the_inbox_loads_only_what_it_needs(made: Place) -> None:
    code = "import sys; from lado_kit.cli import main; main();print(*sys.modules, file=sys.stderr)"

    answer = lado("inbox", home=made.home, passphrase_file=made.passphrase_file, program=(sys.executable, "-c", code))

    assert set(answer.err.split()) & HEAVY == {"sqlalchemy", "sqlalchemy.dialects.sqlite", "sqlcipher3", "cryptography"}


def test_the_store_is_loaded_while_the_passphrase_is_stretched(made: Place) -> None:
    """What the main thread loads of it, it loads afterwards, and the person waits."""
    code = """if True:
        import sys, threading
        def hear(event, given):
            if event == "import" and threading.current_thread() is threading.main_thread():
                print(given[0], file=sys.stderr)
        sys.addaudithook(hear)
        from lado_kit.cli import main
        main()"""

    answer = lado("inbox", home=made.home, passphrase_file=made.passphrase_file, program=(sys.executable, "-c", code))
    loaded = answer.err.split()

    assert "lado_kit.custody.unlocking" in loaded
    assert [name for name in loaded if name.startswith(("lado_kit.store", "lado_kit.releases", "sql"))] == []


def test_every_command_in_the_table_is_there() -> None:
    assert {name: command.name for name, command in cli.commands.items()} == {name: name for name in cli.commands}
