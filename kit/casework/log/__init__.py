"""The office's own log: what the service does that belongs to no single case, as facts that are only added."""

from .entries import Counts, LogEntry, count, shut_by, standing
from .kinds import CASE, WORDS, LogKind, fields_of
from .plan import PlannedAction, PlanPart, PlanTarget, plan_of_year

__all__ = [
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
    "plan_of_year",
    "shut_by",
    "standing",
]
