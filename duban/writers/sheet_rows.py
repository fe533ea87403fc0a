"""The rows of a sheet as XML: all that stands between the head of a sheet and its tail.

What has to be known of the rows elsewhere is noted on the way: merged cells, links and comments, heights, what charts
draw. Rows and columns are counted from 1.
"""

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from duban.text.folding import printable_text
from duban.workbook.book import Cell, Scalar, Sheet, SheetRow, cell_address, column_letters
from duban.writers.link_address import is_underlined_link
from duban.writers.shared_strings import SharedStrings, cell_text, escape_markup, text_xml

_USUAL_PIXELS = 20
_BEYOND = 1 << 20
"""Right of all columns."""
_SINGLE = 2
"""Rows and columns of a cell that is not merged."""
_ROWS_AT_ONCE = 128
_PLAIN_BLOCKS = 32
"""Of rows; later ones wait deflated: the head of a sheet comes before all and says how many there are."""
_LEAST_WORK = 1
_TEXT_CELL = b' t="s"><v>'
"""In the XML of each cell with a text and, as `<` is escaped, nowhere else."""
_DAY_0, _DAY_60 = date(1899, 12, 30).toordinal(), 60
"""Excel's day 60 is a 29 February 1900, which never was: days before it have one number less."""
_ERRORS = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"}
"""Results of formulas that are no texts."""


class Underlined(NamedTuple):
    """The letters of a style, underlined."""

    style: str


StyleName = str | Underlined


class Looks(NamedTuple):
    """What XML says of the styles of a workbook."""

    marks: Mapping[StyleName, str]
    """The attribute of a cell."""
    font: Callable[[StyleName], str]
    """The element of letters within a text."""


_Area = tuple[int, int, int, int]
"""First row, first column, last row, last column."""


class RowFacts(NamedTuple):
    """What has to be known of the rows of a sheet around them."""

    row_count: int
    """Merged cells may reach below the last."""
    bounds: _Area | None
    """Of all that has anything in it; None where nothing has."""
    merges: tuple[_Area, ...]
    """The cells that are merged."""
    linked: tuple[tuple[int, int, Cell], ...] = ()
    """Row, column and cell of each with a link or a note."""
    sizes: tuple[tuple[int, tuple[int, bool]], ...] = ()
    """Each row that is not as usual, its height in pixels, and whether it is hidden: of a sheet on which things lie."""
    title: str = ""
    """What the sheet begins with."""
    cells: tuple[tuple[tuple[int, int], Cell], ...] = ()
    """The row and column of each cell, and the cell: of a sheet with charts."""


