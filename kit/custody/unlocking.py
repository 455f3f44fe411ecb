"""What a passphrase opens: an officer's key, with that the store's key, and with both the office at work."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from ..errors import Misuse, NoMatchingKey, PassphraseWrong, Refused, StoreKeyWrong
from ..home import Home, officers_at_a_glance
from .opening import open_home_store
from .people import base_name, person_of

# The store's libraries are loaded while the passphrase is stretched.
if TYPE_CHECKING:
    from ..encrypt import Identity
    from ..store import Store


@dataclass(frozen=True, kw_only=True, slots=True)
class Unlocked:
    """What a passphrase gives: who is working, their private key, and the key of the record store."""

    officer: str
    identity: Identity = field(repr=False)
    store_key: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Office:
    """What work is done with."""

    home: Home
    officer: str
    identity: Identity = field(repr=False)
    older: tuple[Identity, ...] = field(default=(), repr=False)
    store: Store

    def __post_init__(self) -> None:
        # Whoever makes an office, and whatever is done in it: the store knows who works.
        object.__setattr__(self, "store", replace(self.store, reader=person_of(self.home, self.officer)))

    @property
    def identities(self) -> list[Identity]:
        """What sealed files are opened with: the officer's key first, then older keys and the paper shares'."""
        return [self.identity, *self.older]


def unlock(home: Home, passphrase: str, officer: str = "") -> Unlocked:
    """Open an officer's key with a passphrase, and the store's key with that. Raises a KitError.

    Without a name each key here is tried: those of active officers first, in the order of the roster.
    """
    from ..encrypt.keyfiles import open_identity
    from ..encrypt.store_key import unwrap_store_key

    without_store = ""
    for path in _key_files(home, officer):
        try:
            opened = open_identity(path.read_bytes(), passphrase)
            finish_rekey(home, opened.identity)
            store_key = unwrap_store_key(home.store_key_file.read_bytes(), [opened.identity])
        except PassphraseWrong:
            continue
        except NoMatchingKey:
            without_store = opened.name
            continue
        return Unlocked(officer=opened.name, identity=opened.identity, store_key=store_key)
    if without_store:
        raise Refused(
            f"the key of {without_store} no longer opens the record store",
            hint="use the passphrase of an active officer: lado keys list names them",
        )
    raise PassphraseWrong(
        f"the passphrase does not open the key of {officer}" if officer else "the passphrase opens no key in this home",
        hint="type it again; check Caps Lock",
    )


def finish_rekey(home: Home, identity: Identity) -> None:
    """Finish a change of the store's key: of two keys find the one that opens it, and keep that. Raises a KitError.

    Where no change was interrupted there is nothing to do.
    """
    if not home.next_store_key_file.exists():
        return
    from ..encrypt.store_key import unwrap_store_key

    for file in (home.store_key_file, home.next_store_key_file):
        try:
            with open_home_store(home, unwrap_store_key(file.read_bytes(), [identity])) as store, store.writing():
                # The lock is held: nobody else is changing the key, and the next key is not needed any more, or now.
                if file == home.store_key_file:
                    home.next_store_key_file.unlink(missing_ok=True)
                elif file.exists():
                    file.replace(home.store_key_file)
            return
        except (StoreKeyWrong, FileNotFoundError):
            continue


def open_older_keys(home: Home, passphrase: str, officer: str) -> tuple[Identity, ...]:
    """Open, with the same passphrase, the other keys of an officer who has rotated, and those that are retired.

    They open what was sealed in their time. A key under another passphrase is left out.
    """
    from ..encrypt.keyfiles import open_identity

    known = {name: is_active for name, _, is_active in officers_at_a_glance(home)}
    older = []
    for path in _key_files(home, ""):
        name = _name_of(path)
        if name != officer and (not known.get(name, True) or base_name(name, known) == base_name(officer, known)):
            with suppress(PassphraseWrong):
                older.append(open_identity(path.read_bytes(), passphrase).identity)
    return tuple(older)


@contextmanager
def open_office(
    home: Home, passphrase: str, officer: str = "", *, with_older_keys: bool = False, more: Sequence[Identity] = ()
) -> Iterator[Office]:
    """Unlock the home and open its store for as long as the block runs. Raises a KitError."""
    unlocked = _unlock_while_loading(home, passphrase, officer)
    older = open_older_keys(home, passphrase, unlocked.officer) if with_older_keys else ()
    with open_home_store(home, unlocked.store_key) as store:
        yield Office(
            home=home, officer=unlocked.officer, identity=unlocked.identity, older=(*older, *more), store=store
        )


def _unlock_while_loading(home: Home, passphrase: str, officer: str) -> Unlocked:
    """Unlock, and load the store's libraries meanwhile in a thread.

    Stretching the passphrase takes 0.2 s and no turn of the interpreter; loading takes 0.2 s of its turns.
    """
    gc.disable()  # a tenth of the loading time would go into looking for garbage that is not there
    try:
        import_module("..encrypt.keyfiles", __package__)  # first, so that the stretching begins at once
        loading = Thread(target=_load_store, args=(home,))
        loading.start()
        try:
            return unlock(home, passphrase, officer)
        finally:
            loading.join()
    finally:
        gc.freeze()  # what is loaded stays loaded: it is never looked through again either
        gc.enable()


def _load_store(home: Home) -> None:
    # The store's first use, and the first look at a case, would load these with nothing left to wait for.
    for module in ("..store.store", "..store.queries", "..releases"):
        import_module(module, __package__)
    if home.is_on_server:
        with suppress(ModuleNotFoundError):  # said in words when the store is opened
            import_module("sqlalchemy.dialects.postgresql.psycopg")
            import_module("psycopg")
        return
    import_module("sqlalchemy.dialects.sqlite")


def _key_files(home: Home, officer: str) -> list[Path]:
    folder = home.folder / "keys"
    here = {_name_of(path): path for path in sorted(folder.glob("officer-*.age"))}
    if not here:
        raise Refused(
            f"there is no officer’s key in {folder}",
            hint="restore the home from its backup with lado restore; docs/keys.md says what else there is",
        )
    if not officer:
        listed = sorted(officers_at_a_glance(home), key=lambda each: not each[2])  # active ones first, else as they are
        names = [name for name, _, _ in listed if name in here]
        return [here[name] for name in dict.fromkeys([*names, *here])]
    if officer not in here:
        raise Misuse(f"there is no key of {officer} here", hint=f"use one of {', '.join(here)}")
    return [here[officer]]


def _name_of(path: Path) -> str:
    return path.stem.removeprefix("officer-")
