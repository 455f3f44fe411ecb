"""What the tests of the signed release build on: an office with a signed site, and a host that may tamper with it."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from lado_kit.custody.keys import open_root
from lado_kit.encrypt.keyfiles import RootKey
from lado_kit.home import Home, find_home
from lado_kit.releases import read_register
from lado_kit.verify.anchor import find_anchor
from lado_kit.verify.run import Report, verify_copy, verify_folder, verify_website
from tests.kit.front_door import PASSPHRASE

NOW = datetime.now(UTC)
TODAY = NOW.date()


@dataclass(frozen=True, kw_only=True)
class Signed:
    """A home, and the site that was published with it and signed."""

    home: Path
    site: Path
    roster: Path
    passphrase_file: Path

    @property
    def opened(self) -> Home:
        return find_home(self.home)

    @property
    def release(self) -> str:
        found = read_register(self.opened).in_force
        assert found
        return found.note.release


def root_key(home: Home) -> RootKey:
    return open_root(home, PASSPHRASE)


def check(place: str | Path, signed: Signed | None, *, today: date = TODAY, **given: Path | str | None) -> Report:
    """Verify as the command does: with a home, or with what is given in its place."""
    anchor = find_anchor(signed.opened if signed else None, today=today, **given)  # type: ignore[arg-type]
    if isinstance(place, str):
        return verify_website(place, anchor, today=today)
    return (verify_folder if place.is_dir() else verify_copy)(place, anchor, today=today)


def found(report: Report) -> set[tuple[str, str]]:
    return {(each.kind.value, each.name) for each in report.findings}


Answer = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def hosted(
    folder: Path, answers: Mapping[str, Answer] | None = None, path: str = "/lado/", certificate: Path | None = None
) -> Iterator[str]:
    """Serve a folder below a path of a host, with other answers to some names, and keep connections open."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            name = self.path.removeprefix(path)
            if answers and name in answers:
                answers[name](self)
                return
            file = folder / (name or "index.html")
            give(self, file.read_bytes() if file.is_file() else b"not here", status=200 if file.is_file() else 404)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http{'s' if certificate else ''}://127.0.0.1:{server.server_port}{path}"
        server.shutdown()


def give(asked: BaseHTTPRequestHandler, content: bytes, *, status: int = 200, **headers: str) -> None:
    asked.send_response(status)
    for name, value in {"Content-Length": str(len(content)), **headers}.items():
        asked.send_header(name.replace("_", "-"), value)
    asked.end_headers()
    asked.wfile.write(content)


def a_certificate(file: Path) -> Path:
    """A certificate that this machine gives itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a host of the tests")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(plain + made.public_bytes(Encoding.PEM))
    return file


def altered(site: Path, name: str, alter: Callable[[bytes], bytes]) -> None:
    content = (site / name).read_bytes()
    assert alter(content) != content
    (site / name).write_bytes(alter(content))
