"""Whose form a file is, by what is written in it; its name is never trusted."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice

from duban.model.form_id import CARRIED_SHEET, META_SHEET, FormId, contains_form_code, find_form_ids
from duban.workbook.grid import SheetGrid, WorkbookGrid

FORM_CODE_PROPERTY = "duban_form"
"""The custom property that holds the form code."""
_TOP_ROWS = 10
"""The visible form code stands in the heading; further down it can only be a row key."""
_LONGEST_KEY = 200
_DASHES = 5  # of a form code; a quick look before the slow one


@dataclass(frozen=True, slots=True)
class Identification:
    """The seal of a file, or the code of the finding that says why there is none.

    seen: every form code found; where they differ, the file's own one first, if it has one.
    at: sheet and cell where the problem can be looked at. facts: what its sentence is filled with.
    several: where each code found has all its own tables, the forms that the file holds: see `only`.
    """

    form_id: FormId | None
    problem: str = ""
    found_codes: tuple[str, ...] = ()
    problem_at: tuple[str, str] = ("", "")
    contained_forms: tuple[FormId, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)


def identify_form(grid: WorkbookGrid, table_count_of: Callable[[FormId], int] | None = None) -> Identification:
    """The one seal on which all carriers agree: visible codes, row keys, the hidden sheet and the property.

    tables: how many tables a form of this seal has. Without it, forms in one file must have as many each.
    """
    carried = [(sheet, dict.fromkeys(_seals(sheet))) for sheet in grid.sheets]
    stated = dict.fromkeys(find_form_ids(grid.properties.get(FORM_CODE_PROPERTY, "")))
    found = dict.fromkeys(seal for _, codes in carried for seal in codes) | stated
    if len(found) == 1:
        (seal,) = found
        return Identification(seal, found_codes=(seal.code,))
    if found:
        several = _several([codes for sheet, codes in carried if not _hidden(sheet)], found, table_count_of)
        if several:
            return Identification(None, found_codes=tuple(seal.code for seal in several), contained_forms=several)
        hidden = dict.fromkeys(seal for sheet, codes in carried if _hidden(sheet) for seal in codes)
        return _differ(grid, found, next((codes for codes in (hidden, stated) if len(codes) == 1), {}))
    if any(contains_form_code(text) for sheet in grid.sheets for text in _tops(sheet)):
        return Identification(None, "seal-damaged", problem_at=_where(grid, contains_form_code))
    return Identification(None, "no-seal")


def restrict_to_form(grid: WorkbookGrid, form_id: FormId) -> WorkbookGrid:
    """What a file of several forms holds of one of them: the sheets that carry its code."""
    sheets = tuple(sheet for sheet in grid.sheets if form_id in _seals(sheet))
    names = {sheet.name for sheet in sheets} | {""}
    return replace(
        grid,
        sheets=sheets,
        cell_errors={(name, cell): seen for (name, cell), seen in grid.cell_errors.items() if name in names},
        properties={
            key: value for key, value in grid.properties.items() if key != FORM_CODE_PROPERTY or form_id.code in value
        },
        file_findings=tuple((code, facts) for code, facts in grid.file_findings if facts.get("sheet", "") in names),
    )


def sheets_without_meta(grid: WorkbookGrid) -> list[SheetGrid]:
    """Every sheet but the hidden ones that the program adds to a form; a copied one has a number behind its name."""
    return [sheet for sheet in grid.sheets if not sheet.name.startswith((META_SHEET, CARRIED_SHEET))]


def _several(
    sheets: Iterable[Mapping[FormId, None]], found: Iterable[FormId], tables: Callable[[FormId], int] | None
) -> tuple[FormId, ...]:
    """The forms that a file holds, none of them broken; none where a sheet or a form is mixed."""
    counts = dict.fromkeys(found, 0)
    for codes in sheets:
        if len(codes) > 1:
            return ()
        for seal in codes:
            counts[seal] += 1
    if tables:
        whole = all(count >= tables(seal) > 0 for seal, count in counts.items())
    else:
        whole = 0 not in counts.values() and len(set(counts.values())) == 1
    return tuple(counts) if whole else ()


def _differ(grid: WorkbookGrid, found: Iterable[FormId], own: Iterable[FormId]) -> Identification:
    """Something of another form was brought in. own: what the file says of itself, where it says one thing."""
    mine = [seal.code for seal in own]
    strange = [seal.code for seal in found if seal.code not in mine]
    at = _where(grid, lambda text: any(code in text for code in (strange if mine else strange[-1:])))
    seen = (*mine, *strange)
    facts = {"codes": "、".join(seen), "own": "".join(mine), "strange": "、".join(strange)}
    return Identification(None, "seals-differ", seen, at, facts=facts)


def _where(grid: WorkbookGrid, holds: Callable[[str], bool]) -> tuple[str, str]:
    """The first sheet and cell that holds such a text; one that people see, if there is one."""
    for sheet in sorted(grid.sheets, key=_hidden):
        for row, values in enumerate(sheet.rows):
            for column, value in enumerate(values):
                if isinstance(value, str) and holds(value):
                    return sheet.name, sheet.address(row, column)
    return "", ""


def _hidden(sheet: SheetGrid) -> bool:
    return sheet.name.startswith(META_SHEET)  # a copy of it may be called `_meta (2)` or the like


def _seals(sheet: SheetGrid) -> Iterator[FormId]:
    seen: set[str] = set()  # the keys of one sheet nearly always carry the same code: read it once
    for text in _tops(sheet):
        if text.partition("/")[0] not in seen:
            found = _carried(text)
            seen.update(seal.code for seal in found)
            yield from found
    for row in sheet.rows:
        for value in reversed(row):
            if isinstance(value, str) and "/" in value and len(value) < _LONGEST_KEY:
                code = value.partition("/")[0]
                if code not in seen and code.count("-") >= _DASHES and (found := _carried(code)):
                    seen.add(code)
                    yield from found


@lru_cache(maxsize=64)  # all sheets of a form carry the same
def _carried(text: str) -> tuple[FormId, ...]:
    return tuple(find_form_ids(text))


def _tops(sheet: SheetGrid) -> Iterator[str]:
    for row in islice(sheet.rows, _TOP_ROWS):
        for value in row:
            if isinstance(value, str) and value.count("-") >= _DASHES:
                yield value
