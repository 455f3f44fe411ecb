"""``lado seal FORM``: what came by telephone or on paper is typed in, question by question; nothing is lost or left."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from lado_kit.commands.guided import try_until_done
from lado_kit.encrypt import Identity
from lado_kit.encrypt.envelope import Opened, open_envelope
from lado_kit.encrypt.keyfiles import open_identity
from lado_kit.errors import Refused
from lado_site.forms import form_for
from lado_site.forms.numbering import number_questions
from lado_site.forms.sample import sample_answers
from lado_site.forms.schema import day_in_england
from lado_site.profiles import load_profile
from tests.kit.conftest import Place
from tests.kit.front_door import LADO, PASSPHRASE, SAMPLES, Answer, a_file, lado
from tests.kit.typist import as_input, typed_lines

PROFILE = load_profile("sandwell")
REFERRAL = form_for("referral", PROFILE)
NUMBERS = number_questions(REFERRAL)
TODAY = day_in_england(datetime.now(UTC))


def type_in(place: Place, form: str, out: Path, lines: list[str], **environment: str) -> Answer:
    return lado("seal", form, "--out", out, home=place.home, typed=as_input(lines), environment=environment)


def read_back(place: Place, out: Path) -> Any:
    """Import what was sealed, and return the answers that the office reads."""
    books = lado("import", out, "--json", home=place.home, passphrase_file=place.passphrase_file)
    assert (books.json["found"], books.json["imported"]) == (1, 1), books.out
    receipt = books.json["items"][0]["receipt"]
    shown = lado("case", "show", receipt, "--json", home=place.home, passphrase_file=place.passphrase_file)
    return shown.json


@pytest.fixture(scope="module")
def key(made: Place) -> Identity:
    """The first officer's key."""
    return open_identity((made.home / "keys" / "officer-duty-1.age").read_bytes(), PASSPHRASE).identity


def opened(key: Identity, out: Path) -> Opened:
    """Open the one file that was sealed."""
    (file,) = out.iterdir()
    return open_envelope(file.read_bytes(), [key])


@pytest.mark.parametrize(("name", "seed"), [("referral", 1), ("meeting-employer", 1), ("investigation", 2)])
def test_what_is_typed_is_what_the_office_reads(place: Place, tmp_path: Path, name: str, seed: int) -> None:
    """With a home, neither profile nor roster has to be named."""
    form = form_for(name, PROFILE)
    answers = sample_answers(form, PROFILE, seed)

    sealed = type_in(place, name, tmp_path / "out", [*typed_lines(form, answers, today=TODAY), "seal"])

    assert sealed.status == 0, sealed.err
    assert read_back(place, tmp_path / "out")["answers"] == answers


def test_each_question_has_its_number_on_paper_and_only_what_the_answers_lead_to_is_asked(
    place: Place, tmp_path: Path
) -> None:
    answers = sample_answers(REFERRAL, PROFILE, 11)

    said = type_in(place, "referral", tmp_path, typed_lines(REFERRAL, answers, today=TODAY)).err

    asked = {line.strip() for line in said[: said.index("Check the answers")].splitlines() if line[:1].isdigit()}
    assert f"{NUMBERS['adult_family_name']}  Family name" in asked
    assert f"{NUMBERS['child_family_name']}  Child 1: Family name" in asked
    assert answers["children_at_home"] != "yes"
    assert not any(line.startswith(f"{NUMBERS['home_children']}  ") for line in asked)
    assert f"Part {len(REFERRAL.steps)}: {REFERRAL.steps[-1].title}" in said


def test_a_wrong_answer_is_asked_again_at_once_with_the_sentence_of_the_form(
    place: Place, key: Identity, tmp_path: Path
) -> None:
    answers = sample_answers(REFERRAL, PROFILE, 11)
    lines = typed_lines(REFERRAL, answers, today=TODAY)
    born = lines.index("09/08/1965")

    said = type_in(
        place, "referral", tmp_path / "out",
        ["", "5", *lines[:born], "31 2 1965", "1 1 2999", "last May", *lines[born:], "seal"],
    )  # fmt: skip

    assert said.status == 0, said.err
    first, second = said.err.index("Select yes if"), said.err.index("Select one of the answers offered for")
    assert first < second < said.err.index("Part 2:")
    assert said.err.count("must be a real date, like 27 3 2026") == 2
    assert said.err.count("must be today or in the past") == 1
    assert opened(key, tmp_path / "out").manifest.answers == answers


