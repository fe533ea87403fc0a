"""The locked check column: what a row still owes, as words now and as a formula that keeps telling."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from duban.fields.condition import ALWAYS_TRUE
from duban.fields.rules import RowRule, find_broken_rules, sheet_rules
from duban.forms.filled import FormRow
from duban.messages.catalogue import Messages
from duban.model.layout import Column, SheetLayout
from duban.model.period import Period
from duban.model.submission import Answer


@dataclass(frozen=True)
class CheckColumn:
    """The check column of one sheet. Formulas use nothing newer than Excel 2007."""

    layout: SheetLayout
    period: Period
    texts: Messages

    @cached_property
    def _rules(self) -> tuple[RowRule, ...]:
        return tuple(sheet_rules(self.layout))

    @cached_property
    def done_text(self) -> str:
        """What stands there when nothing is owed."""
        return self.texts.text("check-done")

    def row_text(self, filled: FormRow) -> str:
        """The first thing that is owed, in words; `done`; or nothing in a row that may stay empty and is."""
        for rule in find_broken_rules(self._rules, filled.row, self.period, filled.answers, filled.carried):
            return self._fault(rule)
        blank = all(filled.answers.get(column.key) is None for column in self.layout.input_columns)
        return "" if blank and not self._owes(filled) else self.done_text

    def row_formula(self, filled: FormRow, cells: Mapping[str, str], carried_cell: str) -> str:
        """The same for Excel. at: column key → cell; last: the cell of the carried text."""
        formula = f'"{self.done_text}"'
        if not self._owes(filled):
            all_inputs = "&".join(cells[column.key] for column in self.layout.input_columns)
            formula = f'IF(TRIM({all_inputs})="","",{formula})'
        for rule in reversed(self._rules):
            if rule.applies_to(filled.row, self.period):
                formula = (
                    f'IF({rule.formula(filled.row, self.period, cells, carried_cell)},"{self._fault(rule)}",{formula})'
                )
        return f"={formula}"

    def fault_texts(self, column: Column) -> tuple[str, ...]:
        """All that can be told of a column, in words."""
        return tuple(words for (_, key), words in self._words.items() if key == column.key)

    def count_text(self, rows: Iterable[FormRow], asked: Iterable[Column], answers: Mapping[str, Answer]) -> str:
        """How many rows and heading inputs still owe something, in words."""
        owing = sum(self.row_text(filled) not in ("", self.done_text) for filled in rows)
        owing += sum(answers.get(column.key) is None for column in asked if column.required == "always")
        return self.texts.text("count-owing", count=owing) if owing else self.texts.text("count-done")

    def count_formula(self, checks: str, asked: Sequence[str]) -> str:
        """The same for Excel. checks: the column's cells; asked: the heading inputs that must be filled."""
        count = f'ROWS({checks})-COUNTIF({checks},"{self.done_text}")-COUNTBLANK({checks})'
        count += "".join(f'+IF(TRIM({cell})="",1,0)' for cell in asked)
        owing = self.texts.text("count-owing", count=f'"&{count}&"')
        return f'=IF({count}=0,"{self.texts.text("count-done")}","{owing}")'

    def _owes(self, filled: FormRow) -> bool:
        """Whether the row may not stay empty."""
        always = (rule for rule in self._rules if rule.fault == "missing" and rule.condition is ALWAYS_TRUE)
        return any(rule.applies_to(filled.row, self.period) for rule in always)

    def _fault(self, rule: RowRule) -> str:
        return self._words[rule.fault, rule.column.key]

    @cached_property
    def _words(self) -> Mapping[tuple[str, str], str]:
        """Hundreds of formulas say the same few words: filled once."""
        return {
            (rule.fault, rule.column.key): self.texts.text(f"check-{rule.fault}", label=rule.column.label)
            for rule in self._rules
        }
