"""``lado seal --attach``: which question a file belongs to, and files that the page would not take either."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lado_site.forms import form_for
from lado_site.forms.conditions import holds
from lado_site.forms.questions import Files
from lado_site.forms.sample import sample_answers
from lado_site.profiles import load_profile
from tests.kit.conftest import Place
from tests.kit.front_door import SAMPLES, Answer, a_file, lado

PICTURE, NOTE = SAMPLES / "mark-on-arm.png", SAMPLES / "dated-note.pdf"
FORM = "meeting-general"
PROFILE = load_profile("sandwell")
ANSWERS = sample_answers(form_for(FORM, PROFILE), PROFILE)
PROGRAM = b"MZ\x90\x00 not really a program"


def asked_for_files() -> tuple[str, str]:
    """Two questions that these answers lead to and that take files."""
    asked = [
        each.name
        for each in form_for(FORM, PROFILE).every_question()
        if isinstance(each, Files) and (each.when is None or holds(each.when, ANSWERS))
    ]
    return asked[0], asked[1]


ONE, OTHER = asked_for_files()


def seal(place: Place, folder: Path, *more: str | Path) -> Answer:
    answers = a_file(folder / "answers.json", json.dumps(ANSWERS))
    given = ("--profile", "sandwell", "--roster", place.roster, "--answers", answers, "--out", folder / "out")
    return lado("seal", FORM, *given, *more, "--json")


def test_each_file_goes_to_the_question_named_before_it(place: Place, tmp_path: Path) -> None:
    twin = a_file(tmp_path / PICTURE.name, PICTURE.read_bytes())

    sealed = seal(
        place, tmp_path, "--attach", f"{ONE}={PICTURE}", "--attach", f"{OTHER}={NOTE}",
        "--attach", f"{OTHER}={twin}",
    )  # fmt: skip
    assert sealed.status == 0, sealed.err
    home = {"home": place.home, "passphrase_file": place.passphrase_file}
    books = lado("import", tmp_path / "out", "--json", **home).json
    shown = lado("case", "show", sealed.json["receipt"], "--json", **home).json

    assert (books["found"], books["quarantined"]) == (1, 0)
    assert shown["answers"][ONE] == ["mark-on-arm.png"]
    assert shown["answers"][OTHER] == ["dated-note.pdf", "mark-on-arm (2).png"]


def test_a_file_without_a_question_is_refused_where_several_take_files(place: Place, tmp_path: Path) -> None:
    refused = seal(place, tmp_path, "--attach", PICTURE)

    assert refused.status == 2
    assert "several of the form meeting-general take files" in refused.err
    assert ONE in refused.err


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("invoice.pdf", PROGRAM, "inside it is a program"),
        ("setup.exe", PROGRAM, "programs cannot be added"),
        ("nothing.pdf", b"", "“nothing.pdf” is empty"),
    ],
)
def test_a_file_that_the_page_would_refuse_is_refused_in_the_same_words(
    place: Place, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    refused = seal(place, tmp_path, "--attach", f"{ONE}={a_file(tmp_path / name, content)}")

    assert refused.status == 1
    assert said in refused.err
    assert not (tmp_path / "out").exists()


def test_a_file_that_is_not_there_is_said(place: Place, tmp_path: Path) -> None:
    refused = seal(place, tmp_path, "--attach", f"{ONE}={tmp_path / 'gone.pdf'}")

    assert refused.status == 2
    assert "there is no file" in refused.err
