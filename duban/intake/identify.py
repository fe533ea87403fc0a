"""Whose form a file is, by what is written in it; its name is never trusted."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from duban.model.grid import Grid, GridSheet
from duban.model.seal import Seal, looks_sealed, seals

_TOP_ROWS = 10
"""The visible form code stands in the heading; further down it can only be a row key."""
_LONGEST_KEY = 200
_DASHES = 5  # of a form code; a quick look before the slow one


@dataclass(frozen=True, slots=True)
class Identity:
    """The seal of a file, or the code of the finding that says why there is none.

    seen: every form code found, for the sentence of that finding. at: sheet and cell where it can be looked at.
    """

    seal: Seal | None
    problem: str = ""
    seen: tuple[str, ...] = ()
    at: tuple[str, str] = ("", "")


def identify(grid: Grid) -> Identity:
    """The one seal on which all carriers agree: visible codes, row keys and the hidden sheet."""
    found = dict.fromkeys(seal for sheet in grid.sheets for seal in _seals(sheet))
    codes = tuple(seal.code for seal in found)
    if len(found) == 1:
        return Identity(next(iter(found)), seen=codes)
    if found:
        return Identity(None, "seals-differ", codes, _where(grid, lambda text: codes[-1] in text))
    if any(looks_sealed(text) for sheet in grid.sheets for text in _tops(sheet)):
        return Identity(None, "seal-damaged", at=_where(grid, looks_sealed))
    return Identity(None, "no-seal")


def _where(grid: Grid, holds: Callable[[str], bool]) -> tuple[str, str]:
    """The first sheet and cell that holds such a text."""
    for sheet in grid.sheets:
        for row, values in enumerate(sheet.rows):
            for column, value in enumerate(values):
                if isinstance(value, str) and holds(value):
                    return sheet.name, sheet.address(row, column)
    return "", ""


def _seals(sheet: GridSheet) -> Iterator[Seal]:
    seen: set[str] = set()  # the keys of one sheet nearly always carry the same code: read it once
    for text in _tops(sheet):
        if text.partition("/")[0] not in seen:
            found = seals(text)
            seen.update(seal.code for seal in found)
            yield from found
    for row in sheet.rows:
        for value in reversed(row):
            if isinstance(value, str) and "/" in value and len(value) < _LONGEST_KEY:
                code = value.partition("/")[0]
                if code not in seen and code.count("-") >= _DASHES and (found := seals(code)):
                    seen.add(code)
                    yield from found


def _tops(sheet: GridSheet) -> Iterator[str]:
    for row in islice(sheet.rows, _TOP_ROWS):
        for value in row:
            if isinstance(value, str) and value.count("-") >= _DASHES:
                yield value
