"""``lado attachment``: what was attached, what was found in it, and taking one out."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .asking import share_file_option
from .menu import Menu
from .session import Session, now, shared_options
from .speech import attachment_as_json, say, show, show_attachment, show_json

if TYPE_CHECKING:
    from ..attachments import Desk, Scanned, Scanner
    from ..custody.unlocking import Office


@click.group(cls=Menu)
@shared_options
def attachment() -> None:
    """What was attached to the submissions of a case."""


@attachment.command("list")
@click.argument("case")
@share_file_option
@shared_options
@click.pass_obj
def list_(session: Session, case: str, share_files: tuple[Path, ...]) -> None:
    """List the attachments of a CASE: what each is by its bytes, what was found in it, and what it tells of itself.

    Those that nobody has looked at are looked at now. The reading is noted.

    \b
    Example:
      lado attachment list 2026-0001
    """
    from ..attachments import list_attachments

    with session.office(with_older_keys=True, share_files=share_files) as office:
        subject, attachments = list_attachments(_desk(office), case, again=True)
    if session.as_json:
        show_json({"case": subject, "attachments": [attachment_as_json(each) for each in attachments]})
        return
    for each in attachments:
        show_attachment(each)
    if not attachments:
        say(f"{subject} has no attachments")


@attachment.command("save")
@click.argument("case")
@click.argument("number", type=click.IntRange(min=1))
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--reason", required=True, help="Why it is taken out, in a sentence; it is kept.")
@click.option("--cleaned", is_flag=True, help="Beside it, write a copy without metadata (PDFs and most pictures).")
@click.option("--even-if-dangerous", is_flag=True, help="Save it although it may do harm.")
@share_file_option
@shared_options
@click.pass_obj
def save(
    session: Session,
    case: str,
    number: int,
    folder: Path,
    reason: str,
    cleaned: bool,
    even_if_dangerous: bool,
    share_files: tuple[Path, ...],
) -> None:
    """Write attachment NUMBER of a CASE into a FOLDER, as it was sent. Who did it and why is kept.

    The file is for your account only, and nothing is overwritten. From then on it is not encrypted by the kit.

    \b
    Example:
      lado attachment save 2026-0001 2 for-police --reason "The police asked for the picture"
    """
    from ..attachments import save_attachment

    scanner = _scanner()
    with session.office(with_older_keys=True, share_files=share_files) as office:
        saved = save_attachment(
            _desk(office),
            case,
            number,
            folder,
            reason=reason,
            cleaned=cleaned,
            even_if_dangerous=even_if_dangerous,
            scanner=scanner,
        )
    if session.as_json:
        files = {"file": str(saved.file), "cleaned": str(saved.cleaned) if saved.cleaned else None}
        show_json({**files, "sha256": saved.sha256, "scan": _scan_as_json(saved.scanned)})
        return
    show(str(saved.file))
    if saved.cleaned:
        show(str(saved.cleaned))
    say(f"its SHA-256 is that of what was sealed: {saved.sha256}")
    say(f"virus scanner: {_scan_in_words(saved.scanned)}")


@attachment.command("scan")
@click.argument("case")
@share_file_option
@shared_options
@click.pass_obj
@click.pass_context
def scan(context: click.Context, session: Session, case: str, share_files: tuple[Path, ...]) -> None:
    """Have the virus scanner on this PC look at every attachment of a CASE. Nothing is written to the disk.

    LADO_CLAMD says where clamd of ClamAV listens: its socket file, or a port on this PC. The exit status is 1 when
    something was found, or a file was not scanned.

    \b
    Example:
      lado attachment scan 2026-0001
    """
    from ..attachments import Verdict, scan_attachments
    from ..attachments.scanning import SETTING
    from ..errors import Refused

    scanner = _scanner()
    if scanner is None:
        raise Refused(
            "no virus scanner is set",
            hint=f"install ClamAV and set {SETTING} to where clamd listens, such as 127.0.0.1:3310; without one, "
            "the virus scanner of this PC looks at what is saved",
        )
    with session.office(with_older_keys=True, share_files=share_files) as office:
        subject, scanned = scan_attachments(_desk(office), case, scanner)
    if session.as_json:
        rows = [{"number": each.number, "name": each.name, **_scan_as_json(result)} for each, result in scanned]
        show_json({"case": subject, "attachments": rows})
    else:
        for each, result in scanned:
            show(f"{each.number}  {each.name}: {_scan_in_words(result)}")
    context.exit(0 if all(result.verdict is Verdict.CLEAN for _, result in scanned) else 1)


def _scanner() -> Scanner | None:
    from ..attachments import find_scanner
    from ..attachments.scanning import SETTING

    return find_scanner(os.environ.get(SETTING, ""))


def _desk(office: Office) -> Desk:
    from ..attachments import Desk

    return Desk.of(office, now=now())


def _scan_as_json(scanned: Scanned | None) -> dict[str, str]:
    return {"verdict": str(scanned.verdict), "detail": scanned.detail} if scanned else {"verdict": "none", "detail": ""}


def _scan_in_words(scanned: Scanned | None) -> str:
    from ..attachments import Verdict

    match scanned:
        case None:
            return "none is set"
        case _ if scanned.verdict is Verdict.CLEAN:
            return "nothing found"
        case _ if scanned.verdict is Verdict.INFECTED:
            return f"found {scanned.detail}"
    return f"not scanned: {scanned.detail}"
