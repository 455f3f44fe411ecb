"""Looking for people in free text. It is a help for whoever masks the names, and finds neither all nor only those."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from enum import StrEnum

from ..casework.matching.short_forms import long_forms
from ..casework.matching.spelling import fold, fold_email, fold_name, fold_phone, fold_postcode

ALIKE = 85
"""From this on, of 100, a word is shown as like a name."""

LEAST_ALIKE, LEAST_PART = 5, 2
"""Letters of a word that is compared so, and of one that is looked for by itself."""

_WORD = re.compile(r"\w(?:[\w'\u2019.-]*\w)?")
_EMAIL = re.compile(r"[^\s<>()\[\],;:\"]+@[\w.-]+\w")
_PHONE = re.compile(r"\+?\d[\d ()-]{5,}\d")
_POSTCODE = re.compile(r"\b[A-Za-z]{1,2}\d[A-Za-z\d]? ?\d[A-Za-z]{2}\b")


class Likeness(StrEnum):
    """How a place in a text is like what was looked for."""

    NAME = "the whole name"
    PART = "a part of the name"
    SHORT = "a short form of the name"
    ALIKE = "a word like the name"
    DETAIL = "how to reach or find them"


@dataclass(frozen=True, kw_only=True, slots=True)
class Sought:
    """Somebody to be looked for: names, as their words, and details as they were given."""

    key: str
    names: tuple[tuple[str, ...], ...] = field(repr=False)
    details: frozenset[str] = field(default=frozenset(), repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Mention:
    """A place in a text: from which character on (the first is 1), what stands there, and how alike it is."""

    key: str
    position: int
    found: str = field(repr=False)
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    folded: str
    is_capital: bool


class Search:
    """Looks for the same people in many texts. ``not_alone`` are words that say nothing by themselves here."""

    def __init__(self, sought: Iterable[Sought], *, not_alone: Set[str]) -> None:
        self._wholes: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        self._parts: dict[str, list[str]] = {}
        self._details: dict[str, list[str]] = {}
        for each in sought:
            for name in each.names:
                if len(name) > 1:
                    self._wholes.setdefault(name[0], []).append((each.key, name))
                for word in name:
                    if len(word) >= LEAST_PART and word not in not_alone:
                        self._parts.setdefault(word, []).append(each.key)
            for detail in each.details:
                for folded in _details(detail):
                    self._details.setdefault(folded, []).append(each.key)
        self._not_alone = not_alone
        self._alike: dict[str, tuple[tuple[str, Likeness], ...]] = {}

    def find(self, text: str) -> tuple[Mention, ...]:
        """List every place in a text where somebody may be named, in order; the longest match at each."""
        words = list(_words(text))
        found: list[Mention] = [*self._find_details(text)]
        taken: set[tuple[str, int]] = set()
        for index, word in enumerate(words):
            for key, name in self._wholes.get(word.folded, ()):
                run = words[index : index + len(name)]
                if tuple(each.folded for each in run) == name:
                    found.append(_mention(key, text, run[0].start, run[-1].end, Likeness.NAME))
                    taken.update((key, each.start) for each in run)
        for word in words:
            for key, likeness in self._alone(word):
                if (key, word.start) not in taken:
                    taken.add((key, word.start))
                    found.append(_mention(key, text, word.start, word.end, likeness))
        return tuple(sorted(found, key=lambda each: (each.position, each.key)))

    def _alone(self, word: _Word) -> Iterator[tuple[str, Likeness]]:
        yield from ((key, Likeness.PART) for key in self._parts.get(word.folded, ()))
        if word.folded in self._not_alone:
            return
        if word.folded not in self._alike:
            self._alike[word.folded] = tuple(self._compare(word.folded))
        for key, likeness in self._alike[word.folded]:
            if likeness is Likeness.ALIKE or word.is_capital:  # "will" is no William
                yield key, likeness

    def _compare(self, folded: str) -> Iterator[tuple[str, Likeness]]:
        from rapidfuzz import fuzz

        families = long_forms(folded)
        for part, keys in self._parts.items():
            if part == folded:
                continue
            if families & long_forms(part):
                yield from ((key, Likeness.SHORT) for key in keys)
            elif min(len(part), len(folded)) >= LEAST_ALIKE and fuzz.ratio(part, folded) >= ALIKE:
                yield from ((key, Likeness.ALIKE) for key in keys)

    def _find_details(self, text: str) -> Iterator[Mention]:
        for pattern in (_EMAIL, _PHONE, _POSTCODE):
            for found in pattern.finditer(text):
                keys = dict.fromkeys(key for folded in _details(found[0]) for key in self._details.get(folded, ()))
                yield from (_mention(key, text, *found.span(), Likeness.DETAIL) for key in keys)


def words_of_name(name: str) -> tuple[str, ...]:
    """Return the words of a name, in order, as they are looked for."""
    return fold_name(name)


def _words(text: str) -> Iterator[_Word]:
    for found in _WORD.finditer(text):
        word = re.sub(r"['\u2019]s$", "", found[0])
        start = found.start()
        # "Smith-Jones" is two words, as it is in a name.
        for piece in re.finditer(r"[^-]+", word):
            folded = "".join(fold(piece[0]))
            if folded:
                yield _Word(start + piece.start(), start + piece.end(), folded, piece[0][0].isupper())


def _details(text: str) -> tuple[str, ...]:
    """Return a detail in one spelling: of an address the e-mail, telephone number or postcode that it is."""
    return tuple(filter(None, (fold_email(text), fold_phone(text) if "@" not in text else "", _postcode(text))))


def _postcode(text: str) -> str:
    return fold_postcode(text) if _POSTCODE.fullmatch(text.strip()) else ""


def _mention(key: str, text: str, start: int, end: int, likeness: Likeness) -> Mention:
    return Mention(key=key, position=start + 1, found=text[start:end], likeness=likeness)
