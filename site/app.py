"""The site as a Flask application: one address for each page of guidance and for each form."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from flask import Blueprint, Flask, Response, abort, current_app, render_template
from flask_wtf import FlaskForm
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader
from markupsafe import Markup, escape

from .errors import SiteError
from .forms import FORMS, form_for
from .forms.compiled import compile_form, digest
from .forms.conditions import questions_in
from .forms.questions import Advice, Form, Step
from .forms.summary import show_date
from .forms.widgets import build_form_class, choice_items, choices_fit_a_line, date_items
from .pages import Page, load_pages
from .profiles import Profile, bank_holidays

EXIT_ADDRESS = "https://www.bbc.co.uk/weather"
"""Where "Leave this page quickly" goes: an ordinary page that says nothing about why somebody was here."""

YEARS_OF_BANK_HOLIDAYS = 3

_NUMBER = re.compile(r"\b(?:999|101|0[0-9]{2,5} ?[0-9]{3,4} ?[0-9]{3,4})\b")

HOME = "index"
SITE = "lado_site"

bp = Blueprint("site", __name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class SealingKeys:
    """What a form seals to: public keys with their fingerprints, and the roster they come from in six words."""

    recipients: tuple[str, ...]
    fingerprints: tuple[str, ...]
    roster_version: int
    words: tuple[str, ...]
    valid_until: date


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
    form_class: type[FlaskForm]


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    """Everything the pages show."""

    profile: Profile
    keys: SealingKeys
    release: str
    pages: Mapping[str, Page]
    forms: Mapping[str, AskedForm]
    assets: Mapping[str, str]
    off_days: tuple[date, ...]


def create_app(profile: Profile, keys: SealingKeys, *, today: date) -> Flask:
    """Build the application. Raises SiteError when the browser files are missing or a page cannot be used."""
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
        site=app.extensions.setdefault(SITE, _site(profile, keys, today)),
    )
    app.register_blueprint(bp)
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
    return render_template("page.html", page=_this_site().pages[name])


def form(name: str) -> str:
    """Draw a form: every question of it, and what the browser needs to ask them one step at a time and to seal."""
    asked = _this_site().forms[name]
    return render_template(
        "form.html", asked=asked, fields=asked.form_class(), setting=build_setting(_this_site(), asked)
    )


for _name in FORMS:
    bp.add_url_rule(f"/{_name}.html", "form", form, defaults={"name": _name})


@bp.after_request
def without_blank_lines(response: Response) -> Response:
    """Take out the blank lines that the macros leave behind."""
    if response.mimetype == "text/html":
        response.set_data(re.sub(r"\s*\n\s*", "\n", response.get_data(as_text=True)))
    return response


def build_setting(site: Site, asked: AskedForm) -> dict[str, Any]:
    """Return what the browser must know besides the definition; it is JSON in the page."""
    published, contact = asked.published, site.profile.contact
    return {
        "authority": site.profile.name,
        "service": site.profile.service,
        "form": {"name": published.name, "version": asked.form.version, "digest": published.digest},
        "release": site.release,
        "roster": {"version": site.keys.roster_version, "recipients": list(site.keys.fingerprints)},
        "recipients": list(site.keys.recipients),
        "words": list(site.keys.words),
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
            for clock in site.profile.clocks
            if clock.start == "contact"
        ],
        "contact": {
            "email": contact.email,
            "telephone": contact.telephone,
            "hours": contact.hours,
            "childrens_services": contact.childrens_services,
            "out_of_hours": contact.out_of_hours,
        },
        "exit": EXIT_ADDRESS,
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


def _site(profile: Profile, keys: SealingKeys, today: date) -> Site:
    forms = {name: _asked_form(form_for(name, profile)) for name in FORMS}
    assets = read_assets(resources.files(__package__).joinpath("static", "dist"))
    years = range(today.year, today.year + YEARS_OF_BANK_HOLIDAYS)
    return Site(
        profile=profile,
        keys=keys,
        release=_release(profile, keys, forms, assets),
        pages={page.name: page for page in load_pages(profile, also=tuple(forms))},
        forms=forms,
        assets=assets,
        off_days=tuple(sorted(bank_holidays(years, profile.extra_bank_holidays))),
    )


def _asked_form(form: Form) -> AskedForm:
    definition = compile_form(form)
    published = PublishedForm(name=form.name, digest=digest(definition), definition=definition)
    return AskedForm(form=form, published=published, form_class=build_form_class(form))


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


def _release(profile: Profile, keys: SealingKeys, forms: Mapping[str, AskedForm], assets: Mapping[str, str]) -> str:
    """Name what is published: another form, setting, roster, page or browser file makes another release."""
    facts = {
        "profile": repr(profile),
        "forms": {name: asked.published.digest for name, asked in forms.items()},
        "roster": [keys.roster_version, *keys.fingerprints, keys.valid_until.isoformat()],
        "browser": sorted(assets.values()),
        "pages": [_digest_of(folder) for folder in ("content", "templates")],
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:12]


def _digest_of(folder: str) -> dict[str, str]:
    files = resources.files(__package__).joinpath(folder).iterdir()
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files if file.is_file()}
