"""A new key for the record store: all of it is encrypted again, and no interruption leaves it without its key.

The next key is kept beside the present one before the store is touched, and takes its place afterwards. In between,
whoever unlocks the home finds out which of the two is the right one. Each holds the store's lock while doing so.
"""

from __future__ import annotations

from datetime import datetime

from ..encrypt.store_key import new_store_key, wrap_store_key
from ..files import replace_file
from ..home import Home
from ..store.audit import Happening, append
from ..store.sqlcipher import rekey_file
from .keys import read_current_roster
from .opening import keep_server, open_home_store, read_server
from .unlocking import finish_rekey, unlock


def rekey(home: Home, *, passphrase: str, officer: str = "", now: datetime) -> None:
    """Give the record store a new random key, sealed to the active officers. Raises a KitError.

    Copies of the store made before, and their backups, keep the key they had.
    """
    signed = read_current_roster(home, today=now.date())
    unlocked = unlock(home, passphrase, officer)
    following = new_store_key()
    wrapped = wrap_store_key(following, signed.active_recipients)

    def keep_beside() -> None:
        replace_file(home.next_store_key_file, wrapped)

    with open_home_store(home, unlocked.store_key):
        pass  # it is whole, of this release, and of this key
    if home.is_on_server:  # the key seals how that is reached; its records have no key of ours
        keep_beside()
        keep_server(home, read_server(home, unlocked.store_key), following)
    else:
        rekey_file(home.store_file, unlocked.store_key, following, when_alone=keep_beside)
    finish_rekey(home, unlocked.identity)
    with open_home_store(home, following) as store, store.writing() as connection:
        happening = Happening(action="rekeyed", subject="store")
        append(connection, [happening], authority=home.authority, actor=unlocked.officer, now=now)
