"""What somebody edited of a run's files: kept beside what takes its place."""

from collections.abc import Mapping
from pathlib import Path

from duban.journeys.context import Context
from duban.messages.finding import Finding, InputError, Place
from duban.store.faults import collect_faults
from duban.store.journal import lies_beside
from duban.store.own_files import read_own_file
from duban.store.run_log import RunLog
from duban.text.file_names import safe_file_name
from duban.text.hashes import name_mark, sha256_hex
from duban.workspace.names import display_path


def copies_of_edited(context: Context, log: RunLog, outputs: Mapping[Path, bytes]) -> dict[Path, bytes]:
    """Copies, under names that say so, of files that are to be replaced and are not as a run wrote them last.

    Args:
        context: whose words the names are in.
        log: says what was written last; what it does not know of may be anybody's.
        outputs: what is to be written.

    Raises:
        InputError: with every file that cannot be read, or that is a link out of where all is written: nothing behind
            it is read.
    """
    copies: dict[Path, bytes] = {}
    faults: list[Finding] = []
    for path, data in outputs.items():
        before = data
        if not lies_beside(log.ledger, path):
            faults.append(Finding("leads-outside", Place(display_path(path))))
            continue
        with collect_faults(faults, "cannot-read", path):
            before = read_own_file(path) if path.is_file() else data
        if before != data and not log.is_as_published(path, before):
            mark = name_mark(sha256_hex(before))
            name = context.workspace.messages.text("edited-file", stem=path.stem, mark=mark) + path.suffix
            copies[path.with_name(safe_file_name(name))] = before
    if faults:
        raise InputError(faults)
    return copies
