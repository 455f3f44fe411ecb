"""Whether two records may be of the same adult, child or organisation: keys, comparison, score and reasons.

It only ever suggests; a person decides.
"""

from .findings import Finding, Likeness, Match
from .keys import organisation_keys, person_keys, row_keys
from .organisations import Organisation, compare_organisations, organisations_may_reach
from .people import Person, adults_may_reach, children_may_reach, compare_adults, compare_children
from .weights import LIKELY, POSSIBLE

__all__ = [
    "LIKELY",
    "POSSIBLE",
    "Finding",
    "Likeness",
    "Match",
    "Organisation",
    "Person",
    "adults_may_reach",
    "children_may_reach",
    "compare_adults",
    "compare_children",
    "compare_organisations",
    "organisation_keys",
    "organisations_may_reach",
    "person_keys",
    "row_keys",
]
