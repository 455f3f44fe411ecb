"""Contacts by sector, category, outcome and time at once: counted by hand, and beside the tables of one thing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from lado_kit.casework.clocks import EventKind
from lado_kit.casework.figures import NOT_HELD, Crossed, Figures, Period, cross, keys_of, reporting_year
from lado_kit.commands.crossed import show_crossed
from lado_kit.custody.unlocking import Office
from lado_kit.errors import Misuse
from lado_kit.home import Home
from lado_kit.office.cases import import_files
from lado_kit.office.events import record
from lado_kit.office.figures import counted_cases, read_crossed, read_figures, read_years, wanted_period
from lado_kit.store.disposal import DisposedCase, dispose
from lado_kit.store.retention import add_decision
from lado_kit.store.tables import Reviewed, case_record
from lado_kit.tracker.importing import import_tracker
from lado_site.profiles import built_in_profiles, load_profile
from tests.intake.builders import ANSWERS, AUTHORITY, NOW, a_submission, save
from tests.kit.quick_office import an_empty_home, an_office
from tests.tracker import year
from tests.tracker.test_moving_in import completed

LATER = NOW + timedelta(days=3)
ROWS = 30
LAST_WINTER = (
    {"Date  of\nContact": date(2026, 1, 10), "Sector": "Secondary", "Category": "Sexual", "Outcome": "Unsub",
     "Date concluded": date(2026, 4, 5), "Closed": "", "Decision date": ""},
    {"Date  of\nContact": date(2026, 1, 12), "Sector": "Primary", "Category": "Phys", "Outcome": "Subst.",
     "Date concluded": date(2026, 2, 1), "Closed": "", "Decision date": ""},
    {"Date  of\nContact": date(2025, 12, 31), "Sector": "Primary", "Category": "Phys", "Outcome": "Subst.",
     "Date concluded": date(2026, 2, 1), "Closed": "", "Decision date": ""},
)  # fmt: skip
"""Earlier records. The second is disposed of; the third came on the last day of the year before."""

OF_2026 = {
    ("primary-school", "physical", "", "not-concluded"): 2,
    ("faith", "neglect", "unfounded", "up-to-1-month"): 1,
    ("secondary-school", "sexual", "unsubstantiated", "over-1-to-3-months"): 1,
    ("primary-school", "physical", "substantiated", "up-to-1-month"): 1,
}


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return an_empty_home(tmp_path_factory.mktemp("crossed"))


@pytest.fixture(scope="module")
def office(empty: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office with three referrals and three earlier records, one of them disposed of, and a tracker of long ago."""
    folder = tmp_path_factory.mktemp("office")
    with an_office(empty, folder) as office:
        rows = [year.contact(number) | each for number, each in enumerate(LAST_WINTER, ROWS + 1)]
        content = year.as_xlsx([*rows, *year.contacts(ROWS)])
        done = import_tracker(office, content, completed(year.as_xlsx(year.contacts(60))), now=NOW)
        assert done.is_clean, done.problems
        _dispose(office, "2026-0002")
        for number, sector in enumerate(("primary-school", "primary-school", "faith")):
            answers = {**ANSWERS, "adult_family_name": f"Larkmoss {number}", "work_sector": sector}
            save(folder / "in", f"{number}.txt", a_submission(answers=answers))
        assert import_files(office, [str(folder / "in")], now=NOW).is_clean
        for kind, detail in (
            ("allegation-set", {"adult": "Somebody", "category": "neglect"}),
            ("threshold-decided", {"met": "yes", "pathway": "position-of-trust", "reason": "Harm"}),
            ("outcome-recorded", {"outcome": "unfounded", "headline": "yes"}),
            ("closed", {"result": "concluded", "reason": "Done"}),
        ):
            at = NOW + timedelta(days=1)
            record(
                office, f"2026-{len(rows) + ROWS + 3:04}", EventKind(kind), at=at.isoformat(), detail=detail,
                override="A test", now=at,
            )  # fmt: skip
        yield office


def _dispose(office: Office, reference: str) -> None:
    """Leave of the second of last winter what disposal leaves of it."""
    with office.store.writing() as connection:
        id_ = connection.scalar(select(case_record.c.id).where(case_record.c.reference == reference))
        assert isinstance(id_, UUID)
        left = DisposedCase(
            id=id_, authority=AUTHORITY, duplicate_of=None, reference=reference, form="earlier-record",
            sector="primary-school", category="physical", outcome="substantiated", pathway="position-of-trust",
            met="yes", overseen="", result="", received_on="2026-01-12", concluded_on="2026-02-01", closed_on="",
            children=1, proposed_by="cover-1", disposed_by="duty-1", proposed_at=NOW, disposed_at=NOW,
            certificate="{}", certificate_sha256="0" * 64,
        )  # fmt: skip
        add_decision(connection, id_, Reviewed.PROPOSE, authority=AUTHORITY, reason="Old", actor="cover-1", now=NOW)
        dispose(connection, [left])


def crossed(office: Office, year: int, years: int = 1) -> tuple[Crossed, ...]:
    return read_crossed(office, _period(office, year), years, now=LATER)


def figures(office: Office, year: int) -> Figures:
    return read_figures(office, _period(office, year), now=LATER)


def _period(office: Office, year: int) -> Period:
    return wanted_period(office, year=year, first=None, last=None, now=LATER)


def sums(found: Crossed, place: int) -> dict[str, int]:
    """Add the combinations up by one of the four things."""
    added: Counter[str] = Counter()
    for each in found.combinations:
        added[each.keys[place]] += each.number
    return dict(added)


