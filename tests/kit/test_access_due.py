"""``lado access due``: the month of a subject access request, held against days that were counted by hand."""

from __future__ import annotations

import json
from datetime import date

import pytest
from click.testing import CliRunner

from lado_kit.access.deadline import deadline
from lado_kit.commands.access import access
from lado_kit.commands.session import Session
from lado_kit.errors import Misuse
from lado_site.profiles.calendar import DaysOff

# Received, due, and due where it is extended by two more months.
DAYS = [
    ("2025-09-03", "2025-10-03", "2025-12-03"),  # the example of the Information Commissioner's Office
    ("2026-01-31", "2026-03-02", "2026-04-30"),  # 28 February is a Saturday
    ("2024-01-31", "2024-02-29", "2024-04-30"),  # a leap year
    ("2026-03-31", "2026-04-30", "2026-06-30"),
    ("2026-03-03", "2026-04-07", "2026-06-03"),  # 3 April is Good Friday, 6 April Easter Monday
    ("2026-11-25", "2026-12-29", "2027-02-25"),  # Christmas Day on a Friday, Boxing Day moved to Monday 28
    ("2026-11-30", "2026-12-30", "2027-03-01"),  # 28 February 2027 is a Sunday
    ("2026-12-01", "2027-01-04", "2027-03-01"),  # New Year's Day is a Friday
    ("2026-05-02", "2026-06-02", "2026-08-03"),  # received on a Saturday; 2 August is a Sunday
]


@pytest.mark.parametrize(("received", "due", "extended"), DAYS)
def test_a_request_is_due_on_the_corresponding_day(received: str, due: str, extended: str) -> None:
    found = deadline(date.fromisoformat(received), DaysOff())

    assert (found.due.isoformat(), found.extended.isoformat()) == (due, extended)


def test_a_day_off_that_was_newly_proclaimed_counts() -> None:
    off = DaysOff(extra=frozenset({date(2026, 6, 2)}))

    assert deadline(date(2026, 5, 2), off).due == date(2026, 6, 3)


def test_the_command_says_both_days_and_why_one_has_moved() -> None:
    said = CliRunner().invoke(access, ["due", "2026-01-31"], obj=Session(home=""))
    assert said.exit_code == 0, said.output
    assert said.stdout.splitlines()[0] == "due: Mon 2 Mar 2026 (Sat 28 Feb 2026 is no working day)"
    assert said.stdout.splitlines()[1].endswith("Thu 30 Apr 2026")
    told = CliRunner().invoke(access, ["due", "2026-01-31", "--json"], obj=Session(home=""))
    assert json.loads(told.stdout)["due"] == "2026-03-02"
    assert CliRunner().invoke(access, ["due", "31/1/2026"], obj=Session(home="")).stdout == said.stdout
    refused = CliRunner().invoke(access, ["due", "yesterday"], obj=Session(home="")).exception
    assert isinstance(refused, Misuse) and "yesterday is not a day" in str(refused)
