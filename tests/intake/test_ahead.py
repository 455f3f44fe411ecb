"""Many files are read ahead and opened in a process apart; that changes nothing but the time it takes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path

import pytest

from lado_kit.intake.ahead import Opener
from lado_kit.intake.sources import Arrived, find_arrivals
from lado_kit.intake.sources.files import Content
from lado_kit.intake.sources.inside import look_ahead
from lado_kit.intake.steps import Arrival

from .builders import OFFICER, STRANGER, a_submission, an_empty_store, results, run_import, save
from .mails import a_mail, a_zip, an_mbox, forwarded_by_gmail, forwarded_by_outlook, forwarded_by_thunderbird
from .outlook import OutlookMail, as_msg

SEALED = tuple(a_submission() for _ in range(4))
TEXT = SEALED[0].armoured()
IN_MAIL = a_mail(("r.txt", TEXT))
IN_OUTLOOK = as_msg(OutlookMail(headers="Message-ID: <b@example.org>\r\n", attachments=[("r.txt", TEXT)]))
A_BOMB = a_zip(("films.txt", bytes(3_000_000)))
CUT = a_mail(("r.txt", TEXT[:-200])).as_bytes()
IN_RARE_LETTERS = (
    b"From: =?koi8-r?B?9MXT1A==?= <a@example.org>\nDate: today\nMIME-Version: 1.0\n"
    b'Content-Type: text/plain; name="=?iso-2022-jp?B?GyRCJDMbKEI=?=.txt"\n\n' + TEXT
)

KINDS: dict[str, bytes] = {
    "a text": TEXT,
    "a binary file": SEALED[0].binary,
    "a text that was quoted": b"> " + TEXT.replace(b"\n", b"\n> "),
    "a text in two bytes a letter": TEXT.decode().encode("utf-16"),
    "a mail": IN_MAIL.as_bytes(),
    "a mail that Outlook forwarded": forwarded_by_outlook(SEALED[1]).as_bytes(),
    "a mail that Gmail forwarded": forwarded_by_gmail(SEALED[1]).as_bytes(),
    "a mail inside a mail": forwarded_by_thunderbird(IN_MAIL).as_bytes(),
    "a mail in rare letters": IN_RARE_LETTERS,
    "a mail saved by Outlook": IN_OUTLOOK,
    "a mail saved by Outlook in a zip": a_zip(("m.msg", IN_OUTLOOK), ("note.txt", b"hello")),
    "many mails": an_mbox(IN_MAIL, a_mail(("s.txt", SEALED[1].armoured())), a_mail(text="nothing")),
    "a zip": a_zip(("a.txt", TEXT), ("b.age", SEALED[1].binary), ("c.pdf", b"%PDF-1.7")),
    "a mail without one": a_mail(("a.pdf", b"%PDF-1.7")).as_bytes(),
    "nothing": b"",
    "a picture": b"\x89PNG",
    "a text that is cut": TEXT[:-200],
    "a mail with one that is cut": CUT,
    "a zip with a sealed file and a bomb": a_zip(("a.txt", TEXT), ("films.txt", bytes(3_000_000))),
    "a zip inside zips": a_zip(("a", a_zip(("b", a_zip(("c", a_zip(("d", TEXT)))))))),
    "a zip of what grows": a_zip(("r.age", SEALED[0].binary + bytes(100_000)), ("cut.age", TEXT[:-200])),
}


@pytest.fixture(scope="module")
def opener() -> Iterator[Opener]:
    """Give one that works already; it is started once for the module."""
    with Opener([OFFICER]) as opener:
        opener.start()
        assert opener.is_ready
        yield opener


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a folder of everything that comes: sealed to us and to others, damaged, packed, mailed, and not ours."""
    text = SEALED[1].armoured()
    contents = {
        "1.age": SEALED[0].binary,
        "2.txt": text,
        "3 windows.txt": text.replace(b"\n", b"\r\n"),
        "4 quoted.txt": b"> " + SEALED[2].armoured().replace(b"\n", b"\n> "),
        "5 damaged.txt": text[:-200] + b"####" + text[-196:],
        "6 changed.age": SEALED[0].binary[:-1] + bytes([SEALED[0].binary[-1] ^ 1]),
        "7 not for us.txt": a_submission(to=STRANGER).armoured(),
        "8.eml": a_mail(("r.txt", SEALED[3].armoured())).as_bytes(),
        "9.zip": a_zip(("r.txt", text)),
        "9a bomb.zip": A_BOMB,
        "9b cut.eml": CUT,
        "9c many": an_mbox(a_mail(("r.txt", text)), a_mail(text="nothing")),
        "9d.msg": IN_OUTLOOK,
        "a picture.png": b"\x89PNG",
    }
    for name, content in contents.items():
        save(tmp_path / "in", name, content)
    os.mkfifo(tmp_path / "in" / "b pipe")
    return tmp_path / "in"


