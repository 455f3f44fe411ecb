"""Acknowledgements: a draft that promises what the page promised, and says nothing about anyone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from lado_kit.casework.acknowledgement import (
    Acknowledgement,
    as_draft,
    check_address,
    is_address,
    received_at,
    write_acknowledgement,
)
from lado_kit.cli import cli, run
from lado_kit.encrypt import Envelope, FormReference, seal
from lado_kit.errors import Misuse, Refused
from lado_kit.office.acknowledging import draft_acknowledgements, find_acknowledgeable, find_unacknowledged
from lado_kit.office.cases import import_files, list_cases, read_case
from lado_site.forms import form_for
from lado_site.forms.compiled import compile_form, digest
from lado_site.forms.sample import sample_answers
from lado_site.profiles import load_profile
from tests.intake.builders import ANSWERS, CANARIES, a_draft, save
from tests.kit.front_door import LADO
from tests.kit.offices import NOW, Kept, a_sealed_file

RECEIPT = "4F7K-2M9Q-X0TB-8RCH-5"
FRIDAY = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
MAUNDY_THURSDAY = datetime(2024, 3, 28, 9, 0, tzinfo=UTC)

# What each authority promises whoever sends this form on that Friday evening; an authority without times promises none.
PROMISES = {
    ("sandwell", "referral"): [
        "The LADO telephones you the same working day (Friday 20 November 2026), wherever possible.",
        "The LADO telephones you by the end of Monday 23 November 2026.",
        "The LADO team brings the matter to a conclusion by the end of Friday 12 February 2027, wherever possible.",
    ],
    ("sandwell", "advice"): [
        "The LADO telephones you the same working day (Friday 20 November 2026), wherever possible.",
        "The LADO telephones you by the end of Monday 23 November 2026.",
    ],
    ("wandsworth", "advice"): [
        "The LADO answers a request for advice, and confirms the advice in writing by 6:00pm on "
        "Saturday 21 November 2026.",
        "The LADO with TM Fostering advises on a Standards of Care investigation before it starts by 6:00pm on "
        "Sunday 22 November 2026.",
    ],
    ("bromley", "referral"): [
        "The LADO assesses, with the employer, how serious the concern is by 6:00pm on Saturday 21 November 2026.",
    ],
    ("wandsworth", "referral"): [],
    ("leicester", "referral"): [],
    ("luton-bedford-bedfordshire", "referral"): [],
    ("sandwell", "meeting-police"): [],
    ("sandwell", "supplement"): [],
}
NOT_ONE_ADDRESS = [
    "", "head", "head@example", "two@example.org, three@example.org", "a@example.org\r\nBcc: b@example.org",
    "a@example.org\nSubject: x", "Head <head@example.org>", "a b@example.org", "a@exam ple.org", "a@example.org;",
    '"a b"@example.org', "a@" + "b" * 250 + ".org", "jos\u00e9@example.org",
]  # fmt: skip


def acknowledge(
    authority: str = "sandwell", form: str = "referral", *, received: datetime = FRIDAY, now: datetime = FRIDAY
) -> Acknowledgement:
    profile = load_profile(authority)
    return write_acknowledgement(form_for(form, profile), profile, receipt=RECEIPT, received=received, now=now)


def promises(written: Acknowledgement) -> list[str]:
    return [line.removeprefix("- ") for line in written.text.splitlines() if line.startswith("- ")]


def read(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def drafts_in(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.eml"))


@pytest.mark.req("SAN-06", "SAN-07", "BRO-33", "WAN-30")
@pytest.mark.parametrize(("authority", "form"), PROMISES)
def test_it_says_by_when_each_authority_answers_and_invents_no_time(authority: str, form: str) -> None:
    written = acknowledge(authority, form)

    assert promises(written) == PROMISES[authority, form]
    assert ("If you have heard nothing by then" in written.text) == bool(PROMISES[authority, form])
    assert ("To ask what happens next" in written.text) != bool(PROMISES[authority, form])


@pytest.mark.req("SAN-06")
def test_days_are_working_days_over_easter() -> None:
    written = acknowledge(received=MAUNDY_THURSDAY, now=MAUNDY_THURSDAY)

    assert "The LADO telephones you by the end of Tuesday 2 April 2024." in promises(written)


@pytest.mark.parametrize("authority", sorted({authority for authority, _ in PROMISES}))
def test_it_says_what_to_do_if_a_child_is_in_danger_and_whom_to_call(authority: str) -> None:
    contact = load_profile(authority).contact

    text = acknowledge(authority).text

    assert "If a child is in danger now, call 999." in text
    for each in (contact.childrens_services, contact.out_of_hours, contact.telephone, contact.hours, contact.web):
        assert each in text


def test_a_promise_whose_time_is_over_is_left_out_and_told_to_the_officer() -> None:
    written = acknowledge(now=FRIDAY + timedelta(days=4))

    assert [each[:30] for each in written.passed] == [
        "The LADO telephones you the sa",
        "The LADO telephones you by the",
    ]
    assert promises(written) == PROMISES["sandwell", "referral"][2:]


def test_the_last_day_itself_is_not_over_before_it_ends_in_england() -> None:
    last_minute = datetime(2026, 7, 15, 22, 59, tzinfo=UTC)
    received = datetime(2026, 7, 14, 12, 0, tzinfo=UTC)

    assert "by the end of Wednesday 15 July 2026." in acknowledge(received=received, now=last_minute).text
    assert "15 July" not in acknowledge(received=received, now=last_minute + timedelta(minutes=1)).text


def test_of_a_form_that_is_not_kept_nothing_is_promised() -> None:
    written = write_acknowledgement(None, load_profile("sandwell"), receipt=RECEIPT, received=FRIDAY, now=FRIDAY)

    assert promises(written) == [] and RECEIPT in written.text and "call 999" in written.text


def test_the_draft_opens_for_writing_and_its_subject_is_neutral() -> None:
    content = as_draft(acknowledge(), load_profile("sandwell").contact, to="head@example.org")
    message = read(content)

    assert message["X-Unsent"] == "1"
    assert message["To"] == "head@example.org"
    assert message["Subject"] == f"Received: {RECEIPT}"
    assert message["Reply-To"] == "lado@sandwell.example.org"
    assert message.get_content_type() == "text/plain" and message.get_content_charset() == "utf-8"
    assert not message.is_multipart() and not list(message.iter_attachments())
    assert message.get_content().replace("\r\n", "\n") == acknowledge().text
    assert content.count(b"\n") == content.count(b"\r\n") and not message.defects


def test_without_an_address_there_is_no_recipient() -> None:
    message = read(as_draft(acknowledge(), load_profile("sandwell").contact))

    assert not any(message[name] for name in ("To", "Cc", "Bcc", "From"))


@pytest.mark.parametrize("address", NOT_ONE_ADDRESS)
def test_what_is_not_one_address_is_refused_and_no_header_is_added(address: str) -> None:
    with pytest.raises(Misuse):
        check_address(address)

    assert not is_address(address)
    if address:
        with pytest.raises(Misuse):
            as_draft(acknowledge(), load_profile("sandwell").contact, to=address)


@pytest.mark.parametrize("address", ["head@example.org", "o'neill+lado@sub.example.org", " head@example.org "])
def test_an_address_is_taken_alone(address: str) -> None:
    assert check_address(address) == address.strip()


@pytest.mark.parametrize(
    ("dates", "hours"),
    [
        (["Fri, 20 Nov 2026 20:00:00 +0000"], 2),
        (["Fri, 20 Nov 2026 21:00:00 +0100"], 2),
        (["Fri, 20 Nov 2026 22:00:00 +0000", "Fri, 20 Nov 2026 19:00:00 +0000"], 1),
        (["Fri, 20 Nov 2026 17:00:00 +0000"], 48),  # before it was sealed
        (["Tue, 24 Nov 2026 17:00:00 +0000"], 48),  # after it was imported
        (["not a date", "", "Fri, 99 Nov 2026"], 48),
        ([], 48),
    ],
)
def test_a_mails_own_date_can_only_make_the_office_answer_sooner(dates: list[str], hours: int) -> None:
    imported = FRIDAY + timedelta(hours=48)

    found = received_at(sealed_at=FRIDAY, imported_at=imported, mail_dates=dates)

    assert found == FRIDAY + timedelta(hours=hours)


def test_drafts_are_named_by_the_receipt_hold_no_answer_and_are_noted_once(kept: Kept, tmp_path: Path) -> None:
    out = tmp_path / "drafts"
    with kept.office() as office:
        wanted, older = find_unacknowledged(office, since=NOW - timedelta(days=1))
        drafted = draft_acknowledgements(office, wanted, out, now=NOW)
        again, _ = find_unacknowledged(office, since=NOW - timedelta(days=1))
        case = read_case(office, drafted[0].receipt, now=NOW).case

    assert (len(drafted), older, again) == (4, 0, [])
    assert [path.stem for path in drafts_in(out)] == sorted(each.receipt for each in drafted)
    noted = [each for each in case.audit if each.action == "acknowledgement-drafted"]
    assert [dict(each.detail) for each in noted] == [{"receipt": case.receipt}]
    spoken = [*CANARIES, *(str(value) for value in ANSWERS.values() if isinstance(value, str) and len(value) > 8)]
    for path in drafts_in(out):
        content = path.read_bytes()
        said = content.decode("ascii") + read(content).get_content()
        assert not [word for word in spoken if word.lower() in said.lower()]
        assert not read(content)["To"]
    assert not any(word in str(entry) for word in CANARIES for entry in noted)


def test_a_submission_that_joined_a_case_is_acknowledged_by_its_own_code(kept: Kept, tmp_path: Path) -> None:
    first = a_sealed_file(kept)
    added = an_addition(kept, to=first.receipt)
    for number, sealed in enumerate((first, added)):
        save(tmp_path / "in", f"{number}.txt", sealed)
    with kept.office() as office:
        import_files(office, [str(tmp_path / "in")], now=NOW)
        case = read_case(office, first.receipt, now=NOW).case
        mistyped = added.receipt.replace("-", " ").lower().replace("0", "o").replace("1", "l")
        found = [find_acknowledgeable(office, name) for name in (mistyped, case.reference, first.receipt)]
        (drafted, *_) = draft_acknowledgements(office, found, tmp_path, now=NOW)

    assert [each.receipt for each in case.joined] == [added.receipt]
    assert [each.receipt for each in found] == [added.receipt, first.receipt, first.receipt]
    text = read(drafted.file.read_bytes()).get_content()
    assert added.receipt in text and "puts it with what you sent before" in text


def an_addition(kept: Kept, *, to: str) -> Envelope:
    profile = load_profile("sandwell")
    form = form_for("supplement", profile)
    answers = sample_answers(form, profile, 0, today=NOW.date()) | {
        "original_receipt": to, "original_sent": None, "adult_family_name": None, "adult_given_names": None,
        "adult_birth_date": None, "supplement_kinds": ["more"], "new_parts": ["witnesses"], "new_text": "More.",
        "corrections": None, "wrong_text": None, "wrong_asked": None,
    }  # fmt: skip
    draft = a_draft(
        form=FormReference(name="supplement", version=form.version, digest=digest(compile_form(form))),
        answers={name: value for name, value in answers.items() if value is not None},
        roster_version=kept.roster().roster.version,
    )
    return seal(draft, recipients=kept.roster().active_recipients, sealed_at=NOW)


def test_a_draft_that_was_changed_is_not_written_over(kept: Kept, tmp_path: Path) -> None:
    with kept.office() as office:
        wanted = [find_acknowledgeable(office, list_cases(office)[0].reference)]
        (drafted,) = draft_acknowledgements(office, wanted, tmp_path, now=NOW)
        draft_acknowledgements(office, wanted, tmp_path, now=NOW)
        drafted.file.write_bytes(b"mine")

        with pytest.raises(Refused, match="says something else"):
            draft_acknowledgements(office, wanted, tmp_path, now=NOW)

    assert drafted.file.read_bytes() == b"mine"


def lado_here(kept: Kept, *arguments: str | Path) -> int:
    """Run a command in this process."""
    shared = ["--home", str(kept.home), "--passphrase-file", str(kept.passphrase("duty"))]
    return run(cli, "lado", [*shared, "acknowledge", *map(str, arguments)])


def test_the_command_shows_the_address_in_the_form_and_leaves_the_recipient_empty(
    kept: Kept, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert lado_here(kept, "--new", "--out", tmp_path / "new") == 0
    said = capsys.readouterr()
    drafts = drafts_in(tmp_path / "new")

    assert sorted(said.out.split()) == [str(each) for each in drafts] and len(drafts) == 4
    assert "the address in the form is canary@example.org; anyone can type any address" in said.err
    assert "the telephone numbers in the profile are made up" in said.err
    assert not any(read(each.read_bytes())["To"] for each in drafts)


def test_a_recipient_is_put_in_when_a_person_gives_it(
    kept: Kept, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with kept.office() as office:
        receipt = list_cases(office)[0].receipt

    assert lado_here(kept, receipt, "--to", "head@example.org", "--out", tmp_path, "--json") == 0
    (drafted,) = json.loads(capsys.readouterr().out)
    assert lado_here(kept, receipt, "--to", "a@example.org, b@example.org", "--out", tmp_path / "no") == 2

    assert (drafted["to"], drafted["address_in_form"]) == ("head@example.org", "canary@example.org")
    assert read(Path(drafted["file"]).read_bytes())["To"] == "head@example.org"
    assert "not one e-mail address" in capsys.readouterr().err and not (tmp_path / "no").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such terminal to be had there")
@pytest.mark.parametrize(("typed", "recipient"), [("y\n", "canary@example.org"), ("\n", None)])
def test_at_a_terminal_a_person_says_whether_they_know_the_address(
    kept: Kept, tmp_path: Path, typed: str, recipient: str | None
) -> None:
    import pty

    with kept.office() as office:
        receipt = list_cases(office)[0].receipt
    person, terminal = pty.openpty()
    os.write(person, typed.encode())
    done = subprocess.run(
        [*LADO, "--home", str(kept.home), "--passphrase-file", str(kept.passphrase("duty")), "acknowledge", receipt,
         "--out", str(tmp_path)],
        stdin=terminal, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    os.close(person)
    os.close(terminal)

    assert done.returncode == 0, done.stderr
    assert "the form gives the address canary@example.org: anyone can type any address" in done.stderr
    assert read((tmp_path / f"{receipt}.eml").read_bytes())["To"] == recipient


@pytest.mark.parametrize(
    "arguments",
    [[], ["--new", RECEIPT], [RECEIPT, RECEIPT, "--to", "a@example.org"], [RECEIPT, "--since", "2026-01-01"]],
)
def test_unclear_wishes_are_misuse(arguments: list[str], made_kept: Kept, tmp_path: Path) -> None:
    assert lado_here(made_kept, *arguments, "--out", tmp_path / "out") == 2
    assert not (tmp_path / "out").exists()
