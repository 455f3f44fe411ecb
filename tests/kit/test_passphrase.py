"""Where a passphrase may come from, and what is said when it is not there or not right."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from lado_kit.errors import Misuse
from lado_kit.passphrase import read_passphrase
from tests.kit.conftest import Place
from tests.kit.front_door import ANOTHER_PASSPHRASE, LADO, PASSPHRASE, a_file, lado

WRITTEN = [
    PASSPHRASE.encode(),
    PASSPHRASE.encode() + b"\n",
    PASSPHRASE.encode() + b"\r\n",
    b"\xef\xbb\xbf" + PASSPHRASE.encode(),
    (PASSPHRASE + "\r\n").encode("utf-16"),
]
NOT_PASSPHRASES = [b"", b"\n", b"   \n", b"two\nlines\n", b"\xff\xff\xfe", b"\x80\x81"]


@pytest.mark.parametrize("content", WRITTEN)
def test_a_passphrase_file_of_any_editor_is_read(content: bytes, tmp_path: Path) -> None:
    assert read_passphrase(a_file(tmp_path / "p", content)) == PASSPHRASE


@pytest.mark.parametrize("content", NOT_PASSPHRASES)
def test_a_file_that_is_not_one_line_of_text_is_misuse(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="not a passphrase file"):
        read_passphrase(a_file(tmp_path / "p", content))


def test_an_accent_is_the_same_however_the_keyboard_writes_it(tmp_path: Path) -> None:
    composed, taken_apart = "caf\u00e9 harbour", "cafe\u0301 harbour"

    assert read_passphrase(a_file(tmp_path / "a", composed)) == read_passphrase(a_file(tmp_path / "b", taken_apart))


def test_without_a_terminal_and_a_file_nothing_is_asked(made: Place) -> None:
    answer = lado("inbox", home=made.home)

    assert (answer.status, answer.out) == (2, "")
    assert "no terminal to ask" in answer.err and "--passphrase-file" in answer.err


def test_a_passphrase_comes_from_standard_input_when_that_is_said(made: Place) -> None:
    answer = lado("inbox", "--json", "--passphrase-file", "-", home=made.home, typed=PASSPHRASE.encode())

    assert (answer.status, answer.json) == (0, [])


def test_a_wrong_passphrase_is_refused_in_one_clear_sentence(made: Place, tmp_path: Path) -> None:
    wrong = a_file(tmp_path / "p", "not the right passphrase")

    answer = lado("inbox", "--json", home=made.home, passphrase_file=wrong)

    assert (answer.status, answer.out) == (1, "")
    assert answer.err == ("error: the passphrase opens no key in this home\nhint: type it again; check Caps Lock\n")


@pytest.mark.parametrize("officer", [[], ["--officer", "duty-1"]])
def test_where_no_key_is_the_passphrase_is_not_blamed(place: Place, officer: list[str]) -> None:
    for key in (place.home / "keys").glob("officer-*.age"):
        key.unlink()
    emptied = lado("inbox", *officer, home=place.home, passphrase_file=place.passphrase_file)
    shutil.rmtree(place.home / "keys")
    gone = lado("inbox", *officer, home=place.home, passphrase_file=place.passphrase_file)

    for answer in (emptied, gone):
        said = " ".join(answer.err.split())
        assert answer.status == 1
        assert "there is no officer’s key in" in said
        assert "restore the home from its backup with lado restore; docs/keys.md says" in said
        assert "Caps Lock" not in said


def test_only_the_keeper_of_the_root_key_adds_officers(place: Place) -> None:
    answer = lado("keys", "new", "--role", "manager", home=place.home, passphrase_file=place.another_passphrase_file)

    assert answer.status == 1
    assert "does not open the root key" in answer.err
    assert len(list((place.home / "keys").glob("officer-*"))) == 2


def test_a_passphrase_file_that_is_not_there_is_misuse(made: Place, tmp_path: Path) -> None:
    answer = lado("inbox", home=made.home, passphrase_file=tmp_path / "nowhere.txt")

    assert (answer.status, answer.err.count("\n")) == (2, 2)
    assert "nowhere.txt: no such file" in answer.err


@pytest.mark.skipif(os.name != "posix", reason="a terminal is made with pty")
@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ((PASSPHRASE, PASSPHRASE, ANOTHER_PASSPHRASE, ANOTHER_PASSPHRASE), 0, "the second key holder, cover-1"),
        ((PASSPHRASE, PASSPHRASE, ""), 0, "only one key holder"),
        ((PASSPHRASE, PASSPHRASE, ANOTHER_PASSPHRASE, "another one"), 2, "the two passphrases are not the same"),
        ((PASSPHRASE, "another one entirely"), 2, "the two passphrases are not the same"),
        (("too short",), 2, "shorter than 12 characters"),
    ],
)
def test_at_a_terminal_a_new_passphrase_is_typed_twice(
    typed: tuple[str, ...], status: int, said: str, tmp_path: Path
) -> None:
    import pty

    screen, keyboard = pty.openpty()
    command = [*LADO, "init", "--profile", "sandwell", "--home", str(tmp_path / "home")]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("LADO_")}
    with subprocess.Popen(
        command, stdin=keyboard, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True, env=clean
    ) as running:
        assert running.stderr
        err = b""
        for line in typed:
            while not err.endswith(b": "):
                err += os.read(running.stderr.fileno(), 1)
            os.write(screen, line.encode() + b"\n")
            err += b"\n"
        err += running.stderr.read()
    os.close(screen)
    os.close(keyboard)

    assert running.returncode == status
    assert said in err.decode()
    assert PASSPHRASE not in err.decode()