def test_going_back_asks_the_question_before_again_and_enter_keeps_its_answer(
    place: Place, key: Identity, tmp_path: Path
) -> None:
    answers = sample_answers(REFERRAL, PROFILE, 11)
    lines = typed_lines(REFERRAL, answers, today=TODAY)
    name = lines.index("Quillfeather")

    said = type_in(
        place, "referral", tmp_path / "out",
        ["back", *lines[:name], "Quilfether", "back", "Quillfeather", "Amabel", "back", "", *lines[name + 2 :], "seal"],
    )  # fmt: skip

    assert said.status == 0, said.err
    assert "This is the first question." in said.err
    assert "Now: Quilfether" in said.err
    assert "Now: Amabel" in said.err
    assert opened(key, tmp_path / "out").manifest.answers == answers


def test_the_word_back_with_a_capital_is_an_answer(place: Place, key: Identity, tmp_path: Path) -> None:
    answers = {**sample_answers(REFERRAL, PROFILE, 11), "adult_family_name": "Back"}

    said = type_in(
        place, "referral", tmp_path / "out", [*typed_lines(REFERRAL, answers, today=TODAY), "seal"]
    )  # fmt: skip

    assert said.status == 0, said.err
    assert opened(key, tmp_path / "out").manifest.answers == answers


def test_an_answer_is_changed_by_its_number_and_what_it_leads_to_is_asked(
    place: Place, key: Identity, tmp_path: Path
) -> None:
    answers = sample_answers(REFERRAL, PROFILE, 11)
    lines = typed_lines(REFERRAL, answers, today=TODAY)
    more = ["yes", "The Pretend Swimming Club", "", "2", "no"]

    said = type_in(
        place, "referral", tmp_path / "out", [*lines, "99.9", NUMBERS["other_work"], *more, "seal"]
    )  # fmt: skip

    assert said.status == 0, said.err
    assert "There is no question 99.9." in said.err
    assert opened(key, tmp_path / "out").manifest.answers == {
        **answers,
        "other_work": "yes",
        "other_places": [{"other_place_name": "The Pretend Swimming Club", "other_place_basis": "voluntary"}],
    }


def test_entries_are_added_taken_away_and_changed(place: Place, key: Identity, tmp_path: Path) -> None:
    answers = {**sample_answers(REFERRAL, PROFILE, 11), "children_at_home": "yes"}
    with_one = {**answers, "home_children": [{"home_child_name": "Only"}]}
    lines = typed_lines(REFERRAL, with_one, today=TODAY)
    start = lines.index("Only") - 1
    names = ["perhaps", "yes", "Ada", "", "", "yes", "back", "y", "Bran", "9", "", "y", "Cai", "", "", "remove 1", "no"]

    said = type_in(
        place, "referral", tmp_path / "out",
        [*lines[:start], *names, *lines[start + 5 :], NUMBERS["home_child_name"], "2", "Ceri", "seal"],
    )  # fmt: skip

    assert said.status == 0, said.err
    assert "Type yes or no." in said.err
    assert "Which child at home, 1 to 2" in said.err
    assert opened(key, tmp_path / "out").manifest.answers["home_children"] == [
        {"home_child_name": "Bran", "home_child_age": "9"},
        {"home_child_name": "Ceri"},
    ]


def test_advice_is_said_as_soon_as_the_answers_call_for_it(place: Place, tmp_path: Path) -> None:
    said = type_in(place, "referral", tmp_path, ["yes"]).err

    assert said.index("Call 999 now") > said.index("1.1  Is a child")
    assert "Part 2:" in said and said.index("Call 999 now") < said.index("Part 2:")


def test_files_are_asked_for_and_looked_at_as_on_the_page(place: Place, key: Identity, tmp_path: Path) -> None:
    answers = sample_answers(REFERRAL, PROFILE, 11)
    picture, note = SAMPLES / "mark-on-arm.png", SAMPLES / "dated-note.pdf"
    program = a_file(tmp_path / "note.exe", b"MZ" + bytes(200))
    lines = typed_lines(REFERRAL, answers, today=TODAY, files={"attachments": [picture]})
    at = lines.index(str(picture))
    tried = [str(tmp_path / "gone.pdf"), str(program), str(picture), "-", f'"{note}"', str(note)]

    said = type_in(
        place, "referral", tmp_path / "out", [*lines[:at], *tried, *lines[at:], "seal"]
    )  # fmt: skip

    assert said.status == 0, said.err
    assert "There is no file" in said.err
    assert "programs cannot be added" in said.err
    assert "No file is chosen now." in said.err
    assert "There is a file named dated-note.pdf already" in said.err
    read = opened(key, tmp_path / "out").manifest
    assert [each.name for each in read.attachments] == ["dated-note.pdf", "mark-on-arm.png"]
    assert read.answers == {**answers, "attachments": ["dated-note.pdf", "mark-on-arm.png"]}


