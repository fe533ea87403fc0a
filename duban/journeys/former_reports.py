"""Reports that an earlier compile wrote under names that reports have no more: no second truth stays beside the new."""

from collections.abc import Collection
from pathlib import Path

from duban.journeys.context import Context
from duban.journeys.register import register_path
from duban.model.run_entry import REQUESTED_COMMANDS
from duban.store.run_log import RunLog
from duban.text.hashes import name_mark


def former_reports(context: Context, log: RunLog, outputs: Collection[Path]) -> list[Path]:
    """What lies at the top of the report folder, was written by a compile, and is not written any more.

    Not what was made on request, nor the copies of what somebody edited, nor 办公室登记: in a rehearsal it lies there,
    and is written only where it says something new.

    Args:
        context: the form kind and the period.
        log: says what was written.
        outputs: what is to be written now.
    """
    written = {log.ledger.parent / name for name in log.published.keys() - _requested_names(log)}
    others = written - {*outputs, register_path(context)}
    at_top = sorted(path for path in others if path.parent == context.reports_folder)
    return [path for path in at_top if path.is_file() and not _is_copy_of_edited(context, log, path)]


def _requested_names(log: RunLog) -> set[str]:
    """What runs made on request."""
    return {name for run in log.entries if run.command in REQUESTED_COMMANDS for name in run.published}


def _is_copy_of_edited(context: Context, log: RunLog, path: Path) -> bool:
    """Whether a run kept there what somebody had edited: such a name has a mark of what it holds."""
    digest = log.published[path.relative_to(log.ledger.parent).as_posix()]
    return context.file_name("edited-file", stem="", mark=name_mark(digest)) in path.name
