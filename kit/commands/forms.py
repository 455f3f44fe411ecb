"""``lado forms``: which forms there are, and one of them as a file for one meeting and one agency."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .authority import find_profile, find_roster, profile_option, roster_option
from .menu import Menu
from .publish import own_options
from .session import Session, now, shared_options
from .speech import say, show, show_json, show_table, warn

if TYPE_CHECKING:
    from ..issue import IssuedForm

_NOT_CURRENT = (
    "these forms are not of the release in force here, so what is sealed with them will be marked: publish first, or "
    "give the same --brand, --content and --base-path as then"
)


@click.group(cls=Menu)
@shared_options
def forms() -> None:
    """The forms of an authority, each as one HTML file."""


@forms.command("list")
@profile_option
@shared_options
@click.pass_obj
def list_(session: Session, profile: str) -> None:
    """List the forms that can be issued, filled in and sealed.

    \b
    Example:
      lado forms list --profile sandwell
    """
    from ..issue import list_forms

    offered = list_forms(find_profile(session, profile))
    if session.as_json:
        show_json(list(offered))
    else:
        show_table(("form", "what it is"), [(each.form, each.title) for each in offered])


@forms.command("issue")
@click.argument("names", metavar="[FORM]...", nargs=-1)
@click.option("--meeting", default="", help="The agencies of one meeting, such as police,employer,health.")
@click.option("--reference", default="", help="The reference of a meeting that has one; without it a new one is made.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The folder for the files.")
@profile_option
@roster_option
@own_options
@shared_options
@click.pass_obj
def issue(
    session: Session,
    names: tuple[str, ...],
    meeting: str,
    reference: str,
    out: Path,
    profile: str,
    roster: Path | None,
    content: Path | None,
    brand: Path | None,
    base_path: str,
) -> None:
    """Write forms as single HTML files, ready to hand out.

    Forms for a meeting all get the same reference, filled in and locked. A file works from a memory stick, without the
    internet. What the site was published with (--brand, --content, --base-path) is given here too. Nothing is
    overwritten.

    \b
    Example:
      lado forms issue meeting-police --profile sandwell --roster roster.txt --out meeting
      lado forms issue --meeting police,employer,health --out meeting
    """
    from ..custody.keys import roster_warnings
    from ..issue import issue_forms

    settings = find_profile(session, profile)
    signed = find_roster(session, roster, settings)
    issued = issue_forms(
        _chosen(names, meeting),
        profile=settings,
        roster=signed,
        out=out,
        reference=reference,
        home=session.find_any_home(),
        content=content,
        brand=brand,
        base_path=base_path,
    )
    code = next((each.reference for each in issued if each.reference), "")
    if session.as_json:
        show_json({"reference": code, "words": list(signed.words), "forms": [_as_json(each) for each in issued]})
    else:
        show("\n".join(str(each.file) for each in issued))
        if code:
            show(f"meeting reference {code}")
    say(f"sealed to roster {signed.roster.version}: {' '.join(signed.words)}")
    if code:
        say(f"another agency joins this meeting with --reference {code}")
    warn(roster_warnings(signed.roster, today=now().date()))
    if not all(each.is_current for each in issued):
        warn([_NOT_CURRENT])


@forms.command("add")
@click.argument("place", metavar="RELEASE", type=click.Path(path_type=Path, exists=True))
@click.option("--unsigned", is_flag=True, help="Add also what no release signed by this office lists.")
@shared_options
@click.pass_obj
def add(session: Session, place: Path, unsigned: bool) -> None:
    """Keep the forms of a site that was published elsewhere, so that what was filled in on them can be imported.

    RELEASE is the published folder, its release.json or release.note, or one definition out of it. Then run lado
    quarantine retry.

    \b
    Example:
      lado forms add public
    """
    from ..office.definitions import add_forms

    with session.office() as office:
        added = add_forms(office, place, allow_unsigned=unsigned, now=now())
    if session.as_json:
        show_json([asdict(each) for each in added])
    else:
        show_table(
            ("form", "version", "digest", ""),
            [
                (each.name, str(each.version), each.digest[:16], "was here" if each.was_here else "added")
                for each in added
            ],
        )
    if not all(each.is_signed for each in added):
        warn(["added without a signature: make sure where it comes from"])
    if waiting := sum(each.waiting for each in added):
        say(f"{waiting} in quarantine can be tried now: lado quarantine retry")


def _chosen(names: tuple[str, ...], meeting: str) -> list[str]:
    """Put together what is named, each once. Raises Misuse when nothing is."""
    from ..errors import Misuse

    agencies = [agency.strip() for agency in meeting.split(",") if agency.strip()]
    chosen = dict.fromkeys([*names, *(f"meeting-{agency}" for agency in agencies)])
    if not chosen:
        raise Misuse("no form is named", hint="name one that lado forms list shows, or agencies with --meeting")
    return list(chosen)


def _as_json(issued: IssuedForm) -> dict[str, str]:
    return {"form": issued.form, "title": issued.title, "file": str(issued.file), "digest": issued.digest}
