"""What the form asks in order that it can be counted: basis of work, sector, restraint, category. For Bromley."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from lado_kit.casework.clocks import Event, EventKind
from lado_kit.casework.figures import Counted, count_figures, counted_kind, facts_of_case, reporting_year
from lado_kit.casework.record import view
from lado_kit.casework.worklists import Told
from lado_site.forms.answers import counted_answers
from tests.forms.referrals import TODAY, asks, profile, question, referral

BROMLEY = profile("bromley")
CAME = datetime(2026, 5, 5, 9, tzinfo=UTC)


def event(number: int, kind: EventKind, **detail: str) -> Event:
    return Event(
        id=str(number), kind=kind, happened_at=CAME, recorded_at=CAME, recorded_by="duty-1", detail=detail
    )  # fmt: skip


def a_referral(*said: tuple[EventKind, dict[str, str]], **answers: Any) -> Counted:
    """A referral as the form and these entries tell of it; what the form does not ask is not in the answers."""
    told = counted_answers(referral("bromley"), {"works_with_children": "yes", **answers}, today=TODAY)
    events = [event(number, kind, **detail) for number, (kind, detail) in enumerate(said, start=2)]
    whole = (event(1, EventKind.CONTACT), *events)
    return Counted(
        kind=counted_kind("category-1", "yes", BROMLEY), received=CAME.date(), ended=None, closed=None,
        pathway="category-1", common="lado-led", met="yes", overseen="yes", sector=str(told.get("work_sector", "")),
        category=view(whole, BROMLEY).category, outcome="", result="",
        facts=facts_of_case(whole, Told(form="referral", answers=told), BROMLEY, (), CAME),
    )  # fmt: skip


def table(key: str, *cases: Counted) -> Mapping[str, int]:
    found = count_figures(cases, BROMLEY, reporting_year(BROMLEY, 2026)).table(key)
    return {each.key: each.now for each in found.lines if each.now}


@pytest.mark.req("BRO-20")
def test_the_form_asks_paid_or_voluntary_and_the_report_splits_on_it() -> None:
    assert question("bromley", "work_basis").required
    cases = [a_referral(work_basis=each) for each in ("permanent", "volunteer", "agency", "volunteer", "not-known")]

    assert table("paid", *cases) == {"paid": 2, "voluntary": 2, "not-said": 1}


@pytest.mark.req("BRO-70", "BRO-120")
def test_each_kind_of_worker_is_a_line_of_its_own_and_referrals_are_counted_by_who_sent_them() -> None:
    sectors = [each.key for each in BROMLEY.sectors]
    cases = [a_referral(work_sector=each) for each in sectors]
    of_police = [
        a_referral((EventKind.SOURCE_SET, {"agency": agency}), work_sector="police")
        for agency in ("police", "public", "public")
    ]

    assert {"police", "transport", "faith", "tutor-coach", "unregulated-residential"} <= set(sectors)
    assert table("sector", *cases) == dict.fromkeys(sectors, 1)
    assert table("sector", *of_police) == {"police": 3}
    assert table("source", *of_police) == {"police": 1, "public": 2}


@pytest.mark.req("BRO-75")
def test_restraint_is_asked_where_force_is_alleged_and_counted() -> None:
    assert "restraint" in asks("bromley", categories=["physical"])
    assert "restraint" not in asks("bromley", categories=["conduct"])
    cases = [
        a_referral(categories=["physical"], restraint="yes"),
        a_referral(categories=["physical"], restraint="no"),
        a_referral(categories=["conduct"], restraint="yes"),
    ]

    assert table("restraint", *cases) == {"yes": 1, "no": 1, "not-said": 1}


@pytest.mark.req("BRO-74")
def test_the_category_of_the_first_contact_and_the_one_known_now_are_counted_apart() -> None:
    first = (EventKind.ALLEGATION_SET, {"adult": "A", "category": "conduct"})
    case = a_referral(first)
    corrected = Event(
        id="3", kind=EventKind.ALLEGATION_SET, happened_at=CAME, recorded_at=CAME.replace(hour=11),
        recorded_by="duty-1", corrects="2", detail={"adult": "A", "category": "physical"},
    )  # fmt: skip
    whole = (event(1, EventKind.CONTACT), event(2, first[0], **first[1]), corrected)

    assert table("category", case) == table("category-now", case) == {"conduct": 1}
    assert view(whole, BROMLEY).category == "conduct"
    later = facts_of_case(whole, Told(form="referral", answers={}), BROMLEY, (), CAME.replace(hour=12))
    assert later.current == "physical"


@pytest.mark.req("BRO-92")
def test_the_caution_stands_beside_the_outcomes_and_only_where_the_document_has_one() -> None:
    def beside_outcomes(name: str) -> str:
        return count_figures((), profile(name), reporting_year(profile(name), 2026)).table("outcome").note

    assert "a child’s word is seldom taken against an adult’s" in beside_outcomes("bromley")
    assert "child" not in beside_outcomes("sandwell")
