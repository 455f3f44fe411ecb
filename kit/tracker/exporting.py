"""The tracker out of the store: a row for each case, under headings that ``lado tracker import`` reads again.

The columns are what a column of a spreadsheet may become (``targets``), so that what can be brought in can be taken
out; a few more are worked out, and left out when the file is read again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from lado_site.forms.conditions import NOT_KNOWN
from lado_site.forms.earlier_record import earlier_record
from lado_site.forms.questions import AnyOf, Date, Form, LongText, OneOf, YesNo
from lado_site.profiles import Profile

from ..casework.record import CaseView, view
from ..cells import Cell, as_csv, as_xlsx
from ..errors import Misuse
from ..office.events import files_by_case
from ..office.rows import bring_up_to_date
from ..office.taking_out import check_reason, note_export
from ..store.exclusions import hidden_cases
from ..store.projection import ROWS, answers_of, counting_cases, every_case, states_of
from .mapping import Suggested, write_map
from .targets import MOST_CHILDREN, Shape, Target, targets
from .telling import Told, tell
from .words import SEPARATORS

if TYPE_CHECKING:
    from sqlalchemy import Connection, RowMapping

    from ..custody.unlocking import Office

ACTION = "tracker-exported"
SHEET = "Tracker"
CSV, XLSX = ".csv", ".xlsx"

Row = Mapping[str, Cell]


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One column: its heading, and what it becomes when the file is read again; "" where it is left out then."""

    heading: str
    name: str
    becomes: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Export:
    """A tracker as a file, and the map to read it again with. ``hidden`` cases are not in it: the asker is excluded."""

    content: bytes = field(repr=False)
    map: str = field(repr=False)
    rows: int
    hidden: int
    sha256: str


def export_tracker(office: Office, *, kind: str, reason: str, now: datetime) -> Export:
    """Return every case as a row of a spreadsheet, and note who took it out and why. Raises Misuse."""
    check_reason(reason)
    if kind not in (CSV, XLSX):
        raise Misuse(f"a tracker is not written as {kind or 'that'}", hint=f"use a name that ends in {CSV} or {XLSX}")
    profile = office.home.read_profile()
    form = earlier_record(profile)
    bring_up_to_date(office, now=now, profile=profile)
    with office.store.reading() as connection:
        hidden = hidden_cases(connection)
        every = every_case(connection, office.home.authority)
        shown = [each for each in every if each not in hidden]
        rows = sorted(_rows(connection, office, shown, form, profile), key=_by_reference)
        left_out = len(counting_cases(connection, hidden))
    columns = tuple(_columns(form, rows))
    content = _written(kind, columns, rows)
    sha256 = note_export(
        office, content, what="tracker", action=ACTION, rows=len(rows), left_out=left_out, reason=reason, now=now
    )
    return Export(
        content=content, map=_map_of(kind, columns, rows, form), rows=len(rows), hidden=left_out, sha256=sha256
    )


def _rows(connection: Connection, office: Office, cases: Sequence[UUID], form: Form, profile: Profile) -> Iterator[Row]:
    known = targets(form)
    for start in range(0, len(cases), ROWS):
        some = cases[start : start + ROWS]
        counting = counting_cases(connection, some)
        happened = files_by_case(connection, office.home.authority, list(counting))
        said, states = answers_of(connection, counting), states_of(connection, counting)
        for case_id, reference in counting.items():
            seen = view(happened[case_id], profile)
            told = tell(happened[case_id], seen, said[case_id][0].answers, reference, office.home.authority)
            yield dict(_row(told, seen, states[case_id], known, reference))


def _row(
    told: Told, seen: CaseView, state: RowMapping, known: Mapping[str, Target], reference: str
) -> Iterator[tuple[str, Cell]]:
    yield _NUMBER, reference
    yield _SYSTEM, told.system_reference
    for name, target in known.items():
        match target.shape:
            case Shape.ANSWER:
                yield name, _cell(target, told.answers.get(name))
            case Shape.CHILD:
                for number, child in enumerate(told.children[:MOST_CHILDREN], 1):
                    yield f"{name} {number}", _cell(target, child.get(name))
            case Shape.REFERRED:
                yield name, "Yes" if target.body in told.referred else ""
            case Shape.REFERRED_ON:
                yield name, _day(told.referred.get(target.body, ""))
            case Shape.FULL_NAME | Shape.CHILD_FULL_NAME | Shape.REFERRED_LIST:
                pass  # said by other columns
    yield _DAYS, "" if state["days"] is None else state["days"]
    yield _DUE, _day(state["next_due_at"].date().isoformat() if state["next_due_at"] else "")
    yield _STEP, state["next_clock"]
    yield _TIERS, "; ".join(told.pathways)
    yield _CURRENT, told.category if seen.category != told.category else ""


