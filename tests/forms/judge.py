"""Two judges of the same answers: the page's own rules, as they are served, in one Node process; and the kit's."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from lado_site.forms.answers import asked_steps, counted_answers, given_answers, shown_advice
from lado_site.forms.compiled import read_definition
from lado_site.forms.rules import examine
from lado_site.forms.summary import Section, summarise
from tools.browser_files import ROOT, find_node

Case = Mapping[str, Any]


class Browser:
    """A Node process that judges with the bundled rules."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def judge(self, definition: Mapping[str, Any], cases: Sequence[Case]) -> list[dict[str, Any]]:
        """Return a verdict for each case, ``{"answers": …, "today": …}``."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{json.dumps({'definition': definition, 'cases': cases})}\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, "the judge has ended: what it said is above"
        verdicts: list[dict[str, Any]] = json.loads(line)
        return verdicts


@contextmanager
def a_browser(folder: Path) -> Iterator[Browser]:
    """Start the judge; what it bundles goes into the folder."""
    node = find_node()
    assert node, "Node is not here: run tools/setup.py"
    with subprocess.Popen(
        [node / "node", ROOT / "tests/browser/judge.js", folder],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8",
    ) as process:  # fmt: skip
        yield Browser(process)
        assert process.stdin
        process.stdin.close()


def judge_in_kit(definition: Mapping[str, Any], case: Case) -> dict[str, Any]:
    """Return the kit's verdict, in the shape of the browser's."""
    form, today = read_definition(definition), date.fromisoformat(case["today"])
    examined = examine(form, case["answers"], today=today)
    counted = examined.counted
    return {
        "counted": counted,
        "alone": counted_answers(form, case["answers"], today=today),
        "given": given_answers(form, counted),
        "problems": [
            {"path": each.path, "code": each.code, "sentence": each.sentence, "blocks": each.blocks}
            for each in examined.problems
        ],
        "steps": [step.name for step in asked_steps(form, counted)],
        "advice": [advice.name for advice in shown_advice(form, counted)],
        "summary": [_plain(section) for section in summarise(form, counted)],
    }


def _plain(section: Section) -> dict[str, Any]:
    rows = [
        {"path": row.path, "label": row.label, "lines": list(row.lines), "entry": row.entry} for row in section.rows
    ]
    return {"step": section.step, "title": section.title, "rows": rows}
