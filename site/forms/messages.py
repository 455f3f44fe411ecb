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
    "date-incomplete": "{entry}“{label}” must include {parts}",
    "date-too-early": "{entry}“{label}” must be in 1900 or later",
    "date-future": "{entry}“{label}” must be today or in the past",
    "time-format": "{entry}“{label}” must have a time, like 2:30pm or 14:30",
    "number-format": "{entry}“{label}” must be a whole number",
    "number-range": "{entry}“{label}” must be between {least} and {most}",
    "code-length": "{entry}“{label}” has {count} letters and digits. Compare each one with the code you were given",
    "code-check": "{entry}“{label}” is mistyped. Compare each letter and digit with the code you were given",
    "too-many-entries": "“{label}” takes {most} entries at most. Telephone the LADO team about the others",
    "file-names": "The names of the files in “{label}” cannot be used",
    "file-twice": "A file in “{label}” has the same name as a file in another question. Give it a name of its own",
    "too-many-files": "You can add {most} files at most, and there are {count}. Take some away, or send them later",
    "file-empty": "“{name}” is empty. Choose another file",
    "file-unreadable": "“{name}” could not be read. Save a copy on this computer, and choose that",
    "file-too-big": "“{name}” is too big: all files together can be {most} at most",
    "files-left-out": "{count} more files were not added: you can add {most} at most. Send the others later",
    "file-type": (
        "“{name}” is of a kind that cannot be added. Save it as a PDF, a Word document, a picture, a sound or a video"
    ),
    "file-program": "“{name}” is a program, and programs cannot be added",
    "file-web": "“{name}” is a web page or a drawing for one. Save it as a PDF, or add a picture of your screen",
    "file-archive": "“{name}” is several files packed into one. Unpack it, and add the files one by one",
    "file-macro": (
        "“{name}” can hold small programs (macros). Save it as an ordinary document or as a PDF, and add that"
    ),
    "file-disguised": "“{name}” was not added. Its name says that it is something else, but inside it is {kind}",
    "file-differs": "“{name}” was added, but inside it is {kind}. Check that it is the file you mean",
    "file-unknown": "“{name}” was added, but it may be damaged. Check that it opens on your computer",
    "wrong-kind": "{entry}The answer to “{label}” is not of the kind asked for",
    "not-asked": "“{label}” was answered although it was not asked",
    "unknown-question": "There is an answer to a question that this form does not have",
    "characters-turned": (
        "{entry}Check “{label}”: it holds a hidden mark that turns letters around. If it reads wrongly, type it again"
    ),
    "email-odd": "{entry}Check “{label}”: an e-mail address looks like name@example.org",
    "phone-odd": "{entry}Check “{label}”: a telephone number has at least 10 digits",
    "postcode-odd": "{entry}Check “{label}”: a postcode looks like B70 9LD",
}

OPTIONAL = " (optional)"
"""How the label of a question ends that may be left empty. A sentence about its answer goes without."""

WARNINGS = frozenset({"characters-turned", "email-odd", "phone-odd", "postcode-odd", "file-differs", "file-unknown"})

ABOUT_FILES = frozenset(
    {
        "file-empty",
        "file-unreadable",
        "file-too-big",
        "files-left-out",
        "file-type",
        "file-program",
        "file-web",
        "file-archive",
        "file-macro",
        "file-disguised",
        "file-differs",
        "file-unknown",
    }
)
"""Codes that are found when a file is added, and not by the rules for answers; only forms that take files have them."""

FILE_KINDS: Mapping[str, str] = {
    "pdf": "a PDF",
    "picture": "a picture",
    "recording": "a sound or a video",
    "office": "an office document",
    "old-office": "an older office document",
    "rtf": "a text document",
    "text": "plain text",
    "web": "a web page",
    "archive": "several files packed into one",
    "program": "a program",
}
"""What a file is inside, in words."""
