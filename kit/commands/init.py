"""``lado init``: make a home."""

from __future__ import annotations

from pathlib import Path

import click

from .asking import root_passphrase_option
from .session import Session, now, shared_options
from .speech import say, show, show_json, warn


@click.command()
@click.option("--profile", required=True, help="The authority: a name, or the path of a .toml file.")
@click.option("--second-passphrase-file", type=click.Path(path_type=Path), help="The second key holder's passphrase.")
@root_passphrase_option
@shared_options
@click.pass_obj
def init(
    session: Session, profile: str, second_passphrase_file: Path | None, root_passphrase_file: Path | None
) -> None:
    """Make the home folder of an office.

    It gets the root signing key, the keys of two officers, the first roster and an empty record store. At a terminal
    both officers type their passphrases, one after the other.

    \b
    Example:
      lado init --profile sandwell
    """
    from ..custody.people import one_holder_warnings
    from ..home import FIRST_OFFICER, create_home, officers_at_a_glance

    passphrase = session.new_passphrase(whose=FIRST_OFFICER)
    second = _second_passphrase(session, second_passphrase_file)
    root = _root_passphrase(root_passphrase_file)
    home = create_home(
        session.folder(),
        profile=profile,
        passphrase=passphrase,
        second_passphrase=second,
        root_passphrase=root,
        now=now(),
    )
    officers = officers_at_a_glance(home)
    names = [name for name, _, _ in officers]
    if session.as_json:
        facts = {"home": str(home.folder), "authority": home.authority, "officer": FIRST_OFFICER, "officers": names}
        show_json(facts)
    else:
        holders = "its first key holder is" if len(names) == 1 else "its key holders are"
        show(f"{home.folder} is the home of {home.authority}; {holders} {' and '.join(names)}")
    say("nobody can recover a passphrase: keep a copy of each on paper, locked away")
    if not root:
        say(f"the root key, which signs rosters, has the passphrase of {FIRST_OFFICER}")
        say("lado keys passphrase root gives it its own")
    warn(one_holder_warnings(officers))


def _second_passphrase(session: Session, file: Path | None) -> str:
    """Return the second officer's passphrase; "" for none. Only who typed the first at a terminal is asked."""
    from ..home import SECOND_OFFICER
    from ..passphrase import is_terminal, read_new_passphrase

    if file:
        return read_new_passphrase(file, whose=SECOND_OFFICER)
    if session.passphrase_file or not is_terminal():
        return ""
    return read_new_passphrase(
        None, whose=f"the second key holder, {SECOND_OFFICER}, or Enter for none", may_be_empty=True
    )


def _root_passphrase(file: Path | None) -> str:
    from ..passphrase import read_new_passphrase

    return read_new_passphrase(file, whose="the root key") if file else ""
