"""Every sentence about an answer, by its code: one table, which travels to the browser inside the form definition.

``{label}`` is the question, ``{entry}`` the place in a repeating group ("Child 2: "), the rest belongs to the code.
A code in ``WARNINGS`` asks the reader to look again; the answer is kept and the form can be sent.
"""

from __future__ import annotations

from collections.abc import Mapping

SENTENCES: Mapping[str, str] = {
    "required-text": "{entry}Enter an answer to “{label}”",
    "required-choice": "{entry}Select an answer to “{label}”",
    "required-date": "{entry}Enter the date for “{label}”",
    "required-entries": "Add at least one entry to “{label}”",
    "too-long": "{entry}“{label}” must be {most} characters or fewer. You have {count}",
    "characters": "{entry}“{label}” has hidden characters that cannot be stored. Delete the text and type it again",
    "not-a-choice": "{entry}Select one of the answers offered for “{label}”",
    "date-format": "{entry}“{label}” must be a real date, like 27 3 2026",
    "date-incomplete": "{entry}“{label}” must have a day, a month and a year",
    "date-too-early": "{entry}“{label}” must be in 1900 or later",
    "date-future": "{entry}“{label}” must be today or in the past",
    "time-format": "{entry}“{label}” must have a time, like 2:30pm or 14:30",
    "number-format": "{entry}“{label}” must be a whole number",
    "number-range": "{entry}“{label}” must be between {least} and {most}",
    "too-many-entries": "“{label}” takes {most} entries at most. Telephone the LADO team about the others",
    "file-names": "The names of the files in “{label}” cannot be used",
    "wrong-kind": "{entry}The answer to “{label}” is not of the kind asked for",
    "not-asked": "“{label}” was answered although it was not asked",
    "unknown-question": "There is an answer to a question that this form does not have",
    "email-odd": "{entry}Check “{label}”: an e-mail address looks like name@example.org",
    "phone-odd": "{entry}Check “{label}”: a telephone number has at least 10 digits",
    "postcode-odd": "{entry}Check “{label}”: a postcode looks like B70 9LD",
}

WARNINGS = frozenset({"email-odd", "phone-odd", "postcode-odd"})
