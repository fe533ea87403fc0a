"""From a grid of raw cells to a submission: whose form is it, and what does it answer."""

from duban.returns.asking import count_tables
from duban.returns.edits import apply_edits
from duban.returns.identify import Identification, identify_form, restrict_to_form
from duban.returns.normalise import ParsedForm, parse_form
from duban.returns.propose import guess_owner

__all__ = [
    "Identification",
    "ParsedForm",
    "apply_edits",
    "count_tables",
    "guess_owner",
    "identify_form",
    "parse_form",
    "restrict_to_form",
]
