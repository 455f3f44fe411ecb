"""Every kind of record store, for what is true of all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from lado_kit.store import Store, open_server_store, open_store
from tests.intake.builders import KEY, an_empty_store
from tests.postgres import AUTHORITY, PostgresServer


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where an empty record store is; how it is opened for an authority, and changed by whoever has power over it."""

    is_server: bool
    opened: Callable[[str], Store]
    change: Callable[..., None]

    def open(self, authority: str = AUTHORITY) -> Store:
        return self.opened(authority)


@pytest.fixture(params=["file", "server"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """An empty record store of the test's own: a file, and a database on a server."""
    if request.param == "server":
        with on_server(request.getfixturevalue("postgres")) as place:
            yield place
    else:
        yield in_file(tmp_path / "records.db")


def in_file(file: Path) -> Place:
    an_empty_store(file).close()

    def change(*statements: str) -> None:
        with open_store(file, KEY) as store, store.writing() as connection:
            for statement in statements:
                connection.execute(text(statement))

    return Place(is_server=False, opened=lambda _: open_store(file, KEY), change=change)


@contextmanager
def on_server(postgres: PostgresServer) -> Iterator[Place]:
    server = postgres.new_store()
    is_changed = False

    def opened(authority: str) -> Store:
        if authority != AUTHORITY:
            postgres.admit(server, authority)
        return open_server_store(server, authority)

    def change(*statements: str) -> None:
        nonlocal is_changed
        is_changed = True
        postgres.sql(*statements, database=server.database)

    yield Place(is_server=True, opened=opened, change=change)
    if not is_changed:
        postgres.take_back(server)
