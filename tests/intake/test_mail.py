"""Sealed files are found in mail, however it was forwarded; what a mail says of itself is kept, not believed."""

from __future__ import annotations

import json
import time
import tracemalloc
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from lado_kit.encrypt.envelope import Envelope
from lado_kit.intake import Content, Ignored, Quarantined
from lado_kit.intake.sources import Arrived, find_arrivals, mail
from lado_kit.intake.sources.mail import MAX_MAILS
from lado_kit.intake.sources.parts import Part
from lado_kit.intake.steps import Arrival, Stopped
from lado_kit.store import Store, queries
from lado_kit.store.audit import verify_chain

from .builders import a_submission, an_empty_store, results, run_import, save
from .mails import (
    DATE,
    MESSAGE_ID,
    SENDER,
    a_mail,
    an_mbox,
    forwarded_by_gmail,
    forwarded_by_outlook,
    forwarded_by_thunderbird,
)
from .outlook import OutlookMail, as_msg

SEALED = a_submission()
ANOTHER = a_submission()


def look(raw: bytes | EmailMessage, name: str = "mail.eml") -> list[Arrived]:
    return list(find_arrivals([Content(name=name, raw=raw if isinstance(raw, bytes) else raw.as_bytes())]))


def told(found: list[Arrived]) -> list[tuple[str, str]]:
    """Each as where it was and what it is: a receipt code, a reason, or in words."""
    return [(each.source, _what(each)) for each in found]


def _what(each: Arrived) -> str:
    match each:
        case Arrival(envelope=envelope):
            return envelope.receipt
        case Quarantined(reason=reason) | Stopped(item=Quarantined(reason=reason)):
            return reason
        case Ignored(problems=problems):
            return problems[0]


@pytest.fixture
def store(tmp_path: Path) -> Any:
    with an_empty_store(tmp_path / "records.db") as store:
        yield store


@pytest.mark.parametrize(
    "mail",
    [
        pytest.param(a_mail(("referral-1234.txt", SEALED.armoured())), id="attached"),
        pytest.param(a_mail(("referral-1234.age", SEALED.binary)), id="attached as binary"),
        pytest.param(a_mail(text=f"Hello\n\n{SEALED.armoured().decode()}\nBye\n"), id="pasted"),
        pytest.param(forwarded_by_outlook(SEALED), id="forwarded by Outlook"),
        pytest.param(forwarded_by_gmail(SEALED), id="forwarded by Gmail"),
        pytest.param(forwarded_by_thunderbird(a_mail(("r.txt", SEALED.armoured()))), id="forwarded by Thunderbird"),
    ],
)
def test_a_sealed_file_in_a_mail_is_one_thing_found(mail: EmailMessage) -> None:
    found = look(mail)

    assert [_what(each) for each in found] == [SEALED.receipt]


def test_two_sealed_files_in_one_mail_are_two_and_the_way_to_each_is_said() -> None:
    mail = a_mail(("one.txt", SEALED.armoured()), ("two.txt", ANOTHER.armoured()))

    assert told(look(mail)) == [("mail.eml > one.txt", SEALED.receipt), ("mail.eml > two.txt", ANOTHER.receipt)]


SEVERAL_IN_ONE_TEXT = {
    "two": ([SEALED, ANOTHER], [1, 2]),
    "one of them twice": ([SEALED, ANOTHER, SEALED], [1, 2]),
}


@pytest.mark.parametrize("case", SEVERAL_IN_ONE_TEXT)
def test_several_sealed_files_pasted_into_one_text_are_all_found(case: str) -> None:
    pasted, numbers = SEVERAL_IN_ONE_TEXT[case]
    mail = a_mail(text="\n\nand\n\n".join(each.armoured().decode() for each in pasted))

    way = "mail.eml > text of the mail > sealed file"
    receipts = [SEALED.receipt, ANOTHER.receipt]
    assert told(look(mail)) == [(f"{way} {number}", receipts[number - 1]) for number in numbers]


def test_a_whole_sealed_file_is_found_beside_one_that_is_cut_and_that_one_is_stopped() -> None:
    whole, cut = SEALED.armoured().decode(), ANOTHER.armoured().decode()[:5_000]

    stopped, found = look(a_mail(text=f"{cut}\n\n{whole}"))

    assert isinstance(stopped, Stopped)
    assert stopped.item.reason == "damaged"
    assert _what(found) == SEALED.receipt


