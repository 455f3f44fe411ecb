"""Entries of one kind in all cases, what goes on a child's own file, and that every reading is noted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from lado_kit.casework.clocks import EventKind
from lado_kit.casework.log import LogKind
from lado_kit.custody.unlocking import Office
from lado_kit.errors import KitError, Misuse, Refused
from lado_kit.office.cases import read_case
from lado_kit.office.conflicts import shut_out
from lado_kit.office.entries import list_entries, write_advice_note, write_child_extract
from lado_kit.office.events import list_events, record
from lado_kit.office.log import list_plan
from lado_kit.office.log import record as plan
from lado_kit.store import open_store
from lado_kit.store.tables import audit_entry
from lado_site.profiles import built_in_profiles
from tests.intake.builders import KEY, NOW
from tests.kit.test_worklists import an_office, as_another, bring_in
from tests.store.conftest import in_file

AT = NOW + timedelta(hours=1)


def say(office: Office, case: str, kind: str, **detail: str) -> None:
    said = {name.replace("_", "-"): value for name, value in detail.items()}
    record(office, case, EventKind(kind), detail=said, override="As a test", now=AT)


def noted(office: Office) -> list[tuple[str, str]]:
    with office.store.reading() as connection:
        asked = select(audit_entry.c.action, audit_entry.c.subject).order_by(audit_entry.c.sequence)
        return [(action, subject) for action, subject in connection.execute(asked)]


@pytest.mark.req("BRO-140", "BRO-34", "BRO-63", "BRO-44", "WAN-52", "BRO-119")
def test_what_is_recorded_is_listed_across_cases_and_read_by_nobody_unnoted(tmp_path: Path) -> None:
    with in_file(tmp_path / "records.db").open() as store:
        office = an_office(tmp_path, store)
        office.home.profile_file.write_bytes(built_in_profiles()["bromley"].read_bytes())
        first, second, third = bring_in(office, tmp_path, {}, {"times": 4}, {"times": 5})
        _the_queue_of_the_eso(office, first, second)
        _follow_ups_and_themes(office, first, third)
        _every_reading_is_noted(office, first)
        _shut_cases_stay_shut(office, second)
        _the_childs_file(office, third)
        _the_note_for_the_employer(office, first)

    with pytest.raises(KitError):
        open_store(tmp_path / "records.db", bytes([7]) * 32)
    open_store(tmp_path / "records.db", KEY).close()


def _the_queue_of_the_eso(office: Office, first: str, second: str) -> None:
    for case in (first, second):
        say(office, case, "assigned", role="eso")
    say(office, first, "assigned", role="bso", task="Minutes")
    say(office, second, "closed", result="advice", reason="Told the school")
    kind, eso = EventKind.ASSIGNED, {"role": "eso"}

    assert [each.case for each in list_entries(office, kind, says=eso, now=AT)] == [first, second]
    assert [each.case for each in list_entries(office, kind, says=eso, only_open=True, now=AT)] == [first]
    assert [each.case for each in list_entries(office, kind, says={"role": "ESO"}, now=AT)] == [first, second]
    assert len(list_entries(office, kind, says={}, now=AT)) == 3
    with pytest.raises(Misuse, match="has no field rol"):
        list_entries(office, kind, says={"rol": "eso"}, now=AT)

    action = "Develop the role of the ESO, to support triage of contacts from schools"
    plan(office, LogKind.PLAN_ACTION, detail={"year": "2023/24", "action": action}, now=AT)
    assert [each.action for each in list_plan(office, 2023)] == [action]


def _follow_ups_and_themes(office: Office, first: str, third: str) -> None:
    for case, what in ((first, "Rang the head"), (third, "Sent the policy"), (third, "Rang again")):
        say(office, case, "followed-up", what=what)
    say(office, third, "theme-noted", theme="Stress after the pandemic", level="regional")
    say(office, first, "theme-noted", theme="Parking", level="local")

    assert [each.case for each in list_entries(office, EventKind.FOLLOWED_UP, says={}, now=AT)] == [first, third, third]
    (theme,) = list_entries(office, EventKind.THEME_NOTED, says={"level": "regional"}, now=AT)
    assert theme.entry.detail["theme"] == "Stress after the pandemic"


def _every_reading_is_noted(office: Office, case: str) -> None:
    readings: tuple[Callable[[], object], ...] = (
        lambda: read_case(office, case, now=AT),
        lambda: list_events(office, case, now=AT),
        lambda: list_entries(office, EventKind.ASSIGNED, says={"role": "bso"}, now=AT),
    )
    for read in readings:
        before = noted(office)
        read()
        assert noted(office)[len(before) :] == [("read", case)]


def _shut_cases_stay_shut(office: Office, case: str) -> None:
    shut_out(office, case, "cover-1", reason="A neighbour", now=AT)
    found = list_entries(as_another(office, "cover-1"), EventKind.ASSIGNED, says={}, now=AT)

    assert case not in {each.case for each in found}


def _the_note_for_the_employer(office: Office, case: str) -> None:
    with pytest.raises(Refused, match="not decided to be below the threshold"):
        write_advice_note(office, case, now=AT)
    say(office, case, "threshold-decided", met="no", pathway="category-3", reason="Tone")
    say(office, case, "advice-given", advice="Speak with her")
    note = write_advice_note(office, case, now=AT)

    assert any("Speak with her" in each for each in note.paragraphs)
    assert noted(office)[-1] == ("exported", case)


def _the_childs_file(office: Office, case: str) -> None:
    with pytest.raises(Refused, match="no advice on a Standards of Care case"):
        write_child_extract(office, case, now=AT)
    say(office, case, "standards-of-care-started")
    say(office, case, "standards-of-care-advised", reason="Quillfeather must not be alone with her")
    extract = write_child_extract(office, case, now=AT)

    assert (extract.reference, [str(each) for each in extract.advised_on]) == (case, ["2026-05-03"])
    assert noted(office)[-1] == ("exported", case)
    assert "Quillfeather" not in repr(extract)
    assert "alone" not in repr(extract)
