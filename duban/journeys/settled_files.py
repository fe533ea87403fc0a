"""What a person says of files of a ledger that are not as 日志 has them: lost for good, or to be held from now on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from duban.messages.finding import Finding, InputError, Place
from duban.store.audit import Discrepancy
from duban.store.faults import collect_faults
from duban.store.kept_files import kept_digest
from duban.store.ledger import is_kept_name
from duban.store.own_files import read_own_file
from duban.store.run_log import RunLog, names_in
from duban.text.file_names import is_inner_path
from duban.workspace.names import display_path


def lost_files(log: RunLog, codes: Mapping[Path, str], paths: Iterable[Path]) -> dict[str, str]:
    """What is missing or altered at these paths, and nowhere to be had again.

    Args:
        log: of the ledger; its own entries may be lost too.
        codes: what does not hold of each file.
        paths: of files, or of folders with such.

    Returns:
        Path below 台账 → SHA-256 of what lies there; empty for nothing, and where it cannot be read.

    Raises:
        InputError: with each path at which nothing of the kind is.
    """
    damaged = [path for path, code in codes.items() if code in {Discrepancy.MISSING, Discrepancy.ALTERED}]
    entries_by_first = _broken_entries(log)
    chosen = _files_at(log, paths, [*damaged, *entries_by_first], "lost-nothing")
    lost = [file for path in chosen for file in (path, *entries_by_first.get(path, ()))]
    return {log.name_of(path): kept_digest(path) for path in lost if not log.is_lost(path)}


def files_to_take_in(log: RunLog, codes: Mapping[Path, str], paths: Iterable[Path]) -> dict[Path, bytes]:
    """What no run kept at these paths, with its bytes.

    Args:
        log: of the ledger.
        codes: what does not hold of each file.
        paths: of files, or of folders with such.

    Raises:
        InputError: with each path at which nothing is that is named for what it holds, or that cannot be read.
    """
    added = [path for path, code in codes.items() if code == Discrepancy.ADDED]
    sound = [path for path in added if _may_be_taken_in(log, path)]
    faults: list[Finding] = []
    contents: dict[Path, bytes] = {}
    for path in _files_at(log, paths, sound, "take-in-nothing"):
        with collect_faults(faults, "cannot-read", path):
            contents[path] = read_own_file(path)
    if faults:
        raise InputError(faults)
    return contents


def _may_be_taken_in(log: RunLog, path: Path) -> bool:
    """Whether a file can be read, is named for what it holds, and will be found; an entry can hold its name."""
    digest = kept_digest(path)
    return bool(digest) and is_kept_name(log.ledger, path, digest) and is_inner_path(log.name_of(path))


def _broken_entries(log: RunLog) -> dict[Path, list[Path]]:
    """The entry of 日志 at which a finding is told → all those that it names: several may be missing in a row."""
    names_by_finding = (sorted(names_in(finding)) for finding in log.findings)
    return {log.ledger / names[0]: [log.ledger / name for name in names] for names in names_by_finding}


def acknowledged_findings(log: RunLog) -> Iterator[Finding]:
    """Who said when that a file is nowhere to be had again."""
    for name, entry in sorted(log.acknowledged.items()):
        facts = {"who": entry.who, "at": entry.at[:10], "is_there": bool(entry.lost[name])}
        yield Finding("kept-lost", Place(display_path(log.ledger / name)), facts)


def _files_at(log: RunLog, paths: Iterable[Path], files: Sequence[Path], code: str) -> list[Path]:
    """Those of some files that are at one of these paths or below. Raises InputError with each path without any.

    The ledger as a whole and what it lies in are no such path: each loss is to be looked at.
    """
    faults: list[Finding] = []
    chosen: dict[Path, None] = {}
    for path in paths:
        at_path = [] if log.ledger.resolve().is_relative_to(path.resolve()) else _files_below(path, files)
        chosen.update(dict.fromkeys(at_path))
        if not at_path:
            faults.append(Finding(code, Place(display_path(path))))
    if faults:
        raise InputError(faults)
    return list(chosen)


def _files_below(path: Path, files: Iterable[Path]) -> list[Path]:
    return [file for file in files if file.resolve().is_relative_to(path.resolve())]
