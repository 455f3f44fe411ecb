"""``lado tracker`` as a person types it: from a spreadsheet to records."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path

import pytest

from lado_kit.cli import cli, run
from lado_kit.home import create_home
from tests.intake.builders import NOW
from tests.kit.front_door import PASSPHRASE, a_file
from tests.kit.offices import NOW as TODAY
from tests.kit.offices import quick_key_files
from tests.tracker import year


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tracker-command")
    a_file(folder / "passphrase.txt", PASSPHRASE)
    with quick_key_files():
        create_home(folder / "home", profile="sandwell", passphrase=PASSPHRASE, now=TODAY)
    return folder


def test_from_a_spreadsheet_to_records(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def lado(*words: str | Path) -> tuple[int, str, str]:
        given = ["--home", place / "home", "--passphrase-file", place / "passphrase.txt", *words]
        status = run(cli, "lado", [str(each) for each in given])
        out, err = capsys.readouterr()
        return status, out, err

    assert NOW < TODAY
    sheet, map_ = place / "tracker.csv", place / "tracker.toml"
    a_file(sheet, year.as_csv(year.contacts(30)))

    for file, content in (("empty.csv", b""), ("scan.xlsx", b"\x89\x8d\x81scan\x1a\x02" * 9)):
        status, _, err = lado("tracker", "map", a_file(place / file, content), "--out", map_)
        assert (status, map_.exists(), "hint: " in err) == (2, False, True)
    status, _, err = lado("tracker", "map", sheet, "--out", map_)
    assert (status, "1 line waits for you" in err) == (0, True)
    assert lado("tracker", "map", sheet, "--out", map_)[0] == 1  # nothing is overwritten

    status, _, err = lado("tracker", "import", sheet, "--map", map_, "--dry-run")
    assert (status, "“Admin use”: say what it becomes" in err) == (1, True)
    map_.write_text(map_.read_text("utf-8").replace('"Admin use" = "?"', '"Admin use" = "other"'), "utf-8")

    status, out, err = lado("tracker", "import", sheet, "--map", map_, "--dry-run")
    assert (status, "30 would be imported" in err, "Position of Trust (POT)" in out) == (0, True, True)

    status, out, _ = lado("tracker", "import", sheet, "--map", map_, "--json")
    done = json.loads(out)
    assert (status, done["imported"], done["new"], done["problems"]) == (0, True, 30, [])
    assert done["counts"]["stage"] == {"closed": 13, "concluded": 13, "open": 4}

    status, out, _ = lado("case", "show", "T/20/0007")
    assert (status, "The office’s own reference" in out, "Admin use: x" in out) == (0, True, True)

    a_file(sheet, sheet.read_bytes().replace(b"T/20/0001,", b"T/20/0001x,").replace(b"Teacher", b"Cook", 1))
    status, out, err = lado("tracker", "import", sheet, "--map", map_)
    assert (status, "1 imported, 29 here already, 0 changed since" in err) == (0, True)

    export, again = place / "out.xlsx", place / "out.toml"
    assert "--reason" in lado("tracker", "export", export)[2]
    status, out, err = lado("tracker", "export", export, "--map", again, "--reason", "Monthly copy")
    assert (status, out.strip(), "31 cases are in it" in err) == (0, str(export), True)
    assert lado("tracker", "export", export, "--reason", "Again")[0] == 1  # nothing is overwritten
    status, _, err = lado("tracker", "import", export, "--map", again)
    assert (status, "0 imported, 31 here already, 0 changed since" in err) == (0, True)
    listed, reason = place / "list.csv", "Weekly meeting"
    status, _, err = lado("worklist", "exceptions", "--csv", listed, "--reason", reason)
    assert (status, listed.read_text("utf-8-sig").startswith("List,Case,What,Due")) == (0, True)
    assert "no reason" in lado("worklist", "exceptions", "--csv", place / "other.csv")[2]
    shown = lado("tracker", "exports")[1]
    assert ("Monthly copy" in shown, reason in shown) == (True, True)

    status, out, _ = lado("figures", "--year", "2024")
    assert (status, "Referrals  " in out, "Counted as a referral: Position of Trust (POT)" in out) == (0, True, True)
    tables = place / "figures.csv"
    assert lado("figures", "--year", "2024", "--suppress", "5", "--csv", tables)[0] == 0
    assert "sandwell,2024,contacts,Contacts,referral,Referrals,13,not held,cases,42%," in tables.read_text("utf-8-sig")
    status, out, _ = lado("figures", "--year", "2024", "--table", "outcome", "--json")
    (table,) = json.loads(out)["tables"]
    assert table["total"]["number"] == sum(each["number"] for each in table["lines"]) == 13
    assert "there is no table party" in lado("figures", "--table", "party")[2]
    status, out, _ = lado("figures", "--year", "2024", "--years", "2", "--json")
    earlier, asked = json.loads(out)["years"]
    assert (status, earlier["contacts"], asked["contacts"], asked["referral"]) == (0, None, 31, 13)
    out = lado("figures", "--year", "2024", "--years", "2", "--suppress", "5")[1]
    assert ("2023  not held" in out, "Counted as a referral: Position of Trust (POT)" in out) == (True, True)
    assert lado("figures", "--years", "2", "--from", "2024-05-01")[0] == 2

    status, out, _ = lado("figures", "--crossed", "--year", "2024", "--years", "2", "--json")
    earlier, asked = json.loads(out)["years"]
    assert (status, earlier["total"], earlier["combinations"], asked["total"]) == (0, None, [], 31)
    first = asked["combinations"][0]
    assert (first["sector"], first["labels"]["sector"]) == ("early-years", "Nursery or other early years setting")
    file = place / "crossed.csv"
    status, out, err = lado("figures", "--crossed", "--year", "2024", "--csv", file)
    rows = list(csv.DictReader(StringIO(file.read_text("utf-8-sig"))))
    assert (status, out, f"{len(rows)} combinations" in err) == (0, "", True)
    assert sum(int(each["number"]) for each in rows) == 31
    assert {each["period"] for each in rows} == {"2024"}
    assert [(each["sector"], each["outcome, label"]) for each in rows] == [
        (each["sector"], each["labels"]["outcome"]) for each in asked["combinations"]
    ]
    status, out, _ = lado("figures", "--crossed", "--year", "2024")
    assert (status, "\nFostering\n" in out, "\nAll contacts of 2024: 31\n" in out) == (0, True, True)
    for beside in (("--from", "2024-05-01"), ("--table", "outcome"), ("--suppress", "5")):
        other = place / "other.csv"
        status, out, err = lado("figures", "--crossed", *beside, "--csv", other)
        assert (status, out, other.exists(), "--crossed" in err) == (2, "", False, True)
