"""Many files are read ahead and opened in a process apart; that changes nothing but the time it takes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lado_kit.intake import ahead
from lado_kit.intake.ahead import Opener
from lado_kit.intake.opening import DECODED

from .builders import OFFICER, STRANGER, a_submission, an_empty_store, results, run_import, save
from .mails import a_mail, a_zip

SEALED = tuple(a_submission() for _ in range(4))


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
        "damaged", "wrong-key", "unreadable"
    }  # fmt: skip


def test_what_is_decoded_apart_is_what_is_decoded_here(opener: Opener) -> None:
    raws = [SEALED[0].binary, SEALED[1].armoured(), b"-----BEGIN AGE ENCRYPTED FILE-----\nnothing"]

    found = opener.decode(raws)

    assert [each and (each.sha256, each.receipt, each.binary, each.head) for each in found] == [
        *((each.sha256, each.receipt, each.binary, each.head) for each in SEALED[:2]),
        None,
    ]


def test_a_key_is_found_with_any_identity_and_not_for_what_is_not_ours(opener: Opener) -> None:
    foreign = a_submission(to=STRANGER)
    ours = opener.find_keys([SEALED[0], foreign])
    with Opener([STRANGER, OFFICER]) as both:
        both.start()
        all_of_them = both.find_keys([SEALED[0], foreign])

    assert [key and len(key) for key in ours] == [32, None]
    assert [key and len(key) for key in all_of_them] == [32, 32]


def test_an_answer_that_does_not_fit_what_was_asked_is_not_taken() -> None:
    whole = DECODED.pack(True, bytes(32), 10, 5) + b"12345"

    assert ahead.decoded([b"raw"], whole) != [None]
    assert ahead.decoded([b"raw"], whole[:-1]) == [None]
    assert ahead.decoded([b"raw"], whole + b"6") == [None]
    assert ahead.decoded([b"raw"], b"") == [None]


def test_the_process_has_neither_files_nor_network(opener: Opener) -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux lets a process give that up")

    assert {"resources", "calls"} <= set(opener.given_up)


def test_with_the_run_its_keys_are_gone() -> None:
    with Opener([OFFICER]) as ended:
        ended.start()
        assert ended.find_keys([SEALED[0]]) != [None]

    assert ended.find_keys([SEALED[0]]) == [None]


def test_when_the_process_gives_no_answer_the_work_is_done_here(folder: Path, tmp_path: Path) -> None:
    with an_empty_store(tmp_path / "records.db") as store, Opener([OFFICER], task="os:abort") as broken:
        broken.start()
        broken.is_ready = True
        books = run_import(store, folder, opener=broken)

    assert results(books).count(("imported", "new-case")) == 4
    assert not broken.is_ready
