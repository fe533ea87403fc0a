"""design(): layout, plan, unit and period (and a return with its findings) become a Book."""

from duban.forms.design import Issue, design

__all__ = ["Issue", "design"]
