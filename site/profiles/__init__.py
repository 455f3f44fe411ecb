"""Authority profiles: one authority is one TOML file, and whatever differs between authorities is in it."""

from .calendar import add_working_days, bank_holidays, is_working_day
from .profile import Choice, Clock, Contact, Criterion, Profile, Requirement
from .read import built_in_profiles, load_profile

__all__ = [
    "Choice",
    "Clock",
    "Contact",
    "Criterion",
    "Profile",
    "Requirement",
    "add_working_days",
    "bank_holidays",
    "built_in_profiles",
    "is_working_day",
    "load_profile",
]
