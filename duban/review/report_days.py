"""As of which day each period's last report was made: what was reported, and not what is known of it by now."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from duban.model.period import Period
from duban.model.run_entry import RunCommand, RunEntry


def report_days(runs: Iterable[RunEntry], form: str, periods: Sequence[Period], as_of: date) -> Mapping[str, date]:
    """The day of the last report of each period that was made before any of a later period.

    A report that is made anew once the next period's lies on the leaders' desk, to look something up, changes nothing
    that was reported: so a month that is compiled again gives the same, whatever was compiled since.

    Args:
        runs: all of a ledger, oldest first.
        form: the code of a form kind.
        periods: of its series, in order.
        as_of: reports of a later day are not known.

    Returns:
        By period code, of those that were compiled.
    """
    period_by_code = {period.code: period for period in periods}
    days: dict[str, date] = {}
    newest = date.min
    for run in _reports(runs, form):
        period, day = period_by_code.get(run.period), _day(run.as_of)
        if period is None or day is None or not period.start <= day <= as_of or period.due < newest:
            continue
        newest, days[period.code] = period.due, day
    return days


def _reports(runs: Iterable[RunEntry], form: str) -> Iterator[RunEntry]:
    """The runs that compiled a form kind and were not taken back."""
    runs = tuple(runs)
    undone = {run.undone for run in runs}
    yield from (
        run for run in runs if run.command == RunCommand.COMPILE and run.form == form and run.number not in undone
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
