"""Every time limit of the profile matrix has its clock, or a reason why it has none; docs/clocks.md lists them all."""

from __future__ import annotations

from pathlib import Path

import pytest

from lado_kit.casework.clocks import WORDS, EventKind, limits
from lado_kit.casework.clocks.limits import STARTS, UNSAID
from lado_site.profiles import built_in_profiles, load_profile
from tools.clocks import tables

PROFILES = {name: load_profile(name) for name in built_in_profiles()}
PAGE = Path(__file__).resolve().parents[2] / "docs" / "clocks.md"

SILENT = "the document gives no time"
DUTY = "a duty of the service and of no case: [[duties]] in the profile"

# The rows of the matrix that set a time for something, by authority: the clock's key, "duty:" and its key, or a reason.
MATRIX: dict[str, dict[str, tuple[str, ...] | str]] = {
    "P07": {"wandsworth": ("tell-lado",), "bromley": SILENT, "luton-bedford-bedfordshire": SILENT},
    "P08": {"sandwell": ("call-back", "call-back-same-day"), "wandsworth": ("advice",), "bromley": SILENT},
    "P09": {"leicester": ("threshold",), "bromley": ("threshold",), "sandwell": SILENT, "wandsworth": SILENT,
            "luton-bedford-bedfordshire": SILENT},
    "P10": {"wandsworth": ("cover",), "leicester": SILENT, "sandwell": SILENT},
    "P21": {"wandsworth": ("strategy-discussion",)},
    "P22": {"leicester": ("follow-up-meeting",), "sandwell": ("meeting",), "wandsworth": ("meeting",)},
    "P23": {"sandwell": ("meeting",)},
    "P24": {"wandsworth": ("high-risk",), "luton-bedford-bedfordshire": "conditions without a time: police_conditions"},
    "P25": {"wandsworth": ("advice-on-child-file",), "bromley": SILENT, "luton-bedford-bedfordshire": SILENT},
    "P26": {"wandsworth": ("actions",)},
    "P27": {"sandwell": ("minutes",), "wandsworth": ("minutes",)},
    "P28": {"wandsworth": ("update-adult",), "sandwell": ("keep-adult-updated",), "leicester": SILENT,
            "bromley": SILENT},
    "P29": {"leicester": SILENT, "sandwell": SILENT},
    "P30": {"leicester": ("next-review",), "sandwell": ("separate-pathway",),
            "wandsworth": ("monitoring-fortnightly", "monitoring-monthly"), "bromley": SILENT,
            "luton-bedford-bedfordshire": ("next-check",)},
    "P31": {"leicester": ("follow-up-meeting",), "wandsworth": ("next-review", "review")},
    "P32": {"wandsworth": ("summary",), "sandwell": "delay reasons are recorded, with no time for a summary"},
    "P33": {"sandwell": ("conclusion",), "wandsworth": ("end-1-months", "end-3-months", "end-12-months"),
            "bromley": ("end-1-months", "end-3-months", "end-12-months")},
    "P34": {"bromley": ("end-1-months-ambition", "end-3-months-ambition"), "sandwell": ("call-back-same-day",)},
    "P35": {"sandwell": ("separate-pathway",), "wandsworth": ("end-1-months", "end-3-months"),
            "bromley": "police cases are counted like others (R07)"},
    "P43": {"wandsworth": ("child-in-care",), "leicester": SILENT, "bromley": SILENT},
    "P45": {"wandsworth": ("standards-of-care-before", "standards-of-care-conclusion")},
    "P57": {"wandsworth": DUTY, "sandwell": SILENT},
    "P58": {"sandwell": DUTY, "wandsworth": DUTY},
    "P59": {"wandsworth": DUTY},
    "P60": {"bromley": DUTY},
    "P64": {"wandsworth": ("child-in-care-file",)},
}  # fmt: skip


@pytest.mark.parametrize(
    ("row", "authority", "said"),
    [(row, authority, said) for row, cells in MATRIX.items() for authority, said in cells.items()],
)
def test_a_time_limit_of_the_matrix_has_its_clock_or_a_reason(
    row: str, authority: str, said: tuple[str, ...] | str
) -> None:
    keys = {each.key for each in limits(PROFILES[authority])}

    if isinstance(said, tuple):
        assert set(said) <= keys, row
    if said == DUTY:
        assert PROFILES[authority].duties, row


@pytest.mark.parametrize("authority", PROFILES)
def test_no_clock_is_of_no_row_of_the_matrix(authority: str) -> None:
    named = {
        key for cells in MATRIX.values() for key in cells.get(authority, ()) if isinstance(cells.get(authority), tuple)
    }

    assert {each.key for each in limits(PROFILES[authority])} == named


@pytest.mark.parametrize("authority", PROFILES)
def test_every_limit_is_whole(authority: str) -> None:
    found = limits(PROFILES[authority])

    assert len({each.key for each in found}) == len(found)
    assert [each.key for each in found if not each.done] == []
    assert [each.key for each in found if each.assumed == UNSAID and not each.aim] == []
    assert [clock.key for clock in PROFILES[authority].clocks if not clock.task] == []


def test_every_event_has_its_words_and_every_start_its_event() -> None:
    assert set(WORDS) == set(EventKind)
    assert all(STARTS[clock.start] for profile in PROFILES.values() for clock in profile.clocks)


def test_the_page_lists_every_clock_as_the_profiles_have_it() -> None:
    assert tables() in PAGE.read_text(encoding="utf-8"), (
        "run python -m tools.clocks and put its tables into docs/clocks.md"
    )


def test_the_page_names_every_kind_of_event() -> None:
    text = PAGE.read_text(encoding="utf-8")

    assert [kind.value for kind in EventKind if f"`{kind.value}`" not in text] == []
