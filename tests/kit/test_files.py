"""Files are whole or not there, also when the disk fills up in the middle of one."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from lado_kit.files import add_file, decode_text, replace_file


def test_a_file_is_replaced_in_one_step(tmp_path: Path) -> None:
    replace_file(tmp_path / "a.txt", b"one")
    replace_file(tmp_path / "a.txt", b"two")

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.txt": b"two"}


def test_a_new_file_never_takes_the_place_of_another(tmp_path: Path) -> None:
    add_file(tmp_path / "a.txt", b"one")

    with pytest.raises(FileExistsError):
        add_file(tmp_path / "a.txt", b"two")

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.txt": b"one"}


def test_a_disk_without_links_keeps_the_rule(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: Path) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", no_links)
    add_file(tmp_path / "a.txt", b"one")

    with pytest.raises(FileExistsError):
        add_file(tmp_path / "a.txt", b"two")

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.txt": b"one"}


@pytest.mark.parametrize("write", [add_file, replace_file])
def test_a_full_disk_leaves_what_was_there(write: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    (tmp_path / "old.txt").write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", full)
    assert callable(write)

    with pytest.raises(OSError, match=r"No space left on device: .*old\.txt"):
        write(tmp_path / "old.txt", b"new")

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"old.txt": b"old"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_text_of_any_system_is_read(encoding: str) -> None:
    mark = b"\xff\xfe" if encoding == "utf-16-le" else b""

    assert decode_text(mark + "Zélie £".encode(encoding)) == "Zélie £"
