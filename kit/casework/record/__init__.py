"""What the LADO puts on record in a case: which facts there are, what each needs, what a step must not end without.

Every fact is an event (``kit/casework/clocks/events.py``): it is added and never changed, and a correction stands
beside what it corrects.
"""

from .fields import Field, FieldKind, allowed
from .kinds import fields_of
from .reading import read_entry
from .stages import Missing, missing
from .view import CaseView, Standing, view

__all__ = [
    "CaseView",
    "Field",
    "FieldKind",
    "Missing",
    "Standing",
    "allowed",
    "fields_of",
    "missing",
    "read_entry",
    "view",
]
