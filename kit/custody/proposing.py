"""A root key that nothing vouches for but people: one proposes it, another confirms it. Who stays alone has to wait.

A proposal is an entry in the audit trail. It is about one key, as that lies in its file, and about one roster: with
another of either, or when its days are over, there is no proposal any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from lado_site.profiles import day_in_england

from ..encrypt.keyfiles import open_identity
from ..encrypt.primitives import sha256
from ..errors import PassphraseWrong, Refused
from ..home import roster_versions
from ..store.audit import Happening, append, entries_about
from .keys import ROOT
from .people import people_of, person_of
from .unlocking import Office

if TYPE_CHECKING:
    from ..encrypt.keyfiles import RootKey
    from ..home import Home

PROPOSED = "root_proposed"
"""What the audit chain calls a proposal."""

DAYS_ALONE, DAYS_UNANSWERED, DAYS_VALID = 7, 28, 56
"""Days until the only key holder can confirm what they proposed; until one can whom no colleague answers, as when the
only other one is gone for good; and after which there is no proposal any more.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """That somebody wants a root key in force which neither the old one nor paper shares vouch for.

    ``key`` is the hash of its public half, which the six words are made from.
    """

    by: str
    at: datetime
    roster: int
    key: str
    is_alone: bool

    @property
    def alone_from(self) -> date:
        """The first day on which whoever proposed it can confirm it too."""
        return day_in_england(self.at) + timedelta(days=DAYS_ALONE if self.is_alone else DAYS_UNANSWERED)

    @property
    def until(self) -> date:
        """The last day on which it can be confirmed."""
        return day_in_england(self.at) + timedelta(days=DAYS_VALID)

    def __str__(self) -> str:
        who = f"{self.by} proposed on {_day(day_in_england(self.at))} to replace the root key without the old one"
        days = f"from {_day(self.alone_from)} until {_day(self.until)}"
        if self.is_alone:
            return f"{who}; there is only one key holder, so it can be confirmed {days}"
        return f"{who}; another officer can confirm it now, and if nobody does, {self.by} can {days}"


def pending_proposal(office: Office, *, now: datetime) -> Proposal | None:
    """Return the proposal that waits to be confirmed; None where there is none, or it no longer counts."""
    home = office.home
    if not home.next_root_key_file.exists():
        return None
    with office.store.reading() as connection:
        noted = entries_about(connection, authority=home.authority, reference=ROOT)
    last = next((each for each in reversed(noted) if each.action == PROPOSED), None)
    if not last or (last.detail["file"], last.detail["roster"]) != (_file_hash(home), _roster(home)):
        return None
    proposal = Proposal(
        by=last.actor,
        at=last.at,
        roster=_roster(home),
        key=str(last.detail["key"]),
        is_alone=_is_alone(home),
    )
    return proposal if day_in_england(now) <= proposal.until else None


def propose_root(office: Office, root: RootKey, *, now: datetime) -> Proposal:
    """Note that an officer proposes a root key, and change nothing else. Raises Refused for who is on no roster."""
    home = office.home
    if not _is_alone(home):
        _refuse_unnamed(office)
    key = sha256(root.public_key).hex()
    noted = Happening(
        action=PROPOSED, subject=ROOT, detail={"key": key, "file": _file_hash(home), "roster": _roster(home)}
    )
    with office.store.writing() as connection:
        append(connection, [noted], authority=home.authority, actor=office.officer, now=now)
    return Proposal(by=office.officer, at=now, roster=_roster(home), key=key, is_alone=_is_alone(home))


def check_confirmable(office: Office, proposal: Proposal, passphrase: str, *, now: datetime) -> None:
    """Raise Refused unless whoever works, with this passphrase, may confirm a proposal now."""
    if now < proposal.at:
        raise Refused(
            f"the proposal is dated {_day(day_in_england(proposal.at))}, {proposal.at:%H:%M} UTC, which is yet to come",
            hint="set the clock of this PC right; if it is right, begin again with lado keys root new",
        )
    if not proposal.is_alone:
        _refuse_unnamed(office)
    if day_in_england(now) >= proposal.alone_from:
        return
    if proposal.is_alone:
        raise Refused(
            f"{proposal.by} has proposed it, and it can be confirmed from {_day(proposal.alone_from)}",
            hint=f"with only one key holder {DAYS_ALONE} days have to pass; the old passphrase or two paper shares "
            "do it at once, without --lost",
        )
    _refuse_same_person(office, proposal, passphrase)


def proposal_warnings(office: Office, *, now: datetime) -> list[str]:
    """Say that a proposal waits, to everybody who starts work meanwhile."""
    proposal = pending_proposal(office, now=now)
    return [f"{proposal}; if that is not right, lado keys root new puts an end to it"] if proposal else []


def proposal_as_json(proposal: Proposal) -> dict[str, Any]:
    """Return a proposal as plain JSON values."""
    return {
        "proposed_by": proposal.by,
        "proposed_at": proposal.at.isoformat(timespec="seconds"),
        "roster": proposal.roster,
        "key_sha256": proposal.key,
        "is_alone": proposal.is_alone,
        "alone_from": proposal.alone_from.isoformat(),
        "until": proposal.until.isoformat(),
    }


def _refuse_same_person(office: Office, proposal: Proposal, passphrase: str) -> None:
    """Tell people apart by what the roster calls them, and by what their passphrases open."""
    home = office.home
    if person_of(home, office.officer) == person_of(home, proposal.by):
        raise Refused(
            f"{proposal.by} has proposed it, and cannot confirm it too",
            hint="two people decide: another officer compares the six words, and confirms it with a key of their own; "
            f"if nobody does, {proposal.by} can from {_day(proposal.alone_from)}",
        )
    if _opens_key_of(home, proposal.by, passphrase):
        raise Refused(
            f"this passphrase opens the key of {proposal.by} too, who has proposed it",
            hint="two people decide: lado keys passphrase gives another officer a passphrase that only they know",
        )


def _refuse_unnamed(office: Office) -> None:
    """A key that paper shares made while no roster could be signed shows nobody to be another person."""
    people = people_of(office.home)
    if person_of(office.home, office.officer) not in people:
        raise Refused(
            f"the roster does not name {office.officer} as an active officer",
            hint=f"two people whom it names decide: {', '.join(people)}",
        )


def _opens_key_of(home: Home, officer: str, passphrase: str) -> bool:
    try:
        open_identity(home.key_file(officer).read_bytes(), passphrase)
    except (PassphraseWrong, FileNotFoundError):
        return False
    return True


def _is_alone(home: Home) -> bool:
    return len(people_of(home)) < 2


def _roster(home: Home) -> int:
    return roster_versions(home)[-1]


def _file_hash(home: Home) -> str:
    """Return the hash of the new key's file: without its passphrase nobody sees the key in it."""
    return sha256(home.next_root_key_file.read_bytes()).hex()


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
