"""A journey's turn to write: alone with the plan, on what the last run left, and all that it writes at once."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import MappingProxyType

from duban.interrupts import interruptible
from duban.journeys.context import Context
from duban.messages.finding import Finding, InputError, Place
from duban.model.run_entry import RunEntry
from duban.store.journal import lies_beside
from duban.store.links import lies_in, links_out, real_paths
from duban.store.lock import ledger_lock
from duban.store.publishing import publish, recover
from duban.store.run_log import read_run_log
from duban.workspace.folders import LEDGER_FOLDER, RETURNS_FOLDER
from duban.workspace.names import display_path
from duban.workspace.workspace import Workspace


@contextmanager
def plan_turn(context: Context) -> Iterator[None]:
    """Hold the lock of the plan, and of the folder of a rehearsal; what a killed run left is put right first.

    Nothing is locked, read or written where links lead out of the workspace.
    An interrupt is an exception meanwhile, so that what was begun is taken back.
    A rehearsal beside a plan that this user may only read goes on without that plan's lock.

    Raises:
        InputError: another run holds a lock, what a killed run left cannot be put right now, or a link leads out.
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
        yield


def refuse_linked_places(workspace: Workspace, out: Path | None = None) -> None:
    """Make sure that the plan's folder, and the ledger of a rehearsal, lie where they seem to lie, with all in them.

    What lies in 2-回收 is told file by file instead: that the folder itself is no link out is enough.

    Args:
        workspace: whose plan it is.
        out: the folder of a rehearsal; None for none.

    Raises:
        InputError: with every link that leads out of the workspace.
    """
    output, places = workspace.output, real_paths(workspace.places)
    links = links_out(output, places, RETURNS_FOLDER) if lies_in(output.parent, places) else [output.parent]
    if out:
        links += links_out(out / LEDGER_FOLDER, (*places, *real_paths([out])), RETURNS_FOLDER)
    if links:
        raise InputError([Finding("leads-outside", Place(display_path(link))) for link in dict.fromkeys(links)])


def publish_run(
    context: Context,
    entry: RunEntry,
    outputs: Mapping[Path, bytes],
    obsolete: Iterable[Path] = (),
    folders: Iterable[Path] = (),
    expected: Mapping[Path, bytes] = MappingProxyType({}),
) -> None:
    """Publish all that a run makes, and its entry in 日志; of a rehearsal first what goes to the plan's own ledger.

    Args:
        context: where the ledgers are.
        entry: what is known of the run beside its outputs.
        outputs: what each file shall hold; what a rehearsal adds to the plan's own ledger is snapshots only.
        obsolete: files that are taken away.
        folders: made where they are missing.
        expected: as `publish` has it.

    Raises:
        InputError: as `publish` does.
    """
    *own, last = _ledgers(context)
    for ledger in own:
        snapshots = {path: data for path, data in outputs.items() if lies_beside(ledger, path)}
        outputs = {path: data for path, data in outputs.items() if path not in snapshots}
        if snapshots:
            log = read_run_log(ledger)
            publish(snapshots | log.new_entry(entry, snapshots, ()), log.obsolete_files, ledger=ledger)
    log, removed = read_run_log(last), tuple(obsolete)
    logged = {**outputs, **log.new_entry(entry, outputs, removed)}
    publish(logged, (*removed, *log.obsolete_files), folders, ledger=last, expected=expected)


def _ledgers(context: Context) -> list[Path]:
    """The folders of the plan's ledger and of this run's, each once."""
    folders = (context.ledger.folder, context.run_ledger.folder)
    return list({folder.resolve(): folder for folder in folders}.values())
