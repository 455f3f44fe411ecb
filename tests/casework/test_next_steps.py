"""What an entry brings about, what the profile fills in of one, and that no setting names what can never be."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lado_kit.casework.clocks import Event, EventKind
from lado_kit.casework.record import next_steps, read_entry, view
from lado_kit.casework.record.settings import never_so
from lado_kit.casework.worklists import Due, Told, project
from lado_kit.errors import Misuse
from lado_site.profiles import Calendar, Default, FollowUp, Profile, Requirement, check_settings, read_settings
from tests.forms.referrals import BEDFORDSHIRE, PROFILES, profile

NINE = datetime(2026, 11, 2, 9, tzinfo=UTC)
SAID = tuple[str, dict[str, str]]
CAME: SAID = ("contact", {})
CLOSED: SAID = ("closed", {"result": "no-further-action", "reason": "All is done"})


def an_event(number: int, kind: str, **detail: str) -> Event:
    at = NINE + timedelta(hours=number)
    said = {name.replace("_", "-"): value for name, value in detail.items()}
    return Event(
        id=str(number), kind=EventKind(kind), happened_at=at, recorded_at=at, recorded_by="duty-1", detail=said
    )


def case(*said: SAID) -> tuple[Event, ...]:
    """Entries an hour apart, numbered from 1."""
    return tuple(an_event(number, kind, **detail) for number, (kind, detail) in enumerate(said, 1))


def to_do(name: str, *said: SAID) -> list[str]:
    return [each.key for each in next_steps(case(*said), profile(name))]


def decided(pathway: str) -> SAID:
    return "threshold-decided", {"met": "yes", "pathway": pathway, "reason": "As told"}


def kept(name: str, kind: str, *before: SAID, **typed: str) -> dict[str, str]:
    said = {key.replace("_", "-"): value for key, value in typed.items()}
    return read_entry(EventKind(kind), said, profile(name), case(*before), before=case(*before))


# ── the rule itself ───────────────────────────────────────────────────────────────────────────────────────────────────

STEP = FollowUp(
    key="look-again",
    task="Look again",
    after=("s47-started",),
    done=("interim-set",),
    requirement=Requirement(id="OWN-01"),
)


def with_step(**changes: Any) -> Profile:
    return replace(profile("leicester"), follow_ups=(replace(STEP, **changes),))


def is_to_do(ours: Profile, *said: SAID) -> bool:
    return bool(next_steps(case(*said), ours))


def test_what_an_earlier_threshold_decision_brought_about_ends_with_a_later_one() -> None:
    ours = with_step(after=("threshold-decided:met=no",))
    no: SAID = ("threshold-decided", {"met": "no", "pathway": "advice", "reason": "As told"})

    assert is_to_do(ours, CAME, no)
    assert not is_to_do(ours, CAME, no, decided("advice"))
    assert is_to_do(ours, CAME, decided("advice"), no)


INTERIM: SAID = ("interim-set", {"what": "suspended"})
BEGAN: SAID = ("s47-started", {})


def test_a_step_begins_with_its_entry_and_ends_with_what_is_done_after_it() -> None:
    ours = with_step()

    assert not is_to_do(ours, CAME)
    assert not is_to_do(ours, BEGAN, INTERIM)
    assert is_to_do(ours, BEGAN, INTERIM, BEGAN)
    (step,) = next_steps(case(INTERIM, BEGAN), ours)
    assert (step.because.id, step.done) == ("2", ("interim-set",))


def test_a_person_may_say_that_a_step_is_done_or_not_needed_by_its_key() -> None:
    ours = with_step(done=())
    named = {"clock": "look-again", "reason": "There is nothing to look at"}

    assert is_to_do(ours, BEGAN, ("step-not-needed", {**named, "clock": "another"}))
    assert not is_to_do(ours, BEGAN, ("step-not-needed", named))
    assert not is_to_do(ours, BEGAN, ("step-done", {"clock": "look-again"}))
    read = read_entry(EventKind.STEP_NOT_NEEDED, named, ours, ())
    assert read == named


def test_a_step_holds_where_the_profile_says() -> None:
    assert not is_to_do(with_step(unless=("advice-given",)), ("advice-given", {}), BEGAN)
    assert not is_to_do(with_step(pathways=("advice",)), decided("not-met"), BEGAN)
    assert is_to_do(with_step(pathways=("advice",)), decided("advice"), BEGAN)
    assert not is_to_do(with_step(applies=("child-in-care",)), BEGAN)
    assert is_to_do(with_step(applies=("child-in-care",)), ("child-in-care-set", {"in-care": "yes"}), BEGAN)
    assert is_to_do(with_step(after=("police-told:why=",)), ("police-told", {}))
    assert not is_to_do(with_step(after=("police-told:why=",)), ("police-told", {"why": "share"}))


def test_in_a_closed_case_only_what_came_later_is_to_be_done() -> None:
    assert not is_to_do(with_step(), BEGAN, CLOSED)
    assert is_to_do(with_step(), CLOSED, BEGAN)
    assert is_to_do(with_step(), BEGAN, CLOSED, ("reopened", {}))


def test_what_was_withdrawn_brings_nothing_about() -> None:
    began, withdrawn = an_event(1, "s47-started"), replace(an_event(2, "withdrawn"), corrects="1")

    assert [each.key for each in view((began,), with_step()).next_steps] == ["look-again"]
    assert view((began, withdrawn), with_step()).next_steps == ()


def test_next_steps_stand_among_what_is_to_be_done_without_a_day() -> None:
    now = NINE + timedelta(hours=9)
    told = Told(form="referral", answers={})

    row, due = project(case(CAME, BEGAN), told, with_step(), Calendar.of(profile("leicester")), now)

    assert Due(clock="look-again", due_at=None) in due
    assert "look-again" not in row.next_clock


def test_what_the_profile_says_is_filled_in_unless_somebody_says_otherwise() -> None:
    default = Default(entry="checked", field="what", says="adult", requirement=Requirement(id="OWN-02"))
    ours = replace(profile("leicester"), defaults=(default,))

    assert read_entry(EventKind.CHECKED, {}, ours, ()) == {"what": "adult"}
    assert read_entry(EventKind.CHECKED, {"what": "child"}, ours, ()) == {"what": "child"}
    only_there = replace(ours, defaults=(replace(default, where=("found=nothing",)),))
    with pytest.raises(Misuse, match="what is missing"):
        read_entry(EventKind.CHECKED, {}, only_there, ())


@pytest.mark.parametrize("name", PROFILES)
def test_no_profile_names_what_can_never_be_on_record(name: str) -> None:
    assert list(never_so(profile(name))) == []


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"after": ("s47-startd",)}, "there is no kind of entry s47-startd. Do you mean s47-started?"),
        ({"done": ("interim-set:wat=other",)}, "an entry interim-set has no field wat. Do you mean what?"),
        ({"done": ("interim-set:what=suspend",)}, "what of an entry interim-set is never suspend."),
    ],
)
def test_what_can_never_be_on_record_is_named(changes: dict[str, Any], wrong: str) -> None:
    ((where, said),) = never_so(with_step(**changes))

    assert where == "follow_ups 1 (look-again)"
    assert said.startswith(wrong)


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"after": []}, "follow_ups 1 (look-again): after must have at least 1 of them."),
        ({"after": ["two words"]}, "must be like s47-ended, or s47-decided:agreed=yes."),
        ({"key": "threshold"}, "is the key of an entry of clocks too; each needs its own."),
        ({"pathways": ["advise"]}, "must be of the pathways of this profile. Do you mean advice?"),
        ({"aplies": []}, "is not a setting of a profile. Do you mean applies?"),
    ],
)
def test_a_wrong_follow_up_is_refused_in_words(changes: dict[str, Any], wrong: str) -> None:
    settings = read_settings("leicester")
    step = {"key": "look-again", "task": "Look again", "after": ["s47-started"], "requirement": {"id": "OWN-01"}}

    assert check_settings({**settings, "follow_ups": [step]}) == ()
    assert any(wrong in str(each) for each in check_settings({**settings, "follow_ups": [{**step, **changes}]}))


# ── Leicester ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("LEI-24")
@pytest.mark.parametrize("began", [BEGAN, ("s47-decided", {"agreed": "yes", "lead": "Children’s social care"})])
def test_when_section_47_enquiries_begin_the_interim_arrangements_are_looked_at_again(began: SAID) -> None:
    assert to_do("leicester", INTERIM, began) == ["interim-again"]
    assert to_do("leicester", INTERIM, began, INTERIM) == []
    assert to_do("leicester", INTERIM, ("s47-decided", {"agreed": "no"})) == []


@pytest.mark.req("LEI-25")
def test_the_outcome_of_the_enquiries_brings_about_a_lado_meeting() -> None:
    ended = ("s47-ended", {"outcome": "Harm was likely"})

    (step,) = next_steps(case(ended), profile("leicester"))

    assert (step.task, step.role) == (
        "Call the LADO meeting about the outcome of the section 47 enquiries",
        "LADO",
    )
    assert to_do("leicester", ended, ("meeting-planned", {"meeting": "lado-led"})) == ["outcome-meeting"]
    assert to_do("leicester", ended, ("meeting-planned", {"meeting": "outcome"})) == []


@pytest.mark.req("LEI-38")
def test_a_pattern_below_the_threshold_brings_about_a_meeting_with_police_social_care_and_employer() -> None:
    assert to_do("leicester", decided("investigation-or-pattern")) == ["lado-meeting"]
    assert to_do("leicester", decided("investigation-or-pattern"), ("meeting-planned", {"meeting": "lado-led"})) == []
    meeting = next(each for each in profile("leicester").meetings if each.key == "lado-led")
    assert meeting.invite == ("police", "social care", "employer")


@pytest.mark.req("LEI-41")
@pytest.mark.parametrize("chosen", [CLOSED, ("tracking-continued", {}), ("advice-given", {"advice": "Train"})])
def test_the_result_of_the_internal_investigation_reopens_the_choice(chosen: SAID) -> None:
    ended = ("internal-investigation-ended", {"outcome": "Poor practice"})

    assert to_do("leicester", chosen, ended) == ["after-internal-investigation"]
    assert to_do("leicester", ended, chosen) == []


@pytest.mark.req("LEI-43")
def test_a_contact_below_the_threshold_is_kept_for_one_or_more_of_three_reasons() -> None:
    assert to_do("leicester", decided("not-met")) == ["keep-contact"]
    said = kept("leicester", "contact-kept", why="patterning, To track actions")
    assert said == {"why": "patterning,tracking"}
    assert to_do("leicester", decided("not-met"), ("contact-kept", said)) == []
    with pytest.raises(Misuse, match="is not one of patterning, accountability, tracking"):
        kept("leicester", "contact-kept", why="patterning, interest")
    with pytest.raises(Misuse, match="why is missing"):
        kept("leicester", "contact-kept")


def test_what_is_out_of_area_ends_as_kept_for_patterning() -> None:
    closed = kept("leicester", "closed", decided("out-of-area"), reason="The other LADO has it")
    assert closed["result"] == "patterning"
    with pytest.raises(Misuse, match="result is missing"):
        kept("leicester", "closed", decided("advice"), reason="All is done")


# ── Luton, Bedford and Bedfordshire Police ────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("BED-31")
def test_the_employer_takes_a_tier_2_case_forward() -> None:
    said = kept(BEDFORDSHIRE, "threshold-decided", met="yes", pathway="tier-2", reason="Rough handling")
    assert said["lead"] == "employer"
    by_label = "Tier 2: Monitoring only"
    assert kept(BEDFORDSHIRE, "threshold-decided", met="yes", pathway=by_label, reason="Rough")["lead"] == "employer"


@pytest.mark.req("BED-36")
def test_a_tier_1_case_needs_the_lados_plan_and_counts_as_an_allegation() -> None:
    assert to_do(BEDFORDSHIRE, decided("tier-1")) == ["tier-1-plan"]
    assert to_do(BEDFORDSHIRE, decided("tier-2")) == []
    plan = kept(BEDFORDSHIRE, "plan-agreed", decided("tier-1"), plan="Speak to HR and the police")
    assert plan["lead"] == "lado"
    assert to_do(BEDFORDSHIRE, decided("tier-1"), ("plan-agreed", plan)) == []
    assert to_do(BEDFORDSHIRE, decided("tier-1"), ("plan-agreed", {**plan, "lead": "employer"})) == ["tier-1-plan"]
    row, _ = project(
        case(CAME, decided("tier-1")), Told(form="referral", answers={}), profile(BEDFORDSHIRE),
        Calendar.of(profile(BEDFORDSHIRE)), NINE + timedelta(hours=9),
    )  # fmt: skip
    assert row.counted is True


@pytest.mark.req("BED-38")
def test_a_serious_concern_about_risk_proposes_tier_1() -> None:
    allegation = {"adult": "Joanna Larkmoss", "category": "conduct", "risk-concern": "serious"}
    serious = ("allegation-set", kept(BEDFORDSHIRE, "allegation-set", **allegation))

    (step,) = next_steps(case(decided("tier-2"), serious), profile(BEDFORDSHIRE))
    assert "Tier 1" in step.task
    assert to_do(BEDFORDSHIRE, ("allegation-set", {**allegation, "risk-concern": "not-serious"})) == []
    assert "serious-risk" not in to_do(BEDFORDSHIRE, serious, decided("tier-1"))
    assert "serious-risk" not in to_do(BEDFORDSHIRE, serious, decided("tier-2"))


@pytest.mark.req("BED-58")
def test_a_referral_to_social_care_brings_about_a_strategy_meeting() -> None:
    told = ("social-care-told", {"team": "Assessment team"})

    assert to_do(BEDFORDSHIRE, told) == ["strategy-meeting"]
    assert to_do(BEDFORDSHIRE, told, ("meeting-planned", {"meeting": "child-protection"})) == []


@pytest.mark.req("BED-60")
def test_the_last_strategy_meeting_asks_whether_the_case_is_handed_to_the_lado() -> None:
    assert to_do(BEDFORDSHIRE, ("strategy-discussion-held", {"another": "no"})) == ["transfer"]
    assert to_do(BEDFORDSHIRE, ("strategy-discussion-held", {})) == ["transfer"]
    assert to_do(BEDFORDSHIRE, ("strategy-discussion-held", {"another": "yes"})) == []
    with pytest.raises(Misuse, match="reason is missing"):
        kept(BEDFORDSHIRE, "transfer-decided", transferred="no")
    said = kept(BEDFORDSHIRE, "transfer-decided", transferred="no", reason="Children’s social care keeps it")
    assert to_do(BEDFORDSHIRE, ("strategy-discussion-held", {}), ("transfer-decided", said)) == []


@pytest.mark.req("BED-61")
def test_once_it_is_handed_over_the_lado_chairs_unless_somebody_says_otherwise() -> None:
    meeting = {"meeting": "lado-led", "on": "3 December 2026"}
    over, not_over = ({"transferred": each, "reason": "As told"} for each in ("yes", "no"))

    assert kept(BEDFORDSHIRE, "meeting-planned", ("transfer-decided", over), **meeting)["chair"] == "LADO"
    assert "chair" not in kept(BEDFORDSHIRE, "meeting-planned", ("transfer-decided", not_over), **meeting)
    assert "chair" not in kept(BEDFORDSHIRE, "meeting-planned", **meeting)
    other = kept(BEDFORDSHIRE, "meeting-planned", ("transfer-decided", over), **meeting, chair="Team manager")
    assert other["chair"] == "Team manager"


def test_a_condition_that_always_goes_to_the_police_asks_them_to_the_meeting() -> None:
    told = kept(BEDFORDSHIRE, "police-told", why="investigate", condition="injury")

    assert to_do(BEDFORDSHIRE, ("police-told", told)) == ["police-contribute"]
    assert to_do(BEDFORDSHIRE, ("police-told", told), ("invited", {"meeting": "lado-led", "who": "Police"})) == []
    assert to_do(BEDFORDSHIRE, ("police-told", {"why": "share"})) == []


# ── Sandwell ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("SAN-22")
def test_at_the_first_contact_it_is_settled_what_the_person_is_told_how_and_when() -> None:
    assert to_do("sandwell", CAME) == ["telling-agreed"]
    with pytest.raises(Misuse) as refused:
        kept("sandwell", "telling-agreed", CAME)
    for name in ("what", "how", "when"):
        assert f"{name} is missing" in refused.value.message
    said = kept("sandwell", "telling-agreed", CAME, what="That there is a concern", how="In person", when="Tomorrow")
    assert to_do("sandwell", CAME, ("telling-agreed", said), ("caller-telephoned", {})) == []


@pytest.mark.req("SAN-27")
def test_who_keeps_the_family_informed_is_agreed_and_each_update_has_its_day() -> None:
    assert "family-contact" in to_do("sandwell", decided("position-of-trust"))
    agreed = ("family-contact-agreed", kept("sandwell", "family-contact-agreed", who="The social worker"))
    updates = [("family-updated", kept("sandwell", "family-updated", by="The social worker"))] * 2
    record = case(decided("position-of-trust"), agreed, *updates)

    assert "family-contact" not in to_do("sandwell", decided("position-of-trust"), agreed)
    assert [each.happened_at - NINE for each in record if each.kind is EventKind.FAMILY_UPDATED] == [
        timedelta(hours=3),
        timedelta(hours=4),
    ]
    assert record[1].detail["who"] == "The social worker"


def test_sandwells_letter_has_its_paragraphs_and_each_its_link() -> None:
    paragraphs = {each.key: each for each in profile("sandwell").letter_paragraphs}
    links = {each.key: each.address for each in profile("sandwell").links}

    assert {key: each.requirement.id for key, each in paragraphs.items()} == {
        "privacy": "SAN-38", "retention": "SAN-39", "subject-access": "SAN-40",
    }  # fmt: skip
    assert all("{link}" in each.text and links[key].startswith("https://") for key, each in paragraphs.items())
