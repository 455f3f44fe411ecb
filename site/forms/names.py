"""Names of forms that the office's tool has to know without loading a form."""

EARLIER_RECORD = "earlier-record"
"""The form of a record that the office kept in a spreadsheet before: filled in by ``lado tracker``, never published."""
