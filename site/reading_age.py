"""The reading age of a text by the Flesch-Kincaid formula, which counts sentences, words and syllables.

The formula gives a grade of the United States; pupils of a grade are about five years older than its number. Each
paragraph, list entry and cell ends a sentence; headings do not count. Syllables are counted by their vowels, as is
usual, which is a little too many for English and so errs on the strict side.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

LIMIT = 12
"""A page of guidance is for readers under this age, unless its front matter says why the law does not allow that."""

_AGE_AT_GRADE_NOUGHT = 5
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_END_OF_SENTENCE = re.compile(r"[.!?:;]+\s+|[.!?:;…]+$")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT_END = re.compile(r"(?<=[^aeiouyl])e$|(?<=[^aeiouytd])ed$")


def reading_age(blocks: Iterable[str]) -> float:
    """Return the age at which these blocks of text can be read; 0 for no text."""
    sentences = [words for block in blocks for words in _sentences(block)]
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return 0.0
    per_word = sum(syllables(word) for word in words) / len(words)
    grade = 0.39 * len(words) / len(sentences) + 11.8 * per_word - 15.59
    return grade + _AGE_AT_GRADE_NOUGHT


def syllables(word: str) -> int:
    """Count the groups of vowels in a word, without a silent end; every word has at least one."""
    return max(1, len(_VOWELS.findall(_SILENT_END.sub("", word.lower()))))


def _sentences(block: str) -> list[list[str]]:
    return [words for part in _END_OF_SENTENCE.split(block) if (words := _WORD.findall(part))]
