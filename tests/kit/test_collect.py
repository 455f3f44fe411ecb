"""``lado collect``: from a real mail server and from a shared folder; what is done moves aside, nothing is deleted."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lado_kit import mailbox as collecting_mail
from lado_kit.cli import cli, run
from lado_kit.collecting import HANDLED, SETTLING, Collected, watch_folder
from lado_kit.errors import Misuse, Refused
from lado_kit.intake import Content
from lado_kit.mailbox import Mailbox, collect_mail, read_mailbox
from lado_kit.office.cases import import_files, read_books
from lado_kit.store.runs import Run
from tests.intake.builders import save
from tests.intake.mails import a_mail
from tests.kit.front_door import Answer, a_file, lado
from tests.kit.mail_server import HOST, PASSWORD, USER, MailServer, find_dovecot, running
from tests.kit.offices import KEPT, NOW, Kept, a_sealed_file

NO_DOVECOT = "no dovecot here: run tools/setup.py where apt is allowed, or install dovecot-imapd"


@pytest.fixture
def server() -> Iterator[MailServer]:
    """A mail server with an empty mailbox; without dovecot the test is skipped, or fails where CI is true."""
    dovecot = find_dovecot()
    if dovecot is None:
        if os.environ.get("CI") == "true":
            pytest.fail(NO_DOVECOT, pytrace=False)
        pytest.skip(NO_DOVECOT)
    with running(dovecot) as server:
        yield server


def a_mailbox(running: MailServer, **changes: str | int) -> Mailbox:
    given = {"server": HOST, "user": USER, "port": running.encrypted, "ca_file": str(running.certificate)} | changes
    return Mailbox(**given)  # type: ignore[arg-type]


def collect(kept: Kept, mailbox: Mailbox, password: str = PASSWORD, **changes: bool) -> Collected:
    with kept.office() as office:
        return collect_mail(office, mailbox, password, now=NOW, **changes)


def counts(collected: Collected) -> dict[str, int]:
    results = [item.result for item in collected.books.items]
    return {result: results.count(result) for result in dict.fromkeys(results)}


def new_runs(kept: Kept, made_kept: Kept) -> list[Run]:
    """The runs that the test's own office has in its books, which balance, and the one it was copied from has not."""
    with kept.office() as office, made_kept.office() as before:
        ledger, known = read_books(office), {run.id for run in read_books(before).runs}
    assert ledger.balances
    return sorted((run for run in ledger.runs if run.id not in known), key=lambda run: -run.counts["found"])


def test_sealed_mail_is_imported_and_moved_and_all_other_mail_is_left_unread(
    kept: Kept, made_kept: Kept, server: MailServer
) -> None:
    known = a_sealed_file(kept)
    server.deliver(
        a_mail(("r.txt", known.armoured())).as_bytes(),
        a_mail(text="Can we meet on Monday?\n").as_bytes(),
        a_mail(("r.txt", known.armoured()), text="Sent again.\n").as_bytes(),
        a_mail(("r.txt", a_sealed_file(kept).armoured()[:5_000])).as_bytes(),
        a_mail(("one.txt", a_sealed_file(kept).armoured()), ("two.txt", a_sealed_file(kept).armoured())).as_bytes(),
    )

    first = collect(kept, a_mailbox(server))
    again = collect(kept, a_mailbox(server))

    assert counts(first) == {"imported": 3, "ignored": 1, "duplicate": 1, "quarantined": 1}
    assert (first.moved, first.left, first.stopped) == (3, 2, None)
    assert counts(again) == {"ignored": 1, "quarantined": 1}
    assert (again.moved, again.left) == (0, 2)
    assert server.counts("INBOX", HANDLED) == {"INBOX": 2, HANDLED: 3}
    with server.mailbox() as box:
        assert all("\\Seen" not in mail.flags for mail in box.fetch(mark_seen=False))
    runs = new_runs(kept, made_kept)
    assert [(run.finished, run.counts["found"], run.kept) for run in runs] == [(True, 6, 1), (True, 2, 0)]


