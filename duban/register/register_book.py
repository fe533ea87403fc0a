"""办公室登记 as a Book: what the program asks, laid over what the clerk wrote, which is never written over."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from zlib import crc32

from duban.model.register_layout import ROW_TAG, RegisterColumn, RegisterLayout
from duban.register.contents import ClerkSheet, RegisterContents, RegisterTable
from duban.register.questions import QuestionRow
from duban.text.display import display_text
from duban.text.folding import comparison_key
from duban.workbook.book import (
    PRODUCT_PROPERTY,
    Book,
    Cell,
    PageSetup,
    Scalar,
    Sheet,
    SheetRow,
    Validation,
    range_address,
)
from duban.workbook.paging import BODY_FONT_SIZE, fitted_row

_Values = tuple[Scalar, ...]

_HEADER_ROW = 3  # below a title and a note
_TITLE_HEIGHT, _HEADER_HEIGHT, _MIN_HEIGHT = 30.0, 24.0, 20.0
_GUIDE_WIDTH, _CLERK_COLUMN_WIDTH = 118.0, 16.0
_MAX_LIST_LENGTH = 255
"""Characters that Excel takes in the list of a validation."""
_ROW_KEYS = ("mark", "sheet", "cell")
"""The columns that say what a row is about."""


def design_register(
    layout: RegisterLayout,
    questions: Mapping[str, Sequence[QuestionRow]],
    contents: RegisterContents,
    unit_names: Sequence[str],
) -> Book:
    """The register as it must be now; the same questions over the same contents give the same workbook.

    Args:
        layout: its sheets and columns.
        questions: by the keys of the sheets.
        contents: as the clerk left it.
        unit_names: what its lists offer.
    """
    sheets = [
        _SheetDesign(layout, key, contents.sheets.get(key, RegisterTable()), unit_names).sheet(questions.get(key, ()))
        for key in layout.sheets
    ]
    clerk_sheets = [_clerk_sheet(sheet) for sheet in contents.clerk_sheets]
    title = layout.file.rpartition(".")[0]
    return Book((_guide(layout), *sheets, *clerk_sheets), title, {PRODUCT_PROPERTY: "register"})


@dataclass(frozen=True)
class _SheetDesign:
    """One of the program's sheets: the clerk's order of columns, and those that she added, stay."""

    layout: RegisterLayout
    key: str
    table: RegisterTable
    unit_names: Sequence[str]

    def sheet(self, questions: Sequence[QuestionRow]) -> Sheet:
        """The sheet as data."""
        layout, rows = self.layout.sheets[self.key], list(self._rows(questions))
        widths = [column.width if column else _CLERK_COLUMN_WIDTH for column in self._column_order]
        last_row = _HEADER_ROW + max(1, len(rows) + layout.blank)
        blank_row = SheetRow(self._cells([None] * len(widths)), height=_MIN_HEIGHT, grows_when_typed=True)
        tag_column = self._positions[ROW_TAG] + 1
        shown = len(widths) - (tag_column == len(widths))
        heads = zip(self._labels, self._column_order, strict=True)
        sheet_rows = [
            SheetRow([Cell(layout.name, "title", column_span=shown)], height=_TITLE_HEIGHT),
            SheetRow([Cell(layout.note, "sheet-note", column_span=shown)], height=_MIN_HEIGHT),
            SheetRow([_head(label, column) for label, column in heads], height=_HEADER_HEIGHT),
            *(fitted_row(self._cells(row), widths, least=_MIN_HEIGHT, grows_when_typed=True) for row in rows),
            *[blank_row] * (last_row - _HEADER_ROW - len(rows)),
        ]
        return Sheet(
            layout.name,
            sheet_rows,
            widths=widths,
            hidden_columns=frozenset({tag_column}),
            validations=tuple(self._validations(last_row)),
            freeze=(_HEADER_ROW, 1),
            filter_range=(_HEADER_ROW, 1, last_row, len(widths)),
            page=PageSetup(repeat_rows=(_HEADER_ROW, _HEADER_ROW), last_column=shown, footer=self.layout.footer),
        )

    @cached_property
    def _columns(self) -> Mapping[str, RegisterColumn]:
        return {column.key: column for column in self.layout.columns_of(self.key)}

    @cached_property
    def _labels(self) -> tuple[str, ...]:
        """Hers in their order, then those of the program that are missing."""
        present = self.layout.column_positions(self.key, self.table.labels)
        return (*self.table.labels, *(column.label for key, column in self._columns.items() if key not in present))

    @cached_property
    def _positions(self) -> Mapping[str, int]:
        """Column key → its position, from 0."""
        return self.layout.column_positions(self.key, self._labels)

    @cached_property
    def _column_order(self) -> Sequence[RegisterColumn | None]:
        """What stands at each position; None for a column that she added."""
        keys = {position: key for key, position in self._positions.items()}
        return [self._columns.get(keys.get(position, "")) for position in range(len(self._labels))]

    @cached_property
    def _program_keys(self) -> Sequence[str]:
        """The columns that the program fills, the tag aside."""
        return [key for key, column in self._columns.items() if column.by != "clerk" and key != ROW_TAG]

    def _rows(self, questions: Sequence[QuestionRow]) -> Iterator[_Values]:
        """Hers as they are; the program's, where she wrote nothing, as they must be now and in place; then new ones."""
        open_rows: dict[tuple[str, ...], _Values] = {}
        for row in map(self._question_values, questions):
            open_rows.setdefault(self._subject(row), row)
        rows = [(*row.values, *[None] * (len(self._labels) - len(row.values))) for row in self.table.rows]
        for row in rows:
            if not self._is_untouched(row):
                open_rows.pop(self._subject(row), None)
        for row in rows:
            if not self._is_untouched(row):
                yield row
            elif open_row := open_rows.pop(self._subject(row), None):
                yield self._first_received(open_row, row)
        yield from open_rows.values()

    def _question_values(self, question: QuestionRow) -> _Values:
        values: list[Scalar] = [None] * len(self._labels)
        for key, value in question.items():
            values[self._positions[key]] = value
        return self._tagged(values)

    def _tagged(self, values: Sequence[Scalar]) -> _Values:
        """With a checksum of all that the program wrote: by it a row is known in which nobody else did."""
        words = "/".join(_word(values[self._positions[key]]) for key in self._program_keys)
        return _replaced(values, self._positions[ROW_TAG], f"R{crc32(words.encode()):08X}")

    def _is_untouched(self, values: _Values) -> bool:
        """Whether a row is the program's, just as it wrote it."""
        program_positions = {self._positions[key] for key in (*self._program_keys, ROW_TAG)}
        typed = any(value is not None for at, value in enumerate(values) if at not in program_positions)
        return not typed and self._tagged(values) == values

    def _first_received(self, open_row: _Values, row: _Values) -> _Values:
        """A refused file comes anew with each run; the day on which it came first stays."""
        position = self._positions.get("received")
        if position is None:
            return open_row
        first, latest = row[position], open_row[position]
        if not isinstance(first, date) or not isinstance(latest, date):
            return open_row
        return self._tagged(_replaced(open_row, position, min(first, latest)))

    def _subject(self, values: _Values) -> tuple[str, ...]:
        """What a row is about: its file and cell."""
        return tuple(_word(values[self._positions[key]]).casefold() for key in _ROW_KEYS if key in self._positions)

    def _cells(self, values: Sequence[Scalar]) -> list[Cell]:
        """A row in the style of who writes into each column."""
        tagged = values[self._positions[ROW_TAG]] is not None
        cells = []
        for value, column in zip(values, self._column_order, strict=True):
            by_program = column and (column.by == "program" or (tagged and column.by == "either"))
            if isinstance(value, date):
                cells.append(Cell(value, "cell-date" if by_program else "input-date"))
            else:
                cells.append(Cell(value, "cell-text" if by_program else "input-middle"))
        return cells

    def _validations(self, last_row: int) -> Iterator[Validation]:
        """The lists, down to the last row; with the names of units where Excel can take them all."""
        for key, column in self._columns.items():
            if not column.offers:
                continue
            options = (self.layout.yes, self.layout.no)
            with_units = (*options, *self.unit_names)
            yield Validation(
                range_address(_HEADER_ROW + 1, self._positions[key] + 1, last_row),
                "list",
                with_units if column.offers == "units" and len(",".join(with_units)) <= _MAX_LIST_LENGTH else options,
                title=column.label,
                prompt=column.help,
                error=column.help,
                strict=column.strict,
            )


