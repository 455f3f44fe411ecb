"""``lado triage``, as a person uses it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.kit.conftest import Place
from tests.kit.front_door import a_file, lado


@pytest.mark.req("SAN-12", "LEI-44")
def test_the_lado_sees_what_the_answers_suggest_and_why(place: Place, tmp_path: Path) -> None:
    answers = json.loads(place.answers.read_text(encoding="utf-8"))
    answers |= {"criterion_risk": "yes", "works_with_adults": "yes"}
    file = a_file(tmp_path / "answers.json", json.dumps(answers))
    sealed = lado(
        "seal", "referral", "--profile", "sandwell", "--roster", place.roster, "--answers", file,
        "--out", tmp_path / "incoming", "--json",
    )  # fmt: skip
    office = {"home": place.home, "passphrase_file": place.passphrase_file}
    lado("import", tmp_path / "incoming", **office)

    shown = lado("triage", sealed.json["receipt"], **office)
    as_json = lado("triage", sealed.json["receipt"], "--json", **office).json
    case = lado("case", "show", sealed.json["receipt"], "--json", **office).json

    assert shown.status == 0, shown.err
    assert "  yes       Behaved towards a child or children in a way that indicates" in shown.out
    assert "Advise a referral to those who deal with people in a position of trust with adults (PIPOT)." in shown.out
    assert "    – Do they also work or volunteer with adults who need care or support? Yes" in shown.out
    assert "  Position of Trust (POT)\n" in shown.out
    assert "the LADO decides" in shown.err
    assert "position-of-trust" in [each["pathway"] for each in as_json["pathways"]]
    assert [entry["action"] for entry in case["audit"]].count("read") == 2


def test_what_is_not_there_is_said(place: Place) -> None:
    missing = lado("triage", "2026-9999", home=place.home, passphrase_file=place.passphrase_file)
    assert missing.status == 1
    assert "no case here has this reference" in missing.err