def test_the_books_are_the_same_with_a_process_that_opens_and_without(
    folder: Path, tmp_path: Path, opener: Opener
) -> None:
    with an_empty_store(tmp_path / "with.db") as store:
        with_it = run_import(store, folder, opener=opener)
    with an_empty_store(tmp_path / "without.db") as store:
        without_it = run_import(store, folder)

    assert with_it == without_it
    assert opener.is_ready
    assert results(with_it)[:3] == [("imported", "new-case"), ("imported", "new-case"), ("duplicate", "same-file")]
    assert {each.reason for each in with_it.items if each.result == "quarantined"} == {
        "damaged", "wrong-key", "too-much-inside"
    }  # fmt: skip


@pytest.mark.parametrize("is_there_a_process", [True, False])
def test_what_is_read_before_its_turn_is_what_is_found_in_its_turn(
    opener: Opener, tmp_path: Path, is_there_a_process: bool
) -> None:
    for name, raw in KINDS.items():
        save(tmp_path, name, raw)

    with nullcontext(opener) if is_there_a_process else Opener([]) as reader:
        early = list(find_arrivals([str(tmp_path)], read_ahead=reader.read_ahead))
    in_turn = list(find_arrivals([str(tmp_path)]))

    assert in_full(early) == in_full(in_turn)
    assert {Path(each.source.split(" > ")[0]).name for each in early if isinstance(each, Arrival)} > {"a zip", "a mail"}


def test_what_unpacks_to_much_waits_for_its_turn() -> None:
    def ahead(raw: bytes) -> list[str] | None:
        found = look_ahead(Content(name="post", raw=raw))
        return None if found is None else [type(each).__name__ for each in found]

    assert ahead(KINDS["a zip"]) == ["Arrival", "Arrival", "Ignored"]
    assert ahead(A_BOMB) is None
    assert ahead(a_zip(("inner.zip", A_BOMB), ("r.txt", TEXT))) is None


def in_full(found: Sequence[Arrived]) -> list[object]:
    return [(each, each.envelope.head) if isinstance(each, Arrival) else each for each in found]


def test_a_key_is_found_with_any_identity_and_not_for_what_is_not_ours(opener: Opener) -> None:
    foreign = a_submission(to=STRANGER)
    ours = opener.find_keys([SEALED[0], foreign])
    with Opener([STRANGER, OFFICER]) as both:
        both.start()
        all_of_them = both.find_keys([SEALED[0], foreign])

    assert [key and len(key) for key in ours] == [32, None]
    assert [key and len(key) for key in all_of_them] == [32, 32]


def test_the_process_has_neither_files_nor_network(opener: Opener) -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux lets a process give that up")

    assert {"resources", "calls"} <= set(opener.given_up)


def test_with_the_run_its_keys_are_gone() -> None:
    with Opener([OFFICER]) as ended:
        ended.start()
        assert ended.find_keys([SEALED[0]]) != [None]

    assert ended.find_keys([SEALED[0]]) == [None]


@pytest.mark.parametrize("task", ["os:abort", "copy:deepcopy"])
def test_when_the_process_ends_or_answers_rubbish_the_work_is_done_here(
    folder: Path, tmp_path: Path, task: str
) -> None:
    with an_empty_store(tmp_path / "records.db") as store, Opener([OFFICER], task=task) as broken:
        broken.start()
        broken.is_ready = True
        books = run_import(store, folder, opener=broken)
        assert broken.is_ready == (task == "copy:deepcopy")  # that one repeats what it is asked
    with an_empty_store(tmp_path / "without.db") as store:
        without_it = run_import(store, folder)

    assert books == without_it
    assert results(books).count(("imported", "new-case")) == 4
