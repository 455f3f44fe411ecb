"""The office's own log and its regular duties: what the service did that belongs to no single case."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from lado_kit.casework.log import LogEntry, LogKind, fields_of
from lado_kit.casework.record.sought import read_sought
from lado_kit.custody.unlocking import Office, open_office
from lado_kit.errors import Excluded, Misuse, Refused, StoreError
from lado_kit.home import Home, find_home
from lado_kit.office.conflicts import shut_out
from lado_kit.office.duties import DRILL, DRILL_MONTHS, note_duty
from lado_kit.office.log import Logged, Wanted, list_log, record
from lado_kit.office.worklists import Entry, show_list
from lado_kit.store.audit import Happening, append
from lado_kit.store.tables import audit_entry, office_event
from lado_site.profiles import add_months, built_in_profiles, load_profile
from tests.intake.builders import a_submission, run_import, save
from tests.kit.conftest import Place
from tests.kit.front_door import PASSPHRASE, lado
from tests.kit.quick_office import an_empty_home, an_office
from tests.kit.test_worklists import an_office as a_team
from tests.kit.test_worklists import as_another, bring_in
from tests.postgres import PostgresServer
from tests.store.conftest import in_file, on_server

NOW = datetime(2026, 5, 3, 12, tzinfo=UTC)
Opened = Callable[[str], Office]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return an_empty_home(tmp_path_factory.mktemp("empty"))


@pytest.fixture
def opened(empty: Home, tmp_path: Path) -> Iterator[Opened]:
    """Open an office by the settings of an authority."""
    with ExitStack() as stack:

        def make(profile: str) -> Office:
            office = stack.enter_context(an_office(empty, tmp_path))
            office.home.profile_file.write_bytes(built_in_profiles()[profile].read_bytes())
            return office

        yield make


def does(
    office: Office, kind: str, at: str | None = None, corrects: str | None = None, now: datetime = NOW, **said: str
) -> Logged:
    detail = {name.replace("_", "-"): value for name, value in said.items()}
    return record(office, LogKind(kind), at=at, detail=detail, corrects=corrects, now=now)


def stands(office: Office, *kinds: str, **wanted: Any) -> list[LogEntry]:
    found = list_log(office, Wanted(kinds=[LogKind(each) for each in kinds], **wanted))
    return [each.entry for each in found.lines]


def duty(office: Office, key: str, day: str) -> Entry:
    now = datetime.fromisoformat(f"{day}T12:00+00:00")
    return next(each for each in show_list(office, "duties", now=now).entries if each.clock == key)


AUDIT = {"thresholds": "3", "outcomes": "4", "recording": "2", "time_scales": "3"}


@pytest.mark.req("SAN-86", "SAN-87", "SAN-89")
def test_an_audit_scores_four_headings_and_three_in_a_year_are_short(opened: Opened) -> None:
    office = opened("sandwell")
    with pytest.raises(Misuse) as refused:
        does(office, "audit", thresholds="3", recording="5")
    assert "recording: “5” is not one of 1, 2, 3, 4" in refused.value.message
    assert "outcomes is missing" in refused.value.message
    assert "time-scales is missing" in refused.value.message

    for day in ("2025-12-31", "2026-01-01", "2026-02-02", "2026-05-03"):
        does(office, "audit", at=day, by="principal-iro", **AUDIT)
    does(office, "action-agreed", about="2", action="Talk about thresholds", owner="Principal IRO", by="30 6 2026")
    does(office, "action-done", about="5", at="2026-06-12")

    entry = duty(office, "audit", "2026-05-03")
    assert entry.what.startswith("Principal IRO audits thresholds")
    assert entry.what.endswith(": 3 of at least 4 this year")
    assert entry.ends == datetime(2027, 1, 1, tzinfo=UTC) - timedelta(microseconds=1)
    (line,) = list_log(office, Wanted(since=date(2026, 1, 1), until=date(2026, 1, 1))).lines
    assert line.entry.detail["recording"] == "2"
    (action,) = line.followed_by
    assert (action.detail["owner"], action.detail["by"]) == ("Principal IRO", "2026-06-30")
    does(office, "audit", at="2026-11-01", **AUDIT)
    assert duty(office, "audit", "2026-11-01").ends is None


@pytest.mark.req("BRO-117")
def test_a_month_without_mappa_shows(opened: Opened) -> None:
    office = opened("bromley")
    months = [add_months(date(2025, 4, 9), number) for number in range(12)]
    for day in months:
        if day.month != 8:
            does(office, "mappa-attended", at=day.isoformat(), plans="Two plans gone through")

    entry = duty(office, "mappa", "2026-03-31")

    assert entry.what == "LADO attends MAPPA: 1 of at least 1 this month; missed: August 2025 (0 of 1)"
    assert entry.duty is not None
    assert [each.times for each in (*entry.duty.past, entry.duty.now)] == [1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1]
    assert "missed" not in duty(office, "mappa", "2026-04-01").what


@pytest.mark.req("BRO-114")
def test_regional_meetings_count_for_the_six_of_a_year_and_no_others_do(opened: Opened) -> None:
    office = opened("bromley")
    for month in (4, 6, 8, 10, 12):
        does(office, "meeting-attended", at=f"2025-{month:02}-09", level="regional", name="London LADO network")
    does(office, "meeting-attended", at="2026-01-12", level="national", name="LADO conference")

    assert "5 of at least 6 this year" in duty(office, "regional-network", "2026-03-31").what


@pytest.mark.req("SAN-94")
def test_attendance_is_totalled_by_regional_national_and_partnership(opened: Opened) -> None:
    office = opened("sandwell")
    for level in ("regional", "regional", "national", "partnership", "partnership", "partnership"):
        does(office, "meeting-attended", level=level, name="One")

    (counts,) = list_log(office, Wanted(kinds=[LogKind.MEETING_ATTENDED])).counts

    assert counts.by["level"] == {"regional": 2, "national": 1, "partnership": 3}


@pytest.mark.req("WAN-65", "WAN-64")
def test_practice_reviews_are_counted_in_their_quarter_with_case_reviewer_findings_and_actions(
    opened: Opened, tmp_path: Path
) -> None:
    office = opened("wandsworth")
    (item,) = run_import(office.store, save(tmp_path / "in", "1.txt", a_submission()), now=NOW).items
    review = {"case": item.case, "reviewer": "service-manager, head-of-service", "findings": "Sound", "actions": "None"}  # type: ignore[union-attr]
    for number in range(4):
        does(office, "practice-review", at=f"2026-05-0{number + 1}", **review)

    entry = duty(office, "practice-review", "2026-05-31")

    assert entry.what.endswith("hold Practice Learning Reviews: 4 of at least 5 this quarter")
    assert entry.ends == datetime(2026, 6, 30, 23, tzinfo=UTC) - timedelta(microseconds=1)
    assert stands(office, "practice-review")[0].detail == {
        **review, "reviewer": "service-manager,head-of-service", "time": "not-known",
    }  # fmt: skip
    later = duty(office, "practice-review", "2026-07-01").what
    assert later.endswith("0 of at least 5 this quarter; missed: April to June 2026 (4 of 5)")
    with pytest.raises(Refused):
        does(office, "practice-review", **{**review, "case": "2019-0404"})


def test_a_review_of_a_case_is_not_shown_to_whoever_must_not_open_it(tmp_path: Path) -> None:
    with in_file(tmp_path / "records.db").open() as store:
        office = a_team(tmp_path, store, "wandsworth")
        (case,) = bring_in(office, tmp_path, {})
        does(office, "practice-review", case=case, reviewer="bso", findings="A secret", actions="None")
        does(office, "mappa-attended")
        does(office, "action-agreed", about="1", action="A secret too", owner="LADO", by="2026-06-30")
        shut_out(as_another(office, "cover-1"), case, "duty-1", reason="Knows the family", now=NOW)

        shown, whole = list_log(office, Wanted()), list_log(as_another(office, "cover-1"), Wanted())

        assert ([each.entry.kind for each in shown.lines], shown.hidden) == ([LogKind.MAPPA_ATTENDED], 2)
        assert [each.kind for each in shown.counts] == [LogKind.MAPPA_ATTENDED]
        assert (len(whole.lines), whole.hidden) == (3, 0)
        for number, kind in (("1", "practice-review"), ("3", "action-agreed"), ("3", "withdrawn")):
            with pytest.raises(Excluded):
                does(office, kind, corrects=number, findings="Another", action="Another")
        with pytest.raises(Excluded):
            does(office, "risk-flagged", affects="council", body="The council", risk="One", case=case)


@pytest.mark.req("WAN-45")
def test_a_quarter_without_promotion_in_one_of_three_ways_shows_as_missed(opened: Opened) -> None:
    office = opened("wandsworth")
    for channel in ("dsl", "website"):
        does(office, "role-promoted", at="2026-05-03", channel=channel)

    what = {key: duty(office, f"promotion-{key}", "2026-07-02").what for key in ("dsl", "iro", "website")}

    assert what["iro"].endswith("0 of at least 1 this quarter; missed: April to June 2026 (0 of 1)")
    assert "missed" not in what["dsl"] + what["website"]


def test_a_duty_without_a_kind_of_its_own_is_noted_by_its_key(opened: Opened) -> None:
    office = opened("wandsworth")
    append_duty(office, "schools-notice")

    note_duty(office, "schools-notice", now=NOW)
    note_duty(office, "tracker-check", now=NOW)

    assert "2 of at least 1 this week" in duty(office, "schools-notice", "2026-05-03").what
    assert [each.kind for each in stands(office)] == [LogKind.DUTY_DONE, LogKind.TRACKER_CHECKED]
    with pytest.raises(Misuse, match="findings is missing"):
        note_duty(office, "practice-review", now=NOW)
    with pytest.raises(Misuse, match="no duty dancing"):
        note_duty(office, "dancing", now=NOW)


def append_duty(office: Office, key: str) -> None:
    """Note a duty as it was noted before there was a log."""
    noted = Happening(action="duty-done", subject=f"duty {key}")
    with office.store.writing() as connection:
        append(connection, [noted], authority=office.home.authority, actor=office.officer, now=NOW)


def test_many_missed_weeks_are_counted_and_the_last_are_named(opened: Opened) -> None:
    office = opened("wandsworth")
    does(office, "duty-done", at="2026-04-08", duty="dashboard")

    entry = duty(office, "dashboard", "2026-07-02")

    assert entry.what.partition("; ")[2] == (
        "missed: 5 more before, the week from 18 May 2026 (0 of 1), the week from 25 May 2026 (0 of 1), the week from "
        "1 June 2026 (0 of 1), the week from 8 June 2026 (0 of 1), the week from 15 June 2026 (0 of 1), the week from "
        "22 June 2026 (0 of 1)"
    )


def test_the_drill_of_keys_is_due_a_year_after_the_key_that_was_tried_longest_ago(opened: Opened) -> None:
    office = opened("leicester")
    (entry,) = show_list(office, "duties", now=NOW).entries
    assert entry.clock == DRILL
    assert "duty-1 was not tried yet" in entry.what

    for result, day in (("failed", NOW + timedelta(days=1)), ("opened", NOW + timedelta(days=2))):
        drilled = Happening(action="drill", subject="duty-1", detail={"result": result})
        with office.store.writing() as connection:
            append(connection, [drilled], authority=office.home.authority, actor="duty-1", now=day)
        (entry,) = show_list(office, "duties", now=day).entries
        assert ("not tried yet" in entry.what) == (result == "failed")

    assert entry.what.endswith("duty-1 was last opened on 5 May 2026")
    assert DRILL_MONTHS == 12
    assert entry.ends == datetime(2027, 5, 5, 23, tzinfo=UTC) - timedelta(microseconds=1)
    assert not entry.is_late
    assert duty(office, DRILL, "2027-05-06").is_late


@pytest.mark.req("SAN-92")
def test_a_complaint_has_responder_dates_result_and_lessons_and_is_no_case(opened: Opened) -> None:
    office = opened("sandwell")
    does(office, "complaint-received", "2026-03-02", what="Slow reply", responder="principal-iro", **{"from": "family"})
    does(office, "complaint-answered", "2026-03-20", about="1", result="partly-upheld", lessons="Ring first")

    (line, _) = list_log(office, Wanted()).lines

    assert (line.entry.detail["responder"], line.entry.happened_at.date()) == ("principal-iro", date(2026, 3, 2))
    (answer,) = line.followed_by
    assert answer.happened_at.date() == date(2026, 3, 20)
    assert (answer.detail["result"], answer.detail["lessons"]) == ("partly-upheld", "Ring first")
    assert show_list(office, "today", now=NOW).count == 0


ROWS: dict[str, tuple[str, str, dict[str, str]]] = {
    "SAN-91": ("sandwell", "report-shared", {"year": "2025/26", "forum": "Learning event of the partnership"}),
    "SAN-93": ("sandwell", "learning-event", {"audience": "employers", "lessons": "Keep notes"}),
    "BRO-45": ("bromley", "lesson-noted", {"lesson": "Ring the employer before you write"}),
    "BRO-61": ("bromley", "risk-flagged", {"affects": "setting,council", "body": "A school", "risk": "Reputation"}),
    "BRO-109": ("bromley", "regulator-liaison", {
        "body": "ofsted", "setting": "A nursery", "why": "emergency", "below-threshold": "no", "assigned-to": "lado",
    }),
    "BRO-116": ("bromley", "policy-answered", {"subject": "Draft guidance"}),
    "BRO-125": ("bromley", "feedback-received", {"sector": "early-years", "said": "Clear advice"}),
}  # fmt: skip
"""Rows that ask for an entry with certain fields, and a list of them."""


@pytest.mark.req("SAN-91", "SAN-93", "BRO-45", "BRO-61", "BRO-109", "BRO-116", "BRO-125")
@pytest.mark.parametrize("row", ROWS)
def test_what_a_row_asks_for_is_kept_with_its_day_and_listed(opened: Opened, row: str) -> None:
    profile, kind, said = ROWS[row]
    office = opened(profile)
    needed = {each.name for each in fields_of(LogKind(kind)) if each.needed}
    assert needed == set(said)

    record(office, LogKind(kind), at="2026-04-30", detail=said, now=NOW)

    (entry,) = stands(office, kind)
    assert entry.detail == {**said, "time": "not-known"} | ({"year": "2025"} if "year" in said else {})
    assert entry.happened_at == datetime(2026, 4, 29, 23, tzinfo=UTC)
    for name in needed:
        with pytest.raises(Misuse, match=f"{name} is missing"):
            record(office, LogKind(kind), detail={**said, name: ""}, now=NOW)


@pytest.mark.req("BRO-110")
def test_a_contact_below_the_threshold_is_assigned_to_the_eso_and_counted(opened: Opened) -> None:
    office = opened("bromley")
    said = {"body": "ofsted", "setting": "A nursery", "why": "referral"}
    for threshold, role in (("yes", "eso"), ("yes", "eso"), ("no", "lado")):
        does(office, "regulator-liaison", below_threshold=threshold, assigned_to=role, **said)

    (counts,) = list_log(office, Wanted()).counts

    assert counts.by["assigned-to"] == {"eso": 2, "lado": 1}
    assert counts.by["below-threshold"] == {"yes": 2, "no": 1}


@pytest.mark.req("BRO-121")
def test_a_theme_of_licensed_transport_has_a_body_it_is_about(opened: Opened) -> None:
    office = opened("bromley")
    body = "The licensing authority for London"
    does(office, "theme-noted", theme="No safeguarding policy", level="regional", body=body)

    (entry,) = stands(office, "theme-noted")

    assert (entry.detail["level"], entry.detail["body"]) == ("regional", body)
    assert "transport" in {each.key for each in load_profile("bromley").sectors}


def test_a_correction_stands_beside_and_keeps_what_it_does_not_say(opened: Opened) -> None:
    office = opened("sandwell")
    does(office, "meeting-attended", at="2026-03-02", level="regional", name="Network")
    does(office, "meeting-attended", corrects="1", level="national")
    does(office, "meeting-attended", corrects="2", at="2026-03-03T10:00")

    (entry,) = stands(office)
    assert (entry.id, entry.number, entry.detail["level"], entry.detail["name"]) == ("1", 3, "national", "Network")
    assert (entry.happened_at, entry.is_day) == (datetime(2026, 3, 3, 10, tzinfo=UTC), False)
    every = list_log(office, Wanted(every=True)).lines
    assert [(each.entry.number, each.stands) for each in every] == [(1, False), (2, False), (3, True)]

    with pytest.raises(Misuse, match="is of the kind meeting-attended"):
        does(office, "tracker-checked", corrects="1")
    with pytest.raises(Misuse, match="no entry 9"):
        does(office, "meeting-attended", corrects="9")
    with pytest.raises(Misuse, match="which entry never happened"):
        does(office, "withdrawn")
    does(office, "withdrawn", corrects="3")
    assert stands(office) == []
    with pytest.raises(Misuse, match="was withdrawn"):
        does(office, "meeting-attended", corrects="1")


def test_days_of_a_period_are_included_and_years_are_those_of_the_report(opened: Opened) -> None:
    office = opened("bromley")
    for day in ("2026-03-31", "2026-04-01", "2027-03-31", "2027-04-01"):
        does(office, "mappa-attended", at=day)

    by_days = stands(office, since=date(2026, 4, 1), until=date(2027, 3, 31))

    assert [each.number for each in by_days] == [2, 3]
    assert stands(office, year=2026) == by_days
    assert does(office, "mappa-attended", at="2031-01-01").doubts == (
        "its day has not come yet: it counts from then on",
    )


def test_whoever_is_named_in_the_log_is_found_also_in_what_was_corrected(opened: Opened) -> None:
    office = opened("sandwell")
    does(office, "learning-event", audience="employers", lessons="What Jo Bloggs taught us")
    does(office, "learning-event", corrects="1", lessons="What one case taught us")
    does(office, "tracker-checked")

    assert [each.number for each in stands(office, naming="Jo Bloggs")] == [1]
    assert stands(office, naming="Ada Sample") == []


def test_the_trail_holds_who_recorded_what_kind_and_no_text(opened: Opened) -> None:
    office = opened("sandwell")
    does(office, "learning-event", audience="employers", lessons="A lesson")
    does(office, "learning-event", corrects="1", lessons="Another")

    with office.store.reading() as connection:
        noted = connection.execute(select(audit_entry.c["actor", "action", "subject", "detail"])).all()

    assert [tuple(each) for each in noted] == [
        ("duty-1", "recorded-in-log", "log 1", {"kind": "learning-event"}),
        ("duty-1", "recorded-in-log", "log 2", {"kind": "learning-event", "corrects": 1}),
    ]


@pytest.mark.parametrize("where", ["file", "server"])
def test_the_database_itself_keeps_every_entry(request: pytest.FixtureRequest, opened: Opened, where: str) -> None:
    office = opened("sandwell")
    with ExitStack() as stack:
        if where == "server":
            server: PostgresServer = request.getfixturevalue("postgres")
            office = replace(office, store=stack.enter_context(stack.enter_context(on_server(server)).open()))
        does(office, "tracker-checked", now=NOW)
        for change in (update(office_event).values(note="Nothing"), delete(office_event)):
            with pytest.raises(StoreError), office.store.writing() as connection:
                connection.execute(change)

        assert [each.note for each in stands(office)] == [""]


def test_what_a_duty_is_done_by_is_a_kind_of_the_log_with_what_it_allows() -> None:
    for name in built_in_profiles():
        profile = load_profile(name)
        for each in profile.duties:
            done_by = read_sought(each.done_by or f"duty-done:duty={each.key}")
            fields = {field.name: field for field in fields_of(LogKind(done_by.kind))}
            for field, value in done_by.says:
                choices = fields[field].choices
                assert choices is not None
                assert value in {choice.key for choice in choices(profile)}, (name, each.key)


def test_every_field_that_takes_a_choice_has_some_in_every_authority() -> None:
    for name in built_in_profiles():
        profile = load_profile(name)
        empty = [
            (kind, field.name)
            for kind in LogKind
            for field in fields_of(kind)
            if field.choices and not field.choices(profile) and field.name != "duty"
        ]
        assert empty == []


TRAINING = (
    ("2022-05-12", "everybody", "All staff", ""),
    ("2022-09-29", "health, partners", "LADO/CCG/SLAM", ""),
    ("2022-09-30", "students", "Step Up students: induction", ""),
    ("2022-10-05", "early-years", "Early years providers", "evening"),
    ("2022-10-12", "everybody", "All staff", ""),
    ("2023-01-18", "health", "General practitioners (SELCCG)", "targeted"),
    ("2023-02-03", "everybody", "All staff", ""),
    ("2023-03-28", "early-years", "Early years providers", "evening"),
)
"""The training log of one year (BRO-113)."""


@pytest.mark.req("BRO-112", "BRO-113")
def test_eight_trainings_print_eight_dated_lines_and_totals_by_audience(place: Place) -> None:
    with at_work(place, "bromley") as office:
        for day, audience, who, session in reversed(TRAINING):
            does(office, "training-given", at=day, audience=audience, who=who, session=session)

    lines = ran(place, "list", "--kind", "training-given").splitlines()

    days = ["Thu 12 May 2022", "Thu 29 Sep 2022", "Fri 30 Sep 2022", "Wed 5 Oct 2022", "Wed 12 Oct 2022",
            "Wed 18 Jan 2023", "Fri 3 Feb 2023", "Tue 28 Mar 2023"]  # fmt: skip
    for line, day, (_, _, who, _) in zip(lines[1:9], days, TRAINING, strict=True):
        assert f"  {day} " in line
        assert f"who: {who}" in line
    assert lines[10:] == [
        "8 times training was given",
        "  For whom: Everybody who works with children 3, Health: hospital, GP, community 2, Partner agencies 1, "
        "Students 1, Nursery or other early years setting 2",
        "  What kind of session: In the evening 2, Targeted 1",
    ]


PLANNED = (
    ("Engage self-employed staff, charities and voluntary agencies", "in-progress"),
    ("Briefings at twilight", ""),
    ("Attend forums of safeguarding leads", "achieved"),
    ("Conclude sooner", ""),
    ("Attend NHSE/CCG meetings", "achieved"),
    ("Attend MAPPA each month", "achieved"),
    ("Contribute to the regional and national network", "achieved"),
    ("Develop the ESO’s role", "achieved"),
    ("Spread procedures and thresholds", "achieved"),
)
"""Actions of one year, and how they stand in the end where that is said in one word (BRO-128 to BRO-136)."""


@pytest.mark.req(
    "BRO-128", "BRO-129", "BRO-130", "BRO-131", "BRO-132", "BRO-133", "BRO-134", "BRO-135", "BRO-136"
)  # fmt: skip
def test_the_plan_of_a_year_prints_targets_parts_and_how_each_action_stands(place: Place) -> None:
    more = {
        "Conclude sooner": {"target": "90", "target_of": "% in 3 months", "second_target": "60",
                            "second_target_of": "% in 1 month"},
        "Attend MAPPA each month": {"shown_by": "mappa-attended"},
    }  # fmt: skip
    with at_work(place, "bromley") as office:
        number = {
            action: does(office, "plan-action", year="2022/23", action=action, **more.get(action, {})).entry.id
            for action, _ in PLANNED
        }
        does(office, "plan-updated", about=number["Attend forums of safeguarding leads"], status="not-achieved")
        for action, status in PLANNED:
            if status:
                does(office, "plan-updated", about=number[action], status=status)
        briefings, sooner = number["Briefings at twilight"], number["Conclude sooner"]
        does(office, "plan-updated", about=briefings, status="achieved", part="Early years and childminders")
        does(office, "plan-updated", about=briefings, status="in-progress", part="Voluntary and sporting bodies")
        does(office, "plan-updated", about=sooner, status="not-achieved", actual="81", second_actual="44.5",
             says="A portal could help")  # fmt: skip
        for day in ("2022-04-12", "2023-03-14", "2023-04-11"):
            does(office, "mappa-attended", at=day)

    assert ran(place, "plan", "2022").splitlines() == [
        "1. Engage self-employed staff, charities and voluntary agencies  (entry 1)",
        "   In progress",
        "2. Briefings at twilight  (entry 2)",
        "   Early years and childminders: Achieved",
        "   Voluntary and sporting bodies: In progress",
        "3. Attend forums of safeguarding leads  (entry 3)",
        "   Achieved",
        "4. Conclude sooner  (entry 4)",
        "   to reach 90 % in 3 months, reached 81",
        "   to reach 60 % in 1 month, reached 44.5",
        "   Not achieved: A portal could help",
        "5. Attend NHSE/CCG meetings  (entry 5)",
        "   Achieved",
        "6. Attend MAPPA each month  (entry 6)",
        "   Achieved",
        "   shown by 2 entries: Tue 12 Apr 2022, Tue 14 Mar 2023",
        "7. Contribute to the regional and national network  (entry 7)",
        "   Achieved",
        "8. Develop the ESO’s role  (entry 8)",
        "   Achieved",
        "9. Spread procedures and thresholds  (entry 9)",
        "   Achieved",
    ]


@pytest.mark.req("BRO-138", "BRO-139", "BRO-141")
def test_the_plan_of_the_coming_year_prints_in_order_without_a_status(place: Place) -> None:
    with at_work(place, "bromley") as office:
        does(office, "plan-action", year="2023", action="Conclude sooner", target="90", second_target="60")
        does(office, "plan-action", year="2023/24", action="Engage voluntary and sporting bodies, with Early Help")
        does(office, "plan-action", year="2023-2024", action="Use regional benchmarking to review thresholds")
        does(office, "plan-action", year="2022", action="Of the year before")

    assert ran(place, "plan", "2023").splitlines() == [
        "1. Conclude sooner  (entry 1)",
        "   to reach 90",
        "   to reach 60",
        "2. Engage voluntary and sporting bodies, with Early Help  (entry 2)",
        "3. Use regional benchmarking to review thresholds  (entry 3)",
    ]
    (first, *_) = json.loads(ran(place, "plan", "2023", "--json"))
    assert ([each["number"] for each in first["targets"]], first["parts"]) == (["90", "60"], [])


def test_the_commands_add_correct_list_and_explain(place: Place) -> None:
    said = [text for each in ("level=regional", "name=Network") for text in ("--set", each)]
    assert ran(place, "add", "meeting-attended", "--at", "2026-03-02", *said) == (
        "entry 1: a meeting or event was attended, Mon 2 Mar 2026\n"
    )
    ran(place, "add", "meeting-attended", "--corrects", "1", "--set", "level=national")

    found = json.loads(ran(place, "list", "--from", "2026-03-02", "--to", "2026-03-02", "--json"))

    (entry,) = found["entries"]
    assert (entry["entry"], entry["number"], entry["corrects"], entry["stands"]) == ("1", 2, 1, True)
    assert (entry["day"], entry["time_known"], entry["says"]) == (
        "2026-03-02", False, {"level": "national", "name": "Network"},
    )  # fmt: skip
    assert entry["in_words"][0] == {"name": "level", "label": "Whose it was", "words": "National"}
    assert found["counts"] == {"meeting-attended": {"entries": 1, "by": {"level": {"national": 1}}}}
    assert ran(place, "add", "withdrawn", "--corrects", "1") == "entry 1 is withdrawn, and no longer counts\n"
    assert ran(place, "list") == ""
    assert "audit" in ran(place, "kinds")
    assert [each["name"] for each in json.loads(ran(place, "kinds", "mappa-attended", "--json"))] == ["plans"]
    with at_work(place, "bromley"):
        pass
    done = lado("worklist", "--done", "mappa", home=place.home, passphrase_file=place.passphrase_file)
    assert (done.status, done.out) == (0, "LADO attends MAPPA: 1 of at least 1 this month\n")
    wrong = lado("log", "add", "dancing", home=place.home, passphrase_file=place.passphrase_file)
    assert (wrong.status, "the log has no kind of entry dancing" in wrong.err) == (2, True)


@contextmanager
def at_work(place: Place, profile: str) -> Iterator[Office]:
    """Open the office of a home, by the settings of an authority."""
    home = find_home(place.home)
    home.profile_file.write_bytes(built_in_profiles()[profile].read_bytes())
    with open_office(home, PASSPHRASE) as office:
        yield office


def ran(place: Place, *arguments: str) -> str:
    done = lado("log", *arguments, home=place.home, passphrase_file=place.passphrase_file)
    assert done.status == 0, done.err
    return done.out
