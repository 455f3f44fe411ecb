"""Other councils: whose area the adult works in, who is responsible for the child, and what the referrer then does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...profiles import Profile, Rule
from ..conditions import And, Condition, Is, Or, Some
from ..questions import Advice, Choice, Date, Kind, OneOf, ShortText, YesNo
from .said import ruled

HERE, ELSEWHERE = "here", "elsewhere"
WORKS_HERE = Is("work_area", HERE)
WORKS_ELSEWHERE = Is("work_area", ELSEWHERE)
CHILD_IN_OUR_CARE = Some("children", And((Is("child_in_care", "yes"), Is("child_council", HERE))))
THEIR_CHILD = Some("children", Is("child_council", ELSEWHERE))
OTHER_AUTHORITY = Or((WORKS_ELSEWHERE, THEIR_CHILD))
HARM = Is("significant_harm", "yes")


def area_of_work(profile: Profile) -> tuple[Kind, ...]:
    """Ask whose LADO the adult's place of work belongs to."""
    return (
        OneOf(
            name="work_area",
            label="Where is their work with children?",
            choices=(Choice(HERE, f"In {profile.area}"), Choice(ELSEWHERE, "In another council’s area")),
            required=True,
            not_known=True,
            missing="Select where their work with children is",
            requirements=("LEI-45", "BRO-39"),
        ),
        ShortText(
            name="work_authority",
            label="Which council’s area?",
            required=True,
            not_known=True,
            when=WORKS_ELSEWHERE,
            missing="Enter which council’s area, or select “Not known”",
            requirements=("LEI-45", "BRO-39"),
        ),
    )


def responsible_council(profile: Profile) -> tuple[Kind, ...]:
    """Ask which council looks after the child, or has the child in its area."""
    return (
        OneOf(
            name="child_council",
            label="Which council is responsible for the child?",
            hint="The one that looks after the child, or the one where the child lives.",
            choices=(Choice(HERE, profile.area), Choice(ELSEWHERE, "Another council")),
            required=True,
            not_known=True,
            missing="Select which council is responsible for the child",
            requirements=("LEI-20", "LEI-45"),
        ),
        ShortText(
            name="child_authority",
            label="Which other council?",
            required=True,
            not_known=True,
            when=Is("child_council", ELSEWHERE),
            missing="Enter which council is responsible for the child, or select “Not known”",
            record="child.responsible_authority",
            requirements=("LEI-20", "LEI-45"),
        ),
    )


def other_lado_questions() -> tuple[Kind, ...]:
    """Ask whether the other council's LADO has it, and since when."""
    return (
        YesNo(
            name="other_lado_told",
            label="Have you told the other council’s LADO too?",
            required=True,
            not_known=True,
            when=OTHER_AUTHORITY,
            missing="Select yes if you have told the other council’s LADO too",
            requirements=("LEI-46", "BRO-39"),
        ),
        Date(
            name="other_lado_told_on",
            label="When did you tell them?",
            required=True,
            not_known=True,
            when=Is("other_lado_told", "yes"),
            missing="Enter when you told the other council’s LADO, or select “Not known”",
            requirements=("LEI-46", "BRO-39"),
        ),
    )


def area_advice(profile: Profile) -> tuple[Advice, ...]:
    return (
        Advice(
            name="works-elsewhere",
            when=WORKS_ELSEWHERE,
            step="work",
            tone="important",
            title="Tell the LADO of the area where they work, too",
            text=(
                "That LADO can act where the adult meets children, so do not wait for us to pass it on. The other "
                f"council’s website has the telephone number. If you cannot find it, call us: {profile.contact.telephone}.",
            ),
            requirements=("LEI-46", "BRO-39"),
        ),
        Advice(
            name="other-council",
            when=THEIR_CHILD,
            step="children",
            tone="note",
            title="The council responsible for the child has to know",
            text=(
                "Tell the child’s social worker, or that council’s children’s social care: they keep the child safe. Tell "
                "its LADO as well.",
            ),
            requirements=("LEI-46", "BRO-39"),
        ),
        *(
            each
            for each in (
                _ruled(
                    profile.out_of_area,
                    (
                        "tell-both",
                        "commissioning-aware",
                        "iro-aware",
                        "other-lado-aware",
                        "needs-met",
                        "close-and-keep",
                    ),
                    name="placed-elsewhere",
                    when=And((WORKS_ELSEWHERE, CHILD_IN_OUR_CARE)),
                    tone="important",
                    title="Send this to both LADOs",
                ),
                _ruled(
                    profile.out_of_area,
                    ("track", "other-lado-leads", "keep-contact"),
                    name="child-in-our-care",
                    when=CHILD_IN_OUR_CARE,
                    title="A child in our care",
                ),
                _ruled(
                    profile.out_of_area,
                    ("liaise",),
                    name="two-lados",
                    when=OTHER_AUTHORITY,
                    title="Two LADOs work together",
                ),
                *_who_leads(profile),
            )
            if each is not None
        ),
    )


def _who_leads(profile: Profile) -> Iterator[Advice | None]:
    """Say who leads, by the authority's own rules. The LADO decides which of them holds."""
    for key, step, when in (
        ("other-authority", "children", And((WORKS_HERE, THEIR_CHILD))),
        ("complex", "children", And((Is("more_adults", "yes"), OTHER_AUTHORITY))),
        ("specific-child", "category", And((Is("child_identified", "yes"), HARM))),
        ("wider-implications", "category", And((Is("child_identified", "no"), HARM))),
        ("significant-harm", "category", HARM),
    ):
        yield _ruled(profile.chairing, (key,), name=f"leads-{key}", when=when, step=step, title="Who may lead")


def _ruled(
    rules: Iterable[Rule],
    keys: Iterable[str],
    *,
    name: str,
    when: Condition,
    title: str,
    tone: str = "note",
    step: str = "children",
) -> Advice | None:
    """Return advice in the words of the authority's rules; None where it has none of them."""
    text, sources = ruled(rules, keys)
    if not text:
        return None
    return Advice(name=name, when=when, step=step, tone=tone, title=title, text=text, requirements=sources)
