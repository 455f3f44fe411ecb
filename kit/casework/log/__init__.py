"""The office's own log: what the service does that belongs to no single case, as facts that are only added."""

from .entries import Counts, LogEntry, count, fulfils, in_words, read_done_by, standing
from .kinds import ABOUT, CASE, WORDS, LogKind, fields_of
from .plan import PlannedAction, PlanPart, PlanTarget, plan_of_year

__all__ = [
    "ABOUT",
    "CASE",
    "WORDS",
    "Counts",
    "LogEntry",
    "LogKind",
    "PlanPart",
    "PlanTarget",
    "PlannedAction",
    "count",
    "fields_of",
    "fulfils",
    "in_words",
    "plan_of_year",
    "read_done_by",
    "standing",
]
