"""``lado init``: make a home."""

from __future__ import annotations

import click

from .session import Session, now, shared_options
from .speech import say, show, show_json, warn


@click.command()
@click.option("--profile", required=True, help="The authority: a name, or the path of a .toml file.")
@shared_options
@click.pass_obj
def init(session: Session, profile: str) -> None:
    """Make the home folder of an office.

    It gets the root signing key, the first officer's key, the first roster and an empty record store.

    \b
    Example:
      lado init --profile sandwell
    """
    from ..home import FIRST_OFFICER, ONE_HOLDER, create_home

    passphrase = session.new_passphrase(whose=FIRST_OFFICER)
    home = create_home(session.folder(), profile=profile, passphrase=passphrase, now=now())
    if session.as_json:
        show_json({"home": str(home.folder), "authority": home.authority, "officer": FIRST_OFFICER})
    else:
        show(f"{home.folder} is the home of {home.authority}; its first key holder is {FIRST_OFFICER}")
    say("nobody can recover the passphrase: keep a copy of it on paper, locked away")
    warn([ONE_HOLDER])
