"""A made-up year of one authority: 500 contacts as a tracker has them, and what they count to.

Nobody in it exists. It is the same whenever it is made: everything follows from the number of the row.
"""

from __future__ import annotations

import csv
import datetime
from collections.abc import Sequence
from datetime import date, timedelta
from io import BytesIO, StringIO
from typing import Any

from openpyxl import Workbook

ROWS = 500
FIRST = date(2024, 4, 1)

HEADINGS = (
    "LADO Ref", "Date  of\nContact", "Source", "Referring agency", "Surname of adult", "First name", "DOB", "Role",
    "Sector", "Employer", "Child name", "Child DOB", "Child 2 name", "Category", "Threshold met?", "Type",
    "Decision date", "Outcome", "Date concluded", "Closed", "Status", "DBS referral", "Date of DBS referral",
    "Referred to", "Summary", "Police start", "Notes", "Admin use",
)  # fmt: skip

SOURCES = ("School", "Police", "Social care", "Ofsted", "Health")
SECTORS = ("Primary", "Secondary", "EY", "Foster carer", "Health: hospital, GP, community", "Taxi")
SECTOR_KEYS = ("primary-school", "secondary-school", "early-years", "fostering", "health", "transport")
CATEGORIES = ("Phys", "Sexual", "Conduct", "neglect", "Emotional; Physical", "Behaviour in personal life")
CATEGORY_KEYS = ("physical", "sexual", "conduct", "neglect", "emotional", "personal-life")
OUTCOMES = ("Subst.", "Unsub", "Unfounded", "FALSE ALLEGATION", "Malicious", "")
OUTCOME_KEYS = ("substantiated", "unsubstantiated", "unfounded", "false", "malicious", "not said")
SURNAMES = ("Larkmoss", "Quillbrook", "Fennimere", "Oddstone", "Wrenfield", "Marlpit", "Thistledown", "Copperleaf")
GIVEN = ("Jo", "Sam", "Alex", "Robin", "Kit", "Charlie", "Morgan", "Frankie", "Jess", "Ash", "Billie")
PLACES = ("Tumbledown Academy", "Bluebell Nursery", "Marsh Lane Club", "Hillside Fostering", "Otter Surgery")


def contact(number: int) -> dict[str, Any]:
    """One contact: days are days, and what is not known is empty."""
    received = FIRST + timedelta(days=number * 365 // ROWS)
    person = number - 440 if number > 450 else number  # some adults come to notice twice
    is_met = number % 5 < 2
    is_over = number % 7 != 0
    outcome = OUTCOMES[number % 6] if is_met and is_over else ""
    to_dbs = outcome == "Subst."
    concluded = received + timedelta(days=20 + number % 90) if is_over else ""
    return {
        "LADO Ref": f"T/{number // 100 + 20}/{number:04}",
        "Date  of\nContact": received,
        "Source": SOURCES[number % 5],
        "Referring agency": PLACES[number % 5],
        "Surname of adult": SURNAMES[person % 8] + ("" if person % 3 else "-Bright"),
        "First name": GIVEN[person * 7 % 11],
        "DOB": date(1960 + person % 40, 1 + person % 12, 1 + person * 11 % 28),
        "Role": "Teacher" if number % 2 else "Practitioner",
        "Sector": SECTORS[number % 6],
        "Employer": PLACES[number % 5],
        "Child name": f"{GIVEN[number % 11]} {SURNAMES[number * 5 % 8]}" if number % 4 else "",
        "Child DOB": date(2010 + number % 9, 1 + number % 12, 5) if number % 4 else "",
        "Child 2 name": f"{SURNAMES[number % 8]}, {GIVEN[number * 3 % 11]}" if number % 20 == 1 else "",
        "Category": CATEGORIES[number % 6],
        "Threshold met?": "Y" if is_met else "N",
        "Type": "Position of Trust (POT)" if is_met else "Advice and Guidance",
        "Decision date": received + timedelta(days=1),
        "Outcome": outcome,
        "Date concluded": concluded,
        "Closed": concluded + timedelta(days=3) if concluded and number % 2 else "",
        "Status": "Closed" if concluded and number % 2 else "Complete" if concluded else "Ongoing",
        "DBS referral": "Yes" if to_dbs else "No",
        "Date of DBS referral": concluded if to_dbs else "",
        "Referred to": "Regulatory body" if number % 25 == 0 else "",
        "Summary": f"Contact {number}: a made-up account, “with quotes”,\nand a second line number {number * 37}.",
        "Police start": received + timedelta(days=2) if number % 10 == 0 else "",
        "Notes": "Seen by the team" if number % 50 == 0 else "",
        "Admin use": "x" if number % 2 else "",
    }


def contacts(rows: int = ROWS) -> list[dict[str, Any]]:
    return [contact(number) for number in range(1, rows + 1)]


def as_csv(every: Sequence[dict[str, Any]], *, encoding: str = "utf-8-sig", delimiter: str = ",") -> bytes:
    """The tracker as a spreadsheet program saves it as text, with days as people in England write them."""
    text = StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    writer.writerows([[_written(each[name]) for name in HEADINGS] for each in every])
    return text.getvalue().encode(encoding)


def as_xlsx(every: Sequence[dict[str, Any]]) -> bytes:
    """The tracker as a workbook: a note on a first sheet, a title over the headings, real days in the cells."""
    book = Workbook()
    book.active.title = "Read me"
    book.active.append(["Made up. Nobody in here exists."])
    sheet = book.create_sheet("Contacts 24-25")
    sheet.append(["LADO tracker 2024-25"])
    sheet.append([])
    sheet.append(HEADINGS)
    for each in every:
        sheet.append([_cell(each[name]) for name in HEADINGS])
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


def _written(value: Any) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)


def _cell(value: Any) -> Any:
    if isinstance(value, date):
        return datetime.datetime(value.year, value.month, value.day)  # noqa: DTZ001  # a workbook knows no zone
    return value or None
