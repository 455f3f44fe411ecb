"""Every number the comparison uses: what each finding counts, and from which score a match is shown.

The points are judged, not learnt: there is no body of real pairs to learn from. What they achieve is measured by
``bench/matching.py``. Two rules shaped them: names alone are never "likely", and neither are two children of one family
who share a birth date and differ, even a little, in the given name.
"""

from __future__ import annotations

from types import MappingProxyType

LIKELY = 75
"""From here on a match is likely."""

POSSIBLE = 45
"""From here on a match is possible; below it is not shown."""

SPELT_ALIKE = 78
"""From this similarity of 100 on (rapidfuzz ``ratio`` and Damerau–Levenshtein) two names count as one misspelt."""

ORGANISATION_ALIKE = 85
"""The same for the name of an organisation, by rapidfuzz ``token_sort_ratio``."""

ADULT = MappingProxyType(
    {
        "family-same": 30,
        "family-part": 24,
        "family-alike": 25,
        "family-differs": -12,
        "given-same": 22,
        "given-short": 20,
        "given-alike": 17,
        "given-initial": 10,
        "given-differs": -30,
        "order-swapped": -3,
        "other-name": -3,
        "birth-same": 40,
        "birth-swapped": 34,
        "birth-digit": 24,
        "birth-month": 20,
        "birth-year": 12,
        "birth-near": 4,
        "birth-differs": -30,
        "phone": 28,
        "email": 32,
        "postcode": 14,
        "employer-same": 12,
        "employer-alike": 8,
    }
)

CHILD = MappingProxyType({**ADULT, "given-alike": 4, "given-initial": 2})
"""As for an adult, but twins are named alike: a given name that is nearly the same is hardly a reason."""

ORGANISATION = MappingProxyType(
    {
        "name-same": 70,
        "name-alike": 50,
        "name-differs": 0,
        "postcode": 30,
        "postcode-differs": -30,
    }
)
