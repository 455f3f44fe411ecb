"""Small forms for tests, each with good defaults."""

from __future__ import annotations

from lado_site.forms.questions import Advice, Form, Kind, Step
from lado_site.profiles import Profile, load_profile


def a_form(*questions: Kind, advice: tuple[Advice, ...] = ()) -> Form:
    """A form of one step that asks these questions."""
    return Form(
        name="sample",
        version=1,
        authority="sandwell",
        title="A sample",
        prefix="sample",
        steps=(Step(name="only", title="The only step", questions=questions),),
        advice=advice,
    )


def sandwell() -> Profile:
    return load_profile("sandwell")
