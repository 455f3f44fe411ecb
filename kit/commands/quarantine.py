"""``lado quarantine``: what could not be taken in, and the ways out of it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .asking import share_file_option
from .menu import Menu
from .session import Session, now, shared_options
from .speech import in_line, say, show, show_books, show_json, show_sections, show_table

if TYPE_CHECKING:
    from ..office.quarantine import HeldFile
    from ..store.quarantine import Held


@click.group(cls=Menu)
@shared_options
def quarantine() -> None:
    """What could not be taken in. All of it is kept, and what came sealed stays sealed."""


@quarantine.command("list")
@click.option("--all", "every", is_flag=True, help="Also what is in a case by now, and what was set aside.")
@shared_options
@click.pass_obj
def list_(session: Session, every: bool) -> None:
    """List what could not be taken in, why, since when, and what to do about it.

    \b
    Example:
      lado quarantine list
    """
    from ..office.quarantine import list_quarantine, next_steps, reason_in_words

    with session.office() as office:
        those = list_quarantine(office, every=every)
    if session.as_json:
        show_json([_as_json(held) for held in those])
        return
    if not those:
        say("quarantine is empty" if every else "nothing waits in quarantine")
        return
    heading = ("code", "since", "times", "came as", "what is wrong", *(("state",) if every else ()))
    rows = [
        (
            held.code,
            _at(held.first_seen),
            str(held.times),
            _SOURCES[held.source_kind.value],
            reason_in_words(held),
            *((_state(held),) if every else ()),
        )
        for held in those
    ]
    show_table(heading, rows)
    waiting = [held for held in those if held.state.value == "held"]
    for words, step in dict.fromkeys((reason_in_words(held), next_steps(held)[0]) for held in waiting):
        show(f"next ({words}): {step}")
    say("lado quarantine show CODE says more; the first letters of the code are enough")


@quarantine.command("show")
@click.argument("name", metavar="CODE")
@share_file_option
@shared_options
@click.pass_obj
def show_(session: Session, name: str, share_files: tuple[Path, ...]) -> None:
    """Show everything about something in quarantine, and its answers where it can be opened. The reading is noted.

    \b
    Example:
      lado quarantine show 4F7K-2M9Q
    """
    from ..office.quarantine import read_held

    with session.office(with_older_keys=True, share_files=share_files) as office:
        file = read_held(office, name, now=now())
    show_json(_file_as_json(file)) if session.as_json else _show_file(file)


@quarantine.command("retry")
@click.argument("names", metavar="[CODE]...", nargs=-1)
@click.option("--allow-old-roster", is_flag=True, help="Take in what is sealed to an old or unknown roster, marked so.")
@share_file_option
@shared_options
@click.pass_obj
@click.pass_context
def retry(
    context: click.Context,
    session: Session,
    names: tuple[str, ...],
    allow_old_roster: bool,
    share_files: tuple[Path, ...],
) -> None:
    """Import what is in quarantine again, all of it or what is named: after a form was added, or a key was found.

    What still cannot be taken in stays there; the exit status is then 1.

    \b
    Example:
      lado quarantine retry
    """
    from ..intake import books_as_json
    from ..office.quarantine import retry as retry_held

    with session.office(with_older_keys=True, share_files=share_files) as office:
        books = books_as_json(retry_held(office, names, now=now(), allow_old_roster=allow_old_roster))
    show_json(books) if session.as_json else show_books(books)
    context.exit(1 if books["quarantined"] else 0)


@quarantine.command("release")
@click.argument("name", metavar="CODE")
@click.option("--reason", default="", help="Why, in a sentence; it is kept, and its hash is in the audit trail.")
@click.option("--set-aside", "is_set_aside", is_flag=True, help="Put it away instead: nothing can be done about it.")
@share_file_option
@shared_options
@click.pass_obj
def release(session: Session, name: str, reason: str, is_set_aside: bool, share_files: tuple[Path, ...]) -> None:
    """Put a submission that did not pass into a case all the same, marked so. A reason is needed.

    What cannot be opened, or is not for this office, can only be set aside: it is kept for ever and listed no more.

    \b
    Example:
      lado quarantine release 4F7K-2M9Q --reason "The head teacher confirmed the answers by telephone"
      lado quarantine release 7H2D --set-aside --reason "An advertisement"
    """
    from ..office.quarantine import release as release_held
    from ..office.quarantine import set_aside

    with session.office(with_older_keys=True, share_files=share_files) as office:
        if is_set_aside:
            held = set_aside(office, name, reason=reason, now=now())
            result: dict[str, Any] = {"code": held.code, "state": held.state.value, "case": None}
            told = f"{held.code} is set aside"
        else:
            item = release_held(office, name, reason=reason, now=now())
            result = {"code": item.receipt, "state": "released", "case": item.case, "marks": list(item.problems)}
            told = f"{item.receipt} is {f'in case {item.case}' if item.case else 'stored and waits for its case'} now"
    show_json(result) if session.as_json else show(told)


_SOURCES = {"file": "a file", "mail": "mail", "packed": "a packed file"}


def _state(held: Held) -> str:
    if held.case:
        return f"{held.state.value}, case {held.case}"
    return held.state.value


def _show_file(file: HeldFile) -> None:
    from ..office.quarantine import reason_in_words

    held = file.held
    show(f"{held.code}  {reason_in_words(held)}  {_state(held)}")
    show(f"{in_line(held.source)} ({held.size:,} bytes)")
    again = f", again on {_at(held.last_seen)}, {held.times} times in all" if held.times > 1 else ""
    show(f"first seen {_at(held.first_seen)}{again}")
    if held.rewrapping:
        show(f"sealed again on {_at(held.rewrapping.rewrapped_at)}, to the keys that were active then")
    for position, (date, sender, message_id) in enumerate(held.mails):
        how = "came by mail" if position == 0 else "that mail was attached to one"
        show(f"{how} of {date or 'no date'}, id {message_id or 'none'}")
        show(f"  which says it is from {sender or 'nobody'}: not verified")
    if held.settled_at:
        show(f"{held.state.value} by {held.settled_by} on {_at(held.settled_at)}{f': {held.why}' if held.why else ''}")
    for problem in held.problems:
        show(f"! {problem}")
    if file.shut:
        show(f"it cannot be opened here: {file.shut}")
    else:
        show(f"form {file.form}, for {file.authority}, sealed {_at(file.sealed_at)}")
    show_sections(file.sections)
    for attachment in file.attachments:
        show(f"\nattachment: {attachment.name} ({attachment.media_type}, {attachment.size:,} bytes)")
    show("")
    for step in file.next_steps:
        show(f"next: {step}")


def _file_as_json(file: HeldFile) -> dict[str, Any]:
    return {
        **_as_json(file.held),
        "shut": file.shut or None,
        "form": file.form or None,
        "authority": file.authority or None,
        "sealed_at": file.sealed_at.isoformat() if file.sealed_at else None,
        "answers": [
            {"section": section.title, "path": row.path, "entry": row.entry, "label": row.label}
            | {"lines": list(row.lines)}
            for section in file.sections
            for row in section.rows
        ],
        "attachments": [
            {"name": each.name, "media_type": each.media_type, "size": each.size} for each in file.attachments
        ],
    }


def _as_json(held: Held) -> dict[str, Any]:
    from ..office.quarantine import next_steps, reason_in_words

    plain = {name: value for name, value in asdict(held).items() if name not in ("id", "rewrapping")}
    plain["rewrapped_at"] = held.rewrapping and held.rewrapping.rewrapped_at
    for name in ("first_seen", "last_seen", "settled_at", "rewrapped_at"):
        plain[name] = plain[name].isoformat() if plain[name] else None
    return {**plain, "reason_in_words": reason_in_words(held), "next_steps": list(next_steps(held))}


def _at(moment: Any) -> str:
    return f"{moment.astimezone():%d %b %Y %H:%M}"
