"""Large sealed files are imported piece by piece; what is stored and what is said of them is as for any other."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from lado_kit.intake.sources.files import LARGE
from lado_kit.intake.sources.spool import Spool
from lado_kit.store import queries
from lado_kit.store.tables import PART_SIZE

from .builders import a_submission, an_attachment, an_empty_store, results, run_import, save, without

FILM = hashlib.shake_256(b"film").digest(LARGE + 1)
SEALED = a_submission(answers=without(attachments=["film.mp4"]), attachments=(an_attachment("film.mp4", FILM),))


@pytest.mark.parametrize("how", ["binary", "text"])
def test_a_large_file_is_stored_as_it_arrived(tmp_path: Path, how: str) -> None:
    path = save(tmp_path, "film", SEALED if how == "text" else SEALED.binary)
    other = save(tmp_path, "again", SEALED.armoured().replace(b"\n", b"\r\n"))
    with an_empty_store(tmp_path / "records.db") as store:
        books = run_import(store, path, other)
        with store.reading() as connection:
            kept = queries.original_envelope(connection, books.items[0].submission_id or "")

    assert results(books) == [("imported", "new-case"), ("duplicate", "same-file")]
    assert kept == SEALED.binary
    assert len(kept) > 4 * PART_SIZE


def test_a_large_file_that_is_damaged_is_quarantined(tmp_path: Path) -> None:
    damaged = bytearray(SEALED.binary)
    damaged[-1] ^= 1
    with an_empty_store(tmp_path / "records.db") as store:
        books = run_import(
            store,
            save(tmp_path, "1.age", bytes(damaged)),
            save(tmp_path, "2.txt", SEALED.armoured()[:-40]),
            save(tmp_path, "3.txt", b"> " + SEALED.armoured().replace(b"\n", b"\n> ")),
        )

    assert results(books) == [("quarantined", "damaged"), ("quarantined", "damaged"), ("imported", "new-case")]


def test_a_spool_reads_what_was_put_in_it() -> None:
    spool = Spool(bytes([number]) * 10 for number in range(5))

    assert (len(spool), spool[:]) == (50, b"".join(bytes([number]) * 10 for number in range(5)))
    assert (spool[8:12], spool[45:99], spool[99:]) == (b"\0\0\1\1", b"\4" * 5, b"")


def test_pieces_that_end_early_leave_no_file_open() -> None:
    def pieces() -> Iterator[bytes]:
        yield b"begun"
        raise ValueError("the rest is not there")

    with pytest.raises(ValueError, match="the rest"):
        Spool(pieces())
