"""One table of a form: heading, header, a row for each task or milestone, the check column and the row keys."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property

from duban.fields.kind import FIELD_KINDS
from duban.fields.locked import STAGE_PATH, locked_value
from duban.fields.row_traits import RowTraits
from duban.forms.batch import STAGES, ColumnProblems, FormCell, FormDraft, FormRow
from duban.forms.carried import CarriedAnswers
from duban.forms.cell_rules import alike_rows, conditional_formats, validations
from duban.forms.heading import input_cell
from duban.forms.input_hints import HintedRows, InputHints
from duban.forms.table_columns import TableColumns
from duban.forms.table_design import TableDesign
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


class FormTable(ValueObject, dict=True):
    """One sheet of one unit's form."""

    draft: FormDraft
    design: TableDesign
    rows: tuple[FormRow, ...]
    carried: CarriedAnswers
    """What its inputs have in them when it is issued."""
    heading_problems: ColumnProblems
    """What is wrong with the inputs of the heading."""

    @property
    def layout(self) -> SheetLayout:
        """Of its sheet."""
        return self.design.layout

    def sheet(self) -> Sheet:
        """The sheet as data."""
        layout, header, columns = self.layout, self._header_row, self._columns
        rows = tuple(self._sheet_rows())
        hidden = columns.blank(rows[header : self._last_row]) | {columns.key}
        pieces = alike_rows((*pair, traits) for pair, traits in zip(self._numbered_rows(), self._traits, strict=True))
        return Sheet(
            name=layout.name,
            rows=rows,
            widths=columns.widths,
            hidden_columns=hidden if self.hints.rows.list_proof else hidden | columns.of_proof,
            validations=tuple(validations(self.design, self.hints, pieces)),
            conditional_formats=tuple(conditional_formats(self.design, self.carried, self._last_row)),
            freeze=(header, columns.frozen),
            filter_range=(header, 1, self._last_row, columns.key) if self.design.is_filtered else None,
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
        carried = frozenset(key for row in self.rows for key, answer in row.carried.items() if answer is not None)
        list_proof = any(traits.proof for traits in self._traits)
        owed = frozenset(traits.is_answer_due for traits in self._traits)
        return self.design.hints(self.draft, HintedRows(list_proof, carried, owed))

    @cached_property
    def _traits(self) -> Sequence[RowTraits]:
        """Those of each row."""
        return [self.design.traits(row.subject) for row in self.rows]

    @cached_property
    def _check_texts(self) -> Sequence[str]:
        """What the check column says of each row."""
        tick, text = self.design.tick, self.design.row_text
        is_ticked = tick is not None and tick.is_set(self.draft)
        return [text(row, traits, is_ticked=is_ticked) for row, traits in zip(self.rows, self._traits, strict=True)]

    @property
    def _header_row(self) -> int:
        return self.design.header_row

    @property
    def _last_row(self) -> int:
        return self._header_row + len(self.rows)

    @property
    def _columns(self) -> TableColumns:
        return self.design.columns

    @property
    def folded_stages(self) -> tuple[str, ...]:
        """The words of the stages whose rows are out of sight; none in a correction copy."""
        return tuple(self.layout.stages[stage] for stage in self._stages if stage in self._fold)

    @cached_property
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
        yield from map(self._table_row, range(len(self.rows)))
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
        cells, counter = [*self.design.heads], self._counter()
        self._place_check(cells, counter)
        counter_height = row_height([(str(counter.value), self._columns.widths[self._columns.check - 1])])
        height = max(self.design.heads_height, counter_height) + (_ARROW_HEIGHT if self.design.is_filtered else 0)
        return SheetRow([*cells, Cell(self.draft.form_id.code, "hidden")], height=max(24, height))

    def _place_check(self, cells: list[Cell], check: Cell) -> None:
        """Put the cell of the check column into those of the layout's columns, or behind them."""
        at = self._columns.check
        cells[at - 1 : at] = [check]

    def _counter(self) -> Cell:
        check_cells = range_address(self._header_row + 1, self._columns.check, self._last_row)
        required_cells = [cell for column, cell in self._heading_cells() if column.required == "always"]
        count = self.design.check.count_text(self._check_texts, self.draft.submitted_answers(self.layout))
        return Cell(count, "check-head", formula=self.design.check.count_formula(check_cells, required_cells))

    def _table_row(self, at: int) -> SheetRow:
        """The row at a place, from 0."""
        row, number = self.rows[at], self._header_row + 1 + at
        cells = self._cells(row)
        formula = self.design.row_formula(row, self._traits[at], number, self.carried.watched_cell(at))
        self._place_check(cells, Cell(self._check_texts[at], "check", formula))
        if self.draft.submission:
            style = FIELD_KINDS["text"].style if row.explainable or EXPLANATION_KEY in row.problems else "explain"
            cells.append(Cell("\n".join(problem.message for problem in row.all_problems), "message"))
            cells.append(self._input(self.draft.batch.explanation_column, style, row.answers, row.problems))
        height = self._height(cells, row)
        cells.append(Cell(self.draft.form_id.row_key(row.subject.key), "hidden"))
        return SheetRow(cells, height, hidden=row.stage in self._fold, grows_when_typed=self.layout.grow)

    def _height(self, cells: Sequence[Cell], row: FormRow) -> float:
        """High enough for what stands in the row and, unless it grows, for all that may be typed into it."""
        pairs = zip(cells, self._columns.widths, strict=True)
        height = row_height((str(cell.value), width) for cell, width in pairs if cell.value)
        if self.layout.grow:
            return height
        return max(height, self.design.explained_height if row.explainable else self.design.typed_height)

    def _cells(self, row: FormRow) -> list[Cell]:
        """What stands in the layout's columns."""
        cells = [*self.design.blank_cells]
        for at, column, style in self.design.locked:
            value = self._locked_value(column, row)
            cells[at] = Cell(value, "cell-date" if isinstance(value, date) else style)
        if row.answers or row.problems:
            for at, column, style in self.design.inputs:
                cells[at] = self._input(column, style, row.answers, row.problems)
        return cells

    def _locked_value(self, column: Column, row: FormRow) -> Scalar:
        if column.recalls:
            return row.recalled_answers.get(column.key)
        return self.layout.stages[row.stage] if column.shows == STAGE_PATH else locked_value(column, row.subject)

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
