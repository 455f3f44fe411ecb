"""Whoever is excluded from a case gets nothing of it from any command: every one of the command tree is tried."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner
from sqlalchemy import select

from lado_kit.cli import cli
from lado_kit.custody.keys import read_current_roster
from lado_kit.custody.unlocking import Office, open_office
from lado_kit.encrypt import seal
from lado_kit.home import find_home
from lado_kit.intake import Imported
from lado_kit.office.cases import decide_link, import_files, read_case
from lado_kit.office.conflicts import shut_out
from lado_kit.office.quarantine import list_quarantine, release
from lado_kit.store import Store
from lado_kit.store.tables import LinkKind, LinkState, audit_entry
from tests.intake.builders import ANSWERS, a_draft, save
from tests.kit.conftest import Place
from tests.kit.front_door import PASSPHRASE
from tests.kit.offices import NOW, TODAY

SECRETS = ("Quillfeather", "Zebedee", "Yaxley", "Marigold", "Tumbledown", "Oddbody", "corridor")
"""What only the shut case, and what may be it, says."""

OF_ANOTHER = {
    "adult_family_name": "Larkmoss", "adult_given_names": "Joanna", "adult_birth_date": "1971-02-03",
    "adult_postcode": "B70 9QQ", "employer_name": "Duckpond Nursery", "senior_officer": "Ottoline Fernley",
    "children": [{**ANSWERS["children"][0], "child_family_name": "Wimple", "child_given_names": "Ned"}],
    "child_views": "He did not say", "what_happened": "She shouted in the yard in the rain, and would not stop",
    "happened_where": "The yard", "referrer_name": "Ottoline Fernley",
    "referrer_organisation": "Duckpond Nursery", "came_to_light": "A parent wrote",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Shut:
    """A home in which cover-1 is excluded from ``case``; ``twin`` may be the same referral, ``other`` is linked."""

    folder: Path
    passphrases: Path
    case: str
    receipt: str
    twin: str
    twin_receipt: str
    other: str
    held: str
    """The code of what was released from quarantine into the case."""
    waits: str
    """The code of what is in quarantine still, and is about the same adult."""
    export: Path
    store: Store
    paths: dict[str, str] = field(default_factory=dict)

    def run(self, *arguments: str) -> tuple[BaseException | None, str]:
        shared = ["--home", str(self.folder), "--passphrase-file", str(self.passphrases)]
        done = CliRunner().invoke(cli, [*arguments, *shared], env={"LADO_CLAMD": "localhost:9"})
        return done.exception, done.output

    def refusals(self) -> list[str]:
        with self.store.reading() as connection:
            asked = select(audit_entry.c.subject).where(audit_entry.c.action == "refused-excluded")
            return list(connection.scalars(asked.order_by(audit_entry.c.sequence)))


def an_office(folder: Path) -> Any:
    return open_office(find_home(folder), PASSPHRASE)


def bring_in(office: Office, folder: Path, *answers: dict[str, Any]) -> list[Any]:
    signed = read_current_roster(office.home, today=TODAY)
    for number, each in enumerate(answers):
        draft = a_draft(answers=each, roster_version=signed.roster.version)
        sealed = seal(draft, recipients=signed.active_recipients, sealed_at=NOW - timedelta(hours=2, minutes=-number))
        save(folder, f"{number}.txt", sealed)
    return list(import_files(office, [str(folder)], now=NOW).items)


@pytest.fixture(scope="module")
def shut(made: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shut]:
    folder = tmp_path_factory.mktemp("shut")
    home = folder / "home"
    shutil.copytree(made.home, home)
    broken = {**ANSWERS, "became_aware": "long ago"}
    with an_office(home) as office:
        (first,) = bring_in(office, folder / "held", broken)
        (second,) = bring_in(office, folder / "waits", {**broken, "times": 4})
        assert (first.result, second.result) == ("quarantined", "quarantined")
        released = release(office, first.held, reason="Confirmed by telephone", now=NOW)
        case = released.case
        items = bring_in(office, folder / "in", {**ANSWERS, "adult_postcode": "WV14 7QR"}, {**ANSWERS, **OF_ANOTHER})
        twin, other = (each for each in items if isinstance(each, Imported))
        assert twin.possible_duplicate == case
        decide_link(
            office, str(other.case), str(case), kind=LinkKind.ADULT, state=LinkState.CONFIRMED, reason="Zebedee before",
            now=NOW,
        )  # fmt: skip
        export = folder / "export"
        mine = ["--home", str(home), "--passphrase-file", str(made.passphrase_file)]
        wanted = ["access", "export", str(case), str(export), "--person", "adult", "--request", "R-1", "--sealed"]
        assert CliRunner().invoke(cli, [*wanted, *mine]).exit_code == 0
        shut_out(office, str(case), "cover-1", reason="Zebedee is a cousin", now=NOW)
        yield Shut(
            folder=home,
            passphrases=made.another_passphrase_file,
            case=str(case),
            receipt=read_case(office, str(case), now=NOW).case.receipt,
            twin=str(twin.case),
            twin_receipt=str(twin.receipt),
            other=str(other.case),
            held=str(first.held),
            waits=str(second.held),
            export=export / "subject-access.age",
            store=office.store,
            paths={"NEW": str(folder / "new"), "IN": str(folder / "in")},
        )
        assert {each.code for each in list_quarantine(office)} == {second.held}


REFUSED: dict[str, Sequence[str]] = {
    "acknowledge": ("CASE --out NEW", "TWIN --out NEW", "RECEIPT --out NEW"),
    "triage": ("CASE", "TWIN"),
    "case show": ("CASE", "RECEIPT", "TWIN", "TWIN-RECEIPT"),
    "case events": ("CASE", "TWIN"),
    "case history": ("CASE", "TWIN"),
    "case event": ("CASE monitored", "TWIN monitored"),
    "case dispute": ("CASE --what x --by y --says z",),
    "case correct": (
        "CASE adult.family_name x --source y --reason z",
        "TWIN adult.gender female --source y --reason z",
    ),
    "case adult": (
        "CASE --set family_name=x --source y --reason z",
        "TWIN --undo adult-2 --reason z",
    ),
    "case join": ("OTHER CASE", "CASE OTHER", "OTHER CASE --undo --reason x"),
    "case extract": ("CASE --for child", "TWIN --for employer"),
    "case exclude": ("CASE --whom duty-1 --reason x", "CASE --whom cover-1 --undo", "TWIN --whom cover-1 --undo"),
    "case compare": ("OTHER CASE", "TWIN CASE", "OTHER TWIN"),
    "case duplicate": ("CASE TWIN --not", "OTHER TWIN --reason x"),
    "case matches": ("CASE", "TWIN"),
    "case link": ("OTHER CASE", "CASE OTHER"),
    "case different": ("OTHER CASE", "TWIN OTHER"),
    "case unlink": ("OTHER CASE", "CASE OTHER"),
    "attachment list": ("CASE", "RECEIPT", "TWIN"),
    "attachment save": ("CASE 1 NEW --reason x",),
    "attachment scan": ("CASE",),
    "pattern": ("CASE", "TWIN --kind child"),
    "clocks": ("--case CASE", "--case TWIN"),
    "log add": ("risk-flagged --set affects=setting --set body=x --set risk=y --set case=CASE",),
    "access export": ("CASE NEW --person adult --request R-2", "OTHER NEW --person adult --request R-2 --linked"),
    "access open": ("EXPORT NEW",),
    "quarantine show": ("HELD", "WAITS"),
    "quarantine retry": ("HELD", "WAITS"),
    "quarantine release": ("HELD --reason x", "WAITS --reason x", "WAITS --set-aside --reason x"),
    "retention show": ("CASE", "TWIN"),
    "retention keep": ("CASE --until 2090-01-01 --reason x",),
    "retention propose": ("CASE --reason x",),
    "retention dispose": ("CASE --reason x --out NEW.pdf",),
    "retention hold": ("CASE --reason x",),
    "retention unhold": ("CASE --reason x",),
    "audit list": ("--case CASE", "--case RECEIPT"),
}
"""How a case is named to each command that takes one; each of these is refused, and the try is noted."""

SILENT: dict[str, Sequence[str]] = {
    "import": ("IN", "IN --dry-run"),
    "inbox": ("", "--books"),
    "acknowledge": ("--new --since 2020-01-01 --out NEW-drafts",),
    "quarantine list": ("", "--all"),
    "case list": ("",),
    "case show": ("OTHER",),
    "case matches": ("OTHER",),
    "case history": ("OTHER",),
    "case entries": ("contact", "meeting-held --open"),
    "pattern": ("OTHER",),
    "clocks": ("", "--state late"),
    "worklist": ("", "--all", "today --all", "overdue", "letters", "awaiting", "schools-weekly"),
    "log list": ("",),
    "figures": ("", "--crossed"),
    "access export": ("OTHER EXPORTED --person adult --request R-3",),
    "tracker export": ("NEW.csv --reason x",),
    "tracker exports": ("",),
    "retention list": ("", "--all", "--disposed"),
    "audit list": ("",),
}
"""What lists several cases, or one beside others: none of it tells anything of the shut ones."""

REFERENCE_ONLY = ("inbox", "case list")
"""What names a shut case, and tells nothing of it but that: docs/worklists.md."""

OTHER_CASE_NEVER_NAMED = ("case show", "case matches", "pattern", "case history", "access export")
"""What is about another case of somebody in a shut one never says which that is."""

NAMES_NO_CASE = {
    "init", "profile check", "profile new", "keys shares", "keys recover", "keys card", "keys drill", "keys who",
    "keys rewrap", "keys rekey", "keys root new", "keys root confirm", "keys root show", "keys new", "keys list",
    "keys roster", "keys rotate", "keys retire", "keys passphrase", "store show", "store migrate", "store connect",
    "store prepare",
    "publish", "preview", "release sign", "release list", "release withdraw", "verify", "forms list", "forms issue",
    "forms add", "collect", "seal", "sample", "case kinds", "log plan", "log kinds", "tracker map", "tracker import",
    "access due", "retention certificate", "audit verify", "audit head", "backup", "restore",
}  # fmt: skip
"""What takes no case and shows none: keys, pages and forms; the store as a whole, encrypted; and what names nobody.

