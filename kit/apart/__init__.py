"""Work on bytes from strangers, done in a process that has nothing to steal: no key, no file, no network.

``docs/attachments.md`` says what holds on which system.
"""

from .parent import Answer, Answered, Apart, Failed, Why

__all__ = ["Answer", "Answered", "Apart", "Failed", "Why"]
