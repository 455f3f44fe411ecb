"""How a command speaks: results on standard output, everything else on standard error."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from ..office import CaseFile
    from ..store.queries import CaseSummary

BOOKS = ("found", "imported", "duplicate", "superseded", "quarantined", "ignored")


def say(text: str) -> None:
    """Tell the person something that is not the result."""
    click.echo(f"lado: {printable(text)}", err=True)


def warn(texts: Iterable[str]) -> None:
    """Tell the person what is unsafe."""
    for text in texts:
        say(f"warning: {text}")


def show(text: str) -> None:
    """Print a result for people."""
    click.echo(printable(text))


def show_json(value: Any) -> None:
    """Print a result for programs. ASCII, because a Windows pipe has no room for every letter."""
    click.echo(json.dumps(value, indent=2, default=_plain))


def show_table(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under a heading, in columns."""
    lines = [[printable(cell) for cell in row] for row in (heading, *rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heading))]
    for line in lines:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def show_books(books: Mapping[str, Any]) -> None:
    """Print what became of each file found, and what to do about those that were not taken in."""
    show_table(("result", "files"), [(kind, str(books[kind])) for kind in BOOKS])
    for item in books["items"]:
        if item["result"] == "imported" and item["problems"]:
            show("\n  ".join([f"\n{item['source']}: case {item['case']}", *item["problems"]]))
        if item["result"] == "quarantined":
            show(
                "\n  ".join([f"\n{item['source']}: {item['reason']}", *item["problems"], f"next: {item['next_step']}"])
            )


def show_cases(cases: Sequence[CaseSummary]) -> None:
    """Print one line a case."""
    if not cases:
        say("there are none")
        return
    show_table(
        ("reference", "sealed", "form", "adult", "organisation", "receipt code"),
        [
            (case.reference, _at(case.sealed_at), case.form, case.adult, case.organisation, case.receipt)
            for case in cases
        ],
    )


def show_case(file: CaseFile) -> None:
    """Print everything about a case, its answers in the words of the form."""
    case = file.case
    show(f"{case.reference}  {case.form_name}  {case.state}")
    show(f"receipt code {case.receipt}, submission {case.submission_id}")
    show(f"sealed {_at(case.sealed_at)}, imported {_at(case.imported_at)} by {case.imported_by}")
    for entry in case.audit:
        if "marked" in entry.detail:
            show(f"! {entry.detail['marked']}")
    for section in file.sections or ():
        show(f"\n{section.title}")
        for row in section.rows:
            show(
                "\n".join(
                    [f"  {row.entry + ': ' if row.entry else ''}{row.label}", *(f"    {line}" for line in row.lines)]
                )
            )
    if file.sections is None:
        say("the form that was filled in is not kept here: see the answers with --json")
    for attachment in case.attachments:
        show(f"\nattachment: {attachment.name} ({attachment.media_type}, {attachment.size:,} bytes)")


def printable(text: str) -> str:
    """Replace what a terminal would obey rather than print: what is shown may come from a stranger."""
    return "".join(each if _is_harmless(each) else "\ufffd" for each in text)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _at(moment: datetime) -> str:
    return f"{moment.astimezone():%d %b %Y %H:%M}"


def _is_harmless(character: str) -> bool:
    return character.isprintable() or character == "\n" or (character >= "\xa0" and character.isspace())
