"""What a table has alike in all forms of a batch: worked out once, and stamped with the rows of each unit."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property, lru_cache

from duban.fields import FIELD_KINDS, CellContext
from duban.fields.day import example_day
from duban.fields.number import bound_text
from duban.fields.row_traits import RowTraits, number_paths, row_traits
from duban.forms.batch import FormBatch, FormDraft, FormRow
from duban.forms.check_column import CheckColumn, quoted
from duban.forms.heading import find_tick
from duban.forms.input_hints import HintedRows, InputHints
from duban.forms.table_columns import TableColumns
from duban.model.layout import Column, SheetLayout
from duban.model.row import Row
from duban.value_object import replace
from duban.workbook.book import Cell, Validation, column_letters
from duban.workbook.paging import row_height

_REMEMBERED = 8
"""Batches: correction copies are of few."""
_ROW, _CARRIED = "\ufdd0", "\ufdd1"
"""In a formula, for the number of its row, and for the cell of what was carried into that."""
_WIDE_CHARACTER = "\u56fd"
"""As wide as any that people type."""


class TableDesign:
    """What the tables of one sheet of a layout have alike, in the forms of a batch or in their correction copies.

    Rows that have the same traits have the same formula, and their cells take the same: each is worked out at the first
    of them, as are the hints of tables that speak of the same.
    """

    def __init__(self, batch: FormBatch, layout: SheetLayout, *, is_copy: bool) -> None:
        self.batch = batch
        self.layout = layout
        self.is_copy = is_copy
        self.explanation = batch.explanation_column if is_copy else None
        self.columns = TableColumns(layout, self.explanation)
        self.tick = find_tick(batch.snapshot.layout)
        self.check = CheckColumn(layout, batch.snapshot.period, batch.messages, self.tick)
        self._number_paths = number_paths(layout)
        self._formulas: dict[tuple[RowTraits, bool], str] = {}
        self._blank_texts: dict[RowTraits, str] = {}
        self._rules: dict[tuple[InputHints, RowTraits | None], Mapping[str, Validation]] = {}
        self._hints: dict[tuple[HintedRows, str], InputHints] = {}

    @property
    def header_row(self) -> int:
        """Below the title, the line with the form's number and that of the heading, if it has one."""
        return 4 if self.layout.heading else 3

    @property
    def is_filtered(self) -> bool:
        """Whether its header has the arrows of a filter."""
        return bool(self.layout.fold or self.is_copy)

    @cached_property
    def blank_cells(self) -> Sequence[Cell]:
        """A row of the layout's columns with nothing in its inputs; what is locked is put over the others."""
        return [Cell(None, FIELD_KINDS[column.kind].style if column.kind else "cell") for column in self.layout.columns]

    @cached_property
    def inputs(self) -> Sequence[tuple[int, Column, str]]:
        """The inputs of a row: at which place each stands, from 0, and its look."""
        columns = enumerate(self.layout.columns)
        return [(at, column, FIELD_KINDS[column.kind].style) for at, column in columns if column.kind]

    @cached_property
    def locked(self) -> Sequence[tuple[int, Column, str]]:
        """The locked cells of a row but that of the check column, likewise."""
        columns = [(at, column) for at, column in enumerate(self.layout.columns) if at != self.columns.check - 1]
        styles = {"center": "cell-center"}
        return [(at, column, styles.get(column.align, "cell")) for at, column in columns if not column.kind]

    @cached_property
    def prefilled(self) -> Sequence[Column]:
        """The inputs that may have the last answers in them when the form is issued; in a copy its own ones stand."""
        return [] if self.is_copy else self.layout.prefilled_columns(still_stands=True)

    @cached_property
    def watched_key(self) -> str:
        """The key of the input whose carried text must change; empty where none must."""
        return next((column.key for column in self.layout.input_columns if column.unchanged_unless), "")

    @cached_property
    def heads(self) -> Sequence[Cell]:
        """Its header but for the row keys; the counter of the check column is put over another one."""
        cells = [Cell(column.label, "head-input" if column.kind else "head") for column in self.layout.columns]
        at = self.columns.check - 1
        cells[at : at + 1] = [Cell()]  # behind the others, where the layout has no place for it
        if self.explanation:
            cells.append(Cell(self.batch.snapshot.layout.message_label, "head"))
            cells.append(Cell(self.explanation.label, "head-input"))
        return cells

    @cached_property
    def heads_height(self) -> float:
        """High enough for all of it but the counter."""
        return row_height(
            (str(head.value or ""), width) for head, width in zip(self.heads, self.columns.widths, strict=True)
        )

    @cached_property
    def fault_tests(self) -> Sequence[tuple[int, str]]:
        """Of each input the position, and the test that holds in the first row while the check column speaks of it."""
        first, check = self.header_row + 1, column_letters(self.columns.check)
        letters = [column_letters(number) for number, column in enumerate(self.layout.columns, 1) if column.kind]
        row_is_begun = f"COUNTA({','.join(f'${letter}{first}' for letter in letters)})>0"
        tests = []
        for position, column in self.columns.numbered:
            if texts := self.check.fault_texts(column, is_carried_seen=not self.is_copy):
                faults = ",".join(f'${check}{first}="{text}"' for text in texts)
                tests.append((position, f"=AND({row_is_begun},OR({faults}))"))
        return tests

    @cached_property
    def unfinished_test(self) -> str:
        """What holds in the header of the check column, and below it, while something is owed."""
        cell = f"{column_letters(self.columns.check)}{self.header_row}"
        at_ease = ("", self.check.done_text, self.check.none_owed_text)
        return f"=AND({','.join(f'{cell}<>{quoted(text)}' for text in at_ease)})"

    @cached_property
    def typed_height(self) -> float:
        """High enough for the longest answers of a row."""
        return _height_of_longest(self.layout.input_columns)

    @cached_property
    def explained_height(self) -> float:
        """Likewise, with the explanation in a correction copy."""
        return _height_of_longest([*self.layout.input_columns, *([self.explanation] if self.explanation else [])])

    def traits(self, row: Row) -> RowTraits:
        """What its rules look at in a row."""
        return row_traits(row, self.batch.snapshot.period, self._number_paths)

    def row_formula(self, row: FormRow, traits: RowTraits, number: int, carried_cell: str) -> str:
        """The formula of the check column in a row.

        Args:
            row: of any form of the batch.
            traits: its own.
            number: of the row in the sheet.
            carried_cell: where the carried text stands on the hidden sheet.
        """
        alike = traits, row.may_stay_unchanged
        if alike not in self._formulas:
            self._formulas[alike] = self.check.row_formula(row, self._cells, _CARRIED)
        return self._formulas[alike].replace(_ROW, str(number)).replace(_CARRIED, carried_cell)

    @cached_property
    def _cells(self) -> Mapping[str, str]:
        """Column key → its cell in any row."""
        return {column.key: f"${column_letters(position)}{_ROW}" for position, column in self.columns.numbered}

    def row_text(self, row: FormRow, traits: RowTraits, *, is_ticked: bool) -> str:
        """What the check column says of a row.

        Args:
            row: with its answers.
            traits: its own.
            is_ticked: the tick is set.
        """
        if any(answer is not None for answer in row.answers.values()):
            return self.check.row_text(row, is_ticked=is_ticked)
        if traits not in self._blank_texts:  # what was carried into a cell cannot stand unchanged in a blank one
            self._blank_texts[traits] = self.check.row_text(row, is_ticked=is_ticked)
        return self._blank_texts[traits]

    def hints(self, draft: FormDraft, rows: HintedRows) -> InputHints:
        """What stands beside the inputs of a table.

        Args:
            draft: that it is of.
            rows: of the table.
        """
        key = rows, draft.unit.code if self._hints_speak_of_unit else ""
        if key not in self._hints:
            self._hints[key] = InputHints(draft, self.layout, rows)
        return self._hints[key]

    @cached_property
    def _hints_speak_of_unit(self) -> bool:
        return any("unit" in column.help for column in (*self.layout.heading_inputs, *self.layout.input_columns))

    def rules(self, hints: InputHints, row: Row | None, traits: RowTraits | None) -> Mapping[str, Validation]:
        """Column key → what its input takes, for no cells yet.

        Args:
            hints: of the table.
            row: in which the inputs stand; None for those of the heading.
            traits: of the row.
        """
        key = hints, traits
        if key not in self._rules:
            of_rows = [column for _, column in self.columns.numbered if column.kind]
            columns = of_rows if row else self.layout.heading_inputs
            self._rules[key] = {column.key: self._make_rule(column, hints, row) for column in columns}
        return self._rules[key]

    def _make_rule(self, column: Column, hints: InputHints, row: Row | None) -> Validation:
        """The rule with its hint, and the words that refuse anything else."""
        period, messages = self.batch.snapshot.period, self.batch.messages
        rule = FIELD_KINDS[column.kind].validation("", CellContext(column, self.batch.days, period, row))
        high = bound_text(rule.high) if isinstance(rule.high, Decimal) else rule.high
        example = example_day(CellContext(column, self.batch.days, period)) if rule.kind == "date" else ""
        error = messages.text(f"refuse-{rule.kind}", low=rule.low, high=high, example=example)
        return replace(rule, prompt=hints.prompt(column), error=error)


@lru_cache(maxsize=_REMEMBERED)
def table_designs(batch: FormBatch, *, is_copy: bool) -> Sequence[TableDesign]:
    """The design of each sheet of a batch's layout.

    Args:
        batch: of forms.
        is_copy: of their correction copies.
    """
    return [TableDesign(batch, sheet, is_copy=is_copy) for sheet in batch.snapshot.layout.sheets]


def _height_of_longest(columns: Iterable[Column]) -> float:
    return row_height((_WIDE_CHARACTER * column.max, column.width) for column in columns)
