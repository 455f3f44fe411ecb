"""Issues forms as single files: one for everybody, or for each agency of one meeting with its reference filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from errno import EEXIST
from pathlib import Path
from secrets import choice

from lado_site.app import Overrides, Site, build_site
from lado_site.codes import ALPHABET, read_code, show_code
from lado_site.forms import FORMS, form_for
from lado_site.forms.compiled import canonical, compile_form, digest
from lado_site.forms.meeting import PREFIX, REFERENCE
from lado_site.forms.questions import Code, Form
from lado_site.profiles import Profile
from lado_site.single_file import single_file

from .encrypt.release import Standing
from .encrypt.roster import SignedRoster
from .errors import Misuse, ReleaseWithdrawn
from .files import add_file
from .home import Home, keep_definitions
from .publish import sealing_keys
from .releases import standing_for


@dataclass(frozen=True, kw_only=True, slots=True)
class IssuedForm:
    """One form as one file; ``reference`` is the meeting it is for, "" where it is for none.

    ``is_current`` tells whether it is of the release in force: answers on another one are marked when they come in.
    """

    form: str
    title: str
    file: Path
    digest: str
    reference: str
    release: str
    is_current: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class FormOffered:
    """A form that can be issued."""

    form: str
    title: str
    digest: str
    is_for_a_meeting: bool


def list_forms(profile: Profile) -> tuple[FormOffered, ...]:
    """List the forms of an authority."""
    forms = [form_for(name, profile) for name in FORMS]
    return tuple(
        FormOffered(
            form=form.name,
            title=form.title,
            digest=digest(compile_form(form)),
            is_for_a_meeting=form.prefix == PREFIX,
        )
        for form in forms
    )


def issue_forms(
    names: Sequence[str],
    *,
    profile: Profile,
    roster: SignedRoster,
    out: Path,
    reference: str = "",
    home: Home | None = None,
    content: Path | None = None,
    brand: Path | None = None,
    base_path: str = "",
) -> tuple[IssuedForm, ...]:
    """Write forms as single files that seal to the active officers of the roster; all of them, or none.

    Forms for a meeting have its reference filled in and locked: the one given, or a new one, the same in all of them.
    Where this PC holds the authority's home, the definitions are kept there for the answers that will come in. The
    council's own pages, brand and ``base_path`` are as when the site was published. Raises Misuse, ReleaseWithdrawn, or
    FileExistsError when a file is there already: nothing is overwritten.
    """
    home = home if home and home.authority == profile.name else None
    own = Overrides(content=content, brand=brand, base_path=base_path)
    site = build_site(profile, sealing_keys(roster), today=roster.roster.issued, own=own)
    is_current = _is_current(site.release, home)
    forms = {name: _form_of(site, name) for name in names}
    for_meeting = [form for form in forms.values() if form.prefix == PREFIX]
    if reference and not for_meeting:
        raise Misuse("none of these forms is for a meeting, so that a reference has no place", hint="leave it out")
    code = _reference(for_meeting[0], reference) if for_meeting else ""
    issued = tuple(
        _issued(site, form, code if form in for_meeting else "", out, is_current=is_current) for form in forms.values()
    )
    files = [single_file(site, each.form, {REFERENCE: each.reference} if each.reference else {}) for each in issued]
    out.mkdir(parents=True, exist_ok=True)
    for each in issued:
        if each.file.exists():
            raise FileExistsError(EEXIST, "the file is there already", str(each.file))
    if home:
        keep_definitions(home, _definitions(site, forms))
    for each, html in zip(issued, files, strict=True):
        add_file(each.file, html)
    return issued


def _form_of(site: Site, name: str) -> Form:
    if name not in site.forms:
        raise Misuse(f"there is no form named {name}", hint=f"use one of {', '.join(site.forms)}")
    return site.forms[name].form


def _reference(form: Form, given: str) -> str:
    """Return the reference as it is shown: the one given, however it was typed, or a new one nobody can guess."""
    length = next(each.length for each in form.every_question() if each.name == REFERENCE and isinstance(each, Code))
    if not given:
        return show_code("".join(choice(ALPHABET) for _ in range(length)))
    read = read_code(given, length)
    if read is None:
        raise Misuse(
            f"{given} is no meeting reference, or it is mistyped",
            hint=f"it has {length + 1} letters and digits; leave --reference out for a new one",
        )
    return read


def _is_current(release: str, home: Home | None) -> bool:
    """Tell whether a release is in force; where there is no home, the office that has it knows."""
    if home is None:
        return True
    standing = standing_for(home)(release)
    if standing is Standing.WITHDRAWN:
        raise ReleaseWithdrawn(
            f"release {release} has been withdrawn", hint="change what was wrong with it and publish a new one first"
        )
    return standing is Standing.CURRENT


def _issued(site: Site, form: Form, reference: str, out: Path, *, is_current: bool) -> IssuedForm:
    parts = (site.profile.name, form.name, reference)
    return IssuedForm(
        form=form.name,
        title=form.title,
        file=out / f"{'-'.join(part for part in parts if part)}.html",
        digest=site.forms[form.name].published.digest,
        reference=reference,
        release=site.release,
        is_current=is_current,
    )


def _definitions(site: Site, names: Mapping[str, Form]) -> dict[str, bytes]:
    published = [site.forms[name].published for name in names]
    return {each.digest: canonical(each.definition) for each in published}