``collect`` says what ``import`` does; ``tracker import`` reads the office’s own spreadsheet; a certificate is of a
case that is no longer there.
"""


def commands(group: click.Group, *path: str) -> Iterator[str]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, *path, name)
        else:
            yield " ".join((*path, name))


def test_every_command_has_its_place_here() -> None:
    """A new command fails this until somebody has said what it tells to whoever is excluded from a case."""
    assert set(commands(cli)) == {*REFUSED, *SILENT, *NAMES_NO_CASE}
    assert not NAMES_NO_CASE & {*REFUSED, *SILENT}


def words_of(text: str, shut: Shut) -> list[str]:
    given = {
        "CASE": shut.case, "RECEIPT": shut.receipt, "TWIN": shut.twin, "TWIN-RECEIPT": shut.twin_receipt,
        "OTHER": shut.other, "HELD": shut.held, "WAITS": shut.waits, "EXPORT": str(shut.export),
        "NEW": shut.paths["NEW"], "IN": shut.paths["IN"], "NEW.pdf": shut.paths["NEW"] + ".pdf",
        "NEW.csv": shut.paths["NEW"] + ".csv", "NEW-drafts": shut.paths["NEW"] + "-drafts",
        "EXPORTED": shut.paths["NEW"] + "-exported", "case=CASE": f"case={shut.case}",
    }  # fmt: skip
    return [given.get(word, word) for word in text.split()]


def test_no_command_opens_a_case_to_whoever_is_excluded_and_every_try_is_noted(shut: Shut) -> None:
    for command, ways in REFUSED.items():
        for way in ways:
            before = len(shut.refusals())

            error, said = shut.run(*command.split(), *words_of(way, shut))
            assert type(error).__name__ == "Excluded", (command, way, error, said)
            assert getattr(error, "hint", "") == "ask a colleague; your try has been noted"
            assert not [secret for secret in SECRETS if secret in said], (command, way, said)
            assert len(shut.refusals()) == before + 1, (command, way)
            assert not Path(shut.paths["NEW"]).exists()
    assert set(shut.refusals()) <= {shut.case, shut.twin, shut.waits, shut.receipt}


def test_a_list_of_cases_says_of_a_shut_one_its_reference_and_that_one_is_excluded(shut: Shut) -> None:
    """Not when it was sealed, where it stands, that it was released from quarantine, or what is wrong with its page."""
    for command in REFERENCE_ONLY:
        _, listed = shut.run(*command.split())
        _, as_json = shut.run(*command.split(), "--json")
        rows = {each["reference"]: each for each in json.loads(as_json[as_json.index("[\n") :])}
        assert rows[shut.other]["marked"], "the one that is open has something of its page to be said"
        for name in (shut.case, shut.twin):
            told = [line.replace(name, "").strip() for line in listed.splitlines() if name in line]
            assert told == ["you are excluded"], (command, listed)
            kept = {field for field, value in rows[name].items() if value}
            assert kept == {"authority", "reference", "adult"}, (command, rows[name])


def test_no_list_tells_anything_of_a_case_to_whoever_is_excluded(shut: Shut) -> None:
    for command, ways in SILENT.items():
        for way in ways:
            for more in ([], ["--json"]) if way == "OTHER" or command in REFERENCE_ONLY else (["--json"],):
                error, said = shut.run(*command.split(), *words_of(way, shut), *more)

                assert error is None or isinstance(error, SystemExit), (command, way, error)
                assert not [secret for secret in SECRETS if secret in said], (command, way, more, said)
                if command in OTHER_CASE_NEVER_NAMED:
                    assert not [name for name in (shut.case, shut.twin, shut.receipt) if name in said], (command, said)
    written = [each for each in Path(shut.paths["NEW"]).parent.rglob("new*/**/*") if each.is_file()]
    written.append(Path(shut.paths["NEW"] + ".csv"))
    assert len(written) > 3
    for each in written:
        text = each.read_text("utf-8", errors="replace")
        assert not [secret for secret in SECRETS if secret in text], each
    _, listed = shut.run("audit", "list", "--json")
    entries = json.loads(listed[listed.index("[\n") :])
    about = [each for each in entries if each["subject"] in (shut.case, shut.receipt)]
    assert about
    assert {json.dumps(each["detail"]) for each in about} == {json.dumps({"not-shown": "you are excluded"})}
