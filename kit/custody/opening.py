"""Where a home's record store is: the file in the home, or a server whose sealed settings are in ``keys``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import NoMatchingKey, StoreKeyWrong
from ..home import Home

if TYPE_CHECKING:
    from ..store import Store
    from ..store.server import Server


def open_home_store(home: Home, store_key: bytes) -> Store:
    """Open the record store of a home, wherever it is. Raises StoreKeyWrong, or another StoreError."""
    from ..store import open_server_store, open_store

    if home.is_on_server:
        return open_server_store(read_server(home, store_key), home.authority)
    return open_store(home.store_file, store_key)


def read_server(home: Home, store_key: bytes) -> Server:
    """Read how the server is reached. Raises StoreKeyWrong, or another KitError."""
    from ..encrypt.store_server import open_server
    from ..store.server import server_from_bytes

    try:
        return server_from_bytes(open_server(home.server_file.read_bytes(), store_key))
    except NoMatchingKey:
        raise StoreKeyWrong(
            "the key does not open the settings of the record store's server",
            hint="take keys/store.age and keys/server.age from the same backup",
        ) from None


def keep_server(home: Home, server: Server, store_key: bytes) -> None:
    """Keep how the server is reached, in one step: from now on the home's records are there."""
    from ..encrypt.store_server import seal_server
    from ..files import replace_file
    from ..store.server import server_as_bytes

    replace_file(home.server_file, seal_server(server_as_bytes(server), store_key))
