"""Tell the LADO within one working day: worked out where the authority says so, a reason asked, nothing blocked."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lado_site.forms.rules import check
from lado_site.forms.sample import sample_answers

from .referrals import advice, asks, others, profile, question, referral, words

HEARD = "2026-12-24T15:30"
LAST_DAY = date(2026, 12, 29)
"""Christmas Day, and Boxing Day on a Saturday whose Monday is a day off: the next working day is Tuesday 29."""


@pytest.mark.req("WAN-16")
def test_wandsworth_asks_why_only_after_the_next_working_day() -> None:
    late = date(2026, 12, 30)

    assert "tell_by" in asks("wandsworth")
    assert "late_reason" not in asks("wandsworth", today=LAST_DAY, became_aware=HEARD)
    assert "late_reason" in asks("wandsworth", today=late, became_aware=HEARD)
    assert "one working day" in words(advice("wandsworth", today=late, became_aware=HEARD)["late"])
    assert "late" not in advice("wandsworth", today=LAST_DAY, became_aware=HEARD)


@pytest.mark.req("WAN-16")
@pytest.mark.parametrize("reason", [{}, {"late_reason": "We were closed."}])
def test_a_late_referral_is_accepted_with_and_without_a_reason(reason: dict[str, Any]) -> None:
    given = sample_answers(referral("wandsworth"), profile("wandsworth"), today=date(2026, 12, 30))
    late = {key: value for key, value in given.items() if key != "late_reason"} | {"became_aware": HEARD} | reason

    assert check(referral("wandsworth"), late, today=date(2026, 12, 30)) == []


@pytest.mark.parametrize("heard", ["not-known", "2026-12-24T15:30"])
def test_where_no_time_is_set_none_is_worked_out(heard: str) -> None:
    for name in others("wandsworth"):
        assert not asks(name, today=date(2027, 6, 1), became_aware=heard) & {"tell_by", "late_reason"}
        assert question(name, "became_aware").not_known


def test_not_known_and_years_beyond_the_calendar_bring_no_deadline() -> None:
    assert "late_reason" not in asks("wandsworth", today=date(2027, 6, 1), became_aware="not-known")
    assert "late_reason" not in asks("wandsworth", today=date(2032, 6, 1), became_aware="2032-01-01T10:00")
