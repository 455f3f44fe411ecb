"""``lado figures``: how many contacts, consultations and referrals there were, and what became of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .entry_fields import read_day_if_given
from .session import Session, now, shared_options
from .speech import say, show, show_json, show_table

if TYPE_CHECKING:
    from ..casework.figures import Figures, Line, Table, YearFigures

_SHORT = 8
"""Lines of a table that are all shown, also those with nothing in them."""

_BAR = 30
"""Characters of the longest bar."""

_HEADINGS = (
    "authority", "period", "table", "title", "line", "label", "number", "year before", "counted", "per cent",
    "per cent, year before",
)  # fmt: skip
_YEARS = ("year", "contacts", "", "referrals", "consultations", "out of area", "not decided", "concluded", "days", "")

_Side = Callable[["Line"], int]


@click.command()
@click.option("--year", type=int, help="The reporting year that begins in this year; without it, the one that is now.")
@click.option("--years", type=click.IntRange(2, 50), help="Tell this many reporting years one after another instead.")
@click.option("--crossed", is_flag=True, help="Tell each combination of sector, category, outcome and time instead.")
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
    years: int | None,
    crossed: bool,
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
      lado figures --years 5
      lado figures --crossed --csv crossed.csv
      lado figures --from 2026-01-01 --to 2026-03-31 --csv quarter.csv
    """
    from ..casework.figures import suppress as held_back
    from ..office.figures import read_figures, wanted_period
    from .crossed import refuse_beside_crossed, tell_crossed

    moment, begins, ends = now(), read_day_if_given(first), read_day_if_given(last)
    if crossed:
        refuse_beside_crossed(is_of_years=not (begins or ends or wanted), is_for_others=suppress is not None)
        tell_crossed(session, year, years or 1, file)
        return
    if years:
        _tell_years(session, year, years, suppress, is_alone=not (begins or ends or wanted or file))
        return
    with session.office() as office:
        period = wanted_period(office, year=year, first=begins, last=ends, now=moment)
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
        show_figures(found, tables)


def _only(found: Figures, wanted: tuple[str, ...]) -> tuple[Table, ...]:
    from ..errors import Misuse

    by_key = {each.key: each for each in found.tables}
    for each in wanted:
        if each not in by_key:
            raise Misuse(f"there is no table {each}", hint=f"use one of {', '.join(by_key)}")
    return tuple(by_key[each] for each in wanted) or found.tables


def show_figures(found: Figures, tables: Sequence[Table]) -> None:
    """Print tables of a period, and below them what counts as a referral."""
    show(f"{found.authority}, {found.period.first.isoformat()} to {found.period.last.isoformat()}")
    for table in tables:
        show(f"\n{table.title} ({table.key})")
        _show_lines(table, found)
        for text in (table.note, *table.said):
            if text:
                show(text)
    show(f"\n{found.rule}")
    if found.held_from and found.held_from > found.period.before.first:
        show(f"The first contact on record is of {found.held_from.isoformat()}: nothing is held of the days before.")
    if found.removed:
        show(f"{found.removed} of the contacts are of records that were disposed of; less is known of them.")


def _show_lines(table: Table, found: Figures) -> None:
    """Print the lines, with the share of each in what it is a part of, and where lines are in order of all up to it."""
    headings, lines = [table.unit], [each for each in _lines(table) if _is_shown(each, table)]
    columns = [[each.label for each in lines]]
    for period, side in ((found.period, _now), (found.period.before, _before)):
        headings.append(period.name)
        columns.append([in_words(side(each)) for each in lines])
        if any(table.whole_of(each) for each in lines):
            headings.append("")
            columns.append([_share(each, table, side) for each in lines])
        if table.in_order:
            headings.append("up to here")
            columns.append([_up_to_here(each, table, side) for each in lines])
    show_table(headings, list(zip(*columns, strict=True)))


def _now(line: Line) -> int:
    return line.now


def _before(line: Line) -> int:
    return line.before


def _percent(line: Line, table: Table, side: _Side) -> int | None:
    from ..casework.figures import percent

    whole = table.whole_of(line)
    return percent(side(line), side(whole)) if whole else None


def _share(line: Line, table: Table, side: _Side) -> str:
    found = _percent(line, table, side)
    return "" if found is None else f"{found}%"


def _up_to_here(line: Line, table: Table, side: _Side) -> str:
    together = table.up_to(line)
    return " ".join(filter(None, (in_words(side(together)), _share(together, table, side)))) if together else ""


