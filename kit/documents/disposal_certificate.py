"""The certificate of a disposal: one page that says what was removed, by which rule and by whom, and nobody's name."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, HRFlowable, Spacer, Table, TableStyle

from lado_site.profiles import LONDON, RETENTION_STARTS

from . import style

_CELL = ParagraphStyle("certificate cell", parent=style.BODY, fontSize=10, leading=14)
_LABEL = ParagraphStyle("certificate label", parent=_CELL, textColor=style.QUIET)
_MONO = ParagraphStyle("certificate mono", parent=_CELL, fontName="Courier", fontSize=7.4, leading=14)

REMOVED = (
    ("Submissions, with all their answers", ("submission",)),
    ("Sealed files", ("envelope",)),
    ("Attached files", ("attachment",)),
    ("People and organisations", ("adult", "child", "organisation", "referrer")),
    ("Entries of what happened", ("case_event",)),
    ("Decisions on how long it was kept", ("retention_decision",)),
    ("Ties to other cases", ("link", "case_duplicate")),
    ("Copies in quarantine", ("quarantine",)),
)
"""What is counted on the certificate, by the tables it was in."""

NOT_COVERED = (
    "Backups made before this day still hold the case until they are removed themselves, by the office’s own plan.",
    "So may copies outside the record store: the sealed file in a mailbox or folder, files that somebody saved or "
    "printed, the council’s own case system, and what others were sent.",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class DisposalCertificate:
    """What the certificate says. ``text`` is its one exact form; ``entry`` in the audit trail holds its hash."""

    text: str
    service: str
    cases: tuple[str, ...]
    facts: Mapping[str, str]
    removed: Mapping[str, int]
    rule: str
    source: str
    months: int
    start: str
    review_on: date
    proposed: tuple[str, datetime]
    disposed: tuple[str, datetime]
    head: str
    head_entries: int
    entry: int
    entry_hash: str
    is_sample: bool = False

    @property
    def sha256(self) -> str:
        """The hash of its exact form."""
        return sha256(self.text.encode()).hexdigest()


def read_certificate(
    text: str, *, service: str, entry: int, entry_hash: str, is_sample: bool = False
) -> DisposalCertificate:
    """Read a certificate from its exact form."""
    says = json.loads(text)
    rule = says["rule"]
    return DisposalCertificate(
        text=text,
        service=service,
        cases=tuple(says["cases"]),
        facts=says["facts"],
        removed=says["removed"],
        rule=rule["label"],
        source=rule["source"],
        months=rule["months"],
        start=rule["start"],
        review_on=date.fromisoformat(says["review_on"]),
        proposed=(says["proposed"]["by"], datetime.fromisoformat(says["proposed"]["at"])),
        disposed=(says["disposed"]["by"], datetime.fromisoformat(says["disposed"]["at"])),
        head=says["audit"]["head"],
        head_entries=says["audit"]["entries"],
        entry=entry,
        entry_hash=entry_hash,
        is_sample=is_sample,
    )


def build_disposal_certificate(certificate: DisposalCertificate) -> bytes:
    """Return the certificate as a PDF of one page."""
    first, *duplicates = certificate.cases
    eyebrow = "Certificate of disposal"
    if certificate.is_sample:
        eyebrow += " · demonstration, not a real service"
    which = "duplicates" if len(duplicates) > 1 else "its duplicate"
    also = f", and of {which} {', '.join(duplicates)}," if duplicates else ""
    story: list[Flowable] = [
        style.text(eyebrow, style.EYEBROW),
        style.text(f"Case {first}", style.TITLE),
        style.text(certificate.service, style.LEAD),
        Spacer(0, 3 * mm),
        style.text(
            f"The record of this case{also} was removed from the record store on {_day(certificate.disposed[1])}. "
            "Two people decided it. What is below is all that is left."
        ),
        style.text("Who decided, and why it was due", style.HEADING),
        _rows(_decision(certificate)),
        style.text("What is left for the figures", style.HEADING),
        _rows(_left(certificate.facts)),
        style.text("What was removed", style.HEADING),
        _rows(_removed(certificate.removed)),
        style.text("What this does not cover", style.HEADING),
        *style.numbered(NOT_COVERED),
        Spacer(0, 3 * mm),
        HRFlowable(width="100%", thickness=0.8, color=style.LINE),
        Spacer(0, 2 * mm),
        _rows(_proof(certificate), value=_MONO),
        Spacer(0, 13 * mm),
        _signatures(certificate),
    ]
    return style.build(story, title=f"Certificate of disposal, case {first}", author=certificate.service)


def _decision(certificate: DisposalCertificate) -> list[tuple[str, str]]:
    start = next((words for key, words in RETENTION_STARTS.items() if key == certificate.start), certificate.start)
    return [
        ("Rule", f"{certificate.rule}: {certificate.months} months from {start}"),
        ("Where it stands", certificate.source),
        ("Review due on", _day(certificate.review_on)),
        ("Proposed by", _by(certificate.proposed)),
        ("Disposed of by", _by(certificate.disposed)),
    ]


_FACTS = (
    ("Began as", "form"),
    ("Sector", "sector"),
    ("Category", "category"),
    ("Outcome", "outcome"),
    ("Pathway", "pathway"),
    ("Ended as", "result"),
)


def _left(facts: Mapping[str, str]) -> list[tuple[str, str]]:
    days = [
        f"{what} {_day(date.fromisoformat(facts[name]))}"
        for what, name in (("received", "received_on"), ("concluded", "concluded_on"), ("closed", "closed_on"))
        if facts.get(name)
    ]
    said = [f"{label.lower()} {facts[name].replace('-', ' ')}" for label, name in _FACTS if facts.get(name)]
    return [("Days", ", ".join(days)), ("Counted as", ", ".join(said) or "nothing more is on record")]


def _removed(removed: Mapping[str, int]) -> list[tuple[str, str]]:
    counts = [(label, sum(removed.get(table, 0) for table in tables)) for label, tables in REMOVED]
    named = {table for _, tables in REMOVED for table in tables}
    rest = sum(count for table, count in removed.items() if table not in named)
    return [(label, str(count)) for label, count in (*counts, ("Other rows that belong to these", rest)) if count]


def _proof(certificate: DisposalCertificate) -> list[tuple[str, str]]:
    return [
        ("Hash of this certificate", certificate.sha256),
        (f"Audit entry {certificate.entry}", certificate.entry_hash),
        (f"Audit head before it ({certificate.head_entries})", certificate.head),
    ]


def _rows(rows: Sequence[tuple[str, str]], *, value: ParagraphStyle = _CELL) -> Table:
    cells = [[style.text(label, _LABEL), style.text(content, value)] for label, content in rows]
    table = Table(cells, colWidths=[58 * mm, style.WIDTH - 58 * mm])
    table.setStyle(
        TableStyle(
            [
                ("LEFTPADDING", (0, 0), (0, -1), 0),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("TOPPADDING", (0, 0), (-1, -1), 0.5),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 0.5),
            ]
        )
    )
    return table


def _signatures(certificate: DisposalCertificate) -> Table:
    one, other = (f"{name}, date and signature" for name, _ in (certificate.proposed, certificate.disposed))
    gap = 10 * mm
    cells = [style.text(one, style.SMALL), "", style.text(other, style.SMALL)]
    table = Table([cells], colWidths=[(style.WIDTH - gap) / 2, gap, (style.WIDTH - gap) / 2])
    table.setStyle(
        TableStyle(
            [
                ("LINEABOVE", (0, 0), (0, 0), 0.8, style.INK),
                ("LINEABOVE", (2, 0), (2, 0), 0.8, style.INK),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ]
        )
    )
    return table


def _by(who: tuple[str, datetime]) -> str:
    name, at = who
    return f"{name}, {_day(at)}, {at.astimezone(LONDON):%H:%M}"


def _day(day: date | datetime) -> str:
    local = day.astimezone(LONDON) if isinstance(day, datetime) else day
    return f"{local.day} {local:%B %Y}"
