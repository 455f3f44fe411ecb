"""What an office records of its cases and finds again: defaults, what comes next, and how a case ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from lado_kit.casework.clocks import EventKind
from lado_kit.casework.figures.cases import Kind, counted_kind
from lado_kit.commands.standing import show_standing
from lado_kit.custody.unlocking import Office
from lado_kit.errors import Refused
from lado_kit.home import Home
from lado_kit.office.cases import decide_link, find_matches, read_case
from lado_kit.office.entries import write_advice_note
from lado_kit.office.events import Recorded, list_events, record
from lado_kit.office.patterns import read_patterns
from lado_kit.office.rows import check_rows
from lado_kit.office.worklists import show_list
from lado_kit.store.tables import LinkKind, LinkState
from lado_site.profiles import built_in_profiles, load_profile
from tests.intake.builders import ANSWERS, NOW, a_submission, run_import, save
from tests.kit.quick_office import an_empty_home, an_office

BEDFORDSHIRE = "luton-bedford-bedfordshire"
Make = Callable[[str], Office]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The home that the others are copies of; do not change it."""
    return an_empty_home(tmp_path_factory.mktemp("empty"))


@pytest.fixture
def office(empty: Home, tmp_path: Path) -> Iterator[Make]:
    """An office with the settings of an authority."""
    with ExitStack() as stack:

        def make(profile: str) -> Office:
            opened = stack.enter_context(an_office(empty, tmp_path))
            opened.home.profile_file.write_bytes(built_in_profiles()[profile].read_bytes())
            return opened

        yield make


def bring_in(office: Office, folder: Path, *, days: int = 0, **answers: Any) -> str:
    now = NOW + timedelta(days=days)
    path = save(folder / f"in-{days}", "1.txt", a_submission(answers={**ANSWERS, **answers}, sealed_at=now))
    (item,) = run_import(office.store, path, now=now).items
    return str(item.case)  # type: ignore[union-attr]


def say(office: Office, case: str, kind: str, *, days: float = 1, override: str = "", **detail: str) -> Recorded:
    at = NOW + timedelta(days=days)
    said = {name.replace("_", "-"): value for name, value in detail.items()}
    return record(office, case, EventKind(kind), at=at.isoformat(), detail=said, override=override, now=at)


def to_do(office: Office, *, days: float = 2) -> list[tuple[str, str]]:
    listed = show_list(office, "next", now=NOW + timedelta(days=days))
    assert len(listed.entries) == listed.count
    return [(each.case, each.clock) for each in listed.entries]


@pytest.mark.req("LEI-24", "LEI-25")
def test_what_an_entry_brings_about_is_said_and_listed_until_it_is_done(office: Make, tmp_path: Path) -> None:
    work = office("leicester")
    case = bring_in(work, tmp_path, works_there_now="no")
    other = bring_in(work, tmp_path, days=1, times=3)

    began = say(work, case, "s47-started", days=1)
    assert [each.key for each in began.next_steps] == ["interim-again"]
    say(work, other, "s47-ended", days=1, outcome="No harm")
    # First where the adult is in contact with children now.
    assert to_do(work) == [(other, "outcome-meeting"), (case, "interim-again")]
    assert "outcome-meeting" not in {each.clock for each in show_list(work, "today", now=NOW).entries}

    done = say(work, case, "interim-set", days=1.5, what="suspended")
    assert done.next_steps == ()
    assert to_do(work) == [(other, "outcome-meeting")]
    say(work, other, "step-not-needed", days=1.5, clock="outcome-meeting", reason="The professionals met")
    assert to_do(work) == []
    assert check_rows(work, now=NOW + timedelta(days=2)) == ()


@pytest.mark.req("LEI-34")
def test_a_case_without_section_47_enquiries_ends_in_no_further_action(office: Make, tmp_path: Path) -> None:
    work = office("leicester")
    case = bring_in(work, tmp_path)
    say(work, case, "threshold-decided", override="As a test", met="yes", pathway="strategy-discussion", reason="Harm")
    say(work, case, "s47-decided", agreed="no", outcome="Support", agreed_with="Police", advice="no",
        internal_investigation="no", risk_assessment="no")  # fmt: skip
    for whom in ("adult", "family"):
        say(work, case, "letter-sent", to=whom)

    say(work, case, "closed", days=3, result="no-further-action", reason="Nothing more is known")

    standing = read_case(work, case, now=NOW + timedelta(days=4)).standing
    assert standing and standing.closed
    assert (standing.closed.detail, standing.closed.recorded_by, standing.closed.happened_at) == (
        {"result": "no-further-action", "reason": "Nothing more is known"}, work.officer, NOW + timedelta(days=3),
    )  # fmt: skip


