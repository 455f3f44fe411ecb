"""Spreadsheets as people send them: messy, old, broken or hostile; and the map that is suggested for them."""

from __future__ import annotations

import tomllib
import zipfile
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

from lado_kit.errors import Misuse, Refused
from lado_kit.tracker.days import as_birth, read_day, writes_month_first
from lado_kit.tracker.mapping import read_map
from lado_kit.tracker.suggesting import suggest_map
from lado_kit.tracker.table import Table, read_table
from lado_kit.tracker.translating import Record, translate
from lado_site.forms.earlier_record import earlier_record
from lado_site.profiles import load_profile
from tests.attachments import samples

FORM = earlier_record(load_profile("bromley"))
WITHOUT_LISTS = earlier_record(load_profile("luton-bedford-bedfordshire"))
TODAY = date(2026, 5, 3)

DAYS = {
    "5/3/2023": "2023-03-05", "05.03.23": "2023-03-05", "5-3-2023": "2023-03-05", "2023-03-05": "2023-03-05",
    "05/03/2023 14:30": "2023-03-05", "2023-03-05T09:00": "2023-03-05", "5th March 2023": "2023-03-05",
    "Sun 5 Mar 2023": "2023-03-05", "44990": "2023-03-05", "44990.5": "2023-03-05", "Mar-23": "2023-03",
    "March 2023": "2023-03", "2023-03": "2023-03", "2023": "2023", "29/2/2024": "2024-02-29",
    "29/2/2023": "", "31/02/2023": "", "5/13/2023": "", "23-Mar": "", "soon": "", "5/3": "", "": "", "2023-13": "",
}  # fmt: skip


def workbook(*rows: list[Any], formats: dict[str, str] | None = None) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for cell, code in (formats or {}).items():
        book.active[cell].number_format = code
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


def text(*lines: str) -> bytes:
    return "\r\n".join(lines).encode()


def records(content: bytes, columns: str, more: str = "", *, form: Any = FORM) -> tuple[Record, ...]:
    map_ = read_map(f"{more}\n[columns]\n{columns}", form)
    return translate(read_table(content), map_, form, today=TODAY)


BASIC = 'Ref = "own_reference"\nDate = "received_on"\n'

# ── days ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_days_are_read_as_people_in_england_write_them_and_as_excel_counts_them() -> None:
    assert {text: read_day(text) for text in DAYS} == DAYS
    assert read_day("3/5/2023", month_first=True) == "2023-03-05"
    assert read_day("43528", from_1904=True) == "2023-03-05"
    assert as_birth(read_day("5/3/45"), written="5/3/45", today=TODAY) == "1945-03-05"
    assert as_birth("2096-03-05", written="5/3/2096", today=TODAY) == "2096-03-05"
    assert writes_month_first(["3/25/2023", "1/2/2023"])
    assert not writes_month_first(["25/3/2023", "1/2/2023"])


def test_a_workbook_gives_days_as_it_shows_them() -> None:
    content = workbook(
        ["Ref", "Date", "Concluded"],
        [1, datetime(2023, 3, 5), datetime(2023, 4, 1)],  # noqa: DTZ001  # a workbook knows no zone
        [2.0, 44990, True],
        formats={"C2": "mmm-yy"},
    )

    assert [each.cells for each in read_table(content).lines[1:]] == [
        ("1", "2023-03-05", "2023-04"),
        ("2", "44990", "TRUE"),
    ]


