"""How a case stands in one row, which lists of work it is on, and how often somebody was spoken of before."""

from .duties import Turn, past_turns, turn_of
from .lists import LISTS, ByCase, ByClock, ByNextStep, WorkList, clock_keys
from .patterns import Contact, Repeats, repeats
from .state import AGREED_ACTION, BASIS, CaseState, Due, Told, action_ends, project
from .years import report_year

__all__ = [
    "AGREED_ACTION",
    "BASIS",
    "LISTS",
    "ByCase",
    "ByClock",
    "ByNextStep",
    "CaseState",
    "Contact",
    "Due",
    "Repeats",
    "Told",
    "Turn",
    "WorkList",
    "action_ends",
    "clock_keys",
    "past_turns",
    "project",
    "repeats",
    "report_year",
    "turn_of",
]
