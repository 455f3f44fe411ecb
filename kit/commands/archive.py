"""``lado keys`` for what is kept: who opens it, moving it to other keys, and the record store's own key."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from .asking import share_file_option
from .progress import telling
from .session import Session, now, shared_options
from .speech import say, show, show_json, show_table


@click.command("who")
@shared_options
@click.pass_obj
def who(session: Session) -> None:
    """List who can open what: the rosters each key was active in, and how many kept files it opens.

    \b
    Example:
      lado keys who
    """
    from ..custody.archive import who_opens

    with session.office() as office:
        holders = who_opens(office, today=now().date())
    if session.as_json:
        show_json([asdict(holder) for holder in holders])
        return
    rows = [(each.name, each.role, each.status, ", ".join(map(str, each.rosters)), str(each.files)) for each in holders]
    show_table(("name", "role", "status", "rosters", "kept files"), rows)


@click.command("rewrap")
@share_file_option
@shared_options
@click.pass_obj
@click.pass_context
def rewrap(context: click.Context, session: Session, share_files: tuple[Path, ...]) -> None:
    """Seal every kept file again to the keys that are active now. It can be interrupted, and goes on when repeated.

    Each file is opened again and compared before its old seal goes. The exit status is 1 if some could not be opened.
    What is in quarantine and could never be opened is left as it came, and counted.

    \b
    Example:
      lado keys rewrap
    """
    from ..custody.archive import rewrap_archive

    with (
        session.office(with_older_keys=True, share_files=share_files) as office,
        telling(session, "sealing kept files again") as told,
    ):
        moved = rewrap_archive(office, now=now(), step=told)
    if session.as_json:
        show_json(asdict(moved))
    else:
        books = {
            "found": moved.found,
            "already": moved.already,
            "moved": moved.moved,
            "not": len(moved.unmoved),
            "left": moved.left,
        }
        show_table(("result", "files"), [(name, str(count)) for name, count in books.items()])
        for each in moved.unmoved:
            show(f"{each.reference}: {each.reason}: {each.message}")
    if moved.left:
        say(
            f"left as {'it' if moved.left == 1 else 'they'} came: {moved.left} in quarantine that could never be opened"
        )
    if moved.unmoved:
        say("use the passphrase of an officer whose key opens them, see lado keys who, or two shares with --share-file")
    context.exit(1 if moved.unmoved else 0)


@click.command("rekey")
@shared_options
@click.pass_obj
def rekey(session: Session) -> None:
    """Give the record store a new random key, sealed to the active officers.

    \b
    Example:
      lado keys rekey
    """
    from ..custody.rekey import rekey as rekey_store

    rekey_store(session.find_home(), passphrase=session.passphrase(), officer=session.officer or "", now=now())
    show_json({"rekeyed": True}) if session.as_json else show("the record store has a new key")
    say("copies of the record store made before, in backups too, keep the old key")


COMMANDS = (who, rewrap, rekey)
