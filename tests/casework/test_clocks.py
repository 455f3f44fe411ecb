"""The clocks of a case: every authority's, by dates that were counted by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from itertools import count

import pytest

from lado_kit.casework.clocks import Clock, Event, EventKind, State, clocks, doubts, history, in_force
from lado_site.profiles import LONDON, Calendar, Profile, load_profile

NUMBERS = count(1)
PROFILES: Mapping[str, Profile] = {
    name: load_profile(name)
    for name in ("leicester", "sandwell", "wandsworth", "bromley", "luton-bedford-bedfordshire")
}


def at(text: str) -> datetime:
    """A time on the wall in England."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def an_event(kind: str, when: str, *, recorded: str = "", corrects: str | None = None, **detail: str) -> Event:
    return Event(
        id=str(next(NUMBERS)), kind=EventKind(kind), happened_at=at(when), recorded_at=at(recorded or when),
        recorded_by="duty-1", corrects=corrects, detail={name.replace("_", "-"): said for name, said in detail.items()},
    )  # fmt: skip


def all_of(authority: str, *events: Event, now: str) -> tuple[Clock, ...]:
    profile = PROFILES[authority]
    return clocks(events, profile, Calendar.of(profile), at(now))


def the(authority: str, key: str, *events: Event, now: str) -> Clock:
    """The only clock with this key."""
    (found,) = [each for each in all_of(authority, *events, now=now) if each.id == key]
    return found


def each_of(authority: str, key: str, *events: Event, now: str) -> list[Clock]:
    return [each for each in all_of(authority, *events, now=now) if each.id == key]


# Authority, clock, what happened, by when: a day, or the time on the wall.
BY_WHEN = [
    # 10:15 and 4 hours.
    ("leicester", "threshold", "referral-received", "2024-03-05T10:15", "2024-03-05T14:15"),
    # 22:30 and 4 hours: past midnight, because elapsed hours do not stop at night.
    ("leicester", "threshold", "referral-received", "2024-03-05T22:30", "2024-03-06T02:30"),
    # Saturday 30 March 22:30 GMT and 4 hours: at 01:00 the clocks go forward, so 03:30 BST.
    ("leicester", "threshold", "referral-received", "2024-03-30T22:30", "2024-03-31T03:30"),
    # Saturday 26 October 22:30 BST and 4 hours: at 02:00 the clocks go back, so 01:30 GMT.
    ("leicester", "threshold", "referral-received", "2024-10-26T22:30", "2024-10-27T01:30"),
    # New Year's Eve 21:00 and 4 hours.
    ("leicester", "threshold", "referral-received", "2024-12-31T21:00", "2025-01-01T01:00"),
    # Leap day 23:00 and 4 hours.
    ("leicester", "threshold", "referral-received", "2024-02-29T23:00", "2024-03-01T03:00"),
    # Thursday; Good Friday 29 March and Easter Monday 1 April are off: Tuesday.
    ("sandwell", "call-back", "contact", "2024-03-28T11:00", "2024-04-02"),
    ("sandwell", "call-back-same-day", "contact", "2024-03-28T11:00", "2024-03-28"),
    # Saturday: the next working day is Monday.
    ("sandwell", "call-back-same-day", "contact", "2024-06-08T11:00", "2024-06-10"),
    # Thursday 28 March; 2, 3, 4, 5 and 8 April are the five working days.
    ("sandwell", "meeting", "threshold-decided", "2024-03-28T16:00", "2024-04-08"),
    # Monday 4 March and two weeks of five working days.
    ("sandwell", "minutes", "meeting-held", "2024-03-04T10:00", "2024-03-18"),
    # Tuesday 9 January and 84 days: 22 left in January, 29 in February, 31 in March, 2 in April.
    ("sandwell", "conclusion", "contact", "2024-01-09T09:00", "2024-04-02"),
    # Wednesday 6 March and 28 days: 25 left in March, 3 in April.
    ("sandwell", "separate-pathway", "held-by-another-agency", "2024-03-06T09:00", "2024-04-03"),
    ("wandsworth", "tell-lado", "employer-aware", "2024-03-28T15:00", "2024-04-02"),
    ("wandsworth", "advice", "advice-asked", "2024-03-04T09:00", "2024-03-05T09:00"),
    # Friday: Monday and Tuesday are the two working days.
    ("wandsworth", "cover", "cover-contacted", "2024-06-07T17:30", "2024-06-11"),
    # Friday 3 May; Monday 6 May is a bank holiday: Tuesday, Wednesday.
    ("wandsworth", "strategy-discussion", "referral-received", "2024-05-03T12:00", "2024-05-08"),
    ("wandsworth", "meeting", "referral-received", "2024-03-28T12:00", "2024-04-08"),
    ("wandsworth", "high-risk", "high-risk-found", "2024-03-28T12:00", "2024-03-28T12:00"),
    ("wandsworth", "advice-on-child-file", "strategy-meeting-advised", "2024-03-04T15:00", "2024-03-05T15:00"),
    ("wandsworth", "actions", "meeting-held", "2024-03-04T15:00", "2024-03-05T15:00"),
    # 4 and 15 are 19.
    ("wandsworth", "minutes", "meeting-held", "2024-03-04T15:00", "2024-03-19"),
    # Tuesday 5 March and 42 days: 26 left in March, 16 in April.
    ("wandsworth", "review", "meeting-held", "2024-03-05T10:00", "2024-04-16"),
    ("wandsworth", "monitoring-monthly", "referral-received", "2024-01-31T10:00", "2024-02-29"),
    ("wandsworth", "end-1-months", "referral-received", "2024-03-31T10:00", "2024-04-30"),
    ("wandsworth", "end-3-months", "referral-received", "2023-11-30T10:00", "2024-02-29"),
    ("wandsworth", "end-12-months", "referral-received", "2024-02-29T10:00", "2025-02-28"),
    ("bromley", "threshold", "contact", "2024-03-04T11:00", "2024-03-05T11:00"),
    # Saturday noon GMT and 24 elapsed hours: 13:00 BST.
    ("bromley", "threshold", "contact", "2024-03-30T12:00", "2024-03-31T13:00"),
    # Saturday noon BST and 24 elapsed hours: 11:00 GMT.
    ("bromley", "threshold", "contact", "2024-10-26T12:00", "2024-10-27T11:00"),
    ("bromley", "end-1-months", "referral-received", "2024-01-31T10:00", "2024-02-29"),
    ("bromley", "end-3-months", "referral-received", "2024-01-31T10:00", "2024-04-30"),
    ("bromley", "end-12-months", "referral-received", "2023-06-15T10:00", "2024-06-15"),
    ("bromley", "end-1-months-ambition", "referral-received", "2024-12-31T10:00", "2025-01-31"),
]


