"""The work lists, patterns and exclusions of an office: real imports and events, in a file and on a server."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select, text, update

from lado_kit.attachments import Desk, list_attachments
from lado_kit.casework.clocks import EventKind, State
from lado_kit.cli import cli
from lado_kit.custody.unlocking import Office
from lado_kit.encrypt.recipients import Identity
from lado_kit.encrypt.roster import Officer, Role, Roster, Status, sign_roster
from lado_kit.errors import Excluded, Misuse, Refused
from lado_kit.office.acknowledging import find_acknowledgeable, find_unacknowledged
from lado_kit.office.cases import (
    decide_link,
    find_matches,
    join_waiting,
    list_cases,
    list_inbox,
    read_case,
    triage_case,
)
from lado_kit.office.clocks import count_hidden, list_clocks
from lado_kit.office.comparing import call_duplicate, compare_cases
from lado_kit.office.conflicts import let_in, shut_out
from lado_kit.office.events import list_events, record
from lado_kit.office.patterns import read_patterns
from lado_kit.office.rows import bring_up_to_date, check_rows
from lado_kit.office.worklists import show_list
from lado_kit.store import Store
from lado_kit.store.queries import find_case
from lado_kit.store.tables import LinkKind, LinkState, audit_entry, case_state
from lado_site.profiles import built_in_profiles
from tests.intake.builders import ANSWERS, AUTHORITY, NOW, OFFICER, a_submission, run_import, save
from tests.kit.offices import Kept
from tests.kit.quick_office import ROOT_KEY, a_home
from tests.postgres import PostgresServer
from tests.store.conftest import in_file, on_server

LATER = NOW + timedelta(days=1)
"""NOW is Sunday 3 May 2026, and Monday a bank holiday."""

Opened = Callable[..., Office]


@pytest.fixture(params=["file", "server"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    """An office of two people with an empty store, opened by the first of them."""
    if request.param == "server":
        server: PostgresServer = request.getfixturevalue("postgres")
        with on_server(server) as place, place.open() as store:
            yield an_office(tmp_path, store)
    else:
        with in_file(tmp_path / "records.db").open() as store:
            yield an_office(tmp_path, store)


@pytest.fixture
def quick(tmp_path: Path) -> Iterator[Office]:
    """The same, in a file only."""
    with in_file(tmp_path / "records.db").open() as store:
        yield an_office(tmp_path, store)


def an_office(folder: Path, store: Store, profile: str = AUTHORITY) -> Office:
    home = a_home(folder / "home")
    home.profile_file.write_bytes(built_in_profiles()[profile].read_bytes())
    roster = Roster(
        authority=AUTHORITY, version=1, issued=NOW.date(), valid_until=NOW.date() + timedelta(days=300),
        root=ROOT_KEY.public_key,
        officers=tuple(
            Officer(name=name, role=role, recipient=key.recipient, status=Status.ACTIVE, added=NOW.date())
            for name, role, key in (
                ("duty-1", Role.DUTY, OFFICER),
                ("duty-1-2", Role.DUTY, Identity.from_seed(bytes([2]) * 32)),
                ("cover-1", Role.COVER, Identity.from_seed(bytes([3]) * 32)),
            )
        ),
    )  # fmt: skip
    home.roster_file(1).write_bytes(sign_roster(roster, ROOT_KEY))
    return Office(home=home, officer="duty-1", identity=OFFICER, store=store)


def as_another(office: Office, officer: str) -> Office:
    return Office(home=office.home, officer=officer, identity=office.identity, store=office.store)


def bring_in(office: Office, folder: Path, *changes: dict[str, Any], now: datetime = NOW) -> list[str]:
    """Import a referral for each of these changes to the answers, and return the references."""
    found = []
    for number, each in enumerate(changes):
        sealed = a_submission(answers={**ANSWERS, **each}, sealed_at=now - timedelta(hours=3, minutes=number))
        path = save(folder / f"{now:%Y%m%d}", f"{number}.txt", sealed)
        (item,) = run_import(office.store, path, now=now).items
        assert item.result == "imported", item
        found.append(str(item.case))  # type: ignore[union-attr]
    return found


def say(office: Office, case: str, kind: str, *, at: datetime, **detail: str) -> None:
    said = {name.replace("_", "-"): value for name, value in detail.items()}
    record(office, case, EventKind(kind), at=at.isoformat(), detail=said, override="As a test", now=at)


def listed(office: Office, name: str, now: datetime = LATER) -> list[str]:
    return [each.case for each in show_list(office, name, now=now).entries]


def actions(office: Office) -> list[tuple[str, str, str]]:
    with office.store.reading() as connection:
        asked = select(audit_entry.c.actor, audit_entry.c.action, audit_entry.c.subject).order_by(
            audit_entry.c.sequence
        )
        return [(actor, action, subject) for actor, action, subject in connection.execute(asked)]


def test_the_rows_follow_whatever_is_recorded_joined_and_called_a_duplicate(office: Office, tmp_path: Path) -> None:
    chance = Random(11)
    cases = bring_in(office, tmp_path, {}, {"work_sector": "faith"}, {"works_there_now": "no"}, {"times": 9})
    kinds = {
        "threshold-decided": {"met": "yes", "pathway": "position-of-trust", "reason": "As told"},
        "meeting-held": {}, "monitored": {}, "police-investigation-started": {}, "police-investigation-ended": {},
        "held-by-another-agency": {"agency": "Police", "reason": "Court"}, "hold-ended": {},
        "action-agreed": {"action": "Ring", "owner": "Head"}, "complexity-set": {"complex": "yes"},
        "closed": {"result": "concluded", "reason": "Done"}, "reopened": {"reason": "News"},
    }  # fmt: skip
    now = NOW
    for _ in range(12):
        now += timedelta(days=chance.uniform(0.5, 9))
        kind = chance.choice(list(kinds))
        say(office, chance.choice(cases), kind, at=now, **{**kinds[kind], "reason": kinds[kind].get("reason", "Late")})
        if chance.random() < 0.5:
            bring_up_to_date(office, now=now)

    assert check_rows(office, now=now) == ()
    assert check_rows(office, now=now - timedelta(days=60)) == ()
    assert check_rows(office, now=now + timedelta(days=200)) == ()
    decided = call_duplicate(office, cases[0], cases[1], state=LinkState.CONFIRMED, reason="Sent twice", now=now)
    assert check_rows(office, now=now) == ()
    with office.store.reading() as connection:
        assert set(connection.scalars(select(case_state.c.reference))) == {*cases} - {decided.case}


def test_a_row_that_is_not_true_is_found_and_put_right(quick: Office, tmp_path: Path) -> None:
    (case,) = bring_in(quick, tmp_path, {})
    bring_up_to_date(quick, now=LATER)
    with quick.store.writing() as connection:
        connection.execute(update(case_state).values(sector="faith"))
        connection.execute(text("DELETE FROM case_due WHERE position = 1"))

    (found,) = check_rows(quick, now=LATER)

    assert (found.case, found.columns) == (case, ("sector", "due"))
    assert check_rows(quick, now=LATER) == ()


def test_other_settings_have_every_case_worked_out_again(quick: Office, tmp_path: Path) -> None:
    bring_in(quick, tmp_path, {}, {"work_sector": "faith"})

    assert bring_up_to_date(quick, now=LATER) == 2
    assert bring_up_to_date(quick, now=LATER) == 0
    quick.home.profile_file.write_bytes(built_in_profiles()["bromley"].read_bytes())
    assert bring_up_to_date(quick, now=LATER) == 2


@pytest.mark.req("WAN-12", "WAN-67")
def test_today_has_what_is_due_or_overdue_and_adults_with_children_first(office: Office, tmp_path: Path) -> None:
    nobody = {"works_there_now": "no", "children_at_home": "no"}
    older, with_children = bring_in(office, tmp_path, nobody, {"children_at_home": "yes", "works_there_now": "no"})
    a_week = NOW + timedelta(days=7)

    today = show_list(office, "today", now=a_week)
    overdue = show_list(office, "overdue", now=a_week)

    assert [each.case for each in today.entries][:1] == [with_children]
    assert {each.case for each in today.entries} == {older, with_children}
    ranks = [each.is_priority for each in today.entries]
    assert ranks == sorted(ranks, reverse=True)
    assert overdue.count == len(overdue.entries) > 0
    assert all(each.is_late for each in overdue.entries)
    assert {(each.case, each.clock) for each in overdue.entries} == {
        (each.case, each.clock.id) for each in list_clocks(office, now=a_week) if each.clock.state is State.LATE
    }
    assert listed(office, "overdue", now=NOW) == []


@pytest.mark.req("SAN-16", "SAN-17", "SAN-18")
def test_a_case_in_the_separate_pathway_waits_is_reviewed_and_needs_its_reason(quick: Office, tmp_path: Path) -> None:
    case, _other = bring_in(quick, tmp_path, {}, {"work_sector": "faith"})
    say(quick, case, "threshold-decided", at=NOW, met="yes", pathway="separate", reason="As told")
    assert listed(quick, "errors") == [case]
    say(quick, case, "held-by-another-agency", at=NOW, agency="West Midlands Police", reason="Forensic work")
    say(quick, case, "police-investigation-started", at=NOW)

    (waiting,) = show_list(quick, "awaiting", now=LATER).entries
    assert waiting.what == "waits for West Midlands Police; the police"
    assert (listed(quick, "errors"), listed(quick, "police")) == ([], [case])
    # Four weeks from Sunday 3 May are Sunday 31 May: a week before that it is on the list.
    assert case not in listed(quick, "reviews", now=datetime(2026, 5, 23, 12, tzinfo=UTC))
    assert case in listed(quick, "reviews", now=datetime(2026, 5, 24, 12, tzinfo=UTC))
    say(quick, case, "monitored", at=datetime(2026, 5, 26, 9, tzinfo=UTC))
    assert case not in listed(quick, "reviews", now=datetime(2026, 5, 27, 12, tzinfo=UTC))
    (waiting,) = show_list(quick, "awaiting", now=datetime(2026, 5, 27, tzinfo=UTC)).entries
    assert waiting.monitored_at == datetime(2026, 5, 26, 9, tzinfo=UTC)


@pytest.mark.req("WAN-28", "WAN-31", "WAN-34", "WAN-36")
def test_the_regular_steps_of_wandsworth_come_up_when_they_are_due(tmp_path: Path) -> None:
    with in_file(tmp_path / "records.db").open() as store:
        office = an_office(tmp_path, store, "wandsworth")
        (case,) = bring_in(office, tmp_path, {})
        say(office, case, "employer-set", at=NOW, employed="no")
        say(office, case, "complexity-set", at=NOW, complex="yes")
        assert listed(office, "no-employer") == []

        for day in (2, 9):
            held = NOW + timedelta(days=day)
            say(office, case, "meeting-held", at=held, meeting="lado-led")
            (update_,) = show_list(office, "no-employer", now=held + timedelta(hours=1)).entries
            assert (update_.case, update_.ends) == (case, held + timedelta(hours=48))
            say(office, case, "adult-updated", at=held + timedelta(hours=2))
            assert listed(office, "no-employer", now=held + timedelta(hours=3)) == []

        # A complex case fortnightly: Sunday 17 May; a summary after three months: 3 August.
        assert case in listed(office, "reviews", now=datetime(2026, 5, 12, tzinfo=UTC))
        assert listed(office, "summaries", now=datetime(2026, 7, 26, tzinfo=UTC)) == []
        assert listed(office, "summaries", now=datetime(2026, 7, 28, tzinfo=UTC)) == [case]
        say(office, case, "advice-given", at=NOW + timedelta(days=3))
        assert [each.what for each in show_list(office, "letters", now=NOW + timedelta(days=20)).entries] == [
            "confirm the advice in writing"
        ]


@pytest.mark.req("WAN-53", "WAN-54")
def test_the_two_lists_for_schools_are_of_the_last_week_and_month_and_miss_nothing(
    quick: Office, tmp_path: Path
) -> None:
    days = [datetime(2026, 5, day, 12, tzinfo=UTC) for day in (4, 10, 11)]
    monday, sunday, next_monday = (bring_in(quick, tmp_path, {}, now=each)[0] for each in days)
    (elsewhere,) = bring_in(quick, tmp_path, {"work_area": "not-known"}, now=days[1] + timedelta(hours=2))
    bring_in(quick, tmp_path, {"work_sector": "faith"}, now=days[1] + timedelta(hours=4))

    weekly = [set(listed(quick, "schools-weekly", now=each)) for each in (days[2], days[2] + timedelta(days=7))]
    monthly = listed(quick, "schools-monthly", now=datetime(2026, 6, 15, tzinfo=UTC))

    assert weekly == [{monday, sunday, elsewhere}, {next_monday}]
    assert set(monthly) == {monday, sunday, next_monday}
    (entry, *_) = show_list(quick, "schools-monthly", now=datetime(2026, 6, 15, tzinfo=UTC)).entries
    assert entry.what == "Primary school; Physical; open"
    assert listed(quick, "schools-monthly", now=datetime(2026, 5, 15, tzinfo=UTC)) == []


def test_what_nobody_acknowledged_is_a_letter_to_write(quick: Office, tmp_path: Path) -> None:
    bring_in(quick, tmp_path, {})

    (entry,) = show_list(quick, "letters", now=LATER).entries

    assert entry.what == "acknowledge it: lado acknowledge"
    assert entry.case == find_unacknowledged(quick, since=NOW)[0][0].receipt
    assert show_list(quick, "letters", now=NOW + timedelta(days=30)).entries == ()


def test_each_case_has_one_row_with_its_first_category_else_that_sent_and_the_outcome_that_was_chosen(
    office: Office, tmp_path: Path
) -> None:
    cases = bring_in(office, tmp_path, {}, {"what_happened": "Another"}, {"work_sector": "faith"}, {"times": 4})
    for number, category in enumerate(("neglect", "physical", "emotional")):
        at = NOW + timedelta(minutes=number)
        say(office, cases[0], "allegation-set", at=at, adult="Somebody", category=category)
    say(office, cases[0], "outcome-recorded", at=LATER, outcome="false", headline="no")
    say(office, cases[0], "outcome-recorded", at=LATER, outcome="unfounded", headline="yes")
    say(office, cases[0], "closed", at=LATER, result="concluded", reason="Done")

    bring_up_to_date(office, now=LATER)

    asked = select(*case_state.c["year", "sector", "category", "outcome", "band"])
    with office.store.reading() as connection:
        rows = sorted(tuple(row) for row in connection.execute(asked))
    assert rows == [
        (2026, "faith", "physical", "", "not-concluded"),
        (2026, "primary-school", "neglect", "unfounded", "up-to-1-month"),
        (2026, "primary-school", "physical", "", "not-concluded"),
        (2026, "primary-school", "physical", "", "not-concluded"),
    ]


def test_clocks_of_open_cases_are_the_same_read_by_the_lists(quick: Office, tmp_path: Path) -> None:
    cases = bring_in(quick, tmp_path, {}, {"work_sector": "faith"}, {"times": 4})
    say(quick, cases[1], "closed", at=NOW, result="concluded", reason="Done")
    every = [each for case in cases for each in list_clocks(quick, now=LATER, name=case)]

    found = list_clocks(quick, now=LATER)

    assert sorted(map(str, found)) == sorted(map(str, every))
    assert {each.case for each in found} == {cases[0], cases[2]}
    assert {each.case for each in list_clocks(quick, now=NOW - timedelta(hours=1), states=[State.RUNNING])} == set(
        cases
    )


def test_a_pattern_follows_links_and_marks_what_nobody_confirmed(quick: Office, tmp_path: Path) -> None:
    first, second, third = (
        bring_in(quick, tmp_path, changes, now=NOW + timedelta(days=days))[0]
        for changes, days in (({}, 0), ({"work_role": "Coach", "what_happened": "Later"}, 200), ({"times": 5}, 500))
    )
    now = NOW + timedelta(days=501)
    decide_link(quick, third, second, kind=LinkKind.ADULT, state=LinkState.CONFIRMED, reason="The same", now=now)
    say(quick, second, "closed", at=now, result="patterning", reason="Kept")

    (pattern,) = read_patterns(quick, third, kind=LinkKind.ADULT, now=now)

    assert [(each.name, each.link) for each in pattern.moments] == [
        (first, "suggested"), (second, "confirmed"), (third, ""),
    ]  # fmt: skip
    assert pattern.repeats.sentence == (
        "this is the 2nd contact in 10 months; 1 more may be of the same, which nobody has decided"
    )
    assert [each.role for each in pattern.moments] == ["Teacher", "Coach", "Teacher"]
    assert pattern.moments[1].outcome == "No further action, kept for patterning"
    assert actions(quick)[-3:] == [("duty-1", "read-pattern", each) for each in (third, first, second)]

    decide_link(quick, second, first, kind=LinkKind.ADULT, state=LinkState.CONFIRMED, reason=None, now=now)
    decide_link(quick, third, first, kind=LinkKind.ADULT, state=LinkState.DISMISSED, reason=None, now=now)
    (pattern,) = read_patterns(quick, third, kind=LinkKind.ADULT, now=now)
    # A person's own word stands in the way of no other person's: over the second case they are linked.
    assert [each.link for each in pattern.moments] == ["confirmed", "confirmed", ""]
    assert len(read_patterns(quick, third, kind=LinkKind.CHILD, now=now)) == 2
    assert read_patterns(quick, third, kind=LinkKind.ORGANISATION, now=now)[0].described.startswith("Tumbledown")


def test_a_duplicate_is_the_same_contact_as_its_original_until_that_is_undone(office: Office, tmp_path: Path) -> None:
    first, again = (bring_in(office, tmp_path, {}, now=NOW + timedelta(days=days))[0] for days in (0, 2))
    (other,) = bring_in(
        office, tmp_path, {"what_happened": "In June: a minibus", "times": 5}, now=NOW + timedelta(days=3)
    )
    now = NOW + timedelta(days=4)
    of_adult: dict[str, Any] = {"kind": LinkKind.ADULT, "now": now}
    decide_link(office, other, first, state=LinkState.CONFIRMED, reason=None, **of_adult)

    def told(name: str) -> tuple[list[str], int, int]:
        (pattern,) = read_patterns(office, name, **of_adult)
        return [each.name for each in pattern.moments], pattern.repeats.in_all, pattern.repeats.unsure

    def matched(name: str) -> set[str]:
        return {each.other for each in find_matches(office, name, now=now).suggestions}

    def known() -> dict[str, int]:
        return {each.reference: each.known for each in list_cases(office)}

    before = (told(first), matched(first), matched(again), known())
    call_duplicate(office, again, first, state=LinkState.CONFIRMED, reason="Sent twice", now=now)

    assert before == (([first, again, other], 2, 1), {again, other}, {first, other}, dict.fromkeys(known(), 2))
    assert [told(each) for each in (first, again)] == [([first, other], 2, 0), ([first, other], 1, 1)]
    assert (matched(first), matched(again)) == ({other}, {other})
    assert known() == {first: 1, again: 1, other: 2}

    decide_link(office, again, first, state=LinkState.CONFIRMED, reason=None, **of_adult)
    assert [told(each) for each in (first, again, other)] == [([first, other], 2, 0)] * 3

    decide_link(office, again, first, state=LinkState.SUGGESTED, reason=None, **of_adult)
    call_duplicate(office, again, first, state=LinkState.SUGGESTED, reason=None, now=now)
    assert (told(first), matched(first), matched(again), known()) == before


ANOTHER_TIME = {"what_happened": "In June: he drove a minibus home and no one else was there", "times": 5}
"""Another account of the same adult: no possible duplicate."""


def test_who_is_excluded_can_open_a_case_by_no_command_and_every_try_is_noted(office: Office, tmp_path: Path) -> None:
    case, other = bring_in(office, tmp_path, {}, ANOTHER_TIME)
    receipt = read_case(office, case, now=NOW).case.receipt
    shut = shut_out(office, case, "duty-1-2", reason="Knows the family", now=NOW)
    assert (shut.excluded, shut.can_open) == (("duty-1",), ("cover-1",))
    before = len(actions(office))
    tries: list[Callable[[Office], object]] = [
        lambda office: read_case(office, case, now=LATER),
        lambda office: read_case(office, receipt, now=LATER),
        lambda office: list_events(office, case, now=LATER),
        lambda office: list_clocks(office, now=LATER, name=case),
        lambda office: record(office, case, EventKind.MONITORED, detail={}, now=LATER),
        lambda office: triage_case(office, case, now=LATER),
        lambda office: find_matches(office, case, now=LATER),
        lambda office: compare_cases(office, other, case, now=LATER),
        lambda office: find_acknowledgeable(office, receipt),
        lambda office: list_attachments(Desk.of(office, now=LATER), case),
        lambda office: read_patterns(office, case, kind=LinkKind.ADULT, now=LATER),
        lambda office: join_waiting(office, other, case, now=LATER),
        lambda office: let_in(office, case, "duty-1", reason="", now=LATER),
    ]

    for officer in ("duty-1", "duty-1-2"):
        for each in tries:
            with pytest.raises(Excluded, match=f"you are excluded from {case}") as refused:
                each(as_another(office, officer))
            assert refused.value.hint == "ask a colleague; your try has been noted"

    noted = [each for each in actions(office)[before:] if each[1] == "refused-excluded"]
    assert noted == [("duty-1", "refused-excluded", case)] * 2 * len(tries)
    colleague = as_another(office, "cover-1")
    assert read_case(colleague, case, now=LATER).case.adult
    let_in(colleague, case, "duty-1", reason="It was another family", now=LATER)
    assert read_case(office, case, now=LATER).case.adult
    assert [each[1:] for each in actions(office) if "exclu" in each[1] and each[1] != "refused-excluded"] == [
        ("excluded", case), ("exclusion-ended", case),
    ]  # fmt: skip


def test_who_is_excluded_from_a_referral_can_open_it_by_none_of_its_numbers(quick: Office, tmp_path: Path) -> None:
    case, twin, other = bring_in(quick, tmp_path, {}, {}, {"adult_family_name": "Elsewhere", "times": 5})
    colleague = as_another(quick, "cover-1")
    call_duplicate(colleague, case, twin, state=LinkState.CONFIRMED, reason="Sealed twice", now=NOW)
    shut = shut_out(colleague, case, "duty-1", reason="Knows the family", now=NOW)
    assert shut.also == (twin,)

    for number in (case, twin):
        with pytest.raises(Excluded, match=f"you are excluded from {number}"):
            read_case(quick, number, now=NOW)
    assert read_case(quick, other, now=NOW).case.reference == other
    assert {each.adult for each in list_cases(quick) if each.reference in (case, twin)} == {"you are excluded"}
    with pytest.raises(Refused, match="excluded from another number") as refused:
        let_in(colleague, twin, "duty-1", reason="", now=NOW)
    assert refused.value.hint.startswith(f"undo it in {case}; if they are two referrals, say so")
    let_in(colleague, case, "duty-1", reason="", now=NOW)
    assert read_case(quick, twin, now=NOW).case.reference == twin


def test_lists_tell_who_is_excluded_the_reference_and_no_more(quick: Office, tmp_path: Path) -> None:
    case, other = bring_in(quick, tmp_path, {}, ANOTHER_TIME)
    say(quick, case, "police-investigation-started", at=NOW)
    shut_out(as_another(quick, "cover-1"), case, "duty-1", reason="Knows the family", now=NOW)

    for cases in (list_cases(quick), list_inbox(quick)):
        (hidden,) = [each for each in cases if each.reference == case]
        assert (hidden.adult, hidden.organisation, hidden.receipt) == ("you are excluded", "", "")
        assert any("Quillfeather" in each.adult for each in cases)
    a_week = NOW + timedelta(days=7)
    for name in ("today", "overdue", "next", "awaiting", "police"):
        shown = show_list(quick, name, now=a_week)
        assert case not in {each.case for each in shown.entries}
        mine = show_list(as_another(quick, "cover-1"), name, now=a_week)
        assert (shown.count + shown.hidden, mine.hidden) == (mine.count, 0)
        assert (shown.count, shown.hidden > 0) == (len(shown.entries), case in {each.case for each in mine.entries})
    assert count_hidden(quick, now=a_week) == 1
    assert count_hidden(as_another(quick, "cover-1"), now=a_week) == 0
    assert case not in {each.case for each in list_clocks(quick, now=a_week)}
    assert case not in {each.case for each in list_clocks(quick, now=a_week, states=[State.LATE])}
    assert [each.receipt for each in find_unacknowledged(quick, since=NOW)[0]] == [
        read_case(quick, other, now=NOW).case.receipt
    ]
    matches = find_matches(quick, other, now=NOW)
    assert (matches.suggestions, matches.hidden > 0) == ((), True)
    (pattern,) = read_patterns(quick, other, kind=LinkKind.ADULT, now=a_week)
    assert ([each.name for each in pattern.moments], pattern.hidden) == ([other], 1)
    with as_another(quick, "cover-1").store.reading() as connection:
        assert find_case(connection, case, authority=AUTHORITY).adult


def test_what_may_be_the_same_referral_is_shut_until_a_person_says_that_it_is_another(
    quick: Office, tmp_path: Path
) -> None:
    case, twin = bring_in(quick, tmp_path, {}, {"adult_postcode": "WV14 7QR"})
    colleague = as_another(quick, "cover-1")
    assert shut_out(colleague, case, "duty-1", reason="Knows the family", now=NOW).also == (twin,)

    for number in (case, twin):
        with pytest.raises(Excluded, match=f"you are excluded from {number}"):
            compare_cases(quick, number, case, now=NOW)
    with pytest.raises(Excluded):  # not theirs to decide either
        call_duplicate(quick, case, twin, state=LinkState.DISMISSED, reason=None, now=NOW)
    assert {each.possible_duplicate for each in list_inbox(quick)} == {""}

    call_duplicate(colleague, case, twin, state=LinkState.DISMISSED, reason="It is about her brother", now=NOW)

    mine = read_case(quick, twin, now=NOW).case
    assert mine.duplicates == ()  # the reason speaks of the other case
    assert case not in str([each.detail for each in mine.audit])
    with pytest.raises(Excluded):
        read_case(quick, case, now=NOW)
    shut_out(colleague, twin, "duty-1", reason="Knows them too", now=NOW)
    call_duplicate(colleague, case, twin, state=LinkState.SUGGESTED, reason=None, now=NOW)
    let_in(colleague, twin, "duty-1", reason="", now=NOW)
    with pytest.raises(Refused, match="excluded from another number"):
        let_in(colleague, twin, "duty-1", reason="", now=NOW)


def test_whoever_excludes_is_told_of_other_cases_of_the_same_adult(quick: Office, tmp_path: Path) -> None:
    case, second, third, unsure = bring_in(
        quick, tmp_path, {}, ANOTHER_TIME, {"what_happened": "A third matter: a text message was sent at night"},
        {"what_happened": "A fourth: he was seen to smoke with pupils behind the hall"},
    )  # fmt: skip
    for one, other in ((case, second), (second, third)):
        decide_link(quick, one, other, kind=LinkKind.ADULT, state=LinkState.CONFIRMED, reason="The same", now=NOW)

    shut = shut_out(quick, case, "cover-1", reason="Knows the family", now=NOW)

    assert shut.same_adult == (second, third)
    assert read_case(as_another(quick, "cover-1"), second, now=NOW).case.reference == second
    assert unsure not in shut.same_adult  # nobody has said that it is the same person
    # Who must not open one of them is not told of it either.
    shut_out(as_another(quick, "cover-1"), third, "duty-1", reason="A cousin", now=NOW)
    assert let_in(quick, case, "cover-1", reason="", now=NOW).same_adult == (second,)


def test_somebody_is_left_who_can_open_a_case(quick: Office, tmp_path: Path) -> None:
    (case,) = bring_in(quick, tmp_path, {})
    shut_out(quick, case, "cover-1", reason="A relative", now=NOW)

    for officer in ("duty-1", "duty-1-2"):
        with pytest.raises(Refused, match=f"nobody could open {case} any more"):
            shut_out(quick, case, officer, reason="Also a relative", now=NOW)
    with pytest.raises(Refused, match=f"cover-1 is excluded from {case} already"):
        shut_out(quick, case, "cover-1", reason="A relative", now=NOW)
    with pytest.raises(Misuse, match="no reason"):
        shut_out(quick, case, "duty-1", reason=" ", now=NOW)
    with pytest.raises(Misuse, match="no officer nobody"):
        shut_out(quick, case, "nobody", reason="A relative", now=NOW)


def test_the_commands_speak_plainly(kept: Kept) -> None:
    """The lists, a pattern and an exclusion, as a person types them."""

    def lado(*arguments: str, whose: str = "duty") -> tuple[int, str]:
        shared = ["--home", str(kept.home), "--passphrase-file", str(kept.passphrase(whose))]
        done = CliRunner().invoke(cli, [*arguments, *shared])
        if done.exception and not isinstance(done.exception, SystemExit):
            return 1, f"{done.exception} {getattr(done.exception, 'hint', '')}"
        return done.exit_code, done.output

    status, shown = lado("worklist", "--now", "2030-03-07")
    assert status == 0, shown
    assert re.search(r"^overdue +[1-9]", shown, re.MULTILINE)
    assert "Today, first of all" in shown
    status, shown = lado("worklist", "overdue", "--now", "2030-03-07", "--json")
    (listed_,) = json.loads(shown[shown.index("[\n") :])
    case = listed_["entries"][0]["case"]
    assert listed_["count"] == len(listed_["entries"])
    assert "there is no list party" in lado("worklist", "party")[1]
    assert "as its record says" in lado("worklist", "--check")[1]
    assert lado("case", "event", case, "monitored", "--at", "2026-10-20", "--override", "A test")[0] == 0
    held = ("--set", "agency=Police", "--set", "reason=A test", "--override", "A test")
    assert lado("case", "event", case, "held-by-another-agency", *held)[0] == 0
    shown = lado("worklist", "awaiting", "--now", "2030-03-07")[1]
    assert re.search(r" Tue 20 Oct 2026$", shown, re.MULTILINE), shown
    assert "thresholds is missing" in lado("worklist", "--done", "audit")[1]
    scores = [f"{each}=3" for each in ("thresholds", "outcomes", "recording", "time-scales")]
    lado("log", "add", "audit", *(text for each in scores for text in ("--set", each)))
    assert "1 of at least 4 this year" in lado("worklist", "duties")[1]
    status, shown = lado("pattern", case)
    assert status == 0, shown
    assert "this is the only contact that anybody has confirmed" in shown
    assert "? may be" in shown
    status, shown = lado("case", "exclude", case, "--whom", "cover-1", "--reason", "Knows the family")
    assert status == 0, shown
    assert "warning: only duty-1 can open" in shown
    assert lado("case", "show", case, whose="cover") == (
        1, f"you are excluded from {case} ask a colleague; your try has been noted",
    )  # fmt: skip
    assert "you are excluded" in lado("case", "list", whose="cover")[1]
    assert "excluded nobody" in lado("case", "exclude", case, "--whom", "cover-1", "--undo")[1]
