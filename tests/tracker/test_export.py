"""The tracker out of the store and back: the same counts, safe cells, and a note of who took it out; figures too."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from uuid import UUID

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from lado_kit.casework.clocks import EventKind
from lado_kit.casework.figures import NOT_HELD, Figures, Period
from lado_kit.casework.log import LogKind
from lado_kit.cells import FORMULA, as_csv, as_xlsx, without_mark
from lado_kit.custody.unlocking import Office
from lado_kit.errors import Misuse
from lado_kit.home import Home
from lado_kit.office.cases import import_files
from lado_kit.office.events import record
from lado_kit.office.figures import read_figures, read_years, wanted_period
from lado_kit.office.log import list_plan
from lado_kit.office.log import record as log
from lado_kit.office.taking_out import take_out_list
from lado_kit.office.worklists import Entry, show_list
from lado_kit.store.disposal import DisposedCase, dispose
from lado_kit.store.exports import exports_made
from lado_kit.store.retention import add_decision
from lado_kit.store.tables import Reviewed, audit_entry, case_record
from lado_kit.tracker.exporting import Export, export_tracker
from lado_kit.tracker.importing import import_tracker
from lado_kit.tracker.table import read_table
from lado_site.profiles import built_in_profiles, day_in_england
from tests.intake.builders import ANSWERS, AUTHORITY, NOW, a_submission, save
from tests.kit.quick_office import an_empty_home, an_office
from tests.tracker import year
from tests.tracker.test_moving_in import completed

ROWS = 40
LATER = NOW + timedelta(days=3)
FORMULAS = ("=1+1", "+44 1632 960001", "-5", "@SUM(A1)", "'quoted", "=cmd|' /C calc'!A0")


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return an_empty_home(tmp_path_factory.mktemp("export"))


@pytest.fixture(scope="module")
def office(empty: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office with part of a year out of a spreadsheet, and one referral with a history of its own."""
    folder = tmp_path_factory.mktemp("office")
    with an_office(empty, folder) as office:
        content = year.as_xlsx(year.contacts(ROWS))
        import_tracker(office, content, completed(year.as_xlsx(year.contacts(60))), now=NOW)
        answers = {**ANSWERS, "adult_phone": "+44 1632 960001", "what_happened": "=HYPERLINK(1)"}
        save(folder / "in", "one.txt", a_submission(answers=answers))
        assert import_files(office, [str(folder / "in")], now=NOW).is_clean
        for day, kind, detail in (
            (1, "external-reference-set", {"reference": "LCS 12345"}),
            (1, "allegation-set", {"adult": "Somebody", "category": "sexual"}),
            (1, "threshold-decided", {"met": "yes", "pathway": "position-of-trust", "reason": "Harm"}),
            (2, "meeting-held", {"meeting": "lado-led", "reason": "Late"}),
            (2, "action-agreed", {"action": "Ring the parents", "owner": "Head teacher", "by": "2026-05-04"}),
            (2, "police-investigation-started", {}),
            (2, "referred-on", {"body": "dbs", "by": "lado", "why": "high-risk", "on": "2026-05-05"}),
        ):
            at = NOW + timedelta(days=day)
            record(office, here(), EventKind(kind), at=at.isoformat(), detail=detail, override="A test", now=at)
        yield office


def here() -> str:
    return f"2026-{ROWS + 1:04}"


@pytest.fixture(scope="module")
def exported(office: Office) -> Export:
    return export_tracker(office, kind=".csv", reason="Monthly copy", now=LATER)


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig"), newline="")))


def figures(office: Office, year: int) -> Figures:
    return read_figures(office, wanted_period(office, year=year, first=None, last=None, now=LATER), now=LATER)


def outcome_of(found: Figures) -> dict[str, dict[str, int]]:
    return {table.key: {each.key: each.now for each in table.lines} for table in found.tables}


