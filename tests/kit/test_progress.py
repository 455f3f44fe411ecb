"""Progress is for a person at a terminal: counts on standard error, and nothing for a program or a log."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from lado_kit.commands.progress import count_files, telling
from lado_kit.commands.session import Session
from lado_kit.office.cases import import_files
from tests.intake.builders import CANARIES, save
from tests.kit.front_door import LADO, a_file
from tests.kit.offices import NOW, Kept, a_sealed_file, add_manager

needs_terminal = pytest.mark.skipif(sys.platform == "win32", reason="there is no such terminal to be had there")

CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def at_terminal(kept: Kept, *arguments: str | Path, kind: str = "xterm") -> tuple[str, str]:
    """Run a command whose standard error is a terminal; return its result and what the terminal was told."""
    import pty

    shown, terminal = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LADO_")}
    running = subprocess.Popen(
        [*LADO, "--home", str(kept.home), "--passphrase-file", str(kept.passphrase("duty")), *map(str, arguments)],
        env={**environment, "TERM": kind, "PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=terminal,
    )  # fmt: skip
    os.close(terminal)
    told = b""
    while True:
        try:
            piece = os.read(shown, 4096)
        except OSError:  # the other end is closed
            break
        if not piece:
            break
        told += piece
    out, _ = running.communicate(timeout=60)
    os.close(shown)
    assert running.returncode == 0, told.decode()
    return out.decode(), CODES.sub("", told.decode())


def some_files(kept: Kept, folder: Path) -> Path:
    for name in CANARIES[:3]:
        save(folder, f"{name}.txt", a_sealed_file(kept))
    return folder


@needs_terminal
def test_an_import_counts_at_a_terminal_and_names_nothing(kept: Kept, tmp_path: Path) -> None:
    out, told = at_terminal(kept, "import", some_files(kept, tmp_path / "in"))

    assert "lado: importing" in told and "3 of 3" in told
    assert not [name for name in CANARIES if name in told]
    assert re.search(r"imported +3\b", out) and "importing" not in out


@needs_terminal
@pytest.mark.parametrize(("kind", "arguments"), [("xterm", ["--json"]), ("dumb", [])])
def test_a_program_and_a_plain_terminal_are_told_nothing(
    kept: Kept, tmp_path: Path, kind: str, arguments: list[str]
) -> None:
    (tmp_path / "in").mkdir()

    _, told = at_terminal(kept, "import", tmp_path / "in", *arguments, kind=kind)

    assert "importing" not in told


@needs_terminal
def test_moving_the_kept_files_counts_them(kept: Kept) -> None:
    add_manager(kept)

    out, told = at_terminal(kept, "keys", "rewrap")

    assert "sealing kept files again" in told and "4 of 4" in told
    assert re.search(r"moved +4\b", out)


def test_without_a_terminal_nothing_is_counted_and_rich_is_not_loaded() -> None:
    code = (
        "import sys\nfrom lado_kit.commands.progress import telling\nfrom lado_kit.commands.session import Session\n"
        "with telling(Session(), 'working', expect=lambda: 1 / 0) as told: print(told, 'rich' in sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)

    assert (done.returncode, done.stdout, done.stderr) == (0, "None False\n", "")


def test_a_session_that_prints_json_is_told_nothing() -> None:
    with telling(Session(as_json=True), "working") as told:
        assert told is None


def test_files_are_counted_beforehand_where_that_is_quick(tmp_path: Path) -> None:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    for name in ("in/1.txt", "in/2.txt", "in/deep/3.txt", "4.txt"):
        a_file(tmp_path / name, "x")

    assert count_files([str(tmp_path / "in"), str(tmp_path / "4.txt")]) == 4
    assert count_files([str(tmp_path / "in"), "-"]) is None


def test_the_import_tells_how_many_are_settled(kept: Kept, tmp_path: Path) -> None:
    told: list[int] = []
    with kept.office() as office:
        books = import_files(office, [str(some_files(kept, tmp_path / "in"))], now=NOW, told=told.append)

    assert told[-1] == books.found == 3
