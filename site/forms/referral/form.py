"""The guided referral as one form: its steps in the order asked, and the advice that answers call for."""

from __future__ import annotations

from ...profiles import Profile
from ..questions import Form
from .adult import adult_step
from .advice import advice
from .children import children_step
from .finish import evidence_step
from .happened import category_step, happened_step
from .referrer import referrer_step
from .response import actions_step, history_step, safeguards_step
from .risk import risk_step
from .start import criteria_step, scope_step, urgent_step
from .work import other_work_step, work_step

VERSION = 2


def referral(profile: Profile) -> Form:
    """Build the guided referral for one authority."""
    return Form(
        name="referral",
        version=VERSION,
        authority=profile.name,
        title=f"Tell the {profile.service} about a concern",
        prefix="referral",
        steps=(
            urgent_step(),
            scope_step(),
            criteria_step(profile),
            *risk_step(profile),
            adult_step(),
            work_step(profile),
            other_work_step(),
            children_step(profile),
            happened_step(profile),
            category_step(profile),
            actions_step(profile),
            safeguards_step(),
            history_step(),
            referrer_step(),
            evidence_step(),
        ),
        advice=advice(profile),
    )
