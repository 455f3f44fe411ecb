"""What ``lado case show`` prints of questions that nobody answered."""

from __future__ import annotations

import pytest

from lado_kit.commands.speech import show_answers
from lado_site.forms.summary import NOT_ANSWERED, Row, Section, without_unanswered

SECTIONS = (
    Section(
        step="adult",
        title="The adult",
        rows=(
            Row(path="name", label="Name", lines=("Jo Larkmoss",)),
            Row(path="title", label="Title", lines=(NOT_ANSWERED,)),
        ),
    ),
    Section(step="more", title="Anything more", rows=(Row(path="more", label="More", lines=(NOT_ANSWERED,)),)),
)


def test_what_was_not_answered_is_counted_and_not_printed(capsys: pytest.CaptureFixture[str]) -> None:
    show_answers(SECTIONS, every=False)

    assert capsys.readouterr().out.splitlines() == [
        "", "The adult", "  Name", "    Jo Larkmoss", "", "2 questions were not answered: --all shows which",
    ]  # fmt: skip


def test_everything_is_printed_when_somebody_asks_for_it(capsys: pytest.CaptureFixture[str]) -> None:
    show_answers(SECTIONS, every=True)

    shown = capsys.readouterr().out
    assert shown.count(NOT_ANSWERED) == 2
    assert "Anything more" in shown
    assert "--all" not in shown


def test_what_somebody_wrote_is_an_answer_whatever_it_says() -> None:
    said = Section(step="s", title="T", rows=(Row(path="p", label="L", lines=(NOT_ANSWERED, "by her")),))

    assert without_unanswered([said]) == [said]