def test_a_year_is_what_was_counted_by_hand_with_earlier_records_and_one_that_was_disposed_of(office: Office) -> None:
    (found,) = crossed(office, 2026)

    by_hand = {tuple(key or "not-said" for key in keys): number for keys, number in OF_2026.items()}
    assert {each.keys: each.number for each in found.combinations} == by_hand
    assert found.total == 5


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_the_sums_are_those_of_the_tables_of_one_thing(office: Office, year: int) -> None:
    (found,), tables = crossed(office, year), figures(office, year)

    total = tables.table("contacts").total
    assert total and found.total == total.now > 0
    for place, key in ((0, "contacts-sector"), (3, "contacts-resolved")):
        assert sums(found, place) == {each.key: each.now for each in tables.table(key).lines if each.now}, key
    # The single tables of categories and outcomes are of referrals: here every contact is counted one by one.
    every = counted_cases(office, tables.period, office.home.read_profile(), now=LATER)
    one_by_one = Counter(keys_of(each) for each in every if each.received in tables.period)
    assert {each.keys: each.number for each in found.combinations} == {
        tuple(key or "not-said" for key in keys): number for keys, number in one_by_one.items()
    }


def test_where_every_contact_is_a_referral_categories_and_outcomes_add_up_to_their_own_tables(
    empty: Home, tmp_path: Path
) -> None:
    decided = {"met": "yes", "pathway": "position-of-trust", "reason": "Harm"}
    with an_office(empty, tmp_path) as office:
        for number in range(3):
            answers = {**ANSWERS, "adult_family_name": f"Oddstone {number}"}
            save(tmp_path / "in", f"{number}.txt", a_submission(answers=answers))
        assert import_files(office, [str(tmp_path / "in")], now=NOW).is_clean
        for number, category in enumerate(("", "neglect", "sexual"), 1):
            happens(office, number, EventKind.THRESHOLD_DECIDED, decided)
            if category:
                happens(office, number, EventKind.ALLEGATION_SET, {"adult": "Somebody", "category": category})
                happens(office, number, EventKind.OUTCOME_RECORDED, {"outcome": "unfounded"})

        (found,), tables = crossed(office, 2026), figures(office, 2026)

    assert sums(found, 1) == {"physical": 1, "neglect": 1, "sexual": 1}
    assert sums(found, 2) == {"not-said": 1, "unfounded": 2}
    for place, key in enumerate(("sector", "category", "outcome")):
        assert sums(found, place) == {each.key: each.now for each in tables.table(key).lines if each.now}, key


def happens(office: Office, number: int, kind: EventKind, detail: dict[str, str], *, at: str = "") -> None:
    at = at or NOW.isoformat()
    record(office, f"2026-{number:04}", kind, at=at, detail=detail, override="A test", now=LATER)


def test_years_are_those_of_the_authority_and_before_the_first_contact_nothing_is_held(
    empty: Home, tmp_path: Path
) -> None:
    with an_office(empty, tmp_path) as office:
        for number in range(2):
            save(
                tmp_path / "in",
                f"{number}.txt",
                a_submission(answers={**ANSWERS, "adult_family_name": f"Marlpit {number}"}),
            )
        assert import_files(office, [str(tmp_path / "in")], now=NOW).is_clean
        office.home.profile_file.write_bytes(built_in_profiles()["bromley"].read_bytes())
        # Half an hour of summer time apart: the last day of March, and the first of April.
        for number, at in enumerate(("2026-03-31T23:45+01:00", "2026-04-01T00:15+01:00"), 1):
            happens(office, number, EventKind.CONTACT, {}, at=at)

        found, years = crossed(office, 2026, 3), read_years(office, _period(office, 2026), 3, now=LATER)

        with pytest.raises(Misuse):
            read_crossed(office, Period(first=LATER.date(), last=LATER.date()), 1, now=LATER)

    assert [each.period.name for each in found] == ["2024-25", "2025-26", "2026-27"]
    assert [each.total for each in found] == [each.contacts for each in years] == [NOT_HELD, 1, 1]


def test_lines_stand_in_the_order_and_words_of_the_authority_and_what_is_in_no_list_comes_last(
    capsys: pytest.CaptureFixture[str],
) -> None:
    profile = load_profile("bromley")
    counts = {
        ("", "physical", "", "not-concluded"): 1,
        ("an-old-sector", "physical", "", "not-concluded"): 2,
        ("primary-school", "sexual", "unfounded", "over-12-months"): 3,
        ("primary-school", "sexual", "unfounded", "up-to-1-month"): 14,
        ("primary-school", "physical", "substantiated", "up-to-1-month"): 5,
    }
    period = reporting_year(profile, 2025)

    show_crossed(profile.name, [cross(counts, profile, period, held_from=period.first)])

    assert [re.split(r" {2,}", each) for each in capsys.readouterr().out.splitlines()[:-1]] == [
        ["bromley, 2025-04-01 to 2026-03-31"], [""],
        ["Primary school"],
        ["category", "outcome", "how soon resolved", "2025-26"],
        ["Physical", "Substantiated", "Up to 1 month", "5"],
        ["Sexual", "Unfounded", "Up to 1 month", "14"],
        ["Sexual", "Unfounded", "Over 12 months", "3"],
        ["Total", "22"], [""],
        ["an-old-sector"],
        ["category", "outcome", "how soon resolved", "2025-26"],
        ["Physical", "No outcome on record yet", "Not yet", "2"],
        ["Total", "2"], [""],
        ["Not on record"],
        ["category", "outcome", "how soon resolved", "2025-26"],
        ["Physical", "No outcome on record yet", "Not yet", "1"],
        ["Total", "1"], [""],
        ["All contacts of 2025-26: 25"], [""],
    ]  # fmt: skip
