"""One table of a form: heading, header, a row for each task or milestone, the check column and the row keys."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from operator import itemgetter

from duban.fields import FIELD_KINDS, CellContext
from duban.fields.day import example_day
from duban.fields.locked import STAGE_PATH, locked_value
from duban.fields.number import bound_text
from duban.forms.batch import ColumnProblems, FormCell, FormDraft, FormRow
from duban.forms.check_column import CheckColumn
from duban.forms.heading import find_tick, input_cell
from duban.model.form_id import CARRIED_SHEET
from duban.model.layout import EXPLANATION_KEY, Column, HeadingItem, SheetLayout
from duban.model.row import Row
from duban.model.submission import Answer
from duban.workbook.book import (
    Cell,
    ConditionalFormat,
    PageSetup,
    Scalar,
    Sheet,
    SheetRow,
    Validation,
    cell_address,
    column_letters,
    column_number,
    column_range,
    range_address,
)
from duban.workbook.paging import row_height

_CHECK_WIDTH = 18.0
_HEADING_HEIGHT = 24.0
_LONGEST_PROMPT = 255
"""Characters that Excel takes."""
_MESSAGE_WIDTH = 44.0
_WIDE_CHARACTER = "\u56fd"
"""As wide as any that people type."""


@dataclass(frozen=True)
class FormTable:
    """One sheet of one unit's form.

    To the right of the layout's columns stand the check column, in a correction copy then the messages and the
    explanation, and last the hidden row keys.
    """

    draft: FormDraft
    layout: SheetLayout
    rows: tuple[FormRow, ...]
    first_carried_row: int
    """Where the carried texts of this table begin on the hidden sheet."""
    heading_problems: ColumnProblems
    """What is wrong with the inputs of the heading."""

    def sheet(self) -> Sheet:
        """The sheet as data."""
        layout, header = self.layout, self._header_row
        widths = [column.width for column in layout.columns] + [_CHECK_WIDTH]
        if self.draft.submission:
            widths += [_MESSAGE_WIDTH, self.draft.batch.explanation_column.width]
        filtered = bool(self._folded_stage or self.draft.submission)
        return Sheet(
            name=layout.name,
            rows=self._sheet_rows(),
            widths=tuple(widths),
            hidden_columns=frozenset({self._key_column}),
            validations=tuple(self._validations()),
            conditional_formats=tuple(self._conditional_formats()),
            freeze=(header, 0),
            filter_range=(header, 1, self._last_row, self._key_column) if filtered else None,
            filter_values=self._stage_filter(),
            page=PageSetup(
                paper=layout.paper,
                repeat_rows=(header, header),
                last_column=len(layout.columns),
                footer=self.draft.messages.text("form-footer", code=self.draft.form_id.code),
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
            for position, column in self._columns:
                yield (key, column.key), FormCell(name, cell_address(number, position), column.label, row.subject)

    def carried_texts(self) -> Iterator[tuple[str, Answer]]:
        """Row key → the carried text that must change, for the hidden sheet."""
        watched = next((column.key for column in self.layout.input_columns if column.unchanged_unless), "")
        return ((row.subject.key, row.carried.get(watched)) for row in self.rows)

    @cached_property
    def _check_column(self) -> CheckColumn:
        return CheckColumn(self.layout, self.draft.period, self.draft.messages, find_tick(self.draft))

    @property
    def _header_row(self) -> int:
        return 4 if self.layout.heading else 3

    @property
    def _last_row(self) -> int:
        return self._header_row + len(self.rows)

    @property
    def _check_position(self) -> int:
        return len(self.layout.columns) + 1

    @property
    def _key_column(self) -> int:
        return self._check_position + (3 if self.draft.submission else 1)

    @cached_property
    def _columns(self) -> Sequence[tuple[int, Column]]:
        """Every column of the layout, and in a correction copy the explanation, with its number."""
        columns = list(enumerate(self.layout.columns, 1))
        if self.draft.submission:
            columns.append((self._key_column - 1, self.draft.batch.explanation_column))
        return columns

    @property
    def _folded_stage(self) -> str:
        """The stage whose rows are out of sight; none in a correction copy."""
        return "" if self.draft.submission else self.layout.fold

    def _numbered_rows(self) -> Iterator[tuple[int, FormRow]]:
        return enumerate(self.rows, self._header_row + 1)

    def _heading_cells(self) -> Iterator[tuple[Column, str]]:
        """The inputs of the heading and their cells."""
        for item in self.layout.heading:
            if item.asks:
                yield item.asks, input_cell(item)

    def _stage_filter(self) -> tuple[int, tuple[str, ...]] | None:
        """The filter that folds: its column, and the words of the stages that stay in sight."""
        stages = dict.fromkeys(row.stage for row in self.rows)
        if self._folded_stage not in stages:
            return None
        position = next(position for position, column in self._columns if column.shows == STAGE_PATH)
        return position, tuple(self.layout.stages[stage] for stage in stages if stage != self._folded_stage)

    def _sheet_rows(self) -> Iterator[SheetRow]:
        span = len(self.layout.columns)
        code = self.draft.messages.text("form-code", code=self.draft.form_id.code)
        yield SheetRow([Cell(self.draft.filled_text(self.layout.title), "title", column_span=span)], height=32)
        yield self._code_line(code)
        if self.layout.heading:
            heading = self._heading([item for item in self.layout.heading if not item.beside_code])
            yield SheetRow(heading, height=_HEADING_HEIGHT)
        yield self._header()
        for number, row in self._numbered_rows():
            yield self._table_row(number, row)
        for text in self.layout.foot:
            yield SheetRow([Cell(self.draft.filled_text(text), "foot", column_span=span)], height=30)

    def _code_line(self, code: str) -> SheetRow:
        """The form code, and what of the heading stands beside it."""
        cells = self._heading([item for item in self.layout.heading if item.beside_code])
        first = next((at for at, cell in enumerate(cells) if cell), len(cells))
        height = _HEADING_HEIGHT if any(cells) else None
        return SheetRow([Cell(code, "code", column_span=first), *cells[1:]], height=height)

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
        cells.append(self._counter())
        if self.draft.submission:
            cells.append(Cell(self.draft.layout.message_label, "head"))
            cells.append(Cell(self.draft.batch.explanation_column.label, "head-input"))
        height = row_height((column.label, column.width) for column in self.layout.columns)
        return SheetRow([*cells, Cell(self.draft.form_id.code, "hidden")], height=max(24, height))

    def _counter(self) -> Cell:
        check_cells = range_address(self._header_row + 1, self._check_position, self._last_row)
        required_cells = [cell for column, cell in self._heading_cells() if column.required == "always"]
        count = self._check_column.count_text(self.rows, self.draft.submitted_answers(self.layout))
        return Cell(count, "check-head", formula=self._check_column.count_formula(check_cells, required_cells))

    def _table_row(self, number: int, row: FormRow) -> SheetRow:
        cells = [self._cell(column, row) for column in self.layout.columns]
        addresses = {column.key: f"${column_letters(position)}{number}" for position, column in self._columns}
        carried_row = self.first_carried_row + number - self._header_row - 1
        formula = self._check_column.row_formula(row, addresses, f"{CARRIED_SHEET}!$B${carried_row}")
        cells.append(Cell(self._check_column.row_text(row), "check", formula=formula))
        if self.draft.submission:
            style = FIELD_KINDS["text"].style if row.explainable or EXPLANATION_KEY in row.problems else "explain"
            cells.append(Cell("\n".join(problem.message for problem in row.all_problems), "message"))
            cells.append(self._input(self.draft.batch.explanation_column, style, row.answers, row.problems))
        cells.append(Cell(self.draft.form_id.row_key(row.subject.key), "hidden"))
        hidden = row.stage == self._folded_stage
        return SheetRow(cells, self._height(cells, row), hidden=hidden, grows_when_typed=self.layout.grow)

    def _height(self, cells: Sequence[Cell], row: FormRow) -> float:
        """High enough for what stands in the row and, unless it grows, for all that may be typed into it."""
        texts = [(str(cells[position - 1].value or ""), column.width) for position, column in self._columns]
        if self.draft.submission:
            texts.append((str(cells[self._check_position].value), _MESSAGE_WIDTH))
        if not self.layout.grow:
            inputs = [*self.layout.input_columns]
            if self.draft.submission and row.explainable:
                inputs.append(self.draft.batch.explanation_column)
            texts += [(_WIDE_CHARACTER * column.max, column.width) for column in inputs]
        return row_height(texts)

    def _cell(self, column: Column, row: FormRow) -> Cell:
        if column.kind:
            return self._input(column, FIELD_KINDS[column.kind].style, row.answers, row.problems)
        value: Scalar
        if column.recalls:
            value = row.recalled_answers.get(column.key)
        elif column.shows == STAGE_PATH:
            value = self.layout.stages[row.stage]
        else:
            value = locked_value(column, row.subject)
        if isinstance(value, date):
            return Cell(value, "cell-date")
        return Cell(value, "cell-center" if column.align == "center" else "cell")

    def _input(self, column: Column, style: str, answers: Mapping[str, Answer], problems: ColumnProblems) -> Cell:
        answer, column_problems = answers.get(column.key), problems.get(column.key, ())
        if not column_problems:
            return Cell(answer, style)
        note = self.draft.messages.text(
            "told-note",
            label=self.draft.layout.message_label,
            was=column_problems[0].read_text,
            told=[problem.message for problem in column_problems],
        )
        return Cell(answer, f"{style}-wrong", note=note)

    def _validations(self) -> Iterator[Validation]:
        for column, cell in self._heading_cells():
            yield self._with_refusal(column, self._validation(column, None), cell)
        for position, column in self._columns:
            if column.kind:
                # rows whose rule is the same, one below another, share one
                rules = ((number, self._validation(column, row.subject)) for number, row in self._numbered_rows())
                for rule, group in groupby(rules, key=itemgetter(1)):
                    numbers = [number for number, _ in group]
                    yield self._with_refusal(column, rule, range_address(numbers[0], position, numbers[-1]))

    def _validation(self, column: Column, row: Row | None) -> Validation:
        return FIELD_KINDS[column.kind].validation("", self._context(column, row))

    def _context(self, column: Column, row: Row | None) -> CellContext:
        return CellContext(column, self.draft.batch.days, self.draft.period, row)

    def _with_refusal(self, column: Column, rule: Validation, cells: str) -> Validation:
        """The rule for these cells, with the words that refuse anything else."""
        high = bound_text(rule.high) if isinstance(rule.high, Decimal) else rule.high
        example = example_day(self._context(column, None)) if rule.kind == "date" else ""
        error = self.draft.messages.text(f"refuse-{rule.kind}", low=rule.low, high=high, example=example)
        labels = {other.key: other.label for other in self.layout.columns}
        return replace(rule, cells=cells, prompt=self.draft.hint(column, labels)[:_LONGEST_PROMPT], error=error)

    def _conditional_formats(self) -> Iterator[ConditionalFormat]:
        """An input is marked while the check column speaks of it, and the check column while it is not done."""
        first, check = self._header_row + 1, column_letters(self._check_position)
        inputs = [column_letters(position) for position, column in enumerate(self.layout.columns, 1) if column.kind]
        begun = f"COUNTA(${inputs[0]}{first}:${inputs[-1]}{first})>0"
        style = "fault" if self.draft.submission else "missing"
        for position, column in self._columns:
            if texts := self._check_column.fault_texts(column):
                faults = ",".join(f'${check}{first}="{text}"' for text in texts)
                cells = range_address(first, position, self._last_row)
                yield ConditionalFormat(cells, f"=AND({begun},OR({faults}))", style)
        cell, done = f"{check}{self._header_row}", self._check_column.done_text
        cells = range_address(self._header_row, self._check_position, self._last_row)
        yield ConditionalFormat(cells, f'=AND({cell}<>"",LEFT({cell},1)<>"{done}")', "missing-check")
