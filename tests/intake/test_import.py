"""What becomes of everything that is found, that the books balance, and that nothing happens twice."""

from __future__ import annotations

import io
import json
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import pytest
from sqlalchemy import func, insert, select

from lado_kit.encrypt import age, armour, container
from lado_kit.encrypt.envelope import open_envelope, rewrap
from lado_kit.encrypt.manifest import FormReference, Manifest
from lado_kit.intake import Books, Duplicate, Imported, books_as_json, run
from lado_kit.store import Store, open_server_store, queries
from lado_kit.store.audit import verify_chain
from lado_kit.store.tables import IN_ORDER, audit_entry, case_record, import_run

from .builders import (
    ANSWERS,
    AUTHORITY,
    CANARIES,
    DIGEST,
    NOW,
    OFFICER,
    SEALED_AT,
    STRANGER,
    a_submission,
    an_attachment,
    an_empty_store,
    results,
    run_import,
    save,
    without,
)

on_both_stores = pytest.mark.parametrize("store", ["file", "server"], indirect=True)


@pytest.fixture
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """An empty store: in a file, and for what is marked so, on a server."""
    if getattr(request, "param", "file") == "file":
        with an_empty_store(tmp_path / "records.db") as store:
            yield store
        return
    postgres = request.getfixturevalue("postgres")
    server = postgres.new_store()
    with open_server_store(server, AUTHORITY) as store:
        yield store
    postgres.take_back(server)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "incoming"
    folder.mkdir()
    return folder


def rows(store: Store) -> dict[str, int]:
    """How many rows each table has."""
    with store.reading() as connection:
        return {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in IN_ORDER}


def sealed_as(manifest: Manifest) -> bytes:
    """A sealed file with this manifest, as the form would never make it."""
    return armour.encode(age.encrypt(container.pack(manifest, []), [OFFICER.recipient]))


@pytest.mark.req("LEI-01")
@on_both_stores
def test_one_referral_becomes_exactly_one_record_with_its_received_date_and_time(store: Store, inbox: Path) -> None:
    sealed = a_submission()
    file = save(inbox, "referral.txt", sealed)

    books = run_import(store, file)

    assert results(books) == [("imported", "new-case")]
    with store.reading() as connection:
        (case,) = queries.inbox(connection)
    assert (case.reference, case.receipt, case.form) == ("2026-0001", sealed.receipt, "referral")
    assert (case.sealed_at, case.imported_at) == (SEALED_AT, NOW)
    assert (case.adult, case.organisation) == ("Zebedee Quillfeather", "Tumbledown Academy")
    assert (case.children, case.attachments) == (2, 0)


@on_both_stores
def test_importing_again_adds_no_record_and_says_which_case_it_is(store: Store, inbox: Path) -> None:
    save(inbox, "one.txt", a_submission())
    save(inbox, "two.txt", a_submission())
    run_import(store, inbox)
    before = rows(store)

    again = run_import(store, inbox)

    assert results(again) == [("duplicate", "same-file")] * 2
    assert [item.case for item in again.items] == ["2026-0001", "2026-0002"]
    after = rows(store)
    assert after.pop("audit_entry") == before.pop("audit_entry") + 2
    assert after.pop("import_run") == before.pop("import_run") + 1
    assert after == before


def test_a_file_treated_by_mail_or_renamed_or_binary_is_the_same_file(store: Store, inbox: Path) -> None:
    sealed = a_submission()
    text = sealed.armoured()
    save(inbox, "1.txt", text)
    save(inbox, "2-forwarded.eml.txt", b"Dear LADO,\r\n\r\n> " + text.replace(b"\n", b"\r\n> ") + b"\r\nKind regards")
    save(inbox, "3.age", sealed.binary)

    books = run_import(store, inbox)

    assert results(books) == [("imported", "new-case"), ("duplicate", "same-file"), ("duplicate", "same-file")]
    assert rows(store)["case_record"] == 1


