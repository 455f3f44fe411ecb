"""What goes on record in a case: what each entry needs, what a step must not end without, how the case reads."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import get_args

import pytest

from lado_kit.casework.clocks import Clock, Event, EventKind, State, clocks
from lado_kit.casework.record import FieldKind, fields_of, missing, read_entry, view
from lado_kit.errors import Misuse
from lado_site.profiles import Calendar, Default, MeetingKey
from tests.forms.referrals import BEDFORDSHIRE, PROFILES, profile

NINE = datetime(2026, 11, 2, 9, tzinfo=UTC)


def entries(*said: tuple[EventKind, dict[str, str]]) -> tuple[Event, ...]:
    """Events an hour apart, numbered from 1."""
    return tuple(
        Event(
            id=str(number),
            kind=kind,
            happened_at=NINE + timedelta(hours=number),
            recorded_at=NINE + timedelta(hours=number),
            recorded_by="duty-1",
            detail=detail,
        )
        for number, (kind, detail) in enumerate(said, start=1)
    )


def lacks(name: str, kind: EventKind, detail: dict[str, str], *said: tuple[EventKind, dict[str, str]]) -> list[str]:
    return [each.requirement for each in missing(kind, detail, profile(name), entries(*said))]


def decided(pathway: str) -> tuple[EventKind, dict[str, str]]:
    return EventKind.THRESHOLD_DECIDED, {"met": "yes", "pathway": pathway, "reason": "As told", "outside": "yes"}


ALLEGATION = (EventKind.ALLEGATION_SET, {"adult": "Joanna Larkmoss", "category": "conduct", "summary": "Shouted"})
END = {"result": "concluded", "reason": "All is done"}

# ── one entry ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_all_that_is_wrong_with_an_entry_is_told_at_once() -> None:
    with pytest.raises(Misuse) as refused:
        read_entry(EventKind.INTERIM_SET, {"what": "moved", "until": "soon", "wheel": "4"}, profile("leicester"), ())

    words = refused.value.message
    assert "what: “moved” is not one of suspended, restricted, supervised, other, none-needed" in words
    assert "until: “soon” is not a day" in words
    assert "wheel: an event “interim-set” has no such field" in words
    assert refused.value.hint.startswith("lado case kinds interim-set lists what it takes")


@pytest.mark.req("LEI-17")
def test_no_interim_arrangement_needs_a_reason() -> None:
    with pytest.raises(Misuse, match="reason is missing"):
        read_entry(EventKind.INTERIM_SET, {"what": "none-needed"}, profile("leicester"), ())
    assert read_entry(EventKind.INTERIM_SET, {"what": "suspended"}, profile("leicester"), ()) == {"what": "suspended"}


@pytest.mark.req("LEI-16")
def test_leaving_somebody_out_of_a_meeting_needs_a_reason() -> None:
    left_out = {"meeting": "child-protection", "who": "employer", "left-out": "yes"}
    with pytest.raises(Misuse, match="reason is missing"):
        read_entry(EventKind.INVITED, left_out, profile("leicester"), ())
    kept = read_entry(EventKind.INVITED, {**left_out, "reason": "Police ask for it"}, profile("leicester"), ())
    assert kept["reason"] == "Police ask for it"


@pytest.mark.req("LEI-23", "LEI-32", "LEI-33")
def test_section_47_enquiries_that_are_not_agreed_need_what_is_done_instead() -> None:
    with pytest.raises(Misuse) as refused:
        read_entry(EventKind.S47_DECIDED, {"agreed": "no"}, profile("leicester"), ())
    for name in ("outcome", "agreed-with", "advice", "internal-investigation", "risk-assessment"):
        assert f"{name} is missing" in refused.value.message

    with pytest.raises(Misuse, match=r"^lead is missing"):
        read_entry(EventKind.S47_DECIDED, {"agreed": "yes"}, profile("leicester"), ())


@pytest.mark.req("LEI-13", "BED-14")
@pytest.mark.parametrize("name", PROFILES)
def test_a_threshold_decision_is_one_of_the_authoritys_pathways_and_has_a_reason(name: str) -> None:
    said = {"met": "yes", "pathway": profile(name).pathways[0].label, "reason": "It is clear"}
    kept = read_entry(EventKind.THRESHOLD_DECIDED, said, profile(name), ())
    assert kept["pathway"] == profile(name).pathways[0].key

    with pytest.raises(Misuse, match="is not one of"):
        read_entry(EventKind.THRESHOLD_DECIDED, {**said, "pathway": "another"}, profile(name), ())
    with pytest.raises(Misuse, match="reason is missing"):
        read_entry(EventKind.THRESHOLD_DECIDED, {**said, "reason": " "}, profile(name), ())


@pytest.mark.req("BED-64")
def test_that_the_police_do_not_investigate_is_told_apart_from_no_crime() -> None:
    said = {"decision": "disproportionate", "by": "DS Quillfeather"}
    with pytest.raises(Misuse, match="reason is missing"):
        read_entry(EventKind.POLICE_DECIDED, said, profile(BEDFORDSHIRE), ())
    assert read_entry(EventKind.POLICE_DECIDED, {**said, "decision": "no-crime"}, profile(BEDFORDSHIRE), ())


def test_what_a_profile_fills_in_wrongly_is_told_like_what_is_typed_wrongly() -> None:
    right = profile("sandwell")
    why = right.stages[0].needs[0].requirement
    default = Default(entry="meeting-planned", field="on", says="soon", requirement=why)
    wrong = replace(right, defaults=(default,))
    with pytest.raises(Misuse, match="on: “soon” is not a day"):
        read_entry(EventKind.MEETING_PLANNED, {"meeting": "lado-led"}, wrong, ())


def test_an_entry_points_to_one_that_is_there() -> None:
    earlier = entries((EventKind.ACTION_AGREED, {"action": "Ask HR", "owner": "LADO"}), ALLEGATION)
    assert read_entry(EventKind.ACTION_DONE, {"about": "1"}, profile("sandwell"), earlier) == {"about": "1"}
    with pytest.raises(Misuse, match="is not the number of an event “action-agreed” of this case \\(1\\)"):
        read_entry(EventKind.ACTION_DONE, {"about": "2"}, profile("sandwell"), earlier)


def test_a_day_is_taken_as_people_type_it() -> None:
    said = {"meeting": "lado-led", "on": "3 December 2026"}
    assert read_entry(EventKind.MEETING_PLANNED, said, profile("sandwell"), ())["on"] == "2026-12-03"
    with pytest.raises(Misuse, match="is not a day"):
        read_entry(EventKind.MEETING_PLANNED, {**said, "on": "December 2026"}, profile("sandwell"), ())


def test_a_list_that_the_authority_left_empty_takes_what_is_typed() -> None:
    # Three documents define no outcomes (R34); none is filled in from another authority.
    said = {"outcome": "Case not upheld"}
    assert read_entry(EventKind.OUTCOME_RECORDED, said, profile("leicester"), ()) == said
    with pytest.raises(Misuse, match="is not one of substantiated"):
        read_entry(EventKind.OUTCOME_RECORDED, said, profile("bromley"), ())


@pytest.mark.req("BED-62", "BED-63")
def test_the_police_are_told_for_one_of_two_reasons() -> None:
    for reason in ("investigate", "share"):
        kept = read_entry(EventKind.POLICE_TOLD, {"why": reason}, profile(BEDFORDSHIRE), ())
        assert kept == {"why": reason}
        assert lacks(BEDFORDSHIRE, EventKind.POLICE_TOLD, kept) == []
    assert lacks(BEDFORDSHIRE, EventKind.POLICE_TOLD, {}) == ["BED-62"]
    with pytest.raises(Misuse, match="is not one of investigate, share"):
        read_entry(EventKind.POLICE_TOLD, {"why": "other"}, profile(BEDFORDSHIRE), ())


@pytest.mark.req("BED-76")
def test_the_police_may_be_invited_whatever_the_matter_is() -> None:
    said = {"meeting": "lado-led", "who": "Police"}
    assert read_entry(EventKind.INVITED, said, profile(BEDFORDSHIRE), ()) == said


@pytest.mark.req("BED-92")
def test_how_the_risk_was_managed_is_one_of_these_with_its_days() -> None:
    for what in ("suspended", "restricted"):
        said = {"what": what, "until": "3 December 2026"}
        kept = read_entry(EventKind.INTERIM_SET, said, profile(BEDFORDSHIRE), ())
        assert kept == {"what": what, "until": "2026-12-03"}
    with pytest.raises(Misuse, match="details is missing"):
        read_entry(EventKind.INTERIM_SET, {"what": "other"}, profile(BEDFORDSHIRE), ())
    said = {"what": "other", "details": "Moved to the office"}
    assert read_entry(EventKind.INTERIM_SET, said, profile(BEDFORDSHIRE), ()) == said


@pytest.mark.req("BED-93", "BED-94")
def test_a_case_has_several_investigations_and_each_its_own_outcome() -> None:
    told = entries(
        (EventKind.POLICE_INVESTIGATION_STARTED, {}),
        (EventKind.INTERNAL_INVESTIGATION_STARTED, {"what": "disciplinary"}),
        (EventKind.S47_STARTED, {}),
        (EventKind.INTERNAL_INVESTIGATION_STARTED, {"what": "fact-finding"}),
        (EventKind.INTERNAL_INVESTIGATION_ENDED, {"about": "4", "outcome": "Nothing found"}),
        (EventKind.S47_ENDED, {"outcome": "No harm"}),
        (EventKind.INTERNAL_INVESTIGATION_ENDED, {"outcome": "A final warning"}),
    )

    found = view(told, profile(BEDFORDSHIRE)).investigations

    assert [(each.kind, each.started.detail.get("what") if each.started else None, each.outcome) for each in found] == [
        ("by the police", None, ""),
        ("in section 47 enquiries", None, "No harm"),
        ("by the employer", "disciplinary", "A final warning"),
        ("by the employer", "fact-finding", "Nothing found"),
    ]


def test_an_investigation_of_which_only_the_end_is_known_is_told_too() -> None:
    (only,) = view(
        entries((EventKind.POLICE_INVESTIGATION_ENDED, {"outcome": "NFA"})), profile("sandwell")
    ).investigations
    assert (only.started, only.outcome) == (None, "NFA")


@pytest.mark.req("BED-95", "BED-96")
def test_a_referral_to_the_dbs_has_its_day_and_one_that_is_not_made_its_reason() -> None:
    made = {"body": "dbs", "by": "employer"}
    with pytest.raises(Misuse, match="on is missing"):
        read_entry(EventKind.REFERRED_ON, made, profile(BEDFORDSHIRE), ())
    kept = read_entry(EventKind.REFERRED_ON, {**made, "on": "3 12 2026"}, profile(BEDFORDSHIRE), ())
    assert kept["on"] == "2026-12-03"
    with pytest.raises(Misuse, match="reason is missing"):
        read_entry(EventKind.NOT_REFERRED_ON, {"body": "dbs"}, profile(BEDFORDSHIRE), ())
    assert read_entry(EventKind.NOT_REFERRED_ON, {"body": "dbs", "reason": "No harm"}, profile(BEDFORDSHIRE), ())


@pytest.mark.req("BED-97")
def test_several_other_bodies_are_held_each_with_its_details() -> None:
    with pytest.raises(Misuse, match="details is missing"):
        read_entry(EventKind.REFERRED_ON, {"body": "other", "by": "lado"}, profile(BEDFORDSHIRE), ())
    referred = [
        (
            EventKind.REFERRED_ON,
            read_entry(
                EventKind.REFERRED_ON,
                {"body": "other", "by": "employer", "details": details},
                profile(BEDFORDSHIRE),
                (),
            ),
        )
        for details in ("Teaching Regulation Agency", "Football Association")
    ]

    seen = view(entries(*referred), profile(BEDFORDSHIRE))

    assert [each.detail["details"] for each in seen.referred_on] == [
        "Teaching Regulation Agency",
        "Football Association",
    ]


@pytest.mark.req("BED-91")
def test_the_tier_is_held_with_the_day_of_each_change() -> None:
    raised = (decided("tier-2"), (EventKind.MONITORED, {}), decided("tier-1"))

    seen = view(entries(*raised), profile(BEDFORDSHIRE))

    assert seen.decision and (seen.pathway, seen.decision.happened_at) == (
        "Tier 1: Active case",
        NINE + timedelta(hours=3),
    )
    assert [(pathway, each.happened_at) for pathway, each in seen.earlier_decisions] == [
        ("Tier 2: Monitoring only", NINE + timedelta(hours=1))
    ]


@pytest.mark.req("BED-39", "BED-45")
def test_a_case_is_raised_to_tier_1_for_one_of_the_protocols_reasons_or_another() -> None:
    kind, detail = decided("tier-1")
    assert lacks(BEDFORDSHIRE, kind, detail, decided("tier-2")) == ["BED-39"]
    assert lacks(BEDFORDSHIRE, *decided("tier-2")) == []
    for because in ("pattern", "complicated", "other"):
        kept = read_entry(kind, {**detail, "because": because}, profile(BEDFORDSHIRE), ())
        assert lacks(BEDFORDSHIRE, kind, kept, decided("tier-2")) == []
    with pytest.raises(Misuse, match="reason is missing"):
        read_entry(kind, {**detail, "because": "other", "reason": ""}, profile(BEDFORDSHIRE), ())
    with pytest.raises(Misuse, match="because: “whim” is not one of"):
        read_entry(kind, {**detail, "because": "whim"}, profile(BEDFORDSHIRE), ())


@pytest.mark.req("BED-06")
@pytest.mark.parametrize("pathway", ["tier-1", "tier-2", "consultation"])
def test_every_contact_has_a_decision_by_somebody_outside_the_organisation(pathway: str) -> None:
    kind, detail = decided(pathway)
    inside = (kind, {**detail, "outside": "no"})

    assert "BED-06" in lacks(BEDFORDSHIRE, EventKind.CLOSED, END)
    assert "BED-06" in lacks(BEDFORDSHIRE, EventKind.CLOSED, END, inside)
    assert "BED-06" not in lacks(BEDFORDSHIRE, EventKind.CLOSED, END, inside, (kind, detail))


@pytest.mark.req("LEI-35")
def test_to_go_on_tracking_needs_a_level_and_sets_the_day_of_the_next_review() -> None:
    kind = EventKind.TRACKING_CONTINUED
    kept = read_entry(kind, {"level": "high", "due": "3 December 2026"}, profile("leicester"), ())

    assert lacks("leicester", kind, {}) == ["LEI-35", "LEI-35"]
    assert lacks("leicester", kind, {"due": "2026-12-03"}) == ["LEI-35"]
    assert lacks("leicester", kind, kept) == []
    found = clocks(
        entries((kind, kept)), profile("leicester"), Calendar.of(profile("leicester")), NINE + timedelta(days=1)
    )
    (review,) = (each for each in found if each.id == "next-review")
    assert review.due_on == date(2026, 12, 3)


@pytest.mark.req("LEI-38")
def test_leicesters_own_meeting_below_the_threshold_has_police_social_care_and_employer() -> None:
    kind, branch = EventKind.MEETING_HELD, decided("investigation-or-pattern")
    invited = [
        (EventKind.INVITED, {"meeting": "lado-led", "who": who}) for who in ("Police", "Social care", "Employer")
    ]

    assert lacks("leicester", kind, {}, branch, *invited[:2]) == ["LEI-38"]
    assert lacks("leicester", kind, {}, branch, *invited) == []
    assert lacks("leicester", kind, {}, decided("strategy-discussion")) == []


@pytest.mark.req("LEI-40")
def test_leicesters_advice_says_whether_the_employer_investigates_and_who_runs_it() -> None:
    kind, branch = EventKind.ADVICE_GIVEN, decided("advice")
    said = {"advice": "Supervise", "to": "employer", "internal-investigation": "yes"}
    with pytest.raises(Misuse, match="run-by is missing"):
        read_entry(kind, said, profile("leicester"), ())
    kept = read_entry(kind, {**said, "run-by": "The area manager"}, profile("leicester"), ())

    assert lacks("leicester", kind, kept, branch) == []
    assert lacks("leicester", kind, {"advice": "Supervise"}, branch) == ["LEI-40"]


@pytest.mark.req("SAN-21")
def test_the_reminder_that_the_employer_updates_the_person_comes_again_after_each_update() -> None:
    ours = profile("sandwell")

    def reminder(*said: tuple[EventKind, dict[str, str]]) -> Clock:
        """Of entries that are a day apart."""
        told = [replace(each, happened_at=NINE + timedelta(days=int(each.id))) for each in entries(*said)]
        found = clocks(told, ours, Calendar.of(ours), NINE + timedelta(days=9))
        return next(each for each in found if each.id == "keep-adult-updated")

    day = (EventKind.DATE_SET, {"clock": "keep-adult-updated", "due": "2026-11-20"})
    first, dated = reminder(decided("position-of-trust")), reminder(decided("position-of-trust"), day)
    again = reminder(decided("position-of-trust"), day, (EventKind.ADULT_UPDATED, {}))

    assert (first.responsible, first.state, first.reason) == ("employer", State.DUE_SOON, "no day is set yet")
    assert (dated.due_on, dated.state) == (date(2026, 11, 20), State.RUNNING)
    assert (again.due_on, again.is_open, again.started_by) == (None, True, "3")
    assert reminder(decided("position-of-trust"), day, (EventKind.ADULT_UPDATED, {}), day).due_on == date(2026, 11, 20)
    assert not reminder(decided("position-of-trust"), day, (EventKind.CLOSED, END)).is_open


@pytest.mark.req("SAN-31")
def test_what_was_shared_says_what_with_whom_why_how_and_by_whom() -> None:
    with pytest.raises(Misuse) as refused:
        read_entry(EventKind.INFORMED, {}, profile("sandwell"), ())
    for name in ("whom", "what", "why", "how", "by"):
        assert f"{name} is missing" in refused.value.message
    said = {"whom": "family", "what": "The outcome", "why": "It is their child", "how": "Telephone", "by": "The LADO"}
    (told,) = entries((EventKind.INFORMED, read_entry(EventKind.INFORMED, said, profile("sandwell"), ())))
    assert (told.detail, told.happened_at) == (said, NINE + timedelta(hours=1))


@pytest.mark.req("SAN-33")
def test_minutes_are_sent_to_somebody_by_secure_e_mail_on_a_day() -> None:
    kept = read_entry(EventKind.MINUTES_SENT, {"to": "The head teacher"}, profile("sandwell"), ())

    assert kept == {"to": "The head teacher", "method": "secure-email"}
    assert lacks("sandwell", EventKind.MINUTES_SENT, kept) == []
    assert lacks("sandwell", EventKind.MINUTES_SENT, {"method": "secure-email"}) == ["SAN-33"]
    by_hand = read_entry(EventKind.MINUTES_SENT, {"to": "The mother", "method": "by-hand"}, profile("sandwell"), ())
    assert by_hand["method"] == "by-hand"


# ── before a step ends ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("LEI-08", "LEI-09", "LEI-10", "LEI-11")
def test_leicester_checks_adult_child_and_organisation_before_it_decides() -> None:
    kind, detail = decided("advice")
    checks = [(EventKind.CHECKED, {"what": what}) for what in ("adult", "child", "organisation")]
    reference = (EventKind.EXTERNAL_REFERENCE_SET, {"reference": "not yet created"})

    assert lacks("leicester", kind, detail) == ["LEI-09", "LEI-10", "LEI-11", "LEI-08"]
    assert lacks("leicester", kind, detail, *checks[:2]) == ["LEI-11", "LEI-08"]
    assert lacks("leicester", kind, detail, *checks, reference) == []


@pytest.mark.req("LEI-15", "LEI-16", "LEI-17")
def test_leicesters_strategy_discussion_has_its_people_and_the_children_safe() -> None:
    kind = EventKind.STRATEGY_DISCUSSION_HELD
    interim = (EventKind.INTERIM_SET, {"what": "suspended"})
    invited = [
        (EventKind.INVITED, {"meeting": "child-protection", "who": who})
        for who in next(each for each in profile("leicester").meetings if each.key == "child-protection").invite
    ]

    assert lacks("leicester", kind, {}, *invited) == ["LEI-17"]
    assert lacks("leicester", kind, {}, interim, *invited[1:]) == ["LEI-15"]
    assert lacks("leicester", kind, {}, interim, *invited) == []


@pytest.mark.req("LEI-27", "LEI-28", "LEI-29")
def test_leicesters_outcome_meeting_ends_with_three_recommendations() -> None:
    kind = EventKind.OUTCOME_MEETING_HELD
    made = [(EventKind.RECOMMENDED, {"what": what, "recommended": "no"}) for what in ("dbs", "regulator", "risk")]

    assert lacks("leicester", kind, {}) == ["LEI-27", "LEI-28", "LEI-29"]
    assert lacks("leicester", kind, {}, *made) == []


@pytest.mark.req("LEI-47", "LEI-48", "LEI-49", "LEI-50")
def test_leicesters_out_of_area_branch_ends_when_all_know() -> None:
    told = [
        (EventKind.COMMISSIONING_TOLD, {}),
        (EventKind.IRO_TOLD, {"told": "not-applicable", "reason": "No IRO yet"}),
        (EventKind.OTHER_LADO_TOLD, {}),
    ]
    needs = (EventKind.CHILD_NEEDS_CHECKED, {"found": "Settled in a new placement"})

    assert lacks("leicester", EventKind.CLOSED, END, decided("out-of-area")) == ["LEI-47", "LEI-48", "LEI-49", "LEI-50"]
    assert lacks("leicester", EventKind.CLOSED, END, decided("out-of-area"), *told) == ["LEI-50"]
    assert lacks("leicester", EventKind.CLOSED, END, decided("out-of-area"), *told, needs) == []


@pytest.mark.req("SAN-36", "SAN-76", "SAN-12")
def test_sandwell_closes_with_an_outcome_of_every_allegation_and_the_letter() -> None:
    other = (EventKind.ALLEGATION_SET, {**ALLEGATION[1], "summary": "Pushed"})
    before = (decided("position-of-trust"), ALLEGATION, other, (EventKind.MEETING_HELD, {}))
    first = (EventKind.OUTCOME_RECORDED, {"allegation": "2", "outcome": "false"})
    of_all = (EventKind.OUTCOME_RECORDED, {"outcome": "unfounded"})
    letter = (EventKind.LETTER_SENT, {"to": "adult"})

    assert lacks("sandwell", EventKind.CLOSED, END, *before) == ["SAN-76", "SAN-76", "SAN-36"]
    told = missing(EventKind.CLOSED, END, profile("sandwell"), entries(*before, first, letter))
    assert [each.what for each in told] == ["an outcome for the allegation “Pushed”"]
    assert lacks("sandwell", EventKind.CLOSED, END, *before, of_all, letter) == []
    not_met = (decided("position-of-trust"), letter, (EventKind.MEETING_NOT_NEEDED, {"reason": "Left the area"}))
    assert lacks("sandwell", EventKind.CLOSED, END, *not_met) == []


@pytest.mark.req("SAN-16", "SAN-18", "SAN-32")
def test_sandwells_separate_pathway_and_outcome_say_more() -> None:
    with pytest.raises(Misuse) as refused:
        read_entry(EventKind.HELD, {}, profile("sandwell"), ())
    assert "agency is missing" in refused.value.message and "reason is missing" in refused.value.message

    assert lacks("sandwell", EventKind.OUTCOME_RECORDED, {"outcome": "false"}) == ["SAN-32", "SAN-32", "SAN-76"]
    assert lacks("sandwell", EventKind.OUTCOME_RECORDED, {"risk": "Low", "by": "2026-12-01", "standard": "yes"}) == []


@pytest.mark.req("SAN-10")
def test_sandwell_closes_advice_and_guidance_in_one_step() -> None:
    assert lacks("sandwell", EventKind.CLOSED, {"result": "advice", "reason": "Told them"}, decided("advice")) == []


@pytest.mark.req("WAN-31", "WAN-51")
def test_wandsworth_closes_advice_when_it_is_written_down() -> None:
    confirmed = (EventKind.ADVICE_CONFIRMED, {})
    assert lacks("wandsworth", EventKind.CLOSED, END, decided("advice")) == ["WAN-31"]
    assert lacks("wandsworth", EventKind.CLOSED, END, decided("advice"), confirmed) == []
    assert lacks("wandsworth", EventKind.CLOSED, END, decided("standards-of-care")) == ["WAN-51"]


@pytest.mark.req("BRO-64")
def test_bromley_says_of_every_referral_whether_a_meeting_is_needed() -> None:
    none = (EventKind.MEETING_NOT_NEEDED, {"meeting": "lado-led", "reason": "The employer acts"})
    assert "BRO-64" in lacks("bromley", EventKind.CLOSED, END, decided("category-2"))
    assert "BRO-64" not in lacks("bromley", EventKind.CLOSED, END, decided("category-2"), none)


def test_what_is_missing_says_what_to_type_for_it() -> None:
    lacking = missing(EventKind.CLOSED, END, profile("bromley"), entries(decided("category-2")))

    typed = next(each.typed for each in lacking if each.requirement == "BRO-64")

    assert typed == "meeting-held or meeting-planned --set meeting=lado-led or meeting-not-needed"


@pytest.mark.req("BED-30", "BED-33", "BED-46")
def test_tier_1_has_a_meeting_and_tier_2_the_lados_check() -> None:
    plan = (EventKind.PLAN_AGREED, {"plan": "Speak to HR", "lead": "lado"})
    rest = ((EventKind.CONCLUDED, {}), (EventKind.INTERIM_SET, {"what": "suspended"}), plan)
    meeting, check = (EventKind.STRATEGY_DISCUSSION_HELD, {}), (EventKind.QUALITY_ASSURED, {"found": "Sound"})

    assert lacks(BEDFORDSHIRE, EventKind.CLOSED, END, decided("tier-1"), *rest) == ["BED-46"]
    assert lacks(BEDFORDSHIRE, EventKind.CLOSED, END, decided("tier-1"), *rest, meeting) == []
    assert lacks(BEDFORDSHIRE, EventKind.CLOSED, END, decided("tier-2"), *rest) == ["BED-33"]
    assert lacks(BEDFORDSHIRE, EventKind.CLOSED, END, decided("tier-2"), *rest, check) == []


@pytest.mark.parametrize("name", PROFILES)
def test_every_need_of_a_profile_can_be_met(name: str) -> None:
    """What a need names must exist, or no case could ever pass it."""
    meetings = set(get_args(MeetingKey))
    for stage in profile(name).stages:
        ended = {each.name for each in fields_of(EventKind(stage.ends))}
        assert set(stage.pathways) <= {each.key for each in profile(name).pathways}
        for need in stage.needs:
            assert need.each in {"", "allegation", *meetings}
            for sought in need.any:
                if sought.startswith("="):
                    assert sought[1:] in ended, f"{stage.ends} never says {sought[1:]}"
                    continue
                kind, _, conditions = sought.partition(":")
                said = {each.name: each for each in fields_of(EventKind(kind))}
                for name_of, _, value in (each.partition("=") for each in conditions.split(",") if each):
                    choices = said[name_of].choices
                    keys = {each.key for each in choices(profile(name))} if choices else set()
                    assert not keys or value in keys, f"{sought} can never be on record"


def test_every_field_can_be_read() -> None:
    for kind in EventKind:
        fields = fields_of(kind)
        names = [each.name for each in fields]
        assert len(set(names)) == len(names), f"{kind} has a field twice"
        for field in fields:
            assert (field.kind in (FieldKind.CHOICE, FieldKind.SEVERAL)) == (field.choices is not None)
            assert field.kind is FieldKind.ENTRY or field.entry is None
            assert field.when is None or field.when[0] in names


# ── how the case reads ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("BRO-74")
def test_the_category_is_that_of_the_first_contact_whatever_is_learnt_later() -> None:
    first, _ = entries(ALLEGATION, ALLEGATION)
    corrected = Event(
        id="2", kind=first.kind, happened_at=first.happened_at, recorded_at=NINE + timedelta(days=9),
        recorded_by="duty-1", corrects="1", detail={**first.detail, "category": "physical"},
    )  # fmt: skip
    seen = view((first, corrected), profile("sandwell"))

    assert seen.category == "conduct"
    assert [each.allegation.detail["category"] for each in seen.allegations] == ["physical"]


def test_a_case_counts_under_the_headline_that_the_lado_chose() -> None:
    of_one = (EventKind.OUTCOME_RECORDED, {"allegation": "1", "outcome": "false"})
    of_other = (EventKind.OUTCOME_RECORDED, {"allegation": "2", "outcome": "substantiated", "headline": "yes"})
    seen = view(entries(ALLEGATION, ALLEGATION, of_one, of_other), profile("sandwell"))
    undecided = view(
        entries(ALLEGATION, ALLEGATION, of_one, (of_other[0], {**of_other[1], "headline": "no"})), profile("sandwell")
    )

    assert [each.outcome.detail["outcome"] for each in seen.allegations if each.outcome] == ["false", "substantiated"]
    assert seen.headline and seen.headline.detail["outcome"] == "substantiated"
    assert undecided.headline is None


def test_what_is_open_and_what_holds_it_up() -> None:
    agreed = (EventKind.ACTION_AGREED, {"action": "Ask HR", "owner": "LADO"})
    held = (EventKind.HELD, {"agency": "Police", "reason": "Phone at the laboratory"})
    seen = view(entries(agreed, agreed, (EventKind.ACTION_DONE, {"about": "1"}), held), profile("sandwell"))
    later = view(entries(held, (EventKind.HOLD_ENDED, {}), (EventKind.CLOSED, END)), profile("sandwell"))

    assert ([each.id for each in seen.open_actions], seen.held_by, seen.is_open) == (["2"], "Police", True)
    assert (later.held_by, later.is_open) == ("", False)


def test_what_stands_though_something_was_missing_stays_visible() -> None:
    seen = view(entries((EventKind.CLOSED, {**END, "override": "The adult has died"})), profile("sandwell"))
    assert [each.detail["override"] for each in seen.overridden] == ["The adult has died"]
