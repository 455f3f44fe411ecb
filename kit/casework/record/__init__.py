"""What the LADO puts on record in a case: which facts there are, what each needs, what a step must not end without.

Every fact is an event (``kit/casework/clocks/events.py``): it is added and never changed, and a correction stands
beside what it corrects.
"""

from .adults import found_of
from .beside import in_words
from .definitions import MEANT, meant
from .fields import Field, FieldKind, allowed
from .kinds import fields_of
from .next_steps import NextStep, next_steps
from .parts import kinds_by_part, kinds_like
from .reading import read_entry, read_fields
from .stages import Missing, missing
from .view import CaseView, Standing, view

__all__ = [
    "MEANT",
    "CaseView",
    "Field",
    "FieldKind",
    "Missing",
    "NextStep",
    "Standing",
    "allowed",
    "fields_of",
    "found_of",
    "in_words",
    "kinds_by_part",
    "kinds_like",
    "meant",
    "missing",
    "next_steps",
    "read_entry",
    "read_fields",
    "view",
]
