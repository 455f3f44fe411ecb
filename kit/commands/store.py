"""``lado store``: where the records are, and moving them between the home's own file and a server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .menu import Menu
from .session import Session, now, shared_options
from .speech import say, show, show_json, show_table

if TYPE_CHECKING:
    from ..store.server import Server

FILE = "file"
IN_CLEAR = "everybody-on-the-network-may-read-the-records"

_password_file = click.option(
    "--password-file", type=click.Path(path_type=Path), help="A file that holds the password of the server's user."
)
_root_certificate = click.option(
    "--root-certificate", type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The certificate of the council's own authority, where it has one.",
)  # fmt: skip
_in_clear = click.option(
    "--without-encryption", type=click.Choice([IN_CLEAR]), help="No encryption on the way to another PC."
)


@click.group(cls=Menu)
@shared_options
def store() -> None:
    """Where the records are: the home's own encrypted file, or a PostgreSQL server."""


@store.command("show")
@shared_options
@click.pass_obj
def show_(session: Session) -> None:
    """Show where the records are, how that is reached, and how many there are.

    \b
    Example:
      lado store show
    """
    from ..custody.moving import describe

    facts = describe(session.find_home(), passphrase=session.passphrase(), officer=session.officer or "")
    if session.as_json:
        show_json(facts)
        return
    show(f"the records are in {facts['place']}")
    show(f"on the way they are {facts['on_the_way']}; where they lie, {facts['at_rest']}")
    show_table(("table", "rows"), [(name, str(rows)) for name, rows in facts["tables"].items()])


@store.command("migrate")
@click.option("--to", required=True, metavar="ADDRESS", help="postgresql://user@host/database, or file.")
@_password_file
@_root_certificate
@_in_clear
@shared_options
@click.pass_obj
def migrate(session: Session, /, to: str, **given: Any) -> None:
    """Move the records to a server, or back to the home's own file, and work with those from now on.

    Every table is counted and hashed on both sides before anything is switched over. Interrupted, it has done nothing.

    \b
    Example:
      lado store migrate --to postgresql://lado@db.example.org/lado
      lado store migrate --to file
    """
    from ..custody.moving import move_to_file, move_to_server

    home, officer = session.find_home(), session.officer or ""
    server = None if to == FILE else _server(to, **given)
    passphrase = session.passphrase()
    if server is None:
        moved = move_to_file(home, passphrase=passphrase, officer=officer, now=now())
    else:
        moved = move_to_server(home, server, passphrase=passphrase, officer=officer, now=now())
    if session.as_json:
        show_json({"place": moved.place, "closed": moved.is_closed, "tables": dict(moved.tables)})
    else:
        show_table(
            ("table", "rows", "SHA-256, the same on both sides"),
            [(name, str(each.rows), each.sha256) for name, each in moved.tables.items()],
        )
        show(f"the records are in {moved.place} now")
    if not moved.is_closed:
        say("warning: the store they have left could not be told: make sure that nobody still works with it")
    if moved.left:
        say(f"the file stays as it was: {moved.left}; delete it when the server and its backup have proved themselves")
    else:
        say("the server keeps what it had: ask its owner to remove it")


@store.command("connect")
@click.option("--to", required=True, metavar="ADDRESS", help="postgresql://user@host/database.")
@_password_file
@_root_certificate
@_in_clear
@shared_options
@click.pass_obj
def connect(session: Session, /, to: str, **given: Any) -> None:
    """Say that the server of the records has another address, user or password. Nothing is copied.

    \b
    Example:
      lado store connect --to postgresql://lado@db2.example.org/lado --password-file new.txt
    """
    from ..custody.moving import connect_server

    server = _server(to, **given)
    connect_server(session.find_home(), server, passphrase=session.passphrase(), officer=session.officer or "")
    show_json({"place": server.address}) if session.as_json else show(f"the records are in {server.address}")


@store.command("prepare")
@click.option("--to", required=True, metavar="ADDRESS", help="postgresql://owner@host/database.")
@click.option("--user", required=True, help="The user of the server that the office will work as.")
@click.option("--authority", help="Whose records that user may work with; else the authority of the home.")
@_password_file
@_root_certificate
@_in_clear
@shared_options
@click.pass_obj
def prepare(session: Session, /, to: str, user: str, authority: str | None, **given: Any) -> None:
    """Make the tables in an empty database, or bring them up to date, as the owner of the database.

    The user then sees the records of the authority, and no other.

    \b
    Example:
      lado store prepare --to postgresql://lado_owner@db.example.org/lado --user lado --authority sandwell
    """
    from ..store import prepare_server_store

    authority = authority or session.find_home().authority
    owner = _server(to, **given)
    prepare_server_store(owner, user=user, authority=authority)
    facts = {"database": owner.database, "user": user, "authority": authority}
    show_json(facts) if session.as_json else show(f"{user} may work with the records of {authority} now")


def _server(
    address: str, *, password_file: Path | None, root_certificate: Path | None, without_encryption: str | None
) -> Server:
    from dataclasses import replace

    from ..errors import Misuse
    from ..passphrase import is_terminal, read_passphrase
    from ..store.server import read_address

    server = read_address(
        address,
        root_certificate=str(root_certificate.resolve()) if root_certificate else "",
        in_clear=without_encryption == IN_CLEAR,
    )
    if password_file is None and not is_terminal():
        raise Misuse(
            "there is no password for the server, and no terminal to ask for it", hint="use --password-file FILE"
        )
    return replace(server, password=read_passphrase(password_file, prompt="Password of the server's user: "))
