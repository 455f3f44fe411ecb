"""Attachments of real sealed files in a real store: found, listed, saved with a reason, cleaned, scanned."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image
from sqlalchemy import delete

from lado_kit.attachments import (
    Desk,
    Verdict,
    find_scanner,
    inspect_submissions,
    is_dangerous,
    list_attachments,
    save_attachment,
    scan_attachments,
)
from lado_kit.attachments.inspecting import RELEASE, Inspector
from lado_kit.encrypt.envelope import Attachment
from lado_kit.errors import BadContainer, Misuse, NoMatchingKey, Refused
from lado_kit.store import Store, audit
from lado_kit.store.attachments import Found, KeptAttachment, keep_findings
from lado_kit.store.queries import find_case
from lado_kit.store.tables import attachment, attachment_finding
from tests.attachments import samples
from tests.attachments.test_scanning import clamd
from tests.intake.builders import AUTHORITY, NOW, OFFICER, STRANGER, a_submission, an_empty_store, run_import, save

FILES = (
    ("arm.jpg", "image/jpeg", samples.photo(rotated=True)),
    ("note.pdf", "application/pdf", samples.pdf(acts=True)),
    ("statement.docx", samples.WORD, samples.word()),
    ("with-macros.docx", samples.WORD, samples.word(macros=True)),
    ("virus.txt", "text/plain", samples.EICAR),
)
PHOTO, NOTE, STATEMENT, MACROS, VIRUS = range(1, 6)
REASON = "The police asked for it"
CASE = "2026-0001"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store with one case: five files came with what opened it."""
    folder = tmp_path_factory.mktemp("attachments")
    sealed = a_submission(
        attachments=tuple(Attachment(name=name, media_type=said, content=content) for name, said, content in FILES)
    )
    save(folder / "incoming", "one.txt", sealed)
    with an_empty_store(folder / "records.db") as store:
        books = run_import(store, folder / "incoming")
        assert books.is_clean, books
        yield store


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store=store, authority=AUTHORITY, identities=[OFFICER], actor="duty-1", now=NOW)


@pytest.fixture
def listed(desk: Desk) -> tuple[KeptAttachment, ...]:
    return list_attachments(desk, CASE)[1]


def entries(store: Store, action: str) -> list[audit.AuditEntry]:
    with store.reading() as connection:
        all_of_case = audit.entries_about(connection, authority=AUTHORITY, reference=CASE)
    return [each for each in all_of_case if each.action == action]


def forget(store: Store) -> None:
    with store.writing() as connection:
        connection.execute(delete(attachment_finding))


def test_findings_are_kept_and_found_again_when_they_are_lost(desk: Desk) -> None:
    forget(desk.store)
    with desk.store.reading() as connection:
        submission_id = find_case(connection, CASE).submission_id

    looked_at = inspect_submissions(desk, [submission_id])
    again = inspect_submissions(desk, [submission_id])
    _, kept = list_attachments(desk, CASE)
    forget(desk.store)
    _, found_again = list_attachments(desk, CASE)

    assert (looked_at, again) == (len(FILES), 0)
    assert kept == found_again
    assert [each.found.findings for each in kept if each.found] == [
        (), ("runs-by-itself", "holds-files"), (), ("macro",), ("test-virus",),
    ]  # fmt: skip


def test_a_case_is_listed_with_numbers_and_the_reading_is_noted(desk: Desk) -> None:
    before = len(entries(desk.store, "listed-attachments"))

    subject, attachments = list_attachments(desk, CASE)

    assert subject == CASE
    assert [(each.number, each.name) for each in attachments] == [
        (number, name) for number, (name, _, _) in enumerate(FILES, start=1)
    ]
    assert len(entries(desk.store, "listed-attachments")) == before + 1


def test_a_saved_file_is_the_one_that_was_sent(desk: Desk, tmp_path: Path) -> None:
    saved = save_attachment(desk, CASE, PHOTO, tmp_path / "out", reason=REASON)

    assert saved.file == tmp_path / "out" / "arm.jpg"
    assert saved.file.read_bytes() == FILES[0][2]
    assert saved.sha256 == hashlib.sha256(FILES[0][2]).hexdigest()
    assert saved.cleaned is None
    if os.name == "posix":
        assert saved.file.stat().st_mode & 0o777 == 0o600


