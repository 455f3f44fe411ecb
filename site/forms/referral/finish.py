"""The referral's last step before the answers are checked: documents, and anything else."""

from __future__ import annotations

from ..questions import Files, LongText, Step


def evidence_step() -> Step:
    return Step(
        name="evidence",
        title="Documents, and anything else",
        questions=(
            Files(
                name="attachments",
                label="Add documents or pictures (optional)",
                hint=(
                    "For example a chronology, a body map, a picture of a mark, or a dated note. They are sealed together "
                    "with your answers. Do not add indecent images: tell the police about them instead."
                ),
            ),
            LongText(
                name="anything_else",
                label="Is there anything else the LADO team should know? (optional)",
                rows=4,
            ),
        ),
    )
