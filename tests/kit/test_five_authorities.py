"""One case of each authority goes its own way by commands alone, from import to review; dates are counted by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from lado_kit.home import create_home, current_roster
from lado_site.profiles import LONDON
from tests.kit.front_door import ANOTHER_PASSPHRASE, PASSPHRASE, Answer, a_file, lado
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

    def is_kept(self, rule: str, *, until: str, just_before: str) -> None:
        """Set a period as the authority's own schedule would: the case is due for review on that day, not before."""
        profile = next(self.home.glob("*.toml"))
        profile.write_text(f"{profile.read_text('utf-8')}{RETENTION}{rule}\n", encoding="utf-8")
        found = self.run("retention", "show", self.case, "--json").json
        assert (found["review_on"], found["doubts"]) == (until, [])
        listed = [
            self.run("retention", "list", "--due-by", day, "--json").json["cases"] for day in (just_before, until)
        ]
        assert [[each["case"] for each in cases] for cases in listed] == [[], [self.case]]

    def is_disposed_of(self) -> None:
        """One officer proposes it, the other does it, and what is left is on the certificate."""
        agreed = ("--reason", "Nothing in it is needed any longer")
        proposed = self.run("retention", "propose", self.case, *agreed, "--json").json
        paper, second = self.home.with_name("disposed.pdf"), self.home.with_name("second.txt")
        a_file(second, ANOTHER_PASSPHRASE)
        words = ("retention", "dispose", self.case, *agreed, "--out", str(paper))
        done = lado(*words, home=self.home, passphrase_file=second)
        assert (proposed["proposed_by"], self.run(*words).status, done.status) == ("duty-1", 1, 0), done.err
        (left,) = self.run("retention", "list", "--disposed", "--json").json
        assert (left["reference"], left["proposed_by"], left["disposed_by"]) == (self.case, "duty-1", "cover-1")
        again = self.home.with_name("again.pdf")
        assert self.run("retention", "certificate", self.case, "--out", str(again)).status == 0
        assert paper.read_bytes().startswith(b"%PDF")
        assert json.loads(again.with_suffix(".json").read_text()) == json.loads(paper.with_suffix(".json").read_text())
        assert self.run("case", "show", self.case).status == 1

    def shown(self) -> str:
        return self.run("case", "show", self.case).out.partition("\nWhere it stands\n")[2]


EVERY_STATE = "running,due-soon,met,late,late-with-reason,stopped,not-applicable,not-started"
RETENTION = """
[[retention]]
key = "own"
label = "As the schedule says"
source = "Retention schedule 2026, line 4"
requirement = { id = "OWN-01", assumed = false }
"""
Office = Callable[[str], AtWork]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    def make(profile: str) -> AtWork:
        passphrase = a_file(tmp_path / "passphrase.txt", PASSPHRASE)
        with quick_key_files():
            home = create_home(
                tmp_path / "home", profile=profile, passphrase=PASSPHRASE, second_passphrase=ANOTHER_PASSPHRASE, now=NOW
            )
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
    began = work.does("s47-decided", agreed="yes", lead="Children’s social care")
    again = "Settle anew how children are kept safe meanwhile: section 47 enquiries began, LADO (LEI-24)"
    assert f"  this brings about: {again}; done by interim-set" in began
    assert f"  next: {again}; done by interim-set" in work.shown()
    assert "Settle anew how children are kept safe" in work.run("worklist", "next").out
    work.does("interim-set", what="suspended")
    assert "  next: Settle" not in work.shown()
    for day in ("2026-04-20T10:00", "2026-05-11T10:00"):
        work.does("meeting-held", at=day)

    assert "whether a referral to the DBS is recommended (LEI-27)" in work.is_refused("outcome-meeting-held")
    for what in ("dbs", "regulator", "risk"):
        work.does("recommended", "--reason", "On what is known", what=what, recommended="no")
    work.does("outcome-meeting-held", at="2026-06-01T10:00")
    assert "(LEI-30)" in work.is_refused("closed", "--reason", "Done", result="concluded")
    work.does("letter-sent", to="adult")
    work.does("letter-not-sent", "--reason", "The family moved abroad", to="family")
    work.does("closed", "--reason", "Done", result="concluded", at="2026-08-31T10:00")

    assert work.shown().startswith("  Strategy discussion threshold met: The child was hurt")
    assert "  closed, concluded: Done" in work.shown()
    # Six months from 31 August 2026 there is no 31st: the last day of February 2027.
    work.is_kept('months = 6\nstart = "closed"', until="2027-02-28", just_before="2027-02-27")
    kept = work.run("retention", "keep", work.case, "--until", "2040-01-31", "--reason", "A civil claim", "--json").json
    assert (kept["review_on"], kept["state"], kept["decisions"][0]["reason"]) == (
        "2040-01-31", "kept-on", "A civil claim",
    )  # fmt: skip


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
    # A year and a half from 5 May 2026, for what was unfounded.
    work.is_kept(
        'months = 18\nstart = "closed"\noutcomes = ["unfounded"]', until="2027-11-05", just_before="2027-11-04"
    )


