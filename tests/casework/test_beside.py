"""What the LADO does beside the steps: what each entry needs, and how the case then reads. Wandsworth and Bromley."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lado_kit.casework.clocks import Event, EventKind, State, clocks, doubts
from lado_kit.casework.figures import Kind, counted_kind
from lado_kit.casework.record import CaseView, missing, next_steps, read_entry, view
from lado_kit.casework.record.advice_note import advice_note
from lado_kit.casework.record.extract import extract_for_child
from lado_kit.errors import Misuse
from lado_site.forms import FORMS
from lado_site.pages import load_pages
from lado_site.profiles import Calendar
from tests.forms.referrals import profile

NINE = datetime(2026, 11, 2, 9, tzinfo=UTC)
WANDSWORTH, BROMLEY = "wandsworth", "bromley"
END = {"result": "concluded", "reason": "All is done"}
Said = tuple[str, dict[str, str]]


def entries(name: str, *said: Said) -> tuple[Event, ...]:
    """Entries a day apart from 2 November 2026 on, each read as ``lado case event`` reads it."""
    found: tuple[Event, ...] = ()
    for number, (kind, typed) in enumerate(said, start=1):
        at = NINE + timedelta(days=number - 1)
        found += (
            Event(
                id=str(number),
                kind=EventKind(kind),
                happened_at=at,
                recorded_at=at,
                recorded_by="duty-1",
                detail=read_entry(EventKind(kind), typed, profile(name), found),
            ),
        )
    return found


def seen(name: str, *said: Said) -> CaseView:
    return view(entries(name, *said), profile(name))


def told(name: str, *said: Said) -> tuple[str, ...]:
    return seen(name, *said).beside


def lacks(name: str, kind: str, detail: dict[str, str], *said: Said) -> list[str]:
    return [each.requirement for each in missing(EventKind(kind), detail, profile(name), entries(name, *said))]


def brought_about(name: str, *said: Said) -> list[str]:
    return [each.requirement for each in next_steps(entries(name, *said), profile(name))]


def wants(name: str, kind: str, **typed: str) -> str:
    """Return what an entry is refused with."""
    with pytest.raises(Misuse) as refused:
        read_entry(EventKind(kind), typed, profile(name), ())
    return refused.value.message


def decided(pathway: str, met: str = "yes") -> Said:
    return "threshold-decided", {"met": met, "pathway": pathway, "reason": "As told"}


# ── people: support, liaison, challenge ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("WAN-02", "BRO-102")
def test_support_and_welfare_are_kept_with_who_provides_it_and_when() -> None:
    offered = ("support-offered", {"whom": "adult", "what": "Counselling", "by": "the employer’s own scheme"})
    how = ("welfare-noted", {"whom": "adult", "found": "Sleeps badly, sees her doctor"})

    assert told(WANDSWORTH, offered, how) == (
        "support, 2 November 2026, The adult: Counselling, from the employer’s own scheme",
        "welfare, 3 November 2026, The adult: Sleeps badly, sees her doctor",
    )
    assert "by is missing" in wants(WANDSWORTH, "support-offered", whom="adult", what="Counselling")


@pytest.mark.req("BRO-36", "WAN-04")
def test_each_agency_has_its_own_dated_log_apart_from_advice_and_checks() -> None:
    police = ("liaised", {"agency": "police", "what": "Asked for the crime number"})
    ofsted = ("liaised", {"agency": "ofsted", "what": "Told of the inquiry"})
    again = ("liaised", {"agency": "Police", "what": "They will call on Friday"})
    case = seen(BROMLEY, police, ("advice-given", {}), ofsted, ("monitored", {}), again)

    assert case.beside == (
        "with Police: 2 November 2026: Asked for the crime number; 6 November 2026: They will call on Friday",
        "with Ofsted: 4 November 2026: Told of the inquiry",
    )


@pytest.mark.req("BRO-27")
def test_what_the_lado_helps_with_is_logged_under_the_headings_of_the_report() -> None:
    headings = ("threshold", "mediation", "proportion", "risk", "analysis", "conclusion")
    kept = entries(BROMLEY, *(("lado-activity", {"heading": each, "what": "As agreed"}) for each in headings))

    assert [each.detail["heading"] for each in kept] == list(headings)
    assert "heading: “tea” is not one of threshold, mediation" in wants(
        BROMLEY, "lado-activity", heading="tea", what="x"
    )


def test_a_second_opinion_stands_with_the_case_and_one_against_it_is_marked() -> None:
    opinion = {"about": "1", "by": "The service manager", "agrees": "no", "reason": "Harm is likely"}

    assert told(BROMLEY, decided("category-3", "no"), ("second-opinion-given", opinion)) == (
        "! second opinion on decision 1, 3 November 2026: The service manager does not agree: Harm is likely",
    )
    agreed = {**opinion, "agrees": "yes"}
    assert told(BROMLEY, decided("category-3", "no"), ("second-opinion-given", agreed))[0].startswith("second opinion")


@pytest.mark.req("BRO-97")
def test_a_challenge_waits_for_its_answer() -> None:
    said = {"to": "The school’s governors", "what": "The delay of the hearing"}

    assert told(BROMLEY, ("challenged", said)) == (
        "challenged on 2 November 2026: The school’s governors, about The delay of the hearing: no answer yet",
    )
    assert told(BROMLEY, ("challenged", {**said, "response": "It is on Monday"}))[0].endswith(": It is on Monday")
    assert "what is missing" in wants(BROMLEY, "challenged", to="The governors")


@pytest.mark.req("WAN-43")
def test_each_party_that_is_notified_has_a_day_and_a_way() -> None:
    advice = {"what": "That a referral is advised", "why": "They have to act", "by": "The LADO"}
    kept = entries(
        WANDSWORTH,
        ("informed", {**advice, "whom": "adult", "how": "By letter"}),
        ("informed", {**advice, "whom": "other", "who": "Social Work England", "how": "By its own form"}),
    )

    assert [(each.detail["whom"], each.detail["how"], each.happened_at.day) for each in kept] == [
        ("adult", "By letter", 2),
        ("other", "By its own form", 3),
    ]
    assert "how is missing" in wants(WANDSWORTH, "informed", **advice, whom="adult")


# ── the police and the meetings ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("WAN-17")
def test_police_and_social_care_are_consulted_or_referred_to_each_with_a_day() -> None:
    kept = entries(
        WANDSWORTH, ("police-told", {"step": "consulted"}), ("social-care-told", {"step": "referred"}),
        ("police-told", {"step": "referred"}),
    )  # fmt: skip
    assert [(each.kind.value, each.detail["step"], each.happened_at.day) for each in kept] == [
        ("police-told", "consulted", 2),
        ("social-care-told", "referred", 3),
        ("police-told", "referred", 4),
    ]


@pytest.mark.req("WAN-19", "WAN-20")
def test_the_strategy_discussion_ends_with_what_the_police_say_and_who_comes() -> None:
    whole = {"shared": "All of it", "more": "Earlier call-outs", "threshold-indicated": "no", "officer": "DC Hale"}

    assert lacks(WANDSWORTH, "police-discussion-held", {}) == ["WAN-19", "WAN-19", "WAN-19", "WAN-20"]
    assert lacks(WANDSWORTH, "police-discussion-held", whole) == []
    assert lacks(BROMLEY, "police-discussion-held", {}) == []


@pytest.mark.req("WAN-20")
@pytest.mark.parametrize(("asv", "is_early"), [("2026-11-09", True), ("2026-11-10", True), ("2026-11-11", False)])
def test_a_meeting_booked_up_to_the_day_of_the_strategy_discussion_is_doubted(asv: str, *, is_early: bool) -> None:
    booked = entries(
        WANDSWORTH,
        ("meeting-planned", {"meeting": "lado-police", "on": "2026-11-10"}),
        ("meeting-planned", {"meeting": "lado-led", "on": asv}),
    )
    found = [(each.event, "comes before the meeting" in each.sentence) for each in doubts(booked, NINE)]

    assert (("2", True) in found) is is_early


@pytest.mark.req("WAN-23")
def test_the_asv_meeting_has_the_childs_own_social_worker_or_says_why_not() -> None:
    held = {"goes-on": "no"}
    invited = ("invited", {"meeting": "lado-led", "who": "the child’s allocated social worker"})
    left_out = ("invited", {**invited[1], "left-out": "yes", "reason": "No child is known"})
    others = ("invited", {"meeting": "lado-led", "who": "Head of the school"})

    assert lacks(WANDSWORTH, "meeting-held", held, others) == ["WAN-23"]
    assert lacks(WANDSWORTH, "meeting-held", held, invited) == []
    assert lacks(WANDSWORTH, "meeting-held", held, left_out) == []
    assert lacks(WANDSWORTH, "meeting-held", held, ("invited", {"meeting": "lado-led", "who": "social worker"})) == []


@pytest.mark.req("WAN-37")
def test_a_meeting_after_which_the_investigation_goes_on_sets_the_day_of_the_review() -> None:
    social_worker = ("invited", {"meeting": "lado-led", "who": "social worker"})
    assert lacks(WANDSWORTH, "meeting-held", {"goes-on": "yes"}, social_worker) == ["WAN-37"]
    assert lacks(WANDSWORTH, "meeting-held", {}, social_worker) == ["WAN-37"]

    wandsworth = profile(WANDSWORTH)
    events = entries(WANDSWORTH, ("meeting-held", {"goes-on": "yes", "due": "14 December 2026"}))
    (review,) = (each for each in clocks(events, wandsworth, Calendar.of(wandsworth), NINE) if each.id == "next-review")
    assert (str(review.due_on), review.state) == ("2026-12-14", State.RUNNING)


@pytest.mark.req("WAN-24")
def test_whether_a_strategy_meeting_is_advised_is_on_record_with_whom_and_when() -> None:
    assert told(WANDSWORTH, ("strategy-meeting-advised", {"to": "Team manager, MASH"})) == (
        "advised to Team manager, MASH on 2 November 2026: a strategy meeting is needed",
    )
    assert told(WANDSWORTH, ("strategy-meeting-not-advised", {"reason": "No child was hurt"})) == (
        "no strategy meeting advised, 2 November 2026: No child was hurt",
    )


@pytest.mark.req("WAN-26", "BRO-46")
def test_the_childs_strategy_meeting_says_whether_the_lado_was_there() -> None:
    assert lacks(WANDSWORTH, "strategy-discussion-held", {}) == ["WAN-26"]
    assert lacks(WANDSWORTH, "strategy-discussion-held", {"lado-attended": "yes"}) == []
    assert "reason is missing" in wants(WANDSWORTH, "strategy-discussion-held", **{"lado-attended": "no"})

    (meeting,) = seen(BROMLEY, ("strategy-discussion-held", {"concerns": "own-child", "lado-attended": "yes"})).meetings
    assert (meeting.detail["concerns"], meeting.detail["lado-attended"]) == ("own-child", "yes")


@pytest.mark.req("BRO-38")
def test_the_minutes_of_the_asv_meeting_hold_the_chair_the_format_and_what_agencies_disagree_on() -> None:
    said = {"chair-role": "LADO", "format": "Internal investigation first", "issues": "Who speaks to the parents"}
    (meeting,) = seen(BROMLEY, ("meeting-held", {"meeting": "lado-led", **said})).meetings

    assert {name: meeting.detail[name] for name in said} == said


# ── actions, delay, drift ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("WAN-35")
def test_an_overdue_action_is_raised_and_then_escalated() -> None:
    action = ("action-agreed", {"action": "Send the risk assessment", "owner": "School", "by": "2026-11-03"})
    raised = ("action-raised", {"about": "1", "to": "The head"})
    escalated = ("action-escalated", {"about": "1", "to": "AD for Schools"})

    assert told(WANDSWORTH, action, raised, escalated) == (
        "! overdue, raised with The head on 3 November 2026: Send the risk assessment",
        "! overdue, escalated to AD for Schools on 4 November 2026: Send the risk assessment",
    )
    assert [each.event for each in doubts(entries(WANDSWORTH, action, escalated, raised), NINE + timedelta(9))] == ["2"]
    assert "to is missing" in wants(WANDSWORTH, "action-raised", about="1")


@pytest.mark.req("WAN-58")
def test_delay_for_a_child_in_our_care_brings_about_a_notice_to_senior_managers() -> None:
    in_care = ("child-in-care-set", {"in-care": "yes"})
    flagged = ("delay-flagged", {"reason": "The other authority does not answer"})
    notice = ("managers-told", {"to": "Director of children’s services", "what": "The delay"})

    assert brought_about(WANDSWORTH, in_care, flagged) == ["WAN-58"]
    assert brought_about(WANDSWORTH, flagged) == []
    assert brought_about(WANDSWORTH, in_care, flagged, notice) == []
    assert "Director of children’s services was told on 4 November 2026: The delay" in told(
        WANDSWORTH, in_care, flagged, notice
    )


@pytest.mark.req("WAN-63")
def test_a_case_that_was_said_to_take_long_is_no_drift_by_itself() -> None:
    wandsworth, later = profile(WANDSWORTH), NINE + timedelta(days=500)
    received = ("referral-received", {})
    long = ("expected-long-set", {"why": "prosecution"})

    def late(*said: Said) -> set[str]:
        found = clocks(entries(WANDSWORTH, *said), wandsworth, Calendar.of(wandsworth), later)
        return {each.id for each in found if each.state is State.LATE and each.id.startswith("end-")}

    assert "end-12-months" in late(received)
    assert "end-12-months" not in late(received, long)
    assert "end-12-months" in late(received, long, ("expected-long-set", {"why": "no"}))
    assert told(WANDSWORTH, received, long) == ("expected to take long: A criminal prosecution is needed",)


@pytest.mark.req("WAN-70")
def test_drift_names_the_partner_agency_and_the_day_it_went_to_the_head_of_service() -> None:
    said = {"agency": "The police", "reason": "No interview since May", "escalated-on": "2026-11-05"}

    assert told(WANDSWORTH, ("drift-marked", said)) == (
        "! drifts with The police: No interview since May; escalated on 2026-11-05 to Head of Service for Safeguarding",
    )
    refused = wants(WANDSWORTH, "drift-marked", reason="No interview since May")
    assert "agency is missing" in refused
    assert "escalated-on is missing" in refused


@pytest.mark.req("BRO-104")
def test_waiting_for_the_police_shows_which_later_steps_have_to_wait() -> None:
    held = {"agency": "Met Police", "reason": "A charging decision", "waits-for": "cps"}
    assert "holds-up is missing" in wants(BROMLEY, "held-by-another-agency", **held)

    case = seen(BROMLEY, ("held-by-another-agency", {**held, "holds-up": "disciplinary, referral-to-body"}))
    assert case.held_by == "Met Police"
    assert case.holds_up == "The disciplinary procedure; A referral to a governing body"


# ── after an outcome, and on whose file ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("WAN-11", "WAN-50")
def test_the_standards_of_care_report_brings_about_the_lados_advice_and_that_goes_on_the_carers_file() -> None:
    report, advised = ("standards-of-care-reported", {}), ("standards-of-care-advised", {})
    filed = ("put-on-file", {"file": "foster-carer", "about": "2"})

    assert brought_about(WANDSWORTH, report) == ["WAN-11"]
    assert brought_about(WANDSWORTH, report, advised) == ["WAN-50", "WAN-52"]
    assert brought_about(WANDSWORTH, report, advised, filed) == ["WAN-52"]
    assert told(WANDSWORTH, report, advised, filed) == (
        "event 2 is on the foster carer’s file in Mosaic since 4 November 2026",
    )


@pytest.mark.req("WAN-40", "WAN-41", "WAN-42")
def test_an_outcome_brings_about_advice_on_regulators_which_goes_on_the_individuals_file() -> None:
    outcome = ("outcome-recorded", {"outcome": "Upheld"})
    said = {"what": "regulator", "recommended": "yes", "reason": "Conduct", "hr-contact": "A. Adviser"}
    bodies = [
        ("recommended", {**said, "body": body, "hr-on": "2026-11-03"}) for body in ("Ofsted", "Social Work England")
    ]
    filed = ("put-on-file", {"file": "adult", "about": "2"})
    kept = entries(WANDSWORTH, outcome, *bodies, filed)

    assert brought_about(WANDSWORTH, outcome) == ["WAN-40"]
    assert brought_about(WANDSWORTH, outcome, *bodies) == ["WAN-42"]
    assert [(each.detail["body"], each.detail["hr-contact"], each.detail["hr-on"]) for each in kept[1:3]] == [
        ("Ofsted", "A. Adviser", "2026-11-03"),
        ("Social Work England", "A. Adviser", "2026-11-03"),
    ]
    assert kept[3].detail["system"] == "Mosaic"
    assert view(kept, profile(WANDSWORTH)).beside == (
        "event 2 is on the individual’s own file in Mosaic since 5 November 2026",
    )


@pytest.mark.req("WAN-52")
def test_the_childs_file_has_the_reference_and_the_day_and_nothing_else() -> None:
    said = {"reason": "Mr Larkmoss must not be alone with her"}
    kept = entries(WANDSWORTH, ("allegation-set", {"adult": "J. Larkmoss", "category": "conduct"}))
    advised = entries(WANDSWORTH, ("standards-of-care-started", {}), ("standards-of-care-advised", said))

    assert extract_for_child("2026-0007", kept) is None
    assert str(extract_for_child("2026-0007", advised)) == (
        "ChildExtract(reference='2026-0007', advised_on=(datetime.date(2026, 11, 3),))"
    )


@pytest.mark.req("BRO-108")
def test_a_referral_to_a_regulator_says_who_made_it_and_why_the_lado_did() -> None:
    assert "why is missing" in wants(BROMLEY, "referred-on", body="ofsted", by="lado")
    kept = entries(
        BROMLEY,
        ("referred-on", {"body": "ofsted", "by": "lado", "why": "high-risk"}),
        ("referred-on", {"body": "ofsted", "by": "employer"}),
    )
    assert [each.detail.get("why", "") for each in kept] == ["high-risk", ""]


# ── consultations, the employer's investigation, closing ─────────────────────────────────────────────────────────────


@pytest.mark.req("BRO-42")
def test_advice_on_safer_recruitment_says_which_part() -> None:
    assert "part is missing" in wants(BROMLEY, "advice-given", topic="safer-recruitment")
    (kept,) = entries(BROMLEY, ("advice-given", {"topic": "safer-recruitment", "part": "positive-dbs"}))
    assert kept.detail["part"] == "positive-dbs"
    assert read_entry(
        EventKind.ADVICE_GIVEN, {"topic": "safer-recruitment", "part": "references"}, profile(BROMLEY), ()
    )


@pytest.mark.req("BRO-25")
def test_a_consultation_may_be_of_each_part_of_safer_employment_that_the_page_names() -> None:
    page = next(each for each in load_pages(profile(BROMLEY), also=tuple(FORMS)) if each.name == "employers")
    named = {"choosing": "choosing people with care", "working": "safe ways of working", "managing": "Dealing with all"}

    for element, words in named.items():
        (kept,) = entries(BROMLEY, ("advice-given", {"element": element}))
        assert kept.detail["element"] == element
        assert words in page.html
    assert "“other” is not one of" in wants(BROMLEY, "advice-given", element="other")


@pytest.mark.req("BRO-58")
def test_a_consultation_ends_with_what_went_back_to_whom_and_how_it_is_managed() -> None:
    back = ("passed-back", {"issue": "Late for duty", "to": "The head", "route": "capability"})
    advice = ("advice-given", {})

    assert lacks(BROMLEY, "closed", END, decided("category-3", "no"), advice) == ["BRO-58"]
    assert lacks(BROMLEY, "closed", END, decided("category-3", "no"), advice, back) == []
    assert told(BROMLEY, back) == ("went back to The head, capability: Late for duty",)


@pytest.mark.req("BRO-34")
def test_a_decision_below_the_threshold_brings_about_a_note_on_next_steps_for_the_employer() -> None:
    below = decided("category-3", "no")
    advice = ("advice-given", {"advice": "Go through the code of conduct with her"})
    back = ("passed-back", {"issue": "Her tone with children", "to": "The head", "route": "practice"})
    note = advice_note("2026-0007", entries(BROMLEY, below, advice, back), profile(BROMLEY))

    assert note
    text = "\n\n".join(note.paragraphs)
    assert (
        "Our reference: 2026-0007\n\nOn 2 November 2026 the LADO decided that this does not meet our criteria." in text
    )
    assert "What we advised:\n- Go through the code of conduct with her" in text
    assert "- Her tone with children (professional practice): The head" in text
    assert profile(BROMLEY).contact.telephone in text
    assert "As told" not in text  # why the LADO decided so stays in the record
    assert advice_note("2026-0007", entries(BROMLEY, below, decided("category-1")), profile(BROMLEY)) is None
    assert brought_about(BROMLEY, below) == ["BRO-34"]
    assert brought_about(BROMLEY, below, ("letter-sent", {"to": "employer"})) == []


@pytest.mark.req("BRO-51", "BRO-55", "BRO-35")
def test_an_intake_is_a_contact_until_a_dated_decision_makes_it_a_referral_or_a_consultation() -> None:
    def kind(*said: Said) -> tuple[Kind, int | None]:
        decision = seen(BROMLEY, ("contact", {}), *said).decision
        pathway, met = (decision.detail["pathway"], decision.detail["met"]) if decision else ("", "")
        return counted_kind(pathway, met, profile(BROMLEY)), decision.happened_at.day if decision else None

    assert kind() == (Kind.UNDECIDED, None)
    assert kind(decided("category-1")) == (Kind.REFERRAL, 3)
    assert kind(decided("category-4", "no")) == (Kind.CONSULTATION, 3)
    assert kind(decided("category-4", "no"), decided("category-2")) == (Kind.REFERRAL, 4)

    overseen = decided("consultation-overseen", "no")
    assert kind((overseen[0], {**overseen[1], "overseen": "yes"})) == (Kind.CONSULTATION, 3)
    (pathway,) = (each for each in profile(BROMLEY).pathways if each.key == "consultation-overseen")
    assert (pathway.overseen, pathway.counted) == (True, False)


@pytest.mark.req("BRO-22", "BRO-37")
def test_bromley_closes_no_referral_without_outcome_conclusion_and_the_check_of_fairness() -> None:
    checked = {"fair": "yes", "consistent": "yes", "reasonable": "yes", "proportionate": "no", "timely": "yes"}
    meeting = ("meeting-not-needed", {"meeting": "lado-led", "reason": "The employer acts"})
    before = (decided("category-1"), meeting)
    all_of_it = (*before, ("outcome-recorded", {"outcome": "false"}), ("concluded", {}), ("closing-checked", checked))

    assert lacks(BROMLEY, "closed", END, *before) == ["BRO-37", "BRO-37", "BRO-22"]
    assert lacks(BROMLEY, "closed", END, *all_of_it) == []
    assert told(BROMLEY, *all_of_it) == ("! checked before closing, and not so: proportionate",)
    refused = wants(BROMLEY, "closing-checked")
    assert all(f"{name} is missing" in refused for name in checked)


@pytest.mark.req("BRO-81")
def test_each_piece_of_guidance_through_the_employers_investigation_is_logged() -> None:
    started = ("internal-investigation-started", {})
    guided = [("investigation-guided", {"about": "1", "what": what}) for what in ("Whom to ask first", "What to write")]

    assert told(BROMLEY, started, *guided) == (
        "guided the employer’s investigation, 3 November 2026: Whom to ask first",
        "guided the employer’s investigation, 4 November 2026: What to write",
    )


@pytest.mark.req("BRO-43")
def test_a_statement_for_press_or_parents_is_drafted_and_approved() -> None:
    draft = {"for": "parents", "words": "We are looking into a concern.", "approver": "Head of communications"}

    assert told(BROMLEY, ("statement-drafted", draft)) == (
        "statement for parents: not approved yet by Head of communications",
    )
    assert told(BROMLEY, ("statement-drafted", {**draft, "for": "press", "approved-on": "2026-11-04"})) == (
        "statement for the press: approved by Head of communications on 2026-11-04",
    )


@pytest.mark.req("BRO-47")
def test_cases_and_tasks_are_given_to_the_roles_of_the_service() -> None:
    task = ("assigned", {"role": "bso", "task": "Take the minutes"})
    assert told(BROMLEY, ("assigned", {"role": "lado"}), task, ("assigned", {"role": "eso"})) == (
        "this case is with: Education Safeguarding Officer (ESO)",
        "task of Business Support Officer (BSO): Take the minutes",
    )
    assert "“caretaker” is not one of lado, eso, bso, head-of-service" in wants(BROMLEY, "assigned", role="caretaker")


@pytest.mark.req("BRO-119", "BRO-121")
def test_a_theme_of_a_case_is_regional_and_names_a_body() -> None:
    said = {"theme": "Minicabs", "level": "regional", "body": "The licensing authority"}
    (kept,) = entries(BROMLEY, ("theme-noted", said))
    assert dict(kept.detail) == said
