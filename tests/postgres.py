"""A real PostgreSQL server of the tests' own, and record stores in it; tests/conftest.py has its fixture.

It runs as another user where we are root, listens on this machine only, and writes nothing to the disk for safety's
sake: it ends with the tests.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tools.setup import find_postgres

if TYPE_CHECKING:
    from lado_kit.store.server import Server

HOST = "127.0.0.1"
OWNER, USER, PASSWORD = "lado_owner", "lado_user", "server-canary-secret"
AUTHORITY = "sandwell"
NO_POSTGRES = "no PostgreSQL server here: run tools/setup.py where apt is allowed, or install it"

_WAIT = 30
_ROOM = 2 * 1024**3

_SETTINGS = """
listen_addresses = '{host}'
port = {port}
unix_socket_directories = '{folder}'
password_encryption = 'scram-sha-256'
ssl = on
ssl_cert_file = '{folder}/server.pem'
ssl_key_file = '{folder}/server.key'
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 60
shared_buffers = 32MB
autovacuum = off
"""

_WHO = """
local all all trust
host all all {host}/32 scram-sha-256
"""


@dataclass(frozen=True, kw_only=True)
class PostgresServer:
    """Where it listens, the certificate that it shows, and the database that others are copies of."""

    folder: Path
    bin: Path
    port: int
    number: int
    _names: Iterator[int] = field(default_factory=lambda: count(1), repr=False)
    _free: list[str] = field(default_factory=list, repr=False)

    @property
    def certificate(self) -> Path:
        return self.folder / "server.pem"

    def sql(self, *statements: str, database: str = "postgres", user: str = "postgres") -> list[tuple[object, ...]]:
        """Run statements as somebody whom the server trusts, and return the rows of the last."""
        import psycopg

        with psycopg.connect(
            host=str(self.folder), port=self.port, dbname=database, user=user, autocommit=True
        ) as connection:
            for statement in statements:
                cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def server(self, database: str, *, user: str = USER, password: str = PASSWORD) -> Server:
        """Return how the kit reaches a database."""
        from lado_kit.store.server import Server

        return Server(host=HOST, port=self.port, database=database, user=user, password=password)

    def new_database(self, *, template: str = "template0") -> str:
        name = f"lado_{next(self._names)}"
        self.sql(f"CREATE DATABASE {name} OWNER {OWNER} TEMPLATE {template}")
        return name

    def new_store(self) -> Server:
        """Give a database with an empty record store that belongs to somebody else than who uses it."""
        return self.server(self._free.pop() if self._free else self.new_database(template="lado_template"))

    def take_back(self, server: Server) -> None:
        """Empty a store, whose tables are as they were, for the next test: a new one would take ten times as long."""
        from lado_kit.store.tables import metadata

        tables = "".join(f'DELETE FROM "{each.name}";' for each in metadata.sorted_tables)
        strangers = f"DELETE FROM lado_user WHERE authority <> '{AUTHORITY}'"
        self.sql(f"SET session_replication_role = replica; {tables} {strangers}", database=server.database)
        self._free.append(server.database)

    def admit(self, server: Server, authority: str) -> None:
        """Let the user of a store work with another authority's records too."""
        from lado_kit.store import prepare_server_store

        prepare_server_store(self.server(server.database, user=OWNER), user=server.user, authority=authority)


@contextmanager
def running(programs: Path) -> Iterator[PostgresServer]:
    """Run a server as a child of ours; it ends with the block."""
    from tests.kit.mail_server import write_certificate

    with tempfile.TemporaryDirectory(prefix="lado-pg-", dir=_quick_place(), ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        who = _other_user(place)
        _run([programs / "initdb", "-D", place / "data", "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8",
              "--locale=C.UTF-8"], who, place)  # fmt: skip
        port = _free_port()
        write_certificate(place)
        (place / "data" / "postgresql.auto.conf").write_text(_SETTINGS.format(host=HOST, port=port, folder=place))
        (place / "data" / "pg_hba.conf").write_text(_WHO.format(host=HOST))
        for file in ("server.pem", "server.key"):
            (place / file).chmod(0o600)
            if who:
                shutil.chown(place / file, who, who)
        with (place / "log").open("wb") as log:
            process = subprocess.Popen(
                [programs / "postgres", "-D", place / "data"], stdout=log, stderr=log, cwd=place, **_as(who)
            )
        try:
            server = PostgresServer(folder=place, bin=programs, port=port, number=process.pid)
            _wait(server, process)
            _fill(server)
            yield server
        finally:
            process.send_signal(signal.SIGQUIT)  # at once: nothing here is worth keeping
            process.wait(timeout=_WAIT)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A real server; without one the test is skipped, or fails where CI is true."""
    programs = find_postgres()
    if programs is None:
        if os.environ.get("CI") == "true":
            pytest.fail(NO_POSTGRES, pytrace=False)
        pytest.skip(NO_POSTGRES)
    with running(programs) as server:
        yield server


def _fill(server: PostgresServer) -> None:
    """Make the people, and the store that others are copies of."""
    server.sql(
        f"CREATE ROLE {OWNER} LOGIN PASSWORD '{PASSWORD}'",
        f"CREATE ROLE {USER} LOGIN PASSWORD '{PASSWORD}'",
        f"CREATE DATABASE lado_template OWNER {OWNER} TEMPLATE template0",
    )
    server.admit(server.server("lado_template"), AUTHORITY)


def _quick_place() -> str | None:
    """Return the folder that is in memory, where there is one: the databases are small and many."""
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() and shutil.disk_usage(memory).free > _ROOM else None


def _other_user(folder: Path) -> str:
    """Let somebody else own the folder where we are root, whom the server refuses to run as."""
    if os.geteuid() != 0:
        return ""
    import pwd

    known = {each.pw_name for each in pwd.getpwall()}
    who = "postgres" if "postgres" in known else "nobody"
    os.chown(folder, pwd.getpwnam(who).pw_uid, pwd.getpwnam(who).pw_gid)
    return who


def _as(who: str) -> dict[str, Any]:
    if not who:
        return {}
    import pwd

    return {"user": who, "group": pwd.getpwnam(who).pw_gid, "extra_groups": []}


def _run(command: Sequence[object], who: str, folder: Path) -> None:
    subprocess.run([str(each) for each in command], check=True, capture_output=True, cwd=folder, **_as(who))


def _wait(server: PostgresServer, process: subprocess.Popen[bytes]) -> None:
    import psycopg

    deadline = time.monotonic() + _WAIT
    while True:
        try:
            server.sql("SELECT 1")
            return
        except psycopg.OperationalError:
            log = (server.folder / "log").read_text("utf-8", "replace")
            assert process.poll() is None and time.monotonic() < deadline, log
            time.sleep(0.05)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind((HOST, 0))
        return int(one.getsockname()[1])
