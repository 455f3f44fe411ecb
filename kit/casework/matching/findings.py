"""What a comparison found: each finding has a code, and the sentence that people read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from .weights import LIKELY, POSSIBLE


class Finding(StrEnum):
    """One thing that speaks for or against two records being of the same."""

    FAMILY_SAME = "family-same"
    FAMILY_PART = "family-part"
    FAMILY_ALIKE = "family-alike"
    FAMILY_DIFFERS = "family-differs"
    GIVEN_SAME = "given-same"
    GIVEN_SHORT = "given-short"
    GIVEN_ALIKE = "given-alike"
    GIVEN_INITIAL = "given-initial"
    GIVEN_DIFFERS = "given-differs"
    ORDER_SWAPPED = "order-swapped"
    OTHER_NAME = "other-name"
    BIRTH_SAME = "birth-same"
    BIRTH_SWAPPED = "birth-swapped"
    BIRTH_DIGIT = "birth-digit"
    BIRTH_MONTH = "birth-month"
    BIRTH_YEAR = "birth-year"
    BIRTH_NEAR = "birth-near"
    BIRTH_DIFFERS = "birth-differs"
    PHONE = "phone"
    EMAIL = "email"
    POSTCODE = "postcode"
    POSTCODE_DIFFERS = "postcode-differs"
    EMPLOYER_SAME = "employer-same"
    EMPLOYER_ALIKE = "employer-alike"
    NAME_SAME = "name-same"
    NAME_ALIKE = "name-alike"
    NAME_DIFFERS = "name-differs"


class Likeness(StrEnum):
    """How sure a match is."""

    LIKELY = "likely"
    POSSIBLE = "possible"
    UNLIKELY = "unlikely"


SENTENCES = {
    Finding.FAMILY_SAME: "same family name",
    Finding.FAMILY_PART: "part of the family name is the same",
    Finding.FAMILY_ALIKE: "family name spelt a little differently",
    Finding.FAMILY_DIFFERS: "different family name",
    Finding.GIVEN_SAME: "same given name",
    Finding.GIVEN_SHORT: "given name shortened",
    Finding.GIVEN_ALIKE: "given name spelt a little differently",
    Finding.GIVEN_INITIAL: "only an initial of the given name, and it fits",
    Finding.GIVEN_DIFFERS: "different given name",
    Finding.ORDER_SWAPPED: "given and family name the other way round",
    Finding.OTHER_NAME: "a name they are also known by",
    Finding.BIRTH_SAME: "same birth date",
    Finding.BIRTH_SWAPPED: "birth date with day and month swapped",
    Finding.BIRTH_DIGIT: "birth date with one digit different",
    Finding.BIRTH_MONTH: "same month and year of birth, the day is not known",
    Finding.BIRTH_YEAR: "same year of birth, the rest is not known",
    Finding.BIRTH_NEAR: "year of birth about the same",
    Finding.BIRTH_DIFFERS: "different birth date",
    Finding.PHONE: "same telephone number",
    Finding.EMAIL: "same e-mail address",
    Finding.POSTCODE: "same postcode",
    Finding.POSTCODE_DIFFERS: "different postcode",
    Finding.EMPLOYER_SAME: "same employer",
    Finding.EMPLOYER_ALIKE: "employer’s name nearly the same",
    Finding.NAME_SAME: "same name",
    Finding.NAME_ALIKE: "name spelt a little differently",
    Finding.NAME_DIFFERS: "different name",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """One finding, what it counts, and the two spellings where they help to see it."""

    finding: Finding
    points: int
    spellings: tuple[str, str] | None = field(default=None, repr=False)

    @property
    def sentence(self) -> str:
        """What people read: "given name shortened (Jo/Joanna)"."""
        beside = f" ({'/'.join(self.spellings)})" if self.spellings else ""
        return SENTENCES[self.finding] + beside


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """How alike two records are, from 0 to 100, and why."""

    score: int
    reasons: tuple[Reason, ...]

    @property
    def likeness(self) -> Likeness:
        """How sure it is."""
        return likeness_of(self.score)

    @property
    def in_words(self) -> str:
        """All reasons in one line."""
        return ", ".join(reason.sentence for reason in self.reasons)


def likeness_of(score: int) -> Likeness:
    """Say how sure a score is."""
    return Likeness.LIKELY if score >= LIKELY else Likeness.POSSIBLE if score >= POSSIBLE else Likeness.UNLIKELY


def add_up(reasons: Iterable[Reason]) -> Match:
    """Return the match that reasons lead to."""
    counted = tuple(reasons)
    return Match(score=max(0, min(100, sum(reason.points for reason in counted))), reasons=counted)
