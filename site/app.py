"""The site as a Flask application: one address for each page of guidance and for each form."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import resources
from importlib.metadata import version
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, abort, current_app, render_template
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader
from markupsafe import Markup, escape

from . import policies
from .blank import KEPT_IN_MEMORY, Blank, build_blank
from .brand import Brand, load_brand
from .errors import SiteError
from .forms import FORMS, form_for
from .forms.afterwards import afterwards, promised
from .forms.compiled import compile_form, digest
from .forms.conditions import questions_in
from .forms.questions import Advice, Form, Step
from .forms.summary import show_date
from .forms.widgets import build_form_class, choice_items, choices_fit_a_line, date_items
from .guide import build_guide
from .hosting import TYPES, base_path_of
from .inline import inline
from .pages import SECTIONS, Page, load_pages
from .parts import definition_parts
from .profiles import Profile, bank_holidays

EXIT_ADDRESS = "https://www.bbc.co.uk/weather"
"""Where "Leave this page quickly" goes: an ordinary page that says nothing about why somebody was here."""

YEARS_OF_BANK_HOLIDAYS = 3

_BLANK = re.compile(r"(<script\b.*?</script>|<style\b.*?</style>)|\s*\n\s*", re.DOTALL)
_BEFORE_A_BLOCK = re.compile(r"\n(?=</?(?:div|fieldset|form|label|legend|li|ol|p|section|ul|h\d)\b)")
_FOR_OTHER_SCRIPTS = re.compile(r' data-module="govuk-[a-z-]+"')
# What decides how a page looks, besides its words: our own code and templates, and the libraries that draw.
_PROGRAM = (".", "forms", "content", "templates")
_LIBRARIES = (
    "flask",
    "font-source-sans-pro",
    "govuk-frontend-jinja",
    "jinja2",
    "markdown-it-py",
    "reportlab",
    "wtforms",
)
_NUMBER = re.compile(r"\b(?:999|101|0[0-9]{2,5} ?[0-9]{3,4} ?[0-9]{3,4})\b")

HOME = "index"
SITE = "lado_site"
COPIES = "lado_site_copies"
"""Where an application keeps its forms as single files: asked for by address, for their size and for their hash."""

bp = Blueprint("site", __name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class SealingKeys:
    """What a form seals to: public keys with their fingerprints, and the roster they come from, whole and in six words.

    The page takes the keys out of the roster's text, whose SHA-256 the words are made of.
    """

    roster: str
    recipients: tuple[str, ...]
    fingerprints: tuple[str, ...]
    roster_version: int
    words: tuple[str, ...]
    valid_until: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Overrides:
    """What a council gives besides its profile: pages and a brand of its own, and the folder on its host.

    ``base_path`` is "" for the folder that the profile's own web address names.
    """

    content: Path | None = None
    brand: Path | None = None
    base_path: str = ""


PLAIN = Overrides()


@dataclass(frozen=True, kw_only=True, slots=True)
class PublishedForm:
    """A form as it is published. The kit keeps the definition, by its digest, for the files that will come in."""

    name: str
    digest: str
    definition: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class AskedForm:
    """A form with what its page is drawn from."""

    form: Form
    published: PublishedForm


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    """Everything the pages show."""

    profile: Profile
    keys: SealingKeys
    release: str
    pages: Mapping[str, Page]
    forms: Mapping[str, AskedForm]
    brand: Brand
    base_path: str
    assets: Mapping[str, str]
    off_days: tuple[date, ...]
    released: date


def build_site(profile: Profile, keys: SealingKeys, *, today: date, own: Overrides = PLAIN) -> Site:
    """Gather what the pages show. Raises SiteError when the browser files are missing or a page cannot be used."""
    forms = {name: _asked_form(form_for(name, profile)) for name in FORMS}
    assets = read_assets(_browser_files())
    years = range(today.year, today.year + YEARS_OF_BANK_HOLIDAYS)
    off_days = tuple(sorted(bank_holidays(years, profile.extra_bank_holidays)))
    pages = {page.name: page for page in load_pages(profile, also=tuple(forms), content=own.content)}
    brand = load_brand(own.brand, pages={*pages, *forms})
    base_path = base_path_of(own.base_path, profile.contact.web)
    own_facts = {"base_path": base_path, "brand": repr(brand), "content": _digest_of_files(own.content)}
    return Site(
        profile=profile,
        keys=keys,
        release=_release(profile, keys, forms, assets, off_days, own_facts),
        pages=pages,
        forms=forms,
        brand=brand,
        base_path=base_path,
        assets=assets,
        off_days=off_days,
        released=today,
    )


def create_app(site: Site) -> Flask:
    """Build the application that draws a site."""
    app = Flask(__name__, static_folder="static/dist", static_url_path="/static")
    app.config["SECRET_KEY"] = "no session, no cookie: Flask-WTF only wants one to be set"  # noqa: S105
    app.config["PROPAGATE_EXCEPTIONS"] = True
    app.jinja_loader = ChoiceLoader(
        [
            PackageLoader(__package__),
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(script_json=script_json, long_date=long_date, link_numbers=link_numbers)
    app.jinja_env.globals.update(
        EXIT_ADDRESS=EXIT_ADDRESS,
        choice_items=choice_items,
        choices_fit_a_line=choices_fit_a_line,
        date_items=date_items,
        advice_after=advice_after,
        afterwards=afterwards,
        definition_parts=definition_parts,
        guide=build_guide(site.profile),
        policies=policies,
        sections=SECTIONS,
        size_of=size_of,
        fingerprint_of=fingerprint_of,
        site=app.extensions.setdefault(SITE, site),
    )
    app.extensions[COPIES] = {}
    app.register_blueprint(bp)
    if site.brand.files:
        app.add_url_rule("/brand/<name>", "brand_file", brand_file)
    for name in site.forms:
        app.add_url_rule(f"/copies/{site.profile.name}-{name}.html", "copy", copy, defaults={"name": name})
        app.add_url_rule(f"/print/{name}.pdf", "blank", blank, defaults={"name": name})
    return app


@bp.get("/")
def home() -> str:
    """Draw the start page."""
    return render_template("home.html", page=_this_site().pages[HOME])


@bp.get("/<name>.html")
def page(name: str) -> str:
    """Draw a page of guidance."""
    if name == HOME or name not in _this_site().pages:
        abort(404)
    shown = _this_site().pages[name]
    return render_template(f"{shown.layout}.html", page=shown)


def form(name: str) -> str:
    """Draw a form: every question of it, and what the browser needs to ask them one step at a time and to seal."""
    return _draw_form("form.html", _this_site().forms[name], {})


for _name in FORMS:
    bp.add_url_rule(f"/{_name}.html", "form", form, defaults={"name": _name})


def brand_file(name: str) -> Response:
    """Hand out the style or the logo of a council."""
    if name not in _this_site().brand.files:
        abort(404)
    content_type = TYPES[name.rpartition(".")[2]]
    return Response(_this_site().brand.files[name], content_type=content_type)


def copy(name: str) -> Response:
    """Draw a form as one file."""
    return Response(_drawn_once("copy", name), mimetype="text/html")


def blank(name: str) -> Response:
    """Draw a form as a PDF to print."""
    return Response(_drawn_once("blank", name), mimetype="application/pdf")


@bp.after_request
def without_blank_lines(response: Response) -> Response:
    """Take out the blanks that the macros leave behind. A script and a style stay as they are: they are hashed."""
    if response.mimetype == "text/html":
        response.set_data(_tidied(response.get_data(as_text=True)))
    return response


def draw_single_file(asked: AskedForm, prefill: Mapping[str, str]) -> bytes:
    """Return a form as one file, with answers that are filled in and locked."""
    page = _tidied(_draw_form("single-file.html", asked, prefill))
    assets = _this_site().assets
    style = browser_file(assets["form-page.css"]) + _this_site().brand.style.encode()
    return inline(page, script=browser_file(assets["single.js"]), style=style).encode()


def size_of(shape: str, name: str) -> str:
    """Return how much another shape of a form is to download, as people say it: "180 KB"."""
    return f"{max(1, round(len(_drawn_once(shape, name)) / 1000))} KB"


def fingerprint_of(name: str) -> str:
    """Return the SHA-256 of a form as one file, by which people know it."""
    return hashlib.sha256(_drawn_once("copy", name)).hexdigest()


def _drawn_once(shape: str, name: str) -> bytes:
    site = _this_site()
    if shape == "blank":
        return build_blank(_blank(site, site.forms[name].form))
    copies: dict[str, bytes] = current_app.extensions[COPIES]
    if name not in copies:
        copies[name] = draw_single_file(site.forms[name], {})
    return copies[name]


@lru_cache(maxsize=KEPT_IN_MEMORY)
def draw_questions(form: Form) -> Mapping[str, Markup]:
    """Draw each question of a form, by its name. They look the same in every shape of the form and on every site."""
    fields = build_form_class(form)()
    return {question.name: fields[question.name]() for step in form.steps for question in step.questions}


def _blank(site: Site, form: Form) -> Blank:
    return Blank(
        form=form,
        service=site.profile.service,
        contact=site.profile.contact,
        words=site.keys.words,
        release=site.release,
        valid_until=site.keys.valid_until,
    )


def _draw_form(template: str, asked: AskedForm, prefill: Mapping[str, str]) -> str:
    setting = build_setting(_this_site(), asked, prefill)
    return render_template(template, asked=asked, questions=draw_questions(asked.form), setting=setting)


def _tidied(html: str) -> str:
    html = _BLANK.sub(lambda found: found[0] if found[1] else "\n", html)
    return _FOR_OTHER_SCRIPTS.sub("", _BEFORE_A_BLOCK.sub("", html))


def build_setting(site: Site, asked: AskedForm, prefill: Mapping[str, str]) -> dict[str, Any]:
    """Return what the browser must know besides the definition; it is JSON in the page."""
    published, contact = asked.published, site.profile.contact
    return {
        "authority": site.profile.name,
        "service": site.profile.service,
        "form": {"name": published.name, "version": asked.form.version, "digest": published.digest},
        "release": site.release,
        "released": site.released.isoformat(),
        "roster": site.keys.roster,
        "valid_until": site.keys.valid_until.isoformat(),
        "off_days": [day.isoformat() for day in site.off_days],
        "clocks": [
            {
                "key": clock.key,
                "label": clock.label,
                "length": clock.length,
                "unit": clock.unit,
                "role": clock.role,
                "wherever_possible": clock.wherever_possible,
            }
            for clock in promised(asked.form, site.profile)
        ],
        "contact": {
            "email": contact.email,
            "telephone": contact.telephone,
        },
        "prefill": dict(prefill),
    }


def advice_after(form: Form, step: Step) -> dict[str, list[Advice]]:
    """Place a step's advice: after the last of its questions that calls for it, or before the first ("")."""
    names = [question.name for question in step.questions]
    places: dict[str, list[Advice]] = {}
    for advice in form.advice:
        if advice.step == step.name:
            asked_here = [name for name in names if name in set(questions_in(advice.when))]
            places.setdefault(asked_here[-1] if asked_here else "", []).append(advice)
    return places


