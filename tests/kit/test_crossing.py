"""Two officers record the same fact without having seen each other: the second is shown both, and nothing is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from lado_kit.access.history import field_history
from lado_kit.casework.clocks import EventKind
from lado_kit.custody.unlocking import Office
from lado_kit.errors import Misuse, StoreRuleBroken
from lado_kit.office.cases import import_files, list_cases, read_case
from lado_kit.office.crossing import AGAINST, Crossed
from lado_kit.office.events import list_events, record
from lado_kit.store import open_server_store
from lado_kit.store.audit import verify_chain
from lado_kit.store.tables import case_event
from tests.intake.builders import save
from tests.kit.front_door import ANOTHER_PASSPHRASE, PASSPHRASE, lado
from tests.kit.offices import Kept, a_sealed_file
from tests.postgres import AUTHORITY

NOW = datetime(2030, 3, 7, 10, 0, tzinfo=UTC)
DECIDED = {"met": "yes", "pathway": "position-of-trust", "reason": "A child was hurt"}
ADVICE = {"met": "no", "pathway": "advice", "reason": "Nothing was seen"}
CLOSED = {"result": "advice", "reason": "Told them"}


@dataclass(frozen=True, kw_only=True)
class Together:
    """Two officers with the same records open, each by connections of their own, and a case."""

    duty: Office
    cover: Office
    case: str

    def numbers(self) -> list[int]:
        with self.duty.store.reading() as connection:
            return list(connection.scalars(select(case_event.c.number).order_by(case_event.c.number)))


@pytest.fixture(params=["file", "server"])
def together(request: pytest.FixtureRequest, kept: Kept, tmp_path: Path) -> Iterator[Together]:
    with ExitStack() as open_now:
        duty = open_now.enter_context(kept.office(PASSPHRASE))
        cover = open_now.enter_context(kept.office(ANOTHER_PASSPHRASE))
        if request.param == "server":
            postgres = request.getfixturevalue("postgres")
            server = postgres.new_store()
            open_now.callback(postgres.take_back, server)
            duty = replace(duty, store=open_now.enter_context(open_server_store(server, AUTHORITY)))
            cover = replace(cover, store=open_now.enter_context(open_server_store(server, AUTHORITY)))
            save(tmp_path / "new", "1.txt", a_sealed_file(kept))
            assert import_files(duty, [str(tmp_path / "new")], now=NOW).is_clean
        yield Together(duty=duty, cover=cover, case=list_cases(duty)[0].reference)


def decides(office: Office, case: str, detail: dict[str, str] = DECIDED, **more: Any) -> str:
    return record(office, case, EventKind.THRESHOLD_DECIDED, detail=detail, now=more.pop("now", NOW), **more).event.id


def test_the_second_who_decides_is_shown_both_and_either_stays_on_record(together: Together) -> None:
    case = together.case
    assert decides(together.duty, case) == "1"
    with pytest.raises(Crossed) as refused:
        decides(together.cover, case, ADVICE)
    with pytest.raises(Crossed):  # typing it again is not having looked
        decides(together.cover, case, ADVICE)

    (other,) = refused.value.others
    assert (other.id, other.recorded_by, other.detail["reason"]) == ("1", "duty-1", "A child was hurt")
    assert refused.value.own.detail["reason"] == "Nothing was seen"
    assert "duty-1" in refused.value.message and "--seen 1" in refused.value.hint
    assert "hurt" not in refused.value.message + refused.value.hint
    assert together.numbers() == [1]

    later = NOW + timedelta(minutes=5)
    assert decides(together.cover, case, ADVICE, seen=1, now=later) == "2"
    found = list_events(together.duty, case, now=later)
    assert [each.detail.get(AGAINST) for each in found.events[-2:]] == [None, "1"]
    assert read_case(together.duty, case, now=later).standing.decision.id == "2"  # type: ignore[union-attr]
    facts = field_history(together.duty, case, "threshold-decided", now=later)[1]
    said = {fact.name: [(each.source, each.value) for each in fact.said] for fact in facts}
    assert said["threshold-decided.reason"] == [("event 1", "A child was hurt"), ("event 2", "Nothing was seen")]
    assert said["threshold-decided.against"] == [("event 2", "1")]


def test_two_corrections_of_one_entry_are_told_apart_and_the_last_recorded_counts(together: Together) -> None:
    case = together.case
    corrected = {"detail": {}, "corrects": "contact"}
    record(together.duty, case, EventKind.CONTACT, at="2030-03-01T09:00", now=NOW, **corrected)
    with pytest.raises(Crossed) as refused:
        record(together.cover, case, EventKind.CONTACT, at="2030-03-02T09:00", now=NOW, **corrected)
    assert [each.happened_at.day for each in (*refused.value.others, refused.value.own)] == [1, 2]

    # The clock of the second PC is ten minutes behind the first.
    behind = NOW - timedelta(minutes=10)
    record(together.cover, case, EventKind.CONTACT, at="2030-03-02T09:00", seen=1, now=behind, **corrected)
    found = list_events(together.cover, case, now=NOW)
    (contact,) = [each for each in found.standing if each.kind is EventKind.CONTACT]
    assert (contact.happened_at.day, contact.recorded_by, together.numbers()) == (2, "cover-1", [1, 2])

    # Who names the last correction has seen it.
    record(together.duty, case, EventKind.CONTACT, at="2030-03-03T09:00", now=NOW, detail={}, corrects="2")


@pytest.mark.parametrize("looks", [list_events, read_case, field_history])
def test_who_has_looked_since_is_not_asked(kept: Kept, looks: Callable[..., object]) -> None:
    with kept.office(PASSPHRASE) as duty, kept.office(ANOTHER_PASSPHRASE) as cover:
        case = list_cases(duty)[0].reference
        decides(duty, case)
        looks(cover, case, now=NOW)
        assert decides(cover, case, ADVICE) == "2"
        assert AGAINST not in list_events(cover, case, now=NOW).events[-1].detail
        with pytest.raises(Crossed):  # and now the first has not seen the second's
            decides(duty, case)


def test_only_the_same_fact_crosses_and_only_with_somebody_else(kept: Kept) -> None:
    with kept.office(PASSPHRASE) as duty, kept.office(ANOTHER_PASSPHRASE) as cover:
        case = list_cases(duty)[0].reference
        decides(duty, case)
        assert decides(duty, case, ADVICE) == "2", "their own decision they know"
        for adult in ("Joanna Larkmoss", "Peter Larkmoss"):
            record(duty, case, EventKind.ALLEGATION_SET, detail={"adult": adult, "category": "conduct"}, now=NOW)
        for allegation, office in (("3", duty), ("4", cover)):
            outcome = {"outcome": "unfounded", "allegation": allegation, "risk": "Low", "by": "1 May 2030"}
            record(office, case, EventKind.OUTCOME_RECORDED, detail=outcome, override="As a test", now=NOW)
        with pytest.raises(Crossed) as refused:  # of all allegations, so of the third event's too
            whole = {"outcome": "false", "risk": "Low", "by": "1 May 2030"}
            record(cover, case, EventKind.OUTCOME_RECORDED, detail=whole, override="As a test", now=NOW)
        assert [each.id for each in refused.value.others] == ["5"]

        record(duty, case, EventKind.CLOSED, detail=CLOSED, override="As a test", now=NOW)
        with pytest.raises(Crossed):
            record(cover, case, EventKind.CLOSED, detail=CLOSED, override="As a test", now=NOW)
        record(duty, case, EventKind.WITHDRAWN, detail={}, corrects="7", now=NOW)
        closed = record(cover, case, EventKind.CLOSED, detail=CLOSED, override="As a test", now=NOW)
        assert AGAINST not in closed.event.detail, "what was withdrawn says nothing any more"


def test_what_somebody_says_they_have_seen_counts_for_their_own_entries_too(kept: Kept) -> None:
    """Two people may share a key; a program says what it has read."""
    with kept.office(PASSPHRASE) as duty:
        case = list_cases(duty)[0].reference
        decides(duty, case, seen=0)
        with pytest.raises(Crossed):
            decides(duty, case, ADVICE, seen=0)
        with pytest.raises(Misuse, match="no event 2"):
            decides(duty, case, ADVICE, seen=2)
        assert decides(duty, case, ADVICE, seen=1) == "2"


def test_of_two_at_the_same_moment_one_is_told(together: Together) -> None:
    ready = threading.Barrier(2)

    def decide(office: Office) -> str:
        ready.wait(timeout=20)
        try:
            return decides(office, together.case)
        except Crossed as crossed:
            return f"crossed {crossed.others[0].id}"

    with ThreadPoolExecutor(max_workers=2) as both:
        ended = sorted(both.map(decide, (together.duty, together.cover)))
    assert ended == ["1", "crossed 1"]
    assert together.numbers() == [1]


def test_nothing_is_lost_when_two_record_at_once(together: Together) -> None:
    def monitor(office: Office) -> None:
        for _ in range(5):
            record(office, together.case, EventKind.MONITORED, detail={}, now=NOW)

    with ThreadPoolExecutor(max_workers=2) as both:
        list(both.map(monitor, (together.duty, together.cover)))
    assert together.numbers() == list(range(1, 11))
    with together.duty.store.reading() as connection:
        rows = connection.execute(select(case_event)).mappings().all()
        (chain,) = verify_chain(connection)
    assert sorted(each["recorded_by"] for each in rows) == ["cover-1"] * 5 + ["duty-1"] * 5
    assert chain.broken_at is None
    with pytest.raises(StoreRuleBroken), together.duty.store.writing() as connection:
        connection.execute(insert(case_event).values(dict(rows[0])))


def test_the_command_shows_both_and_how_to_say_it_all_the_same(kept: Kept) -> None:
    def run(*words: str, whose: str) -> Any:
        return lado("case", *words, home=kept.home, passphrase_file=kept.passphrase(whose))

    said = ("threshold-decided", "--set", "met=yes", "--set", "pathway=position-of-trust", "--reason")
    case = run("list", "--json", whose="duty").json[0]["reference"]
    assert run("event", case, *said, "A child was hurt", whose="duty").status == 0
    refused = run("event", case, *said, "A risk to come", whose="cover")
    as_json = run("event", case, *said, "A risk to come", "--json", whose="cover")

    assert refused.status == as_json.status == 1
    shown = [line for line in refused.out.splitlines() if "reason:" in line]
    assert "event 1" in shown[0] and "duty-1" in shown[0] and "A child was hurt" in shown[0]
    assert "yours, not recorded" in shown[1] and "A risk to come" in shown[1]
    assert "--seen 1" in refused.err and "hurt" not in refused.err
    assert as_json.json["recorded"][0]["detail"]["reason"] == "A child was hurt"
    assert as_json.json["not_recorded"]["detail"]["reason"] == "A risk to come"

    assert run("event", case, *said, "A risk to come", "--seen", "1", whose="cover").status == 0
    assert "! event 2 by cover-1 stands against event 1 by duty-1" in run("events", case, whose="duty").out
