"""What an employer reports about its own investigation: how it goes, and what came of it."""

from .form import investigation

__all__ = ["investigation"]
