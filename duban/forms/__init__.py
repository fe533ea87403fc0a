"""design(): layout, plan, unit and period (and a return with its findings) become a Book; printed(): a plan does."""

from duban.forms.design import FormBatch, design_form
from duban.forms.printed import PrintedBook, design_printed_book

__all__ = ["FormBatch", "PrintedBook", "design_form", "design_printed_book"]