@pytest.mark.req(
    "LEI-02", "SAN-06", "SAN-07", "SAN-13", "SAN-15", "SAN-17", "SAN-34", "WAN-16", "WAN-18", "WAN-21", "WAN-22",
    "WAN-25", "WAN-27", "WAN-29", "WAN-30", "WAN-33", "WAN-38", "BRO-33",
)  # fmt: skip
@pytest.mark.parametrize(("authority", "key", "kind", "when", "due"), BY_WHEN)
def test_a_clock_ends_when_a_person_counts_that_it_does(
    authority: str, key: str, kind: str, when: str, due: str
) -> None:
    started = an_event(kind, when, **({"met": "yes"} if kind == "threshold-decided" else {}))

    found = the(authority, key, started, now=when)

    if "T" in due:
        assert found.due_at
        assert found.due_at.astimezone(LONDON).replace(tzinfo=None) == datetime.fromisoformat(due)
    else:
        assert found.due_on == date.fromisoformat(due)
    assert found.started_by == started.id


def test_before_it_starts_a_clock_has_no_date() -> None:
    assert {each.state for each in all_of("leicester", now="2024-03-05T10:00")} == {State.NOT_STARTED}


@pytest.mark.parametrize(
    ("now", "state"),
    [
        ("2024-03-28T16:00", State.RUNNING),
        # Two working days before Monday 8 April are Friday 5 and Thursday 4.
        ("2024-04-03T23:59", State.RUNNING),
        ("2024-04-04T00:00", State.DUE_SOON),
        ("2024-04-08T23:59", State.DUE_SOON),
        ("2024-04-09T00:00", State.LATE),
    ],
)
def test_a_day_is_in_time_to_its_last_minute_in_england(now: str, state: State) -> None:
    decided = an_event("threshold-decided", "2024-03-28T16:00", met="yes")

    assert the("sandwell", "meeting", decided, now=now).state is state


