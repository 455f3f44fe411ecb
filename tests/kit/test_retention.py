"""Disposal of a case: by two people, whole, in no other way, and what is left of it. In a file and on a server."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from sqlalchemy import delete, func, select, update

from lado_kit.casework.clocks import EventKind
from lado_kit.casework.figures import CaseFacts, Counted, period_of
from lado_kit.casework.retention import RetentionState
from lado_kit.custody.unlocking import Office
from lado_kit.errors import Misuse, Refused, StoreError, StoreRuleBroken
from lado_kit.home import Home
from lado_kit.intake import Ignored, Imported
from lado_kit.office.cases import import_files, list_cases, read_books
from lado_kit.office.comparing import call_duplicate
from lado_kit.office.disposing import dispose, list_disposed, write_certificate
from lado_kit.office.figures import counted_cases
from lado_kit.office.quarantine import list_quarantine, release
from lado_kit.office.retention import hold, hold_all, keep, list_kept, propose, show, unhold, unhold_all
from lado_kit.store import disposal, open_store
from lado_kit.store.audit import verify_chain
from lado_kit.store.copying import copy_rows
from lado_kit.store.disposal import tables_of_a_case
from lado_kit.store.events import record_event
from lado_kit.store.queries import find_case
from lado_kit.store.tables import IN_ORDER, LinkState, audit_entry, disposed_case, disposed_submission
from tests.intake.builders import (
    AUTHORITY,
    CANARIES,
    KEY,
    NOW,
    OFFICER,
    STRANGER,
    a_submission,
    an_attachment,
    an_empty_store,
    save,
    without,
)
from tests.kit.quick_office import a_home
from tests.kit.test_papers import drawn, pages
from tests.store.conftest import on_server

REASON = "Reviewed with Zebedee Quillfeather in mind"
MUCH_LATER = datetime(2040, 1, 10, 9, tzinfo=UTC)
RULES = """
[[retention]]
key = "every"
label = "Every closed case"
months = 120
start = "closed"
source = "Retention schedule 2026, line 4"
requirement = { id = "OWN-01", assumed = true }
"""
STAYS = {
    "audit_entry", "disposed_case", "disposed_submission", "export_made", "import_run", "office_event", "projection",
    "retention_hold",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Desk:
    """An office of two people with a closed case whose period is over, and with another case that is tied to it."""

    one: Office
    other: Office
    folder: Path
    reference: str
    neighbour: str

    def propose(self, reference: str = "") -> None:
        propose(self.one, reference or self.reference, reason=REASON, now=MUCH_LATER)

    def dispose(self, reference: str = "", *, by: Office | None = None, out: str = "certificate.pdf") -> Any:
        name = reference or self.reference
        later = MUCH_LATER + timedelta(days=1)
        return dispose(by or self.other, name, reason=REASON, out=self.folder / out, now=later)

    def close(self, reference: str) -> None:
        for kind, detail in (
            (EventKind.ALLEGATION_SET, {"adult": "Zebedee Quillfeather", "category": "physical"}),
            (EventKind.OUTCOME_RECORDED, {"outcome": "unfounded", "risk": "none for Marigold Yaxley"}),
            (EventKind.CLOSED, {"result": "concluded", "reason": "Peregrine Oddbody agreed"}),
        ):
            self.happened(reference, kind, **detail)

    def happened(
        self, reference: str, kind: EventKind, *, now: datetime = NOW + timedelta(days=9), **detail: str
    ) -> None:
        with self.one.store.writing() as connection:
            case = find_case(connection, reference, authority=AUTHORITY)
            assert case.case_id
            record_event(
                connection, authority=AUTHORITY, case_id=case.case_id, reference=reference, kind=kind.value,
                happened_at=now, detail=detail, note="Tumbledown Academy", corrects=None, actor="duty-1", now=now,
            )  # fmt: skip

    def rows(self) -> dict[str, list[str]]:
        """All rows of every table, as text."""
        with self.one.store.reading() as connection:
            return {each.name: [repr(tuple(row)) for row in connection.execute(select(each))] for each in IN_ORDER}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = a_home(tmp_path_factory.mktemp("office"))
    home.profile_file.write_bytes(home.profile_file.read_bytes() + RULES.encode())
    return home


@pytest.fixture(scope="module")
def filled(home: Home, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two letters, and a store that has taken them in, that others are copies of."""
    folder = tmp_path_factory.mktemp("filled")
    save(folder, "1.txt", a_submission(attachments=(an_attachment("Zebedee Quillfeather.pdf"),)))
    # Of the same adult and the same children: there are links between the two.
    save(folder, "2.txt", a_submission(answers=without(what_happened="Something else, canary-what-happened")))
    with an_empty_store(folder / "records.db") as store:
        one = Office(home=home, officer="duty-1", identity=OFFICER, store=store)
        for name in ("1.txt", "2.txt"):
            assert import_files(one, [str(folder / name)], now=NOW).count(Imported) == 1
        a_desk(one, folder).close("2026-0001")
    return folder


