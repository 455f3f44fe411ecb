"""What kind of file somebody adds: the kit says what the browser says."""

from __future__ import annotations

import pytest

from lado_site.forms.file_kinds import judge_file
from lado_site.forms.messages import ABOUT_FILES, FILE_KINDS, WARNINGS

from .test_vectors import identify, read

FILES = read("files")


@pytest.mark.parametrize("case", FILES["cases"], ids=identify)
def test_a_file_is_judged_as_in_the_browser(case: dict[str, str]) -> None:
    judged = judge_file(case["name"], case["head"].encode("latin-1"), case["tail"].encode("latin-1"))

    assert judged == (case["code"], case["kind"])


def test_the_vectors_have_each_code_and_every_kind_has_words_for_people() -> None:
    by_content = {case["code"] for case in FILES["cases"]}
    said = {case["kind"] for case in FILES["cases"] if case["code"] in {"file-disguised", "file-differs"}}

    assert by_content - {""} == ABOUT_FILES - {"file-empty", "file-unreadable", "file-too-big", "files-left-out"}
    assert said <= set(FILE_KINDS)
    assert {case["code"] for case in FILES["cases"] if case["kind"] == "program"} == {"file-disguised"}
    assert {"file-differs", "file-unknown"} == WARNINGS & ABOUT_FILES
