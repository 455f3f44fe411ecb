"""From a row to the answers of an earlier record. Nothing is guessed: what the map does not settle is a problem."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, assert_never

from lado_site.forms.conditions import NOT_KNOWN as NOT_KNOWN_ANSWER
from lado_site.forms.earlier_record import OPEN
from lado_site.forms.questions import AnyOf, Date, Form, LongText, Number, OneOf, YesNo
from lado_site.forms.rules import examine

from ..errors import Refused
from .days import as_birth, read_day
from .mapping import UNSETTLED, Map, Place, split_meanings
from .table import Line, Table
from .targets import OTHER, REFERENCE, Shape, Target
from .words import NO, NOT_KNOWN, NOTHING, SEPARATORS, YES, plain

_FAULTS = {
    "formula": "this cell holds a formula without a result: open the file in your spreadsheet program and save it",
    "error": "this cell holds an error of the spreadsheet program",
    "long": "this cell holds more than 20,000 letters",
}
_MOST_SHOWN = 60
_ORDER = (
    ("decided_on", "received_on", "the decision is before the contact"),
    ("outcome_on", "received_on", "the outcome is before the contact"),
    ("concluded_on", "received_on", "the conclusion is before the contact"),
    ("closed_on", "received_on", "the case is closed before the contact"),
    ("closed_on", "concluded_on", "the case is closed before its conclusion"),
    ("police_ended_on", "police_started_on", "the police investigation ends before it begins"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """What is wrong in a row, in a sentence. With ``column`` empty it is about the row as a whole."""

    row: int
    column: str
    sentence: str = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """A row as the answers of an earlier record. ``warnings`` are kept as they are, for a person to look at."""

    row: int
    reference: str = field(repr=False)
    answers: Mapping[str, Any] = field(repr=False)
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


def translate(table: Table, map_: Map, form: Form, *, today: date) -> tuple[Record, ...]:
    """Return every row as a record. Raises Refused where the map is not of this spreadsheet."""
    headings = table.headings(map_.headings)
    _check_headings(headings, map_)
    records = [_Row(line, headings, map_, table.from_1904, today).record(form) for line in table.below(map_.headings)]
    return tuple(_with_doubles(records))


def _check_headings(headings: Sequence[str], map_: Map) -> None:
    new = [each for each in headings if each not in map_.columns]
    gone = [each for each in map_.columns if each not in headings]
    said = [f"the map says nothing of the column “{each}”" for each in new]
    said += [f"the spreadsheet has no column “{each}”" for each in gone]
    if said:
        listed = "\n  ".join(said)
        raise Refused(
            f"the map is not of this spreadsheet:\n  {listed}",
            hint=f"the headings are looked for in row {map_.headings}; change [columns] in the map, or headings",
        )


def _with_doubles(records: Sequence[Record]) -> Iterator[Record]:
    """Refuse two rows with one reference: each row has to be known by its own."""
    rows: dict[str, list[int]] = {}
    for each in records:
        rows.setdefault(plain_reference(each.reference), []).append(each.row)
    for each in records:
        others = [str(row) for row in rows[plain_reference(each.reference)] if row != each.row]
        if each.reference and others:
            sentence = f"row {', '.join(others)} has the same reference; give each row its own, like 12a and 12b"
            double = Problem(row=each.row, column="", sentence=sentence)
            yield Record(
                row=each.row,
                reference=each.reference,
                answers=each.answers,
                problems=(*each.problems, double),
                warnings=each.warnings,
            )
        else:
            yield each


def plain_reference(reference: str) -> str:
    """Return a reference as it is compared: letter case and spaces make no difference."""
    return " ".join(reference.split()).casefold()


class _NotRead(Exception):
    """A cell that cannot be read; the text is a sentence about it."""


class _Row:
    """One row being translated: collects answers and what is wrong with them."""

    def __init__(self, line: Line, headings: Sequence[str], map_: Map, from_1904: bool, today: date) -> None:
        self._line = line
        self._headings = headings
        self._map = map_
        self._from_1904 = from_1904
        self._today = today
        self._answers: dict[str, Any] = {}
        self._children: dict[int, dict[str, Any]] = {}
        self._referrals: dict[str, dict[str, Any]] = {}
        self._columns: dict[str, str] = {}
        self._problems: list[Problem] = []

    def record(self, form: Form) -> Record:
        for place, heading in enumerate(self._headings):
            text = self._line.cells[place] if place < len(self._line.cells) else ""
            places = self._map.columns[heading]
            if places and (fault := self._line.faults.get(place)):
                self._columns |= {each.target.name: heading for each in places}
                self._refuse(heading, _FAULTS.get(fault, "this cell cannot be read"))
            elif text:
                for each in places:
                    self._take(each, heading, text)
        answers = self._whole()
        warnings = [*self._by_the_rules(form, answers), *self._in_order(answers)]
        return Record(
            row=self._line.number,
            reference=str(answers.get(REFERENCE, "")),
            answers=answers,
            problems=tuple(self._problems),
            warnings=tuple(warnings),
        )

    def _refuse(self, column: str, sentence: str) -> None:
        self._problems.append(Problem(row=self._line.number, column=column, sentence=sentence))

    def _take(self, place: Place, heading: str, text: str) -> None:
        try:
            self._put(place, heading, text)
        except _NotRead as error:
            self._refuse(heading, str(error))

    def _put(self, place: Place, heading: str, text: str) -> None:
        target = place.target
        match target.shape:
            case Shape.ANSWER:
                self._answer(target, heading, text)
            case Shape.FULL_NAME:
                self._answers |= _named("adult", text)
                self._columns |= dict.fromkeys(("adult_family_name", "adult_given_names"), heading)
            case Shape.CHILD:
                if (value := self._read(target, text)) is not None:
                    self._child(place.number)[target.name] = value
                    self._columns[f"children.{place.number}.{target.name}"] = heading
            case Shape.CHILD_FULL_NAME:
                for number, name in enumerate(filter(None, text.replace(";", "\n").split("\n")), place.number):
                    self._child(number).update(_named("child", name))
            case Shape.REFERRED_LIST:
                for body in self._several(target, text):
                    self._referrals.setdefault(body, {})
            case Shape.REFERRED:
                self._referred(target, text)
            case Shape.REFERRED_ON:
                day = self._read(target, text)
                if day is not None and day != NOT_KNOWN_ANSWER:
                    self._referrals.setdefault(target.body, {})["referred_on"] = day
            case _:
                assert_never(target.shape)

    def _answer(self, target: Target, heading: str, text: str) -> None:
        self._columns[target.name] = heading
        value = self._read(target, text if target.name != OTHER or heading == target.label else f"{heading}: {text}")
        if value is None:
            return
        if target.joins and target.name in self._answers:
            between = "\n" if isinstance(target.question, LongText) else " / "
            value = f"{self._answers[target.name]}{between}{value}"
        self._answers[target.name] = value

    def _read(self, target: Target, text: str) -> Any:
        """Return a cell as an answer, None where it says nothing. Raises _NotRead."""
        match target.question:
            case AnyOf():
                return self._several(target, text) or None
            case OneOf() | YesNo():
                return self._one(target, text)
            case Date(name=name, not_known=may_be_unknown):
                return self._day(name, text, may_be_unknown)
            case Number():
                raise AssertionError("no earlier record asks for a number")
        translated = self._map.values.get(target.name, {}).get(plain(text), text)
        if translated == UNSETTLED:
            raise _NotRead(f"the map does not say what “{_short(text)}” means")
        return translated.strip() or None

    def _one(self, target: Target, text: str) -> str | None:
        found = self._meanings(target, text)
        if len(found) > 1:
            raise _NotRead(f"“{_short(text)}” means several things, and one is wanted")
        return found[0] if found else None

    def _several(self, target: Target, text: str) -> list[str]:
        try:
            found = self._meanings(target, text)
        except _NotRead:
            parts = [part for part in SEPARATORS.split(text) if part]
            if len(parts) < 2:
                raise
            found = [meaning for part in parts for meaning in self._meanings(target, part)]
        return [each for each in dict.fromkeys(found) if each != NOT_KNOWN_ANSWER]

    def _meanings(self, target: Target, text: str) -> list[str]:
        """Return what the words in a cell mean. Raises _NotRead where nobody has said."""
        said = self._map.values.get(target.name, {}).get(plain(text))
        if said is not None and said != UNSETTLED:
            return split_meanings(said)
        word = text.casefold().strip()
        for choice in target.choices:
            if plain(text) in (plain(choice.value), plain(choice.label)):
                return [choice.value]
        if target.is_claim and (word in YES or word in NO):
            return ["yes" if word in YES else "no"]
        if word in NOT_KNOWN:
            return [NOT_KNOWN_ANSWER] if target.question and target.question.not_known else []
        if word in NOTHING:
            return []
        raise _NotRead(f"the map does not say what “{_short(text)}” means: add it to [values.{target.name}]")

    def _day(self, name: str, text: str, may_be_unknown: bool) -> str | None:
        word = text.casefold().strip()
        if word in NOTHING or word in NOT_KNOWN:
            return NOT_KNOWN_ANSWER if may_be_unknown and word in NOT_KNOWN else None
        day = read_day(text, month_first=self._map.month_first, from_1904=self._from_1904)
        if not day:
            raise _NotRead(f"“{_short(text)}” is not a day that can be read; write it like 5/3/2023")
        return as_birth(day, written=text, today=self._today) if name.endswith("birth_date") else day

    def _referred(self, target: Target, text: str) -> None:
        try:
            if "yes" in self._meanings(target, text):
                self._referrals.setdefault(target.body, {})
        except _NotRead:
            day = read_day(text, month_first=self._map.month_first, from_1904=self._from_1904)
            if not day:
                raise
            self._referrals.setdefault(target.body, {}).setdefault("referred_on", day)

    def _child(self, number: int) -> dict[str, Any]:
        return self._children.setdefault(number, {})

    def _whole(self) -> dict[str, Any]:
        whole = dict(self._answers)
        if self._children:
            whole["children"] = [self._children[number] for number in sorted(self._children)]
        if self._referrals:
            whole["referrals_on"] = [{"referred_body": body, **rest} for body, rest in self._referrals.items()]
        return whole

    def _by_the_rules(self, form: Form, answers: Mapping[str, Any]) -> Iterator[Problem]:
        """Hold the answers against the form: what it refuses is a problem, what it doubts a warning."""
        for found in examine(form, answers, today=self._today).problems:
            column = self._columns.get(self._place_of(found.path), "")
            problem = Problem(row=self._line.number, column=column, sentence=found.sentence)
            if not found.blocks:
                yield problem
            elif not column or column not in {each.column for each in self._problems}:
                self._problems.append(problem)

    def _place_of(self, path: str) -> str:
        """Return the path of a child's answer by the number that the map has for the child."""
        group, _, rest = path.partition(".")
        index, _, name = rest.partition(".")
        return f"{group}.{sorted(self._children)[int(index)]}.{name}" if name and group == "children" else path

    def _in_order(self, answers: Mapping[str, Any]) -> Iterator[Problem]:
        for later, earlier, sentence in _ORDER:
            one, other = answers.get(later), answers.get(earlier)
            length = min(len(one or ""), len(other or ""))
            if one and other and one[:length] < other[:length]:
                yield Problem(row=self._line.number, column=self._columns.get(later, ""), sentence=sentence)
        if answers.get("stage") == OPEN and (answers.get("closed_on") or answers.get("concluded_on")):
            sentence = "it is said to be open, and has a day on which it ended: it counts as ended"
            yield Problem(row=self._line.number, column=self._columns.get("stage", ""), sentence=sentence)
        for each in answers.get("referrals_on", []):
            if each["referred_body"] == "dbs" and "referred_on" not in each:
                sentence = "it was referred to the DBS, and no day is given"
                yield Problem(row=self._line.number, column="", sentence=sentence)


def _named(whose: str, text: str) -> dict[str, str]:
    """Take a name apart: "Larkmoss, Jo" or "Jo Larkmoss"."""
    family, comma, given = text.partition(",")
    if not comma:
        given, _, family = " ".join(text.split()).rpartition(" ")
    said = {f"{whose}_family_name": family.strip(), f"{whose}_given_names": given.strip()}
    return {name: part for name, part in said.items() if part}


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _MOST_SHOWN else f"{line[:_MOST_SHOWN]}…"