@pytest.mark.req("WAN-18", "WAN-20", "WAN-22", "WAN-37", "WAN-39")
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
    assert "which officer comes to the ASV meeting (WAN-20)" in work.is_refused("police-discussion-held")
    work.does(
        "police-discussion-held", at="2026-04-08T10:00", shared="The bruise", more="Earlier call-outs",
        threshold_indicated="yes", officer="DC Quillfeather",
    )  # fmt: skip
    lacking = work.is_refused("meeting-held", at="2026-04-13T15:00", goes_on="yes")
    assert "whether the child’s allocated social worker was invited" in lacking
    assert "the day of the next review (WAN-37)" in lacking
    work.does("invited", meeting="lado-led", who="the child’s allocated social worker")
    work.does("meeting-held", at="2026-04-13T15:00", goes_on="yes", due="11 May 2026")
    assert work.due("next-review") == "2026-05-11"
    # The actions go out within 24 hours.
    assert work.due("actions") == "2026-04-14T15:00:00+01:00"

    lacking = work.is_refused("closed", "--reason", "Done", result="concluded")
    assert "an outcome for the allegation “Joanna Larkmoss” (WAN-39)" in lacking
    work.does("outcome-recorded", outcome="Not upheld")
    for what in ("dbs", "regulator"):
        work.does("recommended", "--reason", "Not upheld", what=what, recommended="no")
    work.does("closed", "--reason", "Done", result="concluded")
    assert "LADO-overseen investigation: Harm" in work.shown()
    # Twenty-five years from 2 April 2026, when the referral arrived; the file itself came later, and says so.
    work.does("contact", "--corrects", "contact", at="2026-04-02T09:00")
    work.is_kept(
        'months = 300\nstart = "referral-received"\ncategories = ["physical"]',
        until="2051-04-02", just_before="2051-04-01",
    )  # fmt: skip


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
    work.does("concluded")
    work.does("closing-checked", fair="yes", consistent="yes", reasonable="yes", proportionate="yes", timely="no")

    assert "whether an ASV meeting is needed, and why (BRO-64)" in work.is_refused(
        "closed", "--reason", "Done", result="concluded"
    )
    work.does("meeting-not-needed", "--reason", "The employer has acted", meeting="lado-led")
    work.does("closed", "--reason", "Done", result="concluded")
    standing = work.run("case", "show", work.case, "--json").json["standing"]
    assert (standing["headline"], standing["category"], standing["is_open"]) == ("substantiated", "conduct", False)
    # The adult was born on 15 January 1973, and is 50 on that day of 2023: two people dispose of the case.
    work.is_kept('months = 600\nstart = "adult-born"', until="2023-01-15", just_before="2023-01-14")
    work.is_disposed_of()


@pytest.mark.req("BED-30", "BED-32", "BED-33", "BED-98", "BED-99")
def test_bedfordshire_a_case_of_tier_2(office: Office) -> None:
    work = office("luton-bedford-bedfordshire")
    decided = work.does(
        "threshold-decided", "--reason", "Rough handling", met="yes", pathway="tier-2", at="2026-04-02T10:00"
    )
    assert "  lead: employer, as your profile says; if that is wrong: --corrects 1 --set lead=…" in decided
    assert "  taken forward by: employer" in work.shown()
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
    # Ten years from 1 May 2026, when the matter was concluded.
    work.is_kept('months = 120\nstart = "concluded"', until="2036-05-01", just_before="2036-04-30")


def test_what_a_kind_of_event_takes_is_listed_for_the_authority(office: Office) -> None:
    work = office("sandwell")
    listed = work.run("case", "kinds", "outcome-recorded", "--json").json
    outcome: dict[str, Any] = next(each for each in listed if each["name"] == "outcome")

    assert outcome["choices"] == ["substantiated", "false", "malicious", "unfounded", "unsubstantiated"]
    assert "it was decided to hold no meeting" in work.run("case", "kinds").out
    assert "there is no kind of event party" in work.run("case", "kinds", "party").err
