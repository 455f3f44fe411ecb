"""How a command speaks: results on standard output, everything else on standard error."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from .folding import columns, folded, width_of

if TYPE_CHECKING:
    from lado_site.forms.summary import Row, Section

    from ..access.history import Marked
    from ..casework.clocks import Event
    from ..intake import Joining, Matches, Suggestion
    from ..office.cases import CaseFile
    from ..office.joining import TakenOut
    from ..store.attachments import KeptAttachment
    from ..store.queries import Case, CaseSummary, MailRow

_PIECES = 10_000

BOOKS = ("found", "imported", "duplicate", "superseded", "quarantined", "ignored")


def say(text: str) -> None:
    """Tell the person something that is not the result."""
    _tell(f"lado: {text}")


def tell_error(message: str, hint: str) -> None:
    """Tell what happened, and what to do about it."""
    _tell(f"error: {message}")
    if hint:
        _tell(f"hint: {hint}")


def say_known(matches: Matches) -> None:
    """Tell how many other records may be of somebody in a case, as far as nobody has decided."""
    undecided = sum(each.decided_at is None for each in matches.suggestions)
    if undecided:
        records = "1 other record" if undecided == 1 else f"{undecided} other records"
        say(f"{records} may be known, and nobody has decided: lado case matches {matches.case.subject}")


def warn(texts: Iterable[str]) -> None:
    """Tell the person what is unsafe."""
    for text in texts:
        say(f"warning: {text}")


def not_shown(cases: int) -> str:
    """Say that some cases are left out because whoever asks is excluded from them."""
    return f"{cases} case{' is' if cases == 1 else 's are'} not shown: you are excluded"


def records_not_shown(records: int) -> str:
    """Say that more may be known of somebody, in cases that whoever asks is excluded from: never in which."""
    which = "1 more record is" if records == 1 else f"{records} more records are"
    return f"{which} not shown: you are excluded from the case; ask a colleague to look"


def show(text: str) -> None:
    """Print a result for people."""
    click.echo(folded(printable(text), width_of(sys.stdout)))


def show_as_it_is(text: str) -> None:
    """Print what somebody may keep as a file."""
    click.echo(printable(text))


def show_json(value: Any) -> None:
    """Print a result for programs. ASCII, because a Windows pipe has no room for every letter."""
    pieces = json.JSONEncoder(indent=2, default=_plain).iterencode(value)
    while some := "".join(islice(pieces, _PIECES)):  # as a whole, the books of many files would take a lot of memory
        click.echo(some, nl=False)
    click.echo()


def show_table(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under a heading, in columns that fit the terminal."""
    lines = [[printable(cell) for cell in row] for row in (heading, *rows)]
    for line in columns(lines, width_of(sys.stdout)):
        click.echo(line)


def show_books(books: Mapping[str, Any]) -> None:
    """Print what became of each file found, and what to do about those that were not taken in."""
    show_table(("result", "files"), [(kind, str(books[kind])) for kind in BOOKS])
    sources = {item["receipt"]: item["source"] for item in books["items"] if item["result"] == "imported"}
    for item in books["items"]:
        if lines := list(_of_item(item, sources)):
            show("\n  ".join([f"\n{in_line(item['source'])}: {_result(item)}", *lines]))
    ignored = Counter(what for item in books["items"] if item["result"] == "ignored" for what in item["problems"])
    if ignored:
        show("\nleft alone:")
        show_table(("files", "what they are"), [(str(count), what) for what, count in ignored.most_common()])


def _of_item(item: Mapping[str, Any], sources: Mapping[str, str]) -> Iterator[str]:
    """Say what there is to know of a file that was taken in, or what to do about one that was not.

    What is imported has its name in ``sources``, by its receipt code: in a dry run it has no reference yet.
    """
    yield from item["problems"] if item["result"] in ("imported", "quarantined") else ()
    if item["known"]:
        yield _known(item["known"], "earlier")
        if item["case"]:
            yield f"see them: lado case matches {item['case']}"
    if item["possible_duplicate"]:
        yield f"possible duplicate of {in_line(sources.get(item['possible_duplicate'], item['possible_duplicate']))}"
        if item["case"]:
            yield f"next: lado case compare {item['possible_duplicate']} {item['case']}"
    if item["result"] == "quarantined" or item["reason"].startswith("waiting"):
        yield f"next: {item['next_step']}"
    if item["held"]:
        kept = "already in quarantine" if item["held_already"] else "kept in quarantine"
        yield f"{kept}: lado quarantine show {item['held'][:9]}"


