"""Mails as mail programs write them, for the tests of intake."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage
from email.utils import format_datetime
from html import escape

from lado_kit.encrypt.envelope import Envelope

from .builders import SEALED_AT

SENDER = "Peregrine Oddbody <head@example.org>"
MESSAGE_ID = "<20260503.1130.canary-id@example.org>"
DATE = format_datetime(SEALED_AT)


def a_mail(
    *attachments: tuple[str, bytes], text: str = "Dear colleagues,\n\nplease see attached.\n", sender: str = SENDER,
    message_id: str = MESSAGE_ID,
) -> EmailMessage:  # fmt: skip
    """A mail with a text, and files attached to it."""
    mail = EmailMessage()
    mail["Date"] = DATE
    mail["From"] = sender
    mail["To"] = "lado@example.org"
    mail["Subject"] = "Sealed referral"
    mail["Message-ID"] = message_id
    mail.set_content(text)
    for name, content in attachments:
        mail.add_attachment(content, maintype="text" if name.endswith(".txt") else "application",
                            subtype="plain" if name.endswith(".txt") else "octet-stream", filename=name)  # fmt: skip
    return mail


def forwarded_by_outlook(sealed: Envelope) -> EmailMessage:
    """The text was pasted into a mail, which Outlook then forwards as a web page: lines in paragraphs, spaces kept."""
    lines = sealed.armoured().decode("ascii").splitlines()
    quoted = "".join(
        f'<p class=MsoNormal><span style="font-size:11.0pt">{escape(line)}</span></p>\r\n' for line in lines
    )
    mail = a_mail(text="See below.\n")
    mail.set_content(
        "<html><head><style>p.MsoNormal {margin:0cm;}</style></head><body><p class=MsoNormal>See below.<o:p></o:p></p>"
        '<div style="border:none;border-top:solid #E1E1E1 1.0pt"><p><b>From:</b> Head &lt;head@example.org&gt;<br>'
        f"<b>Sent:</b> 03 May 2026 12:30<br><b>Subject:</b> Referral</p></div>&nbsp;{quoted}</body></html>",
        subtype="html",
    )
    return mail


def forwarded_by_gmail(sealed: Envelope) -> EmailMessage:
    """Gmail writes what it forwards twice, as text and as a web page, and wraps both in its own way."""
    text = sealed.armoured().decode("ascii")
    head = "---------- Forwarded message ---------\nFrom: Head <head@example.org>\nSubject: Referral\n\n"
    mail = a_mail(text=f"FYI\n\n{head}{text}")
    mail.add_alternative(
        f'<div dir="ltr">FYI<br><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">{escape(head)}</div>'
        + text.replace("\n", "<br>\n")
        + "</div></div>",
        subtype="html",
    )
    return mail


def forwarded_by_thunderbird(inner: EmailMessage) -> EmailMessage:
    """Thunderbird attaches the mail that it forwards, whole."""
    mail = a_mail(text="Forwarded.\n", sender="Office <office@example.org>", message_id="<outer@example.org>")
    mail.add_attachment(inner, filename="Sealed referral.eml")
    return mail


def a_zip(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as opened:
        for name, content in files:
            opened.writestr(zipfile.ZipInfo(name), content, compress_type=method)
    return packed.getvalue()


def an_mbox(*mails: EmailMessage) -> bytes:
    written = []
    for mail in mails:
        lines = mail.as_bytes().replace(b"\nFrom ", b"\n>From ")
        written.append(b"From head@example.org Sun May  3 11:30:00 2026\n" + lines.rstrip(b"\n") + b"\n\n")
    return b"".join(written)
