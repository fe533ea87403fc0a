"""Where units stand with their returns, in words: filed, waiting for a choice, of no use, owing, or awaited."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from duban.model.filing_entry import Approval, Punctuality
from duban.model.filing_history import Lineage
from duban.model.return_ import Outcome, Return
from duban.model.status import KEPT_STATUSES, FilingStatus, Status, UnitStatus
from duban.reports.formatting import DASH

MISSING = tuple(filing for filing in FilingStatus if filing is not FilingStatus.FILED)
"""States in which no return of a unit counts."""
_MOST_NAMED = 8
"""Of more units a brief sentence says how many they are, and not which."""


def filing_word(status: Status, filing: FilingStatus) -> str:
    """A state in a word or two."""
    return status.messages.text(f"filing-{filing}")


def unit_filing_word(status: Status, unit: UnitStatus) -> str:
    """The same of a unit, with what came before the return that counts, what waits beside it, and its own last day."""
    return unit.filing_word(status.messages)


def _has_later_versions(unit: UnitStatus) -> bool:
    return unit.filing_status is FilingStatus.FILED and bool(unit.unchosen_versions)


def punctuality_words(status: Status, unit: UnitStatus) -> str:
    """Whether the unit's return came in time, as the office registered it; a stroke where none came.

    With how many days late and until when it had time, where that is known; without a word of the office, what of its
    own day speaks against in time.
    """
    text, entry, counted = status.messages.text, unit.filing, status.period.counted
    if unit.first_received is None:
        return DASH
    facts = {
        "days": entry.days_late(counted),
        "received": entry.received_on,
        "extended_to": entry.extended_to,
        "again": unit.lineage is Lineage.RETURNED,
    }
    return text(f"punctuality-{entry.punctuality or 'unknown'}", **facts)


def lacks_punctuality(status: Status, unit: UnitStatus) -> bool:
    """Whether its return came and the office has not said whether in time; not before the last day, when it may."""
    is_time = status.as_of >= status.period.counted
    return is_time and unit.first_received is not None and unit.filing.punctuality is None


def lacks_approval(status: Status, unit: UnitStatus) -> bool:
    """Whether its return counts and the office has not seen, or not said how it saw, its approval, if the plan asks."""
    is_asked = status.cycle.asks_approval and unit.filing_status is FilingStatus.FILED
    return is_asked and unit.filing.approval in {None, Approval.UNSEEN}


def punctuality_facts(status: Status) -> Mapping[str, Any]:
    """`punctual` and `punctual_brief`, of which the words of report sheets may speak; see `sheet_facts`."""
    filed = [unit for unit in status.units if unit.first_received]
    names: dict[str, list[str]] = {}
    for unit in filed:
        names.setdefault(unit.filing.punctuality or "unknown", []).append(unit.unit.name)
    if not names.keys() - {"unknown"}:
        return dict.fromkeys(("punctual", "punctual_brief"), "")
    groups = {state.replace("-", "_"): names.get(state, []) for state in (*Punctuality, "unknown")}
    facts = {**groups, "each": _filer_word(status)}
    return {
        "punctual": status.messages.text("filing-punctual", **facts, most=len(filed)),
        "punctual_brief": status.messages.text("filing-punctual", **facts, most=_MOST_NAMED),
    }


def missing_facts(status: Status) -> Mapping[str, str]:
    """`missing`, `missing_brief` and `excepted`, which the words of report sheets may speak of; see `sheet_facts`."""
    text = status.messages.text
    counted_as = _filer_word(status)
    count = sum(unit.filing_status is not FilingStatus.FILED for unit in status.units)
    return {
        "missing": text("filing-missing", **_missing(status, len(status.units))),
        "missing_brief": text("filing-missing", **_missing(status, _MOST_NAMED)),
        "excepted": text("filing-except", count=count, each=counted_as) if count else "",
    }


def _missing(status: Status, most: int) -> Mapping[str, Any]:
    """Of whom no return counts, state by state. most: of so many names; more are counted and not named."""
    missing = [
        {"word": filing_word(status, filing), "units": names, "named": len(names) <= most}
        for filing in MISSING
        if (names := [_with_extension(status, unit) for unit in status.units if unit.filing_status is filing])
    ]
    unchosen = [unit.unit.name for unit in status.units if _has_later_versions(unit)]
    facts = {"missing": missing, "each": _filer_word(status), "unchosen": unchosen}
    return {**facts, "unchosen_named": len(unchosen) <= most, **_nameless_counts(status)}


def _filer_word(status: Status) -> str:
    """What those who report are counted by: 家, or 人 where they are persons."""
    text = status.messages.text
    return text("each-filer", people=text("people", filler=status.cycle.filler))


def _with_extension(status: Status, unit: UnitStatus) -> str:
    """The name of a unit, with the day until which it has more time."""
    if not unit.has_more_time:
        return unit.unit.name
    return status.messages.text("unit-extended", unit=unit.unit.name, day=unit.last_day)


def _nameless_counts(status: Status) -> Mapping[str, int]:
    """How many files are of nobody, and how many a person may say of whose they are (身份确认)."""
    files = [return_ for return_ in status.returns if return_.outcome is Outcome.REJECTED and not return_.unit_code]
    proposed = sum(any(finding.code == "identity-proposed" for finding in file.findings) for file in files)
    return {"nameless": len(files) - proposed, "proposed": proposed}


@lru_cache(maxsize=KEPT_STATUSES)
def returns_by_unit(status: Status) -> Mapping[str, Sequence[Return]]:
    """Code of a unit → every file that it handed in for the period; a unit that handed in none is not there."""
    returns: dict[str, list[Return]] = {}
    for return_ in status.returns:
        returns.setdefault(return_.unit_code, []).append(return_)
    return returns


def newest_refused(status: Status, unit: UnitStatus) -> Return | None:
    """The unit's newest file that could not be used; versions of which one is to be chosen before any other."""
    own = returns_by_unit(status).get(unit.unit.code, ())
    refused = unit.unchosen_versions or [return_ for return_ in own if return_.outcome is Outcome.REJECTED]
    return max(refused, key=lambda return_: (return_.received_on, return_.run_number, return_.file), default=None)


def bare_file_name(return_: Return | None) -> str:
    """The name of a file without the folders and archives in which it lay; empty for none."""
    return return_.file.replace("\\", "/").rpartition("/")[2] if return_ else ""
