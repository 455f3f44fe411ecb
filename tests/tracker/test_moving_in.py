"""A whole year out of a spreadsheet: every count comes back, nothing is doubled, and nothing is half imported."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from lado_kit.casework.clocks import EventKind
from lado_kit.custody.unlocking import Office
from lado_kit.errors import Refused, StoreError
from lado_kit.home import Home
from lado_kit.intake import Content, import_paths
from lado_kit.office.acknowledging import find_unacknowledged
from lado_kit.office.cases import find_matches, import_files, list_cases, list_inbox, read_books, read_case
from lado_kit.office.clocks import list_clocks
from lado_kit.office.events import list_events
from lado_kit.store import earlier
from lado_kit.store.earlier import earlier_id
from lado_kit.store.tables import audit_entry, case_record, submission
from lado_kit.tracker.counting import count_answers, count_stored
from lado_kit.tracker.importing import MOST_NEW, Outcome, import_tracker
from lado_kit.tracker.suggesting import suggest_map
from lado_kit.tracker.table import read_table
from lado_site.forms import FORMS, names
from lado_site.forms.compiled import compile_form, read_definition
from lado_site.forms.earlier_record import earlier_record
from lado_site.profiles import built_in_profiles, load_profile
from tests.intake.builders import AUTHORITY, NOW, OFFICER, REFERRAL, a_submission, save
from tests.kit.quick_office import an_empty_home, an_office
from tests.tracker import year

SANDWELL = load_profile(AUTHORITY)
FORM = earlier_record(SANDWELL)
LATER = NOW + timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class MovedIn:
    """An office that has brought its year in."""

    office: Office
    outcome: Outcome
    map: str


def completed(content: bytes) -> str:
    """The suggested map as a person completes it: the column of ticks is left out."""
    suggested = suggest_map(read_table(content), FORM, name="tracker.xlsx")
    assert suggested.count('= "?"') == 1
    return suggested.replace('"Admin use" = "?"', '"Admin use" = ""')


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return an_empty_home(tmp_path_factory.mktemp("tracker"))


@pytest.fixture(scope="module")
def moved_in(empty: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MovedIn]:
    """Do not change what was imported."""
    content = year.as_xlsx(year.contacts())
    map_ = completed(content)
    with ExitStack() as stack:
        office = stack.enter_context(an_office(empty, tmp_path_factory.mktemp("moved-in")))
        yield MovedIn(office=office, outcome=import_tracker(office, content, map_, now=NOW), map=map_)


@pytest.fixture
def office(empty: Home, tmp_path: Path) -> Iterator[Office]:
    with an_office(empty, tmp_path) as office:
        yield office


def keyed(name: str, words: tuple[str, ...], keys: tuple[str, ...]) -> Mapping[str, int]:
    meaning = dict(zip(words, keys, strict=True))
    return Counter(meaning[each[name]] for each in year.contacts())


def calendar_years(name: str) -> Mapping[str, int]:
    return Counter(str(each[name].year) for each in year.contacts() if each[name])


EXPECTED = {
    "year": calendar_years("Date  of\nContact"),
    "source": Counter(each["Source"] for each in year.contacts()),
    "sector": keyed("Sector", year.SECTORS, year.SECTOR_KEYS),
    "category": keyed("Category", year.CATEGORIES, year.CATEGORY_KEYS),
    "threshold": Counter({"Y": "yes", "N": "no"}[each["Threshold met?"]] for each in year.contacts()),
    "pathway": keyed("Type", ("Position of Trust (POT)", "Advice and Guidance"), ("position-of-trust", "advice")),
    "outcome": keyed("Outcome", year.OUTCOMES, year.OUTCOME_KEYS),
    "stage": keyed("Status", ("Closed", "Complete", "Ongoing"), ("closed", "concluded", "open")),
    "referred": Counter(
        body
        for each in year.contacts()
        for bodies in [
            [
                *(["dbs"] if each["DBS referral"] == "Yes" else []),
                *(["regulator"] if each["Referred to"] else []),
            ]
        ]
        for body in bodies or ["none"]
    ),
    "children": Counter(str(bool(each["Child name"]) + bool(each["Child 2 name"])) for each in year.contacts()),
    "decided": calendar_years("Decision date"),
    "concluded": calendar_years("Date concluded"),
    "closed": calendar_years("Closed"),
}
"""What the made-up year counts to, by its own values."""

# ── the whole year ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_whole_year_comes_in_and_gives_back_the_same_counts(moved_in: MovedIn) -> None:
    office = moved_in.office
    ids = [earlier_id(AUTHORITY, each["LADO Ref"]) for each in year.contacts()]

    with office.store.reading() as connection:
        stored = count_stored(connection, office, ids, SANDWELL)

    assert (moved_in.outcome.rows, moved_in.outcome.added, moved_in.outcome.problems) == (year.ROWS, year.ROWS, ())
    assert moved_in.outcome.warnings == ()
    assert {table: dict(sorted(counts.items())) for table, counts in EXPECTED.items()} == stored
    assert stored == moved_in.outcome.counts
    assert sum(stored["year"].values()) == year.ROWS


def test_the_same_year_as_text_out_of_windows_is_the_same_records(moved_in: MovedIn) -> None:
    """Other letters, another delimiter, days as text, no title above: every answer is the same."""
    text = year.as_csv(year.contacts(), encoding="cp1252", delimiter=";")
    map_ = completed(text)

    outcome = import_tracker(moved_in.office, text, map_, now=LATER, dry_run=True)

    assert (outcome.rows, outcome.added, outcome.already, outcome.changed) == (year.ROWS, 0, year.ROWS, ())


def test_the_same_file_again_adds_nothing_and_is_noted(moved_in: MovedIn) -> None:
    content = year.as_xlsx(year.contacts())

    outcome = import_tracker(moved_in.office, content, moved_in.map, now=LATER)

    assert (outcome.added, outcome.already, outcome.is_clean) == (0, year.ROWS, True)
    with moved_in.office.store.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(case_record)) == year.ROWS
        asked = select(audit_entry).where(audit_entry.c.action == "tracker-imported")
        noted = connection.execute(asked.order_by(audit_entry.c.sequence)).mappings().all()
    assert [each["detail"]["added"] for each in noted] == [year.ROWS, 0]
    assert noted[0]["detail"] == {
        "rows": 500, "added": 500, "already": 0, "changed": 0, "sha256": moved_in.outcome.sha256,
    }  # fmt: skip
    assert not any(surname in json.dumps(dict(each["detail"])) for each in noted for surname in year.SURNAMES)


def test_a_row_that_changed_is_listed_and_not_doubled(moved_in: MovedIn) -> None:
    every = year.contacts()
    every[11] |= {"Outcome": "Malicious", "Role": "Caretaker"}

    outcome = import_tracker(moved_in.office, year.as_xlsx(every), moved_in.map, now=LATER)

    (changed,) = outcome.changed
    assert (changed.row, changed.questions) == (15, ("Job title or role", "The outcome"))
    assert (outcome.added, outcome.already, outcome.is_clean) == (0, year.ROWS - 1, False)
    kept = read_case(moved_in.office, changed.case, now=LATER)
    assert (kept.case.answers["work_role"], kept.case.answers["own_reference"]) == ("Practitioner", "T/20/0012")
    assert "outcome" not in kept.case.answers


@pytest.mark.req("BED-79", "BED-81", "BED-84", "BED-85", "BED-86", "BED-101")
def test_a_record_is_found_under_its_old_reference_with_all_that_the_row_said(moved_in: MovedIn) -> None:
    row = year.contact(41)

    file = read_case(moved_in.office, " t/20/0041 ", now=LATER)

    case = file.case
    assert case.adult and case.organisation and case.referrer and case.engagement and case.allegation
    assert (case.adult["family_name"], case.adult["given_names"]) == (row["Surname of adult"], row["First name"])
    assert case.adult["birth_date"] == row["DOB"].isoformat()
    assert (case.referrer["kind"], case.referrer["organisation"]) == (row["Source"], row["Referring agency"])
    assert (case.organisation["name"], case.engagement["role"]) == (row["Employer"], row["Role"])
    assert case.allegation["summary"] == row["Summary"]
    given, family = row["Child name"].split()
    assert [(each["given_names"], each["family_name"]) for each in case.children] == [
        (given, family),
        tuple(reversed(row["Child 2 name"].split(", "))),
    ]
    assert case.children[0]["birth_date"] == row["Child DOB"].isoformat()


def test_what_happened_is_told_by_events_on_their_days(moved_in: MovedIn) -> None:
    row = year.contact(30)  # the criteria were met, the police investigated, it was referred on and closed

    happened = list_events(moved_in.office, "T/20/0030", now=LATER)

    days = {each.kind: each.happened_at.date() for each in happened.standing}
    assert days[EventKind.CONTACT] == days[EventKind.REFERRAL_RECEIVED] == row["Date  of\nContact"]
    assert days[EventKind.THRESHOLD_DECIDED] == row["Decision date"]
    assert days[EventKind.POLICE_INVESTIGATION_STARTED] == row["Police start"]
    assert days[EventKind.OUTCOME_RECORDED] == days[EventKind.CONCLUDED] == row["Date concluded"]
    assert days[EventKind.REFERRED_ON] == row["Date of DBS referral"]
    assert happened.doubts == ()
    outcome = next(each for each in happened.standing if each.kind is EventKind.OUTCOME_RECORDED)
    assert outcome.detail["outcome"] == "substantiated"
    assert outcome.note == "the spreadsheet does not say on which day"


def test_what_is_over_has_no_clocks_and_what_is_open_has(moved_in: MovedIn) -> None:
    assert list_clocks(moved_in.office, now=LATER, name="T/20/0011") == ()  # closed
    assert list_clocks(moved_in.office, now=LATER, name="T/20/0007") != ()  # ongoing


def test_history_counts_in_matching_and_floods_no_list(moved_in: MovedIn) -> None:
    office = moved_in.office

    suggestions = find_matches(office, "T/20/0030", now=LATER).suggestions

    # The same made-up person comes again where surname, first name and birth date do.
    same = [each for each in year.contacts() if is_same_adult(each, year.contact(30))]
    assert len(same) > 1
    found = {each.other for each in suggestions if each.kind == "adult"}
    assert {reference_of(office, each["LADO Ref"]) for each in same} - {reference_of(office, "T/20/0030")} <= found
    assert list_inbox(office) == ()
    assert find_unacknowledged(office, since=NOW - timedelta(days=9))[0] == []
    assert len(list_cases(office)) == year.ROWS


def is_same_adult(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all(one[name] == other[name] for name in ("Surname of adult", "First name", "DOB"))


def reference_of(office: Office, old: str) -> str:
    with office.store.reading() as connection:
        asked = select(case_record.c.reference).join(submission, submission.c.case_id == case_record.c.id)
        id_: UUID = earlier_id(AUTHORITY, old)
        return str(connection.scalar(asked.where(submission.c.submission_id == id_)))


def test_the_books_balance_and_no_name_is_in_the_audit_trail(moved_in: MovedIn) -> None:
    assert read_books(moved_in.office).balances
    with moved_in.office.store.reading() as connection:
        told = [json.dumps(dict(each)) for each in connection.scalars(select(audit_entry.c.detail))]
    assert len(told) >= year.ROWS
    assert not any(surname in each for each in told for surname in year.SURNAMES)


# ── all or nothing ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_problem_is_listed_by_row_and_column_and_nothing_is_imported(office: Office) -> None:
    every = year.contacts(12)
    map_ = completed(year.as_xlsx(year.contacts(60)))
    every[0] |= {"Date  of\nContact": "31/02/2024"}
    every[1] |= {"LADO Ref": ""}
    every[2] |= {"Outcome": "Sort of"}
    every[3] |= {"LADO Ref": "t/20/0005"}
    every[5] |= {"DOB": "1/1/2096"}
    every[6] |= {"Closed": "3/1/2020"}

    for dry_run in (True, False):
        outcome = import_tracker(office, year.as_csv(every), f"{map_text(map_)}", now=NOW, dry_run=dry_run)

        assert {(each.row, each.column) for each in outcome.problems} == {
            (2, "Date of Contact"), (3, ""), (4, "Outcome"), (5, ""), (6, ""), (7, "DOB"),
        }  # fmt: skip
        said = {each.row: each.sentence for each in outcome.problems}
        assert said[2] == "“31/02/2024” is not a day that can be read; write it like 5/3/2023"
        assert said[4] == "the map does not say what “Sort of” means: add it to [values.outcome]"
        assert said[6] == "row 5 has the same reference; give each row its own, like 12a and 12b"
        assert "the case is closed before the contact" in {each.sentence for each in outcome.warnings}
        assert not outcome.is_imported
    assert list_cases(office) == ()


def map_text(map_: str) -> str:
    """The map of the workbook, for the same columns as text."""
    return map_.replace('sheet = "Contacts 24-25"\n', "").replace("headings = 3", "headings = 1")


def test_what_is_raised_at_the_end_undoes_everything(office: Office, tmp_path: Path) -> None:
    """Rows, runs and audit entries: whoever imports as a whole is asked last, with all of it written."""
    seen: list[int] = []

    def closing(connection: Any, _: Any) -> Any:
        seen.append(connection.scalar(select(func.count()).select_from(case_record)))
        raise StoreError("not these", hint="")

    files = [save(tmp_path / "in", f"{number}.txt", a_submission()) for number in range(3)]
    with pytest.raises(StoreError, match="not these"):
        import_paths(
            [Content(name=path.name, raw=path.read_bytes()) for path in files],
            store=office.store,
            authority=AUTHORITY,
            identities=[OFFICER],
            definition_for=lambda _: REFERRAL,
            actor="duty-1",
            now=NOW,
            closing=closing,
        )

    assert seen == [3]
    assert list_cases(office) == ()
    with office.store.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(audit_entry)) == 0
    assert read_books(office).totals["found"] == 0


def test_referrals_come_in_beside_an_imported_history(moved_in: MovedIn, tmp_path: Path) -> None:
    content = year.as_csv(year.contacts(3))
    save(tmp_path / "in", "one.txt", a_submission())
    with an_office(an_empty_home(tmp_path / "other"), tmp_path / "here") as office:
        import_tracker(office, content, map_text(moved_in.map), now=NOW)
        assert import_files(office, [str(tmp_path / "in")], now=NOW).is_clean

        assert [each.reference for each in list_inbox(office)] == ["2026-0004"]
        assert len(list_cases(office)) == 4


def test_more_rows_than_come_in_at_once_are_refused_before_anything_is_sealed(office: Office) -> None:
    rows = [f"{number},{1 + number % 28}/3/2024" for number in range(MOST_NEW + 1)]
    map_ = '[columns]\nRef = "own_reference"\nDate = "received_on"\n'

    with pytest.raises(Refused, match="2,001 rows are new, and 2,000 can be brought in at once"):
        import_tracker(office, "\n".join(["Ref,Date", *rows]).encode(), map_, now=NOW)

    assert list_cases(office) == ()


def test_years_are_the_authoritys_own() -> None:
    """Bromley's year ends in March, and so a contact of 1 April counts in the next."""
    days = ("2023-03-31", "2023-04-01", "2023-03", "2023-04")
    every = [{"own_reference": day, "received_on": day} for day in days]

    assert count_answers(every, load_profile("bromley"))["year"] == {"2022-23": 2, "2023-24": 2}
    assert count_answers(every, SANDWELL)["year"] == {"2023": 4}


def test_a_map_of_another_spreadsheet_says_which_columns_differ(office: Office, moved_in: MovedIn) -> None:
    content = year.as_csv(year.contacts(3)).replace(b"Employer", b"Workplace")

    with pytest.raises(Refused) as refused:
        import_tracker(office, content, map_text(moved_in.map), now=NOW)

    assert "says nothing of the column “Workplace”" in refused.value.message
    assert "has no column “Employer”" in refused.value.message


# ── the form ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_form_of_an_earlier_record_is_the_offices_own_and_is_published_nowhere() -> None:
    assert FORM.name not in FORMS
    assert FORM.name == names.EARLIER_RECORD == earlier.EARLIER_RECORD
    for name in built_in_profiles():
        form = earlier_record(load_profile(name))
        assert read_definition(compile_form(form)) == form
        assert [each.name for each in form.every_question() if each.required] == [
            "own_reference", "received_on", "referred_body",
        ]  # fmt: skip
