"""``lado collect``: fetching what is sealed from the office's mailbox, or from a folder that is shared."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import Misuse
from .progress import telling
from .session import Session, now, shared_options
from .speech import say, show_books, show_json

if TYPE_CHECKING:
    from ..collecting import Collected

_FILE = click.Path(path_type=Path)

EVERY = 60
"""Seconds between two looks into a folder, where nobody says otherwise."""


@click.command()
@click.option("--watch", type=_FILE, metavar="DIR", help="Collect from this folder, not from the mailbox.")
@click.option("--every", type=click.IntRange(min=1), help="Seconds between two looks into the folder; else 60.")
@click.option("--once", is_flag=True, help="Look into the folder once and end, as is always done with a mailbox.")
@click.option("--server", help="The mail server.")
@click.option("--port", type=click.IntRange(1, 65535), help="Its port; 993 unless you say otherwise.")
@click.option("--user", help="The user name at the mail server.")
@click.option("--folder", help="The mail folder to read; INBOX unless you say otherwise.")
@click.option("--handled-folder", help='Where what is done is moved to; "LADO handled" unless you say otherwise.')
@click.option("--ca-file", help="The certificate of the council's own authority, where it has one.")
@click.option("--password-file", type=_FILE, help="A file that holds the mailbox's password.")
@click.option("--insecure-loopback-only", is_flag=True, help="No encryption, to a mail server on this PC only.")
@click.option("--allow-old-roster", is_flag=True, help="Take in what is sealed to an old or unknown roster, marked so.")
@shared_options
@click.pass_obj
@click.pass_context
def collect(
    context: click.Context,
    session: Session,
    /,
    watch: Path | None,
    every: int | None,
    once: bool,
    password_file: Path | None,
    insecure_loopback_only: bool,
    allow_old_roster: bool,
    **given: str | int | None,
) -> None:
    """Import what is sealed from the mailbox, or from a shared folder, and move aside what is done.

    Nothing is deleted; what is not ours stays where it is. The mailbox is described in collect.toml in the home.

    \b
    Example:
      lado collect --server imap.example.org --user lado@example.org
      lado collect --watch /mnt/share --every 60
    """
    if watch is not None:
        handled = given.pop("handled_folder")
        _refuse_mailbox([*given.values(), password_file, insecure_loopback_only or None])
        _watch(context, session, watch, every or EVERY, once, str(handled or ""), allow_old_roster=allow_old_roster)
        return
    if every is not None:
        raise Misuse("a mailbox is looked at once", hint="leave --every out, and have your PC run the command again")
    from ..mailbox import collect_mail, read_mailbox

    mailbox = read_mailbox(session.find_home(), given)
    password = _password(password_file)
    with session.office(with_older_keys=True) as office, telling(session, "looking at the mail") as told:
        collected = collect_mail(
            office, mailbox, password,
            now=now(), in_clear=insecure_loopback_only, allow_old_roster=allow_old_roster, told=told,
        )  # fmt: skip
    _show(session, collected)
    if collected.stopped:
        raise collected.stopped
    context.exit(0 if collected.books.is_clean else 1)


def _watch(
    context: click.Context,
    session: Session,
    folder: Path,
    every: int,
    once: bool,
    handled: str,
    *,
    allow_old_roster: bool,
) -> None:
    from ..collecting import HANDLED, watch_folder

    is_clean = True
    with session.office(with_older_keys=True) as office:
        try:
            for collected in watch_folder(
                office, folder,
                handled=handled or HANDLED, every=every, once=once, clock=now, allow_old_roster=allow_old_roster,
            ):  # fmt: skip
                is_clean = is_clean and collected.books.is_clean
                if once or collected.books.found:
                    _show(session, collected)
        except KeyboardInterrupt:
            say("stopped")
    context.exit(0 if is_clean else 1)


def _refuse_mailbox(options: Sequence[object]) -> None:
    if any(option is not None for option in options):
        raise Misuse(
            "--watch is about a folder, and something that was given with it about a mailbox",
            hint="run lado collect twice: once with --watch, once for the mailbox",
        )


def _password(file: Path | None) -> str:
    from ..passphrase import is_terminal, read_passphrase

    if file is None and not is_terminal():
        raise Misuse(
            "there is no password for the mailbox, and no terminal to ask for it", hint="use --password-file FILE"
        )
    return read_passphrase(file, prompt="Password of the mailbox: ")


def _show(session: Session, collected: Collected) -> None:
    from ..intake import books_as_json

    books = books_as_json(collected.books)
    if session.as_json:
        show_json({**books, "moved": collected.moved, "left": collected.left})
        return
    show_books(books)
    say(f"moved aside when done: {collected.moved}; left where they are: {collected.left}")
