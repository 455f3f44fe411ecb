"""The LADO referral kit: opens, checks, imports and works on sealed submissions, on the office's own PC."""

__version__ = "0.1.0"
