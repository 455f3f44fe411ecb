"""``lado import`` and ``lado inbox``: what arrives, and what nobody has looked at yet."""

from __future__ import annotations

from pathlib import Path

import click

from .session import Session, now, shared_options
from .speech import show_books, show_cases, show_json


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--dry-run", is_flag=True, help="Say what would happen, and change nothing.")
@shared_options
@click.pass_obj
@click.pass_context
def import_(context: click.Context, session: Session, paths: tuple[Path, ...], dry_run: bool) -> None:
    """Import sealed files, and folders of them. Repeating is safe. The exit status is 1 when a file was set aside.

    \b
    Example:
      lado import incoming --dry-run
    """
    from ..intake import books_as_json
    from ..office import import_files

    with session.office() as office:
        books = books_as_json(import_files(office, paths, now=now(), dry_run=dry_run))
    show_json(books) if session.as_json else show_books(books)
    context.exit(1 if books["quarantined"] else 0)


@click.command()
@shared_options
@click.pass_obj
def inbox(session: Session) -> None:
    """List the cases nobody has looked at yet.

    \b
    Example:
      lado inbox
    """
    from ..office import list_inbox

    with session.office() as office:
        cases = list_inbox(office)
    show_json(cases) if session.as_json else show_cases(cases)
