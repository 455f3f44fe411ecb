"""Two hundred files as they lie in the folders of an office: the books are exact, and a second run adds nothing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from lado_kit.custody.keys import add_officer, read_current_roster
from lado_kit.custody.unlocking import unlock
from lado_kit.encrypt.roster import Role
from lado_kit.home import create_home, find_home, keep_definitions
from lado_kit.intake.ahead import Opener
from lado_kit.intake.sources import find_arrivals
from lado_kit.intake.steps import Arrival
from lado_site.forms.compiled import canonical, compile_form, digest
from tests.kit.front_door import ANOTHER_PASSPHRASE, PASSPHRASE, a_file, lado
from tests.kit.offices import NEW_PASSPHRASE, ROOT_PASSPHRASE, quick_key_files
from tests.reliability.invariants import check_office
from tests.reliability.office import NOW, SealedOffice

from .folder_of_200 import MADE, OLDER_FORM, ROSTERS_APART, Month, Outcome, Thing, a_month, write


@dataclass(frozen=True, kw_only=True)
class Filled:
    """The office, the folder, and what is in it."""

    office: SealedOffice
    folder: Path
    things: Sequence[Thing]

    def take_in(self, *options: str) -> dict[str, Any]:
        """Import the folder as a person does."""
        done = lado(
            "import", self.folder, "--json", *options,
            home=self.office.home, passphrase_file=self.office.passphrase_file,
        )  # fmt: skip
        assert (done.status, done.err) == (1, ""), done.err
        books: dict[str, Any] = json.loads(done.out)
        return books

    def came_to(self, books: dict[str, Any]) -> dict[str, tuple[Outcome, ...]]:
        """Sort the books by file."""
        found: dict[str, tuple[Outcome, ...]] = {each.name: () for each in self.things}
        for item in books["items"]:
            name = Path(item["source"].split(" > ")[0]).name
            found[name] += ((item["result"], item["reason"]),)
        return found


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Filled:
    folder = tmp_path_factory.mktemp("month")
    with quick_key_files():
        home = create_home(
            folder / "home", profile="sandwell", passphrase=PASSPHRASE, second_passphrase=ANOTHER_PASSPHRASE,
            root_passphrase=ROOT_PASSPHRASE, now=MADE,
        )  # fmt: skip
        first = read_current_roster(home, today=MADE.date())
        add_officer(
            home, role=Role.MANAGER, passphrase=PASSPHRASE, new_passphrase=NEW_PASSPHRASE,
            root_passphrase=ROOT_PASSPHRASE, now=NOW - ROSTERS_APART,
        )  # fmt: skip
    office = SealedOffice(
        home=folder / "home",
        passphrase_file=a_file(folder / "passphrase.txt", PASSPHRASE),
        roster=read_current_roster(home, today=NOW.date()),
    )
    identity = unlock(find_home(office.home), PASSPHRASE).identity
    things = a_month(Month(office=office, first_roster=first, identity=identity))
    return Filled(office=office, folder=write(things, folder / "incoming"), things=things)


def as_a_repeat(outcome: Outcome) -> Outcome:
    """Return what becomes of something the second time."""
    return ("duplicate", "same-file") if outcome[0] == "imported" else outcome


def expected_counts(outcomes: Sequence[tuple[Outcome, ...]]) -> dict[str, int]:
    counted = Counter(result for each in outcomes for result, _ in each)
    return {result: counted[result] for result in ("imported", "duplicate", "superseded", "quarantined", "ignored")}


def test_what_is_read_before_its_turn_and_decoded_apart_is_what_is_found_in_its_turn(filled: Filled) -> None:
    with Opener([]) as opener:
        opener.start()
        early = list(find_arrivals([str(filled.folder)], read_ahead=opener.read_ahead))
        assert opener.is_ready

    assert early == list(find_arrivals([str(filled.folder)]))
    assert sum(isinstance(each, Arrival) for each in early) > 100


def test_the_books_of_two_hundred_files_are_exact_and_a_second_run_adds_nothing(filled: Filled) -> None:
    things = filled.things
    assert len(things) == len({each.name for each in things}) == 200
    before = {path: path.read_bytes() for path in filled.folder.rglob("*") if path.is_file()}

    first = filled.take_in()

    assert filled.came_to(first) == {each.name: each.comes_to for each in things}
    counts = expected_counts([each.comes_to for each in things])
    assert {result: first[result] for result in counts} == counts
    assert first["found"] == sum(counts.values()) == len(first["items"])
    held = check_office(filled.office)
    assert held.count == counts["imported"]
    waiting = [receipt for receipt, _, place, *_ in held.submissions.values() if place == "waits"]
    assert len(waiting) == 1  # for the referral that never came

    second = filled.take_in()

    assert second["imported"] == 0
    assert filled.came_to(second) == {each.name: tuple(map(as_a_repeat, each.comes_to)) for each in things}
    assert check_office(filled.office).submissions == held.submissions

    # Now the form is made known, and the rosters have been looked at by a person.
    home = find_home(filled.office.home)
    compiled = compile_form(OLDER_FORM)
    keep_definitions(home, {digest(compiled): canonical(compiled)})
    third = filled.take_in("--allow-old-roster")

    curable = [each for each in things if each.cured]
    assert third["imported"] == len(curable) > 0
    assert filled.came_to(third) == {each.name: each.cured or tuple(map(as_a_repeat, each.comes_to)) for each in things}
    assert check_office(filled.office).count == counts["imported"] + len(curable)
    assert {path: path.read_bytes() for path in filled.folder.rglob("*") if path.is_file()} == before
