"""``lado profile``: what is wrong is said in words, and a new profile can be published as it is."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from lado_site.profiles import built_in_profiles, load_profile
from tests.kit.conftest import Place
from tests.kit.front_door import ROOT, a_file, lado

needs_browser_files = pytest.mark.skipif(
    not (ROOT / "site" / "static" / "dist" / "manifest.json").exists(),
    reason="the browser files have not been built: run tools/setup.py",
)

ANSWERS = """\
name = "narnia"
area = "Narnia"
email = "lado@narnia.example.org"
telephone = "01632 960 901"
childrens_services = "01632 960 902"
out_of_hours = "01632 960 903"
web = "https://lado.narnia.example.org/"
criteria = "three-criteria"
meeting = "Wardrobe “strategy” meeting"
"""

# What somebody types at the questions, a line each; Enter takes what is usual.
TYPED = """\
narnia
Narnia



lado@narnia.example.org
01632 960 901

01632 960 902
01632 960 903
https://lado.narnia.example.org/

three-criteria
Wardrobe “strategy” meeting

"""


def _built_in(name: str) -> str:
    return built_in_profiles()[name].read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(built_in_profiles()))
def test_each_profile_that_comes_along_can_be_used(name: str) -> None:
    answer = lado("profile", "check", name, "--json")

    assert answer.status == 0, answer.err
    assert answer.json["ok"]
    assert {*answer.json["set"], *answer.json["empty"]} >= {"area", "clocks", "retention_months"}
    assert "made up" in answer.err


def test_what_is_set_what_is_empty_and_what_is_assumed_is_listed() -> None:
    answer = lado("profile", "check", "sandwell")

    assert answer.status == 0
    assert "sandwell can be used" in answer.out
    assert "criteria              4 entries" in answer.out
    assert "empty: police_conditions, " in answer.out
    assert "assumed, for you to confirm: clocks meeting (SAN-13)" in answer.out


def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    text = _built_in("sandwell").replace('area = "Sandwell"', "").replace("length = 12", 'length = "x"', 1)
    file = a_file(tmp_path / "ours.toml", text)

    answer = lado("profile", "check", file)
    for_a_program = lado("profile", "check", file, "--json")

    assert (answer.status, for_a_program.status) == (1, 1)
    assert answer.out.splitlines() == [
        f"{file}: area is missing.",
        f'{file}: clocks 5 (conclusion): length must be a whole number. It is "x".',
    ]
    assert "2 settings to change" in answer.err
    assert for_a_program.json["problems"] == [
        {"key": "area", "wrong": "is missing.", "found": ""},
        {"key": "clocks 5 (conclusion): length", "wrong": "must be a whole number.", "found": '"x"'},
    ]


def test_a_checklist_that_asks_a_form_for_what_it_has_not_is_refused(tmp_path: Path) -> None:
    file = a_file(tmp_path / "ours.toml", _built_in("sandwell").replace('"chronology"', '"horoscope"'))

    answer = lado("profile", "check", file)

    assert answer.status == 1
    assert "an item that does not exist: horoscope" in answer.out


@pytest.mark.parametrize(
    ("content", "said"), [("name = \n", "ours.toml is not valid TOML"), (None, "No such file or directory")]
)
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, content: str | None, said: str) -> None:
    file = tmp_path / "ours.toml"
    if content:
        file.write_text(content)

    answer = lado("profile", "check", file)

    assert answer.status == 1
    assert said in answer.err
    assert "hint: " in answer.err


def test_a_new_profile_from_a_file_of_answers_can_be_used(tmp_path: Path) -> None:
    new = tmp_path / "narnia.toml"

    made = lado("profile", "new", new, "--answers", a_file(tmp_path / "answers.toml", ANSWERS))
    checked = lado("profile", "check", new)

    assert (made.status, checked.status) == (0, 0), made.err + checked.out
    profile = load_profile(str(new))
    assert (profile.name, profile.service) == ("narnia", "Narnia LADO service")
    assert profile.meeting == "Wardrobe “strategy” meeting"
    assert [each.key for each in profile.criteria] == ["harmed", "offence", "risk"]
    assert not profile.contact.sample
    assert profile.clocks == ()
    assert "made up" not in checked.err


def test_the_answers_may_be_typed_or_come_on_standard_input(tmp_path: Path) -> None:
    for name, arguments, typed in (("typed", (), TYPED), ("file", ("--answers", "-"), ANSWERS)):
        answer = lado("profile", "new", tmp_path / f"{name}.toml", *arguments, typed=typed.encode())
        assert answer.status == 0, answer.err

    assert (tmp_path / "typed.toml").read_bytes() == (tmp_path / "file.toml").read_bytes()


def test_a_wrong_answer_is_asked_for_again_at_once(tmp_path: Path) -> None:
    typed = TYPED.replace("narnia\n", "Narnia Council\nnarnia\n", 1)
    typed = typed.replace("lado@narnia.example.org", "lado\nlado@narnia.example.org")
    typed = typed.replace("three-criteria", "3\nthree-criteria")

    answer = lado("profile", "new", tmp_path / "narnia.toml", typed=typed.encode())

    assert answer.status == 0, answer.err
    assert "that must be lower-case words joined by hyphens." in answer.err
    assert "that must be an e-mail address." in answer.err
    assert "that must be one of three-criteria, four-criteria." in answer.err
    assert load_profile(str(tmp_path / "narnia.toml")).contact.email == "lado@narnia.example.org"


def test_the_commented_parts_can_be_used_when_the_marks_are_taken_away(tmp_path: Path) -> None:
    new = tmp_path / "narnia.toml"
    lado("profile", "new", new, "--answers", a_file(tmp_path / "answers.toml", ANSWERS))
    lines = new.read_text(encoding="utf-8").splitlines()
    settings = [line.removeprefix("# ") if " = " in line or line.startswith("# [[") else line for line in lines]
    used = a_file(tmp_path / "used.toml", "\n".join(settings))

    answer = lado("profile", "check", used, "--json")

    assert answer.status == 0, answer.out
    assert {"clocks", "outcomes", "pathways", "standard_of_proof", "historic_months"} <= set(answer.json["set"])


def test_what_is_wrong_with_a_file_of_answers_is_said_at_once(tmp_path: Path) -> None:
    wrong = ANSWERS.replace('email = "lado@narnia.example.org"\n', "").replace("telephone =", "telefone =")
    wrong = wrong.replace("https://", "ftp://") + "hours = 9\n"

    answer = lado("profile", "new", tmp_path / "narnia.toml", "--answers", a_file(tmp_path / "answers.toml", wrong))

    assert answer.status == 2
    assert "telefone is not asked for. Do you mean telephone?" in answer.err
    assert "email is missing." in answer.err
    assert "telephone is missing." in answer.err
    assert "web must be an address that begins with https://." in answer.err
    assert "hours must be text in quotation marks." in answer.err
    assert not (tmp_path / "narnia.toml").exists()


def test_answers_that_end_too_soon_write_nothing(tmp_path: Path) -> None:
    answer = lado("profile", "new", tmp_path / "narnia.toml", typed=b"narnia\nNarnia\n")

    assert answer.status == 2
    assert "there is no answer to: What the service is called" in answer.err
    assert "--answers FILE.toml" in answer.err
    assert not (tmp_path / "narnia.toml").exists()


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    there = a_file(tmp_path / "narnia.toml", "ours")

    answer = lado("profile", "new", there, typed=TYPED.encode())

    assert answer.status == 1
    assert "narnia.toml: the file is there already" in answer.err
    assert "nothing is overwritten" in answer.err
    assert there.read_text() == "ours"


def test_the_file_has_to_be_a_toml_file(tmp_path: Path) -> None:
    answer = lado("profile", "new", tmp_path / "narnia", typed=TYPED.encode())

    assert answer.status == 2
    assert "narnia does not end in .toml" in answer.err


def test_quotation_marks_and_backslashes_in_an_answer_are_kept(tmp_path: Path) -> None:
    answers = ANSWERS + 'host = "The \\"Old\\" C:\\\\ Department {area}"\n'

    lado("profile", "new", tmp_path / "narnia.toml", "--answers", a_file(tmp_path / "answers.toml", answers))

    written = tomllib.loads((tmp_path / "narnia.toml").read_text(encoding="utf-8"))
    assert written["host"] == 'The "Old" C:\\ Department {area}'


@needs_browser_files
def test_a_new_profile_is_one_that_an_office_can_begin_with(place: Place, tmp_path: Path) -> None:
    new = tmp_path / "narnia.toml"
    lado("profile", "new", new, "--answers", a_file(tmp_path / "answers.toml", ANSWERS))
    home = tmp_path / "narnia-home"

    made = lado("init", "--profile", new, home=home, passphrase_file=place.passphrase_file)
    roster = lado("keys", "roster", "--out", tmp_path / "roster.txt", home=home, passphrase_file=place.passphrase_file)
    site = lado("publish", new, tmp_path / "site", "--roster", tmp_path / "roster.txt", "--unsigned", home=home)

    assert (made.status, roster.status, site.status) == (0, 0, 0), made.err + roster.err + site.err
    assert "Narnia LADO service" in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
