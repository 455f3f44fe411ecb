"""Serves a published folder on this PC, at the path and with the headers that the council's host is to give it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lado_site.hosting import HOST_SETTINGS, NOT_FOUND, base_path_of, headers_of
from lado_site.release import MARKER, NOTE, holds_what_it_lists, read_release

from .errors import Misuse

ADDRESS = "127.0.0.1"
START = "index.html"


@dataclass(frozen=True, kw_only=True, slots=True)
class Preview:
    """A published folder, and what of it is served under which path."""

    folder: Path
    base_path: str
    forms: tuple[str, ...]
    files: frozenset[str]
    is_whole: bool


def read_preview(folder: Path, *, base_path: str = "") -> Preview:
    """Look at a folder that is to be served. Raises Misuse when it is not a published site."""
    facts = read_release(folder)
    if facts is None or not isinstance(facts.get("files"), dict):
        raise Misuse(f"there is no published site in {folder}", hint="name the folder that lado publish wrote")
    return Preview(
        folder=folder,
        base_path=base_path_of(base_path or str(facts.get("base_path", "/")), ""),
        forms=tuple(facts["forms"]),
        files=frozenset({*facts["files"], MARKER, NOTE} - set(HOST_SETTINGS)),
        is_whole=holds_what_it_lists(folder),
    )


def open_server(preview: Preview, *, port: int) -> ThreadingHTTPServer:
    """Bind to this PC only; port 0 takes any that is free. Raises Misuse when the port cannot be had."""
    try:
        return ThreadingHTTPServer((ADDRESS, port), partial(_Handler, preview))
    except (OSError, OverflowError):
        raise Misuse(
            f"port {port} cannot be had on this PC", hint="choose another with --port, or 0 for any that is free"
        ) from None


def address_of(preview: Preview, server: ThreadingHTTPServer) -> str:
    """Return where the start page is."""
    return f"http://{ADDRESS}:{server.server_port}{preview.base_path}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "lado"
    sys_version = ""
    timeout = 30
    server: ThreadingHTTPServer

    def __init__(self, preview: Preview, *rest: object) -> None:
        self._preview = preview
        super().__init__(*rest)  # type: ignore[arg-type]  # what the server hands every handler

    def do_GET(self) -> None:  # the name is the library's
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def log_message(self, *_: object) -> None:
        """Say nothing: which pages were looked at is nobody's business."""

    def _answer(self) -> None:
        base, path = self._preview.base_path, unquote(urlsplit(self.path).path)
        if self.headers.get("Host") not in {f"{host}:{self.server.server_port}" for host in (ADDRESS, "localhost")}:
            self._send(HTTPStatus.MISDIRECTED_REQUEST, {}, b"")
        elif f"{path}/" == base:
            self._send(HTTPStatus.MOVED_PERMANENTLY, {"Location": base}, b"")
        elif path.startswith(base) and (content := self._read(name := path.removeprefix(base) or START)) is not None:
            self._send(HTTPStatus.OK, headers_of(name, self._preview.forms), content)
        else:
            self._send(HTTPStatus.NOT_FOUND, headers_of(NOT_FOUND, self._preview.forms), self._read(NOT_FOUND) or b"")

    def _read(self, name: str) -> bytes | None:
        """Return a file that the release lists; nothing else in the folder, and nothing outside, is ever read."""
        if name not in self._preview.files:
            return None
        path = self._preview.folder / name
        return path.read_bytes() if path.is_file() and not path.is_symlink() else None

    def _send(self, status: HTTPStatus, headers: Mapping[str, str], content: bytes) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)
