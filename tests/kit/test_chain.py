"""The way of a referral through the command line, from an empty folder to the case on the screen."""

from __future__ import annotations

import json
from pathlib import Path

from tests.kit.conftest import Place
from tests.kit.front_door import SAMPLES, Answer, a_file, lado

PICTURE, NOTE = SAMPLES / "mark-on-arm.png", SAMPLES / "dated-note.pdf"


def seal(place: Place, out: Path, *more: str | Path, answers: Path | None = None) -> Answer:
    given = ("--profile", "sandwell", "--roster", place.roster, "--answers", answers or place.answers, "--out", out)
    return lado("seal", "referral", *given, *more, "--json")


def at_work(place: Place, *arguments: str | Path) -> Answer:
    return lado(*arguments, home=place.home, passphrase_file=place.passphrase_file)


def test_a_referral_goes_from_the_answers_to_the_case(place: Place, tmp_path: Path) -> None:
    out = tmp_path / "outgoing"

    sealed = seal(place, out, "--attach", PICTURE, "--attach", NOTE)
    first = at_work(place, "import", out, "--json")
    again = at_work(place, "import", out, "--json")
    inbox = at_work(place, "inbox", "--json")
    shown = at_work(place, "case", "show", sealed.json["receipt"], "--json")

    assert sealed.status == first.status == again.status == inbox.status == shown.status == 0
    assert Path(sealed.json["file"]).name == f"referral-{sealed.json['receipt'][:9]}.txt"
    assert (first.json["found"], first.json["imported"], first.json["duplicate"]) == (1, 1, 0)
    assert (again.json["found"], again.json["imported"], again.json["duplicate"]) == (1, 0, 1)
    assert first.json["items"][0]["submission_id"] == sealed.json["submission_id"]
    assert [case["receipt"] for case in inbox.json] == [sealed.json["receipt"]]
    assert shown.json["answers"]["attachments"] == ["mark-on-arm.png", "dated-note.pdf"]
    assert [each["media_type"] for each in shown.json["attachments"]] == ["image/png", "application/pdf"]
    answers = json.loads(place.answers.read_text("utf-8"))
    assert shown.json["answers"] == {**shown.json["answers"], **answers}


def test_people_read_the_case_in_the_words_of_the_form_and_the_reading_is_noted(place: Place, tmp_path: Path) -> None:
    sealed = seal(place, tmp_path / "outgoing").json
    books = at_work(place, "import", tmp_path / "outgoing")
    reference = at_work(place, "case", "list", "--json").json[0]["reference"]

    shown = at_work(place, "case", "show", reference)
    by_id = at_work(place, "case", "show", sealed["submission_id"], "--json").json

    assert "imported     1" in books.out
    assert "Is a child, or anyone else, in immediate danger?\n    No\n" in shown.out
    assert reference in shown.out and sealed["receipt"] in shown.out
    assert [(entry["action"], entry["actor"]) for entry in by_id["audit"]][:2] == [
        ("imported", "duty-1"), ("read", "duty-1"),
    ]  # fmt: skip


def test_each_officer_works_with_a_passphrase_of_their_own(place: Place, tmp_path: Path) -> None:
    seal(place, tmp_path / "outgoing")

    books = lado("import", tmp_path / "outgoing", home=place.home, passphrase_file=place.another_passphrase_file)
    named = lado("--officer", "duty-1", "inbox", home=place.home, passphrase_file=place.another_passphrase_file)

    assert books.status == 0
    assert named.status == 1
    assert "does not open the key of duty-1" in named.err


def test_a_rehearsal_changes_nothing(place: Place, tmp_path: Path) -> None:
    seal(place, tmp_path / "outgoing")

    rehearsed = at_work(place, "import", tmp_path / "outgoing", "--dry-run", "--json")

    assert rehearsed.json["imported"] == 1
    assert at_work(place, "inbox", "--json").json == []


