"""``lado case history`` and ``dispute``: what was said of every fact, and nothing that takes the place of it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from click.testing import CliRunner, Result

from lado_kit.access.gathering import HeldCase, Sent
from lado_kit.access.history import Against, Fact, field_history, history
from lado_kit.access.standing import Stands, what_stood
from lado_kit.casework.clocks import Event, EventKind
from lado_kit.commands.case import case as commands
from lado_kit.commands.session import Session
from lado_kit.errors import Refused
from lado_kit.office.cases import import_files
from lado_kit.office.events import list_events
from lado_kit.office.reading import in_words
from lado_kit.store.queries import Case, Joined
from lado_site.forms import form_for
from lado_site.profiles import load_profile
from tests.intake.builders import ANSWERS, NOW, REFERRAL, SEALED_AT, a_submission, save
from tests.kit.quick_office import an_empty_home, an_office

PROFILE = load_profile("sandwell")
SUPPLEMENT = form_for("supplement", PROFILE)
MINUTE = timedelta(minutes=1)

ENTRIES: list[tuple[EventKind, str | None, dict[str, str]]] = [
    (EventKind.ALLEGATION_SET, None, {"adult": "Z. Q.", "category": "physical"}),
    (EventKind.ALLEGATION_SET, "1", {"adult": "Z. Q.", "category": "neglect"}),
    (EventKind.OUTCOME_RECORDED, None, {"outcome": "unfounded"}),
    (EventKind.OUTCOME_RECORDED, "3", {"outcome": "substantiated"}),
    (EventKind.MONITORED, None, {"reason": "A slip"}),
    (EventKind.WITHDRAWN, "5", {}),
    (EventKind.DISPUTED, None, {"what": "category", "by": "The adult", "says": "Nothing physical"}),
    (EventKind.DISPUTED, None, {"what": "birth_date", "by": "The adult", "says": "Another year"}),
    (EventKind.DISPUTED, None, {"what": "adult.birth_date", "by": "The adult", "says": "12 May 1985"}),
    (EventKind.DISPUTED, None, {"what": "how it was put", "by": "The school", "says": "Milder", "about": "3"}),
]

CORRECTIONS = [
    {"corrected_part": "adult", "corrected_was": "the family name Quillfeather", "corrected_now": "Quilfether"},
    {"corrected_part": "children", "corrected_was": "Zebedee", "corrected_now": "Nobody of that name"},
    {"corrected_part": "work", "corrected_was": "not-known", "corrected_now": "She is a cook"},
]


def the_events() -> tuple[Event, ...]:
    return tuple(
        Event(
            id=str(number),
            kind=kind,
            happened_at=NOW,
            recorded_at=NOW + number * MINUTE,
            recorded_by=f"duty-{number}",
            corrects=corrects,
            detail=detail,
        )
        for number, (kind, corrects, detail) in enumerate(ENTRIES, start=1)
    )


def a_case() -> HeldCase:
    """A case as it is read from the store, with a supplement that corrects something."""
    case = _case()
    answers = {
        "original_receipt": case.receipt,
        "supplement_kinds": ["correction"],
        "corrections": CORRECTIONS,
        "referrer_kind": "professional",
        "referrer_name": "Ottoline Grubb",
        "immediate_danger": "no",
    }
    joined = Joined(
        submission_id=uuid4().hex, receipt="BH0M-HGPT-1N56-FY1V-B", form_name="supplement", form_version=1,
        form_digest="", release="", sealed_at=SEALED_AT + MINUTE, imported_at=NOW, imported_by="duty-1", joined_at=NOW,
        follows=case.receipt, meeting_reference=None, sender={"name": "Ottoline Grubb"}, mails=(), attachments=(),
        answers=answers,
    )  # fmt: skip
    return HeldCase(
        case=case,
        why="",
        seats=(),
        sent=(
            Sent(submission=case, form=REFERRAL, sections=in_words(REFERRAL, ANSWERS, today=SEALED_AT.date())),
            Sent(submission=joined, form=SUPPLEMENT, sections=in_words(SUPPLEMENT, answers, today=SEALED_AT.date())),
        ),
        events=the_events(), standing=None, attachments=(), links=(), decisions=(), exclusions=(), audit=(),
    )  # fmt: skip


def _case() -> Case:
    return Case(
        authority="sandwell", case_id=uuid4(), reference="2026-0001", state="new", opened_at=NOW, follows=None,
        meeting_reference=None, submission_id=uuid4().hex, receipt="3TPK-C6XF-K2HF-HA4Q-T", envelope_sha256="",
        envelope_size=1, form_name="referral", form_version=1, form_digest="", release="", roster_version=1,
        sealed_at=SEALED_AT, imported_at=NOW, imported_by="duty-1", adult=None, engagement=None, organisation=None,
        children=(), referrer={"name": "Peregrine Oddbody"}, allegation=None, mails=(), attachments=(), answers=ANSWERS,
        joined=(), added=(), duplicates=(), released=None, audit=(),
    )  # fmt: skip


@pytest.fixture(scope="module")
def facts() -> dict[str, Fact]:
    return {each.name: each for each in history(a_case(), PROFILE)}


def test_a_corrected_fact_shows_both_values_and_who_changed_it_when(facts: dict[str, Fact]) -> None:
    category = facts["allegation-set.category"]

    assert [(each.source, each.state, each.ended_by) for each in category.said] == [
        ("event 1", Stands.CORRECTED, "event 2, duty-2"),
        ("event 2", Stands.STANDS, ""),
    ]
    assert category.said[0].ended_at == NOW + 2 * MINUTE
    assert [each.value for each in facts["outcome-recorded.outcome"].said] == [
        _outcome("unfounded"),
        _outcome("substantiated"),
    ]
    assert facts["monitored.reason"].said[0].state is Stands.WITHDRAWN


def _outcome(key: str) -> str:
    return next((each.label for each in PROFILE.outcomes if each.key == key), key)


def test_what_the_sender_said_is_there_with_who_sent_it(facts: dict[str, Fact]) -> None:
    (born,) = facts["adult.birth_date"].said
    assert (born.value, born.source, born.form, born.by) == (
        "May 1984", "3TPK-C6XF-K2HF-HA4Q-T", "referral", "Peregrine Oddbody",
    )  # fmt: skip
    assert facts["child-2.given_names"].said[0].value == "Marigold Yaxley"


def test_a_correction_that_was_sent_stands_beside_what_it_quotes_and_is_not_applied(facts: dict[str, Fact]) -> None:
    name = facts["adult.family_name"]

    assert [each.value for each in name.said] == ["Quillfeather"]
    assert [(each.kind, each.by, each.was, each.says) for each in name.objections] == [
        (Against.CORRECTION, "Ottoline Grubb", "the family name Quillfeather", "Quilfether")
    ]
    assert facts["adult.given_names"].objections == ()  # said of the children
    assert facts["corrections.children"].objections[0].says == "Nobody of that name"
    assert facts["corrections.work"].objections[0].was == ""
    assert not [each for each in facts if each.startswith("corrections.") and facts[each].said]


def test_a_dispute_stands_beside_the_fact_that_it_names(facts: dict[str, Fact]) -> None:
    def says(name: str) -> list[str]:
        return [each.says for each in facts[name].objections]

    assert says("adult.birth_date") == ["12 May 1985"]
    assert says("child-1.birth_date") == []
    assert says("allegation-set.category") == ["Nothing physical"]
    assert says("outcome-recorded.outcome") == ["Milder"]
    assert says("outcome-recorded.when") == ["Milder"]
    assert says("disputed") == ["Another year"]


def test_what_stood_when_follows_chains_and_circles() -> None:
    def event(id_: str, minute: int, corrects: str | None = None) -> Event:
        at = NOW + minute * MINUTE
        return Event(
            id=id_, kind=EventKind.MONITORED, happened_at=NOW, recorded_at=at, recorded_by="a", corrects=corrects
        )

    chain = what_stood([event("1", 1), event("2", 2, "1"), event("3", 3, "2"), event("4", 4, "1"), event("9", 5, "77")])
    assert [(each.event.id, each.first, each.after.id if each.after else "") for each in chain] == [
        ("1", "1", "2"), ("2", "1", "3"), ("3", "1", "4"), ("4", "1", ""), ("9", "9", ""),
    ]  # fmt: skip
    assert len(what_stood([event("1", 1, "2"), event("2", 2, "1")])) == 2


def test_the_commands_dispute_and_tell_the_history(tmp_path: Path) -> None:
    with an_office(an_empty_home(tmp_path / "empty"), tmp_path) as office:
        save(tmp_path / "in", "in.txt", a_submission())
        (item,) = import_files(office, [str(tmp_path / "in")], now=NOW).items
        reference = str(item.case)

        def lado(*arguments: str) -> str:
            done = CliRunner().invoke(commands, arguments, obj=_Open(office), catch_exceptions=False)
            assert done.exit_code == 0, done.output
            return done.stdout

        shown = lado(
            "dispute", reference, "--what", "adult.birth_date", "--by", "The adult", "--says", "born=1985\x1b[2J"
        )
        assert f"{reference}: event 1, somebody disputed what is on record" in shown
        events = len(list_events(office, reference, now=NOW).events)
        assert "! disputed by The adult: adult.birth_date; instead: born=1985\ufffd[2J" in lado("show", reference)
        where = lado("show", reference)
        assert "May 1984\n    ! disputed by The adult; instead: born=1985\ufffd[2J\n" in where
        assert where.count("! disputed by") == 2  # where it stands, and once more where the case stands
        told = lado("history", reference, "--field", "birth_date")
        assert "May 1984" in told
        assert "The adult disputes it (event 1): adult.birth_date; instead: born=1985\ufffd[2J" in told
        assert "Family name" not in told
        refusal = CliRunner().invoke(commands, ["history", reference, "--field", "birth_dat"], obj=_Open(office))
        assert isinstance(refusal.exception, Refused)
        assert "is it adult.birth_date" in refusal.exception.hint
        told_json: Any = json.loads(lado("history", reference, "--field", "adult.birth_date", "--json"))
        (fact,) = told_json["facts"]
        assert (told_json["case"], fact["objections"][0]["says"]) == (reference, "born=1985\x1b[2J")
        assert datetime.fromisoformat(fact["said"][0]["at"]) == SEALED_AT

        with pytest.raises(Refused, match=r"nothing in .* is called shoe_size") as refused:
            field_history(office, reference, "shoe_size", now=NOW)
        assert "without --field, names everything" in refused.value.hint

        def dispute(what: str, *about: str) -> Result:
            arguments = ["dispute", reference, "--what", what, "--by", "She", "--says", "Another", *about]
            return CliRunner().invoke(commands, arguments, obj=_Open(office))

        assert getattr(dispute("adult.birth_date", "--at", "").exception, "message", "") == "the date is empty"
        mistyped = dispute("adult.shoe")
        assert isinstance(mistyped.exception, Refused)
        assert mistyped.exception.message == f"nothing in {reference} is called adult.shoe"
        assert "is it adult." in mistyped.exception.hint
        assert "is it adult.birth_date, " in getattr(dispute("adult.birthdate").exception, "hint", "")
        assert "is it adult.birth_date" in getattr(dispute("birth.date").exception, "hint", "")
        assert len(list_events(office, reference, now=NOW).events) == events, "a name that is none is not recorded"
        vague = dispute("What the head said of her")
        assert (vague.exit_code, "the dispute stands by itself" in " ".join(vague.stderr.split())) == (0, True)
        two = dispute("given_names")
        assert "is it adult.given_names, child-1.given_names, child-2.given_names?" in " ".join(two.stderr.split())
        set_ = ("--set", "adult=She", "--set", "category=physical")
        lado("event", reference, "allegation-set", *set_, "--override", "A test")
        assert "physical): no outcome yet\n" in lado("show", reference)
        assert not dispute("allegation-set.category").stderr
        assert "physical): no outcome yet ! disputed\n" in lado("show", reference)
        audited = lado("show", reference, "--json")
        assert [each["action"] for each in json.loads(audited)["audit"]].count("read") >= 4


class _Open(Session):
    """A session whose office is open already."""

    def __init__(self, office: Any) -> None:
        super().__init__()
        self._open = office

    def office(self, **_: Any) -> Any:
        from contextlib import nullcontext

        return nullcontext(self._open)
