"""Publishing: a roster that can be relied on goes in, and the definitions that come out are kept."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tests.kit.conftest import Place
from tests.kit.front_door import ROOT, Answer, a_file, lado

BUILD = (sys.executable, str(ROOT / "build.py"))

needs_browser_files = pytest.mark.skipif(
    not (ROOT / "site" / "static" / "dist" / "manifest.json").exists(),
    reason="the browser files have not been built: run tools/setup.py",
)


def build(*arguments: str | Path) -> Answer:
    return lado(*arguments, program=BUILD)


@needs_browser_files
def test_publishing_keeps_the_definitions_in_the_home(place: Place, tmp_path: Path) -> None:
    shutil.rmtree(place.home / "forms")
    (place.home / "forms").mkdir()

    answer = lado(
        "publish", "sandwell", tmp_path / "site", "--roster", place.roster, "--unsigned", "--json", home=place.home
    )

    assert answer.status == 0, answer.err
    assert (tmp_path / "site" / "referral.html").exists()
    assert {path.stem for path in (place.home / "forms").iterdir()} == set(answer.json["forms"].values())


@needs_browser_files
def test_the_script_publishes_what_the_command_publishes(made: Place, tmp_path: Path) -> None:
    command = lado("publish", "sandwell", tmp_path / "one", "--roster", made.roster)
    script = build("--profile", "sandwell", "--roster", made.roster, "--out", tmp_path / "two")

    assert (command.status, script.status) == (0, 0), script.err
    assert _contents(tmp_path / "one") == _contents(tmp_path / "two")


def test_a_changed_roster_publishes_nothing(made: Place, tmp_path: Path) -> None:
    altered = a_file(tmp_path / "roster.txt", made.roster.read_bytes().replace(b'"cover"', b'"manager"'))

    answers = [
        lado("publish", "sandwell", tmp_path / "site", "--roster", altered),
        build("--profile", "sandwell", "--roster", altered, "--out", tmp_path / "site"),
    ]

    assert all(answer.status == 1 and "changed since it was signed" in answer.err for answer in answers)
    assert not (tmp_path / "site").exists()


def test_the_script_says_in_a_sentence_what_is_missing_or_wrong(made: Place, tmp_path: Path) -> None:
    out = tmp_path / "site"
    readme = a_file(tmp_path / "readme.md", "# not a roster\n")

    answers = {
        "no roster is given": build("--profile", "sandwell", "--out", out),
        "no profile is given": build("--roster", made.roster, "--out", out),
        "no folder is given": build("--profile", "sandwell", "--roster", made.roster),
        "there is no profile named atlantis": build("--profile", "atlantis", "--roster", made.roster, "--out", out),
        "nowhere.txt: no such file": build("--profile", "sandwell", "--roster", tmp_path / "nowhere.txt", "--out", out),
        "the text is not a roster": build("--profile", "sandwell", "--roster", readme, "--out", out),
        "no such option": build("--colour", "red"),
    }

    for said, answer in answers.items():
        assert (answer.status, answer.out) == (2, "")
        assert said in answer.err and answer.err.startswith("error: "), answer.err
    assert not out.exists()


@needs_browser_files
def test_what_a_council_adds_is_published_by_the_command_and_by_the_script(made: Place, tmp_path: Path) -> None:
    brand, content = tmp_path / "brand", tmp_path / "content"
    brand.mkdir()
    content.mkdir()
    a_file(brand / "brand.toml", '[colours]\nbutton = "#8a1c4a"\n')
    training = (ROOT / "site" / "content" / "training.md").read_text("utf-8")
    a_file(content / "training.md", f"{training}\nThe next course is full.\n")
    own = ("--brand", brand, "--content", content, "--base-path", "/services/lado")

    command = lado("publish", "sandwell", tmp_path / "one", "--roster", made.roster, *own)
    script = build("--profile", "sandwell", "--roster", made.roster, "--out", tmp_path / "two", *own)

    assert (command.status, script.status) == (0, 0), command.err + script.err
    assert _contents(tmp_path / "one") == _contents(tmp_path / "two")
    assert "The next course is full." in (tmp_path / "one" / "training.html").read_text("utf-8")
    assert len(list((tmp_path / "one" / "brand").glob("brand-*.css"))) == 1
    assert "location ^~ /services/lado/" in (tmp_path / "one" / "nginx.conf").read_text("utf-8")


def test_what_a_council_adds_and_cannot_be_used_is_said_and_nothing_is_published(made: Place, tmp_path: Path) -> None:
    out, brand = tmp_path / "site", tmp_path / "brand"
    brand.mkdir()
    a_file(brand / "brand.toml", 'analytics = "UA-1"\n[colours]\nbutton = "#ffee00"\n')

    answers = {
        "analytics is refused": ("--brand", brand),
        "colours.button #ffee00 has a contrast of 1.20 to 1": ("--brand", brand),
        "lado cannot be the path of a folder": ("--base-path", "lado"),
        "nowhere": ("--content", tmp_path / "nowhere"),
    }

    for said, options in answers.items():
        answer = lado("publish", "sandwell", out, "--roster", made.roster, *options)
        assert answer.status == 2 and said in answer.err and answer.err.startswith("error: "), answer.err
    assert not out.exists()


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
