"""``lado log``: what the service did that belongs to no single case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from .menu import Menu
from .session import Session, now, shared_options
from .speech import say, show, show_json, show_table, warn

if TYPE_CHECKING:
    from lado_site.profiles import Profile

    from ..casework.log import Counts, LogEntry, LogKind, PlannedAction
    from ..office.log import Line, LogList


@click.group(cls=Menu)
@shared_options
def log() -> None:
    """The service's own log: audits, complaints, training, meetings and plans, which belong to no single case."""


@log.command("add")
@click.argument("kind")
@click.option("--at", metavar="ISO", help="When it happened, if not now: 2026-05-12, or with the time.")
@click.option("--set", "said", metavar="NAME=VALUE", multiple=True, help="What it says, like level=regional.")
@click.option("--note", default="", help="A note. Write no names: the log is of no case.")
@click.option("--corrects", metavar="ENTRY", help="The entry that this one stands in the place of.")
@shared_options
@click.pass_obj
def add(session: Session, kind: str, at: str | None, said: tuple[str, ...], note: str, corrects: str | None) -> None:
    """Put on record what the service did. Nothing recorded is ever changed.

    Of a KIND that there is not, those that you may mean are named.

    \b
    Example:
      lado log add training-given --at 2026-10-05 --set audience=early-years --set session=evening
    """
    from ..casework.log import LogKind
    from ..office.log import record
    from .entry_fields import said_in

    with session.office() as office:
        logged = record(office, _kind(kind), at=at, detail=said_in(said), note=note, corrects=corrects, now=now())
    if session.as_json:
        show_json({"entry": _plain(logged.entry, session.find_home().read_profile()), "doubts": list(logged.doubts)})
        return
    if logged.entry.kind is LogKind.WITHDRAWN:
        show(f"entry {logged.entry.id} is withdrawn, and no longer counts")
    else:
        corrected = " stands corrected" if corrects else ""
        show(f"entry {logged.entry.id}{corrected}: {_words(logged.entry)}, {_when(logged.entry)}")
    warn(logged.doubts)


@log.command("list")
@click.option("--kind", "kinds_wanted", metavar="KIND", multiple=True, help="Only entries of this kind.")
@click.option("--from", "since", metavar="DAY", help="From this day on, like 2026-04-01.")
@click.option("--to", "until", metavar="DAY", help="Until this day, which is included.")
@click.option("--year", type=int, help="Only this reporting year, by when it begins: 2026 for 2026/27.")
@click.option("--all", "every", is_flag=True, help="Also what was corrected or withdrawn.")
@click.option("--naming", metavar="NAME", default="", help="What was ever written that may name this person.")
@shared_options
@click.pass_obj
def list_(
    session: Session, kinds_wanted: tuple[str, ...], since: str | None, until: str | None, year: int | None,
    every: bool, naming: str,
) -> None:  # fmt: skip
    """List what is in the log by day, with what follows from each entry, and how often each thing was so.

    \b
    Example:
      lado log list --kind training-given --from 2026-04-01 --to 2027-03-31
    """
    from ..office.log import Wanted, list_log
    from .entry_fields import read_day_if_given

    wanted = Wanted(
        since=read_day_if_given(since), until=read_day_if_given(until), year=year,
        kinds=[_kind(each) for each in kinds_wanted], every=every, naming=naming,
    )  # fmt: skip
    with session.office() as office:
        found = list_log(office, wanted)
    profile = session.find_home().read_profile()
    show_json(_list_as_json(found, profile)) if session.as_json else _show_list(found, profile)


@log.command("plan")
@click.argument("year", type=int)
@shared_options
@click.pass_obj
def plan(session: Session, year: int) -> None:
    """List what was planned for a reporting YEAR, by when it begins, and how each action stands.

    \b
    Example:
      lado log plan 2026
    """
    from ..office.log import list_plan

    with session.office() as office:
        found = list_plan(office, year)
    profile = session.find_home().read_profile()
    show_json([_planned(each, profile) for each in found]) if session.as_json else _show_plan(found)


@log.command("kinds")
@click.argument("kind", default="")
@shared_options
@click.pass_obj
def kinds(session: Session, kind: str) -> None:
    """List the kinds of entry, or what an entry of one KIND says, with what this authority allows.

    \b
    Example:
      lado log kinds audit
    """
    from ..casework.log import WORDS, fields_of
    from .entry_fields import show_fields

    if kind:
        show_fields(fields_of(_kind(kind)), session.find_home().read_profile(), as_json=bool(session.as_json))
        return
    listed = [{"kind": each.value, "words": words} for each, words in WORDS.items()]
    show_json(listed) if session.as_json else show_table(("kind", "what"), [tuple(each.values()) for each in listed])


def _kind(text: str) -> LogKind:
    from ..casework.log import WORDS, LogKind
    from ..errors import Misuse
    from .entry_fields import hint_at_names

    if text not in list(LogKind):
        hint = hint_at_names(text, WORDS, "lado log kinds lists them all")
        raise Misuse(f"the log has no kind of entry {text}", hint=hint)
    return LogKind(text)


