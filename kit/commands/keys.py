"""``lado keys``: officers and rosters. Paper shares, drills and the kept files are in ``custody`` and ``archive``."""

from __future__ import annotations

from pathlib import Path

import click

from . import archive, custody, root
from .asking import (
    ask_new_passphrase,
    ask_new_passphrase_or,
    ask_root_passphrase,
    new_passphrase_option,
    root_passphrase_option,
)
from .menu import Menu
from .session import Session, now, shared_options
from .speech import say, show, show_json, show_table, warn

PUBLISH_AGAIN = "publish the forms again with the new roster"


@click.group(cls=Menu)
@shared_options
def keys() -> None:
    """Officers' keys, and the roster that names them."""


for _command in (*custody.COMMANDS, *archive.COMMANDS, root.root):
    keys.add_command(_command)


@keys.command("new")
@click.option("--role", type=click.Choice(["cover", "duty", "manager"]), required=True, help="Why they hold a key.")
@click.option("--name", default="", help="The name of the key; without it the role and a number.")
@new_passphrase_option
@root_passphrase_option
@shared_options
@click.pass_obj
def new(
    session: Session, role: str, name: str, new_passphrase_file: Path | None, root_passphrase_file: Path | None
) -> None:
    """Add an officer: a key of their own, and a new roster that names it.

    \b
    Example:
      lado keys new --role cover
    """
    from ..custody.keys import add_officer, roster_as_json
    from ..encrypt.roster import Role

    home, passphrase = session.find_home(), session.passphrase()
    signed = add_officer(
        home,
        role=Role(role),
        name=name,
        passphrase=passphrase,
        new_passphrase=ask_new_passphrase_or(passphrase, new_passphrase_file, name or role),
        officer=session.officer or "",
        root_passphrase=ask_root_passphrase(home, passphrase, root_passphrase_file),
        now=now(),
    )
    added = roster_as_json(home, signed)["officers"][-1]
    show_json(added) if session.as_json else show(f"added {added['name']}; roster {signed.roster.version} names them")
    say(f"{PUBLISH_AGAIN}, so that they are sealed to this key too")


@keys.command("list")
@shared_options
@click.pass_obj
def list_(session: Session) -> None:
    """List the officers of the roster in force.

    \b
    Example:
      lado keys list --json
    """
    from ..custody.keys import read_current_roster, roster_as_json, roster_warnings

    home, today = session.find_home(), now().date()
    signed = read_current_roster(home, today=today)
    listed = {**roster_as_json(home, signed), "is_root_key_waiting": home.next_root_key_file.exists()}
    if session.as_json:
        show_json(listed)
    else:
        columns = ("name", "role", "status", "added")
        show(f"roster {listed['version']}, until {listed['valid_until']}: {' '.join(signed.words)}")
        show_table(columns, [[each[column] for column in columns] for each in listed["officers"]])
    warn(roster_warnings(signed.roster, today=today))
    if listed["is_root_key_waiting"]:
        warn(["a new root key waits to be put in force: lado keys root show says who has proposed it"])


@keys.command("roster")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The file to write; - is standard output.")
@click.option("--renew", is_flag=True, help="Sign the same officers for another year first.")
@root_passphrase_option
@shared_options
@click.pass_obj
def roster(session: Session, out: Path, renew: bool, root_passphrase_file: Path | None) -> None:
    """Write the signed roster, which the public forms are published with.

    \b
    Example:
      lado keys roster --out roster.txt
    """
    from ..custody.keys import read_current_roster, renew_roster, roster_as_json, roster_warnings, write_roster
    from ..home import current_roster

    home, today = session.find_home(), now().date()
    if renew:
        passphrase = "" if root_passphrase_file else session.passphrase()
        renew_roster(home, passphrase=ask_root_passphrase(home, passphrase, root_passphrase_file), now=now())
    signed = read_current_roster(home, today=today)
    write_roster(current_roster(home), out)
    if session.as_json and str(out) != "-":
        show_json({"file": str(out), **roster_as_json(home, signed)})
    say(f"roster {signed.roster.version}, until {signed.roster.valid_until}: {' '.join(signed.words)}")
    warn(roster_warnings(signed.roster, today=today))


@keys.command("rotate")
@click.option("--retire-old", is_flag=True, help="Retire the old key at once, without a time of overlap.")
@new_passphrase_option
@root_passphrase_option
@shared_options
@click.pass_obj
def rotate(
    session: Session, retire_old: bool, new_passphrase_file: Path | None, root_passphrase_file: Path | None
) -> None:
    """Give the officer whose passphrase it is, or --officer NAME, a new key beside the old one.

    The passphrase stays the same unless --new-passphrase-file gives another, which then opens both keys.

    \b
    Example:
      lado keys rotate --officer duty-1
    """
    from ..custody.keys import rotate_officer

    home, passphrase = session.find_home(), session.passphrase()
    done = rotate_officer(
        home,
        passphrase=passphrase,
        officer=session.officer or "",
        new_passphrase=ask_new_passphrase(new_passphrase_file, "the new key") if new_passphrase_file else "",
        root_passphrase=ask_root_passphrase(home, passphrase, root_passphrase_file),
        retire_old=retire_old,
        now=now(),
    )
    version = done.signed.roster.version
    facts = {"old": done.old, "new": done.new, "roster": version, "retired": retire_old}
    show_json(facts) if session.as_json else show(f"{done.new} takes the place of {done.old}; roster {version} says so")
    say(f"{PUBLISH_AGAIN}; move the kept files with lado keys rewrap")
    if not retire_old:
        say(f"once the pages are published, retire the old key with lado keys retire {done.old}")


@keys.command("retire")
@click.argument("name")
@root_passphrase_option
@shared_options
@click.pass_obj
def retire(session: Session, name: str, root_passphrase_file: Path | None) -> None:
    """Retire the key NAME: nothing is sealed to it any more, and it still opens what was.

    \b
    Example:
      lado keys retire cover-1
    """
    from ..custody.keys import retire_officer, roster_warnings

    home, passphrase = session.find_home(), session.passphrase()
    signed = retire_officer(
        home,
        name=name,
        passphrase=passphrase,
        officer=session.officer or "",
        root_passphrase=ask_root_passphrase(home, passphrase, root_passphrase_file),
        now=now(),
    )
    version = signed.roster.version
    show_json({"retired": name, "roster": version}) if session.as_json else show(
        f"{name} is retired; roster {version} says so"
    )
    say(f"{PUBLISH_AGAIN}: until then they are still sealed to {name}")
    say("if they leave and their copy of the key must open nothing here: lado keys rewrap, then lado keys rekey")
    warn(roster_warnings(signed.roster, today=now().date()))


@keys.command("passphrase")
@click.argument("name")
@new_passphrase_option
@shared_options
@click.pass_obj
def passphrase(session: Session, name: str, new_passphrase_file: Path | None) -> None:
    """Change the passphrase of the key NAME; root is the root key.

    \b
    Example:
      lado keys passphrase duty-1
    """
    from ..custody.keys import change_passphrase

    home, current = session.find_home(), session.passphrase()
    following = ask_new_passphrase(new_passphrase_file, name)
    change_passphrase(home, name=name, passphrase=current, new_passphrase=following)
    show_json({"changed": name}) if session.as_json else show(f"the key of {name} has its new passphrase")
    say("older copies of the key file, in backups too, still open with the old one")