def test_hours_are_in_time_to_the_minute() -> None:
    received = an_event("referral-received", "2024-03-05T10:15")
    states = [the("leicester", "threshold", received, now=f"2024-03-05T{now}").state
              for now in ("13:14", "13:15", "14:15", "14:16")]  # fmt: skip

    assert states == [State.RUNNING, State.DUE_SOON, State.DUE_SOON, State.LATE]


@pytest.mark.req("SAN-14")
def test_what_was_done_late_stays_late_and_says_why() -> None:
    decided = an_event("threshold-decided", "2024-03-28T16:00", met="yes")
    in_time = an_event("meeting-held", "2024-04-08T16:00")
    late = an_event("meeting-held", "2024-04-10T16:00")
    with_reason = an_event("meeting-held", "2024-04-10T16:00", reason="the police could not come")
    explained = an_event("delay-explained", "2024-04-09T09:00", clock="meeting", reason="the police could not come")

    def state(*more: Event) -> tuple[State, str]:
        found = the("sandwell", "meeting", decided, *more, now="2024-05-01T09:00")
        return found.state, found.reason

    assert state(in_time) == (State.MET, "")
    assert state(late) == (State.LATE, "")
    assert state(with_reason) == state(late, explained) == (State.LATE_WITH_REASON, "the police could not come")
    assert state(explained) == (State.LATE_WITH_REASON, "the police could not come")


@pytest.mark.req("SAN-12")
def test_a_meeting_that_is_not_needed_stops_its_clock_with_the_reason() -> None:
    decided = an_event("threshold-decided", "2024-03-28T16:00", met="yes")
    not_needed = an_event("step-not-needed", "2024-03-28T16:05", clock="meeting", reason="one call settled it")

    found = the("sandwell", "meeting", decided, not_needed, now="2024-05-01T09:00")

    assert (found.state, found.reason, found.is_open) == (State.STOPPED, "one call settled it", False)


def test_closing_stops_what_was_in_time_and_does_not_hide_what_was_late() -> None:
    received = an_event("referral-received", "2024-03-28T12:00")
    closed = an_event("closed", "2024-04-05T12:00")

    discussion = the("wandsworth", "strategy-discussion", received, closed, now="2024-06-01T12:00")
    meeting = the("wandsworth", "meeting", received, closed, now="2024-06-01T12:00")

    assert (discussion.state, discussion.is_open) == (State.LATE, False)
    assert (meeting.state, meeting.reason) == (State.STOPPED, "the case was closed")


DECIDED = ("threshold-decided", "2024-03-28T16:00")
"""Thursday before Easter: the meeting is due on Monday 8 April."""


def test_what_was_to_be_done_when_a_case_was_closed_is_counted_again_from_its_reopening() -> None:
    decided = an_event(*DECIDED, met="yes")
    closed, reopened = an_event("closed", "2024-04-05T12:00"), an_event("reopened", "2024-05-03T10:00")

    before, since = each_of("sandwell", "meeting", decided, closed, reopened, now="2024-05-07T09:00")

    assert (before.state, before.started_by, before.due_on) == (State.STOPPED, decided.id, date(2024, 4, 8))
    assert before.stopped_at == at("2024-04-05T12:00")
    assert "reopening" not in before.assumed
    # Friday 3 May; Monday 6 May is a bank holiday: 7, 8, 9, 10 and 13 May are the five working days.
    assert (since.started_by, since.due_on, since.is_open) == (reopened.id, date(2024, 5, 13), True)
    assert "counted from the reopening" in since.assumed

    # A new decision meanwhile moves no day; the meeting then is what was asked for.
    again = an_event("threshold-decided", "2024-05-09T09:00", met="yes")
    held = an_event("meeting-held", "2024-05-10T09:00")
    _, since = each_of("sandwell", "meeting", decided, closed, reopened, again, held, now="2024-06-01T09:00")
    assert (since.due_on, since.state) == (date(2024, 5, 13), State.MET)


