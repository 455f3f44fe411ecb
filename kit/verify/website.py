"""Reading files from a website: TLS that is checked, no other host, no more than a file may have, several at once.

``urllib`` opens a connection for each file; with ``http.client`` four of them carry all.
"""

from __future__ import annotations

import base64
import http.client
import re
import ssl
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from time import monotonic
from urllib.parse import quote, unquote, urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

from ..errors import Misuse
from .differences import Kind

CONNECTIONS = 4
TIMEOUT = 30
"""Seconds without a byte after which a host counts as silent."""

LONGEST = 300
"""Seconds that one file may take."""

REDIRECTIONS = 3
_PIECE = 65_536
_MOVED = {301, 302, 303, 307, 308}
_GONE = {404, 410}
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
# A host that hands out other pages to a program than to people should not know this for a program.
_HEADERS = {
    "User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "en-GB,en;q=0.5",
    "Accept-Encoding": "identity",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Fetched:
    """What the host gave: a content, or why there is none. ``status`` is 0 where it did not answer.

    What is missing may have a content too: that of the page which says so.
    """

    content: bytes = b""
    problem: Kind | None = None
    detail: str = ""
    charset: str = ""
    status: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Website:
    """A site by the address of its root, which ends in a slash."""

    address: str

    @classmethod
    def at(cls, address: str) -> Website:
        """Take the address of the site's root or of its start page. Raises Misuse when it is not secure."""
        try:
            parts = urlsplit(address.strip())
            host, _ = parts.hostname or "", parts.port
        except ValueError:
            host = ""
        if not host or parts.username or parts.scheme not in ("https", "http"):
            raise Misuse(f"{address} is not the address of a site", hint="write it as in https://example.org/lado/")
        if parts.scheme == "http" and not _is_this_machine(host):
            raise Misuse(
                f"{address} is not secure, so anyone on the way could alter what is compared",
                hint="write https:// before the name",
            )
        folder = parts.path.rpartition("/")[0] if parts.path.endswith(".html") else parts.path.rstrip("/")
        return cls(address=f"{parts.scheme}://{parts.netloc}{quote(unquote(folder))}/")

    def fetch(self, name: str, limit: int) -> Fetched:
        """Fetch one file by its path from the root, "" for the root itself; at most ``limit`` bytes and one more."""
        line = _Line(self.address)
        try:
            return line.fetch(name, limit)
        finally:
            line.close()

    def fetch_all(self, limits: Mapping[str, int]) -> Iterator[tuple[str, Fetched]]:
        """Fetch files, several at once, in the order in which they are named."""
        lines: list[_Line] = []
        own = threading.local()

        def fetch(name: str) -> Fetched:
            if not hasattr(own, "line"):
                own.line = _Line(self.address)
                lines.append(own.line)
            line: _Line = own.line
            return line.fetch(name, limits[name])

        try:
            with ThreadPoolExecutor(max_workers=CONNECTIONS) as pool:
                yield from zip(limits, pool.map(fetch, limits), strict=True)
        finally:
            for line in lines:
                line.close()


class _Line:
    """One connection to the host, opened when needed and kept."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._connection: http.client.HTTPConnection | None = None
        self._is_used = False

    def fetch(self, name: str, limit: int) -> Fetched:
        address = urljoin(self._root, quote(name)) if name else self._root
        for _ in range(REDIRECTIONS + 1):
            try:
                status, headers, content = self._ask(address, limit)
            except (OSError, http.client.HTTPException) as error:
                self.close()
                return Fetched(problem=Kind.UNREADABLE, detail=_said(error))
            if status not in _MOVED:
                return _fetched(status, headers, content)
            target = urljoin(address, headers.get("Location", ""))
            if _origin(target) != _origin(self._root):
                detail = f"it leads to {target}, another place, which was not followed"
                return Fetched(problem=Kind.REDIRECTED, detail=detail, status=status)
            address = target
        return Fetched(problem=Kind.REDIRECTED, detail="it leads on and on", status=status)

    def close(self) -> None:
        if self._connection:
            self._connection.close()
        self._connection, self._is_used = None, False

    def _ask(self, address: str, limit: int) -> tuple[int, http.client.HTTPMessage, bytes]:
        try:
            return self._ask_once(address, limit)
        except (ConnectionError, http.client.BadStatusLine):
            # A host may hang up on a connection that it has kept for a while.
            if not self._is_used:
                raise
            self.close()
            return self._ask_once(address, limit)

    def _ask_once(self, address: str, limit: int) -> tuple[int, http.client.HTTPMessage, bytes]:
        self._connection = self._connection or _connect(self._root)
        parts = urlsplit(address)
        target = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
        self._connection.request("GET", target, headers=_HEADERS)
        response = self._connection.getresponse()
        content = _read(response, limit if response.status == 200 else _PIECE)
        if response.will_close or not response.isclosed():
            self.close()  # what is left of it is not read
        else:
            self._is_used = True
        return response.status, response.msg, content


def _connect(root: str) -> http.client.HTTPConnection:
    parts = urlsplit(root)
    host = parts.hostname or ""
    if parts.scheme == "http":
        return http.client.HTTPConnection(host, parts.port, timeout=TIMEOUT)
    context = ssl.create_default_context()
    proxy = urlsplit("" if proxy_bypass(parts.netloc) else getproxies().get("https", ""))
    if not proxy.hostname:
        return http.client.HTTPSConnection(host, parts.port, timeout=TIMEOUT, context=context)
    connection = http.client.HTTPSConnection(proxy.hostname, proxy.port or 8080, timeout=TIMEOUT, context=context)
    connection.set_tunnel(host, parts.port, headers=_for_proxy(proxy.username, proxy.password))
    return connection


def _for_proxy(username: str | None, password: str | None) -> dict[str, str]:
    if not username:
        return {}
    both = f"{unquote(username)}:{unquote(password or '')}".encode()
    return {"Proxy-Authorization": f"Basic {base64.b64encode(both).decode('ascii')}"}


def _read(response: http.client.HTTPResponse, limit: int) -> bytes:
    """Read at most ``limit`` bytes and one more, which shows that there are more."""
    deadline = monotonic() + LONGEST
    pieces, size = [], 0
    while size <= limit and (piece := response.read1(min(_PIECE, limit + 1 - size))):
        pieces.append(piece)
        size += len(piece)
        if monotonic() > deadline:
            raise TimeoutError("it took too long")
    if size <= limit:
        if response.length:
            raise http.client.IncompleteRead(b"", response.length)
        response.close()  # all of it has been read: the connection can carry the next
    return b"".join(pieces)


def _fetched(status: int, headers: http.client.HTTPMessage, content: bytes) -> Fetched:
    if status in _GONE:
        return Fetched(content=content, problem=Kind.MISSING, status=status)
    if status != 200:
        return Fetched(problem=Kind.UNREADABLE, detail=f"the host answers {status}", status=status)
    if headers.get("Content-Encoding", "identity") != "identity":
        detail = f"the host sends it as {headers['Content-Encoding']} though it was asked not to"
        return Fetched(problem=Kind.UNREADABLE, detail=detail, status=status)
    charset = _CHARSET.search(headers.get("Content-Type", ""))
    return Fetched(content=content, charset=charset[1].lower() if charset else "", status=status)


def _said(error: Exception) -> str:
    match error:
        case ssl.SSLCertVerificationError():
            return f"its certificate cannot be relied on: {error.verify_message}"
        case ssl.SSLError():
            return "no secure connection can be made"
        case TimeoutError():
            return "it does not answer in time"
        case OSError():
            return (error.strerror or "it cannot be reached").lower()
    return "it broke off in the middle of its answer"


def _origin(address: str) -> tuple[str, str | None, int | None]:
    with suppress(ValueError):
        parts = urlsplit(address)
        return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    return "", None, None


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
