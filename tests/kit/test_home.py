"""Making a home and finding it: complete or not at all, private, and never over something that is there."""

from __future__ import annotations

import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lado_kit import home as homes
from lado_kit.errors import Misuse
from lado_kit.home import create_home, definition_for, find_home
from tests.kit.conftest import Place
from tests.kit.front_door import PASSPHRASE, a_file, lado

NOON = datetime(2026, 5, 3, 12, tzinfo=UTC)
posix_only = pytest.mark.skipif(os.name != "posix", reason="files have no modes here")


def init(folder: Path, passphrase_file: Path, *more: str) -> tuple[int, str, str]:
    answer = lado("init", "--profile", "sandwell", "--home", folder, "--passphrase-file", passphrase_file, *more)
    return answer.status, answer.out, answer.err


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_home_is_made_without_a_terminal(tmp_path: Path) -> None:
    status, out, err = init(tmp_path / "deep" / "home", a_file(tmp_path / "p", PASSPHRASE), "--json")

    assert status == 0
    assert '"officer": "duty-1"' in out
    assert "only one key holder" in err and "lado keys new --role cover" in err


def test_a_home_is_never_made_over_another(place: Place) -> None:
    before = contents(place.home)

    status, out, err = init(place.home, place.passphrase_file)

    assert (status, out) == (1, "")
    assert "is a lado home already" in err
    assert contents(place.home) == before


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path, made: Place) -> None:
    (tmp_path / "home").mkdir()
    a_file(tmp_path / "home" / "holiday.txt", "mine")

    status, _, err = init(tmp_path / "home", made.passphrase_file)

    assert status == 1
    assert "is not an empty folder" in err
    assert contents(tmp_path) == {"home/holiday.txt".replace("/", os.sep): b"mine"}


def test_an_empty_folder_becomes_the_home(tmp_path: Path, made: Place) -> None:
    (tmp_path / "home").mkdir()

    assert init(tmp_path / "home", made.passphrase_file)[0] == 0


def test_an_interrupted_try_leaves_the_place_free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(homes, "keep_definitions", interrupted)
        with pytest.raises(KeyboardInterrupt):
            create_home(tmp_path / "home", profile="sandwell", passphrase=PASSPHRASE, now=NOON)

    assert list(tmp_path.iterdir()) == []
    assert create_home(tmp_path / "home", profile="sandwell", passphrase=PASSPHRASE, now=NOON).authority == "sandwell"


@posix_only
def test_a_home_is_for_its_owner_only(made: Place) -> None:
    modes = {stat.S_IMODE(path.stat().st_mode) for path in made.home.rglob("*") if path.is_file()}
    folders = {stat.S_IMODE(path.stat().st_mode) for path in [made.home, *made.home.rglob("*")] if path.is_dir()}

    assert modes == {0o600}
    assert folders == {0o700}


def test_no_key_is_in_the_home_in_clear(made: Place) -> None:
    everything = b"".join(contents(made.home).values()).upper()

    assert b"AGE-SECRET-KEY" not in everything
    assert b"LADO-ROOT-SECRET" not in everything
    assert b"LADO-STORE-KEY" not in everything
    assert b"SQLITE FORMAT" not in everything


@pytest.mark.parametrize("command", [["inbox"], ["keys", "list"], ["case", "list"], ["keys", "roster", "--out", "-"]])
def test_without_a_home_the_way_to_make_one_is_told(command: list[str], tmp_path: Path, made: Place) -> None:
    answer = lado(*command, "--home", tmp_path / "nowhere", passphrase_file=made.passphrase_file)

    assert (answer.status, answer.out) == (2, "")
    assert "there is no lado home in" in answer.err and "hint: make one with: lado init" in answer.err


DAMAGED_MARKS = ["", "{}", "[]", '{"home": 1}', '{"home": 1, "authority": "a", "root": 7}', "\ufffe"]


@pytest.mark.parametrize("mark", DAMAGED_MARKS)
def test_a_damaged_home_is_said_to_be_damaged(mark: str, tmp_path: Path) -> None:
    a_file(tmp_path / "home.json", mark)

    with pytest.raises(Misuse, match="damaged"):
        find_home(tmp_path)


def test_a_home_of_a_newer_release_is_left_alone(tmp_path: Path) -> None:
    a_file(tmp_path / "home.json", '{"home": 2, "authority": "sandwell", "root": ""}')

    with pytest.raises(Misuse, match="another release"):
        find_home(tmp_path)


def test_a_definition_that_is_lost_or_damaged_is_made_again(place: Place) -> None:
    home = find_home(place.home)
    first, *_ = sorted((place.home / "forms").iterdir())
    whole = first.read_bytes()

    first.write_bytes(whole[:-1])
    again = definition_for(home, first.stem)

    assert again is not None
    assert first.read_bytes() == whole


@pytest.mark.parametrize("digest", ["0" * 64, "../home", ""])
def test_a_definition_that_was_never_published_is_not_found(digest: str, made: Place) -> None:
    assert definition_for(find_home(made.home), digest) is None


SHORT = ["elevenchars", " "]


@pytest.mark.parametrize("passphrase", SHORT)
def test_a_short_passphrase_is_misuse(passphrase: str, tmp_path: Path) -> None:
    status, _, err = init(tmp_path / "home", a_file(tmp_path / "p", passphrase))

    assert status == 2
    assert err.startswith("error: ")
    assert not (tmp_path / "home").exists()


def test_a_profile_that_does_not_exist_is_misuse(tmp_path: Path, made: Place) -> None:
    answer = lado(
        "init", "--profile", "atlantis", "--home", tmp_path / "home", "--passphrase-file", made.passphrase_file
    )

    assert answer.status == 2
    assert "there is no profile named atlantis" in answer.err
    assert list(tmp_path.iterdir()) == []
