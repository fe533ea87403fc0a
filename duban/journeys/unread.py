"""What came into 2-回收, and what was written into 办公室登记, since a period was compiled last."""

from collections.abc import Iterable
from pathlib import Path

from duban.journeys.context import Context
from duban.journeys.handed_in import HandedInFiles
from duban.journeys.obeyed_decisions import obeyed_register
from duban.journeys.register import LoadedRegister, register_path
from duban.journeys.run_record import standing_compiles
from duban.model.run_entry import RunEntry
from duban.store.kept_files import kept_digest
from duban.store.run_log import RunLog
from duban.value_object import replace
from duban.workspace.names import is_junk


def compiles_of_period(context: Context, log: RunLog) -> list[RunEntry]:
    """The compiles of the context's form kind and period that were not taken back, oldest first."""
    scope = context.period.code, context.layout.code
    return [entry for entry in standing_compiles(log) if (entry.period, entry.form) == scope]


def part_unread_files(handed_in: HandedInFiles, runs: Iterable[RunEntry]) -> tuple[tuple[str, ...], HandedInFiles]:
    """What people call the files that no compile has read, and the others, locks and traces of programs among them.

    Args:
        handed_in: what lies in 2-回收.
        runs: the compiles of the period.
    """
    read_before = {file.digest or file.file for run in runs for file in run.read}
    new_labels, others = [], []
    for path in handed_in.files:
        if is_junk(path.name) or _mark(path, handed_in) in read_before:
            others.append(path)
        else:
            new_labels.append(handed_in.labels[path])
    return tuple(new_labels), replace(handed_in, files=tuple(others))


def _mark(path: Path, handed_in: HandedInFiles) -> str:
    """By what 日志 knows a file: its hash; one that is not read, since it leads elsewhere, is known by its name."""
    digest = "" if path in handed_in.links else kept_digest(path)
    return digest or handed_in.labels[path]


def has_unread_decisions(
    context: Context, log: RunLog, register: LoadedRegister, last_compile: RunEntry | None
) -> bool:
    """Whether 办公室登记 says anything that the last compile has not seen: what it saw is published or kept.

    Args:
        context: the form kind and the period.
        log: of the plan's ledger.
        register: as it lies there.
        last_compile: of the period; None where there was none.
    """
    is_kept = any(path.is_file() for path in obeyed_register(context, register))
    if is_kept or log.is_as_published(register_path(context), register.own_bytes):
        return False
    return bool(register.parsed.decided or (last_compile and last_compile.decided))
