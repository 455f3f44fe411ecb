"""Which authority a command works for: a profile and a roster that are given, else those of the office's home."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .session import Session, now

if TYPE_CHECKING:
    from lado_site.profiles import Profile

    from ..encrypt.roster import SignedRoster

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)

profile_option = click.option(
    "--profile", default="", help="The authority: a name, or the path of a .toml file; without it, that of the home."
)
roster_option = click.option(
    "--roster", type=_FILE, help="The signed roster; without it, the one in force in the home."
)


def find_profile(session: Session, profile: str) -> Profile:
    """Return the profile that is named, else the home's. Raises Misuse when there is neither."""
    from lado_site.profiles import load_profile

    from ..errors import Misuse

    home = None if profile else session.find_any_home()
    if not profile and not home:
        raise Misuse(
            "it is not said for which authority",
            hint="use --profile NAME, or say with --home where the office’s home is",
        )
    return load_profile(str(home.profile_file) if home else profile)


def find_roster(session: Session, roster: Path | None, settings: Profile) -> SignedRoster:
    """Verify and read the roster that is given, else the home's. Raises a RosterError, or Misuse when there is none."""
    from ..custody.keys import read_given_roster
    from ..errors import Misuse
    from ..home import current_roster

    home = session.find_any_home()
    if not roster and (home is None or home.authority != settings.name):
        raise Misuse(
            f"there is no roster of {settings.name} here", hint="use --roster FILE: what lado keys roster wrote there"
        )
    content = roster.read_bytes() if roster else current_roster(home) if home else b""
    return read_given_roster(content, authority=settings.name, today=now().date(), home=home)
