"""What is found in folders and packed files; what is not ours is left alone and said; nothing unpacks without limit."""

from __future__ import annotations

import io
import os
import socket
import struct
import sys
import time
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lado_kit.commands.progress import count_files
from lado_kit.intake import Content
from lado_kit.intake.sources import archive, files, find_arrivals, inside
from lado_kit.intake.sources.archive import MAX_ENTRIES
from lado_kit.store import Store

from .builders import a_submission, an_empty_store, results, run_import, save
from .mails import a_mail, a_zip, an_mbox
from .test_mail import _what, look, told

SEALED = a_submission()
ANOTHER = a_submission()


@pytest.fixture
def store(tmp_path: Path) -> Any:
    with an_empty_store(tmp_path / "records.db") as store:
        yield store


def test_folders_mail_zip_and_mbox_together_balance_and_a_second_run_adds_nothing(store: Store, tmp_path: Path) -> None:
    third, fourth = a_submission(), a_submission()
    folder = tmp_path / "incoming"
    save(folder, "a.txt", SEALED)
    save(folder / "deep" / "er", "mail.eml", a_mail(("r.txt", ANOTHER.armoured())).as_bytes())
    save(folder, "packed.zip", a_zip(("r.txt", third.armoured()), ("readme.pdf", b"%PDF-1.4")))
    save(
        folder, "saved.mbox", an_mbox(a_mail(), a_mail(("r.age", fourth.binary)), a_mail(("a.txt", SEALED.armoured())))
    )
    save(folder, "picture.png", b"\x89PNG\r\n\x1a\n")

    first, second = run_import(store, folder), run_import(store, folder)

    assert (first.found, second.found) == (8, 8)
    assert results(first).count(("imported", "new-case")) == 4
    assert results(first).count(("ignored", "not-sealed")) == 3
    assert results(second).count(("duplicate", "same-file")) == 5
    assert {item.source.removeprefix(f"{folder}/"): item.problems for item in first.items if item.problems} == {
        "packed.zip > readme.pdf": ("a PDF document",),
        "saved.mbox > mail 1": ("a mail without a sealed file",),
        "picture.png": ("a picture",),
    }


@pytest.fixture
def very_deep(tmp_path: Path) -> Iterator[Path]:
    """A file in more folders than functions can call themselves, taken away again folder by folder."""
    folders = [tmp_path / "incoming"]
    for _ in range(sys.getrecursionlimit() + 100):
        folders.append(folders[-1] / "d")
    for folder in folders:
        folder.mkdir()
    save(folders[-1], "r.txt", SEALED)
    yield folders[0]
    (folders[-1] / "r.txt").unlink()
    for folder in reversed(folders):
        folder.rmdir()


def test_folders_may_lie_very_deep_in_each_other(store: Store, very_deep: Path) -> None:
    save(very_deep, "z.txt", ANOTHER)

    assert results(run_import(store, very_deep)) == [("imported", "new-case"), ("imported", "new-case")]
    assert count_files([str(very_deep)]) in (2, None)
    (very_deep / "z.txt").unlink()


def test_standard_input_may_be_a_mail(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    mail = a_mail(("r.txt", SEALED.armoured())).as_bytes()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(mail)))

    books = run_import(store, "-")

    assert [(item.source, item.result) for item in books.items] == [("- > r.txt", "imported")]


@pytest.mark.skipif(os.name != "posix", reason="a folder holds only files there")
def test_what_is_no_file_is_never_opened_and_said_what_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # the name of a socket must be short
    os.mkfifo("pipe")
    Path("link").symlink_to("pipe")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind("socket")
        found = list(find_arrivals([".", "pipe", "/dev/zero"]))

    assert told(found) == [
        ("./link", "a link, which was not followed"), ("./pipe", "a pipe, not a file"),
        ("./socket", "a socket, not a file"), ("pipe", "a pipe, not a file"), ("/dev/zero", "a device, not a file"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"%PDF-1.7", "a PDF document"),
        (b"\xff\xd8\xff\xe0", "a picture"),
        (b" \r\n", "an empty file"),
        (b"Dear colleagues", "a text without a sealed file"),
        (b"<!DOCTYPE html><p>", "a web page without a sealed file"),
        (b"-----BEGIN PGP MESSAGE-----", "a file that another program has encrypted"),
        (b"MZ\x90\x00", "a program"),
        (b"7z\xbc\xaf\x27\x1c", "a packed file of a kind that is not opened"),
        (a_zip(("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>")), "an Office document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an Office document"),
        (a_zip(), "an empty zip"),
        (bytes(range(200, 232)) + b"\xff\x00", "a file of another kind"),
    ],
)
def test_what_is_not_ours_is_said_in_words(raw: bytes, words: str) -> None:
    assert told(look(raw, "thing")) == [("thing", words)]


