"""All that was handed in and all that the ledger holds, read, and sorted into returns of a period and other files."""

import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from duban.formats.file_content import FileRef
from duban.journeys.context import Context
from duban.journeys.reader_pool import ReaderPool
from duban.messages.finding import Finding, InputError, Place
from duban.model.decision import OwnerGuess
from duban.model.return_ import Return
from duban.model.unit_names import UnitNames
from duban.returns.owner_guess import guess_scan_owner
from duban.review.arrivals import assign_scan, refuse_arrival
from duban.store.ledger import KeptOriginal
from duban.store.own_files import own_folder
from duban.text.hashes import short_hash
from duban.value_object import ValueObject
from duban.workspace.names import display_path, is_junk

_ALTERED = "original-altered"
LocatedReturn = tuple[FileRef, Return]
"""Where a file lies, or lies inside another, and what it gives."""


class Inbox(ValueObject):
    """What was handed in to one run.

    Attributes:
        returns: forms of the period, of the kind that is compiled or of one that it looks at.
        other_files: the others with their outcomes, scans among them.
        new_originals: what the ledger does not have, or no longer: where it is kept → its bytes.
        new_files: those forms of the period that no run saw before.
    """

    returns: tuple[Return, ...]
    other_files: tuple[Return, ...]
    new_originals: dict[Path, bytes]
    new_files: frozenset[str] = frozenset()

    @property
    def owner_guesses(self) -> dict[str, OwnerGuess]:
        """Short hash of a file → whose form it may be, where a person has to say so."""
        files = (*self.returns, *self.other_files)
        return {short_hash(file.digest): file.owner_guess for file in files if file.owner_guess}


class LedgerReturns(ValueObject):
    """What the ledger holds, read again.

    Attributes:
        by_period: period code → its returns that are forms.
        unreadable: where returns lie that can no longer be read, or are not what was kept: they count no more.
    """

    by_period: Mapping[str, Sequence[Return]]
    unreadable: Mapping[Path, Return]

    @property
    def altered(self) -> list[Path]:
        """Where those lie that are not what was kept."""
        codes = {path: {finding.code for finding in lost.findings} for path, lost in self.unreadable.items()}
        return [path for path, codes_of_file in codes.items() if _ALTERED in codes_of_file]


def refuse_empty_inbox(
    context: Context, paths: Sequence[Path], files: Iterable[Path], originals: Sequence[KeptOriginal]
) -> None:
    """Make sure that a folder without a file is meant: it may be misnamed, or the wrong one.

    Args:
        context: the form kind and the period.
        paths: what was named; nothing for the period's own folder.
        files: those that were found there.
        originals: what came in before.

    Raises:
        InputError: nothing came in, or the period's own folder is missing.
    """
    folder = context.returns_folder
    is_missing = not paths and not folder.is_dir()
    if is_missing or not (originals or any(not is_junk(path.name) for path in files)):
        place = Place(display_path(paths[0] if paths else folder))
        raise InputError(
            [Finding("none-returned", place, {"missing": is_missing, "similar": _folders_beside(context)})]
        )


def _folders_beside(context: Context) -> list[str]:
    """The names of folders in the period's folder that are none of the program's."""
    folder = context.returns_folder
    own_folders = {folder, context.forms_folder, context.reports_folder}
    others = (path for path in own_folder(folder.parent) if path not in own_folders)
    return [path.name for path in others if os.path.isdir(path)]  # noqa: PTH112 - Path.is_dir may raise


def sort_inbox(
    context: Context,
    as_of: date,
    located_returns: Sequence[LocatedReturn],
    kept_originals: Iterable[KeptOriginal],
    scan_units: Mapping[str, str],
) -> Inbox:
    """Date the files of a run and part the returns of the period from all others.

    Args:
        context: says which form kind and period are compiled.
        as_of: the day of the run.
        located_returns: all that was handed in.
        kept_originals: the returns of the period that came before.
        scan_units: short hash of a scan → the code of the unit that the clerk named; empty for none.
    """
    period_code = context.period.code
    originals = _kept_by_hash(kept_originals)
    new_arrival = _new_arrival(context, originals.values(), as_of)
    scans = _assigned_scans(context, located_returns, scan_units)
    returns: list[Return] = []
    other_files: list[Return] = []
    new_originals: dict[Path, bytes] = {}
    for file_ref, read in located_returns:
        original = originals.get(short_hash(read.digest))
        arrival = original.arrival if original else new_arrival
        return_ = scans.get(read.file) or refuse_arrival(read, context.series, context.period, as_of, arrival[0])
        if return_ is not read or return_.submission is None:
            other_files.append(return_.dated(*arrival))
        elif original:
            returns.append(return_.dated(*arrival, original.name))
            if read.original_bytes and original.path.is_relative_to(context.run_ledger.folder):
                new_originals[original.path] = read.original_bytes
        else:
            returns.append(return_.dated(*arrival, file_ref.name))
            path = context.run_ledger.original_path(period_code, returns[-1], file_ref.name)
            new_originals[path] = read.original_bytes
    return Inbox(tuple(returns), tuple(other_files), new_originals, _new_files(returns, originals))


