"""The recovery key: made for paper shares, never written anywhere, and rebuilt from any two of them when needed."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from ..encrypt import Identity, Recipient, age, armour
from ..encrypt.keyfiles import ROOT_MARK, RootKey, seal_identity
from ..encrypt.roster import Officer, Role, Roster, SignedRoster, Status, active_recipients, read_roster
from ..encrypt.store_key import unwrap_store_key, wrap_store_key
from ..errors import KitError, Misuse, NoMatchingKey, Refused, SealedFileError
from ..files import add_file, decode_text, replace_file
from ..home import Home, current_root, current_roster
from .keys import free_name, new_officer, next_roster, open_root, put_in_force, read_current_roster
from .shares import PaperShare, combine, read_share, split
from .unlocking import Office, finish_rekey, unlock


@dataclass(frozen=True, kw_only=True, slots=True)
class NewShares:
    """A recovery key that is not in force yet, and its three shares."""

    name: str
    roster: Roster
    shares: tuple[PaperShare, ...] = field(repr=False)
    _root: RootKey = field(repr=False)
    _store_key: bytes = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the recovery key."""
        return self.roster.officers[-1].recipient.fingerprint

    @property
    def replaced(self) -> tuple[str, ...]:
        """The recovery keys that this one takes the place of."""
        return tuple(
            each.name for each in self.roster.officers if each.role is Role.RECOVERY and each.status is Status.RETIRED
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Recovered:
    """What two shares gave: a new officer; and a new roster, or None where the root key cannot be opened."""

    officer: str
    recovery: str
    signed: SignedRoster | None


def prepare_shares(
    home: Home, *, passphrase: str, officer: str = "", root_passphrase: str = "", now: datetime
) -> NewShares:
    """Make a recovery key and split it. Nothing is written: write the sheets first, then ``put_shares_in_force``.

    An earlier recovery key is retired by it. Raises a KitError.
    """
    roster = read_current_roster(home, today=now.date()).roster
    root = open_root(home, root_passphrase or passphrase)
    store_key = unlock(home, passphrase, officer).store_key
    identity, name = Identity.generate(), free_name(home, roster, Role.RECOVERY)
    kept = [_retired_if_recovery(each) for each in roster.officers]
    following = next_roster(roster, [*kept, new_officer(name, Role.RECOVERY, identity, now)], now)
    age.check_recipients(active_recipients(following))
    return NewShares(name=name, roster=following, shares=split(identity), _root=root, _store_key=store_key)


def put_shares_in_force(home: Home, new: NewShares, *, now: datetime) -> SignedRoster:
    """Seal the root key and the store's key to the recovery key, and sign the roster that names it."""
    seal_root_for_recovery(home, new._root, new.roster.officers[-1].recipient)
    return put_in_force(home, new.roster, new._root, new._store_key, {}, now=now)


def seal_root_for_recovery(home: Home, root: RootKey, recipient: Recipient) -> None:
    """Keep the root key so that the recovery key opens it."""
    line = ROOT_MARK + base64.b64encode(root.seed).decode("ascii") + "\n"
    replace_file(home.root_recovery_file, armour.encode(age.encrypt(line.encode("ascii"), [recipient])))


def read_recovery_identity(home: Home, share_files: Sequence[Path], typed: Mapping[str, str] | None = None) -> Identity:
    """Rebuild the recovery key from share files, or from words typed, each under its name. Raises a KitError."""
    texts = dict(typed or {})
    for file in share_files:
        name = _called(file, share_files)
        if name in texts:
            raise Misuse(f"{file} is given twice", hint="name two different shares")
        texts[name] = _read_text(file)
    identity = combine({name: read_share(text, name=name) for name, text in texts.items()})
    recovery_name(home, identity)
    return identity


def recovery_name(home: Home, identity: Identity) -> str:
    """Return what the roster calls a recovery key. Raises Refused when no roster here names it."""
    for officer in _officers(home):
        if officer.recipient.fingerprint == identity.fingerprint:
            return officer.name
    raise Refused(
        "the shares are right, and make a key that no roster here names",
        hint="these are sheets of another office, or the folder rosters is not whole: take it from the backup",
    )


def recover(
    home: Home,
    identity: Identity,
    *,
    new_passphrase: str,
    name: str = "",
    root_passphrase: str = "",
    now: datetime,
) -> Recovered:
    """Make a new officer with the recovery key, when no other key can be opened any more. Raises a KitError.

    The root key comes out of keys/root-recovery.age, or opens with its passphrase. Without either there is no new
    roster: the officer then opens the record store, and new files are sealed as before.
    """
    recovery = recovery_name(home, identity)
    roster = read_current_roster(home, today=now.date()).roster
    store_key = _store_key(home, identity, recovery)
    name = free_name(home, roster, Role.DUTY, name)
    own = Identity.generate()
    key_file = seal_identity(own, new_passphrase, name=name, created=now)
    root = open_root(home, root_passphrase) if root_passphrase else recovered_root(home, identity)
    if root:
        following = next_roster(roster, [*roster.officers, new_officer(name, Role.DUTY, own, now)], now)
        signed = put_in_force(home, following, root, store_key, {home.key_file(name): key_file}, now=now)
        return Recovered(officer=name, recovery=recovery, signed=signed)
    wrapped = wrap_store_key(store_key, [*active_recipients(roster), own.recipient])
    add_file(home.key_file(name), key_file)
    replace_file(home.store_key_file, wrapped)
    return Recovered(officer=name, recovery=recovery, signed=None)


def note_recovery(office: Office, recovered: Recovered, *, now: datetime) -> None:
    """Note in the audit trail that paper shares made a new officer."""
    from ..store.audit import Happening, append

    version = recovered.signed.roster.version if recovered.signed else 0
    happening = Happening(
        action="recovered", subject=recovered.officer, detail={"recovery": recovered.recovery, "roster": version}
    )
    with office.store.writing() as connection:
        append(connection, [happening], authority=office.home.authority, actor=office.officer, now=now)


def _retired_if_recovery(officer: Officer) -> Officer:
    return replace(officer, status=Status.RETIRED) if officer.role is Role.RECOVERY else officer


def _called(file: Path, files: Sequence[Path]) -> str:
    """Return the name of a file, with its folder where two have the same name."""
    return file.name if [each.name for each in files].count(file.name) == 1 else str(file)


def _read_text(file: Path) -> str:
    content = file.read_bytes()
    try:
        if not content.startswith(b"%PDF"):
            return decode_text(content)
    except UnicodeDecodeError:
        pass
    raise Misuse(f"{file} is not a text file", hint="type the words of the sheet into a text file, or at the terminal")


def _officers(home: Home) -> tuple[Officer, ...]:
    # Today does not matter: whose key it is stays true.
    signed = read_roster(current_roster(home), today=date.max, trusted_root=current_root(home), allow_expired=True)
    return signed.roster.officers


def _store_key(home: Home, identity: Identity, recovery: str) -> bytes:
    try:
        finish_rekey(home, identity)
        return unwrap_store_key(home.store_key_file.read_bytes(), [identity])
    except NoMatchingKey:
        raise Refused(
            f"{recovery} no longer opens the record store: newer shares have taken its place",
            hint="use the newer sheets; these still open the sealed files of their time: lado import --share-file",
        ) from None


def recovered_root(home: Home, identity: Identity) -> RootKey | None:
    """Take the root key out of what is sealed to the recovery key; None when it is not there or another one."""
    try:
        line = bytes(age.decrypt(armour.to_binary(home.root_recovery_file.read_bytes()), [identity]))
        root = RootKey.from_seed(base64.b64decode(line.decode("ascii").removeprefix(ROOT_MARK).strip(), validate=True))
    except (FileNotFoundError, SealedFileError, KitError, binascii.Error, UnicodeDecodeError):
        return None
    return root if root.public_key == home.root else None
