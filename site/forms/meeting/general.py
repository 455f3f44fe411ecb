"""What any other agency brings to the meeting: its part, what it knows, and what it has done."""

from __future__ import annotations

from ..conditions import Is
from ..questions import LongText
from .items import RISK, Item, some_day, told, yes_or_no

_PART = "Your part, and what you know"

GENERAL = (
    Item(
        key="involvement",
        label="How you know the child or the adult",
        section=_PART,
        questions=(
            told("involvement_how", "What does your agency do with them?", rows=3),
            some_day("involvement_since", "Since when?"),
        ),
    ),
    Item(
        key="knowledge",
        label="What you know about the concern",
        hint="Say what was seen, heard or said, and by whom. Keep facts and opinions apart.",
        section=_PART,
        questions=(
            told("knowledge_first_hand", "What have you, or your staff, seen or heard yourselves?"),
            told("knowledge_from_others", "What have others told you? (optional)", rows=3, optional=True),
        ),
    ),
    Item(
        key="children-met",
        label="Other children the person meets through you",
        section=RISK,
        questions=(
            yes_or_no("children_met_any", "Does the person meet children through your agency?"),
            LongText(
                name="children_met_safe",
                label="Which children, and what keeps them safe meanwhile?",
                hint="How many and how old is enough.",
                required=True,
                rows=3,
                when=Is("children_met_any", "yes"),
            ),
        ),
    ),
)
