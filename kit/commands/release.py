"""``lado release``: sign what a web team has published, list the releases, withdraw one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .asking import root_passphrase_option
from .menu import Menu
from .publish import ask_root_key
from .session import Session, now, shared_options
from .speech import say, show, show_json, show_table

if TYPE_CHECKING:
    from ..encrypt.keyfiles import RootKey
    from ..home import Home
    from ..releases import Register, SignedRelease


@click.group(cls=Menu)
@shared_options
def release() -> None:
    """The releases of the pages that this office has signed."""


@release.command("sign")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@root_passphrase_option
@shared_options
@click.pass_obj
def sign(session: Session, folder: Path, root_passphrase_file: Path | None) -> None:
    """Sign the site in FOLDER that a web team has published unsigned; the note is written into it.

    Publish the same profile and roster here with --unsigned first: both folders must have the same release.json.

    \b
    Example:
      lado release sign public
    """
    from ..publish import sign_published

    def root_key(home: Home) -> RootKey:
        return ask_root_key(session, home, root_passphrase_file)

    home = session.find_home()
    signed = sign_published(home, folder, root_key=root_key, today=now().date())
    facts = {"folder": str(folder), "release": signed.release, "files": len(signed.files)}
    show_json(facts) if session.as_json else show(f"{folder}: release {signed.release} is signed")


@release.command("list")
@shared_options
@click.pass_obj
def list_(session: Session) -> None:
    """List the releases that were signed here, the newest first.

    \b
    Example:
      lado release list
    """
    from ..releases import read_register

    register = read_register(session.find_home())
    rows = [_row(each, register) for each in reversed(register.releases)]
    if session.as_json:
        show_json(rows)
    elif rows:
        show_table(tuple(rows[0]), [[str(cell) for cell in row.values()] for row in rows])
    else:
        say("no release has been signed here yet: lado publish signs one")


@release.command("withdraw")
@click.argument("id", metavar="RELEASE")
@click.option("--reason", required=True, help="Why, in a few words; it is shown with every submission from it.")
@shared_options
@click.pass_obj
def withdraw(session: Session, id: str, reason: str) -> None:  # noqa: A002  # what people call it
    """Withdraw a RELEASE: lado verify and lado import say so from now on. It is noted who did it.

    \b
    Example:
      lado release withdraw 4be1bd9dcb45 --reason "the laptop with a key was stolen"
    """
    from ..releases import read_register
    from ..releases import withdraw as withdraw_release

    with session.office() as office:
        done = withdraw_release(office, id, reason=reason, now=now())
        register = read_register(office.home)
    facts = {"release": done.release, "on": done.on.isoformat(), "by": done.by, "reason": done.reason}
    show_json(facts) if session.as_json else show(f"release {done.release} is withdrawn")
    if register.in_force and register.in_force.note.release == done.release:
        say("it is the release in force: take its pages down, and publish a new release")


def _row(each: SignedRelease, register: Register) -> dict[str, str | int]:
    note = each.note
    follower, withdrawal = register.follower(note.release), register.withdrawals.get(note.release)
    return {
        "number": note.number,
        "release": note.release,
        "signed": str(each.signed_on or ""),
        "roster": note.roster,
        "until": note.valid_until.isoformat(),
        "standing": register.standing(note.release).removeprefix("release-"),
        "superseded by": follower.note.release if follower else "",
        "withdrawn": f"{withdrawal.on} by {withdrawal.by}: {withdrawal.reason}" if withdrawal else "",
    }
