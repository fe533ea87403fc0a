"""The index of a ledger, made anew from its returns, snapshots, 办公室登记 and 日志."""

from collections.abc import Iterable, Iterator, Sequence

from duban.journeys.context import Context
from duban.journeys.inbox import read_ledger
from duban.journeys.kept_forms import index_kept_forms
from duban.journeys.kept_originals import originals_by_period
from duban.journeys.reader_pool import ReaderPool
from duban.journeys.register import load_decisions
from duban.journeys.reviewing import original_labels, return_reader
from duban.journeys.turn import Turn, plan_turn
from duban.messages.finding import Finding, InputError
from duban.model.return_ import Return
from duban.store.faults import fault
from duban.store.index import INDEX_FILE, Index
from duban.store.index_update import update_runs
from duban.store.run_log import RunLog
from duban.value_object import ValueObject, replace

_DELETE_SCOPE = "delete from submissions where period = ? and kind = ?"


class RebuildResult(ValueObject):
    """What the index holds now.

    Attributes:
        runs: of 日志.
        submissions: forms that the ledger keeps and that can be read.
        findings: what does not hold in 日志.
    """

    context: Context
    runs: int
    submissions: int
    findings: tuple[Finding, ...]


def rebuild_index(context: Context, jobs: int = 1) -> RebuildResult:
    """Delete the index of the plan's ledger and write it again; every return is read and judged as it would be today.

    Args:
        context: whose plan it is; of which form kind and period does not matter.
        jobs: how many worker processes read.

    Raises:
        InputError: it cannot be written, or a register is wrong.
    """
    with plan_turn(context) as turn:
        Index(context.ledger.folder / INDEX_FILE).discard()
        return refresh_index(turn, jobs)


def refresh_index(turn: Turn, jobs: int = 1) -> RebuildResult:
    """Make the index say what it would say if it were made anew; what was read before is not read again.

    Args:
        turn: its context says whose plan it is, as for `rebuild_index`.
        jobs: how many worker processes read.

    Raises:
        InputError: as `rebuild_index` does.
    """
    context, log = turn.context, turn.log
    ledger, contexts = context.ledger.folder, list(filled_contexts(context))
    with Index(ledger / INDEX_FILE) as index:
        indexed = set(index.rows("select distinct period, kind from submissions"))
        gone = indexed - {(other.period.code, other.layout.code) for other in contexts}
        is_written = update_runs(index, log) and index.write([(_DELETE_SCOPE, sorted(gone))])
    counts = [index_kept_forms(other, log, returns) for other, returns in _read_returns(contexts, log, jobs)]
    if not is_written or None in counts:
        raise InputError([fault("cannot-write", ledger / INDEX_FILE)])
    return RebuildResult(context, len(log.entries), sum(filter(None, counts)), turn.log_findings)


def filled_contexts(context: Context) -> Iterator[Context]:
    """The plan's periods of each form kind that somebody fills in."""
    for series in context.issuer.all_series:
        for period in series.periods if series.layout.has_inputs else ():
            yield replace(context, series=series, period=period, out=None)


def _read_returns(contexts: Iterable[Context], log: RunLog, jobs: int) -> Iterator[tuple[Context, Sequence[Return]]]:
    """Each context with the returns of its period that the ledger keeps."""
    with_originals = [(context, originals_by_period(context, [log])) for context in contexts]
    filled = [(context, originals) for context, originals in with_originals if originals[context.period.code]]
    newest = {context.layout.code: (context, originals) for context, originals in filled}
    registers = {kind: load_decisions(context, (), originals) for kind, (context, originals) in newest.items()}
    for context, originals in with_originals:
        own = {context.period.code: originals[context.period.code]}
        if not any(own.values()):
            yield context, ()
            continue
        decisions = registers[context.layout.code].decisions_looked_at(context)
        with ReaderPool(context, return_reader(context, original_labels(own), decisions), jobs) as readers:
            yield context, read_ledger(readers, own).by_period[context.period.code]