def test_what_is_typed_is_written_nowhere_but_into_the_sealed_file(place: Place, tmp_path: Path) -> None:
    answers = sample_answers(REFERRAL, PROFILE, 11)
    before = {path for path in tmp_path.rglob("*") if path.is_file()}

    sealed = type_in(
        place, "referral", tmp_path / "out", [*typed_lines(REFERRAL, answers, today=TODAY), "seal"],
        HOME=str(tmp_path), TMPDIR=str(tmp_path),
    )  # fmt: skip

    new = {path for path in tmp_path.rglob("*") if path.is_file()} - before
    assert [str(path) for path in new] == sealed.out.splitlines()[:1]
    assert answers["adult_family_name"].encode() not in new.pop().read_bytes()
    assert answers["adult_family_name"] not in sealed.out


def test_input_that_ends_too_soon_saves_nothing_and_says_so(place: Place, tmp_path: Path) -> None:
    said = type_in(place, "referral", tmp_path / "out", ["no", "yes"])

    assert said.status == 1
    assert said.err.endswith(
        "error: stopped: nothing was saved\n"
        "hint: start again; or put the answers into a file and give it with --answers\n"
    )
    assert list((tmp_path / "out").iterdir()) == []


@pytest.fixture
def heeds_ctrl_c() -> Iterator[None]:
    """A program that a shell starts in the background ignores Ctrl-C, and so would what the tests start from there."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.skipif(os.name == "nt", reason="a signal is not sent like this on Windows")
@pytest.mark.usefixtures("heeds_ctrl_c")
def test_ctrl_c_saves_nothing_and_says_so(place: Place, tmp_path: Path) -> None:
    words = [*LADO, "--home", str(place.home), "seal", "referral", "--out", str(tmp_path / "out")]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as office:
        assert office.stdin and office.stderr
        office.stdin.write(b"no\n")
        office.stdin.flush()
        said = b""
        while not said.endswith(b"2.1") and len(said) < 10_000:
            said += office.stderr.read(1)
        while not said.endswith(b"> "):
            said += office.stderr.read(1)
        office.send_signal(signal.SIGINT)
        rest = office.stderr.read().decode()

    assert "error: stopped: nothing was saved" in rest
    assert office.returncode == 1
    assert list((tmp_path / "out").iterdir()) == []


def test_when_sealing_fails_the_answers_are_not_lost(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n\n"))
    faults = [OSError(28, "No space left on device", "out"), Refused("the folder is gone", hint="make it again")]

    def act() -> str:
        if faults:
            raise faults.pop(0)
        return "sealed"

    assert try_until_done(act) == "sealed"
    said = capsys.readouterr().err
    assert "no space left on device" in said and "free some space" in said
    assert "the folder is gone" in said and "make it again" in said


def test_files_on_the_command_line_belong_to_answers_from_a_file(place: Place, tmp_path: Path) -> None:
    said = lado("seal", "referral", "--out", tmp_path, "--attach", place.roster, home=place.home)

    assert said.status == 2
    assert "--attach goes with --answers" in said.err


def test_without_a_home_the_authority_and_its_roster_have_to_be_named(place: Place, tmp_path: Path) -> None:
    nowhere = {"XDG_DATA_HOME": str(tmp_path), "HOME": str(tmp_path)}

    unnamed = lado("seal", "referral", "--out", tmp_path, environment=nowhere)
    without_roster = lado("seal", "referral", "--profile", "sandwell", "--out", tmp_path, environment=nowhere)
    of_another = lado("seal", "referral", "--profile", "bromley", "--out", tmp_path, home=place.home)

    assert [each.status for each in (unnamed, without_roster, of_another)] == [2, 2, 2]
    assert "--profile NAME" in unnamed.err
    assert "there is no roster of sandwell here" in without_roster.err
    assert "there is no roster of bromley here" in of_another.err