def _kept_by_hash(originals: Iterable[KeptOriginal]) -> dict[str, KeptOriginal]:
    """Those that a run kept."""
    return {original.short_hash: original for original in originals if original.digest}


def _new_files(returns: Iterable[Return], originals: Mapping[str, KeptOriginal]) -> frozenset[str]:
    return frozenset(return_.file for return_ in returns if short_hash(return_.digest) not in originals)


def read_ledger(
    readers: ReaderPool, originals: Mapping[str, Iterable[KeptOriginal]], inbox: Sequence[Return] = ()
) -> LedgerReturns:
    """Read the originals of every period, but those that were handed in again.

    Args:
        readers: read the files.
        originals: period code → what the ledger holds.
        inbox: the returns that were handed in to this run.
    """
    earlier = _originals_not_handed_in(originals, inbox)
    returns_by_path: dict[Path, list[Return]] = {}  # of a file its own first, then what is inside it
    for file_ref, return_ in readers.read(original.path for _, original in earlier):
        returns_by_path.setdefault(file_ref.path, []).append(return_)
    by_period: dict[str, list[Return]] = {period_code: [] for period_code in originals}
    unreadable: dict[Path, Return] = {}
    for period_code, original in earlier:
        forms, lost = _forms_of(original, returns_by_path[original.path])
        by_period[period_code] += [form for form in forms if form.form.form_id.period == period_code]
        if lost:
            unreadable[original.path] = lost
    return LedgerReturns(by_period, unreadable)


def _forms_of(original: KeptOriginal, returns: Sequence[Return]) -> tuple[list[Return], Return | None]:
    """What a file of the ledger gives, as it came then; and where it gives no form any more, that it is lost."""
    obstacles = _obstacles(original, returns[0])
    forms = [read.dated(*original.arrival, original.name) for read in returns if read.submission and not obstacles]
    lost = Return(original.label, original.short_hash, findings=obstacles or returns[0].findings)
    return forms, None if forms else lost.dated(*original.arrival)


def _obstacles(original: KeptOriginal, read: Return) -> tuple[Finding, ...]:
    """What is wrong with the file of an original, other than what a reader finds in it."""
    place = Place(original.label)
    if not os.path.lexists(original.path):
        return (Finding("original-missing", place),)
    if not original.digest:
        return (Finding("original-unknown", place),)
    is_altered = read.digest and not original.has_bytes_of(read.digest)
    return (Finding(_ALTERED, place),) if is_altered else ()


def _new_arrival(context: Context, originals: Iterable[KeptOriginal], as_of: date) -> tuple[date, int]:
    """The day and the run of what comes in now: the as-of day, but none arrives after the day on which it is read."""
    day = min(as_of, context.run_by.at.date()) if context.run_by.at else as_of
    runs = (original.run_number for original in originals if original.received_on == day)
    return day, max(runs, default=0) + 1


def _originals_not_handed_in(
    originals: Mapping[str, Iterable[KeptOriginal]], inbox: Iterable[Return]
) -> list[tuple[str, KeptOriginal]]:
    """Period code and original of all that this run did not hand in again."""
    hashes = {short_hash(return_.digest) for return_ in inbox}
    ledger_originals = [(period_code, original) for period_code in originals for original in originals[period_code]]
    return [(period_code, original) for period_code, original in ledger_originals if original.short_hash not in hashes]


def _assigned_scans(
    context: Context, located_returns: Sequence[LocatedReturn], scan_units: Mapping[str, str]
) -> dict[str, Return]:
    """File → the scan with its unit."""
    units = {unit.code: unit for unit in context.assignment.units}
    forms = {read.submission.file: read.unit_code for _, read in located_returns if read.submission}
    names, scans = UnitNames(context.assignment.units), dict[str, Return]()
    for file_ref, read in located_returns:
        if any(finding.code == "scan" for finding in read.findings):
            guessed = guess_scan_owner(read.file, forms, names, was_packed=bool(file_ref.inner_path))
            scans[read.file] = assign_scan(read, guessed, scan_units.get(short_hash(read.digest)), units)
    return scans
