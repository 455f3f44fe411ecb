"""What a profile is made of: the contact details, and each entry of its lists, like a criterion, clock or pathway."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from .kinds import (
    RETENTION_STARTS,
    Common,
    Compulsory,
    Condition,
    DoneEvent,
    LetterPart,
    LinkKey,
    MeetingKey,
    Period,
    RetentionStart,
    SignalKey,
    StartEvent,
    Topic,
    Unit,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Requirement:
    """Where a setting comes from: the catalogue's ID, and whether the value is assumed until the authority confirms."""

    id: str
    assumed: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact:
    """How people reach the service. ``upload`` is the council's own page that takes sealed files, where it has one.

    ``sample`` marks made-up details, which every published page then says.
    """

    email: str
    telephone: str
    hours: str
    childrens_services: str
    out_of_hours: str
    web: str
    upload: str = ""
    postal: str = ""
    sample: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Criterion:
    """One of the authority's own criteria, word for word, under a key that is common to all authorities.

    ``additional`` marks a criterion beyond the national ones (Bromley's three London additions). ``direct_impact`` is
    the authority's own question about a direct impact on a child or on the role, and is empty where it asks none (R17).
    """

    key: str
    text: str
    plain: str
    requirement: str
    additional: bool = False
    direct_impact: str = ""
    direct_impact_requirement: str = ""

    @property
    def heading(self) -> str:
        """The same words where they stand alone, with a capital letter: some documents quote the end of a sentence."""
        return self.text[:1].upper() + self.text[1:]


@dataclass(frozen=True, kw_only=True, slots=True)
class Clock:
    """A time limit. ``length`` 0 with working days means the same working day.

    One that ``repeats`` begins anew each time it is met, for as long as the case goes on; with ``from_start`` its dates
    are counted from the start, whenever it was met. ``reason_if_late``: what is late is not recorded without a reason.

    ``label`` is for pages and goes on after the role; ``task`` tells the office what to do. Any of ``done`` meets it,
    and it applies only where all of ``applies`` is so. ``each``: every start has its own limit, not only the first.
    ``warn`` is how long before the end it is due soon: hours for a limit in hours, else days, which are working days
    where the limit is. ``other_unit`` is what the document may mean as well (R03).
    """

    key: str
    label: str
    task: str = ""
    length: int
    unit: Unit
    start: StartEvent
    done: tuple[DoneEvent, ...] = ()
    applies: tuple[Condition, ...] = ()
    each: bool = False
    role: str = ""
    wherever_possible: bool = False
    repeats: bool = False
    from_start: bool = False
    reason_if_late: bool = False
    warn: int = 0
    other_unit: Unit | Literal[""] = ""
    assumed_because: str = ""
    requirement: Requirement


@dataclass(frozen=True, kw_only=True, slots=True)
class AgreedDate:
    """A day that the LADO sets in each case, because the document asks for one and gives no length of time.

    From ``start`` on there is to be a day. It is kept by any of ``done``, and applies where all of ``applies`` is so.
    One that ``repeats`` asks for the next day each time it is kept.
    """

    key: str
    task: str
    start: StartEvent
    done: tuple[DoneEvent, ...] = ()
    applies: tuple[Condition, ...] = ()
    each: bool = False
    repeats: bool = False
    role: str = ""
    requirement: Requirement


@dataclass(frozen=True, kw_only=True, slots=True)
class OfficeHours:
    """When the office works on a working day, for limits in working hours: "09:00"."""

    opens: str
    closes: str
    requirement: Requirement


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """An entry of one of the authority's lists: category, sector, outcome."""

    key: str
    label: str
    hint: str = ""
    definition: str = ""
    requirement: Requirement | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Meeting:
    """A kind of meeting: ``key`` is common to all authorities (R23, R24), ``label`` the authority's own name for it."""

    key: MeetingKey
    label: str
    purpose: str = ""
    chair: str = ""
    held: Compulsory = ""
    invite: tuple[str, ...] = ()
    requirement: Requirement


@dataclass(frozen=True, kw_only=True, slots=True)
class Pathway:
    """Where a contact may lead: the authority's own tier, category or branch, and what it has in common (R20).

    ``counted`` tells whether it counts as an allegation in the figures (R14); None where the document does not say.
    ``suggested_by`` are the signals in the answers that point to it, unless one of ``ruled_out_by`` is there; the LADO
    decides. ``reasons`` are those that a decision for it may name.
    """

    key: str
    label: str
    common: Common
    text: str
    suggested_by: tuple[SignalKey, ...] = ()
    ruled_out_by: tuple[SignalKey, ...] = ()
    examples: tuple[str, ...] = ()
    reasons: tuple[Choice, ...] = ()
    counted: bool | None = None
    overseen: bool | None = None
    requirement: Requirement


