"""``lado figures --crossed``: the contacts of a year by sector, category, outcome and time at once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import Misuse
from .figures import in_words, known
from .session import Session, now
from .speech import say, show, show_json, show_table
from .writing import write_new

if TYPE_CHECKING:
    from ..casework.figures import Combination, Crossed

_HEADINGS = (
    "authority", "period", "sector", "sector, label", "category", "category, label", "outcome", "outcome, label",
    "resolved", "resolved, label", "number",
)  # fmt: skip


def refuse_beside_crossed(*, is_of_years: bool, is_for_others: bool) -> None:
    """Raise Misuse where what else is asked for does not go with the crossed table."""
    if not is_of_years:
        raise Misuse("--crossed is one table of whole years", hint="use it with --year, --years and --csv only")
    if is_for_others:
        raise Misuse(
            "--crossed cannot be made safe to pass on: who knows one thing about a case reads the rest off it",
            hint="pass on the other tables with --suppress; keep this one in the office",
        )


def tell_crossed(session: Session, year: int | None, years: int, file: Path | None) -> None:
    """Count, and print or write. Raises Misuse."""
    from ..office.figures import read_crossed, wanted_period

    moment = now()
    with session.office() as office:
        last = wanted_period(office, year=year, first=None, last=None, now=moment)
        found, authority = read_crossed(office, last, years, now=moment), office.home.read_profile().name
    if file:
        _write_crossed(file, authority, found)
    if session.as_json:
        show_json({"authority": authority, "years": [_crossed_as_json(each) for each in found]})
    elif file:
        say(f"{file} is written: {sum(len(each.combinations) for each in found)} combinations")
    else:
        show_crossed(authority, found)


def show_crossed(authority: str, found: Sequence[Crossed]) -> None:
    """Print each combination of which there is any, sector by sector, and the total, year by year."""
    for each in found:
        show(f"{authority}, {each.period.first.isoformat()} to {each.period.last.isoformat()}")
        for sector, combinations in groupby(each.combinations, key=_sector):
            show(f"\n{sector}")
            _show_sector(tuple(combinations), each.period.name)
        show(f"\nAll contacts of {each.period.name}: {in_words(each.total)}\n")
    show("Each contact counts once, whatever it led to. These numbers are for the office only: most of them are small.")


def _sector(combination: Combination) -> str:
    return combination.labels[0]


def _show_sector(combinations: Sequence[Combination], year: str) -> None:
    total = sum(each.number for each in combinations)
    show_table(
        ("category", "outcome", "how soon resolved", year),
        [*((*each.labels[1:], str(each.number)) for each in combinations), ("Total", "", "", str(total))],
    )


def _crossed_as_json(crossed: Crossed) -> dict[str, Any]:
    return {
        "year": crossed.period.name,
        "first": crossed.period.first.isoformat(),
        "last": crossed.period.last.isoformat(),
        "combinations": [_combination_as_json(each) for each in crossed.combinations],
        "total": known(crossed.total),
    }


def _combination_as_json(combination: Combination) -> dict[str, Any]:
    from ..casework.figures import CROSSED

    return {
        **dict(zip(CROSSED, combination.keys, strict=True)),
        "labels": dict(zip(CROSSED, combination.labels, strict=True)),
        "number": combination.number,
    }


def _write_crossed(file: Path, authority: str, found: Sequence[Crossed]) -> None:
    from ..cells import as_csv

    rows = [
        (authority, each.period.name, *chain.from_iterable(zip(line.keys, line.labels, strict=True)), str(line.number))
        for each in found
        for line in each.combinations
    ]
    write_new(file, as_csv(_HEADINGS, rows))
