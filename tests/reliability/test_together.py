"""Several imports of one folder at the same moment: each record once, and nobody is told to wait.

Short here; ``make soak`` has eight over two hundred files, half of them twice (LADO_SOAK_EXAMPLES).
"""

from __future__ import annotations

from pathlib import Path

import pytest

from lado_kit.custody.moving import move_to_server
from lado_kit.home import find_home
from tests.intake.builders import save
from tests.kit.front_door import PASSPHRASE

from .importers import Importers
from .invariants import check_office
from .office import NOW, SealedOffice
from .test_killed import SOAK

NEW = 100 if SOAK else 8


@pytest.fixture(scope="module")
def twice(made_office: SealedOffice, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which every submission is twice: as text, and later as binary."""
    folder = tmp_path_factory.mktemp("twice") / "incoming"
    for number in range(NEW):
        sealed = made_office.seal()
        save(folder, f"a{number:03}.txt", sealed)
        save(folder, f"b{number:03}.age", sealed.binary)
    return folder


@pytest.fixture(params=["file", "server"])
def place(request: pytest.FixtureRequest, office: SealedOffice) -> SealedOffice:
    """An office with its records in a file of its own, and one with them on a PostgreSQL server."""
    if request.param == "server":
        server = request.getfixturevalue("postgres").new_store()
        move_to_server(find_home(office.home), server, passphrase=PASSPHRASE, now=NOW)
    return office


@pytest.mark.parametrize("count", [2, 8])
def test_importers_of_one_folder_make_each_record_once(
    importers: Importers, place: SealedOffice, twice: Path, count: int
) -> None:
    started = [importers.start(place, twice, batch=5) for _ in range(count)]
    ended = [importers.end(each) for each in started]

    assert [each.err for each in ended] == [""] * count
    assert [each.status for each in ended] == [0] * count
    books = [each.books for each in ended]
    assert all(each["found"] == each["imported"] + each["duplicate"] == 2 * NEW for each in books)
    assert sum(each["imported"] for each in books) == NEW
    held = check_office(place)
    assert held.count == NEW
    assert set.union(*(each.acknowledged for each in ended)) == held.submissions.keys()
