"""The office's figures of a period, straight from the store: cases that are here, and what is left of others.

Cases from which whoever asks is excluded are counted like all others: a number names nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from lado_site.profiles import Profile, day_in_england

from ..casework.clocks.states import first_instant
from ..casework.figures import (
    CaseFacts,
    Counted,
    Crossed,
    Figures,
    Keys,
    Outline,
    Period,
    YearFigures,
    count_figures,
    count_years,
    counted_kind,
    cross,
    keys_of,
    period_of,
    reporting_year,
    with_comments,
    year_now,
)
from ..casework.figures.cases import CLAIMED, common_of
from ..casework.log import LogKind, standing
from ..casework.log.kinds import TABLE, YEAR
from ..errors import Misuse
from ..store.counting import (
    cases_in_outline,
    cases_to_count,
    counts_of_year,
    disposed_to_count,
    first_disposed,
    first_received,
)
from .log import read_log
from .rows import bring_up_to_date

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ..custody.unlocking import Office


def read_figures(office: Office, period: Period, *, now: datetime) -> Figures:
    """Count the figures of a period, beside those of the year before, with what the log says about them."""
    profile = office.home.read_profile()
    cases = tuple(counted_cases(office, period, profile, now=now))
    found = count_figures(cases, profile, period, held_from=_held_from(office))
    return with_comments(found, _said_about(office, period))


def _said_about(office: Office, period: Period) -> Iterator[tuple[str, str]]:
    """Yield what stands in the log about tables of a reporting year."""
    with office.store.reading() as connection:
        entries = standing(read_log(connection, office.home.authority))
    for each in entries:
        if each.kind is LogKind.FIGURE_EXPLAINED and each.detail[YEAR] == str(period.year):
            yield each.detail[TABLE], each.detail["says"]


def read_years(office: Office, last: Period, years: int, *, now: datetime) -> tuple[YearFigures, ...]:
    """Count reporting years one after another, up to one of them. Raises Misuse where the period is no such year."""
    year, profile = _whole_year(last), office.home.read_profile()
    bring_up_to_date(office, now=now, profile=profile)
    span = _span(reporting_year(profile, year - years + 1).first, last.last)
    with office.store.reading() as connection:
        rows = cases_in_outline(connection, office.home.authority, **span)
        left = disposed_to_count(connection, office.home.authority)
    cases = [_outline(row, profile) for row in rows]
    cases += [
        Outline(kind=each.kind, received=each.received, ended=each.ended)
        for each in (_of_disposed(row, profile) for row in left)
    ]
    return count_years(cases, profile, year, years, held_from=_held_from(office))


def read_crossed(office: Office, last: Period, years: int, *, now: datetime) -> tuple[Crossed, ...]:
    """Count the contacts of reporting years, up to one of them, by four things at once.

    Raises Misuse where the period is no such year.
    """
    year, profile = _whole_year(last), office.home.read_profile()
    bring_up_to_date(office, now=now, profile=profile)
    held_from = _held_from(office)
    with office.store.reading() as connection:
        return tuple(
            cross(
                count_crossed(connection, office.home.authority, each, profile), profile,
                reporting_year(profile, each), held_from=held_from,
            )
            for each in range(year - years + 1, year + 1)
        )  # fmt: skip


def count_crossed(connection: Connection, authority: str, year: int, profile: Profile) -> Counter[Keys]:
    """Count the contacts of a reporting year that are here, and those of which something is left."""
    period = reporting_year(profile, year)
    found = Counter({tuple(keys): number for *keys, number in counts_of_year(connection, authority, year)})
    there = disposed_to_count(connection, authority, first=period.first, last=period.last)
    left = (_of_disposed(row, profile) for row in there)
    found.update(keys_of(each) for each in left if each.received in period)
    return found


def _whole_year(period: Period) -> int:
    if period.year is None:
        raise Misuse("only whole years can be told one after another", hint="leave --from and --to out")
    return period.year


def _outline(row: Any, profile: Profile) -> Outline:
    received_at, pathway, met, days = row
    received = day_in_england(received_at)
    return Outline(
        kind=counted_kind(pathway, CLAIMED[met], profile),
        received=received,
        ended=None if days is None else received + timedelta(days=days),
    )


def _held_from(office: Office) -> date | None:
    """Return the day of the first contact that is here, or of which something is left."""
    with office.store.reading() as connection:
        first = first_received(connection, office.home.authority)
        came_on, disposed_at = first_disposed(connection, office.home.authority)
    days = (
        day_in_england(first) if first else None,
        _day(came_on),
        day_in_england(disposed_at) if disposed_at else None,
    )
    return min(filter(None, days), default=None)


def wanted_period(office: Office, *, year: int | None, first: date | None, last: date | None, now: datetime) -> Period:
    """Return the reporting year or the stretch of days that is asked for: without either the year that is now.

    Raises Misuse.
    """
    profile, today = office.home.read_profile(), day_in_england(now)
    if year is not None and (first or last):
        raise Misuse("a year and days cannot be asked for together", hint="use --year, or --from and --to")
    if first or last:
        try:
            return period_of(first or year_now(profile, last or today).first, last or today)
        except ValueError as error:
            raise Misuse(f"{error}", hint="--from is the first day, --to the last") from None
    if year is not None and not 1900 <= year <= 9000:
        raise Misuse(f"there are no figures of the year {year}", hint="check the year")
    return reporting_year(profile, year) if year is not None else year_now(profile, today)


def counted_cases(office: Office, period: Period, profile: Profile, *, now: datetime) -> Iterator[Counted]:
    """Yield every case that figures of a period, or of the year before, may count; each once (R43)."""
    bring_up_to_date(office, now=now, profile=profile)
    span = _span(period.before.first, period.last)
    with office.store.reading() as connection:
        here = list(_of_rows(cases_to_count(connection, office.home.authority, **span), profile))
        left = disposed_to_count(connection, office.home.authority)
    yield from here
    for row in left:
        yield _of_disposed(row, profile)


def _of_rows(rows: Iterable[Any], profile: Profile) -> Iterator[Counted]:
    for received_at, pathway, common, met, overseen, sector, category, outcome, closed_at, result, facts in rows:
        read = CaseFacts.from_json(facts)
        yield Counted(
            kind=counted_kind(pathway, CLAIMED[met], profile),
            received=day_in_england(received_at),
            ended=read.ended,
            closed=day_in_england(closed_at) if closed_at else None,
            pathway=pathway,
            common=common,
            met=CLAIMED[met],
            overseen=CLAIMED[overseen],
            sector=sector,
            category=category,
            outcome=outcome,
            result=result,
            facts=read,
        )


def _of_disposed(row: Any, profile: Profile) -> Counted:
    """Return a case of which only a row is left: it counts where that says enough, and as disposed of elsewhere."""
    closed, concluded = _day(row["closed_on"]), _day(row["concluded_on"])
    return Counted(
        kind=counted_kind(row["pathway"], row["met"], profile),
        received=_day(row["received_on"]) or day_in_england(row["disposed_at"]),
        ended=concluded or closed,
        closed=closed,
        pathway=row["pathway"],
        common=common_of(row["pathway"], profile),
        met=row["met"],
        overseen=row["overseen"],
        sector=row["sector"],
        category=row["category"],
        outcome=row["outcome"],
        result=row["result"],
        facts=CaseFacts(ended=concluded or closed),
        is_removed=True,
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _span(first: date, last: date) -> dict[str, datetime]:
    return {"since": first_instant(first), "before": first_instant(last + timedelta(days=1))}
