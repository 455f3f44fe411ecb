"""Suggesting a map for a spreadsheet: by its headings, what its cells look like, and the words that trackers use."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from rapidfuzz import fuzz

from lado_site.forms.questions import Form

from .days import read_day, writes_month_first
from .mapping import UNSETTLED, Suggested, Word, meanings, write_map
from .table import Line, Table
from .targets import MOST_CHILDREN, Shape, Target, split_target, targets
from .words import HEADINGS, NO, NOT_KNOWN, NOTHING, SEPARATORS, VALUES, YES, plain

LIKE_ENOUGH = 84
"""From this similarity of 100 on a heading is taken for one that is known."""

WORD_LIKE_ENOUGH = 86
MOST_WORDS = 60
_ROWS_BEFORE = 25
"""Rows among which the headings are looked for: titles and notes may stand above them."""

_LOOKED_AT = 200
_CHILD = re.compile(r"\bchild ?([0-9]{1,2})\b")
_CALLED_CHILD = re.compile(r"\b(?:childs|victim|yp|young person|pupil)s?(?= |[0-9]|$)")


def suggest_map(table: Table, form: Form, *, name: str) -> str:
    """Return a map as it may be, for a person to complete."""
    row = find_headings(table)
    headings, below = table.headings(row), table.below(row)
    known = targets(form)
    columns = {heading: [_cell(line, place) for line in below] for place, heading in enumerate(headings)}
    chosen = suggest_columns(columns, known)
    days = [text for heading, to in chosen.items() if _is_day(to, known) for text in columns[heading]]
    return write_map(
        name=name,
        sheet=table.sheet,
        headings=row,
        month_first=writes_month_first(days),
        columns=[
            Suggested(heading=heading, to=to, filled=sum(map(bool, columns[heading]))) for heading, to in chosen.items()
        ],
        values=_all_words(chosen, columns, known),
        form=form,
    )


def find_headings(table: Table) -> int:
    """Return the number of the row that the headings are likely in: the first that is as full as any near the top."""
    near = table.lines[:_ROWS_BEFORE]
    widest = max((_filled(each) for each in near), default=0)
    return next((each.number for each in near if _filled(each) >= 0.7 * widest and _is_wordy(each)), 1)


def suggest_columns(columns: Mapping[str, Sequence[str]], known: Mapping[str, Target]) -> dict[str, str]:
    """Say what each column may become, the surest first; a question that is answered once is given once."""
    ranked = sorted(
        (
            (score, place, heading, name)
            for place, heading in enumerate(columns)
            for name, score in _scores(heading, _share_of_days(columns[heading]), known)
        ),
        key=lambda each: (-each[0], each[1]),
    )
    chosen: dict[str, str] = {}
    taken: set[str] = set()
    for _, _, heading, name in ranked:
        if heading not in chosen and (name not in taken or known[split_target(name)[0]].name == "other"):
            chosen[heading] = name
            taken.add(name)
    return {heading: chosen.get(heading, UNSETTLED if any(columns[heading]) else "") for heading in columns}


def suggest_words(target: Target, cells: Iterable[str]) -> list[Word]:
    """List the words of a column that are no choice as they stand, the most frequent first, and what each may mean."""
    counted: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for cell in cells:
        for part in _parts(target, cell):
            shown.setdefault(plain(part), part)
            counted[plain(part)] += 1
    words = [
        Word(word=shown[word], meaning=_meaning(target, word), count=count)
        for word, count in counted.most_common()
        if not is_choice(target, shown[word])
    ]
    return words[:MOST_WORDS]


def is_choice(target: Target, text: str) -> bool:
    """Tell whether a word needs no translation."""
    word = text.casefold().strip()
    if word in NOTHING or word in NOT_KNOWN:
        return True
    if target.is_claim:
        return word in YES or word in NO
    return any(plain(text) in (plain(each.value), plain(each.label)) for each in target.choices)


def _parts(target: Target, cell: str) -> list[str]:
    if target.shape is not Shape.REFERRED_LIST and target.name not in ("categories", "investigated_by"):
        return [cell] if cell else []
    return [cell] if is_choice(target, cell) else [part for part in SEPARATORS.split(cell) if part]


def _meaning(target: Target, word: str) -> str:
    known = VALUES.get(target.name, {})
    for meaning in meanings(target):
        if word in map(plain, known.get(meaning, ())):
            return meaning
    likely = [
        (fuzz.ratio(word, plain(other)), choice.value)
        for choice in target.choices
        for other in (choice.label, choice.value, *known.get(choice.value, ()))
    ]
    score, meaning = max(likely, default=(0, ""))
    return meaning if score >= WORD_LIKE_ENOUGH else UNSETTLED


def _all_words(
    chosen: Mapping[str, str], columns: Mapping[str, Sequence[str]], known: Mapping[str, Target]
) -> dict[str, list[Word]]:
    cells: dict[str, list[str]] = {}
    for heading, to in chosen.items():
        name = split_target(to)[0]
        target = known.get(name)
        if target and (target.choices or target.is_claim):
            cells.setdefault(name, []).extend(columns[heading])
    found = {name: suggest_words(known[name], texts) for name, texts in cells.items()}
    return {name: words for name, words in found.items() if words}


def _scores(heading: str, days: float | None, known: Mapping[str, Target]) -> Iterable[tuple[str, float]]:
    words = _as_heading(heading)
    child = _CHILD.search(words)
    number = int(child[1]) if child else 1
    words = _CHILD.sub("child", words)
    for name, target in known.items():
        is_childs = target.shape in (Shape.CHILD, Shape.CHILD_FULL_NAME)
        if (child and not is_childs) or number > MOST_CHILDREN or not _may_be(target, days):
            continue
        known_as = [*map(_as_heading, HEADINGS.get(name, ())), plain(target.label)]
        score = max(fuzz.token_sort_ratio(words, each) for each in known_as)
        if score >= LIKE_ENOUGH:
            # Of two that fit alike, the one that has this very heading.
            exact = words in known_as
            yield (f"{name} {number}" if number > 1 else name), score + exact


@lru_cache(maxsize=1024)
def _as_heading(text: str) -> str:
    """Return a heading as headings are compared: whatever it calls a child."""
    return _CALLED_CHILD.sub("child", plain(text))


def _share_of_days(cells: Sequence[str]) -> float | None:
    """Return how many of the cells look like days; None where all are empty."""
    filled = [each for each in cells if each.casefold() not in NOTHING][:_LOOKED_AT]
    return sum(bool(read_day(each)) for each in filled) / len(filled) if filled else None


def _may_be(target: Target, days: float | None) -> bool:
    """Tell whether cells look like days where days are wanted, and not where they are not."""
    if days is None:
        return True
    if target.is_day:
        return days >= 0.5
    return target.shape is Shape.REFERRED or target.joins or days < 0.8


def _is_day(to: str, known: Mapping[str, Target]) -> bool:
    target = known.get(split_target(to)[0])
    return target is not None and target.is_day


def _filled(line: Line) -> int:
    return sum(map(bool, line.cells))


def _is_wordy(line: Line) -> bool:
    """Tell whether a row is of words, as headings are, rather than of days and numbers."""
    filled = [each for each in line.cells if each]
    return sum(not read_day(each) and not each.isdigit() for each in filled) >= 0.9 * len(filled)


def _cell(line: Line, place: int) -> str:
    return line.cells[place] if place < len(line.cells) else ""
