"""What can go wrong in the kit, as one tree.

KitError                    what happened, and a hint that says what to do
├── Misuse                  the command was given something it cannot use (exit status 2)
├── Refused                 the kit will not do it as things stand (exit status 1)
│   ├── Excluded            whoever works is excluded from a case; the store notes the try
│   ├── Crossed             somebody else has said something of the same fact (kit/office/crossing.py)
│   ├── KeyFileError        a key file cannot be opened: PassphraseWrong, KeyFileDamaged
│   ├── RosterError         a roster cannot be relied on: ten cases
│   ├── ReleaseError        a published site's release cannot be relied on: five cases
│   └── StoreError          the record store cannot be used or changed: eleven cases
└── SealedFileError         a sealed file cannot be accepted; ``reason`` is its code in the books
    ├── NotSealed, NoMatchingKey, NotAllowed, TooLarge, TwoFiles
    ├── Damaged             ArmourDamaged, HeaderDamaged, HeaderAltered, PayloadDamaged
    └── UnknownVersion, UnknownContainer, BadContainer
"""

from __future__ import annotations

from typing import ClassVar


class KitError(Exception):
    """Superclass of every error the kit shows to a person.

    ``message`` says what happened, in lower case and without a full stop, and never holds an answer,
    a key or a passphrase. ``hint`` says what to do next.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Misuse(KitError):
    """The command line, a file given to it, or the home folder cannot be used as it is."""


class Refused(KitError):
    """The request is understood and the kit declines it."""


class Excluded(Refused):
    """Whoever is working must not open this case."""

    def __init__(self, subject: str, *, authority: str) -> None:
        super().__init__(f"you are excluded from {subject}", hint="ask a colleague; your try has been noted")
        self.subject = subject
        self.authority = authority


class SealedFileError(KitError):
    """A sealed file cannot be accepted. Superclass, never raised itself.

    ``reason`` is the code written in the import books, ``advice`` the hint when the raiser has no better one.
    """

    reason: ClassVar[str]
    advice: ClassVar[str] = "ask the sender to send the file again as an attachment"

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message, hint=hint or self.advice)


class NotSealed(SealedFileError):
    """There is no sealed file in what was given."""

    reason = "not-sealed"
    advice = "look for the attachment whose name ends in .txt or .age and import that one"


class Damaged(SealedFileError):
    """The file was sealed once and has been cut, changed or mistyped since. Superclass of the four layers."""

    reason = "damaged"


class ArmourDamaged(Damaged):
    """The text form of the file is not exact."""


class HeaderDamaged(Damaged):
    """The header does not follow the format."""


class HeaderAltered(Damaged):
    """The header reads well and a key here fits it, but it is not the header that was sealed."""


class PayloadDamaged(Damaged):
    """The sealed content is cut short, changed or followed by something else."""


class NoMatchingKey(SealedFileError):
    """None of the keys given opens the file."""

    reason = "wrong-key"
    advice = "it may be sealed for another office, or to a key that is not here: ask the sender which page was used"


class NotAllowed(SealedFileError):
    """The file is sealed in a way this kit does not take in."""

    reason = "not-allowed"
    advice = "ask the sender to use the form on the council's page, not another program"


class TooLarge(SealedFileError):
    """The file or its header is over the limit."""

    reason = "too-large"
    advice = "ask the sender to send fewer or smaller attachments, in several files"


class TwoFiles(SealedFileError):
    """One text holds more than one sealed file."""

    reason = "two-files"
    advice = "save each sealed file as a file of its own, then import them"


class UnknownVersion(SealedFileError):
    """The file is sealed in a later version of the format than this release knows."""

    reason = "unknown-version"
    advice = "nothing is lost: update lado, then run lado quarantine retry; else ask whoever keeps lado up to date"


class UnknownContainer(SealedFileError):
    """The content is in a layout this release does not know."""

    reason = "unknown-container"
    advice = "install the newest release of the kit, then import the file again"


class BadContainer(SealedFileError):
    """The content opens but breaks a rule of its layout."""

    reason = "bad-container"
    advice = "do not rely on this file: ask the sender to fill in the form again on the council's page"


class KeyFileError(Refused):
    """A file protected by a passphrase cannot be opened. Superclass, never raised itself."""


class PassphraseWrong(KeyFileError):
    """The passphrase does not open the file."""


class KeyFileDamaged(KeyFileError):
    """The file is not a passphrase-protected key file, or no longer a whole one."""


class RosterError(Refused):
    """A roster cannot be relied on. Superclass, never raised itself."""


class NotARoster(RosterError):
    """The text is not a roster, or not in the one exact form a roster has."""


class RosterUnsigned(RosterError):
    """The roster carries no signature."""


class RosterAltered(RosterError):
    """The roster's signature does not fit its text."""


class RosterAnotherRoot(RosterError):
    """The roster is signed by another root key than the trusted one."""


class RosterAnotherAuthority(RosterError):
    """The roster is of another authority than the one to be sealed for."""


class RosterExpired(RosterError):
    """The roster's last day is past."""


class RosterNotYetValid(RosterError):
    """The roster's first day has not come."""


class RosterRolledBack(RosterError):
    """The roster is older than one that has been seen already, or another one of the same number."""


class RosterNoActiveOfficer(RosterError):
    """Nobody in the roster could open a sealed file."""


class RosterTooManyOfficers(RosterError):
    """The roster has more active officers than a sealed file has places."""


class ReleaseError(Refused):
    """The release of a published site cannot be relied on. Superclass, never raised itself."""


class NotARelease(ReleaseError):
    """The note or the list of files is not what a release has, or not in its one exact form."""


class ReleaseUnsigned(ReleaseError):
    """Nobody has signed the release."""


class ReleaseAltered(ReleaseError):
    """The note, or the list of files that it is about, is not as it was signed."""


class ReleaseAnotherRoot(ReleaseError):
    """The note is signed by another root key than the trusted one."""


class ReleaseWithdrawn(ReleaseError):
    """The office has withdrawn this release: it is not to be published again."""


class StoreError(Refused):
    """The record store cannot be used or changed as things stand. Superclass, never raised itself."""


class StoreMissing(StoreError):
    """There is no record store at this place."""


class StoreExists(StoreError):
    """There is already something where a new record store should go."""


class StoreKeyWrong(StoreError):
    """The key does not open the record store."""


class StoreTooNew(StoreError):
    """The record store was written by a newer release than this one."""


class StoreFull(StoreError):
    """There is no room left to write; nothing was changed."""


class StoreReadOnly(StoreError):
    """The record store cannot be written to; nothing was changed."""


class StoreBusy(StoreError):
    """Another program held the record store for too long; nothing was changed."""


class StoreDamaged(StoreError):
    """The record store cannot be read as it should; nothing was changed."""


class StoreUnreachable(StoreError):
    """The server that holds the record store cannot be reached safely."""


class StoreUnprotected(StoreError):
    """The server would not keep the records as they must be kept."""


class StoreRuleBroken(StoreError):
    """What was to be written breaks a rule of the record store; nothing was changed."""
