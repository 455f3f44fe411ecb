"""Advice about what happens until the LADO answers: proof that is kept, and what the adult is told."""

from __future__ import annotations

from ...profiles import Profile
from ..conditions import And, AnyOf, Is
from ..questions import Advice
from .work import HAS_EMPLOYER


def meanwhile_advice(profile: Profile) -> tuple[Advice, ...]:
    return (
        Advice(
            name="no-statements",
            when=AnyOf("statements_taken", ("yes", "no", "not-known")),
            step="actions",
            tone="important",
            title=profile.statements_warning or "Please do not take statements",
            text=(
                "Write down what was said, word for word, with the time and who was there, and sign and date it. Questions "
                "can harm the child and a police investigation.",
            ),
            requirements=("SAN-70",),
        ),
        Advice(
            name="secure-recordings",
            when=Is("recordings", "not-secured"),
            step="actions",
            tone="important",
            title="Make the recordings safe today",
            text=(
                "CCTV is often overwritten after a few days. Ask whoever runs the system to save it. Do not watch or share it more than you must.",
            ),
            requirements=("SAN-67",),
        ),
        Advice(
            name="agree-what-to-say",
            when=AnyOf("telling_risks", ("child", "adult", "others", "police")),
            step="safeguards",
            tone="important",
            title="Agree with the LADO team first what the adult is told, how and when",
            text=(f"Do not tell the adult yet. Telephone the {profile.service} on {profile.contact.telephone}.",),
            requirements=("SAN-22", "SAN-23"),
        ),
        Advice(
            name="employer-tells",
            when=And((Is("adult_told", "no"), HAS_EMPLOYER)),
            step="safeguards",
            tone="note",
            title="Telling the adult is the employer’s task",
            text=(
                "The employer tells the adult that the LADO service has been given information, and keeps them up to date. "
                "Talk to the LADO team first about what to say and when.",
            ),
            requirements=("SAN-20", "SAN-21"),
        ),
    )
