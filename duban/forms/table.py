"""One table of a form: heading, header, a row for each task or milestone, the check column and the row keys."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import groupby

from duban.fields import KINDS, Ask, Days
from duban.fields.locked import STAGE, shows
from duban.forms.check import CheckColumn
from duban.forms.filled import Filled, Spot, Wrong
from duban.messages.catalogue import Texts
from duban.model.form_id import LAST_SHEET, Seal
from duban.model.layout import EXPLANATION, Column, HeadingItem, SheetLayout
from duban.model.period import Period
from duban.model.submission import Answer
from duban.workbook.book import Cell, Highlight, Line, Page, Scalar, Sheet, Validation, address, column_of, letter
from duban.workbook.height import height

_CHECK_WIDTH = 18.0
_MESSAGE_WIDTH = 44.0
_WIDE = "\u56fd"
"""A character as wide as any that people type."""


@dataclass(frozen=True)
class Table:
    """One sheet of one unit's form. title, heading and foot are words already.

    message_label, explanation: the columns of a correction copy beside the table; None in a form as issued.
    """

    layout: SheetLayout
    period: Period
    days: Days
    texts: Texts
    seal: Seal
    title: str
    heading: tuple[HeadingItem, ...]
    head_answers: Mapping[str, Answer]
    head_wrong: Wrong
    foot: tuple[str, ...]
    rows: tuple[Filled, ...]
    last_row: int
    message_label: str = ""
    explanation: Column | None = None

    @property
    def correcting(self) -> bool:
        """Whether it is a sheet of a correction copy."""
        return self.explanation is not None

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
        return self._check + (3 if self.correcting else 1)

    @property
    def _explained_at(self) -> int:
        return self._key - 1

    @property
    def _end(self) -> int:
        return self._header + len(self.rows)

    def sheet(self) -> Sheet:
        """The sheet as data."""
        layout, last = self.layout, self._key - 1
        folding = bool(layout.fold) and not self.correcting
        stages = {filled.stage for filled in self.rows}
        return Sheet(
            name=layout.name,
            lines=self._lines(),
            widths=(*(column.width for column in layout.columns), _CHECK_WIDTH)
            + ((_MESSAGE_WIDTH, self.explanation.width) if self.explanation else ()),
            hidden_columns=frozenset({self._key}),
            validations=tuple(self._validations()),
            highlights=tuple(self._highlights()),
            freeze=(self._header, 0),
            filter=(self._header, 1, self._end, last) if folding or self.correcting else None,
            keep=self._kept() if folding and layout.fold in stages else None,
            page=Page(
                paper=layout.paper,
                repeat=(self._header, self._header),
                last_column=self._printed,
                footer=self.texts.word("form-footer", code=self.seal.code),
            ),
            locked=True,
        )

    def spots(self) -> Iterator[tuple[tuple[str, str], Spot]]:
        """Row key and column key → where it stands; the row key of the heading is empty, so is that of a whole row."""
        name = self.layout.name
        for item in self.heading:
            if item.asks:
                yield ("", item.asks.key), Spot(name, f"{item.asks_at}{self._header - 1}", item.asks.label)
        columns = list(enumerate(self.layout.columns, 1))
        if self.explanation:
            columns.append((self._explained_at, self.explanation))
        for at, filled in enumerate(self.rows, self._header + 1):
            key = filled.row.key
            yield (key, ""), Spot(name, address(at, 1), "", filled.row)
            for index, column in columns:
                yield (key, column.key), Spot(name, address(at, index), column.label, filled.row)

    def _kept(self) -> tuple[int, tuple[str, ...]]:
        """The filter that folds: its column, and the stages that stay in sight."""
        column = next(index for index, column in enumerate(self.layout.columns, 1) if column.shows == STAGE)
        shown = dict.fromkeys(filled.stage for filled in self.rows if filled.stage != self.layout.fold)
        return column, tuple(self.layout.stages[stage] for stage in shown)

    def _lines(self) -> Iterator[Line]:
        yield Line([Cell(self.title, "title", span=self._printed)], height=32)
        yield Line([Cell(self.texts.word("form-code", code=self.seal.code), "code", span=self._printed)])
        if self.heading:
            yield Line(self._heading_line(), height=24)
        yield self._header_line()
        for number, filled in enumerate(self.rows):
            yield self._row(number, filled)
        for words in self.foot:
            yield Line([Cell(words, "foot", span=self._printed)], height=30)

    def _heading_line(self) -> list[Cell | None]:
        cells: list[Cell | None] = [None] * self._printed
        for item in self.heading:
            first, _, last = item.at.partition(":")
            at, until = column_of(first), column_of(last or first)
            style = "heading-right" if item.asks else "heading"
            cells[at - 1] = Cell(item.text, style, span=until - at + 1)
            if item.asks:
                look = "heading-" + ("input-date" if item.asks.kind == "date" else "input")
                cells[column_of(item.asks_at) - 1] = self._input(item.asks, look, self.head_answers, self.head_wrong)
        return cells

    def _header_line(self) -> Line:
        cells = [Cell(column.label, "head-input" if column.kind else "head") for column in self.layout.columns]
        cells.append(self._counter())
        if self.explanation:
            cells += [Cell(self.message_label, "head"), Cell(self.explanation.label, "head-input")]
        tall = height((column.label, column.width) for column in self.layout.columns)
        return Line([*cells, Cell(self.seal.code, "hidden")], height=max(24, tall))

    def _counter(self) -> Cell:
        checks = f"{address(self._header + 1, self._check)}:{address(self._end, self._check)}"
        asked = [item for item in self.heading if item.asks and item.asks.required == "always"]
        now = self._checks.count(self.rows, self.layout.asked, self.head_answers)
        inputs = [f"{item.asks_at}{self._header - 1}" for item in asked]
        return Cell(now, "check-head", formula=self._checks.counter(checks, inputs))

    def _row(self, number: int, filled: Filled) -> Line:
        at = self._header + 1 + number
        cells = [self._cell(column, filled) for column in self.layout.columns]
        inputs = {column.key: f"${letter(index)}{at}" for index, column in enumerate(self.layout.columns, 1)}
        formula = self._checks.formula(filled, inputs, f"{LAST_SHEET}!$B${self.last_row + number}")
        cells.append(Cell(self._checks.words(filled), "check", formula=formula))
        if self.explanation:
            cells.append(Cell("\n".join(mark.message for mark in filled.marks), "message"))
            cells.append(self._input(self.explanation, _explain_look(filled), filled.answers, filled.wrong))
        cells.append(Cell(self.seal.key(filled.row.key), "hidden"))
        hidden = not self.correcting and bool(self.layout.fold) and filled.stage == self.layout.fold
        return Line(cells, self._tall(cells, filled), hidden=hidden, grows=self.layout.grow)

    def _tall(self, cells: Sequence[Cell], filled: Filled) -> float:
        """High enough for what stands in the row and, unless it grows, for all that may be typed into it."""
        shown = [
            (str(cell.value or ""), column.width) for cell, column in zip(cells, self.layout.columns, strict=False)
        ]
        typed = [*self.layout.inputs]
        if self.explanation:
            shown += [(str(cells[self._check].value), _MESSAGE_WIDTH)]
            shown += [(str(cells[self._explained_at - 1].value or ""), self.explanation.width)]
            typed += [self.explanation] if _to_explain(filled) else []
        room = [(_WIDE * column.max, column.width) for column in typed if not self.layout.grow]
        return height([*shown, *room])

    def _cell(self, column: Column, filled: Filled) -> Cell:
        if column.kind:
            return self._input(column, KINDS[column.kind].style, filled.answers, filled.wrong)
        if column.recalls:
            value: Scalar = filled.recalled.get(column.key)
        else:
            value = self.layout.stages[filled.stage] if column.shows == STAGE else shows(column, filled.row)
        centred = column.align == "center"
        style = "cell-date" if isinstance(value, date) else "cell-center" if centred else "cell"
        return Cell(value, style)

    def _input(self, column: Column, look: str, answers: Mapping[str, Answer], wrong: Wrong) -> Cell:
        marks = wrong.get(column.key, ())
        if not marks:
            return Cell(answers.get(column.key), look)
        told = [mark.message for mark in marks]
        note = self.texts.word("told-note", label=self.message_label, was=marks[0].was, told=told)
        return Cell(answers.get(column.key), f"{look}-wrong", note=note)

    def _validations(self) -> Iterator[Validation]:
        for item in self.heading:
            if item.asks:
                cell = f"{item.asks_at}{self._header - 1}"
                yield self._explained(KINDS[item.asks.kind].rule(cell, Ask(item.asks, self.days, self.period)))
        columns = [(index, column) for index, column in enumerate(self.layout.columns, 1) if column.kind]
        if self.explanation:
            columns.append((self._explained_at, self.explanation))
        for index, column in columns:
            kind = KINDS[column.kind]
            asked = (
                (at, kind.rule("", Ask(column, self.days, self.period, filled.row)))
                for at, filled in enumerate(self.rows, self._header + 1)
            )
            for rule, group in groupby(asked, key=lambda pair: pair[1]):
                rows = [at for at, _ in group]
                cells = f"{address(rows[0], index)}:{address(rows[-1], index)}"
                yield self._explained(replace(rule, cells=cells))

    def _explained(self, rule: Validation) -> Validation:
        return replace(rule, error=self.texts.word(f"refuse-{rule.kind}", low=rule.low, high=rule.high))

    def _highlights(self) -> Iterator[Highlight]:
        first, check = self._header + 1, letter(self._check)
        inputs = [index for index, column in enumerate(self.layout.columns, 1) if column.kind]
        begun = f"COUNTA(${letter(inputs[0])}{first}:${letter(inputs[-1])}{first})>0"
        for index, column in enumerate(self.layout.columns, 1):
            if self._checks.faults_of(column):
                cells = f"{address(first, index)}:{address(self._end, index)}"
                told = ",".join(f'${check}{first}="{words}"' for words in self._checks.faults_of(column))
                yield Highlight(cells, f"=AND({begun},OR({told}))", "fault" if self.correcting else "missing")
        checks = f"{check}{self._header}:{check}{self._end}"
        done = self.texts.word("check-done")
        yield Highlight(
            checks,
            f'=AND({check}{self._header}<>"",LEFT({check}{self._header},1)<>"{done}")',
            "missing-check",
        )


def _to_explain(filled: Filled) -> bool:
    return any(mark.explain for mark in filled.marks)


def _explain_look(filled: Filled) -> str:
    """It looks like an input where something may be explained; elsewhere it only takes words."""
    return KINDS["text"].style if _to_explain(filled) or EXPLANATION in filled.wrong else "explain"
