"""Asking the process apart that judges what was opened (``judging``), and holding its answers against their form.

A file may take that process over and have it lie about itself and about the files after it. So what comes back is read
as strictly as a stranger's file, and it is asked for nothing that can be worked out here. Every run has a fresh one.
"""

from __future__ import annotations

import json
import os
from atexit import register
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from lado_site.forms.compiled import canonical, compile_form
from lado_site.forms.questions import Form
from lado_site.forms.record import Rows, record_places

from ..apart import Answer, Answered, Apart, Failed, Why
from ..encrypt.manifest import Cover, read_cover
from ..errors import BadContainer, Refused, SealedFileError, UnknownContainer
from ..store.tables import LINKS, PARTS, submission
from .judging import LONGEST_PROBLEM, MOST_PROBLEMS

SECONDS = 10.0
TOGETHER = 16
"""Files that are asked about at once: what crosses a process is paid for once, and both processors have work."""

TOGETHER_BYTES = 1024 * 1024

_MOST_ANSWERED = 96 * 1024 * 1024
_LONGEST_MESSAGE = 200
_REFUSALS: Mapping[str, type[SealedFileError]] = {each.__name__: each for each in (BadContainer, UnknownContainer)}


@dataclass(frozen=True, kw_only=True, slots=True)
class Definition:
    """A form definition this office knows. A form that asks what it belongs to opens no case of its own."""

    form: Form
    opens_case: bool
    columns: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, form: Form | None) -> Definition | None:
        """Prepare a form; None for no form, and for one whose answers the store has no place for."""
        places = record_places(form) if form else set()
        if form is None or not all(_has_place(table, column) for table, column in places):
            return None
        tables = {table for table, _ in places}
        return cls(
            form=form,
            opens_case=submission.name not in tables,
            columns={table: frozenset(column for its, column in places if its == table) for table in tables},
        )


