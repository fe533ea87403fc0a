"""What becomes of a file as it comes in: a return of the period, or none and why."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from duban.messages.finding import Finding, Place
from duban.model.layout import Layout
from duban.model.return_ import Outcome, Return
from duban.model.unit import Unit


def refuse_arrival(
    return_: Return, layout: Layout, period_code: str, as_of: date, first_received_on: date | None
) -> Return:
    """The return as it is where it belongs to a period's review; else with the outcome and the reason.

    Args:
        return_: as it was read.
        layout: the form kind that is compiled; those that it looks at belong to its review as well.
        period_code: the period that is compiled.
        as_of: nothing that came in later may count.
        first_received_on: the day on which the ledger saw it first; None where it never did.
    """
    if return_.submission is None:
        return return_
    form_id = return_.submission.form_id
    place = Place(return_.path)
    if form_id.kind not in {layout.code, *layout.beside}:
        return _refused(return_, Outcome.IGNORED, Finding("other-form", place, {"form": layout.name}))
    if form_id.period != period_code:
        facts = {"period": form_id.period, "expected": period_code, "unit": form_id.unit}
        return _refused(return_, Outcome.REJECTED, Finding("other-period", place, facts))
    if first_received_on and first_received_on > as_of:
        return _refused(return_, Outcome.IGNORED, Finding("received-later", place, {"day": first_received_on}))
    return return_


def assign_scan(return_: Return, guessed_code: str, decided_code: str | None, units: Mapping[str, Unit]) -> Return:
    """A scan with the unit whose signed copy it is taken for, by the clerk's word or else by its name and place.

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
    return replace(return_, unit_code=unit_code, findings=(Finding(code, Place(return_.path), facts),))


def _refused(return_: Return, outcome: Outcome, finding: Finding) -> Return:
    return replace(return_, outcome=outcome, findings=(finding,))