def test_a_submission_sealed_anew_to_other_keys_is_the_same_submission(store: Store, inbox: Path) -> None:
    sealed = a_submission()
    save(inbox, "1.txt", sealed)
    save(inbox, "2.txt", rewrap(sealed, [OFFICER], [OFFICER.recipient]))

    books = run_import(store, inbox)

    assert results(books) == [("imported", "new-case"), ("duplicate", "same-submission")]


def test_a_stored_file_stays_a_duplicate_when_its_key_and_form_are_retired(store: Store, inbox: Path) -> None:
    save(inbox, "1.txt", a_submission())
    run_import(store, inbox)

    again = run_import(store, inbox, identities=[STRANGER], definition_for=lambda _digest: None)

    assert results(again) == [("duplicate", "same-file")]


@on_both_stores
def test_the_number_of_a_submission_with_other_content_is_not_taken_for_a_duplicate(store: Store, inbox: Path) -> None:
    """Silently dropping the second would lose what it says."""
    sealed = a_submission()
    manifest = open_envelope(sealed, [OFFICER]).manifest
    changed = Manifest(
        submission_id=manifest.submission_id,
        authority=manifest.authority,
        form=manifest.form,
        release=manifest.release,
        roster=manifest.roster,
        sealed_at=manifest.sealed_at,
        answers=without(adult_family_name="Somebody Else"),
    )
    save(inbox, "1.txt", sealed)
    save(inbox, "2.txt", sealed_as(changed))

    books = run_import(store, inbox)

    assert results(books) == [("imported", "new-case"), ("quarantined", "different-content")]


def _damaged() -> bytes:
    text = a_submission().armoured()
    middle = len(text) // 2
    return text[:middle] + (b"A" if text[middle : middle + 1] != b"A" else b"B") + text[middle + 1 :]


@on_both_stores
def test_a_folder_of_everything_gives_exact_books(store: Store, inbox: Path) -> None:
    sealed = a_submission()
    save(inbox, "01-good.txt", sealed)
    save(inbox, "02-again.txt", sealed.armoured().replace(b"\n", b"\r\n"))
    save(inbox, "03-holiday.jpg", b"\xff\xd8\xff\xe0 holiday")
    save(inbox, "04-damaged.txt", _damaged())
    save(inbox, "05-cut.txt", a_submission().armoured()[:2000])
    save(inbox, "06-other-key.txt", a_submission(to=STRANGER))
    save(inbox, "07-elsewhere.txt", a_submission(authority="leicester"))
    save(inbox, "08-unknown-form.txt", a_submission(form=FormReference(name="referral", version=1, digest="ab" * 32)))
    save(inbox, "09-wrong-form.txt", a_submission(form=FormReference(name="other", version=1, digest=DIGEST)))
    save(inbox, "10-refused.txt", a_submission(answers=without("what_happened", adult_told="perhaps")))
    save(inbox, "11-files.txt", a_submission(attachments=(an_attachment("a.pdf"),), answers=ANSWERS))
    save(inbox, "12-draft.txt", age.seal_with_passphrase(b"draft", "correct horse"))
    save(inbox, "13-two.txt", a_submission().armoured() + a_submission().armoured())
    save(inbox, "deep/er/14-good.txt", a_submission(attachments=(an_attachment(),)))
    (inbox / "15-link.txt").symlink_to(inbox / "01-good.txt")
    os.mkfifo(inbox / "16-pipe")
    save(inbox, "17-empty.txt", b"")

    books = run_import(store, inbox, inbox / "nowhere.txt")

    assert {item.source.rpartition("/")[2]: (item.result, item.reason) for item in books.items} == {
        "01-good.txt": ("imported", "new-case"),
        "02-again.txt": ("duplicate", "same-file"),
        "03-holiday.jpg": ("ignored", "not-sealed"),
        "04-damaged.txt": ("quarantined", "damaged"),
        "05-cut.txt": ("quarantined", "damaged"),
        "06-other-key.txt": ("quarantined", "wrong-key"),
        "07-elsewhere.txt": ("quarantined", "wrong-authority"),
        "08-unknown-form.txt": ("quarantined", "unknown-form"),
        "09-wrong-form.txt": ("quarantined", "form-mismatch"),
        "10-refused.txt": ("quarantined", "answers-refused"),
        "11-files.txt": ("quarantined", "attachments-differ"),
        "12-draft.txt": ("quarantined", "not-allowed"),
        "13-two.txt > sealed file 1": ("imported", "new-case"),
        "13-two.txt > sealed file 2": ("imported", "new-case"),
        "14-good.txt": ("imported", "new-case"),
        "15-link.txt": ("ignored", "link"),
        "16-pipe": ("ignored", "not-a-file"),
        "17-empty.txt": ("ignored", "not-sealed"),
        "nowhere.txt": ("quarantined", "unreadable"),
    }
    report = books_as_json(books)
    counts = {name: report[name] for name in ("found", "imported", "duplicate", "superseded", "quarantined", "ignored")}
    assert counts == {
        "found": 19, "imported": 4, "duplicate": 1, "superseded": 0, "quarantined": 10, "ignored": 4,
    }  # fmt: skip
    assert all(item["next_step"] for item in report["items"])
    assert json.loads(json.dumps(report)) == report
    assert rows(store)["case_record"] == 4


