"""An office at work: the home unlocked by an officer, and the record store open."""

from __future__ import annotations

import gc
from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from .errors import Misuse, NoMatchingKey, PassphraseWrong, Refused
from .home import Home, definition_for, officers_at_a_glance

if TYPE_CHECKING:
    from datetime import datetime

    from lado_site.forms.summary import Section

    from .encrypt import Identity
    from .intake import Books
    from .store import Store
    from .store.queries import Case, CaseSummary


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

    @property
    def identities(self) -> list[Identity]:
        """What sealed files are opened with: the officer's key first, then older keys and the paper shares'."""
        return [self.identity, *self.older]


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseFile:
    """A case, and its answers in the words of the form that was filled in; None where that form is not kept here."""

    case: Case
    sections: tuple[Section, ...] | None = field(repr=False)


def unlock(home: Home, passphrase: str, officer: str = "") -> Unlocked:
    """Open an officer's key with a passphrase, and the store's key with that. Raises a KitError.

    Without a name each key here is tried: those of active officers first, in the order of the roster.
    """
    from .encrypt.keyfiles import open_identity
    from .encrypt.store_key import unwrap_store_key

    without_store = ""
    for path in _key_files(home, officer):
        try:
            opened = open_identity(path.read_bytes(), passphrase)
            finish_any_rekey(home, opened.identity)
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


def finish_any_rekey(home: Home, identity: Identity) -> None:
    """Finish a change of the store's key that was interrupted."""
    if home.next_store_key_file.exists():
        from .rekey import finish_rekey

        finish_rekey(home, identity)


def open_older_keys(home: Home, passphrase: str, officer: str) -> tuple[Identity, ...]:
    """Open, with the same passphrase, the other keys of an officer who has rotated, and those that are retired.

    They open what was sealed in their time. A key under another passphrase is left out.
    """
    from .encrypt.keyfiles import open_identity

    known = {name: is_active for name, _, is_active in officers_at_a_glance(home)}
    older = []
    for path in _key_files(home, ""):
        name = _name_of(path)
        if name != officer and (not known.get(name, True) or base_name(name, known) == base_name(officer, known)):
            with suppress(PassphraseWrong):
                older.append(open_identity(path.read_bytes(), passphrase).identity)
    return tuple(older)


def base_name(name: str, names: Container[str]) -> str:
    """Return the name of an officer's first key: "duty-1" for "duty-1-2", which has taken its place."""
    base, _, number = name.rpartition("-")
    return base if number.isdecimal() and base in names else name


@contextmanager
def open_office(
    home: Home, passphrase: str, officer: str = "", *, with_older_keys: bool = False, more: Sequence[Identity] = ()
) -> Iterator[Office]:
    """Unlock the home and open its store for as long as the block runs. Raises a KitError."""
    unlocked = _unlock_while_loading(home, passphrase, officer)
    older = open_older_keys(home, passphrase, unlocked.officer) if with_older_keys else ()
    from .store import open_store

    with open_store(home.store_file, unlocked.store_key) as store:
        yield Office(
            home=home, officer=unlocked.officer, identity=unlocked.identity, older=(*older, *more), store=store
        )


def _unlock_while_loading(home: Home, passphrase: str, officer: str) -> Unlocked:
    """Unlock, and load the store's libraries meanwhile in a thread.

    Stretching the passphrase takes 0.2 s and no turn of the interpreter; loading takes 0.2 s of its turns.
    """
    gc.disable()  # a tenth of the loading time would go into looking for garbage that is not there
    try:
        import_module(".encrypt.keyfiles", __package__)  # first, so that the stretching begins at once
        loading = Thread(target=_load_store)
        loading.start()
        try:
            return unlock(home, passphrase, officer)
        finally:
            loading.join()
    finally:
        gc.freeze()  # what is loaded stays loaded: it is never looked through again either
        gc.enable()


def _load_store() -> None:
    import_module(".store.queries", __package__)
    import_module("sqlalchemy.dialects.sqlite")  # the store's first use would load it, with nothing left to wait for


def import_files(
    office: Office, paths: Sequence[str], *, now: datetime, allow_old_roster: bool = False, dry_run: bool = False
) -> Books:
    """Import sealed files, folders of them, or standard input ("-"), and return the books."""
    from .intake import import_paths
    from .keys import read_kept_roster

    return import_paths(
        paths,
        store=office.store,
        authority=office.home.authority,
        identities=office.identities,
        definition_for=partial(definition_for, office.home),
        actor=office.officer,
        now=now,
        roster_for=partial(read_kept_roster, office.home, today=now.date()),
        allow_old_roster=allow_old_roster,
        dry_run=dry_run,
    )


def list_inbox(office: Office) -> tuple[CaseSummary, ...]:
    """List the cases nobody has looked at yet, newest first."""
    from .store.queries import inbox

    with office.store.reading() as connection:
        return inbox(connection, authority=office.home.authority)


def list_cases(office: Office) -> tuple[CaseSummary, ...]:
    """List every case, newest first."""
    from .store.queries import cases

    with office.store.reading() as connection:
        return cases(connection, authority=office.home.authority)


def read_case(office: Office, name: str, *, now: datetime) -> CaseFile:
    """Find a case by its reference, receipt code or submission id, and note who read it. Raises Refused."""
    from lado_site.forms.summary import summarise

    from .store.audit import note_reading
    from .store.queries import find_case

    with office.store.writing() as connection:
        case = find_case(connection, name, authority=office.home.authority)
        note_reading(connection, authority=case.authority, reference=case.reference, actor=office.officer, now=now)
    form = definition_for(office.home, case.form_digest)
    return CaseFile(case=case, sections=tuple(summarise(form, case.answers)) if form else None)


def _key_files(home: Home, officer: str) -> list[Path]:
    here = {_name_of(path): path for path in sorted((home.folder / "keys").glob("officer-*.age"))}
    if not officer:
        listed = sorted(officers_at_a_glance(home), key=lambda each: not each[2])  # active ones first, else as they are
        names = [name for name, _, _ in listed if name in here]
        return [here[name] for name in dict.fromkeys([*names, *here])]
    if officer not in here:
        raise Misuse(f"there is no key of {officer} here", hint=f"use one of {', '.join(here)}")
    return [here[officer]]


def _name_of(path: Path) -> str:
    return path.stem.removeprefix("officer-")
