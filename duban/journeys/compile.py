"""The second journey: what came back becomes the report, the correction copies and the texts."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain
from pathlib import Path

from duban.journeys.context import Context
from duban.journeys.handed_in import HandedInFiles, list_handed_in
from duban.journeys.inbox import (
    Inbox,
    LedgerReturns,
    Read,
    originals_by_period,
    read_ledger,
    refuse_empty_inbox,
    sort_inbox,
)
from duban.journeys.kept_forms import index_kept_forms
from duban.journeys.ledger_check import ledger_findings
from duban.journeys.lost_answers import lost_answer_findings
from duban.journeys.obeyed_decisions import describe_decisions, lost_decisions, obeyed_register
from duban.journeys.outputs import make_outputs
from duban.journeys.reader_pool import ReaderPool
from duban.journeys.reading import ReturnReader
from duban.journeys.register import (
    LoadedRegister,
    load_decisions,
    register_answers,
    register_files,
    reread_register,
    written_path,
)
from duban.journeys.run_record import describe_run, open_log
from duban.journeys.turn import plan_turn, publish_run
from duban.messages.finding import Finding, Severity
from duban.model.decision import Decisions
from duban.model.return_ import Return
from duban.model.run_entry import RunCommand
from duban.model.status import Status
from duban.model.submission import History, Submission
from duban.returns.checks.answered_form import AnsweredForm, build_answered_form, check_against_history, check_return
from duban.returns.checks.explained import close_explained, drop_consequences
from duban.returns.parts import join_parts
from duban.returns.prefilled import settle_prefilled
from duban.review.history import RelatedReviews, SeriesReview
from duban.store.kept_files import kept_digest
from duban.store.ledger import KeptOriginal
from duban.store.run_log import RunLog

Progress = Callable[[int, int], None]
"""Told after each file or form: how many are done, and of how many."""


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
    labels = handed_in.labels | original_labels(originals)
    with ReaderPool(context, return_reader(context, labels, register.decisions), jobs) as readers:
        reads = _read_files(readers, handed_in, originals[context.period.code], progress)
        inbox = sort_inbox(context, as_of, reads, originals[context.period.code], register.decisions.scan_units)
        ledger = read_ledger(readers, originals, inbox.returns)
        reviews = _review(context, _all_returns(context, inbox, ledger), as_of, register.decisions)
        judged = _Judged(register, originals, inbox, reviews, _status(context, reviews, inbox, ledger))
        result = CompileResult(
            context,
            judged.status,
            _handed_in(reads, judged.status),
            (),
            (
                *lost_decisions(context, log, register),
                *register_answers(register, judged.status, whole_folder=not paths),
            ),
            _lost_answers(context, inbox, ledger),
            (*log_findings, *ledger_findings(log, ledger.altered, inbox.new_originals)),
            inbox.new_files,
        )
        result = _publish_reports(context, log, judged, result)
    index_kept_forms(context, (*inbox.returns, *ledger.by_period[context.period.code]))
    return result


@dataclass(frozen=True, slots=True)
class _Judged:
    """All that the outputs of a compile are made from."""

    register: LoadedRegister
    originals: Mapping[str, Sequence[KeptOriginal]]
    inbox: Inbox
    reviews: RelatedReviews
    status: Status


def _publish_reports(context: Context, log: RunLog, judged: _Judged, result: CompileResult) -> CompileResult:
    """Make the outputs and publish them. Returns the result with the files of the report folder."""
    status, inbox = judged.status, judged.inbox
    outputs, obsolete = make_outputs(context, log, status, judged.reviews.before(context.period))
    decided = describe_decisions(context, judged.register, status)
    entry = describe_run(
        context, RunCommand.COMPILE, status.as_of, [return_ for _, return_ in result.handed_in], decided
    )
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
    before = _review(context, ledger.by_period, as_of, decisions).before(context.period)
    lost_answers = lost_answer_findings(context, chain.from_iterable(ledger.by_period.values()))
    return EarlierReturns(*before, lost_answers, ledger.altered)


def original_labels(originals: Mapping[str, Iterable[KeptOriginal]]) -> dict[Path, str]:
    """What people call each return of the ledger."""
    return {original.path: original.label for kept_originals in originals.values() for original in kept_originals}


def _read_files(
    readers: ReaderPool, handed_in: HandedInFiles, originals: Iterable[KeptOriginal], progress: Progress
) -> list[Read]:
    """What the files give; forms that do not lie in the ledger, or not as they were kept, come with their bytes."""
    sound = {original.short_hash for original in originals if original.has_bytes_of(kept_digest(original.path))}
    reads = readers.read(handed_in.files, sound, handed_in.links)
    return list(_with_progress(reads, len(handed_in.files), progress))


def return_reader(context: Context, labels: Mapping[Path, str], decisions: Decisions) -> ReturnReader:
    """What reads the files of a journey.

    Args:
        context: the form kind and the period.
        labels: what people call each file.
        decisions: of the clerk.
    """
    return ReturnReader(
        context.issued,
        labels,
        decisions,
        context.workspace.passwords,
        (context.layout.code, context.period.code),
        context.workspace.wording,
    )


def _with_progress(reads: Iterable[Read], file_count: int, progress: Progress) -> Iterator[Read]:
    """The reads as they come, each counted; archives make more of them than there are files."""
    for done, read in enumerate(reads, 1):
        progress(done, max(done, file_count))
        yield read


def _all_returns(context: Context, inbox: Inbox, ledger: LedgerReturns) -> dict[str, Sequence[Return]]:
    """Every return by period code; those of the context's period say where they came on an older edition."""
    own = (*inbox.returns, *ledger.by_period[context.period.code])
    current = [context.current_forms.with_edition_findings(return_) for return_ in own]
    return {**ledger.by_period, context.period.code: current}


