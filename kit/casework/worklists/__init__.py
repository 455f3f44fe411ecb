"""How a case stands in one row, which lists of work it is on, and how often somebody was spoken of before."""

from .duties import Turn, turn_of
from .lists import LISTS, ByCase, ByClock, WorkList, clock_keys
from .patterns import Contact, Repeats, repeats
from .state import BASIS, CaseState, Due, Told, project
from .years import OPEN, bands, report_year

__all__ = [
    "BASIS",
    "LISTS",
    "OPEN",
    "ByCase",
    "ByClock",
    "CaseState",
    "Contact",
    "Due",
    "Repeats",
    "Told",
    "Turn",
    "WorkList",
    "bands",
    "clock_keys",
    "project",
    "repeats",
    "report_year",
    "turn_of",
]
