"""``lado case``: the cases, and everything about one of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

import click

from .adult import adult
from .correct import correct
from .entries import entries, extract
from .event import event, events, kinds
from .exclude import exclude
from .history import dispute, history
from .menu import Menu
from .session import Session, now, shared_options
from .speech import (
    case_as_json,
    show_case,
    show_cases,
    show_decisions,
    show_joinings,
    show_json,
    show_suggestions,
    show_taken_out,
    suggestions_as_json,
)
from .standing import show_standing, standing_as_json

if TYPE_CHECKING:
    from ..access.history import Marked
    from ..custody.unlocking import Office
    from ..office.cases import CaseFile

KINDS = ("adult", "child", "organisation")


class _CaseMenu(Menu):
    sections: ClassVar = {
        "Read": ("list", "show", "events", "history", "entries"),
        "Put on record": ("kinds", "event", "adult", "correct", "dispute", "join", "extract", "exclude"),
        "Same or not": ("compare", "duplicate", "matches", "link", "different", "unlink"),
    }


@click.group(cls=_CaseMenu)
@shared_options
def case() -> None:
    """The cases in the record store."""


case.add_command(adult)
case.add_command(entries)
case.add_command(event)
case.add_command(events)
case.add_command(exclude)
case.add_command(extract)
case.add_command(kinds)
case.add_command(history)
case.add_command(dispute)
case.add_command(correct)


@case.command("list")
@shared_options
@click.pass_obj
def list_(session: Session) -> None:
    """List every case.

    \b
    Example:
      lado case list --json
    """
    from ..office.cases import list_cases

    with session.office() as office:
        cases = list_cases(office)
    show_json(cases) if session.as_json else show_cases(cases)


@case.command("show")
@click.argument("id")
@click.option("--all", "every", is_flag=True, help="Also the questions that were not answered.")
@shared_options
@click.pass_obj
def show(session: Session, id: str, every: bool) -> None:  # noqa: A002  # what people call it
    """Show everything about one case: by its reference, or by the receipt code or submission id of anything in it.

    What joined the case is shown after what opened it, and changes nothing there. Questions that nobody answered are
    counted. The reading is noted.

    \b
    Example:
      lado case show 2026-0001
    """
    from ..office.cases import read_case

    with session.office() as office:
        file = read_case(office, id, now=now())
        marked = None if session.as_json else _find_marked(office, file)
    standing = {"standing": standing_as_json(file.standing)} if file.standing else {}
    if session.as_json:
        show_json(case_as_json(file) | standing)
        return
    show_case(file, every=every, marked=marked)
    if file.standing:
        show_standing(file.standing, disputed=marked.entries if marked else ())


def _find_marked(office: Office, file: CaseFile) -> Marked | None:
    if not file.standing or not (file.standing.disputed or file.standing.corrected):
        return None
    from ..access.history import find_marked

    return find_marked(office, file.case.subject)


@case.command("join")
@click.argument("id")
@click.argument("case_id", metavar="CASE")
@click.option("--undo", is_flag=True, help="Take out of the CASE what is in it by mistake: it waits again.")
@click.option("--reason", default="", help="With --undo: why, in a sentence; the case keeps it.")
@shared_options
@click.pass_obj
def join(session: Session, id: str, case_id: str, undo: bool, reason: str) -> None:  # noqa: A002
    """Put a submission that waits for its original into a CASE; what waits for it follows.

    \b
    Example:
      lado case join 4F7K-2M9Q-X0TB-8RCH-5 2026-0001
      lado case join 4F7K-2M9Q-X0TB-8RCH-5 2026-0001 --undo --reason "It is about another child"
    """
    from ..errors import Misuse
    from ..office.cases import join_waiting

    if undo:
        _take_out(session, id, case_id, reason)
        return
    if reason:
        raise Misuse("--reason goes with --undo only", hint="leave it out: nothing keeps it")
    with session.office() as office:
        joinings = join_waiting(office, id, case_id, now=now())
    show_json(joinings) if session.as_json else show_joinings(joinings)


def _take_out(session: Session, id: str, case_id: str, reason: str) -> None:  # noqa: A002
    from ..office.joining import take_out_of

    with session.office() as office:
        taken = take_out_of(office, id, case_id, reason=reason, now=now())
    show_json(taken.joinings) if session.as_json else show_taken_out(taken)


@case.command("matches")
@click.argument("id", metavar="REFERENCE")
@shared_options
@click.pass_obj
def matches(session: Session, id: str) -> None:  # noqa: A002
    """List other records that may be of the same adult, child or organisation as a case, and why.

    They are suggestions: nothing is joined. Say what is right with lado case link or lado case different.

    \b
    Example:
      lado case matches 2026-0012
    """
    from ..office.cases import find_matches

    with session.office() as office:
        found = find_matches(office, id, now=now())
    show_json(suggestions_as_json(found)) if session.as_json else show_suggestions(found)


def _about_two_cases(command: Callable[..., Any]) -> Callable[..., Any]:
    """Take two cases, and what in them is meant."""
    for part in (
        click.pass_obj,
        shared_options,
        click.option("--kind", type=click.Choice(KINDS), default=KINDS[0], show_default=True, help="What is meant."),
        click.argument("other", metavar="OTHER"),
        click.argument("id", metavar="REFERENCE"),
    ):
        command = part(command)
    return command


_reason = click.option("--reason", help="Why, in a sentence; it is kept with the link.")


@case.command("link")
@_reason
@_about_two_cases
def link(session: Session, id: str, other: str, kind: str, reason: str | None) -> None:  # noqa: A002
    """Confirm that two cases are about the same adult (or child, or organisation). Both stay as they are.

    \b
    Example:
      lado case link 2026-0012 2024-0007 --reason "Same person: HR confirmed the maiden name"
    """
    _decide(session, id, other, kind, "confirmed", reason)


@case.command("different")
@_reason
@_about_two_cases
def different(session: Session, id: str, other: str, kind: str, reason: str | None) -> None:  # noqa: A002
    """Say that what looks alike in two cases is not the same. It is not suggested again.

    \b
    Example:
      lado case different 2026-0012 2023-0031 --kind child --reason "Twin brother"
    """
    _decide(session, id, other, kind, "dismissed", reason)


@case.command("unlink")
@_about_two_cases
def unlink(session: Session, id: str, other: str, kind: str) -> None:  # noqa: A002
    """Take back lado case link or lado case different: the link is undecided again.

    \b
    Example:
      lado case unlink 2026-0012 2024-0007
    """
    _decide(session, id, other, kind, "suggested", None)


@case.command("compare")
@click.argument("id", metavar="REFERENCE")
@click.argument("other", metavar="OTHER")
@click.option("--differences", is_flag=True, help="Leave out what both say alike.")
@shared_options
@click.pass_obj
def compare(session: Session, id: str, other: str, differences: bool) -> None:  # noqa: A002
    """Compare what opened two cases, field by field in the words of the form. The reading is noted.

    \b
    Example:
      lado case compare 2026-0001 2026-0002 --differences
    """
    from ..office.comparing import compare_cases
    from .comparing import comparison_as_json, show_comparison

    with session.office() as office:
        compared = compare_cases(office, id, other, now=now())
    if session.as_json:
        show_json(comparison_as_json(compared, only_differences=differences))
    else:
        show_comparison(compared, only_differences=differences)


@case.command("duplicate")
@click.argument("id", metavar="REFERENCE")
@click.argument("other", metavar="OTHER")
@click.option("--reason", help="Why, in a sentence; it is kept with the decision.")
@click.option("--not", "is_none", is_flag=True, help="Say that they are two referrals; it is not suggested again.")
@click.option("--undo", is_flag=True, help="Take back what was decided.")
@shared_options
@click.pass_obj
def duplicate(
    session: Session,
    id: str,  # noqa: A002
    other: str,
    reason: str | None,
    is_none: bool,
    undo: bool,
) -> None:
    """Say that two cases are one referral sealed twice: the one that came first counts, the other leaves the inbox.

    Nothing is removed, and it can be undone. Compare them first.

    \b
    Example:
      lado case duplicate 2026-0001 2026-0002 --reason "The school sent it twice"
      lado case duplicate 2026-0001 2026-0002 --undo
    """
    from ..errors import Misuse
    from ..office.comparing import call_duplicate
    from ..store.tables import LinkState
    from .comparing import duplication_as_json, show_duplication

    if is_none and undo:
        raise Misuse("--not and --undo cannot go together", hint="use one of them")
    state = LinkState.SUGGESTED if undo else LinkState.DISMISSED if is_none else LinkState.CONFIRMED
    with session.office() as office:
        decided = call_duplicate(office, id, other, state=state, reason=reason, now=now())
    show_json(duplication_as_json(decided)) if session.as_json else show_duplication(decided)


def _decide(session: Session, id: str, other: str, kind: str, state: str, reason: str | None) -> None:  # noqa: A002
    from ..office.cases import decide_link
    from ..store.tables import LinkKind, LinkState

    with session.office() as office:
        decided = decide_link(office, id, other, kind=LinkKind(kind), state=LinkState(state), reason=reason, now=now())
    show_json(decided) if session.as_json else show_decisions(decided)