def test_saving_is_noted_without_the_name_or_the_reason(desk: Desk, tmp_path: Path) -> None:
    save_attachment(desk, CASE, STATEMENT, tmp_path, reason=REASON)

    entry = entries(desk.store, "saved-attachment")[-1]
    kept = list_attachments(desk, CASE)[1][STATEMENT - 1].savings[-1]

    assert entry.actor == "duty-1"
    assert entry.detail == {
        "attachment": STATEMENT,
        "sha256": hashlib.sha256(FILES[STATEMENT - 1][2]).hexdigest(),
        "reason_sha256": hashlib.sha256(REASON.encode()).hexdigest(),
    }
    assert (kept.saved_by, kept.reason) == ("duty-1", REASON)


def test_it_is_noted_before_anything_is_written(desk: Desk, tmp_path: Path) -> None:
    before = len(entries(desk.store, "saved-attachment"))
    (tmp_path / "taken").write_text("a file, not a folder")

    with pytest.raises(OSError):
        save_attachment(desk, CASE, PHOTO, tmp_path / "taken", reason=REASON)
    assert len(entries(desk.store, "saved-attachment")) == before  # the folder could not be made: nothing to note

    broken = replace(desk, store=Unwritable(desk.store))
    with pytest.raises(RuntimeError, match="no entry"):
        save_attachment(broken, CASE, PHOTO, tmp_path / "out", reason=REASON)
    assert list((tmp_path / "out").iterdir()) == []


