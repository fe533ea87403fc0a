"""What becomes of a file as it comes in: a return of the period, or none and why."""

from collections.abc import Mapping
from datetime import date

from duban.messages.finding import Finding, Place
from duban.model.period import Period
from duban.model.return_ import COPY_CODES, Outcome, Return
from duban.model.snapshot import FormSeries
from duban.model.unit import Unit
from duban.value_object import replace

_IGNORED_CODES = frozenset(
    {
        "empty-file",
        "junk",
        "no-file",
        "our-own",
        "other-form",
        "program-sheet",
        "received-later",
        "scan",
        "several-forms",
        "unpacked",
        *COPY_CODES,
    }
)
"""Reasons for which a file does not count and nobody has to do anything about it."""


def refuse(return_: Return, reason: Finding, *others: Finding) -> Return:
    """The return with the outcome of a file that does not count.

    Args:
        return_: any file; what it was found to be before is forgotten.
        reason: decides whether it is ignored or rejected.
        others: what is to be said beside the reason.
    """
    outcome = Outcome.IGNORED if reason.code in _IGNORED_CODES else Outcome.REJECTED
    return replace(return_, outcome=outcome, findings=(reason, *others))


def refuse_arrival(return_: Return, series: FormSeries, period: Period, as_of: date, first_received_on: date) -> Return:
    """The return as it is where it belongs to a period's review; else with the outcome and the reason.

    Args:
        return_: as it was read.
        series: the form kind that is compiled; those that it looks at belong to its review as well.
        period: the one that is compiled.
        as_of: nothing that came in later may count.
        first_received_on: the day on which the ledger saw it first, or sees it now.
    """
    if return_.submission is None:
        return return_
    form_id = return_.submission.form_id
    place = Place(return_.file)
    if form_id.kind not in {series.layout.code, *series.layout.beside}:
        return refuse(return_, Finding("other-form", place, {"form": series.layout.name}))
    if form_id.period != period.code:
        other = series.period(form_id.period)
        is_later = other is not None and other.due > period.due
        facts = {"period": form_id.period, "expected": period.code, "unit": form_id.unit, "later": is_later}
        return refuse(return_, Finding("other-period", place, facts))
    if first_received_on > as_of:
        return refuse(return_, Finding("received-later", place, {"day": first_received_on}))
    return return_


def assign_scan(return_: Return, guessed_code: str, decided_code: str | None, units: Mapping[str, Unit]) -> Return:
    """A scan with the unit whose signed copy it is taken for, by the clerk's decision or else by its name and place.

    Args:
        return_: the scan.
        guessed_code: the unit that its name and place suggest; empty for none.
        decided_code: the unit that the clerk named; empty where she named none, None where she has not decided.
        units: those that report, by code.
    """
    unit_code = guessed_code if decided_code is None else decided_code
    facts = {"unit": units[unit_code].name} if unit_code in units else {}
    code = "scan-offered"
    if not facts:
        code = "scan-refused" if decided_code == "" else "scan-unassigned"
    return replace(return_, unit_code=unit_code, findings=(Finding(code, Place(return_.file), facts),))
