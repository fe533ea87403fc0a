"""Which run made each period's last report: what was reported, and not what is known of it by now."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from duban.model.period import Period
from duban.model.run_entry import RunCommand, RunEntry


def report_runs(runs: Iterable[RunEntry], form: str, periods: Sequence[Period], as_of: date) -> Mapping[str, RunEntry]:
    """The run that made the last report of each period before any of a later period.

    A report that is made anew once the next period's lies on the leaders' desk, to look something up, changes nothing
    that was reported: so a month that is compiled again gives the same, whatever was compiled since.

    Args:
        runs: all of a ledger, oldest first.
        form: the code of a form kind.
        periods: of its series, in order.
        as_of: reports of a later day are not known.

    Returns:
        By period code, of those that were compiled; the as-of day of each is a day.
    """
    reports: dict[str, RunEntry] = {}
    newest = date.min
    for run, period in _reports(runs, form, periods):
        if run.day > as_of or period.due < newest:
            continue
        newest, reports[period.code] = period.due, run
    return reports


def settled_run(
    runs: Iterable[RunEntry], form: str, periods: Sequence[Period], period: Period, as_of: date
) -> RunEntry | None:
    """The run whose report of a period as of a day was followed by one of a later period; None where none was.

    Args:
        runs: all of a ledger, oldest first.
        form: the code of a form kind.
        periods: of its series.
        period: one of them.
        as_of: the day of the report that is made now.
    """
    last = None
    for run, of_run in _reports(runs, form, periods):
        if last and of_run.due > period.due:
            return last
        if of_run == period and run.day == as_of:
            last = run
    return None


def _reports(runs: Iterable[RunEntry], form: str, periods: Sequence[Period]) -> Iterator[tuple[RunEntry, Period]]:
    """The runs that compiled a form kind, not before its period began, and were not taken back; with the period."""
    runs, period_by_code = tuple(runs), {period.code: period for period in periods}
    undone = {run.undone for run in runs}
    for run in runs:
        period = period_by_code.get(run.period)
        is_compile = run.command == RunCommand.COMPILE and run.form == form and run.number not in undone
        if period and is_compile and run.day >= period.start:
            yield run, period
