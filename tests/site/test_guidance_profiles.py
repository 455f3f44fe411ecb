"""The guidance of each authority: its own words, times and names where it has them, and never a neighbour's."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

import pytest

from lado_kit.casework.acknowledgement import write_acknowledgement
from lado_site.forms import FORMS, form_for
from lado_site.forms.compiled import compile_form
from lado_site.pages import Page, load_pages
from lado_site.profiles import Profile, load_profile
from lado_site.reading_age import LIMIT, reading_age, syllables

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
AUTHORITIES = ["leicester", "sandwell", "wandsworth", "bromley", "luton-bedford-bedfordshire"]


@cache
def pages_of(name: str) -> dict[str, Page]:
    return {page.name: page for page in load_pages(load_profile(name), also=tuple(FORMS))}


def text_of(authority: str, page: str) -> str:
    return str(pages_of(authority)[page].html)


def in_order(text: str, *words: str) -> bool:
    positions = [text.index(each) for each in words]
    return positions == sorted(positions)


def without(profile: Profile) -> Profile:
    """The same authority with a document that says nothing but the least."""
    return replace(
        profile,
        host="",
        partnership="",
        meeting="",
        criteria_source="",
        clocks=(),
        outcomes=(),
        standard_of_proof="",
        privacy_sources=(),
        statements_warning="",
        cover=(),
        meetings=(),
        pathways=(),
        targets=(),
        police_conditions=(),
        personal_life=(),
        consult_examples=(),
        out_of_area=(),
        chairing=(),
        external_bodies=(),
        roles=(),
        statements=(),
        duties=(),
        annual_report=None,
        links=(),
        retention_months=None,
    )


@pytest.mark.req("BRO-124")
def test_what_is_said_of_keeping_dbs_records_is_the_authoritys_own_or_nothing() -> None:
    own = load_profile("bromley").said("dbs-records")

    assert own
    assert own in text_of("bromley", "afterwards")
    assert not load_profile("sandwell").said("dbs-records")
    heading, after = "When a new person has something on record", "When the person comes back to work"
    blank = text_of("sandwell", "afterwards").split(heading)[-1].split(after)[0]
    assert "Ask before you keep or destroy such a record.</p>" in blank
    assert blank.count("<p>") == 1


@pytest.mark.parametrize("authority", AUTHORITIES)
def test_every_authority_has_every_page_and_no_sentence_has_a_gap(authority: str) -> None:
    pages = pages_of(authority)

    assert pages.keys() == pages_of("sandwell").keys()
    for page in pages.values():
        for gap in ("  ", " .", " ,", "()", "None", "{{", "{%", ".." + "."):
            assert gap not in page.html.replace("<br", ""), f"{page.name}: {gap!r}"


@pytest.mark.parametrize("authority", AUTHORITIES)
def test_a_document_that_says_nothing_still_makes_whole_pages_that_say_what_to_ask(authority: str) -> None:
    pages = {page.name: str(page.html) for page in load_pages(without(load_profile(authority)), also=tuple(FORMS))}

    assert "ask by when you will hear from us" in pages["what-happens-next"]
    assert "Ask the LADO team which words they use" in pages["outcomes"]
    assert "does not say how sure the LADO has to be" in pages["outcomes"]
    assert "has no list of such cases" in pages["police"]
    assert "gives no number of years" in pages["records"]
    assert "names no courses" in pages["training"]
    assert "Ask us which part of the council" in pages["about"]


def test_pages_link_only_to_forms_that_are_published() -> None:
    profile = load_profile("sandwell")

    few = {page.name: page for page in load_pages(profile, also=("referral",))}
    linked = {link.page for page in few.values() for link in page.links}

    assert linked <= {*few, "referral"}
    assert any(link.page == "advice" for link in pages_of("sandwell")["criteria"].links)


@pytest.mark.parametrize("authority", AUTHORITIES)
def test_the_authority_and_its_own_number_are_named_and_no_other(authority: str) -> None:
    profile, others = load_profile(authority), [load_profile(name) for name in AUTHORITIES if name != authority]

    everything = " ".join(str(page.html) for page in pages_of(authority).values())

    assert profile.contact.telephone in everything
    for other in others:
        assert other.contact.telephone not in everything
        assert other.service not in everything and other.contact.email not in everything


@pytest.mark.parametrize("authority", AUTHORITIES)
def test_the_criteria_are_word_for_word_and_in_order(authority: str) -> None:
    criteria = load_profile(authority).criteria

    own = [f"<strong>{each.heading}</strong>" for each in criteria]

    assert in_order(text_of(authority, "criteria"), *own)


@pytest.mark.req("LEI-07", "BED-13")
@pytest.mark.parametrize("authority", ["leicester", "luton-bedford-bedfordshire"])
def test_three_criteria_stay_three(authority: str) -> None:
    text = text_of(authority, "criteria")

    assert text.count("<ol>") == 1
    assert text[text.index("<ol>") : text.index("</ol>")].count("<li>") == 3
    assert "suitable to work with children" not in text


@pytest.mark.req("BRO-10", "BRO-11", "BRO-12", "BRO-41")
def test_bromley_adds_its_london_criteria_and_asks_for_direct_impact() -> None:
    text = text_of("bromley", "criteria")

    assert "In Bromley these count as well:" in text
    assert "The form asks: What direct impact on a child do you see?" in text
    assert "harm can be stopped before it happens" in text
    assert "count as well" not in text_of("wandsworth", "criteria")


@pytest.mark.req("BRO-60")
def test_bromleys_examples_of_consultation_are_shown() -> None:
    assert "Ofsted has been in contact about concerns in a school." in text_of("bromley", "criteria")


@pytest.mark.req("BED-16", "BED-17", "BED-18", "BED-19", "BED-20")
def test_the_protocols_examples_of_consultation_are_shown_and_left_open() -> None:
    text = text_of("luton-bedford-bedfordshire", "criteria")

    assert "The adult cannot be identified." in text
    assert "a practice issue for the employer" in text
    assert "There are other cases like these." in text
    assert "When advice may be enough" not in text_of("leicester", "criteria")


@pytest.mark.req("BRO-87", "BRO-88", "BRO-89", "BRO-90", "BRO-91", "BRO-86")
def test_bromleys_outcomes_have_its_own_order_and_definitions() -> None:
    text = text_of("bromley", "outcomes")

    assert in_order(
        text,
        "<strong>Substantiated.</strong> The allegation is proved by enough evidence, or has been admitted.",
        "<strong>Unsubstantiated.</strong>",
        "<strong>Unfounded.</strong>",
        "<strong>False.</strong>",
        "<strong>Malicious.</strong>",
    )
    assert in_order(text_of("sandwell", "outcomes"), "<strong>False.</strong>", "<strong>Unfounded.</strong>")


@pytest.mark.parametrize("authority", ["leicester", "wandsworth", "luton-bedford-bedfordshire"])
def test_who_defines_no_outcomes_borrows_none(authority: str) -> None:
    text = text_of(authority, "outcomes")

    assert "has no list of outcomes" in text
    assert "Substantiated" not in text and "Malicious" not in text
    assert "balance of probability" not in text


@pytest.mark.req("LEI-02")
def test_leicesters_four_hours_and_its_branches_are_on_the_one_page() -> None:
    text = text_of("leicester", "what-happens-next")

    assert "<strong>Within 4 hours</strong>, the LADO representative considers whether the criteria are met." in text
    assert "Strategy discussion threshold met" in text
    assert "City child placed in another authority" in text


@pytest.mark.req("LEI-53", "BED-105")
@pytest.mark.parametrize("authority", AUTHORITIES)
def test_the_whole_process_is_on_one_page_in_eight_steps(authority: str) -> None:
    text = text_of(authority, "what-happens-next")

    assert text[text.index("<ol>") : text.index("</ol>")].count("<li>") == 8
    for pathway in load_profile(authority).pathways:
        assert pathway.label in text
        assert all(example in text for example in pathway.examples)


@pytest.mark.req("WAN-16")
def test_wandsworths_clocks_are_shown_with_who_and_by_when() -> None:
    text = text_of("wandsworth", "what-happens-next")

    assert (
        "<strong>Within 1 working day</strong> of hearing of it, the employer or referrer tells the LADO of every"
        in text
    )
    assert (
        "<strong>Within 5 working days</strong> of getting the referral, the LADO coordinates the ASV meeting." in text
    )
    assert "<strong>Within 24 hours</strong>" in text
    assert "<strong>Every 3 months</strong>, the LADO puts a summary" in text
    assert "In full: Business Support Officer (BSO)." in text
    assert "80% of cases should end within 1 month" in text


def test_who_sets_no_times_says_so_and_borrows_none() -> None:
    text = text_of("luton-bedford-bedfordshire", "what-happens-next")

    assert "own document sets no times" in text
    assert "working day" not in text and "ithin" not in text


def test_an_aim_of_the_services_own_is_told_apart() -> None:
    text = text_of("bromley", "what-happens-next")

    assert in_order(text, "The LADO works to these aims:", "80% of cases", "The service’s own aim is:", "60% of cases")
    assert "The service’s own aim is:" not in text_of("wandsworth", "what-happens-next")


@pytest.mark.parametrize(
    ("authority", "names"),
    [
        ("sandwell", ["Position of Trust (POT)"]),
        ("wandsworth", ["Strategy Discussion (SD)", "Allegations against Staff and Volunteers (ASV) meeting"]),
        ("bromley", ["Initial Evaluation Meeting (IEM)", "Allegations against Staff and Volunteers (ASV) meeting"]),
        ("leicester", ["Strategy discussion", "LADO meeting", "Outcome LADO meeting"]),
        ("luton-bedford-bedfordshire", ["Strategy Meeting", "Meeting convened by the LADO"]),
    ],
)
def test_meetings_have_the_authoritys_own_names(authority: str, names: list[str]) -> None:
    text = text_of(authority, "meetings")

    assert all(name in text for name in names)
    assert authority in ("wandsworth", "bromley") or "ASV" not in text
    assert authority == "sandwell" or "POT" not in text


@pytest.mark.req("BED-35", "BED-40", "BED-41", "BED-42", "BED-43", "BED-44", "BED-102", "BED-103", "BED-104")
def test_the_protocols_tiers_are_shown_with_their_examples() -> None:
    text = text_of("luton-bedford-bedfordshire", "what-happens-next")

    assert in_order(text, "Tier 1: Active case", "Tier 2: Monitoring only", "Consultation: Does not meet the threshold")
    assert "A pattern of allegations or concerns is emerging." in text
    assert "grabbed a 3-year-old tightly by the arm" in text
    assert "Tier 1" not in text_of("bromley", "what-happens-next")


@pytest.mark.req("BED-64", "BED-67", "BED-68", "BED-69", "BED-77")
def test_when_the_police_are_always_told_is_the_protocols_own_list() -> None:
    profile = load_profile("luton-bedford-bedfordshire")

    text = text_of(profile.name, "police")

    assert all(condition.text in text for condition in profile.police_conditions)
    assert "even if the child has no mark and no injury" in text
    assert "may not hit or smack a child by law" in text
    assert "may show up later when the adult asks for a DBS check" in text
    assert "has no list of such cases" in text_of("sandwell", "police")


@pytest.mark.req("WAN-21")
def test_wandsworth_sends_high_risk_to_the_police_at_once() -> None:
    assert "it goes to the police at once" in text_of("wandsworth", "police")


@pytest.mark.req("BED-50", "BED-51", "BED-52", "BED-53", "BED-54", "BED-55")
def test_the_protocols_examples_from_private_life_are_shown() -> None:
    profile = load_profile("luton-bedford-bedfordshire")

    text = text_of(profile.name, "personal-life")

    assert all(prompt.text in text for prompt in profile.personal_life)


@pytest.mark.req("LEI-44", "LEI-46")
def test_leicester_asks_for_both_lados_and_for_pipot() -> None:
    assert "both LADOs" in text_of("leicester", "other-areas")
    assert "PIPOT" in text_of("leicester", "criteria")
    assert "PIPOT" not in text_of("sandwell", "criteria")


@pytest.mark.req("WAN-71", "WAN-72", "WAN-73")
def test_wandsworths_escalation_goes_step_by_step() -> None:
    text = text_of("wandsworth", "complaints")

    assert in_order(text, "the Service Manager", "Head of Service for Safeguarding", "escalation policy")
    assert "https://partnership.wandsworth.example.org/escalation" in text
    assert "Service Manager" not in text_of("leicester", "complaints")


@pytest.mark.req("WAN-14", "WAN-32", "WAN-45")
def test_wandsworths_hub_cover_and_sessions_are_shown() -> None:
    assert "https://procedures.wandsworth.example.org/" in text_of("wandsworth", "criteria")
    assert "the automatic reply to your e-mail says who to contact" in text_of("wandsworth", "contact")
    assert "designated safeguarding leads" in text_of("wandsworth", "training")


@pytest.mark.parametrize("authority", AUTHORITIES)
def test_no_page_makes_up_a_retention_period_or_a_lawful_basis(authority: str) -> None:
    notices = [text_of(authority, name) for name in ("privacy-referrer", "privacy-family", "privacy-adult")]

    assert "gives no number of years. We do not make one up." in text_of(authority, "records")
    assert all("This page does not name one" in notice for notice in notices)


def test_a_period_that_the_authority_sets_is_shown() -> None:
    profile = replace(load_profile("sandwell"), retention_months=300)

    text = next(str(page.html) for page in load_pages(profile, also=tuple(FORMS)) if page.name == "records")

    assert "Records are kept for 25 years." in text
    assert "We do not make one up" not in text


@pytest.mark.parametrize("authority", AUTHORITIES)
def test_our_own_words_can_be_read_by_an_eleven_year_old_and_every_page_shows_its_age(authority: str) -> None:
    too_hard = {
        page.name: round(page.reading_age, 1)
        for page in pages_of(authority).values()
        if page.reading_age >= LIMIT and not page.law
    }

    assert too_hard == {}
    assert all(page.reading_age > 0 for page in pages_of(authority).values())


def test_the_reading_age_is_that_of_the_published_formula() -> None:
    """Flesch-Kincaid: 0.39 of the words per sentence + 11.8 of the syllables per word - 15.59, plus five years."""
    assert reading_age(["The cat sat on the mat."]) == pytest.approx(0.39 * 6 + 11.8 * 1 - 15.59 + 5)
    hard = ["Safeguarding considerations necessitate interdisciplinary communication."]
    assert reading_age(hard) > LIMIT
    assert reading_age([]) == 0


@pytest.mark.parametrize(
    ("word", "count"), [("cat", 1), ("make", 1), ("asked", 1), ("started", 2), ("table", 2), ("safeguarding", 4)]
)
def test_syllables_are_counted_by_their_vowels_without_a_silent_end(word: str, count: int) -> None:
    assert syllables(word) == count


HARSH = re.compile(
    r"\b(perpetrat\w*|guilt\w*|abusers?|culprits?|offenders?|accused|predators?|liars?|monsters?)\b", re.I
)
SAID_ON_PURPOSE = (
    "found guilty",  # of a court, which people mix up with an outcome
    "As a suspect or offender",  # how police records name somebody
)


def harsh_words(text: str) -> list[str]:
    for said in SAID_ON_PURPOSE:
        text = text.replace(said, "")
    return HARSH.findall(text)


@pytest.mark.req("WAN-01", "SAN-19")
def test_pages_forms_and_the_acknowledgement_judge_nobody() -> None:
    profile = load_profile("wandsworth")
    forms = [json.dumps(compile_form(form_for(name, profile)), ensure_ascii=False) for name in FORMS]
    letter = write_acknowledgement(
        form_for("referral", profile), profile, receipt="4F7K-2M9Q-X0TB-8RCH-5", received=NOON, now=NOON
    )

    assert len(forms) > 10
    for text in (*(str(page.html) for page in pages_of("wandsworth").values()), *forms, letter.text):
        assert harsh_words(text) == []
    assert harsh_words("The perpetrator is guilty.") == ["perpetrator", "guilty"]


@pytest.mark.req("WAN-03")
def test_the_part_of_the_lado_is_told_with_the_guidance_that_gives_it() -> None:
    assert "watches over each case" in text_of("wandsworth", "about")
    assert "Working Together to Safeguard Children 2018" in text_of("wandsworth", "employers")
    assert "Working Together to Safeguard Children 2018" not in text_of("sandwell", "employers")


@pytest.mark.req("BED-01")
def test_the_aim_of_working_together_is_told() -> None:
    text = text_of("luton-bedford-bedfordshire", "about")

    assert "everyone works well together when there is a concern about an adult who works with children" in text


@pytest.mark.req("BED-27")
def test_it_is_told_why_a_note_of_every_consultation_is_kept() -> None:
    text = text_of("luton-bedford-bedfordshire", "low-level")

    assert in_order(text, "We make a note each time someone asks us", "A national review of a case found fault")


@pytest.mark.req("WAN-13", "BRO-24")
@pytest.mark.parametrize(
    ("authority", "sources"),
    [
        ("wandsworth", ("Working Together to Safeguard Children 2018", "Keeping Children Safe in Education 2022",
                        "London Child Protection Procedures, chapter 7")),
        ("bromley", ("Working Together to Safeguard Children 2018, revised 2020",
                     "London Child Protection Procedures, chapter 7")),
    ],
)  # fmt: skip
def test_employers_read_which_editions_the_authority_works_from(authority: str, sources: tuple[str, ...]) -> None:
    page = text_of(authority, "employers")

    assert all(f"<li>{each}</li>" in page for each in sources)
    changed = replace(load_profile(authority), guidance_sources=("Another source, 2030",))
    page = next(str(each.html) for each in load_pages(changed, also=tuple(FORMS)) if each.name == "employers")
    assert "<li>Another source, 2030</li>" in page
    assert not any(each in page for each in sources)


@pytest.mark.req("BRO-02")
def test_the_duty_to_have_a_lado_is_told_and_where_it_stands() -> None:
    assert "Every council must have a LADO. National rules say so." in text_of("bromley", "about")
    page = text_of("bromley", "employers")
    assert "<li>Working Together to Safeguard Children 2018, revised 2020</li>" in page
    assert "<li>Safer recruitment in education</li>" in page


@pytest.mark.req("WAN-15")
def test_wandsworth_states_the_agencys_duty_and_the_councils_and_asks_who_the_officer_is() -> None:
    assert "Each agency names a senior officer for allegations. The council appoints a LADO." in text_of(
        "wandsworth", "employers"
    )
    asked = {each.name: each for each in form_for("referral", load_profile("wandsworth")).every_question()}
    assert "named senior manager" in asked["senior_officer"].hint


@pytest.mark.req("BED-02", "BED-07")
def test_two_councils_and_a_police_force_share_a_profile_that_links_to_their_procedures() -> None:
    about = text_of("luton-bedford-bedfordshire", "about")

    for party in ("Luton Council", "Bedford Borough Council", "Bedfordshire Police"):
        assert party in about
    assert 'href="https://lado.luton-bedford.example.org/procedures"' in about
    assert "Bedfordshire and Luton allegations procedures" in about
    for part in (
        "watches over each case",
        "is the link to the police, social care and others",
        "as quick as it can be",
    ):
        assert part in about
    assert "procedures" not in text_of("sandwell", "about")
