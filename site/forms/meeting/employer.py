"""What an employer, or its human resources team, brings to the meeting: the work, and the person at work."""

from __future__ import annotations

from ..conditions import NOT_KNOWN, Is, Or
from ..conditions import AnyOf as OneOfThese
from ..questions import Advice, AnyOf, Choice, Date, Group, LongText, OneOf, ShortText
from .items import Item, some_day, told, yes_or_no

_ROLE = "The role, the risk in it, and support for the person"
_PERSON = "Conduct and training"
_WORK = "Where the person works and has worked"
_DONE = "What has been kept, and what has been done"
_CHECKS = "Checks, registration and other contact with children"

TRAINING = (
    Choice("safeguarding", "Safeguarding children"),
    Choice("restraint", "Restraint and de-escalation", "How to calm things down, and how to hold a child safely"),
    Choice("safer-worker", "Safer-worker practices", "Working in a way that is safe for children and for yourself"),
)
NO_TRAINING = Choice("none", "None of these")


def _training_date(topic: Choice) -> Date:
    return Date(
        name=f"training_{topic.value.replace('-', '_')}_on",
        label=f"{topic.label}: when was the last training?",
        hint="For example, 27 3 2026. Leave out the day or the month if you do not know it.",
        required=True,
        not_known=True,
        approximate=True,
        when=Is("training_had", topic.value),
    )