def test_a_quotation_that_breaks_off_is_the_file_that_it_quotes() -> None:
    whole = SEALED.armoured().decode()

    found = look(a_mail(text=f"{whole}\n\nYou wrote:\n\n{whole[:5_000]}"))

    assert told(found) == [("mail.eml > text of the mail", SEALED.receipt)]


def test_a_file_that_is_pasted_and_attached_is_one() -> None:
    mail = a_mail(("one.txt", SEALED.armoured()), text=SEALED.armoured().decode())

    assert [_what(each) for each in look(mail)] == [SEALED.receipt]


def test_what_is_attached_beside_a_sealed_file_is_told_and_a_mail_without_one_is_one_thing() -> None:
    both = a_mail(("one.txt", SEALED.armoured()), ("evidence.pdf", b"%PDF-1.7 openly"))
    neither = a_mail(("evidence.pdf", b"%PDF-1.7 openly"), ("more.pdf", b"%PDF-1.7 openly"))

    assert told(look(both))[1:] == [("mail.eml > evidence.pdf", "a PDF document")]
    assert told(look(neither)) == [("mail.eml", "a mail without a sealed file")]


def test_every_mail_of_an_mbox_is_looked_into_and_quoted_lines_are_restored() -> None:
    quoting = a_mail(("one.txt", SEALED.armoured()), text="Dear all,\n\nFrom here on it is sealed.\n")
    box = an_mbox(quoting, a_mail(), a_mail(("two.txt", ANOTHER.armoured())))

    assert told(look(box, "Inbox")) == [
        ("Inbox > mail 1 > one.txt", SEALED.receipt),
        ("Inbox > mail 2", "a mail without a sealed file"),
        ("Inbox > mail 3 > two.txt", ANOTHER.receipt),
    ]


@pytest.mark.parametrize(
    "mail",
    [
        pytest.param(OutlookMail(attachments=[("r.txt", SEALED.armoured())]), id="attached"),
        pytest.param(OutlookMail(body=f"Hello\r\n{SEALED.armoured().decode()}"), id="pasted"),
        pytest.param(OutlookMail(html=f"<p>{SEALED.armoured().decode()}</p>"), id="as a web page"),
        pytest.param(
            OutlookMail(
                body="See attached",
                attachments=[("FW Referral", OutlookMail(attachments=[("r.txt", SEALED.armoured())]))],
            ),
            id="in a mail that is attached",
        ),
    ],
)
def test_a_sealed_file_in_a_mail_saved_by_outlook_is_found(mail: OutlookMail) -> None:
    assert [_what(each) for each in look(as_msg(mail), "mail.msg")] == [SEALED.receipt]


def test_a_mail_saved_by_outlook_says_who_and_when() -> None:
    headers = f"Date: {DATE}\r\nFrom: {SENDER}\r\nMessage-ID: {MESSAGE_ID}\r\n"
    (found,) = look(as_msg(OutlookMail(headers=headers, attachments=[("r.txt", SEALED.armoured())])))

    assert isinstance(found, Arrival)
    ((said),) = found.mails
    assert (said.date, said.sender, said.message_id) == (DATE, SENDER, MESSAGE_ID)