def _word(value: Scalar) -> str:
    return comparison_key(display_text(value or ""))


def _replaced(values: Sequence[Scalar], position: int, value: Scalar) -> _Values:
    return (*values[:position], value, *values[position + 1 :])


def _head(label: str, column: RegisterColumn | None) -> Cell:
    return Cell(label, "head-input" if column is None or column.by == "clerk" else "head")


def _guide(layout: RegisterLayout) -> Sheet:
    title = SheetRow([Cell(layout.guide.name, "title")], height=_TITLE_HEIGHT)
    lines = [fitted_row([Cell(line, "guide")], (_GUIDE_WIDTH,), BODY_FONT_SIZE) for line in layout.guide.lines]
    page = PageSetup(last_column=1, footer=layout.footer)
    return Sheet(layout.guide.name, [title, *lines], widths=(_GUIDE_WIDTH,), page=page)


def _clerk_sheet(sheet: ClerkSheet) -> Sheet:
    """A sheet of the clerk's own, cell for cell."""
    rows = [
        SheetRow([Cell(value, "word-date" if isinstance(value, date) else "plain") for value in row])
        for row in sheet.rows
    ]
    widths = [_CLERK_COLUMN_WIDTH] * max((len(row) for row in sheet.rows), default=0)
    return Sheet(sheet.name, rows, widths=widths, visibility="visible" if sheet.visible else "hidden")
