"""One office, one folder of what arrives, and one runner of imports, for all tests of faults."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from .folder import NEW, fill_folder
from .importers import Importers, Point, can_trace
from .invariants import Held, check_office
from .office import SealedOffice, make_office

if not hasattr(os, "fork"):
    collect_ignore_glob = ["test_*.py"]  # processes are forked, stopped and killed, which Windows has no way to do

NO_STRACE = "no strace here, or it may not trace: run tools/setup.py where apt is allowed, or install it"


@pytest.fixture(scope="session")
def made_office(tmp_path_factory: pytest.TempPathFactory) -> SealedOffice:
    """The office that others are copies of; do not change it."""
    return make_office(tmp_path_factory.mktemp("made"))


@pytest.fixture
def office(made_office: SealedOffice, tmp_path: Path) -> SealedOffice:
    """An office of the test's own."""
    return made_office.copied(tmp_path / "home")


@pytest.fixture(scope="session")
def incoming(made_office: SealedOffice, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of some of everything that arrives."""
    return fill_folder(tmp_path_factory.mktemp("arrived") / "incoming", made_office)


@pytest.fixture(scope="session")
def importers(
    made_office: SealedOffice, incoming: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Importers]:
    """What starts imports; whatever they leave in the folder for temporary files fails the last test."""
    folder = tmp_path_factory.mktemp("importers")
    scratch = folder / "temporary"
    scratch.mkdir()
    with Importers(scratch=scratch) as importers:
        importers.warm_up(made_office.copied(folder / "home"), incoming)
        yield importers
    assert list(scratch.iterdir()) == []


@pytest.fixture(scope="session")
def strace() -> None:
    """System calls can be watched; else the test is skipped, or fails where CI is true."""
    if can_trace():
        return
    if os.environ.get("CI") == "true":
        pytest.fail(NO_STRACE, pytrace=False)
    pytest.skip(NO_STRACE)


@pytest.fixture(scope="session")
def uninterrupted(
    importers: Importers, made_office: SealedOffice, incoming: Path, tmp_path_factory: pytest.TempPathFactory
) -> Held:
    """What is in the store when nothing went wrong."""
    office = made_office.copied(tmp_path_factory.mktemp("uninterrupted") / "home")
    assert importers.run(office, incoming).status == 1  # some of it needs a person
    held = check_office(office)
    assert held.count == NEW
    return held


@pytest.fixture(scope="session")
def points(
    importers: Importers,
    made_office: SealedOffice,
    incoming: Path,
    strace: None,  # noqa: ARG001 - for its skip
    tmp_path_factory: pytest.TempPathFactory,
) -> list[Point]:
    """Every system call with which an import of the folder changes something in its home."""
    return importers.points(made_office.copied(tmp_path_factory.mktemp("points") / "home"), incoming)
