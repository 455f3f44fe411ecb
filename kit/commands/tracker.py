"""``lado tracker``: the spreadsheet that an office kept before becomes records."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .authority import find_profile, profile_option
from .clocks import in_words
from .menu import Menu
from .session import Session, now, shared_options
from .speech import not_shown, say, show, show_as_it_is, show_json, show_table, warn
from .writing import write_new

if TYPE_CHECKING:
    from ..tracker.importing import Outcome
    from ..tracker.translating import Problem

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_MOST_WARNINGS = 200


@click.group(cls=Menu)
@shared_options
def tracker() -> None:
    """The tracker: bring in the spreadsheet that you kept before, and take one out of the record store."""


@tracker.command("map")
@click.argument("file", type=_FILE)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Where to write the map; else printed.")
@click.option("--sheet", default="", help="Which sheet of the workbook; without it, the first with rows.")
@profile_option
@shared_options
@click.pass_obj
def map_(session: Session, file: Path, out: Path | None, sheet: str, profile: str) -> None:
    """Suggest which column of a spreadsheet becomes what. The spreadsheet is only read.

    Complete the map in an editor: "?" stands for what nobody can tell but you. Nothing is overwritten.

    \b
    Example:
      lado tracker map tracker-2023.xlsx --out tracker-2023.toml
    """
    from lado_site.forms.earlier_record import earlier_record

    from ..tracker.suggesting import suggest_map
    from ..tracker.table import read_table

    form = earlier_record(find_profile(session, profile))
    suggested = suggest_map(read_table(file.read_bytes(), sheet=sheet), form, name=file.name)
    if out is None:
        show_json({"map": suggested}) if session.as_json else show_as_it_is(suggested)
        return
    write_new(out, suggested.encode())
    open_points = suggested.count('= "?"')
    if session.as_json:
        show_json({"map": str(out), "open": open_points})
    else:
        waiting = f"{open_points} line{' waits' if open_points == 1 else 's wait'} for you"
        say(f"{out} is written; {waiting}")
        say(f"then: lado tracker import {file} --map {out} --dry-run")


@tracker.command("import")
@click.argument("file", type=_FILE)
@click.option("--map", "map_file", type=_FILE, required=True, help="The map that says which column becomes what.")
@click.option("--dry-run", is_flag=True, help="List every problem and what would be counted, and change nothing.")
@shared_options
@click.pass_obj
@click.pass_context
def import_(context: click.Context, session: Session, file: Path, map_file: Path, dry_run: bool) -> None:
    """Bring the rows of a spreadsheet in, all of them or none. Repeating is safe.

    A row that is here already is left as it is; one that says something else now is listed, and changes nothing. The
    exit status is 1 where a row has a problem or has changed.

    \b
    Example:
      lado tracker import tracker-2023.xlsx --map tracker-2023.toml --dry-run
    """
    from ..files import read_text
    from ..tracker.importing import import_tracker

    content, map_text = file.read_bytes(), _text(read_text, map_file)
    with session.office() as office:
        outcome = import_tracker(office, content, map_text, now=now(), dry_run=dry_run)
        profile = office.home.read_profile()
    show_json(_as_json(outcome)) if session.as_json else _show(outcome, profile)
    context.exit(0 if outcome.is_clean else 1)


@tracker.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--reason", required=True, help="Why it is taken out, in a sentence; it is kept.")
@click.option("--map", "map_file", type=click.Path(path_type=Path, dir_okay=False), help="Write its map here as well.")
@shared_options
@click.pass_obj
def export(session: Session, file: Path, reason: str, map_file: Path | None) -> None:
    """Write every case as a row of a spreadsheet: FILE ends in .csv or .xlsx. Who did it and why is kept.

    It is as the store is now. With its map, lado tracker import reads it again. The file is for your account only, and
    nothing is overwritten. From then on it is not encrypted by the kit.

    \b
    Example:
      lado tracker export tracker.xlsx --reason "Monthly copy for the service manager"
    """
    from ..errors import Refused
    from ..tracker.exporting import export_tracker

    for each in filter(None, (file, map_file)):
        if each.exists():
            raise Refused(f"{each} is there already", hint="choose another name; nothing is overwritten")
    with session.office() as office:
        made = export_tracker(office, kind=file.suffix.lower(), reason=reason, now=now())
    write_new(file, made.content)
    if map_file:
        write_new(map_file, made.map.encode())
    if session.as_json:
        files = {"file": str(file), "map": str(map_file) if map_file else None}
        show_json({**files, "rows": made.rows, "hidden": made.hidden, "sha256": made.sha256})
        return
    show(str(file))
    say(f"{made.rows} cases are in it" + (f"; {not_shown(made.hidden)}" if made.hidden else ""))


@tracker.command("exports")
@shared_options
@click.pass_obj
def exports(session: Session) -> None:
    """List which lists of cases were taken out of the store: by whom, when, how many rows, and why.

    \b
    Example:
      lado tracker exports
    """
    from ..store.exports import exports_made

    with session.office() as office, office.store.reading() as connection:
        made = exports_made(connection, office.home.authority)
    if session.as_json:
        show_json([asdict(each) for each in made])
    elif made:
        show_table(
            ("when", "by", "what", "rows", "why"),
            [(in_words(each.made_at), each.made_by, each.what, str(each.rows), each.reason) for each in made],
        )
    else:
        say("there are none")


def _text(read_text: Any, map_file: Path) -> str:
    from ..errors import Misuse

    try:
        return str(read_text(map_file))
    except UnicodeDecodeError:
        raise Misuse(f"{map_file} is no text in UTF-8", hint="save it as UTF-8 in your editor") from None


def _as_json(outcome: Outcome) -> dict[str, Any]:
    return {
        "dry_run": outcome.is_dry_run,
        "imported": outcome.is_imported,
        "sheet": outcome.sheet,
        "sha256": outcome.sha256,
        "rows": outcome.rows,
        "new": outcome.added,
        "already": outcome.already,
        "disposed": outcome.disposed,
        "changed": [
            {"row": each.row, "reference": each.reference, "case": each.case, "questions": list(each.questions)}
            for each in outcome.changed
        ],
        "problems": [_problem(each) for each in outcome.problems],
        "warnings": [_problem(each) for each in outcome.warnings],
        "counts": {table: dict(values) for table, values in outcome.counts.items()},
    }


def _problem(each: Problem) -> dict[str, Any]:
    return {"row": each.row, "column": each.column, "sentence": each.sentence}


def _show(outcome: Outcome, profile: Any) -> None:
    for each in outcome.problems:
        show(f"row {each.row}{_column(each)}: {each.sentence}")
    for row in outcome.changed:
        said = f"“{'”, “'.join(row.questions)}”"
        show(f"row {row.row}: it says something else than what is stored in case {row.case}: {said}")
    _show_counts(outcome, profile)
    warn(f"row {each.row}{_column(each)}: {each.sentence}" for each in outcome.warnings[:_MOST_WARNINGS])
    if len(outcome.warnings) > _MOST_WARNINGS:
        say(f"warning: {len(outcome.warnings) - _MOST_WARNINGS} more; --json lists all")
    say(_in_short(outcome))


def _show_counts(outcome: Outcome, profile: Any) -> None:
    from ..tracker.counting import TABLES, in_words

    for table, heading in TABLES.items():
        values = outcome.counts.get(table, {})
        if values:
            show("")
            show_table((heading, "rows"), [(in_words(table, each, profile), str(n)) for each, n in values.items()])
    show("")


def _in_short(outcome: Outcome) -> str:
    new, already, changed = outcome.added, outcome.already, len(outcome.changed)
    rest = f"{already} here already, {changed} changed since"
    if outcome.disposed:
        rest += f", {outcome.disposed} of cases that were disposed of and stay out"
    if outcome.problems:
        rows = len({each.row for each in outcome.problems})
        verb = "would be" if outcome.is_dry_run else "was"
        return f"{outcome.rows} rows: {rows} with a problem, not counted above, so nothing {verb} imported"
    if outcome.is_dry_run:
        return f"{outcome.rows} rows: {new} would be imported, {rest}; compare the counts with your spreadsheet"
    return f"{outcome.rows} rows: {new} imported, {rest}" + ("; the store gives back the same counts" if new else "")


def _column(each: Problem) -> str:
    return f", “{each.column}”" if each.column else ""
