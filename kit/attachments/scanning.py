"""Asking a virus scanner on this PC: ClamAV's clamd, by its socket. Nothing is written to the disk for it."""

from __future__ import annotations

import ipaddress
import re
import socket
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from ..errors import Misuse, Refused

SETTING = "LADO_CLAMD"
SECONDS = 120.0
_MOST_ANSWERED = 4096
_PIECE = 256 * 1024
_PRINTABLE = re.compile(r"[^\x20-\x7e]")


class Verdict(StrEnum):
    """What a scanner says of a file."""

    CLEAN = "clean"
    INFECTED = "infected"
    NOT_SCANNED = "not-scanned"


@dataclass(frozen=True, kw_only=True, slots=True)
class Scanned:
    """A verdict, with the name of what was found, or why it could not be scanned."""

    verdict: Verdict
    detail: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Scanner:
    """Where clamd listens: a socket file, or a port on this PC."""

    place: str | tuple[str, int]

    def scan(self, pieces: Iterable[bytes | memoryview]) -> Scanned:
        """Have a file scanned. Raises Refused when clamd does not answer."""
        try:
            with self._connected() as connection:
                connection.settimeout(SECONDS)
                _send(connection, pieces)
                return _verdict(_received(connection))
        except OSError as error:
            reason = (error.strerror or "it takes too long").lower()
            raise Refused(
                f"the virus scanner does not answer: {reason}",
                hint=f"start clamd, or unset {SETTING} to go on without a virus scanner",
            ) from None

    def _connected(self) -> socket.socket:
        if isinstance(self.place, tuple):
            return socket.create_connection(self.place, timeout=SECONDS)
        family = getattr(socket, "AF_UNIX", None)
        if family is None:
            raise Misuse(f"there are no socket files on this system; set {SETTING} to 127.0.0.1:3310")
        connection = socket.socket(family, socket.SOCK_STREAM)
        try:
            connection.settimeout(SECONDS)
            connection.connect(self.place)
        except OSError:
            connection.close()
            raise
        return connection


def find_scanner(setting: str) -> Scanner | None:
    """Read where clamd listens, "" for nowhere. Raises Misuse: what is attached is sent to no other PC."""
    if not setting:
        return None
    if "/" in setting or "\\" in setting:
        return Scanner(place=setting)
    host, _, port = setting.rpartition(":")
    if not port.isdecimal() or not 0 < int(port) < 65536 or not _is_this_pc(host.strip("[]")):
        raise Misuse(
            "the virus scanner must be on this PC",
            hint=f"set {SETTING} to its socket file or to a port here, such as 127.0.0.1:3310",
        )
    return Scanner(place=(host.strip("[]"), int(port)))


def _is_this_pc(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _send(connection: socket.socket, pieces: Iterable[bytes | memoryview]) -> None:
    connection.sendall(b"zINSTREAM\0")
    try:
        for piece in pieces:
            view = memoryview(piece)
            for start in range(0, len(view), _PIECE):
                part = view[start : start + _PIECE]
                connection.sendall(struct.pack(">I", len(part)))
                connection.sendall(part)
        connection.sendall(struct.pack(">I", 0))
    except (BrokenPipeError, ConnectionResetError):
        return  # it has said why, and that is read next


def _received(connection: socket.socket) -> str:
    answer = b""
    while len(answer) < _MOST_ANSWERED and not answer.endswith(b"\0"):
        part = connection.recv(_MOST_ANSWERED)
        if not part:
            break
        answer += part
    return _PRINTABLE.sub("?", answer.rstrip(b"\0").decode("utf-8", "replace").strip())


def _verdict(answer: str) -> Scanned:
    if answer == "stream: OK":
        return Scanned(verdict=Verdict.CLEAN)
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return Scanned(verdict=Verdict.INFECTED, detail=answer.removeprefix("stream: ").removesuffix(" FOUND"))
    if "size limit exceeded" in answer:
        return Scanned(verdict=Verdict.NOT_SCANNED, detail="it is larger than clamd’s StreamMaxLength")
    return Scanned(verdict=Verdict.NOT_SCANNED, detail=answer[:200] or "clamd said nothing")
