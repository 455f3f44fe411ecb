"""How often an office was told of somebody: the contacts in the order in which they came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lado_site.profiles import add_months


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact:
    """A time somebody was spoken of: on which day, and whether a person has said that it is the same one."""

    name: str
    day: date
    is_sure: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Repeats:
    """Which contact this one is, by what persons confirmed, within how many months; and how many nobody confirmed."""

    number: int
    months: int
    in_all: int
    unsure: int

    @property
    def sentence(self) -> str:
        """What people read: "this is the 3rd contact in 18 months"."""
        one = (
            "this is the only contact that anybody has confirmed"
            if self.in_all == 1
            else "this is the first contact"
            if self.number == 1
            else f"this is the {_ordinal(self.number)} contact in {self.months} month{'s' if self.months > 1 else ''}"
        )
        later = f"; there are {self.in_all} in all" if self.in_all > self.number else ""
        more = f"; {self.unsure} more may be of the same, which nobody has decided" if self.unsure else ""
        return one + later + more


def repeats(contacts: Sequence[Contact], this: str) -> Repeats:
    """Count the contacts up to this one. Two on one day are two."""
    sure = sorted((each for each in contacts if each.is_sure), key=lambda each: (each.day, each.name))
    own = next(each for each in sure if each.name == this)
    before = sure[: sure.index(own) + 1]
    return Repeats(
        number=len(before),
        months=_months(before[0].day, own.day),
        in_all=len(sure),
        unsure=sum(not each.is_sure for each in contacts),
    )


def _months(first: date, last: date) -> int:
    """Return within how many months two days are, at least one."""
    months = max(1, (last.year - first.year) * 12 + last.month - first.month)
    return months if add_months(first, months) >= last else months + 1


def _ordinal(number: int) -> str:
    ending = "th" if 11 <= number % 100 <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