# ── rows ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_cells_become_answers_as_the_map_says() -> None:
    content = text(
        "Ref,Case,Date,Name,Kids,Cats,Went to,TRA,Kind,Remarks,More",
        '7,b,5/3/23,"Larkmoss, Jo","Kit Oddstone; Sam Wren","physical & sexual",Ofsted / DBS,5/6/23,NFA,one,two',
        "8,c,Mar-23,Cher,,n/k,none,no,,-,",
    )

    first, second = records(
        content,
        'Ref = "own_reference"\nCase = "own_reference"\nDate = "received_on"\nName = "adult_full_name"\n'
        'Kids = "child_full_name"\nCats = "categories"\n"Went to" = "referred_to"\n'
        'TRA = "referred_to_teaching_regulator"\n'
        'Kind = ["pathway", "closing_result"]\nRemarks = "other"\nMore = "other"\n'
        '[values.pathway]\nNFA = "consultation-other"\n[values.closing_result]\nNFA = "no-further-action"\n',
    )

    assert (first.problems, second.problems) == ((), ())
    assert first.answers == {
        "own_reference": "7 / b",
        "received_on": "2023-03-05",
        "adult_family_name": "Larkmoss",
        "adult_given_names": "Jo",
        "children": [
            {"child_family_name": "Oddstone", "child_given_names": "Kit"},
            {"child_family_name": "Wren", "child_given_names": "Sam"},
        ],
        "categories": ["physical", "sexual"],
        "referrals_on": [
            {"referred_body": "ofsted"},
            {"referred_body": "dbs"},
            {"referred_body": "teaching-regulator", "referred_on": "2023-06-05"},
        ],
        "pathway": "consultation-other",
        "closing_result": "no-further-action",
        "other": "Remarks: one\nMore: two",
    }
    assert [each.sentence for each in first.warnings] == ["it was referred to the DBS, and no day is given"]
    assert second.answers == {
        "own_reference": "8 / c", "received_on": "2023-03", "adult_family_name": "Cher", "other": "Remarks: -",
    }  # fmt: skip


def test_an_authority_without_a_list_of_outcomes_keeps_its_own_words() -> None:
    (only,) = records(
        text("Ref,Date,Outcome", "1,5/3/2023,Upheld in part"),
        f'{BASIC}Outcome = "outcome"',
        form=WITHOUT_LISTS,
    )

    assert (only.problems, only.answers["outcome"]) == ((), "Upheld in part")


def test_cells_without_a_value_are_problems() -> None:
    content = workbook(["Ref", "Date", "Summary"], [1, datetime(2023, 3, 5), "=1+1"], [2, "#N/A", "x" * 20_001])  # noqa: DTZ001

    found = [each for record in records(content, f'{BASIC}Summary = "what_happened"') for each in record.problems]

    assert [(each.row, each.column, each.sentence.split(":")[0]) for each in found] == [
        (2, "Summary", "this cell holds a formula without a result"),
        (3, "Date", "this cell holds an error of the spreadsheet program"),
        (3, "Summary", "this cell holds more than 20,000 letters"),
    ]


def test_what_text_looks_like_a_formula_stays_text() -> None:
    (only,) = records(text("Ref,Date,Summary", '1,5/3/2023,"=HYPERLINK(""x"")"'), f'{BASIC}Summary = "what_happened"')

    assert only.answers["what_happened"] == '=HYPERLINK("x")'


# ── maps ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_map_is_suggested_from_messy_headings_and_from_what_the_cells_look_like() -> None:
    content = text(
        "sep=;",
        "Tracker of the year;;;;;;;;",
        "CASE REF.;  Contact   date ;Name of professional;Name;D.O.B.;YP 2 DOB;Outcome (final);Closed?;Colour",
        "1;25/3/2023;Jo Larkmoss;x;1/2/1980;1/2/2012;Subst;Y;red",
        "2;26/3/2023;Jo Larkmoss;x;1/2/1980;1/2/2012;dunno;N;blue",
    )

    suggested = suggest_map(read_table(content), FORM, name="odd\nname.csv")

    said = tomllib.loads(suggested)
    assert (said["headings"], said["dates"]) == (3, "day-first")
    assert said["columns"] == {
        "CASE REF.": "own_reference",
        "Contact date": "received_on",
        "Name of professional": "adult_full_name",
        "Name": "?",
        "D.O.B.": "adult_birth_date",
        "YP 2 DOB": "child_birth_date 2",
        "Outcome (final)": "outcome",
        "Closed?": "?",  # no days, so it is not the day of closing
        "Colour": "?",
    }
    assert said["values"]["outcome"] == {"Subst": "substantiated", "dunno": "?"}
    assert "#   closed_on " in suggested


