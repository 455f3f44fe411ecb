"""Names of attachments: whatever a sender wrote, a file is made inside the folder and nowhere else."""

from __future__ import annotations

import ntpath
import sys
import unicodedata
from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lado_kit.attachments.names import MOST_BYTES, cleaned_name, name_findings, numbered, safe_name

HOSTILE = [
    "../../etc/passwd", "..\\..\\windows\\system32\\x.dll", "/etc/passwd", "C:\\x.pdf", "c:x.pdf", "x.pdf:hidden",
    "..", ".", "...", "", " ", "CON", "con.pdf", "NUL.tar.gz", "COM1", "LPT9.txt", "COM¹.txt", "conin$", "AUX .pdf",
    ".bashrc", "-rf", "~", "x.pdf.", "x.pdf ", "a\x00b.pdf", "a\nb.pdf", "fdp\u202efdp.exe", "a\u200bb.pdf", "a*b?.pdf",
    "x" * 300 + ".pdf", "ŵ" * 200 + ".pdf", "😀" * 100 + ".jpeg", "x." + "y" * 300, "\ud800.pdf",
]  # fmt: skip


def assert_safe(name: str) -> None:
    safe = safe_name(name)
    windows = PureWindowsPath(safe)
    assert safe
    assert safe not in (".", "..")
    assert Path(safe).name == safe == windows.name
    assert not windows.drive
    assert not (ntpath.isreserved(safe) if sys.version_info >= (3, 13) else windows.is_reserved())
    assert not set(safe) & set('<>:"/\\|?*')
    assert not any(unicodedata.category(each) in ("Cc", "Cf", "Cs") for each in safe)
    assert not safe.endswith((".", " "))
    assert not safe.startswith((".", "-"))
    assert len(safe.encode()) <= MOST_BYTES


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_becomes_a_safe_one(name: str) -> None:
    assert_safe(name)


@given(st.text(max_size=400))
def test_any_text_becomes_a_safe_name(name: str) -> None:
    assert_safe(name)


@pytest.mark.parametrize("name", ["note.pdf", "Bruise on arm (2).jpg", "Datganiad ŵ.docx", "a.b.c.txt"])
def test_an_ordinary_name_stays(name: str) -> None:
    assert safe_name(name) == name
    assert name_findings(name) == []


def test_a_long_name_keeps_its_ending() -> None:
    assert safe_name("ŵ" * 200 + ".jpeg").endswith("ŵ.jpeg")


def test_a_second_file_and_a_cleaned_copy_have_names_of_their_own() -> None:
    assert numbered("note.pdf", 1) == "note.pdf"
    assert numbered("note.pdf", 3) == "note (3).pdf"
    assert cleaned_name("arm (2).jpeg", "jpg") == "arm (2) (cleaned).jpg"
