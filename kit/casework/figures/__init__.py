"""The figures of a period: what is kept of each case to be counted, and the tables that are counted from it."""

from .cases import Counted, Kind, counted_kind
from .facts import CaseFacts, facts_of_case
from .periods import Period, period_of, reporting_year, year_now
from .report import Figures, count_figures
from .suppressing import suppress
from .tables import HIDDEN_NUMBER, Line, Table

__all__ = [
    "HIDDEN_NUMBER",
    "CaseFacts",
    "Counted",
    "Figures",
    "Kind",
    "Line",
    "Period",
    "Table",
    "count_figures",
    "counted_kind",
    "facts_of_case",
    "period_of",
    "reporting_year",
    "suppress",
    "year_now",
]
