"""The employer's own investigation: asked where the authority's document speaks of one."""

from __future__ import annotations

from ..questions import Choice, Date, Group, LongText, OneOf, ShortText
from .items import Item, told

_TITLE = "Your own investigation"

INVESTIGATION = (
    Item(
        key="disclosure",
        label="What is disclosed of the allegation, when and to whom",
        hint="Agree this with the LADO team before you tell anyone.",
        section=_TITLE,
        questions=(
            Group(
                name="disclosure_plan",
                label="Who has been told, or is to be told?",
                entry="person or group",
                required=True,
                questions=(
                    ShortText(name="disclosure_whom", label="Who?", hint="For example: staff, parents", required=True),
                    LongText(
                        name="disclosure_what", label="What are they told?", required=True, rows=2, max_length=2000
                    ),
                    Date(
                        name="disclosure_on",
                        label="When?",
                        hint="For example, 27 3 2026. It may lie ahead.",
                        required=True,
                        not_known=True,
                        future=True,
                    ),
                ),
            ),
        ),
        requirements=("BRO-80",),
    ),
    Item(
        key="fair-process",
        label="A fair and open process",
        section=_TITLE,
        questions=(
            told(
                "fair_process_how",
                "How will you make it fair and open?",
                "For example: who investigates, what the person is told, and who can come with them",
                rows=4,
            ),
        ),
        requirements=("BRO-83",),
    ),
    Item(
        key="timely-response",
        label="In good time, and in proportion",
        section=_TITLE,
        questions=(
            OneOf(
                name="timely_response_started",
                label="Has your investigation started?",
                hint="It waits until the police, or the LADO team, say that it may start.",
                choices=(
                    Choice("no", "No"),
                    Choice("agreed", "Yes, the LADO team agreed"),
                    Choice("yes", "Yes, before we spoke to the LADO team"),
                ),
                required=True,
            ),
            Date(
                name="timely_response_end",
                label="By when is it to end?",
                hint="The day you have agreed, or propose",
                required=True,
                not_known=True,
                future=True,
            ),
            told("timely_response_why", "Why are these steps in proportion to the concern?", rows=3),
        ),
        requirements=("BRO-84",),
    ),
)
