"""What stands on record beside the steps of a procedure, in sentences: who has the case, who was spoken to, support.

Each sentence is of the entries in force alone, and in the authority's own words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lado_site.profiles import Profile, day_in_england

from ..clocks import Event, EventKind
from ..clocks.events import ABOUT, NO, REASON
from . import fields
from .kinds import fields_of
from .oversight import OVERSIGHT
from .standing import of_kind


def beside(standing: Sequence[Event], profile: Profile) -> tuple[str, ...]:
    """Say what stands beside the steps."""
    if not any(each.kind in _TOLD for each in standing):
        return ()
    record = _Record(standing, profile)
    return tuple(sentence for part in _PARTS for sentence in part(record))


def in_words(event: Event, name: str, profile: Profile) -> str:
    """Return what an entry says in a field: the labels where it was chosen from a list, "" where it says nothing."""
    said = event.detail.get(name, "")
    own = next((each for each in fields_of(event.kind) if each.name == name), None)
    return fields.in_words(own, said, profile) if own else said


class _Record:
    """The entries in force, by kind."""

    def __init__(self, standing: Sequence[Event], profile: Profile) -> None:
        self._by_number = {each.id: each for each in standing}
        self._profile = profile

    def all(self, *kinds: EventKind) -> list[Event]:
        return of_kind(self._by_number.values(), *kinds)

    def last(self, kind: EventKind) -> list[Event]:
        return self.all(kind)[-1:]

    def by_number(self, number: str) -> Event | None:
        return self._by_number.get(number)

    def words(self, event: Event, name: str) -> str:
        return in_words(event, name, self._profile)


def _source(record: _Record) -> Iterator[str]:
    for each in record.last(EventKind.SOURCE_SET):
        yield f"came from: {record.words(each, 'agency')}"


def _assigned(record: _Record) -> Iterator[str]:
    given = record.all(EventKind.ASSIGNED)
    for each in [each for each in given if not each.detail.get("task")][-1:]:
        yield f"this case is with: {record.words(each, 'role')}"
    for each in given:
        if each.detail.get("task"):
            yield f"task of {record.words(each, 'role')}: {each.detail['task']}"


def _expected_long(record: _Record) -> Iterator[str]:
    for each in record.last(EventKind.EXPECTED_LONG_SET):
        if each.detail.get("why") != NO:
            yield f"expected to take long: {record.words(each, 'why')}"


def _drift(record: _Record) -> Iterator[str]:
    for each in record.all(EventKind.DRIFT_MARKED):
        said = each.detail
        yield f"! drifts with {said['agency']}: {said[REASON]}; escalated on {said['escalated-on']} to {said['to']}"
    for each in record.all(EventKind.DELAY_FLAGGED):
        yield f"! delayed since {_date(each)}: {each.detail[REASON]}"
    for each in record.all(EventKind.MANAGERS_TOLD):
        yield f"{each.detail['to']} was told on {_date(each)}: {each.detail['what']}"


def _liaison(record: _Record) -> Iterator[str]:
    """Give each agency its own log, in the order in which they were first spoken to."""
    logs: dict[str, list[str]] = {}
    for each in record.all(EventKind.LIAISED):
        logs.setdefault(record.words(each, "agency"), []).append(f"{_date(each)}: {each.detail['what']}")
    yield from (f"with {agency}: {'; '.join(entries)}" for agency, entries in logs.items())


def _second_opinions(record: _Record) -> Iterator[str]:
    for each in record.all(EventKind.SECOND_OPINION_GIVEN):
        said = each.detail
        mark, agrees = ("! ", "does not agree") if said["agrees"] == NO else ("", "agrees")
        yield f"{mark}second opinion on decision {said[ABOUT]}, {_date(each)}: {said['by']} {agrees}: {said[REASON]}"


def _strategy(record: _Record) -> Iterator[str]:
    for each in record.all(EventKind.STRATEGY_MEETING_ADVISED):
        whom = f" to {each.detail['to']}" if each.detail.get("to") else ""
        yield f"advised{whom} on {_date(each)}: a strategy meeting is needed"
    for each in record.all(EventKind.STRATEGY_MEETING_NOT_ADVISED):
        yield f"no strategy meeting advised, {_date(each)}: {each.detail[REASON]}"


def _support(record: _Record) -> Iterator[str]:
    for each in record.all(EventKind.SUPPORT_OFFERED):
        said = each.detail
        yield f"support, {_date(each)}, {record.words(each, 'whom')}: {said['what']}, from {said['by']}"
    for each in record.all(EventKind.WELFARE_NOTED):
        yield f"welfare, {_date(each)}, {record.words(each, 'whom')}: {each.detail['found']}"


def _challenges(record: _Record) -> Iterator[str]:
    for each in record.all(EventKind.CHALLENGED):
        answer = each.detail.get("response") or "no answer yet"
        yield f"challenged on {_date(each)}: {each.detail['to']}, about {each.detail['what']}: {answer}"


def _escalated(record: _Record) -> Iterator[str]:
    for each in record.all(EventKind.ACTION_RAISED, EventKind.ACTION_ESCALATED):
        action = record.by_number(each.detail[ABOUT])
        what = action.detail["action"] if action else each.detail[ABOUT]
        how = "raised with" if each.kind is EventKind.ACTION_RAISED else "escalated to"
        yield f"! overdue, {how} {each.detail['to']} on {_date(each)}: {what}"


def _filed(record: _Record) -> Iterator[str]:
    for each in record.all(EventKind.PUT_ON_FILE):
        system = each.detail.get("system", "")
        where = f"{record.words(each, 'file')}{f' in {system}' if system else ''}"
        yield f"event {each.detail[ABOUT]} is on {where[0].lower()}{where[1:]} since {_date(each)}"


def _statements(record: _Record) -> Iterator[str]:
    for each in record.all(EventKind.STATEMENT_DRAFTED):
        said = each.detail
        approved = f"approved by {said['approver']} on {said['approved-on']}" if said.get("approved-on") else ""
        yield f"statement {record.words(each, 'for').lower()}: {approved or 'not approved yet by ' + said['approver']}"


def _passed_back(record: _Record) -> Iterator[str]:
    for each in record.all(EventKind.PASSED_BACK):
        yield f"went back to {each.detail['to']}, {record.words(each, 'route').lower()}: {each.detail['issue']}"


def _guided(record: _Record) -> Iterator[str]:
    for each in record.all(EventKind.INVESTIGATION_GUIDED):
        yield f"guided the employer’s investigation, {_date(each)}: {each.detail['what']}"


def _closing_check(record: _Record) -> Iterator[str]:
    for each in record.last(EventKind.CLOSING_CHECKED):
        not_so = [name for name in each.detail if each.detail[name] == NO]
        if not_so:
            yield f"! checked before closing, and not so: {', '.join(not_so)}"


_TOLD = frozenset((*OVERSIGHT, EventKind.SECOND_OPINION_GIVEN))
_PARTS = (
    _second_opinions, _source, _assigned, _expected_long, _drift, _escalated, _strategy, _liaison, _support,
    _challenges, _filed, _statements, _passed_back, _guided, _closing_check,
)  # fmt: skip


def _date(event: Event) -> str:
    day = day_in_england(event.happened_at)
    return f"{day.day} {day:%B %Y}"
