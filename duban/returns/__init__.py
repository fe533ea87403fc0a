"""From a grid of raw cells to a submission: whose form is it, and what does it answer."""

from duban.returns.edits import apply_edits
from duban.returns.expected_form import ExpectedForms, count_tables
from duban.returns.extra_content import check_header_pattern
from duban.returns.identify import Identification, identify_form, restrict_to_form
from duban.returns.owner_guess import guess_owner, guess_scan_owner
from duban.returns.parse import ParsedForm, parse_form

__all__ = [
    "ExpectedForms",
    "Identification",
    "ParsedForm",
    "apply_edits",
    "check_header_pattern",
    "count_tables",
    "guess_owner",
    "guess_scan_owner",
    "identify_form",
    "parse_form",
    "restrict_to_form",
]