def _result(item: Mapping[str, Any]) -> str:
    if item["result"] == "quarantined":
        from ..intake.reasons import WORDS

        reason = str(item["reason"])
        return f"{WORDS[reason]} ({reason})" if reason in WORDS else reason
    return str(item["reason"].replace("-", " ")) if item["reason"].startswith("waiting") else _whereabouts(item)


def show_cases(cases: Sequence[CaseSummary]) -> None:
    """Print one line a case, and one for each submission that waits for its case."""
    if not cases:
        say("there are none")
        return
    show_table(
        ("reference", "sealed", "form", "adult", "organisation", "receipt code", "joined"),
        [
            (
                case.reference or case.state,
                _at(case.sealed_at) if case.sealed_at else "",
                case.form,
                case.adult,
                case.organisation,
                case.receipt,
                str(case.joined or ""),
            )
            for case in cases
        ],
    )
    for case in cases:
        if case.duplicate_of:
            show(f"! {case.reference}: duplicate of {case.duplicate_of}")
        if case.possible_duplicate:
            look = f"lado case compare {case.possible_duplicate} {case.reference}"
            show(f"! {case.reference}: possible duplicate of {case.possible_duplicate}; {look}")
        if case.released:
            show(f"! {case.reference or case.receipt}: released from quarantine; lado case show says why")
        if case.marked:
            show(f"! {case.reference or case.receipt}: {case.marked}")
        if case.known:
            name = case.reference or case.receipt
            show(f"{name}: {_known(case.known, 'other')}; lado case matches {name}")


def show_case(file: CaseFile, *, every: bool, marked: Marked | None = None) -> None:
    """Print everything about a case, its answers in the words of the form, then what joined it.

    Without ``every``, questions that were not answered are only counted. ``marked`` is what is said against answers.
    """
    case = file.case
    show(f"{case.reference or case.receipt}  {case.form_name}  {case.state}")
    if case.case_id is None:
        named = case.follows or case.meeting_reference or "it does not say for what"
        say(f"waiting for its original: {named}; lado case join puts it into a case")
    show(f"receipt code {case.receipt}, submission {case.submission_id}")
    show(f"sealed {_at(case.sealed_at)}, imported {_at(case.imported_at)} by {case.imported_by}")
    _show_mails(case.mails)
    marks = [str(entry.detail["marked"]) for entry in case.audit if "marked" in entry.detail]
    _show_marks([*_of_duplicates(case), *_of_release(case), *marks, file.opening.marked])
    show_answers(_marked(file.opening.sections, case.submission_id, marked), every=every)
    _show_attachments(file, case.submission_id)
    for joined, in_words in file.joined:
        show(f"\n+ {in_words.title}  {joined.form_name}")
        show(f"receipt code {joined.receipt}, submission {joined.submission_id}")
        show(f"sealed {_at(joined.sealed_at)}, joined {_at(joined.joined_at)}")
        _show_mails(joined.mails)
        _show_marks([in_words.marked])
        show_answers(_marked(in_words.sections, joined.submission_id, marked), every=every)
        _show_attachments(file, joined.submission_id)
    show_sections(file.added)


def _marked(sections: Sequence[Section], submission_id: str, marked: Marked | None) -> Sequence[Section]:
    """Put what is said against an answer, and what is right instead, under it."""
    if not marked:
        return sections

    def mark(row: Row) -> Row:
        said = marked.answers.get((submission_id, row.path), ())
        lines = (*row.lines, *(f"! disputed by {each.by}; instead: {each.says}" for each in said))
        return replace(row, lines=(*lines, *_put_right(*marked.corrected.get((submission_id, row.path), (None, "")))))

    return [replace(each, rows=tuple(map(mark, each.rows))) for each in sections]