def test_what_cannot_be_taken_in_is_told_with_its_next_step(place: Place, tmp_path: Path) -> None:
    sealed = Path(seal(place, tmp_path / "outgoing").json["file"])
    lines = sealed.read_bytes().splitlines(keepends=True)
    sealed.write_bytes(b"".join([*lines[:40], *lines[41:]]))

    told = at_work(place, "import", sealed)
    counted = at_work(place, "import", sealed, "--json")

    assert told.status == counted.status == 1
    assert counted.json["quarantined"] == 1
    assert f"next: {counted.json['items'][0]['next_step']}" in told.out


def test_a_case_that_is_not_there_is_refused(place: Place) -> None:
    shown = at_work(place, "case", "show", "2026-0099", "--json")

    assert (shown.status, shown.out) == (1, "")
    assert shown.err.startswith("error: no case here")


def test_attachments_get_names_of_their_own(place: Place, tmp_path: Path) -> None:
    (tmp_path / "second").mkdir()
    twin = a_file(tmp_path / "second" / PICTURE.name, b"another picture")
    answers = {**json.loads(place.answers.read_text("utf-8")), "attachments": [PICTURE.name]}
    file = a_file(tmp_path / "answers.json", json.dumps(answers))

    sealed = seal(place, tmp_path / "outgoing", "--attach", PICTURE, "--attach", twin, answers=file)
    at_work(place, "import", tmp_path / "outgoing")
    shown = at_work(place, "case", "show", sealed.json["receipt"], "--json").json

    assert shown["answers"]["attachments"] == ["mark-on-arm.png", "mark-on-arm (2).png"]
    assert [each["size"] for each in shown["attachments"]] == [PICTURE.stat().st_size, 15]


def test_every_problem_of_the_answers_is_listed(place: Place, tmp_path: Path) -> None:
    answers = json.loads(place.answers.read_text("utf-8"))
    wrong = {**answers, "immediate_danger": "perhaps", "happened_on": "31 May", "shoe_size": "9"}
    file = a_file(tmp_path / "answers.json", json.dumps(wrong))

    refused = seal(place, tmp_path / "outgoing", answers=file)

    assert (refused.status, refused.out) == (1, "")
    assert all(f"  {name}: " in refused.err for name in ("immediate_danger", "happened_on", "shoe_size"))
    assert "perhaps" not in refused.err and "31 May" not in refused.err
    assert not (tmp_path / "outgoing").exists()


def test_answers_cannot_name_a_file_that_is_not_attached(place: Place, tmp_path: Path) -> None:
    answers = {**json.loads(place.answers.read_text("utf-8")), "attachments": ["chronology.docx"]}

    refused = seal(place, tmp_path / "outgoing", answers=a_file(tmp_path / "answers.json", json.dumps(answers)))

    assert refused.status == 1
    assert "not attached: chronology.docx" in refused.err


NOT_ANSWERS = ["", "[1]", "{", '{"a": 1, "a": 2}', '{"a": NaN}', b"\xff\xff"]


def test_a_file_that_holds_no_answers_is_misuse(place: Place, tmp_path: Path) -> None:
    for content in NOT_ANSWERS:
        refused = seal(place, tmp_path / "outgoing", answers=a_file(tmp_path / "answers.json", content))

        assert (refused.status, "does not hold answers" in refused.err) == (2, True), content


def test_a_form_that_does_not_exist_is_misuse(place: Place, tmp_path: Path) -> None:
    wrong = lado(
        "seal", "postcard", "--profile", "sandwell", "--roster", place.roster, "--answers", place.answers,
        "--out", tmp_path,
    )  # fmt: skip

    assert wrong.status == 2
    assert "there is no form named postcard" in wrong.err and "hint: use one of" in wrong.err


def test_sealing_never_overwrites_and_leaves_no_half_written_file(place: Place, tmp_path: Path) -> None:
    for _ in range(2):
        assert seal(place, tmp_path / "outgoing").status == 0

    names = [path.name for path in (tmp_path / "outgoing").iterdir()]

    assert len(names) == 2
    assert all(name.startswith("referral-") and name.endswith(".txt") for name in names)
