"""Work on bytes from strangers, done in a process that has no file, no network, no store, and what it is given only.

``docs/attachments.md`` says what holds on which system.
"""

from .parent import Answer, Answered, Apart, Failed, Why

__all__ = ["Answer", "Answered", "Apart", "Failed", "Why"]