def a_desk(one: Office, folder: Path) -> Desk:
    return Desk(
        one=one, other=replace(one, officer="cover-1"), folder=folder, reference="2026-0001", neighbour="2026-0002"
    )


@pytest.fixture(params=["file", "server"])
def desk(request: pytest.FixtureRequest, home: Home, filled: Path, tmp_path: Path) -> Iterator[Desk]:
    shutil.copytree(filled, tmp_path, dirs_exist_ok=True)
    with ExitStack() as there:
        store = there.enter_context(open_store(tmp_path / "records.db", KEY))
        if request.param == "server":
            place = there.enter_context(on_server(request.getfixturevalue("postgres")))
            server = there.enter_context(place.open())
            with store.reading() as source, server.writing() as target:
                copy_rows(source, target, AUTHORITY)
            store = server
        yield a_desk(Office(home=home, officer="duty-1", identity=OFFICER, store=store), tmp_path)


def says_nothing(texts: dict[str, list[str]]) -> bool:
    return not any(canary in row for rows in texts.values() for row in rows for canary in CANARIES)


@pytest.mark.req("SAN-35", "BRO-21")
def test_two_people_dispose_of_a_case_and_nothing_of_anybody_is_left(desk: Desk) -> None:
    # The neighbour goes first, so that all canaries can be looked for in the end.
    desk.close(desk.neighbour)
    assert not says_nothing(desk.rows())
    (kept,) = [each for each in list_kept(desk.one, by=date(2036, 5, 12)).cases if each.case == desk.reference]
    assert (kept.retention.state, kept.retention.review_on) == (RetentionState.REVIEW_DUE, date(2036, 5, 12))

    for number, reference in enumerate((desk.neighbour, desk.reference)):
        desk.propose(reference)
        done = desk.dispose(reference, out=f"{number}.pdf")
        assert reference in {each.reference for each in list_disposed(desk.one)}

    rows = desk.rows()
    assert says_nothing(rows)
    assert {name for name, there in rows.items() if there} == STAYS - {
        "export_made", "office_event", "retention_hold",
    }  # fmt: skip
    assert list_cases(desk.one) == ()
    with desk.one.store.reading() as connection:
        (chain,) = verify_chain(connection)
        assert chain.broken_at is None
        left = connection.execute(select(disposed_case).order_by(disposed_case.c.disposed_at)).mappings().all()
        noted = connection.execute(select(audit_entry).where(audit_entry.c.action == "disposed")).mappings().all()
    assert {
        name: left[0][name]
        for name in ("form", "category", "outcome", "sector", "result", "received_on", "closed_on", "children")
    } == {
        "form": "referral", "category": "physical", "outcome": "unfounded", "sector": "primary-school",
        "result": "concluded", "received_on": "2026-05-03", "closed_on": "2026-05-12", "children": 2,
    }  # fmt: skip
    assert {(each["proposed_by"], each["disposed_by"]) for each in left} == {("duty-1", "cover-1")}
    assert noted[-1]["detail"]["certificate"] == done.certificate.sha256
    assert read_books(desk.one).balances

    with pytest.raises(Refused, match=f"{desk.reference} was disposed of on 11 January 2040"):
        show(desk.one, desk.reference, now=MUCH_LATER)


def test_a_case_that_is_disposed_of_leaves_what_it_was_counted_by(desk: Desk) -> None:
    """No allegation was put on record, the first contact was months before the letter, and it was opened again."""
    for at, kind, detail in (
        (NOW - timedelta(days=200), EventKind.CONTACT, {}),
        (NOW + timedelta(days=1), EventKind.CONCLUDED, {}),
        (NOW + timedelta(days=2), EventKind.CLOSED, {"result": "concluded"}),
        (NOW + timedelta(days=3), EventKind.REOPENED, {}),
        (NOW + timedelta(days=9), EventKind.CLOSED, {"result": "advice"}),
    ):
        desk.happened(desk.neighbour, kind, now=at, **detail)
    period = period_of(date(2025, 10, 1), date(2026, 5, 31))
    profile = desk.one.home.read_profile()

    def counted() -> list[Counted]:
        every = counted_cases(desk.one, period, profile, now=MUCH_LATER + timedelta(days=1))
        return [replace(each, facts=CaseFacts(), is_removed=False) for each in every]

    before = counted()
    desk.propose(desk.neighbour)
    desk.dispose(desk.neighbour)

    (gone,) = [each for each in counted() if each.received == date(2025, 10, 15)]
    assert (gone.category, gone.ended, gone.result) == ("physical", date(2026, 5, 12), "advice")
    assert gone in before


