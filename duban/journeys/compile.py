"""The second journey: what came back becomes the report, the correction copies and the texts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain
from pathlib import Path

from duban.journeys.context import Context
from duban.journeys.handed_in import list_handed_in
from duban.journeys.inbox import Inbox, LedgerReturns, Read, originals_by_period, read_ledger, refuse_empty_inbox
from duban.journeys.judging import (
    Judged,
    Progress,
    days_of_reports,
    judge_returns,
    original_labels,
    return_reader,
)
from duban.journeys.kept_forms import index_kept_forms
from duban.journeys.ledger_check import ledger_findings
from duban.journeys.lost_answers import lost_answer_findings
from duban.journeys.obeyed_words import described_words, lost_words, obeyed_register
from duban.journeys.outputs import make_outputs
from duban.journeys.reader_pool import ReaderPool
from duban.journeys.register import load_decisions, register_answers, register_files, reread_register, written_path
from duban.journeys.reviews import review_returns
from duban.journeys.run_record import describe_run, open_log
from duban.journeys.turn import plan_turn, publish_run
from duban.messages.finding import Finding, Severity
from duban.model.return_ import Return
from duban.model.status import Status
from duban.model.submission import History
from duban.store.run_log import RunLog


@dataclass(frozen=True, slots=True)
class CompileResult:
    """What a compile made.

    Attributes:
        handed_in: what became of each file that was handed to this run, in order, and then of what was inside them.
        outputs: the files of the report folder.
        register_answers: what the clerk wrote into 办公室登记 and what had no effect.
        lost_answers: what units answered and what the plan has no row for any more.
        ledger_findings: what the ledger should hold and does not, or not as it was kept.
        new_files: those forms among the handed in that no run saw before.
    """

    context: Context
    status: Status
    handed_in: tuple[tuple[Path, Return], ...]
    outputs: tuple[Path, ...]
    register_answers: tuple[Finding, ...] = ()
    lost_answers: tuple[Finding, ...] = ()
    ledger_findings: tuple[Finding, ...] = ()
    new_files: frozenset[str] = frozenset()

    @property
    def has_findings(self) -> bool:
        """Whether there is anything to be looked at: in a file, or in what the clerk decided."""
        severity = self.context.workspace.messages.severity
        answers = (*self.ledger_findings, *self.lost_answers, *self.register_answers)
        to_read = any(severity(answer) is not Severity.NOTE for answer in answers)
        return to_read or any(return_.findings for _, return_ in self.handed_in)


def compile_reports(
    context: Context,
    as_of: date,
    paths: Sequence[Path] = (),
    *,
    jobs: int = 1,
    progress: Progress = lambda _done, _total: None,
    may_be_empty: bool = True,
) -> CompileResult:
    """Read the returns, choose which count, and write the reports of the period as of a day.

    Args:
        context: the form kind and the period.
        as_of: the day on which everything is judged.
        paths: files and folders; none takes the period's own folder.
        jobs: how many worker processes read.
        progress: told after each file.
        may_be_empty: somebody said that nothing came in; else a folder without a file is refused.

    Raises:
        InputError: nothing could be written, and nothing was.
    """
    with plan_turn(context):
        return _compile_reports(context, as_of, paths, jobs, progress, may_be_empty=may_be_empty)


def _compile_reports(
    context: Context, as_of: date, paths: Sequence[Path], jobs: int, progress: Progress, *, may_be_empty: bool
) -> CompileResult:
    log, log_findings = open_log(context.run_ledger.folder)
    originals = originals_by_period(context)
    handed_in = list_handed_in(context, paths)
    if not may_be_empty:
        refuse_empty_inbox(context, paths, handed_in.files, originals[context.period.code])
    register = load_decisions(context, handed_in.files, originals)
    days = days_of_reports(context, log, as_of)
    judged = judge_returns(context, as_of, handed_in, originals, register, days, jobs, progress)
    inbox, ledger, status = judged.inbox, judged.ledger, judged.status
    result = CompileResult(
        context,
        status,
        _handed_in(judged.reads, status),
        (),
        (*lost_words(context, log, register), *register_answers(register, status, whole_folder=not paths)),
        _lost_answers(context, inbox, ledger),
        (*log_findings, *ledger_findings(log, ledger.altered, inbox.new_originals)),
        inbox.new_files,
    )
    result = _publish_reports(context, log, judged, result)
    index_kept_forms(context, (*inbox.returns, *ledger.by_period[context.period.code]))
    return result


def _publish_reports(context: Context, log: RunLog, judged: Judged, result: CompileResult) -> CompileResult:
    """Make the outputs and publish them. Returns the result with the files of the report folder."""
    status, inbox = judged.status, judged.inbox
    outputs, obsolete = make_outputs(context, log, status, judged.reviews.before(context.period))
    decided = described_words(context, judged.register, status)
    entry = describe_run(context, "compile", status.as_of, [return_ for _, return_ in result.handed_in], decided)
    register, notes = reread_register(context, judged.register)
    register_outputs = register_files(context, status, inbox, register, judged.originals)
    register_outputs |= obeyed_register(context, judged.register)
    expected = {written_path(context): register.own_bytes}
    publish_run(context, entry, inbox.new_originals | outputs | register_outputs, obsolete, expected=expected)
    return replace(result, outputs=tuple(outputs), register_answers=(*notes, *result.register_answers))


@dataclass(frozen=True, slots=True)
class EarlierReturns:
    """What the ledger holds from before a period.

    Attributes:
        history: what was accepted in the form kind.
        related_histories: and in those that it looks at, by their codes.
        lost_answers: what units answered and what the plan has no row for any more.
        altered: where returns lie that are not what was kept.
    """

    history: History = field(default_factory=History)
    related_histories: Mapping[str, History] = field(default_factory=dict)
    lost_answers: tuple[Finding, ...] = ()
    altered: Sequence[Path] = ()

    @property
    def histories(self) -> tuple[History, ...]:
        """What was accepted, in the form kind first."""
        return self.history, *self.related_histories.values()


def read_earlier_returns(context: Context, as_of: date, jobs: int) -> EarlierReturns:
    """What came in before the context's period, read from the ledger.

    Args:
        context: the form kind and the period.
        as_of: what came in later is not known.
        jobs: how many worker processes read.
    """
    originals = originals_by_period(context)
    if not context.related_series:
        del originals[context.period.code]
    if not any(originals.values()):
        return EarlierReturns()
    decisions = load_decisions(context, (), originals).decisions
    with ReaderPool(context, return_reader(context, original_labels(originals), decisions), jobs) as readers:
        ledger = read_ledger(readers, originals)
    before = review_returns(context, ledger.by_period, as_of, decisions).before(context.period)
    lost_answers = lost_answer_findings(context, chain.from_iterable(ledger.by_period.values()))
    return EarlierReturns(*before, lost_answers, ledger.altered)


def _lost_answers(context: Context, inbox: Inbox, ledger: LedgerReturns) -> tuple[Finding, ...]:
    returns = (*inbox.returns, *chain.from_iterable(ledger.by_period.values()))
    return lost_answer_findings(context, returns, context.current_forms.form_ids.values())


def _handed_in(reads: Iterable[Read], status: Status) -> tuple[tuple[Path, Return], ...]:
    """Where each file lies, and what became of it."""
    returns = {return_.file: return_ for return_ in status.returns}
    return tuple((file_ref.location, returns[read.file]) for file_ref, read in reads)
