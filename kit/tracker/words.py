"""How spreadsheets say things: headings, and values of lists. Used to suggest a map; a person settles it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

_DROPPED = re.compile(r"[.'’]")
_NOT_LETTERS = re.compile(r"[^\w&/]+")

YES = frozenset(("y", "yes", "true", "1", "x", "✓", "✔"))
NO = frozenset(("n", "no", "false", "0"))
NOT_KNOWN = frozenset(("unknown", "not known", "n/k", "nk", "u/k", "?"))
NOTHING = frozenset(("", "n/a", "na", "none", "nil", "-", "–", "—", "--", "tbc", "tba", "blank"))
SEPARATORS = re.compile(r"\s*(?:[;,/\n+]|\s&\s|\sand\s)\s*")

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "own_reference": ("ref", "reference", "lado ref", "lado reference", "case ref", "case number", "unique id", "id",
                      "ref no", "case id", "record number"),
    "received_on": ("date received", "date of contact", "date of referral", "referral date", "contact date", "received",
                    "date referred", "date notified", "date"),
    "source": ("source", "referral source", "source of referral", "referring agency type", "source of contact",
               "referred by agency", "agency type", "who referred"),
    "referrer_organisation": ("referring agency", "referring organisation", "organisation of referrer"),
    "referrer_name": ("referrer", "referrer name", "name of referrer", "contact name", "reported by"),
    "referrer_role": ("referrer role", "role of referrer"),
    "referrer_phone": ("referrer telephone", "referrer phone", "contact telephone number"),
    "referrer_email": ("referrer email", "contact email"),
    "adult_full_name": ("name", "adult", "name of adult", "adult name", "professional name", "subject", "staff name",
                        "name of professional", "person of concern", "alleged perpetrator", "name of staff member"),
    "adult_family_name": ("surname", "adult surname", "last name", "family name", "surname of adult",
                          "staff surname"),
    "adult_given_names": ("first name", "forename", "adult first name", "given name", "forename of adult"),
    "adult_birth_date": ("dob", "adult dob", "dob of adult", "date of birth", "adult date of birth",
                         "dob professional"),
    "adult_gender": ("gender", "adult gender", "sex", "gender of adult"),
    "adult_ethnicity": ("ethnicity", "adult ethnicity", "ethnicity of adult"),
    "adult_address": ("address", "adult address", "home address of adult"),
    "adult_postcode": ("postcode", "adult postcode"),
    "work_role": ("role", "job title", "occupation", "job role", "role of adult", "professional role", "post"),
    "work_basis": ("employment status", "employment type", "paid/voluntary", "paid or voluntary", "status of adult"),
    "work_sector": ("sector", "employment sector", "workforce", "setting type", "type of setting", "agency sector",
                    "employer sector", "occupation sector"),
    "employer_name": ("employer", "employer name", "setting", "name of setting", "school", "organisation",
                      "employing agency", "name of employer", "place of work"),
    "agency_name": ("supply agency", "agency name"),
    "child_full_name": ("child", "child name", "name of child", "victim", "victim name", "alleged victim", "yp name",
                        "childs name"),
    "child_family_name": ("child surname", "surname of child", "victim surname"),
    "child_given_names": ("child first name", "child forename", "forename of child", "victim first name"),
    "child_birth_date": ("child dob", "dob of child", "victim dob", "child date of birth", "childs dob"),
    "child_gender": ("child gender", "gender of child", "victim gender"),
    "child_ethnicity": ("child ethnicity", "ethnicity of child", "victim ethnicity"),
    "child_address": ("child address", "address of child", "victim address"),
    "child_in_care": ("lac", "cla", "child looked after", "looked after", "child in care", "lac y/n", "cic"),
    "what_happened": ("summary", "allegation", "details", "allegation summary", "summary of allegation", "concern",
                      "details of allegation", "nature of allegation", "description"),
    "happened_on": ("date of incident", "incident date", "date of allegation", "date of alleged incident"),
    "came_to_light": ("how it came to light", "how did it come to light", "how disclosed"),
    "categories": ("category", "abuse category", "category of abuse", "type of abuse", "allegation type",
                   "allegation category", "primary category", "type of allegation"),
    "concern_setting": ("work or personal life", "where it happened", "personal or professional"),
    "historic": ("historic", "historical", "non-recent", "historic y/n"),
    "threshold_met": ("threshold met", "met threshold", "threshold", "criteria met", "lado threshold met",
                      "threshold y/n", "harm threshold met"),
    "pathway": ("pathway", "tier", "level", "stage/pathway", "consultation or referral", "contact type", "type",
                "category of contact", "decision", "lado decision", "branch"),
    "overseen": ("overseen", "lado oversight", "overseen by lado"),
    "decided_on": ("date of decision", "decision date", "threshold date", "date decided", "date threshold decided"),
    "decision_reason": ("reason for decision", "rationale", "decision rationale"),
    "interim": ("suspended", "risk management", "interim arrangements", "suspension", "how risk managed"),
    "interim_on": ("date suspended", "suspension date"),
    "investigated_by": ("investigation type", "investigated by", "type of investigation", "investigation"),
    "police_started_on": ("police start", "date police investigation started", "police investigation start"),
    "police_ended_on": ("police end", "date police investigation ended", "police investigation end",
                        "police concluded"),
    "s47_started_on": ("s47 start", "s47 date", "date of s47"),
    "held_by": ("held by", "awaiting", "delayed by"),
    "outcome": ("outcome", "outcome of allegation", "allegation outcome", "final outcome", "conclusion",
                "investigation outcome", "conclusion category", "finding"),
    "outcome_on": ("outcome date", "date of outcome"),
    "referred_to": ("referred to", "external referrals", "referral to other bodies", "onward referral",
                    "referrals to regulatory bodies", "other referrals", "referrals made"),
    "referred_to_dbs": ("dbs", "dbs referral", "referred to dbs", "dbs referral y/n", "referral to dbs"),
    "referred_to_dbs_on": ("dbs date", "date of dbs referral", "dbs referral date", "date referred to dbs"),
    "referred_to_ofsted": ("ofsted", "ofsted notified", "referred to ofsted"),
    "referred_to_teaching_regulator": ("tra", "tra referral", "referred to tra"),
    "referred_to_regulator": ("regulator", "professional body referral", "regulatory body referral"),
    "concluded_on": ("date concluded", "conclusion date", "date of conclusion", "concluded", "date completed"),
    "closed_on": ("date closed", "closed", "closure date", "date of closure", "case closed", "closed date"),
    "stage": ("status", "stage", "case status", "open/closed", "open or closed", "current status"),
    "closing_result": ("reason for closure", "closure reason", "closing reason", "how closed"),
    "other": ("notes", "comments", "other", "additional information", "actions", "further information"),
}  # fmt: skip
"""By what a column becomes, the headings it is known to have."""

VALUES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "outcome": {
        "substantiated": ("subst", "sub", "proven", "upheld"),
        "unsubstantiated": ("unsubst", "unsub", "not substantiated", "unproven"),
        "unfounded": ("unf", "unfound"),
        "false": ("false allegation", "deliberately false"),
        "malicious": ("mal", "malicious allegation"),
    },
    "categories": {
        "physical": ("phys", "physical abuse", "physical harm", "assault", "restraint"),
        "sexual": ("sex", "sexual abuse", "sexual harm", "csa", "grooming", "indecent images"),
        "emotional": ("emot", "emotional abuse", "emotional harm"),
        "neglect": ("negl", "neglectful"),
        "conduct": ("professional conduct", "behaviour", "boundaries", "professional boundaries", "suitability"),
        "personal-life": ("private life", "transferable risk", "domestic abuse", "behaviour in personal life",
                          "own child"),
    },
    "work_sector": {
        "early-years": ("ey", "nursery", "pre-school", "preschool", "early years"),
        "primary-school": ("primary", "infant", "junior"),
        "secondary-school": ("secondary", "college", "fe", "academy"),
        "special-school": ("special", "pru", "sen", "alternative provision"),
        "independent-school": ("independent", "private school"),
        "fostering": ("foster carer", "foster", "ifa", "fostering agency", "foster care"),
        "residential": ("childrens home", "children’s home", "residential", "residential care"),
        "social-care": ("csc", "cs", "social care", "childrens services", "social services"),
        "health": ("nhs", "hospital", "gp", "camhs"),
        "police": ("yot", "youth justice", "police"),
        "transport": ("taxi", "school transport", "driver", "escort"),
        "faith": ("church", "mosque", "faith", "faith group", "religious"),
        "sport-leisure": ("sport", "sports", "leisure", "football", "club"),
        "voluntary": ("vcs", "charity", "voluntary", "vol sector"),
        "tutor-coach": ("tutor", "coach", "private tutor"),
    },
    "work_basis": {
        "permanent": ("paid", "employed", "employee", "staff"),
        "agency": ("supply", "supply teacher", "agency worker"),
        "volunteer": ("vol", "voluntary", "unpaid"),
        "foster-carer": ("foster carer", "fc"),
        "student": ("trainee", "apprentice"),
        "none": ("left", "not working", "unemployed"),
    },
    "adult_gender": {"female": ("f", "woman"), "male": ("m", "man"), "other": ("non-binary", "nb")},
    "child_gender": {"female": ("f", "girl"), "male": ("m", "boy"), "other": ("non-binary", "nb")},
    "child_council": {"here": ("own", "ours", "this authority"), "elsewhere": ("other la", "out of area", "ooa")},
    "concern_setting": {"work": ("professional", "workplace"), "personal-life": ("personal", "private", "home")},
    "interim": {
        "suspended": ("suspension", "susp", "y", "yes"),
        "restricted": ("restricted duties", "alternative duties", "redeployed"),
        "supervised": ("supervision",),
        "none-needed": ("no action", "no", "n", "none"),
    },
    "investigated_by": {
        "police": ("criminal", "police investigation"),
        "s47": ("section 47", "csc", "social care"),
        "employer": ("disciplinary", "internal", "hr", "imi", "employer investigation"),
    },
    "referred_to": {
        "dbs": ("isa", "barring"),
        "teaching-regulator": ("tra", "nctl", "gtc"),
        "regulator": ("swe", "nmc", "hcpc", "gmc", "professional body"),
        "ofsted": ("ofsted notification",),
    },
    "stage": {
        "open": ("ongoing", "live", "active", "o", "pending", "in progress"),
        "concluded": ("complete", "completed"),
        "closed": ("c", "close", "nfa", "ended"),
    },
    "closing_result": {
        "no-further-action": ("nfa", "no further action", "nfa lado"),
        "patterning": ("nfa patterning", "kept for patterning", "log only"),
        "advice": ("advice only", "a&g", "advice given"),
    },
    "threshold_met": {"yes": ("met", "threshold met", "allegation"), "no": ("not met", "below", "below threshold")},
}  # fmt: skip
"""By what a column becomes, how its choices are written."""


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return a text without case, marks and spare spaces, as headings and values are compared."""
    return " ".join(_NOT_LETTERS.sub(" ", _DROPPED.sub("", text.casefold())).split())
