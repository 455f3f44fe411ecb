"""One case of each authority goes its own way by commands alone, from import to closing; dates are counted by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from lado_kit.home import create_home, current_roster
from lado_site.profiles import LONDON
from tests.kit.front_door import PASSPHRASE, Answer, a_file, lado
from tests.kit.offices import NOW, quick_key_files


@dataclass(frozen=True, kw_only=True)
class AtWork:
    """An office with one imported referral."""

    home: Path
    passphrase_file: Path
    case: str

    def run(self, *arguments: str) -> Answer:
        return lado(*arguments, home=self.home, passphrase_file=self.passphrase_file)

    def event(self, kind: str, *arguments: str, at: str = "", **said: str) -> Answer:
        options = [text for name, value in said.items() for text in ("--set", f"{name.replace('_', '-')}={value}")]
        when = ["--at", at] if at else []
        return self.run("case", "event", self.case, kind, *options, *when, *arguments)

    def does(self, kind: str, *arguments: str, at: str = "", **said: str) -> str:
        done = self.event(kind, *arguments, at=at, **said)
        assert done.status == 0, done.err
        return done.out

    def is_refused(self, kind: str, *arguments: str, at: str = "", **said: str) -> str:
        done = self.event(kind, *arguments, at=at, **said)
        assert done.status == 1, done.out
        return done.err

    def due(self, clock: str) -> str:
        found = self.run("clocks", "--case", self.case, "--json", "--state", EVERY_STATE).json
        (due,) = {each["due_at"] or each["due_on"] for each in found if each["id"] == clock}
        return due if len(due) == len("2026-04-02") else datetime.fromisoformat(due).astimezone(LONDON).isoformat()

    def shown(self) -> str:
        return self.run("case", "show", self.case).out.partition("\nWhere it stands\n")[2]


EVERY_STATE = "running,due-soon,met,late,late-with-reason,stopped,not-applicable,not-started"
Office = Callable[[str], AtWork]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    def make(profile: str) -> AtWork:
        passphrase = a_file(tmp_path / "passphrase.txt", PASSPHRASE)
        with quick_key_files():
            home = create_home(tmp_path / "home", profile=profile, passphrase=PASSPHRASE, now=NOW)
        roster = a_file(tmp_path / "roster.txt", current_roster(home))
        answers = a_file(tmp_path / "answers.json", lado("sample", "referral", "--profile", profile).out)
        lado(
            "seal", "referral", "--profile", profile, "--roster", roster, "--answers", answers, "--out", tmp_path / "in"
        )
        place = AtWork(home=home.folder, passphrase_file=passphrase, case="")
        books = place.run("import", str(tmp_path / "in"), "--json").json
        return AtWork(home=home.folder, passphrase_file=passphrase, case=books["items"][0]["case"])

    return make


@pytest.mark.req("LEI-02", "LEI-13", "LEI-17", "LEI-26", "LEI-27", "LEI-30", "LEI-31")
def test_leicester_from_the_strategy_discussion_to_the_outcome_meeting(office: Office) -> None:
    work = office("leicester")
    # Wednesday 1 April 2026, 10:15 in summer time; four hours later is 14:15.
    work.does("referral-received", "--corrects", "received", at="2026-04-01T10:15")
    assert work.due("threshold") == "2026-04-01T14:15:00+01:00"

    decision = {"met": "yes", "pathway": "strategy-discussion"}
    assert "a check on the adult (LEI-09)" in work.is_refused("threshold-decided", "--reason", "Clear", **decision)
    for what in ("adult", "child", "organisation"):
        work.does("checked", what=what)
    work.does("external-reference-set", reference="not yet created")
    work.does("threshold-decided", "--reason", "The child was hurt", at="2026-04-01T13:40", **decision)
    assert work.run("clocks", "--case", work.case, "--json", "--state", "met").json[0]["id"] == "threshold"

    lacking = work.is_refused("strategy-discussion-held", at="2026-04-02T10:00")
    assert "how children are kept safe meanwhile (LEI-17)" in lacking
    assert "whether employer was invited, or left out for a reason (LEI-15)" in lacking
    work.does("interim-set", what="suspended")
    for who in ("LADO", "employer"):
        work.does("invited", meeting="child-protection", who=who)
    work.does("strategy-discussion-held", at="2026-04-02T10:00")
    work.does("s47-decided", agreed="yes", lead="Children’s social care")
    for day in ("2026-04-20T10:00", "2026-05-11T10:00"):
        work.does("meeting-held", at=day)

    assert "whether a referral to the DBS is recommended (LEI-27)" in work.is_refused("outcome-meeting-held")
    for what in ("dbs", "regulator", "risk"):
        work.does("recommended", "--reason", "On what is known", what=what, recommended="no")
    work.does("outcome-meeting-held", at="2026-06-01T10:00")
    assert "(LEI-30)" in work.is_refused("closed", "--reason", "Done", result="concluded")
    work.does("letter-sent", to="adult")
    work.does("letter-not-sent", "--reason", "The family moved abroad", to="family")
    work.does("closed", "--reason", "Done", result="concluded")

    assert work.shown().startswith("  Strategy discussion threshold met: The child was hurt")
    assert "  closed, concluded: Done" in work.shown()


@pytest.mark.req("SAN-06", "SAN-13", "SAN-14", "SAN-15", "SAN-34", "SAN-36", "SAN-76")
def test_sandwell_through_a_late_pot_meeting(office: Office) -> None:
    work = office("sandwell")
    # Maundy Thursday, 2 April 2026. Friday and Monday are bank holidays, so one working day later is Tuesday 7 April.
    work.does("contact", "--corrects", "contact", at="2026-04-02T16:00")
    assert work.due("call-back") == "2026-04-07"
    # Twelve weeks from 2 April is 25 June.
    assert work.due("conclusion") == "2026-06-25"
    work.does("caller-telephoned", at="2026-04-02T16:40")
    work.does("allegation-set", adult="Joanna Larkmoss", category="conduct", summary="Shouted at a child")
    work.does("threshold-decided", "--reason", "A risk", at="2026-04-02T17:00", met="yes", pathway="position-of-trust")
    # Five working days: Tuesday 7, Wednesday 8, Thursday 9, Friday 10, Monday 13 April.
    assert work.due("meeting") == "2026-04-13"

    assert "there is no reason why it is late" in work.is_refused("meeting-held", at="2026-04-14T10:00")
    work.does("meeting-held", "--reason", "The police could not come", at="2026-04-14T10:00")
    # Ten working days from 14 April: 15 16 17 20 21 22 23 24 27 28.
    assert work.due("minutes") == "2026-04-28"

    assert "an analysis of the risk (SAN-32)" in work.is_refused("outcome-recorded", outcome="unfounded")
    work.does("outcome-recorded", outcome="unfounded", risk="Low", by="1 May 2026", standard="yes")
    assert "the letter to the adult (SAN-36)" in work.is_refused("closed", "--reason", "Done", result="concluded")
    work.does("letter-sent", to="adult")
    work.does("closed", "--reason", "Done", result="concluded", at="2026-05-05T12:00")

    assert "Shouted at a child (conduct): unfounded" in work.shown()
    assert work.run("clocks", "--case", work.case, "--json").json == []


@pytest.mark.req("WAN-18", "WAN-22", "WAN-39")
def test_wandsworth_from_the_strategy_discussion_to_the_advice_on_the_dbs(office: Office) -> None:
    work = office("wandsworth")
    # Thursday 2 April 2026: two working days are Tuesday 7 and Wednesday 8, five end on Monday 13 April.
    work.does("referral-received", "--corrects", "received", at="2026-04-02T09:00")
    assert work.due("strategy-discussion") == "2026-04-08"
    assert work.due("meeting") == "2026-04-13"
    work.does("allegation-set", adult="Joanna Larkmoss", category="physical")
    work.does(
        "threshold-decided", "--reason", "Harm", met="yes", pathway="overseen-investigation", overseen="yes",
        at="2026-04-02T11:00",
    )  # fmt: skip
    work.does("police-discussion-held", at="2026-04-08T10:00")
    work.does("meeting-held", at="2026-04-13T15:00")
    # The actions go out within 24 hours.
    assert work.due("actions") == "2026-04-14T15:00:00+01:00"

    lacking = work.is_refused("closed", "--reason", "Done", result="concluded")
    assert "an outcome for the allegation “Joanna Larkmoss” (WAN-39)" in lacking
    work.does("outcome-recorded", outcome="Not upheld")
    for what in ("dbs", "regulator"):
        work.does("recommended", "--reason", "Not upheld", what=what, recommended="no")
    work.does("closed", "--reason", "Done", result="concluded")
    assert "LADO-overseen investigation: Harm" in work.shown()


@pytest.mark.req("BRO-33", "BRO-53", "BRO-64")
def test_bromley_a_referral_without_a_meeting(office: Office) -> None:
    work = office("bromley")
    # The assessment takes 24 hours at most, through the night the clocks go forward: 24 hours later it is 12:00.
    work.does("contact", "--corrects", "contact", at="2026-03-28T11:00")
    work.does("referral-received", "--corrects", "received", at="2026-03-28T11:00")
    assert work.due("threshold") == "2026-03-29T12:00:00+01:00"
    work.does("threshold-decided", "--reason", "Conduct", met="yes", pathway="category-2", at="2026-03-28T15:00")
    work.does("allegation-set", adult="Joanna Larkmoss", category="conduct")
    work.does("outcome-recorded", outcome="substantiated", headline="yes")

    assert "whether an ASV meeting is needed, and why (BRO-64)" in work.is_refused(
        "closed", "--reason", "Done", result="concluded"
    )
    work.does("meeting-not-needed", "--reason", "The employer has acted", meeting="lado-led")
    work.does("closed", "--reason", "Done", result="concluded")
    standing = work.run("case", "show", work.case, "--json").json["standing"]
    assert (standing["headline"], standing["category"], standing["is_open"]) == ("substantiated", "conduct", False)


@pytest.mark.req("BED-30", "BED-32", "BED-33", "BED-98", "BED-99")
def test_bedfordshire_a_case_of_tier_2(office: Office) -> None:
    work = office("luton-bedford-bedfordshire")
    work.does("threshold-decided", "--reason", "Rough handling", met="yes", pathway="tier-2", at="2026-04-02T10:00")
    work.does("date-set", clock="next-check", due="2026-04-30")
    assert work.due("next-check") == "2026-04-30"
    work.does("allegation-set", adult="Joanna Larkmoss", category="conduct")
    work.does("interim-set", what="restricted")

    lacking = work.is_refused("closed", "--reason", "Done", result="concluded")
    for requirement in ("BED-33", "BED-98", "BED-99"):
        assert f"({requirement})" in lacking
    work.does("closed", "--reason", "Done", "--override", "The employer has closed for good", result="concluded")
    assert "! closed stands though something was missing: The employer has closed for good" in work.shown()

    work.does("reopened", "--reason", "The outcome came after all")
    work.does("outcome-recorded", outcome="Upheld")
    work.does("quality-assured", found="Sound")
    work.does("concluded", at="2026-05-01T12:00")
    work.does("closed", "--reason", "Done", result="concluded")
    assert "Tier 2: Monitoring only" in work.shown()


def test_what_a_kind_of_event_takes_is_listed_for_the_authority(office: Office) -> None:
    work = office("sandwell")
    listed = work.run("case", "kinds", "outcome-recorded", "--json").json
    outcome: dict[str, Any] = next(each for each in listed if each["name"] == "outcome")

    assert outcome["choices"] == ["substantiated", "false", "malicious", "unfounded", "unsubstantiated"]
    assert "it was decided to hold no meeting" in work.run("case", "kinds").out
    assert "there is no kind of event party" in work.run("case", "kinds", "party").err