DefinitionOf = Callable[[str], Definition | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """What was read in a file, and how it stands to its form. Nothing is kept of answers that do not pass."""

    cover: Cover
    is_form_known: bool
    problems: tuple[str, ...] = ()
    is_file_missing: bool = False
    landed: Rows = field(default_factory=dict, repr=False)
    answers: str = field(default="", repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Halted:
    """The file stopped what judges it; ``why`` says how."""

    why: str


Verdict = Judged | Halted | SealedFileError

_WHY: Mapping[str, str] = {
    Why.SLOW: f"reading it took more than {SECONDS:.0f} seconds",
    Why.MEMORY: "reading it took too much memory",
    Why.FAULT: "what reads it failed",
    Why.STOPPED: "what reads it ended",
    Why.GARBLED: "what reads it gave no sensible answer",
}


class Judge:
    """Has manifests judged in a process apart, for many runs one after the other; from any thread."""

    def __init__(self, task: str = f"{__package__}.judging:judge", *, seconds: float = SECONDS) -> None:
        self._apart = Apart(task, seconds=seconds, most_made=_MOST_ANSWERED)

    def begin_anew(self) -> None:
        """Start it, or have what it was asked before forgotten."""
        self._apart.begin_anew()
        _ = self.given_up

    @property
    def given_up(self) -> tuple[str, ...]:
        """What the process has given up here (see ``apart.limits``), starting it if need be."""
        return self._apart.given_up

    def judge(self, those: Sequence[bytes], *, definition_of: DefinitionOf, anyway: bool) -> list[Verdict]:
        """Judge manifests, in their order. One that stops the process stands for itself alone.

        Raises Refused where the process does not even start, which no file is to blame for.
        """
        verdicts = self._ask(those, definition_of, anyway=anyway)
        if isinstance(verdicts, list):
            return verdicts
        if len(those) == 1:
            return [Halted(why=_WHY[verdicts])]
        return [self.judge([each], definition_of=definition_of, anyway=anyway)[0] for each in those]

    def close(self) -> None:
        """End the process."""
        self._apart.close()

    def _ask(self, those: Sequence[bytes], definition_of: DefinitionOf, *, anyway: bool) -> list[Verdict] | Why:
        """Ask, and once more where a form had to be taught first; or say why there is no answer."""
        for _ in range(2):
            answer = self._answer(those, sizes=[len(each) for each in those], anyway=anyway)
            if not isinstance(answer, Answered):
                return answer.why
            verdicts = _read(answer.made, len(those), definition_of)
            missing = {} if verdicts is None else _missing(verdicts, definition_of)
            if verdicts is not None and not missing:
                return verdicts
            if not all(self._teach(digest, form) for digest, form in missing.items()):
                break
        return Why.GARBLED

    def _teach(self, digest: str, form: Form) -> bool:
        return isinstance(self._answer([canonical(compile_form(form))], learn=digest), Answered)

    def _answer(self, pieces: Sequence[bytes], **options: Any) -> Answer:
        answer = self._apart.ask_in_pieces(pieces, size=sum(map(len, pieces)), **options)
        match answer:
            case Failed(why=Why.NOT_STARTED):
                raise Refused(
                    "the part of lado that checks what is in a file does not start, so the import was stopped",
                    hint="no file was put in quarantine for this: restart the computer and import again; if that does"
                    " not help, ask your IT support whether something stops lado from starting a second Python",
                )
        return answer


def standing_judge() -> Judge:
    """Return the one that lives as long as this process: starting it takes as long as a hundred files."""
    return _standing(os.getpid())  # a copy of this process has its own


@cache
def _standing(process: int) -> Judge:
    judge = Judge()
    register(lambda: judge.close() if os.getpid() == process else None)
    return judge


def _missing(verdicts: Iterable[Verdict], definition_of: DefinitionOf) -> dict[str, Form]:
    """List the forms that are known here, and were not there."""
    digests = {each.cover.form.digest for each in verdicts if isinstance(each, Judged) and not each.is_form_known}
    return {digest: found.form for digest in digests if (found := definition_of(digest))}


def _read(made: bytes, count: int, definition_of: DefinitionOf) -> list[Verdict] | None:
    """Read an answer; None for anything but one verdict for each manifest."""
    try:
        said = json.loads(made)
        verdicts = [_verdict(each, definition_of) for each in said] if isinstance(said, list) else []
    except (ValueError, RecursionError, BadContainer):
        return None
    return verdicts if len(verdicts) == count else None


def _verdict(said: Any, definition_of: DefinitionOf) -> Verdict:
    """Read one verdict. Raises BadContainer or ValueError for what is none."""
    match said:
        case {"halted": "memory" | "fault" as why, **rest} if not rest:
            return Halted(why=_WHY[why])
        case {"refused": str(name), "message": str(message), **rest} if not rest and name in _REFUSALS:
            if len(message) <= _LONGEST_MESSAGE and message.isprintable():
                return _REFUSALS[name](message)
        case {
            "cover": dict(cover),
            "is_form_known": bool(is_form_known),
            "problems": list(problems),
            "is_file_missing": bool(is_file_missing),
            **kept,
        } if _are_sentences(problems):
            judged = Judged(
                cover=read_cover(cover),
                is_form_known=is_form_known,
                problems=tuple(problems),
                is_file_missing=is_file_missing,
                **_kept(kept),
            )
            if _fits(judged, definition_of) and (kept or not _passes(judged)):
                return judged
    raise ValueError("not a verdict")


def _passes(judged: Judged) -> bool:
    return judged.is_form_known and not judged.problems and not judged.is_file_missing


def _are_sentences(problems: Sequence[Any]) -> bool:
    return len(problems) <= MOST_PROBLEMS + 1 and all(
        isinstance(each, str) and len(each) <= LONGEST_PROBLEM for each in problems
    )


def _kept(said: Mapping[Any, Any]) -> dict[str, Any]:
    match said:
        case {"landed": dict(landed), "answers": str(answers), **rest} if not rest and _is_object(answers):
            return {"landed": landed, "answers": answers}
    if said:
        raise ValueError("not what is kept of a file")
    return {}


def _is_object(written: str) -> bool:
    return isinstance(json.loads(written), dict)


def _fits(judged: Judged, definition_of: DefinitionOf) -> bool:
    """Tell whether every row has exactly the columns that its form writes to, and in each a value that may be there."""
    if not judged.landed:
        return True
    definition = definition_of(judged.cover.form.digest)
    columns = definition.columns if definition else {}
    return all(
        isinstance(rows, list)
        and all(
            isinstance(row, dict)
            and row.keys() == columns.get(table, frozenset())
            and all(map(_is_link if table == submission.name else _is_value, row.values()))
            for row in rows
        )
        for table, rows in judged.landed.items()
    )


def _is_link(value: Any) -> bool:
    return value is None or isinstance(value, str)


def _is_value(value: Any) -> bool:
    return (
        value is None
        or isinstance(value, str | int | float)
        or (isinstance(value, list) and all(isinstance(each, str) for each in value))
    )


def _has_place(table: str, column: str) -> bool:
    return column in LINKS if table == submission.name else table in PARTS and column in PARTS[table].c
