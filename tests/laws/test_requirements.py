"""Every requirement is demonstrated by a test or has its reason, and none has both."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tools import requirements
from tools.requirements import CONCERNS, LEFT, REQUIREMENTS, TESTS, demonstrated, faults, unknown

WORDS = 15
"""A reason is short, and for somebody who knows the catalogue."""


@pytest.fixture(scope="module")
def shown() -> frozenset[str]:
    return demonstrated()


def test_every_requirement_is_demonstrated_or_has_its_reason(shown: frozenset[str]) -> None:
    assert len(REQUIREMENTS) > 400
    assert not unknown(sorted(shown))
    assert not faults(shown)


def test_a_reason_is_one_short_sentence() -> None:
    for name, reason in LEFT.items():
        assert 0 < len(reason.split()) <= WORDS, name
        assert reason.endswith("."), name


def test_marks_are_written_out_so_that_they_are_seen() -> None:
    """What a mark takes from a name is found when tests run, but by nobody who reads them."""
    hidden = [
        f"{path.relative_to(TESTS)}:{node.lineno}"
        for path in TESTS.rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "req"
        if not all(isinstance(each, ast.Constant) for each in node.args)
    ]
    assert not hidden


def test_a_missing_reason_is_caught(
    shown: frozenset[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    without, *others = LEFT
    monkeypatch.setattr(requirements, "LEFT", {name: LEFT[name] for name in others})

    assert faults(shown) == [f"{without}: no test demonstrates it, and no reason is given"]
    assert requirements.main() == 1
    assert "put the reason into tools/requirements.toml" in capsys.readouterr().err


def test_a_reason_too_many_is_caught(tmp_path: Path) -> None:
    marked, *_ = LEFT
    mark = f'@pytest.mark.req("{marked}")\ndef test_it() -> None: ...\n'
    (tmp_path / "test_one.py").write_text(f"import pytest\n{mark}", encoding="utf-8")
    (tmp_path / "not_a_test.py").write_text(mark.replace(marked, "LEI-01"), encoding="utf-8")

    found = demonstrated(tmp_path)

    assert found == {marked}
    assert faults(found | set(CONCERNS) - set(LEFT)) == [f"{marked}: a test demonstrates it, so it needs no reason"]


def test_a_reason_for_what_is_not_in_the_catalogue_is_caught(
    shown: frozenset[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requirements, "LEFT", {**LEFT, "BRO-999": "It is not there."})

    assert faults(shown) == ["BRO-999: a reason for what is not in the catalogue"]
