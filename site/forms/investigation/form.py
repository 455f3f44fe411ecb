"""The employer's report as one form: which case, whether it may go ahead, how it is run, and what follows."""

from __future__ import annotations

from ...profiles import Profile
from ..questions import Form, Step
from ..referral.finish import evidence_step
from ..shared import sender_step
from .advice import advice
from .conduct import care_step, conduct_step, safety_step
from .result import bodies_step, finding_step, results_step
from .start import case_step, stage_step

VERSION = 1


def investigation(profile: Profile) -> Form:
    """Build the report on the employer's own investigation for one authority."""
    return Form(
        name="investigation",
        version=VERSION,
        authority=profile.name,
        title="Report on your own investigation",
        prefix="investigation",
        steps=(
            case_step(profile),
            stage_step(profile),
            conduct_step(),
            care_step(),
            safety_step(profile),
            finding_step(profile),
            results_step(),
            bodies_step(),
            _sender_step(),
            evidence_step(),
        ),
        advice=advice(profile),
    )


def _sender_step() -> Step:
    return sender_step(intro="The LADO team may have questions about your report.", only_at_work=True)
