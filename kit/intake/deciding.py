"""What a person makes of two cases that may be one referral sealed twice. Nothing is removed, and all can be undone."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, update

from ..errors import Misuse, Refused
from ..store import audit, queries
from ..store.audit import Happening
from ..store.duplicates import Duplication, between, duplications_of, later_of
from ..store.projection import mark_stale
from ..store.queries import Case
from ..store.tables import LinkState, Sameness, case_duplicate

ACTIONS = {
    LinkState.CONFIRMED: "called-duplicate",
    LinkState.DISMISSED: "called-no-duplicate",
    LinkState.SUGGESTED: "duplicate-undone",
}
"""What the audit chain calls each decision."""


def decide_duplicate(
    connection: Connection,
    name: str,
    other_name: str,
    *,
    state: LinkState,
    reason: str | None,
    authority: str,
    actor: str,
    now: datetime,
) -> Duplication:
    """Say of two cases that the later is a duplicate of the earlier, that it is not, or undo that.

    Inside a writing transaction. Raises Misuse without a reason, Refused when there is nothing to decide.
    """
    why = " ".join((reason or "").split()) or None
    if state is LinkState.CONFIRMED and why is None:
        raise Misuse("no reason is given", hint="say why in a few words: --reason “The school sent it twice”")
    one, other = _find(connection, name, authority), _find(connection, other_name, authority)
    if one == other:
        raise Refused("that is the same case twice", hint="name the case, then the other one")
    later, earlier = later_of(connection, one, other)
    known = between(connection, one, other)
    if state is LinkState.SUGGESTED and (known is None or known.state is LinkState.SUGGESTED):
        raise Refused("nothing was decided about these two cases", hint="lado case compare shows how far they agree")
    if state is LinkState.CONFIRMED:
        _check_free(connection, later, earlier)
    is_open = state is LinkState.SUGGESTED
    values = {
        "state": state.value,
        "decided_at": None if is_open else now,
        "decided_by": None if is_open else actor,
        "reason": None if is_open else why,
    }
    _write(connection, later, earlier, known, values, authority=authority, now=now)
    mark_stale(connection, [later, earlier])
    decided = between(connection, later, earlier)
    assert decided
    audit.append(connection, _noted(decided, state, why), authority=authority, actor=actor, now=now)
    return decided


def _find(connection: Connection, name: str, authority: str) -> UUID:
    case: Case = queries.find_case(connection, name, authority=authority)
    if case.case_id is None:
        raise Refused(f"{case.receipt} is in no case yet", hint="name two cases, as lado case list shows them")
    return case.case_id


def _check_free(connection: Connection, later: UUID, earlier: UUID) -> None:
    """Refuse chains and circles: a duplicate points to the one case that counts."""
    for each in (*duplications_of(connection, later), *duplications_of(connection, earlier)):
        if each.state is not LinkState.CONFIRMED or (each.case_id, each.of_case_id) == (later, earlier):
            continue
        if each.case_id == earlier:
            raise Refused(
                f"{each.case} is a duplicate of {each.of} itself", hint=f"compare with {each.of}, and name that"
            )
        if later in (each.case_id, each.of_case_id):
            raise Refused(
                f"{each.case} is a duplicate of {each.of} already",
                hint=f"undo that first: lado case duplicate {each.case} {each.of} --undo",
            )


def _write(
    connection: Connection,
    later: UUID,
    earlier: UUID,
    known: Duplication | None,
    values: dict[str, Any],
    *,
    authority: str,
    now: datetime,
) -> None:
    if known:
        of_pair = (case_duplicate.c.case_id == known.case_id, case_duplicate.c.of_case_id == known.of_case_id)
        connection.execute(update(case_duplicate).where(*of_pair).values(values))
        return
    row = {"case_id": later, "of_case_id": earlier, "authority": authority, "sameness": Sameness.NEARLY.value}
    connection.execute(insert(case_duplicate), {**row, "found_at": now, **values})


def _noted(decided: Duplication, state: LinkState, why: str | None) -> list[Happening]:
    """Return what the audit chain says of it. The reason may name a person: it is held by its hash."""
    of_reason = {"why_sha256": hashlib.sha256(why.encode()).hexdigest()} if why else {}
    return [
        Happening(action=ACTIONS[state], subject=here, detail={"with": there, **of_reason})
        for here, there in ((decided.case, decided.of), (decided.of, decided.case))
    ]
