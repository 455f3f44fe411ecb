"""Whether two records may be of the same adult, child or organisation: keys, comparison, score and reasons.

It only ever suggests; a person decides.
"""

from .findings import Finding, Likeness, Match
from .keys import organisation_keys, person_keys, row_keys
from .organisations import Organisation, compare_organisations
from .people import Person, compare_adults, compare_children
from .weights import LIKELY, POSSIBLE

__all__ = [
    "LIKELY",
    "POSSIBLE",
    "Finding",
    "Likeness",
    "Match",
    "Organisation",
    "Person",
    "compare_adults",
    "compare_children",
    "compare_organisations",
    "organisation_keys",
    "person_keys",
    "row_keys",
]
