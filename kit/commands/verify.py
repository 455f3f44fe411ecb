"""``lado verify``: is what is online, in a folder or in a file what was signed?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .session import Session, now, shared_options
from .speech import say, show, show_json, warn

if TYPE_CHECKING:
    from ..verify.differences import Finding
    from ..verify.run import Report

_EXISTING = click.Path(path_type=Path, exists=True, dir_okay=False)
_ANY = click.Path(path_type=Path, exists=True)


@click.command()
@click.argument("place", metavar="URL|FOLDER|FILE")
@click.option(
    "--roster", type=_EXISTING, help="The authority's roster; whoever signed it must have signed the release."
)
@click.option("--root-key", default="", help="The root key, as it stands after “root” in a roster.")
@click.option(
    "--release", type=_ANY, help="The newest signed release that you keep, where there is no home: its folder."
)
@shared_options
@click.pass_obj
@click.pass_context
def verify(
    context: click.Context, session: Session, place: str, roster: Path | None, root_key: str, release: Path | None
) -> None:
    """Compare a published site, a folder or a form kept as one file with the release that was signed.

    Every changed, missing and extra file is named. The exit status is 0 when all is the same, 1 when not or when the
    release is withdrawn, superseded or over, 2 when it could not be compared. Suited to a daily run: when all is well
    it prints one line.

    \b
    Example:
      lado verify https://example.org/lado/
      lado verify referral.html --roster roster.txt --release public
    """
    from ..verify.anchor import find_anchor

    today = now().date()
    home = session.find_any_home()
    anchor = find_anchor(home, roster=roster, root_key=root_key, release=release, today=today)
    report = _verify(place, anchor, today)
    show_json(_as_json(report)) if session.as_json else _show(report)
    warn(report.warnings)
    context.exit(0 if report.is_same else 2 if report.is_incomplete else 1)


def _verify(place: str, anchor: Any, today: Any) -> Report:
    from ..errors import Misuse
    from ..verify.run import verify_copy, verify_folder, verify_website

    path = Path(place)
    if "://" in place:
        return verify_website(place, anchor, today=today)
    if path.is_dir():
        return verify_folder(path, anchor, today=today)
    if path.is_file():
        return verify_copy(path, anchor, today=today)
    raise Misuse(
        f"there is no file or folder {place}", hint="for a site that is online, begin its address with https://"
    )


def _show(report: Report) -> None:
    if report.is_same:
        show(f"ok: {_summary(report)}")
        return
    show(f"{'not compared in full' if report.is_incomplete else 'NOT AS IT SHOULD BE'}: {_summary(report)}")
    for problem in report.problems:
        show(f"  {problem}")
    for finding in report.findings:
        show("\n".join(_lines(finding)))
    if not report.is_incomplete:
        say("do not use these pages until the LADO team has looked into it")


def _summary(report: Report) -> str:
    note = report.note
    release = f"release {note.release} of {note.authority}"
    what = f"{report.name} of {release}" if report.name else f"{release}, {report.compared} files"
    held = "is" if report.is_same else "was compared with"
    known = "; whether it is the newest is not known here" if report.standing == "release-unknown" else ""
    return f"{report.place} {held} {what}, valid until {note.valid_until}: {' '.join(report.words)}{known}"


def _lines(finding: Finding) -> Sequence[str]:
    lines = [f"  {finding.kind:<10} {finding.name}"]
    if finding.spot:
        spot = finding.spot
        lines.append(f"             from byte {spot.byte:,}, line {spot.line:,}")
        lines += [f"             signed: {spot.signed}", f"             found:  {spot.found}"]
    if finding.detail:
        lines.append(f"             {finding.detail}")
    return lines


def _as_json(report: Report) -> dict[str, Any]:
    note = report.note
    return {
        "place": report.place,
        "same": report.is_same,
        "authority": note.authority,
        "release": note.release,
        "number": note.number,
        "standing": report.standing.removeprefix("release-"),
        "valid_until": note.valid_until.isoformat(),
        "words": list(report.words),
        "file": report.name or None,
        "compared": report.compared,
        "problems": list(report.problems),
        "warnings": list(report.warnings),
        "findings": [asdict(each) for each in report.findings],
    }
