"""How two cases are shown side by side, and what was decided of them."""

from __future__ import annotations

from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING, Any

from .speech import say, show

if TYPE_CHECKING:
    from ..office.comparing import Compared, Comparison
    from ..store.duplicates import Duplication


def show_comparison(compared: Comparison, *, only_differences: bool) -> None:
    """Print each field of two cases: once where they agree, else what each says."""
    from ..office.comparing import Verdict

    first, second = compared.first.subject, compared.second.subject
    counts = ", ".join(f"{compared.count(each)} {_COUNTED[each.value]}" for each in Verdict)
    show(f"{first} and {second}: {counts.format(first=first, second=second)}")
    shown = [row for row in compared.rows if not (only_differences and row.verdict is Verdict.SAME)]
    for section, rows in groupby(shown, key=lambda row: row.section):
        show(f"\n{section}")
        for row in rows:
            show("\n".join(_lines(row, first, second)))
    if compared.decided:
        show_duplication(compared.decided)
    if compared.decided is None or compared.decided.decided_at is None:
        say(f"you decide: lado case duplicate {first} {second} --reason “…”, or with --not")


def comparison_as_json(compared: Comparison, *, only_differences: bool) -> dict[str, Any]:
    """Return the same for a program."""
    from ..office.comparing import Verdict

    return {
        "first": compared.first.subject,
        "second": compared.second.subject,
        "counts": {each.value: compared.count(each) for each in Verdict},
        "fields": [asdict(row) for row in compared.rows if not (only_differences and row.verdict is Verdict.SAME)],
        "decided": duplication_as_json(compared.decided) if compared.decided else None,
    }


def show_duplication(decided: Duplication) -> None:
    """Print what is known of two cases as one referral."""
    show(f"{decided.case} {_STATES[decided.state.value]} {decided.of}{_said(decided)}")


def duplication_as_json(decided: Duplication) -> dict[str, Any]:
    """Return the same for a program."""
    return {
        "case": decided.case,
        "of": decided.of,
        "sameness": decided.sameness.value,
        "state": decided.state.value,
        "decided_at": decided.decided_at.isoformat() if decided.decided_at else None,
        "decided_by": decided.decided_by,
        "reason": decided.reason,
    }


_COUNTED = {
    "same": "fields the same",
    "differs": "differ",
    "only-first": "only in {first}",
    "only-second": "only in {second}",
}

_STATES = {
    "suggested": "may be a duplicate of",
    "confirmed": "is a duplicate of",
    "dismissed": "is no duplicate of",
}


def _lines(row: Compared, first: str, second: str) -> list[str]:
    if row.verdict.value == "same":
        return [f"  = {row.label}", *(f"      {line}" for line in row.first)]
    told = [f"      {name}: {' / '.join(lines)}" for name, lines in ((first, row.first), (second, row.second)) if lines]
    return [f"  ! {row.label}", *told]


def _said(decided: Duplication) -> str:
    if decided.decided_at is None:
        return ": nobody has decided"
    because = f": {decided.reason}" if decided.reason else ""
    return f", said {decided.decided_by} on {decided.decided_at.astimezone():%d %b %Y %H:%M}{because}"