def test_a_mail_over_the_limit_is_not_fetched_and_counted(
    kept: Kept, made_kept: Kept, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.deliver(a_mail(("r.txt", a_sealed_file(kept).armoured())).as_bytes())
    monkeypatch.setattr(collecting_mail, "MAX_RAW_SIZE", 100_000)

    collected = collect(kept, a_mailbox(server))

    assert (counts(collected), collected.left) == ({"quarantined": 1}, 1)
    assert [(run.finished, run.counts["quarantined"], run.kept) for run in new_runs(kept, made_kept)] == [(True, 1, 0)]


def test_stopped_between_import_and_move_the_next_round_finds_a_duplicate_and_moves_it(
    kept: Kept, made_kept: Kept, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.deliver(a_mail().as_bytes(), a_mail(("r.txt", a_sealed_file(kept).armoured())).as_bytes())

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as stopping:
        stopping.setattr(collecting_mail, "_move", stop)
        with pytest.raises(KeyboardInterrupt):
            collect(kept, a_mailbox(server))
    assert server.counts("INBOX", HANDLED) == {"INBOX": 2, HANDLED: 0}
    collected = collect(kept, a_mailbox(server))

    assert (counts(collected), collected.moved) == ({"ignored": 1, "duplicate": 1}, 1)
    assert server.counts("INBOX", HANDLED) == {"INBOX": 1, HANDLED: 1}
    assert {(run.finished, run.counts["found"], run.counts["imported"]) for run in new_runs(kept, made_kept)} == {
        (False, 2, 1), (True, 2, 0)
    }  # fmt: skip


def test_a_server_that_goes_away_leaves_what_was_done_done(
    kept: Kept, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.deliver(*(a_mail(("r.txt", a_sealed_file(kept).armoured())).as_bytes() for _ in range(2)))
    moving = collecting_mail._move

    def move_and_go(box: collecting_mail.BaseMailBox, uid: str, folder: str) -> None:
        moving(box, uid, folder)
        box.client.shutdown()

    monkeypatch.setattr(collecting_mail, "_move", move_and_go)
    collected = collect(kept, a_mailbox(server))

    assert (counts(collected), collected.moved) == ({"imported": 1}, 1)
    assert isinstance(collected.stopped, Refused)
    assert server.counts("INBOX", HANDLED) == {"INBOX": 1, HANDLED: 1}


def test_a_certificate_nobody_vouches_for_is_refused_before_the_password_is_sent(
    kept: Kept, server: MailServer
) -> None:
    with pytest.raises(Refused, match="is not to be trusted"):
        collect(kept, a_mailbox(server, ca_file=""))
    with pytest.raises(Refused, match=r"cannot reach the mail server .*: it does not answer with encryption$"):
        collect(kept, a_mailbox(server, port=server.plain))


def test_a_file_that_holds_no_certificate_is_named_and_not_the_mail_server(kept: Kept, tmp_path: Path) -> None:
    for file in (a_file(tmp_path / "ours.pem", "no certificate"), tmp_path / "missing.pem"):
        with pytest.raises(Misuse, match=f"{file.name} is not a file of certificates"):
            collect(kept, Mailbox(server=HOST, user=USER, port=1, ca_file=str(file)))


def test_without_encryption_only_a_server_on_this_pc_is_spoken_to(kept: Kept, server: MailServer) -> None:
    for elsewhere in ("imap.example.org", "192.0.2.7", "0.0.0.0", "localhost.example.org"):
        with pytest.raises(Misuse, match="without encryption"):
            collect(kept, a_mailbox(server, server=elsewhere), in_clear=True)
    server.deliver(a_mail(("r.txt", a_sealed_file(kept).armoured())).as_bytes())

    assert collect(kept, a_mailbox(server, port=server.plain), in_clear=True).moved == 1


def test_a_wrong_password_or_folder_is_said_and_the_password_is_not(kept: Kept, server: MailServer) -> None:
    with pytest.raises(Refused, match="does not let lado in") as wrong:
        collect(kept, a_mailbox(server), password="not-the-password")
    assert "not-the-password" not in wrong.value.message + wrong.value.hint
    with pytest.raises(Refused, match="has no folder Elsewhere"):
        collect(kept, a_mailbox(server, folder="Elsewhere"))


def test_the_mailbox_is_described_in_the_home_and_its_password_is_not(kept: Kept) -> None:
    file = kept.home / "collect.toml"
    file.write_text('server = "imap.example.org"\nuser = "lado"\nport = 1993\n', encoding="utf-8")

    assert read_mailbox(kept.opened, {"user": "cover", "folder": None}) == Mailbox(
        server="imap.example.org", user="cover", port=1993
    )
    for wrong in (
        'password = "x"',
        'sever = "x"',
        'port = "993"',
        "port = true",
        "server =",
        'folder = "LADO handled"',
    ):
        file.write_text(f'user = "lado"\n{wrong}\n' + ('server = "x"\n' if "folder" in wrong else ""), encoding="utf-8")
        with pytest.raises(Misuse):
            read_mailbox(kept.opened, {})
    file.unlink()
    with pytest.raises(Misuse, match="no server and no user"):
        read_mailbox(kept.opened, {})


def test_the_command_collects_and_shows_the_mail_with_the_case(kept: Kept, server: MailServer, tmp_path: Path) -> None:
    sealed = a_sealed_file(kept)
    server.deliver(a_mail(("r.txt", sealed.armoured())).as_bytes(), a_mail().as_bytes())
    password = a_file(tmp_path / "password.txt", PASSWORD + "\n")

    given = ("--server", HOST, "--port", str(server.encrypted), "--user", USER, "--ca-file", server.certificate)
    collected = lado(
        "collect", *given, "--password-file", password, "--json",
        home=kept.home, passphrase_file=kept.passphrase("duty"), environment={"LADO_OFFICER": "duty-1"},
    )  # fmt: skip
    shown = lado(
        "case", "show", sealed.receipt,
        home=kept.home, passphrase_file=kept.passphrase("duty"), environment={"LADO_OFFICER": "duty-1"},
    )  # fmt: skip

    assert (collected.status, collected.json["imported"], collected.json["moved"]) == (0, 1, 1), collected.err
    assert (collected.json["ignored"], collected.json["left"]) == (1, 1)
    assert PASSWORD not in collected.out + collected.err
    assert "Oddbody" not in collected.out + collected.err
    assert "which says it is from Peregrine Oddbody <head@example.org>: not verified" in shown.out


def watched(kept: Kept, folder: Path, **changes: object) -> Collected:
    with kept.office() as office:
        (collected,) = watch_folder(
            office, folder, every=1, once=True, clock=lambda: NOW, **{"pause": lambda _: None} | changes
        )  # type: ignore[arg-type]
    return collected


def test_a_shared_folder_is_collected_and_what_is_done_is_moved_never_over_another(kept: Kept, tmp_path: Path) -> None:
    folder = tmp_path / "share"
    first, second = a_sealed_file(kept), a_sealed_file(kept)
    save(folder, "referral.txt", first)
    save(folder / "school", "referral.txt", second)
    save(folder, "mail.eml", a_mail(("r.txt", first.armoured())).as_bytes())
    save(folder, "rota.xlsx", b"PK nothing of ours")
    save(folder, "cut.txt", a_sealed_file(kept).armoured()[:4_000])
    (folder / "link.txt").symlink_to(kept.home / "home.json")

    collected, again = watched(kept, folder), watched(kept, folder)

    assert counts(collected) == {"imported": 2, "duplicate": 1, "quarantined": 1, "ignored": 1}
    assert (collected.moved, collected.left, again.moved, again.left) == (3, 2, 0, 2)
    assert sorted(path.name for path in (folder / HANDLED).iterdir()) == [
        "mail.eml", "referral (2).txt", "referral.txt",
    ]  # fmt: skip
    kept_bytes = {path.read_bytes() for path in (folder / HANDLED).glob("referral*")}
    assert kept_bytes == {first.armoured(), second.armoured()}
    assert sorted(path.name for path in folder.iterdir() if path.is_file()) == ["cut.txt", "link.txt", "rota.xlsx"]


def test_a_file_that_is_still_being_written_waits_for_the_next_round(kept: Kept, tmp_path: Path) -> None:
    text = a_sealed_file(kept).armoured()
    file = save(tmp_path / "share", "referral.txt", text[:3_000])
    waits: list[float] = []

    def pause(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 1:  # it grows between the two looks of the first round
            file.write_bytes(text)

    with kept.office() as office:
        rounds = watch_folder(office, file.parent, every=7, once=False, clock=lambda: datetime.now(UTC), pause=pause)
        first, second, third = next(rounds), next(rounds), next(rounds)

    assert [(each.books.found, each.moved) for each in (first, second, third)] == [(0, 0), (1, 1), (0, 0)]
    assert waits == [SETTLING, 7, SETTLING, 7, SETTLING]


def test_what_was_left_is_not_looked_into_again_until_it_changes(kept: Kept, tmp_path: Path) -> None:
    sealed = a_sealed_file(kept)
    file = save(tmp_path / "share", "referral.txt", sealed.armoured()[:4_000])

    with kept.office() as office:
        rounds = watch_folder(office, file.parent, every=1, once=False, clock=lambda: NOW, pause=lambda _: None)
        first, second = next(rounds), next(rounds)
        save(file.parent, "referral.txt", sealed)
        third = next(rounds)

    assert [counts(each) for each in (first, second, third)] == [{"quarantined": 1}, {}, {"imported": 1}]


def test_a_file_replaced_after_its_import_is_not_moved_aside_unread(
    kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    another = a_sealed_file(kept)
    file = save(tmp_path / "share", "referral.txt", a_sealed_file(kept))

    def import_and_replace(*given: object, **more: object) -> object:
        books = import_files(*given, **more)  # type: ignore[arg-type]
        save(file.parent, "referral.txt", another)
        return books

    with monkeypatch.context() as replacing:
        replacing.setattr("lado_kit.collecting.import_files", import_and_replace)
        first = watched(kept, file.parent)
    second = watched(kept, file.parent)

    assert (counts(first), first.moved) == ({"imported": 1}, 0)
    assert (counts(second), second.moved) == ({"imported": 1}, 1)


def test_a_file_called_as_standard_input_is_a_file(kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(tmp_path / "share", "-", a_sealed_file(kept))
    monkeypatch.chdir(tmp_path / "share")

    collected = watched(kept, Path())

    assert (counts(collected), collected.moved) == ({"imported": 1}, 1)


def test_a_file_that_cannot_be_moved_stays_and_leaves_nothing_behind(
    kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = save(tmp_path / "share", "referral.txt", a_sealed_file(kept))

    def refuse(*_: object) -> None:
        raise PermissionError

    with monkeypatch.context() as refusing:
        refusing.setattr(Path, "replace", refuse)
        collected = watched(kept, file.parent)

    assert (counts(collected), collected.moved, collected.left) == ({"imported": 1}, 0, 1)
    assert sorted(path.name for path in file.parent.rglob("*")) == [HANDLED, "referral.txt"]


@pytest.fixture
def deep_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder with folders in it that are deeper than Python calls itself, and then longer than a path may be."""
    folder = tmp_path / "share"
    folder.mkdir()
    place = os.open(folder, os.O_RDONLY)
    for name in ["d"] * 1_100 + ["e" * 200] * 20:
        os.mkdir(name, dir_fd=place)
        below = os.open(name, os.O_RDONLY, dir_fd=place)
        os.close(place)
        place = below
    os.close(place)
    yield folder
    subprocess.run(["rm", "-rf", folder], check=True)  # Python's own way is not deep enough


def test_a_folder_that_cannot_be_read_stops_nothing_however_deep_it_is(kept: Kept, deep_folder: Path) -> None:
    save(deep_folder, "good.txt", a_sealed_file(kept))

    collected = watched(kept, deep_folder)

    assert (counts(collected), collected.moved, collected.left) == ({"imported": 1, "quarantined": 1}, 1, 1)
    assert [item.reason for item in collected.books.items if item.result == "quarantined"] == ["unreadable"]


@pytest.mark.parametrize(
    "about_mail", [("--server", HOST), ("--password-file", "p.txt"), ("--insecure-loopback-only",)]
)
def test_what_is_said_about_a_mailbox_is_refused_for_a_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], about_mail: tuple[str, ...]
) -> None:
    status = run(cli, "lado", ["collect", "--watch", str(tmp_path), "--once", *about_mail])

    assert status == 2
    assert capsys.readouterr().err.startswith("error: --watch is about a folder")


def test_a_mailbox_is_not_looked_at_every_so_often(capsys: pytest.CaptureFixture[str]) -> None:
    status = run(cli, "lado", ["collect", "--every", "60"])

    assert status == 2
    assert capsys.readouterr().err.startswith("error: a mailbox is looked at once")


@pytest.mark.parametrize("handled", ["..", "a/b", "."])
def test_the_folder_for_what_is_done_is_one_of_its_own(kept: Kept, tmp_path: Path, handled: str) -> None:
    with pytest.raises(Misuse):
        watched(kept, tmp_path, handled=handled)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "linked").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Misuse, match="not a folder of its own"):
        watched(kept, tmp_path, handled="linked")


def test_the_command_watches_a_folder_once_and_a_round_is_one_run_in_the_books(kept: Kept, tmp_path: Path) -> None:
    for number in range(3):
        save(tmp_path / "share", f"{number}.txt", a_sealed_file(kept))
    save(tmp_path / "share", "cut.txt", a_sealed_file(kept).armoured()[:4_000])
    save(tmp_path / "share", "rota.xlsx", b"PK nothing of ours")

    def do(*words: str | Path) -> Answer:
        whose = {"LADO_OFFICER": "duty-1"}
        return lado(*words, home=kept.home, passphrase_file=kept.passphrase("duty"), environment=whose)

    done = do("collect", "--watch", tmp_path / "share", "--once")
    shown = do("inbox", "--books", "--json").json

    assert done.status == 1, done.err
    assert "imported     3" in done.out
    assert "moved aside when done: 3; left where they are: 2" in done.err
    assert (shown["balances"], shown["totals"]["imported"]) == (True, KEPT + 1 + 3)
    (run,) = (each for each in shown["runs"] if each["found"] == 5)
    assert (run["finished"], run["imported"], run["ignored"], run["quarantined"], run["kept"]) == (True, 3, 1, 1, 1)


def test_pasted_text_reaches_the_store(kept: Kept) -> None:
    pasted = Content(name="pasted", raw=b"> " + a_sealed_file(kept).armoured().replace(b"\n", b"\n> "))

    with kept.office() as office:
        assert import_files(office, [pasted], now=NOW).is_clean
