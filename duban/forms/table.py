"""One table of a form: heading, header, a row for each task or milestone, the check column and the row keys."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import groupby

from duban.fields import FIELD_KINDS, CellContext, NamedDays
from duban.fields.locked import STAGE_PATH, locked_value
from duban.forms.check import CheckColumn
from duban.forms.filled import ColumnProblems, FormCell, FormRow
from duban.messages.catalogue import Messages
from duban.model.form_id import CARRIED_SHEET, FormId
from duban.model.layout import EXPLANATION_KEY, Column, HeadingItem, SheetLayout
from duban.model.period import Period
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
)
from duban.workbook.paging import row_height

_CHECK_WIDTH = 18.0
_MESSAGE_WIDTH = 44.0
_WIDE = "\u56fd"
"""A character as wide as any that people type."""


@dataclass(frozen=True)
class FormTable:
    """One sheet of one unit's form. title, heading and foot are words already.

    message_label, explanation: the columns of a correction copy beside the table; None in a form as issued.
    """

    layout: SheetLayout
    period: Period
    days: NamedDays
    texts: Messages
    form_id: FormId
    title: str
    heading: tuple[HeadingItem, ...]
    heading_answers: Mapping[str, Answer]
    heading_problems: ColumnProblems
    foot: tuple[str, ...]
    rows: tuple[FormRow, ...]
    first_carried_row: int
    message_label: str = ""
    explanation_column: Column | None = None

    @property
    def is_correction(self) -> bool:
        """Whether it is a sheet of a correction copy."""
        return self.explanation_column is not None

    @cached_property
    def _checks(self) -> CheckColumn:
        return CheckColumn(self.layout, self.period, self.texts)

    @cached_property
    def _header(self) -> int:
        return 4 if self.heading else 3

    @property
    def _printed(self) -> int:
        return len(self.layout.columns)

    @property
    def _check(self) -> int:
        return self._printed + 1

    @property
    def _key(self) -> int:
        return self._check + (3 if self.is_correction else 1)

    @property
    def _explained_at(self) -> int:
        return self._key - 1

    @property
    def _end(self) -> int:
        return self._header + len(self.rows)

    def sheet(self) -> Sheet:
        """The sheet as data."""
        layout, last = self.layout, self._key - 1
        folding = bool(layout.fold) and not self.is_correction
        stages = {filled.stage for filled in self.rows}
        return Sheet(
            name=layout.name,
            rows=self._lines(),
            widths=(*(column.width for column in layout.columns), _CHECK_WIDTH)
            + ((_MESSAGE_WIDTH, self.explanation_column.width) if self.explanation_column else ()),
            hidden_columns=frozenset({self._key}),
            validations=tuple(self._validations()),
            conditional_formats=tuple(self._highlights()),
            freeze=(self._header, 0),
            filter_range=(self._header, 1, self._end, last) if folding or self.is_correction else None,
            filter_values=self._kept() if folding and layout.fold in stages else None,
            page=PageSetup(
                paper=layout.paper,
                repeat_rows=(self._header, self._header),
                last_column=self._printed,
                footer=self.texts.text("form-footer", code=self.form_id.code),
            ),
            locked=True,
        )

    def form_cells(self) -> Iterator[tuple[tuple[str, str], FormCell]]:
        """Row key and column key → where it stands; the row key of the heading is empty, so is that of a whole row."""
        name = self.layout.name
        for item in self.heading:
            if item.asks:
                yield ("", item.asks.key), FormCell(name, f"{item.asks_at}{self._header - 1}", item.asks.label)
        columns = list(enumerate(self.layout.columns, 1))
        if self.explanation_column:
            columns.append((self._explained_at, self.explanation_column))
        for at, filled in enumerate(self.rows, self._header + 1):
            key = filled.row.key
            yield (key, ""), FormCell(name, cell_address(at, 1), "", filled.row)
            for index, column in columns:
                yield (key, column.key), FormCell(name, cell_address(at, index), column.label, filled.row)

    def _kept(self) -> tuple[int, tuple[str, ...]]:
        """The filter that folds: its column, and the stages that stay in sight."""
        column = next(index for index, column in enumerate(self.layout.columns, 1) if column.shows == STAGE_PATH)
        shown = dict.fromkeys(filled.stage for filled in self.rows if filled.stage != self.layout.fold)
        return column, tuple(self.layout.stages[stage] for stage in shown)

    def _lines(self) -> Iterator[SheetRow]:
        yield SheetRow([Cell(self.title, "title", column_span=self._printed)], height=32)
        yield SheetRow([Cell(self.texts.text("form-code", code=self.form_id.code), "code", column_span=self._printed)])
        if self.heading:
            yield SheetRow(self._heading_line(), height=24)
        yield self._header_line()
        for number, filled in enumerate(self.rows):
            yield self._row(number, filled)
        for words in self.foot:
            yield SheetRow([Cell(words, "foot", column_span=self._printed)], height=30)

    def _heading_line(self) -> list[Cell | None]:
        cells: list[Cell | None] = [None] * self._printed
        for item in self.heading:
            first, _, last = item.at.partition(":")
            at, until = column_number(first), column_number(last or first)
            style = "heading-right" if item.asks else "heading"
            cells[at - 1] = Cell(item.text, style, column_span=until - at + 1)
            if item.asks:
                look = "heading-" + ("input-date" if item.asks.kind == "date" else "input")
                cells[column_number(item.asks_at) - 1] = self._input(
                    item.asks, look, self.heading_answers, self.heading_problems
                )
        return cells

    def _header_line(self) -> SheetRow:
        cells = [Cell(column.label, "head-input" if column.kind else "head") for column in self.layout.columns]
        cells.append(self._counter())
        if self.explanation_column:
            cells += [Cell(self.message_label, "head"), Cell(self.explanation_column.label, "head-input")]
        tall = row_height((column.label, column.width) for column in self.layout.columns)
        return SheetRow([*cells, Cell(self.form_id.code, "hidden")], height=max(24, tall))

    def _counter(self) -> Cell:
        checks = f"{cell_address(self._header + 1, self._check)}:{cell_address(self._end, self._check)}"
        asked = [item for item in self.heading if item.asks and item.asks.required == "always"]
        now = self._checks.count_text(self.rows, self.layout.heading_inputs, self.heading_answers)
        inputs = [f"{item.asks_at}{self._header - 1}" for item in asked]
        return Cell(now, "check-head", formula=self._checks.count_formula(checks, inputs))

    def _row(self, number: int, filled: FormRow) -> SheetRow:
        at = self._header + 1 + number
        cells = [self._cell(column, filled) for column in self.layout.columns]
        inputs = {column.key: f"${column_letters(index)}{at}" for index, column in enumerate(self.layout.columns, 1)}
        formula = self._checks.row_formula(filled, inputs, f"{CARRIED_SHEET}!$B${self.first_carried_row + number}")
        cells.append(Cell(self._checks.row_text(filled), "check", formula=formula))
        if self.explanation_column:
            cells.append(Cell("\n".join(mark.message for mark in filled.all_problems), "message"))
            cells.append(self._input(self.explanation_column, _explain_look(filled), filled.answers, filled.problems))
        cells.append(Cell(self.form_id.row_key(filled.row.key), "hidden"))
        hidden = not self.is_correction and bool(self.layout.fold) and filled.stage == self.layout.fold
        return SheetRow(cells, self._tall(cells, filled), hidden=hidden, grows_when_typed=self.layout.grow)

    def _tall(self, cells: Sequence[Cell], filled: FormRow) -> float:
        """High enough for what stands in the row and, unless it grows, for all that may be typed into it."""
        shown = [
            (str(cell.value or ""), column.width) for cell, column in zip(cells, self.layout.columns, strict=False)
        ]
        typed = [*self.layout.input_columns]
        if self.explanation_column:
            shown += [(str(cells[self._check].value), _MESSAGE_WIDTH)]
            shown += [(str(cells[self._explained_at - 1].value or ""), self.explanation_column.width)]
            typed += [self.explanation_column] if _to_explain(filled) else []
        room = [(_WIDE * column.max, column.width) for column in typed if not self.layout.grow]
        return row_height([*shown, *room])

    def _cell(self, column: Column, filled: FormRow) -> Cell:
        if column.kind:
            return self._input(column, FIELD_KINDS[column.kind].style, filled.answers, filled.problems)
        if column.recalls:
            value: Scalar = filled.recalled_answers.get(column.key)
        else:
            value = self.layout.stages[filled.stage] if column.shows == STAGE_PATH else locked_value(column, filled.row)
        centred = column.align == "center"
        style = "cell-date" if isinstance(value, date) else "cell-center" if centred else "cell"
        return Cell(value, style)

    def _input(self, column: Column, look: str, answers: Mapping[str, Answer], wrong: ColumnProblems) -> Cell:
        marks = wrong.get(column.key, ())
        if not marks:
            return Cell(answers.get(column.key), look)
        told = [mark.message for mark in marks]
        note = self.texts.text("told-note", label=self.message_label, was=marks[0].read_text, told=told)
        return Cell(answers.get(column.key), f"{look}-wrong", note=note)

    def _validations(self) -> Iterator[Validation]:
        for item in self.heading:
            if item.asks:
                cell = f"{item.asks_at}{self._header - 1}"
                yield self._explained(
                    FIELD_KINDS[item.asks.kind].validation(cell, CellContext(item.asks, self.days, self.period))
                )
        columns = [(index, column) for index, column in enumerate(self.layout.columns, 1) if column.kind]
        if self.explanation_column:
            columns.append((self._explained_at, self.explanation_column))
        for index, column in columns:
            kind = FIELD_KINDS[column.kind]
            asked = (
                (at, kind.validation("", CellContext(column, self.days, self.period, filled.row)))
                for at, filled in enumerate(self.rows, self._header + 1)
            )
            for rule, group in groupby(asked, key=lambda pair: pair[1]):
                rows = [at for at, _ in group]
                cells = f"{cell_address(rows[0], index)}:{cell_address(rows[-1], index)}"
                yield self._explained(replace(rule, cells=cells))

    def _explained(self, rule: Validation) -> Validation:
        return replace(rule, error=self.texts.text(f"refuse-{rule.kind}", low=rule.low, high=rule.high))

    def _highlights(self) -> Iterator[ConditionalFormat]:
        first, check = self._header + 1, column_letters(self._check)
        inputs = [index for index, column in enumerate(self.layout.columns, 1) if column.kind]
        begun = f"COUNTA(${column_letters(inputs[0])}{first}:${column_letters(inputs[-1])}{first})>0"
        for index, column in enumerate(self.layout.columns, 1):
            if self._checks.fault_texts(column):
                cells = f"{cell_address(first, index)}:{cell_address(self._end, index)}"
                told = ",".join(f'${check}{first}="{words}"' for words in self._checks.fault_texts(column))
                yield ConditionalFormat(
                    cells, f"=AND({begun},OR({told}))", "fault" if self.is_correction else "missing"
                )
        checks = f"{check}{self._header}:{check}{self._end}"
        done = self.texts.text("check-done")
        yield ConditionalFormat(
            checks,
            f'=AND({check}{self._header}<>"",LEFT({check}{self._header},1)<>"{done}")',
            "missing-check",
        )


def _to_explain(filled: FormRow) -> bool:
    return any(mark.explainable for mark in filled.all_problems)


def _explain_look(filled: FormRow) -> str:
    """It looks like an input where something may be explained; elsewhere it only takes words."""
    return FIELD_KINDS["text"].style if _to_explain(filled) or EXPLANATION_KEY in filled.problems else "explain"
