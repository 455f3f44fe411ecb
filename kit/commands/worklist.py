"""``lado worklist``: what is to be done, by list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .clocks import in_words
from .session import Session, now, shared_options
from .speech import say, show, show_json, show_table, warn
from .writing import write_new

if TYPE_CHECKING:
    from ..custody.unlocking import Office
    from ..office.duties import Done
    from ..office.rows import Difference
    from ..office.worklists import Entry, Listed


@click.command()
@click.argument("name", metavar="[NAME]", default="")
@click.option("--now", "at", metavar="ISO", help="As things stand then: 2026-05-03, or 2026-05-03T14:30.")
@click.option("--all", "everything", is_flag=True, help="The whole list, however long it is.")
@click.option("--done", metavar="KEY", default="", help="Note that the service did this: a key of the list duties.")
@click.option("--csv", "file", type=click.Path(path_type=Path, dir_okay=False), help="Write the whole list to a file.")
@click.option("--reason", default="", help="With --csv: why the list is taken out, in a sentence; it is kept.")
@click.option("--check", is_flag=True, help="Work every case out again, and say where a list was not right.")
@shared_options
@click.pass_obj
def worklist(
    session: Session,
    name: str,
    at: str | None,
    everything: bool,
    done: str,
    file: Path | None,
    reason: str,
    check: bool,
) -> int:
    """Show one list of work: today, overdue, awaiting, reviews, letters …; without a NAME what is on each.

    \b
    Example:
      lado worklist
      lado worklist overdue --json
      lado worklist supervision --csv supervision.csv --reason "Monthly supervision"
    """
    from ..office.duties import note_duty
    from ..office.events import read_moment
    from ..office.rows import check_rows
    from ..office.worklists import PAGE, show_all_lists, show_list

    moment = now() if at is None else read_moment(at)
    with session.office() as office:
        if check:
            found = check_rows(office, now=moment)
            show_json([asdict(each) for each in found]) if session.as_json else _show_check(found)
            return 1 if found else 0
        if done:
            note_duty(office, done, now=moment)
            (entry,) = (each for each in show_list(office, "duties", now=moment).entries if each.clock == done)
            show_json(_entry_as_json(entry)) if session.as_json else show(entry.what)
            return 0
        if file:
            listed = _taken_out(office, name, file, reason, moment)
            say(f"{file} is written: {listed.count} entr{'y' if listed.count == 1 else 'ies'}")
            _show_hidden([listed])
            return 0
        if name:
            lists: tuple[Listed, ...] = (show_list(office, name, now=moment, most=None if everything else PAGE),)
        else:
            lists = show_all_lists(office, now=moment)
    if session.as_json:
        show_json([_as_json(each) for each in lists])
    elif name:
        _show(lists[0])
    else:
        _show_all(lists)
    _show_hidden(lists)
    return 0


def _taken_out(office: Office, name: str, file: Path, reason: str, moment: datetime) -> Listed:
    """Write a whole list to a new file, and note who took it out and why."""
    from ..errors import Refused
    from ..office.taking_out import take_out_list

    if file.exists():
        raise Refused(f"{file} is there already", hint="choose another name; nothing is overwritten")
    listed, content = take_out_list(office, name, reason=reason, now=moment)
    write_new(file, content)
    return listed


def _show_hidden(lists: Sequence[Listed]) -> None:
    for each in lists:
        if each.hidden:
            entries = f"{each.hidden} more entr{'y is' if each.hidden == 1 else 'ies are'}"
            say(f"{each.list.name}: {entries} not shown: you are excluded from the case")


def _as_json(listed: Listed) -> dict[str, Any]:
    return {
        "list": listed.list.name,
        "text": listed.list.text,
        "count": listed.count,
        "hidden": listed.hidden,
        "entries": [_entry_as_json(each) for each in listed.entries],
    }


def _entry_as_json(entry: Entry) -> dict[str, Any]:
    plain = {
        name: value.isoformat() if isinstance(value := getattr(entry, name), datetime) else value
        for name in entry.__dataclass_fields__
        if name != "duty"
    }
    return plain | ({"turns": [_turn(each) for each in (*entry.duty.past, entry.duty.now)]} if entry.duty else {})


def _turn(done: Done) -> dict[str, Any]:
    return {"first": done.turn.first.isoformat(), "last": done.turn.last.isoformat(), "done": done.times}


def _show_all(lists: Sequence[Listed]) -> None:
    show_table(
        ("list", "entries", "what it lists"), [(each.list.name, str(each.count), each.list.text) for each in lists]
    )
    today = next(each for each in lists if each.list.name == "today")
    if today.entries:
        show("\nToday, first of all")
        _show(today)


def _show(listed: Listed) -> None:
    if not listed.entries:
        say("there is nothing on this list")
        return
    from lado_site.profiles import day_in_england

    show_table(
        ("due", "case", "", "what", "last checked"),
        [
            (
                _due(each),
                each.case,
                "! with children now" if each.is_priority else "",
                each.what,
                in_words(day_in_england(each.monitored_at)) if each.monitored_at else "",
            )
            for each in listed.entries
        ],
    )
    if listed.count > len(listed.entries):
        say(
            f"these are {len(listed.entries)} of {listed.count}: lado worklist {listed.list.name} --all shows every one"
        )


def _due(entry: Entry) -> str:
    from lado_site.profiles import day_in_england

    if entry.ends is None:
        return ""
    until = in_words(day_in_england(entry.ends)) if entry.is_day else in_words(entry.ends)
    return f"{until} (late)" if entry.is_late else until


def _show_check(found: Sequence[Difference]) -> None:
    warn(f"{each.case} was not right in {', '.join(each.columns)}; it is now" for each in found)
    if not found:
        show("every case stands in the lists as its record says")
