"""The clocks of a case: what is to be done by when, worked out from what happened and the authority's profile."""

from .changes import Change, history
from .doubts import Doubt, doubts
from .events import WORDS, Event, EventKind, in_force
from .limits import Limit, limits
from .states import Clock, State, clocks

__all__ = [
    "WORDS",
    "Change",
    "Clock",
    "Doubt",
    "Event",
    "EventKind",
    "Limit",
    "State",
    "clocks",
    "doubts",
    "history",
    "in_force",
    "limits",
]
