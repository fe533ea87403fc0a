"""A document as it was read: its paragraphs and tables in order, nothing understood yet."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from duban.value_object import ValueObject, field
from duban.workbook.grid import MergedArea


class Paragraph(ValueObject):
    """Words that stand in no table. line: counted from 1 through the document, or its sheet."""

    text: str
    line: int
    sheet: str = ""


CellPlace = tuple[int, int]
"""Row and column, counted from 0."""


class SheetLook(ValueObject):
    """What a person sees of a sheet beside its texts.

    Attributes:
        underlined: of cells in which words are underlined, these words, in order.
        hidden_rows: counted from 0.
        comments: the words that hang on cells.
    """

    underlined: Mapping[CellPlace, tuple[str, ...]] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    comments: Mapping[CellPlace, str] = field(default_factory=dict)


PLAIN_SHEET = SheetLook()


class SourceTable(ValueObject, dict=True):
    """A table of texts; rows and columns are counted from 0.

    Attributes:
        name: of the sheet on which it stands; empty in a text and in Word.
        number: which table of the document it is, from 1.
        rows: the texts of its cells; that of a merged cell stands in its first cell alone.
        merged_areas: those of more than one cell.
        look: what is underlined in it, hidden, or hangs on its cells.
    """

    name: str
    number: int
    rows: Sequence[Sequence[str]]
    merged_areas: tuple[MergedArea, ...] = ()
    look: SheetLook = PLAIN_SHEET

    @property
    def is_sheet(self) -> bool:
        """Whether its cells have addresses that people see."""
        return self.name != ""

    @cached_property
    def width(self) -> int:
        """Of its longest row."""
        return max(map(len, self.rows), default=0)

    @cached_property
    def has_tall_cells(self) -> bool:
        """Whether a merged cell goes over several rows; where none does, a blank cell may go on with that above it."""
        return any(first_row < last_row for first_row, _, last_row, _ in self.merged_areas)

    def anchor(self, row: int, column: int) -> tuple[int, int]:
        """The first cell of the merged cell in which a place lies; the place itself where it is in none."""
        return self._anchors.get((row, column), (row, column))

    def text_at(self, row: int, column: int) -> str:
        """What a person reads at a place: of a merged cell, its text; empty outside of the table."""
        row, column = self.anchor(row, column)
        return self.rows[row][column] if row < len(self.rows) and column < len(self.rows[row]) else ""

    def underlined_at(self, row: int, column: int) -> tuple[str, ...]:
        """The underlined words at a place."""
        return self.look.underlined.get(self.anchor(row, column), ())

    def is_merged_down(self, row: int, column: int) -> bool:
        """Whether a place belongs to a merged cell that begins in a row above."""
        return self.anchor(row, column)[0] < row

    @cached_property
    def _anchors(self) -> dict[tuple[int, int], tuple[int, int]]:
        return {
            (row, column): (first_row, first_column)
            for first_row, first_column, last_row, last_column in self.merged_areas
            for row in range(first_row, last_row + 1)
            for column in range(first_column, last_column + 1)
        }


class SourceDocument(ValueObject):
    """All that was read of a file.

    Attributes:
        blocks: in its order.
        hidden: names of sheets that nobody sees in it, and that were left out.
    """

    blocks: tuple[Paragraph | SourceTable, ...]
    hidden: tuple[str, ...] = ()

    @property
    def tables(self) -> Iterator[SourceTable]:
        """Its tables in order."""
        return (block for block in self.blocks if isinstance(block, SourceTable))
