"""The referral's advice rules: what to tell the referrer when their answers call for it. The LADO decides, never these."""

from __future__ import annotations

from ...profiles import Profile
from ..conditions import And, AnyOf, Is, Not, Or, Some
from ..questions import Advice
from .start import criterion_question


def advice(profile: Profile) -> tuple[Advice, ...]:
    contact = profile.contact
    criteria = [criterion_question(criterion.key) for criterion in profile.criteria]
    call_lado = f"Telephone the {profile.service} on {contact.telephone}"
    return (
        Advice(
            name="call-999",
            when=Is("immediate_danger", "yes"),
            step="urgent",
            tone="urgent",
            title="Call 999 now",
            text=(
                "Do this before you fill in anything. Stay with the child if you can.",
                f"Then tell children’s social care: {contact.childrens_services}, or {contact.out_of_hours} outside office hours.",
                "Come back to this form when everyone is safe. The LADO team does not answer emergencies.",
            ),
        ),
        Advice(
            name="danger-not-known",
            when=Is("immediate_danger", "not-known"),
            step="urgent",
            tone="important",
            title="If you think a child may be in danger, do not wait",
            text=(
                f"Call 999, or talk to children’s social care on {contact.childrens_services} "
                f"({contact.out_of_hours} outside office hours).",
            ),
        ),
        Advice(
            name="not-with-children",
            when=Is("works_with_children", "no"),
            step="scope",
            tone="important",
            title="The LADO team may not be the right place",
            text=(
                "The LADO team deals with adults who work or volunteer with children. If you are worried about a child, "
                f"tell children’s social care on {contact.childrens_services}.",
                f"You can still go on. If you are not sure, ask first: {contact.telephone}.",
            ),
            requirements=("LEI-42",),
        ),
        Advice(
            name="complaint",
            when=AnyOf("report_kind", ("complaint", "quality-of-care")),
            step="scope",
            tone="note",
            title="Complaints and worries about how a place is run",
            text=(
                "These usually go to the place itself, or to whoever inspects it, such as Ofsted. Go on if an adult may "
                "have harmed a child, or may be a risk to children.",
            ),
            requirements=("BRO-32",),
        ),
        Advice(
            name="private-life",
            when=AnyOf("concern_setting", ("personal-life", "both")),
            step="scope",
            tone="note",
            title="Private life counts too",
            text=(
                "What happens at home can show a risk to the children someone works with. This is called transferable "
                "risk. You are right to tell us.",
            ),
            requirements=("SAN-45", "BRO-29"),
        ),
        Advice(
            name="no-criterion",
            when=And(tuple(Is(question, "no") for question in criteria)),
            step="criteria",
            tone="important",
            title="Talk to the LADO team before you go on",
            text=(
                f"You answered no to each one, so the answer may be {profile.advice_label} and not a referral. "
                f"{call_lado}.",
                "If you would rather write, you can still go on with this form.",
            ),
            requirements=("SAN-10", "BRO-123"),
        ),
        Advice(
            name="not-sure",
            when=And(
                (
                    Or(tuple(Is(question, "not-sure") for question in criteria)),
                    Not(Or(tuple(Is(question, "yes") for question in criteria))),
                )
            ),
            step="criteria",
            tone="note",
            title="Not being sure is fine",
            text=(f"{call_lado} if you want to talk it through, or go on. The LADO team will decide.",),
            requirements=("SAN-75", "BRO-123"),
        ),
        Advice(
            name="several-adults",
            when=Is("more_adults", "yes"),
            step="adult",
            tone="note",
            title="Send one referral for each adult",
            text=(
                "Fill in this one about the adult you are most worried about, and name the others where you say what "
                "happened. Then start a new one for each of the others.",
            ),
            requirements=("BED-42",),
        ),
        Advice(
            name="agency-worker",
            when=Is("work_basis", "agency"),
            step="work",
            tone="note",
            title="Tell the agency only after you have spoken to the LADO team",
            text=(
                "The agency has to know, so that the adult is not sent to other children. Agree first what it is told.",
            ),
        ),
        Advice(
            name="works-with-adults",
            when=Is("works_with_adults", "yes"),
            step="other-work",
            tone="note",
            title="Adults who need care or support may be at risk too",
            text=(
                "Ask your council’s adult social care service about its route for people in positions of trust who work "
                "with adults.",
            ),
            requirements=("LEI-44",),
        ),
        Advice(
            name="other-council",
            when=Some("children", Is("child_in_care", "yes")),
            step="children",
            tone="note",
            title="The council that looks after the child has to know",
            text=("Tell the child’s social worker. If it is a different council, tell its LADO as well.",),
            requirements=("LEI-46",),
        ),
        Advice(
            name="possible-crime",
            when=Or(
                (
                    Is(criterion_question("offence"), "yes"),
                    Is("injury", "yes"),
                    Is("sexual_interest", "yes"),
                    Is("categories", "sexual"),
                    AnyOf("aggravating", ("violence", "intent")),
                    Is("wants_police", "yes"),
                )
            ),
            step="category",
            tone="important",
            title="This may be a matter for the police",
            text=(
                "If you have not told the police, call 101, or 999 if anyone is in danger. You do not have to be sure that "
                "it is a crime: the police decide that.",
                "Keep clothes, messages, pictures and CCTV as they are. Do not look through anyone’s phone.",
            ),
            requirements=("BED-68", "BED-69"),
        ),
        Advice(
            name="restraint",
            when=Is("restraint", "yes"),
            step="category",
            tone="note",
            title="Restraint can be right, and can still go wrong",
            text=(
                "Holding a child to keep someone safe is not an assault in itself. The LADO team looks at why and how it was done.",
            ),
            requirements=("BED-65",),
        ),
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
            text=(f"Do not tell the adult yet. {call_lado}.",),
            requirements=("SAN-22", "SAN-23"),
        ),
        Advice(
            name="employer-tells",
            when=Is("adult_told", "no"),
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
