"""``lado triage``: what the answers of a case suggest, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from .session import Session, now, shared_options
from .speech import say, show, show_json

if TYPE_CHECKING:
    from lado_site.forms.summary import Row

    from ..casework.triage import CriterionAnswer, Raised, Triage

_ANSWERS = {"yes": "yes", "no": "no", "not-sure": "not sure", "not-known": "not known", "": "not asked"}


@click.command()
@click.argument("name", metavar="CASE")
@shared_options
@click.pass_obj
def triage(session: Session, name: str) -> None:
    """Say what the answers of a CASE suggest, and by which of them: nothing is decided. The reading is noted.

    It lists the criteria as the referrer answered them, what needs attention, and which of the authority's pathways
    the answers point to.

    \b
    Example:
      lado triage 2026-0001
    """
    from ..office.cases import triage_case

    with session.office() as office:
        reference, found = triage_case(office, name, now=now())
    show_json({"case": reference, **_as_json(found)}) if session.as_json else _show(reference, found)


def _show(reference: str, found: Triage) -> None:
    show(f"{reference}: what the answers suggest")
    if any(each.answer for each in found.criteria):
        show("\nCriteria, as the referrer sees them")
        for each in found.criteria:
            show(f"  {_ANSWERS.get(each.answer, each.answer):<9} {each.criterion.heading}")
    if found.raised:
        show("\nLook at")
    for raised in found.raised:
        show(f"  {raised.signal.title}")
        if raised.signal.text:
            show(f"    {raised.signal.text}")
        for line in _reasons(raised):
            show(f"    – {line}")
    if found.pathways:
        show("\nThe answers point to")
    for suggestion in found.pathways:
        show(f"  {suggestion.pathway.label}")
        show(f"    {suggestion.pathway.text}")
        for signal in suggestion.because:
            show(f"    – {signal.title}")
    if not found.raised and not found.pathways:
        show("\nNothing in the answers stands out.")
    say("the LADO decides: the answers are what the referrer knew")


def _reasons(raised: Raised) -> list[str]:
    return [*([raised.more] if raised.more else []), *(_in_words(row) for row in raised.because)]


def _in_words(row: Row) -> str:
    label = row.label if row.label.endswith(("?", ".", ")")) else f"{row.label}:"
    return f"{row.entry + ': ' if row.entry else ''}{label} {', '.join(row.lines)}"


def _as_json(found: Triage) -> dict[str, Any]:
    return {
        "criteria": [_criterion_as_json(each) for each in found.criteria],
        "raised": [
            {
                "signal": each.signal.key,
                "title": each.signal.title,
                "text": each.signal.text,
                "because": _reasons(each),
                "requirements": list(each.signal.requirements),
            }
            for each in found.raised
        ],
        "pathways": [
            {
                "pathway": each.pathway.key,
                "label": each.pathway.label,
                "because": [signal.key for signal in each.because],
            }
            for each in found.pathways
        ],
    }


def _criterion_as_json(each: CriterionAnswer) -> dict[str, str]:
    return {"criterion": each.criterion.key, "text": each.criterion.text, "answer": each.answer}