def test_what_was_done_or_not_needed_before_the_closing_is_not_asked_for_again() -> None:
    decided, closed, reopened = (
        an_event(*DECIDED, met="yes"), an_event("closed", "2024-04-05T12:00"), an_event("reopened", "2024-05-03T10:00"),
    )  # fmt: skip
    held = an_event("meeting-held", "2024-04-03T09:00")
    not_needed = an_event("step-not-needed", "2024-04-03T09:00", clock="meeting", reason="one call settled it")

    met = the("sandwell", "meeting", decided, held, closed, reopened, now="2024-06-01T09:00")
    stopped = the("sandwell", "meeting", decided, not_needed, closed, reopened, now="2024-06-01T09:00")
    # The minutes belong to the meeting before the closing, those of a meeting since to that.
    later = an_event("meeting-held", "2024-05-10T10:00")
    minutes = each_of("sandwell", "minutes", decided, held, closed, reopened, later, now="2024-06-01T09:00")

    assert (met.state, stopped.state) == (State.MET, State.STOPPED)
    assert [(each.started_by, each.is_open) for each in minutes] == [(held.id, False), (later.id, True)]


def test_in_a_case_that_is_open_again_what_repeats_begins_again_and_the_end_is_asked_for_again() -> None:
    events = (
        an_event("referral-received", "2024-01-10T10:00"), an_event("monitored", "2024-02-05T10:00"),
        an_event("closed", "2024-02-20T10:00"), reopened := an_event("reopened", "2024-04-15T10:00"),
    )  # fmt: skip

    def due(key: str, *more: Event, now: str) -> list[tuple[date | None, State]]:
        return [(each.due_on, each.state) for each in each_of("wandsworth", key, *events, *more, now=now)]

    # A month from the last monitoring is 5 March, but the case was closed; a month from the reopening is 15 May.
    assert due("monitoring-monthly", now="2024-04-20T10:00") == [
        (date(2024, 3, 5), State.STOPPED), (date(2024, 5, 15), State.RUNNING),
    ]  # fmt: skip
    since = an_event("monitored", "2024-05-01T10:00")
    assert due("monitoring-monthly", since, now="2024-05-02T10:00")[1:] == [(date(2024, 6, 1), State.RUNNING)]
    # Every three months from the reopening: 15 July is past, 15 October is to come.
    assert due("summary", now="2024-08-01T10:00") == [
        (date(2024, 4, 10), State.STOPPED), (date(2024, 7, 15), State.LATE), (date(2024, 10, 15), State.RUNNING),
    ]  # fmt: skip
    ends = each_of("wandsworth", "end-3-months", *events, now="2024-08-01T10:00")
    assert [(each.due_on, each.state, each.is_open) for each in ends] == [
        (date(2024, 4, 10), State.MET, False), (date(2024, 7, 15), State.LATE, True),
    ]  # fmt: skip
    assert ends[1].started_by == reopened.id
    # Closed and opened a second time.
    twice = an_event("closed", "2024-05-31T10:00"), an_event("reopened", "2024-06-30T10:00")
    assert due("end-3-months", *twice, now="2024-07-01T10:00") == [
        (date(2024, 4, 10), State.MET), (date(2024, 7, 15), State.MET), (date(2024, 9, 30), State.RUNNING),
    ]  # fmt: skip


def test_what_is_said_of_an_earlier_time_by_name_counts_there_though_the_case_was_opened_again() -> None:
    held = an_event("meeting-held", "2024-03-04T10:00")
    closed, reopened = an_event("closed", "2024-03-25T12:00"), an_event("reopened", "2024-04-02T10:00")
    sent = an_event("minutes-sent", "2024-04-03T10:00", about=held.id)

    found = the("sandwell", "minutes", held, closed, reopened, sent, now="2024-05-01T09:00")

    assert (found.due_on, found.met_at, found.state) == (date(2024, 3, 18), at("2024-04-03T10:00"), State.LATE)


def test_an_investigation_that_was_over_goes_on_when_the_case_is_opened_again() -> None:
    events = (
        an_event("referral-received", "2024-01-10T10:00"), an_event("concluded", "2024-02-19T10:00"),
        an_event("closed", "2024-02-20T10:00"),
    )  # fmt: skip
    again = an_event("reopened", "2024-04-15T10:00"), an_event("meeting-held", "2024-04-18T10:00")

    closed = the("wandsworth", "review", *events, now="2024-04-20T10:00")
    reopened = the("wandsworth", "review", *events, *again, now="2024-04-20T10:00")

    assert closed.state is State.NOT_APPLICABLE
    assert (reopened.due_on, reopened.state) == (date(2024, 5, 30), State.RUNNING)  # Thursday and six weeks


