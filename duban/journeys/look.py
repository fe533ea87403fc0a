"""`duban status`: see where a period stands, and write nothing.

It only reads, so it holds no lock: while a compile publishes, it may see a file of before beside one of after, and the
next look is right. All that it may write is readings in the index that were not remembered yet.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from duban.journeys.context import Context
from duban.journeys.handed_in import HandedInFiles, list_handed_in
from duban.journeys.inbox import originals_by_period
from duban.journeys.judging import days_of_reports, judge_returns
from duban.journeys.ledger_check import ledger_findings
from duban.journeys.obeyed_words import obeyed_register
from duban.journeys.register import LoadedRegister, load_decisions, written_path
from duban.journeys.run_record import standing_compiles
from duban.journeys.standing import PeriodStanding
from duban.model.run_entry import RunEntry
from duban.store.former_ledger import kept_digest
from duban.store.run_log import RunLog, read_run_log
from duban.workspace.names import is_junk


def look_at_period(context: Context, as_of: date, jobs: int = 1) -> PeriodStanding:
    """See where the context's period stands on a day.

    Files that no compile has read yet are counted and not read: whose they are is for compile to say.

    Args:
        context: the form kind and the period.
        as_of: the day on which everything is judged.
        jobs: how many worker processes read what is not remembered.

    Raises:
        InputError: the office's own files are wrong, or the ledger cannot be read.
    """
    log = read_run_log(context.ledger.folder)
    runs = [entry for entry in standing_compiles(log) if _scope(entry) == (context.period.code, context.layout.code)]
    handed_in = list_handed_in(context, ())
    new_files, read_before = _part_files(handed_in, runs)
    originals = originals_by_period(context)
    register = load_decisions(context, read_before.files, originals)
    days = days_of_reports(context, log, as_of)
    judged = judge_returns(context, as_of, read_before, originals, register, days, jobs)
    last_compile = runs[-1] if runs else None
    return PeriodStanding(
        context=context,
        status=judged.status,
        new_files=new_files,
        last_compile=last_compile,
        is_issued=any(context.form_path(unit).is_file() for unit in context.assignment.units),
        is_register_changed=_is_changed(context, log, register, last_compile),
        ledger_findings=(*log.findings, *ledger_findings(log, judged.ledger.altered, ())),
    )


def _scope(entry: RunEntry) -> tuple[str, str]:
    return entry.period, entry.form


def _part_files(handed_in: HandedInFiles, runs: Iterable[RunEntry]) -> tuple[tuple[str, ...], HandedInFiles]:
    """What people call the files that no compile has read, and the others."""
    read_before = {file.digest or file.file for run in runs for file in run.read}
    new_paths = [
        path for path in handed_in.files if not is_junk(path.name) and _mark(path, handed_in) not in read_before
    ]
    others = tuple(path for path in handed_in.files if path not in new_paths)
    return tuple(handed_in.labels[path] for path in new_paths), replace(handed_in, files=others)


def _mark(path: Path, handed_in: HandedInFiles) -> str:
    """By what 日志 knows a file: its hash; one that is not read, since it leads elsewhere, is known by its name."""
    digest = "" if path in handed_in.links else kept_digest(path)
    return digest or handed_in.labels[path]


def _is_changed(context: Context, log: RunLog, register: LoadedRegister, last_compile: RunEntry | None) -> bool:
    """Whether 办公室登记 says anything that the last compile has not seen: what it saw is published or kept."""
    is_kept = any(path.is_file() for path in obeyed_register(context, register))
    if is_kept or log.is_as_published(written_path(context), register.own_bytes):
        return False
    return bool(register.parsed.words or (last_compile and last_compile.decided))
