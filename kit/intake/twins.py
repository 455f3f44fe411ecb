"""Looking for referrals that were sealed twice. It only marks them; a person decides (``deciding``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from ..casework.matching import LIKELY
from ..casework.sameness import digest_of, is_told_alike
from ..store.duplicates import Twin, accounts_of, cases_with_digest
from ..store.tables import LinkKind, LinkState, Sameness
from .knowing import Pair

COMPARED = 3
"""Cases of the same adult whose account of what happened is compared, at most: those whose adult is the most alike."""

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A case that may be the same referral as an earlier one."""

    case_id: UUID
    of: Twin
    sameness: Sameness


@dataclass(frozen=True, kw_only=True, slots=True)
class Coming:
    """A case that is about to be opened, and what it says."""

    twin: Twin
    submission_id: UUID
    digest: str | None
    account: str | None


def coming_cases(rows: Rows) -> list[Coming]:
    """Read from rows that are about to be written the cases they open."""
    landed: dict[UUID, dict[str, list[Mapping[str, Any]]]] = {}
    for table in ("adult", "child", "allegation"):
        for row in rows[table]:
            landed.setdefault(row["submission_id"], {}).setdefault(table, []).append(row)
    references = {row["id"]: row["reference"] for row in rows["case_record"]}
    return [
        Coming(
            twin=Twin(case_id=row["case_id"], reference=references[row["case_id"]]),
            submission_id=row["submission_id"],
            digest=digest_of(said),
            account=next((each["summary"] for each in said.get("allegation", [])), None),
        )
        for row in rows["submission"]
        if row["case_id"] in references and row["joined_at"] is None
        for said in [landed.get(row["submission_id"], {})]
    ]


def find_twins(
    connection: Connection,
    authority: str,
    coming: Sequence[Coming],
    earlier: Iterable[Pair],
    *,
    rehearsed: Mapping[str, Twin],
) -> list[Found]:
    """Find for each case that is about to be opened an earlier one that says the same, or nearly.

    ``rehearsed`` has by digest those that a dry run would have opened.
    """
    digests = {each.digest for each in coming if each.digest}
    seen = {**rehearsed, **cases_with_digest(connection, authority, digests)}
    same: list[Found] = []
    for each in coming:
        if each.digest and each.digest in seen:
            same.append(Found(case_id=each.twin.case_id, of=seen[each.digest], sameness=Sameness.SAME))
        elif each.digest:
            seen[each.digest] = each.twin
    settled = {found.case_id for found in same}
    rest = [each for each in coming if each.twin.case_id not in settled]
    return [*same, *_nearly(connection, coming, rest, earlier)]


def twin_rows(authority: str, coming: Iterable[Coming], found: Iterable[Found], *, now: Any) -> dict[str, Any]:
    """Return what is written of it: what each case will be found by, and which were found."""
    return {
        "answer_digest": [
            {"authority": authority, "digest": each.digest, "case_id": each.twin.case_id}
            for each in coming
            if each.digest
        ],
        "case_duplicate": [
            {
                "case_id": each.case_id,
                "of_case_id": each.of.case_id,
                "authority": authority,
                "sameness": each.sameness.value,
                "state": LinkState.SUGGESTED.value,
                "found_at": now,
                "decided_at": None,
                "decided_by": None,
                "reason": None,
            }
            for each in found
        ],
    }


def _nearly(
    connection: Connection, coming: Sequence[Coming], rest: Sequence[Coming], earlier: Iterable[Pair]
) -> list[Found]:
    """Compare what is told of adults who are likely the same."""
    likely: dict[UUID, list[UUID]] = {}
    for pair in earlier:
        if pair.record.kind is LinkKind.ADULT and pair.match.score >= LIKELY and pair.earlier.case_id:
            likely.setdefault(pair.record.submission_id, []).append(pair.earlier.case_id)
    candidates = {each.twin.case_id: likely.get(each.submission_id, [])[:COMPARED] for each in rest if each.account}
    known = {each.twin.case_id: (each.twin, each.account) for each in coming if each.account}
    missing = {case_id for those in candidates.values() for case_id in those} - known.keys()
    accounts = {**known, **accounts_of(connection, missing)}
    found = []
    for each in rest:
        for case_id in candidates.get(each.twin.case_id, []):
            twin, account = accounts.get(case_id, (None, None))
            if twin and is_told_alike(each.account, account):
                found.append(Found(case_id=each.twin.case_id, of=twin, sameness=Sameness.NEARLY))
                break
    return found
