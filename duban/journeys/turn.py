"""A journey's turn to write: alone with the plan, on what the last run left, and all that it writes at once."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import MappingProxyType

from duban.interrupts import interruptible
from duban.journeys.context import Context
from duban.journeys.linked_places import refuse_linked_places
from duban.journeys.run_record import open_log, read_doubted_log
from duban.messages.finding import Finding, InputError
from duban.model.run_entry import RunEntry
from duban.store.lock import ledger_lock
from duban.store.publishing import publish, recover
from duban.store.run_log import RunLog
from duban.value_object import ValueObject


class Turn(ValueObject):
    """What a run may count on while it is alone with the plan.

    Attributes:
        context: whose run it is.
        log: 日志 of the run's ledger, as it was when the turn began.
        plan_log: 日志 of the plan's own ledger; the same but for a rehearsal.
        log_findings: what does not hold in the first, and what was written again there.
    """

    context: Context
    log: RunLog
    plan_log: RunLog
    log_findings: tuple[Finding, ...]

    @property
    def logs(self) -> tuple[RunLog, ...]:
        """That of the run's ledger, and of a rehearsal that of the plan's own."""
        return (self.log,) if self.plan_log is self.log else (self.log, self.plan_log)


@contextmanager
def plan_turn(context: Context) -> Iterator[Turn]:
    """Hold the lock of the plan, and of the folder of a rehearsal; what a killed run left is put right first.

    Nothing is locked, read or written where links lead out of the workspace.
    An interrupt is an exception meanwhile, so that what was begun is taken back.
    A rehearsal beside a plan that this user may only read goes on without that plan's lock.

    Raises:
        InputError: another run holds a lock, what a killed run left cannot be put right now, 日志 cannot be read, or a
            link leads out.
    """
    refuse_linked_places(context.workspace, context.out)
    with interruptible(), ExitStack() as locks:
        for ledger in _ledgers(context):
            try:
                locks.enter_context(ledger_lock(ledger, context.run_by))
            except InputError as error:
                is_only_read = ledger != context.run_ledger.folder
                if not is_only_read or any(finding.code != "cannot-write" for finding in error.findings):
                    raise
            recover(ledger)
        log, log_findings = open_log(context.run_ledger.folder)
        is_rehearsal = len(_ledgers(context)) > 1
        yield Turn(context, log, read_doubted_log(context.ledger.folder) if is_rehearsal else log, log_findings)


def publish_run(
    turn: Turn,
    entry: RunEntry,
    outputs: Mapping[Path, bytes],
    obsolete: Iterable[Path] = (),
    folders: Iterable[Path] = (),
    expected: Mapping[Path, bytes] = MappingProxyType({}),
) -> RunLog:
    """Publish all that a run makes, and its entry in 日志; of a rehearsal first what goes to the plan's own ledger.

    Args:
        turn: in which nothing was published yet.
        entry: what is known of the run beside its outputs.
        outputs: what each file shall hold; what a rehearsal adds to the plan's own ledger is snapshots only.
        obsolete: files that are taken away.
        folders: made where they are missing.
        expected: as `publish` has it.

    Returns:
        日志 of the run's ledger, with its entry.

    Raises:
        InputError: as `publish` does.
    """
    log, *other_logs = turn.logs
    for other in other_logs:
        snapshots = {path: data for path, data in outputs.items() if path.is_relative_to(other.ledger)}
        outputs = {path: data for path, data in outputs.items() if path not in snapshots}
        if snapshots:
            publish(snapshots | other.new_entry(entry, snapshots, ()), other.obsolete_files, ledger=other.ledger)
    removed = tuple(obsolete)
    new_entry = log.new_entry(entry, outputs, removed)
    publish({**outputs, **new_entry}, (*removed, *log.obsolete_files), folders, ledger=log.ledger, expected=expected)
    return log.with_entry(*new_entry.values())


def _ledgers(context: Context) -> list[Path]:
    """The folders of the plan's ledger and of this run's, each once."""
    return list(dict.fromkeys((context.ledger.folder, context.run_ledger.folder)))