def test_everything_that_is_wrong_with_a_map_is_said_at_once() -> None:
    wrong = (
        'dates = "backwards"\nspeed = 9\n[columns]\nRef = "own_reference"\nA = "adult_shoe_size"\n'
        'B = "outcome"\nC = "outcome"\n'
        'D = "?"\nE = "child_gender 99"\n[values.outcome]\nNFA = "gone"\n'
    )

    with pytest.raises(Refused) as refused:
        read_map(wrong, FORM)

    for part in (
        "no setting speed", "dates is neither", "nothing here is called adult_shoe_size",
        "“C” and “B” both become outcome",
        "“D”: say what it becomes", "“E”: child_gender 99", "no column becomes received_on", "there is no gone",
    ):  # fmt: skip
        assert part in refused.value.message
    with pytest.raises(Refused, match="it is not TOML"):
        read_map("[columns", FORM)


# ── hostile files ─────────────────────────────────────────────────────────────────────────────────────────────────────


def packed(**parts: bytes) -> bytes:
    saved = BytesIO()
    with zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return saved.getvalue()


def with_part(content: bytes, name: str, change: Any) -> bytes:
    """A workbook with one part of it changed."""
    saved = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, change(old.read(part)) if part == name else old.read(part))
    return saved.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
PLAIN = workbook(["Ref", "Date"], [1, 2])
LAUGHS = b'<!DOCTYPE x [<!ENTITY a "' + b"ha" * 5_000 + b'">' + b"".join(
    b'<!ENTITY %c "%s">' % (97 + n, b"&%c;" % (96 + n) * 20) for n in range(1, 9)
) + b"]>"  # fmt: skip

HOSTILE = {
    "a bomb": packed(**{"[Content_Types].xml": b"0" * 410_000_000}),
    "a row at the end of the sheet": with_part(PLAIN, SHEET, lambda xml: xml.replace(b'r="2"', b'r="1048576"')),
    "entities": with_part(PLAIN, SHEET, lambda xml: LAUGHS + xml.replace(b"<v>1</v>", b"<v>&i;</v>")),
    "no workbook": packed(**{"hello.txt": b"hello"}),
    "cut short": PLAIN[: len(PLAIN) // 2],
    "an old workbook": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000),
    "many rows": b"a,b\n" * 20_001,
    "many columns": b"," * 300 + b"x\n",
    "nothing": b"",
    "blank lines": b"\xef\xbb\xbf\r\n,,\r\n",
    "an empty workbook": workbook(),
    "bytes that are no text": bytes(each for each in range(1, 256) if each not in b",;\t|") * 3,
    "a program": b"MZ\x00\x00\x01" * 50,
    "a huge cell": b'"' + b"x" * 300_000 + b'"\n',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_or_broken_file_ends_in_one_sentence(name: str) -> None:
    with pytest.raises(Misuse) as refused:
        read_table(HOSTILE[name])

    assert refused.value.message
    assert refused.value.hint


def test_nothing_is_told_from_what_cannot_be_read_and_a_stray_sign_is_neither() -> None:
    for name in ("nothing", "blank lines", "an empty workbook"):
        with pytest.raises(Misuse, match="there is nothing in the spreadsheet"):
            read_table(HOSTILE[name])
    with pytest.raises(Misuse, match="no spreadsheet that can be read"):
        read_table(HOSTILE["bytes that are no text"])
    assert [each.cells for each in read_table(text("Ref,Remarks", "1,said\x0bso", "2,no\x1a")).lines[1:]] == [
        ("1", "said\x0bso"),
        ("2", "no\x1a"),
    ]


def test_a_sheet_that_is_not_there_is_named_as_such() -> None:
    with pytest.raises(Misuse, match="no such sheet"):
        read_table(PLAIN, sheet="Contacts")


def test_two_columns_of_one_name_and_one_without_are_told_apart() -> None:
    table: Table = read_table(text("Name,Name,,Ref", "a,b,c,d,e"))

    assert table.headings(1) == ("Name", "Name (2)", "Column C", "Ref", "Column E")


def test_links_out_of_a_workbook_are_not_followed_and_its_macros_not_run() -> None:
    assert read_table(samples_workbook()).lines[0].cells == ("Ref", "Date")


def samples_workbook() -> bytes:
    """A workbook with a part that asks for something from outside, and one with a program."""
    saved = BytesIO(PLAIN)
    with zipfile.ZipFile(saved, "a") as file:
        file.writestr("xl/externalLinks/externalLink1.xml", b"<externalLink/>")
        file.writestr("xl/vbaProject.bin", samples.EICAR)
    return saved.getvalue()
