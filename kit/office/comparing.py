"""Two cases side by side, field by field in the words of the form, for a person who says whether they are one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from ..home import definition_for
from ..intake.deciding import decide_duplicate
from ..store.audit import note_reading
from ..store.duplicates import Duplication
from ..store.queries import Case, find_case
from .reading import in_words

if TYPE_CHECKING:
    from lado_site.forms.summary import Row, Section

    from ..custody.unlocking import Office
    from ..store.tables import LinkState


class Verdict(StrEnum):
    """How one field stands in two cases."""

    SAME = "same"
    DIFFERS = "differs"
    ONLY_FIRST = "only-first"
    ONLY_SECOND = "only-second"


@dataclass(frozen=True, kw_only=True, slots=True)
class Compared:
    """One field of two cases: what each says, empty where it says nothing."""

    section: str
    label: str
    verdict: Verdict
    first: tuple[str, ...] = field(repr=False)
    second: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """Two cases, by what opened them, and what is known of them as one referral."""

    first: Case
    second: Case
    rows: tuple[Compared, ...]
    decided: Duplication | None

    def count(self, verdict: Verdict) -> int:
        """Count the fields that stand so."""
        return sum(row.verdict is verdict for row in self.rows)


def compare_cases(office: Office, name: str, other: str, *, now: datetime) -> Comparison:
    """Compare what opened two cases, and note who read them. Raises Refused."""
    authority = office.home.authority
    with office.store.writing() as connection:
        cases = [find_case(connection, each, authority=authority) for each in (name, other)]
        for case in cases:
            note_reading(connection, authority=authority, reference=case.subject, actor=office.officer, now=now)
    first, second = cases
    pair = {first.case_id, second.case_id}
    return Comparison(
        first=first,
        second=second,
        rows=tuple(_compare(_fields(office, first), _fields(office, second))),
        decided=next((each for each in first.duplicates if {each.case_id, each.of_case_id} == pair), None),
    )


def call_duplicate(
    office: Office, name: str, other: str, *, state: LinkState, reason: str | None, now: datetime
) -> Duplication:
    """Keep what a person says of two cases as one referral. Raises Misuse or Refused."""
    with office.store.writing() as connection:
        return decide_duplicate(
            connection,
            name,
            other,
            state=state,
            reason=reason,
            authority=office.home.authority,
            actor=office.officer,
            now=now,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Field:
    section: str
    label: str
    lines: tuple[str, ...]


def _fields(office: Office, case: Case) -> dict[str, _Field]:
    from lado_site.forms.schema import day_in_england

    form = definition_for(office.home, case.form_digest)
    sections = in_words(form, case.answers, today=day_in_england(case.sealed_at))
    fields = {row.path: _field(section, row) for section in sections for row in section.rows}
    files = {
        f"file {each.sha256}": _Field(section="Files", label=each.name, lines=(f"{each.size:,} bytes",))
        for each in case.attachments
    }
    return {**fields, **files}


def _field(section: Section, row: Row) -> _Field:
    label = f"{row.entry}: {row.label}" if row.entry else row.label
    return _Field(section=section.title, label=label, lines=row.lines)


def _compare(first: Mapping[str, _Field], second: Mapping[str, _Field]) -> Iterator[Compared]:
    for path in _in_order(list(first), list(second)):
        mine, theirs = first.get(path), second.get(path)
        either = mine or theirs
        assert either
        yield Compared(
            section=either.section,
            label=either.label,
            verdict=_verdict(mine, theirs),
            first=mine.lines if mine else (),
            second=theirs.lines if theirs else (),
        )


def _in_order(first: Sequence[str], second: Sequence[str]) -> list[str]:
    """Put what only the second has where it stands there: after what comes before it."""
    order = list(first)
    place = 0
    for path in second:
        if path in order:
            place = order.index(path) + 1
        else:
            order.insert(place, path)
            place += 1
    return order


def _verdict(mine: _Field | None, theirs: _Field | None) -> Verdict:
    if mine is None:
        return Verdict.ONLY_SECOND
    if theirs is None:
        return Verdict.ONLY_FIRST
    return Verdict.SAME if mine.lines == theirs.lines else Verdict.DIFFERS