class Unwritable:
    """A store that takes the first entry, of the reading, and fails at the second."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._writes = 0

    def __getattr__(self, name: str) -> Any:
        if name == "writing":
            self._writes += 1
            if self._writes > 1:
                raise RuntimeError("no entry")
        return getattr(self._store, name)


def test_nothing_is_overwritten(desk: Desk, tmp_path: Path) -> None:
    names = [save_attachment(desk, CASE, PHOTO, tmp_path, reason=REASON).file.name for _ in range(3)]

    assert names == ["arm.jpg", "arm (2).jpg", "arm (3).jpg"]


@pytest.mark.parametrize("number", [MACROS, VIRUS])
def test_what_may_do_harm_is_saved_only_on_purpose(desk: Desk, tmp_path: Path, number: int) -> None:
    with pytest.raises(Refused, match="may do harm") as refused:
        save_attachment(desk, CASE, number, tmp_path, reason=REASON)
    assert "--even-if-dangerous" in refused.value.hint
    assert list(tmp_path.iterdir()) == []

    saved = save_attachment(desk, CASE, number, tmp_path, reason=REASON, even_if_dangerous=True)

    assert saved.file.read_bytes() == FILES[number - 1][2]


@pytest.mark.parametrize(("number", "reason"), [(PHOTO, "  "), (0, REASON), (len(FILES) + 1, REASON)])
def test_without_a_reason_or_such_a_number_nothing_is_saved(
    desk: Desk, tmp_path: Path, number: int, reason: str
) -> None:
    with pytest.raises(Misuse):
        save_attachment(desk, CASE, number, tmp_path, reason=reason)

    assert list(tmp_path.iterdir()) == []


def test_a_cleaned_picture_tells_nothing_and_stands_upright(desk: Desk, tmp_path: Path) -> None:
    saved = save_attachment(desk, CASE, PHOTO, tmp_path, reason=REASON, cleaned=True)

    assert saved.cleaned == tmp_path / "arm (cleaned).jpg"
    with Image.open(saved.cleaned) as cleaned, Image.open(saved.file) as original:
        assert dict(cleaned.getexif()) == {}
        assert cleaned.size == (32, 64)
        assert original.size == (64, 32)
        red, _, blue = cleaned.getpixel((16, 4))
        assert blue > red  # what was on the left is at the top now
    assert b"Exif" not in saved.cleaned.read_bytes()
    assert saved.file.read_bytes() == FILES[0][2]


def test_a_cleaned_pdf_tells_nothing_and_does_nothing(desk: Desk, tmp_path: Path) -> None:
    saved = save_attachment(desk, CASE, NOTE, tmp_path, reason=REASON, cleaned=True)

    assert saved.cleaned
    with pikepdf.open(BytesIO(saved.cleaned.read_bytes())) as cleaned:
        assert len(cleaned.pages) == 1
        assert not cleaned.docinfo
        assert not cleaned.attachments
        assert "/OpenAction" not in cleaned.Root
        raw = b"".join(each.unparse(resolved=True) for each in cleaned.objects)
    assert b"canary" not in raw
    assert b"Peregrine" not in raw


def test_there_is_no_cleaned_copy_of_an_office_document(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no cleaned copy of this kind"):
        save_attachment(desk, CASE, STATEMENT, tmp_path, reason=REASON, cleaned=True)

    assert list(tmp_path.iterdir()) == []


def test_without_the_key_nothing_is_opened(desk: Desk, tmp_path: Path) -> None:
    stranger = replace(desk, identities=[STRANGER])

    with pytest.raises(NoMatchingKey):
        save_attachment(stranger, CASE, PHOTO, tmp_path, reason=REASON)

    assert list(tmp_path.iterdir()) == []


def test_a_record_that_does_not_fit_the_sealed_file_is_refused(
    desk: Desk, listed: tuple[KeptAttachment, ...], tmp_path: Path
) -> None:
    photo = listed[PHOTO - 1]
    change = attachment.update().where(attachment.c.id == photo.id)
    with desk.store.writing() as connection:
        connection.execute(change.values(sha256="0" * 64))
    try:
        with pytest.raises(BadContainer):
            save_attachment(desk, CASE, PHOTO, tmp_path, reason=REASON)
    finally:
        with desk.store.writing() as connection:
            connection.execute(change.values(sha256=photo.sha256))

    assert list(tmp_path.iterdir()) == []


def test_every_attachment_is_scanned_and_the_count_is_noted(desk: Desk) -> None:
    with clamd(files=len(FILES)) as place:
        scanner = find_scanner(place)
        assert scanner
        _, scanned = scan_attachments(desk, CASE, scanner)

    assert [result.verdict for _, result in scanned] == [*[Verdict.CLEAN] * 4, Verdict.INFECTED]
    assert entries(desk.store, "scanned-attachments")[-1].detail == {"scanned": 5, "infected": 1}


def test_where_a_scanner_is_set_it_is_asked_before_saving(desk: Desk, tmp_path: Path) -> None:
    with clamd(files=1) as place:
        saved = save_attachment(desk, CASE, PHOTO, tmp_path, reason=REASON, scanner=find_scanner(place))
    assert saved.scanned
    assert saved.scanned.verdict is Verdict.CLEAN

    with pytest.raises(Refused, match="does not answer"):
        save_attachment(desk, CASE, PHOTO, tmp_path, reason=REASON, scanner=find_scanner(place))
    assert len(list(tmp_path.iterdir())) == 1


def test_what_could_not_be_looked_at_is_looked_at_again_only_when_listed(
    desk: Desk, listed: tuple[KeptAttachment, ...]
) -> None:
    failed = Found(kind="", findings=("not-looked-at",))
    with desk.store.writing() as connection:
        keep_findings(connection, {listed[0].id: failed}, authority=AUTHORITY, release=RELEASE, now=NOW)

    _, as_kept = list_attachments(desk, CASE)
    _, again = list_attachments(desk, CASE, again=True)

    assert as_kept[0].found == failed
    assert again[0].found == listed[0].found


def test_a_file_that_ends_what_looks_at_it_is_said_to_be_dangerous() -> None:
    with Inspector(seconds=0.0) as inspector:
        found = inspector.inspect([b"note"], size=4, name="note.txt", media_type="text/plain")

    assert found == Found(kind="", findings=("not-looked-at",))
    assert is_dangerous(found.findings)
