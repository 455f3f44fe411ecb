"""A ``lado`` that has read its libraries and stands by: each call is a process of its own, forked from it.

A call gets what a program that is started anew gets: its own arguments, environment, folder, streams and exit status.
What it need not do is read the same libraries again, which takes most of the time of a short command.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import pkgutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import IO, NoReturn

AT_MOST = 120.0
"""Seconds that a call may take."""

APART = ("lado_kit.store.migrations.",)
"""What is read when a store is brought up to date, and then runs."""

USED_LATER = ("alembic.command", "holidays.countries.united_kingdom", "sqlalchemy.dialects.sqlite")
"""What libraries read when they are first used."""

CAN_FORK = hasattr(os, "fork") and hasattr(socket, "recv_fds")


@dataclass(frozen=True, kw_only=True, slots=True)
class Ended:
    """How a call ended, and what it wrote."""

    status: int
    out: bytes
    err: bytes


class Standby:
    """The process that stands by, and the line to it."""

    def __init__(self) -> None:
        self._line, theirs = socket.socketpair()
        self._line.settimeout(AT_MOST)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env={**os.environ, "PYTHONIOENCODING": "utf-8"},
                cwd=Path(__file__).resolve().parents[2],
                start_new_session=True,
            )

    def call(self, arguments: Sequence[str], environment: Mapping[str, str], typed: bytes) -> Ended:
        """Run one command to its end. Raises TimeoutError, after which nothing stands by any more."""
        order = {"arguments": arguments, "environment": dict(environment), "folder": str(Path.cwd())}
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            given.write(typed)
            given.seek(0)
            status = self._ask(json.dumps(order).encode() + b"\n", (given, out, err))
            return Ended(status=status, out=_all_of(out), err=_all_of(err))

    def close(self) -> None:
        """End what stands by, and a call that has not ended."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._line.close()

    def _ask(self, order: bytes, streams: Sequence[IO[bytes]]) -> int:
        socket.send_fds(self._line, [order[:1]], [stream.fileno() for stream in streams])
        self._line.sendall(order[1:])
        return int(self._line.recv(16))


def _all_of(stream: IO[bytes]) -> bytes:
    stream.seek(0)
    return stream.read()


def main(line: socket.socket) -> int:
    """Stand by; in the process of a call, do what was asked and return its status."""
    _read_libraries()
    gc.collect()
    gc.freeze()
    while order := _next_order(line):
        child = os.fork()
        if child == 0:
            line.close()
            _end(_do(*order))
        for stream in order[1]:
            os.close(stream)
        _, ended = os.waitpid(child, 0)
        line.sendall(str(os.waitstatus_to_exitcode(ended)).encode())
    return 0


def _next_order(line: socket.socket) -> tuple[bytes, list[int]] | None:
    content, streams, _, _ = socket.recv_fds(line, 65536, 3)
    while content and not content.endswith(b"\n"):
        content += line.recv(65536)
    return (content, streams) if content else None


def _do(content: bytes, streams: Sequence[int]) -> int:
    order = json.loads(content)
    for place, stream in enumerate(streams):
        os.dup2(stream, place)
        os.close(stream)
    os.chdir(order["folder"])
    os.environ.clear()
    os.environ.update(order["environment"])
    time.tzset()
    sys.argv[1:] = order["arguments"]

    from lado_kit.cli import main

    return main()


def _end(status: int) -> NoReturn:
    """End as a program does, but without taking apart, piece by piece, what every call shares."""
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def _read_libraries() -> None:
    """Read every module of the two packages, and one authority's pages and forms, as each publishing of it would.

    A module that cannot be read is told of by the command that needs it.
    """
    for package in ("lado_kit", "lado_site"):
        for found in pkgutil.walk_packages(import_module(package).__path__, f"{package}."):
            if not found.name.startswith(APART):
                with suppress(Exception):
                    import_module(found.name)
    for name in USED_LATER:
        import_module(name)
    with suppress(Exception):
        _read_pages_and_draw_forms()


def _read_pages_and_draw_forms() -> None:
    from lado_site.app import draw_questions
    from lado_site.forms import FORMS, form_for
    from lado_site.pages import load_pages
    from lado_site.profiles import load_profile

    profile = load_profile("sandwell")
    load_pages(profile, also=tuple(FORMS))
    for name in FORMS:
        draw_questions(form_for(name, profile))


if __name__ == "__main__":
    sys.exit(main(socket.socket(fileno=int(sys.argv[1]))))
