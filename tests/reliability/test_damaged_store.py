"""A store file in which a bit has flipped, or that was cut or put together: noticed, and the way out is named.

A few pages here; ``make soak`` flips a bit in every page, a thousand and more (LADO_SOAK_EXAMPLES).
"""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from lado_kit.custody.unlocking import unlock
from lado_kit.errors import StoreError
from lado_kit.home import find_home
from lado_kit.store import open_store
from lado_kit.store.tables import metadata
from tests.kit.front_door import PASSPHRASE

from .importers import Importers
from .office import SealedOffice
from .test_killed import SOAK

PAGE = 4096
FLIPS = min(SOAK, 1_000) or 30
UNUSED = ("the store opens and reads, and its pages do not verify", "")


@pytest.fixture(scope="module")
def filled(
    importers: Importers, made_office: SealedOffice, incoming: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[bytes, bytes]:
    """A store with what a whole folder brought, as bytes, and its key."""
    office = made_office.copied(tmp_path_factory.mktemp("filled") / "home")
    importers.run(office, incoming)
    return (office.home / "store" / "records.db").read_bytes(), unlock(find_home(office.home), PASSPHRASE).store_key


def look(path: Path, raw: bytes, key: bytes) -> tuple[str, str] | None:
    """Read all of a store: what was said and advised, or None if nothing was noticed."""
    path.write_bytes(raw)
    try:
        with open_store(path, key) as store:
            with store.reading() as connection:
                for table in metadata.sorted_tables:
                    connection.execute(select(table)).all()
            with store.reading() as connection:
                if connection.exec_driver_sql("PRAGMA cipher_integrity_check").all():
                    return UNUSED
    except StoreError as error:
        return error.message, error.hint
    return None


def test_a_bit_that_flips_in_any_page_is_noticed(filled: tuple[bytes, bytes], tmp_path: Path) -> None:
    whole, key = filled
    chance = random.Random(SOAK or 1)
    assert look(tmp_path / "whole.db", whole, key) is None
    pages = len(whole) // PAGE
    said: dict[str, int] = {}
    for number in range(FLIPS):
        page = number % pages if pages <= FLIPS else number * pages // FLIPS
        place = page * PAGE + chance.randrange(PAGE)
        flipped = bytearray(whole)
        flipped[place] ^= 1 << chance.randrange(8)
        noticed = look(tmp_path / "flipped.db", bytes(flipped), key)
        assert noticed, f"a bit at {place} of {len(whole)} went unnoticed"
        assert noticed == UNUSED or "backup" in noticed[1], noticed
        said[noticed[0]] = said.get(noticed[0], 0) + 1
    print(f"{FLIPS} flips in {pages} pages: {said}")
    assert sum(said.values()) - said.get(UNUSED[0], 0) > FLIPS // 2, "most flips are to be noticed by reading alone"


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda raw: raw[: len(raw) // 2], id="cut in half"),
        pytest.param(lambda raw: raw[:-PAGE], id="its last page missing"),
        pytest.param(lambda raw: raw[:-7], id="cut inside a page"),
        pytest.param(lambda raw: raw[:PAGE] + raw[2 * PAGE : 3 * PAGE] + raw[PAGE : 2 * PAGE] + raw[3 * PAGE :],
                     id="two pages changed places"),
        pytest.param(lambda raw: raw[:PAGE] + bytes(len(raw) - PAGE), id="zeros after the first page"),
        pytest.param(lambda raw: bytes(len(raw)), id="all zeros"),
        pytest.param(lambda raw: b"SQLite format 3\0" + raw[16:], id="not encrypted, it says"),
        pytest.param(lambda raw: raw[:0], id="empty"),
    ],
)  # fmt: skip
def test_a_store_that_was_cut_or_put_together_is_noticed(
    filled: tuple[bytes, bytes], tmp_path: Path, change: Callable[[bytes], bytes]
) -> None:
    whole, key = filled
    noticed = look(tmp_path / "changed.db", change(whole), key)

    assert noticed
    assert noticed == UNUSED or "backup" in noticed[1], noticed


def test_an_import_into_a_damaged_store_stops_with_a_sentence_and_changes_nothing(
    importers: Importers, office: SealedOffice, incoming: Path
) -> None:
    importers.run(office, incoming)
    file = office.home / "store" / "records.db"
    raw = bytearray(file.read_bytes())
    for page in range(1, len(raw) // PAGE):
        raw[page * PAGE + 9] ^= 1
    file.write_bytes(raw)
    ended = importers.run(office, incoming)

    assert ended.status == 1
    assert "Traceback" not in ended.err
    assert "backup" in ended.err or all("backup" in item["next_step"] for item in ended.books["items"][:1])
    assert file.read_bytes() == bytes(raw)