EMPLOYER = (
    Item(
        key="role-impact",
        label="The role, and what the concern means for it",
        section=_ROLE,
        questions=(
            told("role_impact_role", "What is the role, and in what kind of place?", rows=2),
            told(
                "role_impact_contact",
                "What contact with children does the role bring?",
                "For example: how old the children are, and whether the person is alone with them",
                rows=3,
            ),
            told("role_impact_judged", "What could the concern mean for the children in this role?", rows=3),
        ),
        requirements=("BED-48", "BED-49"),
    ),
    Item(
        key="duties",
        label="Suspension, or other duties for now",
        hint="Suspension is not automatic, and it is not a punishment.",
        section=_ROLE,
        questions=(
            OneOf(
                name="duties_now",
                label="What has been changed in the person’s work?",
                choices=(
                    Choice("suspended", "They are suspended"),
                    Choice("changed", "Their duties or place of work were changed"),
                    Choice("neither", "Neither"),
                ),
                required=True,
            ),
            Date(
                name="duties_from",
                label="Since when?",
                hint="For example, 27 3 2026",
                required=True,
                when=OneOfThese("duties_now", ("suspended", "changed")),
            ),
            told("duties_why", "Why was this decided?", rows=3),
        ),
        requirements=("BRO-28", "BRO-67"),
    ),
    Item(
        key="risk-assessment",
        label="Assessment of the risk that may carry over to the work",
        hint="Also called a transferable risk assessment",
        section=_ROLE,
        questions=(
            yes_or_no("risk_assessment_done", "Have you made one?"),
            Date(
                name="risk_assessment_on",
                label="When?",
                hint="For example, 27 3 2026",
                required=True,
                when=Is("risk_assessment_done", "yes"),
            ),
            LongText(
                name="risk_assessment_led_to",
                label="What did it say about suspending the person or changing their duties?",
                required=True,
                rows=3,
                when=Is("risk_assessment_done", "yes"),
            ),
        ),
        requirements=("BRO-78",),
    ),
    Item(
        key="support",
        label="Support for the person",
        hint="You owe a duty of care to someone an allegation is about, whatever the outcome.",
        section=_ROLE,
        questions=(
            told("support_given", "What support does the person have?", rows=3),
            ShortText(
                name="support_contact",
                label="Who at work keeps in touch with them?",
                required=True,
                not_known=True,
            ),
            told(
                "support_evidence",
                "How is your duty of care written down?",
                "For example: letters, notes, an offer of counselling",
                rows=3,
            ),
        ),
        requirements=("BRO-67", "BRO-82", "BED-05"),
    ),
    Item(
        key="conduct",
        label="Conduct and capability",
        hint="Of the employee or volunteer. For example: appraisals, praise, warnings, how well they do the work",
        section=_PERSON,
        questions=(told("conduct_is", "What do you know about their conduct and capability?"),),
        requirements=("SAN-63",),
    ),
    Item(
        key="training",
        label="Training",
        section=_PERSON,
        questions=(
            AnyOf(
                name="training_had",
                label="Which of these has the person had?",
                hint="Select all that apply.",
                choices=(*TRAINING, NO_TRAINING),
                required=True,
                not_known=True,
                missing="Select which training the person has had",
            ),
            *(_training_date(topic) for topic in TRAINING),
            Group(
                name="training_other",
                label="Other training (optional)",
                entry="course",
                questions=(
                    ShortText(name="training_topic", label="What was it about?", required=True),
                    some_day("training_on", "When was it?"),
                ),
            ),
        ),
        requirements=("SAN-64", "BRO-76"),
    ),
    Item(
        key="employment-history",
        label="Employment history",
        section=_WORK,
        questions=(
            Group(
                name="employment_history_posts",
                label="Posts with you and before, as far as you know",
                entry="post",
                required=True,
                questions=(
                    ShortText(name="employment_history_post", label="Job title or role", required=True),
                    ShortText(name="employment_history_employer", label="Employer", required=True),
                    some_day("employment_history_started", "When did they start?"),
                    some_day("employment_history_ended", "When did they leave? (optional)", optional=True),
                ),
            ),
        ),
        requirements=("SAN-65",),
    ),
    Item(
        key="other-work",
        label="Other places of work",
        section=_WORK,
        questions=(
            Group(
                name="other_work_places",
                label="Where else does the person work?",
                entry="place",
                required=True,
                questions=(
                    ShortText(name="other_work_place", label="Name of the place or employer", required=True),
                    ShortText(name="other_work_role", label="Their role there", required=True, not_known=True),
                    ShortText(name="other_work_contact", label="Address or telephone number (optional)"),
                ),
            ),
        ),
        requirements=("SAN-66",),
    ),
    Item(
        key="cctv",
        label="CCTV evidence",
        section=_DONE,
        questions=(
            yes_or_no("cctv_exists", "Is there CCTV of what happened, or could there be?"),
            OneOf(
                name="cctv_preserved",
                label="Has it been saved, so that it will not be overwritten?",
                choices=(Choice("yes", "Yes"), Choice("no", "No")),
                required=True,
                not_known=True,
                when=Is("cctv_exists", "yes"),
            ),
            ShortText(
                name="cctv_holder",
                label="Who holds it?",
                hint="A name, and a telephone number if you have one",
                required=True,
                not_known=True,
                when=Is("cctv_exists", "yes"),
            ),
        ),
        advice=(
            Advice(
                name="save-cctv",
                when=OneOfThese("cctv_preserved", ("no", NOT_KNOWN)),
                step="",
                tone="important",
                title="Have the CCTV saved today",
                text=(
                    "It is often overwritten after a few days. Ask whoever runs the system to save it. Do not watch or "
                    "share it more than you must.",
                ),
                requirements=("SAN-67",),
            ),
        ),
        requirements=("SAN-67",),
    ),
    Item(
        key="actions",
        label="Actions taken",
        section=_DONE,
        questions=(
            Group(
                name="actions_taken",
                label="What has been done, and when?",
                entry="action",
                required=True,
                questions=(
                    LongText(
                        name="actions_what", label="What was done, and by whom?", required=True, rows=2, max_length=2000
                    ),
                    some_day("actions_on", "When?"),
                ),
            ),
        ),
        requirements=("SAN-68",),
    ),
    Item(
        key="restraint",
        label="Restraint, or holding a child",
        hint="Holding a child to keep someone safe can be right. The meeting looks at why and how it was done.",
        section=_DONE,
        questions=(
            yes_or_no("restraint_used", "Was the child held, moved or restrained?"),
            AnyOf(
                name="restraint_purpose",
                label="What was it for?",
                hint="Select all that apply.",
                choices=(
                    Choice("self", "To stop the child hurting themselves"),
                    Choice("others", "To stop the child hurting someone else"),
                    Choice("property", "To stop damage to property"),
                    Choice("other", "Something else"),
                ),
                required=True,
                not_known=True,
                when=Is("restraint_used", "yes"),
            ),
            LongText(
                name="restraint_how",
                label="How was it done, and is there a plan for this child that says how?",
                required=True,
                rows=3,
                when=Is("restraint_used", "yes"),
            ),
        ),
        requirements=("BED-65",),
    ),
    Item(
        key="dbs",
        label="DBS certificate",
        hint="The criminal record check by the Disclosure and Barring Service",
        section=_CHECKS,
        questions=(
            ShortText(
                name="dbs_number",
                label="Certificate number",
                hint="12 digits",
                required=True,
                not_known=True,
                max_length=30,
            ),
            OneOf(
                name="dbs_type",
                label="Type of certificate",
                choices=(
                    Choice("basic", "Basic"),
                    Choice("standard", "Standard"),
                    Choice("enhanced", "Enhanced"),
                    Choice("enhanced-barred", "Enhanced, with the children’s barred list"),
                ),
                required=True,
                not_known=True,
            ),
            Date(
                name="dbs_on",
                label="Date on the certificate",
                hint="For example, 27 3 2026",
                required=True,
                not_known=True,
                approximate=True,
            ),
        ),
        advice=(
            Advice(
                name="dbs-incomplete",
                when=Or(tuple(Is(name, NOT_KNOWN) for name in ("dbs_number", "dbs_type", "dbs_on"))),
                step="",
                tone="important",
                title="The DBS details are not complete",
                text=(
                    "The meeting needs the number, the type and the date. You can go on now. Please look for what is "
                    "missing and bring it to the meeting.",
                ),
                requirements=("SAN-69",),
            ),
        ),
        requirements=("SAN-69",),
    ),
    Item(
        key="regulatory-body",
        label="Regulatory body",
        hint="For example Ofsted, Social Work England, the teaching regulator or a health regulator",
        section=_CHECKS,
        questions=(
            yes_or_no("regulatory_body_member", "Does the employee or volunteer belong to a regulatory body?"),
            ShortText(
                name="regulatory_body_name",
                label="Which body?",
                required=True,
                when=Is("regulatory_body_member", "yes"),
            ),
            ShortText(
                name="regulatory_body_number",
                label="Registration number (optional)",
                max_length=60,
                when=Is("regulatory_body_member", "yes"),
            ),
        ),
        requirements=("SAN-71",),
    ),
    Item(
        key="other-capacity",
        label="Other contact with children",
        hint="Besides their paid work: for example as a volunteer, a sports coach, a foster carer or in a faith group",
        section=_CHECKS,
        questions=(
            yes_or_no(
                "other_capacity_known",
                "Do you know of any other way in which the person works with children, paid or unpaid?",
            ),
            LongText(
                name="other_capacity_what",
                label="What do they do, and where?",
                required=True,
                rows=3,
                when=Is("other_capacity_known", "yes"),
            ),
        ),
        advice=(
            Advice(
                name="do-not-tell-others",
                when=Is("other_capacity_known", "yes"),
                step="",
                tone="note",
                title="Please do not tell the other place yourself",
                text=("The meeting agrees who tells it, what and when.",),
            ),
        ),
        requirements=("SAN-72",),
    ),
)
