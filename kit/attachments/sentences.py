"""Everything that can be said of an attachment, by its code: a table of findings and one of what it tells of itself."""

from __future__ import annotations

from collections.abc import Iterable

from lado_site.forms.messages import FILE_KINDS

SENTENCES = {
    "program": "it is a program or a script, and does on a PC whatever its writer wants",
    "web": "it is a web page or a drawing for one, which can run scripts and fetch from elsewhere",
    "archive": "other files are packed into it, and nobody has looked at those",
    "also-archive": "it is a packed file as well as what it seems to be",
    "macro": "it holds macros, which are programs inside a document",
    "starts-programs": "it asks the PC to start a program",
    "fetches": "opening it fetches something from elsewhere",
    "test-virus": "it holds the EICAR text, with which virus scanners are tested",
    "not-accepted": "our forms take no file with a name like this",
    "disguised": "its name says that it is something else than it is",
    "not-looked-at": "it could not be looked at: it may have been made to do harm",
    "name-differs": "its name says that it is another kind of document than it is",
    "type-differs": "the sender’s browser called it something else than it is",
    "unknown": "what it is cannot be told from its bytes; it may be damaged",
    "damaged": "it cannot be read as what it is; it may be damaged",
    "too-big-inside": "it would take more memory than is allowed for it, so nobody has looked inside",
    "locked": "it is under a password, so nobody has looked inside",
    "runs-by-itself": "it holds scripts or actions that run when it is opened",
    "holds-files": "other files are inside it, and nobody has looked at those",
    "two-endings": "its name has two endings, to look like another kind of file",
    "hidden-letters": "its name holds letters that cannot be seen or that turn it round",
    "device-name": "its name is one that Windows keeps for a device",
}
"""Findings, in the order in which they are shown."""

DANGEROUS = frozenset(
    {
        "program", "web", "archive", "also-archive", "macro", "starts-programs", "fetches", "test-virus",
        "not-accepted", "disguised", "not-looked-at",
    }
)  # fmt: skip
"""Findings with which a file is saved only when that is said on purpose."""


def is_dangerous(findings: Iterable[str]) -> bool:
    """Tell whether a file with these findings is saved only when that is said on purpose."""
    return not DANGEROUS.isdisjoint(findings)


KINDS = {**FILE_KINDS, "macro": "an office document with macros"}
"""What a file is by its bytes."""

FACTS = {
    "place": "where it was taken (latitude, longitude)",
    "taken": "when it was taken",
    "camera": "camera",
    "serial": "serial number of the camera",
    "owner": "owner of the camera",
    "author": "author",
    "changed-by": "last changed by",
    "company": "company",
    "title": "title",
    "made": "made",
    "changed": "changed",
    "software": "made with",
}
"""What a file tells of itself, in the order in which it is shown. Anyone can have written it."""