def test_what_was_released_from_quarantine_leaves_it_with_its_case_and_the_books_hold(desk: Desk) -> None:
    save(desk.folder / "more", "stray.txt", a_submission(to=STRANGER))
    save(desk.folder / "more", "unfinished.txt", a_submission(answers=without("adult_given_names")))
    import_files(desk.one, [str(desk.folder / "more")], now=NOW + timedelta(minutes=1))
    (unfinished,) = [each for each in list_quarantine(desk.one) if each.submission_id]
    case = release(desk.one, unfinished.code, reason="By telephone", now=NOW + timedelta(minutes=2)).case
    assert case

    def in_quarantine() -> tuple[int, int]:
        books = read_books(desk.one)
        assert books.balances
        (check,) = [each for each in books.checks if each.says == "everything kept in quarantine is there"]
        return check.books, check.store

    assert in_quarantine() == (2, 2)
    desk.close(case)
    desk.propose(case)
    desk.dispose(case)
    assert in_quarantine() == (1, 1)


def test_every_table_is_either_of_a_case_or_stays() -> None:
    """A new table has to be reached by a disposal, or to be named here as holding nothing of anybody."""
    assert {each.name for each in IN_ORDER} - tables_of_a_case() == STAYS


def test_a_file_of_a_case_that_was_disposed_of_is_not_taken_in_again(desk: Desk) -> None:
    desk.propose()
    desk.dispose()
    before = desk.rows()

    again = import_files(desk.one, [str(desk.folder / "1.txt")], now=MUCH_LATER + timedelta(days=2))

    (item,) = again.items
    assert isinstance(item, Ignored)
    assert item.reason == "disposed"
    assert item.problems == (f"of case {desk.reference}, which was disposed of on 11 January 2040",)
    after = desk.rows()
    assert {name: rows for name, rows in after.items() if rows != before[name]}.keys() <= {"import_run"}

    # Its reference is not given away again either.
    save(desk.folder, "3.txt", a_submission(answers=without(what_happened="Quite another thing")))
    (new,) = import_files(desk.one, [str(desk.folder / "3.txt")], now=NOW).items
    assert new.case == "2026-0003"


def test_nothing_of_a_case_can_be_removed_or_altered_in_another_way(desk: Desk) -> None:
    guarded = tables_of_a_case() - MADE_ANEW
    by_name = {each.name: each for each in IN_ORDER}
    desk.propose()
    before = desk.rows()

    for name in sorted(guarded):
        assert before[name] or name in ("quarantine", "quarantine_part", "mail_evidence", "attachment_saving"), name
        if before[name]:
            with pytest.raises(StoreRuleBroken), desk.one.store.writing() as connection:
                connection.execute(delete(by_name[name]))
    for name in ("case_event", "retention_decision", "audit_entry"):
        with pytest.raises(StoreError), desk.one.store.writing() as connection:
            connection.execute(update(by_name[name]).values(authority="elsewhere"))

    assert desk.rows() == before


MADE_ANEW = {
    "attachment_finding", "search_key", "answer_digest", "link", "case_duplicate", "rewrapping",
    "quarantine_rewrapping",    "case_state", "case_due", "case_figures", "case_stale", "case_exclusion",
}  # fmt: skip
"""What is worked out of the rest, or is replaced in daily work: it says nothing that is not in the other tables."""