def _put_right(event: Event | None, words: str) -> Iterator[str]:
    if event:
        yield f"! put right, event {event.id} by {event.recorded_by} on {_at(event.recorded_at)}:"
        yield from words.split("\n")


def case_as_json(file: CaseFile) -> dict[str, Any]:
    """Return everything about a case for a program, with what is to be said of the page of each submission."""
    joined = [
        {**_plain(each), "attachments": _attachments(file, each.submission_id), "marked": in_words.marked}
        for each, in_words in file.joined
    ]
    attachments = _attachments(file, file.case.submission_id)
    return {**_plain(file.case), "attachments": attachments, "joined": joined, "marked": file.opening.marked}


def _attachments(file: CaseFile, submission_id: str) -> list[dict[str, Any]]:
    return [attachment_as_json(each) for each in file.attachments if each.submission_id == submission_id]


def show_joinings(joinings: Sequence[Joining]) -> None:
    """Print what is in a case from now on."""
    for each in joinings:
        show(f"{each.receipt} is in case {each.reference} now")


def show_taken_out(taken: TakenOut) -> None:
    """Print what waits again, and what to do about it."""
    for each in taken.joinings:
        show(f"{each.receipt} is not in case {each.reference} any more: it waits")
    say(f"to put it where it belongs: lado case join {taken.joinings[0].receipt} CASE")
    if taken.corrected:
        say(
            f"facts of it that were put right stay right; why is in {taken.joinings[0].reference}, event "
            f"{', '.join(taken.corrected)}"
        )


def _show_mails(mails: Iterable[MailRow]) -> None:
    for position, mail in enumerate(mails):
        how = "came by mail" if position == 0 else "that mail was attached to one"
        show(f"{how} of {mail.date or 'no date'}, id {mail.message_id or 'none'}")
        show(f"  which says it is from {mail.sender or 'nobody'}: not verified")


def show_suggestions(found: Matches) -> None:
    """Print what may be of the same as in a case, the surest first, with the reasons in words."""
    case, suggestions = found.case, found.suggestions
    show(f"{case.subject}: {len(suggestions)} other record{'' if len(suggestions) == 1 else 's'} may be known")
    for each in suggestions:
        show(f"\n{each.kind}  {each.described}")
        show(f"  {each.other}  {each.other_described}")
        show(f"  {each.likeness}, {each.score} of 100: {', '.join(each.reasons)}")
        if each.decided_at:
            show(f"  {_decided(each)}")
    if any(each.decided_at is None for each in suggestions):
        say(f"you decide: lado case link {case.subject} OTHER, or lado case different {case.subject} OTHER")
    if found.hidden:
        say(records_not_shown(found.hidden))


def suggestions_as_json(found: Matches) -> dict[str, Any]:
    """Return the same for a program."""
    matches = [_plain(each) for each in found.suggestions]
    return {"case": found.case.subject, "matches": matches, "hidden": found.hidden}


def show_decisions(decided: Sequence[Suggestion]) -> None:
    """Print what is kept of two records from now on."""
    for each in decided:
        show(f"{each.kind}  {each.described} | {each.other}  {each.other_described}: {_decided(each)}")


def _decided(each: Suggestion) -> str:
    if each.decided_at is None:
        return "undecided"
    verdict = {"confirmed": "the same", "dismissed": "not the same"}[each.state]
    return f"{verdict}, said {each.decided_by} on {_at(each.decided_at)}{': ' + each.reason if each.reason else ''}"


def _of_duplicates(case: Case) -> Iterator[str]:
    """Say what a person decided about other cases as the same referral, and what nobody has decided yet."""
    for each in case.duplicates:
        other = each.of if each.case == case.reference else each.case
        match each.state.value:
            case "suggested":
                look = f"lado case compare {each.of} {each.case}"
                yield f"possible duplicate: {other} says {_SAMENESS[each.sameness.value]}; {look}"
            case "confirmed" if each.decided_at:
                what = f"duplicate of {other}" if each.of == other else f"{other} is a duplicate of this case"
                yield f"{what}, said {each.decided_by} on {_at(each.decided_at)}: {each.reason}"