def _lost_answers(context: Context, inbox: Inbox, ledger: LedgerReturns) -> tuple[Finding, ...]:
    returns = (*inbox.returns, *chain.from_iterable(ledger.by_period.values()))
    return lost_answer_findings(context, returns, context.current_forms.form_ids.values())


def _review(
    context: Context, returns: Mapping[str, Sequence[Return]], as_of: date, decisions: Decisions
) -> RelatedReviews:
    """The returns of the context's form kind, and of the kinds that it looks at, as they are known on a day."""
    messages, wording = context.workspace.messages, context.workspace.wording

    def answered_form(form: Submission) -> AnsweredForm:
        snapshot, _ = context.issued.snapshot(form.form_id)
        return build_answered_form(form, snapshot, wording)

    def check_alone(form: Submission) -> tuple[Finding, ...]:
        return check_return(answered_form(form))

    def check_history(return_: Return, history: History, unit_history: History) -> Return:
        return_ = settle_prefilled(return_, context.issued.snapshot(return_.form.form_id)[0].layout, history)
        form = return_.form
        questions = check_against_history(answered_form(form), history)
        findings = drop_consequences((*return_.findings, *questions), form, messages.severity)
        return replace(return_, findings=close_explained(findings, form, unit_history, messages.severity))

    choices = decisions.versions
    joined = {code: tuple(join_parts(of_period, choices.excluded, check_alone)) for code, of_period in returns.items()}
    own = SeriesReview(context.issuer, context.series, joined, as_of, messages, check_history, choices)
    return RelatedReviews(own, tuple(replace(own, series=series) for series in context.related_series))


def _status(context: Context, reviews: RelatedReviews, inbox: Inbox, ledger: LedgerReturns) -> Status:
    handed_in = {return_.file for return_ in inbox.returns}
    related = (return_ for return_ in reviews.related_returns(context.period.code) if return_.file in handed_in)
    other_files = (*inbox.other_files, *ledger.unreadable.values(), *related)
    return reviews.status(context.period, context.workspace.light_rules, other_files)


def _handed_in(reads: Iterable[Read], status: Status) -> tuple[tuple[Path, Return], ...]:
    """Where each file lies, and what became of it."""
    returns = {return_.file: return_ for return_ in status.returns}
    return tuple((file_ref.location, returns[read.file]) for file_ref, read in reads)
