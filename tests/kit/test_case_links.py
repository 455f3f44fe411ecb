"""``lado case matches``, ``link``, ``different`` and ``unlink``, as a person uses them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.kit.conftest import Place
from tests.kit.front_door import Answer, a_file, lado


@pytest.fixture
def two_cases(place: Place, tmp_path: Path) -> Answer:
    """The same adult referred twice, the second time as people write it in a hurry; what the import said."""
    answers = json.loads(place.answers.read_text(encoding="utf-8"))
    answers |= {"adult_family_name": "Larkmoss", "adult_given_names": "Joanna", "adult_birth_date": "1984-05-12"}
    hurried = answers | {"adult_given_names": "Jo", "adult_birth_date": "1984-12-05"}
    for name, given in (("1", answers), ("2", hurried)):
        file = a_file(tmp_path / f"{name}.json", json.dumps(given))
        sealed = lado(
            "seal", "referral", "--profile", "sandwell", "--roster", place.roster, "--answers", file,
            "--out", tmp_path / name,
        )  # fmt: skip
        assert sealed.status == 0, sealed.err
    assert at(place, "import", tmp_path / "1").status == 0
    return at(place, "import", tmp_path / "2")


def at(place: Place, *arguments: str | Path) -> Answer:
    return lado(*arguments, home=place.home, passphrase_file=place.passphrase_file)


def year_of(imported: Answer) -> str:
    return imported.out.partition("lado case matches ")[2][:4]


def test_a_person_sees_why_decides_and_takes_it_back(place: Place, two_cases: Answer) -> None:
    year = year_of(two_cases)
    first, second = f"{year}-0001", f"{year}-0002"
    assert "may be known: 1 earlier record of the adult or a child" in two_cases.out

    shown = at(place, "case", "matches", second)
    assert shown.status == 0, shown.err
    assert "same family name, given name shortened (Jo/Joanna), birth date with day and month swapped" in shown.out
    assert "likely" in shown.out
    assert f"lado case link {second} OTHER" in shown.err

    linked = at(place, "case", "link", second, first, "--reason", "HR says so")
    assert linked.status == 0, linked.err
    assert "the same, said duty-1" in linked.out
    assert "HR says so" in at(place, "case", "matches", first).out
    assert at(place, "case", "unlink", first, second).out.rstrip().endswith("undecided")
    assert at(place, "case", "different", second, first, "--json").json[0]["state"] == "dismissed"
    adults = [
        each for each in at(place, "case", "matches", second, "--json").json["matches"] if each["kind"] == "adult"
    ]
    assert [(each["other"], each["state"], each["likeness"]) for each in adults] == [(first, "dismissed", "likely")]


def test_the_inbox_names_the_command_and_a_refusal_says_what_to_do(place: Place, two_cases: Answer) -> None:
    second = f"{year_of(two_cases)}-0002"

    assert (
        f"{second}: may be known: 1 other record of the adult or a child; lado case matches {second}"
        in at(place, "inbox").out
    )
    refused = at(place, "case", "link", second, second)
    assert refused.status == 1
    assert "hint: name the case, then the other one" in refused.err
