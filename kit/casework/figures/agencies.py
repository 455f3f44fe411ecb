"""Which kind of agency a free text names, so that figures name no person: "DC of the Met Police" is the police."""

from __future__ import annotations

import re

POLICE, PROSECUTORS, NOT_SAID, OTHER = "police", "cps", "not-said", "other"

AGENCIES = {
    POLICE: "Police",
    PROSECUTORS: "Crown Prosecution Service",
    "lado": "LADO and the office",
    "social-care": "Children’s social care",
    "employer": "Employer, school or agency",
    "health": "Health services",
    "ofsted": "Ofsted",
    "dbs": "Disclosure and Barring Service (DBS)",
    OTHER: "Somebody else",
    NOT_SAID: "Not said",
}
"""Every kind, with its label."""

_WORDS = (
    (PROSECUTORS, r"cps|crown prosecut\w*|prosecut\w*|(?<!family )courts?"),
    (POLICE, r"police|officer in (?:the )?case|oic|cait|constabulary"),
    ("lado", r"lado|bso|service manager|chair|minute[ -]?taker|office|business support\w*"),
    ("ofsted", r"ofsted"),
    ("dbs", r"dbs|barring"),
    ("health", r"health|nhs|hospital|gp|camhs|icb|ccg|named nurse"),
    ("social-care", r"social (?:care|work\w*)|csc|iro|children[’']?s (?:services|social\w*)|mash|family court"),
    ("employer", r"employ\w*|school|head(?: ?teacher)?|nursery|hr|human resources|agency|academy|college|dsl|manager"),
)
_PATTERNS = tuple((key, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for key, words in _WORDS)


def agency_of(text: str) -> str:
    """Return the kind of agency that a text names first in the list; "other" where it names none that is known."""
    if not text.strip():
        return NOT_SAID
    return next((key for key, pattern in _PATTERNS if pattern.search(text)), OTHER)
