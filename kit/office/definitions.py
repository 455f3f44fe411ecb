"""Taking in form definitions that this office did not publish from here: from a published site, or as a file.

A definition is known by its digest, which every submission names. What makes it ours is that it is of this authority,
and that a release signed with our root key lists it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lado_site.forms.compiled import canonical, digest, read_definition
from lado_site.release import DEFINITIONS, MARKER, NOTE

from ..encrypt import strict_json
from ..encrypt.release import ReleaseList, check_list, read_list, read_note
from ..errors import Misuse, Refused
from ..home import Home, definition_for, keep_definitions
from ..releases import read_register
from ..store.audit import Happening, append
from ..store.quarantine import list_held

if TYPE_CHECKING:
    from lado_site.forms.questions import Form

    from ..custody.unlocking import Office

LONGEST = 4 * 1024 * 1024
"""Bytes of a definition, or of a page, at most."""

_SETTING = re.compile(rb'<script type="application/json" id="?setting"?>(.*?)</script>', re.DOTALL)


@dataclass(frozen=True, kw_only=True, slots=True)
class Added:
    """A form that is kept here from now on. ``waiting`` is how much in quarantine was filled in on it."""

    name: str
    version: int
    title: str
    digest: str
    is_signed: bool
    was_here: bool
    waiting: int


@dataclass(frozen=True, kw_only=True, slots=True)
class _Found:
    content: bytes
    digest: str
    is_signed: bool


def add_forms(office: Office, place: Path, *, allow_unsigned: bool, now: datetime) -> tuple[Added, ...]:
    """Keep the forms of a published folder, or one definition, and note it. Raises Misuse, or a KitError.

    ``place`` is the folder, its release.json or release.note, a definition, or a form saved as one file beside which
    its definition is.
    """
    found = tuple(_find(office.home, place))
    forms = [_read(office.home, each) for each in found]
    unsigned = [form.name for form, each in zip(forms, found, strict=True) if not each.is_signed]
    if unsigned and not allow_unsigned:
        raise Refused(
            f"no release signed with the root key of this office lists: {', '.join(unsigned)}",
            hint="give the folder with its release.note; once you are sure where it comes from, add --unsigned",
        )
    were_here = {each.digest for each in found if definition_for(office.home, each.digest) is not None}
    with office.store.writing() as connection:
        held = [each.form_digest for each in list_held(connection, office.home.authority)]
        fresh = [each for each in found if each.digest not in were_here]
        append(
            connection,
            [_noted(each) for each in fresh],
            authority=office.home.authority,
            actor=office.officer,
            now=now,
        )
        keep_definitions(office.home, {each.digest: each.content for each in fresh})
    return tuple(
        Added(
            name=form.name,
            version=form.version,
            title=form.title,
            digest=each.digest,
            is_signed=each.is_signed,
            was_here=each.digest in were_here,
            waiting=held.count(each.digest),
        )
        for form, each in zip(forms, found, strict=True)
    )


def _noted(found: _Found) -> Happening:
    signed = "yes" if found.is_signed else "no"
    return Happening(action="added-form", subject=found.digest[:16], detail={"digest": found.digest, "signed": signed})


def _find(home: Home, place: Path) -> Iterator[_Found]:
    if place.is_dir() or place.name in (MARKER, NOTE):
        yield from _in_release(home, place if place.is_dir() else place.parent)
        return
    content = _content(place)
    setting = _SETTING.search(content)
    yield _of_saved_form(home, place, setting[1]) if setting else _alone(home, place, content)


def _in_release(home: Home, folder: Path) -> Iterator[_Found]:
    listed, is_signed = _release(home, folder)
    missing = []
    for name, each in listed.forms.items():
        path = folder / DEFINITIONS / f"{each}.json"
        if not path.is_file():
            missing.append(name)
            continue
        yield _Found(content=_content(path), digest=each, is_signed=is_signed)
    if missing:
        raise Misuse(
            f"{folder} does not hold the definitions of: {', '.join(missing)}",
            hint="it was published by an older lado: publish the same profile with that release into this home instead",
        )


def _release(home: Home, folder: Path) -> tuple[ReleaseList, bool]:
    """Read what a folder lists, and whether that is signed by our root key. Raises Misuse or a ReleaseError."""
    try:
        content = (folder / MARKER).read_bytes()
    except OSError:
        raise Misuse(
            f"there is no published site in {folder}", hint="name the folder that lado publish wrote"
        ) from None
    try:
        note = (folder / NOTE).read_bytes()
    except OSError:
        return _ours(home, read_list(content)), False
    return _ours(home, check_list(content, read_note(note, trusted_root=home.root))), True


def _ours(home: Home, listed: ReleaseList) -> ReleaseList:
    if listed.authority != home.authority:
        raise Refused(
            f"the site is of {listed.authority}, not of {home.authority}",
            hint="add forms of this authority only; each authority has a home of its own",
        )
    return listed


def _of_saved_form(home: Home, place: Path, setting: bytes) -> _Found:
    """Find the definition of a form that was saved as one file: the file has what a browser needs of it, not all."""
    try:
        said = strict_json.loads(setting.decode("utf-8"))
        name, sought = str(said["form"]["name"]), str(said["form"]["digest"])
    except (ValueError, KeyError, TypeError):
        raise Misuse(f"{place} is not a form as lado writes it", hint="name the folder of the published site") from None
    for folder in (place.parent, place.parent.parent):
        path = folder / DEFINITIONS / f"{sought}.json"
        if path.is_file():
            signed = (folder / NOTE).is_file() and sought in _release(home, folder)[0].forms.values()
            return _Found(content=_content(path), digest=sought, is_signed=signed or _is_in_register(home, sought))
    raise Misuse(
        f"a saved form does not hold its whole definition; that of {name} is {DEFINITIONS}/{sought}.json",
        hint="take that file, or the whole folder, from the site that the form was saved from",
    )


def _alone(home: Home, place: Path, content: bytes) -> _Found:
    try:
        definition = _definition(content)
        said = digest(definition)
    except (ValueError, TypeError):
        raise Misuse(
            f"{place} is no published site, saved form or form definition",
            hint="name the folder that lado publish wrote",
        ) from None
    return _Found(content=canonical(definition), digest=said, is_signed=_is_in_register(home, said))


def _is_in_register(home: Home, sought: str) -> bool:
    return any(sought in each.list.forms.values() for each in read_register(home).releases)


def _read(home: Home, found: _Found) -> Form:
    """Check that a definition is what its digest says, ours, and one whose answers have a place here."""
    from ..intake.asking import Definition

    if hashlib.sha256(found.content).hexdigest() != found.digest:
        raise Refused(
            f"the definition {found.digest[:16]}… is not what it was published as",
            hint="do not rely on this folder; take it again from the site, and check that with lado verify",
        )
    try:
        form = read_definition(_definition(found.content))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Refused(
            f"the definition {found.digest[:16]}… is of another release of lado", hint="install the newest release"
        ) from None
    if form.authority != home.authority:
        raise Refused(
            f"the form {form.name} is of {form.authority}, not of {home.authority}",
            hint="add forms of this authority only; each authority has a home of its own",
        )
    if Definition.of(form) is None:
        raise Refused(
            f"the answers of the form {form.name} have no place in the records of this release",
            hint="install the newest release",
        )
    return form


def _definition(content: bytes) -> Mapping[str, Any]:
    read = strict_json.loads(content.decode("utf-8"))
    if not isinstance(read, dict) or not {"format", "steps"} <= read.keys():
        raise ValueError("not a definition")
    return read


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as opened:
            content = opened.read(LONGEST + 1)
    except OSError:
        raise Misuse(f"{path} cannot be read", hint="check that it is there and that you may read it") from None
    if len(content) > LONGEST:
        raise Misuse(f"{path} is too large for a form", hint="name the folder that lado publish wrote")
    return content
