"""``lado figures``: how many contacts, consultations and referrals there were, and what became of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .session import Session, now, shared_options
from .speech import say, show, show_json, show_table

if TYPE_CHECKING:
    from datetime import date

    from ..casework.figures import Figures, Line, Table

_SHORT = 8
"""Lines of a table that are all shown, also those with nothing in them."""

_HEADINGS = ("authority", "period", "table", "title", "line", "label", "number", "year before", "counted")


@click.command()
@click.option("--year", type=int, help="The reporting year that begins in this year; without it, the one that is now.")
@click.option("--from", "first", metavar="DAY", help="The first day, like 2026-04-01; it counts.")
@click.option("--to", "last", metavar="DAY", help="The last day; it counts too. Without it, today.")
@click.option("--table", "wanted", metavar="NAME", multiple=True, help="Only this table; may be given several times.")
@click.option("--suppress", type=click.IntRange(min=2), help="Hold back numbers below this one, and what tells them.")
@click.option("--csv", "file", type=click.Path(path_type=Path, dir_okay=False), help="Write the tables to a new file.")
@shared_options
@click.pass_obj
def figures(
    session: Session,
    year: int | None,
    first: str | None,
    last: str | None,
    wanted: tuple[str, ...],
    suppress: int | None,
    file: Path | None,
) -> None:
    """Count the contacts, consultations and referrals of a period, with the year before beside them.

    Everything is counted from the records as they are now, each case once. No number names anybody.

    \b
    Example:
      lado figures --year 2025
      lado figures --from 2026-01-01 --to 2026-03-31 --csv quarter.csv
    """
    from ..casework.figures import suppress as held_back
    from ..office.figures import read_figures, wanted_period

    moment = now()
    with session.office() as office:
        period = wanted_period(office, year=year, first=_day(first), last=_day(last), now=moment)
        found = read_figures(office, period, now=moment)
    if suppress:
        found = held_back(found, suppress)
    tables = _only(found, wanted)
    if file:
        _write(file, found, tables)
    if session.as_json:
        show_json(_as_json(found, tables))
    elif file:
        say(f"{file} is written: {len(tables)} tables of {found.period.name}")
    else:
        _show(found, tables)


def _day(text: str | None) -> date | None:
    from lado_site.profiles import day_in_england

    from ..office.events import read_moment

    return day_in_england(read_moment(text)) if text else None


def _only(found: Figures, wanted: tuple[str, ...]) -> tuple[Table, ...]:
    from ..errors import Misuse

    known = {each.key: each for each in found.tables}
    for each in wanted:
        if each not in known:
            raise Misuse(f"there is no table {each}", hint=f"use one of {', '.join(known)}")
    return tuple(known[each] for each in wanted) or found.tables


def _show(found: Figures, tables: tuple[Table, ...]) -> None:
    show(f"{found.authority}, {found.period.first.isoformat()} to {found.period.last.isoformat()}")
    for table in tables:
        show(f"\n{table.title} ({table.key})")
        lines = [
            (each.label, _number(each.now), _number(each.before)) for each in _lines(table) if _is_shown(each, table)
        ]
        show_table((table.unit, found.period.name, found.period.before.name), lines)
        if table.note:
            show(table.note)
    show(f"\n{found.rule}")
    if found.removed:
        show(f"{found.removed} of the contacts are of records that were disposed of; less is known of them.")


def _is_shown(line: Line, table: Table) -> bool:
    """Tell whether people see a line: of a long list only what there is any of. Files and JSON have them all."""
    return bool(line.now or line.before or line is table.total or len(table.lines) <= _SHORT)


def _lines(table: Table) -> tuple[Line, ...]:
    return (*table.lines, *([table.total] if table.total else []))


def _number(number: int) -> str:
    from ..casework.figures import HIDDEN_NUMBER

    return "held back" if number == HIDDEN_NUMBER else str(number)


def _as_json(found: Figures, tables: tuple[Table, ...]) -> dict[str, Any]:
    return {
        "authority": found.authority,
        "first": found.period.first.isoformat(),
        "last": found.period.last.isoformat(),
        "year": found.period.year,
        "before": {"first": found.period.before.first.isoformat(), "last": found.period.before.last.isoformat()},
        "rule": found.rule,
        "disposed": found.removed,
        "tables": [_table_as_json(each) for each in tables],
    }


def _table_as_json(table: Table) -> dict[str, Any]:
    return {
        "table": table.key,
        "title": table.title,
        "counted": table.unit,
        "note": table.note,
        "requirements": list(table.requirements),
        "lines": [_line_as_json(each) for each in table.lines],
        "total": _line_as_json(table.total) if table.total else None,
    }


def _line_as_json(line: Line) -> dict[str, Any]:
    return {"line": line.key, "label": line.label, "number": _known(line.now), "year_before": _known(line.before)}


def _known(number: int) -> int | None:
    from ..casework.figures import HIDDEN_NUMBER

    return None if number == HIDDEN_NUMBER else number


def _write(file: Path, found: Figures, tables: tuple[Table, ...]) -> None:
    from ..tracker.cells import as_csv
    from .writing import write_new

    write_new(file, as_csv(_HEADINGS, _rows(found, tables)))


def _rows(found: Figures, tables: tuple[Table, ...]) -> Iterator[tuple[str, ...]]:
    for table in tables:
        for each in _lines(table):
            yield (
                found.authority, found.period.name, table.key, table.title, each.key, each.label.strip(),
                _number(each.now), _number(each.before), table.unit,
            )  # fmt: skip
