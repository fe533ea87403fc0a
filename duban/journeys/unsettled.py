"""What a clerk would want settled before a year is archived."""

from collections.abc import Container, Iterator, Sequence

from duban.journeys.context import Context
from duban.journeys.handed_in import list_handed_in
from duban.journeys.kept_originals import originals_by_period
from duban.journeys.obeyed_decisions import last_compiles
from duban.journeys.rebuild import filled_contexts
from duban.journeys.register import load_decisions, register_path
from duban.journeys.unread import compiles_of_period, has_unread_decisions, part_unread_files
from duban.messages.finding import Finding, Place
from duban.model.return_ import COUNTED_OUTCOMES, Outcome
from duban.model.run_entry import ReadFile, RunEntry
from duban.store.run_log import RunLog
from duban.workspace.names import display_path


def unsettled_findings(context: Context, log: RunLog) -> Iterator[Finding]:
    """Periods that were not compiled, files that no compile saw, returns that still wait, and decisions not yet obeyed.

    Args:
        context: whose plan it is; of which form kind and period does not matter.
        log: of its ledger.
    """
    compiles = last_compiles(log)
    contexts = list(filled_contexts(context))
    yield from _uncompiled_periods([one for one in contexts if (one.period.code, one.layout.code) not in compiles])
    for of_period in contexts:
        if entry := compiles.get((of_period.period.code, of_period.layout.code)):
            yield from _unread_files(of_period, log)
            yield from _waiting_returns(of_period, entry)
            yield from _unread_register(of_period, log, entry)


def _uncompiled_periods(contexts: Sequence[Context]) -> Iterator[Finding]:
    """One finding for each form, at the folder of the first of its periods."""
    for form in dict.fromkeys(context.layout.name for context in contexts):
        of_form = [context for context in contexts if context.layout.name == form]
        facts = {"form": form, "periods": [context.period.code for context in of_form]}
        yield Finding("close-not-compiled", Place(display_path(of_form[0].period_folder)), facts)


def _unread_files(context: Context, log: RunLog) -> Iterator[Finding]:
    """Files in 2-回收 that no compile of the period has read."""
    files, _ = part_unread_files(list_handed_in(context, ()), compiles_of_period(context, log))
    if files:
        yield Finding("close-unread", Place(display_path(context.returns_folder)), {"files": list(files)})


def _waiting_returns(context: Context, entry: RunEntry) -> Iterator[Finding]:
    """Returns of the last compile that were sent back, or that cannot be used, and in whose place none came."""
    place = Place(display_path(context.reports_folder))
    counted = {file.unit for file in entry.read if file.outcome in COUNTED_OUTCOMES}
    waiting = {"close-sent-back": _files_of(entry, Outcome.TO_BE_CORRECTED, set())}
    waiting["close-refused"] = _files_of(entry, Outcome.REJECTED, counted)
    for code, files in waiting.items():
        if files:
            yield Finding(code, place, {"files": [_called(context, file) for file in files]})


def _files_of(entry: RunEntry, outcome: Outcome, settled_units: Container[str]) -> list[ReadFile]:
    """The files of a run with an outcome, but those of units that need nothing more."""
    return [file for file in entry.read if file.outcome == outcome and file.unit not in settled_units]


def _called(context: Context, file: ReadFile) -> str:
    """The unit of a file; the file itself where nobody knows whose it is."""
    return context.directory.unit_name(file.unit) if file.unit else file.file


def _unread_register(context: Context, log: RunLog, entry: RunEntry) -> Iterator[Finding]:
    """办公室登记 with decisions that were written after the last compile."""
    register = load_decisions(context, (), originals_by_period(context, [log]), own_only=True)
    if has_unread_decisions(context, log, register, entry):
        yield Finding("close-register-unread", Place(display_path(register_path(context))))
