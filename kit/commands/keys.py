"""``lado keys``: officers and rosters."""

from __future__ import annotations

from pathlib import Path

import click

from .session import Session, now, shared_options
from .speech import say, show, show_json, show_table, warn


@click.group()
@shared_options
def keys() -> None:
    """Officers' keys, and the roster that names them."""


@keys.command("new")
@click.option("--role", type=click.Choice(["cover", "duty", "manager"]), required=True, help="Why they hold a key.")
@click.option("--name", default="", help="The name of the key; without it the role and a number.")
@click.option("--new-passphrase-file", type=click.Path(path_type=Path), help="A file that holds their passphrase.")
@shared_options
@click.pass_obj
def new(session: Session, role: str, name: str, new_passphrase_file: Path | None) -> None:
    """Add an officer: a key of their own, and a new roster that names it.

    \b
    Example:
      lado keys new --role cover
    """
    from ..encrypt.roster import Role
    from ..keys import add_officer, roster_as_json

    home, passphrase = session.find_home(), session.passphrase()
    signed = add_officer(
        home,
        role=Role(role),
        name=name,
        passphrase=passphrase,
        new_passphrase=_new_passphrase(new_passphrase_file, passphrase, name or role),
        officer=session.officer or "",
        now=now(),
    )
    added = roster_as_json(home, signed)["officers"][-1]
    show_json(added) if session.as_json else show(f"added {added['name']}; roster {signed.roster.version} names them")
    say("publish the forms again with the new roster, so that they are sealed to this key too")


@keys.command("list")
@shared_options
@click.pass_obj
def list_(session: Session) -> None:
    """List the officers of the roster in force.

    \b
    Example:
      lado keys list --json
    """
    from ..keys import read_current_roster, roster_as_json, roster_warnings

    home, today = session.find_home(), now().date()
    signed = read_current_roster(home, today=today)
    listed = roster_as_json(home, signed)
    if session.as_json:
        show_json(listed)
    else:
        columns = ("name", "role", "status", "added")
        show(f"roster {listed['version']}, until {listed['valid_until']}: {' '.join(signed.words)}")
        show_table(columns, [[each[column] for column in columns] for each in listed["officers"]])
    warn(roster_warnings(signed.roster, today=today))


@keys.command("roster")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The file to write; - is standard output.")
@click.option("--renew", is_flag=True, help="Sign the same officers for another year first.")
@shared_options
@click.pass_obj
def roster(session: Session, out: Path, renew: bool) -> None:
    """Write the signed roster, which the public forms are published with.

    \b
    Example:
      lado keys roster --out roster.txt
    """
    from ..home import current_roster
    from ..keys import read_current_roster, renew_roster, roster_as_json, roster_warnings, write_roster

    home, today = session.find_home(), now().date()
    if renew:
        renew_roster(home, passphrase=session.passphrase(), now=now())
    signed = read_current_roster(home, today=today)
    write_roster(current_roster(home), out)
    if session.as_json and str(out) != "-":
        show_json({"file": str(out), **roster_as_json(home, signed)})
    say(f"roster {signed.roster.version}, until {signed.roster.valid_until}: {' '.join(signed.words)}")
    warn(roster_warnings(signed.roster, today=today))


def _new_passphrase(file: Path | None, current: str, whose: str) -> str:
    from ..passphrase import is_terminal, read_new_passphrase

    if file or is_terminal():
        return read_new_passphrase(file, whose=whose)
    say("warning: no --new-passphrase-file and no terminal: the new key has the same passphrase as yours")
    return current
