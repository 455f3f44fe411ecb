"""How a record store on a server is reached: the settings, read from an address and checked before anything is sent."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from ..errors import Misuse, StoreDamaged

PORT = 5432

_ADDRESS = "an address is like postgresql://lado@db.example.org/lado"


@dataclass(frozen=True, kw_only=True, slots=True)
class Server:
    """A database on a server, who uses it, and how the server proves itself.

    ``host`` is a name, a number, or the folder of a socket. Without ``root_certificate`` the server's certificate is
    checked against the authorities that this PC trusts. ``in_clear`` is somebody's explicit word that the network
    may carry everything unencrypted.
    """

    host: str
    port: int = PORT
    database: str
    user: str
    root_certificate: str = ""
    in_clear: bool = False
    password: str = field(default="", repr=False)

    @property
    def is_this_pc(self) -> bool:
        """Tell whether what is sent never leaves this PC."""
        if self.host.startswith(("/", "@")) or self.host.lower() == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def tls(self) -> str:
        """Return what is asked of the encryption, in libpq's word for it."""
        if self.root_certificate or not (self.is_this_pc or self.in_clear):
            return "verify-full"
        return "prefer" if self.is_this_pc else "disable"

    @property
    def address(self) -> str:
        """Write the address for people. The password is no part of it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"postgresql://{self.user}@{host}{'' if self.port == PORT else f':{self.port}'}/{self.database}"


def read_address(text: str, *, root_certificate: str = "", in_clear: bool = False) -> Server:
    """Read an address: postgresql://user@host:port/database. The password comes another way. Raises Misuse.

    The folder of a socket is written with %2F for each slash.
    """
    try:
        parts = urlsplit(text)
        port = parts.port or PORT
    except ValueError:
        raise Misuse("the address of the server cannot be read", hint=_ADDRESS) from None
    if parts.password is not None:
        raise Misuse(
            "the address holds a password, where others can see it",
            hint="take it out and change it on the server; give --password-file, or type it when asked",
        )
    database = unquote(parts.path.removeprefix("/"))
    if parts.scheme not in ("postgresql", "postgres") or not (parts.hostname and parts.username and database):
        raise Misuse("the address does not name a user, a host and a database", hint=_ADDRESS)
    if parts.query or parts.fragment or "/" in database:
        raise Misuse("the address has more than a user, a host, a port and a database", hint=_ADDRESS)
    host = parts.netloc.rpartition("@")[2]
    return Server(
        host=unquote(host.removesuffix(f":{parts.port}").strip("[]")),
        port=port,
        database=database,
        user=unquote(parts.username),
        root_certificate=root_certificate,
        in_clear=in_clear,
    )


def server_as_bytes(server: Server) -> bytes:
    """Write the settings, the password among them, to be sealed."""
    return json.dumps(asdict(server), sort_keys=True).encode()


def server_from_bytes(content: bytes) -> Server:
    """Read settings that were sealed. Raises StoreDamaged."""
    kinds = {each.name: {"port": int, "in_clear": bool}.get(each.name, str) for each in fields(Server)}
    try:
        settings = json.loads(content)
        if {name: type(value) for name, value in settings.items()} != kinds:
            raise ValueError
    except (ValueError, AttributeError):
        raise StoreDamaged(
            "the settings of the record store's server are not whole", hint="take keys/server.age from the backup"
        ) from None
    return Server(**settings)