def test_a_limit_whose_condition_is_not_so_does_not_apply_and_says_why() -> None:
    not_met = an_event("threshold-decided", "2024-03-28T16:00", met="no")
    meeting = an_event("meeting-held", "2024-03-04T15:00")

    assert the("sandwell", "meeting", not_met, now="2024-05-01T09:00").state is State.NOT_APPLICABLE
    found = the("wandsworth", "update-adult", meeting, now="2024-03-05T09:00")
    assert (found.state, found.reason) == (
        State.NOT_APPLICABLE,
        "nothing says that the person has no employer or agency",
    )


@pytest.mark.req("WAN-28")
def test_a_person_without_employer_is_updated_within_48_hours_of_each_meeting() -> None:
    events = [
        an_event("employer-set", "2024-03-01T09:00", employed="no"),
        an_event("meeting-held", "2024-03-04T15:00"),
        an_event("meeting-held", "2024-03-18T15:00"),
        an_event("adult-updated", "2024-03-06T14:59"),
    ]

    first, second = each_of("wandsworth", "update-adult", *events, now="2024-03-20T15:01")

    assert first.state is State.MET
    assert (second.state, second.due_at) == (State.LATE, at("2024-03-20T15:00"))


def test_an_answer_is_for_the_longest_wait_unless_it_names_another() -> None:
    one, two = an_event("meeting-held", "2024-03-04T10:00"), an_event("meeting-held", "2024-03-11T10:00")
    sent = an_event("minutes-sent", "2024-03-12T10:00")
    named = an_event("minutes-sent", "2024-03-12T10:00", about=two.id)

    def who_has_them(done: Event) -> list[bool]:
        return [
            each.met_at is not None for each in each_of("sandwell", "minutes", one, two, done, now="2024-03-13T10:00")
        ]

    assert who_has_them(sent) == [True, False]
    assert who_has_them(named) == [False, True]


@pytest.mark.req("WAN-34")
def test_monitoring_is_counted_from_the_last_time_fortnightly_or_monthly() -> None:
    """Tuesday 5 March: fortnightly Tuesday 19 March, monthly 5 April."""
    events = [an_event("referral-received", "2024-01-10T09:00"), an_event("monitored", "2024-03-05T09:00")]
    is_complex = an_event("complexity-set", "2024-01-11T09:00", complex="yes")
    no_more = an_event("complexity-set", "2024-03-06T09:00", complex="no")

    fortnightly = the("wandsworth", "monitoring-fortnightly", *events, is_complex, now="2024-03-05T12:00")
    monthly = the("wandsworth", "monitoring-monthly", *events, is_complex, no_more, now="2024-03-06T12:00")

    assert fortnightly.due_on == date(2024, 3, 19)
    assert monthly.due_on == date(2024, 4, 5)
    assert the("wandsworth", "monitoring-fortnightly", *events, now="2024-03-06T12:00").state is State.NOT_APPLICABLE


@pytest.mark.req("WAN-36")
def test_summaries_are_due_every_three_months_from_the_opening_whenever_they_are_filed() -> None:
    events = [an_event("case-opened", "2024-01-10T09:00"), an_event("summary-filed", "2024-04-08T09:00")]

    found = each_of("wandsworth", "summary", *events, now="2024-07-20T09:00")

    assert [(each.due_on, each.state) for each in found] == [
        (date(2024, 4, 10), State.MET),
        (date(2024, 7, 10), State.LATE),
        (date(2024, 10, 10), State.RUNNING),
    ]


def test_summaries_from_the_31st_are_due_on_the_last_day_of_a_month() -> None:
    found = each_of("wandsworth", "summary", an_event("case-opened", "2023-08-31T09:00"), now="2024-06-01T09:00")

    assert [each.due_on for each in found] == [
        date(2023, 11, 30), date(2024, 2, 29), date(2024, 5, 31), date(2024, 8, 31),
    ]  # fmt: skip


