"""One sheet of a plan's workbook: the entries of a table, blank rows for new ones, and what each cell takes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property

from duban.messages.catalogue import Messages
from duban.plan_book.book_tables import KEY_HEADER, ROW_KEY_HEADER, VALUE_HEADER
from duban.plan_book.plan_rows import NAME_KEY, SHOWN_KEYS, TASK_KEY, PlanRow, head_keys
from duban.plan_book.tables import AnyModel, Offer, PlanColumn, PlanTable, Shape, columns_of
from duban.text.lazy_pattern import lazy_pattern
from duban.value_object import ValueObject, replace
from duban.workbook.book import (
    LONGEST_CELL_TEXT,
    Cell,
    ConditionalFormat,
    PageSetup,
    Sheet,
    SheetRow,
    Validation,
    cell_address,
    column_letters,
    range_address,
)
from duban.workbook.paging import fitted_row

_SPARE_ROWS = 50
_FIRST_ROW = 4
"""Of the entries; above them stand the title, a note and the headers."""
_TITLE_HEIGHT, _HEADER_HEIGHT, _ROW_HEIGHT = 26.0, 24.0, 20.0
_NARROWEST, _WIDEST = 9.0, 46.0
_SINGLE_WIDTHS = (16.0, 60.0, 60.0)
_FROZEN_COLUMNS = 2
_OF_YAML = lazy_pattern(r"[，；][^，；{\[|]*(?:[{\[][^}\]]*[}\]]|\|-[^；]*)")
"""Examples in brackets, and how a block begins: only who types plan.yaml has to know."""
_FOOTER = "&C&9&P / &N"

KeyHelp = Callable[[AnyModel, str], str]
"""What an editor shows beside a field of a model."""


class SheetWords(ValueObject):
    """What stands around the entries.

    Attributes:
        offers: what cells offer besides the choices of their keys.
        shows_all: columns that nothing uses are in sight.
    """

    messages: Messages
    help_of: KeyHelp
    offers: Mapping[Offer, tuple[str, ...]]
    shows_all: bool = False


def design_sheet(root: AnyModel, table: PlanTable, rows: Sequence[PlanRow], words: SheetWords) -> Sheet:
    """The sheet of a table.

    Args:
        root: the model of the file.
        table: whose entries it shows.
        rows: those that there are.
        words: what stands around them.
    """
    if table.shape is Shape.ONE and not head_keys(root, table):
        return _single_sheet(table, rows, words)
    return _TableDesign(table, head_keys(root, table), rows, words).sheet()


class _TableDesign(ValueObject, dict=True):
    """A sheet with a row for each entry."""

    table: PlanTable
    heads: tuple[str, ...]
    rows: Sequence[PlanRow]
    words: SheetWords

    def sheet(self) -> Sheet:
        """Title, note, headers, entries, blank rows."""
        widths = self.widths
        note = self.words.messages.text("plan-book-sheet-note", key=self.table.key)
        heads = [
            *(Cell(key, "head") for key in self.heads),
            *(Cell(key, "head-input") for key in self.columns),
            Cell(ROW_KEY_HEADER, "hidden"),
        ]
        title = self.words.messages.text("plan-book-sheet-title", key=self.table.key)
        return Sheet(
            self.table.key,
            [
                SheetRow([Cell(title, "sheet-title")], height=_TITLE_HEIGHT),
                SheetRow([Cell(note, "code")], height=_ROW_HEIGHT),
                fitted_row(heads, widths, least=_HEADER_HEIGHT),
                *map(self._row, self.rows),
                *(SheetRow(self._blank_cells(), height=_ROW_HEIGHT, grows_when_typed=True) for _ in range(_SPARE_ROWS)),
            ],
            widths=widths,
            hidden_columns=frozenset({len(widths), *self._unused()}),
            validations=tuple(self._validations()),
            conditional_formats=tuple(self._missing_marks()),
            freeze=(_FIRST_ROW - 1, _FROZEN_COLUMNS),
            page=PageSetup(repeat_rows=(_FIRST_ROW - 1,) * 2, last_column=len(widths) - 1, footer=_FOOTER),
            tab_color="head" if self.rows else "",
            locked=True,
        )

    @property
    def columns(self) -> Mapping[str, PlanColumn]:
        """The keys that are filled in."""
        return columns_of(self.table.model)

    @cached_property
    def widths(self) -> list[float]:
        """Of the columns, wide enough for most of what stands in them."""
        keys = (*self.heads, *self.columns)
        texts = [[row.head.get(key, row.cells.get(key, "")) for row in self.rows] for key in keys]
        return [*map(_fitting_width, keys, texts), _NARROWEST]

    @property
    def _last_row(self) -> int:
        return _FIRST_ROW + len(self.rows) + _SPARE_ROWS - 1

    def _row(self, row: PlanRow) -> SheetRow:
        """An entry, as high as what is in sight needs; whose it is cannot be changed, a name can."""
        heads = [Cell(row.head.get(key, ""), "input-middle" if key == NAME_KEY else "cell-text") for key in self.heads]
        inputs = [Cell(row.cells[key], "input-middle") for key in self.columns]
        fitted = fitted_row([*heads, *inputs], self.widths, least=_ROW_HEIGHT, grows_when_typed=True)
        return replace(fitted, cells=[*heads, *inputs, Cell(row.item.row_key, "hidden")])

    def _blank_cells(self) -> list[Cell]:
        heads = [Cell("", "cell-text" if key in SHOWN_KEYS else "input-middle") for key in self.heads]
        return [*heads, *(Cell("", "input-middle") for _ in self.columns), Cell("", "hidden")]

    def _unused(self) -> Iterator[int]:
        """The columns that say nothing in any row, where there are rows."""
        for number, (key, column) in enumerate(self.columns.items(), len(self.heads) + 1):
            is_used = column.is_required or any(row.cells[key] for row in self.rows)
            if self.rows and not is_used and not self.words.shows_all:
                yield number

    def _validations(self) -> Iterator[Validation]:
        """What each column takes and says when it is selected."""
        for number, key in enumerate(self.heads, 1):
            text = self.words.messages.text("plan-book-head-help", key=key)
            tasks = self.words.offers.get(Offer.TASKS, ()) if key == TASK_KEY else ()
            yield _validation(self._range(number), key, text, tasks, strict=False)  # a new task is none of them
        for number, column in enumerate(self.columns.values(), len(self.heads) + 1):
            yield column_validation(self._range(number), self.table, column, self.words)

    def _range(self, column: int) -> str:
        return range_address(_FIRST_ROW, column, self._last_row)

    def _missing_marks(self) -> Iterator[ConditionalFormat]:
        """Blank cells that an entry cannot do without, where its row says anything."""
        last = column_letters(len(self.heads) + len(self.columns))
        for number, column in enumerate(self.columns.values(), len(self.heads) + 1):
            if column.is_required:
                formula = f'=AND({cell_address(_FIRST_ROW, number)}="",COUNTA($A{_FIRST_ROW}:${last}{_FIRST_ROW})>0)'
                yield ConditionalFormat(self._range(number), formula, "missing")


def column_validation(cells: str, table: PlanTable, column: PlanColumn, words: SheetWords) -> Validation:
    """What the cells of a column take.

    Args:
        cells: a range.
        table: of the column.
        column: the key.
        words: what it offers and says.
    """
    text = _prompt(table, column, words)
    offered = words.offers.get(column.offer, ()) if column.offer else ()
    return _validation(cells, column.key, text, column.choices or offered, strict=bool(column.choices))


def _prompt(table: PlanTable, column: PlanColumn, words: SheetWords) -> str:
    """What an editor shows beside the key, without what is said of YAML, and how several are written in one cell."""
    if not column.field:
        return words.messages.text("plan-book-head-help", key=column.key)
    text = _OF_YAML.sub("", words.help_of(table.model, column.field))
    return words.messages.text("plan-book-cell-help", help=text, holds=column.holds)


def _validation(cells: str, key: str, text: str, options: tuple[str, ...], *, strict: bool) -> Validation:
    """A list where there are options, else what any text satisfies, for the sake of the prompt."""
    if options:
        return Validation(cells, "list", options, title=key, prompt=text, error=text, strict=strict)
    return Validation(cells, "length", low=0, high=LONGEST_CELL_TEXT, title=key, prompt=text, strict=False)


def _single_sheet(table: PlanTable, rows: Sequence[PlanRow], words: SheetWords) -> Sheet:
    """A sheet with one entry: each key in a row of its own, with what it means beside it."""
    text = words.messages.text
    values = rows[0].cells if rows else {}
    headers = (KEY_HEADER, VALUE_HEADER, text("plan-book-meaning"))
    lines = [
        SheetRow([Cell(text("plan-book-sheet-title", key=table.key), "sheet-title")], height=_TITLE_HEIGHT),
        SheetRow([Cell(text("plan-book-sheet-note", key=table.key), "code")], height=_ROW_HEIGHT),
        SheetRow([Cell(name, "head") for name in headers], height=_HEADER_HEIGHT),
    ]
    validations = []
    for number, (key, column) in enumerate(columns_of(table.model).items(), _FIRST_ROW):
        rule = column_validation(f"B{number}", table, column, words)
        validations.append(rule)
        cells = [Cell(key, "cell-text"), Cell(values.get(key, ""), "input-middle"), Cell(rule.prompt, "cell-text")]
        lines.append(fitted_row(cells, _SINGLE_WIDTHS, least=_ROW_HEIGHT, grows_when_typed=True))
    return Sheet(
        table.key,
        lines,
        widths=_SINGLE_WIDTHS,
        validations=tuple(validations),
        freeze=(_FIRST_ROW - 1, 1),
        page=PageSetup(repeat_rows=(_FIRST_ROW - 1,) * 2, last_column=len(_SINGLE_WIDTHS), footer=_FOOTER),
        tab_color="head" if rows else "",
        locked=True,
    )


def _fitting_width(key: str, texts: Sequence[str]) -> float:
    """Wide enough for the longest line of most texts; Chinese characters are two units wide."""
    lengths = sorted(max(map(len, text.split("\n"))) for text in texts if text)
    usual = lengths[len(lengths) * 9 // 10] if lengths else 0
    return min(_WIDEST, max(_NARROWEST, 2.0 * max(usual, len(key)) + 3))
