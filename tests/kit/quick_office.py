"""An office for tests that need no passphrase: a real home and store, one officer whose key the tests hold."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from lado_kit.custody.unlocking import Office
from lado_kit.encrypt.keyfiles import RootKey
from lado_kit.encrypt.roster import Officer, Role, Roster, Status, sign_roster
from lado_kit.home import Home
from lado_kit.store import open_store
from lado_site.profiles import built_in_profiles
from tests.intake.builders import AUTHORITY, KEY, NOW, OFFICER, an_empty_store

ROOT_KEY = RootKey.generate()
ME = "duty-1"


def a_home(folder: Path) -> Home:
    """Make a home without keys on the disk."""
    home = Home(folder=folder, authority=AUTHORITY, root=ROOT_KEY.public_key)
    for part in ("forms", "rosters", "releases", "store"):
        (folder / part).mkdir(parents=True)
    home.profile_file.write_bytes(built_in_profiles()[AUTHORITY].read_bytes())
    home.roster_file(1).write_bytes(sign_roster(_roster(), ROOT_KEY))
    return home


def an_empty_home(folder: Path) -> Home:
    """Make a home with a store in which nothing is yet, that others are copies of."""
    home = a_home(folder / "home")
    an_empty_store(home.store_file).close()
    return home


@contextmanager
def an_office(empty: Home, folder: Path) -> Iterator[Office]:
    """Open an office that has nothing in it yet."""
    home = replace(empty, folder=Path(shutil.copytree(empty.folder, folder / "home")))
    with open_store(home.store_file, KEY) as store:
        yield Office(home=home, officer=ME, identity=OFFICER, store=store)


def _roster() -> Roster:
    me = Officer(name=ME, role=Role.DUTY, recipient=OFFICER.recipient, status=Status.ACTIVE, added=NOW.date())
    return Roster(
        authority=AUTHORITY,
        version=1,
        issued=date(NOW.year, 1, 1),
        valid_until=date(NOW.year, 12, 31),
        root=ROOT_KEY.public_key,
        officers=(me,),
    )
