"""A journey's turn to write: alone with the plan, on what the last run left, and all that it writes at once."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from duban.journeys.context import Context
from duban.messages.finding import InputError
from duban.store.journal import lies_beside
from duban.store.lock import ledger_lock
from duban.store.publishing import publish, recover


@contextmanager
def plan_turn(context: Context) -> Iterator[None]:
    """Hold the lock of the plan, and of the folder of a rehearsal; what a killed run left is put right first.

    A rehearsal beside a plan that this user may only read goes on without that plan's lock.

    Raises:
        InputError: another run holds a lock, or what a killed run left cannot be put right now.
    """
    with ExitStack() as locks:
        for ledger in _ledgers(context):
            try:
                locks.enter_context(ledger_lock(ledger, context.run_by))
                recover(ledger)
            except InputError as error:
                is_only_read = ledger != context.run_ledger.folder
                if not is_only_read or any(finding.code != "cannot-write" for finding in error.findings):
                    raise
        yield


def publish_run(
    context: Context, outputs: Mapping[Path, bytes], obsolete: Iterable[Path] = (), folders: Iterable[Path] = ()
) -> None:
    """Publish all that a run makes; of a rehearsal first what goes to the plan's own ledger: snapshots only.

    Args:
        context: where the ledgers are.
        outputs: what each file shall hold.
        obsolete: files that are taken away.
        folders: made where they are missing.

    Raises:
        InputError: as `publish` does.
    """
    *own, last = _ledgers(context)
    for ledger in own:
        snapshots = {path: data for path, data in outputs.items() if lies_beside(ledger, path)}
        publish(snapshots, journal=ledger)
        outputs = {path: data for path, data in outputs.items() if path not in snapshots}
    publish(outputs, obsolete, folders, journal=last)


def _ledgers(context: Context) -> list[Path]:
    """The folders of the plan's ledger and of this run's, each once."""
    folders = (context.ledger.folder, context.run_ledger.folder)
    return list({folder.resolve(): folder for folder in folders}.values())
