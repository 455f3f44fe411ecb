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

_WHO_FOLLOWS = {
    False: "another officer compares the six words, and runs the same command with a passphrase of their own",
    True: "compare the six words once more then, and run the same command; every command warns until it is done",
}
"""What comes after a proposal, by whether there is only one key holder."""


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
    is_another = home.next_root_key_file.exists()
    words = prepare_root(home, new_passphrase=ask_new_passphrase(new_passphrase_file, "the new root key"), now=now())
    show_json({"words": words}) if session.as_json else show(" ".join(words))
    if is_another:
        say("the new root key that was made before is forgotten, and so is what was proposed about it")
    say("write these six words down; nothing has changed yet")
    say("lado keys root confirm, with the six words, puts the key in force")


@root.command("show")
@shared_options
@click.pass_obj
def show_(session: Session) -> None:
    """Say whether a new root key waits, and who has proposed it without the old one.

    \b
    Example:
      lado keys root show
    """
    from ..custody.proposing import pending_proposal, proposal_as_json

    with session.office() as office:
        is_waiting, proposal = office.home.next_root_key_file.exists(), pending_proposal(office, now=now())
    if session.as_json:
        show_json({"is_waiting": is_waiting, "proposal": proposal_as_json(proposal) if proposal else None})
        return
    if not is_waiting:
        show("no new root key waits")
        return
    show("a new root key waits for its words: lado keys root confirm")
    show(str(proposal) if proposal else "nobody has proposed it without the old one")


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

    The old one must open: with its passphrase, or with two --share-file. Where that cannot be, say so with --lost: the
    first officer only proposes it so, and a second officer puts it in force with the same command and words.
    The only key holder waits seven days in between, and one whom nobody answers 28.

    \b
    Example:
      lado keys root confirm onion ladder frame velvet acorn kite
    """
    from ..custody.keys import roster_as_json
    from ..custody.proposing import Proposal, proposal_as_json
    from ..custody.succession import NOTHING, check_prepared, confirm_root
    from ..errors import Misuse
    from ..passphrase import read_passphrase

    if lost and (root_passphrase_file or share_files):
        raise Misuse(
            "--lost says that neither the old passphrase nor the shares can be found, and one of them is given",
            hint="leave out --lost: what is given shows enough, and no second officer is needed",
        )
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
            passphrase=passphrase,
            new_passphrase=new_passphrase,
            old_passphrase=old_passphrase,
            shares=shares,
            is_lost=lost,
            now=now(),
        )
    if isinstance(done, Proposal):
        show_json({"proposal": proposal_as_json(done)}) if session.as_json else show(f"nothing has changed yet: {done}")
        say(_WHO_FOLLOWS[done.is_alone])
        return
    facts = {"shown": done.shown, **roster_as_json(office.home, done.signed)}
    version, fingerprint = done.signed.roster.version, " ".join(done.signed.words)
    show_json(facts) if session.as_json else show(f"the new root key has signed roster {version}: {fingerprint}")
    say("publish the forms again with the new roster, and print a new key card")
    if done.shown == NOTHING:
        warn(["nothing showed that this office may replace its root key; the audit trail says so"])
