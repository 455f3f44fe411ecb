"""The export for a person: one page without scripts, in the order of dates, to be read and printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from html import escape

from lado_site.profiles import Profile

from ..casework.clocks import WORDS, EventKind
from ..casework.record.corrections import correction_in_words
from ..store.tables import LinkState
from .gathering import HeldCase, Holding, Sent
from .others import Other
from .standing import Stands, Stood, what_stood
from .wording import happened, harmless, moment, sayings

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """
body { font: 1rem/1.5 Arial, sans-serif; color: #0b0c0c; max-width: 50rem; margin: 2rem auto; padding: 0 1rem }
h1, h2, h3, h4 { line-height: 1.25 }
h5 { font-size: 1rem; text-decoration: underline }
.mark { font-weight: bold; letter-spacing: .05em }
.warning { border: .25rem solid #0b0c0c; padding: .5rem 1rem }
section.entry { border-left: .25rem solid #505a5f; margin: 1.5rem 0; padding-left: 1rem }
section.replaced { border-left-style: dotted }
dt { font-weight: bold; margin-top: .5rem }
dd { margin: 0 0 .25rem 0; white-space: pre-wrap; overflow-wrap: anywhere }
table { border-collapse: collapse; width: 100% }
caption { text-align: left; font-weight: bold; padding: .5rem 0 }
th, td { border: 1px solid #505a5f; padding: .25rem .5rem; text-align: left; vertical-align: top }
td { overflow-wrap: anywhere }
@media print {
  body { margin: 0; max-width: none }
  h2 { break-before: page }
}
"""


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


def write_page(
    holding: Holding, others: Iterable[Other], profile: Profile, *, request: str, actor: str, now: datetime
) -> bytes:
    """Write an export as a page."""
    title = f"Everything held on one person: request {request}"
    body = _el(
        "main",
        _el("p", "OFFICIAL-SENSITIVE", class_="mark"),
        _el("h1", title),
        _cover(holding, profile, actor=actor, now=now),
        *(_case(each, profile) for each in holding.cases),
        _elsewhere(holding),
        _others(others),
    )
    head = _el(
        "head",
        Html('<meta charset="utf-8">'),
        Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Html(f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">'),
        Html('<meta name="robots" content="noindex">'),
        _el("title", title),
        Html(f"<style>{_STYLE}</style>"),
    )
    page = _el("html", head, _el("body", body), lang="en-GB")
    return f"<!doctype html>\n{page}\n".encode()


def _cover(holding: Holding, profile: Profile, *, actor: str, now: datetime) -> Html:
    names = dict.fromkeys(seat.name for seat in holding.seats if seat.name)
    cases = ", ".join(each.subject for each in holding.cases)
    return _join(
        _el(
            "div",
            _el("p", "This is not what the person is given. Other people are named in it, and nothing is masked."),
            _el(
                "p",
                "Read all of it, mask what has to be masked, and decide what an exemption covers. The list of other "
                "people at the end is a help. It is not complete.",
            ),
            _el(
                "p",
                "The law restricts what may be published about an allegation against a teacher (Education Act 2002, "
                "section 141F).",
            ),
            class_="warning",
        ),
        _facts(
            [
                ("The person", f"{holding.person}: {'; '.join(names) or 'no name on record'}"),
                ("Authority", f"{profile.area}: {profile.service}"),
                ("Cases", cases),
                ("Made", f"{moment(now)}, by {actor}"),
            ]
        ),
    )


def _case(held: HeldCase, profile: Profile) -> Html:
    dated = [
        *((each.submission.sealed_at, _sent(each, held)) for each in held.sent),
        *((each.event.happened_at, _event(each, profile)) for each in what_stood(held.events)),
    ]
    return _join(
        _el("h2", f"Case {held.subject}"),
        _el("p", f"This case is here because {held.why}."),
        *_now(held),
        _el("h3", "What was sent and what happened, by date"),
        *(entry for _, entry in sorted(dated, key=lambda each: each[0])),
        *_about(held),
        _table(
            f"Who read or changed case {held.subject}",
            ("When", "Who", "What"),
            [(moment(each.at), each.actor, each.action.replace("-", " ")) for each in held.audit],
        ),
    )


def _now(held: HeldCase) -> Iterator[Html]:
    now = held.standing
    if now is None:
        return
    facts = [("Where it stands", "open" if now.is_open else "closed")]
    if now.pathway:
        facts.append(("Decision", now.pathway))
    if now.headline:
        facts.append(("Outcome", now.headline.detail["outcome"].replace("-", " ")))
    for each in now.disputed:
        facts.append(
            ("Disputed", f"{each.detail['by']} disputes: {each.detail['what']}. They say: {each.detail['says']}")
        )
    for each in now.corrected:
        facts.append(("Put right", f"{correction_in_words(each)} (event {each.id}, {moment(each.recorded_at)})"))
    yield _el("h3", "Now")
    yield _facts(facts)


def _sent(sent: Sent, held: HeldCase) -> Html:
    one = sent.submission
    files = [each for each in held.attachments if each.submission_id == one.submission_id]
    return _el(
        "section",
        _el("h4", f"{moment(one.sealed_at)}: {sent.title}"),
        _el("p", f"Receipt code {one.receipt}. Imported {moment(one.imported_at)} by {one.imported_by}."),
        *(
            _el(
                "p",
                f"It came by mail of {mail.date or 'no date'}, which says it is from {mail.sender or 'nobody'}. "
                "Nobody has checked that.",
            )
            for mail in one.mails
        ),
        *(
            part
            for section in sent.sections
            for part in (
                _el("h5", section.title),
                _facts(
                    (f"{row.entry}: {row.label}" if row.entry else row.label, "\n".join(row.lines))
                    for row in section.rows
                ),
            )
        ),
        *(
            _el("p", f"Attachment {each.number}: {each.name} ({each.media_type}, {each.size:,} bytes)")
            for each in files
        ),
        class_="entry",
    )


def _event(stood: Stood, profile: Profile) -> Html:
    event, after = stood.event, stood.after
    replaced = ""
    if after:
        how = "Withdrawn" if stood.state is Stands.WITHDRAWN else "Corrected"
        replaced = f"{how} by event {after.id} on {moment(after.recorded_at)}, by {after.recorded_by}."
    mark = "Disputed: " if event.kind is EventKind.DISPUTED else ""
    return _el(
        "section",
        _el("h4", f"{happened(event)}: {mark}{WORDS[event.kind]}"),
        _el("p", f"Event {event.id}, recorded {moment(event.recorded_at)} by {event.recorded_by}."),
        *([_el("p", f"It corrects event {event.corrects}.")] if event.corrects else []),
        *([_el("p", replaced)] if replaced else []),
        _facts(
            [
                *((each.label, each.words) for each in sayings(event, profile)),
                *([("Note", event.note)] if event.note else []),
            ]
        ),
        class_="entry replaced" if after else "entry",
    )


def _about(held: HeldCase) -> Iterator[Html]:
    """Tell what people decided about the record itself."""
    rows = [
        *(
            (f"{each.other}: {_LINKS[each.link.state]}", each.link.decided_by or "", each.link.reason or "")
            for each in held.links
        ),
        *(
            (f"{twin.case} and {twin.of}, one referral twice: {twin.state}", twin.decided_by or "", twin.reason or "")
            for twin in held.case.duplicates
        ),
        *((f"How long it is kept: {each.kind}", each.decided_by, each.reason) for each in held.decisions),
        *((f"{each.officer} must not open it", each.excluded_by, each.reason) for each in held.exclusions),
    ]
    released = held.case.released
    if released:
        rows.append(("Taken in although it did not pass", released.settled_by or "", released.why or ""))
    if rows:
        yield _table("What was decided about this record", ("What", "Who", "Why"), rows)


_LINKS = {
    LinkState.SUGGESTED: "it may be the same person; nobody has decided",
    LinkState.CONFIRMED: "the same person",
    LinkState.DISMISSED: "not the same person",
}


def _elsewhere(holding: Holding) -> Html:
    if not holding.elsewhere:
        return Html()
    rows = [(each.case, each.why) for each in holding.elsewhere]
    return _join(_el("h2", "What is not here"), _table("Cases that are not in this export", ("Case", "Why"), rows))


def _others(others: Iterable[Other]) -> Html:
    rows = [
        (
            str(each.number),
            each.name,
            "; ".join(each.roles) + (" (is called like the person)" if each.is_called_the_same else ""),
            str(len(each.found)),
        )
        for each in others
    ]
    return _join(
        _el("h2", "Other people in this export"),
        _el("p", "Every place is in the file third-parties.csv. This is a help, and it is not complete."),
        _table("Other people", ("Number", "Name", "Named as", "Places"), rows),
    )


def _facts(facts: Iterable[tuple[str, str]]) -> Html:
    rows = [part for label, text in facts for part in (_el("dt", label), _el("dd", text))]
    return _el("dl", *rows) if rows else Html()


def _table(caption: str, heading: Iterable[str], rows: Iterable[Iterable[str]]) -> Html:
    return _el(
        "table",
        _el("caption", caption),
        _el("thead", _el("tr", *(_el("th", each, scope="col") for each in heading))),
        _el("tbody", *(_el("tr", *(_el("td", cell) for cell in row)) for row in rows)),
    )


def _join(*parts: Html) -> Html:
    return Html("\n".join(parts))


def _el(tag: str, *parts: str, **attributes: str) -> Html:
    """Return an element. Whatever is not HTML already is text, and shown as that."""
    inner = "".join(part if isinstance(part, Html) else escape(harmless(part)) for part in parts)
    with_names = "".join(f' {name.rstrip("_")}="{escape(value)}"' for name, value in attributes.items())
    return Html(f"<{tag}{with_names}>{inner}</{tag}>")
