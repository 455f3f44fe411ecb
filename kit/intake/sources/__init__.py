"""Where sealed files are found, and how they are taken out of what carries them. Nothing here writes."""

from .files import Content
from .inside import Arrived, find_arrivals

__all__ = ["Arrived", "Content", "find_arrivals"]
