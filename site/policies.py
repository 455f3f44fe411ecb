"""The content security policies: one for each kind of page, for the page itself and for the host's header.

A page carries its own, which holds wherever it lies. The header says the same once more, and who may frame it, which
only a header can.
"""

from __future__ import annotations

_COMMON = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'none'; "
    "form-action 'none'; base-uri 'none'; object-src 'none'; frame-src 'none'; "
)
_UNFRAMED = "; frame-ancestors 'none'"

PAGE = f"{_COMMON}worker-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

FORM = f"{_COMMON}worker-src 'self'; require-trusted-types-for 'script'; trusted-types worker"
"""As a page, but that "keep this form on this device" may start the worker, from one address."""

_COPY = (
    "connect-src 'none'; form-action 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
COPY = f"default-src 'none'; script-src '{{script}}'; style-src '{{style}}'; img-src data:; {_COPY}"
"""For a form in one file: it names the hashes of the one script and the one style that are in the file."""

PAGE_HEADER = PAGE + _UNFRAMED
FORM_HEADER = FORM + _UNFRAMED
COPY_HEADER = _COPY + _UNFRAMED
"""Which script may run is for the copy's own policy to say: it knows the hash, which changes with every release."""

WORKER_HEADER = f"default-src 'none'; connect-src 'self'{_UNFRAMED}"
"""A worker obeys the header of its own file; it fetches the pages that it keeps, from here and nowhere else."""

FILE_HEADER = f"default-src 'none'{_UNFRAMED}"
PAPER_HEADER = _UNFRAMED.removeprefix("; ")
"""Browsers show a PDF with a page of their own, which a stricter policy would blank."""