def test_an_outlook_mail_that_is_cut_or_altered_never_stops_the_import() -> None:
    whole = as_msg(OutlookMail(body="text", attachments=[("r.txt", SEALED.armoured())]))
    for place in range(0, len(whole), len(whole) // 60):
        for broken in (whole[:place], whole[:place] + b"\xff" * 8 + whole[place + 8 :]):
            assert look(broken)  # whatever it is, it is said and no error gets out


def test_what_the_mails_say_is_kept_with_the_submission_and_held_by_the_audit_chain(
    store: Store, tmp_path: Path
) -> None:
    mail = forwarded_by_thunderbird(a_mail(("r.txt", SEALED.armoured())))
    file = save(tmp_path, "mail.eml", mail.as_bytes())

    assert results(run_import(store, file)) == [("imported", "new-case")]

    with store.reading() as connection:
        case = queries.find_case(connection, SEALED.receipt)
        assert all(chain.broken_at is None for chain in verify_chain(connection))
    inner, outer = case.mails
    assert (inner.date, inner.sender, inner.message_id) == (DATE, SENDER, MESSAGE_ID)
    assert outer.message_id == "<outer@example.org>"
    (entry,) = case.audit
    assert len(str(entry.detail["mail_sha256"])) == 64
    assert "canary-id" not in json.dumps(dict(entry.detail)) and "Oddbody" not in json.dumps(dict(entry.detail))


def test_headers_written_to_harm_are_kept_as_one_harmless_line() -> None:
    head = b"From: =?utf-8?q?A=1B[2J=E2=80=AEB?= <x@example.org>\r\nDate: nonsense\r\nMessage-ID: " + b"x" * 100_000
    body = b"\r\nMIME-Version: 1.0\r\n\r\n" + SEALED.armoured()
    (found,) = look(head + body)

    assert isinstance(found, Arrival)
    (said,) = found.mails
    assert said.sender.isprintable() and said.sender.startswith("A[2JB")
    assert (said.date, len(said.message_id)) == ("nonsense", 500)


BROKEN = {
    "unknown charset": b"Content-Type: text/plain; charset=x-klingon\r\n\r\n",
    "base64 junk": b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!=A=\x00\xff",
    "unknown encoded words": b"From: =?x-klingon?b?////?=\r\nSubject: =?utf-8?b?=FF=?=\r\n\r\n",
    "empty": b"\r\n\r\n",
    "no boundary": b"Content-Type: multipart/mixed\r\n\r\n--x\r\n\r\nhello\r\n",
    "boundary that never comes": b'Content-Type: multipart/mixed; boundary="x"\r\n\r\nhello\r\n',
    "parameters that lead nowhere": b"Content-Type: text/plain; name*0*=utf-9''%; name*1*=\r\n\r\nhello\r\n",
    "mail that is none": b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!\r\n",
    "delivery report": b"Content-Type: message/delivery-status\r\n\r\nA: b\r\n\r\nC: d\r\n\r\nE: f\r\n",
    "uuencoded": b"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 666 x\r\nM\xff\xff\r\n",
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_mail_is_one_thing_and_never_an_error(broken: bytes) -> None:
    (found,) = look(b"Message-ID: <a@example.org>\r\nMIME-Version: 1.0\r\n" + broken)

    assert _what(found) in ("a mail without a sealed file", "cannot-be-read")


def test_a_mail_whose_parts_run_together_is_not_passed_over() -> None:
    whole = a_mail(("r.txt", SEALED.armoured())).as_bytes()
    without_boundary = whole.replace(b"boundary=", b"bound=")

    assert [_what(each) for each in look(without_boundary)] == ["cannot-be-read"]


def test_a_mail_in_a_part_that_is_base64_against_the_standard_is_found() -> None:
    import base64

    inner = base64.encodebytes(a_mail(("r.txt", SEALED.armoured())).as_bytes())
    head = b"Message-ID: <a@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: message/rfc822\r\n"
    found = look(head + b"Content-Transfer-Encoding: base64\r\n\r\n" + inner)

    assert [_what(each) for each in found] == [SEALED.receipt]


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("encoding", [b"base64", b"8bit", b"quoted-printable"])
def test_long_blocks_of_base64_reach_us_byte_for_byte_as_the_library_reads_them(
    line_end: bytes, encoding: bytes
) -> None:
    lines = [b"QUJD" * 19] * 40  # the last one is as long as all others, and the boundary follows at once
    head = line_end.join([b"Message-ID: <a@example.org>", b"Content-Type: multipart/mixed; boundary=x", b"", b"--x"])
    part = line_end.join([b"Content-Transfer-Encoding: " + encoding, b"", *lines, b"caf\xe9 \xc3\xa9", *lines])
    raw = head + line_end + part + line_end + b"--x" + line_end + line_end.join([b"", *lines, b"--x--"])

    expected = [each.get_payload(decode=True) for each in message_from_bytes(raw).walk()][1:]
    assert [each.raw for each in mail.read_mail("mail.eml", raw).parts if isinstance(each, Part)] == expected
    assert all(b"QUJD" in each or b"ABCABC" in each for each in expected if isinstance(each, bytes))


def test_a_thousand_parts_are_read_and_more_than_the_limit_is_refused() -> None:
    many = a_mail(("r.txt", SEALED.armoured()), *((f"{number}.pdf", b"%PDF") for number in range(1_000)))
    started = time.process_time()
    found = look(many)
    too_many = look(b"Message-ID: <a@b>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
                    + b"--x\r\n\r\nhello\r\n" * 2_500)  # fmt: skip

    assert [each for each in told(found) if each[1] != "a PDF document"] == [("mail.eml > r.txt", SEALED.receipt)]
    assert len(found) == 1_001
    assert [_what(each) for each in too_many] == ["too-much-inside"]
    assert time.process_time() - started < 10


def test_a_mail_that_would_take_too_much_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = a_mail(("r.txt", SEALED.armoured())).as_bytes()

    monkeypatch.setattr(mail, "MAX_MAIL", len(raw))
    assert [_what(each) for each in look(raw)] == [SEALED.receipt]
    monkeypatch.setattr(mail, "MAX_MAIL", len(raw) - 1)
    assert [_what(each) for each in look(raw)] == ["too-large-to-open"]
    assert [_what(each) for each in look(an_mbox(a_mail(("r.txt", SEALED.armoured())), a_mail()))] == [
        "too-large-to-open", "a mail without a sealed file"
    ]  # fmt: skip


def test_a_file_of_more_mails_than_the_limit_is_refused_before_the_first_is_read() -> None:
    mail = b"From a@example.org Mon Jan  4 14:05:00 2027\nFrom: a@example.org\nDate: x\n\nhello\n\n"
    sealed = bytes(an_mbox(a_mail(("r.txt", SEALED.armoured()))))
    started = time.process_time()
    tracemalloc.start()
    try:
        found = look(sealed + mail * MAX_MAILS)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert [_what(each) for each in found] == ["too-much-inside"]
    assert peak < 3_000_000
    assert time.process_time() - started < 5


def test_parts_inside_parts_without_end_are_refused_before_they_are_read() -> None:
    raw = b"Message-ID: <a@b>\r\nMIME-Version: 1.0\r\n" + b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (number, number) for number in range(5_000)
    )

    assert [_what(each) for each in look(raw)] == ["too-much-inside"]


def test_a_large_mail_of_parts_inside_parts_is_refused_before_it_takes_its_time() -> None:
    head = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (number, number) for number in range(150)
    )
    small = b"Message-ID: <a@b>\r\nMIME-Version: 1.0\r\n" + head + b"\r\n" + SEALED.armoured()
    started = time.process_time()

    assert [_what(each) for each in look(small)] == [SEALED.receipt]
    assert [_what(each) for each in look(small + b"filler\r\n" * 500_000)] == ["too-much-inside"]
    assert time.process_time() - started < 5