def _is_shown(line: Line, table: Table) -> bool:
    """Tell whether people see a line: of a long list only what there is any of. Files and JSON have them all."""
    from ..casework.figures import NOT_HELD

    there_is_any = not {line.now, line.before} <= {0, NOT_HELD}
    return there_is_any or line is table.total or len(table.lines) <= _SHORT


def _lines(table: Table) -> tuple[Line, ...]:
    return (*table.lines, *([table.total] if table.total else []))


def in_words(number: int) -> str:
    """Write a number as people see it, also one that is not told."""
    from ..casework.figures import HIDDEN_NUMBER, NOT_HELD

    return {HIDDEN_NUMBER: "held back", NOT_HELD: "not held"}.get(number, str(number))


def _as_json(found: Figures, tables: tuple[Table, ...]) -> dict[str, Any]:
    return {
        "authority": found.authority,
        "first": found.period.first.isoformat(),
        "last": found.period.last.isoformat(),
        "year": found.period.year,
        "before": {"first": found.period.before.first.isoformat(), "last": found.period.before.last.isoformat()},
        "rule": found.rule,
        "disposed": found.removed,
        "held_from": found.held_from.isoformat() if found.held_from else None,
        "tables": [_table_as_json(each) for each in tables],
    }


def _table_as_json(table: Table) -> dict[str, Any]:
    return {
        "table": table.key,
        "title": table.title,
        "counted": table.unit,
        "note": table.note,
        "said": list(table.said),
        "requirements": list(table.requirements),
        "lines": [_line_as_json(each, table) for each in table.lines],
        "total": _line_as_json(table.total, table) if table.total else None,
    }


def _line_as_json(line: Line, table: Table) -> dict[str, Any]:
    together = table.up_to(line)
    return {
        "line": line.key,
        "label": line.label,
        "number": known(line.now),
        "year_before": known(line.before),
        "percent": _percent(line, table, _now),
        "percent_year_before": _percent(line, table, _before),
        "up_to_here": known(together.now) if together else None,
        "up_to_here_year_before": known(together.before) if together else None,
    }


def known(number: int) -> int | None:
    """Return a number for programs, None for one that is not told."""
    return number if number >= 0 else None


def _tell_years(session: Session, year: int | None, years: int, below: int | None, *, is_alone: bool) -> None:
    from ..casework.figures import rule, suppress_years
    from ..errors import Misuse
    from ..office.figures import read_years, wanted_period

    if not is_alone:
        raise Misuse("--years is told as one table of whole years", hint="use it with --year and --suppress only")
    moment = now()
    with session.office() as office:
        last = wanted_period(office, year=year, first=None, last=None, now=moment)
        found = read_years(office, last, years, now=moment)
        counted = rule(office.home.read_profile())
    if below:
        found = suppress_years(found, below)
    if session.as_json:
        show_json({"rule": counted, "years": [_year_as_json(each) for each in found]})
    else:
        show_years(found)
        show(counted)


def show_years(found: Sequence[YearFigures]) -> None:
    """Print years one after another, with a bar for the contacts and for the days."""
    contacts, days = _bars([each.contacts for each in found]), _bars([each.days or 0 for each in found])
    show_table(
        _YEARS,
        [
            (
                each.period.name, in_words(each.contacts), bar, *map(in_words, each.kinds), in_words(each.concluded),
                "" if each.days is None else str(each.days), days_bar,
            )
            for each, bar, days_bar in zip(found, contacts, days, strict=True)
        ],
    )  # fmt: skip
    show("\nConcluded: referrals concluded in the year, whenever they came; days: how long these took on average.")


def _bars(numbers: Sequence[int]) -> list[str]:
    most = max((*numbers, 1))
    return ["=" * (max(0, each) * _BAR // most) for each in numbers]


def _year_as_json(year: YearFigures) -> dict[str, Any]:
    from ..casework.figures import KINDS

    return {
        "year": year.period.name,
        "contacts": known(year.contacts),
        **{str(kind): known(number) for kind, number in zip(KINDS, year.kinds, strict=True)},
        "concluded": known(year.concluded),
        "days_on_average": year.days,
    }


def _write(file: Path, found: Figures, tables: tuple[Table, ...]) -> None:
    from ..cells import as_csv
    from .writing import write_new

    write_new(file, as_csv(_HEADINGS, _rows(found, tables)))


def _rows(found: Figures, tables: tuple[Table, ...]) -> Iterator[tuple[str, ...]]:
    for table in tables:
        for each in _lines(table):
            yield (
                found.authority, found.period.name, table.key, table.title, each.key, each.label.strip(),
                in_words(each.now), in_words(each.before), table.unit, _share(each, table, _now),
                _share(each, table, _before),
            )  # fmt: skip