@pytest.mark.parametrize("ending", ["pdf", "jpg", "zip", "eml", "", "txt.exe"])
def test_the_ending_of_a_name_says_nothing(ending: str) -> None:
    assert [_what(each) for each in look(SEALED.armoured(), f"file.{ending}")] == [SEALED.receipt]
    packed = a_zip((f"file.{ending}", SEALED.armoured()))
    assert [_what(each) for each in look(packed, "file.txt")] == [SEALED.receipt]


def test_zips_inside_zips_and_mails_are_followed_to_a_depth_of_five() -> None:
    packed = a_zip(("r.txt", SEALED.armoured()))
    in_mail = a_mail(("packed.zip", packed)).as_bytes()
    five = a_zip(("c.zip", a_zip(("b.zip", a_zip(("mail.eml", in_mail))))))
    six = a_zip(("again.zip", five))

    assert told(look(five, "a.zip")) == [("a.zip > c.zip > b.zip > mail.eml > packed.zip > r.txt", SEALED.receipt)]
    assert [_what(each) for each in look(six)] == ["nested-too-deep"]


def test_deep_inside_others_only_what_is_small_is_taken_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = a_zip(("r.txt", SEALED.armoured()))
    three = a_zip(("packed.zip", packed))
    four = a_zip(("b.zip", a_zip(("mail.eml", a_mail(("packed.zip", packed)).as_bytes()))))

    monkeypatch.setattr(inside, "MAX_DEEP", len(packed) - 1)

    assert [_what(each) for each in look(three)] == [SEALED.receipt]
    assert [_what(each) for each in look(four)] == ["too-large-to-open"]
    monkeypatch.setattr(inside, "MAX_DEEP", len(packed))
    assert [_what(each) for each in look(four)] == [SEALED.receipt]


HOSTILE_NAMES = [
    "../../../etc/cron.d/x.txt", "/etc/passwd", "C:\\Windows\\x.txt", "CON", "NUL.txt", "COM1", "a\u202etxt.exe",
    "x" * 5_000, "\x1b[2J.txt", "nul\x01.txt", "..", "a/../../b",
]  # fmt: skip


def test_names_in_a_zip_are_only_ever_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    packed = a_zip(*((name, SEALED.armoured()) for name in HOSTILE_NAMES))

    found = look(packed, "z")

    assert [_what(each) for each in found] == [SEALED.receipt] * len(HOSTILE_NAMES)
    assert all(each.source.isprintable() and len(each.source) < 130 for each in found)
    assert list(tmp_path.iterdir()) == []


def locked(raw: bytes) -> bytes:
    """The zip with the mark of a password on its entry."""
    marked = bytearray(raw)
    marked[6] |= 1
    marked[raw.index(b"PK\x01\x02") + 8] |= 1
    return bytes(marked)


def with_size_said(raw: bytes, size: int) -> bytes:
    """The zip with another unpacked size of its entry."""
    place = raw.index(b"PK\x01\x02")
    said = struct.pack("<I", size)
    return raw[:22] + said + raw[26 : place + 24] + said + raw[place + 28 :]


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        pytest.param(locked(a_zip(("r.txt", SEALED.armoured()))), "zip-locked", id="under a password"),
        pytest.param(a_zip(("zeros", bytes(50_000_000))), "too-much-inside", id="a thousandfold"),
        pytest.param(
            with_size_said(a_zip(("r.txt", SEALED.armoured())), 2_000_000_000), "too-much-inside", id="says 2 GB"
        ),
        pytest.param(a_zip(("r.txt", SEALED.armoured()), method=zipfile.ZIP_BZIP2), "cannot-be-read", id="bzip2"),
        pytest.param(a_zip(("r.txt", SEALED.armoured()), method=zipfile.ZIP_LZMA), "cannot-be-read", id="lzma"),
        pytest.param(a_zip(("r.txt", SEALED.armoured()))[:-30], "cannot-be-read", id="cut short"),
        pytest.param(with_size_said(a_zip(("r.txt", SEALED.armoured())), 100), "cannot-be-read", id="says too little"),
    ],
)
def test_a_zip_that_cannot_or_may_not_be_unpacked_is_set_aside(raw: bytes, reason: str) -> None:
    started = time.process_time()

    assert [_what(each) for each in look(raw)] == [reason]
    assert time.process_time() - started < 5


