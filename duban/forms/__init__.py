"""design(): layout, plan, unit and period (and a return with its findings) become a Book; printed(): a plan does."""

from duban.forms.design import Issue, design
from duban.forms.printed import PrintedBook, printed

__all__ = ["Issue", "PrintedBook", "design", "printed"]
