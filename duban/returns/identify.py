"""Whose form a file is, by what is written in it; its name is never trusted."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice

from duban.model.form_id import META_SHEET, Seal, looks_sealed, seals
from duban.workbook.grid import Grid, GridSheet

PROPERTY = "duban_form"
"""The custom property that holds the form code."""
_TOP_ROWS = 10
"""The visible form code stands in the heading; further down it can only be a row key."""
_LONGEST_KEY = 200
_DASHES = 5  # of a form code; a quick look before the slow one


@dataclass(frozen=True, slots=True)
class Identity:
    """The seal of a file, or the code of the finding that says why there is none.

    seen: every form code found; where they differ, the file's own one first, if it has one.
    at: sheet and cell where the problem can be looked at. facts: what its sentence is filled with.
    several: where each code found has all its own tables, the forms that the file holds: see `only`.
    """

    seal: Seal | None
    problem: str = ""
    seen: tuple[str, ...] = ()
    at: tuple[str, str] = ("", "")
    several: tuple[Seal, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)


def identify(grid: Grid, tables: Callable[[Seal], int] | None = None) -> Identity:
    """The one seal on which all carriers agree: visible codes, row keys, the hidden sheet and the property.

    tables: how many tables a form of this seal has. Without it, forms in one file must have as many each.
    """
    carried = [(sheet, dict.fromkeys(_seals(sheet))) for sheet in grid.sheets]
    stated = dict.fromkeys(seals(grid.properties.get(PROPERTY, "")))
    found = dict.fromkeys(seal for _, codes in carried for seal in codes) | stated
    if len(found) == 1:
        (seal,) = found
        return Identity(seal, seen=(seal.code,))
    if found:
        several = _several([codes for sheet, codes in carried if not _hidden(sheet)], found, tables)
        if several:
            return Identity(None, seen=tuple(seal.code for seal in several), several=several)
        hidden = dict.fromkeys(seal for sheet, codes in carried if _hidden(sheet) for seal in codes)
        return _differ(grid, found, next((codes for codes in (hidden, stated) if len(codes) == 1), {}))
    if any(looks_sealed(text) for sheet in grid.sheets for text in _tops(sheet)):
        return Identity(None, "seal-damaged", at=_where(grid, looks_sealed))
    return Identity(None, "no-seal")


def only(grid: Grid, seal: Seal) -> Grid:
    """What a file of several forms holds of one of them: the sheets that carry its code."""
    sheets = tuple(sheet for sheet in grid.sheets if seal in _seals(sheet))
    names = {sheet.name for sheet in sheets} | {""}
    return replace(
        grid,
        sheets=sheets,
        second={(name, cell): seen for (name, cell), seen in grid.second.items() if name in names},
        properties={key: value for key, value in grid.properties.items() if key != PROPERTY or seal.code in value},
        remarks=tuple((code, facts) for code, facts in grid.remarks if facts.get("sheet", "") in names),
    )


def _several(
    sheets: Iterable[Mapping[Seal, None]], found: Iterable[Seal], tables: Callable[[Seal], int] | None
) -> tuple[Seal, ...]:
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


def _differ(grid: Grid, found: Iterable[Seal], own: Iterable[Seal]) -> Identity:
    """Something of another form was brought in. own: what the file says of itself, where it says one thing."""
    mine = [seal.code for seal in own]
    strange = [seal.code for seal in found if seal.code not in mine]
    at = _where(grid, lambda text: any(code in text for code in (strange if mine else strange[-1:])))
    seen = (*mine, *strange)
    facts = {"codes": "、".join(seen), "own": "".join(mine), "strange": "、".join(strange)}
    return Identity(None, "seals-differ", seen, at, facts=facts)


def _where(grid: Grid, holds: Callable[[str], bool]) -> tuple[str, str]:
    """The first sheet and cell that holds such a text; one that people see, if there is one."""
    for sheet in sorted(grid.sheets, key=_hidden):
        for row, values in enumerate(sheet.rows):
            for column, value in enumerate(values):
                if isinstance(value, str) and holds(value):
                    return sheet.name, sheet.address(row, column)
    return "", ""


def _hidden(sheet: GridSheet) -> bool:
    return sheet.name.startswith(META_SHEET)  # a copy of it may be called `_meta (2)` or the like


def _seals(sheet: GridSheet) -> Iterator[Seal]:
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
def _carried(text: str) -> tuple[Seal, ...]:
    return tuple(seals(text))


def _tops(sheet: GridSheet) -> Iterator[str]:
    for row in islice(sheet.rows, _TOP_ROWS):
        for value in row:
            if isinstance(value, str) and value.count("-") >= _DASHES:
                yield value
