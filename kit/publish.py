"""Publishes one authority's site: a roster that can be relied on goes in, a folder of static files comes out."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from platformdirs import user_cache_path

from lado_site.forms.compiled import canonical
from lado_site.freeze import MARKER, Overrides, Published, SealingKeys, Sign, freeze
from lado_site.profiles import load_profile
from lado_site.release import NOTE, holds_what_it_lists

from .custody.keys import read_current_roster, read_given_roster, roster_warnings
from .encrypt.keyfiles import RootKey
from .encrypt.release import ReleaseList, read_list
from .encrypt.roster import SignedRoster, roster_text
from .errors import Misuse, Refused, RosterRolledBack
from .files import replace_file
from .home import Home, definition_for, keep_definitions
from .releases import sign_and_keep

AskRootKey = Callable[[Home], RootKey]
"""Opens the root key of a home, when it is needed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Publication:
    """What was published, sealed to whom, whether it is signed, and what is unsafe about it."""

    published: Published
    roster: SignedRoster
    is_signed: bool
    warnings: tuple[str, ...]


def publish(
    profile_name_or_file: str,
    roster: bytes,
    out: Path,
    *,
    today: date,
    home: Home | None = None,
    root_key: AskRootKey | None = None,
    content: Path | None = None,
    brand: Path | None = None,
    base_path: str = "",
) -> Publication:
    """Publish a site whose forms seal to the active officers of the roster.

    A council's own pages are in ``content``, its colours, logo and links in ``brand``; ``base_path`` is the folder on
    its host, where that is not the one of the profile's web address.

    Where this PC holds the authority's home, the form definitions are kept there for the files that will come in, and
    with ``root_key`` the release is signed. The same profile and roster give the same bytes on any day: what is dated
    in the pages is dated by the roster. Raises a KitError or the site's errors; the folder then stays as it was.
    """
    profile = load_profile(profile_name_or_file)
    signed = read_given_roster(roster, authority=profile.name, today=today, home=home)
    _check_not_older_than_published(out, profile.name, signed)
    keeper = home if home and home.authority == profile.name else None
    published = freeze(
        profile,
        sealing_keys(signed),
        out,
        now=signed.roster.issued,
        memory=user_cache_path("lado") / "published",
        sign=_signer(keeper, root_key, out, today),
        own=Overrides(content=content, brand=brand, base_path=base_path),
    )
    if keeper:
        keep_definitions(keeper, {form.digest: canonical(form.definition) for form in published.forms})
    return Publication(
        published=published,
        roster=signed,
        is_signed=(published.out / NOTE).is_file(),
        warnings=tuple(roster_warnings(signed.roster, today=today)),
    )


def sign_published(home: Home, folder: Path, *, root_key: AskRootKey, today: date) -> ReleaseList:
    """Sign a site that was published elsewhere, and keep its release. Raises a KitError.

    Signed is only what lies there whole, is this office's, seals to its roster in force and asks what it can import.
    """
    try:
        content = (folder / MARKER).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise Misuse(
            f"there is no published site in {folder}", hint="name the folder that lado publish wrote"
        ) from None
    listed = read_list(content)
    if not holds_what_it_lists(folder):
        raise Refused(
            f"{folder} does not hold what its {MARKER} lists",
            hint="have it published again; lado verify names what differs once it is signed",
        )
    _check_ours(home, listed, today)
    replace_file(folder / NOTE, _signer_of(home, root_key, folder, today)(content))
    (folder / NOTE).chmod(0o644)
    return listed


def _check_ours(home: Home, listed: ReleaseList, today: date) -> None:
    roster = read_current_roster(home, today=today)
    if listed.authority != home.authority:
        raise Refused(
            f"the site is of {listed.authority}, not of {home.authority}",
            hint="have it signed by the office whose site it is",
        )
    if (listed.roster, listed.words) != (roster.roster.version, roster.words):
        raise Refused(
            f"the site does not seal to roster {roster.roster.version}, which is in force",
            hint="give the web team the roster that lado keys roster writes, and have the site published with it",
        )
    unknown = [name for name, digest in listed.forms.items() if definition_for(home, digest) is None]
    if unknown:
        raise Refused(
            f"this office does not know these forms as the site has them: {', '.join(unknown)}",
            hint="publish here with the same profile and release of lado first: else the answers cannot be imported",
        )


def _signer(home: Home | None, root_key: AskRootKey | None, out: Path, today: date) -> Sign | None:
    return _signer_of(home, root_key, out, today) if home and root_key and home.root_key_file.exists() else None


def _signer_of(home: Home, root_key: AskRootKey, folder: Path, today: date) -> Sign:
    return partial(sign_and_keep, home=home, root_key=partial(root_key, home), folder=folder, today=today)


def _check_not_older_than_published(out: Path, authority: str, signed: SignedRoster) -> None:
    """Where there is no home to know better, the folder itself knows the last roster it was published with."""
    try:
        facts = json.loads((out / MARKER).read_text("utf-8"))
        published = int(facts["roster"]) if facts["authority"] == authority else 0
    except (OSError, ValueError, KeyError, TypeError):
        return  # nothing of ours is there; ``freeze`` says what to do
    if signed.roster.version < published:
        raise RosterRolledBack(
            f"the roster is number {signed.roster.version}, and {out} is published with number {published}",
            hint="use the newest roster; for an office that has begun anew, publish into an empty folder",
        )


def sealing_keys(signed: SignedRoster) -> SealingKeys:
    """Return what forms seal to by a roster: its active officers."""
    recipients = signed.active_recipients
    return SealingKeys(
        roster=roster_text(signed.roster),
        recipients=tuple(str(each) for each in recipients),
        fingerprints=tuple(each.fingerprint for each in recipients),
        roster_version=signed.roster.version,
        words=signed.words,
        valid_until=signed.roster.valid_until,
    )