@pytest.mark.req("SAN-16")
def test_a_case_held_by_another_agency_leaves_the_twelve_weeks_and_is_checked_every_four() -> None:
    contact = an_event("contact", "2024-01-09T09:00")
    held = an_event("held-by-another-agency", "2024-02-07T09:00")
    ended = an_event("hold-ended", "2024-03-20T09:00")

    assert the("sandwell", "conclusion", contact, held, now="2024-05-01T09:00").state is State.NOT_APPLICABLE
    # 7 February and 28 days, in a year with a leap day: 6 March.
    assert the("sandwell", "separate-pathway", contact, held, now="2024-02-08T09:00").due_on == date(2024, 3, 6)
    assert the("sandwell", "conclusion", contact, held, ended, now="2024-05-01T09:00").state is State.LATE


@pytest.mark.req("WAN-49")
def test_standards_of_care_have_two_advice_points_with_48_hours_each() -> None:
    events = [
        an_event("standards-of-care-started", "2024-03-04T09:00"),
        an_event("advice-asked", "2024-03-04T09:00"),
        an_event("standards-of-care-advised", "2024-03-05T09:00"),
        an_event("outcome-known", "2024-05-01T09:00"),
    ]

    before = the("wandsworth", "standards-of-care-before", *events, now="2024-05-01T10:00")
    after = the("wandsworth", "standards-of-care-conclusion", *events, now="2024-05-01T10:00")

    assert before.state is State.MET
    assert after.due_at == at("2024-05-03T09:00")
    assert before.responsible == after.responsible == "LADO with TM Fostering"


@pytest.mark.req("WAN-55", "WAN-59")
def test_the_allegation_of_a_child_in_care_is_checked_monthly_and_each_update_put_on_file() -> None:
    events = [
        an_event("referral-received", "2024-01-31T09:00"),
        an_event("child-in-care-set", "2024-01-31T09:00", in_care="yes"),
        an_event("update-made", "2024-03-04T15:00"),
    ]

    assert the("wandsworth", "child-in-care", *events, now="2024-02-01T09:00").due_on == date(2024, 2, 29)
    assert the("wandsworth", "child-in-care-file", *events, now="2024-03-04T16:00").due_at == at("2024-03-05T15:00")


@pytest.mark.req("WAN-29")
def test_both_readings_of_fifteen_days_are_shown() -> None:
    """Monday 4 March: 15 days are Tuesday 19 March, 15 working days are three weeks, Monday 25 March."""
    found = the("wandsworth", "minutes", an_event("meeting-held", "2024-03-04T15:00"), now="2024-03-05T09:00")

    assert (found.due_on, found.other_due_on) == (date(2024, 3, 19), date(2024, 3, 25))
    assert "calendar days are assumed" in found.assumed


@pytest.mark.req("WAN-60", "WAN-61", "WAN-62")
def test_police_cases_are_left_out_of_two_targets_of_three() -> None:
    events = [an_event("referral-received", "2024-01-10T09:00"),
              an_event("police-investigation-started", "2024-01-12T09:00")]  # fmt: skip

    states = {each.id: each.state for each in all_of("wandsworth", *events, now="2025-02-01T09:00") if each.aim}

    assert states == {
        "end-1-months": State.NOT_APPLICABLE, "end-3-months": State.NOT_APPLICABLE, "end-12-months": State.LATE,
    }  # fmt: skip


@pytest.mark.req("BRO-95", "BRO-138")
def test_bromleys_expectation_and_its_own_aim_are_told_apart() -> None:
    found = all_of("bromley", an_event("referral-received", "2024-01-10T09:00"), now="2024-01-11T09:00")

    assert {each.aim for each in found if each.due_on == date(2024, 2, 10)} == {
        "80% of cases",
        "60% of cases, the service’s own aim",
    }


