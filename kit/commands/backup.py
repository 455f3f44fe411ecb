"""``lado backup`` and ``lado restore``: everything an office needs to start again, and starting again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .asking import share_file_option
from .progress import telling
from .session import Session, now, shared_options
from .speech import say, show, show_json, show_table, warn

if TYPE_CHECKING:
    from ..backup import Contents, Restored, Since

_BROKEN_TRAIL = "the audit trail in it does not hold: find out where with lado audit verify"


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@shared_options
@click.pass_obj
def backup(session: Session, file: Path) -> None:
    """Write everything an office needs to start again into one new FILE, and check it. Others may go on working.

    It opens with an officer's passphrase or with two paper shares, and with nothing else. No file is written over.

    \b
    Example:
      lado backup lado-2026-11-22.zip
    """
    from ..backup import make_backup

    home, passphrase = session.find_home(), session.passphrase()
    with telling(session, "copying the records") as told:
        made = make_backup(home, file, passphrase=passphrase, officer=session.officer or "", now=now(), told=told)
    if session.as_json:
        show_json({"file": str(file), "left_out": list(made.left_out), **_as_json(made.contents)})
    else:
        show(f"{file}: {_said(made.contents)}")
    if made.left_out:
        say(f"not in it, because it is no part of a home: {', '.join(made.left_out)}")
    if not made.contents.is_whole:
        warn([_BROKEN_TRAIL])
    say("keep it in another building, and try it out with lado restore, see docs/backup.md")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("folder", type=click.Path(path_type=Path))
@share_file_option
@shared_options
@click.pass_obj
def restore(session: Session, file: Path, folder: Path, share_files: tuple[Path, ...]) -> None:
    """Make a new home in FOLDER from a backup FILE, and check all of it. Nothing that is there is changed.

    Where there is a home already, it says what that has and the backup has not.

    \b
    Example:
      lado restore lado-2026-11-22.zip restored
      lado restore lado-2026-11-22.zip restored --share-file one.txt --share-file two.txt
    """
    from ..backup import find_live_home, restore_backup

    passphrase = "" if share_files else session.passphrase()
    with telling(session, "restoring") as told:
        restored = restore_backup(
            file,
            folder,
            passphrase=passphrase,
            officer=session.officer or "",
            share_files=share_files,
            live=find_live_home(session.folder(), folder),
            now=now(),
            told=told,
        )
    if session.as_json:
        show_json(
            {"folder": str(restored.folder), "since": _since_as_json(restored.since), **_as_json(restored.contents)}
        )
    else:
        _show_restored(restored)
    if not restored.contents.is_whole:
        warn([_BROKEN_TRAIL])
    if share_files:
        say(f"now make an officer who can work: lado keys recover --home {restored.folder}, with the same two shares")


def _show_restored(restored: Restored) -> None:
    show(f"{restored.folder}: {_said(restored.contents)}")
    since = restored.since
    if since is None:
        return
    if since.problem:
        say(since.problem)
    elif since.has_parted:
        warn(["the audit trail of the home that is in use does not go on from that of this backup"])
    else:
        show(f"\nthe home that is in use has {since.entries:,} more entries in its audit trail, and")
        more = [(name, f"{count:+,}") for name, count in since.rows.items()]
        show_table(("table", "rows since"), more)


def _said(contents: Contents) -> str:
    made = f"{contents.made_at.astimezone():%d %b %Y %H:%M}"
    cases = contents.store.rows.get("case_record", 0)
    return (
        f"the home of {contents.authority} as it was on {made}, with {_count(cases, 'case')}, "
        f"{_count(contents.store.rows.get('submission', 0), 'submission')} and "
        f"{_count(contents.chain.entries, 'entry', 'entries')} in the audit trail; opened and checked"
    )


def _count(number: int, one: str, several: str = "") -> str:
    return f"1 {one}" if number == 1 else f"{number:,} {several or one + 's'}"


def _as_json(contents: Contents) -> dict[str, Any]:
    return {
        "authority": contents.authority,
        "made_at": contents.made_at.isoformat(timespec="seconds"),
        "files": len(contents.parts),
        "bytes": contents.size,
        "rows": dict(contents.store.rows),
        "audit": {"entries": contents.chain.entries, "head": contents.chain.head, "holds": contents.is_whole},
    }


def _since_as_json(since: Since | None) -> dict[str, Any] | None:
    from dataclasses import asdict

    return asdict(since) if since else None