def _words(entry: LogEntry) -> str:
    from ..casework.log import WORDS

    return WORDS[entry.kind]


def _when(entry: LogEntry) -> str:
    from lado_site.profiles import day_in_england

    from .clocks import in_words

    return in_words(day_in_england(entry.happened_at) if entry.is_day else entry.happened_at)


def _says(entry: LogEntry, profile: Profile) -> dict[str, tuple[str, str]]:
    """Return by the name of each field its label, and what the entry says in it."""
    from ..casework.log import fields_of
    from ..casework.record.fields import in_words

    return {
        each.name: (each.label, in_words(each, entry.detail[each.name], profile))
        for each in fields_of(entry.kind)
        if each.name in entry.detail
    }


def _plain(entry: LogEntry, profile: Profile) -> dict[str, Any]:
    from lado_site.profiles import day_in_england

    from ..casework.worklists import report_year

    return {
        "entry": entry.id,
        "number": entry.number,
        "kind": entry.kind.value,
        "words": _words(entry),
        "day": day_in_england(entry.happened_at).isoformat(),
        "happened_at": entry.happened_at.isoformat(),
        "time_known": not entry.is_day,
        "year": report_year(entry.happened_at, profile),
        "says": {name: entry.detail[name] for name in _says(entry, profile)},
        "in_words": [{"name": name, "label": label, "words": words}
                     for name, (label, words) in _says(entry, profile).items()],
        "note": entry.note,
        "recorded_at": entry.recorded_at.isoformat(),
        "recorded_by": entry.recorded_by,
        "corrects": entry.corrects,
    }  # fmt: skip


def _list_as_json(found: LogList, profile: Profile) -> dict[str, Any]:
    return {
        "entries": [_line_as_json(each, profile) for each in found.lines],
        "counts": {each.kind.value: {"entries": each.entries, "by": each.by} for each in found.counts},
        "hidden": found.hidden,
    }


def _line_as_json(line: Line, profile: Profile) -> dict[str, Any]:
    following = [_plain(each, profile) for each in line.followed_by]
    return {**_plain(line.entry, profile), "stands": line.stands, "followed_by": following}


def _planned(action: PlannedAction, profile: Profile) -> dict[str, Any]:
    return {
        "position": action.position,
        "entry": action.entry.id,
        "action": action.action,
        "targets": [asdict(each) for each in action.targets],
        "parts": [{"part": each.part, "status": each.status, "says": each.says} for each in action.parts],
        "updates": [_plain(each, profile) for each in action.updates],
        "shown_by": [_plain(each, profile) for each in action.shown_by],
    }


def _show_list(found: LogList, profile: Profile) -> None:
    if found.hidden:
        entries = f"{found.hidden} more entr{'y is' if found.hidden == 1 else 'ies are'}"
        say(f"{entries} not shown: you are excluded from the case")
    if not found.lines:
        say("there is nothing in the log that fits")
        return
    show_table(
        ("entry", "day", "what", "says"),
        [(_named(line), _when(line.entry), _words(line.entry), _in_a_line(line, profile)) for line in found.lines],
    )
    for each in found.counts:
        _show_counts(each, profile)


def _named(line: Line) -> str:
    own = f" (number {line.entry.number})" if line.entry.corrects else ""
    return f"{line.entry.id}{own}" if line.stands else f"{line.entry.id}{own}, no longer"


def _in_a_line(line: Line, profile: Profile) -> str:
    said = [f"{name}: {words}" for name, (_, words) in _says(line.entry, profile).items()]
    following = [f"then {_words(each)} (entry {each.id})" for each in line.followed_by]
    return "; ".join([*said, *filter(None, [line.entry.note]), *following])


def _show_counts(counts: Counts, profile: Profile) -> None:
    from ..casework.log import WORDS, fields_of
    from ..casework.record.fields import in_words

    show(f"\n{counts.entries} times {WORDS[counts.kind]}" if counts.entries > 1 else f"\nonce {WORDS[counts.kind]}")
    for field in fields_of(counts.kind):
        if field.name in counts.by:
            by = counts.by[field.name].items()
            show(f"  {field.label}: {', '.join(f'{in_words(field, each, profile)} {count}' for each, count in by)}")


def _show_plan(found: Sequence[PlannedAction]) -> None:
    from lado_site.profiles import day_in_england

    from .clocks import in_words

    if not found:
        say("nothing was planned for that year")
    for each in found:
        show(f"{each.position}. {each.action}  (entry {each.entry.id})")
        for target in each.targets:
            reached = f", reached {target.actual}" if target.actual else ""
            show(f"   to reach {target.number} {target.counts}".rstrip() + reached)
        for part in each.parts:
            named = f"{part.part}: " if part.part else ""
            says = f": {part.says}" if part.says else ""
            show(f"   {named}{part.status_in_words}{says}")
        if each.shown_by:
            days = ", ".join(in_words(day_in_england(shown.happened_at)) for shown in each.shown_by)
            show(f"   shown by {len(each.shown_by)} entries: {days}")
