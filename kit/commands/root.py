"""``lado keys root``: a root key that takes the place of the one that is lost, or that somebody else may know."""

from __future__ import annotations

from pathlib import Path

import click

from .asking import (
    ask_new_passphrase,
    ask_recovery_identity,
    ask_root_passphrase,
    new_passphrase_option,
    root_passphrase_option,
    share_file_option,
)
from .menu import Menu
from .session import Session, now, shared_options
from .speech import say, show, show_json, warn


@click.group(cls=Menu)
@shared_options
def root() -> None:
    """The root key, which signs the roster: put another in its place."""


@root.command("new")
@new_passphrase_option
@shared_options
@click.pass_obj
def new(session: Session, new_passphrase_file: Path | None) -> None:
    """Make a root key, and show its six words. Nothing trusts it before they have been confirmed.

    \b
    Example:
      lado keys root new
    """
    from ..custody.succession import prepare_root

    home = session.find_home()
    words = prepare_root(home, new_passphrase=ask_new_passphrase(new_passphrase_file, "the new root key"), now=now())
    show_json({"words": words}) if session.as_json else show(" ".join(words))
    say("write these six words down; nothing has changed yet")
    say("lado keys root confirm, with the six words, puts the key in force")


@root.command("confirm")
@click.argument("words", nargs=-1)
@click.option("--lost", is_flag=True, help="Neither the old passphrase nor the paper shares can be found.")
@new_passphrase_option
@root_passphrase_option
@share_file_option
@shared_options
@click.pass_obj
def confirm(
    session: Session,
    words: tuple[str, ...],
    lost: bool,
    new_passphrase_file: Path | None,
    root_passphrase_file: Path | None,
    share_files: tuple[Path, ...],
) -> None:
    """Put the new root key in force, given its six WORDS, and sign the roster with it.

    The old one must open: with its passphrase, or with two --share-file. Where that cannot be, say so with --lost.

    \b
    Example:
      lado keys root confirm onion ladder frame velvet acorn kite
    """
    from ..custody.keys import roster_as_json
    from ..custody.succession import NOTHING, check_prepared, confirm_root
    from ..passphrase import read_passphrase

    home = session.find_home()
    check_prepared(home)  # before anybody is asked for passphrases
    passphrase = session.passphrase()
    is_by_passphrase = not (lost or share_files)
    new_passphrase = read_passphrase(new_passphrase_file, prompt="Passphrase of the new root key: ")
    old_passphrase = ask_root_passphrase(home, passphrase, root_passphrase_file) if is_by_passphrase else ""
    shares = ask_recovery_identity(home, share_files) if share_files else None
    with session.office(passphrase=passphrase) as office:
        done = confirm_root(
            office,
            words,
            new_passphrase=new_passphrase,
            old_passphrase=old_passphrase,
            shares=shares,
            is_lost=lost,
            now=now(),
        )
    facts = {"shown": done.shown, **roster_as_json(office.home, done.signed)}
    version, fingerprint = done.signed.roster.version, " ".join(done.signed.words)
    show_json(facts) if session.as_json else show(f"the new root key has signed roster {version}: {fingerprint}")
    say("publish the forms again with the new roster, and print a new key card")
    if done.shown == NOTHING:
        warn(["nothing showed that this office may replace its root key; the audit trail says so"])