@pytest.mark.req("BRO-49", "BRO-137", "BRO-143")
def test_a_record_of_today_is_in_the_export_of_today_with_its_reference_in_the_case_system(exported: Export) -> None:
    rows = rows_of(exported.content)

    assert exported.rows == len(rows) == ROWS + 1
    row = next(each for each in rows if each["Case number"] == here())
    assert row["Reference in the case system"] == "LCS 12345"
    assert (row["Where it led"], row["Day of the decision"]) == ("Position of Trust (POT)", "2026-05-04")
    assert row["What kind of concern is it"].startswith("Sexual; ")
    assert row["Where it led, with the day of each change"] == "2026-05-04 position-of-trust"
    dbs = "Disclosure and Barring Service (DBS)"
    assert (row[f"Referred to: {dbs}"], row[f"Day of the referral to: {dbs}"]) == ("Yes", "2026-05-05")
    closed = next(each for each in rows if each["The office’s own reference"] == "T/20/0011")
    assert (closed["Day on which the contact was received"], closed["Days from contact to conclusion"]) == (
        "2024-04-09", "31",
    )  # fmt: skip


@pytest.mark.parametrize("kind", [".csv", ".xlsx"])
def test_what_was_taken_out_comes_back_with_the_same_figures(
    office: Office, exported: Export, empty: Home, tmp_path: Path, kind: str
) -> None:
    made = exported if kind == ".csv" else export_tracker(office, kind=kind, reason="To move", now=LATER)

    again = import_tracker(office, made.content, made.map, now=LATER)
    with an_office(empty, tmp_path) as other:
        moved = import_tracker(other, made.content, made.map, now=LATER)
        theirs = outcome_of(figures(other, 2024))

    assert (again.added, again.already, again.changed, again.problems) == (0, ROWS + 1, (), ())
    assert (moved.added, moved.problems, moved.warnings) == (ROWS + 1, (), ())
    assert theirs == outcome_of(figures(office, 2024))
    assert theirs["contacts"] == {
        "referral": 16, "consultation": 24, "out-of-area": 0, "undecided": 0,
    }  # fmt: skip


def test_no_cell_is_a_formula_and_all_come_back_as_they_were(exported: Export) -> None:
    row = next(each for each in rows_of(exported.content) if each["Case number"] == here())
    beside = [[each, "x"] for each in FORMULAS]

    assert row["Telephone number"] == "'+44 1632 960001"
    assert not any(each.startswith(FORMULA) for row in rows_of(exported.content) for each in row.values())
    for made in (as_csv(["A", "B"], beside), as_xlsx("T", ["A", "B"], beside)):
        assert [line.cells[0] for line in read_table(made).below(1)] == list(FORMULAS)
    sheet = load_workbook(BytesIO(as_xlsx("T", ["A"], [[each] for each in FORMULAS]))).active
    assert [cell.data_type for (cell,) in sheet.iter_rows(min_row=2)] == ["s"] * len(FORMULAS)
    assert without_mark("'Til tomorrow") == "'Til tomorrow"


def test_who_took_what_out_and_why_is_kept_and_the_audit_trail_names_nobody(office: Office, exported: Export) -> None:
    with office.store.reading() as connection:
        kept = next(each for each in exports_made(connection, AUTHORITY) if each.sha256 == exported.sha256)
        asked = select(audit_entry.c.detail).where(audit_entry.c.action == "tracker-exported")
        noted = [json.dumps(dict(each)) for each in connection.scalars(asked)]

    assert (kept.what, kept.rows, kept.left_out, kept.reason) == ("tracker", ROWS + 1, 0, "Monthly copy")
    assert noted
    assert not any("Monthly" in each for each in noted)
    for reason, kind in ((" ", ".csv"), ("Why not", ".ods")):
        with pytest.raises(Misuse):
            export_tracker(office, kind=kind, reason=reason, now=LATER)


# ── lists by which the service is watched over ────────────────────────────────────────────────────────────────────────


@pytest.mark.req("WAN-68")
def test_open_actions_and_minutes_are_listed_with_the_days_due_and_sent(office: Office) -> None:
    found = {each.what: each for each in show_list(office, "meeting-actions", now=LATER, most=None).entries}

    action = found["action: Ring the parents (Head teacher)"]
    minutes = found["minutes of the meeting on 5 May 2026: not sent"]
    assert (action.case, action.is_late) == (here(), True)
    overdue = show_list(office, "overdue", now=LATER, most=None).entries
    assert (here(), "agreed-action", True) in {(each.case, each.clock, each.is_late) for each in overdue}
    # Ten working days from Tuesday 5 May 2026 end on Tuesday 19 May.
    assert minutes.ends and minutes.ends.date() == date(2026, 5, 19)
    assert not minutes.is_late


