"""``lado keys`` on paper and in practice: shares, recover, card, drill."""

from __future__ import annotations

from pathlib import Path

import click

from .asking import (
    ask_each,
    ask_new_passphrase,
    ask_recovery_identity,
    ask_root_passphrase,
    new_passphrase_option,
    root_passphrase_option,
    share_file_option,
)
from .session import Session, now, shared_options
from .speech import say, show, show_json, show_table, warn


@click.command("shares")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The folder for the three sheets.")
@click.option("--text", "as_text", is_flag=True, help="Write text files in place of PDFs.")
@root_passphrase_option
@shared_options
@click.pass_obj
def shares(session: Session, out: Path, as_text: bool, root_passphrase_file: Path | None) -> None:
    """Make a recovery key and write it as three sheets of paper, any two of which open everything.

    \b
    Example:
      lado keys shares --out sheets
    """
    from ..custody.papers import write_share_sheets
    from ..custody.recovery import prepare_shares, put_shares_in_force

    home, passphrase = session.find_home(), session.passphrase()
    root_passphrase = ask_root_passphrase(home, passphrase, root_passphrase_file)
    new = prepare_shares(
        home, passphrase=passphrase, officer=session.officer or "", root_passphrase=root_passphrase, now=now()
    )
    files = write_share_sheets(home, new, out, as_text=as_text, now=now())
    signed = put_shares_in_force(home, new, now=now())
    facts = {"key": new.name, "roster": signed.roster.version, "files": [str(file) for file in files]}
    show_json(facts) if session.as_json else show("\n".join([f"made {new.name}:", *map(str, files)]))
    say("print the three sheets now, check them with lado keys drill, and delete the files")
    say("publish the forms again with the new roster, and move the kept files with lado keys rewrap")
    if new.replaced:
        say(f"sheets of {', '.join(new.replaced)} open only older files from now on: destroy them after the rewrap")


@click.command("recover")
@share_file_option
@click.option("--name", default="", help="The name of the new officer; without it duty and a number.")
@new_passphrase_option
@root_passphrase_option
@shared_options
@click.pass_obj
def recover(
    session: Session,
    share_files: tuple[Path, ...],
    name: str,
    new_passphrase_file: Path | None,
    root_passphrase_file: Path | None,
) -> None:
    """Make a new officer from two paper shares, when no key can be opened any more.

    The words come from text files, or are typed at the terminal.

    \b
    Example:
      lado keys recover --share-file one.txt --share-file two.txt
    """
    from ..custody.recovery import note_recovery
    from ..custody.recovery import recover as recover_officer
    from ..custody.unlocking import open_office
    from ..passphrase import read_passphrase

    home = session.find_home()
    identity = ask_recovery_identity(home, share_files)
    passphrase = ask_new_passphrase(new_passphrase_file, name or "the new officer")
    root_passphrase = read_passphrase(root_passphrase_file) if root_passphrase_file else ""
    done = recover_officer(
        home, identity, new_passphrase=passphrase, name=name, root_passphrase=root_passphrase, now=now()
    )
    with open_office(home, passphrase, done.officer) as office:
        note_recovery(office, done, now=now())
    version = done.signed.roster.version if done.signed else None
    facts = {"officer": done.officer, "recovery": done.recovery, "roster": version}
    show_json(facts) if session.as_json else show(f"{done.officer} opens the record store")
    if done.signed:
        say(f"roster {version} names {done.officer}: publish the forms again with it, and make new shares")
        say("move the kept files: lado keys rewrap with the same two --share-file; until then import with them too")
    else:
        say("warning: the root key cannot be opened, so no roster can name this officer")
        say("find its passphrase and run this again with --root-passphrase-file; until then import with --share-file")


@click.command("card")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The PDF to write.")
@shared_options
@click.pass_obj
def card(session: Session, out: Path) -> None:
    """Write the key card: one page with the six words, for the wall and for procedures.

    \b
    Example:
      lado keys card --out card.pdf
    """
    from ..custody.papers import write_key_card

    written = write_key_card(session.find_home(), out, today=now().date())
    facts = {"file": str(out), "roster": written.roster_version, "words": list(written.words)}
    show_json(facts) if session.as_json else show(f"{out}: {' '.join(written.words)}")


@click.command("drill")
@click.option("--key", "key_files", multiple=True, metavar="NAME=FILE", help="The passphrase file of one officer.")
@share_file_option
@click.option("--every", is_flag=True, help="Open every kept file with each key, and not the newest alone.")
@shared_options
@click.pass_obj
@click.pass_context
def drill(
    context: click.Context, session: Session, key_files: tuple[str, ...], share_files: tuple[Path, ...], every: bool
) -> None:
    """Open a real kept file with each key and with two shares, time it, and note the result in the audit trail.

    At a terminal each officer is asked for their passphrase. The exit status is 1 if a key failed or was not tried.

    \b
    Example:
      lado keys drill --key duty-1=duty.txt --key cover-1=cover.txt --share-file one.txt --share-file two.txt
    """
    from ..custody.drill import SHARES, drill_as_json, list_required, run_drill

    passphrase = session.passphrase()
    with session.office(passphrase=passphrase) as office:
        required = list_required(office, today=now().date())
        others = [name for name in required if name not in (office.officer, SHARES)]
        given = {office.officer: passphrase, **ask_each(others, key_files)}
        results = run_drill(office, required, passphrases=given, share_files=share_files, every=every, now=now())
    if session.as_json:
        show_json(drill_as_json(results))
    else:
        rows = [
            (each.name, each.result, str(each.files), each.file, f"{each.seconds:.2f}", each.problem)
            for each in results
        ]
        show_table(("key", "result", "files", "last file", "seconds", "what is wrong"), rows)
    if SHARES not in required:
        warn(["there are no paper shares: make them with lado keys shares"])
    context.exit(0 if all(each.is_good for each in results) else 1)


COMMANDS = (shares, recover, card, drill)
