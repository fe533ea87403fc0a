"""A unit's form, or the correction copy of its return, as a Book; and the printed table of a whole plan."""

from duban.forms.batch import FormBatch
from duban.forms.design import design_form
from duban.forms.printed import design_printed_book

__all__ = ["FormBatch", "design_form", "design_printed_book"]
