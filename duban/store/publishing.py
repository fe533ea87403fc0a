"""Outputs that appear all or not at all, whatever ends the run."""

import contextlib
import errno
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from duban.messages.finding import Finding, InputError, Place
from duban.store.faults import collect_faults
from duban.store.journal import (
    FileChange,
    Journal,
    Stage,
    is_temporary,
    read_interrupted_journal,
    refuse_linked_folder,
    those_beside,
)
from duban.store.safe_files import (
    digest_of_file,
    keep_by_hash,
    link_or_copy,
    missing_folders,
    remove_empty_folders,
    remove_file,
    sync_folder,
    write_new_file,
)
from duban.text.hashes import sha256_hex
from duban.value_object import replace
from duban.workspace.names import display_path


def publish(
    outputs: Mapping[Path, bytes],
    obsolete: Iterable[Path] = (),
    folders: Iterable[Path] = (),
    *,
    ledger: Path,
    expected: Mapping[Path, bytes] = MappingProxyType({}),
) -> None:
    """Write all files or none. A run that fails or is interrupted changes nothing; after a killed one see `recover`.

    What holds its bytes already is left alone. What is replaced or taken away is kept until the next publication.

    Args:
        outputs: what each file shall hold; folders are made where they are missing.
        obsolete: files that are taken away.
        folders: made where they are missing, also when no file goes there.
        ledger: the folder 台账, made where it is missing; all paths lie below the folder that it is in.
        expected: what lies where an output was made from what lay there; nothing for no file.

    Raises:
        InputError: with every path that cannot be written (no right, no room, open in Excel), or that somebody else
            wrote meanwhile.
    """
    refuse_linked_folder(ledger)
    faults: list[Finding] = []
    changes: list[FileChange] = []
    wanted = (*outputs.items(), *((path, None) for path in obsolete))
    beside = those_beside(ledger, [target for target, _ in wanted])
    for target, data in wanted:
        with collect_faults(faults, "cannot-write", target):
            if target in beside:
                changes += _changes(target, data)
            else:
                faults.append(Finding("leads-outside", Place(display_path(target))))
    faults += _unexpected(expected)
    new_folders = _new_folders(ledger, (*(change.target.parent for change in changes if change.after), *folders))
    if faults or changes or new_folders:
        faults += _irreplaceable(changes)
        _carry_out(Journal(ledger, tuple(changes), new_folders, Stage.WRITING), outputs, faults)


def _unexpected(expected: Mapping[Path, bytes]) -> list[Finding]:
    """Every file that is no longer what was read."""
    faults: list[Finding] = []
    for path, data in expected.items():
        with collect_faults(faults, "cannot-write", path):
            if digest_of_file(path) != (sha256_hex(data) if data else None):
                faults.append(Finding("changed-meanwhile", Place(display_path(path))))
    return faults


def _carry_out(journal: Journal, outputs: Mapping[Path, bytes], faults: list[Finding]) -> None:
    """Make the changes, or take them back and raise. faults: those that are known already."""
    try:
        with collect_faults(faults, "cannot-write", journal.ledger):
            journal.ledger.mkdir(parents=True, exist_ok=True)
            journal.write()
            journal.replaced_folder.mkdir(exist_ok=True)
            faults += _write_beside(journal, outputs)
        if not faults:
            journal = replace(journal, stage=Stage.WRITTEN)
            faults += _replace_all(journal)
    except BaseException:
        _take_back(journal)
        raise
    if faults:
        _take_back(journal)
        raise InputError(faults)


def recover(ledger: Path) -> None:
    """Bring what a killed run was publishing to its end, or to its beginning if not all was written by then.

    What somebody saved since then stays as it is.

    Args:
        ledger: the folder 台账; the caller holds its lock.

    Raises:
        InputError: with every file that cannot be replaced now, or that the journal is damaged.
    """
    refuse_linked_folder(ledger)
    faults: list[Finding] = []
    with collect_faults(faults, "cannot-write", ledger):
        journal = read_interrupted_journal(ledger)
        if journal and _is_complete(journal):
            faults += _replace_all(journal, is_recovery=True)
        elif journal:
            _take_back(journal)
    if faults:
        raise InputError(faults)


def _write_beside(journal: Journal, outputs: Mapping[Path, bytes]) -> list[Finding]:
    """Write every new file beside its target. Returns what cannot be written."""
    faults: list[Finding] = []
    missing: set[Path] = set()  # a folder that cannot be made is told once, not for each file
    for folder in journal.new_folders:
        if folder.parent not in missing:
            with collect_faults(faults, "cannot-write", folder):
                folder.mkdir(exist_ok=True)
        if not folder.is_dir():
            missing.add(folder)
    for change in journal.changes:
        if change.after and change.target.parent not in missing:
            with collect_faults(faults, "cannot-write", change.target):
                write_new_file(change.temporary, outputs[change.target])
    _sync_folders(journal)
    return faults


