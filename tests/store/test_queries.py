"""What the questions of the store answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from lado_kit.encrypt.envelope import Envelope
from lado_kit.errors import Refused
from lado_kit.store import Store
from lado_kit.store.audit import note_reading
from lado_kit.store.queries import cases, find_case, inbox

from ..intake.builders import (
    ANSWERS,
    DIGEST,
    NOW,
    SEALED_AT,
    a_submission,
    an_attachment,
    an_empty_store,
    run_import,
    save,
)
from .conftest import Place

SEALED = a_submission(attachments=(an_attachment("b.pdf"), an_attachment("a.pdf", b"%PDF another")))
LATER = a_submission()


@pytest.fixture
def store(place: Place, tmp_path: Path) -> Iterator[Store]:
    """A store with two cases, imported an hour apart."""
    with place.open() as store:
        run_import(store, save(tmp_path, "1.txt", SEALED))
        run_import(store, save(tmp_path, "2.txt", LATER), now=NOW + timedelta(hours=1))
        yield store


def submission_id(store: Store, sealed: Envelope) -> str:
    with store.reading() as connection:
        return find_case(connection, sealed.receipt).submission_id


def test_the_inbox_and_the_cases_are_listed_newest_first(store: Store) -> None:
    with store.reading() as connection:
        listed = inbox(connection)

        assert [case.reference for case in listed] == ["2026-0002", "2026-0001"]
        assert [case.attachments for case in listed] == [0, 2]
        assert cases(connection) == listed
        assert inbox(connection, authority="sandwell") == listed
        assert inbox(connection, authority="luton") == ()


@pytest.mark.parametrize(
    "write",
    [str, str.lower, lambda code: code.replace("-", ""), lambda code: f" {code.replace('-', ' ')} ",
     lambda code: code.replace("0", "o").replace("1", "l").replace("-", "–")],
)  # fmt: skip
def test_a_case_is_found_by_its_receipt_code_however_it_is_typed(store: Store, write: object) -> None:
    assert callable(write)
    with store.reading() as connection:
        assert find_case(connection, write(SEALED.receipt)).reference == "2026-0001"


def test_a_case_is_found_by_its_reference_and_its_submission_id(store: Store) -> None:
    number = submission_id(store, LATER)
    with store.reading() as connection:
        for name in ("2026-0002", " 2026 0002", "20260002", number, number.upper()):
            assert find_case(connection, name).reference == "2026-0002"


@pytest.mark.parametrize("name", ["2026-0003", "0" * 32, "0000-0000-0000-0000-0"])
def test_a_case_that_is_not_there_is_refused_with_what_to_do(store: Store, name: str) -> None:
    with store.reading() as connection, pytest.raises(Refused, match="no case here") as refused:
        find_case(connection, name)

    assert refused.value.hint


@pytest.mark.parametrize("name", ["", "Smith", "2026", "' OR 1=1 --"])
def test_what_is_no_name_of_a_case_is_refused(store: Store, name: str) -> None:
    with store.reading() as connection, pytest.raises(Refused, match="not a case reference"):
        find_case(connection, name)


def test_a_receipt_code_with_a_wrong_letter_is_said_to_be_mistyped(store: Store) -> None:
    wrong = ("0" if SEALED.receipt[0] != "0" else "1") + SEALED.receipt[1:]
    with store.reading() as connection, pytest.raises(Refused, match="mistyped") as refused:
        find_case(connection, wrong)

    assert refused.value.hint


@pytest.mark.parametrize("place", ["file"], indirect=True)  # on a server nobody sees both
def test_a_reference_two_authorities_have_is_not_guessed(store: Store, tmp_path: Path) -> None:
    elsewhere = a_submission(authority="luton")
    run_import(store, save(tmp_path, "3.txt", elsewhere), authority="luton")

    with store.reading() as connection:
        with pytest.raises(Refused, match="more than one authority"):
            find_case(connection, "2026-0001")
        assert find_case(connection, "2026-0001", authority="luton").receipt == elsewhere.receipt
        assert find_case(connection, elsewhere.receipt).authority == "luton"


def test_a_case_has_everything_that_was_sent(store: Store) -> None:
    with store.reading() as connection:
        case = find_case(connection, "2026-0001")

    assert (case.form_name, case.form_digest, case.sealed_at, case.imported_by) == (
        "referral", DIGEST, SEALED_AT, "duty-1",
    )  # fmt: skip
    assert case.envelope_sha256 == SEALED.sha256
    assert case.envelope_size == len(SEALED.binary)
    assert case.answers == ANSWERS | {"attachments": ["b.pdf", "a.pdf"]}
    assert [(file.name, file.size) for file in case.attachments] == [("b.pdf", 13), ("a.pdf", 12)]
    assert case.adult and (case.adult["family_name"], case.adult["birth_date"]) == ("Quillfeather", "1984-05")
    assert case.organisation and case.organisation["name"] == "Tumbledown Academy"
    assert case.engagement and case.engagement["role"] == "Teacher"
    assert case.referrer and case.referrer["email"] == "canary@example.org"
    assert case.allegation and case.allegation["categories"] == ["physical", "conduct"]
    assert (case.allegation["times"], case.allegation["works_with_adults"]) == (3, None)
    assert [child["birth_date"] for child in case.children] == ["2017-02-11", None]


def test_a_case_has_its_own_audit_entries(store: Store) -> None:
    with store.writing() as connection:
        note_reading(connection, authority="sandwell", reference="2026-0001", actor="duty-2", now=NOW)
        case = find_case(connection, "2026-0001")

    assert [(entry.action, entry.actor) for entry in case.audit] == [("imported", "duty-1"), ("read", "duty-2")]


def test_an_import_reads_no_table_from_end_to_end(tmp_path: Path) -> None:
    # Else each file would take longer than the one before it.
    asked: dict[str, Any] = {}

    def note(_c: object, _cursor: object, statement: str, parameters: Any, _context: object, many: bool) -> None:
        if statement.startswith("SELECT") and not many:
            asked.setdefault(statement, parameters)

    with an_empty_store(tmp_path / "records.db") as store:
        run_import(store, save(tmp_path / "first", "1.txt", SEALED))
        event.listen(store.engine, "before_cursor_execute", note)
        run_import(store, save(tmp_path / "second", "2.txt", LATER))
        event.remove(store.engine, "before_cursor_execute", note)
        with store.reading() as connection:
            plans = {
                each: [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {each}", parameters)]
                for each, parameters in asked.items()
            }

    assert any("answer_digest" in each for each in plans)
    # What is given in one parameter is read as a virtual table; it is no table of the store.
    scans = {
        each: [step for step in plan if step.startswith("SCAN ") and "VIRTUAL" not in step]
        for each, plan in plans.items()
    }
    assert {each: steps for each, steps in scans.items() if steps} == {}
