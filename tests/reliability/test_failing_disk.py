"""A disk that is full, or fails, at any moment: it is said in a sentence, what was reported as stored is stored.

A few moments here; ``make soak`` tries every write-side system call (LADO_SOAK_EXAMPLES).
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy import event

from lado_kit.intake import run
from lado_kit.store import Store, create_store, open_store
from tests.intake.builders import KEY, a_submission, results, run_import, save

from .folder import NEW
from .importers import Ended, Importers, Point
from .invariants import Held, check_office, check_whole
from .office import SealedOffice
from .test_killed import SOAK, check_repaired, report, some_of

CAN_FAIL = {"openat", "write", "pwrite64", "fsync", "fdatasync", "ftruncate", "fallocate", "rename", "mkdir"}
FAULTS = ("error=ENOSPC", "error=EIO", "error=ENOSPC+")
"""One call that finds the disk full, one that fails, and a disk that is full from a call on."""


def check_said(ended: Ended) -> None:
    """Assert that a run that met a fault tells the truth in sentences, and what to do."""
    assert ended.status == 1, ended
    assert "Traceback" not in ended.err
    if ended.err:
        said, advice, *rest = ended.err.splitlines()
        assert said.startswith("error: ") and advice.startswith("hint: ") and rest == [], ended.err
        assert "fault of the kit" not in ended.err and "unexpected" not in ended.err, ended.err
        return
    items = ended.books["items"]
    lost = [item for item in items if item["reason"] == "not-stored"]
    assert all(item["problems"] and "import it again" in item["next_step"] for item in lost)
    assert all("fault of the kit" not in item["next_step"] for item in lost), lost[0]
    assert sum(item["result"] in ("imported", "duplicate") for item in items) + len(lost) >= NEW + 2


@pytest.mark.usefixtures("strace")
@pytest.mark.parametrize("fault", FAULTS)
def test_a_call_that_fails_is_said_and_loses_nothing_that_was_reported_as_stored(
    importers: Importers,
    made_office: SealedOffice,
    incoming: Path,
    points: Sequence[Point],
    uninterrupted: Held,
    tmp_path: Path,
    fault: str,
) -> None:
    chosen = some_of([point for point in points if point.call in CAN_FAIL], SOAK or 2)
    met: list[bool] = []
    for point in chosen:
        met.append(_meet(importers, made_office, incoming, uninterrupted, tmp_path / "home", point, fault))
        report(met)
    print(f"{fault}: {len(met)} calls, of which {sum(met)} kept something from being stored")
    assert any(met)


def _meet(
    importers: Importers,
    made_office: SealedOffice,
    incoming: Path,
    uninterrupted: Held,
    home: Path,
    point: Point,
    fault: str,
) -> bool:
    """Meet a fault, check what it left, and tell whether it kept anything from being stored."""
    office = made_office.copied(home)
    ended = importers.run_with(office, incoming, point.within(office.home), fault)
    check_said(ended)
    held = check_office(office)
    assert ended.acknowledged <= held.submissions.keys(), point
    check_repaired(importers, office, incoming, uninterrupted)
    return len(ended.acknowledged) < NEW


FOR_NONE = 300_000
"""Bytes of a file that are too few for the log of one batch."""


@pytest.mark.parametrize("limit", range(250_000, 2_000_000, 50_000) if SOAK else [250_000, 950_000])
def test_a_file_that_may_not_grow_is_said_and_loses_nothing(
    importers: Importers, office: SealedOffice, incoming: Path, uninterrupted: Held, limit: int
) -> None:
    ended = importers.run(office, incoming, file_limit=limit)

    check_said(ended)
    held = check_office(office)
    assert ended.acknowledged <= held.submissions.keys()
    assert limit > FOR_NONE or not ended.acknowledged
    check_repaired(importers, office, incoming, uninterrupted)


ROOM = 120_000
"""Bytes left on the small disk: enough to begin an import, and not to end it."""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk], capture_output=True, text=True)
    if mounted.returncode:
        pytest.skip(f"a small disk cannot be made here: {mounted.stderr.strip()}")
    yield disk
    subprocess.run(["umount", disk], check=True)


def test_a_disk_that_fills_up_is_said_and_what_was_stored_stays(
    importers: Importers, made_office: SealedOffice, incoming: Path, uninterrupted: Held, small_disk: Path
) -> None:
    office = made_office.copied(small_disk / "home")
    (small_disk / "filler").write_bytes(bytes(shutil.disk_usage(small_disk).free - ROOM))
    ended = importers.run(office, incoming)

    check_said(ended)
    held = check_office(office)
    assert ended.acknowledged <= held.submissions.keys()
    assert held.count < NEW
    subprocess.run(["mount", "-o", "remount,size=20m", small_disk], check=True)
    check_repaired(importers, office, incoming, uninterrupted)


def test_what_cannot_be_printed_is_stored_and_is_said(
    importers: Importers, office: SealedOffice, incoming: Path
) -> None:
    ended = importers.end(importers.start(office, incoming, out=Path("/dev/full")))

    assert ended.status == 1
    assert ended.err.startswith("error: ") and "hint: " in ended.err
    assert check_office(office).count == NEW


def limit_pages(store: Store, pages: int) -> None:
    """Make the disk "full" after so many pages, for every connection from now on."""
    store.engine.dispose()
    event.listen(
        store.engine, "connect", lambda connection, _record: connection.execute(f"PRAGMA max_page_count={pages}")
    )


def a_folder(folder: Path, count: int) -> Path:
    for number in range(count):
        save(folder, f"{number:03}.txt", a_submission())
    return folder


def test_a_full_disk_stores_nothing_of_the_batch_and_says_so(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "incoming", 10)
    (folder / "zz.jpg").write_bytes(b"\xff\xd8 not ours")
    store_file = tmp_path / "records.db"
    with create_store(store_file, KEY) as store:
        limit_pages(store, 150)
        books = run_import(store, folder)
        assert check_whole(store).count == 0

    assert results(books) == [("quarantined", "not-stored")] * 10 + [("ignored", "not-sealed")]
    assert books.items[0].problems == ("the record store cannot grow: the disk is full",)
    assert books.items[0].next_step.startswith("make room on this disk")
    with open_store(store_file, KEY) as store:
        assert run_import(store, folder).is_clean
        assert check_whole(store).count == 10


def test_what_was_stored_before_the_disk_was_full_stays_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "BATCH", 2)
    folder = a_folder(tmp_path / "incoming", 10)
    with create_store(tmp_path / "records.db", KEY) as store:
        limit_pages(store, 200)
        books = run_import(store, folder)

        imported = [item.result for item in books.items].count("imported")
        assert 0 < imported < 10
        assert imported == check_whole(store).count
