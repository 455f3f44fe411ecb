"""What was made to harm: the right reason each, little memory and time, and nothing written outside the home."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.intake.builders import save

from .hostile import EICAR, Made, Outcome, hostile_archives, hostile_files, hostile_json, hostile_mails
from .importers import Ended, Importers
from .invariants import check_office
from .office import SealedOffice
from .test_killed import SOAK

MEGABYTES = 300
SECONDS = 10


def listing(folder: Path) -> dict[str, tuple[int, int]]:
    """List all that is in a folder, with sizes and times of change."""
    found = (path for path in folder.rglob("*") if not path.is_dir())
    return {str(path): (path.lstat().st_size, path.lstat().st_mtime_ns) for path in found}


@pytest.fixture
def outside(importers: Importers, office: SealedOffice, tmp_path: Path) -> Iterator[None]:
    """Nothing outside the home is written, and no file for temporary use is left."""

    def seen() -> dict[str, tuple[int, int]]:
        both = listing(tmp_path) | listing(importers.scratch)
        return {name: state for name, state in both.items() if not name.startswith(f"{office.home}{os.sep}")}

    (tmp_path / "incoming").mkdir()
    yield
    before = {name: state for name, state in seen().items() if not name.startswith(str(tmp_path / "incoming"))}
    assert before == {}
    assert not list(Path("/srv").glob("lado-was-here*"))


def came_to(ended: Ended, folder: Path) -> dict[str, list[Outcome]]:
    """Sort the books by the file in the folder that each thing was found in."""
    found: dict[str, list[Outcome]] = {}
    for item in ended.books["items"]:
        name = Path(item["source"].split(" > ")[0]).relative_to(folder).name
        found.setdefault(name, []).append((item["result"], item["reason"]))
    return found


@pytest.mark.usefixtures("outside")
@pytest.mark.parametrize("make", [hostile_json, hostile_archives, hostile_mails, hostile_files])
def test_what_is_hostile_is_told_for_what_it_is_and_costs_little(
    importers: Importers, office: SealedOffice, tmp_path: Path, make: Callable[[SealedOffice], Made]
) -> None:
    made, folder = make(office), tmp_path / "incoming"
    for name, (raw, _) in made.items():
        save(folder, name, raw)
    before = listing(folder)
    ended = importers.run(office, folder)

    assert ended.err == ""
    print(f"{make.__name__}: {len(made)} things, {ended.megabytes:.0f} MB, {ended.seconds:.1f} s")
    assert came_to(ended, folder) == {name: list(outcome) for name, (_, outcome) in made.items()}
    assert (ended.megabytes <= MEGABYTES, ended.seconds <= SECONDS) == (True, True), ended
    assert listing(folder) == before
    assert check_office(office).submissions.keys() == ended.acknowledged
    assert all(EICAR[:40] not in path.read_bytes() for path in office.home.rglob("*") if path.is_file())


@pytest.mark.usefixtures("outside")
def test_very_many_files_take_little_memory(importers: Importers, office: SealedOffice, tmp_path: Path) -> None:
    count, folder = 100_000 if SOAK else 2_000, tmp_path / "incoming"
    for number in range(count):
        (folder / f"{number}.pdf").write_bytes(b"%PDF-1.7")
    save(folder, "x.txt", office.seal())
    ended = importers.run(office, folder, batch=100)

    assert (ended.books["found"], ended.books["imported"], ended.books["ignored"]) == (count + 1, 1, count)
    print(f"{count} files: {ended.megabytes:.0f} MB, {ended.seconds:.1f} s")
    assert ended.megabytes <= MEGABYTES
    assert ended.seconds <= SECONDS * (6 if SOAK else 1)
