"""``lado import`` and ``lado inbox``: what arrives, and what nobody has looked at yet."""

from __future__ import annotations

from pathlib import Path

import click

from .asking import share_file_option
from .session import Session, now, shared_options
from .speech import show_books, show_cases, show_json


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, readable=False, allow_dash=True))
@click.option("--dry-run", is_flag=True, help="Say what would happen, and change nothing.")
@click.option("--allow-old-roster", is_flag=True, help="Take in what is sealed to an old or unknown roster, marked so.")
@share_file_option
@shared_options
@click.pass_obj
@click.pass_context
def import_(
    context: click.Context,
    session: Session,
    paths: tuple[str, ...],
    dry_run: bool,
    allow_old_roster: bool,
    share_files: tuple[Path, ...],
) -> None:
    """Import sealed files, folders of them, or standard input (-). Repeating is safe.

    What could not be taken in is listed with the reason and the next step; the exit status is then 1.

    \b
    Example:
      lado import incoming --dry-run
    """
    from ..intake import books_as_json
    from ..office import import_files

    with session.office(with_older_keys=True, share_files=share_files) as office:
        books = books_as_json(
            import_files(office, paths, now=now(), allow_old_roster=allow_old_roster, dry_run=dry_run)
        )
    show_json(books) if session.as_json else show_books(books)
    context.exit(1 if books["quarantined"] else 0)


@click.command()
@shared_options
@click.pass_obj
def inbox(session: Session) -> None:
    """List the cases nobody has looked at yet, and what waits for its case.

    \b
    Example:
      lado inbox
    """
    from ..office import list_inbox

    with session.office() as office:
        cases = list_inbox(office)
    show_json(cases) if session.as_json else show_cases(cases)
