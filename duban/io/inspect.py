"""A second look at cells that read as blank: an error, a formula never worked out, or nothing at all."""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import closing

from duban.io.guard import MOST_INFLATED, member

FORMULA = "formula"
"""A formula without a value: the program that saved the file did not work it out."""
UNSEEN = "unseen"
"""The second reader could not see this cell, so whether it is blank is not known."""

_NO_VALUE = rb"""\s*(?:<(?:\w+:)?v\s*(?:/>|></(?:\w+:)?v>)\s*)?</(?:\w+:)?c>"""
_HINTS = (  # a byte string that must be there, quick to search for; and then a pattern
    (b">#", re.compile(rb"""["']e["']""")),  # every error begins so: <v>#REF!
    (b"f>", re.compile(rb"f>" + _NO_VALUE)),
    (b"shared", re.compile(rb"""si\s*=\s*["']\d+["']\s*/>""" + _NO_VALUE)),
)
_ODD = re.compile(  # an error; or a formula without a value, except a text formula: there empty is a value
    rb"""<(?:\w+:)?c\b(?=[^>]*\st\s*=\s*["']e["'])([^>]*)>|"""
    rb"""<(?:\w+:)?c\b(?![^>]*\st\s*=\s*["']str["'])([^>]*)>\s*"""
    rb"""<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)""" + _NO_VALUE
)
_ADDRESS = re.compile(rb"""\sr\s*=\s*["'](\w+)["']""")
_NO_CELLS = ("docProps/", "xl/theme/", "xl/media/", "xl/styles.xml", "xl/sharedStrings.xml")

Seen = dict[tuple[str, str], str]


def second_look(data: bytes, cells: Mapping[str, AbstractSet[str]]) -> Seen:
    """What stands in the given cells (sheet → addresses such as F7) of a workbook that passed the guard.

    Returns, by (sheet, address), the error as shown (`#REF!`), FORMULA or UNSEEN. A cell that is left out is
    really blank. Cheap when no such cell is an error or an unworked formula.
    """
    wanted = {sheet: addresses for sheet, addresses in cells.items() if addresses}
    if not _suspicious(data, frozenset().union(*wanted.values())):
        return {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of everything that it would not save
        try:
            return _look(data, wanted)
        except MemoryError:
            raise  # the worker tells of it
        except Exception:  # noqa: BLE001 - openpyxl fails on returned files in too many ways to name
            return {(sheet, address): UNSEEN for sheet, addresses in wanted.items() for address in addresses}


def _suspicious(data: bytes, addresses: AbstractSet[str]) -> bool:
    """Whether such a cell, on any sheet, may be an error or a formula without a value. Rather yes than no."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = [entry for entry in package.infolist() if not entry.filename.startswith(_NO_CELLS)]
    for part in parts:
        text = member(data, part, MOST_INFLATED)
        odd = any(sign in text and hint.search(text) for sign, hint in _HINTS)
        for cell in _ODD.finditer(text) if odd else ():
            address = _ADDRESS.search(cell[1] or cell[2])
            if not address or address[1].decode() in addresses:
                return True
    return False


def _look(data: bytes, wanted: Mapping[str, AbstractSet[str]]) -> Seen:
    """Read twice: openpyxl shows either the formulas or their values, never both."""
    formulas = {key for key, kind, _ in _cells(data, wanted, values=False) if kind == "f"}
    seen: Seen = {}
    for key, kind, value in _cells(data, wanted, values=True):
        if kind == "e":
            seen[key] = str(value)
        elif value is None and kind != "str" and key in formulas:  # "str": worked out, and the text is empty
            seen[key] = FORMULA
    return seen


def _cells(
    data: bytes, wanted: Mapping[str, AbstractSet[str]], *, values: bool
) -> Iterator[tuple[tuple[str, str], str, object]]:
    """Key, data type and value of each wanted cell of the file. Raises whatever openpyxl raises."""
    from openpyxl import load_workbook  # noqa: PLC0415 - 250 ms, and most files never need it
    from openpyxl.cell.read_only import EmptyCell  # noqa: PLC0415
    from openpyxl.utils.cell import coordinate_to_tuple  # noqa: PLC0415

    with closing(load_workbook(io.BytesIO(data), read_only=True, data_only=values, keep_links=False)) as book:
        for name, addresses in wanted.items():
            spots = {coordinate_to_tuple(address): address for address in addresses}
            last_row = max(row for row, _ in spots)
            sheet = book[name]
            sheet.reset_dimensions()  # some programs state a false A1
            empty = True
            for row, cells in enumerate(sheet.iter_rows(max_row=last_row), start=1):
                for column, cell in enumerate(cells, start=1):
                    empty = empty and isinstance(cell, EmptyCell)
                    if address := spots.get((row, column)):
                        yield (name, address), cell.data_type, cell.value
            if empty:  # of a sheet in strict OOXML it sees nothing, and does not say so
                raise LookupError(name)
