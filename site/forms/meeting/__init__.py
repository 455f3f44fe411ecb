"""The preparation forms: what each agency brings to a meeting about an allegation."""

from .agencies import AGENCIES, Agency
from .form import PREFIX, form_name, meeting_form
from .opening import REFERENCE
from .stories import invent_preparation

__all__ = ["AGENCIES", "PREFIX", "REFERENCE", "Agency", "form_name", "invent_preparation", "meeting_form"]