def test_a_zip_with_more_files_than_allowed_is_refused_before_its_list_is_read() -> None:
    packed = a_zip(*((str(number), b"") for number in range(MAX_ENTRIES + 1)), method=zipfile.ZIP_STORED)
    tracemalloc.start()
    try:
        assert [_what(each) for each in look(packed)] == ["too-much-inside"]
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_what_is_unpacked_is_counted_over_all_that_is_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    inner = a_zip(("r.txt", os.urandom(60_000)))
    both = a_zip(("one.zip", inner), ("two.zip", inner))

    assert [_what(each) for each in look(both)] == ["a file of another kind"] * 2
    monkeypatch.setattr(archive.Allowance.__init__, "__kwdefaults__", {"entries": 10, "size": 200_000})
    assert [_what(each) for each in look(both)] == ["a file of another kind", "too-much-inside"]


def test_a_file_that_is_too_large_to_be_taken_apart_is_told_by_what_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MAX_WHOLE", 50_000)
    filler = os.urandom(200_000)
    save(tmp_path, "1.zip", a_zip(("r.txt", SEALED.armoured()), method=zipfile.ZIP_STORED))
    save(tmp_path, "2.eml", a_mail(("r.txt", SEALED.armoured())).as_bytes())
    save(tmp_path, "3 a text around it.txt", b"Dear office,\n" * 5_000 + SEALED.armoured())
    save(tmp_path, "4 a film.mp4", filler)

    found = list(find_arrivals([str(tmp_path)]))

    assert [_what(each) for each in found] == [*["too-large-to-open"] * 3, "a file of another kind"]


def test_a_large_sealed_file_alone_is_read_whatever_can_be_taken_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MAX_WHOLE", 50_000)
    monkeypatch.setattr(files, "LARGE", 50_000)

    found = [*find_arrivals([str(save(tmp_path, "1.txt", SEALED))]), *find_arrivals([str(save(tmp_path, "2", SEALED))])]

    assert [_what(each) for each in found] == [SEALED.receipt] * 2


def test_a_large_film_is_never_in_the_memory_as_a_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_WHOLE", 1_000_000)
    film = save(tmp_path, "film.mp4", os.urandom(12_000_000))
    tracemalloc.start()
    try:
        found = [_what(each) for each in find_arrivals([str(film)])]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert found == ["a file of another kind"]
    assert peak < 5_000_000


def test_a_file_in_a_zip_that_is_too_large_is_refused_and_the_others_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_WHOLE", 200_000)
    packed = a_zip(("film.mp4", os.urandom(200_001)), ("r.txt", SEALED.armoured()))

    assert [_what(each) for each in look(packed)] == ["too-large-to-open", SEALED.receipt]


def test_one_damaged_file_in_a_zip_does_not_stop_the_next() -> None:
    packed = a_zip(("one.txt", SEALED.armoured()), ("two.txt", ANOTHER.armoured()), method=zipfile.ZIP_STORED)
    place = packed.index(b"-----END")
    damaged = packed[: place - 70] + b"####" + packed[place - 66 :]

    assert [_what(each) for each in look(damaged)] == ["cannot-be-read", ANOTHER.receipt]


def test_altered_zips_never_stop_the_import() -> None:
    whole = a_zip(("one.txt", SEALED.armoured()), ("two.eml", a_mail(("r.txt", ANOTHER.armoured())).as_bytes()))
    for place in range(0, len(whole), max(1, len(whole) // 150)):
        assert look(whole[:place] + b"\xff\x7f" + whole[place + 2 :])


def test_a_folder_of_many_files_is_read_one_by_one(tmp_path: Path) -> None:
    for number in range(5_000):
        (tmp_path / f"{number}.txt").touch()

    def look_through() -> tuple[int, int]:
        tracemalloc.start()
        try:
            return sum(1 for _ in find_arrivals([str(tmp_path)])), tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    # Python's own table of names, which grows seldom and by megabytes, may grow in one of the two.
    (count, peak), (_, again) = look_through(), look_through()

    assert count == 5_000
    assert min(peak, again) < 5_000 * 700  # the list of names, and one file at a time


def test_pasted_text_is_imported_like_a_file(store: Store) -> None:
    pasted = Content(name="pasted text", raw=b"Please see:\n> " + SEALED.armoured().replace(b"\n", b"\n> "))

    books = run_import(store, pasted)

    assert [(item.source, item.result) for item in books.items] == [("pasted text", "imported")]
