"""Every form of the catalogue goes through the command line: made up, sealed, imported, listed and read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from lado_site.forms import form_for
from lado_site.profiles import load_profile
from tests.kit.conftest import Place
from tests.kit.front_door import Answer, a_file, lado

FORMS = {"advice": "new", "investigation": "waiting", "supplement": "waiting", "meeting-employer": "waiting"}


def at_work(place: Place, *arguments: str | Path) -> Answer:
    return lado(*arguments, home=place.home, passphrase_file=place.passphrase_file)


def seal(place: Place, form: str, out: Path, *, seed: int = 0, **changes: Any) -> Any:
    """Make up answers, change some (None leaves one out), and seal them."""
    made_up = lado("sample", form, "--profile", "sandwell", "--seed", str(seed))
    answers = {name: answer for name, answer in {**made_up.json, **changes}.items() if answer is not None}
    out.mkdir(exist_ok=True)
    file = a_file(out.parent / f"{form}-answers.json", json.dumps(answers))
    sealed = lado(
        "seal", form, "--profile", "sandwell", "--roster", place.roster, "--answers", file, "--out", out, "--json"
    )
    assert sealed.status == 0, sealed.err
    return sealed.json


@pytest.mark.parametrize(("form", "state"), FORMS.items())
def test_a_form_goes_from_made_up_answers_to_the_screen(place: Place, tmp_path: Path, form: str, state: str) -> None:
    sealed = seal(place, form, tmp_path / "outgoing")

    books = at_work(place, "import", tmp_path / "outgoing", "--json")
    inbox = at_work(place, "inbox", "--json").json
    shown = at_work(place, "case", "show", sealed["receipt"])

    assert (books.status, books.json["found"], books.json["imported"]) == (0, 1, 1)
    assert [(line["form"], line["state"], line["receipt"]) for line in inbox] == [(form, state, sealed["receipt"])]
    assert shown.status == 0, shown.err
    first = form_for(form, load_profile("sandwell")).steps[0]
    assert f"\n{first.title}\n" in shown.out
    assert ("waiting for its original" in shown.err) is (state == "waiting")


def test_what_is_added_is_read_under_its_case_with_the_title_of_its_form(place: Place, tmp_path: Path) -> None:
    folder = tmp_path / "incoming"
    original = seal(place, "referral", tmp_path / "first")
    receipt = {"original_receipt": original["receipt"], "original_sent": None, "adult_birth_date": None}
    names = {"adult_family_name": None, "adult_given_names": None}
    added = seal(
        place, "supplement", folder, **receipt, **names, supplement_kinds=["more"], new_parts=["witnesses"],
        new_text="A second colleague has come forward.", corrections=None, wrong_text=None, wrong_asked=None,
    )  # fmt: skip
    seal(place, "investigation", folder, original_receipt=original["receipt"], original_sent=None)

    early = at_work(place, "import", folder)
    at_work(place, "import", tmp_path / "first")
    (listed,) = at_work(place, "case", "list", "--json").json
    shown = at_work(place, "case", "show", added["receipt"]).out
    as_json = at_work(place, "case", "show", listed["reference"], "--json").json

    assert early.out.count("txt: waiting\n") == early.out.count("  next: it is stored and joins its case") == 2
    assert (listed["form"], listed["joined"]) == ("referral", 2)
    titles = {"supplement": "Add to, or correct, what you sent before", "investigation": "Report on your own"}
    in_order = [each["form_name"] for each in as_json["joined"]]  # sealed in the same second, either may come first
    places = [shown.find(titles[name]) for name in in_order]
    assert shown.startswith(f"{listed['reference']}  referral  new\n")
    assert sorted(in_order) == ["investigation", "supplement"]
    assert -1 < places[0] < places[1]
    assert "A second colleague has come forward." in shown
    assert [entry["action"] for entry in as_json["audit"]][:3] == ["imported", "joined", "joined"]


def test_a_person_puts_what_waits_into_its_case(place: Place, tmp_path: Path) -> None:
    seal(place, "referral", tmp_path / "incoming")
    report = seal(place, "investigation", tmp_path / "incoming", original_receipt="not-known")
    at_work(place, "import", tmp_path / "incoming")
    (case,) = at_work(place, "case", "list", "--json").json

    joined = at_work(place, "case", "join", report["receipt"], case["reference"])
    again = at_work(place, "case", "join", report["receipt"], case["reference"])

    assert joined.out == f"{report['receipt']} is in case {case['reference']} now\n"
    assert again.status == 1 and "already" in again.err
    assert len(at_work(place, "inbox", "--json").json) == 1