@pytest.mark.req("WAN-66", "WAN-69")
def test_exceptions_and_open_investigations_are_lists_and_files(office: Office) -> None:
    listed, content = take_out_list(office, "supervision", reason="Monthly", now=LATER)
    exceptions = show_list(office, "exceptions", now=LATER, most=None)

    mine = next(each for each in rows_of(content) if each["Case"] == here())
    assert mine["What"].startswith("3 days old; Position of Trust (POT); waits for the police; Head teacher; next: ")
    assert listed.count == len(rows_of(content)) == 1 + len([each for each in range(1, ROWS + 1) if is_open(each)])
    old = [each for each in exceptions.entries if "open for " in each.what]
    assert {each.case for each in old} >= {"2026-0007", "2026-0021"}
    with office.store.reading() as connection:
        assert "worklist supervision" in {each.what for each in exports_made(connection, AUTHORITY)}


def is_open(number: int) -> bool:
    """A referral of the made-up year that nobody closed."""
    row = year.contact(number)
    return row["Threshold met?"] == "Y" and not row["Closed"]


# ── what was disposed of ──────────────────────────────────────────────────────────────────────────────────────────────


def test_what_was_disposed_of_stays_in_the_figures_and_is_not_brought_in_again(empty: Home, tmp_path: Path) -> None:
    content = year.as_xlsx(year.contacts(12))
    map_ = completed(year.as_xlsx(year.contacts(60)))
    with an_office(empty, tmp_path) as office:
        import_tracker(office, content, map_, now=NOW)
        before = outcome_of(figures(office, 2024))
        remove(office, "2026-0006")

        after = outcome_of(figures(office, 2024))
        again = import_tracker(office, content, map_, now=LATER)

    for table in ("contacts", "sector", "category", "outcome", "pathway", "concluded"):
        assert after[table] == before[table], table
    assert after["source"]["removed"] == 1
    assert (again.rows, again.added, again.already, again.disposed, again.is_clean) == (12, 0, 11, 1, True)


def remove(office: Office, reference: str) -> None:
    """Dispose of a case as retention does, with what that leaves."""
    row = year.contact(int(reference[-4:]))
    with office.store.writing() as connection:
        id_ = connection.scalar(select(case_record.c.id).where(case_record.c.reference == reference))
        assert isinstance(id_, UUID)
        left = DisposedCase(
            id=id_, authority=AUTHORITY, duplicate_of=None, reference=reference, form="earlier-record",
            sector="primary-school", category="physical", outcome="substantiated", pathway="position-of-trust",
            met="yes", overseen="", result="", received_on=row["Date  of\nContact"].isoformat(),
            concluded_on=row["Date concluded"].isoformat(), closed_on="", children=1, proposed_by="cover-1",
            disposed_by="duty-1", proposed_at=NOW, disposed_at=NOW, certificate="{}", certificate_sha256="0" * 64,
        )  # fmt: skip
        add_decision(
            connection, id_, Reviewed.PROPOSE, authority=AUTHORITY, reason="Old", actor="cover-1", now=NOW
        )  # fmt: skip
        dispose(connection, [left])


# ── any period ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("SAN-88")
def test_figures_are_of_any_days_straight_from_the_store(office: Office) -> None:
    every = [each["Date  of\nContact"] for each in year.contacts(ROWS)]
    first, last = date(2024, 4, 10), date(2024, 4, 20)

    period = wanted_period(office, year=None, first=first, last=last, now=LATER)
    contacts = read_figures(office, period, now=LATER).table("contacts")

    assert period == Period(first=first, last=last)
    assert contacts.total and contacts.total.now == sum(first <= each <= last for each in every) > 0
    this_year = wanted_period(office, year=None, first=None, last=None, now=LATER)
    found = read_figures(office, this_year, now=LATER)
    assert (this_year.name, found.table("contacts").number("referral")) == ("2026", 1)
    assert found.table("category").number("sexual") == 1
    for asked in ({"year": 2024, "first": first, "last": None}, {"year": None, "first": last, "last": first}):
        with pytest.raises(Misuse):
            wanted_period(office, now=LATER, **asked)  # type: ignore[arg-type]


