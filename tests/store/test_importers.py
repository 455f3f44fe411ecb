"""Several programs that import into one store on a server at the same time."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select

from lado_kit.store import open_server_store
from lado_kit.store.audit import verify_chain
from lado_kit.store.queries import cases
from lado_kit.store.server import server_as_bytes
from lado_kit.store.tables import submission
from tests.intake.builders import a_submission, save
from tests.postgres import AUTHORITY, PostgresServer

ROOT = Path(__file__).resolve().parents[2]
OWN, SHARED = 2, 4


@pytest.mark.parametrize("importers", [2, 8])
def test_several_importers_store_each_submission_once_and_number_the_cases_without_a_gap(
    postgres: PostgresServer, tmp_path: Path, importers: int
) -> None:
    """Each has files of its own, and files that all of them have."""
    server = postgres.new_store()
    shared = [a_submission() for _ in range(SHARED)]
    for number in range(importers):
        for place, sealed in enumerate((*(a_submission() for _ in range(OWN)), *shared)):
            save(tmp_path / str(number), f"{(place + number) % 10}{place}.txt", sealed)

    folders = [tmp_path / str(number) for number in range(importers)]
    ran = subprocess.run(
        [sys.executable, "-m", "tests.store.importing", *folders],
        cwd=ROOT, input=server_as_bytes(server), capture_output=True, timeout=120,
    )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (0, b"")
    books = [json.loads(folder.with_suffix(".json").read_text()) for folder in folders]
    with open_server_store(server, AUTHORITY) as store, store.reading() as connection:
        stored = connection.scalar(select(func.count()).select_from(submission))
        references = sorted(each.reference for each in cases(connection))
        (chain,) = verify_chain(connection)

    unique = importers * OWN + SHARED
    results = Counter(item["result"] for each in books for item in each["items"])
    assert results == {"imported": unique, "duplicate": (importers - 1) * SHARED}
    assert stored == unique
    assert references == [f"2026-{number:04}" for number in range(1, unique + 1)]
    assert chain.broken_at is None
    postgres.take_back(server)
