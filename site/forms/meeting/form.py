"""A preparation form as one form: the opening, the agency's items a few to a page, and the closing."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

from ...profiles import Profile
from ..questions import Advice, Form, Step
from .agencies import Agency, items_asked
from .closing import child_step, criteria_step, finish_step
from .items import Item, item_questions
from .opening import meeting_step, opening_advice, respondent_step, statements_step

VERSION = 1
PREFIX = "meeting"
"""How the name of every sealed preparation begins; it says nothing about agency, meeting or person."""


def form_name(agency: Agency) -> str:
    """Return the name of an agency's form."""
    return f"meeting-{agency.key}"


def meeting_form(agency: Agency, profile: Profile) -> Form:
    """Build one agency's preparation form. Raises SiteError when the authority's own list cannot be used."""
    pages = _pages(items_asked(agency, profile))
    return Form(
        name=form_name(agency),
        version=VERSION,
        authority=profile.name,
        title=f"{_meeting_name(profile)}: {agency.title}",
        prefix=PREFIX,
        steps=(
            meeting_step(agency, profile),
            *((statements_step(profile),) if agency.warned else ()),
            respondent_step(),
            *(_step(page) for page in pages),
            child_step(),
            criteria_step(profile),
            finish_step(profile),
        ),
        advice=(*opening_advice(profile), *(advice for page in pages for advice in _advice(page))),
    )


def _meeting_name(profile: Profile) -> str:
    led = (meeting.label for meeting in profile.meetings if meeting.key == "lado-led")
    return profile.meeting or next(led, "Meeting about an allegation")


def _pages(items: tuple[Item, ...]) -> list[list[Item]]:
    return [list(page) for _, page in groupby(items, key=lambda item: item.section)]


def _step(page: list[Item]) -> Step:
    """A page is named after its first item: in an authority's own order two pages may have the same title."""
    return Step(
        name=page[0].key,
        title=page[0].section,
        questions=tuple(question for item in page for question in item_questions(item)),
    )


def _advice(page: list[Item]) -> list[Advice]:
    return [replace(advice, step=page[0].key) for item in page for advice in item.advice]
