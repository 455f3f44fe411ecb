"""The record store's key: random, and wrapped to the officers so that each of them can open the store."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence

from ..errors import BadContainer, Misuse, UnknownContainer
from . import age, armour, primitives
from .recipients import Identity, Recipient

MARK = b"LADO-STORE-KEY-1 "
FAMILY = b"LADO-STORE-KEY-"
KEY_SIZE = 32


def new_store_key() -> bytes:
    """Make a new store key."""
    return primitives.random_bytes(KEY_SIZE)


def wrap_store_key(key: bytes, recipients: Sequence[Recipient]) -> bytes:
    """Seal a store key to the officers, as armoured text."""
    if len(key) != KEY_SIZE:
        raise Misuse("a store key is 32 bytes long", hint="make one with new_store_key")
    line = MARK + base64.b64encode(key) + b"\n"
    return armour.encode(age.encrypt(line, recipients))


def unwrap_store_key(wrapped: bytes, identities: Sequence[Identity]) -> bytes:
    """Open a wrapped store key. Raises a SealedFileError."""
    line = bytes(age.decrypt(armour.to_binary(wrapped), identities))
    if not line.startswith(MARK):
        if line.startswith(FAMILY):
            raise UnknownContainer("the store key is of a newer layout")
        raise BadContainer("this is not a store key", hint="choose the file that holds the wrapped store key")
    try:
        key = base64.b64decode(line[len(MARK) : -1], validate=True)
    except binascii.Error:
        key = b""
    if len(key) != KEY_SIZE or line != MARK + base64.b64encode(key) + b"\n":
        raise BadContainer("the store key is not whole", hint="take the file from the backup")
    return key
