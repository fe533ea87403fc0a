"""办公室登记 as it must be: a Book where there is none yet, and which rows of it the clerk's workbook lacks."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property

from duban.model.register_layout import ROW_TAG, RegisterColumn, RegisterLayout
from duban.register.contents import RegisterContents, RegisterTable
from duban.register.row_places import FIRST_HEADER_ROW, PlacedRow, SharedTasks, placed_rows, program_keys
from duban.register.sheet_rules import QuestionRow
from duban.register.sheets import SHEET_RULES
from duban.value_object import ValueObject, field, replace
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
from duban.workbook.long_lists import fits_into_rule
from duban.workbook.paging import BODY_FONT_SIZE, fitted_row
from duban.workbook.sheet_edit import SheetEdit

_TITLE_HEIGHT, _HEADER_HEIGHT, _MIN_HEIGHT = 30.0, 24.0, 20.0
_GUIDE_WIDTH, _ADDED_WIDTH = 118.0, 16.0
_KEPT_NAME_LENGTH = 24
"""So many characters of the name of a sheet leave room for a number behind it: Excel takes 31."""


class RegisterDesign(ValueObject):
    """The register as it must be now.

    Attributes:
        book: its sheets, each row where it stands in the clerk's; what she wrote is left out.
        edits: what of the book is to be laid over her workbook; empty where that says all already.
        clerk_book: her workbook; empty where there is none yet.
        new_rows: name of a sheet → how many rows it has that it did not have; sheets without any are left out.
    """

    book: Book
    edits: tuple[SheetEdit, ...]
    clerk_book: bytes = b""
    new_rows: Mapping[str, int] = field(default_factory=dict)


def design_register(
    layout: RegisterLayout,
    questions: Mapping[str, Sequence[QuestionRow]],
    contents: RegisterContents,
    unit_names: Sequence[str],
    light_names: Sequence[str] = (),
    shared_tasks: frozenset[str] = frozenset(),
) -> RegisterDesign:
    """The register as it must be now; the same questions over the same contents give the same workbook.

    Args:
        layout: its sheets and columns.
        questions: by the keys of the sheets.
        contents: as the clerk left it.
        unit_names: what its lists offer; so are `light_names`.
        shared_tasks: the numbers of the tasks of which each unit that answers for them has rows of its own.
    """
    names, shared = (unit_names, light_names), SharedTasks(shared_tasks, layout.everyone)
    designs = [_SheetDesign(layout, key, contents, *names, questions.get(key, ()), shared) for key in layout.sheets]
    sheets = (_guide(layout), *(design.sheet() for design in designs))
    edits = tuple(edit for edit in (design.edit() for design in designs) if not edit.is_empty)
    title = layout.file.rpartition(".")[0]
    new_rows = {design.name: design.new_row_count for design in designs if design.new_row_count}
    return RegisterDesign(Book(sheets, title, {PRODUCT_PROPERTY: "register"}), edits, contents.data, new_rows)


class _SheetDesign(ValueObject, dict=True):
    """One of the program's sheets: the clerk's rows, her order of columns, and those that she added, stay."""

    layout: RegisterLayout
    key: str
    contents: RegisterContents
    unit_names: Sequence[str]
    light_names: Sequence[str]
    questions: Sequence[QuestionRow]
    shared: SharedTasks

    def sheet(self) -> Sheet:
        """Title, note, header, rows and blank rows, with lists for the clerk to choose from; without what she wrote."""
        layout, columns = self.layout.sheets[self.key], self._columns
        widths = [column.width for column in columns.values()]
        tag_column = self._numbers[ROW_TAG]
        shown = len(columns) - (tag_column == len(columns))
        heads = [Cell(column.label, "head-input" if column.by == "clerk" else "head") for column in columns.values()]
        sheet_rows = {
            1: SheetRow([Cell(layout.name, "title", column_span=shown)], height=_TITLE_HEIGHT),
            2: fitted_row([Cell(layout.note, "sheet-note", column_span=shown)], widths, least=_MIN_HEIGHT),
            self._header_row: fitted_row(heads, widths, least=_HEADER_HEIGHT),
        }
        for number in range(self._header_row + 1, self._last_row + 1):
            row = self._rows[number].values if number in self._rows else {}
            sheet_rows[number] = fitted_row(self._cells(row), widths, least=_MIN_HEIGHT, grows_when_typed=True)
        return Sheet(
            self.name,
            [sheet_rows.get(number, SheetRow([])) for number in range(1, self._last_row + 1)],
            widths=widths,
            hidden_columns=frozenset({tag_column}),
            validations=tuple(self._validations(self._last_row)),
            freeze=(self._header_row, 1),
            filter_range=(self._header_row, 1, self._last_row, len(columns)),
            page=PageSetup(
                repeat_rows=(self._header_row, self._header_row), last_column=shown, footer=self.layout.footer
            ),
        )

    def edit(self) -> SheetEdit:
        """What of the sheet is to be laid over the clerk's."""
        if not self.table.header_row:
            return SheetEdit(self.name)
        rows = {number: row.edit for number, row in self._rows.items()}
        if max(rows, default=0) > self.table.last_row:
            rows |= {
                number: "blank" for number in range(self.table.last_row + 1, self._last_row + 1) if number not in rows
            }
        added = frozenset(number for key, number in self._numbers.items() if key not in self.table.labels)
        return SheetEdit(
            self.name,
            self.table.name,
            rows,
            frozenset(self._numbers[key] for key in (*program_keys(self.layout.sheets[self.key]), ROW_TAG)) | added,
            added,
            added & {self._numbers[ROW_TAG]},
            self._header_row,
            self.table.last_row,
            self._last_row,
        )

    @property
    def table(self) -> RegisterTable:
        """The sheet as the clerk left it."""
        return self.contents.sheets.get(self.key, RegisterTable())

    @property
    def new_row_count(self) -> int:
        """How many rows ask what no row asked before."""
        return sum(bool(row.values) and row.edit == "row" for row in self._rows.values())

    @property
    def name(self) -> str:
        """That of the layout; another where the clerk emptied the sheet and it cannot be told any more."""
        name = self.layout.sheets[self.key].name
        is_taken = not self.table.header_row and name in self.contents.sheet_names
        return f"{name[:_KEPT_NAME_LENGTH]}-{len(self.contents.sheet_names)}" if is_taken else name

    @property
    def _header_row(self) -> int:
        return self.table.header_row or FIRST_HEADER_ROW

    @cached_property
    def _last_row(self) -> int:
        """Of the table with its new rows, and the empty ones that are ready for hers."""
        last_used = max(self._header_row, self.table.last_row, *self._rows)
        return max(self._header_row + 1, last_used + self.layout.sheets[self.key].blank)

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        """Column key → its number."""
        return {key: number for number, key in enumerate(self._columns, 1)}

    @cached_property
    def _columns(self) -> Mapping[str, RegisterColumn]:
        """By their keys: the clerk's in her order and under her headers, then those of the program that are missing."""
        program_columns = {column.key: column for column in self.layout.columns_of(self.key)}
        added = RegisterColumn(key="", label="-", width=_ADDED_WIDTH, by="clerk")
        columns = {
            key: replace(program_columns.get(key, added), key=key, label=label)
            for key, label in self.table.labels.items()
        }
        return {**columns, **{key: column for key, column in program_columns.items() if key not in columns}}

    @cached_property
    def _rows(self) -> Mapping[int, PlacedRow]:
        return placed_rows(self.layout.sheets[self.key], SHEET_RULES[self.key], self.table, self.questions, self.shared)

    def _cells(self, row: QuestionRow) -> list[Cell]:
        """A row in the style of who writes into each column."""
        cells = []
        for key, column in self._columns.items():
            value = row.get(key)
            by_program = column.by == "program" or (column.by == "either" and ROW_TAG in row)
            if column.holds == "day" or isinstance(value, date):
                cells.append(Cell(value, "cell-date" if by_program else "input-date"))
            else:
                cells.append(Cell(value, "cell-text" if by_program else "input-middle"))
        return cells

    def _validations(self, last_row: int) -> Iterator[Validation]:
        """The lists, down to the last row.

        Those of all units are left out of a workbook that she has, where no rule takes them: they would need a name.
        """
        answers = (self.layout.yes, self.layout.no)
        with_units = (*answers, *self.unit_names)
        fits = fits_into_rule(with_units) or not self.contents.data
        for column in self.layout.sheets[self.key].columns:
            offered = with_units if column.offers == "units" and fits else answers
            if column.offers == "lights":
                offered = tuple(self.light_names)
            if column.offers or column.choices:
                yield Validation(
                    range_address(self._header_row + 1, self._numbers[column.key], last_row),
                    "list",
                    column.choices or offered,
                    title=column.label,
                    prompt=column.help,
                    error=column.help,
                    strict=column.strict,
                )


def _guide(layout: RegisterLayout) -> Sheet:
    title = SheetRow([Cell(layout.guide.name, "title")], height=_TITLE_HEIGHT)
    lines = [fitted_row([Cell(line, "guide")], (_GUIDE_WIDTH,), BODY_FONT_SIZE) for line in layout.guide.lines]
    page = PageSetup(last_column=1, footer=layout.footer, fit_one_page=True)
    return Sheet(layout.guide.name, [title, *lines], widths=(_GUIDE_WIDTH,), page=page)
