"""The virus scanner: a server that speaks clamd's INSTREAM, and a real clamd where there is one."""

from __future__ import annotations

import os
import shutil
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest

from lado_kit.attachments.scanning import Scanned, Scanner, Verdict, find_scanner
from lado_kit.errors import Misuse, Refused
from tests.attachments import samples

MOST = 1_000_000


def _received(connection: socket.socket, size: int) -> bytes:
    content = b""
    while len(content) < size:
        part = connection.recv(size - len(content))
        assert part, "the stream ended early"
        content += part
    return content


def _serve_one(server: socket.socket) -> None:
    connection, _ = server.accept()
    with connection:
        if _received(connection, 10) != b"zINSTREAM\0":
            connection.sendall(b"UNKNOWN COMMAND\0")
            return
        content = b""
        while size := struct.unpack(">I", _received(connection, 4))[0]:
            content += _received(connection, size)
            if len(content) > MOST:
                connection.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                return
        connection.sendall(b"stream: Eicar-Signature FOUND\0" if samples.EICAR in content else b"stream: OK\0")


@contextmanager
def clamd(files: int, place: Path | None = None) -> Iterator[str]:
    """A server that scans as many files as clamd would, and where it listens."""
    if place:
        server = socket.socket(socket.AF_UNIX)
        server.bind(str(place))
        server.listen()
    else:
        server = socket.create_server(("127.0.0.1", 0))
    with server:
        thread = Thread(target=lambda: [_serve_one(server) for _ in range(files)])
        thread.start()
        yield str(place) if place else f"127.0.0.1:{server.getsockname()[1]}"
        thread.join(timeout=10)
        assert not thread.is_alive()


def scanner(setting: str) -> Scanner:
    found = find_scanner(setting)
    assert found
    return found


def test_a_clean_file_an_infected_one_and_one_that_is_too_large() -> None:
    with clamd(files=4) as place:
        asked = scanner(place)
        assert asked.scan([b"note"]) == Scanned(verdict=Verdict.CLEAN)
        assert asked.scan([]) == Scanned(verdict=Verdict.CLEAN)
        infected = asked.scan([b"x" * 300_000, samples.EICAR[:30], memoryview(samples.EICAR[30:])])
        too_large = asked.scan([b"x" * 3 * MOST])

    assert infected == Scanned(verdict=Verdict.INFECTED, detail="Eicar-Signature")
    assert too_large.verdict is Verdict.NOT_SCANNED
    assert too_large.detail


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="no socket files on this system")
def test_a_socket_file_serves_as_well(tmp_path: Path) -> None:
    with clamd(files=1, place=tmp_path / "clamd.sock") as place:
        assert scanner(place).scan([samples.EICAR]).verdict is Verdict.INFECTED


def test_without_a_setting_there_is_no_scanner() -> None:
    assert find_scanner("") is None


@pytest.mark.parametrize("setting", ["192.0.2.1:3310", "scanner.example.org:3310", "127.0.0.1", "127.0.0.1:99999", "x"])
def test_what_is_attached_is_sent_to_no_other_pc(setting: str) -> None:
    with pytest.raises(Misuse, match="on this PC"):
        find_scanner(setting)


def test_a_scanner_that_does_not_answer_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(Refused, match="does not answer") as refused:
        scanner(f"127.0.0.1:{port}").scan([b"note"])
    assert "start clamd" in refused.value.hint


def test_a_real_clamd_finds_the_test_text() -> None:
    place = os.environ.get("LADO_CLAMD", "")
    if not place:
        pytest.skip(f"LADO_CLAMD is not set, and clamd is {'' if shutil.which('clamd') else 'not '}installed")
    assert scanner(place).scan([samples.EICAR]).verdict is Verdict.INFECTED
    assert scanner(place).scan([b"note"]).verdict is Verdict.CLEAN
