"""One table of a form: heading, header, a row for each task or milestone, the check column and the row keys."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property

from duban.fields import FIELD_KINDS
from duban.fields.locked import CHECK_PATH, STAGE_PATH, locked_value
from duban.forms.batch import STAGES, ColumnProblems, FormCell, FormDraft, FormRow
from duban.forms.carried import CarriedAnswers
from duban.forms.cell_rules import CellRules
from duban.forms.check_column import CheckColumn
from duban.forms.heading import find_tick, input_cell
from duban.forms.input_hints import InputHints
from duban.forms.table_columns import TableColumns
from duban.model.layout import EXPLANATION_KEY, Column, HeadingItem, SheetLayout
from duban.model.row import MilestoneStage
from duban.model.submission import Answer
from duban.text.lazy_pattern import lazy_pattern
from duban.value_object import ValueObject
from duban.workbook.book import (
    Cell,
    PageSetup,
    Scalar,
    Sheet,
    SheetRow,
    cell_address,
    column_letters,
    column_number,
    column_range,
    range_address,
)
from duban.workbook.paging import fitted_row, row_height, wrapped_line_count

_HEADING_HEIGHT = 24.0
_NOTICE_SIZE = 10.5
_BRACKETS_AT_END = lazy_pattern("(?=（[^（）]*）$)")
_ARROW_HEIGHT = 20.0
"""Points that a header keeps free for the arrows of a filter: its words stand in the middle, they at its lower edge."""
_WIDE_CHARACTER = "\u56fd"
"""As wide as any that people type."""


class FormTable(ValueObject, dict=True):
    """One sheet of one unit's form."""

    draft: FormDraft
    layout: SheetLayout
    rows: tuple[FormRow, ...]
    carried: CarriedAnswers
    """What its inputs have in them when it is issued."""
    heading_problems: ColumnProblems
    """What is wrong with the inputs of the heading."""

    def sheet(self) -> Sheet:
        """The sheet as data."""
        layout, header, columns = self.layout, self._header_row, self._columns
        rules = CellRules(self.draft, columns, self._check_column, self.hints, header, self.rows, self.carried)
        rows = tuple(self._sheet_rows())
        hidden = columns.blank(rows[header : self._last_row]) | columns.unasked(self.rows)
        return Sheet(
            name=layout.name,
            rows=rows,
            widths=columns.widths,
            hidden_columns=hidden | {columns.key},
            validations=tuple(rules.validations()),
            conditional_formats=tuple(rules.conditional_formats()),
            freeze=(header, columns.frozen),
            filter_range=(header, 1, self._last_row, columns.key) if self._is_filtered else None,
            filter_values=self._stage_filter(),
            page=PageSetup(
                paper=layout.paper,
                repeat_rows=(header, header),
                last_column=len(layout.columns),
                footer=self.draft.footer,
            ),
            locked=True,
        )

    def form_cells(self) -> Iterator[tuple[tuple[str, str], FormCell]]:
        """Row key and column key → the cell; the heading has no row key, a whole row no column key."""
        name = self.layout.name
        for column, cell in self._heading_cells():
            yield ("", column.key), FormCell(name, cell, column.label)
        for number, row in self._numbered_rows():
            key = row.subject.key
            yield (key, ""), FormCell(name, cell_address(number, 1), "", row.subject)
            for position, column in self._columns.numbered:
                yield (key, column.key), FormCell(name, cell_address(number, position), column.label, row.subject)

    @cached_property
    def hints(self) -> InputHints:
        """What stands beside its inputs."""
        return InputHints(self.draft, self.layout, self.rows)

    @cached_property
    def _check_column(self) -> CheckColumn:
        return CheckColumn(self.layout, self.draft.period, self.draft.messages, find_tick(self.draft))

    @cached_property
    def _check_texts(self) -> Sequence[str]:
        """What the check column says of each row."""
        return [self._check_column.row_text(row) for row in self.rows]

    @property
    def _is_filtered(self) -> bool:
        return bool(self.layout.fold or self.draft.submission)

    @property
    def _header_row(self) -> int:
        return 4 if self.layout.heading else 3

    @property
    def _last_row(self) -> int:
        return self._header_row + len(self.rows)

    @cached_property
    def _columns(self) -> TableColumns:
        explanation = self.draft.batch.explanation_column if self.draft.submission else None
        return TableColumns(self.layout, explanation)

    @property
    def folded_stages(self) -> tuple[str, ...]:
        """The words of the stages whose rows are out of sight; none in a correction copy."""
        return tuple(self.layout.stages[stage] for stage in self._stages if stage in self._fold)

    @property
    def _stages(self) -> Iterable[MilestoneStage]:
        """Those of its rows, in their order."""
        return dict.fromkeys(row.stage for row in self.rows)

    @cached_property
    def _fold(self) -> Sequence[MilestoneStage]:
        """The stages whose rows are out of sight, whether there are any or not: none where no row would be left."""
        fold = self.layout.fold
        folded = STAGES[STAGES.index(fold) :] if fold and not self.draft.submission else ()
        return folded if any(stage not in folded for stage in self._stages) else ()

    def _numbered_rows(self) -> Iterator[tuple[int, FormRow]]:
        return enumerate(self.rows, self._header_row + 1)

    def _heading_cells(self) -> Iterator[tuple[Column, str]]:
        """The inputs of the heading and their cells."""
        for item in self.layout.heading:
            if item.asks:
                yield item.asks, input_cell(item)

    def _stage_filter(self) -> tuple[int, tuple[str, ...]] | None:
        """The filter that folds: its column, and the words of the stages that stay in sight."""
        if not self.folded_stages:
            return None
        position = next(position for position, column in self._columns.numbered if column.shows == STAGE_PATH)
        return position, tuple(self.layout.stages[stage] for stage in self._stages if stage not in self._fold)

    def _sheet_rows(self) -> Iterator[SheetRow]:
        span = len(self.layout.columns)
        yield SheetRow([Cell(self.draft.filled_text(self.layout.title), "title", column_span=span)], height=32)
        yield self._notice_line()
        if self.layout.heading:
            heading = self._heading([item for item in self.layout.heading if not item.beside_code])
            yield SheetRow(heading, height=_HEADING_HEIGHT)
        yield self._header()
        for number, row in self._numbered_rows():
            yield self._table_row(number, row)
        for text in self.layout.foot:
            yield SheetRow([Cell(self.draft.filled_text(text), "foot", column_span=span)], height=30)

    def _notice_line(self) -> SheetRow:
        """By when it goes to whom, whom to ask and the number of the form; and what of the heading stands beside it."""
        cells = self._heading([item for item in self.layout.heading if item.beside_code])
        span = next((at for at, cell in enumerate(cells) if cell), len(cells))
        width = sum(self._columns.widths[:span])
        is_long = wrapped_line_count(self.draft.notice, width, _NOTICE_SIZE) > 1
        notice = Cell(
            _BRACKETS_AT_END.sub("\n", self.draft.notice) if is_long else self.draft.notice, "notice", column_span=span
        )
        return fitted_row([notice, *cells[1:]], self._columns.widths, least=_HEADING_HEIGHT)

    def _heading(self, items: Sequence[HeadingItem]) -> list[Cell | None]:
        """One line of the heading."""
        cells: list[Cell | None] = [None] * len(self.layout.columns)
        answers = self.draft.submitted_answers(self.layout)
        for item in items:
            first, last = column_range(item.at)
            style = "heading-right" if item.asks else "heading"
            cells[first - 1] = Cell(self.draft.filled_text(item.text), style, column_span=last - first + 1)
            if item.asks:
                style = "heading-input-date" if item.asks.kind == "date" else "heading-input"
                cells[column_number(item.asks_at) - 1] = self._input(item.asks, style, answers, self.heading_problems)
        return cells

    def _header(self) -> SheetRow:
        cells = [Cell(column.label, "head-input" if column.kind else "head") for column in self.layout.columns]
        self._place_check(cells, self._counter())
        if self.draft.submission:
            cells.append(Cell(self.draft.layout.message_label, "head"))
            cells.append(Cell(self.draft.batch.explanation_column.label, "head-input"))
        height = row_height((str(cell.value), width) for cell, width in zip(cells, self._columns.widths, strict=True))
        height += _ARROW_HEIGHT if self._is_filtered else 0
        return SheetRow([*cells, Cell(self.draft.form_id.code, "hidden")], height=max(24, height))

    def _place_check(self, cells: list[Cell], check: Cell) -> None:
        """Put the cell of the check column into those of the layout's columns, or behind them."""
        at = self._columns.check
        cells[at - 1 : at] = [check]

    def _counter(self) -> Cell:
        check_cells = range_address(self._header_row + 1, self._columns.check, self._last_row)
        required_cells = [cell for column, cell in self._heading_cells() if column.required == "always"]
        count = self._check_column.count_text(self._check_texts, self.draft.submitted_answers(self.layout))
        return Cell(count, "check-head", formula=self._check_column.count_formula(check_cells, required_cells))

    def _table_row(self, number: int, row: FormRow) -> SheetRow:
        cells = [self._cell(column, row) for column in self.layout.columns]
        addresses = {column.key: f"${column_letters(position)}{number}" for position, column in self._columns.numbered}
        carried_cell = self.carried.watched_cell(number - self._header_row - 1)
        formula = self._check_column.row_formula(row, addresses, carried_cell)
        text = self._check_texts[number - self._header_row - 1]
        self._place_check(cells, Cell(text, "check", formula=formula))
        if self.draft.submission:
            style = FIELD_KINDS["text"].style if row.explainable or EXPLANATION_KEY in row.problems else "explain"
            cells.append(Cell("\n".join(problem.message for problem in row.all_problems), "message"))
            cells.append(self._input(self.draft.batch.explanation_column, style, row.answers, row.problems))
        key = Cell(self.draft.form_id.row_key(row.subject.key), "hidden")
        hidden = row.stage in self._fold
        return SheetRow([*cells, key], self._height(cells, row), hidden=hidden, grows_when_typed=self.layout.grow)

    def _height(self, cells: Sequence[Cell], row: FormRow) -> float:
        """High enough for what stands in the row and, unless it grows, for all that may be typed into it."""
        texts = zip(cells, self._columns.widths, strict=True)
        height = row_height((str(cell.value or ""), width) for cell, width in texts)
        if self.layout.grow:
            return height
        return max(height, self._explained_height if row.explainable else self._typed_height)

    @cached_property
    def _typed_height(self) -> float:
        """High enough for the longest answers."""
        return _height_of_longest(self.layout.input_columns)

    @cached_property
    def _explained_height(self) -> float:
        """Likewise, with the explanation in a correction copy."""
        explanation = [self.draft.batch.explanation_column] if self.draft.submission else []
        return _height_of_longest([*self.layout.input_columns, *explanation])

    def _cell(self, column: Column, row: FormRow) -> Cell:
        if column.kind:
            return self._input(column, FIELD_KINDS[column.kind].style, row.answers, row.problems)
        value: Scalar
        if column.recalls:
            value = row.recalled_answers.get(column.key)
        elif column.shows == STAGE_PATH:
            value = self.layout.stages[row.stage]
        elif column.shows == CHECK_PATH:
            value = None
        else:
            value = locked_value(column, row.subject)
        if isinstance(value, date):
            return Cell(value, "cell-date")
        return Cell(value, "cell-center" if column.align == "center" else "cell")

    def _input(self, column: Column, style: str, answers: Mapping[str, Answer], problems: ColumnProblems) -> Cell:
        answer, column_problems = answers.get(column.key), problems.get(column.key, ())
        if not column_problems:
            is_carried = answer is not None and not self.draft.submission
            return Cell(answer, f"{style}-carried" if is_carried else style)
        note = self.draft.messages.text(
            "told-note",
            label=self.draft.layout.message_label,
            was=column_problems[0].read_text,
            told=[problem.message for problem in column_problems],
        )
        return Cell(answer, f"{style}-wrong", note=note)


def _height_of_longest(columns: Iterable[Column]) -> float:
    return row_height((_WIDE_CHARACTER * column.max, column.width) for column in columns)
