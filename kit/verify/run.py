"""One check: reads what is online, in a folder or in a file, and holds it against the release that was signed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from lado_site.release import MARKER, NOTE, FileFacts, list_files

from ..encrypt.release import MAX_LIST_SIZE, ReleaseNote, Standing
from ..errors import Misuse, ReleaseError, ReleaseUnsigned
from ..releases import SignedRelease, read_signed
from .anchor import Anchor
from .differences import Finding, Kind, changed, local_files
from .website import Fetched, Website

SOON = 30
"""Days before the last one in which a release is said to end."""

MAX_NOTE_SIZE = 1024 * 1024
MORE = 1_000_000
"""Bytes by which a file may be too long and still be read: enough to say what was added."""

START = "index.html"
ROOT = "./"
"""What the start page is called where it is asked for by the address of the site alone."""

NOT_FOUND = "404.html"
"""A host may hand out this page, when asked for it, as the page of something that is missing."""

COPIES = "copies/"

# A host obeys these and does not hand them out, or not to everybody.
_SETTINGS = re.compile(r"(.*/)?(\.[^/]+|web\.config|_headers|_redirects|[^/]+\.conf)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """What a check found. ``problems`` are reasons not to use the pages that are no file's; ``warnings`` are none.

    ``compared`` counts the files that were held against the release. ``name`` is that of the one file, if it was one.
    """

    place: str
    note: ReleaseNote
    words: tuple[str, ...]
    standing: Standing
    compared: int
    findings: tuple[Finding, ...] = ()
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    name: str = ""

    @property
    def is_same(self) -> bool:
        """Tell whether everything is as it was signed, and may be used."""
        return not self.findings and not self.problems

    @property
    def is_incomplete(self) -> bool:
        """Tell whether nothing is known to be wrong, but something could not be read."""
        return not self.problems and bool(self.findings) and all(each.kind is Kind.UNREADABLE for each in self.findings)


def verify_website(address: str, anchor: Anchor, *, today: date) -> Report:
    """Compare a site that is online. Raises Misuse when it cannot be reached, a ReleaseError when nothing is signed.

    Files that nothing leads to cannot be found over the web; those that a changed page leads to are named.
    """
    site = Website.at(address)
    note, listed = _first_contact(site)
    expected, found, problems = _expected(note.content, listed.content, anchor)
    facts = dict(expected.list.files)
    facts[ROOT] = facts.get(START, FileFacts(sha256="", size=0))
    limits = {("" if name == ROOT else name): 2 * each.size + MORE for name, each in facts.items()}
    originals = _originals(expected)
    for (name, each), (_, got) in zip(facts.items(), site.fetch_all(limits), strict=True):
        found += _compare_fetched(name, each, got, originals, expected.list.files)
    return _report(site.address, expected, anchor, today, _without_repeats(found), problems, compared=len(facts) - 1)


def verify_folder(folder: Path, anchor: Anchor, *, today: date) -> Report:
    """Compare a folder with all that is in it. Raises Misuse when it is no site, a ReleaseError if unsigned."""
    note, listed = _read(folder / NOTE), _read(folder / MARKER)
    if not note and not listed and not (folder / START).exists():
        raise Misuse(f"there is no published site in {folder}", hint="name the folder that lado publish wrote")
    expected, found, problems = _expected(note, listed, anchor)
    here, signed = list_files(folder), expected.list.files
    originals = _originals(expected, but=folder)
    for name in sorted({*here, *signed}):
        if name not in here:
            found.append(Finding(kind=Kind.MISSING, name=name))
        elif name not in signed:
            found.append(Finding(kind=Kind.EXTRA, name=name))
        elif here[name].size < 0:
            found.append(Finding(kind=Kind.CHANGED, name=name, detail="it is a link to another place"))
        elif here[name] != signed[name]:
            found.append(changed(name, (folder / name).read_bytes(), signed[name], originals(name)))
    return _report(str(folder), expected, anchor, today, found, problems, compared=len(signed))


def verify_copy(file: Path, anchor: Anchor, *, today: date) -> Report:
    """Compare a form that somebody keeps as one file. Raises Misuse or Refused when no release is known here."""
    content = file.read_bytes()
    if not anchor.register.releases:
        raise Misuse(
            "no signed release is known here, so there is nothing to compare the file with",
            hint="give the folder of a signed site, or its release.note, with --release",
        )
    facts = _facts(content)
    for release in reversed(anchor.register.releases):
        for name, each in release.list.files.items():
            if each == facts:
                return _report(str(file), release, anchor, today, [], [], compared=1, name=name)
    return _unknown_copy(file, content, anchor, today)


def _unknown_copy(file: Path, content: bytes, anchor: Anchor, today: date) -> Report:
    """Say how a file that no release has differs from the copy that it seems to be."""
    candidates = [
        (release, name, each)
        for release in reversed(anchor.register.releases)
        for name, each in release.list.files.items()
        if name.startswith(COPIES)
    ]
    release, name, facts = min(
        candidates,
        key=lambda each: (
            f'"release":"{each[0].note.release}"'.encode() not in content,
            Path(each[1]).stem not in file.stem,
            abs(each[2].size - len(content)),
        ),
    )
    finding = changed(name, content, facts, _originals(release)(name))
    problem = "it is not a file of any signed release that is known here"
    return _report(
        str(file), release, anchor, today, [replace(finding, name=file.name)], [problem], compared=1, name=name
    )


def _first_contact(site: Website) -> tuple[Fetched, Fetched]:
    """Fetch the note and the list. Raises Misuse when there is no site to be reached at the address."""
    listed = site.fetch(MARKER, MAX_LIST_SIZE)
    if listed.problem is Kind.UNREADABLE and not listed.status:
        raise Misuse(
            f"{site.address} cannot be reached: {listed.detail}",
            hint="check the address and the connection of this PC, then try again",
        )
    if listed.problem is Kind.REDIRECTED:
        raise Misuse(f"{site.address} cannot be compared: {listed.detail}", hint="give the address that it leads to")
    note = site.fetch(NOTE, MAX_NOTE_SIZE)
    if listed.problem and note.problem and site.fetch("", MORE).problem:
        raise Misuse(
            f"there is no published site at {site.address}",
            hint="give the address of the folder that the pages are in, as in https://example.org/lado/",
        )
    return note, listed


def _expected(note: bytes, listed: bytes, anchor: Anchor) -> tuple[SignedRelease, list[Finding], list[str]]:
    """Choose the release to compare with: the one the place names if it is rightly signed, else the one in force.

    Raises a ReleaseError when there is neither.
    """
    try:
        if not note:
            raise ReleaseUnsigned(f"{NOTE} is missing", hint="have the site signed with lado release sign")
        signed = read_signed(note, listed, root=anchor.root)
        if anchor.authority and signed.note.authority != anchor.authority:
            raise Misuse(
                f"the site is of {signed.note.authority}, not of {anchor.authority}",
                hint="give the address of the right site, or the roster of its authority",
            )
        # One that is known here says where it was published, and so what stood where something else stands now.
        return next((each for each in anchor.register.releases if each.note == signed.note), signed), [], []
    except ReleaseError as error:
        known = _known(note, listed, anchor)
        if known is None:
            raise
        found = [
            Finding(kind=Kind.CHANGED if content else Kind.MISSING, name=name)
            for name, content, right in ((NOTE, note, known.note_bytes), (MARKER, listed, known.list_bytes))
            if content != right
        ]
        return known, found, [error.message]


def _known(note: bytes, listed: bytes, anchor: Anchor) -> SignedRelease | None:
    """Find, among the releases known here, the one that a place seems to hold."""
    same = [each for each in anchor.register.releases if each.list_bytes == listed or each.note_bytes == note]
    return same[-1] if same else anchor.register.in_force


def _compare_fetched(
    name: str, facts: FileFacts, got: Fetched, originals: Callable[[str], bytes | None], signed: Mapping[str, FileFacts]
) -> Iterator[Finding]:
    file = START if name == ROOT else name
    if got.problem is Kind.MISSING and name == NOT_FOUND and _facts(got.content) == facts:
        return
    if got.problem:
        if not _SETTINGS.fullmatch(name):
            yield Finding(kind=got.problem, name=name, detail=got.detail)
    elif facts != _facts(got.content):
        yield changed(file, got.content, facts, originals(file))
        if file.endswith(".html"):
            known = {*signed, MARKER, NOTE, ""}
            for more in local_files(file, got.content):
                if more not in known:
                    yield Finding(kind=Kind.EXTRA, name=more, detail=f"{file} as it is online leads to it")
    elif file.endswith(".html") and got.charset not in ("", "utf-8", "utf8"):
        detail = f"the content is right, but the host calls it {got.charset}: set the charset to UTF-8 at the host"
        yield Finding(kind=Kind.CHANGED, name=name, detail=detail)


def _without_repeats(found: Iterable[Finding]) -> list[Finding]:
    return list(dict.fromkeys(found))


def _originals(release: SignedRelease, but: Path | None = None) -> Callable[[str], bytes | None]:
    """Return what gives the signed bytes of a file, where the folder it was published into still has them."""
    folder = release.folder

    def original(name: str) -> bytes | None:
        if folder is None or (but and folder == but.absolute()):
            return None
        content, facts = _read(folder / name), release.list.files[name]
        return content if _facts(content) == facts else None

    return original


def _report(
    place: str,
    release: SignedRelease,
    anchor: Anchor,
    today: date,
    found: list[Finding],
    problems: list[str],
    *,
    compared: int,
    name: str = "",
) -> Report:
    note = release.note
    standing = _standing(note, anchor)
    wrong, unsafe = _of_standing(note, standing, anchor)
    left = (note.valid_until - today).days
    if left < 0:
        wrong.append(f"it was valid until {note.valid_until}: publish with a new roster")
    elif left < SOON:
        unsafe.append(f"the release ends in {left} days: publish with a new roster before then")
    if anchor.words and anchor.words != release.list.words:
        unsafe.append(
            f"its six words, of roster {note.roster}, are not those of the roster here: {' '.join(anchor.words)}"
        )
    return Report(
        place=place,
        note=note,
        words=release.list.words,
        standing=standing,
        compared=compared,
        findings=tuple(found),
        problems=(*problems, *wrong),
        warnings=tuple(unsafe),
        name=name,
    )


def _standing(note: ReleaseNote, anchor: Anchor) -> Standing:
    known = anchor.register.standing(note.release) if anchor.register.releases else Standing.UNKNOWN
    if known is Standing.WITHDRAWN:
        return known
    # A number above all that is known here was signed on another PC since.
    return Standing.UNKNOWN if _is_newer(note, anchor) else known


def _is_newer(note: ReleaseNote, anchor: Anchor) -> bool:
    last = anchor.register.in_force
    return last is None or note.number > last.note.number


def _of_standing(note: ReleaseNote, standing: Standing, anchor: Anchor) -> tuple[list[str], list[str]]:
    """Say what is wrong with a release, and what is only worth knowing."""
    register = anchor.register
    match standing:
        case Standing.CURRENT | Standing.OF_KIT:
            return [], []
        case Standing.WITHDRAWN:
            withdrawal = register.withdrawals.get(note.release)
            why = f" on {withdrawal.on}: {withdrawal.reason}" if withdrawal else ""
            return [f"release {note.release} has been withdrawn{why}"], []
        case Standing.SUPERSEDED:
            last = register.in_force
            return [f"release {note.release} has been superseded by {last.note.release if last else ''}"], []
        case Standing.UNKNOWN if not register.releases:
            return [], []
        case Standing.UNKNOWN if _is_newer(note, anchor):
            return [], ["it was signed after the newest release that is known here"]
        case Standing.UNKNOWN:
            return [f"release {note.release} is signed, but is not in the register of releases here"], []


def _facts(content: bytes) -> FileFacts:
    return FileFacts(sha256=hashlib.sha256(content).hexdigest(), size=len(content))


def _read(path: Path) -> bytes:
    """Read a file; empty where there is none, or a link to another place."""
    try:
        return b"" if path.is_symlink() else path.read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return b""