def test_what_is_left_can_be_neither_forged_nor_changed(desk: Desk) -> None:
    with desk.one.store.reading() as connection:
        case = find_case(connection, desk.reference, authority=AUTHORITY)
    row = {
        **dict.fromkeys(("reference", "form", "sector", "category", "outcome", "pathway", "met", "overseen"), ""),
        **dict.fromkeys(("result", "received_on", "concluded_on", "closed_on", "certificate"), ""),
        "id": case.case_id, "authority": AUTHORITY, "children": 0, "certificate_sha256": "0" * 64,
        "proposed_by": "cover-1", "disposed_by": "duty-1", "proposed_at": NOW, "disposed_at": NOW,
    }  # fmt: skip

    def add(**changes: Any) -> None:
        with pytest.raises(StoreRuleBroken), desk.one.store.writing() as connection:
            connection.execute(disposed_case.insert(), {**row, **changes})

    add()  # nobody has proposed it
    desk.propose()
    add()  # somebody else has
    add(proposed_by="duty-1")  # the same person twice
    hold_all(desk.one, reason="An inquiry", now=NOW)
    add(proposed_by="duty-1", disposed_by="cover-1")

    unhold_all(desk.one, number=None, reason="It is over", now=NOW)
    desk.dispose()
    before = desk.rows()
    for table in (disposed_case, disposed_submission):
        for change in (delete(table), update(table).values(authority="elsewhere")):
            with pytest.raises(StoreError), desk.one.store.writing() as connection:
                connection.execute(change)
    assert desk.rows() == before


def test_one_person_alone_cannot_dispose(desk: Desk) -> None:
    with pytest.raises(Refused, match="nobody has proposed"):
        desk.dispose()
    desk.propose()

    with pytest.raises(Refused, match="duty-1 has proposed it, and cannot do it too"):
        desk.dispose(by=desk.one)
    # The same person after a change of key.
    with pytest.raises(Refused, match="cannot do it too"):
        desk.dispose(by=replace(desk.one, officer="duty-1-2"))

    assert len(list_cases(desk.one)) == 2
    assert not (desk.folder / "certificate.pdf").exists()


def test_a_case_that_must_be_kept_is_refused_with_the_reason(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=f"{desk.neighbour} is not closed"):
        desk.propose(desk.neighbour)
    with pytest.raises(Refused, match="is to be kept until 12 May 2036"):
        propose(desk.one, desk.reference, reason=REASON, now=NOW)
    desk.propose()

    hold(desk.one, desk.reference, reason="The police asked", now=MUCH_LATER)
    with pytest.raises(Refused, match="is on hold"):
        desk.dispose()
    with pytest.raises(Refused, match="on hold already"):
        hold(desk.one, desk.reference, reason="Again", now=MUCH_LATER)
    unhold(desk.one, desk.reference, reason="They closed it", now=MUCH_LATER)
    # Two entries more than when it was proposed.
    with pytest.raises(Refused, match="has changed since it was proposed"):
        desk.dispose()

    one, two = (hold_all(desk.one, reason=each, now=MUCH_LATER) for each in ("Inquiry", "Another inquiry"))
    with pytest.raises(Refused, match="is on hold"):
        desk.propose()
    with pytest.raises(Misuse, match="2 holds are in force"):
        unhold_all(desk.one, number=None, reason="Over", now=MUCH_LATER)
    assert unhold_all(desk.one, number=one, reason="Over", now=MUCH_LATER) == one
    with pytest.raises(Refused, match="is on hold"):
        desk.propose()
    assert unhold_all(desk.one, number=None, reason="Over", now=MUCH_LATER) == two

    desk.propose()
    keep(desk.other, desk.reference, until=date(2050, 1, 1), reason="A claim", now=MUCH_LATER)
    with pytest.raises(Refused, match="is to be kept until 1 January 2050"):
        desk.dispose()
    assert [each.kind.value for each in show(desk.one, desk.reference, now=MUCH_LATER).decisions] == [
        "propose", "propose", "keep",
    ]  # fmt: skip

    # The rules have changed: there are none any more.
    without_rules = a_home(tmp_path / "without")
    with pytest.raises(Refused, match="no period is set") as refused:
        propose(replace(desk.one, home=without_rules), desk.reference, reason=REASON, now=MUCH_LATER)
    assert "docs/retention.md" in refused.value.hint
    with pytest.raises(Misuse, match="a reason is needed"):
        propose(desk.one, desk.reference, reason=" ", now=MUCH_LATER)


def test_a_duplicate_goes_with_the_case_that_counts(desk: Desk) -> None:
    call_duplicate(desk.one, desk.reference, desk.neighbour, state=LinkState.CONFIRMED, reason="Sent twice", now=NOW)
    desk.close(desk.neighbour)
    counts, twin = sorted((desk.reference, desk.neighbour))

    with pytest.raises(Refused, match=f"{twin} is a duplicate of {counts}"):
        desk.propose(twin)
    desk.propose(counts)
    done = desk.dispose(counts)

    assert (done.case, done.also) == (counts, (twin,))
    assert list_cases(desk.one) == ()
    left = {each.reference: each.duplicate_of is None for each in list_disposed(desk.one)}
    assert left == {counts: True, twin: False}
    assert done.certificate.cases == (counts, twin)