@dataclass(frozen=True, kw_only=True, slots=True)
class Need:
    """Something that must be on record before a step ends: one of ``any``, each like "letter-sent:to=adult".

    A part in front of the colon names the kind of entry, those behind it what it says; "=name" asks the entry that ends
    the step itself. ``each`` makes it hold of each allegation, or, with the key of a meeting, of each of those who are
    always invited; "{}" stands for it in ``any`` and ``what``.
    """

    what: str
    any: tuple[str, ...]
    each: str = ""
    requirement: Requirement


@dataclass(frozen=True, kw_only=True, slots=True)
class Stage:
    """What is needed before an entry of the kind ``ends`` may stand; with a reason it may stand all the same.

    It holds only in these ``pathways``, unless there are none, and ``where`` the entry says this: "name=value".
    """

    ends: str
    needs: tuple[Need, ...]
    pathways: tuple[str, ...] = ()
    where: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class FollowUp:
    """What an entry of the record brings about, where the document sets no time for it: ``task`` is then to be done.

    It begins with any of ``after``, each like "s47-decided:agreed=yes", and is done by any of ``done`` that is said to
    have happened no earlier. Any of ``unless`` on record makes it needless. It holds in these ``pathways``, unless
    there are none, and where all of ``applies`` is so.
    """

    key: str
    task: str
    after: tuple[str, ...]
    done: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    pathways: tuple[str, ...] = ()
    applies: tuple[Condition, ...] = ()
    role: str = ""
    requirement: Requirement


@dataclass(frozen=True, kw_only=True, slots=True)
class Default:
    """What an entry of the kind ``entry`` ``says`` in ``field`` unless somebody says otherwise; the person is shown it.

    It holds in these ``pathways``, unless there are none; once any of ``after`` is on record, where there is any; and
    where the entry says all of ``where``, each "name=value".
    """

    entry: str
    field: str
    says: str
    after: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    pathways: tuple[str, ...] = ()
    requirement: Requirement


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """How soon cases should end: ``percent`` of them (100 with ``exceptions`` is "all but exceptional ones").

    ``ambition`` marks the authority's own aim beyond the expectation that it quotes (R08).
    """

    percent: int
    length: int
    unit: Unit
    start: StartEvent
    exceptions: str = ""
    without_police_cases: bool = False
    ambition: bool = False
    requirement: Requirement


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """One statement of the authority's document with a key of its own: a condition, an example, a rule of chairing."""

    key: str
    text: str
    requirement: Requirement


@dataclass(frozen=True, kw_only=True, slots=True)
class Checklist:
    """The preparation list that the authority published for one agency; ``items`` are keys of ``forms.meeting``."""

    agency: str
    label: str
    items: tuple[str, ...]
    requirement: Requirement


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """What the authority says about a topic, in plain words, for pages and forms."""

    topic: Topic
    text: str
    requirement: Requirement


@dataclass(frozen=True, kw_only=True, slots=True)
class Duty:
    """What the service itself does regularly: at least ``times`` in every month, quarter or other ``period``.

    ``done_by`` is what an entry of the office's log says that counts as done, like "role-promoted:channel=dsl"; without
    it, somebody says so.
    """

    key: str
    label: str
    times: int
    period: Period
    role: str = ""
    done_by: str = ""
    requirement: Requirement


@dataclass(frozen=True, kw_only=True, slots=True)
class AnnualReport:
    """The yearly report. ``year_ends`` is the last day of its year, like "03-31"."""

    year_ends: str = ""
    recipients: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    requirement: Requirement


@dataclass(frozen=True, kw_only=True, slots=True)
class RetentionRule:
    """How long the record of a closed case is kept at least; then a person looks whether it is still needed.

    It is for cases with any of these outcomes, categories and pathways, where an empty list is for all; a pathway is
    named by its own key or by what it has in common. ``then`` says that nothing is removed by itself. ``source`` is
    where the period stands in the authority's own schedule.
    """

    key: str
    label: str
    outcomes: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    pathways: tuple[str, ...] = ()
    months: int
    start: RetentionStart
    then: Literal["review"] = "review"
    source: str
    assumed_because: str = ""
    requirement: Requirement | None = None

    @property
    def counted_from(self) -> str:
        """From what day on it is counted, in words."""
        return RETENTION_STARTS[self.start]

    def fits(self, *, outcome: str, category: str, pathways: Collection[str]) -> bool:
        """Tell whether it is for a case with these; ``pathways`` is all that its pathway is called by."""
        return (
            (not self.outcomes or outcome in self.outcomes)
            and (not self.categories or category in self.categories)
            and (not self.pathways or any(each in self.pathways for each in pathways))
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """A page of the authority's own that our pages and letters point to."""

    key: LinkKey
    label: str
    address: str
    requirement: Requirement


@dataclass(frozen=True, kw_only=True, slots=True)
class LetterParagraph:
    """A paragraph of the authority's own that its closing letter has; "{link}" stands for its page on the matter."""

    key: LetterPart
    text: str
    requirement: Requirement
