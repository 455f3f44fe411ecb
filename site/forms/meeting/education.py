"""What schools, colleges and early years settings bring to the meeting: the child there, the day, and the setting."""

from __future__ import annotations

from ..conditions import Is
from ..questions import LongText, ShortText
from .items import Item, some_day, told, yes_or_no

_CHILD = "The child with you"
_DAY = "What was first said, and the day itself"
_SETTING = "How your setting works"
_OTHERS = "Other children, and who has been told"

EDUCATION = (
    Item(
        key="child-in-setting",
        label="The child at your school or nursery",
        hint="For example: age group, attendance, behaviour, special educational needs, how the child communicates",
        section=_CHILD,
        questions=(
            told("child_in_setting_known", "What should the meeting know about the child?"),
            told("child_in_setting_change", "What has changed since the concern came up?", rows=3),
        ),
    ),
    Item(
        key="child-support",
        label="Support for the child",
        section=_CHILD,
        questions=(
            told("child_support_given", "Who supports the child, and how?", rows=3),
            told(
                "child_support_kept_apart", "Does the child still meet the person? How is the child kept safe?", rows=3
            ),
        ),
    ),
    Item(
        key="first-record",
        label="The first record of what was said",
        hint="The note made at the time. Do not ask the child, or anyone else, to say it again.",
        section=_DAY,
        questions=(
            told("first_record_words", "What was written down, word for word?"),
            ShortText(name="first_record_by", label="Who wrote it down? (role)", required=True, not_known=True),
            some_day("first_record_on", "When was it written?"),
        ),
    ),
    Item(
        key="setting-that-day",
        label="Staff and places that day",
        section=_DAY,
        questions=(
            told(
                "setting_that_day_staff",
                "Who was in charge, who else was there, and how many children?",
                "Roles are enough.",
                rows=3,
            ),
            told("setting_that_day_place", "Where was it, and who could see or hear it?", rows=3),
        ),
    ),
    Item(
        key="policies-followed",
        label="Your rules for staff",
        hint="For example on conduct, personal care, phones and messages, or holding a child. Add them as files.",
        section=_SETTING,
        questions=(
            told("policies_followed_say", "What do your rules say about this?", rows=3),
            yes_or_no("policies_followed_known", "Had the person been shown these rules?"),
        ),
    ),
    Item(
        key="low-level-concerns",
        label="Low-level concerns",
        hint="Things that seemed minor at the time and were dealt with by you",
        section=_SETTING,
        questions=(
            yes_or_no("low_level_concerns_any", "Do you have low-level concerns about this person on record?"),
            LongText(
                name="low_level_concerns_what",
                label="What were they, when, and what did you do?",
                required=True,
                when=Is("low_level_concerns_any", "yes"),
            ),
        ),
    ),
    Item(
        key="other-children",
        label="Other children",
        section=_OTHERS,
        questions=(
            yes_or_no("other_children_any", "May other children have seen it, or have been harmed?"),
            LongText(
                name="other_children_known",
                label="What do you know about them? Do not question them.",
                hint="How many and how old is enough.",
                required=True,
                rows=3,
                when=Is("other_children_any", "yes"),
            ),
        ),
    ),
    Item(
        key="inspectorate-told",
        label="Whoever inspects or registers you",
        hint="For example Ofsted, or the agency a childminder is registered with",
        section=_OTHERS,
        questions=(
            yes_or_no("inspectorate_told_done", "Has it been told?"),
            ShortText(
                name="inspectorate_told_whom",
                label="Who was told, and under which reference?",
                required=True,
                when=Is("inspectorate_told_done", "yes"),
            ),
        ),
    ),
)
