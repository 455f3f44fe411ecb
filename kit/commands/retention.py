"""``lado retention``: how long cases are kept, and their disposal by two people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .entry_fields import read_day
from .menu import Menu
from .session import Session, now, shared_options
from .speech import not_shown, say, show, show_json, show_table, warn

if TYPE_CHECKING:
    from ..office.retention import Kept
    from ..store.disposal import DisposedCase
    from ..store.retention import Hold

_reason = click.option("--reason", required=True, help="Why, in a sentence. It goes when the case goes.")
_out = click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The certificate, FILE.pdf."
)


@click.group(cls=Menu)
@shared_options
def retention() -> None:
    """How long cases are kept. Nothing is ever removed by itself."""


@retention.command("list")
@click.option("--due-by", metavar="DAY", help="What is due for review by this day, like 2030-12-31; without it, today.")
@click.option("--all", "every", is_flag=True, help="Every case, also those that are open or not due.")
@click.option("--disposed", "is_of_disposed", is_flag=True, help="What is left of the cases that were disposed of.")
@shared_options
@click.pass_obj
def list_(session: Session, due_by: str | None, every: bool, is_of_disposed: bool) -> None:
    """List the cases whose review is due, by which rule and why.

    \b
    Example:
      lado retention list --due-by 2030-12-31
    """
    from lado_site.profiles import day_in_england

    from ..office.disposing import list_disposed
    from ..office.retention import list_holds, list_kept

    day = day_in_england(now()) if due_by is None else read_day(due_by)
    with session.office() as office:
        if is_of_disposed:
            left = list_disposed(office)
            show_json([_left_as_json(each) for each in left]) if session.as_json else _show_left(left)
            return
        found, held = list_kept(office, by=day, every=every), list_holds(office)
    if session.as_json:
        show_json(
            {"due_by": day.isoformat(), "holds": _holds_as_json(held), "hidden": found.hidden}
            | {"cases": [_as_json(each) for each in found.cases]}
        )
        return
    _show_list(found.cases)
    if found.hidden:
        say(not_shown(found.hidden))
    _show_holds(held)


@retention.command("show")
@click.argument("name", metavar="CASE")
@shared_options
@click.pass_obj
def show_(session: Session, name: str) -> None:
    """Say until when a case is kept and by which rule, and what people decided. The reading is noted.

    \b
    Example:
      lado retention show 2026-0001
    """
    from ..office.retention import show as read

    with session.office() as office:
        found = read(office, name, now=now())
    show_json(_as_json(found)) if session.as_json else _show_kept(found)


@retention.command("keep")
@click.argument("name", metavar="CASE")
@click.option("--until", metavar="DAY", required=True, help="The day of the next review, like 2035-01-31.")
@_reason
@shared_options
@click.pass_obj
def keep(session: Session, name: str, until: str, reason: str) -> None:
    """Keep a case on until a day. A proposal to dispose of it is taken back by that.

    \b
    Example:
      lado retention keep 2026-0001 --until 2035-01-31 --reason "A civil claim has been announced"
    """
    from ..office.retention import keep as keep_on

    with session.office() as office:
        found = keep_on(office, name, until=read_day(until), reason=reason, now=now())
    show_json(_as_json(found)) if session.as_json else _show_kept(found)


@retention.command("propose")
@click.argument("name", metavar="CASE")
@_reason
@shared_options
@click.pass_obj
def propose(session: Session, name: str, reason: str) -> None:
    """Propose to dispose of a case whose review is due. Another officer has to do it.

    \b
    Example:
      lado retention propose 2026-0001 --reason "Reviewed: nothing in it is needed any longer"
    """
    from ..office.retention import propose as propose_disposal

    with session.office() as office:
        found = propose_disposal(office, name, reason=reason, now=now())
    if session.as_json:
        show_json(_as_json(found))
        return
    _show_kept(found)
    say(f"another officer decides: lado retention dispose {found.case} --reason … --out FILE.pdf")


@retention.command("dispose")
@click.argument("name", metavar="CASE")
@_reason
@_out
@shared_options
@click.pass_obj
def dispose(session: Session, name: str, reason: str, out: Path) -> None:
    """Remove everything of a case but what figures count, as another officer proposed. It cannot be undone.

    The certificate is FILE.pdf, and FILE.json for programs. Nothing is overwritten.

    \b
    Example:
      lado retention dispose 2026-0001 --reason "I agree with the review" --out 2026-0001.pdf
    """
    from ..documents.disposal_certificate import NOT_COVERED
    from ..office.disposing import dispose as dispose_of

    with session.office() as office:
        done = dispose_of(office, name, reason=reason, out=out, now=now())
        is_file = not office.home.is_on_server
    files = [str(each) for each in done.files]
    if session.as_json:
        facts = {"case": done.case, "also": list(done.also), "sha256": done.certificate.sha256}
        show_json({**facts, "files": files, "compacted": done.is_compacted})
        return
    also = f", with its {'duplicates' if len(done.also) > 1 else 'duplicate'} {', '.join(done.also)}"
    show(f"{done.case} is disposed of{also if done.also else ''}")
    for each in files:
        show(f"certificate: {each}")
    if is_file and not done.is_compacted:
        say("what was removed is overwritten; the file gets smaller at a later disposal, when nobody else uses it")
    warn(NOT_COVERED)


@retention.command("certificate")
@click.argument("name", metavar="CASE")
@_out
@shared_options
@click.pass_obj
def certificate(session: Session, name: str, out: Path) -> None:
    """Write the certificate of a case that was disposed of again.

    \b
    Example:
      lado retention certificate 2026-0001 --out copy.pdf
    """
    from ..office.disposing import write_certificate

    with session.office() as office:
        files = [str(each) for each in write_certificate(office, name, out=out)]
    show_json({"files": files}) if session.as_json else show("\n".join(files))


@retention.command("hold")
@click.argument("name", metavar="[CASE]", required=False)
@click.option("--all", "every", is_flag=True, help="Every case, as an inquiry asks for it.")
@_reason
@shared_options
@click.pass_obj
def hold(session: Session, name: str | None, every: bool, reason: str) -> None:
    """Keep a case, or every case, until further notice, whatever the rules say.

    \b
    Example:
      lado retention hold 2026-0001 --reason "The police have asked for it"
      lado retention hold --all --reason "The inquiry's letter of 3 May"
    """
    from ..office.retention import hold as hold_one
    from ..office.retention import hold_all

    _one_or_all(name, every)
    with session.office() as office:
        if name:
            case, number = hold_one(office, name, reason=reason, now=now()), None
        else:
            case, number = "", hold_all(office, reason=reason, now=now())
    _show_hold(session, case, number, "is on hold")


@retention.command("unhold")
@click.argument("name", metavar="[CASE]", required=False)
@click.option("--all", "every", is_flag=True, help="A hold over every case.")
@click.option("--number", type=int, help="Which of several holds over every case.")
@_reason
@shared_options
@click.pass_obj
def unhold(session: Session, name: str | None, every: bool, number: int | None, reason: str) -> None:
    """End a hold. How long the case is kept is then what the rules say.

    \b
    Example:
      lado retention unhold 2026-0001 --reason "The police have closed their file"
    """
    from ..office.retention import unhold as unhold_one
    from ..office.retention import unhold_all

    _one_or_all(name, every)
    with session.office() as office:
        if name:
            case, ended = unhold_one(office, name, reason=reason, now=now()), None
        else:
            case, ended = "", unhold_all(office, number=number, reason=reason, now=now())
    _show_hold(session, case, ended, "is no longer on hold")


def _one_or_all(name: str | None, every: bool) -> None:
    from ..errors import Misuse

    if bool(name) == every:
        raise Misuse("give one CASE, or --all", hint="lado case list shows the references")


def _as_json(kept: Kept) -> dict[str, Any]:
    from ..office.retention import in_words

    found, rule = kept.retention, kept.retention.rule
    return {
        "case": kept.case,
        "state": found.state.value,
        "review_on": _iso(found.review_on),
        "rule": rule.key if rule else None,
        "source": rule.source if rule else None,
        "assumed": bool(rule and rule.requirement and rule.requirement.assumed),
        "counted_from": _iso(found.counted_from),
        "why": in_words(found),
        "doubts": list(found.doubts),
        "proposed_by": kept.proposal.decided_by if kept.proposal else None,
        "decisions": [
            {
                "kind": each.kind.value,
                "until": _iso(each.until),
                "at": each.decided_at.isoformat(),
                "by": each.decided_by,
                "reason": each.reason,
            }
            for each in kept.decisions
        ],
    }


def _holds_as_json(held: Sequence[Hold]) -> list[dict[str, Any]]:
    return [
        {"number": each.number, "since": each.set_at.isoformat(), "by": each.set_by, "reason": each.reason}
        for each in held
    ]


def _left_as_json(left: DisposedCase) -> dict[str, Any]:
    plain = {name: value for name, value in asdict(left).items() if name not in ("id", "certificate", "duplicate_of")}
    at = {name: plain[name].isoformat() for name in ("proposed_at", "disposed_at")}
    return {**plain, **at, "is_duplicate": left.duplicate_of is not None}


def _show_list(found: Sequence[Kept]) -> None:
    from ..office.retention import in_words

    if not found:
        say("no review is due")
        return
    show_table(
        ("review due", "case", "state", "why"),
        [(_words(each.retention.review_on), each.case, _state(each), in_words(each.retention)) for each in found],
    )
    assumed = {
        each.retention.rule.key: each.retention.rule.assumed_because
        for each in found
        if each.retention.rule and each.retention.rule.requirement and each.retention.rule.requirement.assumed
    }
    for key, why in assumed.items():
        show(f"* {key} is assumed, for your authority to confirm: {why}")


def _show_holds(held: Sequence[Hold]) -> None:
    for each in held:
        show(f"! every case is on hold since {each.set_at:%d %b %Y} (number {each.number}): {each.reason}")


def _show_kept(kept: Kept) -> None:
    from ..office.retention import in_words

    found = kept.retention
    due = f"  review due on {_words(found.review_on)}" if found.review_on else ""
    show(f"{kept.case}  {_state(kept)}{due}")
    show(f"  {in_words(found)}")
    if found.rule:
        show(f"  that stands in: {found.rule.source}")
    for each in kept.decisions:
        what = f"kept until {_words(each.until)}" if each.until else "disposal proposed"
        show(f"  {each.decided_at:%d %b %Y}, {each.decided_by}: {what}: {each.reason}")


def _show_left(left: Sequence[DisposedCase]) -> None:
    if not left:
        say("no case has been disposed of")
        return
    show_table(
        ("disposed of", "case", "closed", "category", "outcome", "by", "certificate"),
        [
            (f"{each.disposed_at:%d %b %Y}", each.reference, each.closed_on, each.category, each.outcome,
             f"{each.proposed_by}, {each.disposed_by}", each.certificate_sha256[:16])
            for each in left
        ],
    )  # fmt: skip


def _show_hold(session: Session, case: str, number: int | None, what: str) -> None:
    if session.as_json:
        show_json({"case": case or None, "number": number})
    else:
        show(f"{case} {what}" if case else f"every case {what} (number {number})")


def _state(kept: Kept) -> str:
    words = kept.retention.state.value.replace("-", " ")
    return f"{words}, disposal proposed" if kept.proposal else words


def _words(day: date | None) -> str:
    return f"{day.day} {day:%b %Y}" if day else ""


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
