"""What a person makes of suggested links: the same, different, or undecided again. No record is ever merged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, insert, update

from ..casework.matching import POSSIBLE, Likeness, Match
from ..errors import Refused
from ..store import audit, queries
from ..store.audit import Happening
from ..store.duplicates import cases_of_referral
from ..store.exclusions import hidden_cases
from ..store.matching import DESCRIBED_BY, Link, Record, links_of, records_by_id, records_of_submissions
from ..store.queries import Case
from ..store.tables import LinkKind, LinkState, link
from .knowing import Pair, compare, each_once, find_earlier, link_row, subject_of

ACTIONS = {
    LinkState.CONFIRMED: "linked",
    LinkState.DISMISSED: "told-apart",
    LinkState.SUGGESTED: "unlinked",
}
"""What the audit chain calls each decision."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Suggestion:
    """A record elsewhere that may be of the same as one in this case, why, and what a person said of it."""

    kind: LinkKind
    other: str
    described: str = field(repr=False)
    other_described: str = field(repr=False)
    score: int
    likeness: Likeness
    reasons: tuple[str, ...] = field(repr=False)
    state: LinkState
    decided_at: datetime | None
    decided_by: str | None
    reason: str | None = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Matches:
    """What may be of the same as in a case; ``hidden`` more are in cases that whoever looks must not open."""

    case: Case = field(repr=False)
    suggestions: tuple[Suggestion, ...]
    hidden: int


def look_for_matches(connection: Connection, name: str, *, authority: str, actor: str, now: datetime) -> Matches:
    """Look for other records of the people and places of a case, inside a writing transaction.

    What is found is kept as suggested, what was decided stays so, and that someone looked is noted. Raises Refused.
    """
    case = queries.find_case(connection, name, authority=authority)
    pairs, links = _pairs(connection, authority, case)
    fresh = [pair for pair in pairs if _key(pair.record.id, pair.earlier.id) not in links]
    _write(connection, authority, fresh, now=now)
    detail = {kind.value: sum(pair.record.kind is kind for pair in pairs) for kind in LinkKind}
    audit.append(
        connection,
        [Happening(action="looked-for-matches", subject=case.subject, detail=detail)],
        authority=authority,
        actor=actor,
        now=now,
    )
    hidden = hidden_cases(connection)
    shown = [pair for pair in pairs if pair.earlier.case_id not in hidden]
    suggestions = tuple(_suggestion(pair, links.get(_key(pair.record.id, pair.earlier.id))) for pair in shown)
    return Matches(case=case, suggestions=suggestions, hidden=len(pairs) - len(shown))


def decide(
    connection: Connection,
    name: str,
    other_name: str,
    *,
    kind: LinkKind,
    state: LinkState,
    reason: str | None,
    authority: str,
    actor: str,
    now: datetime,
) -> tuple[Suggestion, ...]:
    """Say of two cases that their adult, children or organisation are the same, or different, or undecided again.

    Of several children each is taken with the one that is nearest. Raises Refused when there is nothing to decide.
    """
    case = queries.find_case(connection, name, authority=authority)
    other = queries.find_case(connection, other_name, authority=authority)
    if case.submission_id == other.submission_id:
        raise Refused("that is the same case twice", hint="name the case, then the other one")
    pairs, links = _between(connection, authority, case, other, kind)
    chosen = _chosen(pairs, links, state)
    if not chosen:
        raise Refused(
            f"there is no {kind} to {_VERBS[state]} in {case.subject} and {other.subject}",
            hint=f"lado case matches {case.subject} lists what may be the same; --kind says what is meant",
        )
    _write(
        connection, authority, [pair for pair in chosen if _key(pair.record.id, pair.earlier.id) not in links], now=now
    )
    _settle(connection, chosen, state=state, reason=reason, actor=actor, now=now)
    audit.append(
        connection,
        [
            Happening(action=ACTIONS[state], subject=here, detail={"kind": kind.value, "with": there})
            for here, there in ((case.subject, other.subject), (other.subject, case.subject))
        ],
        authority=authority,
        actor=actor,
        now=now,
    )
    decided = _by_pair(links_of(connection, case.submission_ids))
    return tuple(_suggestion(pair, decided.get(_key(pair.record.id, pair.earlier.id))) for pair in chosen)


_VERBS = {LinkState.CONFIRMED: "link", LinkState.DISMISSED: "tell apart", LinkState.SUGGESTED: "undo"}


def _pairs(connection: Connection, authority: str, case: Case) -> tuple[list[Pair], dict[tuple[UUID, UUID], Link]]:
    """Return what is alike now and what has been decided before, however alike that is.

    What is in a duplicate of the case, or in the case it is a duplicate of, is no other record.
    """
    records = each_once(records_of_submissions(connection, case.submission_ids))
    links = _by_pair(links_of(connection, case.submission_ids))
    found = list(find_earlier(connection, authority, [subject_of(each) for each in records]))
    seen = {_key(pair.record.id, pair.earlier.id) for pair in found}
    own = {record.id: record for record in records}
    kept = [each for key, each in links.items() if key not in seen]
    referral = cases_of_referral(connection, case.case_id) if case.case_id else frozenset()
    pairs = (*found, *_kept(connection, authority, own, kept))
    return [pair for pair in pairs if pair.earlier.case_id not in referral], links