def script_json(value: object) -> Markup:
    """Return JSON that can stand inside a script element: no "<", ">" or "&", and no line separator."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704  # what would end the element is gone


def long_date(day: date) -> str:
    """Return "3 November 2026"."""
    return show_date(day.isoformat())


def link_numbers(text: str) -> Markup:
    """Return the text with each telephone number in it as a link, so that a telephone calls it at a touch."""
    return Markup(_NUMBER.sub(_linked, str(escape(text))))  # noqa: S704  # escaped before the links go in


def _linked(found: re.Match[str]) -> str:
    return f'<a href="tel:{found[0].replace(" ", "")}">{found[0]}</a>'


def _this_site() -> Site:
    site: Site = current_app.extensions[SITE]
    return site


def _browser_files() -> Traversable:
    return resources.files(__package__).joinpath("static", "dist")


def _asked_form(form: Form) -> AskedForm:
    definition = compile_form(form)
    published = PublishedForm(name=form.name, digest=digest(definition), definition=definition)
    return AskedForm(form=form, published=published)


def browser_file(name: str) -> bytes:
    """Return what a built browser file holds."""
    return _browser_files().joinpath(name).read_bytes()


def read_assets(folder: Traversable) -> dict[str, str]:
    """Return the built browser files: the name in the sources, and the name with a hash that it was built to.

    Raises SiteError when they have not been built.
    """
    try:
        text = folder.joinpath("manifest.json").read_text("utf-8")
    except FileNotFoundError:
        raise SiteError("the browser files have not been built", hint="run npm run build") from None
    assets: dict[str, str] = json.loads(text)
    return assets


def _release(
    profile: Profile,
    keys: SealingKeys,
    forms: Mapping[str, AskedForm],
    assets: Mapping[str, str],
    off_days: tuple[date, ...],
    own_facts: Mapping[str, Any],
) -> str:
    """Name what is published: whatever the pages are made of, another one of it makes another release."""
    facts = {
        "profile": repr(profile),
        "forms": {name: asked.published.digest for name, asked in forms.items()},
        "keys": [*keys.words, *keys.recipients],
        "roster": [keys.roster_version, *keys.fingerprints, keys.valid_until.isoformat()],
        "browser": sorted(assets.values()),
        "off_days": [day.isoformat() for day in off_days],
        "program": {name: _digest_of(*name.split("/")) for name in _PROGRAM},
        "libraries": {name: version(name) for name in _LIBRARIES},
        "own": own_facts,
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:12]


def _digest_of(*folder: str) -> dict[str, str]:
    return _digest_of_files(resources.files(__package__).joinpath(*folder))


def _digest_of_files(folder: Traversable | None) -> dict[str, str]:
    files = folder.iterdir() if folder else ()
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files if file.is_file()}