_SAMENESS = {"same": "the same", "nearly": "nearly the same"}


def _of_release(case: Case) -> Iterator[str]:
    """Say who took a case in although it did not pass, why, and what was wrong with it."""
    released = case.released
    if released and released.settled_at:
        yield f"released from quarantine by {released.settled_by} on {_at(released.settled_at)}: {released.why}"
        yield from released.problems


def _show_marks(marks: Iterable[str]) -> None:
    for mark in marks:
        if mark:
            show(f"! {mark}")


def show_answers(sections: Sequence[Section], *, every: bool) -> None:
    """Print answers in the words of their form; without ``every``, what was not answered is only counted."""
    from lado_site.forms.summary import without_unanswered

    answered = without_unanswered(sections)
    show_sections(sections if every else answered)
    count = sum(len(each.rows) for each in sections) - sum(len(each.rows) for each in answered)
    if count and not every:
        show(f"\n{count} question{' was' if count == 1 else 's were'} not answered: --all shows which")


def show_sections(sections: Iterable[Section]) -> None:
    """Print answers in the words of their form."""
    for section in sections:
        show(f"\n{section.title}")
        for row in section.rows:
            show(
                "\n".join(
                    [f"  {row.entry + ': ' if row.entry else ''}{row.label}", *(f"    {line}" for line in row.lines)]
                )
            )


def _show_attachments(file: CaseFile, submission_id: str) -> None:
    for each in file.attachments:
        if each.submission_id == submission_id:
            show_attachment(each)


def show_attachment(each: KeptAttachment) -> None:
    """Print an attachment: its number, what it is by its bytes, what was found, and what it tells of itself."""
    from ..attachments import FACTS, KINDS, SENTENCES, is_dangerous

    show(f"\nattachment {each.number}: {each.name} ({each.media_type}, {each.size:,} bytes)")
    if each.found is None:
        show("  nobody has looked at it yet: lado attachment list does")
    else:
        show(f"  by its bytes {KINDS.get(each.found.kind, 'of no kind that is known')}")
        for code in each.found.findings:
            show(f"  {'! ' if is_dangerous([code]) else ''}{SENTENCES.get(code, code)}")
        for name, text in each.found.facts:
            show(f"  {FACTS.get(name, name)}: {text}")
    for saving in each.savings:
        show(f"  saved {_at(saving.saved_at)} by {saving.saved_by}: {saving.reason}")


def attachment_as_json(each: KeptAttachment) -> dict[str, Any]:
    """Return the same for a program; ``findings`` are codes, and there are none of them until somebody has looked."""
    from ..attachments import is_dangerous

    found = each.found
    return {
        "number": each.number,
        "receipt": each.receipt,
        "name": each.name,
        "media_type": each.media_type,
        "size": each.size,
        "sha256": each.sha256,
        "looked_at": found is not None,
        "kind": found.kind if found else "",
        "findings": list(found.findings) if found else [],
        "dangerous": is_dangerous(found.findings) if found else False,
        "facts": dict(found.facts) if found else {},
        "saved": [_plain(saving) for saving in each.savings],
    }


def _tell(text: str) -> None:
    click.echo(folded(printable(text), width_of(sys.stderr)), err=True)


def printable(text: str) -> str:
    """Replace what a terminal would obey rather than print: what is shown may come from a stranger."""
    return "".join(each if _is_harmless(each) else "\ufffd" for each in text)


def in_line(name: str) -> str:
    """Write out what would break the line of a file's name or be obeyed: a stranger may have given it that name."""
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in name)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, UUID):
        return value.hex
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _known(count: int, which: str) -> str:
    return f"may be known: {count} {which} record{'' if count == 1 else 's'} of the adult or a child"


def _whereabouts(item: Mapping[str, Any]) -> str:
    if item["case"]:
        return f"case {item['case']}"
    return "would open a new case" if item["reason"] == "new-case" else "would join a case"  # of a dry run


def _at(moment: datetime) -> str:
    return f"{moment.astimezone():%d %b %Y %H:%M}"


def _is_harmless(character: str) -> bool:
    return character.isprintable() or character == "\n" or (character >= "\xa0" and character.isspace())