def _kept(connection: Connection, authority: str, own: dict[UUID, Record], links: Iterable[Link]) -> Iterator[Pair]:
    for each in links:
        mine, theirs = (each.one_id, each.other_id) if each.one_id in own else (each.other_id, each.one_id)
        other = records_by_id(connection, authority, each.kind, [theirs]).get(theirs)
        if mine in own and other:
            yield Pair(record=own[mine], earlier=other, match=compare(own[mine], other))


def _between(
    connection: Connection, authority: str, case: Case, other: Case, kind: LinkKind
) -> tuple[list[Pair], dict[tuple[UUID, UUID], Link]]:
    """Return every pair of one kind between two cases, the most alike first, and the links between them."""
    mine, theirs = (
        [record for record in each_once(records_of_submissions(connection, each.submission_ids)) if record.kind is kind]
        for each in (case, other)
    )
    if {record.whole for record in mine} & {record.whole for record in theirs}:
        raise Refused("both are in the same case", hint="name the case, then the other one")
    if any(record.row["authority"] != authority for record in (*mine, *theirs)):
        raise Refused("that case belongs to another authority", hint="work in that authority’s home")
    pairs = [Pair(record=one, earlier=two, match=compare(one, two)) for one in mine for two in theirs]
    pairs.sort(key=lambda pair: (-pair.match.score, pair.record.id, pair.earlier.id))
    between = {_key(pair.record.id, pair.earlier.id) for pair in pairs}
    links = _by_pair(links_of(connection, case.submission_ids))
    return pairs, {key: each for key, each in links.items() if key in between}


def _chosen(pairs: Sequence[Pair], links: dict[tuple[UUID, UUID], Link], state: LinkState) -> list[Pair]:
    """Choose what a decision is about: to undo, what was decided; to tell apart, all that is alike; to link, the best.

    A person may know what no record shows: of two records that nothing speaks for, the nearest are taken.
    """
    if state is LinkState.SUGGESTED:
        return [
            pair
            for pair in pairs
            if (each := links.get(_key(pair.record.id, pair.earlier.id))) and each.state is not LinkState.SUGGESTED
        ]
    alike = [pair for pair in pairs if pair.match.score >= POSSIBLE or _key(pair.record.id, pair.earlier.id) in links]
    if state is LinkState.DISMISSED:
        return alike
    taken: set[UUID] = set()
    chosen = []
    for pair in alike or pairs[:1]:
        if not {pair.record.id, pair.earlier.id} & taken:
            taken |= {pair.record.id, pair.earlier.id}
            chosen.append(pair)
    return chosen


def _write(connection: Connection, authority: str, pairs: Sequence[Pair], *, now: datetime) -> None:
    rows = {row["id"]: row for row in (link_row(authority, pair, now=now) for pair in pairs)}
    if rows:
        connection.execute(insert(link), list(rows.values()))


def _settle(
    connection: Connection, pairs: Sequence[Pair], *, state: LinkState, reason: str | None, actor: str, now: datetime
) -> None:
    is_open = state is LinkState.SUGGESTED
    for pair in pairs:
        one, other = _key(pair.record.id, pair.earlier.id)
        of_pair = (link.c.one_id == one, link.c.other_id == other, link.c.kind == pair.record.kind.value)
        if is_open and pair.match.score < POSSIBLE:
            # Only a person's word made it a link; without that nothing suggests one.
            connection.execute(delete(link).where(*of_pair))
            continue
        values: dict[str, Any] = {
            "state": state.value,
            "decided_at": None if is_open else now,
            "decided_by": None if is_open else actor,
            "reason": None if is_open else reason,
        }
        connection.execute(update(link).where(*of_pair).values(values))


def _suggestion(pair: Pair, decided: Link | None) -> Suggestion:
    return Suggestion(
        kind=pair.record.kind,
        other=pair.earlier.named,
        described=described(pair.record),
        other_described=described(pair.earlier),
        score=pair.match.score,
        likeness=pair.match.likeness,
        reasons=_sentences(pair.match),
        state=decided.state if decided else LinkState.SUGGESTED,
        decided_at=decided.decided_at if decided else None,
        decided_by=decided.decided_by if decided else None,
        reason=decided.reason if decided else None,
    )


def _sentences(match: Match) -> tuple[str, ...]:
    return tuple(reason.sentence for reason in match.reasons)


def described(record: Record) -> str:
    """Return who or what a record is of, in a few words."""
    return describe(record.kind, [record.row[name] for name in DESCRIBED_BY[record.kind]])


def describe(kind: LinkKind, says: Sequence[str | None]) -> str:
    """Put what a record says in the columns that it is described by in a few words."""
    if kind is LinkKind.ORGANISATION:
        return " ".join(filter(None, says))
    *names, born = says
    name = " ".join(filter(None, names))
    return f"{name or 'name not known'}{', born ' + born if born else ''}"


def _key(one: UUID, other: UUID) -> tuple[UUID, UUID]:
    return (one, other) if one < other else (other, one)


def _by_pair(links: Iterable[Link]) -> dict[tuple[UUID, UUID], Link]:
    return {(each.one_id, each.other_id): each for each in links}
