"""What a run writes down of itself in 日志, and 日志 as it is before that."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from duban import __version__
from duban.journeys.context import Context
from duban.messages.finding import Finding, InputError, Place
from duban.model.decision import Decisions
from duban.model.run_entry import ReadFile, RunCommand, RunEntry
from duban.store.faults import collect_faults
from duban.store.index import INDEX_FILE, Index
from duban.store.journal import replaced_files
from duban.store.log_copies import contradicted_entries, restorable_entries
from duban.store.place_contents import HashChange
from duban.store.run_log import LOG_FOLDER, RunLog, entry_path, read_run_log
from duban.store.safe_files import write_json
from duban.text.file_names import printable_path
from duban.workspace.names import display_path

if TYPE_CHECKING:
    from duban.model.return_ import Return


def describe_run(
    context: Context,
    command: RunCommand,
    as_of: date | None = None,
    read: "Iterable[Return]" = (),
    decided: Iterable[Mapping[str, str]] = (),
    registers: Mapping[str, Decisions] | None = None,
) -> RunEntry:
    """All that is known of a run before it is published; its place in 日志 and its outputs are filled in then.

    Args:
        context: whose run it is, and of which form kind and period.
        command: which it is.
        as_of: the day on which everything was judged.
        read: what was handed in, with its outcomes.
        decided: every decision of the clerk that was obeyed.
        registers: codes of period and form kind → what the run went by of its register.
    """
    files = (
        ReadFile(file=printable_path(file.file), digest=file.digest, unit=file.unit_code, outcome=file.outcome)
        for file in read
    )
    return RunEntry(
        number=1,
        before="",
        at=context.run_by.at.isoformat() if context.run_by.at else "",
        who=context.run_by.who,
        command=command,
        version=__version__,
        period=context.period.code,
        form=context.layout.code,
        as_of=as_of.isoformat() if as_of else "",
        read=tuple(files),
        decided=tuple(decided),
        registers=registers and {scope: own for scope, own in registers.items() if own != Decisions()},
    )


def last_outcomes(entries: Iterable[RunEntry]) -> dict[tuple[str, str, str], str]:
    """Codes of period and form kind and the hash of a file → what their last compile made of it."""
    return {(entry.period, entry.form, file.digest): file.outcome for entry in entries for file in entry.read}


def standing_compiles(log: RunLog) -> Iterator[RunEntry]:
    """The compiles of a log that were not taken back, oldest first."""
    taken_back = {entry.undone for entry in log.entries}
    return (entry for entry in log.entries if entry.command == RunCommand.COMPILE and entry.number not in taken_back)


def last_compile(context: Context, log: RunLog, period: str | None = None) -> RunEntry:
    """The last compile of a form kind that was not taken back.

    Args:
        context: of the form kind.
        log: of its plan.
        period: the code of the period that was compiled; None takes any.

    Raises:
        InputError: there was none.
    """
    runs = [run for run in standing_compiles(log) if run.form == context.layout.code]
    of_period = [run for run in runs if period in (None, run.period)]
    if not of_period:
        code = period or context.period.code
        compiled = list(dict.fromkeys(run.period for run in runs))
        raise InputError([Finding("publish-not-compiled", Place(code), {"period": code, "compiled": compiled})])
    return of_period[-1]


def last_changes(log: RunLog) -> dict[Path, HashChange]:
    """Every file that the last run wrote or took away.

    Args:
        log: with the entry of that run, which is still the last.
    """
    entry = log.entries[-1]
    digests: dict[Path, str | None] = {log.ledger / name: digest for name, digest in entry.ledger_files.items()}
    digests |= {log.ledger.parent / name: digest for name, digest in entry.published.items()}
    digests[entry_path(log.ledger, entry.number)] = log.digests[entry.number]
    replaced = replaced_files(log.ledger)
    return {path: (former.name if former else None, digests.get(path)) for path, former in replaced.items()}


def open_log(ledger: Path) -> tuple[RunLog, tuple[Finding, ...]]:
    """The 日志 of a ledger, and what does not hold in it and was not acknowledged.

    What the index has a copy of is written again first.

    Args:
        ledger: the folder 台账, whose lock the caller holds.

    Raises:
        InputError: it cannot be read, or an entry cannot be written.
    """
    log = read_run_log(ledger)
    with Index(ledger / INDEX_FILE) as index:
        restored = restorable_entries(log, index)
        if restored:
            _write_again(restored)
            log = read_run_log(ledger)
        log = log.doubted(contradicted_entries(log, index))
    numbers = sorted(int(path.stem) for path in restored)
    place = Place(display_path(ledger / LOG_FOLDER))
    notes = [Finding("log-restored", place, {"first": numbers[0], "last": numbers[-1]})] if restored else []
    return log, (*log.without_acknowledged(log.findings), *notes)


def read_doubted_log(ledger: Path) -> RunLog:
    """The 日志 of a ledger with all that speaks against it, the copies in the index too; nothing is written.

    Raises:
        InputError: it cannot be read.
    """
    log = read_run_log(ledger)
    with Index(ledger / INDEX_FILE) as index:
        return log.doubted(contradicted_entries(log, index))


def _write_again(restored: Mapping[Path, bytes]) -> None:
    """Put entries back into 日志, one by one: whatever ends this, the next run goes on with it."""
    faults: list[Finding] = []
    for path, data in restored.items():
        with collect_faults(faults, "cannot-write", path):
            path.parent.mkdir(exist_ok=True)
            write_json(path, json.loads(data))
    if faults:
        raise InputError(faults)
