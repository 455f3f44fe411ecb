"""``lado retention``, as two people use it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from lado_kit.office.cases import list_cases
from tests.kit.front_door import Answer, lado
from tests.kit.offices import NOW, Kept

RULE = """
[[retention]]
key = "every"
label = "Every closed case"
months = 1
start = "closed"
source = "Retention schedule 2026, line 4"
assumed_because = "the schedule is a draft"
requirement = { id = "OWN-01", assumed = true }
"""
REASON = ("--reason", "Reviewed: Zebedee Quillfeather has left")


@pytest.mark.req("SAN-35", "BRO-21")
def test_a_case_is_kept_reviewed_and_disposed_of_by_two_people(kept: Kept, tmp_path: Path) -> None:
    with kept.office() as office:
        case = list_cases(office)[0].reference

    def as_(who: str, *arguments: Any) -> Answer:
        words = [str(each) for each in arguments]
        return lado("retention", *words, home=kept.home, passphrase_file=kept.passphrase(who))

    def listed(*more: str) -> Any:
        return as_("duty", "list", "--json", *more).json

    closed_at = (NOW - timedelta(days=400)).date().isoformat()
    closing = ("case", "event", case, "closed", "--at", closed_at, "--set", "result=concluded", *REASON)
    done = lado(*closing, home=kept.home, passphrase_file=kept.passphrase("duty"))
    if done.status:  # a kind of event that says nothing more
        done = lado(*closing[:6], *REASON, home=kept.home, passphrase_file=kept.passphrase("duty"))
    assert done.status == 0, done.err

    # No period is set: nothing is due, and nothing can be proposed.
    assert listed()["cases"] == []
    states = {each["case"]: (each["state"], each["why"]) for each in listed("--all")["cases"]}
    assert states[case] == ("no-period", "no period is set: it is kept")
    refused = as_("duty", "propose", case, *REASON)
    assert refused.status == 1 and "a period is set with [[retention]]" in refused.err

    with kept.opened.profile_file.open("a", encoding="utf-8") as profile:
        profile.write(RULE)
    (due,) = listed()["cases"]
    assert (due["case"], due["state"], due["rule"], due["assumed"]) == (case, "review-due", "every", True)
    shown = as_("duty", "list")
    assert "review due" in shown.out and "the schedule is a draft" in shown.out

    assert as_("duty", "hold", "--all", "--reason", "The inquiry’s letter").status == 0
    assert listed()["cases"][0]["state"] == "on-hold" and listed()["holds"][0]["reason"] == "The inquiry’s letter"
    assert "every case is on hold" in as_("duty", "list").out
    assert as_("duty", "propose", case, *REASON).status == 1
    assert as_("duty", "unhold", "--all", "--reason", "Over").status == 0

    proposed = as_("duty", "propose", case, *REASON)
    assert proposed.status == 0 and "another officer decides" in proposed.err
    certificate = tmp_path / "certificate.pdf"
    alone = as_("duty", "dispose", case, *REASON, "--out", certificate)
    assert alone.status == 1 and "cannot do it too" in alone.err
    # The second person reads why.
    assert "Zebedee Quillfeather has left" in as_("cover", "show", case).out
    done = as_("cover", "dispose", case, *REASON, "--out", certificate)
    assert done.status == 0, done.err
    assert f"{case} is disposed of" in done.out and "Backups made before this day" in done.err
    assert certificate.read_bytes().startswith(b"%PDF") and certificate.with_suffix(".json").exists()

    assert as_("duty", "show", case).status == 1
    (left,) = listed("--disposed")
    assert (left["reference"], left["closed_on"]) == (case, closed_at)
    assert "Quillfeather" not in as_("duty", "list", "--disposed").out
    assert as_("duty", "certificate", case, "--out", certificate).status == 1
    books = lado("audit", "verify", home=kept.home, passphrase_file=kept.passphrase("duty"))
    assert books.status == 0, books.err


MISUSES = [
    (("list", "--due-by", "soon"), "soon is not a day"),
    (("keep", "2026-0001", "--until", "later", *REASON), "later is not a day"),
    (("hold", *REASON), "give one CASE, or --all"),
    (("hold", "2026-0001", "--all", *REASON), "give one CASE, or --all"),
    (("unhold", *REASON), "give one CASE, or --all"),
    (("dispose", "2026-0001", *REASON), "--out"),
]


@pytest.mark.parametrize(("arguments", "said"), MISUSES)
def test_what_a_command_cannot_use_is_said(made_kept: Kept, arguments: tuple[str, ...], said: str) -> None:
    answer = lado("retention", *arguments, home=made_kept.home, passphrase_file=made_kept.passphrase("duty"))

    assert answer.status == 2
    assert said in answer.err
