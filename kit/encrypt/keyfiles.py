"""Key files: an officer's private key, or the root signing key, as lines of text under a passphrase."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ..errors import KeyFileDamaged, Misuse
from . import age, primitives
from .recipients import IDENTITY_PREFIX, Identity

ROOT_TITLE = "# root signing key"
ROOT_MARK = "LADO-ROOT-SECRET-1 "

_COMMENT = re.compile(r"# (created|name|public key): (.*)")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


@dataclass(frozen=True, kw_only=True, slots=True)
class IdentityFile:
    """An opened key file of an officer."""

    name: str
    created: datetime
    identity: Identity


@dataclass(frozen=True, kw_only=True, slots=True)
class RootKey:
    """The service's signing key: it signs rosters and releases, and opens nothing."""

    public_key: bytes
    seed: bytes = field(repr=False)

    @classmethod
    def generate(cls) -> RootKey:
        """Make a new signing key."""
        return cls.from_seed(primitives.random_bytes(primitives.SEED_SIZE))

    @classmethod
    def from_seed(cls, seed: bytes) -> RootKey:
        """Load the 32 bytes of a signing key."""
        if len(seed) != primitives.SEED_SIZE:
            raise Misuse("this is not a root signing key", hint="take the root key file from the backup")
        return cls(public_key=primitives.ed25519_public_bytes(seed), seed=seed)


def seal_identity(identity: Identity, passphrase: str, *, name: str, created: datetime) -> bytes:
    """Write the key file of an officer."""
    if not _NAME.fullmatch(name):
        raise Misuse(
            f"“{name}” cannot be the name of a key", hint="use small letters, digits and hyphens, as in duty-1"
        )
    lines = (
        f"# created: {_instant(created)}",
        f"# name: {name}",
        f"# public key: {identity.recipient}",
        identity.secret_text(),
    )
    return age.seal_with_passphrase(_text(lines), passphrase)


def open_identity(sealed: bytes, passphrase: str) -> IdentityFile:
    """Open the key file of an officer. Raises PassphraseWrong or KeyFileDamaged."""
    comments, secret = _read(age.open_with_passphrase(sealed, passphrase))
    if not secret.startswith(IDENTITY_PREFIX):
        raise KeyFileDamaged("this is not an officer's key file", hint="choose the file named after the officer")
    try:
        identity = Identity.parse(secret)
        created = datetime.fromisoformat(comments.get("created", ""))
    except (Misuse, ValueError):
        raise _damaged() from None
    if comments.get("public key") != str(identity.recipient):
        raise _damaged()
    return IdentityFile(name=comments.get("name", ""), created=created, identity=identity)


def seal_root_key(root_key: RootKey, passphrase: str, *, created: datetime) -> bytes:
    """Write the key file of the root."""
    lines = (
        ROOT_TITLE,
        f"# created: {_instant(created)}",
        f"# public key: {_base64(root_key.public_key)}",
        ROOT_MARK + _base64(root_key.seed),
    )
    return age.seal_with_passphrase(_text(lines), passphrase)


def open_root_key(sealed: bytes, passphrase: str) -> RootKey:
    """Open the key file of the root. Raises PassphraseWrong or KeyFileDamaged."""
    comments, secret = _read(age.open_with_passphrase(sealed, passphrase))
    if not secret.startswith(ROOT_MARK):
        raise KeyFileDamaged("this is not the root key file", hint="choose the file that holds the root signing key")
    try:
        root_key = RootKey.from_seed(base64.b64decode(secret.removeprefix(ROOT_MARK), validate=True))
    except (Misuse, binascii.Error):
        raise _damaged() from None
    if comments.get("public key") != _base64(root_key.public_key):
        raise _damaged()
    return root_key


def _text(lines: tuple[str, ...]) -> bytes:
    return "".join(line + "\n" for line in lines).encode("utf-8")


def _read(plaintext: bytes) -> tuple[dict[str, str], str]:
    """Return the comments by their key, and the one line that is not a comment."""
    try:
        lines = plaintext.decode("utf-8").split("\n")
    except UnicodeDecodeError:
        raise _damaged() from None
    secrets = [line for line in lines if line and not line.startswith("#")]
    if len(secrets) != 1:
        raise _damaged()
    return {match[1]: match[2] for line in lines if (match := _COMMENT.fullmatch(line))}, secrets[0]


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


def _damaged() -> KeyFileDamaged:
    return KeyFileDamaged(
        "the passphrase is right and the key inside is not whole", hint="take the file from the backup"
    )
