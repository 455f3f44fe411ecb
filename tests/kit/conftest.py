"""A home with two officers, made once, its roster, and a copy of it for tests that change something."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from lado_kit.custody.keys import add_officer
from lado_kit.encrypt.roster import Role
from lado_kit.home import create_home, current_roster
from tests.kit.front_door import ANOTHER_PASSPHRASE, PASSPHRASE, ROOT, a_file, lado
from tests.kit.offices import NOW, Kept, make_kept, quick_key_files
from tests.kit.signing import Signed


@dataclass(frozen=True, kw_only=True)
class Place:
    """A home, and the files that a person who works with it has."""

    home: Path
    passphrase_file: Path
    another_passphrase_file: Path
    roster: Path
    answers: Path


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The home that the others are copies of; do not change it. Its key files open in a moment."""
    folder = tmp_path_factory.mktemp("office")
    place = Place(
        home=folder / "home",
        passphrase_file=a_file(folder / "passphrase.txt", PASSPHRASE + "\n"),
        another_passphrase_file=a_file(folder / "another.txt", ANOTHER_PASSPHRASE + "\r\n"),
        roster=folder / "roster.txt",
        answers=folder / "answers.json",
    )
    with quick_key_files():
        home = create_home(place.home, profile="sandwell", passphrase=PASSPHRASE, now=NOW)
        add_officer(home, role=Role.COVER, passphrase=PASSPHRASE, new_passphrase=ANOTHER_PASSPHRASE, now=NOW)
    a_file(place.roster, current_roster(home))
    place.answers.write_text(lado("sample", "referral", "--profile", "sandwell").out, encoding="utf-8")
    return place


@pytest.fixture
def place(made: Place, tmp_path: Path) -> Place:
    """A home of the test's own."""
    home = tmp_path / "home"
    shutil.copytree(made.home, home)
    return Place(
        home=home,
        passphrase_file=made.passphrase_file,
        another_passphrase_file=made.another_passphrase_file,
        roster=made.roster,
        answers=made.answers,
    )


@pytest.fixture(scope="session")
def made_kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """The home with kept files and paper shares that the others are copies of; do not change it."""
    with quick_key_files():
        return make_kept(tmp_path_factory.mktemp("kept"))


@pytest.fixture
def kept(made_kept: Kept, tmp_path: Path) -> Iterator[Kept]:
    """A home of the test's own, with kept files and paper shares. Key files made in the test open in a moment."""
    shutil.copytree(made_kept.home, tmp_path / "home")
    with quick_key_files():
        yield replace(made_kept, home=tmp_path / "home")


@pytest.fixture(scope="session")
def signed(made: Place, tmp_path_factory: pytest.TempPathFactory) -> Signed:
    """An office whose site is published and signed; do not change it."""
    if not (ROOT / "site" / "static" / "dist" / "manifest.json").exists():
        if os.environ.get("CI") == "true":
            pytest.fail("the browser files have not been built: run tools/setup.py", pytrace=False)
        pytest.skip("the browser files have not been built: run tools/setup.py")
    folder = tmp_path_factory.mktemp("signed")
    shutil.copytree(made.home, folder / "home")
    place = Signed(
        home=folder / "home", site=folder / "public", roster=made.roster, passphrase_file=made.passphrase_file
    )
    done = lado(
        "publish", "sandwell", place.site, "--roster", place.roster,
        home=place.home, passphrase_file=place.passphrase_file,
    )  # fmt: skip
    assert done.status == 0, done.err
    return place
