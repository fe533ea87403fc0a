"""The second journey: what came back becomes the report, the correction copies and the texts."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import chain
from pathlib import Path

from duban.journeys.context import Context
from duban.journeys.handed_in import list_handed_in
from duban.journeys.inbox import Inbox, LedgerReturns, LocatedReturn, refuse_empty_inbox
from duban.journeys.judged_returns import Judged, Progress, judge_returns
from duban.journeys.kept_forms import index_kept_forms
from duban.journeys.kept_originals import originals_by_period
from duban.journeys.ledger_check import ledger_findings
from duban.journeys.lost_answers import lost_answer_findings
from duban.journeys.obeyed_decisions import describe_decisions, lost_decisions, obeyed_register
from duban.journeys.outputs import make_outputs
from duban.journeys.past_decisions import decided_anew, past_runs
from duban.journeys.register import load_decisions, register_findings, register_path, reread_register, update_register
from duban.journeys.run_record import describe_run, last_changes
from duban.journeys.turn import Turn, plan_turn, publish_run
from duban.journeys.typed_day import refuse_day_before_returns
from duban.messages.finding import Finding, Severity
from duban.model.return_ import Return
from duban.model.run_entry import RunCommand
from duban.model.status import Status
from duban.store.place_contents import HashChange
from duban.store.run_log import RunLog
from duban.value_object import ValueObject, field, replace


class CompileResult(ValueObject):
    """What a compile made.

    Attributes:
        handed_in: what became of each file that was handed to this run, in order, and then of what was inside them.
        outputs: the files of the report folder.
        register_rows: name of a sheet of 办公室登记 → how many rows were added to it.
        register_findings: what the clerk wrote into 办公室登记 and what had no effect.
        lost_answers: what units answered and what the plan has no row for any more.
        ledger_findings: what the ledger should hold and does not, or not as it was kept.
        new_files: those forms among the handed in that no run saw before.
        is_register_unkept: 办公室登记 has decisions and was written again: the next run keeps it as it is now.
        put_aside: those outputs that lay there under another name before.
        changes: every file that was written or taken away, with its hash before and after; None for no file.
    """

    context: Context
    status: Status
    handed_in: tuple[tuple[Path, Return], ...]
    outputs: tuple[Path, ...]
    register_rows: Mapping[str, int] = field(default_factory=dict)
    register_findings: tuple[Finding, ...] = ()
    lost_answers: tuple[Finding, ...] = ()
    ledger_findings: tuple[Finding, ...] = ()
    new_files: frozenset[str] = frozenset()
    is_register_unkept: bool = False
    put_aside: frozenset[Path] = frozenset()
    changes: Mapping[Path, HashChange] = field(default_factory=dict)

    @property
    def repeated(self) -> "CompileResult | None":
        """What the next run finds if nothing changes until then; None where it may do or say something else.

        Nothing is new to it: it adds no row and puts nothing aside. All else it finds as this one did, but for findings
        of the ledger and of 办公室登记, some of which are told once.
        """
        if self.ledger_findings or self.register_findings or self.is_register_unkept:
            return None
        outputs = tuple(path for path in self.outputs if path not in self.put_aside)
        return replace(self, outputs=outputs, register_rows={}, new_files=frozenset(), put_aside=frozenset())

    @property
    def has_findings(self) -> bool:
        """Whether there is anything to be looked at: in a file, or in what the clerk decided."""
        severity = self.context.workspace.messages.severity
        findings = (*self.ledger_findings, *self.lost_answers, *self.register_findings)
        is_any_serious = any(severity(finding) is not Severity.NOTE for finding in findings)
        return is_any_serious or any(return_.findings for _, return_ in self.handed_in)


def compile_reports(  # noqa: PLR0913 — what the options of the command say
    context: Context,
    as_of: date,
    paths: Sequence[Path] = (),
    *,
    jobs: int = 1,
    progress: Progress = lambda _done, _total: None,
    may_be_empty: bool = True,
    any_day: bool = True,
) -> CompileResult:
    """Read the returns, choose which count, and write the reports of the period as of a day.

    Args:
        context: the form kind and the period.
        as_of: the day on which everything is judged.
        paths: files and folders; none takes the period's own folder.
        jobs: how many worker processes read, and design correction copies, at most.
        progress: told after each file.
        may_be_empty: somebody said that nothing came in; else a folder without a file is refused.
        any_day: somebody said that the day is meant; else one before all that came in is refused.

    Raises:
        InputError: nothing could be written, and nothing was.
    """
    with plan_turn(context) as turn:
        return _compile_reports(turn, as_of, paths, jobs, progress, may_be_empty=may_be_empty, any_day=any_day)


def _compile_reports(  # noqa: PLR0913 — what the options of the command say
    turn: Turn,
    as_of: date,
    paths: Sequence[Path],
    jobs: int,
    progress: Progress,
    *,
    may_be_empty: bool,
    any_day: bool,
) -> CompileResult:
    context, originals = turn.context, originals_by_period(turn.context, turn.logs)
    handed_in = list_handed_in(context, paths)
    if not may_be_empty:
        refuse_empty_inbox(context, paths, handed_in.files, originals[context.period.code])
    register = load_decisions(context, handed_in.files, originals)
    runs = past_runs(context, turn.plan_log, as_of)
    judged = judge_returns(context, as_of, handed_in, originals, register, runs, jobs, progress)
    inbox, ledger = judged.inbox, judged.ledger
    if not any_day:
        files = (*inbox.returns, *inbox.other_files, *ledger.by_period[context.period.code])
        refuse_day_before_returns(context, as_of, files, compiling=True)
    result = CompileResult(
        context,
        judged.status,
        _handed_in(judged.located_returns, judged.status),
        (),
        register_findings=_register_findings(context, turn.log, judged, whole_folder=not paths),
        lost_answers=_lost_answers(context, inbox, ledger),
        ledger_findings=(*turn.log_findings, *ledger_findings(turn.logs, ledger.altered, inbox.new_originals)),
        new_files=inbox.new_files,
    )
    result, log = _publish_reports(turn, judged, result, jobs)
    index_kept_forms(context, log, (*inbox.returns, *ledger.by_period[context.period.code]))
    for earlier in decided_anew(context, turn.log, register):
        index_kept_forms(earlier, log, ledger.by_period[earlier.period.code])
    return result


def _register_findings(context: Context, log: RunLog, judged: Judged, *, whole_folder: bool) -> tuple[Finding, ...]:
    findings = register_findings(context, judged.register, judged.status, whole_folder=whole_folder)
    return (*lost_decisions(context, log, judged.register), *findings)


def _publish_reports(turn: Turn, judged: Judged, result: CompileResult, jobs: int) -> tuple[CompileResult, RunLog]:
    """Make the outputs and publish them. Returns the result with the files of the report folder, and 日志 behind it."""
    context, status = turn.context, judged.status
    outputs = make_outputs(context, turn.log, status, judged.reviews.accepted_before(context.period), jobs)
    entry = describe_run(
        context,
        RunCommand.COMPILE,
        status.as_of,
        [return_ for _, return_ in result.handed_in],
        describe_decisions(context, judged.register, status),
        judged.decisions,
    )
    register, notes = reread_register(context, judged.register)
    update = update_register(context, status, judged.inbox, register, judged.originals)
    obeyed = obeyed_register(context, judged.register)
    files = judged.inbox.new_originals | outputs.files | {**update.files, **obeyed}
    expected = {register_path(context): register.own_bytes}
    log = publish_run(turn, entry, files, outputs.obsolete, expected=expected)
    result = replace(
        result,
        outputs=tuple(outputs.files),
        register_rows=update.new_rows,
        register_findings=(*notes, *result.register_findings),
        is_register_unkept=bool(update.files and obeyed),
        put_aside=outputs.put_aside,
        changes=last_changes(log),
    )
    return result, log


def _lost_answers(context: Context, inbox: Inbox, ledger: LedgerReturns) -> tuple[Finding, ...]:
    returns = (*inbox.returns, *chain.from_iterable(ledger.by_period.values()))
    return lost_answer_findings(context, returns, context.current_forms.form_ids.values())


def _handed_in(returns: Iterable[LocatedReturn], status: Status) -> tuple[tuple[Path, Return], ...]:
    """Where each file lies, and what became of it."""
    return_by_file = {return_.file: return_ for return_ in status.returns}
    return tuple((file_ref.location, return_by_file[read.file]) for file_ref, read in returns)
