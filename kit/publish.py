"""Publishes one authority's site: a roster that can be relied on goes in, a folder of static files comes out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from lado_site.forms.compiled import canonical
from lado_site.freeze import MARKER, Published, SealingKeys, freeze
from lado_site.profiles import load_profile

from .custody.keys import read_given_roster, roster_warnings
from .encrypt.roster import SignedRoster
from .errors import RosterRolledBack
from .home import Home, keep_definitions


@dataclass(frozen=True, kw_only=True, slots=True)
class Publication:
    """What was published, sealed to whom, and what is unsafe about it."""

    published: Published
    roster: SignedRoster
    warnings: tuple[str, ...]


def publish(
    profile_name_or_file: str, roster: bytes, out: Path, *, today: date, home: Home | None = None
) -> Publication:
    """Publish a site whose forms seal to the active officers of the roster.

    Where this PC holds the authority's home, the form definitions are kept there for the files that will come in.
    Raises a RosterError, Misuse or the site's errors; the folder then stays as it was.
    """
    profile = load_profile(profile_name_or_file)
    signed = read_given_roster(roster, authority=profile.name, today=today, home=home)
    _check_not_older_than_published(out, profile.name, signed)
    published = freeze(profile, _sealing_keys(signed), out, now=today)
    if home and home.authority == profile.name:
        keep_definitions(home, {form.digest: canonical(form.definition) for form in published.forms})
    return Publication(published=published, roster=signed, warnings=tuple(roster_warnings(signed.roster, today=today)))


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


def _sealing_keys(signed: SignedRoster) -> SealingKeys:
    recipients = signed.active_recipients
    return SealingKeys(
        recipients=tuple(str(each) for each in recipients),
        fingerprints=tuple(each.fingerprint for each in recipients),
        roster_version=signed.roster.version,
        words=signed.words,
        valid_until=signed.roster.valid_until,
    )