def _replace_all(journal: Journal, *, is_recovery: bool = False) -> list[Finding]:
    """Put every new file in its target's place and take away what shall go; what goes is kept.

    It may be begun again wherever it was broken off.

    Args:
        journal: where all that is new lies beside its target.
        is_recovery: what somebody saved meanwhile stays as it is; otherwise that is a fault.

    Returns:
        What could not be replaced.
    """
    faults: list[Finding] = []
    with collect_faults(faults, "cannot-write", journal.ledger):
        journal.write()
        digests = {change: digest_of_file(change.target) for change in journal.changes}
        pending = [change for change in journal.changes if digests[change] == change.before]
        faults += _irreplaceable(pending)
        if not is_recovery:
            faults += _saved_meanwhile(digests)
        for change in () if faults else pending:
            with collect_faults(faults, "cannot-write", change.target):
                _replace(journal, change)
        if not faults:
            _finish(journal)
    return faults


def _saved_meanwhile(digests: Mapping[FileChange, str | None]) -> Iterator[Finding]:
    """Every file in which something else lies than was seen at first. digests: hash of what lies there now."""
    for change, digest in digests.items():
        if digest not in {change.before, change.after}:
            yield Finding("changed-meanwhile", Place(display_path(change.target)))


def _finish(journal: Journal) -> None:
    """All is in its place: what was replaced is listed, and nothing else is left. Raises OSError."""
    _sync_folders(journal)
    journal.write_list()
    for folder in {change.target.parent for change in journal.changes}:
        for path in filter(is_temporary, folder.glob(".~*")):  # of killed runs before there were journals, too
            remove_file(path)
    journal.clean_up()


def _replace(journal: Journal, change: FileChange) -> None:
    if change.before:
        keep_by_hash(change.target, journal.replaced_folder / change.before)
    if change.after:
        change.temporary.replace(change.target)
    else:
        change.target.unlink()


def _take_back(journal: Journal) -> None:
    """Make everything as it was, as far as the system lets us; nothing where all is done already."""
    with contextlib.suppress(OSError):
        if journal.stage is not Stage.WRITING and not journal.file.exists():
            return
        if journal.stage is not Stage.WRITING:
            replace(journal, stage=Stage.TAKING_BACK).write()
    with contextlib.suppress(OSError):  # what cannot be put back now is by the next run: its journal stays
        for change in () if journal.stage is Stage.WRITING else reversed(journal.changes):
            _restore(journal, change)
        for change in journal.changes:
            remove_file(change.temporary)
        remove_empty_folders(journal.new_folders)
        journal.clean_up()
        remove_empty_folders([journal.ledger])


def _restore(journal: Journal, change: FileChange) -> None:
    """Put back what was replaced, unless somebody saved something else since."""
    if digest_of_file(change.target) != change.after:
        return
    if change.before:
        remove_file(change.temporary)
        link_or_copy(journal.replaced_folder / change.before, change.temporary)
        change.temporary.replace(change.target)
    else:
        remove_file(change.target)


def _is_complete(journal: Journal) -> bool:
    """Whether all that is new lay on the disk when it was broken off, and nothing was lost since."""
    if journal.stage is not Stage.WRITTEN:
        return False
    return all(
        change.after is None or change.temporary.exists() or digest_of_file(change.target) != change.before
        for change in journal.changes
    )


def _sync_folders(journal: Journal) -> None:
    """Be sure that what was written, made or replaced is on the disk under its name."""
    folders = {change.target.parent for change in journal.changes}
    for folder in {*folders, *(folder.parent for folder in journal.new_folders)}:
        sync_folder(folder)


def _changes(target: Path, data: bytes | None) -> Iterator[FileChange]:
    """The change that gives a file these bytes, or takes it away for None; nothing where it is so already."""
    before, after = digest_of_file(target), None if data is None else sha256_hex(data)
    if before != after:
        yield FileChange(target, target.with_name(f".~{secrets.token_hex(8)}.tmp"), before, after)


def _new_folders(ledger: Path, folders: Iterable[Path]) -> tuple[Path, ...]:
    """Those that are missing, with all that are missing above them and below the folder that the ledger lies in."""
    missing = missing_folders(dict.fromkeys(folders))
    beside = those_beside(ledger, missing)
    return tuple(folder for folder in missing if folder in beside)


def _irreplaceable(changes: Iterable[FileChange]) -> list[Finding]:
    """Every file that the system would not let us replace now: open in Excel, or immutable."""
    faults: list[Finding] = []
    for change in changes:
        if change.before:
            with collect_faults(faults, "cannot-write", change.target):
                _probe(change.target)
    return faults


def _probe(path: Path) -> None:
    """Raise OSError where a file cannot be replaced. Where a mere right to write into it is missing, it can."""
    try:
        path.open("r+b").close()
    except PermissionError as error:
        if os.name == "nt" or error.errno != errno.EACCES:
            raise
