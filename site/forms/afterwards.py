"""What the last page of each form says once the answers are sealed: what to do next, and which time limits then run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..profiles import Clock, Profile
from .meeting import PREFIX as MEETING
from .questions import Form

_CALL_BACKS = frozenset({"call-back", "call-back-same-day"})
"""The clocks of a call to whoever makes contact, also to ask for advice (R01)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Afterwards:
    """What happens after a form is handed over.

    ``again`` is the button that empties the page, ``then`` what to do meanwhile. ``promises`` tells whether a clock of
    the authority runs from handing it over.
    """

    again: str
    then: str
    promises: Callable[[Clock], bool]


_WHILE_WAITING = (
    "While you wait: keep children safe, and write down what is said to you. Do not ask anyone for a statement, and do "
    "not tell the adult yet."
)

# By how the names of the sealed files begin, which is the same for all agencies of a meeting.
_AFTERWARDS: Mapping[str, Afterwards] = {
    "referral": Afterwards(
        again="Start another referral",
        then=_WHILE_WAITING,
        promises=lambda clock: clock.start == "contact",
    ),
    "advice": Afterwards(
        again="Ask about something else",
        then=_WHILE_WAITING,
        promises=lambda clock: clock.start == "advice-asked" or clock.key in _CALL_BACKS,
    ),
    MEETING: Afterwards(
        again="Fill in this form again",
        then=(
            "The LADO team takes your answers to the meeting. Keep the notes and records that they rest on. "
            "If something changes before the meeting, call the LADO team."
        ),
        promises=lambda _: False,
    ),
    "investigation": Afterwards(
        again="Start another report",
        then=(
            "The LADO team puts your report with its case, and may call you with questions. Keep your notes and "
            "records. When there is news, fill in this form again."
        ),
        promises=lambda _: False,
    ),
    "supplement": Afterwards(
        again="Add or correct something else",
        then="The LADO team puts it with what you sent before. What you sent before stays as it was.",
        promises=lambda _: False,
    ),
}


def afterwards(form: Form) -> Afterwards:
    """Return what the last page of a form says."""
    return _AFTERWARDS[form.prefix]


def promised(form: Form, profile: Profile) -> tuple[Clock, ...]:
    """List the authority's clocks that run from handing over this form."""
    return tuple(clock for clock in profile.clocks if afterwards(form).promises(clock))
