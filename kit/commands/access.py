"""``lado access``: everything held on one person who has asked for it, and by when they need an answer."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .asking import share_file_option
from .entry_fields import Day
from .menu import Menu
from .session import Session, now, shared_options
from .speech import say, show, show_json, warn

if TYPE_CHECKING:
    from ..access.writing import Export

_FOLDER = click.Path(path_type=Path)


@click.group(cls=Menu)
@shared_options
def access() -> None:
    """What is held on one person: an export, and the day on which it is due."""


@access.command("export")
@click.argument("case", metavar="CASE")
@click.argument("folder", type=_FOLDER, metavar="FOLDER")
@click.option("--person", required=True, metavar="WHO", help="adult, adult-2, child, child-2, referrer or referrer-2.")
@click.option("--request", required=True, metavar="NUMBER", help="The number of the request in your register.")
@click.option("--linked", is_flag=True, help="With every case that somebody linked to it as about the same person.")
@click.option("--sealed", is_flag=True, help="As one file sealed to the office’s own keys, and nothing readable.")
@shared_options
@click.pass_obj
def export(session: Session, case: str, folder: Path, person: str, request: str, linked: bool, sealed: bool) -> None:
    """Write everything that is held on one person in a CASE into a new FOLDER, and list who else is named in it.

    It is for the office, which masks what the person must not be given. Suggested links are named, not exported. The
    export is noted in the audit trail of every case in it, under the number of the request.

    \b
    Example:
      lado access export 2026-0001 SAR-2026-014 --person adult --request SAR-2026-014 --linked
    """
    from ..access.people import read_person
    from ..access.writing import check_request
    from ..access.writing import export as write

    whom = read_person(person)
    check_request(request)
    with session.office() as office:
        made = write(office, case, whom, folder, request=request, linked=linked, sealed=sealed, now=now())
    show_json(_as_json(made)) if session.as_json else _show(made)
    if not made.sealed:
        warn(
            [
                f"{made.folder.resolve()} holds readable personal data that is not encrypted, about several people",
                "delete it when it has served, also from backups and the waste bin; --sealed writes it encrypted",
            ]
        )


@access.command("open")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("folder", type=_FOLDER, metavar="FOLDER")
@share_file_option
@shared_options
@click.pass_obj
def open_(session: Session, file: Path, folder: Path, share_files: tuple[Path, ...]) -> None:
    """Open a FILE that lado access export --sealed wrote, into a new FOLDER. It is noted in the audit trail.

    \b
    Example:
      lado access open SAR-2026-014/subject-access.age readable
    """
    from ..access.writing import open_export

    with session.office(with_older_keys=True, share_files=share_files) as office:
        files = open_export(office, file, folder, now=now())
    show_json({"folder": str(folder), "files": list(files)}) if session.as_json else show("\n".join(files))
    warn([f"{folder.resolve()} holds readable personal data that is not encrypted: delete it when it has served"])


@access.command("due")
@click.argument("received", type=Day())
@shared_options
@click.pass_obj
def due(session: Session, received: datetime) -> None:
    """Say by when a request has to be answered that was RECEIVED on a day: one month, and with two more if extended.

    It counts from the day on which you had all that you needed, such as proof of who is asking. With a home, its
    authority's own bank holidays count too.

    \b
    Example:
      lado access due 2026-01-31
    """
    from lado_site.profiles.calendar import Calendar, DaysOff

    from ..access.deadline import deadline
    from .clocks import in_words

    home = session.find_any_home()
    off = Calendar.of(home.read_profile()).off if home else DaysOff()
    found = deadline(received.date(), off)
    if session.as_json:
        days = ("received", "month_ends", "due", "extended_month_ends", "extended")
        show_json({day: getattr(found, day).isoformat() for day in days})
        return
    for what, ends, by in (
        ("due", found.month_ends, found.due),
        ("due if it is extended, which the person is told before that day", found.extended_month_ends, found.extended),
    ):
        moved = "" if ends == by else f" ({in_words(ends)} is no working day)"
        show(f"{what}: {in_words(by)}{moved}")


def _show(made: Export) -> None:
    show(f"{made.person}: {'; '.join(made.names) or 'no name on record'}")
    show(f"cases: {', '.join(made.cases)}")
    for each in made.elsewhere:
        show(f"! not exported: {each.case}: {each.why}")
    show(f"other people: {made.others}, in {made.places} places that were found; a help, and not complete")
    for file in made.files:
        show(str(made.folder / file))
    show(f"SHA-256 of the record: {made.sha256}")
    say("nothing is masked: this is not what the person is given")


def _as_json(made: Export) -> dict[str, object]:
    return {
        "person": str(made.person),
        "names": list(made.names),
        "folder": str(made.folder),
        "files": list(made.files),
        "sealed": made.sealed,
        "record_sha256": made.sha256,
        "cases": list(made.cases),
        "elsewhere": [{"case": each.case, "why": each.why} for each in made.elsewhere],
        "other_people": made.others,
        "places": made.places,
    }
