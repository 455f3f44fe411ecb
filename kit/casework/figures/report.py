"""All figures of a period: every table that is counted from the cases, beside the same of the year before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from lado_site.profiles import Profile

from . import labels
from .cases import Counted, Kind, rule
from .facts import EMPLOYER
from .periods import Period, reporting_year
from .tables import NO_OUTCOME, NOT_HELD, PER_100, Cases, Line, Numbers, Table, counted_by, listed, percent, tallied
from .times import how_soon, time_tables

CONTACTS = "contacts"
_Found = Callable[[Cases, Period], Iterable[str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """The tables of a period. ``rule`` says what counts as a referral; ``removed`` is how many are of no record now.

    ``held_from`` is the day of the first contact on record, None while there is none: what was before is not known.
    """

    authority: str
    period: Period
    tables: tuple[Table, ...]
    rule: str
    removed: int
    held_from: date | None

    def table(self, key: str) -> Table:
        """Return one table by its key. Raises KeyError."""
        return {each.key: each for each in self.tables}[key]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Both:
    """What came in in the period, and in the one before."""

    now: Cases
    before: Cases

    @classmethod
    def of(cls, cases: Cases, period: Period) -> _Both:
        return cls(now=_received(cases, period), before=_received(cases, period.before))

    def only(self, kind: Kind) -> _Both:
        return _Both(now=_only(self.now, kind), before=_only(self.before, kind))


def count_figures(cases: Cases, profile: Profile, period: Period, *, held_from: date | None = None) -> Figures:
    """Count all there is to count of a period. Each case is counted once, by what is on record of it now (R43).

    ``held_from`` is the day of the first contact on record; without it, of the first of these.
    """
    held_from = held_from or min((each.received for each in cases), default=None)
    came = _Both.of(cases, period)
    tables = (
        *_of_contacts(came, profile),
        *_of_referrals(came.only(Kind.REFERRAL), profile),
        *_of_consultations(came.only(Kind.CONSULTATION), cases, profile, period),
        *_of_what_happened(cases, came, profile, period),
        *time_tables(cases, profile, period),
    )
    return Figures(
        authority=profile.name,
        period=period,
        tables=tuple(_of_days_held(each, period, held_from) for each in tables),
        rule=rule(profile),
        removed=sum(each.is_removed for each in came.now),
        held_from=held_from,
    )


def table_titles(profile: Profile) -> Mapping[str, str]:
    """Return the title of every table that is counted for an authority."""
    nothing = count_figures((), profile, reporting_year(profile, 2000))
    return {each.key: each.title for each in nothing.tables}


def with_comments(figures: Figures, said: Iterable[tuple[str, str]]) -> Figures:
    """Put what the service says about its numbers with the tables that it is about: keys of tables, and texts."""
    found = tuple(said)
    tables = (
        replace(table, said=tuple(text for about, text in found if about == table.key)) for table in figures.tables
    )
    return replace(figures, tables=tuple(tables))


def _of_days_held(table: Table, period: Period, held_from: date | None) -> Table:
    """Say of a period that was over before the first contact on record that its numbers are not held (BRO-17)."""

    def known(line: Line) -> Line:
        return replace(
            line,
            now=line.now if period.is_held(held_from) else NOT_HELD,
            before=line.before if period.before.is_held(held_from) else NOT_HELD,
        )

    if period.before.is_held(held_from):
        return table
    return replace(table, lines=tuple(map(known, table.lines)), total=known(table.total) if table.total else None)


def _received(cases: Cases, period: Period) -> list[Counted]:
    return [each for each in cases if each.received in period]


def _only(cases: Cases, kind: Kind) -> list[Counted]:
    return [each for each in cases if each.kind is kind]


_KINDS = {
    Kind.REFERRAL: "Referrals",
    Kind.CONSULTATION: "Consultations",
    Kind.OUT_OF_AREA: "Out of area",
    Kind.UNDECIDED: "Contacts not decided yet",
}


def _of_contacts(came: _Both, profile: Profile) -> Iterator[Table]:
    now, before = came.now, came.before
    kinds = {str(kind): label for kind, label in _KINDS.items()}
    yield tallied(CONTACTS, "Contacts", now, before, lambda case: str(case.kind), kinds,
                  "BRO-51", "BRO-56", "BRO-57", "LEI-51", "BRO-18", "WAN-46", of=CONTACTS)  # fmt: skip
    yield tallied("met", "Contacts: were the criteria met?", now, before, lambda case: case.met, labels.YES_NO,
                  "BRO-35", of=CONTACTS)  # fmt: skip
    yield tallied("overseen", "Contacts: does the LADO oversee it?", now, before, lambda case: case.overseen,
                  labels.YES_NO, "BRO-35", of=CONTACTS)  # fmt: skip
    yield tallied("contacts-pathway", "Contacts: where they led", now, before, lambda case: case.pathway,
                  labels.pathways(profile), "BED-36", "BED-91", "BRO-55", of=CONTACTS)  # fmt: skip
    yield tallied("contacts-common", "Contacts: where they led, in words common to all authorities", now, before,
                  lambda case: case.common, labels.COMMON, "BRO-106", of=CONTACTS)  # fmt: skip
    yield tallied("contacts-source", "Contacts: where they came from", now, before, _source, labels.sources(profile),
                  "BRO-13", of=CONTACTS, removed=True)  # fmt: skip
    yield tallied("contacts-sector", "Contacts: sector", now, before, lambda case: case.sector,
                  labels.sectors(profile), "BRO-69", of=CONTACTS)  # fmt: skip
    yield how_soon(now, before, CONTACTS)


def _of_referrals(came: _Both, profile: Profile) -> Iterator[Table]:
    now, before, of = came.now, came.before, str(Kind.REFERRAL)
    categories = labels.categories(profile)
    yield tallied("source", "Referrals: where they came from", now, before, _source, labels.sources(profile),
                  "BRO-13", "WAN-47", "BRO-120", of=of, removed=True)  # fmt: skip
    yield tallied("sector", "Referrals: sector", now, before, lambda case: case.sector, labels.sectors(profile),
                  "BRO-69", "BRO-70", "BRO-120", "BRO-121", "WAN-47", of=of)  # fmt: skip
    yield tallied("category", "Referrals: what they were about, as it was at first contact", now, before,
                  lambda case: case.category, categories, "BRO-74", "WAN-47", "BED-88", of=of)  # fmt: skip
    yield tallied("category-now", "Referrals: what they were about, as it is known now", now, before,
                  lambda case: case.facts.current, categories, "BRO-74", of=of, removed=True)  # fmt: skip
    yield tallied("outcome", "Referrals: how they ended", now, before, lambda case: case.outcome,
                  labels.outcomes(profile), "WAN-47", "BRO-86", of=of, empty=NO_OUTCOME,
                  note=_about_outcomes(profile))  # fmt: skip
    yield tallied("pathway", "Referrals: tier, category or branch", now, before, lambda case: case.pathway,
                  labels.pathways(profile), "BED-36", "BED-91", of=of)  # fmt: skip
    yield tallied("basis", "Referrals: how the adult works", now, before, lambda case: case.facts.basis,
                  labels.bases(profile), "BRO-20", of=of, removed=True)  # fmt: skip
    yield tallied("paid", "Referrals: paid or voluntary", now, before, _paid,
                  {"paid": "Paid", "voluntary": "Voluntary"}, "BRO-20", of=of, removed=True)  # fmt: skip
    yield tallied("life", "Referrals: work or private life", now, before, lambda case: case.facts.life,
                  labels.lives(profile), "BRO-77", of=of, removed=True)  # fmt: skip
    yield tallied("restraint", "Referrals: restraint or physical intervention", now, before,
                  lambda case: case.facts.restraint, labels.YES_NO_NOT_KNOWN, "BRO-75", of=of,
                  removed=True)  # fmt: skip
    yield tallied("historic", "Referrals: it had happened long before", now, before, lambda case: case.facts.historic,
                  labels.YES_NO_NOT_KNOWN, "BED-90", of=of, removed=True)  # fmt: skip
    yield _investigations(came)


def _about_outcomes(profile: Profile) -> str:
    """Say how outcomes are counted, and with what caution the authority has them read."""
    counted = "Of several outcomes in a case the one counts that the LADO chose."
    return " ".join(filter(None, (counted, profile.said("outcome-figures"))))


_VOLUNTARY = ("volunteer",)
_PAID = ("permanent", "temporary", "agency", "self-employed", "foster-carer")


def _paid(case: Counted) -> str:
    basis = case.facts.basis
    return "voluntary" if basis in _VOLUNTARY else "paid" if basis in _PAID else ""


def _source(case: Counted) -> str:
    return case.facts.source


def _investigations(came: _Both) -> Table:
    """Count who investigated: an investigation by the employer alone, without the police, has a line of its own."""
    named = {
        **labels.INVESTIGATIONS,
        labels.ONLY_EMPLOYER: "Employer or agency only, no police",
        labels.NO_INVESTIGATION: "No investigation on record",
    }
    return listed(
        "investigation", "Referrals: who investigated", counted_by(_who(came.now), _who(came.before), named),
        "BRO-40", "BED-93", of=str(Kind.REFERRAL),
        note="A case that several investigated is in several lines.",
    )  # fmt: skip


def _who(cases: Cases) -> Iterator[str]:
    for each in cases:
        found = each.facts.investigations
        yield from found
        if set(found) == {EMPLOYER}:
            yield labels.ONLY_EMPLOYER
        if not found and not each.is_removed:
            yield labels.NO_INVESTIGATION


def _of_consultations(came: _Both, cases: Cases, profile: Profile, period: Period) -> Iterator[Table]:
    now, before, of = came.now, came.before, str(Kind.CONSULTATION)
    yield tallied("consultations-pathway", "Consultations: of what kind", now, before, lambda case: case.pathway,
                  labels.pathways(profile), "BRO-57", "BRO-59", of=of)  # fmt: skip
    yield tallied("consultations-overseen", "Consultations: does the LADO oversee it?", now, before,
                  lambda case: case.overseen, labels.YES_NO, "BRO-35", of=of)  # fmt: skip
    every = _only(cases, Kind.CONSULTATION)
    yield listed(
        "follow-ups", "Consultations: work after the first contact",
        (
            ("entries", "Follow-ups on record", _follow_ups(every, period), _follow_ups(every, period.before)),
            ("cases", "Consultations that had any", _followed(every, period), _followed(every, period.before)),
        ),
        "BRO-63", unit="follow-ups",
    )  # fmt: skip


def _follow_ups(cases: Cases, period: Period) -> int:
    return sum(day in period for each in cases for day in each.facts.follow_ups)


def _followed(cases: Cases, period: Period) -> int:
    return sum(any(day in period for day in each.facts.follow_ups) for each in cases)


def _of_what_happened(cases: Cases, came: _Both, profile: Profile, period: Period) -> Iterator[Table]:
    """Count what happened in the period, whenever the case came in."""
    yield listed(
        "meetings", "Meetings held", _events(cases, period, labels.meetings(profile), _meetings), "BRO-85", "BRO-142",
        total=True, unit="meetings",
    )  # fmt: skip
    now, before = came.only(Kind.REFERRAL).now, came.only(Kind.REFERRAL).before
    yield listed(
        "meetings-of-referrals", f"Referrals of the period, and whether there was a meeting: {profile.meeting}",
        (
            ("met", "With a meeting", sum(map(_had_meeting, now)), sum(map(_had_meeting, before))),
            ("not", "Without one", sum(not _had_meeting(each) for each in now),
             sum(not _had_meeting(each) for each in before)),
        ),
        "BRO-142", of=str(Kind.REFERRAL), total=True,
    )  # fmt: skip
    yield _meetings_per_100(cases, len(now), len(before), profile, period)
    bodies = labels.bodies(profile)
    yield listed(
        "referred-on", "Referrals to other bodies, made by the LADO", _events(cases, period, bodies, _by_lado),
        "BRO-107", "BRO-108", total=True, unit="referrals to bodies",
    )  # fmt: skip
    yield listed(
        "referred-on-by-others", "Referrals to other bodies, made by employers and others",
        _events(cases, period, bodies, _by_others), "BRO-108", total=True, unit="referrals to bodies",
    )  # fmt: skip
    yield tallied(
        "no-further-action", "Closed with no further action: from which branch", _no_action(cases, period),
        _no_action(cases, period.before), lambda case: case.pathway, labels.pathways(profile), "LEI-52",
        of="no-further-action",
    )  # fmt: skip
    yield tallied(
        "closed", "Closed in the period: how", _closed(cases, period), _closed(cases, period.before),
        lambda case: case.result, labels.results(profile), "LEI-51", of="closed",
    )  # fmt: skip


def _events(cases: Cases, period: Period, named: Mapping[str, str], found: _Found) -> Iterable[Numbers]:
    return counted_by(found(cases, period), found(cases, period.before), named)


def _meetings(cases: Cases, period: Period) -> Iterable[str]:
    return (kind for each in cases for kind, day in each.facts.meetings if day in period)


def _meetings_per_100(cases: Cases, referrals: int, before: int, profile: Profile, period: Period) -> Table:
    held = _events(cases, period, labels.meetings(profile), _meetings)
    return listed(
        "meetings-per-100", "Meetings held, for every 100 referrals of the period",
        ((key, label, _per_100(now, referrals), _per_100(earlier, before)) for key, label, now, earlier in held),
        "BRO-68", "BRO-142", unit=PER_100,
    )  # fmt: skip


def _per_100(number: int, of: int) -> int:
    return percent(number, of) or 0


def _had_meeting(case: Counted) -> bool:
    return any(kind == "lado-led" for kind, _ in case.facts.meetings)


def _by_lado(cases: Cases, period: Period) -> Iterable[str]:
    return (body for each in cases for body, by, day in each.facts.referred if by == "lado" and day in period)


def _by_others(cases: Cases, period: Period) -> Iterable[str]:
    return (body for each in cases for body, by, day in each.facts.referred if by != "lado" and day in period)


def _closed(cases: Cases, period: Period) -> list[Counted]:
    return [each for each in cases if each.closed in period]


def _no_action(cases: Cases, period: Period) -> list[Counted]:
    return [each for each in _closed(cases, period) if each.result in ("no-further-action", "patterning")]
