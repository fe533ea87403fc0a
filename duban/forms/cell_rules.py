"""What programs enforce in the cells of a form's table, and which cells they mark while something is owed."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby
from operator import itemgetter

from duban.fields import FIELD_KINDS, CellContext
from duban.fields.day import example_day
from duban.fields.number import bound_text
from duban.forms.batch import FormDraft, FormRow
from duban.forms.carried import CarriedAnswers
from duban.forms.check_column import CheckColumn, quoted
from duban.forms.heading import input_cell
from duban.forms.input_hints import InputHints
from duban.forms.table_columns import TableColumns
from duban.model.layout import Column, SheetLayout
from duban.model.row import Row
from duban.value_object import ValueObject, replace
from duban.workbook.book import ConditionalFormat, Validation, cell_address, column_letters, range_address


class CellRules(ValueObject):
    """The rules of one table."""

    draft: FormDraft
    columns: TableColumns
    check_column: CheckColumn
    hints: InputHints
    header_row: int
    rows: tuple[FormRow, ...]
    carried: CarriedAnswers

    @property
    def layout(self) -> SheetLayout:
        """Of the table."""
        return self.columns.layout

    def validations(self) -> Iterator[Validation]:
        """What the inputs take."""
        for item in self.layout.heading:
            if item.asks:
                rule = replace(self._validation(item.asks, None), prompt=self.hints.prompt(item.asks))
                yield self._with_refusal(item.asks, rule, input_cell(item))
        for position, column in self.columns.numbered:
            if column.kind:
                prompt = self.hints.prompt(column)
                # rows whose rule is the same, one below another, share one
                rows = enumerate(self.rows, self.header_row + 1)
                rules = ((number, self._validation(column, row.subject)) for number, row in rows)
                for rule, group in groupby(rules, key=itemgetter(1)):
                    numbers = [number for number, _ in group]
                    cells = range_address(numbers[0], position, numbers[-1])
                    yield self._with_refusal(column, replace(rule, prompt=prompt), cells)

    def conditional_formats(self) -> Iterator[ConditionalFormat]:
        """An input is marked while the check column speaks of it, and the check column while it is not done."""
        first, check = self.header_row + 1, column_letters(self.columns.check)
        is_copy = self.draft.submission is not None
        style = "fault" if is_copy else "missing"
        for position, column in self.columns.numbered:
            if texts := self.check_column.fault_texts(column, is_carried_seen=not is_copy):
                faults = ",".join(f'${check}{first}="{text}"' for text in texts)
                cells = range_address(first, position, self._last_row)
                yield ConditionalFormat(cells, f"=AND({self._row_is_begun},OR({faults}))", style)
        yield from self._changed_formats()
        at_ease = ("", self.check_column.done_text, self.check_column.none_owed_text)
        tests = ",".join(f"{check}{self.header_row}<>{quoted(text)}" for text in at_ease)
        cells = range_address(self.header_row, self.columns.check, self._last_row)
        yield ConditionalFormat(cells, f"=AND({tests})", "missing-check")

    def _changed_formats(self) -> Iterator[ConditionalFormat]:
        """What was carried into an input loses the look of that when it is changed."""
        first = self.header_row + 1
        for position, column in self.columns.numbered:
            if column in self.carried.columns:
                test = self.carried.is_changed(column, cell_address(first, position), self.header_row)
                yield ConditionalFormat(range_address(first, position, self._last_row), f"={test}", "changed")

    @property
    def _last_row(self) -> int:
        return self.header_row + len(self.rows)

    @property
    def _row_is_begun(self) -> str:
        """A test for Excel, of the first row: something stands in an input."""
        inputs = (column_letters(number) for number, column in enumerate(self.layout.columns, 1) if column.kind)
        return f"COUNTA({','.join(f'${letters}{self.header_row + 1}' for letters in inputs)})>0"

    def _validation(self, column: Column, row: Row | None) -> Validation:
        return FIELD_KINDS[column.kind].validation("", self._context(column, row))

    def _context(self, column: Column, row: Row | None) -> CellContext:
        return CellContext(column, self.draft.batch.days, self.draft.period, row)

    def _with_refusal(self, column: Column, rule: Validation, cells: str) -> Validation:
        """The rule for these cells, with the words that refuse anything else."""
        high = bound_text(rule.high) if isinstance(rule.high, Decimal) else rule.high
        example = example_day(self._context(column, None)) if rule.kind == "date" else ""
        error = self.draft.messages.text(f"refuse-{rule.kind}", low=rule.low, high=high, example=example)
        return replace(rule, cells=cells, error=error)