def test_the_certificate_says_what_was_done_and_names_nobody(desk: Desk) -> None:
    desk.propose()
    (desk.folder / "certificate.json").write_text("something else")
    with pytest.raises(FileExistsError):
        desk.dispose()
    with pytest.raises(Misuse, match=r"does not end in \.pdf"):
        desk.dispose(out="certificate.txt")
    with pytest.raises(Misuse, match="no folder"):
        desk.dispose(out="nowhere/certificate.pdf")
    assert len(list_cases(desk.one)) == 2  # nothing was removed

    done = desk.dispose(out="done.pdf")

    document, for_programs = (each.read_bytes() for each in done.files)
    says = json.loads(for_programs)
    assert says["cases"] == [desk.reference]
    assert says["rule"] == {
        "key": "every", "label": "Every closed case", "months": 120, "start": "closed",
        "source": "Retention schedule 2026, line 4",
    }  # fmt: skip
    assert (says["proposed"]["by"], says["disposed"]["by"]) == ("duty-1", "cover-1")
    assert (says["removed"]["submission"], says["removed"]["child"], says["removed"]["case_event"]) == (1, 2, 3)
    shown = drawn(document).replace("\n", " ")
    assert pages(document) == 1
    for part in (desk.reference, "120 months", "line 4", "duty-1", "cover-1", done.certificate.sha256[:32], "Backups"):
        assert part in shown
    assert not any(canary in shown + for_programs.decode() for canary in (*CANARIES, "in mind"))

    again = write_certificate(desk.one, desk.reference, out=desk.folder / "again.pdf")
    assert [each.read_bytes() for each in again] == [document, for_programs]
    with pytest.raises(FileExistsError):
        write_certificate(desk.one, desk.reference, out=desk.folder / "again.pdf")


@pytest.mark.parametrize("desk", ["file"], indirect=True)
def test_what_is_left_moves_to_another_store(desk: Desk, tmp_path: Path) -> None:
    desk.propose()
    desk.dispose()

    with an_empty_store(tmp_path / "moved.db") as moved:
        with desk.one.store.reading() as here, moved.writing() as there:
            copy_rows(here, there, AUTHORITY)
        with moved.reading() as there:
            assert there.scalar(select(func.count()).select_from(disposed_submission)) == 1


def test_the_pages_of_the_file_do_not_keep_what_was_removed(home: Home, filled: Path, tmp_path: Path) -> None:
    file = Path(shutil.copy(filled / "records.db", tmp_path))
    assert {canary for canary in CANARIES if canary.encode() in in_the_clear(file)} == set(CANARIES)
    size = file.stat().st_size

    with open_store(file, KEY) as store:
        desk = a_desk(Office(home=home, officer="duty-1", identity=OFFICER, store=store), tmp_path)
        desk.close(desk.neighbour)
        for number, reference in enumerate((desk.reference, desk.neighbour)):
            desk.propose(reference)
            assert desk.dispose(reference, out=f"{number}.pdf").is_compacted
        # The log beside the file is empty, so that the pages are all there is.
        assert [each.stat().st_size for each in tmp_path.glob("records.db-wal")] == [0]

    assert [canary for canary in CANARIES if canary.encode() in in_the_clear(file)] == []
    assert file.stat().st_size <= size


def test_without_writing_the_file_anew_its_pages_are_overwritten_too(
    home: Home, filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a file does that is too large to be written anew."""
    monkeypatch.setattr(disposal, "COMPACTED", 0)
    file = Path(shutil.copy(filled / "records.db", tmp_path))

    with open_store(file, KEY) as store:
        desk = a_desk(Office(home=home, officer="duty-1", identity=OFFICER, store=store), tmp_path)
        desk.close(desk.neighbour)
        for number, reference in enumerate((desk.reference, desk.neighbour)):
            desk.propose(reference)
            assert not desk.dispose(reference, out=f"{number}.pdf").is_compacted

    assert [canary for canary in CANARIES if canary.encode() in in_the_clear(file)] == []


def in_the_clear(file: Path) -> bytes:
    """Every page of the file decrypted, whether the database still uses it or not: AES-256-CBC, then IV and HMAC."""
    raw, page, reserve = file.read_bytes(), 4096, 80
    clear = []
    for start in range(0, len(raw), page):
        content = raw[start : start + page]
        sealed = content[16 if start == 0 else 0 : page - reserve]
        reader = Cipher(algorithms.AES(KEY), modes.CBC(content[page - reserve : page - reserve + 16])).decryptor()
        clear.append(reader.update(sealed) + reader.finalize())
    return b"".join(clear)
