"""Whom a file is sealed to and who can open it: public keys ``age1pq1…``, private keys ``AGE-SECRET-KEY-PQ-1…``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ..errors import HeaderDamaged, Misuse
from . import bech32, primitives
from .format import Stanza, decode_raw, encode_raw

STANZA_TYPE = "mlkem768x25519"
RECIPIENT_PREFIX = "age1pq"
IDENTITY_PREFIX = "AGE-SECRET-KEY-PQ-"

_BODY_SIZE = primitives.FILE_KEY_SIZE + primitives.TAG_SIZE


@dataclass(frozen=True, kw_only=True, slots=True)
class Recipient:
    """A public key, loaded once."""

    public_key: bytes = field(repr=False)
    fingerprint: str
    _loaded: primitives.XWingPublicKey = field(repr=False, compare=False)

    @classmethod
    def from_public_key(cls, public_key: bytes) -> Recipient:
        """Load the 1216 bytes of a public key. Raises Misuse when they are not one."""
        if len(public_key) != primitives.PUBLIC_KEY_SIZE:
            raise _not_a_recipient()
        try:
            loaded = primitives.load_xwing_public(public_key)
        except ValueError:
            raise _not_a_recipient() from None
        if primitives.is_low_order(public_key[-primitives.KEY_SIZE :]):
            raise _not_a_recipient()
        return cls(public_key=public_key, fingerprint=primitives.sha256(public_key).hex(), _loaded=loaded)

    @classmethod
    def parse(cls, text: str) -> Recipient:
        """Read ``age1pq1…``. Raises Misuse when it is mistyped."""
        try:
            public_key = bech32.decode(RECIPIENT_PREFIX, text)
        except ValueError:
            raise _not_a_recipient() from None
        return cls.from_public_key(public_key)

    def __str__(self) -> str:
        return bech32.encode(RECIPIENT_PREFIX, self.public_key)

    def wrap(self, file_key: bytes) -> Stanza:
        """Write the stanza that gives this recipient the file key."""
        encapsulation, body = primitives.wrap_for(file_key, self._loaded)
        return Stanza(type=STANZA_TYPE, arguments=(encode_raw(encapsulation).decode("ascii"),), body=body)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Identity:
    """A private key, loaded once. Its text comes out only through ``secret_text``."""

    recipient: Recipient
    _seed: bytes = field(repr=False)
    _loaded: primitives.XWingPrivateKey = field(repr=False)

    @classmethod
    def generate(cls) -> Identity:
        """Make a new private key."""
        return cls.from_seed(primitives.random_bytes(primitives.SEED_SIZE))

    @classmethod
    def from_seed(cls, seed: bytes) -> Identity:
        """Load the 32 bytes of a private key. Raises Misuse when they are not one."""
        if len(seed) != primitives.SEED_SIZE:
            raise _not_an_identity()
        loaded, public_key = primitives.load_xwing_private(seed)
        return cls(recipient=Recipient.from_public_key(public_key), _seed=seed, _loaded=loaded)

    @classmethod
    def parse(cls, text: str) -> Identity:
        """Read ``AGE-SECRET-KEY-PQ-1…``. Raises Misuse when it is mistyped."""
        try:
            seed = bech32.decode(IDENTITY_PREFIX, text)
        except ValueError:
            raise _not_an_identity() from None
        return cls.from_seed(seed)

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the public key that belongs to it."""
        return self.recipient.fingerprint

    def secret_text(self) -> str:
        """Write the private key itself. Only a passphrase-protected file and the recovery shares may hold it."""
        return bech32.encode(IDENTITY_PREFIX.lower(), self._seed).upper()

    def secret_seed(self) -> bytes:
        """Return the 32 bytes that the recovery shares are made of."""
        return self._seed

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        """Find the file key; None when no stanza is for this key. Raises HeaderDamaged for a malformed one."""
        ours = [(_encapsulation(stanza), stanza.body) for stanza in stanzas if stanza.type == STANZA_TYPE]
        for encapsulation, body in ours:
            file_key = primitives.unwrap_from(encapsulation, body, self._loaded)
            if file_key is not None:
                return file_key
        return None


def _encapsulation(stanza: Stanza) -> bytes:
    if len(stanza.arguments) != 1 or len(stanza.body) != _BODY_SIZE:
        raise HeaderDamaged("a recipient in the header has the wrong shape")
    encapsulation = decode_raw(stanza.arguments[0].encode("ascii"))
    if len(encapsulation) != primitives.ENCAPSULATION_SIZE:
        raise HeaderDamaged("a recipient in the header has the wrong length")
    if primitives.is_low_order(primitives.encapsulated_x25519(encapsulation)):
        raise HeaderDamaged("a recipient in the header holds a value that would give the key away")
    return encapsulation


def _not_a_recipient() -> Misuse:
    return Misuse("this is not a public key", hint="copy the whole line that begins with age1pq1")


def _not_an_identity() -> Misuse:
    return Misuse("this is not a private key", hint="copy the whole line that begins with AGE-SECRET-KEY-PQ-1")