class SheetRows:
    """The rows of one sheet."""

    def __init__(self, sheet: Sheet, looks: Looks, strings: SharedStrings) -> None:
        self._count, self._title = 0, ""
        self._top, self._left, self._bottom, self._right = 0, _BEYOND, 0, 0
        self._heads: list[str] = [""]
        """How each cell of a column begins, before the number of its row."""
        self._merges: list[_Area] = []
        self._linked: list[tuple[int, int, Cell]] = []
        self._sizes: dict[int, tuple[int, bool]] = {}
        self._cells_by_place: dict[tuple[int, int], Cell] = {}
        self._keeps_cells = bool(sheet.charts)
        self._looks, self._strings = looks, strings
        self._covered: dict[int, dict[int, str]] = {}
        """Row below → column → style, of what lies under a merged cell."""
        self._merged: set[tuple[int, int]] = set()
        self._blocks: list[bytes] = []
        self._write(sheet.rows)

    def facts(self, *, has_logo: bool = False) -> RowFacts:
        """All that has to be known of them. has_logo: whether that lies on the sheet."""
        sizes = tuple(self._sizes.items()) if has_logo or self._keeps_cells or self.has_notes else ()
        cells = tuple(self._cells_by_place.items())
        return RowFacts(self._count, self._bounds, tuple(self._merges), tuple(self._linked), sizes, self._title, cells)

    @property
    def plain_facts(self) -> RowFacts | None:
        """The same of rows on which nothing lies; None where something does."""
        if self._linked or self._keeps_cells:
            return None
        return RowFacts(self._count, self._bounds, tuple(self._merges))

    @property
    def has_notes(self) -> bool:
        """Whether a note hangs on any cell."""
        return any(cell.note for _, _, cell in self._linked)

    def xml(self) -> Iterator[bytes]:
        """The rows as XML, piece by piece."""
        yield from self._blocks[:_PLAIN_BLOCKS]
        yield from map(zlib.decompress, self._blocks[_PLAIN_BLOCKS:])

    def _write(self, rows: Iterable[SheetRow]) -> None:
        block: list[str] = []
        for number, row in enumerate(rows, 1):
            block.append(self._row(number, row))
            self._count = number
            self._title = self._title or next((str(cell.value) for cell in row.cells if cell), "")
            if len(block) == _ROWS_AT_ONCE:
                self._write_block(block)
                block.clear()
        block += [self._row(number, SheetRow(())) for number in sorted(self._covered)]
        self._write_block(block)

    def _write_block(self, block: Sequence[str]) -> None:
        xml = "".join(block).encode()
        self._strings.count += xml.count(_TEXT_CELL)
        self._blocks.append(xml if len(self._blocks) < _PLAIN_BLOCKS else zlib.compress(xml, _LEAST_WORK))

    def _row(self, number: int, row: SheetRow) -> str:
        attributes, size = _row_look(row.height, row.hidden, row.grows_when_typed)
        if size:
            self._sizes[number] = size
        cells = self._cells(number, row.cells)
        if not (cells or size):
            return ""
        if not cells:
            self._extend(number, 1, 1)
            return f'<row r="{number}"{attributes}/>'
        self._extend(number, next(iter(cells)), next(reversed(cells)))
        return f'<row r="{number}"{attributes}>{"".join(cells.values())}</row>'

    def _cells(self, number: int, cells: Sequence[Cell | None]) -> dict[int, str]:
        """Column → cell, in their order, with the blank ones that lie under merged ones."""
        covered = self._covered.pop(number, None)
        stamped = {column: self._blank(number, column, style) for column, style in covered.items()} if covered else {}
        in_order = not covered
        marks, strings, heads = self._looks.marks, self._strings, self._heads_of(len(cells))
        for column, cell in enumerate(cells, 1):
            if cell is None:
                continue
            value = cell.value
            if cell.formula or cell.link or cell.note or cell.parts or cell.underline or self._keeps_cells:
                stamped[column] = self._cell(number, column, cell)
            elif value is None:
                stamped[column] = f'{heads[column]}{number}"{marks[cell.style]}/>'
            elif value.__class__ is str and value:  # most of the cells there are
                stamped[column] = f'{heads[column]}{number}"{marks[cell.style]} t="s"><v>{strings[value]}</v></c>'
            else:
                stamped[column] = self._cell(number, column, cell)
            if cell.column_span + cell.row_span > _SINGLE:
                self._merge(number, column, cell, stamped)
                in_order = False
        return stamped if in_order else dict(sorted(stamped.items()))

    def _extend(self, row: int, first: int, last: int) -> None:
        """Note a row with something in it, and its first and last column."""
        self._top = self._top or row
        self._bottom = row
        if first < self._left or last > self._right:
            self._left, self._right = min(self._left, first), max(self._right, last)

    @property
    def _bounds(self) -> _Area | None:
        return (self._top, self._left, self._bottom, self._right) if self._top else None

    def _heads_of(self, columns: int) -> Sequence[str]:
        """The heads of so many columns at least, behind an empty one: columns are counted from 1."""
        heads = self._heads
        while len(heads) <= columns:
            heads.append(f'<c r="{column_letters(len(heads))}')
        return heads

    def _merge(self, number: int, column: int, cell: Cell, cells: dict[int, str]) -> None:
        """Note a merged cell, and blank ones under it, until others come.

        Raises:
            ValueError: where another one lies there: programs take such a file for damaged.
        """
        rows, columns = range(number, number + cell.row_span), range(column, column + cell.column_span)
        places = {(below, beside) for below in rows for beside in columns}
        if places & self._merged:
            message = f"{cell_address(number, column)}: a merged cell over another one"
            raise ValueError(message)
        self._merged |= places
        self._merges.append((number, column, rows[-1], columns[-1]))
        cells.update((beside, self._blank(number, beside, cell.style)) for beside in columns[1:])
        for below in rows[1:]:
            self._covered.setdefault(below, {}).update(dict.fromkeys(columns, cell.style))

    def _blank(self, number: int, column: int, style: str) -> str:
        return f'<c r="{column_letters(column)}{number}"{self._looks.marks[style]}/>'

    def _cell(self, number: int, column: int, cell: Cell) -> str:
        value = cell.value
        style: StyleName = cell.style
        if cell.link or cell.note or self._keeps_cells:
            self._note(number, column, cell)
        if cell.formula:
            content = _formula_xml(cell.formula, value)
        elif value is None or value == "":
            content = "/>"
        elif isinstance(value, str):
            style, string = self._text(cell, value)
            content = f' t="s"><v>{string}</v></c>'
        else:
            content = f"><v>{number_text(value)}</v></c>"
        return f'<c r="{column_letters(column)}{number}"{self._looks.marks[style]}{content}'

    def _note(self, number: int, column: int, cell: Cell) -> None:
        if cell.link or cell.note:
            self._linked.append((number, column, cell))
        if self._keeps_cells:
            self._cells_by_place[number, column] = cell

    def _text(self, cell: Cell, value: str) -> tuple[StyleName, int]:
        """The style of a cell with a text, and the number of the text."""
        if cell.link and is_underlined_link(cell):
            return Underlined(cell.style), self._strings[value]
        if cell.parts or cell.underline:
            return self._text_in_parts(cell, value)
        return cell.style, self._strings[value]

    def _text_in_parts(self, cell: Cell, value: str) -> tuple[StyleName, int]:
        text = cell_text(value)
        pieces = [piece for piece in _pieces(cell, text) if piece[1]]
        if len(pieces) > 1 and sum(len(part) for _, part in pieces) == len(text):
            return cell.style, self._strings.rich((self._looks.font(style), part) for style, part in pieces)
        return pieces[0][0] if len(pieces) == 1 else cell.style, self._strings[value]