@pytest.mark.req("BED-32")
def test_a_tier_2_case_has_a_next_check_and_shows_when_it_is_overdue() -> None:
    where = "luton-bedford-bedfordshire"
    tier_2 = an_event("threshold-decided", "2024-03-04T09:00", met="yes", pathway="tier-2")
    tier_1 = an_event("threshold-decided", "2024-03-04T09:00", met="yes", pathway="tier-1")
    day = an_event("date-set", "2024-03-04T10:00", clock="next-check", due="2024-03-18")

    unset = the(where, "next-check", tier_2, now="2024-03-04T12:00")
    assert (unset.state, unset.reason) == (State.DUE_SOON, "no day is set yet")
    assert the(where, "next-check", tier_1, now="2024-03-04T12:00").state is State.NOT_APPLICABLE
    assert [
        the(where, "next-check", tier_2, day, now=now).state
        for now in ("2024-03-15T12:00", "2024-03-18T12:00", "2024-03-19T00:00")
    ] == [State.RUNNING, State.DUE_SOON, State.LATE]
    checked = an_event("monitored", "2024-03-18T09:00")
    assert the(where, "next-check", tier_2, day, checked, now="2024-03-20T12:00").state is State.MET
    moved = an_event("date-set", "2024-03-10T10:00", clock="next-check", due="2024-04-02")
    assert the(where, "next-check", tier_2, day, moved, now="2024-03-19T12:00").due_on == date(2024, 4, 2)


@pytest.mark.req("LEI-18")
def test_a_strategy_discussion_without_a_day_for_the_follow_up_is_not_forgotten() -> None:
    held = an_event("strategy-discussion-held", "2024-03-04T09:00")
    day = an_event("date-set", "2024-03-04T09:30", clock="follow-up-meeting", due="2024-03-20")

    assert the("leicester", "follow-up-meeting", held, now="2024-03-04T12:00").reason == "no day is set yet"
    assert the("leicester", "follow-up-meeting", held, day, now="2024-03-04T12:00").due_on == date(2024, 3, 20)


def test_a_correction_moves_the_clock_and_what_was_recorded_stays() -> None:
    wrong = an_event("threshold-decided", "2024-03-28T16:00", met="yes")
    right = an_event("threshold-decided", "2024-03-25T16:00", recorded="2024-04-02T09:00", corrects=wrong.id, met="yes")
    again = an_event("threshold-decided", "2024-03-26T16:00", recorded="2024-04-03T09:00", corrects=right.id, met="yes")
    taken_back = an_event("withdrawn", "2024-04-04T09:00", corrects=wrong.id)

    def due(*events: Event) -> date | None:
        return the("sandwell", "meeting", *events, now="2024-04-05T09:00").due_on

    assert due(wrong) == date(2024, 4, 8)
    # Monday 25 March: 26, 27, 28 March, 2 and 3 April. Tuesday 26 March: a day later.
    assert due(wrong, right) == date(2024, 4, 3)
    assert due(wrong, right, again) == due(again, right, wrong) == date(2024, 4, 4)
    assert due(wrong, right, again, taken_back) is None
    (standing,) = in_force([wrong, right, again])
    assert (standing.id, standing.happened_at) == (wrong.id, again.happened_at)


def test_the_history_says_what_was_believed_when_and_because_of_what() -> None:
    wrong = an_event("threshold-decided", "2024-03-28T16:00", met="yes")
    right = an_event("threshold-decided", "2024-03-25T16:00", recorded="2024-04-02T09:00", corrects=wrong.id, met="yes")
    taken_back = an_event("withdrawn", "2024-04-04T09:00", corrects=wrong.id)
    sandwell = PROFILES["sandwell"]

    found = history([wrong, right, taken_back], sandwell, Calendar.of(sandwell), at("2024-04-05T09:00"))

    assert [(each.clock, each.known_since, each.because, each.due_on) for each in found] == [
        ("meeting", at("2024-03-28T16:00"), (wrong.id,), date(2024, 4, 8)),
        ("meeting", at("2024-04-02T09:00"), (right.id,), date(2024, 4, 3)),
        ("meeting", at("2024-04-04T09:00"), (taken_back.id,), None),
    ]


def test_what_looks_wrong_is_kept_and_said() -> None:
    events = [
        an_event("contact", "2024-03-28T16:00"),
        an_event("employer-aware", "0202-03-28T16:00"),
        an_event("meeting-held", "2024-03-20T10:00"),
        an_event("police-discussion-held", "2024-04-03T10:00"),
        an_event("minutes-sent", "2034-04-10T10:00"),
        an_event("monitored", "2024-04-10T10:00", corrects="999"),
    ]

    found = [(each.event, each.sentence) for each in doubts(events, at("2024-04-12T09:00"))]

    assert [event for event, _ in found] == [events[1].id, events[2].id, events[2].id, events[4].id, events[5].id]
    assert "202: check the year" in found[0][1]
    assert "20 March 2024, which is before somebody got in touch on 28 March 2024: both are kept" in found[1][1]
    assert "the discussion with the police comes before the meeting" in found[2][1]
    assert "still to come" in found[3][1]
    assert "event 999, which is not here" in found[4][1]
    assert len(in_force(events)) == len(events)