@on_both_stores
def test_what_is_quarantined_becomes_no_record_and_stays_where_it_is(store: Store, inbox: Path) -> None:
    before = rows(store)
    file = save(inbox, "damaged.txt", _damaged())
    content = file.read_bytes()

    books = run_import(store, inbox)

    assert not books.is_clean
    kept = {"quarantine": 1, "quarantine_part": 1, "import_run": 1, "audit_entry": 1}
    assert rows(store) == before | kept
    assert file.read_bytes() == content


def test_every_problem_of_the_answers_is_listed_in_the_sentences_of_the_form(store: Store, inbox: Path) -> None:
    save(inbox, "refused.txt", a_submission(answers=without("what_happened", "became_aware")))

    (item,) = run_import(store, inbox).items

    assert item.problems[0] == "Describe what happened, or what you are worried about"
    assert len(item.problems) == 2
    assert item.receipt and item.submission_id


@pytest.mark.parametrize("name", ["authority", "release"])
def test_a_container_that_lies_is_set_aside(store: Store, inbox: Path, name: str) -> None:
    plain = container.pack(open_envelope(a_submission(), [OFFICER]).manifest, [])
    lying = bytes(plain).replace(f'"{name}"'.encode(), f'"{name.upper()}"'.encode(), 1)
    save(inbox, "lie.txt", armour.encode(age.encrypt(lying, [OFFICER.recipient])))

    assert results(run_import(store, inbox)) == [("quarantined", "bad-container")]


def test_the_day_of_sealing_is_the_day_in_england(store: Store, inbox: Path) -> None:
    """23:30 in UTC on 3 May is half past midnight on 4 May there, so 4 May is not in the future."""
    late = datetime(2026, 5, 3, 23, 30, tzinfo=UTC)
    save(inbox, "1.txt", a_submission(sealed_at=late, answers=without(happened_on="2026-05-04")))
    save(inbox, "2.txt", a_submission(sealed_at=late, answers=without(happened_on="2026-05-05")))

    assert results(run_import(store, inbox)) == [("imported", "new-case"), ("quarantined", "answers-refused")]


def test_a_clock_set_to_the_year_one_stops_nothing(store: Store, inbox: Path) -> None:
    plain = container.pack(open_envelope(a_submission(), [OFFICER]).manifest, [])
    early = bytes(plain).replace(b"2026-05-03T11:30:00Z", b"0001-01-01T00:00:00Z", 1)
    save(inbox, "1.txt", armour.encode(age.encrypt(early, [OFFICER.recipient])))
    save(inbox, "2.txt", a_submission())

    assert results(run_import(store, inbox)) == [("quarantined", "answers-refused"), ("imported", "new-case")]


