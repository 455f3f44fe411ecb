"""A root key that takes the place of another: made, compared by people, and only then trusted.

Whoever has the home folder could put any key there, so what is asked for is not what keeps a thief out. It keeps a slip
or a swapped file out, and one officer who acts alone with lado, and leaves entries in the audit trail. Everybody else
trusts the six words that people compare.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ..encrypt import Identity, SignedRoster, sign_roster
from ..encrypt.keyfiles import RootKey, open_root_key, seal_root_key
from ..encrypt.primitives import sha256
from ..encrypt.roster import Role, Roster, Status
from ..encrypt.words import fingerprint_words
from ..errors import Misuse, PassphraseWrong, Refused
from ..files import add_file, replace_file
from ..home import EarlierRoot, Home, write_mark
from ..store.audit import Happening, append
from .keys import ROOT, next_roster, open_root, read_current_roster
from .proposing import Proposal, check_confirmable, pending_proposal, propose_root
from .recovery import recovered_root, seal_root_for_recovery
from .unlocking import Office

ACTION = "root_replaced"
OLD_KEY, SHARES, NOTHING = "the old root key", "paper shares", "nothing"
"""What showed that the office may replace its root key."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Succession:
    """A root key that is in force now, the first roster that it signed, and what it was allowed by."""

    signed: SignedRoster
    shown: str


def root_words(public_key: bytes) -> tuple[str, ...]:
    """Return the six words of a root key."""
    return fingerprint_words(sha256(public_key))


def prepare_root(home: Home, *, new_passphrase: str, now: datetime) -> tuple[str, ...]:
    """Make a root key that nothing trusts yet, beside the one in force, and return its words.

    One that was made before and not confirmed is forgotten.
    """
    root = RootKey.generate()
    replace_file(home.next_root_key_file, seal_root_key(root, new_passphrase, created=now))
    return root_words(root.public_key)


def confirm_root(
    office: Office,
    words: Sequence[str],
    *,
    passphrase: str,
    new_passphrase: str,
    old_passphrase: str = "",
    shares: Identity | None = None,
    is_lost: bool = False,
    now: datetime,
) -> Succession | Proposal:
    """Trust the root key that was made, if these are its words, and sign the roster with it. Raises a KitError.

    The old root key must open, with its passphrase or the shares. Where it ``is_lost`` the first officer only proposes,
    and the key is trusted when another says so too, whose own ``passphrase`` does not open the key of the first. What
    was interrupted is finished when it is done again. The rosters and releases of the old key's time are believed as
    before.
    """
    home, root = office.home, _next_root(office.home, words, new_passphrase)
    roster = read_current_roster(home, today=now.date()).roster
    why: dict[str, str] = {}
    if root.public_key != home.root:
        if is_lost:
            proposal = pending_proposal(office, now=now)
            if not proposal:
                return propose_root(office, root, now=now)
            check_confirmable(office, proposal, passphrase, now=now)
            why = {"shown": NOTHING, "proposed-by": proposal.by}
        else:
            why = {"shown": _shown(home, old_passphrase, shares)}
        home = _trust(office, root, roster, why, now)
    for officer in roster.officers:
        if officer.role is Role.RECOVERY and officer.status is Status.ACTIVE:
            seal_root_for_recovery(home, root, officer.recipient)
    if roster.root != root.public_key:
        following = next_roster(replace(roster, root=root.public_key), roster.officers, now)
        add_file(home.roster_file(following.version), sign_roster(following, root))
    replace_file(home.root_key_file, home.next_root_key_file.read_bytes())
    home.next_root_key_file.unlink()
    return Succession(signed=read_current_roster(home, today=now.date()), shown=why.get("shown", ""))


def _trust(office: Office, root: RootKey, roster: Roster, why: Mapping[str, str], now: datetime) -> Home:
    """Note that the office trusts another root key from the next roster on, and return the home that does."""
    earlier = EarlierRoot(public_key=office.home.root, last_roster=roster.version)
    home = replace(office.home, root=root.public_key, earlier_roots=(*office.home.earlier_roots, earlier))
    noted = Happening(action=ACTION, subject=ROOT, detail={"roster": roster.version + 1, **why})
    with office.store.writing() as connection:
        append(connection, [noted], authority=home.authority, actor=office.officer, now=now)
    write_mark(home)
    return home


def check_prepared(home: Home) -> None:
    """Raise Misuse where no root key was made that could be confirmed."""
    if not home.next_root_key_file.exists():
        raise Misuse("there is no new root key to confirm", hint="make one with lado keys root new")


def _next_root(home: Home, words: Sequence[str], passphrase: str) -> RootKey:
    check_prepared(home)
    try:
        root = open_root_key(home.next_root_key_file.read_bytes(), passphrase)
    except PassphraseWrong:
        raise PassphraseWrong(
            "the passphrase does not open the new root key",
            hint="give the one that lado keys root new was given, with --new-passphrase-file",
        ) from None
    if tuple(word.lower() for word in words) != root_words(root.public_key):
        raise Refused(
            "these are not the words of the new root key",
            hint="type the six words that lado keys root new showed; if you did, somebody has put another key there",
        )
    return root


def _shown(home: Home, passphrase: str, shares: Identity | None) -> str:
    if not shares:
        open_root(home, passphrase)
        return OLD_KEY
    if recovered_root(home, shares):
        return SHARES
    raise Refused(
        "the shares do not open the old root key",
        hint="use the newest sheets; where there is no other way, say so with --lost",
    )
