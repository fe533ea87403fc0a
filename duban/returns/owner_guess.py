"""Whose form a file without any code may be, and whose signed copy a scan may be: for a person to confirm."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from operator import attrgetter

from duban.model.decision import OwnerGuess
from duban.model.form_id import FormId
from duban.model.unit_names import UnitNames
from duban.returns.expected_form import ExpectedColumns, ExpectedForms
from duban.returns.identify import sheets_without_program_data
from duban.returns.row_words import pair_table_rows
from duban.returns.rows import count_matches
from duban.tables.headers import find_changed_header, may_hold_header
from duban.tables.locate import LocatedTable
from duban.text.folding import comparison_key
from duban.value_object import ValueObject
from duban.workbook.grid import SheetGrid, WorkbookGrid

_MIN_SHARE = 0.5
"""So much of a form must be there."""
_MIN_LEAD = 0.1
"""By this share of its rows the best form must lead the next one, unless the heading names its unit."""

_Fit = Sequence[tuple[ExpectedColumns, LocatedTable]]
"""The tables of a layout that a file has."""


class _Candidate(ValueObject):
    """A form that a file may be.

    Attributes:
        guess: the form, and how its rows were found.
        unmatched_lines: how many lines of its tables are no row of it.
        is_named: whether the heading names its unit.
    """

    guess: OwnerGuess
    unmatched_lines: int
    is_named: bool

    @property
    def share(self) -> float:
        """How many of its rows were found, of all that are in it or in the file."""
        found_rows = self.guess.exact_rows + self.guess.similar_rows
        return found_rows / ((found_rows + max(self.guess.missing_rows, self.unmatched_lines)) or 1)


def guess_owner(grid: WorkbookGrid, expected: ExpectedForms, form_ids: Iterable[FormId]) -> OwnerGuess | None:
    """The form that a workbook most likely is; None where no headers fit, or where two units are as near.

    Args:
        grid: the values of a file. A foreign file costs a look at its first rows.
        expected: the forms of the snapshot that it may be issued from.
        form_ids: every form of these.
    """
    fit = _fit(sheets_without_program_data(grid), expected.columns)
    candidates = [_candidate(fit, form_id, expected) for form_id in form_ids] if fit else []
    best = _best(candidates)
    return best.guess if best else None


def guess_scan_owner(scan: str, forms: Mapping[str, str], names: UnitNames, *, was_packed: bool = False) -> str:
    """The code of the unit whose signed copy (签字扫描件) a scan seems to be.

    The file's own name decides, else its folder's, else a form of the same stem; else what came with it in one archive
    or mail. That only one unit's files lie in a folder says nothing of a scan that somebody saved there.

    Args:
        scan: what people call the file, with forward slashes; an archive counts as a folder.
        forms: file → the code of its unit, likewise called.
        names: of the units that report.
        was_packed: it came inside an archive or a mail.

    Returns:
        Empty where nothing decides, or where more than one unit is named.
    """
    folder, _, name = scan.rpartition("/")
    for text in (name, folder.rpartition("/")[2]):
        named = names.codes_in(text)
        if named:
            return _only(named)
    in_folder = {file: unit for file, unit in forms.items() if file.rpartition("/")[0] == folder}
    with_same_stem = {unit for file, unit in in_folder.items() if _stem(file) == _stem(scan)}
    packed_together = set(in_folder.values()) if was_packed else set()
    return _only(with_same_stem) or _only(packed_together)


def _only(codes: Collection[str]) -> str:
    """The one that there is; empty for none or several."""
    return next(iter(codes)) if len(codes) == 1 else ""


def _fit(sheets: Sequence[SheetGrid], columns_of_tables: Iterable[ExpectedColumns]) -> _Fit:
    """For each table of a layout the sheet with most of its headers."""
    fit: list[tuple[ExpectedColumns, LocatedTable]] = []
    for columns in columns_of_tables:
        likely_sheets = [sheet for sheet in sheets if may_hold_header(sheet, columns.labels)]
        headers = [(sheet, find_changed_header(sheet, columns.labels)) for sheet in likely_sheets]
        tables = [LocatedTable(sheet, header, {}, ()) for sheet, header in headers if header]
        if tables:
            fit.append((columns, max(tables, key=lambda table: len(table.columns))))
    return fit


def _candidate(fit: _Fit, form_id: FormId, expected: ExpectedForms) -> _Candidate:
    unit, pairings, heading = expected.snapshot.unit(form_id.unit), [], ""
    for columns, table in fit:
        rows = expected.rows_of_unit(columns, unit)
        pairings.append((pair_table_rows(columns, table, rows), len(rows)))
        above = (value for values in table.sheet.rows[: table.header.row] for value in values)
        heading += "\n".join(comparison_key(value) for value in above if isinstance(value, str))
    unmatched_lines = sum(pairing.unmatched_count for pairing, _ in pairings)
    return _Candidate(count_matches(form_id.code, pairings), unmatched_lines, comparison_key(unit.name) in heading)


def _best(candidates: Sequence[_Candidate]) -> _Candidate | None:
    """The one that leads clearly; of those as near, the only one that the heading names."""
    top = max(map(attrgetter("share"), candidates), default=0)
    near = [candidate for candidate in candidates if candidate.share > top - _MIN_LEAD]
    near_and_named = list(filter(attrgetter("is_named"), near))
    is_other_named = not near_and_named and any(map(attrgetter("is_named"), candidates))
    if top < _MIN_SHARE or is_other_named:  # its heading says one unit, its rows another
        return None
    return _single(near) or _single(near_and_named)


def _single(candidates: Sequence[_Candidate]) -> _Candidate | None:
    return candidates[0] if len(candidates) == 1 else None


def _stem(file: str) -> str:
    return comparison_key(file.rpartition("/")[2].rpartition(".")[0]).casefold()