def _pieces(cell: Cell, text: str) -> list[tuple[StyleName, str]]:
    """The text in pieces, each with its letters."""
    if cell.parts:
        return [(part.style, printable_text(part.text)) for part in cell.parts]
    before, part, after = text.partition(cell.underline)
    return [(cell.style, before), (Underlined(cell.style), part), (cell.style, after)]


@lru_cache(maxsize=1024)
def _row_look(height: float | None, hidden: bool, grows: bool) -> tuple[str, tuple[int, bool] | None]:  # noqa: FBT001
    """The attributes of a row, and its size: of a row that grows, no stated height, for programs would keep to it."""
    if height is None and not hidden:
        return "", None
    pixels = _USUAL_PIXELS if height is None else int(height * 4.0 / 3.0 + 0.5)
    if not pixels:
        hidden, pixels = True, _USUAL_PIXELS
    attributes = f' ht="{pixels * 0.75:.16g}"' if pixels != _USUAL_PIXELS else ""
    custom = ' customHeight="1"' if attributes and not grows else ""
    return attributes + (' hidden="1"' if hidden else "") + custom, (pixels, hidden)


def _formula_xml(formula: str, value: Scalar) -> str:
    """What follows the attributes of a cell with a formula and its present result."""
    kind, result = "", ""
    if isinstance(value, bool):
        kind, result = ' t="b"', str(int(value))
    elif isinstance(value, str):
        result = text_xml(value)
        kind = (' t="e"' if value in _ERRORS else ' t="str"') if value else ""
    elif isinstance(value, date):
        result = number_text(value)
    elif value is not None:
        result = str(value)
    return f"{kind}><f>{escape_markup(formula.removeprefix('='))}</f><v>{result}</v></c>"


def number_text(value: float | Decimal | date) -> str:
    """A number in sixteen digits; of a day, its number in Excel.

    Raises:
        ValueError: it is none, or endless.
    """
    if isinstance(value, date):
        day = value.toordinal() - _DAY_0
        return str(day if day > _DAY_60 else day - 1)
    text = f"{float(value) + 0 if isinstance(value, Decimal) else value:.16G}"
    if text[-1] in "FN":
        message = f"no number: {value}"
        raise ValueError(message)
    return text
