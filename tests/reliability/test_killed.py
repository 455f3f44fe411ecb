"""An import that is killed, at any system call and at any moment: whole submissions only, and none lost or doubled.

A few here; ``make soak`` kills at every write-side system call, and a thousand times at random (LADO_SOAK_EXAMPLES).
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from .folder import LONG, NEW, fill_long_folder
from .importers import Importers, Point, Running, has_ended
from .invariants import Held, check_office
from .office import SealedOffice

SOAK = int(os.environ.get("LADO_SOAK_EXAMPLES", "0"))
AT_RANDOM = min(SOAK, 1_000) or 2
AT_CALLS = SOAK or 4
IN_LONG = min(SOAK, 200) or 1


def some_of(points: Sequence[Point], wanted: int) -> list[Point]:
    """Take points that are spread over all of them, and some that are the first of a call on a file."""
    if wanted >= len(points):
        return list(points)
    firsts = [point for point in points if point.number == 1]
    return sorted({*_spread(firsts, wanted // 2), *_spread(points, wanted - wanted // 2)})


def _spread(points: Sequence[Point], wanted: int) -> list[Point]:
    return [points[(2 * place + 1) * len(points) // (2 * wanted)] for place in range(wanted)]


def told(counts: Sequence[int]) -> str:
    """Say how often there were how many."""
    return ", ".join(f"{count} ({number} times)" for count, number in sorted(Counter(counts).items()))


def report(tried: Sequence[object]) -> None:
    """Say now and then how far a long run is."""
    if len(tried) % 100 == 0:
        print(f"{len(tried)} tried", flush=True)


def check_repaired(importers: Importers, office: SealedOffice, incoming: Path, uninterrupted: Held) -> None:
    """Assert that running again takes in the rest, and that all is then as if nothing had gone wrong."""
    again = importers.run(office, incoming)
    assert again.status == 1 and again.err == "", again.err
    assert again.books["imported"] + again.books["duplicate"] == NEW + 2  # two of them twice
    assert check_office(office) == uninterrupted
    assert again.acknowledged <= uninterrupted.submissions.keys()


@pytest.mark.usefixtures("strace")
def test_a_kill_at_a_system_call_loses_nothing_that_was_acknowledged(
    importers: Importers,
    made_office: SealedOffice,
    incoming: Path,
    points: Sequence[Point],
    uninterrupted: Held,
    tmp_path: Path,
) -> None:
    assert {Path(point.path).name for point in points} >= {"records.db", "records.db-wal"}
    assert {point.call for point in points} >= {"pwrite64", "fsync", "openat", "unlink"}
    survived, chosen = [], some_of(points, AT_CALLS)
    for point in chosen:
        office = made_office.copied(tmp_path / "home")
        killed = importers.run_with(office, incoming, point.within(office.home), "signal=KILL")
        held = check_office(office)
        assert killed.acknowledged <= held.submissions.keys(), point
        if killed.status == -signal.SIGKILL:
            survived.append(held.count)
        else:
            assert held == uninterrupted, point  # two threads write: a run may need a call less than the first did
        check_repaired(importers, office, incoming, uninterrupted)
        report(survived)
    print(
        f"killed at {len(survived)} of {len(points)} write-side calls; submissions in the store then: {told(survived)}"
    )
    assert len(survived) > 0.7 * len(chosen) and len(set(survived)) > 1


def test_a_kill_at_any_moment_loses_nothing_that_was_acknowledged(
    importers: Importers, made_office: SealedOffice, incoming: Path, uninterrupted: Held, tmp_path: Path
) -> None:
    """How far an import is, is told by what it has written: a time says little where other programs run."""
    chance = random.Random(os.urandom(8) if SOAK else 1)
    whole = _most_written(importers, made_office.copied(tmp_path / "home"), incoming)
    survived: list[int] = []
    while len(survived) < AT_RANDOM or (len(set(survived)) < 2 and len(survived) < AT_RANDOM + 10):
        office = made_office.copied(tmp_path / "home")
        running = importers.start(office, incoming, batch=2)
        enough = chance.uniform(-0.1, 1) * whole
        while not has_ended(running.number) and _written(office) < enough:
            time.sleep(0.0005)
        time.sleep(chance.uniform(0, 0.02))
        os.kill(running.number, signal.SIGKILL)
        killed = importers.end(running)
        held = check_office(office)
        assert killed.acknowledged <= held.submissions.keys()
        survived.append(held.count)
        check_repaired(importers, office, incoming, uninterrupted)
        report(survived)
    print(f"killed {len(survived)} times at random; submissions in the store then: {told(survived)}")
    assert len(set(survived)) > 1, "the kills all came at the same moment"


def _most_written(importers: Importers, office: SealedOffice, folder: Path) -> int:
    running = importers.start(office, folder, batch=2)
    most = 0
    while not has_ended(running.number):
        most = max(most, _written(office))
        time.sleep(0.0005)
    assert importers.end(running).status == 1 and most, "nothing was seen to be written"
    return most


def _written(office: SealedOffice) -> int:
    """Return how many bytes wait beside the store."""
    try:
        return (office.home / "store" / "records.db-wal").stat().st_size
    except FileNotFoundError:
        return 0


def test_a_kill_in_a_long_import_loses_nothing_and_leaves_no_process_behind(
    importers: Importers, made_office: SealedOffice, tmp_path: Path
) -> None:
    """Of many files the keys are found in a process apart: it holds the office's keys, and must not outlive them."""
    chance = random.Random(os.urandom(8) if SOAK else 1)
    arrived = fill_long_folder(tmp_path / "arrived", made_office)
    begun = time.monotonic()
    importers.run(made_office.copied(tmp_path / "home"), arrived)
    duration = time.monotonic() - begun
    survived = []
    for _ in range(IN_LONG):
        office = made_office.copied(tmp_path / "home")
        running = importers.start(office, arrived)
        apart = _processes_beside(importers, running)
        time.sleep(chance.uniform(0, 0.6) * duration)
        os.kill(running.number, signal.SIGKILL)
        killed = importers.end(running)
        _wait_until_ended(apart)
        held = check_office(office)
        assert killed.acknowledged <= held.submissions.keys()
        survived.append(held.count)
        again = importers.run(office, arrived)
        assert again.status == 0 and check_office(office).count == LONG, again.err
        report(survived)
    print(f"killed {len(survived)} long imports; submissions in the store: {told(survived)}")


def _processes_beside(importers: Importers, running: Running) -> Sequence[int]:
    """Wait until an import has both: what judges its files, and what finds their keys."""
    deadline = time.monotonic() + 60
    while len(apart := importers.children(running)) < 2:
        assert time.monotonic() < deadline, "there is no process apart to be left behind"
        time.sleep(0.002)
    return apart


def _wait_until_ended(processes: Sequence[int]) -> None:
    deadline = time.monotonic() + 10
    while not all(map(has_ended, processes)):
        assert time.monotonic() < deadline, "a process that was started by the import goes on without it"
        time.sleep(0.01)