@pytest.mark.req("LEI-39")
def test_leicesters_advice_has_its_text_and_makes_a_note_for_the_employer(office: Make, tmp_path: Path) -> None:
    work = office("leicester")
    case = bring_in(work, tmp_path)
    say(work, case, "threshold-decided", override="As a test", met="no", pathway="advice", reason="Poor practice")
    with pytest.raises(Refused, match=r"what was advised \(LEI-39\)"):
        say(work, case, "advice-given", to="employer", internal_investigation="no")
    with pytest.raises(Refused, match=r"what was advised \(LEI-39\)"):
        say(work, case, "closed", result="advice", reason="Done")

    say(work, case, "advice-given", to="employer", advice="Supervise the changing room", internal_investigation="no")

    note = write_advice_note(work, case, now=NOW + timedelta(days=2))
    assert "What we advised:\n- Supervise the changing room" in note.paragraphs
    say(work, case, "closed", result="advice", reason="Done")


@pytest.mark.req("LEI-43", "LEI-51")
def test_what_is_kept_for_patterning_is_found_by_a_later_search_on_the_adult(office: Make, tmp_path: Path) -> None:
    work = office("leicester")
    below, away = bring_in(work, tmp_path), bring_in(work, tmp_path, days=1, times=2)
    for case, pathway in ((below, "not-met"), (away, "out-of-area")):
        say(work, case, "threshold-decided", override="As a test", met="no", pathway=pathway, reason="As told")
    say(work, below, "contact-kept", why="patterning,accountability")
    say(work, below, "closed", override="As a test", result="patterning", reason="Kept")
    closed = say(work, away, "closed", override="As a test", reason="The other LADO has it")
    assert closed.filled_in == ("result",)
    later = bring_in(work, tmp_path, days=300, what_happened="Something else")

    now = NOW + timedelta(days=301)
    found = find_matches(work, later, now=now).suggestions
    (pattern,) = read_patterns(work, later, kind=LinkKind.ADULT, now=now)

    assert {below, away} <= {each.other for each in found if each.kind is LinkKind.ADULT}
    assert [(each.name, each.pathway, each.outcome) for each in pattern.moments[:2]] == [
        (below, "LADO threshold not met", "No further action, kept for patterning"),
        (away, "City child placed in another authority", "No further action, kept for patterning"),
    ]
    counted = {each: counted_kind(each, "no", load_profile("leicester")) for each in ("not-met", "out-of-area")}
    assert counted == {"not-met": Kind.CONSULTATION, "out-of-area": Kind.OUT_OF_AREA}


@pytest.mark.req("BED-28")
def test_that_no_risk_was_identified_shows_in_the_persons_history(office: Make, tmp_path: Path) -> None:
    work = office(BEDFORDSHIRE)
    first = bring_in(work, tmp_path)
    said = say(work, first, "threshold-decided", met="no", pathway="consultation", reason="Ordinary practice")
    assert said.filled_in == ("outside",)
    say(work, first, "closed", days=2, result="no-risk", reason="Nothing points to a risk")
    later = bring_in(work, tmp_path, days=200, what_happened="Something else")
    now = NOW + timedelta(days=201)
    decide_link(work, later, first, kind=LinkKind.ADULT, state=LinkState.CONFIRMED, reason="The same", now=now)

    (pattern,) = read_patterns(work, later, kind=LinkKind.ADULT, now=now)
    standing = read_case(work, first, now=now).standing

    assert (pattern.moments[0].name, pattern.moments[0].outcome) == (first, "No risk identified")
    assert standing and standing.closed and standing.closed.happened_at == NOW + timedelta(days=2)


@pytest.mark.req("BED-61")
def test_the_lado_chairs_what_is_planned_for_after_the_transfer_and_nothing_before(
    office: Make, tmp_path: Path
) -> None:
    work = office(BEDFORDSHIRE)
    case = bring_in(work, tmp_path)
    say(work, case, "transfer-decided", days=5, transferred="yes", reason="No other meeting is needed")
    meeting = {"meeting": "lado-led", "on": "3 December 2026"}

    before = say(work, case, "meeting-planned", days=4, **meeting)
    after = say(work, case, "meeting-planned", days=6, **meeting)

    assert (before.event.detail.get("chair"), before.filled_in) == (None, ())
    assert (after.event.detail["chair"], after.filled_in) == ("LADO", ("chair",))


