"""The office's figures of a period, straight from the store: cases that are here, and what is left of others.

Cases from which whoever asks is excluded are counted like all others: a number names nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from lado_site.profiles import LONDON, Profile, day_in_england, load_profile

from ..casework.figures import (
    CaseFacts,
    Counted,
    Figures,
    Period,
    count_figures,
    counted_kind,
    period_of,
    reporting_year,
    year_now,
)
from ..casework.figures.cases import common_of
from ..errors import Misuse
from ..store.counting import cases_to_count, disposed_to_count
from .worklists import bring_up_to_date

if TYPE_CHECKING:
    from ..custody.unlocking import Office

_CLAIM = {True: "yes", False: "no", None: ""}


def read_figures(office: Office, period: Period, *, now: datetime) -> Figures:
    """Count the figures of a period, beside those of the year before."""
    profile = load_profile(str(office.home.profile_file))
    return count_figures(tuple(counted_cases(office, period, profile, now=now)), profile, period)


def wanted_period(office: Office, *, year: int | None, first: date | None, last: date | None, now: datetime) -> Period:
    """Return the reporting year or the stretch of days that is asked for: without either the year that is now.

    Raises Misuse.
    """
    profile, today = load_profile(str(office.home.profile_file)), day_in_england(now)
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
    span = {"since": _midnight(period.before.first), "before": _midnight(period.last + timedelta(days=1))}
    with office.store.reading() as connection:
        rows = cases_to_count(connection, office.home.authority, **span)
        left = disposed_to_count(connection, office.home.authority)
    yield from _of_rows(rows, profile)
    for row in left:
        yield _of_disposed(row, profile)


def _of_rows(rows: Iterable[Any], profile: Profile) -> Iterator[Counted]:
    for received_at, pathway, common, met, overseen, sector, category, outcome, closed_at, result, facts in rows:
        read = CaseFacts.from_json(facts)
        yield Counted(
            kind=counted_kind(pathway, _CLAIM[met], profile),
            received=day_in_england(received_at),
            ended=read.ended,
            closed=day_in_england(closed_at) if closed_at else None,
            pathway=pathway,
            common=common,
            met=_CLAIM[met],
            overseen=_CLAIM[overseen],
            sector=sector,
            category=category or read.sent,
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


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=LONDON).astimezone(UTC)
