"""Authority profiles: one authority is one TOML file, and whatever differs between authorities is in it."""

from .calendar import add_working_days, bank_holidays, is_working_day
from .problems import Problem
from .profile import (
    AnnualReport,
    Checklist,
    Choice,
    Clock,
    Contact,
    Criterion,
    Duty,
    Link,
    Meeting,
    Pathway,
    Profile,
    Requirement,
    Rule,
    Statement,
    Target,
    Topic,
)
from .read import built_in_profiles, check_settings, load_profile, read_settings

__all__ = [
    "AnnualReport",
    "Checklist",
    "Choice",
    "Clock",
    "Contact",
    "Criterion",
    "Duty",
    "Link",
    "Meeting",
    "Pathway",
    "Problem",
    "Profile",
    "Requirement",
    "Rule",
    "Statement",
    "Target",
    "Topic",
    "add_working_days",
    "bank_holidays",
    "built_in_profiles",
    "check_settings",
    "is_working_day",
    "load_profile",
    "read_settings",
]