def test_a_tier_1_case_is_not_closed_without_the_lados_plan(office: Make, tmp_path: Path) -> None:
    work = office(BEDFORDSHIRE)
    case = bring_in(work, tmp_path)
    with pytest.raises(Refused, match="for which reason it is a Tier 1 case"):
        say(work, case, "threshold-decided", met="yes", pathway="tier-1", reason="A pattern")
    say(work, case, "threshold-decided", met="yes", pathway="tier-1", because="pattern", reason="A pattern")

    with pytest.raises(Refused, match=r"the plan that the LADO leads \(BED-36\)"):
        say(work, case, "closed", result="concluded", reason="Done")
    assert to_do(work) == [(case, "tier-1-plan")]


def test_what_a_term_meant_is_kept_with_the_decision_though_the_settings_change(office: Make, tmp_path: Path) -> None:
    work = office("sandwell")
    case = bring_in(work, tmp_path)
    outcome = {"outcome": "false", "risk": "None", "by": "1 May 2026", "standard": "yes"}
    say(work, case, "threshold-decided", met="no", pathway="advice", reason="Nothing met")
    say(work, case, "outcome-recorded", **outcome)
    settings = work.home.profile_file
    for old, new in (("There is enough evidence to disprove", "It is disproved"), ("The threshold criteria are", "X")):
        assert old in settings.read_text("utf-8")
        settings.write_text(settings.read_text("utf-8").replace(old, new), "utf-8")
    again = record(work, case, EventKind.OUTCOME_RECORDED, detail={}, corrects="2", now=NOW + timedelta(days=2))

    kept = [each.detail.get("meant", "") for each in list_events(work, case, now=NOW).events if each.id.isdigit()]

    assert kept[0].startswith("Advice and Guidance: The threshold criteria are not met.")
    assert kept[1] == "False: There is enough evidence to disprove the allegation."
    assert kept[2] == again.event.detail["meant"] == "False: It is disproved the allegation."
    assert "meant" not in again.filled_in


def test_a_blank_is_no_reason_to_let_something_stand(office: Make, tmp_path: Path) -> None:
    work = office("leicester")
    case = bring_in(work, tmp_path)
    decision = {"met": "yes", "pathway": "strategy-discussion", "reason": "Harm"}

    with pytest.raises(Refused, match="a check on the adult"):
        say(work, case, "threshold-decided", override="  ", **decision)
    stands = say(work, case, "threshold-decided", override=" The police have it ", **decision)

    assert stands.event.detail["override"] == "The police have it"


def test_a_correction_of_a_correction_says_what_looks_wrong(office: Make, tmp_path: Path) -> None:
    work = office("sandwell")
    case = bring_in(work, tmp_path)
    record(work, case, EventKind.CONTACT, at="2026-04-02", detail={}, corrects="contact", now=NOW)

    again = record(work, case, EventKind.CONTACT, at="1026-04-02", detail={}, corrects="1", now=NOW)

    assert [(each.event, "check the year" in each.sentence) for each in again.doubts][:1] == [("contact", True)]


def test_a_meeting_still_to_come_needs_its_reason_where_it_will_be_late(office: Make, tmp_path: Path) -> None:
    work = office("sandwell")
    case = bring_in(work, tmp_path)
    say(work, case, "threshold-decided", met="yes", pathway="position-of-trust", reason="A risk")
    later = (NOW + timedelta(days=60)).isoformat()

    with pytest.raises(Refused, match="there is no reason why it is late"):
        record(work, case, EventKind.MEETING_HELD, at=later, detail={}, now=NOW + timedelta(days=2))
    booked = record(
        work, case, EventKind.MEETING_HELD, at=later, detail={"reason": "Half term"}, now=NOW + timedelta(days=2)
    )

    assert "still to come" in booked.doubts[0].sentence


def test_no_time_of_day_is_shown_where_nobody_said_one(
    office: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    work = office("sandwell")
    case = bring_in(work, tmp_path)
    decision = {"met": "no", "pathway": "advice", "reason": "Nothing met"}
    record(work, case, EventKind.THRESHOLD_DECIDED, at="3 May 2026", detail=decision, now=NOW)
    record(work, case, EventKind.POLICE_INVESTIGATION_STARTED, at="4 May 2026 09:30", detail={}, now=NOW)

    standing = read_case(work, case, now=NOW).standing
    assert standing
    show_standing(standing)
    shown = capsys.readouterr().out

    assert "(Sun 3 May 2026, recorded by duty-1)" in shown
    assert "since Mon 4 May 2026 09:30" in shown
