"""The map: which column of a spreadsheet becomes what, and what the words in its cells mean. A person settles it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lado_site.forms.questions import Form

from ..errors import Refused
from .targets import MOST_CHILDREN, OTHER, REFERENCE, Shape, Target, split_target, targets
from .words import plain

UNSETTLED = "?"
"""What stands in a map for what nobody has said yet."""

DAY_FIRST, MONTH_FIRST = "day-first", "month-first"
_KEYS = {"sheet", "headings", "dates", "columns", "values"}
NEEDED = (REFERENCE, "received_on")


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """What a column becomes, and of which child."""

    target: Target
    number: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Map:
    """A map as it is used. ``columns`` has every heading, with no place where a column is left out on purpose.

    ``values`` are translations by target: the plain word to what it means, empty where it means nothing.
    """

    sheet: str
    headings: int
    month_first: bool
    columns: Mapping[str, tuple[Place, ...]]
    values: Mapping[str, Mapping[str, str]] = field(repr=False)


def read_map(text: str, form: Form) -> Map:
    """Read a map. Raises Refused with everything that is wrong with it."""
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _refused([f"it is not TOML: {error}"]) from None
    known = targets(form)
    problems = list(_problems(said, known))
    if problems:
        raise _refused(problems)
    return Map(
        sheet=said.get("sheet", ""),
        headings=said.get("headings", 1),
        month_first=said.get("dates") == MONTH_FIRST,
        columns={
            heading: tuple(_place(each, known) for each in _listed(to)) for heading, to in said["columns"].items()
        },
        values={
            name: {plain(word): meaning for word, meaning in table.items()}
            for name, table in said.get("values", {}).items()
        },
    )


def _refused(problems: Sequence[str]) -> Refused:
    listed = "\n  ".join(problems)
    return Refused(f"the map cannot be used:\n  {listed}", hint="put it right; lado tracker map writes a map")


def _problems(said: Mapping[str, Any], known: Mapping[str, Target]) -> Iterator[str]:
    yield from (f"there is no setting {name}" for name in said.keys() - _KEYS)
    if not isinstance(said.get("sheet", ""), str):
        yield "sheet is not a name"
    headings = said.get("headings", 1)
    if isinstance(headings, bool) or not isinstance(headings, int) or headings < 1:
        yield "headings is not the number of a row"
    if said.get("dates", DAY_FIRST) not in (DAY_FIRST, MONTH_FIRST):
        yield f"dates is neither {DAY_FIRST} nor {MONTH_FIRST}"
    columns = said.get("columns")
    if not isinstance(columns, dict) or not columns:
        yield "there is no table [columns]"
        return
    yield from _columns(columns, known)
    yield from _values(said.get("values", {}), known)


def _columns(columns: Mapping[str, Any], known: Mapping[str, Target]) -> Iterator[str]:
    seen: dict[tuple[str, int], str] = {}
    for heading, to in columns.items():
        if to == UNSETTLED:
            yield f'“{heading}”: say what it becomes, or "" to leave it out'
            continue
        if not all(isinstance(each, str) for each in (to if isinstance(to, list) else [to])):
            yield f"“{heading}”: it becomes a name, or a list of names"
            continue
        for each in _listed(to):
            name, number = split_target(each)
            target = known.get(name)
            if target is None:
                yield f"“{heading}”: nothing here is called {each}"
            elif not _is_number(target, number):
                yield f"“{heading}”: {each} has no number like that; children are 1 to {MOST_CHILDREN}"
            elif (name, number) in seen and not target.joins:
                yield f"“{heading}” and “{seen[name, number]}” both become {each}"
            seen.setdefault((name, number), heading)
    for name in NEEDED:
        if (name, 1) not in seen:
            yield f"no column becomes {name}: {known[name].label.lower()}"


def _values(values: Any, known: Mapping[str, Target]) -> Iterator[str]:
    if not isinstance(values, dict) or not all(isinstance(each, dict) for each in values.values()):
        yield "[values] does not hold tables"
        return
    for name, table in values.items():
        target = known.get(name)
        if target is None:
            yield f"[values.{name}]: nothing here is called {name}"
            continue
        for word, meaning in table.items():
            if not isinstance(meaning, str):
                yield f"[values.{name}] “{word}”: what it means is a text"
            elif meaning and meaning != UNSETTLED and (wrong := unknown_meanings(target, meaning)):
                yield f"[values.{name}] “{word}”: there is no {', '.join(wrong)} ({', '.join(meanings(target))})"


def meanings(target: Target) -> tuple[str, ...]:
    """List what a word in a column may mean; none where it may mean anything."""
    if target.is_claim:
        return ("yes", "no", "not-known") if target.question and target.question.not_known else ("yes", "no")
    listed = tuple(each.value for each in target.choices)
    return (*listed, "not-known") if listed and target.question and target.question.not_known else listed


def unknown_meanings(target: Target, meaning: str) -> list[str]:
    """List what is no meaning of a word in a column; several are written with commas between."""
    allowed = meanings(target)
    return [each for each in split_meanings(meaning) if each not in allowed] if allowed else []


def split_meanings(meaning: str) -> list[str]:
    """Return the meanings of a word that has several."""
    return [part for each in meaning.split(",") if (part := each.strip())]


def _is_number(target: Target, number: int) -> bool:
    return number in range(1, MOST_CHILDREN + 1 if target.shape in (Shape.CHILD, Shape.CHILD_FULL_NAME) else 2)


def _listed(to: str | Sequence[str]) -> list[str]:
    return [each for each in ([to] if isinstance(to, str) else to) if each]


def _place(text: str, known: Mapping[str, Target]) -> Place:
    name, number = split_target(text)
    return Place(target=known[name], number=number)


@dataclass(frozen=True, kw_only=True, slots=True)
class Suggested:
    """What a column may become; "?" where nothing fits. ``filled`` is how many rows have something in it."""

    heading: str
    to: str
    filled: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Word:
    """A word in a column, what it may mean ("?" where nobody can tell), and how often it stands there."""

    word: str
    meaning: str
    count: int


def write_map(
    *,
    name: str,
    sheet: str,
    headings: int,
    month_first: bool,
    columns: Sequence[Suggested],
    values: Mapping[str, Sequence[Word]],
    form: Form,
) -> str:
    """Write a map for a person to complete, with all that a column may become below it."""
    known = targets(form)
    lines = [
        f"# How the columns of {_one_line(name)} become records. Read every line; what is suggested may be wrong.",
        f'# "{UNSETTLED}" is for you to say. "" leaves a column out, or means that a word says nothing.',
        f'# To keep a column as it is, make it "{OTHER}". Several columns may become "{OTHER}".',
        "# Then: lado tracker import THE-FILE --map THIS-FILE --dry-run",
        "",
        *([f"sheet = {_quoted(sheet)}"] if sheet else []),
        f"headings = {headings}  # the row that the headings are in",
        f'dates = "{MONTH_FIRST if month_first else DAY_FIRST}"  # what 3/4/2023 is: {DAY_FIRST} or {MONTH_FIRST}',
        "",
        "[columns]",
        *(f"{_quoted(each.heading)} = {_quoted(each.to)}  # {_rows(each.filled)}" for each in columns),
    ]
    for target, words in values.items():
        allowed = meanings(known[target])
        lines += ["", f"[values.{target}]"]
        lines += [f"# {', '.join(allowed)}"] if allowed else []
        lines += [f"{_quoted(each.word)} = {_quoted(each.meaning)}  # {_rows(each.count)}" for each in words]
    return "\n".join([*lines, "", *_index(known.values()), ""])


def _index(known: Collection[Target]) -> Iterator[str]:
    yield "# What a column may become:"
    width = max(len(each.name) for each in known)
    for each in known:
        several = "; add a number for the second child and so on" if each.name == "child_full_name" else ""
        yield f"#   {each.name.ljust(width)}  {_one_line(each.label)}{several}"


def _rows(count: int) -> str:
    return f"{count} row{'' if count == 1 else 's'}"


def _one_line(text: str) -> str:
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def _quoted(text: str) -> str:
    """Write a TOML string."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
