"""What is inside a file is read in a process apart: what a hostile file does there, and what is left of it out here."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from lado_kit.encrypt import age, container
from lado_kit.encrypt.envelope import Attachment, Envelope, envelope_of, open_envelope
from lado_kit.encrypt.manifest import write_manifest
from lado_kit.errors import Refused
from lado_kit.intake import Imported, Quarantined, run
from lado_kit.intake.asking import Judge, standing_judge
from lado_kit.intake.judging import judge as judge_here
from lado_kit.store import Store
from lado_kit.store.quarantine import list_held
from lado_kit.store.tables import submission
from lado_site.forms.compiled import canonical, compile_form

from .builders import (
    ANSWERS,
    AUTHORITY,
    DIGEST,
    OFFICER,
    REFERRAL,
    a_submission,
    an_empty_store,
    results,
    run_import,
    save,
    without,
)

# The function apart is Python's own eval: a "manifest" that is a program then does whatever one that had taken over
# the process could do. What is no program there and is a manifest here is tried with the real function.
EVAL = "builtins:eval"
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="only Linux refuses every call; docs/attachments.md")


@pytest.fixture(scope="module")
def taken_over() -> Iterator[Judge]:
    judge = Judge(EVAL, seconds=2)
    yield judge
    judge.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with an_empty_store(tmp_path / "records.db") as store:
        yield store


def stored(store: Store) -> int:
    with store.reading() as connection:
        return connection.execute(select(func.count()).select_from(submission)).scalar_one()


def sealed_around(written: bytes) -> Envelope:
    """Seal a container with something in the place of its manifest."""
    size = 9 + len(written)
    padding = bytes(container.padded_size(size) - size)
    plaintext = b"".join((b"LRK1\0", len(written).to_bytes(4, "big"), written, padding))
    return envelope_of(age.encrypt(plaintext, [OFFICER.recipient]))


def answering(said: Any) -> bytes:
    """Return a program that has the process apart answer with this."""
    return repr(json.dumps(said).encode()).encode()


def honest_verdict() -> dict[str, Any]:
    """Return what an honest process says of a submission that is in order."""
    judge_here(canonical(compile_form(REFERRAL)), {"learn": DIGEST})
    written = write_manifest(open_envelope(a_submission(), [OFFICER]).manifest)
    (verdict,) = json.loads(judge_here(written, {"sizes": [len(written)], "anyway": False}))
    assert isinstance(verdict, dict)
    return verdict


def with_change(path: str, value: Any) -> dict[str, Any]:
    verdict = honest_verdict()
    *outer, last = path.split(".")
    place: Any = verdict
    for name in outer:
        place = place[int(name)] if isinstance(place, list) else place[name]
    place[last] = value
    return verdict


STOPS = {
    "ends": b"__import__('os')._exit(0)",
    "is killed": b"__import__('os').kill(__import__('os').getpid(), 9)",
    "goes on for ever": b"[0 for _ in iter(int, 1)]",
    "takes all memory": b"bytearray(4 << 30)",
    "fails": b"1 / 0",
}
LIES = {
    "nothing": b"b''",
    "no verdict": answering([{}]),
    "a verdict too many": answering([honest_verdict(), honest_verdict()]),
    "no JSON": b"b'['",
    "JSON of great depth": b"b'[' * 100000",
    "more than is read": b"b'[' * (97 << 20)",
    "a number that is none": answering([with_change("cover.submission_id", "1")]),
    "a file name that is a path": answering(
        [with_change("cover.attachments", [{"name": "../a", "media_type": "a/b", "size": 1, "sha256": "ab" * 32}])]
    ),
    "a column of another table": answering([with_change("landed.adult", [{"id": "1"}])]),
    "a table that the form does not have": answering([with_change("landed.officer", [{"name": "x"}])]),
    "a value that no answer is": answering([with_change("landed.adult.0.family_name", {"a": 1})]),
    "answers that are no object": answering([with_change("answers", "[]")]),
    "answers that are no JSON": answering([with_change("answers", "{")]),
    "too many problems": answering([with_change("problems", ["no"] * 200)]),
    "a problem of any length": answering([with_change("problems", ["no" * 1000])]),
    "a form that is known and was taught": answering([with_change("is_form_known", False)]),
}


@pytest.mark.parametrize("hostile", STOPS)
def test_what_stops_the_process_is_quarantined_and_the_files_beside_it_go_on(
    store: Store, tmp_path: Path, taken_over: Judge, hostile: str
) -> None:
    for name, written in (("1", answering([honest_verdict()])), ("2", STOPS[hostile]), ("3", b"1 / 0")):
        save(tmp_path / "in", f"{name}.txt", sealed_around(written))

    books = run_import(store, tmp_path / "in", judge=taken_over)

    assert results(books) == [("imported", "new-case"), *[("quarantined", "stopped-checker")] * 2]
    assert all(item.problems and item.held for item in books.items[1:])


def test_where_the_process_does_not_start_the_import_is_refused_and_no_file_is_blamed(
    store: Store, tmp_path: Path
) -> None:
    sealed = save(tmp_path / "in", "1.txt", a_submission())
    judge = Judge("lado_kit.intake.nowhere:judge")

    with pytest.raises(Refused, match="does not start") as refused:
        run_import(store, tmp_path / "in", judge=judge)

    assert "IT support" in refused.value.hint
    with store.reading() as connection:
        assert list_held(connection, AUTHORITY) == ()
    assert results(run_import(store, sealed)) == [("imported", "new-case")]
    assert results(run_import(store, sealed, judge=judge)) == [("duplicate", "same-file")]


def test_lies_of_a_process_that_was_taken_over_are_not_believed(
    store: Store, tmp_path: Path, taken_over: Judge
) -> None:
    for name, written in LIES.items():
        save(tmp_path / "in", f"{name}.txt", sealed_around(written))

    books = run_import(store, tmp_path / "in", judge=taken_over)

    assert {Path(item.source).stem: item.reason for item in books.items} == dict.fromkeys(LIES, "stopped-checker")
    assert stored(store) == 0


def test_what_can_be_worked_out_here_is_not_taken_from_the_process(
    store: Store, tmp_path: Path, taken_over: Judge
) -> None:
    files = [{"name": "a.txt", "media_type": "text/plain", "size": 0, "sha256": "ab" * 32}]
    save(tmp_path / "in", "1.txt", sealed_around(answering([with_change("cover.attachments", files)])))
    save(tmp_path / "in", "2.txt", sealed_around(answering([with_change("cover.authority", "elsewhere")])))
    save(tmp_path / "in", "3.txt", sealed_around(answering([with_change("cover.form.digest", "ab" * 32)])))

    books = run_import(store, tmp_path / "in", judge=taken_over)

    assert results(books) == [
        ("quarantined", "bad-container"),
        ("quarantined", "wrong-authority"),
        ("quarantined", "stopped-checker"),
    ]


HOSTILE = {
    "no JSON": b"{",
    "brackets in brackets": b'{"a":' * 100_000,
    "a number without end": b'{"a":' + b"9" * 1_000_000 + b"}",
    "very many values": b"[" + b"{}," * 300_000 + b"{}]",
    "half a character": b'{"a":"\\ud800"}',
    "no text": b"\xff\xfe" * 1000,
}


def test_hostile_content_ends_in_a_reason_and_the_files_beside_it_are_taken_in(store: Store, tmp_path: Path) -> None:
    for name, written in HOSTILE.items():
        save(tmp_path / "in", f"{name}.txt", sealed_around(written))
    save(tmp_path / "in", "zz many names.txt", a_submission(answers=without(**dict.fromkeys(map(str, range(60_000))))))
    save(tmp_path / "in", "zz one.txt", a_submission())

    books = run_import(store, tmp_path / "in")

    assert results(books) == [
        *[("quarantined", "bad-container")] * len(HOSTILE),
        ("quarantined", "answers-refused"),
        ("imported", "new-case"),
    ]


@linux_only
def test_the_process_that_reads_files_has_given_up_the_network_and_every_file() -> None:
    """What that means is tried in ``tests/attachments/test_apart.py``: no key, file, socket, process or program."""
    assert {"resources", "calls"} <= set(standing_judge().given_up)


def a_mixed_folder(folder: Path, count: int) -> None:
    """Fill a folder with submissions of which every tenth is refused, every tenth a repeat, and some have files."""
    sealed: list[Envelope] = []
    for number in range(count):
        match number % 10:
            case 3:
                content = a_submission(answers={})
            case 5:
                content = sealed[number // 2]
            case 7 if number % 30 == 7:
                file = Attachment(name="a.txt", media_type="text/plain", content=bytes(number))
                content = a_submission(attachments=(file,))
            case _:
                content = a_submission(answers={**ANSWERS, "adult_family_name": f"Yaxley{number}"})
        sealed.append(content)
        save(folder, f"{number:03}.txt", content)


def test_books_are_exact_and_in_order_however_many_are_judged_at_a_time(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, count = tmp_path / "in", 300
    a_mixed_folder(folder, count)

    one_by_one = run_one_by_one(store, folder, monkeypatch)
    books = run_import(store, folder)

    assert [Path(item.source).stem for item in books.items] == [f"{number:03}" for number in range(count)]
    assert books.found == count
    assert results(books) == one_by_one
    by_result = {kind: books.count(kind) for kind in (Imported, Quarantined)}
    assert by_result[Quarantined] == sum(1 for result, _ in one_by_one if result == "quarantined") >= count // 10
    assert stored(store) == by_result[Imported]


def run_one_by_one(store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Sequence[tuple[str, str]]:
    """Rehearse the import in many small batches, with one file in each question."""
    with monkeypatch.context() as patched:
        patched.setattr(run, "BATCH", 6)
        patched.setattr(run, "TOGETHER", 1)
        return results(run_import(store, folder, dry_run=True))
