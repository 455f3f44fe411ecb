"""Offices for the tests of a key's life: quick to open, with two custodians, paper shares and kept files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest import mock

from lado_kit.custody.keys import add_officer, read_current_roster
from lado_kit.custody.papers import write_share_sheets
from lado_kit.custody.recovery import prepare_shares, put_shares_in_force
from lado_kit.custody.unlocking import Office, open_office
from lado_kit.encrypt import Envelope, SignedRoster, seal
from lado_kit.encrypt import age as age_files
from lado_kit.encrypt.roster import Role
from lado_kit.home import Home, create_home, find_home
from lado_kit.office.cases import import_files
from tests.intake.builders import a_draft, an_attachment, save
from tests.kit.front_door import ANOTHER_PASSPHRASE, PASSPHRASE, a_file

ROOT_PASSPHRASE = "granite velvet onion seven"
NEW_PASSPHRASE = "acorn ribbon kettle eight"
NOW = datetime.now(UTC)
TODAY = NOW.date()
KEPT = 3


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A home whose root key has its own passphrase, with files imported before and after there were paper shares."""

    home: Path
    sheets: Path
    passphrases: Path

    @property
    def opened(self) -> Home:
        return find_home(self.home)

    def share(self, number: int) -> Path:
        return self.sheets / f"share-{number}-of-3.txt"

    @property
    def two_shares(self) -> tuple[Path, Path]:
        return self.share(1), self.share(3)

    def passphrase(self, whose: str) -> Path:
        return self.passphrases / f"{whose}.txt"

    @contextmanager
    def office(self, passphrase: str = PASSPHRASE, officer: str = "") -> Iterator[Office]:
        with open_office(self.opened, passphrase, officer, with_older_keys=True) as office:
            yield office

    def roster(self) -> SignedRoster:
        return read_current_roster(self.opened, today=TODAY)


@contextmanager
def quick_key_files() -> Iterator[None]:
    """Key files that are written now open in a moment: tests are not about how long a guess takes."""
    with mock.patch.object(age_files, "WRITTEN_WORK_FACTOR", 2):
        yield


def make_kept(folder: Path) -> Kept:
    """Make the home that others are copies of."""
    kept = Kept(home=folder / "home", sheets=folder / "sheets", passphrases=folder / "passphrases")
    kept.passphrases.mkdir()
    for whose, passphrase in (("duty", PASSPHRASE), ("cover", ANOTHER_PASSPHRASE), ("root", ROOT_PASSPHRASE),
                              ("new", NEW_PASSPHRASE)):  # fmt: skip
        a_file(kept.passphrase(whose), passphrase)
    home = create_home(
        kept.home, profile="sandwell", passphrase=PASSPHRASE, second_passphrase=ANOTHER_PASSPHRASE,
        root_passphrase=ROOT_PASSPHRASE, now=NOW - timedelta(days=2),
    )  # fmt: skip
    import_some(kept, folder / "before", KEPT)
    new = prepare_shares(home, passphrase=PASSPHRASE, root_passphrase=ROOT_PASSPHRASE, now=NOW)
    write_share_sheets(home, new, kept.sheets, as_text=True, now=NOW)
    put_shares_in_force(home, new, now=NOW)
    import_some(kept, folder / "after", 1)
    return kept


def a_sealed_file(kept: Kept, *, roster: SignedRoster | None = None, sealed_at: datetime = NOW) -> Envelope:
    """A submission with an attachment, as the page published with a roster seals it."""
    roster = roster or kept.roster()
    draft = a_draft(roster_version=roster.roster.version, attachments=(an_attachment(content=b"%PDF" * 30_000),))
    return seal(draft, recipients=roster.active_recipients, sealed_at=sealed_at)


def import_some(kept: Kept, folder: Path, count: int) -> None:
    for number in range(count):
        save(folder, f"{number}.txt", a_sealed_file(kept))
    with kept.office() as office:
        assert import_files(office, [str(folder)], now=NOW).is_clean


def add_manager(kept: Kept) -> SignedRoster:
    return add_officer(
        kept.opened, role=Role.MANAGER, passphrase=PASSPHRASE, new_passphrase=NEW_PASSPHRASE,
        root_passphrase=ROOT_PASSPHRASE, now=NOW,
    )  # fmt: skip
