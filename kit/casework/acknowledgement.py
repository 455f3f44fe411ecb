"""The e-mail that tells a sender that their file has come: its receipt code, and what happens next and by when.

Nothing of what the file says is in it: whoever reads it learns that somebody wrote to the LADO team, and no more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parsedate_to_datetime

from lado_site.forms.afterwards import afterwards, promised
from lado_site.forms.questions import Form
from lado_site.forms.summary import show_date, show_date_time
from lado_site.profiles import LONDON, Calendar, Clock, Contact, Profile, day_in_england, runs_out

from ..errors import Misuse

LONGEST_ADDRESS = 254

# What mail programs take without quoting, and nothing that could end a header or begin a second address.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ADDRESS = re.compile(rf"{_ATOM}(\.{_ATOM})*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Acknowledgement:
    """What is to be sent. ``passed`` are the promises whose time was over when it was written: they are not in it."""

    receipt: str
    subject: str
    text: str = field(repr=False)
    passed: tuple[str, ...]


def write_acknowledgement(
    form: Form | None, profile: Profile, *, receipt: str, received: datetime, now: datetime
) -> Acknowledgement:
    """Put the acknowledgement of one submission into words; of a form that is not kept here nothing is promised."""
    calendar = Calendar.of(profile)
    ends = [(runs_out(each.length, each.unit, received, calendar), each) for each in _promises(form, profile)]
    ends.sort(key=lambda each: _last_day(each[0]))
    ahead = [_sentence(clock, end) for end, clock in ends if not _is_over(end, now)]
    paragraphs = [
        f"We have your file. Its receipt code is:\n\n{receipt}",
        "The file arrived whole. Only the LADO team can open it.",
        _danger(profile.contact),
        *_what_happens(form, ahead),
        _if_unheard(profile, is_dated=bool(ahead)),
        "Please do not write names or details in an e-mail. To add something, or to put something right, use the form "
        f"for that on our pages: {profile.contact.web}",
        profile.service,
    ]
    return Acknowledgement(
        receipt=receipt,
        subject=f"Received: {receipt}",
        text="\n\n".join(paragraphs) + "\n",
        passed=tuple(_sentence(clock, end) for end, clock in ends if _is_over(end, now)),
    )


def as_draft(written: Acknowledgement, contact: Contact, *, to: str = "") -> bytes:
    """Return the e-mail as a file that opens as a draft, ready to be checked and sent. Raises Misuse for no address."""
    message = EmailMessage(policy=SMTP)
    message["X-Unsent"] = "1"  # Outlook then opens it for writing, with a button to send it
    if to:
        message["To"] = check_address(to)
    message["Subject"] = written.subject
    message["Reply-To"] = check_address(contact.email)
    message.set_content(written.text, cte="quoted-printable")
    return message.as_bytes()


def check_address(text: str) -> str:
    """Return an e-mail address that stands alone, without a name. Raises Misuse."""
    address = text.strip()
    if len(address) > LONGEST_ADDRESS or not _ADDRESS.fullmatch(address):
        raise Misuse(
            "this is not one e-mail address", hint="give the address alone, like name@example.org, without a name"
        )
    return address


def is_address(text: str) -> bool:
    """Tell whether a text is an address that could be written to."""
    try:
        return bool(check_address(text))
    except Misuse:
        return False


def received_at(*, sealed_at: datetime, imported_at: datetime, mail_dates: Sequence[str]) -> datetime:
    """Return when a submission reached the office, as far as is known: when the mail was sent, else when imported.

    Anyone can write any date on a mail. So it counts only between the sealing and the import, and can only make the
    office answer sooner.
    """
    dated = [sent for each in mail_dates if (sent := _mail_date(each)) and sealed_at <= sent <= imported_at]
    return min([*dated, imported_at])


def _promises(form: Form | None, profile: Profile) -> tuple[Clock, ...]:
    # Working hours cannot be counted where the authority has set no office hours.
    return tuple(
        each
        for each in (promised(form, profile) if form else ())
        if each.unit != "working-hours" or profile.office_hours
    )


def _sentence(clock: Clock, end: date | datetime) -> str:
    """Say what is promised, as the receipt page does: "The LADO telephones you by the end of Monday 2 March 2026."."""
    start = f"The {clock.role or 'LADO team'} {clock.label}"
    where_possible = ", wherever possible" if clock.wherever_possible else ""
    if clock.length == 0:
        return f"{start} ({_long_day(_last_day(end))}){where_possible}."
    if isinstance(end, datetime):
        moment = end.astimezone(LONDON)
        time = show_date_time(f"{moment:%Y-%m-%dT%H:%M}").rpartition(" at ")[2]
        return f"{start} by {time} on {_long_day(moment.date())}{where_possible}."
    return f"{start} by the end of {_long_day(end)}{where_possible}."


def _danger(contact: Contact) -> str:
    return (
        "If a child is in danger now, call 999. Do not wait for us.\n"
        f"If a child is not safe, call children’s social care: {contact.childrens_services}, or {contact.out_of_hours} "
        "outside office hours."
    )


def _what_happens(form: Form | None, promises: Sequence[str]) -> Iterator[str]:
    if promises:
        yield "What happens next:\n" + "\n".join(f"- {each}" for each in promises)
    if form:
        yield afterwards(form).then


def _if_unheard(profile: Profile, *, is_dated: bool) -> str:
    contact = profile.contact
    when = "If you have heard nothing by then" if is_dated else "To ask what happens next"
    return f"{when}, call {profile.service} on {contact.telephone} ({contact.hours}) and say your receipt code."


def _is_over(end: date | datetime, now: datetime) -> bool:
    return end < now if isinstance(end, datetime) else end < day_in_england(now)


def _last_day(end: date | datetime) -> date:
    return day_in_england(end) if isinstance(end, datetime) else end


def _long_day(day: date) -> str:
    return f"{_WEEKDAYS[day.weekday()]} {show_date(day.isoformat())}"


_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _mail_date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
