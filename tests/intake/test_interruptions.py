"""Two importers at once, a full disk, and a process killed at any moment: whole submissions only, and none lost."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select

from lado_kit.store import Store, create_store, open_store, queries
from lado_kit.store.audit import verify_chain
from lado_kit.store.tables import PARTS, case_record, envelope, metadata, submission

from .builders import ANSWERS, KEY, a_submission, results, run_import, save

ROOT = Path(__file__).resolve().parents[2]
KILLS = 20


def start_import(store_file: Path, folder: Path, *, batch: int) -> subprocess.Popen[str]:
    """Begin importing in another process, and return once its store is open."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.intake.importing", str(store_file), str(folder), str(batch)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout and process.stdout.readline() == "started\n"
    return process


def a_folder(folder: Path, count: int) -> Path:
    for number in range(count):
        save(folder, f"{number:03}.txt", a_submission())
    return folder


def check_whole(store: Store) -> int:
    """Assert that every submission in the store is all there, and return how many there are."""
    with store.reading() as connection:

        def count(name: str) -> int:
            return connection.scalar(select(func.count()).select_from(metadata.tables[name])) or 0

        stored = connection.execute(
            select(submission.c.submission_id, envelope.c.sha256).join(envelope)  # the one foreign key
        ).all()
        for submission_id, sha256 in stored:
            original = queries.original_envelope(connection, submission_id.hex)
            assert hashlib.sha256(original).hexdigest() == sha256
        for one_each in ("case_record", "envelope", "envelope_part", *(set(PARTS) - {"child"})):
            assert count(one_each) == len(stored), one_each
        assert count("child") == len(ANSWERS["children"]) * len(stored)
        assert all(chain.broken_at is None for chain in verify_chain(connection))
        assert count("audit_entry") >= len(stored)
        references = connection.scalars(select(case_record.c.reference).order_by(case_record.c.reference)).all()
        assert references == [f"2026-{number:04}" for number in range(1, len(stored) + 1)]
    return len(stored)


def test_two_importers_of_one_folder_make_each_record_once(tmp_path: Path) -> None:
    folder, store_file = a_folder(tmp_path / "incoming", 80), tmp_path / "records.db"
    create_store(store_file, KEY).close()

    importers = [start_import(store_file, folder, batch=5) for _ in range(2)]
    ended = [importer.communicate(timeout=120) for importer in importers]

    assert [errors for _, errors in ended] == ["", ""]
    books: list[dict[str, Any]] = [json.loads(output) for output, _ in ended]
    assert sum(each["imported"] for each in books) == 80
    assert all(each["imported"] + each["duplicate"] == each["found"] == 80 for each in books)
    with open_store(store_file, KEY) as store:
        assert check_whole(store) == 80


def test_an_import_killed_at_any_moment_leaves_whole_submissions_and_can_be_repeated(tmp_path: Path) -> None:
    folder, empty = a_folder(tmp_path / "incoming", 30), tmp_path / "empty.db"
    create_store(empty, KEY).close()
    chance = random.Random(1)
    shutil.copy(empty, tmp_path / "timing.db")
    begun = time.monotonic()
    start_import(tmp_path / "timing.db", folder, batch=3).communicate(timeout=120)
    duration = time.monotonic() - begun

    survivors = []
    for kill in range(KILLS):
        store_file = tmp_path / f"{kill}.db"
        shutil.copy(empty, store_file)
        importer = start_import(store_file, folder, batch=3)
        time.sleep(chance.uniform(0, duration * 0.6))
        importer.kill()
        importer.communicate(timeout=60)
        with open_store(store_file, KEY) as store:
            survivors.append(check_whole(store))
            again = run_import(store, folder)
            assert (again.found, again.is_clean) == (30, True)
            assert [item.result for item in again.items].count("duplicate") == survivors[-1]
            assert check_whole(store) == 30

    assert len(set(survivors)) > 3, "the kills all came at the same moment"


def limit_pages(store: Store, pages: int) -> None:
    """Make the disk "full" after so many pages, for every connection from now on."""
    store.engine.dispose()
    event.listen(
        store.engine, "connect", lambda connection, _record: connection.execute(f"PRAGMA max_page_count={pages}")
    )


def test_a_full_disk_stores_nothing_of_the_batch_and_says_so(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "incoming", 10)
    (folder / "zz.jpg").write_bytes(b"\xff\xd8 not ours")
    store_file = tmp_path / "records.db"
    with create_store(store_file, KEY) as store:
        limit_pages(store, 150)
        books = run_import(store, folder)
        assert check_whole(store) == 0

    assert results(books) == [("quarantined", "not-stored")] * 10 + [("ignored", "not-sealed")]
    assert books.items[0].problems == ("the record store cannot grow: the disk is full",)
    assert books.items[0].next_step.startswith("make room on this disk")
    with open_store(store_file, KEY) as store:
        assert run_import(store, folder).is_clean
        assert check_whole(store) == 10


def test_what_was_stored_before_the_disk_was_full_stays_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from lado_kit.intake import run

    monkeypatch.setattr(run, "BATCH", 2)
    folder = a_folder(tmp_path / "incoming", 10)
    with create_store(tmp_path / "records.db", KEY) as store:
        limit_pages(store, 200)
        books = run_import(store, folder)

        imported = [item.result for item in books.items].count("imported")
        assert 0 < imported < 10
        assert imported == check_whole(store)
