"""How the record store's server is reached, sealed to the record store's key: whoever opens that, opens this.

The key is sealed to the officers, so nothing has to be done here when one comes or goes. Who has it not can neither
read the password nor put another server in its place.
"""

from __future__ import annotations

from ..errors import BadContainer, UnknownContainer
from . import age, armour, primitives
from .recipients import Identity

MARK = b"LADO-STORE-SERVER-1 "
FAMILY = b"LADO-STORE-SERVER-"
_LABEL = b"lado record store server"


def seal_server(settings: bytes, store_key: bytes) -> bytes:
    """Seal settings to a store key, as armoured text."""
    return armour.encode(age.encrypt(MARK + settings, [_identity(store_key).recipient]))


def open_server(sealed: bytes, store_key: bytes) -> bytes:
    """Open sealed settings. Raises a SealedFileError."""
    content = bytes(age.decrypt(armour.to_binary(sealed), [_identity(store_key)]))
    if not content.startswith(MARK):
        if content.startswith(FAMILY):
            raise UnknownContainer("the settings of the server are of a newer layout")
        raise BadContainer("these are not the settings of a server", hint="take the file from the backup")
    return content.removeprefix(MARK)


def _identity(store_key: bytes) -> Identity:
    return Identity.from_seed(primitives.hkdf_sha256(store_key, salt=b"", info=_LABEL))
