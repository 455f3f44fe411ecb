"""``lado clocks``, ``lado case event`` and ``lado case events``, as a person uses them."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from lado_kit.casework.clocks import EventKind
from lado_kit.commands.entry_fields import said_in
from lado_kit.custody.unlocking import Office
from lado_kit.errors import Misuse, Refused, StoreRuleBroken
from lado_kit.office.cases import import_files
from lado_kit.office.clocks import list_clocks
from lado_kit.office.events import list_events, read_moment, record
from lado_site.profiles import LONDON
from tests.intake.builders import save
from tests.kit.offices import Kept, a_sealed_file

NOW = datetime(2030, 3, 7, 10, 0, tzinfo=UTC)
"""A Thursday, later than everything that the fixtures have imported."""

A_MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def reference(made_kept: Kept) -> str:
    """A case of the shared home; tests change their own copies."""
    with made_kept.office() as office:
        return list_clocks(office, now=NOW)[0].case


def due_days(office: Office, reference: str) -> dict[str, date | None]:
    return {each.clock.id: each.clock.due_on for each in list_clocks(office, now=NOW, name=reference)}


def test_an_import_starts_the_clocks_by_itself(kept: Kept, reference: str) -> None:
    with kept.office() as office:
        found = list_events(office, reference, now=NOW)

    assert {each.id: each.kind for each in found.events} == {
        "contact": EventKind.CONTACT,
        "received": EventKind.REFERRAL_RECEIVED,
        "aware": EventKind.EMPLOYER_AWARE,
    }
    (aware,) = [each for each in found.events if each.id == "aware"]
    assert aware.happened_at == datetime(2026, 5, 1, 9, 15, tzinfo=LONDON)


@pytest.mark.req("SAN-06", "SAN-13", "SAN-14")
def test_a_case_is_worked_through_and_what_is_late_needs_a_reason(kept: Kept, reference: str) -> None:
    with kept.office() as office:
        contact = record(
            office, reference, EventKind.CONTACT, at="2030-03-07T09:00", detail={}, corrects="contact", now=NOW
        )
        assert (contact.case, contact.event.id, contact.doubts) == (reference, "1", ())
        # Thursday 7 March: Friday 8.
        assert due_days(office, reference)["call-back"] == date(2030, 3, 8)

        record(office, reference, EventKind.CALLER_TELEPHONED, detail={}, at="2030-03-07T09:30", now=NOW + A_MINUTE)
        assert "call-back" not in due_days(office, reference)

        decided = record(office, reference, EventKind.THRESHOLD_DECIDED, detail=DECIDED, now=NOW + 2 * A_MINUTE)
        (meeting,) = [each for each in decided.changed if each.id == "meeting"]
        # Friday, Monday to Thursday.
        assert meeting.due_on == date(2030, 3, 14)

        later = datetime(2030, 3, 18, 12, tzinfo=UTC)
        with pytest.raises(Refused, match="meeting was due on 14 March 2030") as refused:
            record(office, reference, EventKind.MEETING_HELD, at="2030-03-18T10:00", detail={}, now=later)
        assert refused.value.hint == "say why with --reason"
        record(
            office, reference, EventKind.MEETING_HELD, at="2030-03-18T10:00", detail={"reason": "the police"}, now=later
        )

        found = list_events(office, reference, now=later)
        (standing,) = [each for each in found.standing if each.kind is EventKind.CONTACT]
        assert (standing.id, standing.happened_at.day) == ("contact", 7)
        assert [each.id for each in found.events][-4:] == ["1", "2", "3", "4"]
        call_backs = [each for each in found.changes if each.clock == "call-back"]
        assert [each.because for each in call_backs][-1] == ("1",)
        with office.store.reading() as connection:
            noted = connection.scalars(text("SELECT detail FROM audit_entry WHERE action = 'recorded-event'")).all()
        assert [json.loads(each)["kind"] for each in noted] == [
            "contact", "caller-telephoned", "threshold-decided", "meeting-held",
        ]  # fmt: skip
        assert not any("police" in each for each in noted)


def test_an_event_can_be_neither_changed_nor_removed(kept: Kept, reference: str) -> None:
    with kept.office() as office:
        record(office, reference, EventKind.MONITORED, detail={}, now=NOW)
        for change in ("UPDATE case_event SET kind = 'closed'", "DELETE FROM case_event"):
            with pytest.raises(StoreRuleBroken), office.store.writing() as connection:
                connection.execute(text(change))
        assert list_events(office, reference, now=NOW).events[-1].kind is EventKind.MONITORED


def test_impossible_times_are_kept_and_warned_about(kept: Kept, reference: str) -> None:
    with kept.office() as office:
        old = record(office, reference, EventKind.MONITORED, at="1026-03-07", detail={}, now=NOW)
        ahead = record(office, reference, EventKind.MONITORED, at="2031-03-07T10:00", detail={}, now=NOW)
        found = list_events(office, reference, now=NOW)

    assert "check the year" in old.doubts[0].sentence
    assert "still to come" in ahead.doubts[0].sentence
    assert {old.event.id, ahead.event.id} <= {each.id for each in found.events}


DECIDED = {"met": "yes", "pathway": "position-of-trust", "reason": "As told"}

CANNOT_SAY: list[tuple[str, dict[str, str], str | None, str]] = [
    ("threshold-decided", {}, None, "met is missing.*pathway is missing.*reason is missing"),
    ("threshold-decided", {"met": "perhaps"}, None, "“perhaps” is not one of yes, no"),
    ("threshold-decided", {"met": "yes", "pathway": "tier-9"}, None, "“tier-9” is not one of advice"),
    ("monitored", {"met": "yes"}, None, "“monitored” has no such field"),
    ("step-done", {"clock": "threshold"}, None, "“threshold” is not one of call-back"),
    ("step-not-needed", {"clock": "meeting"}, None, "reason is missing"),
    ("minutes-sent", {"about": "77"}, None, "“77” is not the number of an event"),
    ("date-set", {"clock": "meeting", "due": "2030-02-30"}, None, "“2030-02-30” is not a day"),
    ("monitored", {}, "77", "there is no event 77"),
]


def test_what_an_event_cannot_say_is_refused_with_what_it_can(made_kept: Kept, reference: str) -> None:
    with made_kept.office() as office:
        for kind, detail, corrects, wrong in CANNOT_SAY:
            with pytest.raises(Misuse, match=wrong) as refused:
                record(office, reference, EventKind(kind), detail=detail, corrects=corrects, now=NOW)

            assert refused.value.hint


@pytest.mark.parametrize(
    ("typed", "utc"),
    [
        ("2026-07-14T09:00", "2026-07-14T08:00+00:00"),
        ("2026-01-14T09:00", "2026-01-14T09:00+00:00"),
        ("2026-01-14", "2026-01-14T00:00+00:00"),
        ("2026-10-25T01:30+01:00", "2026-10-25T00:30+00:00"),
        ("2026-10-25T01:30Z", "2026-10-25T01:30+00:00"),
    ],
)
def test_a_time_is_read_as_the_clock_in_england_shows_it(typed: str, utc: str) -> None:
    assert read_moment(typed) == datetime.fromisoformat(utc)


@pytest.mark.parametrize(
    ("typed", "wrong", "hint"),
    [
        ("2026-10-25T01:30", "twice", "01:30+01:00"),
        ("2026-03-29T01:30", "on no clock", "before or after"),
        ("yesterday", "not a date", "2026-05-03"),
        ("2026-02-30", "not a date", "2026-05-03"),
        ("0001-01-01", "the year 1", "check the year"),
    ],
)
def test_a_time_that_cannot_be_told_is_asked_for_again(typed: str, wrong: str, hint: str) -> None:
    with pytest.raises(Misuse, match=wrong) as refused:
        read_moment(typed)

    assert hint in refused.value.hint


def test_a_field_that_is_said_twice_is_refused_whatever_it_says() -> None:
    with pytest.raises(Misuse, match="met: said more than once"):
        said_in(("met=yes", "pathway=advice", "met=no"))

    assert said_in(("met=yes", "pathway=advice")) == {"met": "yes", "pathway": "advice"}


def test_what_the_hint_says_of_a_time_shown_twice_can_be_typed() -> None:
    with pytest.raises(Misuse) as refused:
        read_moment("25/10/2026 01:30")

    (said,) = re.findall(r"\S+\+01:00", refused.value.hint)
    assert read_moment(said) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.req("WAN-67")
def test_the_most_urgent_of_all_cases_come_first(kept: Kept, tmp_path: Path) -> None:
    save(tmp_path / "in", "new.txt", a_sealed_file(kept))
    with kept.office() as office:
        assert import_files(office, [str(tmp_path / "in")], now=datetime.now(UTC)).is_clean
        found = list_clocks(office, now=NOW)
        ends = [each.clock.ends or NOW for each in found]

        assert ends == sorted(ends)
        assert len({each.case for each in found}) == 5
        record(office, found[0].case, EventKind.CLOSED, detail={"result": "advice", "reason": "Told them"}, now=NOW)
        assert found[0].case not in {each.case for each in list_clocks(office, now=NOW)}


def test_the_commands_speak_plainly(kept: Kept, reference: str) -> None:
    from click.testing import CliRunner

    from lado_kit.cli import cli

    def lado(*arguments: str) -> tuple[int, str]:
        shared = ["--home", str(kept.home), "--passphrase-file", str(kept.passphrase("duty"))]
        done = CliRunner().invoke(cli, [*arguments, *shared])
        if done.exception and not isinstance(done.exception, SystemExit):
            return 1, f"{done.exception} {getattr(done.exception, 'hint', '')}"
        return done.exit_code, done.output

    status, shown = lado("clocks", "--case", reference, "--now", "2026-01-01", "--state", "not-started")
    assert status == 0, shown
    assert "Hold the POT meeting" in shown
    status, shown = lado(
        "case", "event", reference, "threshold-decided", "--set", "met=yes", "--set", "pathway=position-of-trust",
        "--reason", "As told", "--at", "2026-11-06T17:30",
    )  # fmt: skip
    assert status == 0, shown
    # Friday 6 November: five working days are Friday 13.
    assert "meeting: Hold the POT meeting, by Fri 13 Nov 2026 *" in shown
    status, shown = lado("case", "events", reference)
    assert "the LADO decided whether the criteria are met" in shown
    assert "What was known when" in shown
    status, shown = lado("clocks", "--json", "--case", reference)
    (meeting,) = [each for each in json.loads(shown[shown.index("[\n") :]) if each["id"] == "meeting"]
    assert (meeting["case"], meeting["due_on"], meeting["sources"]) == (reference, "2026-11-13", ["SAN-13"])
    assert "there is no kind of event party" in lado("case", "event", reference, "party")[1]
    assert "lado case kinds lists them all" in lado("case", "event", reference, "party")[1]
    assert "police-decided" in lado("case", "event", reference, "police")[1]
    assert "there is no state lost" in lado("clocks", "--state", "lost")[1]
