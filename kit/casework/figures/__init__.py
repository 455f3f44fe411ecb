"""The figures of a period: what is kept of each case to be counted, and the tables that are counted from it."""

from .cases import Counted, Kind, counted_kind, rule
from .crossed import CROSSED, Combination, Crossed, Keys, cross, keys_of
from .facts import CaseFacts, facts_of_case
from .periods import Period, period_of, reporting_year, year_now
from .report import Figures, count_figures, table_titles, with_comments
from .suppressing import suppress
from .tables import HIDDEN_NUMBER, NOT_HELD, Line, Table, percent
from .trends import KINDS, Outline, YearFigures, count_years, suppress_years

__all__ = [
    "CROSSED",
    "HIDDEN_NUMBER",
    "KINDS",
    "NOT_HELD",
    "CaseFacts",
    "Combination",
    "Counted",
    "Crossed",
    "Figures",
    "Keys",
    "Kind",
    "Line",
    "Outline",
    "Period",
    "Table",
    "YearFigures",
    "count_figures",
    "count_years",
    "counted_kind",
    "cross",
    "facts_of_case",
    "keys_of",
    "percent",
    "period_of",
    "reporting_year",
    "rule",
    "suppress",
    "suppress_years",
    "table_titles",
    "with_comments",
    "year_now",
]