def test_a_day_without_a_time_is_not_before_what_happened_that_day() -> None:
    meeting = an_event("meeting-held", "2024-03-04T15:00")
    sent = an_event("minutes-sent", "2024-03-04T00:00", time="not-known")

    assert doubts([meeting, sent], at("2024-03-05T09:00")) == ()
    assert the("sandwell", "minutes", meeting, sent, now="2024-03-05T09:00").state is State.MET


def test_what_is_still_to_come_does_not_count_yet() -> None:
    received = an_event("referral-received", "2024-03-05T10:15")
    ahead = an_event("threshold-decided", "2024-03-05T12:00", met="yes")

    assert the("leicester", "threshold", received, ahead, now="2024-03-05T11:00").state is State.RUNNING
    assert the("leicester", "threshold", received, ahead, now="2024-03-05T12:00").state is State.MET


def test_recording_order_and_correcting_in_circles_change_nothing() -> None:
    """A damaged store could hold two events that correct each other."""
    one = an_event("contact", "2024-03-28T16:00", recorded="2024-03-28T16:00")
    two = an_event("contact", "2024-03-28T17:00", recorded="2024-03-28T18:00", corrects=one.id)
    circle = Event(id=one.id, kind=one.kind, happened_at=one.happened_at, recorded_at=one.recorded_at,
                   recorded_by="duty-1", corrects=two.id)  # fmt: skip

    assert in_force([two, one]) == in_force([one, two])
    assert in_force([circle, two])
    assert in_force([two, circle])


@pytest.mark.parametrize("authority", PROFILES)
def test_no_clock_breaks_whatever_happened_in_whatever_order(authority: str) -> None:
    """Every kind of event, twice, forwards and backwards in time."""
    for step in (timedelta(days=3), timedelta(days=-3)):
        start = at("2024-03-28T16:00")
        events = [
            Event(id=str(number), kind=kind, happened_at=start + number * step, recorded_at=start, recorded_by="duty-1")
            for number, kind in enumerate([*EventKind, *EventKind])
            if kind is not EventKind.DATE_SET
        ]
        profile = PROFILES[authority]

        assert clocks(events, profile, Calendar.of(profile), at("2026-01-01T09:00"))
        doubts(events, at("2026-01-01T09:00"))


def test_what_is_said_twice_of_one_moment_is_kept_and_said() -> None:
    held = an_event("meeting-held", "2024-03-04T10:00", recorded="2024-03-04T12:00")
    again = an_event("meeting-held", "2024-03-04T10:00", recorded="2024-03-04T12:01")
    other = an_event("meeting-held", "2024-03-04T10:00", recorded="2024-03-04T12:02", meeting="lado-led")

    (doubt,) = doubts([held, again, other], at("2024-03-05T09:00"))

    assert (doubt.event, f"on record as event {held.id}:" in doubt.sentence) == (again.id, True)


def test_closing_a_case_that_nobody_decided_on_is_kept_and_said() -> None:
    contact = an_event("contact", "2024-03-04T10:00")
    closed = an_event("closed", "2024-03-05T10:00", result="concluded")
    answered = an_event("closed", "2024-03-05T10:00", result="advice")
    decided = an_event("threshold-decided", "2024-03-04T12:00", met="no")
    now = at("2024-03-06T09:00")

    assert [each.event for each in doubts([contact, closed], now)] == [closed.id]
    assert doubts([contact, decided, closed], now) == doubts([contact, answered], now) == ()


def test_what_is_before_its_cause_on_one_day_is_told_by_the_hour() -> None:
    contact = an_event("contact", "2024-07-04T17:10")
    closed = an_event("closed", "2024-07-04T10:00", result="advice")

    (doubt,) = doubts([contact, closed], at("2024-07-05T09:00"))

    assert "on 4 July 2024 at 10:00, which is before somebody got in touch on 4 July 2024 at 17:10:" in doubt.sentence
