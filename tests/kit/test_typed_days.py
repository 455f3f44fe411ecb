"""Days and times as a tired person types them."""

from __future__ import annotations

from datetime import date

import pytest

from lado_kit.commands.entry_fields import read_day
from lado_kit.errors import Misuse
from lado_kit.office.events import read_moment, says_no_time


@pytest.mark.parametrize(
    ("typed", "moment", "is_day"),
    [
        ("2026-05-03T14:30", "2026-05-03T14:30:00+01:00", False),
        ("2026-05-03 14:30", "2026-05-03T14:30:00+01:00", False),
        ("2026-05-03T14:30+00:00", "2026-05-03T14:30:00+00:00", False),
        ("3/5/2026 9:05", "2026-05-03T09:05:00+01:00", False),
        ("3 Nov 2026 14:30", "2026-11-03T14:30:00+00:00", False),
        ("2026-05-03", "2026-05-03T00:00:00+01:00", True),
        ("20/11/2026", "2026-11-20T00:00:00+00:00", True),
        ("20 OCTOBER 2026", "2026-10-20T00:00:00+01:00", True),
    ],
)
def test_a_moment_is_read_as_it_is_written_in_england(typed: str, moment: str, is_day: bool) -> None:
    assert read_moment(typed).isoformat() == moment
    assert says_no_time(typed) is is_day


@pytest.mark.parametrize("typed", ["yesterday", "2026-11", "31/11/2026", "2026", "14:30", "3/5/2026 25:00", ""])
def test_what_is_no_moment_is_refused_with_two_ways_of_writing_one(typed: str) -> None:
    with pytest.raises(Misuse, match="is not a date and time") as refused:
        read_moment(typed)

    assert "2026-05-03T14:30 or 3/5/2026 14:30" in refused.value.hint


def test_a_day_is_read_in_any_usual_way_and_half_a_day_is_refused() -> None:
    assert {read_day(each) for each in ("2026-04-01", "1/4/2026", "1 April 2026")} == {date(2026, 4, 1)}
    with pytest.raises(Misuse, match="April 2026 is not a day"):
        read_day("April 2026")
