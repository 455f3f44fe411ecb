"""What the referral asks about agencies, regulators and kinds of concern, for the documents that name them."""

from __future__ import annotations

from typing import cast

import pytest

from lado_site.forms.answers import counted_answers
from lado_site.forms.questions import Group, OneOf
from lado_site.forms.rules import examine

from .referrals import PROFILES, TODAY, asks, profile, question, referral


@pytest.mark.req("BRO-32")
@pytest.mark.parametrize("name", PROFILES)
def test_the_referrer_tells_allegation_poor_care_and_complaint_apart_and_each_is_explained(name: str) -> None:
    kinds = cast(OneOf, question(name, "report_kind")).choices

    assert [each.value for each in kinds] == ["allegation", "quality-of-care", "complaint"]
    assert all(each.hint for each in kinds)


@pytest.mark.req("BRO-111")
def test_the_referrer_says_which_regulator_was_told_and_when() -> None:
    (group,) = (
        each for each in referral("bromley").every_question() if isinstance(each, Group) and each.name == "told"
    )
    whom = {each.value for question in group.questions if isinstance(question, OneOf) for each in question.choices}

    assert {"ofsted", "regulator"} <= whom
    assert {"told_on", "told_name"} <= asks("bromley", told=[{"told_whom": "regulator"}])
    assert "has it been told" in question("bromley", "regulator").label
    assert "regulator" in asks("bromley", regulated="yes")


@pytest.mark.req("BRO-70")
def test_a_referral_can_be_of_every_kind_of_worker_that_bromley_names() -> None:
    for sector in profile("bromley").sectors:
        answers = {"works_with_children": "yes", "work_sector": sector.key}
        found = examine(referral("bromley"), answers, today=TODAY)
        assert counted_answers(referral("bromley"), answers, today=TODAY)["work_sector"] == sector.key
        assert "work_sector" not in {each.path for each in found.problems}
