"""Every form by its name, each a function of the authority's profile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from ..errors import SiteError
from ..profiles import Profile
from .consultation import consultation
from .earlier_record import earlier_record
from .investigation import investigation
from .meeting import AGENCIES, form_name, meeting_form
from .names import EARLIER_RECORD
from .questions import Form
from .referral import referral
from .supplement import supplement

FORMS: Mapping[str, Callable[[Profile], Form]] = {
    "referral": referral,
    "advice": consultation,
    **{form_name(agency): partial(meeting_form, agency) for agency in AGENCIES},
    "investigation": investigation,
    "supplement": supplement,
}

OFFICE_FORMS: Mapping[str, Callable[[Profile], Form]] = {EARLIER_RECORD: earlier_record}
"""What only the office's own tool fills in: never published and never offered."""


def form_for(name: str, profile: Profile) -> Form:
    """Return a form as one authority asks it. Raises SiteError when there is no such form."""
    if name not in FORMS:
        raise SiteError(f"there is no form named {name}", hint=f"use one of {', '.join(FORMS)}")
    return FORMS[name](profile)
