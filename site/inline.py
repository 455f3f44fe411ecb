"""A page with its script and style within it, and a policy that lets exactly these two run and nothing else."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from functools import lru_cache

from .policies import COPY

PLACES = ("@policy@", "@style@", "@script@")
"""Where they go in a page that is drawn for it, each once."""

KEPT_IN_MEMORY = 1024
"""Styles, and the blocks within them, whose rules are kept: every form is drawn with the same style."""

_FOR_READERS = re.compile(r'<p class="plain number">.*?</p>\n?')
_TAG = re.compile(r"<[a-z][^<>]*>")
_QUOTED = re.compile(r'="([A-Za-z0-9_-]+)"(?=[ >])')  # a plain word as a value needs no quotation marks
_CLASS = re.compile(r"\.([A-Za-z][\w-]*)")
_WORD = re.compile(r"[A-Za-z][\w-]*")
_COMMA = re.compile(r",(?![^(]*\))")


def inline(page: str, *, script: bytes, style: bytes) -> str:
    """Return the page with its script, and with as much of the style as page and script use. Raises ValueError.

    Left out are the numbers and branches that only a reader without a script sees: such a reader cannot use the file.
    """
    if any(page.count(place) != 1 for place in PLACES):
        raise ValueError(f"the page must hold {', '.join(PLACES)} once each")
    page = _FOR_READERS.sub("", page)
    page = _TAG.sub(lambda tag: _QUOTED.sub(r"=\1", tag[0]), page)
    code = _as_read(script)
    rules = used_rules(_as_read(style), set(_WORD.findall(page + code)))
    if "</script" in code.lower() or "</style" in rules.lower():
        raise ValueError("a built file would end its own element")
    policy = COPY.format(script=integrity(code.encode()), style=integrity(rules.encode()))
    for place, content in zip(PLACES, (policy, rules, code), strict=True):
        page = page.replace(place, content)
    return page


def used_rules(style: str, words: set[str]) -> str:
    """Leave out the selectors with a class that is not among the words."""
    return "".join(_used(style, words))


def integrity(content: bytes) -> str:
    """Return the hash as policies and integrity attributes write it: "sha256-…"."""
    return f"sha256-{base64.b64encode(hashlib.sha256(content).digest()).decode()}"


def _used(style: str, words: set[str]) -> Iterator[str]:
    for head, body in _rules(style):
        if head.startswith(("@media", "@supports")):
            inner = used_rules(body, words)
            if inner:
                yield f"{head}{{{inner}}}"
        elif head.startswith("@"):
            yield f"{head}{{{body}}}"
        else:
            selectors = [each for each in _COMMA.split(head) if words.issuperset(_CLASS.findall(each))]
            if selectors:
                yield f"{','.join(selectors)}{{{body}}}"


@lru_cache(maxsize=KEPT_IN_MEMORY)
def _rules(style: str) -> tuple[tuple[str, str], ...]:
    """Return what stands before each outer brace, and what is between it and its partner. There are no comments."""
    return tuple(_each_rule(style))


def _each_rule(style: str) -> Iterator[tuple[str, str]]:
    begin = 0
    while (brace := style.find("{", begin)) >= 0:
        depth, end = 1, brace + 1
        while depth:
            depth += {"{": 1, "}": -1}.get(style[end], 0)
            end += 1
        yield style[begin:brace].strip(), style[brace + 1 : end - 1]
        begin = end


def _as_read(file: bytes) -> str:
    # The end of a line is part of what is hashed, and a browser reads every one of them as "\n".
    return file.decode("utf-8").replace("\r\n", "\n")
