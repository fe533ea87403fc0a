"""Where units stand with their returns, in words: filed, waiting for a choice, of no use, owing, or awaited."""

from collections.abc import Mapping

from duban.model.return_ import Outcome
from duban.model.status import FilingStatus, Status

MISSING = tuple(filing for filing in FilingStatus if filing is not FilingStatus.FILED)
"""States in which no return of a unit counts."""


def filing_word(status: Status, filing: FilingStatus) -> str:
    """A state in a word or two."""
    return status.messages.text(f"filing-{filing}")


def missing_facts(status: Status) -> Mapping[str, str]:
    """`missing` and `excepted`, which the words of report sheets may speak of; see `sheet_facts`."""
    text = status.messages.text
    counted_as = text("each-filer", people=text("people", filler=status.cycle.filler))
    missing = [
        {"word": filing_word(status, filing), "units": names}
        for filing in MISSING
        if (names := [unit.unit.name for unit in status.units if unit.filing_status is filing])
    ]
    nameless = sum(return_.outcome is Outcome.REJECTED and not return_.unit_code for return_ in status.returns)
    count = sum(unit.filing_status is not FilingStatus.FILED for unit in status.units)
    return {
        "missing": text("filing-missing", missing=missing, each=counted_as, nameless=nameless),
        "excepted": text("filing-except", count=count, each=counted_as) if count else "",
    }
