"""The guided referral: what a school, nursery or club tells the LADO team about an adult who works with children."""

from .form import referral

__all__ = ["referral"]
