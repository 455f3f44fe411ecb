"""Triage: what the answers of a submission suggest, and why. It decides nothing; the LADO does."""

from .signals import SIGNALS, Signal
from .triage import CriterionAnswer, PathwaySuggestion, Raised, Triage, triage

__all__ = ["SIGNALS", "CriterionAnswer", "PathwaySuggestion", "Raised", "Signal", "Triage", "triage"]