_NUMBER, _SYSTEM = "number", "system"
_DAYS, _DUE, _STEP, _TIERS, _CURRENT = "days", "due", "step", "tiers", "current"
_FIRST = (
    Column(heading="Case number", name=_NUMBER, becomes=""),
    Column(heading="Reference in the case system", name=_SYSTEM, becomes="other"),
)
_LAST = (
    Column(heading="Days from contact to conclusion", name=_DAYS, becomes=""),
    Column(heading="Next step", name=_STEP, becomes=""),
    Column(heading="Next step due", name=_DUE, becomes=""),
    Column(heading="Where it led, with the day of each change", name=_TIERS, becomes=""),
    Column(heading="Category as it is known now, where that differs", name=_CURRENT, becomes=""),
)


def _columns(form: Form, rows: Sequence[Row]) -> Iterator[Column]:
    """Yield the columns: those of a second child and more only where there is one."""
    yield from _FIRST
    known = targets(form)
    children = max((int(name.rpartition(" ")[2]) for row in rows for name in row if name[-1].isdigit()), default=1)
    is_done = False
    for name, target in known.items():
        if target.shape is Shape.CHILD:
            if not is_done:
                yield from _child_columns(known, children)
                is_done = True
        elif target.shape in (Shape.ANSWER, Shape.REFERRED, Shape.REFERRED_ON):
            yield Column(heading=_heading(target.label), name=name, becomes=name)
    yield from _LAST


def _child_columns(known: Mapping[str, Target], children: int) -> Iterator[Column]:
    for number in range(1, children + 1):
        for name, target in known.items():
            if target.shape is Shape.CHILD:
                heading = f"Child {number}: {_heading(target.label)}"
                yield Column(heading=heading, name=f"{name} {number}", becomes=f"{name} {number}")


def _heading(label: str) -> str:
    return " ".join(label.split()).rstrip("?").removesuffix(" (yes, no, or the day)")


def _cell(target: Target, value: Any) -> Cell:
    """Return an answer as people read it, in words that are understood when the file is read again."""
    match target.question:
        case _ if value in (None, "", []):
            return ""
        case _ if value == NOT_KNOWN:
            return "Not known"
        case Date():
            return _day(str(value))
        case YesNo():
            return str(value).capitalize()
        case OneOf():
            return next((each.label for each in target.choices if each.value == value), str(value))
        case AnyOf():
            return "; ".join(_word(target, each) for each in value)
        case LongText():
            return str(value)
    return " / ".join(map(str, value)) if isinstance(value, list) else str(value)


def _word(target: Target, value: str) -> str:
    """Return the label of a choice, or its key where the label would be taken for several."""
    label = next((each.label for each in target.choices if each.value == value), value)
    return value if SEPARATORS.search(label) else label


def _day(text: str) -> Cell:
    """Return a whole day as a day, anything else as it is; spreadsheets know no day before 1900."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return day if len(text) == len("2026-05-03") and day.year > 1900 else text


def _written(kind: str, columns: Sequence[Column], rows: Sequence[Row]) -> bytes:
    headings = [each.heading for each in columns]
    lines = ([row.get(each.name, "") for each in columns] for row in rows)
    return as_xlsx(SHEET, headings, lines) if kind == XLSX else as_csv(headings, lines)


def _map_of(kind: str, columns: Sequence[Column], rows: Sequence[Row], form: Form) -> str:
    return write_map(
        name="an export of the tracker",
        sheet=SHEET if kind == XLSX else "",
        headings=1,
        month_first=False,
        columns=[
            Suggested(heading=each.heading, to=each.becomes, filled=sum(row.get(each.name, "") != "" for row in rows))
            for each in columns
        ],
        values={},
        form=form,
    )


def _by_reference(row: Row) -> tuple[int, str]:
    number = str(row[_NUMBER])
    return len(number), number
