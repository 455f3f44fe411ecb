"""Dates and times as people type them are kept by the kit as the browser keeps them: both read the same vectors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lado_site.forms.typed import read_date, read_date_time, read_time, split_date

VECTORS = json.loads((Path(__file__).resolve().parents[1] / "vectors" / "dates.json").read_text("utf-8"))

ON_ONE_LINE = [
    ("27 3 2026", "2026-03-27"),
    ("27/3/26", "2026-03-27"),
    ("27.03.2026", "2026-03-27"),
    ("27-3-2026", "2026-03-27"),
    ("27th March, 2026", "2026-03-27"),
    ("the 27th", "/the/27th"),
    ("1st of March 2026", "2026-03-01"),
    ("2026-03-27", "2026-03-27"),
    ("March 2026", "2026-03"),
    ("3/2026", "2026-03"),
    ("2026", "2026"),
    ("  ", ""),
    ("some time in March 2026", "some time in March 2026//"),
]


@pytest.mark.parametrize("vector", VECTORS["dates"], ids=lambda vector: "/".join(vector["typed"]))
def test_three_boxes_are_kept_as_in_the_browser(vector: dict[str, object]) -> None:
    assert read_date(*vector["typed"]) == vector["kept"]  # type: ignore[misc]  # three texts


@pytest.mark.parametrize(("typed", "kept"), VECTORS["times"])
def test_a_time_is_kept_as_in_the_browser(typed: str, kept: str) -> None:
    assert read_time(typed) == kept


@pytest.mark.parametrize("vector", VECTORS["date_times"], ids=lambda vector: "/".join(vector["typed"]))
def test_four_boxes_are_kept_as_in_the_browser(vector: dict[str, object]) -> None:
    assert read_date_time(*vector["typed"]) == vector["kept"]  # type: ignore[misc]  # four texts


@pytest.mark.parametrize(("typed", "kept"), ON_ONE_LINE)
def test_a_date_on_one_line_is_taken_apart_as_people_write_it(typed: str, kept: str) -> None:
    assert read_date(*split_date(typed)) == kept
