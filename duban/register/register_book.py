"""办公室登记 as a Book: what the program asks, laid over what the clerk wrote, which is never written over."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from duban.model.register_layout import ROW_TAG, RegisterColumn, RegisterLayout
from duban.register.contents import ClerkSheet, RegisterContents, RegisterTable, comparable_cell, row_checksum
from duban.register.questions import QuestionRow
from duban.workbook.book import (
    PRODUCT_PROPERTY,
    Book,
    Cell,
    PageSetup,
    Sheet,
    SheetRow,
    Validation,
    range_address,
)
from duban.workbook.paging import BODY_FONT_SIZE, fitted_row

_HEADER_ROW = 3  # below a title and a note
_TITLE_HEIGHT, _HEADER_HEIGHT, _MIN_HEIGHT = 30.0, 24.0, 20.0
_GUIDE_WIDTH, _ADDED_WIDTH = 118.0, 16.0
_MAX_LIST_LENGTH = 255
"""Characters that Excel takes in the list of a validation."""


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
        """Title, note, header, rows and blank rows, with lists for the clerk to choose from."""
        layout, rows, columns = self.layout.sheets[self.key], list(self._rows(questions)), self._columns
        widths = [column.width for column in columns.values()]
        last_row = _HEADER_ROW + max(1, len(rows) + layout.blank)
        tag_column = [*columns].index(ROW_TAG) + 1
        shown = len(columns) - (tag_column == len(columns))
        heads = [Cell(column.label, "head-input" if column.by == "clerk" else "head") for column in columns.values()]
        blank_row = SheetRow(self._cells({}), height=_MIN_HEIGHT, grows_when_typed=True)
        sheet_rows = [
            SheetRow([Cell(layout.name, "title", column_span=shown)], height=_TITLE_HEIGHT),
            SheetRow([Cell(layout.note, "sheet-note", column_span=shown)], height=_MIN_HEIGHT),
            SheetRow(heads, height=_HEADER_HEIGHT),
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
            filter_range=(_HEADER_ROW, 1, last_row, len(columns)),
            page=PageSetup(repeat_rows=(_HEADER_ROW, _HEADER_ROW), last_column=shown, footer=self.layout.footer),
        )

    @cached_property
    def _columns(self) -> Mapping[str, RegisterColumn]:
        """By their keys: the clerk's in her order and under her headers, then those of the program that are missing."""
        program_columns = {column.key: column for column in self.layout.columns_of(self.key)}
        added = RegisterColumn(key="", label="-", width=_ADDED_WIDTH, by="clerk")
        columns = {
            key: program_columns.get(key, added).model_copy(update={"key": key, "label": label})
            for key, label in self.table.labels.items()
        }
        return {**columns, **{key: column for key, column in program_columns.items() if key not in columns}}

    @cached_property
    def _program_keys(self) -> Sequence[str]:
        """The columns that the program fills, in the order of the layout; the tag aside."""
        return [column.key for column in self.layout.sheets[self.key].columns if column.by != "clerk"]

    def _rows(self, questions: Sequence[QuestionRow]) -> Iterator[QuestionRow]:
        """Hers as they are; the program's, where she wrote nothing, as they must be now and in place; then new ones."""
        open_rows: dict[tuple[str, ...], QuestionRow] = {}
        for question in questions:
            open_rows.setdefault(_subject(question), self._tagged(question))
        rows = [row.values for row in self.table.rows]
        for row in rows:
            if not self._is_untouched(row):
                open_rows.pop(_subject(row), None)
        for row in rows:
            if not self._is_untouched(row):
                yield row
            elif open_row := open_rows.pop(_subject(row), None):
                yield self._first_received(open_row, row)
        yield from open_rows.values()

    def _tagged(self, row: QuestionRow) -> QuestionRow:
        """With a checksum of all that the program wrote: by it a row is known in which nobody else did."""
        return {**row, ROW_TAG: row_checksum(row, self.layout.sheets[self.key])}

    def _is_untouched(self, row: QuestionRow) -> bool:
        """Whether a row is the program's, just as it wrote it."""
        return row.keys() <= {*self._program_keys, ROW_TAG} and self._tagged(row) == row

    def _first_received(self, open_row: QuestionRow, row: QuestionRow) -> QuestionRow:
        """A refused file comes anew with each run; the day on which it came first stays."""
        first, latest = row.get("received"), open_row.get("received")
        if not isinstance(first, date) or not isinstance(latest, date):
            return open_row
        return self._tagged({**open_row, "received": min(first, latest)})

    def _cells(self, row: QuestionRow) -> list[Cell]:
        """A row in the style of who writes into each column."""
        cells = []
        for key, column in self._columns.items():
            value = row.get(key)
            by_program = column.by == "program" or (column.by == "either" and ROW_TAG in row)
            if isinstance(value, date):
                cells.append(Cell(value, "cell-date" if by_program else "input-date"))
            else:
                cells.append(Cell(value, "cell-text" if by_program else "input-middle"))
        return cells

    def _validations(self, last_row: int) -> Iterator[Validation]:
        """The lists, down to the last row; with the names of units where Excel can take them all."""
        answers = (self.layout.yes, self.layout.no)
        with_units = (*answers, *self.unit_names)
        fits = len(",".join(with_units)) <= _MAX_LIST_LENGTH
        numbers = {key: number for number, key in enumerate(self._columns, 1)}
        for column in self.layout.sheets[self.key].columns:
            if column.offers:
                yield Validation(
                    range_address(_HEADER_ROW + 1, numbers[column.key], last_row),
                    "list",
                    with_units if column.offers == "units" and fits else answers,
                    title=column.label,
                    prompt=column.help,
                    error=column.help,
                    strict=column.strict,
                )


def _subject(row: QuestionRow) -> tuple[str, ...]:
    """What a row is about: its file and cell."""
    return tuple(comparable_cell(row.get(key)).casefold() for key in ("mark", "sheet", "cell"))


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
    widths = [_ADDED_WIDTH] * max((len(row) for row in sheet.rows), default=0)
    return Sheet(sheet.name, rows, widths=widths, visibility="visible" if sheet.visible else "hidden")
