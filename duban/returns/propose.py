"""Whose form a file without any code may be, for a person to confirm; headers decide before any words are compared."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from duban.model.decision import OwnerGuess
from duban.model.form_id import FormId
from duban.model.snapshot import Snapshot
from duban.returns.asking import ExpectedTable, expected_forms
from duban.returns.identify import sheets_without_meta
from duban.returns.keyless import MatchCount, pair_table_rows
from duban.tables.headers import find_changed_header, may_hold_header
from duban.tables.locate import LocatedTable
from duban.text.folding import comparison_key
from duban.workbook.grid import SheetGrid, WorkbookGrid

_HALF = 0.5
"""So much of a form must be there at least."""
_CLEAR = 0.1
"""By this share of its rows the best form must lead the next one, unless the heading names its unit."""

LocatedTables = tuple[tuple[ExpectedTable, LocatedTable], ...]
"""The tables of a layout that a file has."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A form that it may be. named: its heading names the unit."""

    seal: FormId
    count: MatchCount
    named: bool

    @property
    def share(self) -> float:
        """How many of its rows were found, of all that are in it or in the file."""
        found = self.count.exact + self.count.similar
        return found / ((found + max(self.count.missing, self.count.unmatched)) or 1)


def guess_owner(grid: WorkbookGrid, candidates: Iterable[tuple[FormId, Snapshot]]) -> OwnerGuess | None:
    """The form that a workbook most likely is; None where no headers fit, or where two units are as near.

    candidates: every form that the office could have issued. A foreign file costs a look at its first rows.
    """
    fits: dict[int, LocatedTables] = {}
    sheets = sheets_without_meta(grid)
    likely: list[tuple[int, FormId, Snapshot]] = []
    for seal, snapshot in candidates:
        if id(snapshot) not in fits:
            fits[id(snapshot)] = _fit(sheets, expected_forms(snapshot).tables)
        if fits[id(snapshot)]:
            likely.append((_headers(fits[id(snapshot)]), seal, snapshot))
    most = max((headers for headers, _, _ in likely), default=0)
    scored = [_scored(fits[id(snapshot)], seal, snapshot) for headers, seal, snapshot in likely if headers == most]
    best = _best(scored)
    if best is None:
        return None
    return OwnerGuess(best.seal.code, best.count.exact, best.count.similar, best.count.missing)


def _fit(sheets: Sequence[SheetGrid], tables: Iterable[ExpectedTable]) -> LocatedTables:
    """For each table of a layout the sheet with most of its headers."""
    found: list[tuple[ExpectedTable, LocatedTable]] = []
    for asked in tables:
        headers = [
            (sheet, find_changed_header(sheet, asked.labels))
            for sheet in sheets
            if may_hold_header(sheet, asked.labels)
        ]
        fitting = [(sheet, header) for sheet, header in headers if header]
        if fitting:
            sheet, header = max(fitting, key=lambda each: len(each[1].columns))
            found.append((asked, LocatedTable(sheet, header, {}, ())))
    return tuple(found)


def _headers(fit: LocatedTables) -> int:
    """So many headers were found; less what is still missing in their tables."""
    return sum(2 * len(found.columns) - len(asked.labels.key_by_label) for asked, found in fit)


def _scored(fit: LocatedTables, seal: FormId, snapshot: Snapshot) -> _Candidate:
    unit, count, heads = snapshot.unit(seal.unit), MatchCount(), ""
    for asked, found in fit:
        rows = {row.key: row for row in snapshot.assignment.rows(asked.layout, unit)}
        count.add(pair_table_rows(asked, found, rows), len(rows))
        above = (value for row in found.sheet.rows[: found.header.row] for value in row)
        heads += "\n".join(comparison_key(value) for value in above if isinstance(value, str))
    return _Candidate(seal, count, comparison_key(unit.name) in heads)


def _best(candidates: Sequence[_Candidate]) -> _Candidate | None:
    """The one that leads clearly; of those as near, the only one that the heading names."""
    top = max((candidate.share for candidate in candidates), default=0)
    near = [candidate for candidate in candidates if candidate.share > top - _CLEAR]
    named = [candidate for candidate in candidates if candidate.named]
    both = [candidate for candidate in near if candidate.named]
    if top < _HALF or (named and not both):  # its heading says one unit, its rows another
        return None
    if len(near) > 1:
        near = both
    return near[0] if len(near) == 1 else None
