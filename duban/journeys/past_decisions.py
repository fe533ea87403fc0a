"""What a report goes by of all that was decided: its own register as it is now, past reports as they were made."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from duban.journeys.context import Context
from duban.journeys.inbox import read_ledger
from duban.journeys.reader_pool import ReaderPool
from duban.journeys.register import LoadedRegister, register_scope
from duban.journeys.reviewing import DecidedReturns, original_labels, return_reader
from duban.model.decision import Decisions, merged_decisions
from duban.model.return_ import Return
from duban.model.run_entry import RunEntry
from duban.review.report_days import report_runs, settled_run
from duban.store.ledger import KeptOriginal
from duban.store.run_log import RunLog
from duban.text.hashes import short_hash
from duban.value_object import ValueObject, replace


class PastRuns(ValueObject):
    """The runs of 日志 that a report is held to.

    Attributes:
        reports: period code → the run that made its last report.
        settled: the run that made this very report, where one of a later period followed it; None for a new report.
    """

    reports: Mapping[str, RunEntry]
    settled: RunEntry | None

    @property
    def days(self) -> Mapping[str, date]:
        """As of which day each period was reported on."""
        return {code: run.day for code, run in self.reports.items()}

    def decisions_for(self, context: Context, register: LoadedRegister) -> Mapping[str, Decisions]:
        """What a report of the context's period goes by, by the codes of period and form kind.

        Its own register is obeyed as it is. Those of other periods too, unless it is an old report that is made anew as
        of its day: what was decided in them since was in no report of its time.
        """
        current = register.decisions_by_scope
        if self.settled is None or self.settled.registers is None:
            return current
        own = register_scope(context)
        return {**self.settled.registers, own: current[own]}


def past_runs(context: Context, plan_log: RunLog, as_of: date) -> PastRuns:
    """The runs that a report of the context's period is held to: the plan's own reports, also in a rehearsal.

    Args:
        context: the form kind and the period.
        plan_log: of the plan's own ledger.
        as_of: the day of the report; what was reported later is not looked at.
    """
    form, periods = context.layout.code, context.series.periods
    return PastRuns(
        report_runs(plan_log.entries, form, periods, as_of),
        settled_run(plan_log.entries, form, periods, context.period, as_of),
    )


class ReturnsByDecisions(ValueObject):
    """The returns of a run as they were read by what is decided now, and as they are by what was decided once.

    Attributes:
        originals: period code → what the ledger holds of it.
        current: as this run read them.
    """

    context: Context
    originals: Mapping[str, Sequence[KeptOriginal]]
    current: DecidedReturns
    jobs: int

    def by(self, registers: Mapping[str, Decisions], day: date = date.max) -> DecidedReturns:
        """The returns by other decisions: only files about which something else is decided are read anew.

        Args:
            registers: codes of period and form kind → what holds of that register.
            day: files that came later do not matter.
        """
        decided, decisions = replace(self.current, registers=registers), merged_decisions(registers)
        changed = {
            file_hash
            for file_hash in self.current.decisions.differences(decisions)
            if self.current.decisions.reading_of(file_hash) != decisions.reading_of(file_hash)
        }
        files = {
            code: [file for file in of_period if file.short_hash in changed and file.received_on <= day]
            for code, of_period in self.originals.items()
        }
        return self._read_anew(decided, files) if any(files.values()) else decided

    def _read_anew(self, decided: DecidedReturns, files: Mapping[str, Sequence[KeptOriginal]]) -> DecidedReturns:
        """The returns with those of some files read by their decisions. files: by period code."""
        labels: Mapping[Path, str] = original_labels(files)
        with ReaderPool(self.context, return_reader(self.context, labels, decided.decisions), self.jobs) as readers:
            read = read_ledger(readers, files)
        unreadable = {path: lost for path, lost in decided.unreadable.items() if path not in labels}
        hashes = {file.short_hash for of_period in files.values() for file in of_period}
        by_period = {
            code: [each for each in returns if short_hash(each.digest) not in hashes]
            for code, returns in decided.by_period.items()
        }
        for code, returns in read.by_period.items():
            by_period[code] += self._with_edition_findings(code, returns)
        return DecidedReturns(by_period, decided.registers, {**unreadable, **read.unreadable})

    def _with_edition_findings(self, period_code: str, returns: Sequence[Return]) -> Sequence[Return]:
        """Those of the context's period say where they came on an older edition."""
        if period_code != self.context.period.code:
            return returns
        return [self.context.current_forms.with_edition_findings(return_) for return_ in returns]


def past_returns(returns: ReturnsByDecisions, runs: PastRuns) -> Mapping[str, DecidedReturns]:
    """Period code → the returns by what its last report went by; without those of which 日志 does not say that."""
    context = returns.context
    earlier = (period.code for period in context.series.earlier_periods(context.period))
    reports = {code: runs.reports[code] for code in earlier if code in runs.reports}
    return {code: returns.by(run.registers, run.day) for code, run in reports.items() if run.registers is not None}


def decided_anew(context: Context, log: RunLog, register: LoadedRegister) -> Iterator[Context]:
    """The earlier periods in whose register something else stands than the last run went by.

    Args:
        context: the form kind and the period of a run.
        log: before that run.
        register: all registers that it looks at.
    """
    runs = (run.registers for run in reversed(log.entries) if run.form == context.layout.code)
    last = next((registers for registers in runs if registers is not None), None)
    if last is None:  # of before 日志 knew it
        return
    for period in context.series.earlier_periods(context.period):
        earlier = replace(context, period=period)
        scope = register_scope(earlier)
        if register.decisions_by_scope.get(scope, Decisions()) != last.get(scope, Decisions()):
            yield earlier