@on_both_stores
def test_a_dry_run_gives_the_same_books_and_writes_nothing(
    store: Store, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "BATCH", 2)
    sealed = a_submission()
    for name, content in (("1", sealed), ("2", a_submission()), ("3", sealed), ("4", a_submission()), ("5", sealed)):
        save(inbox, f"{name}.txt", content)
    before = rows(store)

    rehearsed = run_import(store, inbox, dry_run=True)

    assert rows(store) == before
    assert all(item.case is None for item in rehearsed.items)
    assert results(rehearsed) == results(run_import(store, inbox))


def test_a_long_run_goes_on_in_larger_batches_and_its_books_stay_exact(
    store: Store, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "BATCH", 2)
    monkeypatch.setattr(run, "LONG_RUN", 4)
    sealed = a_submission()
    for number in range(10):
        save(inbox, f"{number}.txt", sealed if number % 2 else a_submission())
    settled: list[int] = []

    books = run_import(store, inbox, told=settled.append)

    assert settled == [0, 2, 4, 8, 10]
    assert results(books)[:4] == [("imported", "new-case")] * 3 + [("duplicate", "same-file")]
    assert (books.count(Imported), books.count(Duplicate)) == (6, 4)


def test_references_are_counted_for_each_year_and_authority(store: Store, inbox: Path) -> None:
    def references(name: str, **changes: Any) -> list[str | None]:
        books = run_import(store, save(inbox, name, changes.pop("sealed", a_submission())), **changes)
        return [item.case for item in books.items]

    assert references("1.txt") == ["2026-0001"]
    assert references("2.txt") == ["2026-0002"]
    assert references("3.txt", now=NOW + timedelta(days=365)) == ["2027-0001"]
    assert references("4.txt") == ["2026-0003"]
    elsewhere = a_submission(authority="luton")
    assert references("5.txt", sealed=elsewhere, authority="luton") == ["2026-0001"]


@on_both_stores
def test_after_9999_cases_the_count_goes_on(store: Store, inbox: Path) -> None:
    with store.writing() as connection:
        for number in (9_999, 10_000):
            connection.execute(
                insert(case_record),
                {
                    "id": UUID(int=number),
                    "authority": AUTHORITY,
                    "reference": f"2026-{number}",
                    "state": "new",
                    "opened_at": NOW,
                },
            )

    (item,) = run_import(store, save(inbox, "1.txt", a_submission())).items

    assert item.case == "2026-10001"


@on_both_stores
def test_one_submission_the_store_refuses_does_not_spoil_its_batch(store: Store, inbox: Path) -> None:
    good, bad = a_submission(), a_submission()
    save(inbox, "1.txt", good)
    save(inbox, "2.txt", bad)
    save(inbox, "3.txt", good)
    _occupy_the_place_of(store, open_envelope(bad, [OFFICER]).manifest.submission_id)

    books = run_import(store, inbox)

    assert results(books) == [("imported", "new-case"), ("quarantined", "not-stored"), ("duplicate", "same-file")]


def _occupy_the_place_of(store: Store, submission_id: str) -> None:
    """Make the store refuse a submission: another case has the id its case would get."""
    row = {"id": uuid5(UUID(submission_id), "case"), "authority": AUTHORITY, "reference": "2020-0001"}
    with store.writing() as connection:
        connection.execute(insert(case_record), {**row, "state": "new", "opened_at": NOW})


@on_both_stores
def test_the_original_is_kept_byte_for_byte(store: Store, inbox: Path) -> None:
    """Also when it is longer than one part."""
    sealed = a_submission(attachments=(an_attachment(content=os.urandom(2_500_000)),))
    (item,) = run_import(store, save(inbox, "1.txt", sealed)).items

    assert item.submission_id
    with store.reading() as connection:
        assert queries.original_envelope(connection, item.submission_id) == sealed.binary
    assert rows(store)["envelope_part"] == 3