def test_years_one_after_another_say_what_each_says_by_itself(office: Office) -> None:
    this_year = wanted_period(office, year=None, first=None, last=None, now=LATER)

    years = read_years(office, this_year, 4, now=LATER)

    assert [each.period.name for each in years] == ["2023", "2024", "2025", "2026"]
    assert (years[0].contacts, years[1].contacts + years[2].contacts, years[3].contacts) == (NOT_HELD, ROWS, 1)
    for each in years[1:]:
        alone = figures(office, each.period.first.year)
        assert each.kinds == tuple(line.now for line in alone.table("contacts").lines)
        assert each.concluded == sum(line.now for line in alone.table("concluded").lines)
        assert (each.days or 0) == alone.table("days").number("average")
    assert years[1].concluded > 0
    with pytest.raises(Misuse):
        read_years(office, Period(first=LATER.date(), last=LATER.date()), 2, now=LATER)


@contextmanager
def working_by(profile: str, empty: Home, folder: Path, *surnames: str) -> Iterator[Office]:
    """Open an office by the settings of an authority, with a referral of each of these adults."""
    with an_office(empty, folder) as office:
        for name in surnames:
            save(folder / "in", f"{name}.txt", a_submission(answers={**ANSWERS, "adult_family_name": name}))
        assert import_files(office, [str(folder / "in")], now=NOW).is_clean
        office.home.profile_file.write_bytes(built_in_profiles()[profile].read_bytes())
        yield office


@pytest.mark.req("BRO-142")
def test_an_action_to_hold_more_meetings_is_measured_by_meetings_against_referrals(empty: Home, tmp_path: Path) -> None:
    action = "Use the ASV meeting more, as a core part of the work"
    with working_by("bromley", empty, tmp_path, "Larkmoss", "Oddstone", "Marlpit", "Wrenfield") as office:
        for number in range(1, 5):
            decided = {"met": "yes", "pathway": "category-1", "reason": "Harm"}
            happens(office, f"2026-{number:04}", "threshold-decided", decided)
        happens(office, "2026-0001", "meeting-held", {"meeting": "lado-led", "reason": "Late"})
        log(office, LogKind.PLAN_ACTION, detail={"year": "2026", "action": action}, now=LATER)

        said = {"year": "2026/27", "table": "meetings", "says": "The BSO was away"}
        wrong = log(office, LogKind.FIGURE_EXPLAINED, detail={**said, "says": "A slip"}, now=LATER).entry
        log(office, LogKind.FIGURE_EXPLAINED, detail=said, corrects=wrong.id, now=LATER)
        with pytest.raises(Misuse):
            log(office, LogKind.FIGURE_EXPLAINED, detail={**said, "table": "party"}, now=LATER)

        (planned,) = list_plan(office, 2026)
        found = figures(office, 2026)
        before = figures(office, 2025)

    assert planned.action == action
    assert (found.table("meetings").said, before.table("meetings").said) == (("The BSO was away",), ())
    assert found.table("meetings-per-100").number("lado-led") == 25
    assert [(each.key, each.now) for each in found.table("meetings-of-referrals").lines] == [("met", 1), ("not", 3)]


@pytest.mark.req("WAN-44")
def test_the_tracker_is_of_any_moment_and_a_check_is_asked_for_by_the_end_of_each_month(
    empty: Home, tmp_path: Path
) -> None:
    def check(there: Office, day: datetime) -> Entry:
        return next(each for each in show_list(there, "duties", now=day).entries if each.clock == "tracker-check")

    with working_by("wandsworth", empty, tmp_path, "Larkmoss") as office:
        before = rows_of(export_tracker(office, kind=".csv", reason="A look", now=NOW).content)
        happens(office, "2026-0001", "external-reference-set", {"reference": "LCS 7"})
        after = rows_of(export_tracker(office, kind=".csv", reason="A look", now=LATER).content)
        asked = check(office, LATER)
        log(office, LogKind.TRACKER_CHECKED, detail={"found": "A day put right"}, now=LATER)
        done, missed = check(office, LATER), check(office, datetime(2026, 7, 1, 12, tzinfo=UTC))

    assert [row["Reference in the case system"] for row in (*before, *after)] == ["", "LCS 7"]
    assert asked.ends and day_in_england(asked.ends) == date(2026, 5, 31)
    assert done.ends is None
    assert missed.what.endswith("0 of at least 1 this month; missed: June 2026 (0 of 1)")


def happens(office: Office, case: str, kind: str, detail: dict[str, str]) -> None:
    record(office, case, EventKind(kind), at=LATER.isoformat(), detail=detail, override="A test", now=LATER)
