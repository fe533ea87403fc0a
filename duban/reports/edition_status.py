"""A status as the readers of an edition may see it: what is kept back is taken out before any report is made."""

from dataclasses import replace

from duban.model.edition import Edition
from duban.model.status import Status


def status_for_edition(status: Status, edition: Edition) -> Status:
    """The status without what an edition keeps back.

    Whatever is made from it cannot show that: sheets, notices and pages need not know of editions.
    """
    return replace(status, edition=edition)