def test_the_same_submission_gets_the_same_ids_in_any_store(tmp_path: Path, inbox: Path) -> None:
    save(inbox, "1.txt", a_submission(attachments=(an_attachment(),)))

    def ids(name: str) -> list[Any]:
        with an_empty_store(tmp_path / name) as store:
            run_import(store, inbox)
            with store.reading() as connection:
                return [
                    connection.execute(select(table.c.id).order_by(table.c.id)).all()
                    for table in IN_ORDER
                    if "id" in table.c and table is not import_run
                ]

    assert ids("one.db") == ids("two.db")


def test_standard_input_is_read_when_a_dash_is_given(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(a_submission().armoured())))

    books = run_import(store, "-")

    assert [(item.source, item.result) for item in books.items] == [("-", "imported")]


def test_a_file_name_that_is_no_text_can_still_be_reported(store: Store, inbox: Path) -> None:
    Path(os.fsdecode(os.fsencode(inbox) + b"/caf\xe9.txt")).write_bytes(a_submission().armoured())

    (item,) = run_import(store, inbox).items

    assert item.result == "imported"
    item.source.encode()


def test_a_submission_without_an_employer_has_no_organisation(store: Store, inbox: Path) -> None:
    answers = without("employer_name", "senior_officer", "works_there_now", work_basis="none")

    books = run_import(store, save(inbox, "1.txt", a_submission(answers=answers)))

    assert results(books) == [("imported", "new-case")]
    with store.reading() as connection:
        case = queries.find_case(connection, "2026-0001")
    assert case.organisation is None
    assert case.engagement is not None


def test_no_answer_occurs_in_the_store_file_the_audit_chain_or_any_message(
    store: Store, inbox: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    save(inbox, "1.txt", a_submission(attachments=(an_attachment("Quillfeather.pdf", b"canary-what-happened"),)))
    save(inbox, "2.txt", a_submission(answers=without("became_aware", happened_on="Quillfeather", categories=["x"])))
    refused = a_submission()
    save(inbox, "3.txt", refused)
    _occupy_the_place_of(store, open_envelope(refused, [OFFICER]).manifest.submission_id)

    books = run_import(store, inbox)
    with store.reading() as connection:
        audit = repr(connection.execute(select(audit_entry)).all())
        case = repr(queries.find_case(connection, "2026-0001")) + repr(queries.inbox(connection))
    files = b"".join(path.read_bytes() for path in store.path.parent.glob("records.db*"))
    said = "".join((json.dumps(books_as_json(books)), repr(books), audit, case, *capfd.readouterr(), caplog.text))

    assert [item.result for item in books.items] == ["imported", "quarantined", "quarantined"]
    assert len(files) > 100_000
    for canary in CANARIES:
        assert canary not in said
        assert canary.encode() not in files


@on_both_stores
def test_the_chain_holds_after_imports_and_counts_them(store: Store, inbox: Path) -> None:
    for number in range(3):
        save(inbox, f"{number}.txt", a_submission())
    run_import(store, inbox)
    run_import(store, inbox)

    with store.reading() as connection:
        (chain,) = verify_chain(connection)

    assert (chain.entries, chain.broken_at) == (6, None)


def test_books_that_do_not_balance_cannot_be_made() -> None:
    item = Imported(source="1.txt", reason="new-case", next_step="read it")

    with pytest.raises(AssertionError, match="balance"):
        Books(found=2, items=(item,))


def test_results_of_different_kinds_are_different() -> None:
    fields: Any = {"source": "1.txt", "reason": "x", "next_step": "y"}

    results_of_one_file: set[object] = {Imported(**fields), Duplicate(**fields), Imported(**fields)}

    assert len(results_of_one_file) == 2
