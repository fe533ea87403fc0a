"""Days that are likely typed by mistake: far from the plan, before anything began, or before all that came in."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from duban.journeys.context import Context
from duban.messages.finding import Finding, InputError, Place
from duban.model.period import first_day_to_build, first_day_to_compile

if TYPE_CHECKING:
    from duban.model.return_ import Return

_OPTION = Place("--as-of")


def refuse_unlikely_day(context: Context, as_of: date, *, compiling: bool) -> None:
    """Make sure that on a typed day the plan was issued and the period had begun, and that its year is the plan's.

    Args:
        context: the plan and the period.
        as_of: the typed day.
        compiling: reports begin with the period; forms are written when the one before is over.

    Raises:
        InputError: it is more than a year from the plan and its periods, or before one of these days.
    """
    series, period = context.series, context.period
    issued = context.plan.issued or date.min
    first = first_day_to_compile(period) if compiling else first_day_to_build(series.periods, period)
    first_year, last_year = _years(context)
    facts: dict[str, object] = {"day": as_of, "plan": context.plan.name}
    if not first_year <= as_of.year <= last_year:
        finding = Finding("day-far", _OPTION, {**facts, "first": first_year, "last": last_year})
    elif as_of < issued:
        finding = Finding("day-before-issue", _OPTION, {**facts, "issued": issued})
    elif as_of < first:
        finding = Finding("day-before-period", _OPTION, {**facts, "period": period.code, "first": first})
    else:
        return
    raise InputError([finding])


def _years(context: Context) -> tuple[int, int]:
    dues = [period.due.year for period in context.series.periods]
    return min(context.plan.year, *dues) - 1, max(context.plan.year, *dues) + 1


def refuse_day_before_returns(context: Context, as_of: date, files: "Iterable[Return]", *, compiling: bool) -> None:
    """Make sure that a day leaves something of what came in.

    Args:
        context: the form kind and the period.
        as_of: what was received later does not count.
        files: all that is looked at, dated.
        compiling: the returns of the period and the kind count, else all others: what its forms recall.

    Raises:
        InputError: all of it was received later.
    """
    own = context.layout.code, context.period.code
    days: dict[str, date] = {}  # by hash: what was handed in again lies in the ledger too
    for file in files:
        form_id = file.submission.form_id if file.submission else None
        if form_id and ((form_id.kind, form_id.period) == own) is compiling:
            days[file.digest] = file.received_on
    first = min(days.values(), default=date.min)
    if as_of < first:
        facts = {"day": as_of, "first": first, "count": len(days), "compiling": compiling}
        raise InputError([Finding("day-before-returns", _OPTION, facts)])