def test_a_file_that_outlook_hides_in_winmail_dat_is_found() -> None:
    hidden = b"\x78\x9f\x3e\x22\x01\x00" + bytes(range(256)) + SEALED.armoured() + bytes(range(200, 256))

    assert told(look(a_mail(("winmail.dat", hidden)))) == [("mail.eml > winmail.dat", SEALED.receipt)]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_a_sealed_text_saved_in_another_encoding_is_found(encoding: str) -> None:
    saved = SEALED.armoured().decode("ascii").encode(encoding)

    assert [_what(each) for each in look(a_mail(("r.txt", saved)))] == [SEALED.receipt]


def test_mails_inside_mails_are_followed_to_a_depth_of_five() -> None:
    def nested(depth: int, sealed: Envelope) -> EmailMessage:
        mail = a_mail(("r.txt", sealed.armoured()))
        for _ in range(depth - 1):
            mail = forwarded_by_thunderbird(mail)
        return mail

    assert [_what(each) for each in look(nested(5, SEALED))] == [SEALED.receipt]
    assert [_what(each) for each in look(nested(6, SEALED))] == ["nested-too-deep"]


def test_a_text_that_begins_like_a_mail_is_a_text() -> None:
    pasted = b"From: Head\nSent: 3 May 2026\nTo: LADO\nSubject: Referral\n\n" + SEALED.armoured()

    (found,) = look(pasted, "pasted.txt")

    assert isinstance(found, Arrival) and found.source == "pasted.txt" and found.mails == ()
