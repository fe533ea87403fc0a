"""Where units stand with their returns, in words: filed, waiting for a choice, of no use, owing, or awaited."""

from collections.abc import Mapping

from duban.model.return_ import Outcome, Return
from duban.model.status import FilingStatus, Status, UnitStatus

MISSING = tuple(filing for filing in FilingStatus if filing is not FilingStatus.FILED)
"""States in which no return of a unit counts."""


def filing_word(status: Status, filing: FilingStatus) -> str:
    """A state in a word or two."""
    return status.messages.text(f"filing-{filing}")


def unit_filing_word(status: Status, unit: UnitStatus) -> str:
    """The same of a unit, with a return that has nothing new, and later versions that wait beside it."""
    word = filing_word(status, unit.filing_status)
    if unit.nil:
        word = status.messages.text("filing-nil", filing=word, nil=status.messages.text(f"nil-{unit.nil}"))
    if not _has_later_versions(unit):
        return word
    return status.messages.text("filing-and-versions", filing=word, count=len(unit.unchosen_versions))


def _has_later_versions(unit: UnitStatus) -> bool:
    return unit.filing_status is FilingStatus.FILED and bool(unit.unchosen_versions)


def missing_facts(status: Status) -> Mapping[str, str]:
    """`missing` and `excepted`, which the words of report sheets may speak of; see `sheet_facts`."""
    text = status.messages.text
    counted_as = text("each-filer", people=text("people", filler=status.cycle.filler))
    missing = [
        {"word": filing_word(status, filing), "units": names}
        for filing in MISSING
        if (names := [unit.unit.name for unit in status.units if unit.filing_status is filing])
    ]
    unchosen = [unit.unit.name for unit in status.units if _has_later_versions(unit)]
    facts = {"missing": missing, "each": counted_as, "unchosen": unchosen, **_nameless_counts(status)}
    count = sum(unit.filing_status is not FilingStatus.FILED for unit in status.units)
    return {
        "missing": text("filing-missing", **facts),
        "excepted": text("filing-except", count=count, each=counted_as) if count else "",
    }


def _nameless_counts(status: Status) -> Mapping[str, int]:
    """How many files are of nobody, and how many a person may say of whose they are (身份确认)."""
    files = [return_ for return_ in status.returns if return_.outcome is Outcome.REJECTED and not return_.unit_code]
    proposed = sum(any(finding.code == "identity-proposed" for finding in file.findings) for file in files)
    return {"nameless": len(files) - proposed, "proposed": proposed}


def newest_refused(status: Status, unit: UnitStatus) -> Return | None:
    """The unit's newest file that could not be used; versions of which one is to be chosen before any other."""
    refused = unit.unchosen_versions or [
        return_
        for return_ in status.returns
        if return_.unit_code == unit.unit.code and return_.outcome is Outcome.REJECTED
    ]
    return max(refused, key=lambda return_: (return_.received_on, return_.run_number, return_.file), default=None)


def bare_file_name(return_: Return | None) -> str:
    """The name of a file without the folders and archives in which it lay; empty for none."""
    return return_.file.replace("\\", "/").rpartition("/")[2] if return_ else ""
