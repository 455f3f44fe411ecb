"""``lado case entries`` and ``extract``: entries of one kind in all cases, and what of a case is given out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from .clocks import in_words
from .entry_fields import said_in
from .event import happened, read_kind, says
from .session import Session, now, shared_options
from .speech import say, show_as_it_is, show_json, show_table, warn

if TYPE_CHECKING:
    from ..casework.record.advice_note import AdviceNote
    from ..casework.record.extract import ChildExtract
    from ..office.entries import CaseEntry


@click.command("entries")
@click.argument("kind")
@click.option("--set", "said", metavar="NAME=VALUE", multiple=True, help="Only what says this, like role=eso.")
@click.option("--open", "only_open", is_flag=True, help="Only those of open cases.")
@shared_options
@click.pass_obj
def entries(session: Session, kind: str, said: tuple[str, ...], only_open: bool) -> None:
    """List the entries of one KIND in all cases: who has which task, what went back to employers, who was challenged.

    The reading is noted in every case that is listed.

    \b
    Example:
      lado case entries assigned --set role=eso --open
    """
    from ..office.entries import list_entries

    wanted = read_kind(kind)
    with session.office() as office:
        found = list_entries(office, wanted, says=said_in(said), only_open=only_open, now=now())
    show_json([_as_json(each) for each in found]) if session.as_json else _show(found)


@click.command("extract")
@click.argument("name", metavar="REFERENCE")
@click.option("--for", "whose", type=click.Choice(["child", "employer"]), required=True, help="Who it is for.")
@shared_options
@click.pass_obj
def extract(session: Session, name: str, whose: str) -> None:
    """Write what of a case is given out: to the file of a child, or to the employer as a note on next steps.

    For the file of a child it is the reference of a Standards of Care case and the days of the advice: nothing of the
    carer, nor what was advised. For the employer of a case below the threshold it is what was advised and went back to
    them. That it was written is noted in the audit trail.

    \b
    Example:
      lado case extract 2026-0001 --for child
    """
    from ..office.entries import write_advice_note, write_child_extract

    with session.office() as office:
        if whose == "child":
            _show_extract(write_child_extract(office, name, now=now()), as_json=bool(session.as_json))
        else:
            _show_note(write_advice_note(office, name, now=now()), as_json=bool(session.as_json))
            if office.home.read_profile().contact.sample:
                warn(
                    ["the telephone number in the profile is made up: put the real one there before you send anything"]
                )


def _show(found: Sequence[CaseEntry]) -> None:
    if not found:
        say("there is no such entry")
        return
    show_table(
        ("case", "", "event", "happened", "says"),
        [
            (
                each.case,
                "" if each.is_open else "closed",
                each.entry.id,
                happened(each.entry),
                says(each.entry.detail, each.entry.note),
            )
            for each in found
        ],
    )


def _as_json(each: CaseEntry) -> dict[str, Any]:
    return {
        "case": each.case,
        "is_open": each.is_open,
        "event": each.entry.id,
        "kind": each.entry.kind.value,
        "happened_at": each.entry.happened_at.isoformat(),
        "recorded_by": each.entry.recorded_by,
        "detail": dict(each.entry.detail),
        "note": each.entry.note,
    }


def _extract_lines(found: ChildExtract) -> list[str]:
    return [
        f"The LADO advised on how this child is cared for. Reference: {found.reference}",
        *(f"Advice on {in_words(each)}" for each in found.advised_on),
        "What was advised is kept by the LADO service. Ask there, with the reference.",
    ]


def _show_extract(found: ChildExtract, *, as_json: bool) -> None:
    if as_json:
        days = [each.isoformat() for each in found.advised_on]
        show_json({"for": "child", "reference": found.reference, "advised_on": days})
    else:
        show_as_it_is("\n".join(_extract_lines(found)))


def _show_note(found: AdviceNote, *, as_json: bool) -> None:
    if as_json:
        show_json({"for": "employer", "reference": found.reference, "paragraphs": list(found.paragraphs)})
    else:
        show_as_it_is("\n\n".join(found.paragraphs))
