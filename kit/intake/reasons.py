"""Every reason code that is intake's own, with what to do about it. Those of sealed files are in ``errors``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..encrypt.release import PAGE_MARKS
from ..encrypt.sealed_at import CLOCK_MARKS
from ..errors import SealedFileError
from .results import Ignored, Quarantined

NEXT_STEPS: Mapping[str, str] = {
    "waiting": (
        "it is stored and joins its case when the form it belongs to arrives; if you know the case, "
        "lado case join RECEIPT REFERENCE puts it there now"
    ),
    "waiting-for-meeting": (
        "it is stored under the reference of its meeting; lado case join RECEIPT REFERENCE puts it into a case"
    ),
    "not-sealed": "nothing to do; if you expected a referral here, ask the sender for the sealed .txt file",
    "disposed": (
        "nothing was taken in: two people agreed not to keep this case any longer; remove this file too, or ask them"
    ),
    "link": "nothing was followed; give the place it leads to if that should be imported",
    "not-a-file": "nothing was read from it; to import what comes through a pipe, give - in its place",
    "unreadable": "check that the file or folder is there and that you may read it, then import it again",
    "wrong-authority": "it was written to another authority: telephone the sender, who must send it there",
    "unknown-form": (
        "the form it was filled in on is not kept here: find out which page was used, add its form with "
        "lado forms add, then run lado quarantine retry"
    ),
    "form-mismatch": "do not rely on this file: ask the sender to fill in the form again on the council's page",
    "answers-refused": "telephone the sender about the problems listed and ask for the form to be filled in again",
    "attachments-differ": "telephone the sender: the files attached are not those the answers name",
    "stopped-checker": (
        "it may have been made to do harm: do not open it by other means, telephone the sender, and tell whoever keeps "
        "lado up to date"
    ),
    "different-content": (
        "it carries the number of a submission that says something else: do not rely on it and telephone the sender"
    ),
    "unknown-roster": (
        "it is not sealed to the keys that a roster of this office names: find out which page was used; once you are "
        "sure of it, import it with --allow-old-roster"
    ),
    "old-roster": (
        "the page it comes from was published with a roster whose time was over: publish with the roster in force; "
        "once you are sure of this file, import it with --allow-old-roster"
    ),
    "nested-too-deep": (
        "it is inside too many mails or packed files: save the innermost mail or file by itself and import that"
    ),
    "zip-locked": "ask the sender for the sealed .txt file without a password: it is locked already",
    "too-much-inside": "do not unpack it yourself: ask the sender for the sealed .txt file by itself",
    "too-large-to-open": (
        "open it in the program it comes from, save the sealed .txt file by itself and import that; a sealed file by "
        "itself is read up to 150 MB"
    ),
    "cannot-be-read": "open it in the program it comes from and save the sealed .txt file; else ask the sender again",
    "not-stored": "nothing of this file was stored: import it again afterwards",
}

WORDS: Mapping[str, str] = {
    "damaged": "damaged on the way",
    "wrong-key": "no key here opens it",
    "not-allowed": "sealed in a way that is not taken in",
    "too-large": "over the limit",
    "two-files": "one text with two sealed files in it",
    "unknown-version": "sealed in a newer way than this lado knows",
    "unknown-container": "made by a newer release of lado",
    "bad-container": "its content breaks the rules",
    "wrong-authority": "written to another authority",
    "unknown-form": "its form is not kept here",
    "form-mismatch": "it calls its form by another name",
    "answers-refused": "its answers break the rules of its form",
    "attachments-differ": "its files are not those it names",
    "stopped-checker": "this file stopped the checker",
    "different-content": "its number is that of another submission",
    "unknown-roster": "sealed to keys that no roster here names",
    "old-roster": "sealed to a roster whose time was over",
    "nested-too-deep": "inside too many mails or packed files",
    "zip-locked": "a packed file with a password",
    "too-much-inside": "holds more than may be unpacked",
    "too-large-to-open": "too large to be taken apart here",
    "cannot-be-read": "cannot be taken apart",
    "not-stored": "the record store refused it",
}
"""Each reason for which something is kept in quarantine, in a few words."""

RELEASABLE = frozenset(
    ("unknown-form", "form-mismatch", "answers-refused", "attachments-differ", "unknown-roster", "old-roster")
)
"""Reasons in spite of which a person can put a submission into a case: it was opened, and is addressed to us."""

MARKS: Mapping[str, str] = {
    "unknown-form": "released from quarantine: the form that it was filled in on was not kept here",
    "form-mismatch": "released from quarantine: it calls the form that it was filled in on by another name",
    "answers-refused": "released from quarantine: its answers break the rules of its form",
    "attachments-differ": "released from quarantine: the files attached are not those that its answers name",
    "unknown-roster": "taken in although it is not sealed to the keys that a roster of this office names",
    "old-roster": "taken in although it was sealed to a roster whose time was over",
    **CLOCK_MARKS,
    **PAGE_MARKS,
}
"""What is said, also in the audit trail, of a file that is taken in: somebody has allowed it in spite of what is not
right with it, its page is not of the release in force, or one of two clocks is wrong.
"""


def next_step_for(reason: str) -> str:
    """Return what to do about something that was stopped for a reason."""
    advice = {each.reason: each.advice for each in _sealed_file_errors(SealedFileError) if hasattr(each, "reason")}
    return {**NEXT_STEPS, **advice}[reason]


def _sealed_file_errors(above: type[SealedFileError]) -> Iterator[type[SealedFileError]]:
    for each in above.__subclasses__():
        yield each
        yield from _sealed_file_errors(each)


def quarantined(
    source: str,
    reason: str,
    *,
    next_step: str = "",
    receipt: str | None = None,
    submission_id: str | None = None,
    problems: tuple[str, ...] = (),
) -> Quarantined:
    """Build the result of a file that cannot be taken in."""
    return Quarantined(
        source=source,
        reason=reason,
        next_step=next_step or NEXT_STEPS[reason],
        receipt=receipt,
        submission_id=submission_id,
        problems=problems,
    )


def ignored(source: str, reason: str, *, what: str = "") -> Ignored:
    """Build the result of something that is not a sealed file; ``what`` says what it is."""
    return Ignored(source=source, reason=reason, next_step=NEXT_STEPS[reason], problems=(what,) if what else ())


def refused(source: str, error: SealedFileError, *, receipt: str | None = None) -> Quarantined:
    """Build the result of a sealed file that cannot be opened."""
    return quarantined(source, error.reason, next_step=error.hint, receipt=receipt, problems=(error.message,))
