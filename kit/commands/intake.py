"""``lado import`` and ``lado inbox``: what arrives, and what nobody has looked at yet."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from .asking import share_file_option
from .progress import count_files, telling
from .session import Session, now, shared_options
from .speech import BOOKS, say, show, show_books, show_cases, show_json, show_table


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
    from ..office.cases import import_files

    with (
        session.office(with_older_keys=True, share_files=share_files) as office,
        telling(session, "importing", expect=lambda: count_files(paths)) as told,
    ):
        books = books_as_json(
            import_files(office, paths, now=now(), allow_old_roster=allow_old_roster, dry_run=dry_run, told=told)
        )
    show_json(books) if session.as_json else show_books(books)
    if dry_run:
        say("this was a dry run, and nothing was changed: leave --dry-run out to import")
    context.exit(1 if books["quarantined"] else 0)


@click.command()
@click.option("--books", is_flag=True, help="Show the books of every import, and whether they balance.")
@shared_options
@click.pass_obj
@click.pass_context
def inbox(context: click.Context, session: Session, books: bool) -> None:
    """List the cases nobody has looked at yet, and what waits for its case.

    With --books it shows instead what became of everything that was ever found, and holds that against the records.
    The exit status is then 1 when they do not balance.

    \b
    Example:
      lado inbox
      lado inbox --books
    """
    if books:
        context.exit(_show_ledger(session))
    from ..office.cases import list_inbox

    with session.office() as office:
        cases = list_inbox(office)
    show_json(cases) if session.as_json else show_cases(cases)


def _show_ledger(session: Session) -> int:
    from ..office.cases import read_books

    with session.office() as office:
        ledger = read_books(office)
    if session.as_json:
        show_json(
            {
                "balances": ledger.balances,
                "totals": dict(ledger.totals),
                "checks": [asdict(check) for check in ledger.checks],
                "runs": [
                    {"kind": run.kind, "actor": run.actor, "started_at": run.started_at.isoformat()}
                    | {"finished": run.finished, **run.counts, "kept": run.kept}
                    for run in ledger.runs
                ],
            }
        )
        return 0 if ledger.balances else 1
    show_table(
        ("run", "by", "what", *BOOKS, ""),
        [
            (
                f"{run.started_at.astimezone():%d %b %Y %H:%M}",
                run.actor,
                _KINDS[run.kind.value],
                *(str(run.counts[name]) for name in BOOKS),
                "" if run.finished else "stopped half way",
            )
            for run in ledger.runs
        ]
        + [("all", "", "", *(str(ledger.totals[name]) for name in BOOKS), "")],
    )
    for check in ledger.checks:
        show(f"{'ok' if check.holds else 'NOT SO'}  {check.says}: books {check.books}, store {check.store}")
    say("the books balance" if ledger.balances else "the books do not balance: tell whoever looks after the records")
    return 0 if ledger.balances else 1


_KINDS = {"import": "import", "retry": "quarantine retry", "release": "quarantine release", "earlier": "before"}
