"""``lado case history`` and ``dispute``: what was said of every fact, and that somebody says it is otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from .clocks import in_words
from .event import record_and_tell
from .session import Session, now, shared_options
from .speech import show, show_json, warn

if TYPE_CHECKING:
    from ..access.history import Fact, Objection, Said
    from ..custody.unlocking import Office
    from ..office.events import Recorded


@click.command("history")
@click.argument("name", metavar="CASE")
@click.option("--field", "wanted", metavar="NAME", default="", help="Only what is called so: category, birth_date …")
@shared_options
@click.pass_obj
def history(session: Session, name: str, wanted: str) -> None:
    """List what was said of every fact in a CASE, by whom and when, and what was corrected or disputed.

    A correction that somebody sent stands beside what it is about, and changes nothing. The reading is noted.

    \b
    Example:
      lado case history 2026-0001 --field category
    """
    from ..access.history import field_history

    with session.office() as office:
        subject, facts = field_history(office, name, wanted, now=now())
    show_json({"case": subject, "facts": [_plain(asdict(each)) for each in facts]}) if session.as_json else _show(facts)


@click.command("dispute")
@click.argument("name", metavar="CASE")
@click.option("--what", required=True, help="What is disputed: the name of the field, or a few words.")
@click.option("--by", required=True, help="Who disputes it.")
@click.option("--says", required=True, help="What they say instead.")
@click.option("--about", default="", metavar="ID", help="The event that it is about, where it is about one.")
@click.option("--at", metavar="ISO", help="When they said so, if not now.")
@shared_options
@click.pass_obj
def dispute(session: Session, name: str, what: str, by: str, says: str, about: str, at: str | None) -> None:
    """Record that somebody disputes what a CASE says. What is on record stays, and is marked as disputed.

    A name that nothing in the case has is refused, and near ones are named. Other words are recorded by themselves.

    \b
    Example:
      lado case dispute 2026-0001 --what adult.birth_date --by "The adult" --says "12 May 1984"
    """
    from ..access.history import check_disputed
    from ..casework.clocks import EventKind
    from ..office.events import record

    said = {"what": what.strip(), "by": by.strip(), "says": says.strip(), **({"about": about} if about else {})}

    def put(office: Office) -> Recorded:
        warn(filter(None, [check_disputed(office, name, what=what, about=about)]))
        return record(office, name, EventKind.DISPUTED, at=at, detail=said, now=now())

    record_and_tell(session, put)


def _show(facts: Sequence[Fact]) -> None:
    for fact in facts:
        show("\n".join([f"{fact.name}  {fact.label}", *(f"  {line}" for line in _lines(fact)), ""]))


def _lines(fact: Fact) -> Iterator[str]:
    dated: list[tuple[datetime, list[str]]] = [(each.at, list(_said(each))) for each in fact.said]
    dated += [(each.at, [_objection(each)]) for each in fact.objections]
    for _, lines in sorted(dated, key=lambda each: each[0]):
        yield from lines


def _said(each: Said) -> Iterator[str]:
    first, *more = each.value.split("\n")
    by = f", {each.by}" if each.by else ""
    yield f"{in_words(each.at)}  {each.form + ' ' if each.form else ''}{each.source}{by}: {first}"
    yield from (f"    {line}" for line in more)
    if each.ended_at:
        yield f"    {each.state.value} on {in_words(each.ended_at)} by {each.ended_by}"


def _objection(each: Objection) -> str:
    who = f"{in_words(each.at)}  {each.by or 'whoever sent ' + each.source}"
    if each.kind.value == "disputed":
        return f"! {who} disputes it ({each.source}): {each.was}; instead: {each.says}"
    return (
        f"! {who} sent a correction ({each.source}), not applied: “{each.was or 'not known'}” should be “{each.says}”"
    )


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.isoformat()
        case dict():
            return {name: _plain(each) for name, each in value.items()}
        case list() | tuple():
            return [_plain(each) for each in value]
    return value
