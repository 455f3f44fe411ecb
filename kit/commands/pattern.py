"""``lado pattern``: all that is known about somebody, over all the times they were spoken of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from .clocks import in_words
from .session import Session, now, shared_options
from .speech import records_not_shown, say, show, show_json, show_table

if TYPE_CHECKING:
    from ..office.patterns import Moment, Pattern

KINDS = ("adult", "child", "organisation")
_MARKS = {"": "this case", "confirmed": "the same", "suggested": "? may be"}


@click.command()
@click.argument("name", metavar="REFERENCE")
@click.option("--kind", type=click.Choice(KINDS), default=KINDS[0], show_default=True, help="Whom to follow.")
@shared_options
@click.pass_obj
def pattern(session: Session, name: str, kind: str) -> None:
    """Show everything known about the adult of a case, over every contact, consultation and earlier record.

    Records are shown as they are and never merged: what a person linked, and what is only suggested, marked so. The
    reading is noted with each of these cases.

    \b
    Example:
      lado pattern 2026-0012
    """
    from ..office.patterns import read_patterns
    from ..store.tables import LinkKind

    with session.office() as office:
        found = read_patterns(office, name, kind=LinkKind(kind), now=now())
    show_json([_as_json(each) for each in found]) if session.as_json else _show(found)


def _as_json(found: Pattern) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "case": found.case,
        "kind": found.kind.value,
        "described": found.described,
        "sentence": found.repeats.sentence,
        "repeats": asdict(found.repeats),
        "hidden": found.hidden,
        "moments": [{**asdict(each), "received_at": each.received_at.isoformat()} for each in found.moments],
    }


def _show(found: Sequence[Pattern]) -> None:
    for each in found:
        show(f"{each.described}: {each.repeats.sentence}\n")
        show_table(
            ("received", "case", "", "as described there", "role", "employer", "about", "pathway", "outcome"),
            [_line(moment) for moment in each.moments],
        )
        if each.hidden:
            say(records_not_shown(each.hidden))
        show("")


def _line(moment: Moment) -> tuple[str, ...]:
    return (
        in_words(moment.received_at),
        moment.name,
        _MARKS[moment.link],
        moment.described,
        moment.role,
        moment.employer,
        moment.category,
        moment.pathway,
        moment.outcome or ("open" if moment.is_open else ""),
    )
